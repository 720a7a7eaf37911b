"""Document numbers: every way they are written, and print as the inverse of parse."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.errors import NumberError
from ingest.vocabulary.document_numbers import (
    DocumentNumber,
    Style,
    find_numbers,
)
from ingest.vocabulary.document_types import type_codes
from ingest.vocabulary.issuers import is_party_code

CASES = Path(__file__).parent / "cases" / "numbers.tsv"


def _cases() -> list[tuple[str, str, str]]:
    rows = list(csv.reader(CASES.read_text("utf-8").splitlines(), delimiter="\t"))[1:]
    return [(row[0].encode("raw_unicode_escape").decode("unicode_escape"), row[1], row[2])
            if row[0].isascii() else (_unescaped(row[0]), row[1], row[2]) for row in rows]  # fmt: skip  # noqa: E501


def _unescaped(text: str) -> str:
    for code in ("\\n", "\\u00d0", "\\u00a0", "\\u2011", "\\u200b", "\\u2212", "\\u2014"):
        text = text.replace(code, code.encode().decode("unicode_escape"))
    return text


@pytest.mark.parametrize(("written", "canonical", "style"), _cases())
def test_every_way_of_writing_is_read(written: str, canonical: str, style: str) -> None:
    found = find_numbers(written)
    assert [str(one.number) for one in found] == [canonical]
    assert found[0].number.style == style


@pytest.mark.parametrize(("written", "canonical", "style"), _cases())
def test_what_is_printed_reads_back(written: str, canonical: str, style: str) -> None:
    number = DocumentNumber.parse(canonical)
    assert str(number) == canonical
    assert number.style == style
    assert DocumentNumber.parse(str(number)) == number


@pytest.mark.parametrize(
    "text",
    [
        "2021-2025", "01/2023", "24/7", "0913 445 667", "0913-445-667", "ngày 07/10/2022",
        "12-HĐ/TW", "tài khoản 1234567890", "85", "năm 2021", "1.234.567", "TCVN 5712:1993",
        "QCVN 32:2026/BXD", "Số:      /QĐ-UBND", "tỷ lệ 3/4", "nhiệm kỳ 2020-2025", "",
        "khoản 2 Điều 5", "covid-19", "G20", "50/50", "A4",
    ],
)  # fmt: skip
def test_what_is_no_number_is_not_found(text: str) -> None:
    assert find_numbers(text) == ()
    with pytest.raises(NumberError):
        DocumentNumber.parse(text)


def test_diacritics_are_never_folded() -> None:
    assert DocumentNumber.parse("12-HD/TW").type_code == "HD"
    with pytest.raises(NumberError):
        DocumentNumber.parse("12-HĐ/TW")
    assert DocumentNumber.parse("12-QC/TU") != DocumentNumber.parse("12-QĐ/TU")


def test_leading_zeros_mean_nothing_but_are_printed() -> None:
    eight, padded = DocumentNumber.parse("8-QĐ/TW"), DocumentNumber.parse("08-QĐ/TW")
    assert eight == padded
    assert hash(eight) == hash(padded)
    assert (str(eight), str(padded), padded.key) == ("8-QĐ/TW", "08-QĐ/TW", "8-QĐ/TW")


def test_a_letter_or_a_decimal_belongs_to_the_serial() -> None:
    assert DocumentNumber.parse("3176b/QĐ-SYT") != DocumentNumber.parse("3176/QĐ-SYT")
    assert DocumentNumber.parse("66.4/2025/NQ-CP").key == "66.4/2025/NQ-CP"


def test_the_parts_of_a_number() -> None:
    number = DocumentNumber.parse("05-CT/TW")
    assert (number.serial, number.serial_text, number.type_code, number.body) == (
        5,
        "05",
        "CT",
        "TW",
    )
    assert number.symbol == "CT/TW"
    state = DocumentNumber.parse("01/2023/NĐ-CP")
    assert (state.year, state.symbol, state.style) == (2023, "NĐ-CP", Style.STATE)
    assert DocumentNumber.parse("15/2012/QH13").type_code is None


def test_spans_point_at_the_number() -> None:
    text = "Thực hiện Quy định số 37-QĐ/TW, số 100 - QĐ/TW và Nghị định 01/2023/NĐ-CP."
    assert [one.span.of(text) for one in find_numbers(text)] == [
        "37-QĐ/TW", "100 - QĐ/TW", "01/2023/NĐ-CP",
    ]  # fmt: skip


_PARTY_BODIES = ["TW", "VPTW", "BTCTW", "BTGDVTW", "UBKTTW", "TU", "HU", "QU", "ĐU", "BCĐ35", "CB"]
_STATE_BODIES = ["CP", "TTg", "BXD", "BNV-VPCP", "UBND", "HĐND", "BTC", "NHNN"]
_SERIALS = st.integers(1, 99999).map(lambda n: f"{n:02d}")


@st.composite
def _numbers(draw: st.DrawFn) -> DocumentNumber:
    serial = draw(_SERIALS)
    style = draw(st.sampled_from(Style))
    year = draw(st.none() | st.integers(1945, 2099)) if style is Style.STATE else None
    if style is Style.LAW:
        body, year = f"{draw(st.sampled_from(['QH', 'UBTVQH']))}{draw(st.integers(1, 99))}", 2015
        return DocumentNumber(int(serial), None, body, year, style, serial)
    code = draw(st.sampled_from(sorted(type_codes())))
    body = draw(st.sampled_from(_PARTY_BODIES if style is Style.PARTY else _STATE_BODIES))
    return DocumentNumber(int(serial), code, body, year, style, serial)


@given(_numbers())
def test_print_and_parse_are_inverses(number: DocumentNumber) -> None:
    read = DocumentNumber.parse(str(number))
    assert read == number
    assert str(read) == str(number)
    assert (read.type_code, read.body, read.year, read.style) == (
        number.type_code, number.body, number.year, number.style,
    )  # fmt: skip


@given(st.text(alphabet="0123456789-/–QĐNHDTWKL .\nsố", max_size=60))
def test_found_spans_lie_in_the_text_and_never_overlap(text: str) -> None:
    end = 0
    for one in find_numbers(text):
        assert end <= one.span.start < one.span.end <= len(text)
        assert DocumentNumber.parse(str(one.number)) == one.number
        end = one.span.end


def test_a_lost_letter_of_the_body_does_not_make_a_state_number() -> None:
    # Found by tests/faults/fuzz_parsers.py.
    [found] = find_numbers("Quyết định số 20/QĐ-U")
    assert str(found.number) == "20-QĐ/ĐU"
    assert DocumentNumber.parse(str(found.number)) == found.number


def test_party_bodies() -> None:
    assert all(map(is_party_code, _PARTY_BODIES))
    assert not any(map(is_party_code, _STATE_BODIES))


def test_every_number_seen_in_public_text_is_read(shared: Path) -> None:
    rows = (shared / "party_doc_numbers_seen.tsv").read_text("utf-8").splitlines()[1:]
    for row in rows:
        DocumentNumber.parse(row.split("\t")[0])
