"""Update packs: sent up, looked at, applied, taken back; whose are taken is told."""

from __future__ import annotations

from pathlib import PurePath

from flask import Blueprint, Flask, abort, current_app, redirect, render_template, request
from werkzeug.wrappers import Response

from index.packs.container import ENDING
from index.packs.objections import Choices
from ingest.errors import PackRefused, PackUntrusted
from search_app.persistence.accounts import AccountRole
from search_app.routes import audit
from search_app.routes.upload import workshop
from search_app.services.build_queue import Workshop
from search_app.services.pack_desk import CHOICES, PackDesk
from search_app.services.session import may
from search_app.views.packs import applied_views, key_views, waiting_view

blueprint = Blueprint("packs", __name__, url_prefix="/goi")
MOST_BYTES = 1024 * 1024 * 1024


def widen(app: Flask) -> None:
    """Let a pack reach the one route that takes it, before the form is read; lead here."""

    def larger() -> None:
        if request.endpoint == "packs.take":
            request.max_content_length = MOST_BYTES

    app.before_request(larger)
    app.context_processor(lambda: {"packs_here": leads_here()})


def leads_here() -> bool:
    """Say whether who is asking may go to the page of packs."""
    shop: Workshop | None = current_app.extensions.get("vankien.workshop")
    return may(AccountRole.ADMIN) and shop is not None and shop.packs is not None


@blueprint.before_request
def _administrators_only() -> None:
    if not may(AccountRole.ADMIN):
        abort(403)


def _desk() -> PackDesk:
    desk = workshop().packs
    if desk is None:
        abort(404)
    return desk


def _page(wrong: str = "") -> str:
    desk = _desk()
    ledger, waits = desk.ledger(), desk.waiting()
    return render_template(
        "packs.html",
        applied=applied_views(ledger),
        keys=key_views(desk.trusted()),
        waits=waiting_view(waits) if waits else None,
        choices=CHOICES,
        wrong=wrong,
        work=workshop().work,
        ending=ENDING,
        most=MOST_BYTES >> 20,
    )


@blueprint.get("")
def page() -> str:
    """Show what was received, and the pack that waits."""
    return _page()


@blueprint.post("")
def take() -> str | Response | tuple[str, int]:
    """Receive a pack and look at it; nothing of it is applied yet."""
    file = request.files.get("goi")
    if file is None or not file.filename:
        return _page("Chưa chọn gói."), 400
    shown = PurePath(file.filename.replace("\\", "/")).name[:150]
    shown = "".join(letter if letter.isprintable() else " " for letter in shown)
    desk = _desk()
    try:
        with desk.incoming() as path:
            with path.open("r+b") as into:
                file.save(into)
            desk.take(path, shown)
    except (PackRefused, PackUntrusted) as error:
        return _page(str(error)), 400
    except OSError as error:
        current_app.logger.error("pack: %s", error)
        return _page("Máy chủ không ghi được gói (có thể hết chỗ). Báo người quản trị."), 507
    audit.note(f"nhận {shown}")
    return redirect("/goi", 303)


@blueprint.post("/ap-dung")
def use() -> Response:
    """Apply the pack that waits, in the background."""
    desk, pack = _desk(), request.form.get("goi", "")
    waits = desk.waiting()
    if waits is None or waits.id != pack:
        abort(404)
    said = {name: name in request.form for name in CHOICES}
    audit.note(f"áp dụng {waits.name} {pack[:16]}")
    workshop().start(desk.applying(pack, Choices(**said)))
    return redirect("/goi", 303)


@blueprint.post("/bo")
def drop() -> Response:
    """Throw away the pack that waits."""
    _desk().drop()
    audit.note("bỏ gói đang chờ")
    return redirect("/goi", 303)


@blueprint.post("/go")
def take_back() -> Response:
    """Take the last pack back, in the background."""
    desk, pack = _desk(), request.form.get("goi", "")
    last = desk.ledger().packs[-1:]
    if not last or last[0].id != pack:
        abort(404)
    audit.note(f"gỡ {last[0].title} {pack[:16]}")
    workshop().start(desk.undoing(pack))
    return redirect("/goi", 303)


@blueprint.get("/tien-do")
def progress() -> str:
    """Tell how far the build is, as a fragment of a page."""
    return render_template("_work.html", work=workshop().work)
