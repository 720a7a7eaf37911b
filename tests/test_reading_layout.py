"""How a document's text is laid out for reading: letterhead, recognised lines, addresses."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from index.citations.addresses import DocumentAddress
from index.library import Library
from ingest.claims import Header
from ingest.model import Document, Level, Line, Page, Provision
from ingest.pages import Origin, Role
from ingest.text.spans import Span
from search_app.views import addresses
from search_app.views.document import document_page
from search_app.views.document_text import ParagraphView, provision_addresses
from search_app.views.reflow import Reflow
from tests.search_app_stand import ID, StandLibrary

LINES = (
    "1. Cơ quan chủ trì báo cáo Ủy",
    "ban nhân dân tỉnh trước ngày 05 tháng 5 năm",
    "2009 về kết quả thực hiện.",
    "Nơi nhận",
    "a) Các sở, ban, ngành của tỉnh",
    "b) các huyện, thị xã, thành phố",
    "ồm l5",
)
TEXT = "\n".join(LINES)


def scan(origin: Origin = Origin.OCR, role: Role = Role.BODY) -> Document:
    edges = [0]
    for line in LINES:
        edges.append(edges[-1] + len(line) + 1)
    spans = [Span(start, end - 1) for start, end in pairwise(edges)]
    return Document(
        source="quet.pdf",
        digest="d" * 64,
        media="application/pdf",
        header=Header(),
        pages=(Page(1, None, origin, 0.9, 595, 842),),
        text=TEXT,
        lines=tuple(Line(1, s.of(TEXT), role, s) for s in spans),
        provisions=(
            Provision(Level.ARABIC, ("mục 1",), "1.", "", Span(0, spans[2].end)),
            Provision(Level.LETTER, ("điểm b",), "b)", "", spans[5]),
        ),
    )


def joined(document: Document) -> list[str]:
    spans = [line.span for line in document.lines if line.span is not None]
    reflow = Reflow(document)
    return [
        f"{before.of(TEXT)[-3:]}|{after.of(TEXT)[:4]}"
        for before, after in pairwise(spans)
        if reflow.goes_on(before, after)
    ]


def test_lines_of_a_scan_go_on_where_a_sentence_was_cut_and_nowhere_else() -> None:
    assert joined(scan()) == [" Ủy|ban ", "năm|2009"]


def test_what_a_writer_parted_stays_parted() -> None:
    assert joined(scan(origin=Origin.TEXT)) == []
    assert joined(scan(role=Role.TABLE)) == []
    headed = scan()
    titled = replace(headed.provisions[0], title="Cơ quan chủ trì báo cáo Ủy")
    assert joined(replace(headed, provisions=(titled,))) == ["năm|2009"]


def written(paragraphs: tuple[ParagraphView, ...]) -> list[str]:
    texts = ("".join(stretch.text for stretch in p.stretches) for p in paragraphs)
    return [line for text in texts for line in text.split("\n")]


def test_letterhead_and_text_together_are_the_document_and_nothing_is_told_twice(
    library: Library,
) -> None:
    folded = 0
    for card in library.overview().documents:
        view = library.document(card.id or "")
        assert view is not None
        page = document_page(view, None).text
        shown = written(page.letterhead) + written(page.paragraphs)
        notes = {line for note in page.notes for line in written(note.paragraphs)}
        lines = [line for line in view.document.text.split("\n") if line]
        assert shown == [line for line in lines if line not in notes or line in shown]
        if page.letterhead:
            folded += 1
            assert str(view.card.number) in "".join(written(page.letterhead))
            first = min(passage.span.start for passage in view.passages)
            assert page.paragraphs[0].id == f"vt-{first}"
    assert folded > 40


def test_who_comes_for_the_letterhead_finds_it_open(library: Library) -> None:
    card = next(c for c in library.overview().documents if c.number == "31-QĐ/TU")
    view = library.document(card.id or "")
    assert view is not None
    assert document_page(view, Span(3, 9)).text.opens_letterhead
    assert not document_page(view, view.passages[1].span).text.opens_letterhead


def test_a_text_without_a_header_has_no_letterhead() -> None:
    view = StandLibrary().document(ID)
    assert view is not None
    assert document_page(view, None).text.letterhead == ()


def test_the_address_of_a_provision_leads_to_that_provision(library: Library) -> None:
    told = 0
    for card in library.overview().documents:
        view = library.document(card.id or "")
        assert view is not None
        address = str(addresses.lasting(card) or "")
        for start, found in provision_addresses(view.document, address).items():
            steps = DocumentAddress.parse(found).steps
            provision = addresses.provision_at(view.document, steps)
            assert provision is not None
            assert provision.span.start == start
            told += 1
    assert told > 300
