"""A phrase is found by a pattern exactly where taking the text apart finds it."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from index.analysis.analyser import occurrences, syllables
from index.library import Library
from index.search.phrase_places import PhrasePlaces
from ingest.text.vietnamese import fold

TEXTS = (
    "Hoà bình; hòa  bình – HÒA-BÌNH và hoa binh, hoà. Bình",
    "Quí vị ở quý vị, qúy vị: lí luận, lý luận, lỳ luận",
    "Theo Quy định số 21-QĐ/TW, QĐ TW và 21 - QĐ/TW của cấp ủy, cấp uỷ.",
    "a á a ạ a a, a_a a.a",
)
PHRASES = (
    "hòa bình", "hoà bình", "hoa binh", "hoa bình", "quý vị", "quí vị", "lý luận", "ly luan",
    "QĐ TW", "TW", "qd tw", "21-QĐ/TW", "21", "cấp uỷ", "cap uy", "a", "a a", "à a", "bình",
)  # fmt: skip


@pytest.mark.parametrize("phrase", PHRASES)
@pytest.mark.parametrize("text", TEXTS)
def test_the_pattern_finds_what_syllables_say(phrase: str, text: str) -> None:
    typed = syllables(phrase)
    assert PhrasePlaces(typed)(text) == occurrences(typed, syllables(text))


def test_so_it_does_for_words_of_every_sample(sample_library: Path) -> None:
    chance = random.Random(7)
    library = Library.open(sample_library)
    with library.parts() as parts:
        texts = [text for _, _, text in parts.catalogue.all_texts()]
    library.close()
    found = 0
    for text in chance.sample(texts, 60):
        words = text.split()
        at = chance.randrange(len(words))
        phrase = " ".join(words[at : at + chance.choice((1, 2, 3))])
        for typed in (syllables(phrase), syllables(fold(phrase))):
            for other in (text, *chance.sample(texts, 20)) if typed else ():
                places = PhrasePlaces(typed)(other)
                assert places == occurrences(typed, syllables(other)), (phrase, other)
                found += len(places)
    assert found > 100
