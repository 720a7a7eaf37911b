"""Diacritics for a query typed without them, and what was meant where it looks mistyped.

A bigram model over syllables (:mod:`index.analysis.syllable_counts`) scores every way to accent the
bare syllables; a Viterbi search keeps the best few.  A typed accent counts: a syllable typed with a
diacritic keeps its vowels and tone, a bare one may become anything that folds to it.
"""

from __future__ import annotations

import json
import math
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from index.analysis.syllable_counts import NONE, START, Counts, Model
from index.query.question_words import question_words
from ingest.text.vietnamese import fold, i_or_y, is_syllable, lower, nfc, tokens, tone_normal
from ingest.vocabulary.document_numbers import find_numbers

EACH = 3
"""Readings kept that end in the same syllable."""
MARGIN = 10.0
"""A reading this much less likely (natural log) than the best so far is given up."""
ALTERNATIVES = 3
CLOSE = 2.5
"""How much less likely (natural log) a reading may be and still be worth showing."""
SET_PHRASE = 3
"""Syllables from which on a phrase can be mistaken for nothing else."""
STAY = 5.0
"""What speaks (natural log) for a bare syllable as typed when all others carry diacritics.

Who types "bảo vệ rừng quy hoạch" means "quy": the more is accented, the more it counts.
"""
_TELEX_VOWELS = {"aa": "â", "aw": "ă", "ee": "ê", "oo": "ô", "ow": "ơ", "uw": "ư", "dd": "đ"}
_TELEX_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}


class Restorer:
    """Restores diacritics; made once for a library, safe in any number of threads."""

    def __init__(self, library_counts: Counts = NONE) -> None:
        """Make a restorer; ``library_counts`` are a library's own counts."""
        self._model = Model(library_counts)

    def restore(self, text: str) -> tuple[str, ...]:
        """Return ``text`` accented, likeliest first; just ``text`` when nothing is to do.

        Document numbers, and words that are no Vietnamese syllable, stay as typed.
        """
        text = nfc(text)
        words = self._words(text)
        bare = [word for word in words if word.open and len(word.choices) > 1]
        if not bare:
            return (text,)
        words = _settled(words)
        readings = _viterbi(words, self._model)
        best = readings[0][0]
        near = [r for score, r in readings[1:] if best - score < CLOSE]
        restorations = [_written(text, words, readings[0][1])]
        for reading in near[:ALTERNATIVES]:
            written = _written(text, words, reading)
            if written not in restorations:
                restorations.append(written)
        return tuple(restorations)

    def suggest(self, text: str) -> str | None:
        """Return what was probably meant where ``text`` holds Telex left-overs or doubled letters.

        None when every word can be read as it stands.
        """
        text = nfc(text)
        mended = text
        for span in reversed(list(tokens(text))):
            word = text[span.start : span.end]
            if word.isalpha() and not is_syllable(word) and word.islower():
                better = self._mended(word)
                if better:
                    mended = mended[: span.start] + better + mended[span.end :]
        if mended == text:
            return None
        return self.restore(mended)[0]

    def _words(self, text: str) -> list[_Word]:
        fixed = [number.span for number in find_numbers(text)]
        normal = lower(tone_normal(text))
        plain = fold(text)
        words_read = []
        for span in tokens(text):
            start, end = span.start, span.end
            word, bare = normal[start:end], plain[start:end]
            inside = any(number.overlaps(span) for number in fixed)
            choices = () if inside else self._choices(word, bare, text[start:end])
            words_read.append(
                _Word(start, end, bool(choices), choices or (word,), bare, word != bare)
            )
        return words_read

    def _choices(self, word: str, bare: str, typed: str) -> tuple[str, ...]:
        """Return the syllables a typed word may stand for; none when it must stay."""
        if not word.isalpha() or (
            typed.isupper() and 1 < len(typed) <= 6 and not is_syllable(word)
        ):
            return ()
        if word == bare:
            # "ki luat" is "kỷ luật": i and y are one vowel.
            both = (self._model.readings(vowel) for vowel in i_or_y(bare))
            return tuple(dict.fromkeys(reading for readings in both for reading in readings))
        # A diacritic was typed: it counts.  Only what is no syllable so far is completed
        # ("đuơng"): "bò" is not "bờ".
        if self._model.knows(word):
            return (word,)
        known = self._model.readings(bare)
        return tuple(way for way in known if _keeps(word, way)) or (word,)

    def _mended(self, word: str) -> str | None:
        """Return the syllable meant by Telex keys or a doubled letter; None when it is neither."""
        for mended in (self._from_telex(word), re.sub(r"(.)\1+", r"\1", word)):
            if (
                mended
                and mended != word
                and is_syllable(mended)
                and self._model.readings(fold(mended))
            ):
                return mended
        return None

    def _from_telex(self, word: str) -> str | None:
        tone = ""
        untyped = word
        key = re.search(r"[sfrxj](?=[^sfrxj]*$)", untyped)
        if key and key.start() > 0:
            tone = _TELEX_TONES[key[0]]
            untyped = untyped[: key.start()] + untyped[key.end() :]
        if "uow" in untyped:
            untyped = untyped.replace("uow", "ươ")
        for keys, vowel in _TELEX_VOWELS.items():
            untyped = untyped.replace(keys, vowel)
        if not tone:
            return untyped
        # The tone goes on the letter that a syllable with that spelling carries it on.
        for at in range(len(untyped)):
            toned = unicodedata.normalize("NFC", untyped[: at + 1] + tone + untyped[at + 1 :])
            if self._model.knows(tone_normal(toned)):
                return tone_normal(toned)
        # No syllable is spelled so with this tone ("dangr" for "đảng"): restoring finds it.
        return untyped


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
            phrases[fold(run[0])].append(run)
    return {first: tuple(group) for first, group in phrases.items()}


def _settled(words: list[_Word]) -> list[_Word]:
    """Return the words with those of set phrases read as the phrases are."""
    settled = list(words)
    at = 0
    while at < len(settled):
        runs = set_phrases().get(settled[at].bare, ())
        run = next((run for run in runs if _may_be(settled[at : at + len(run)], run)), ())
        for place, syllable in enumerate(run, at):
            settled[place] = replace(settled[place], choices=(syllable,))
        at += max(1, len(run))
    return settled


def _may_be(words: list[_Word], run: tuple[str, ...]) -> bool:
    return len(words) == len(run) and all(
        word.open and syllable in word.choices for word, syllable in zip(words, run, strict=True)
    )


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    open: bool
    """Whether it may be accented."""
    choices: tuple[str, ...]
    bare: str
    accented: bool
    """Whether a diacritic was typed."""


def _keeps(typed: str, reading: str) -> bool:
    """Say whether every diacritic typed is in ``reading`` too."""
    for a, b in zip(typed, reading, strict=True):
        if a != b and not set(unicodedata.normalize("NFD", a)) <= set(
            unicodedata.normalize("NFD", b)
        ):
            return False
        if a == "đ" and b != "đ":
            return False
    return True


@dataclass(frozen=True, slots=True)
class _Path:
    """A reading up to some word, and how likely it is (natural log)."""

    score: float
    word: str
    before: _Path | None

    def words(self) -> list[str]:
        """Return the reading, first word first."""
        path_words = []
        path: _Path | None = self
        while path is not None and path.before is not None:
            path_words.append(path.word)
            path = path.before
        return path_words[::-1]


def _viterbi(words: list[_Word], model: Model) -> list[tuple[float, list[str]]]:
    """Return the likeliest readings, best first."""
    open_words = [word for word in words if word.open]
    typed = sum(word.accented for word in open_words) / max(1, len(open_words))
    # What follows depends on the last syllable alone: paths are kept by it, a few each.
    ends: list[list[_Path]] = [[_Path(0.0, START, None)]]
    for word in words:
        stay = 0.0 if word.accented else STAY * typed
        ends = [
            _best(ends, choice, stay if choice == word.bare else 0.0, model)
            for choice in word.choices
        ]
        ends.sort(key=lambda paths: (-paths[0].score, paths[0].word))
        least = ends[0][0].score - MARGIN
        ends = [paths for paths in ends if paths[0].score >= least]
    # Equal scores are kept in order of what they say.
    readings = [(path.score, path.words()) for paths in ends for path in paths]
    return sorted(readings, key=lambda reading: (-reading[0], reading[1]))


def _best(ends: list[list[_Path]], choice: str, bonus: float, model: Model) -> list[_Path]:
    """Return the best paths that go on with ``choice``."""
    likelihood = model.likelihood
    gains = [likelihood(paths[0].word, choice) + bonus for paths in ends]
    if len(ends) > EACH:
        # Each way here begins with its best path: those kept come from the best few ways.
        firsts = [paths[0].score + gain for paths, gain in zip(ends, gains, strict=True)]
        least = sorted(firsts)[-EACH]
    else:
        least = -math.inf
    grown = [
        (path.score + gain, path)
        for paths, gain in zip(ends, gains, strict=True)
        if paths[0].score + gain >= least
        for path in paths
    ]
    if len(grown) > 1:
        grown.sort(key=_by_score, reverse=True)
    return [_Path(score, choice, path) for score, path in grown[:EACH]]


def _by_score(pair: tuple[float, _Path]) -> float:
    return pair[0]


def _written(text: str, words: list[_Word], reading: list[str]) -> str:
    """Put a reading into the text, capitals as typed; untouched words as typed."""
    parts, at = [], 0
    for word, chosen in zip(words, reading, strict=True):
        typed = text[word.start : word.end]
        parts.append(text[at : word.start])
        if not word.open or lower(tone_normal(typed)) == chosen:
            parts.append(typed)
        else:
            parts.append(
                "".join(c.upper() if t.isupper() else c for t, c in zip(typed, chosen, strict=True))
            )
        at = word.end
    parts.append(text[at:])
    return "".join(parts)
