"""Look-up answers what people type: whole serials, every writing, all candidates with reasons."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from index.citations import number_query, register
from index.citations.known_documents import InMemoryDirectory
from index.citations.lookup import lookup
from index.citations.number_query import parse_number_query
from index.cli.output import lookup_lines
from index.results import Match

CASES = Path(__file__).parent / "cases"


def known_for_tests() -> InMemoryDirectory:
    lines = (CASES / "known.jsonl").read_text("utf-8").splitlines()
    named = [entry for entry in register.load() if entry.number is None]
    return InMemoryDirectory([], [*(register.entry(json.loads(line)) for line in lines), *named])


KNOWN = known_for_tests()


def typed() -> Iterator[tuple[str, str]]:
    with (CASES / "lookup.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            yield row["typed"], row["expected"]


def shown(match: Match) -> str:
    if match.card.number is None:
        return "Nghị quyết Đại hội XIII" if "lần thứ XIII " in (match.card.subject or "") else "?"
    issued = match.card.issued.isoformat() if match.card.issued else ""
    return f"{match.card.number}@{issued}"


def test_there_are_enough_cases() -> None:
    assert len(list(typed())) >= 300


@pytest.mark.parametrize(("text", "expected"), list(typed()))
def test_typed_form(text: str, expected: str) -> None:
    found = sorted(map(shown, lookup(text, KNOWN).matches))
    assert "|".join(found) == ("" if expected == "-" else expected)


def test_every_answer_has_its_reason() -> None:
    answer = lookup("NQ21", KNOWN)
    assert len(answer.matches) == 3
    assert len({match.reason for match in answer.matches}) == 3
    assert all("khóa" in match.reason for match in answer.matches)


def test_an_absent_number_offers_the_nearest_and_says_how_they_differ() -> None:
    answer = lookup("quyết định 85", KNOWN)
    assert not answer.matches
    assert answer.nearest[0].card.number == "85-QĐ/TW"
    assert "là Quy định" in answer.nearest[0].reason


def test_swapped_digits_are_offered_never_answered() -> None:
    answer = lookup("qd 58", KNOWN)
    assert not answer.matches
    assert "85-QĐ/TW" in [match.card.number for match in answer.nearest]


def test_a_prefix_is_not_even_near() -> None:
    numbers = [m.card.number for m in lookup("QĐ 823", KNOWN).nearest]
    assert "08-QĐi/TW" not in numbers


def test_a_plenum_answer_says_the_list_may_be_short() -> None:
    (only,) = lookup("nq trung ương 4 khóa 12", KNOWN).matches
    assert "có thể còn văn bản khác" in only.reason


def test_words_left_over_are_kept_apart() -> None:
    read = number_query.parse_number_query("nghị quyết 21 về công tác dân số")
    assert read.serial == 21
    assert not read.is_complete
    assert {"công", "tác", "dân"} <= set(read.words)
    assert number_query.parse_number_query("qd 85").is_complete


def test_cited_by_is_asked_with_the_answer_so_far() -> None:
    seen = []
    lookup("85-QĐ/TW", KNOWN, lambda answer: seen.append(answer.number) or ())
    assert seen == ["85-QĐ/TW"]


@pytest.mark.parametrize(
    ("typed", "complete"),
    [("chỉ thị 8 tinh uy", True), ("NQ 45 của tỉnh uỷ", True), ("vai trò của tỉnh ủy", False)],
)
def test_a_committee_by_name_is_part_of_a_number(typed: str, complete: bool) -> None:
    assert number_query.parse_number_query(typed).is_complete is complete


@pytest.mark.parametrize(
    ("typed", "serial", "others"),
    [
        ("18-NQ/TW, 19-NQ/TW", 18, ("19-NQ/TW",)),
        ("18-NQ/TW 19-NQ/TW", 18, ("19-NQ/TW",)),
        ("quy định 41 và 37", 41, ("Quy định 37",)),
        ("quy dinh 41 va 37", 41, ("Quy định 37",)),
        ("quy định 41, 37 của Bộ Chính trị", 41, ("Quy định 37",)),
        ("18, 19-NQ/TW", 19, ("18-NQ/TW",)),
        ("Quy định 294-QĐ/TW và Hướng dẫn 06-HD/TW", 294, ("Hướng dẫn 06-HD/TW",)),
        ("30/2020/NĐ-CP; 78/2025/NĐ-CP", 30, ("78/2025/NĐ-CP",)),
        (
            "18-NQ/TW, ngày 25/10/2017, 19-NQ/TW, ngày 25/10/2017",
            18,
            ("19-NQ/TW, ngày 25/10/2017",),
        ),
        ("Quyết định 45-QĐ/HU sửa đổi Quyết định 30-QĐ/HU", 45, ()),
        ("nghị quyết 71 giáo dục và 5 nhiệm vụ", 71, ()),
        ("nghị quyết 21, 2022", 21, ()),
        ("khoản 2, 3 điều 5 quy định 31", 31, ()),
    ],
)
def test_further_documents_of_a_list_are_named(
    typed: str, serial: int, others: tuple[str, ...]
) -> None:
    asked = parse_number_query(typed)
    assert (asked.serial, asked.others) == (serial, others)
    answer = lookup(typed, KNOWN)
    assert answer.others == others
    assert not (others and answer.is_settled)
    said = "\n".join(lookup_lines(answer))
    assert all(other in said for other in others)


@pytest.mark.parametrize(
    ("subject", "said"),
    [
        ("về tiếp dân", "trích yếu không có chữ “bông vải”"),
        (None, "chưa rõ trích yếu nên chưa đối chiếu được chữ “bông vải”"),
    ],
)
def test_what_is_not_known_of_a_subject_is_not_denied(subject: str | None, said: str) -> None:
    entry = {"number": "29-QĐ/TU", "kind": "Quyết định", "issued": "2010-01-08", "subject": subject}
    known = InMemoryDirectory([], [register.entry(entry)])
    (match,) = lookup("29-QĐ/TU bông vải", known).matches
    assert said in match.reason


@pytest.mark.parametrize(
    ("typed", "number", "said"),
    [
        ("30/2020/NĐ-CP", "30/2021/NĐ-CP", "cùng số 30 nhưng là 30/2021/NĐ-CP"),
        ("30-QĐ/TU", "30-CT/TU", "cùng số 30 nhưng là Chỉ thị"),
    ],
)
def test_the_nearest_form_says_what_differs_and_nothing_else(
    typed: str, number: str, said: str
) -> None:
    kind = "Chỉ thị" if "CT" in number else "Nghị định"
    known = InMemoryDirectory([], [register.entry({"number": number, "kind": kind})])
    (near,) = lookup(typed, known).nearest
    assert near.reason.startswith(f"{said};")
