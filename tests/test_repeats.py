"""Later documents that repeat a sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from index.analysis.analyser import syllables
from index.catalogue.schema import passage_key
from index.results import DocumentCard
from index.search.phrase_places import PhrasePlaces
from index.search.repeats import Place, Repeats, sentence_at

SENTENCE = "Cán bộ, đảng viên phải gần dân, trọng dân và lắng nghe ý kiến của dân"


@dataclass
class _Places:
    texts: dict[int, str]
    cards: dict[int, DocumentCard]
    every: list[Place]

    def alike(self, place: Place, offsets: Sequence[int]) -> list[Place]:
        return self.every


def _card(n: int, day: date | None) -> DocumentCard:
    return DocumentCard(f"{n:016x}", f"{n:02}-NQ/TU", "Nghị quyết", "Tỉnh ủy", None, day, "x")


def _after_first(*said: tuple[str, date | None]) -> list[int]:
    texts = {passage_key(n, 0): text for n, (text, _) in enumerate(said, 1)}
    cards = {n: _card(n, day) for n, (_, day) in enumerate(said, 1)}
    stands = PhrasePlaces(syllables("gần dân"))
    places = [Place(key, span) for key, text in texts.items() for span in stands(text)]
    found = Repeats(_Places(texts, cards, places)).after(places[0])
    return [int(one.document.id or "0", 16) for one in found]


def test_a_sentence_is_followed_through_case_signs_and_labels_in_order_of_day() -> None:
    assert _after_first(
        (f"1. {SENTENCE}. Câu khác.", date(2010, 1, 1)),
        (f"Mở đầu.\n- {SENTENCE.upper()};\n", date(2020, 1, 1)),
        (f"b) {SENTENCE.replace(',', '')}!", date(2015, 1, 1)),
        (f"{SENTENCE.replace('lắng nghe', 'nghe')}.", date(2016, 1, 1)),
    ) == [3, 2]


def test_what_is_earlier_of_the_same_day_or_without_a_day_is_no_repeat() -> None:
    day = date(2010, 1, 1)
    told = [(f"{SENTENCE}.", day), (f"{SENTENCE}.", day), (f"{SENTENCE}.", None)]
    assert _after_first(*told, (f"{SENTENCE}.", date(2009, 1, 1))) == []


def test_a_short_sentence_is_not_followed() -> None:
    assert (
        _after_first(("Phải gần dân.", date(2010, 1, 1)), ("Phải gần dân.", date(2011, 1, 1))) == []
    )


def test_the_sentence_of_a_place_is_a_slice() -> None:
    text = f"Một câu. {SENTENCE}. Câu sau."
    place = PhrasePlaces(syllables("gần dân"))(text)[0]
    assert sentence_at(text, place).of(text) == f"{SENTENCE}."
