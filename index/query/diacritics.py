"""Diacritics for a query typed without them, and what was meant where it looks mistyped.

Every way to accent the bare syllables is weighed by :mod:`index.query.syllable_model`, which knows
what a library says, and by :mod:`index.analysis.diacritics_network`, which looks ahead as well; a
beam search (:mod:`index.query.beam`) keeps the likeliest.  A typed accent counts: a syllable typed
with a diacritic keeps its vowels and tone, a bare one may become anything that folds to it.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Sequence
from functools import cache, lru_cache
from importlib import resources
from itertools import islice
from typing import NamedTuple

import numpy as np

from index.analysis.diacritics_network import shipped_network
from index.analysis.language_model import BREAK
from index.analysis.syllable_counts import NONE, Counts, CountTable
from index.query.beam import read
from index.query.lattice import Column
from index.query.question_words import question_words
from index.query.slips import from_keys, misspellings
from index.query.syllable_model import NUMBER, UNKNOWN, SyllableModel
from ingest.text.vietnamese import WORD, fold, is_syllable, lower, nfc, tone_normal, y_normal
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
NETWORK = 1.0
"""What the network's likelihood (natural log) counts for beside that of neighbours.

Of 0.7 and 1, 1 brings more development questions back whole (docs/decisions.md, 21).
"""
ACCENTED = 0.5
"""The share of syllables with diacritics from which on a question was typed with them.

Of the syllables of full text six to seven in ten bear some; the others are meant as they stand.
"""
STRANGE = 3.0
"""What speaks against a syllable that the network does not know, beside its least likely one."""
STROKE = 4.0
"""What speaks against a đ where d was typed in a syllable that carries diacritics."""
_WORDS, _QUESTIONS = 1 << 14, 16
"""Words, and questions, of which it is kept how they may be read."""
_BROKEN = re.compile(r"[^\w\s]|\n")


class Restorer:
    """Restores diacritics; made once for a library, safe in any number of threads."""

    def __init__(self, library_counts: Counts | CountTable = NONE) -> None:
        """Make a restorer; ``library_counts`` are a library's own counts."""
        self._model = SyllableModel(library_counts)
        # Questions are made of the same words: each is judged once.
        self._word = lru_cache(_WORDS)(self._judged)
        self._runs = lru_cache(_WORDS)(self._numbered)
        # A question is mended, then restored.
        self._words = lru_cache(_QUESTIONS)(self._words_of)

    def restore(self, text: str) -> tuple[str, ...]:
        """Return ``text`` accented, likeliest first; just ``text`` when nothing is to do.

        Document numbers, and words that are no Vietnamese syllable, stay as typed.
        """
        text = nfc(text)
        words = self._words(text)
        if not any(word.open for word in words):
            return (text,)
        near = self._read(self._weighed(self._settled(words)), CLOSE)
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
        choices = [word.with_slips() if word.is_syllable else word for word in words]
        if all(
            len(more.choices) == len(word.choices)
            for word, more in zip(words, choices, strict=True)
        ):
            return text
        reading = self._read(choices, 0.0)[0]
        respelt = [
            word._replace(open=chosen not in word.choices)
            for word, chosen in zip(words, reading, strict=True)
        ]
        return _written(text, respelt, reading, self._model)

    def _settled(self, words: Sequence[_Word]) -> list[_Word]:
        """Return the words with those of set phrases read as the phrases are."""
        settled = list(words)
        at = 0
        while at < len(settled):
            runs = self._runs(settled[at].bare)
            run = next((run for run in runs if _may_be(settled[at : at + len(run)], run)), ())
            for place, syllable in enumerate(run, at):
                settled[place] = settled[place]._replace(choices=(syllable,), favours=(0.0,))
            at += max(1, len(run))
        return settled

    def _weighed(self, words: list[_Word]) -> list[_Word]:
        """Return the words with what the network says for the choices of those typed bare."""
        asked = [n for n, word in enumerate(words) if not word.accented and len(word.choices) > 1]
        if not asked or _accented_share(words) > ACCENTED:
            return words
        network, forms, places = shipped_network(), [], []
        for word in words:
            if word.begins:
                forms.append(BREAK)
            places.append(len(forms))
            forms.append(network.form(word.bare))
        # Syllables that this library alone has the network cannot tell apart.
        known = {n: list(filter(self._model.is_shipped, words[n].choices)) for n in asked}
        known = {n: some for n, some in known.items() if some}
        if not known:
            return words
        counts = [len(some) for some in known.values()]
        states = network.read(forms)[[places[n] for n in known]]
        flat = np.array([one for some in known.values() for one in some], np.int64)
        said = iter(network.likely(states, flat, np.array(counts, np.int64)).tolist())
        weighed, own = list(words), self._own_names(words)
        for n, some in known.items():
            likely = dict(zip(some, islice(said, len(some)), strict=True))
            least, most = min(likely.values()) - STRANGE, max(likely.values())
            # Of names that only this library's texts have the network has no say.
            likely |= dict.fromkeys(own[n], most)
            pairs = zip(words[n].choices, words[n].favours, strict=True)
            favours = tuple(one + NETWORK * likely.get(way, least) for way, one in pairs)
            weighed[n] = words[n]._replace(favours=favours)
        return weighed

    def _own_names(self, words: Sequence[_Word]) -> list[set[int]]:
        """Return for each word the choices that make a name of the library with a neighbour's."""
        if not self._model.has_own_pairs:
            return [set() for _ in words]
        places = [
            (n, one, other)
            for n in range(len(words) - 1)
            if not words[n + 1].begins
            for one in words[n].choices
            for other in words[n + 1].choices
        ]
        named: list[set[int]] = [set() for _ in words]
        if not places:
            return named
        numbers = np.array(places, np.int64)
        for n, one, other in numbers[self._model.says_alone(numbers[:, 1], numbers[:, 2])].tolist():
            named[n].add(one)
            named[n + 1].add(other)
        return named

    def _numbered(self, bare: str) -> tuple[tuple[int, ...], ...]:
        """Return the set phrases that begin with a bare syllable."""
        runs = set_phrases().get(y_normal(bare), ())
        return tuple(tuple(map(self._model.number, run)) for run in runs)

    def _read(self, words: Sequence[_Word], within: float) -> list[list[int]]:
        """Return the likeliest readings, best first (:func:`index.query.beam.read`)."""
        stay = STAY * _accented_share(words)
        return read([self._staying(word, stay) for word in words], self._model, within)

    def _staying(self, word: _Word, stay: float) -> _Word:
        """Return a word that, where it is bare, is the likelier to be meant as it was typed."""
        if not stay or not word.open or word.accented:
            return word
        as_typed = self._model.number(word.typed)
        pairs = zip(word.choices, word.favours, strict=True)
        return word._replace(favours=tuple(one + stay * (way == as_typed) for way, one in pairs))

    def _words_of(self, text: str) -> tuple[_Word, ...]:
        numbers = find_numbers(text) if any(map(str.isdigit, text)) else ()
        fixed = [number.span for number in numbers]
        words: list[_Word] = []
        at = 0
        for match in WORD.finditer(text):
            start, end = match.span()
            begins = bool(_BROKEN.search(text, at, start))
            inside = any(one.start < end and start < one.end for one in fixed)
            at = end
            words.append(self._word(match[0], inside)._replace(start=start, end=end, begins=begins))
        return tuple(words)

    def _judged(self, written: str, inside: bool) -> _Word:
        """Return a word, wherever it stands, with the syllables it may stand for.

        :param inside: whether it is part of a document number.
        """
        typed = lower(tone_normal(written))
        word = _Word(typed, fold(typed))
        if inside or not typed.isalpha() or _is_short_form(written, typed):
            number = NUMBER if any(map(str.isdigit, typed)) else UNKNOWN
            return word._replace(choices=(number,), favours=(0.0,))
        choices = self._choices(word)
        syllable = self._model.number(typed)
        if not choices:
            # No text has it; it may be a misspelling of what some have.
            word = word._replace(
                choices=(syllable,), favours=(0.0,), is_syllable=is_syllable(typed)
            )
            return word._replace(spellings=self._slips(word))
        favours = tuple(
            -STROKE if word.accented and choice != syllable and self._model.knows(typed) else 0.0
            for choice in choices
        )
        is_open = len(choices) > 1 or choices[0] != syllable
        word = word._replace(choices=choices, favours=favours, open=is_open, is_syllable=True)
        return word._replace(spellings=self._slips(word))

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

    def _slips(self, word: _Word) -> Column:
        """Return the syllables that a word may be, misspellings among them."""
        others = [
            number
            for spelling in misspellings(word.typed)
            for number in (
                [self._model.number(spelling)] if word.accented else self._model.readings(spelling)
            )
            if number not in word.choices and number != UNKNOWN
        ]
        # Who typed what no text has did not mean it.
        own = (-UNHEARD,) if word.choices == (UNKNOWN,) else word.favours
        slip = -SLIP if word.accented else -BARE_SLIP
        return (*word.choices, *others), (*own, *[slip] * len(others))


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


def _accented_share(words: Sequence[_Word]) -> float:
    """Return the share of the syllables that were typed with a diacritic."""
    accentable = [word for word in words if word.is_syllable]
    return sum(word.accented for word in accentable) / max(1, len(accentable))


def _may_be(words: list[_Word], run: tuple[int, ...]) -> bool:
    return len(words) == len(run) and all(
        word.is_syllable and syllable in word.choices
        for word, syllable in zip(words, run, strict=True)
    )


class _Word(NamedTuple):
    typed: str
    """In small letters and normal tone placement; ``bare`` without diacritics."""
    bare: str
    start: int = 0
    end: int = 0
    begins: bool = False
    """Whether punctuation parts it from the word before."""
    choices: tuple[int, ...] = ()
    favours: tuple[float, ...] = ()
    """What speaks (natural log) for each choice."""
    open: bool = False
    """Whether it may be accented."""
    is_syllable: bool = False
    spellings: Column = ((), ())
    """The choices, and the syllables it may be a misspelling of, with what speaks for each."""

    def with_slips(self) -> _Word:
        """Return the word as one that may be misspelt."""
        choices, favours = self.spellings
        return self._replace(choices=choices, favours=favours)

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
