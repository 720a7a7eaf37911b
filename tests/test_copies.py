"""One document in several files: judged pairs, and a library that joins them everywhere."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from index.analysis.text_likeness import (
    ContentsReader,
    differences,
    has_same_figures,
    shared,
)
from index.catalogue.files import Files
from index.catalogue.visible_tables import VisibleTables
from index.check_results import CheckVerdict
from index.citations import register
from index.citations.copies import Likeness, judge
from index.citations.copy_groups import Copies, FileFacts, find_copies
from index.citations.known_documents import InMemoryDirectory
from index.library import Library
from index.results import DocumentCard, SearchRequest
from ingest import pipeline
from ingest.pages import Origin
from tests.libraries import DIRECTIVE, NOTE, REGULATION, build, without_children

CASES = Path(__file__).parent / "cases" / "copies.jsonl"
ROWS = [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]
JUDGED = [row for row in ROWS if "first" in row and not row["reported"]]


def _card(facts: dict[str, Any]) -> DocumentCard:
    issued = date.fromisoformat(facts["issued"]) if facts["issued"] else None
    return DocumentCard("x", facts["number"], facts["kind"], facts["body"], None, issued, None)


@pytest.mark.parametrize("row", JUDGED, ids=lambda row: row["name"])
def test_sure_evidence_joins_two_files(row: dict[str, Any]) -> None:
    one, other = _card(row["first"]), _card(row["second"])
    for first, second in ((one, other), (other, one)):
        assert judge(first, second, Likeness(row["likeness"]))[0] == row["verdict"]


def test_texts_share_pairs_of_words_whatever_their_letters_and_tone_placement() -> None:
    assert shared("Uỷ ban hoà giải", "ỦY BAN – hòa giải.") == 1.0
    # Pairs: a b, b c, c d against a b, b d, d c: one of five.
    assert shared("a b c d", "a b d c") == 1 / 5
    # A pair that stands twice is one pair.
    assert shared("a b a b", "a b a") == 1.0
    # The word is "quý" after a q, whichever vowel bears the mark.
    assert shared("qúy một", "quý một") == 1.0
    assert shared("một", "một") == shared("", "một hai") == 0.0


def test_what_one_reader_read_compares_as_texts_do() -> None:
    texts = ["Uỷ ban số 1", "ủy ban số 2", "Số 1, ủy ban", "không có gì chung", ""]
    read = ContentsReader()
    contents = list(map(read, texts))
    for one, first in zip(texts, contents, strict=True):
        for other, second in zip(texts, contents, strict=True):
            assert first.shared(second) == shared(one, other)
            assert first.has_same_figures(second) == has_same_figures(one, other)


def test_a_form_filled_in_anew_is_doubtful() -> None:
    card = DocumentCard("x", None, "Biên bản", None, None, None, None)
    assert judge(card, card, Likeness(0.97, same_figures=False))[0] == "maybe"


def test_the_texts_are_read_only_where_they_decide() -> None:
    def facts(n: int, day: int) -> FileFacts:
        issued = date(2024, 1, day)
        card = DocumentCard(str(n), "01-BB/CB", "Biên bản", f"Chi bộ {n}", None, issued, None)
        return FileFacts(n, card)

    read: list[tuple[int, int]] = []

    def alike(one: int, other: int) -> Likeness:
        read.append((one, other))
        return Likeness(0.2)

    crowd = [facts(n, 1 + n % 28) for n in range(1, 200)]
    assert not find_copies(crowd, alike).files
    assert not read


def test_a_file_that_may_be_either_of_two_joins_neither() -> None:
    def facts(n: int, number: str | None, issued: date | None) -> FileFacts:
        card = DocumentCard(str(n), number, "Kế hoạch", "Huyện ủy Sông Trăng", None, issued, None)
        return FileFacts(n, card, b"\1" * 128)

    files = [
        facts(1, "12-KH/HU", date(2023, 4, 5)),
        facts(2, "15-KH/HU", date(2024, 4, 8)),
        facts(3, None, None),
    ]
    found = find_copies(files, lambda one, other: Likeness(0.96))
    assert not found.files
    assert [doubt.n for doubt in found.doubts[3]] == [1, 2]


def test_a_card_takes_the_subject_of_the_copy_that_was_not_recognised() -> None:
    scan = DocumentCard(
        "a", "31-QĐ/TU", "Quy định", "Tỉnh ủy Minh Hà", None, date(2023, 9, 12), "về tiêp dân",
        origin=Origin.OCR,
    )  # fmt: skip
    typed = replace(scan, id="b", subject="về tiếp dân", origin=Origin.TEXT, deciding_body="Bàn")
    files = Files(cast(VisibleTables, None), {1: scan, 2: typed})
    files._copies = Copies({1: (1, 2), 2: (1, 2)})
    (card,) = files.documents.values()
    assert (card.id, card.subject, card.deciding_body, card.files) == ("a", "về tiếp dân", "Bàn", 2)
    assert card.from_copies == ("deciding_body", "subject")


def decided_file(n: int, day: int, decided: dict[str, str]) -> FileFacts:
    card = DocumentCard(str(n), "12-KH/HU", "Kế hoạch", "Huyện ủy", None, date(2023, 4, day), None)
    return FileFacts(n, card, digest=f"{n}", decided=decided)


@pytest.mark.parametrize(
    ("said", "joined", "doubted"), [("", 0, True), ("one", 2, False), ("two", 0, False)]
)
def test_an_editor_s_word_joins_or_parts_what_is_doubtful(
    said: str, joined: int, doubted: bool
) -> None:
    files = [decided_file(1, 5, {"2": said} if said else {}), decided_file(2, 6, {"gone": "one"})]
    found = find_copies(files, lambda one, other: Likeness(0.96))
    assert len(found.files) == joined
    assert bool(found.doubts) is doubted


def test_one_document_by_an_editor_s_word_takes_its_other_files_along() -> None:
    files = [decided_file(1, 5, {}), decided_file(2, 5, {"3": "one"}), decided_file(3, 6, {})]
    found = find_copies(files, lambda one, other: Likeness(0.96))
    assert set(found.files[3]) == {1, 2, 3}
    assert not found.doubts
    apart = [files[0], replace(files[1], decided={"3": "two"}), files[2]]
    found = find_copies(apart, lambda one, other: Likeness(0.96))
    assert set(found.files[1]) == {1, 2}
    assert not found.doubts


def test_layout_is_no_difference_of_two_texts() -> None:
    one = "Điều 1. Phạm vi. Quy định này nêu trách nhiệm\ncủa bí thư cấp uỷ."
    other = "ĐIỀU 1. PHẠM VI.\nQuy định này nêu trách nhiệm của bí thư cấp ủy"
    assert differences(one, other) == ()
    assert shared(one, other) == 1.0
    changed = differences(one, other.replace("bí thư", "phó bí thư"))
    assert [(d.first, d.second) for d in changed] == [("", "phó")]
    copied = "một hai\n2\nba bốn năm sáu\n3\nbảy tám chín mười\n4\nhết"
    assert differences(copied, "một hai ba bốn năm sáu bảy tám chín mười hết") == ()
    assert not has_same_figures("1 2 3 4 5", "6 7 8 9 10")


REPEALING = "Điều 3. Quy định này thay thế Quy định số 12-QĐ/TU, ngày 01/02/2020 của Tỉnh ủy.\n"
SIGNED = REGULATION + REPEALING + "\nT/M BAN THƯỜNG VỤ\nBÍ THƯ\nTrần Văn Bình\n"
DRAFT = (
    (REGULATION + REPEALING)
    .replace("Số 31-QĐ/TU", "Số    -QĐ/TU")
    .replace("ngày 12 tháng 9", "ngày    tháng 9")
    .replace("hai ngày trong", "ba ngày trong")
)


@pytest.fixture(scope="module")
def joined(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("copies")
    with pytest.MonkeyPatch.context() as patch:
        without_children(patch)
        corpus = folder / "van-ban"
        corpus.mkdir()
        (corpus / "31-ban-ky.txt").write_text(SIGNED, "utf-8")
        (corpus / "31-du-thao.txt").write_text(DRAFT, "utf-8")
        (corpus / "19-ct-tu.txt").write_text(DIRECTIVE, "utf-8")
        (corpus / "hoi-dap.txt").write_text(NOTE, "utf-8")
        build(corpus, folder / "kho")
        library = Library.open(folder / "kho")
        yield library
        library.close()


def _named(library: Library, number: str) -> DocumentCard:
    return next(card for card in library.overview().documents if card.number == number)


def test_a_draft_and_its_signed_copy_are_one_card(joined: Library) -> None:
    cards = joined.overview().documents
    assert len(cards) == 3
    card = _named(joined, "31-QĐ/TU")
    assert (card.files, card.source) == (2, "31-ban-ky.txt")
    answer = joined.search(SearchRequest("tiếp dân của bí thư huyện ủy"))
    found = [hit.passage.document for hit in answer.hits]
    assert [(card.number, card.files) for card in found].count(("31-QĐ/TU", 2)) == 1


def test_both_files_have_one_graph_and_tell_of_each_other(joined: Library) -> None:
    files = joined.copies_of(_named(joined, "31-QĐ/TU").id or "")
    views = [joined.document(card.id or "") for card in files]
    assert len(views) == 2
    for view in views:
        assert view is not None
        assert [place.document.number for place in view.cited_by] == ["19-CT/TU"]
        (other,) = view.files
        changed = {(d.first, d.second) for d in other.differences}
        assert ("hai", "ba") in changed or ("ba", "hai") in changed
    assert [view.files[0].preferred for view in views if view] == [False, True]


def test_what_both_files_do_to_another_document_is_said_once(joined: Library) -> None:
    by = joined.lookup("12-QĐ/TU").cited_by
    assert [place.document.number for place in by] == ["31-QĐ/TU"]


def test_a_look_up_and_the_check_give_one_verdict(joined: Library, tmp_path: Path) -> None:
    assert len(joined.lookup("31-QĐ/TU").matches) == 1
    draft = tmp_path / "du-thao.txt"
    draft.write_text("Thực hiện Quy định số 31-QĐ/TU, ngày 12/9/2023 của Ban Thường vụ.", "utf-8")
    (checked,) = joined.check(pipeline.parse(draft)).references
    assert checked.verdict is CheckVerdict.RIGHT


def test_a_law_held_is_the_register_s_own_though_the_register_knows_no_day() -> None:
    law = DocumentCard(
        "x", "135/2025/QH15", "Luật", "Quốc hội", None, date(2025, 12, 10), "Xây dựng"
    )
    entry = next(e for e in register.load() if e.number and str(e.number) == "135/2025/QH15")
    directory = InMemoryDirectory([law], [replace(entry, issued=None)])
    (only,) = directory.by_key("135/2025/QH15")
    assert only.held
    other = InMemoryDirectory([law], [replace(entry, issued=date(2025, 1, 1))])
    assert len(other.by_key("135/2025/QH15")) == 2
