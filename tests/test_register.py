"""The register that ships: facts that places agree on, marked where they do not."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from benchmarks.register_mentions import mentions
from benchmarks.register_replacements import replacements
from index.citations import register
from index.citations.observation import Observation, ObservedAct
from index.citations.register import RegisterEntry, row_of
from index.citations.register_merge import merge
from index.citations.series import kind_of
from index.citations.settlement import majority, settle
from index.citations.subject_votes import Said, agreed_subject
from ingest.citations import Relation
from ingest.errors import NumberError
from ingest.vocabulary.document_numbers import DocumentNumber, Style

CASES = Path(__file__).parent / "cases"
# Those mined; the list of names beside them has laws with their numbers.
ENTRIES = [entry for entry in register.load() if entry.number is not None and entry.sources]


def test_there_are_enough_entries_with_two_sources() -> None:
    party = [e for e in ENTRIES if e.number and e.number.style is Style.PARTY]
    assert len(party) >= 600
    assert sum(bool(e.agreed) for e in party) >= 300
    assert sum(e.two_sources for e in party) >= 250
    assert sum(len(e.replaces) for e in ENTRIES) >= 80
    assert sum(bool(e.other_dates) for e in party) >= 15


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
    assert "(một nguồn, chưa đối chiếu được)" in register.entry(json.loads(row)).origin()


def one(text: str) -> Said:
    (found,) = mentions(text, lambda _: True)
    return Said.of(found.subject, found.ends, found.strong, quoted=found.quoted)


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
    assert agreed_subject([("1", first), ("2", second)]) == "những điều đảng viên không được làm"
    assert agreed_subject([("1", first), ("1", first)]) is None
    assert agreed_subject([("1", first), ("2", long)]) is None
    assert agreed_subject([("1", first), ("2", second), ("3", long)]) == (
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
    assert majority([("1", "a"), ("2", "a"), ("3", "b")]) == ("a", 2)
    assert majority([("1", "a"), ("2", "b")]) == (None, 0)
    assert majority([("1", "a"), ("1", "a"), ("2", None)]) == ("a", 1)


def told(text: str) -> list[tuple[str, str, str]]:
    return [
        (str(r.new), str(r.old), r.old_issued.isoformat() if r.old_issued else "")
        for r in replacements(text)
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "Quy định số 366-QĐ/TW thay thế Quy định số 124-QĐ/TW, ngày 04/10/2023.",
            [("366-QĐ/TW", "124-QĐ/TW", "2023-10-04")],
        ),
        (
            "Quy định 124-QĐ/TW được thay thế bởi Quy định 366-QĐ/TW.",
            [("366-QĐ/TW", "124-QĐ/TW", "")],
        ),
        (
            "Quy định số 5-QĐ/TU, ngày 01/02/2026 về việc mẫu (thay thế Quy định số 3-QĐ/TU;"
            " Thông báo số 4-TB/TU); Quy định số 6-QĐ/TU về việc khác.",
            [("5-QĐ/TU", "3-QĐ/TU", ""), ("5-QĐ/TU", "4-TB/TU", "")],
        ),
        (
            "Theo Quy định số 9-QĐ/TU thì Quy định này có hiệu lực từ ngày ký và thay thế các"
            " Quy định số 7-QĐ/TU, ngày 1/2/2022\nvà số 8-QĐ/TU.",
            [("9-QĐ/TU", "7-QĐ/TU", "2022-02-01"), ("9-QĐ/TU", "8-QĐ/TU", "")],
        ),
        ("Quy định 366-QĐ/TW. Thay thế Quy định 124-QĐ/TW.", []),
        ("Theo Quy định số 22-QĐ/TW, kỷ luật đảng không thay thế Quy định số 3-QĐ/TW.", []),
        ("Thực hiện Quy định 1-QĐ/TU và Quy định 2-QĐ/TU, đề nghị thay thế Quy định 3-QĐ/TU.", []),
    ],
)
def test_replacement_wants_both_numbers_and_the_word_between(
    text: str, expected: list[tuple[str, str, str]]
) -> None:
    assert told(text) == expected


# --- what the register must say, judged before it was mined -------------------------------


def judged(use: str) -> Iterator[dict[str, str]]:
    with (CASES / "register_facts.tsv").open(encoding="utf-8") as file:
        yield from (r for r in csv.DictReader(file, delimiter="\t") if r["use"] == use)


def says(row: dict[str, str]) -> bool:
    """Say whether the register says a judged fact."""
    key = DocumentNumber.parse(row["number"]).key
    day = date.fromisoformat(row["issued"])
    entries = [e for e in ENTRIES if e.number and e.number.key == key and e.issued == day]
    return any(_holds(entry, row["fact"], row["value"]) for entry in entries)


def _holds(entry: RegisterEntry, fact: str, value: str) -> bool:
    if fact == "subject":
        return value.lower() in (entry.subject or "").lower()
    if fact == "other_date":
        return value in {day.isoformat() for day, _ in entry.other_dates}
    if fact == "replaces":
        number, _, day = value.partition(" ")
        key = DocumentNumber.parse(number).key
        return any(
            old.number == key and (not day or str(old.issued) == day) for old in entry.replaces
        )
    return bool(getattr(entry, fact) == value)


def contradicts(row: dict[str, str]) -> bool:
    """Say whether the register says otherwise, rather than nothing."""
    key = DocumentNumber.parse(row["number"]).key
    day = date.fromisoformat(row["issued"])
    return row["fact"] in ("kind", "body") and any(
        getattr(e, row["fact"]) not in (None, row["value"])
        for e in ENTRIES
        if e.number and e.number.key == key and e.issued == day
    )


def test_most_judged_facts_are_there_and_none_is_contradicted() -> None:
    rows = list(judged("check"))
    assert [row for row in rows if contradicts(row)] == []
    assert sum(map(says, rows)) >= 29


@pytest.mark.parametrize(("new", "old"), [("399-QĐ/TW", "66-QĐ/TW"), ("05-HD/VPTW", "36-HD/VPTW")])
def test_the_rules_on_form_replaced_one_another(new: str, old: str) -> None:
    replaced = [r for e in ENTRIES if str(e.number) == new for r in e.replaces]
    assert any(r.number == old and r.at and r.places >= 2 for r in replaced)


def test_every_fact_names_a_place() -> None:
    for entry in ENTRIES:
        facts = {proof.fact: proof for proof in entry.evidence}
        for fact in ("kind", "issued", "body", "subject"):
            if getattr(entry, fact) is not None and fact in entry.agreed:
                assert facts[fact].places >= 2
                assert facts[fact].at
        assert all(old.at for old in (*entry.replaces, *entry.amends, *entry.repeals))
        assert all(dispute.at for dispute in entry.disputes)


# --- settling and merging -------------------------------------------------------------------


def seen(
    number: str, day: str | None, place: str, origin: str = "", **facts: object
) -> Observation:
    return replace(
        Observation(DocumentNumber.parse(number), place, origin or place),
        issued=date.fromisoformat(day) if day else None,
        **facts,  # type: ignore[arg-type]
    )


def test_two_places_agree_and_copies_count_once() -> None:
    first = seen("5-CT/TW", "2025-01-02", "a#1", kind="Chỉ thị", body="Bộ Chính trị")
    (alone,) = settle([first, seen("5-CT/TW", "2025-01-02", "b#1", origin="a#1")])
    assert alone.places == 1
    assert alone.agreed == frozenset()
    (two,) = settle([first, seen("5-CT/TW", "2025-01-02", "b#1")])
    assert {"kind", "issued"} <= two.agreed
    assert "body" not in two.agreed


def test_a_date_that_places_dispute_is_kept_beside_and_not_agreed() -> None:
    places = [seen("5-CT/TW", "2025-01-02", f"a#{n}") for n in range(2)]
    (entry,) = settle([*places, seen("5-CT/TW", "2025-01-20", "c")])
    assert "issued" in entry.agreed
    assert entry.other_dates == ((date(2025, 1, 20), 1),)
    (even,) = settle([*places, *(seen("5-CT/TW", "2025-01-20", f"c#{n}") for n in range(2))])
    assert "issued" not in even.agreed


def test_a_number_of_two_terms_is_two_documents() -> None:
    days = [e.issued for e in settle([seen("5-CT/TW", d, d) for d in ("2016-05-15", "2021-06-01")])]
    assert len(days) == 2


def test_a_number_as_it_prints_itself_reads_as_any_writing_of_it_does() -> None:
    printed = {str(entry.number) for entry in register.load() if entry.number}
    styles = {DocumentNumber.parse(text).style for text in printed}
    assert styles >= {Style.PARTY, Style.STATE, Style.LAW}
    for text in printed | {"35/NQ-CP", "59/2010/QH12", "04/2012/UBTVQH13", "7/2010/QH"}:
        try:
            expected = DocumentNumber.parse(text)
        except NumberError:
            with pytest.raises(NumberError):
                register._number(text)
        else:
            assert register._number(text) == expected


def test_every_province_has_its_own_number() -> None:
    bodies = ("Tỉnh ủy Minh Hà", "Tỉnh ủy An Hòa")
    entries = settle([seen("5-CT/TU", "2025-01-02", b, body=b) for b in bodies])
    assert sorted(str(e.body) for e in entries) == sorted(bodies)


def test_an_undated_replacement_goes_to_the_only_document_that_can_have_done_it() -> None:
    deed = ObservedAct(Relation.REPLACES, DocumentNumber.parse("3-CT/TW"), date(2020, 1, 1))
    dated = [seen("5-CT/TW", d, d) for d in ("2016-05-15", "2021-06-01")]
    entries = settle([*dated, seen("5-CT/TW", None, "x", deed=deed)])
    assert [len(e.replaces) for e in sorted(entries, key=lambda e: str(e.issued))] == [0, 1]


def test_merging_a_register_with_itself_changes_no_count() -> None:
    entries = [e for e in ENTRIES if e.evidence][:200]
    merged = merge(entries, entries)
    assert [row_of(e) for e in merged] == [row_of(e) for e in entries]


def test_merging_adds_places_and_keeps_what_differs() -> None:
    (ours,) = settle([seen("5-CT/TW", "2025-01-02", "a", body="Bộ Chính trị")])
    (theirs,) = settle([seen("5-CT/TW", "2025-01-02", "b", body="Ban Bí thư")])
    (merged,) = merge([ours], [theirs])
    assert merged.body == "Bộ Chính trị"
    assert merged.places == 2
    assert {"kind", "issued"} == merged.agreed
    assert [(d.fact, d.value, d.at) for d in merged.disputes] == [("body", "Ban Bí thư", ("b",))]


def test_a_row_reads_back_as_its_entry() -> None:
    assert [register.entry(row_of(e)) for e in ENTRIES] == ENTRIES


def test_a_number_as_printed_is_read_as_any_writing_of_it() -> None:
    for one in (e.number for e in ENTRIES):
        whole = DocumentNumber.parse(str(one))
        assert one is not None
        assert (one.serial, one.type_code, one.body, one.year, one.style, one.serial_text) == (
            whole.serial,
            whole.type_code,
            whole.body,
            whole.year,
            whole.style,
            whole.serial_text,
        )


def test_what_was_judged_is_still_said() -> None:
    with (Path(__file__).parents[1] / "benchmarks" / "register_judged.tsv").open(
        encoding="utf-8"
    ) as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    said = {
        (str(e.number), str(e.issued or e.year or ""), e.kind, e.subject or "") for e in ENTRIES
    }
    right = [row for row in rows if row["verdict"] == "right"]
    assert len(rows) == 200
    assert len(right) >= 198
    told = [(r["number"], r["issued"], r["kind"], r["subject"]) for r in right]
    assert [row for row in told if row not in said] == []
