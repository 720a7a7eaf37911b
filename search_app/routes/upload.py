"""Sending files up: taken one by one, checked by content, built in the background."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from flask import Blueprint, Flask, abort, current_app, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response

from index.build.additions import HELD, REFUSED, WAITING, Upload
from ingest import pipeline
from search_app.persistence.accounts import AccountRole
from search_app.routes import audit
from search_app.services.arrivals import MIB, MOST_BYTES, MOST_PAGES, Arrival, Refusal, arrive
from search_app.services.build_queue import Work, Workshop
from search_app.services.library import current_library, has_library
from search_app.services.session import may, user
from search_app.views.wording import day, moment, size, title

blueprint = Blueprint("upload", __name__, url_prefix="/nap")
MOST_FILES, MOST_TOTAL = 50, 200 * MIB
STATES = {HELD: "đã vào kho", REFUSED: "không nhận"}


@dataclass(frozen=True, slots=True)
class UploadView:
    """A file sent up, in words."""

    digest: str
    name: str
    size: str
    who: str
    at: str
    state: str
    words: str
    message: str
    url: str


def workshop() -> Workshop:
    """Return where the app builds; 404 where it serves a library it may not change."""
    shop: Workshop | None = current_app.extensions.get("vankien.workshop")
    if shop is None:
        abort(404)
    return shop


def allowed() -> bool:
    """Say whether who is asking may send files up: an editor, or the one person of this machine."""
    return may(AccountRole.EDITOR)


def widen(app: Flask) -> None:
    """Let large requests reach the one route that takes files, before the form is read."""

    def larger() -> None:
        if request.endpoint in ("upload.take", "upload.take_some"):
            request.max_content_length = MOST_TOTAL

    app.before_request(larger)


def _view(upload: Upload) -> UploadView:
    return UploadView(
        upload.digest,
        upload.name,
        size(upload.size),
        upload.who,
        moment(upload.at),
        upload.state,
        STATES.get(upload.state, "đang chờ"),
        upload.message or _joined(upload),
        f"/van-ban/{upload.digest[:16]}" if upload.state == HELD else "",
    )


def _joined(upload: Upload) -> str:
    """Say whose other file a file is that came into the library."""
    held = upload.state == HELD and has_library()
    files = current_library().copies_of(upload.digest[:16]) if held else ()
    if len(files) < 2:
        return ""
    card = files[0]
    issued = f", ngày {day(card.issued)}" if card.issued else ""
    return f"Là một tệp nữa của {title(card)}{issued}; kho đã gộp thành một văn bản."


def _listed() -> tuple[UploadView, ...]:
    uploads = workshop().additions.uploads()
    return tuple(_view(upload) for upload in uploads if user().rights.allows(upload.source))


def _page(refused: tuple[Refusal, ...] = (), taken: int = 0) -> str:
    return render_template(
        "upload.html",
        uploads=_listed() if allowed() else (),
        work=workshop().work,
        refused=refused,
        taken=taken,
        open=allowed(),
        admin=may(AccountRole.ADMIN),
        **what_is_taken(),
    )


def what_is_taken() -> dict[str, object]:
    """Return what a form for files says of them."""
    return {
        "limits": (MOST_FILES, MOST_BYTES // MIB, MOST_TOTAL // MIB, MOST_PAGES),
        "endings": sorted(pipeline.READABLE | pipeline.ARCHIVES),
    }


@blueprint.get("")
def form() -> str:
    """Show what was sent up and what became of it."""
    return _page()


@blueprint.get("/tien-do")
def progress() -> str:
    """Tell how far the build is, as a fragment of a page."""
    if not may(AccountRole.EDITOR):
        abort(403)
    work: Work = workshop().work
    return render_template("_work.html", work=work)


@blueprint.post("")
def take() -> str | Response:
    """Take files in; those that are no documents are turned away at once, each with why."""
    if not allowed():
        abort(403)
    arrival = _arrived()
    if arrival.taken:
        workshop().start()
    if not has_library():
        return first_page(arrival)
    return _page(arrival.refused, arrival.taken) if arrival.refused else redirect("/nap", 303)


@blueprint.post("/dan")
def take_some() -> Response:
    """Take some of many files in, and say as JSON what became of them; the last ones build."""
    if not allowed():
        abort(403)
    arrival = _arrived()
    if request.form.get("het") and _waiting():
        workshop().start()
    return jsonify(
        taken=arrival.taken,
        refused=[{"name": one.name, "message": one.message} for one in arrival.refused],
    )


def _arrived() -> Arrival:
    files = [file for file in request.files.getlist("tep") if file.filename]
    arrivals = [arrive(workshop().additions, file, title) for file in files[:MOST_FILES]]
    late = tuple(
        Refusal(
            PurePath(file.filename or "").name[:150],
            f"Mỗi lần gửi nhiều nhất {MOST_FILES} tệp; hãy gửi tệp này lần sau.",
        )
        for file in files[MOST_FILES:]
    )
    refused = tuple(one for arrival in arrivals for one in arrival.refused) + late
    taken = sum(arrival.taken for arrival in arrivals)
    audit.note(f"{taken} tệp nhận, {len(refused)} tệp không nhận")
    return Arrival(taken, refused)


def _waiting() -> bool:
    return any(upload.state == WAITING for upload in workshop().additions.uploads())


def first_page(arrival: Arrival = Arrival()) -> str:  # noqa: B008 (it never changes)
    """Show what to do where there is no library yet, and how far its first build is."""
    shop = current_app.extensions.get("vankien.workshop")
    return render_template(
        "first.html",
        may_begin=shop is not None and allowed(),
        work=shop.work if shop is not None else Work(),
        uploads=_listed() if shop is not None and allowed() else (),
        arrival=arrival,
        **what_is_taken(),
    )


@blueprint.post("/tiep")
def go_on() -> Response:
    """Build again: something was waiting."""
    if not may(AccountRole.EDITOR):
        abort(403)
    workshop().start()
    return redirect("/nap", 303)


@blueprint.post("/bo")
def remove() -> Response:
    """Take a file back out of the library."""
    if not may(AccountRole.ADMIN):
        abort(403)
    digest = request.form.get("tep", "")
    if not workshop().additions.remove(digest):
        abort(404)
    audit.note(f"bỏ {digest[:16]}")
    workshop().start()
    return redirect("/nap", 303)
