"""Diacritics for a query typed without them, and what was meant where it looks mistyped.

A bigram model over syllables, counted on public Vietnamese text and shipped
(``data/syllables.tsv.gz``, made by ``python -m index.training.syllables``), scores every way
to accent the bare syllables; the Viterbi search keeps the best few.  A typed accent
counts: a syllable typed with a diacritic keeps its vowels and tone, a bare one may become
anything that folds to it.
"""

from __future__ import annotations

import gzip
import math
import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from ingest.numbers import find_numbers
from ingest.text import fold, is_syllable, lower, nfc, tokens, tone_normal

_FILE = Path(__file__).parent / "data" / "syllables.tsv.gz"
BEAM = 24
"""Readings kept at each syllable."""
ALTERNATIVES = 3
CLOSE = 2.5
"""How much less likely (natural log) a reading may be and still be worth showing."""
_BACKOFF = 0.2
STAY = 5.0
"""What speaks (natural log) for a bare syllable as typed when all others carry diacritics.

Who types "bảo vệ rừng quy hoạch" means "quy": the more is accented, the more it counts.
"""
_START = "^"
_TELEX_VOWELS = {"aa": "â", "aw": "ă", "ee": "ê", "oo": "ô", "ow": "ơ", "uw": "ư", "dd": "đ"}
_TELEX_TONES = {"s": "\u0301", "f": "\u0300", "r": "\u0309", "x": "\u0303", "j": "\u0323"}


@dataclass(frozen=True, slots=True)
class Counts:
    """How often syllables and pairs of neighbours were seen (normal tone placement)."""

    single: dict[str, int]
    pairs: dict[tuple[str, str], int]
    by_folded: dict[str, tuple[str, ...]]
    total: int


@cache
def counts() -> Counts:
    """Return the shipped model."""
    single: dict[str, int] = {}
    pairs: dict[tuple[str, str], int] = {}
    by_folded: dict[str, list[str]] = defaultdict(list)
    with gzip.open(_FILE, "rt", encoding="utf-8") as lines:
        for line in lines:
            first, second, count = line.rstrip("\n").split("\t")
            if second:
                pairs[first, second] = int(count)
            else:
                single[first] = int(count)
                by_folded[fold(first)].append(first)
    kept = {folded: tuple(found) for folded, found in by_folded.items()}
    return Counts(single, pairs, kept, sum(single.values()))


class Restorer:
    """Restores diacritics; made once, safe in any number of threads (it holds no state)."""

    def restore(self, text: str) -> tuple[str, ...]:
        """Return ``text`` accented, likeliest first; just ``text`` when nothing is to do.

        Document numbers, and words that are no Vietnamese syllable, stay as typed.
        """
        text = nfc(text)
        words = _words(text)
        bare = [word for word in words if word.open and len(word.choices) > 1]
        if not bare:
            return (text,)
        readings = _viterbi(words)
        best = readings[0][0]
        near = [r for score, r in readings[1:] if best - score < CLOSE]
        found = [_written(text, words, readings[0][1])]
        for reading in near[:ALTERNATIVES]:
            written = _written(text, words, reading)
            if written not in found:
                found.append(written)
        return tuple(found)

    def suggest(self, text: str) -> str | None:
        """Return what was probably meant where ``text`` holds Telex left-overs or doubled letters.

        None when every word can be read as it stands.
        """
        text = nfc(text)
        mended = text
        for span in reversed(list(tokens(text))):
            word = text[span.start : span.end]
            if word.isalpha() and not is_syllable(word) and word.islower():
                better = _mended(word)
                if better:
                    mended = mended[: span.start] + better + mended[span.end :]
        if mended == text:
            return None
        return self.restore(mended)[0]


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    open: bool
    """Whether it may be accented."""
    choices: tuple[str, ...]
    accented: bool = False
    """Whether a diacritic was typed."""


def _words(text: str) -> list[_Word]:
    fixed = [number.span for number in find_numbers(text)]
    normal = lower(tone_normal(text))
    made = []
    for span in tokens(text):
        word = normal[span.start : span.end]
        inside = any(number.overlaps(span) for number in fixed)
        choices = () if inside else _choices(word, text[span.start : span.end])
        accented = word != fold(word)
        made.append(_Word(span.start, span.end, bool(choices), choices or (word,), accented))
    return made


def _choices(word: str, typed: str) -> tuple[str, ...]:
    """Return the syllables a typed word may stand for; none when it must stay."""
    if not word.isalpha() or (typed.isupper() and 1 < len(typed) <= 6 and not is_syllable(word)):
        return ()
    known = counts().by_folded.get(fold(word), ())
    if word != fold(word):
        # A diacritic was typed: it counts.  Only what is no syllable so far is completed
        # ("đuơng"): "bò" is not "bờ".
        if word in counts().single:
            return (word,)
        return tuple(found for found in known if _keeps(word, found)) or (word,)
    return known


def _keeps(typed: str, found: str) -> bool:
    """Say whether every diacritic typed is in ``found`` too."""
    for a, b in zip(typed, found, strict=True):
        if a != b and not set(unicodedata.normalize("NFD", a)) <= set(
            unicodedata.normalize("NFD", b)
        ):
            return False
        if a == "đ" and b != "đ":
            return False
    return True


def _viterbi(words: list[_Word]) -> list[tuple[float, list[str]]]:
    """Return the likeliest readings, best first."""
    beams: list[tuple[float, list[str]]] = [(0.0, [])]
    open_words = [word for word in words if word.open]
    typed = sum(1 for word in open_words if word.accented) / max(1, len(open_words))
    for word in words:
        grown: dict[str, list[tuple[float, list[str]]]] = defaultdict(list)
        for choice in word.choices:
            for score, path in beams:
                before = path[-1] if path else _START
                stay = STAY * typed if choice == fold(choice) and not word.accented else 0.0
                grown[choice].append((score + stay + _logp(before, choice), [*path, choice]))
        merged = [one for some in grown.values() for one in some]
        merged.sort(key=lambda one: (-one[0], one[1]))
        beams = merged[:BEAM]
    return beams


def _logp(before: str, word: str) -> float:
    known = counts()
    single = (known.single.get(word, 0) + 0.5) / (known.total + 1)
    seen = known.pairs.get((before, word), 0)
    if seen:
        return math.log(0.85 * seen / max(seen, known.single.get(before, seen)) + 0.15 * single)
    return math.log(_BACKOFF * single)


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


def _mended(word: str) -> str | None:
    """Return the syllable meant by Telex keys or a doubled letter; None when it is neither."""
    for made in (_from_telex(word), re.sub(r"(.)\1+", r"\1", word)):
        if made and made != word and is_syllable(made) and fold(made) in counts().by_folded:
            return made
    return None


def _from_telex(word: str) -> str | None:
    tone = ""
    made = word
    found = re.search(r"[sfrxj](?=[^sfrxj]*$)", made)
    if found and found.start() > 0:
        tone = _TELEX_TONES[found[0]]
        made = made[: found.start()] + made[found.end() :]
    if "uow" in made:
        made = made.replace("uow", "ươ")
    for keys, vowel in _TELEX_VOWELS.items():
        made = made.replace(keys, vowel)
    if not tone:
        return made
    # The tone goes on the letter that a syllable with that spelling carries it on.
    for at in range(len(made)):
        toned = unicodedata.normalize("NFC", made[: at + 1] + tone + made[at + 1 :])
        if tone_normal(toned) in counts().single:
            return tone_normal(toned)
    # No syllable is spelled so with this tone ("dangr" for "đảng"): restoring finds it.
    return made
