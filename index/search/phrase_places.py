"""Where a phrase stands in a text: its syllables one after another, parted as they were typed.

Syllables that were typed with nothing but space or a hyphen between them stand so in the text;
over a comma they are no phrase.  Taking a text apart into syllables costs a tenth of a
millisecond: a phrase of letters alone is found by a pattern over all writings of its syllables
instead, and only what the pattern finds is taken apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from index.analysis.analyser import Syllable, matches, occurrences, syllables
from ingest.text.spans import Span
from ingest.text.vietnamese import fold, i_or_y, lower, nfc, placements
from ingest.vocabulary.document_numbers import find_numbers

_DIGIT = re.compile(r"\d")
_TIED, _PARTED = r"[\s\-/]+", r"[\W_]+"
_NEAR = 40
"""Letters around a place in which a document number that reaches over it has a digit."""


class PhrasePlaces:
    """Finds one phrase, as a reader typed it, in texts.

    :param typed: its syllables; at least one.
    """

    def __init__(self, typed: Sequence[Syllable]) -> None:
        self._typed = typed
        # The serial of a document number is a syllable too: only taking the text apart finds it.
        self.is_plain = not any(one.number or _DIGIT.search(one.written) for one in typed)
        self._accented = all(one.accented for one in typed)
        parts = [
            ("" if not at else _TIED if one.joined else _PARTED) + self._writings(one)
            for at, one in enumerate(typed)
        ]
        self._pattern = re.compile(r"(?<![^\W_])" + "".join(parts) + r"(?![^\W_])")

    def _writings(self, syllable: Syllable) -> str:
        if not self._accented:
            return f"(?:{'|'.join(map(re.escape, i_or_y(syllable.folded)))})"
        written = dict.fromkeys(
            writing for one in i_or_y(syllable.written) for writing in placements(one)
        )
        return f"(?:{'|'.join(map(re.escape, written))})"

    def __call__(self, text: str) -> tuple[Span, ...]:
        """Return where the phrase stands in ``text``, never overlapping; NFC is what is counted."""
        if not self.is_plain:
            return tuple(_standing(self._typed, syllables(text)))
        return tuple(self._found(nfc(text)))

    def _found(self, text: str) -> Iterator[Span]:
        read = lower(text) if self._accented else fold(text)
        at = 0
        while place := self._pattern.search(read, at):
            span = Span(*place.span())
            if self._is_phrase(text, span):
                yield span
                at = span.end
            else:
                at = span.start + 1

    def _is_phrase(self, text: str, span: Span) -> bool:
        around = text[max(0, span.start - _NEAR) : span.end + _NEAR]
        if _DIGIT.search(around) and any(
            match.span.start < span.end and span.start < match.span.end
            for match in find_numbers(text)
        ):
            return False
        return self._accented or occurrences(self._typed, syllables(span.of(text))) != ()


def _standing(typed: Sequence[Syllable], read: Sequence[Syllable]) -> Iterator[Span]:
    """Yield where syllables follow one another as they were typed, never overlapping."""
    at = 0
    while at <= len(read) - len(typed):
        window = read[at : at + len(typed)]
        if all(map(matches, typed, window)) and all(
            other.joined or not one.joined for one, other in zip(typed[1:], window[1:], strict=True)
        ):
            yield Span(window[0].start, window[-1].end)
            at += len(typed)
        else:
            at += 1
