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
    syllables_read: list[Syllable] = []
    for start, end, number in stretches(text):
        if number is None:
            _words(syllables_read, text, start, end)
        else:
            serial = str(number.serial)
            syllables_read.append(Syllable(serial, serial, start, end, False, number.key))
    return tuple(syllables_read)


def stretches(text: str) -> Iterator[tuple[int, int, DocumentNumber | None]]:
    """Yield where NFC ``text`` has words, and where it has a document number, with that number."""
    start = 0
    for match in find_numbers(text) if _DIGIT.search(text) else ():
        yield start, match.span.start, None
        yield match.span.start, match.span.end, match.number
        start = match.span.end
    yield start, len(text), None


def _words(words: list[Syllable], text: str, start: int, end: int) -> None:
    """Append the words between ``start`` and ``end``."""
    before = -1
    for match in WORD.finditer(text, start, end):
        a, b = match.span()
        words.append(Syllable(*forms(match[0]), a, b, joined(text, before, a)))
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
    terms_of_text: list[Term] = []
    before: Syllable | None = None
    for syllable in syllables(text):
        terms_of_text.append(Term(syllable.written, syllable.start, syllable.end))
        terms_of_text.append(Term(FOLDED + syllable.folded, syllable.start, syllable.end))
        if syllable.number is not None:
            terms_of_text.append(Term(NUMBER + syllable.number, syllable.start, syllable.end))
        elif syllable.joined and before is not None:
            terms_of_text.append(
                Term(f"{before.written}_{syllable.written}", before.start, syllable.end)
            )
            terms_of_text.append(
                Term(f"{FOLDED}{before.folded}_{syllable.folded}", before.start, syllable.end)
            )
        before = syllable
    return tuple(terms_of_text)


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
    line_terms: list[str] = []
    for start, end, number in stretches(text):
        if number is None:
            _gather(line_terms, text, start, end)
        else:
            serial = str(number.serial)
            line_terms.append(f"{serial} {FOLDED}{serial} {NUMBER}{number.key}")
    return " ".join(line_terms)


def _gather(gathered: list[str], text: str, start: int, end: int) -> None:
    """Append the terms of the words between ``start`` and ``end``, in the order of their text."""
    tied, written, bare = False, "", ""
    for word, gap in _WORD_AND_GAP.findall(text, start, end):
        accented, plain = forms(word)
        if tied:
            gathered.append(
                f"{accented} {FOLDED}{plain} {written}_{accented} {FOLDED}{bare}_{plain}"
            )
        else:
            gathered.append(f"{accented} {FOLDED}{plain}")
        tied = gap == " " or _JOIN.fullmatch(gap) is not None
        written, bare = accented, plain


def query_terms(text: str, *, deliberate: bool = False) -> tuple[str, ...]:
    """Return the terms to look for.

    :param deliberate: diacritics are complete (restored, or asked for exactly): a
        syllable without one is meant to have none.
    """
    query: list[str] = []
    before: Syllable | None = None
    for syllable in syllables(text):
        if syllable.number is not None:
            query.append(NUMBER + syllable.number)
        else:
            query.append(_single(syllable, deliberate))
            if syllable.joined and before is not None:
                query.append(_pair(before, syllable, deliberate))
        before = syllable
    return tuple(query)


def _single(syllable: Syllable, deliberate: bool) -> str:
    return syllable.written if syllable.accented or deliberate else FOLDED + syllable.folded


def _pair(first: Syllable, second: Syllable, deliberate: bool) -> str:
    if deliberate or (first.accented and second.accented):
        return f"{first.written}_{second.written}"
    return f"{FOLDED}{first.folded}_{second.folded}"


def matches(typed: Syllable, read: Syllable, *, deliberate: bool = False) -> bool:
    """Say whether a syllable of a text is what a reader typed."""
    if typed.number is not None:
        return typed.number == read.number
    if typed.accented or deliberate:
        return typed.written == read.written
    return typed.folded == read.folded


def occurrences(
    phrase: Sequence[Syllable], text: Sequence[Syllable], *, deliberate: bool = False
) -> tuple[Span, ...]:
    """Return where ``phrase`` stands in ``text``, syllable for syllable, never overlapping."""
    if not phrase:
        return ()
    spans: list[Span] = []
    at = 0
    while at <= len(text) - len(phrase):
        window = text[at : at + len(phrase)]
        if all(matches(p, t, deliberate=deliberate) for p, t in zip(phrase, window, strict=True)):
            spans.append(Span(window[0].start, window[-1].end))
            at += len(phrase)
        else:
            at += 1
    return tuple(spans)


ANALYSER = f"{VERSION}.3"
"""Version of the terms, of the text that is embedded (:func:`indexed_text`), of the scale fused."""


def indexed_text(heading: Sequence[str], text: str) -> str:
    """Return what is indexed and embedded of a passage: the titles above it, then itself."""
    return "\n".join((*heading, text))
