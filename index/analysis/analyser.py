"""Text as terms: the one analyser of every text index, of queries and of highlighting.

A *syllable* is a run of letters and digits in NFC, lower case, with one tone
placement and one writing of i and y ("kỉ luật" is "kỷ luật").  Every syllable and
every two neighbours (a *pair*, joined by ``_``; most Vietnamese words have two
syllables) become terms in two forms:

* as written: ``cán``, ``cán_bộ``;
* folded, marked with ``~``: ``~can``, ``~can_bo``.

A query looks for the form as written where the reader typed an accent and for the
folded form where none was typed, so a typed accent counts and a missing one does
not.  Document numbers are taken out first and become one term, ``#21-NQ/TW``
(:attr:`DocumentNumber.key`, diacritics never folded: HD is not HĐ); their serial
is a syllable too.  No pair reaches over a number, or over punctuation other than a
hyphen.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from ingest.text.spans import Span
from ingest.text.vietnamese import WORD, fold, lower, nfc, tone_normal, y_normal
from ingest.vocabulary.document_numbers import DocumentNumber, find_numbers

VERSION = "2"
"""Changes whenever the same text would give other terms: an index made before must be rebuilt."""

FOLDED = "~"
NUMBER = "#"
_JOIN = re.compile(r"[\s\-/]+")
_DIGIT = re.compile(r"\d")
_WORD_AND_GAP = re.compile(f"({WORD.pattern})" + r"([\W_]*)")


@dataclass(frozen=True, slots=True)
class Term:
    """A term and the stretch of text it stands for."""

    text: str
    start: int
    end: int


class Syllable(NamedTuple):
    """A syllable (or, with ``number``, the serial of a document number) of NFC text.

    ``written`` is the normal form, ``folded`` the same without diacritics; ``joined``
    says that nothing but space or a hyphen parts it from the syllable before.

    A named tuple because thousands are made for a page of answers, and they are made in a
    third of a frozen dataclass's time.
    """

    written: str
    folded: str
    start: int
    end: int
    joined: bool
    number: str | None = None

    @property
    def accented(self) -> bool:
        """Whether the reader typed a diacritic here."""
        return self.written != self.folded


def syllables(text: str) -> tuple[Syllable, ...]:
    """Return the syllables of ``text`` in order; offsets count code points of its NFC form."""
    text = nfc(text)
    found: list[Syllable] = []
    for start, end, number in stretches(text):
        if number is None:
            _words(found, text, start, end)
        else:
            serial = str(number.serial)
            found.append(Syllable(serial, serial, start, end, False, number.key))
    return tuple(found)


def stretches(text: str) -> Iterator[tuple[int, int, DocumentNumber | None]]:
    """Yield where NFC ``text`` has words, and where it has a document number, with that number."""
    place = 0
    for found in find_numbers(text) if _DIGIT.search(text) else ():
        yield place, found.span.start, None
        yield found.span.start, found.span.end, found.number
        place = found.span.end
    yield place, len(text), None


def _words(found: list[Syllable], text: str, start: int, end: int) -> None:
    """Append the words between ``start`` and ``end``."""
    before = -1
    for place in WORD.finditer(text, start, end):
        a, b = place.span()
        found.append(Syllable(*forms(place[0]), a, b, joined(text, before, a)))
        before = b


def joined(text: str, before: int, start: int) -> bool:
    """Say whether nothing but space or a hyphen parts a word from the one ending at ``before``.

    :param before: negative where there is none.
    """
    return before >= 0 and (
        text[before:start] == " " or _JOIN.fullmatch(text, before, start) is not None
    )


@lru_cache(maxsize=1 << 16)
def forms(word: str) -> tuple[str, str]:
    """Return a word in its normal form and folded; Vietnamese has some ten thousand syllables."""
    return y_normal(lower(tone_normal(word))), y_normal(fold(word))


def terms(text: str) -> tuple[Term, ...]:
    """Return every term of ``text``, in order, with its place (code points of the NFC form)."""
    found: list[Term] = []
    before: Syllable | None = None
    for one in syllables(text):
        found.append(Term(one.written, one.start, one.end))
        found.append(Term(FOLDED + one.folded, one.start, one.end))
        if one.number is not None:
            found.append(Term(NUMBER + one.number, one.start, one.end))
        elif one.joined and before is not None:
            found.append(Term(f"{before.written}_{one.written}", before.start, one.end))
            found.append(Term(f"{FOLDED}{before.folded}_{one.folded}", before.start, one.end))
        before = one
    return tuple(found)


def term_texts(text: str) -> tuple[str, ...]:
    """Return the texts of :func:`terms`: what a text index is given."""
    line = term_line(text)
    return tuple(line.split(" ")) if line else ()


def term_line(text: str) -> str:
    """Return the texts of :func:`terms`, parted by spaces.

    Written without the places and a word at a time, because a build does this for every
    passage: a sixth of the cost.
    """
    text = nfc(text)
    found: list[str] = []
    for start, end, number in stretches(text):
        if number is None:
            _gather(found, text, start, end)
        else:
            serial = str(number.serial)
            found.append(f"{serial} {FOLDED}{serial} {NUMBER}{number.key}")
    return " ".join(found)


def _gather(found: list[str], text: str, start: int, end: int) -> None:
    """Append the terms of the words between ``start`` and ``end``, in the order of their text."""
    tied, written, bare = False, "", ""
    for word, gap in _WORD_AND_GAP.findall(text, start, end):
        one, other = forms(word)
        if tied:
            found.append(f"{one} {FOLDED}{other} {written}_{one} {FOLDED}{bare}_{other}")
        else:
            found.append(f"{one} {FOLDED}{other}")
        tied = gap == " " or _JOIN.fullmatch(gap) is not None
        written, bare = one, other


def query_terms(text: str, *, deliberate: bool = False) -> tuple[str, ...]:
    """Return the terms to look for.

    :param deliberate: diacritics are complete (restored, or asked for exactly): a
        syllable without one is meant to have none.
    """
    found: list[str] = []
    before: Syllable | None = None
    for one in syllables(text):
        if one.number is not None:
            found.append(NUMBER + one.number)
        else:
            found.append(_single(one, deliberate))
            if one.joined and before is not None:
                found.append(_pair(before, one, deliberate))
        before = one
    return tuple(found)


def _single(one: Syllable, deliberate: bool) -> str:
    return one.written if one.accented or deliberate else FOLDED + one.folded


def _pair(first: Syllable, second: Syllable, deliberate: bool) -> str:
    if deliberate or (first.accented and second.accented):
        return f"{first.written}_{second.written}"
    return f"{FOLDED}{first.folded}_{second.folded}"


def matches(typed: Syllable, found: Syllable, *, deliberate: bool = False) -> bool:
    """Say whether a syllable of a text is what a reader typed."""
    if typed.number is not None:
        return typed.number == found.number
    if typed.accented or deliberate:
        return typed.written == found.written
    return typed.folded == found.folded


def occurrences(
    phrase: Sequence[Syllable], text: Sequence[Syllable], *, deliberate: bool = False
) -> tuple[Span, ...]:
    """Return where ``phrase`` stands in ``text``, syllable for syllable, never overlapping."""
    if not phrase:
        return ()
    found: list[Span] = []
    place = 0
    while place <= len(text) - len(phrase):
        window = text[place : place + len(phrase)]
        if all(matches(p, t, deliberate=deliberate) for p, t in zip(phrase, window, strict=True)):
            found.append(Span(window[0].start, window[-1].end))
            place += len(phrase)
        else:
            place += 1
    return tuple(found)


ANALYSER = f"{VERSION}.3"
"""Version of the terms, of the text that is embedded (:func:`indexed_text`), of the scale fused."""


def indexed_text(heading: Sequence[str], text: str) -> str:
    """Return what is indexed and embedded of a passage: the titles above it, then itself."""
    return "\n".join((*heading, text))
