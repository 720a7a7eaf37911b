"""Documents and passages for reference managers, and results as a table."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import bibtexparser
import pytest
import rispy
from flask.testing import FlaskClient

from index.results import DocumentCard, PassageView
from ingest.pages import Origin
from ingest.text.spans import Span
from search_app import create_app
from search_app.settings import Settings
from search_app.views import reference_managers
from tests.search_app_stand import ID, StandLibrary


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    settings = Settings(desk=tmp_path / "desk.sqlite")
    return create_app(settings, StandLibrary()).test_client()


CARD = DocumentCard(
    id="a",
    number="31-QĐ/TU",
    kind="Quy định",
    issuer="Ban Thường vụ Tỉnh ủy Minh Hà",
    deciding_body=None,
    issued=date(2023, 9, 12),
    subject="về tiếp dân & đối thoại",
)


def _passage(text: str) -> PassageView:
    """Return a passage of two pages of a PDF that prints no page numbers."""
    return PassageView(
        id="a-0001",
        document=replace(CARD, pages=2, source="a.pdf"),
        ordinal=1,
        path=("Điều 3", "khoản 1"),
        heading=(),
        span=Span(0, len(text)),
        text=text,
        pages=(1, 2),
        printed_pages=(),
        origin=Origin.TEXT,
        confidence=1.0,
    )


def test_ris_keeps_the_institution_whole_and_no_line_of_a_text_passes_for_a_field() -> None:
    passage = _passage("1. Tiếp dân hai ngày.\nER  - \nTY  - JOUR")
    made = reference_managers.reference_of(passage.document, "http://kho/vb/x", passage)
    (read,) = rispy.loads(reference_managers.ris(made))
    assert read["type_of_reference"] == "GOVDOC"
    assert read["authors"] == ["Ban Thường vụ Tỉnh ủy Minh Hà,"]
    assert (read["number"], read["date"]) == ("31-QĐ/TU", "2023/09/12")
    assert [note.strip() for note in read["notes"]] == [
        "1. Tiếp dân hai ngày.",
        "ER  -",
        "TY  - JOUR",
    ]


def test_bibtex_escapes_what_latex_reads_and_keeps_vietnamese_letters() -> None:
    made = reference_managers.reference_of(CARD, "http://kho/vb/x")
    written = reference_managers.bibtex(made)
    (entry,) = bibtexparser.parse_string(written).entries
    assert entry.key == "31-qd-tu-2023"
    assert entry["title"] == r"{Quy định số 31-QĐ/TU về tiếp dân \& đối thoại}"
    assert (entry["date"], entry["number"]) == ("2023-09-12", "31-QĐ/TU")


@pytest.mark.parametrize("brace", ["{", "}"])
def test_a_brace_without_its_other_does_not_end_a_bibtex_field(brace: str) -> None:
    passage = _passage(f"1. Tiếp dân {brace} hai ngày.")
    made = reference_managers.reference_of(passage.document, "http://kho/vb/x", passage)
    written = reference_managers.bibtex(made)
    assert written.count("{") == written.count("}")
    (entry,) = bibtexparser.parse_string(written).entries
    assert entry["annotation"].startswith("1. Tiếp dân ")
    assert entry["annotation"].endswith(" hai ngày.")


def test_csl_says_that_pages_are_the_files_where_the_document_prints_none() -> None:
    passage = _passage("1. Tiếp dân hai ngày.")
    made = reference_managers.reference_of(passage.document, "", passage)
    (item,) = json.loads(reference_managers.csl_json(made))
    assert item["page"] == "1–2"
    assert item["section"] == "khoản 1 Điều 3; trang của tệp PDF"
    assert item["issued"] == {"date-parts": [[2023, 9, 12]]}
    assert "URL" not in item


def test_what_a_document_does_not_say_is_left_out() -> None:
    bare = replace(
        CARD, number=None, kind=None, issuer=None, issued=None, subject=None, title="Hỏi đáp"
    )
    (item,) = json.loads(reference_managers.csl_json(reference_managers.reference_of(bare, "")))
    assert item == {"id": "hoi-dap", "type": "legislation", "title": "Hỏi đáp", "language": "vi"}


@pytest.mark.parametrize("ending", ["ris", "bib", "json"])
def test_a_document_and_a_passage_are_sent_in_every_form(client: FlaskClient, ending: str) -> None:
    for address in (f"/van-ban/{ID}/trich-dan.{ending}", f"/doan/{ID}-0000/trich-dan.{ending}"):
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer.headers["Content-Disposition"].endswith(f'.{ending}"')
    assert client.get(f"/van-ban/{ID}/trich-dan.doc").status_code == 404
    assert client.get(f"/van-ban/{'0' * 16}/trich-dan.{ending}").status_code == 404


def test_results_are_a_table_whose_cells_are_slices(client: FlaskClient) -> None:
    answer = client.get("/tim.csv?q=tiếp dân")
    heads, *rows = csv.reader(StringIO(answer.get_data().decode("utf-8-sig")))
    assert heads[1] == "Văn bản"
    *rows, left = rows
    assert rows
    assert "văn bản nữa" in left[1]
    for row in rows:
        assert row[6]
        assert row[6] in row[7]
    assert client.get("/tim.csv").status_code == 400


def test_browsers_learn_how_to_search_here(client: FlaskClient) -> None:
    page = client.get("/opensearch.xml").get_data(as_text=True)
    assert "/tim?q={searchTerms}" in page
    assert 'href="/opensearch.xml"' in client.get("/").get_data(as_text=True)
