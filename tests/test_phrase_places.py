"""A phrase is found by a pattern exactly where taking the text apart finds it."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from index.analysis.analyser import Syllable, matches, syllables
from index.library import Library
from index.search.concordance import ConcordanceRequest
from index.search.phrase_places import PhrasePlaces
from index.search.phrase_rows import phrase_rows
from ingest.text.spans import Span
from ingest.text.vietnamese import fold
from tests import libraries

TEXTS = (
    "Hoà bình; hòa  bình – HÒA-BÌNH và hoa binh, hoà. Bình",
    "Quí vị ở quý vị, qúy vị: lí luận, lý luận, lỳ luận",
    "Theo Quy định số 21-QĐ/TW, QĐ TW và 21 - QĐ/TW của cấp ủy, cấp uỷ.",
    "a á a ạ a a, a_a a.a",
)


def _by_syllables(typed: Sequence[Syllable], text: str) -> tuple[Span, ...]:
    """Find a phrase by taking the text apart: joined where it was typed joined."""
    read = syllables(text)
    found: list[Span] = []
    for at in range(len(read) - len(typed) + 1):
        window = read[at : at + len(typed)]
        tied = all(b.joined or not a.joined for a, b in zip(typed[1:], window[1:], strict=True))
        apart = not found or window[0].start >= found[-1].end
        if tied and apart and all(map(matches, typed, window)):
            found.append(Span(window[0].start, window[-1].end))
    return tuple(found)


PHRASES = (
    "hòa bình", "hoà bình", "hoa binh", "hoa bình", "quý vị", "quí vị", "lý luận", "ly luan",
    "QĐ TW", "TW", "qd tw", "21-QĐ/TW", "21", "cấp uỷ", "cap uy", "a", "a a", "à a", "bình",
)  # fmt: skip


@pytest.mark.parametrize("phrase", PHRASES)
@pytest.mark.parametrize("text", TEXTS)
def test_the_pattern_finds_what_syllables_say(phrase: str, text: str) -> None:
    typed = syllables(phrase)
    assert PhrasePlaces(typed)(text) == _by_syllables(typed, text)


def _phrases(texts: Sequence[str], count: int) -> Iterator[str]:
    """Yield stretches of one to three words of texts, every other one without diacritics."""
    chance = random.Random(7)
    for n in range(count):
        words = chance.choice(texts).split()
        at = chance.randrange(len(words))
        phrase = " ".join(words[at : at + chance.choice((1, 2, 3))])
        if syllables(phrase):
            yield fold(phrase) if n % 2 else phrase


def test_so_it_does_for_words_of_every_sample(library: Library) -> None:
    with library.parts() as parts:
        texts = [text for _, _, text in parts.catalogue.all_texts()]
    found = 0
    for phrase in _phrases(texts, 80):
        typed = syllables(phrase)
        for text in random.Random(phrase).sample(texts, 25):
            places = PhrasePlaces(typed)(text)
            assert places == _by_syllables(typed, text), (phrase, text)
            found += len(places)
    assert found > 50


def test_counts_over_the_row_of_all_words_are_those_of_the_texts(library: Library) -> None:
    counted = 0
    with library.parts() as parts:
        texts = {key: text for key, _, text in parts.catalogue.all_texts()}
        for phrase in (*PHRASES, *_phrases(list(texts.values()), 60)):
            stands = PhrasePlaces(syllables(phrase))
            if stands.is_plain:
                rows = phrase_rows(parts.readings, syllables(phrase))
                keys = [key for key, text in texts.items() for _ in stands(text)]
                assert rows.keys.tolist() == sorted(keys), phrase
                counted += len(keys)
    assert counted > 1000


def test_a_passage_that_cannot_be_laid_in_the_row_is_read_as_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    libraries.without_children(monkeypatch)
    corpus = libraries.write_corpus(tmp_path / "corpus")
    far = (
        "Sổ tay\nTổ bảo vệ rừng họp vào thứ hai đầu tháng." + " " * 400 + "Bảo vệ rừng là chính.\n"
    )
    (corpus / "so-tay.txt").write_text(far, "utf-8")
    libraries.build(corpus, tmp_path / "library")
    library = Library.open(tmp_path / "library")
    with library.parts() as parts:
        texts = [text for _, _, text in parts.catalogue.all_texts()]
    stands = PhrasePlaces(syllables("bảo vệ rừng"))
    found = library.concordance(ConcordanceRequest("bảo vệ rừng"))
    assert found.total == sum(len(stands(text)) for text in texts) > 2
    library.close()
