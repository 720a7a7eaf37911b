"""Check a draft: paste or upload, see every reference and quotation marked and judged."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory

from flask import Blueprint, Response, current_app, render_template, request, send_file
from werkzeug.datastructures import FileStorage

from index.annotation.annotate import Wanted, annotate
from index.annotation.margins import with_margins
from index.check_results import CheckedQuotation, CheckReport
from ingest import pipeline
from ingest.errors import QueryError, SecretDocument
from ingest.limited_parse import parse_draft
from ingest.model import Document
from search_app.routes.pages import settings
from search_app.routes.talk_files import WORD
from search_app.services.drafts import DraftDesk, deadline
from search_app.services.library import current_library
from search_app.views.check import check_view, quotation_view
from search_app.views.check_export import word_report

blueprint = Blueprint("checking", __name__)
MOST_QUOTED = 6000
"""Characters of a quotation that is looked up by itself."""


@contextmanager
def _uploaded(file: FileStorage) -> Iterator[tuple[Path, str]]:
    """Keep an upload in a folder that is gone afterwards; its name is never used as a path."""
    name = PurePath((file.filename or "").replace("\\", "/")).name
    with TemporaryDirectory(prefix="vankien-") as folder:
        path = Path(folder) / ("ban-thao" + PurePath(name).suffix[:8].lower())
        file.save(path)
        yield path, name


def _sent() -> tuple[Document, bytes]:
    """Return what was pasted or uploaded, read, and the bytes of it that are a Word file.

    :raises QueryError: when there is nothing.
    """
    file = request.files.get("tep")
    if file is not None and file.filename:
        with _uploaded(file) as (path, name):
            document = _not_secret(parse_draft(path, source=name))
            return document, path.read_bytes() if name.lower().endswith(".docx") else b""
    text = request.form.get("noi_dung", "").replace("\0", "").replace("\r\n", "\n")
    return read_text(text, "bản thảo dán vào"), b""


def read_text(text: str, source: str) -> Document:
    """Return pasted text, read within the limits of a draft."""
    if not text.strip():
        raise QueryError("Chưa có gì để kiểm tra.", "Dán nội dung bản thảo hoặc chọn một tệp.")
    if len(text) > settings().max_draft:
        raise QueryError(
            "Bản thảo quá dài.", "Chia bản thảo thành nhiều phần rồi kiểm tra lần lượt."
        )
    return _not_secret(parse_draft(None, text=text, source=source))


def _not_secret(document: Document) -> Document:
    if document.refused is not None:
        raise SecretDocument(document.refused)
    return document


def desk() -> DraftDesk:
    """Return who lets drafts in."""
    draft_desk: DraftDesk = current_app.extensions["vankien.drafts"]
    return draft_desk


def _checked() -> tuple[Document, CheckReport]:
    with desk().turn():
        document, word = _sent()
        return document, _report(document, word)


def _report(document: Document, word: bytes) -> CheckReport:
    """Check a draft; of a Word file, what its headers and footers cite too."""
    library, until = current_library(), deadline()
    report = library.check(document, until)
    if not word:
        return report
    remarks = with_margins(report, word, lambda margin: library.check(margin, until))
    return replace(report, remarks=remarks)


_MOST_REMARKS, _LONGEST_REMARK = 30, 1000


def _told_remarks() -> tuple[str, ...]:
    """Return the remarks of the page that the report is taken from: a file is not sent again."""
    lines = request.form.get("luu_y", "").splitlines()[:_MOST_REMARKS]
    return tuple(line[:_LONGEST_REMARK] for line in lines if line.strip())


@blueprint.get("/kiem-tra")
def form() -> str:
    """Show the empty form."""
    return render_template("check.html", view=None, endings=sorted(pipeline.READABLE))


@blueprint.post("/kiem-tra")
def check() -> str:
    """Judge a draft.  Nothing of it is kept."""
    document, report = _checked()
    view = check_view(document.text, report, document.remarks)
    return render_template("check.html", view=view, endings=sorted(pipeline.READABLE))


@blueprint.post("/kiem-tra/bao-cao")
def report() -> Response:
    """Hand over the judgement as a Word file."""
    document, report = _checked()
    view = check_view(document.text, report, (*document.remarks, *_told_remarks()))
    word_file = BytesIO(word_report(view))
    return send_file(word_file, WORD, as_attachment=True, download_name="kiem-tra-vien-dan.docx")


@blueprint.post("/kiem-tra/tep-word")
def word_back() -> Response:
    """Hand the user's own Word file back with comments; tracked changes and footnotes if ticked."""
    file = request.files.get("tep")
    if file is None or not (file.filename or "").lower().endswith(".docx"):
        raise QueryError(
            "Chỉ trả lại được tệp .docx.", "Chọn tệp .docx; tệp khác thì tải báo cáo Word."
        )
    wanted = Wanted(changes="sua" in request.form, footnotes="cuoi_trang" in request.form)
    with desk().turn(), _uploaded(file) as (path, name):
        document = _not_secret(parse_draft(path, source=name))
        data = path.read_bytes()
        report = _report(document, data)
        annotated = annotate(data, document, report, datetime.now(UTC), wanted)
    return send_file(BytesIO(annotated), WORD, as_attachment=True, download_name=f"da-soat-{name}")


@blueprint.get("/cau-trich")
def quotation_form() -> str:
    """Show the empty form for one quotation."""
    return render_template("quote.html", one=None, text="")


@blueprint.post("/cau-trich")
def quotation() -> str:
    """Judge one quotation.  Nothing of it is kept."""
    text = request.form.get("cau", "").replace("\0", "").replace("\r\n", "\n")
    return render_template("quote.html", one=quotation_view(ask_quotation(text)), text=text)


def ask_quotation(text: str, document: str = "") -> CheckedQuotation:
    """Look a pasted quotation up; raises QueryError for one too long or without words."""
    if len(text) > MOST_QUOTED:
        raise QueryError("Câu trích quá dài.", "Mỗi lần soát một câu hay một đoạn.")
    return current_library().quote(text, document)
