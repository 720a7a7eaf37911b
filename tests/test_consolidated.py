"""Consolidated readings: changes in their places, verbatim, or told as not placed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.amendments.consolidated import Consolidated, consolidate
from index.amendments.edits import Edit, edits_of
from index.amendments.labels import label_of
from index.amendments.rope import Kind
from index.library import Library
from ingest.model import Provision
from ingest.pipeline import parse_text
from search_app import create_app
from search_app.settings import Settings

DATA = json.loads((Path(__file__).parent / "cases" / "consolidated.json").read_text("utf-8"))
BASE = parse_text(DATA["base"])
MORE = json.loads((Path(__file__).parent / "cases" / "consolidated_more.json").read_text("utf-8"))
BASES = {name: parse_text(text) for name, text in MORE["bases"].items()}


def _outline(text: str) -> Sequence[Provision]:
    return parse_text(text).provisions


def _edits(texts: Sequence[str]) -> list[Edit]:
    found: list[Edit] = []
    for number, text in enumerate(texts):
        acting = parse_text(text)
        acts = [act for act in acting.amendments if act.target is not None and act.by is None]
        found += edits_of(acting, acts, date(2024 + number, 11, 5))
    return found


def _read(case: dict[str, Any], as_of: date | None = None) -> Consolidated:
    return consolidate(BASE, _edits(case["acts"]), _outline, as_of)


@pytest.mark.parametrize("case", DATA["pairs"], ids=[case["name"] for case in DATA["pairs"]])
def test_a_pair_reads_as_expected(case: dict[str, Any]) -> None:
    expected = BASE.text
    for old, new in zip(case["old"].split("|"), case["new"].split("|"), strict=True):
        assert not old or expected.count(old) == 1
        expected = expected.replace(old, new) if old else expected
    reading = _read(case)
    assert reading.text == expected
    told = [" ".join(reversed(one.path)) for one in reading.unplaced]
    assert told == case["unplaced"]


def assert_verbatim(reading: Consolidated, texts: dict[str, str]) -> None:
    assert reading.slices
    for one in reading.slices:
        if one.document is not None and one.span is not None:
            assert one.span.of(texts[one.document]) == one.text
        else:
            assert one.kind in (Kind.BREAK, Kind.GONE)


@pytest.mark.parametrize("case", MORE["pairs"], ids=[case["name"] for case in MORE["pairs"]])
def test_a_pair_of_the_harder_kinds_reads_as_expected(case: dict[str, Any]) -> None:
    base = BASES[case["base"]]
    expected = base.text
    for change in case["changes"]:
        assert expected.count(change["old"]) == 1
        expected = expected.replace(change["old"], change["new"])
    edits = _edits(case["acts"])
    reading = consolidate(base, edits, _outline)
    assert reading.text == expected
    assert [" ".join(reversed(one.path)) for one in reading.unplaced] == case["unplaced"]
    texts = {base.id: base.text} | {edit.source.id: edit.source.text for edit in edits}
    assert_verbatim(reading, texts)


@pytest.mark.parametrize("case", DATA["pairs"], ids=[case["name"] for case in DATA["pairs"]])
def test_every_slice_is_verbatim_from_its_source(case: dict[str, Any]) -> None:
    texts = {BASE.id: BASE.text} | {
        edit.source.id: edit.source.text for edit in _edits(case["acts"])
    }
    assert_verbatim(_read(case), texts)


def test_what_counts_from_a_later_day_is_left_out() -> None:
    case = DATA["pairs"][0]
    before = _read(case, date(2024, 11, 4))
    assert before.text == BASE.text
    assert len(before.later) == 1
    assert _read(case, date(2024, 11, 5)).placed


def test_an_end_of_the_whole_is_told_above() -> None:
    acting = parse_text("Quy định này thay thế Quy định số 31-QĐ/TU ngày 12/9/2023.")
    reading = consolidate(BASE, edits_of(acting, acting.amendments, date(2025, 1, 1)), _outline)
    assert len(reading.ended) == 1
    assert reading.text == BASE.text


def _held(library: Library, number: str) -> str:
    (match,) = library.lookup(number).matches
    assert match.card.id is not None
    return match.card.id


def test_the_page_puts_the_samples_change_in_its_place(
    sample_library: Path, tmp_path: Path
) -> None:
    library = Library.open(sample_library)
    client = create_app(Settings(desk=tmp_path / "desk.sqlite"), library).test_client()
    address = f"/van-ban/{_held(library, '31-QĐ/TU')}/ban-doc-hop-nhat"
    html = client.get(address).text
    assert "không phải văn bản hợp nhất chính thức" in html
    assert "bí thư huyện ủy, thành ủy ít nhất 02 ngày trong một tháng" in html
    assert "Điều 5a. Công khai kết quả xử lý" in html
    assert "[khoản 2 được bãi bỏ]" in html
    earlier = client.get(f"{address}?ngay=01/01/2024").text
    assert "Điều 5a. Công khai" not in earlier.split("Có từ sau ngày đã chọn")[0]
    assert client.get(f"{address}?ngay=hôm qua").status_code == 400
    assert client.get("/van-ban/0000000000000000/ban-doc-hop-nhat").status_code == 404


@pytest.mark.parametrize(
    ("words", "unit", "label"),
    [
        ("1. Bí thư", "khoản 1", "1"),
        ("1.1. Bí thư", "khoản 1", "1.1"),
        ("1.1 Bí thư", "mục 1.1", "1.1"),
        ("3a) Bí thư", "khoản 3a", "3a"),
        ("Điều 5a. Công khai", "Điều 5a", "5a"),
        ("đ) Hồ sơ", "điểm đ", "đ"),
        ("Bí thư", "khoản 1", None),
        ("2025-2030 là", "khoản 1", None),
    ],
)
def test_a_wording_begins_with_its_label(words: str, unit: str, label: str | None) -> None:
    assert label_of(words, unit) == label
