"""The administrator's pages: accounts, closed folders, the record, backups, building.

Every action asks for the form's token, is recorded, and, where there are accounts and others
could be harmed, for the administrator's own password once more: a browser left open gives
nobody accounts, closed folders or password hashes.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import UTC, datetime
from functools import wraps
from urllib.parse import urlencode

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    send_file,
)
from flask import session as cookie
from werkzeug.wrappers import Response as BaseResponse

from ingest.errors import UsageError, VankienError
from search_app.persistence.accounts import OWNER, AccountRole, TooManyTriesError
from search_app.persistence.collections import CollectionStore
from search_app.routes import audit
from search_app.routes.upload import workshop
from search_app.services.backups import Backups
from search_app.services.build_queue import Work
from search_app.services.library import has_library, whole_library
from search_app.services.session import accounts, may, user
from search_app.settings import Settings
from search_app.views import administration as views
from search_app.views import spreadsheets, wording

blueprint = Blueprint("administration", __name__, url_prefix="/quan-tri")
PER_PAGE, MOST_EVENTS = 100, 20_000
Answer = str | BaseResponse | tuple[str, int]


@blueprint.before_request
def _admins_only() -> None:
    if not may(AccountRole.ADMIN):
        abort(403)


@blueprint.context_processor
def _shown() -> dict[str, bool]:
    shop = current_app.extensions.get("vankien.workshop")
    return {"can_back_up": _settings().library is not None, "can_fill": shop is not None}


class NotConfirmedError(UsageError):
    """The administrator's own password was not given."""


def _confirm() -> None:
    """See that it is the administrator who asks.

    :raises NotConfirmedError: the password is wrong, or was tried too often.
    """
    person = user()
    if person.id == OWNER.id:
        return
    address = request.remote_addr or ""
    try:
        right = accounts().confirms(person.name, request.form.get("mat_khau_toi", ""), address)
    except TooManyTriesError:
        raise NotConfirmedError("Sai quá nhiều lần. Đợi 15 phút rồi thử lại.") from None
    if not right:
        audit.record("confirm-failed", person.name, address)
        raise NotConfirmedError("Mật khẩu của bạn không đúng; chưa làm gì cả.")


def _told(page: Callable[..., str]) -> Callable[[Callable[[], Answer]], Callable[[], Answer]]:
    """Show what could not be done on ``page`` itself."""

    def around(action: Callable[[], Answer]) -> Callable[[], Answer]:
        @wraps(action)
        def guarded() -> Answer:
            try:
                return action()
            except UsageError as error:
                return page(wrong=f"{error.message} {error.advice}".strip()), 400

        return guarded

    return around


def _asked(name: str) -> str:
    return " ".join(request.form.get(name, "").split())


# --- the first page -----------------------------------------------------------------


@blueprint.get("")
def home() -> str:
    """Show where each thing is done, and how the library is."""
    shop = current_app.extensions.get("vankien.workshop")
    overview = whole_library().overview() if has_library() else None
    people = accounts()
    kept = _backups().kept()[:1] if _settings().library else ()
    return render_template(
        "admin.html",
        overview=overview,
        built=wording.moment(overview.built) if overview else "",
        work=shop.work if shop else Work(),
        builds=shop is not None and has_library(),
        people=len(people.users()),
        closed=len(people.closed()),
        backups=kept,
        saved=wording.moment(kept[0].made.astimezone().isoformat()) if kept else "",
        events=[views.event_view(event) for event in people.events(5)],
    )


@blueprint.post("/dung")
def build() -> BaseResponse:
    """Build the library again."""
    workshop().start()
    return redirect("/quan-tri", 303)


# --- people -------------------------------------------------------------------------


@blueprint.get("/tai-khoan")
def people() -> str:
    """Show every account."""
    return _people()


def _people(wrong: str = "", made: tuple[str, str] | None = None) -> str:
    return render_template(
        "admin_people.html",
        people=views.people_views(accounts().users(), user().id),
        roles=[
            (role.name.lower(), views.ROLE_NAMES[role], views.ROLE_DUTIES[role])
            for role in AccountRole
        ],
        first=user().id == OWNER.id,
        wrong=wrong,
        made=made,
        typed=_asked("ten") if wrong else "",
    )


def _new_password() -> str:
    """Return a password to hand over: nobody mistakes its letters."""
    letters = "abcdefghijkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(letters) for _ in range(4)) for _ in range(4))


@blueprint.post("/tai-khoan/them")
@_told(_people)
def add_person() -> Answer:
    """Make an account; the first one is the asker's own, and signs in."""
    _confirm()
    name, first = _asked("ten"), user().id == OWNER.id
    password = request.form.get("mat_khau", "") or ("" if first else _new_password())
    if first and password != request.form.get("mat_khau_lai", ""):
        raise UsageError("Hai lần gõ mật khẩu không giống nhau.")
    role = AccountRole.ADMIN if first else AccountRole.named(_asked("quyen"))
    person = accounts().add(name, role, password)
    audit.note(f"{person.name}: {views.ROLE_NAMES[role]}")
    if not first:
        return _people(made=(person.name, password))
    desk: CollectionStore = current_app.extensions["vankien.desk"]
    # What the one person of this machine gathered goes to the first account.
    desk.hand_over(person.id)
    cookie.clear()
    cookie["token"] = accounts().enter(name, password, request.remote_addr or "")
    return redirect("/quan-tri/tai-khoan", 303)


@blueprint.post("/tai-khoan/quyen")
@_told(_people)
def change_role() -> Answer:
    """Change what a person may do; the last admin stays one."""
    _confirm()
    role = AccountRole.named(_asked("quyen"))
    accounts().set_role(_asked("ten"), role)
    audit.note(f"{_asked('ten')}: {views.ROLE_NAMES[role]}")
    return redirect("/quan-tri/tai-khoan", 303)


@blueprint.post("/tai-khoan/mat-khau")
@_told(_people)
def reset_password() -> Answer:
    """Give a person a new password, shown once; every session of theirs ends."""
    _confirm()
    name, password = _asked("ten"), _new_password()
    if name.casefold() == user().name.casefold():
        raise UsageError("Đổi mật khẩu của chính mình ở trang “Tài khoản của tôi”.")
    accounts().set_password(name, password)
    audit.note(name)
    return _people(made=(name, password))


@blueprint.post("/tai-khoan/xoa")
@_told(_people)
def remove_person() -> Answer:
    """Remove an account; the last admin stays."""
    _confirm()
    accounts().remove(_asked("ten"))
    audit.note(_asked("ten"))
    return redirect("/quan-tri/tai-khoan", 303)


# --- closed folders -----------------------------------------------------------------


@blueprint.get("/thu-muc")
def folders() -> str:
    """Show the closed folders, and who sees what lies in them."""
    return _folders()


def _folders(wrong: str = "") -> str:
    people = accounts()
    closed = people.closed()
    held = whole_library().files_in(closed) if has_library() else {}
    cards = whole_library().overview().documents if has_library() else ()
    return render_template(
        "admin_folders.html",
        folders=views.folder_views(closed, people.users(), held),
        known=[one for one in views.folders_of(cards) if one not in closed],
        has_people=people.any(),
        wrong=wrong,
    )


@blueprint.post("/thu-muc/dong")
@_told(_folders)
def close_folder() -> Answer:
    """Close a folder that documents lie in."""
    _confirm()
    folder = _asked("thu_muc")
    if not accounts().any():
        raise UsageError("Tạo tài khoản trước; chưa có tài khoản thì không có ai để hạn chế.")
    if not folder:
        raise UsageError("Chưa ghi tên thư mục.")
    if has_library() and not whole_library().files_in((folder,)).get(folder):
        raise UsageError(f"Không văn bản nào trong kho nằm ở thư mục “{folder}”.")
    accounts().close_folder(folder)
    audit.note(folder)
    return redirect("/quan-tri/thu-muc", 303)


@blueprint.post("/thu-muc/mo")
@_told(_folders)
def open_folder() -> Answer:
    """Let every reader see what lies in a folder again."""
    _confirm()
    folder = request.form.get("thu_muc", "")
    accounts().open_folder(folder)
    audit.note(folder or views.WHOLE)
    return redirect("/quan-tri/thu-muc", 303)


@blueprint.post("/thu-muc/cho-xem")
@_told(_folders)
def grant() -> Answer:
    """Let a person see what lies in a closed folder."""
    _confirm()
    accounts().grant(_asked("ten"), request.form.get("thu_muc", ""))
    audit.note(f"{request.form.get('thu_muc', '') or views.WHOLE}: {_asked('ten')}")
    return redirect("/quan-tri/thu-muc", 303)


@blueprint.post("/thu-muc/thoi")
@_told(_folders)
def revoke() -> Answer:
    """Take back what :func:`grant` gave."""
    _confirm()
    accounts().revoke(_asked("ten"), request.form.get("thu_muc", ""))
    audit.note(f"{request.form.get('thu_muc', '') or views.WHOLE}: {_asked('ten')}")
    return redirect("/quan-tri/thu-muc", 303)


# --- the record ---------------------------------------------------------------------


@blueprint.get("/nhat-ky")
def record() -> str:
    """Show what was done, the newest first."""
    return _record()


def _record(wrong: str = "") -> str:
    sort = request.args.get("loai", "")
    who = " ".join(request.args.get("ai", "").split())[:100]
    found = views.chosen_events(accounts().events(MOST_EVENTS), sort, who)
    pages = max(1, -(-len(found) // PER_PAGE))
    page = min(max(1, request.args.get("trang", 1, type=int)), pages)

    def address(**changed: object) -> str:
        kept = {"loai": sort, "ai": who} | changed
        return "/quan-tri/nhat-ky?" + urlencode({k: v for k, v in kept.items() if v})

    shown = found[(page - 1) * PER_PAGE : page * PER_PAGE]
    return render_template(
        "admin_record.html",
        events=[views.event_view(event) for event in shown],
        total=len(found),
        sorts=[(name, address(loai=key), key == sort) for key, name in views.SORTS.items()],
        who=who,
        sort=sort,
        page=page,
        pages=pages,
        previous=address(trang=page - 1) if page > 1 else "",
        following=address(trang=page + 1) if page < pages else "",
        csv_url=address().replace("nhat-ky", "nhat-ky.csv", 1),
        reading=_settings().audit_reading,
        wrong=wrong,
    )


@blueprint.get("/nhat-ky.csv")
def record_table() -> Response:
    """Hand the record over as a table."""
    who = " ".join(request.args.get("ai", "").split())[:100]
    found = views.chosen_events(accounts().events(MOST_EVENTS), request.args.get("loai", ""), who)
    rows = [(e.at, e.who, e.what, e.details) for e in map(views.event_view, found)]
    table = spreadsheets.as_csv(("Lúc", "Ai", "Việc", "Chi tiết"), rows)
    answer = Response(table, mimetype="text/csv")
    answer.headers["Content-Disposition"] = "attachment; filename=nhat-ky.csv"
    return answer


@blueprint.post("/nhat-ky/xoa")
@_told(_record)
def forget() -> Answer:
    """Delete old entries of the record; that it was done is recorded."""
    _confirm()
    days = request.form.get("ngay", "")
    if not days.isdigit() or len(days) > 5:
        raise UsageError("Số ngày phải là một số từ 0.")
    audit.note(f"{accounts().forget_events(int(days))} mục cũ hơn {int(days)} ngày")
    return redirect("/quan-tri/nhat-ky", 303)


# --- backups ------------------------------------------------------------------------


def _settings() -> Settings:
    settings: Settings = current_app.extensions["vankien.settings"]
    return settings


def _backups() -> Backups:
    library = _settings().library
    if library is None:
        abort(404)
    return Backups(library, _settings())


@blueprint.get("/sao-luu")
def backups() -> str:
    """Show the backups."""
    return _saved()


def _saved(wrong: str = "") -> str:
    return render_template(
        "admin_backups.html",
        backups=[
            (one.name, wording.size(one.size), wording.moment(one.made.astimezone().isoformat()))
            for one in _backups().kept()
        ],
        library=_settings().library,
        wrong=wrong,
    )


@blueprint.post("/sao-luu/tao")
@_told(_saved)
def make_backup() -> Answer:
    """Make a backup beside the library."""
    try:
        audit.note(_backups().make(wording.local(datetime.now(UTC))))
    except UsageError:
        raise
    except VankienError as error:
        # It may name a folder of the server.
        current_app.logger.error("backup: %s", error)
        raise UsageError(
            "Không sao lưu được (có thể hết chỗ trên đĩa); xem nhật ký máy chủ."
        ) from None
    return redirect("/quan-tri/sao-luu", 303)


@blueprint.post("/sao-luu/tai")
@_told(_saved)
def fetch_backup() -> Answer:
    """Hand a backup over: it holds password hashes, so the password is asked for."""
    _confirm()
    path = _backups().path(request.form.get("tep", ""))
    audit.note(path.name)
    answer = send_file(path, mimetype="application/zip", as_attachment=True)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.post("/sao-luu/xoa")
@_told(_saved)
def remove_backup() -> Answer:
    """Delete a backup."""
    _confirm()
    name = request.form.get("tep", "")
    _backups().remove(name)
    audit.note(name)
    return redirect("/quan-tri/sao-luu", 303)
