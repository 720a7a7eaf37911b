"""Diacritics for a query typed without them, and what was meant where it looks mistyped.

Every way to accent the bare syllables is weighed by :mod:`index.query.syllable_model`; a beam
search (:mod:`index.query.beam`) keeps the likeliest.  A typed accent counts: a syllable typed
with a diacritic keeps its vowels and tone, a bare one may become anything that folds to it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from index.analysis.syllable_counts import NONE, Counts
from index.query.beam import OpenWord, read
from index.query.question_words import question_words
from index.query.slips import from_keys, misspellings
from index.query.syllable_model import NUMBER, UNKNOWN, SyllableModel
from ingest.text.vietnamese import fold, is_syllable, lower, nfc, tokens, tone_normal, y_normal
from ingest.vocabulary.document_numbers import find_numbers

ALTERNATIVES = 3
CLOSE = 2.5
"""How much less likely (natural log) a reading may be and still be worth showing."""
SET_PHRASE = 3
"""Syllables from which on a phrase can be mistaken for nothing else."""
STAY = 5.0
"""What speaks (natural log) for a bare syllable as typed when all others carry diacritics.

Who types "bảo vệ rừng quy hoạch" means "quy": the more is accented, the more it counts.
"""
SLIP, BARE_SLIP = 4.0, 8.0
"""What speaks (natural log) against another spelling than the one typed, with diacritics or
without: a bare syllable may already be so many."""
UNHEARD = 12.0
"""What speaks against a syllable with diacritics that no text has, beside another spelling."""
STROKE = 4.0
"""What speaks against a đ where d was typed in a syllable that carries diacritics."""
_BROKEN = re.compile(r"[^\w\s]|\n")


class Restorer:
    """Restores diacritics; made once for a library, safe in any number of threads."""

    def __init__(self, library_counts: Counts = NONE) -> None:
        """Make a restorer; ``library_counts`` are a library's own counts."""
        self._model = SyllableModel(library_counts)

    def restore(self, text: str) -> tuple[str, ...]:
        """Return ``text`` accented, likeliest first; just ``text`` when nothing is to do.

        Document numbers, and words that are no Vietnamese syllable, stay as typed.
        """
        text = nfc(text)
        words = self._words(text)
        if not any(word.open for word in words):
            return (text,)
        readings = self._read(_settled(words, self._model))
        best = readings[0][0]
        near = [reading for score, reading in readings if best - score < CLOSE]
        written = (_written(text, words, reading, self._model) for reading in near)
        return tuple(dict.fromkeys(written))[: ALTERNATIVES + 1]

    def suggest(self, text: str) -> str | None:
        """Return what was probably meant where ``text`` is mistyped.

        Keys of Telex or VNI left over, doubled letters, and spellings that no text has beside ones
        that many have ("bổ xung"). None when every word can be read as it stands.
        """
        text = nfc(text)
        mended = from_keys(text, self._model.cost)
        respelt = self._respelt(mended)
        if respelt == text:
            return None
        return self.restore(respelt)[0]

    def _respelt(self, text: str) -> str:
        words = self._words(text)
        choices = [self._with_misspellings(word) for word in words]
        if not any(
            len(more.choices) > len(word.choices) for word, more in zip(words, choices, strict=True)
        ):
            return text
        reading = self._read(choices)[0][1]
        respelt = [
            replace(word, open=chosen not in word.choices)
            for word, chosen in zip(words, reading, strict=True)
        ]
        return _written(text, respelt, reading, self._model)

    def _read(self, words: Sequence[_Word]) -> list[tuple[float, list[int]]]:
        accentable = [word for word in words if word.is_syllable]
        accented = sum(word.accented for word in accentable) / max(1, len(accentable))
        return read([self._open(word, STAY * accented) for word in words], self._model)

    def _open(self, word: _Word, stay: float) -> OpenWord:
        as_typed = self._model.number(word.typed) if word.open else None
        bonus = 0.0 if word.accented else stay
        favours = [
            -cost + (bonus if choice == as_typed else 0.0)
            for choice, cost in zip(word.choices, word.costs, strict=True)
        ]
        return OpenWord(word.choices, tuple(favours), word.begins)

    def _words(self, text: str) -> list[_Word]:
        fixed = [number.span for number in find_numbers(text)]
        normal = lower(tone_normal(text))
        words: list[_Word] = []
        at = 0
        for span in tokens(text):
            begins = bool(_BROKEN.search(text, at, span.start))
            at = span.end
            typed = normal[span.start : span.end]
            word = _Word(span.start, span.end, typed, fold(typed), begins)
            inside = any(number.overlaps(span) for number in fixed)
            words.append(self._with_choices(word, text[span.start : span.end], inside))
        return words

    def _with_choices(self, word: _Word, written: str, inside: bool) -> _Word:
        """Return the word with the syllables it may stand for."""
        if inside or not word.typed.isalpha() or _is_short_form(written, word.typed):
            number = NUMBER if any(map(str.isdigit, word.typed)) else UNKNOWN
            return replace(word, choices=(number,), costs=(0.0,))
        choices = self._choices(word)
        syllable = self._model.number(word.typed)
        if not choices:
            # No text has it; it may be a misspelling of what some have.
            mistyped = is_syllable(word.typed)
            return replace(word, choices=(syllable,), costs=(0.0,), is_syllable=mistyped)
        costs = tuple(
            STROKE
            if word.accented and choice != syllable and self._model.knows(word.typed)
            else 0.0
            for choice in choices
        )
        is_open = len(choices) > 1 or choices[0] != syllable
        return replace(word, choices=choices, costs=costs, open=is_open, is_syllable=True)

    def _choices(self, word: _Word) -> tuple[int, ...]:
        known = self._model.readings(word.bare)
        if not word.accented:
            # "ki luat" is "kỷ luật": i and y are one vowel.
            return known
        # A diacritic was typed: it counts.  Only what is no syllable so far is completed
        # ("đuơng"), and the stroke of a đ ("dảng"): "bò" is not "bờ".
        if not self._model.knows(word.typed):
            return tuple(way for way in known if _keeps(word.typed, self._model.words[way]))
        stroke = self._model.number("đ" + word.typed[1:]) if word.typed[0] == "d" else UNKNOWN
        typed = self._model.number(word.typed)
        return (typed,) if stroke == UNKNOWN else (typed, stroke)

    def _with_misspellings(self, word: _Word) -> _Word:
        if not word.is_syllable:
            return word
        others = [
            number
            for spelling in misspellings(word.typed)
            for number in (
                [self._model.number(spelling)] if word.accented else self._model.readings(spelling)
            )
            if number not in word.choices and number != UNKNOWN
        ]
        # Who typed what no text has did not mean it.
        own = (UNHEARD,) if word.choices == (UNKNOWN,) else word.costs
        slip = SLIP if word.accented else BARE_SLIP
        costs = (*own, *[slip] * len(others))
        return replace(word, choices=(*word.choices, *others), costs=costs)


@cache
def set_phrases() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return phrases that are read as they are written here, by their first bare syllable.

    Those of ``data/phrases.json`` and the words of requests ("tìm câu trích về"), of three
    syllables and more; the longest first.
    """
    text = resources.files("index").joinpath("data/phrases.json").read_text("utf-8")
    known = [tuple(re.findall(r"\w+", lower(tone_normal(p)))) for p in json.loads(text)["phrases"]]
    runs = sorted({*known, *question_words()}, key=lambda run: (-len(run), run))
    phrases: defaultdict[str, list[tuple[str, ...]]] = defaultdict(list)
    for run in runs:
        if len(run) >= SET_PHRASE:
            phrases[fold(y_normal(run[0]))].append(run)
    return {first: tuple(group) for first, group in phrases.items()}


def _settled(words: list[_Word], model: SyllableModel) -> list[_Word]:
    """Return the words with those of set phrases read as the phrases are."""
    settled = list(words)
    at = 0
    while at < len(settled):
        runs = set_phrases().get(y_normal(settled[at].bare), ())
        numbered = (tuple(map(model.number, run)) for run in runs)
        run = next((run for run in numbered if _may_be(settled[at : at + len(run)], run)), ())
        for place, syllable in enumerate(run, at):
            settled[place] = replace(settled[place], choices=(syllable,), costs=(0.0,))
        at += max(1, len(run))
    return settled


def _may_be(words: list[_Word], run: tuple[int, ...]) -> bool:
    return len(words) == len(run) and all(
        word.is_syllable and syllable in word.choices
        for word, syllable in zip(words, run, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    typed: str
    """In small letters and normal tone placement; ``bare`` without diacritics."""
    bare: str
    begins: bool
    """Whether punctuation parts it from the word before."""
    choices: tuple[int, ...] = ()
    costs: tuple[float, ...] = ()
    """What speaks (natural log) against each choice."""
    open: bool = False
    """Whether it may be accented."""
    is_syllable: bool = False

    @property
    def accented(self) -> bool:
        """Whether a diacritic was typed."""
        return self.typed != self.bare


def _is_short_form(written: str, word: str) -> bool:
    return written.isupper() and 1 < len(written) <= 6 and not is_syllable(word)


def _keeps(typed: str, reading: str) -> bool:
    """Say whether every diacritic typed is in ``reading`` too."""
    return len(typed) == len(reading) and all(
        a == fold(b) or set(unicodedata.normalize("NFD", a)) <= set(unicodedata.normalize("NFD", b))
        for a, b in zip(typed, reading, strict=True)
    )


def _written(
    text: str, words: Sequence[_Word], reading: Sequence[int], model: SyllableModel
) -> str:
    """Put a reading into the text, capitals as typed; untouched words as typed."""
    parts, at = [], 0
    for word, number in zip(words, reading, strict=True):
        typed = text[word.start : word.end]
        parts.append(text[at : word.start])
        parts.append(_like(typed, model.words[number]) if word.open else typed)
        at = word.end
    parts.append(text[at:])
    return "".join(parts)


def _like(typed: str, chosen: str) -> str:
    """Return ``chosen`` with the capitals of ``typed``; as typed where only i and y differ."""
    if y_normal(lower(tone_normal(typed))) == y_normal(chosen):
        return typed
    if typed.isupper():
        return chosen.upper() if len(typed) > 1 else chosen.capitalize()
    return chosen[:1].upper() + chosen[1:] if typed[:1].isupper() else chosen
