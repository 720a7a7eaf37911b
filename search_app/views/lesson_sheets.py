"""Sheets for a lesson made of a talk: handout, reading list, questions with their answers."""

from __future__ import annotations

from io import BytesIO
from itertools import groupby

import segno
from docx.document import Document as WordFile
from docx.enum.text import WD_BREAK
from docx.shared import Cm, Pt

from search_app.views.cloze import Cloze, cloze_of
from search_app.views.export import closed, legal, saved, styled, titled, warn
from search_app.views.talk import ItemView
from search_app.views.talk_file import TalkFile

_LINE = "." * 110
NO_QUESTIONS = "Không có câu nào trong các đoạn trích cắt được thành câu hỏi."


def code(link: str, scale: int = 8) -> bytes:
    """Return a PNG picture of the QR code of a link, with the quiet border it needs."""
    picture = BytesIO()
    segno.make(link, error="m", micro=False).save(picture, kind="png", scale=scale, border=3)
    return picture.getvalue()


def handout(talk: TalkFile) -> bytes:
    """Return a talk as a .docx to hand out: quotations with their sources, room for notes.

    The speaker's own remarks are left out; a code leads to each passage in the library.
    """
    file = styled()
    titled(file, talk.name)
    for view in talk.parts:
        if view.item.is_heading:
            file.add_heading(legal(view.item.remark), level=1)
            continue
        _quoted(file, view)
        _source(file, view.item.taken.footnote)
        warn(file, view.warnings)
        if link := talk.link(view):
            picture = file.add_picture(BytesIO(code(link)), width=Cm(2.2))
            _describe(picture, f"Mã QR: {link}")
        file.add_paragraph(f"Ghi chép: {_LINE}")
    closed(file, talk)
    return saved(file)


def _quoted(file: WordFile, view: ItemView) -> None:
    paragraph = file.add_paragraph()
    paragraph.add_run(f"{view.number}. “{legal(view.item.taken.quotation.strip())}”")
    paragraph.paragraph_format.keep_with_next = True


def _source(file: WordFile, footnote: str) -> None:
    paragraph = file.add_paragraph()
    paragraph.paragraph_format.left_indent = Cm(1)
    run = paragraph.add_run(legal(footnote))
    run.italic, run.font.size = True, Pt(12)


def _describe(picture: object, words: str) -> None:
    """Say what a picture is, for those who do not see it."""
    properties = picture._inline.docPr  # type: ignore[attr-defined]  # no call of python-docx
    properties.set("descr", words)


def reading_list(talk: TalkFile) -> bytes:
    """Return the documents of a talk as a .docx: of each what to read, and where to open it."""
    file = styled()
    titled(file, f"Danh mục tài liệu đọc: {talk.name}")
    by_document = sorted(
        talk.passages, key=lambda view: talk.documents.index(view.item.taken.document)
    )
    for n, (document, views) in enumerate(
        groupby(by_document, key=lambda view: view.item.taken.document), start=1
    ):
        file.add_paragraph().add_run(legal(f"{n}. {document}")).bold = True
        read = list(views)
        for place in dict.fromkeys(_to_read(talk, view) for view in read):
            paragraph = file.add_paragraph(legal(place), style="List Bullet")
            paragraph.paragraph_format.left_indent = Cm(1.5)
        warn(file, tuple(dict.fromkeys(line for view in read for line in view.warnings)))
    closed(file, talk)
    return saved(file)


def _to_read(talk: TalkFile, view: ItemView) -> str:
    """Return one place to read, with its address."""
    taken = view.item.taken
    place = taken.place or taken.footnote
    link = talk.link(view)
    return f"{place[:1].upper()}{place[1:]}" + (f" ({link})" if link else "")


def questions(talk: TalkFile) -> tuple[tuple[Cloze, ItemView], ...]:
    """Return the questions that a talk's quotations make, each with the passage it is cut from."""
    asked: dict[str, tuple[Cloze, ItemView]] = {}
    for view in talk.passages:
        words = view.item.taken
        for cloze in cloze_of(words.quotation, words.document):
            asked.setdefault(cloze.sentence, (cloze, view))
    return tuple(asked.values())


def question_sheet(talk: TalkFile) -> bytes:
    """Return questions as a .docx, their answers with the places on a page of its own."""
    file = styled()
    titled(file, f"Câu hỏi điền chỗ trống: {talk.name}")
    asked = questions(talk)
    if not asked:
        file.add_paragraph(NO_QUESTIONS)
        closed(file, talk)
        return saved(file)
    file.add_paragraph("Điền vào chỗ trống cho đúng nguyên văn.")
    for n, (cloze, _) in enumerate(asked, start=1):
        paragraph = file.add_paragraph(f"{n}. ")
        paragraph.add_run(f"({cloze.sort}) ").italic = True
        paragraph.add_run(legal(cloze.question))
    file.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    file.add_heading("Đáp án", level=1)
    for n, (cloze, view) in enumerate(asked, start=1):
        paragraph = file.add_paragraph(f"{n}. ")
        paragraph.add_run(legal(cloze.answer)).bold = True
        paragraph.add_run(legal(f" – {view.item.taken.footnote}"))
        warn(file, view.warnings)
    closed(file, talk)
    return saved(file)
