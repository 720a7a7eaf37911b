"""What a person should look at: each fact beside its place on the page, settled by one key."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, Flask, abort, current_app, redirect, render_template, request
from werkzeug.wrappers import Response

from index.metadata.corrections import FIELDS, LONGEST
from ingest.errors import QueryError
from search_app.persistence.accounts import AccountRole
from search_app.routes import audit
from search_app.routes.upload import workshop
from search_app.services.library import current_library
from search_app.services.session import may, user
from search_app.views.doubts import ALL, KINDS, OpenDoubt, chosen, open_doubts, queue_page

blueprint = Blueprint("doubts", __name__, url_prefix="/can-xem")
SETTLE, NOTHING, LEAVE, TAKE_UP, UNDO, BUILD = "ghi", "khong", "de", "mo", "hoan", "dung"


def install(app: Flask) -> None:
    """Let every page know whether to lead editors here."""

    def leads_here() -> dict[str, bool]:
        held = current_app.extensions.get("vankien.workshop") is not None
        return {"looks_at_doubts": held and may(AccountRole.EDITOR)}

    app.context_processor(leads_here)


@blueprint.before_request
def _editors_only() -> None:
    if not may(AccountRole.EDITOR):
        abort(403)


def _doubts() -> list[OpenDoubt]:
    """Return the doubts about documents that this editor may see."""
    additions = workshop().additions
    corrected = {
        digest: {one.field for one in corrections}
        for digest, corrections in additions.corrections().items()
    }
    return open_doubts(current_library().doubts(), corrected, additions.looked_at())


def _kind() -> str:
    kind = request.values.get("muc", ALL)
    return kind if kind in KINDS else ALL


def _page(wrong: str = "", typed: str | None = None) -> str:
    doubts, kind = _doubts(), _kind()
    first = next(iter(chosen(doubts, kind)), None)
    held = current_library().document(first.file.card.id or "") if first else None
    audit.note(first.file.card.id or "" if first else "")
    return render_template(
        "doubts.html",
        view=queue_page(doubts, kind, held),
        wrong=wrong,
        typed=typed,
        longest=LONGEST,
        done=_done(),
        work=workshop().work,
    )


def _done() -> dict[str, str] | None:
    """Return what was settled last, for the notice that offers to take it back."""
    document, field = request.args.get("xong", ""), request.args.get("truong", "")
    if not document or field not in FIELDS:
        return None
    return {"id": document[:32], "field": field, "name": FIELDS[field]}


@blueprint.get("")
def page() -> str:
    """Show the first doubt with its place on the page, and what follows."""
    return _page()


@blueprint.post("")
def settle() -> Response | tuple[str, int]:
    """Do what an editor decided about one doubt."""
    what = request.form.get("viec", "")
    if what == BUILD:
        return _build()
    if what == UNDO:
        return _undo()
    one = _wanted()
    additions, key = workshop().additions, one.key
    field = one.doubt.field
    if what == LEAVE:
        additions.leave(*key, user().name)
    elif what == TAKE_UP:
        additions.take_up(*key)
    elif what in (SETTLE, NOTHING) and field in FIELDS:
        typed = request.form.get("gia_tri", "") if what == SETTLE else ""
        if what == SETTLE and not typed.strip():
            return _page(f"Chưa gõ {FIELDS[field]}. Không đọc được thì bấm “Để lại”."), 400
        try:
            additions.correct(one.file.digest, field, typed, user().name)
        except QueryError as error:
            return _page(f"{error.message} {error.advice}", typed), 400
    else:
        abort(400)
    audit.note(f"{what} {field} {one.file.card.id}")
    done = {"xong": one.file.card.id or "", "truong": field} if what in (SETTLE, NOTHING) else {}
    return _back(done)


def _wanted() -> OpenDoubt:
    """Return the doubt that a form is about; 404 where it is settled already or hidden."""
    document, field = request.form.get("van_ban", ""), request.form.get("truong", "")
    number = request.form.get("trang", 0, type=int)
    wanted = [
        one
        for one in _doubts()
        if (one.file.card.id, one.doubt.field, one.doubt.page) == (document, field, number)
    ]
    if not wanted:
        abort(404)
    return wanted[0]


def _undo() -> Response:
    """Take the last correction of one fact back."""
    view = current_library().document(request.form.get("van_ban", ""))
    field = request.form.get("truong", "")
    if view is None or not workshop().additions.undo(view.document.digest, field, user().name):
        abort(404)
    audit.note(f"hoàn {field}")
    return _back({})


def _build() -> Response:
    workshop().start()
    return _back({})


def _back(done: dict[str, str]) -> Response:
    asked = {key: value for key, value in {"muc": _kind(), **done}.items() if value}
    return redirect("/can-xem" + ("?" + urlencode(asked) if asked else ""), 303)
