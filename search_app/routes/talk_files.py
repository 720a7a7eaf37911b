"""A talk as files: each is compared with the library again before it is handed over."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from flask import Blueprint, Response, abort, request, send_file

from ingest.text.dates import format_day
from search_app.services.desk import desk, talk_or_404
from search_app.services.library import current_library
from search_app.services.talk_check import compare
from search_app.views import export, lesson_sheets, slides
from search_app.views.talk import item_views, summary
from search_app.views.talk_file import TalkFile

blueprint = Blueprint("talk_files", __name__, url_prefix="/bai-noi")
_OFFICE = "application/vnd.openxmlformats-officedocument."
WORD = f"{_OFFICE}wordprocessingml.document"
SLIDES = f"{_OFFICE}presentationml.presentation"


def _markdown(talk: TalkFile) -> bytes:
    return export.markdown(talk).encode()


@dataclass(frozen=True, slots=True)
class FileForm:
    """One of the files of a talk: what writes it, its type, and how its name goes on and ends."""

    write: Callable[[TalkFile], bytes]
    media: str
    after: str
    ending: str


FORMS = {
    "word": FileForm(export.word, WORD, "", ".docx"),
    "trinh-chieu": FileForm(slides.slides, SLIDES, "", ".pptx"),
    "phat-tay": FileForm(lesson_sheets.handout, WORD, " - phát tay", ".docx"),
    "danh-muc-doc": FileForm(lesson_sheets.reading_list, WORD, " - danh mục đọc", ".docx"),
    "cau-hoi": FileForm(lesson_sheets.question_sheet, WORD, " - câu hỏi", ".docx"),
    "markdown": FileForm(_markdown, "text/markdown; charset=utf-8", "", ".md"),
}
ALL = "ca-bo"


@blueprint.get("/<int:talk_id>/<any({}):form>".format(", ".join(f'"{name}"' for name in FORMS)))
def one(talk_id: int, form: str) -> Response:
    """Hand over one file of a talk."""
    talk = _talk_file(talk_id)
    kind = FORMS[form]
    return _sent(kind.write(talk), kind.media, file_name(talk.name, kind.after, kind.ending))


@blueprint.get(f"/<int:talk_id>/{ALL}")
def all_of_them(talk_id: int) -> Response:
    """Hand over every file of a talk in one archive."""
    talk = _talk_file(talk_id)
    archive = BytesIO()
    with ZipFile(archive, "w", ZIP_DEFLATED) as packed:
        for kind in FORMS.values():
            packed.writestr(file_name(talk.name, kind.after, kind.ending), kind.write(talk))
    return _sent(archive.getvalue(), "application/zip", file_name(talk.name, "", ".zip"))


def _talk_file(talk_id: int) -> TalkFile:
    """Return a talk as it is now, held against the library as the reader may see it."""
    collection = talk_or_404(talk_id)
    compared = compare(desk().items(talk_id), current_library())
    if not compared:
        abort(404)
    return TalkFile(
        collection.name,
        item_views(compared),
        summary(compared),
        format_day(date.today()),
        request.url_root,
    )


def _sent(content: bytes, media: str, name: str) -> Response:
    return send_file(BytesIO(content), media, as_attachment=True, download_name=name)


def file_name(name: str, after: str, ending: str) -> str:
    """Return what the file of a talk is called: letters, digits and spaces of its name."""
    plain = re.sub(r"[^\w -]", "", re.sub(r"[/\\:]", "-", name))
    return (plain.strip()[:80] or "bai-noi") + after + ending
