"""What a library holds and lacks, as tables: filters, counts, orders, rights, files."""

from __future__ import annotations

import csv
import io
from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import pairwise
from pathlib import Path

import openpyxl
import pytest
from flask.testing import FlaskClient

from index.access import Rights
from index.inventory import Column, Fate, HeldRow, Lack, TableRequest, ask, held_rows
from index.library import Library
from index.results import DocumentCard, Status
from ingest.citations import Effect
from ingest.pages import Origin
from search_app import create_app
from search_app.settings import Settings
from search_app.views import spreadsheets
from tests.search_app_stand import BECAME, CARD, SCAN, StandLibrary

EVERY = TableRequest(per_page=1000)


def chosen(**facets: str) -> TableRequest:
    return replace(EVERY, chosen={name: (value,) for name, value in facets.items()})


def test_every_count_of_a_facet_is_what_choosing_it_gives(library: Library) -> None:
    for base in (EVERY, chosen(kind="Nghị quyết"), chosen(fate="nothing", year="2023")):
        table = library.inventory(base)
        assert table.facets
        for name, values in table.facets.items():
            others = {other: v for other, v in base.chosen.items() if other != name}
            for value in values:
                picked = replace(base, chosen={**others, name: (value.value,)})
                assert library.inventory(picked).total == value.count, (name, value)


def test_filters_give_what_going_through_the_documents_gives(library: Library) -> None:
    cards = library.overview().documents
    kinds = Counter(card.kind for card in cards)
    assert kinds["Quy định"] > 1
    for kind, count in kinds.items():
        if kind:
            assert library.inventory(chosen(kind=kind)).total == count
    ended = {row.card.number for row in library.inventory(chosen(fate="ended")).rows}
    assert "08-QĐ/TU" in ended
    assert ended < {card.number for card in cards}


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("08-qđ", ["08-QĐ/TU"]),
        ("tiep dan", ["31-QĐ/TU", "08-QĐ/TU"]),
        ("tiếp dân 31", ["31-QĐ/TU"]),
        ("tiệp dân", []),
        ("08-qd-tu-2021.pdf", ["31-QĐ/TU", "08-QĐ/TU"]),
    ],
)
def test_words_are_found_as_typed_with_or_without_accents(typed: str, found: list[str]) -> None:
    rows = held_rows((CARD, SCAN), lambda card: ())
    assert [r.card.number for r in ask(rows, replace(EVERY, words=typed)).rows] == found


def test_pages_hold_every_row_once_and_a_page_too_far_is_the_last(library: Library) -> None:
    whole = [row.card.id for row in library.inventory(EVERY).rows]
    pages = [library.inventory(TableRequest(page=n, per_page=20)) for n in (1, 2, 3, 4)]
    assert [row.card.id for page in pages[:3] for row in page.rows] == whole
    assert pages[3].request.page == pages[3].pages == 3
    assert pages[3].rows == pages[2].rows


def test_each_column_sorts_both_ways_and_what_is_unknown_comes_last(library: Library) -> None:
    for column in (Column.NUMBER, Column.ISSUER, Column.ISSUED, Column.FATE, Column.PAGES):
        for descending in (False, True):
            rows = library.inventory(replace(EVERY, sort=column, descending=descending)).rows
            keys = [row.keys[column] for row in rows]
            known = [key for key in keys if key is not None]
            assert keys[: len(known)] == known
            pairs = pairwise(known)
            assert all(b <= a if descending else a <= b for a, b in pairs), column  # type: ignore[operator]
    numbers = [DocumentCard(None, f"{n}-QĐ/TU", None, None, None, None, None) for n in (31, 9, 100)]
    rows = held_rows(numbers, lambda card: ())
    shown = ask(rows, TableRequest(sort=Column.NUMBER, descending=False)).rows
    assert [row.card.number for row in shown] == ["9-QĐ/TU", "31-QĐ/TU", "100-QĐ/TU"]


def row_of(card: DocumentCard, *statuses: Status) -> HeldRow:
    (row,) = held_rows((card,), lambda _: statuses)
    return row


def test_what_became_of_a_document_is_never_said_surer_than_it_is() -> None:
    part = replace(BECAME, effect=Effect.REPEALED, provision="khoản 2 Điều 4")
    told = {
        (): [Fate.NOTHING],
        (BECAME,): [Fate.ENDED],
        (replace(BECAME, review="chưa rõ thẩm quyền"),): [Fate.MAYBE],
        (part,): [Fate.CHANGED],
        (replace(BECAME, effect=Effect.CORRECTED), part): [Fate.CHANGED, Fate.CORRECTED],
    }
    for statuses, fates in told.items():
        assert list(row_of(CARD, *statuses).values["fate"]) == fates


def test_what_is_not_known_of_a_document_is_told() -> None:
    assert row_of(CARD).lacks == ()
    bare = replace(CARD, number=None, issued=None, origin=Origin.OCR, confidence=0.8)
    assert row_of(bare).lacks == (Lack.NUMBER, Lack.ISSUED, Lack.READING)


def test_who_may_not_see_a_folder_finds_nothing_of_it_in_any_count(library: Library) -> None:
    hidden = next(c for c in library.overview().documents if c.number == "31-QĐ/TU")
    seen = library.for_reader(Rights(kept=frozenset({hidden.id or ""})))
    table, whole = seen.inventory(EVERY), library.inventory(EVERY)
    assert table.total == whole.total - 1
    assert hidden.id not in str(table)
    for name, values in table.facets.items():
        for value in values:
            rows = [row for row in table.rows if value.value in row.values[name]]
            assert len(rows) == value.count
    # What only the hidden document replaced is told of no more.
    (old,) = [row for row in table.rows if row.card.number == "08-QĐ/TU"]
    assert old.values["fate"] == (Fate.NOTHING,)
    assert "31-QĐ/TU" not in {row.card.number for row in library.wanted(EVERY).rows}
    assert "31-QĐ/TU" in {row.card.number for row in seen.wanted(EVERY).rows}
    for row in seen.wanted(EVERY).rows:
        assert hidden.id not in {card.id for card in row.missing.by}
        assert row.missing.documents == len(row.missing.by)


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return create_app(Settings(desk=tmp_path / "desk.sqlite"), StandLibrary()).test_client()


def table_of(client: FlaskClient, path: str) -> list[dict[str, str]]:
    answer = client.get(path)
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def test_the_table_is_handed_over_as_it_is_filtered(client: FlaskClient) -> None:
    rows = table_of(client, "/kho.csv?tinh-trang=thay-the")
    assert [row["Số, ký hiệu"] for row in rows] == ["08-QĐ/TU"]
    assert rows[0]["Ngày ban hành"] == "09/3/2021"
    assert "được thay thế bởi" in rows[0]["Điều kho biết về việc thay thế, sửa đổi"].lower()
    assert rows[0]["Tên tệp"] == "08-qd-tu-2021.pdf"
    excel = client.get("/kho.xlsx?tinh-trang=thay-the")
    sheet = openpyxl.load_workbook(io.BytesIO(excel.data)).active
    assert sheet is not None
    assert [[cell.value for cell in row[:2]] for row in sheet.iter_rows()] == [
        ["TT", "Số, ký hiệu"],
        [1, "08-QĐ/TU"],
    ]
    assert sheet.cell(2, 6).is_date
    (wanted,) = table_of(client, "/kho/chua-co.csv")
    assert wanted["Số, ký hiệu"] == "35-CT/TW"
    assert wanted["Số chỗ dẫn"] == "3"


def test_no_cell_is_a_formula() -> None:
    made = spreadsheets.as_excel(
        "Bảng", ("Tên",), [("=1+1",), ("a\x07",), (date(2024, 1, 2),)], [9]
    )
    sheet = openpyxl.load_workbook(io.BytesIO(made)).active
    assert sheet is not None
    assert [(row[0].value, row[0].data_type) for row in sheet.iter_rows()][1:3] == [
        ("=1+1", "s"),
        ("a", "s"),
    ]
    assert b"'=1+1" in spreadsheets.as_csv(("Tên",), [("=1+1",)])


@pytest.mark.parametrize("query", ["sap=mau", "trang=x", "tinh-trang=con-hieu-luc", "chua-ro=gi"])
def test_what_the_address_says_wrongly_is_told(client: FlaskClient, query: str) -> None:
    assert client.get(f"/kho?{query}").status_code == 400


def test_the_order_and_the_filters_are_kept_from_page_to_page(client: FlaskClient) -> None:
    html = client.get("/kho?loai=Quy+định&sap=-so&ten=tiếp").text
    assert '<input type="hidden" name="loai" value="Quy định">' in html
    assert '<input type="hidden" name="sap" value="-so">' in html
    assert "/kho?ten=ti%E1%BA%BFp&amp;loai=Quy+%C4%91%E1%BB%8Bnh&amp;sap=so" in html
    assert 'aria-sort="descending"' in html
