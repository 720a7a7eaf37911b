"""At the door: who is asking, what they may do, and the page to sign in and out.

While there is no account everybody who can reach the app is its owner, and the app
answers the loopback only (:mod:`search_app.__main__` sees to that).
"""

from __future__ import annotations

from urllib.parse import quote

from flask import (
    Blueprint,
    Flask,
    Response,
    abort,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
)
from werkzeug.wrappers import Response as BaseResponse

from ingest.errors import UsageError, VankienError
from search_app.persistence.accounts import OWNER, AccountRole, Accounts, TooManyTriesError, User
from search_app.persistence.collections import CollectionStore
from search_app.routes import audit
from search_app.routes.guard import fail, wants_json
from search_app.services import closed_folders
from search_app.services.session import accounts

blueprint = Blueprint("login", __name__)
_OPEN = frozenset({"static", "login.form", "login.enter", "watches.feed"})
_SEEN = "vankien.accounts.seen"
_TOKEN = "token"  # noqa: S105  # nosec B105  # the name of a cookie's field


def is_known(app: Flask, cookie: str) -> bool:
    """Say whether a request with this Cookie header is from somebody who is let in."""
    asking = app.request_class({"HTTP_COOKIE": cookie, "REQUEST_METHOD": "GET"})
    kept = app.session_interface.open_session(app, asking)
    with app.app_context():
        try:
            return _who_has(kept.get(_TOKEN) if kept else None) is not None
        except VankienError:
            return False


def _who() -> User | None:
    return _who_has(session.get(_TOKEN))


def _who_has(token: object) -> User | None:
    asked: bool = current_app.extensions["vankien.settings"].must_login
    if not asked and not _has_people():
        return OWNER
    closed_folders.note()
    return accounts().user_of(token) if isinstance(token, str) else None


def let_in_as(owner: int) -> User | None:
    """Return who has the account ``owner`` as one who is asking; None where nobody has it.

    For an address that is a secret itself.  Nobody's own (0) is asked for only while there are
    no accounts.
    """
    asked: bool = current_app.extensions["vankien.settings"].must_login
    if owner == OWNER.id:
        return None if asked or _has_people() else OWNER
    closed_folders.note()
    return accounts().numbered(owner)


def _has_people() -> bool:
    """Say whether the library has, or had, accounts: without their file nobody is its owner."""
    if current_app.extensions.get(_SEEN):
        return True
    desk: CollectionStore = current_app.extensions["vankien.desk"]
    seen = desk.had_accounts(accounts().any())
    if seen:
        current_app.extensions[_SEEN] = True
    return seen


def _let_in() -> BaseResponse | tuple[Response | str, int] | None:
    if request.endpoint == "static":
        return None
    g.user = _who()
    if g.user is not None or request.endpoint in _OPEN:
        return None
    if request.method == "GET" and not wants_json():
        return redirect("/dang-nhap?toi=" + quote(request.full_path.rstrip("?")))
    return fail(401, "Chưa đăng nhập.", "Đăng nhập tại /dang-nhap rồi làm lại.")


def back_to(wanted: str) -> str:
    """Return a path of this app to go on to; the front page for anything else."""
    # Browsers read "\\" as "/", and any number of them as two.
    of_this_app = wanted.startswith("/") and wanted[1:2] not in ("/", "\\")
    plain = all(letter.isprintable() for letter in wanted)
    return wanted if of_this_app and plain and not wanted.startswith("/dang-") else "/"


@blueprint.get("/dang-nhap")
def form() -> str | BaseResponse:
    """Ask for name and password."""
    if g.user is not None:
        return redirect(back_to(request.args.get("toi", "/")))
    return render_template(
        "login.html", to=back_to(request.args.get("toi", "/")), wrong="", name=""
    )


@blueprint.post("/dang-nhap")
def enter() -> BaseResponse | tuple[str, int]:
    """Sign in."""
    name, password = request.form.get("ten", ""), request.form.get("mat_khau", "")
    to, address = back_to(request.form.get("toi", "/")), request.remote_addr or ""
    try:
        token = accounts().enter(name, password, address)
    except TooManyTriesError:
        audit.record("login-blocked", _told(name), address)
        wrong = "Sai quá nhiều lần. Đợi 15 phút rồi thử lại."
        return render_template("login.html", to=to, wrong=wrong, name=name[:100]), 429
    if token is None:
        audit.record("login-failed", _told(name), address)
        wrong = "Tên hoặc mật khẩu không đúng."
        return render_template("login.html", to=to, wrong=wrong, name=name[:100]), 401
    # What the cookie held before belongs to nobody.
    session.clear()
    session[_TOKEN] = token
    audit.record("login", name[:100], address)
    return redirect(to, 303)


def _told(name: str) -> str:
    """Return a name for the record; one that nobody bears may be a mistyped password."""
    return name[:100] if accounts().known(name) else "?"


@blueprint.post("/dang-xuat")
def leave() -> BaseResponse:
    """Sign out: the session ends on the server, not only in the browser."""
    token = session.get(_TOKEN)
    if isinstance(token, str):
        accounts().leave(token)
    session.clear()
    return redirect("/", 303)


@blueprint.get("/tai-khoan")
def own_account() -> str:
    """Let who is signed in change the password."""
    return _own_account()


def _own_account(wrong: str = "") -> str:
    if g.user.id == OWNER.id:
        abort(404)
    return render_template("account.html", wrong=wrong, changed="xong" in request.args)


@blueprint.post("/tai-khoan")
def change_password() -> BaseResponse | tuple[str, int]:
    """Change one's own password; every other session of that person ends."""
    if g.user.id == OWNER.id:
        abort(404)
    name, address = g.user.name, request.remote_addr or ""
    new = request.form.get("mat_khau_moi", "")
    try:
        if not accounts().confirms(name, request.form.get("mat_khau", ""), address):
            audit.record("confirm-failed", name, address)
            return _own_account("Mật khẩu hiện nay không đúng."), 400
        if new != request.form.get("mat_khau_lai", ""):
            return _own_account("Hai lần gõ mật khẩu mới không giống nhau."), 400
        accounts().set_password(name, new)
    except TooManyTriesError:
        return _own_account("Sai quá nhiều lần. Đợi 15 phút rồi thử lại."), 429
    except UsageError as error:
        return _own_account(error.message), 400
    audit.record("password", name, address)
    session.clear()
    session[_TOKEN] = accounts().enter(name, new, address)
    return redirect("/tai-khoan?xong=1", 303)


def _keep_out_of_caches(answer: Response) -> Response:
    """Where people sign in, what one saw must not lie in a shared browser for the next."""
    signed_in: User | None = g.get("user")
    if signed_in is not None and signed_in.id != OWNER.id and request.endpoint != "static":
        answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _shown() -> dict[str, object]:
    return {"signed_in": g.get("user"), "Role": AccountRole}


def install(app: Flask, people: Accounts) -> None:
    """Put the door into ``app``."""
    app.extensions["vankien.accounts"] = people
    app.before_request(_let_in)
    app.after_request(_keep_out_of_caches)
    app.context_processor(_shown)
    app.register_blueprint(blueprint)
