"""Sending files up: taken one by one, checked by content, built in the background."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path, PurePath

from flask import Blueprint, Flask, abort, current_app, redirect, render_template, request
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from index.build.additions import HELD, REFUSED, Upload
from ingest import pipeline
from ingest.errors import ReaderLimit, SourceError, UnknownFileType
from search_app.persistence.accounts import AccountRole
from search_app.routes import audit
from search_app.services import page_images
from search_app.services.build_queue import Work, Workshop
from search_app.services.library import current_library
from search_app.services.session import accounts, may, user
from search_app.views.wording import day, moment, size, title

blueprint = Blueprint("upload", __name__, url_prefix="/nap")
MIB = 1024 * 1024
MOST_FILES, MOST_BYTES, MOST_TOTAL, MOST_PAGES = 50, 50 * MIB, 200 * MIB, 1500
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


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was turned away at once."""

    name: str
    message: str


def workshop() -> Workshop:
    """Return where the app builds; 404 where it serves a library it may not change."""
    shop: Workshop | None = current_app.extensions.get("vankien.workshop")
    if shop is None:
        abort(404)
    return shop


def allowed() -> bool:
    """Say whether who is asking may send files up: an editor, where there are passwords."""
    return accounts().any() and may(AccountRole.EDITOR)


def widen(app: Flask) -> None:
    """Let large requests reach the one route that takes files, before the form is read."""

    def larger() -> None:
        if request.endpoint == "upload.take":
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
    files = current_library().copies_of(upload.digest[:16]) if upload.state == HELD else ()
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
        passwords=accounts().any(),
        admin=may(AccountRole.ADMIN),
        limits=(MOST_FILES, MOST_BYTES // MIB, MOST_TOTAL // MIB, MOST_PAGES),
        endings=sorted(pipeline.READABLE),
    )


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
    files = [file for file in request.files.getlist("tep") if file.filename]
    refused = tuple(filter(None, (_taken(file, n) for n, file in enumerate(files, 1))))
    taken = len(files) - len(refused)
    audit.note(f"{taken} tệp nhận, {len(refused)} tệp không nhận")
    if taken:
        workshop().start()
    return _page(refused, taken) if refused or not files else redirect("/nap", 303)


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
    if not (allowed() and may(AccountRole.ADMIN)):
        abort(403)
    digest = request.form.get("tep", "")
    if not workshop().additions.remove(digest):
        abort(404)
    audit.note(f"bỏ {digest[:16]}")
    workshop().start()
    return redirect("/nap", 303)


def _taken(file: FileStorage, number: int) -> Refusal | None:
    """Keep one file; return why not where it cannot be."""
    shown = PurePath((file.filename or "").replace("\\", "/")).name[:150]
    if number > MOST_FILES:
        return Refusal(shown, f"Mỗi lần gửi nhiều nhất {MOST_FILES} tệp; hãy gửi tệp này lần sau.")
    ending = PurePath(shown).suffix.lower()
    # The name a stranger chose is never part of a path; only an ending we know is.
    known = ending if ending in pipeline.READABLE else ""
    try:
        with workshop().additions.incoming(known) as path:
            try:
                return _received(file, path, known, shown)
            except SourceError as error:
                return Refusal(
                    shown, f"{error.message} {error.advice}".replace(path.name, shown).strip()
                )
    except OSError as error:
        current_app.logger.error("upload: %s", error)
        return Refusal(shown, "Máy chủ không ghi được tệp (có thể hết chỗ). Báo người quản trị.")


def _received(file: FileStorage, path: Path, ending: str, shown: str) -> Refusal | None:
    additions = workshop().additions
    with path.open("r+b") as bytes_in:
        file.save(bytes_in)
    _check(path, ending, shown)
    digest = pipeline.digest_of(path)
    held = current_library().copies_of(digest[:16])
    if held:
        return Refusal(shown, f"Tệp này đã có trong kho: {title(held[0])}.")
    additions.take(path, digest, shown, user().name)
    return None


def _check(path: Path, ending: str, shown: str) -> None:
    if not ending:
        raise UnknownFileType(f"Chưa đọc được loại tệp của “{shown}”.")
    if path.stat().st_size > MOST_BYTES:
        raise ReaderLimit(f"Tệp lớn quá {MOST_BYTES // MIB} MiB.", "Chia nhỏ tệp rồi gửi lại.")
    if pipeline.kind_of(path) == "pdf" and page_images.pages(path) > MOST_PAGES:
        raise ReaderLimit(f"Tệp dài quá {MOST_PAGES} trang.", "Chia nhỏ tệp rồi gửi lại.")
