"""What became of documents: read at build, told everywhere, never a word of being in force."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from index.access import Rights
from index.citations import status_words
from index.citations.competence import doubt
from index.citations.effective import effective_day
from index.citations.lineage import lineage
from index.citations.places import find_place, mentions, parse_places, place_before, steps_of
from index.citations.status import (
    InMemoryStatuses,
    is_end,
    of_provision,
    replaced_by,
    statuses_of,
    touches,
)
from index.library import Library
from index.results import DocumentCard, PassageView, SearchRequest, Status
from ingest import pipeline
from ingest.citations import Effect
from ingest.pages import Origin
from ingest.text.spans import Span
from tests import libraries

CASES: dict[str, Any] = json.loads(
    (Path(__file__).parent / "cases" / "status.json").read_text("utf-8")
)


def card(number: str, day: date, *, body: str | None = None, name: str | None = None) -> Any:
    return DocumentCard(name, number, "Quy định", "Tỉnh ủy Minh Hà", body, day, None)


OLD = card("31-QĐ/TU", date(2023, 9, 12), body="Ban Thường vụ Tỉnh ủy", name="a" * 16)
NEW = card("52-QĐ/TU", date(2024, 11, 5), body="Ban Thường vụ Tỉnh ủy", name="b" * 16)


def status(effect: Effect, provision: str | None = None, **more: Any) -> Status:
    key = f"{effect}{provision}{more}"
    return Status(id=key, effect=effect, target=OLD, by=NEW, provision=provision, **more)


# --- places -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "places"),
    [
        ("điểm a khoản 2 Điều 5", [("Điều 5", "khoản 2", "điểm a")]),
        ("Mục III", [("mục III",)]),
        ("khoản 1, khoản 2 Điều 4", None),
        ("khoản 1, 2 Điều 3", [("Điều 3", "khoản 1"), ("Điều 3", "khoản 2")]),
        ("Điều 5a", [("Điều 5a",)]),
        ("mục II.1", [("mục II.1",)]),
        ("Phụ lục", [("Phụ lục",)]),
        ("phần nơi nhận", []),
    ],
)
def test_a_pinpoint_is_read_from_the_outermost_in(
    written: str, places: list[tuple[str, ...]] | None
) -> None:
    if places is not None:
        assert list(parse_places(written)) == places


TREE = [
    ("mục II",),
    ("mục II", "mục 1"),
    ("mục II", "mục 1", "điểm b"),
    ("mục II", "mục 2"),
    ("mục II", "mục 2", "điểm b"),
    ("mục II", "mục 2", "mục 2.1"),
    ("Chương I", "Điều 3", "khoản 1"),
    ("Chương II", "Điều 4", "khoản 1"),
]


@pytest.mark.parametrize(
    ("named", "at"),
    [
        (("mục II", "khoản 2", "điểm b"), 4),
        (("mục II.2.1",), 5),
        (("Điều 3", "khoản 1"), 6),
        (("khoản 1",), None),
        (("Điều 9",), None),
        ((), None),
    ],
)
def test_a_place_is_found_in_the_tree_or_nowhere(named: tuple[str, ...], at: int | None) -> None:
    assert find_place(named, TREE) == at


def test_what_is_put_in_follows_the_one_before() -> None:
    assert place_before(("Điều 5a",)) == ("Điều 5",)
    assert place_before(("Điều 5",)) is None
    assert steps_of(("mục 2", "mục 2.1")) == (("mục", "2"), ("mục", "1"))


def test_a_change_of_one_clause_is_not_of_another() -> None:
    assert mentions("khoản 1 Điều 3", "Điều 3")
    assert mentions("khoản 1 Điều 3", "điểm a khoản 1 Điều 3")
    assert not mentions("khoản 1 Điều 3", "khoản 2 Điều 5")
    assert not mentions("khoản 1 Điều 3", "khoản 2 Điều 3")
    assert mentions(None, "khoản 2 Điều 5")


# --- which statuses are told --------------------------------------------------------


def test_a_copy_of_the_document_is_marked_too_and_another_term_s_is_not() -> None:
    found = (status(Effect.REPLACED),)
    copy = replace(OLD, id="e" * 16)
    assert statuses_of(found, copy) == found
    assert statuses_of(found, replace(copy, issued=date(2018, 9, 12))) == ()
    assert statuses_of(found, replace(copy, issuer="Tỉnh ủy Lào Cai")) == ()
    known = InMemoryStatuses(found)
    assert known.about([copy]) == found
    assert known.by([NEW]) == found
    assert known.about([NEW]) == ()


def test_the_heading_s_some_articles_is_not_said_beside_the_articles() -> None:
    clause = status(Effect.AMENDED, "khoản 1 Điều 3")
    assert statuses_of((status(Effect.AMENDED, partial=True), clause), OLD) == (clause,)


def test_ends_and_sure_words_come_first() -> None:
    doubtful = status(Effect.REPLACED, review="chưa rõ")
    amended = status(Effect.AMENDED, "Điều 1")
    ended = status(Effect.REPEALED)
    assert statuses_of((doubtful, amended, ended), OLD) == (ended, amended, doubtful)
    assert replaced_by((doubtful, ended)) == ()


def test_a_citing_of_one_clause_is_told_of_that_clause_alone() -> None:
    clause = status(Effect.AMENDED, "khoản 1 Điều 3")
    added = status(Effect.SUPPLEMENTED, "Điều 5a", added=True)
    assert of_provision((clause, added), "khoản 2 Điều 5") == ()
    assert of_provision((clause, added), "Điều 3") == (clause,)
    assert of_provision((clause, added), None) == (clause, added)
    repealed = status(Effect.REPEALED, "khoản 2 Điều 4")
    assert not is_end(repealed)
    assert is_end(repealed, "khoản 2 Điều 4")


def test_a_change_touches_the_passage_it_has_words_of() -> None:
    passage = PassageView(
        "p", OLD, 0, ("Điều 3",), (), Span(100, 200), "", (1,), (), Origin.TEXT, 1.0
    )
    assert touches(status(Effect.AMENDED, "khoản 1 Điều 3", place=Span(120, 150)), passage) is True
    assert touches(status(Effect.AMENDED, "khoản 1 Điều 4", place=Span(220, 250)), passage) is False
    assert touches(status(Effect.AMENDED, "khoản 9 Điều 9"), passage) is None
    assert touches(status(Effect.AMENDED, partial=True), passage) is None
    assert touches(status(Effect.REPEALED), passage) is True


def _replaces(new: DocumentCard, old: DocumentCard, effect: Effect = Effect.REPLACED) -> Status:
    return Status(id=f"{new.number}{old.number}", effect=effect, target=old, by=new)


def test_a_line_runs_from_the_first_ancestor_to_the_last_successor() -> None:
    first, second, third, last = (
        card(f"{n}-QĐ/TU", date(2010 + n, 1, 1), name=str(n) * 16) for n in (1, 2, 3, 4)
    )
    sibling = card("9-QĐ/TU", date(2012, 5, 5), name="9" * 16)
    amending = card("8-QĐ/TU", date(2013, 6, 6), name="8" * 16)
    known = InMemoryStatuses(
        [
            _replaces(second, first),
            _replaces(third, second),
            _replaces(last, third),
            _replaces(third, sibling),
            _replaces(amending, second, Effect.AMENDED),
        ]
    )
    for own in (first, second, last):
        line = [stage.card.number for stage in lineage(own, known)]
        among = [number for number in line if number != "9-QĐ/TU"]
        assert among == ["1-QĐ/TU", "2-QĐ/TU", "3-QĐ/TU", "8-QĐ/TU", "4-QĐ/TU"]
    assert "9-QĐ/TU" not in [stage.card.number for stage in lineage(first, known)]
    assert "9-QĐ/TU" in [stage.card.number for stage in lineage(last, known)]
    assert lineage(card("7-QĐ/TU", date(2020, 1, 1), name="7" * 16), known) == ()
    (own,) = [stage for stage in lineage(second, known) if stage.is_own]
    assert own.card == second


# --- who may ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("by", "of", "sure"),
    [
        (("71-QĐ/TU", "Ban Thường vụ"), ("19-CT/TU", "Ban Thường vụ Tỉnh ủy"), True),
        (("41-KL/TU", "Ban Thường vụ Tỉnh ủy"), ("05-NQ/TU", "Ban Chấp hành Đảng bộ tỉnh"), False),
        (("07-NQ/TU", "Ban Chấp hành Đảng bộ tỉnh"), ("19-CT/TU", "Ban Thường vụ Tỉnh ủy"), True),
    ],
)
def test_organs_of_one_committee(by: tuple[str, str], of: tuple[str, str], sure: bool) -> None:
    ours = card(by[0], date(2025, 1, 1), body=by[1])
    theirs = card(of[0], date(2020, 1, 1), body=of[1])
    assert (doubt(ours, theirs, Effect.REPEALED) == "") is sure


def test_the_office_corrects_for_its_committee_and_repeals_nothing() -> None:
    office = replace(card("1156-CV/VPTU", date(2024, 11, 20)), issuer="Văn phòng")
    assert doubt(office, NEW, Effect.CORRECTED) == ""
    assert doubt(office, NEW, Effect.REPEALED)


def test_a_lower_body_changes_nothing_of_a_higher_one() -> None:
    below = replace(card("7-QĐ/HU", date(2024, 1, 1)), issuer="Huyện ủy Sông Trăng")
    assert "không phải cơ quan ban hành hay cấp trên" in doubt(below, OLD, Effect.REPLACED)


def test_a_ministry_s_code_names_one_body() -> None:
    new, old = (
        replace(card(number, date(2025, 1, 1)), issuer=name)
        for number, name in (("2/2026/TT-BTC", "Bộ Tài chính"), ("1/2018/TT-BTC", "Bộ trưởng Bộ"))
    )
    assert doubt(new, old, Effect.REPEALED) == ""
    council = replace(card("12/2023/NQ-HĐND", date(2023, 1, 1)), issuer="HĐND tỉnh A")
    other = replace(card("3/2020/NQ-HĐND", date(2020, 1, 1)), issuer="HĐND tỉnh B")
    assert doubt(council, other, Effect.REPEALED)


def test_two_provinces_with_one_code_are_two_bodies() -> None:
    other = replace(card("9-QĐ/TU", date(2024, 1, 1)), issuer="Tỉnh ủy Lào Cai")
    assert doubt(other, replace(OLD, deciding_body=None), Effect.REPLACED)


@pytest.mark.parametrize(
    ("by", "of", "day", "sure"),
    [
        ("Tỉnh ủy Bắc Ninh", "Tỉnh ủy Bắc Giang", date(2025, 8, 8), True),
        ("Thành ủy Đà Nẵng", "Tỉnh ủy Quảng Nam", date(2025, 8, 8), True),
        ("Thành ủy Thành phố Hồ Chí Minh", "Tỉnh ủy Bà Rịa – Vũng Tàu", date(2026, 1, 1), True),
        ("Tỉnh ủy Bắc Ninh", "Tỉnh ủy Bắc Giang", date(2025, 6, 30), False),
        ("Tỉnh ủy Bắc Giang", "Tỉnh ủy Bắc Ninh", date(2025, 8, 8), False),
        ("Tỉnh ủy Bắc Ninh", "Tỉnh ủy Hà Giang", date(2025, 8, 8), False),
    ],
)
def test_a_merged_province_takes_over_what_its_ancestors_issued(
    by: str, of: str, day: date, sure: bool
) -> None:
    ours = replace(card("45-QĐ/TU", day, body=f"Ban Thường vụ {by}"), issuer=by)
    theirs = replace(card("34-QĐ/TU", date(2021, 8, 8)), issuer=of)
    assert (doubt(ours, theirs, Effect.REPLACED) == "") is sure


def test_a_merged_ministry_takes_over_what_its_ancestors_issued() -> None:
    ours = replace(card("27/2026/TT-BKHCN", date(2026, 5, 31)), issuer="Bộ Khoa học và Công nghệ")
    theirs = replace(
        card("37/2020/TT-BTTTT", date(2020, 11, 13)),
        issuer="Bộ trưởng Bộ Thông tin và Truyền thông",
    )
    assert doubt(ours, theirs, Effect.REPEALED) == ""
    early = replace(ours, issued=date(2025, 1, 1))
    assert doubt(early, theirs, Effect.REPEALED)
    other = replace(ours, number="3/2026/TT-BXD", issuer="Bộ Xây dựng")
    assert doubt(other, theirs, Effect.REPEALED)
    ethnic = replace(ours, number="3/2026/TT-BDTTG", issuer="Bộ Dân tộc và Tôn giáo")
    assert doubt(ethnic, theirs, Effect.REPEALED)
    committee = replace(card("2/2020/TT-UBDT", date(2020, 11, 13)), issuer="Ủy ban Dân tộc")
    assert doubt(ethnic, committee, Effect.REPEALED) == ""


# --- words --------------------------------------------------------------------------


def test_words_say_what_by_whom_and_from_when() -> None:
    clause = status(Effect.AMENDED, "khoản 1 Điều 3", since=date(2024, 11, 5))
    assert status_words.sentence(clause) == (
        "Khoản 1 Điều 3 được sửa đổi bởi Quy định số 52-QĐ/TU, ngày 05/11/2024, từ ngày 05/11/2024"
    )
    ended = status(Effect.REPEALED, said="hết hiệu lực")
    assert status_words.sentence(ended).startswith("Hết hiệu lực theo Quy định số 52-QĐ/TU")
    doubtful = status(Effect.REPLACED, review="chưa rõ thẩm quyền")
    assert status_words.sentence(doubtful).startswith("Có thể được thay thế bởi")
    assert "cần xem lại: chưa rõ thẩm quyền" in status_words.sentence(doubtful)
    assert status_words.tone(doubtful) == "maybe"
    assert status_words.note(()) == ""
    assert "còn hiệu lực" not in " ".join(map(status_words.sentence, (clause, ended, doubtful)))


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Quy định này có hiệu lực từ ngày ký.", date(2024, 11, 5)),
        ("Quyết định này có hiệu lực kể từ ngày 01/7/2025.", date(2025, 7, 1)),
        ("Thông tư này có hiệu lực thi hành kể từ ngày 15 tháng 8 năm 2025.", date(2025, 8, 15)),
        ("Nghị quyết có hiệu lực sau khi được thông qua.", None),
        ("“Quy định này có hiệu lực từ ngày 01/01/2020.”", None),
        ("Quy định này có hiệu lực từ ngày ký. Luật này có hiệu lực từ ngày 01/01/2026.", None),
    ],
)
def test_from_when_a_document_says_to_be_in_effect(text: str, day: date | None) -> None:
    assert effective_day([text], date(2024, 11, 5)) == day


# --- in a library -------------------------------------------------------------------

SUCCESSOR = libraries.REGULATION.replace("Số 31-QĐ/TU", "Số 52-QĐ/TU").replace(
    "12 tháng 9 năm 2023", "05 tháng 11 năm 2024"
) + (
    "Điều 3. Hiệu lực\n"
    "Quy định này có hiệu lực từ ngày ký và thay thế Quy định số 31-QĐ/TU, ngày 12/9/2023.\n"
)


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """A library whose regulation is replaced by one that lies in a closed folder."""
    libraries.without_children(monkeypatch)
    corpus = libraries.write_corpus(tmp_path / "corpus")
    libraries.build(corpus, tmp_path / "library")
    (corpus / "kin").mkdir()
    (corpus / "kin" / "52-qd-tu.txt").write_text(SUCCESSOR, "utf-8")
    libraries.build(corpus, tmp_path / "library")
    return Library.open(tmp_path / "library")


def told(library: Library) -> list[tuple[str | None, str | None, str]]:
    cards = library.overview().documents
    return [
        (card.number, one.by.number, one.build)
        for card, found in zip(cards, library.statuses(cards), strict=True)
        for one in found
    ]


def test_a_status_is_made_by_the_build_that_brings_the_act(library: Library) -> None:
    assert told(library) == [("31-QĐ/TU", "52-QĐ/TU", library.overview().generation)]
    (match,) = library.lookup("31-QĐ/TU").matches
    (one,) = match.statuses
    assert (one.effect, one.sentence[-42:]) == (
        Effect.REPLACED,
        "thay thế Quy định số 31-QĐ/TU, ngày 12/9/2023."[-42:],
    )
    hits = library.search(SearchRequest("bí thư huyện ủy tiếp dân")).hits
    marks = {hit.passage.document.number: bool(hit.statuses) for hit in hits}
    assert marks["31-QĐ/TU"]
    library.close()


def test_a_status_from_a_closed_document_is_not_shown_to_who_may_not_see_it(
    library: Library,
) -> None:
    seen = library.for_reader(Rights(frozenset({"kin"})))
    assert told(seen) == []
    (match,) = seen.lookup("31-QĐ/TU").matches
    assert match.statuses == ()
    library.close()


def test_what_nobody_holds_is_known_to_have_ended_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    libraries.without_children(monkeypatch)
    corpus = libraries.write_corpus(tmp_path / "corpus")
    (corpus / "31-qd-tu.txt").unlink()
    (corpus / "52-qd-tu.txt").write_text(SUCCESSOR, "utf-8")
    libraries.build(corpus, tmp_path / "library")
    library = Library.open(tmp_path / "library")
    draft = pipeline.parse_text("Căn cứ Quy định số 31-QĐ/TU, ngày 12/9/2023.", source="dự thảo")
    (checked,) = library.check(draft).references
    assert [(s.effect, s.by.number) for s in checked.statuses] == [(Effect.REPLACED, "52-QĐ/TU")]
    undated = pipeline.parse_text("Căn cứ Quy định số 31-QĐ/TU.", source="dự thảo")
    assert library.check(undated).references[0].statuses == ()
    library.close()


MEANWHILE = libraries.DIRECTIVE.replace(
    "2. Thực hiện nghiêm Quy định số 31-QĐ/TU, ngày 12/9/2023 của Ban Thường vụ Tỉnh ủy.",
    "2. Trong thời gian ngưng hiệu lực của Chỉ thị số 12-CT/TU, ngày 01/02/2020, tiếp tục thực"
    " hiện Quy định số 31-QĐ/TU, ngày 12/9/2023 của Ban Thường vụ Tỉnh ủy.",
)


def test_what_goes_on_meanwhile_is_not_suspended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    libraries.without_children(monkeypatch)
    corpus = libraries.write_corpus(tmp_path / "corpus")
    (corpus / "19-ct-tu.txt").write_text(MEANWHILE, "utf-8")
    libraries.build(corpus, tmp_path / "library")
    library = Library.open(tmp_path / "library")
    assert told(library) == []
    library.close()


# --- the samples --------------------------------------------------------------------


def test_every_change_of_the_samples_is_known(sample_library: Path) -> None:
    library = Library.open(sample_library)
    cards = library.overview().documents
    found = [one for group in library.statuses(cards) for one in group]
    for case in CASES["changes"]:
        like = [one for one in found if is_case(one, case)]
        assert len(like) == 1, case
        assert case["sentence"] in " ".join(like[0].sentence.split())
        assert str(like[0].since) == str(case["since"]), case
        assert like[0].pages, case
        assert (case["provision"] is None) is (like[0].place is None), case
    library.close()


def is_case(one: Status, case: dict[str, Any]) -> bool:
    return (
        one.by.number == case["by"]
        and one.target.number == case["target"]
        and str(one.target.issued) == case["issued"]
        and one.effect.value == case["effect"]
        and (one.provision or "").casefold() == (case["provision"] or "").casefold()
    )


def test_what_no_sample_changes_stays_unmarked(sample_library: Path) -> None:
    library = Library.open(sample_library)
    for case in CASES["untouched"]:
        cards = [
            card
            for card in library.overview().documents
            if (card.number, str(card.issued)) == (case["number"], case["issued"])
        ]
        assert len(cards) == 1
        assert library.statuses(cards) == ((),), case
    library.close()
