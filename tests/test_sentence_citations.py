"""One sentence is cited with the provision and the page it stands in itself."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

from index.catalogue.encode import CatalogueEntry, encode_document
from index.metadata.manifest import ManifestEntry
from index.results import DocumentCard, PageStart, PassageView
from ingest import pipeline
from ingest.pages import Origin
from ingest.text.spans import Span
from ingest.text.vietnamese import sentences
from search_app import create_app
from search_app.settings import Settings
from search_app.views import addresses, citation_styles
from tests.search_app_stand import ID, StandLibrary

CARD = DocumentCard(
    "a" * 16, "31-QĐ/TU", "Quy định", "Tỉnh ủy Minh Hà", None, date(2023, 9, 12),
    "Về công tác tiếp dân", "31.pdf", 4,
)  # fmt: skip
TEXT = "Câu thứ nhất ở trang ba. Câu thứ hai ở trang bốn."
PASSAGE = PassageView(
    f"{'a' * 16}-0001", CARD, 1, ("Điều 3",), (), Span(100, 100 + len(TEXT)), TEXT, (3, 4),
    ("4",), Origin.TEXT, 1.0, page_starts=(PageStart(0, 3, None), PageStart(25, 4, "4")),
)  # fmt: skip


def test_a_stretch_has_its_own_pages() -> None:
    second = PASSAGE.narrowed(Span(25, len(TEXT)), ("Điều 3", "khoản 2"))
    assert (second.text, second.pages, second.printed_pages) == (TEXT[25:], (4,), ("4",))
    assert second.span == Span(125, 100 + len(TEXT))
    both = PASSAGE.narrowed(Span(10, 40), ("Điều 3",))
    assert [start.page for start in PASSAGE.pages_at(Span(10, 40))] == [3, 4]
    assert both.narrowed(Span(0, 5), ("Điều 3",)).pages == (3,)


def test_a_sentence_is_pasted_with_its_provision_page_and_address() -> None:
    second = PASSAGE.narrowed(Span(25, len(TEXT)), ("Điều 3", "khoản 2"))
    assert citation_styles.own(second).quotation == (
        "“Câu thứ hai ở trang bốn.” (Tỉnh ủy Minh Hà: Quy định số 31-QĐ/TU, ngày 12/9/2023,"
        " về công tác tiếp dân, khoản 2 Điều 3, tr. 4)"
    )
    assert addresses.of_passage(second) == "/vb/31-QD-TU/2023-09-12/dieu-3/khoan-2"
    assert "tr. 3–4 của tệp PDF" in citation_styles.own(PASSAGE).footnote


def test_the_catalogue_knows_where_in_a_passage_each_page_begins(root: Path) -> None:
    document = pipeline.parse(root / "corpus" / "31-qd-tu-2023.pdf")
    entry = CatalogueEntry(document, "", "", ".pdf", ManifestEntry())
    rows = encode_document(1, entry, [b""] * len(document.passages)).of["passages"]
    checked = 0
    for passage, row in zip(document.passages, rows, strict=True):
        starts = tuple(PageStart(*start) for start in json.loads(str(row[11])))
        view = PassageView(
            passage.id, CARD, 0, (), (), passage.span, passage.text, passage.pages, (),
            Origin.TEXT, 1.0, page_starts=starts,
        )  # fmt: skip
        for inside in sentences(passage.text):
            pages = tuple(start.page for start in view.pages_at(inside))
            assert pages == document.pages_of(inside.shifted(passage.span.start))
            checked += 1
    assert checked > 20


def test_the_page_of_a_passage_cites_the_sentence_asked_for(tmp_path: Path) -> None:
    app = create_app(Settings(desk=tmp_path / "bai-noi.sqlite"), StandLibrary())
    client = app.test_client()
    whole = client.get(f"/doan/{ID}-0001").text
    part = client.get(f"/doan/{ID}-0001?tu=0&den=12").text
    assert "Trích câu" in part
    assert "Trích câu" not in whole
    assert client.get(f"/doan/{ID}-0001?tu=5&den=99999").status_code == 200
