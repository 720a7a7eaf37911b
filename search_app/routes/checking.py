"""Check a draft: paste or upload, see every reference marked and judged."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from flask import Blueprint, Response, render_template, request, send_file
from werkzeug.datastructures import FileStorage

from index.check_results import Checked, CheckReport, CheckVerdict
from ingest import pipeline
from ingest.errors import QueryError
from ingest.model import Document
from search_app.routes.pages import settings
from search_app.routes.talks import WORD
from search_app.services.library import current_library
from search_app.views import export
from search_app.views.search import MatchView, match_view

blueprint = Blueprint("checking", __name__, url_prefix="/kiem-tra")

VERDICTS: dict[CheckVerdict, str] = {
    CheckVerdict.RIGHT: "khớp",
    CheckVerdict.ABSENT: "chưa có trong kho",
    CheckVerdict.AMBIGUOUS: "có thể là nhiều văn bản",
    CheckVerdict.WRONG: "sai",
    CheckVerdict.REPLACED: "đã có văn bản thay thế",
}


@dataclass(frozen=True, slots=True)
class JudgedView:
    """A reference of the draft with its verdict."""

    number: int
    text: str
    verdict: str
    state: str
    detail: str
    candidates: tuple[MatchView, ...]


@dataclass(frozen=True, slots=True)
class DraftPiece:
    """A stretch of the draft; ``judged`` is None for plain text."""

    text: str
    judged: JudgedView | None = None


@dataclass(frozen=True, slots=True)
class CheckView:
    """The whole judgement."""

    text: str
    pieces: tuple[DraftPiece, ...]
    judged: tuple[JudgedView, ...]
    summary: str
    remarks: tuple[str, ...]


def _judged(number: int, checked: Checked) -> JudgedView:
    return JudgedView(
        number=number,
        text=checked.text,
        verdict=VERDICTS[checked.verdict],
        state=checked.verdict.value,
        detail=checked.detail,
        candidates=tuple(map(match_view, checked.candidates)),
    )


def _summary(report: CheckReport) -> str:
    if not report.references:
        return "Không thấy viện dẫn văn bản nào trong bản thảo."
    counts = Counter(checked.verdict for checked in report.references)
    told = [f"{counts[verdict]} {name}" for verdict, name in VERDICTS.items() if counts[verdict]]
    return f"{len(report.references)} viện dẫn: " + ", ".join(told) + "."


def check_view(text: str, report: CheckReport, remarks: tuple[str, ...] = ()) -> CheckView:
    """Return the draft cut at its references, each with its verdict."""
    judged = tuple(_judged(n, c) for n, c in enumerate(report.references, start=1))
    pieces, at = [], 0
    for checked, view in zip(report.references, judged, strict=True):
        if checked.span.start < at:
            continue
        pieces.append(DraftPiece(text[at : checked.span.start]))
        pieces.append(DraftPiece(checked.span.of(text), view))
        at = checked.span.end
    pieces.append(DraftPiece(text[at:]))
    shown = tuple(piece for piece in pieces if piece.text)
    return CheckView(text, shown, judged, _summary(report), (*remarks, *report.remarks))


def _uploaded(file: FileStorage) -> Document:
    """Read an upload in a folder that is gone afterwards; its name is never used as a path."""
    name = PurePath((file.filename or "").replace("\\", "/")).name
    with TemporaryDirectory(prefix="vankien-") as folder:
        path = Path(folder) / ("ban-thao" + PurePath(name).suffix[:8].lower())
        file.save(path)
        return pipeline.parse(path, source=name)


def draft() -> Document:
    """Return what was pasted or uploaded, read; raises QueryError when there is nothing."""
    file = request.files.get("tep")
    if file is not None and file.filename:
        return _uploaded(file)
    text = request.form.get("noi_dung", "").replace("\0", "").replace("\r\n", "\n")
    if not text.strip():
        raise QueryError("Chưa có gì để kiểm tra.", "Dán nội dung bản thảo hoặc chọn một tệp.")
    if len(text) > settings().max_draft:
        raise QueryError(
            "Bản thảo quá dài.", "Chia bản thảo thành nhiều phần rồi kiểm tra lần lượt."
        )
    return pipeline.parse_text(text, source="bản thảo dán vào")


@blueprint.get("")
def form() -> str:
    """Show the empty form."""
    return render_template("check.html", view=None)


@blueprint.post("")
def check() -> str:
    """Judge a draft.  Nothing of it is kept."""
    document = draft()
    view = check_view(document.text, current_library().check(document), document.remarks)
    return render_template("check.html", view=view)


@blueprint.post("/bao-cao")
def report() -> Response:
    """Hand over the judgement as a Word file."""
    document = draft()
    view = check_view(document.text, current_library().check(document))
    rows = [(judged.text, judged.verdict, judged.detail) for judged in view.judged]
    made = BytesIO(export.report(rows, view.summary))
    return send_file(made, WORD, as_attachment=True, download_name="kiem-tra-vien-dan.docx")
