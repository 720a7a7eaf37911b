"""Addresses that last: what a citation says, parse and print as inverses."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.citations.addresses import DocumentAddress, address_of, steps_of
from index.results import DocumentCard
from ingest.errors import QueryError

CASES = Path(__file__).parent / "cases" / "addresses.jsonl"
ROWS = [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]


def _card(number: str | None, issued: str | None, title: str | None = None) -> DocumentCard:
    day = date.fromisoformat(issued) if issued else None
    return DocumentCard(None, number, None, None, None, day, None, title=title)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["address"])
def test_an_address_is_computed_from_the_citation_and_read_back(row: dict[str, Any]) -> None:
    whole = address_of(_card(row["number"], row["issued"]))
    assert whole is not None
    address = whole.at(row["path"])
    assert str(address) == row["address"]
    assert DocumentAddress.parse(row["address"]) == address
    assert DocumentAddress.parse(f"http://kho.example:8000{row['address']}?hoi=x#y") == address


_WORDS = st.sampled_from(["điều", "khoản", "điểm", "mục", "Phụ lục", "Chương", "Phần thứ"])
_VALUES = st.sampled_from(["1", "12", "1.1", "I", "XIV", "a", "đ", "d", "ơ", "nhất", "A"])
_LABELS = st.builds(lambda word, value: f"{word} {value}", _WORDS, _VALUES)


@given(
    serial=st.from_regex(r"[0-9]{1,4}", fullmatch=True),
    symbol=st.sampled_from(["QĐ/TU", "HD/TW", "NQ-CP", "KH/ĐĐQH15", "QĐi/TW", "TTLT-BCA-BQP"]),
    issued=st.none() | st.dates(date(1930, 1, 1), date(2100, 1, 1)),
    path=st.lists(_LABELS, max_size=4),
)
def test_parse_and_print_are_inverses(
    serial: str, symbol: str, issued: date | None, path: list[str]
) -> None:
    number = f"{serial}-{symbol}"
    whole = address_of(_card(number, issued.isoformat() if issued else None))
    assert whole is not None
    address = whole.at(path)
    assert DocumentAddress.parse(str(address)) == address
    assert str(address).isascii()
    assert address.document == whole


@given(path=st.lists(_LABELS, min_size=1, max_size=3), other=st.lists(_LABELS, max_size=3))
def test_two_points_of_one_list_have_two_addresses(path: list[str], other: list[str]) -> None:
    if path[-1].rpartition(" ")[2] != (other or [""])[-1].rpartition(" ")[2]:
        assert steps_of(path) != steps_of(other)


def test_a_document_without_a_number_has_the_address_of_its_title() -> None:
    title = "Báo cáo chính trị của Ban Chấp hành Đảng bộ tỉnh Minh Hà khóa XIX"
    address = address_of(_card(None, None, title))
    assert str(address) == (
        "/vb/ten/bao-cao-chinh-tri-cua-ban-chap-hanh-dang-bo-tinh-minh-ha-khoa-xix"
    )
    assert DocumentAddress.parse(str(address)) == address


@pytest.mark.parametrize(
    "text", ["", "/vb/", "/vb/a b", "/vb/31-QD-TU/2023-13-01", "/kho", "/vb/../x"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(QueryError):
        DocumentAddress.parse(text)
