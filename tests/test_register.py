"""The register that ships: facts that places agree on, marked where they do not."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest

from benchmarks.mine_register import kind_of, majority
from benchmarks.register_mentions import mentions
from benchmarks.register_places import Place
from benchmarks.register_replacements import replacements
from benchmarks.register_subject import Said, agreed_subject
from index.citations import register
from ingest.vocabulary.document_numbers import DocumentNumber, Style

ENTRIES = [entry for entry in register.load() if entry.number is not None]


def test_there_are_enough_entries_with_two_sources() -> None:
    party = [e for e in ENTRIES if e.number and e.number.style is Style.PARTY]
    assert sum(e.two_sources for e in ENTRIES) >= 250
    assert sum(e.two_sources for e in party) >= 150


def test_agreement_takes_two_places() -> None:
    for entry in ENTRIES:
        assert entry.places <= sum(source.places for source in entry.sources)
        assert not entry.agreed or entry.places >= 2
        if "issued" in entry.agreed:
            assert entry.issued is not None
            assert all(places < entry.places for _, places in entry.other_dates)


def test_an_entry_is_listed_once() -> None:
    keys = Counter((e.number.key, e.kind, e.issued) for e in ENTRIES if e.number)
    assert max(keys.values()) == 1


def test_titles_are_titles() -> None:
    bad = re.compile(r"\n|\[|https?:|\bĐiều \d|^(?:này|nói trên)$|[,;:–-]$")
    assert [e.subject for e in ENTRIES if e.subject and bad.search(e.subject)] == []
    assert max(len(e.subject or "") for e in ENTRIES) < 400


def test_the_three_documents_of_one_number_are_told_apart() -> None:
    found = {e.issued.year for e in ENTRIES if str(e.number) == "21-NQ/TW" and e.issued}
    assert {2017, 2022} <= found


def test_what_it_says_of_its_sources() -> None:
    row = json.dumps({"number": "5-QĐ/TW", "kind": "Quy định", "places": 1, "agreed": []})
    assert "mới có một nguồn" in register.entry(json.loads(row)).origin()


def one(text: str) -> Said:
    (found,) = mentions(text, lambda _: True)
    return Said.of(found)


def test_a_mention_is_read_strictly() -> None:
    text = (
        "Thực hiện Quy định số 37-QĐ/TW, ngày 25/10/2021 của Ban Chấp hành Trung ương"
        " về những điều đảng viên không được làm; các đồng chí nghiên cứu."
    )
    (found,) = mentions(text, lambda _: True)
    assert (found.kind, str(found.issued)) == ("Quy định", "2021-10-25")
    assert found.body == "Ban Chấp hành Trung ương"
    assert found.subject == "những điều đảng viên không được làm"


def test_a_subject_needs_two_places_that_end_alike() -> None:
    head = "Quy định số 37-QĐ/TW về những điều đảng viên không được làm"
    first, second, long = one(f"{head}."), one(f"{head};"), one(f"{head} và nêu gương trước hết.")
    assert agreed_subject([(1, first), (2, second)]) == "những điều đảng viên không được làm"
    assert agreed_subject([(1, first), (1, first)]) is None
    assert agreed_subject([(1, first), (2, long)]) is None
    assert agreed_subject([(1, first), (2, second), (3, long)]) == (
        "những điều đảng viên không được làm"
    )


@pytest.mark.parametrize(
    ("number", "said", "kind"),
    [
        ("37-QĐ/TW", None, None),
        ("37-QĐ/TW", "Quy định", "Quy định"),
        ("16-QĐ/TW", "Nghị quyết", None),
        ("264-TB/TW", "Kết luận", "Thông báo"),
        ("5-CT/TW", None, "Chỉ thị"),
    ],
)
def test_the_code_never_settles_quy_dinh(number: str, said: str | None, kind: str | None) -> None:
    assert kind_of(DocumentNumber.parse(number), said) == kind


def test_a_majority_is_two_to_one() -> None:
    assert majority([(1, "a"), (2, "a"), (3, "b")]) == ("a", 2)
    assert majority([(1, "a"), (2, "b")]) == (None, 0)
    assert majority([(1, "a"), (1, "a"), (2, None)]) == ("a", 1)


def test_replacement_wants_both_numbers_and_the_word_between() -> None:
    def told(text: str) -> list[tuple[str, str]]:
        return list(replacements([Place("a", 1, text)]))

    assert told("Quy định số 366-QĐ/TW thay thế Quy định số 124-QĐ/TW.") == [
        ("366-QĐ/TW", "124-QĐ/TW")
    ]
    assert told("Quy định 124-QĐ/TW được thay thế bởi Quy định 366-QĐ/TW.") == [
        ("366-QĐ/TW", "124-QĐ/TW")
    ]
    assert told("Quy định 366-QĐ/TW. Thay thế Quy định 124-QĐ/TW.") == []
