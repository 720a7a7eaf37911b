"""Which words of two texts differ, format set aside.

Dashes, tone placement, the style of a number ("1-", "1.", "khoản 1" printed as "1)"), zeros
before a number, quotation marks and line breaks are no change.  Every piece is a verbatim
slice: the pieces of a side, joined, are that side again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import groupby
from operator import itemgetter

from ingest.text.vietnamese import lower, nfc, tone_normal

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+|[^\w\s]")
_MARKER = re.compile(r"(?:^|\n)[^\S\n]*(?:\d{1,3}(?:\.\d{1,3})*|[IVX]{1,5}|[a-zđ])(?:\s?[-–—.):]+)")
_LABEL = re.compile(r"(?:^|\n)\s*(?:Điều|ĐIỀU)\s+\d+[a-zđ]?(?P<mark>\s?[.:])")
_SIGNS = str.maketrans(
    {**dict.fromkeys("‐‑‒–—―−", "-"), **dict.fromkeys("“”„‟«»", '"'), "’": "'", "‘": "'", "Ð": "Đ"}
)
_END = re.compile(r"\s*\./\.\s*$")


@dataclass(frozen=True, slots=True)
class WordPiece:
    """A stretch of one side; ``changed`` words have no like on the other."""

    text: str
    changed: bool = False


@dataclass(frozen=True, slots=True)
class WordDiff:
    """Both sides cut where they differ; ``likeness`` in [0, 1] is the share of words in common."""

    old: tuple[WordPiece, ...]
    new: tuple[WordPiece, ...]
    likeness: float

    @property
    def is_same(self) -> bool:
        """Say whether nothing but format differs."""
        return not any(piece.changed for piece in (*self.old, *self.new))


@dataclass(frozen=True, slots=True)
class _Token:
    start: int
    end: int
    key: str
    written: str


def _tokens(text: str) -> list[_Token]:
    """Return the words and signs that can differ; what is format only is left out."""
    skipped = [match.span() for match in _MARKER.finditer(text)]
    skipped += [match.span("mark") for match in _LABEL.finditer(text)]
    skipped += [match.span() for match in _END.finditer(text)]
    tokens = []
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        if any(low <= start and end <= high for low, high in skipped) and not match[0].isalnum():
            continue
        written = match[0].translate(_SIGNS)
        key = tone_normal(lower(nfc(written)))
        tokens.append(_Token(start, end, key.lstrip("0") or key, tone_normal(nfc(written))))
    while tokens and tokens[-1].key in (".", ";", ","):
        tokens.pop()
    return tokens


def compare_words(old: str, new: str) -> WordDiff:
    """Return how two texts differ, word by word."""
    ours, theirs = _tokens(old), _tokens(new)
    matcher = SequenceMatcher(
        None, [token.key for token in ours], [token.key for token in theirs], autojunk=False
    )
    gone, came = [True] * len(ours), [True] * len(theirs)
    for block in matcher.get_matching_blocks():
        for step in range(block.size):
            differs = _differ(ours[block.a + step], theirs[block.b + step])
            gone[block.a + step] = came[block.b + step] = differs
    return WordDiff(
        tuple(_pieces(old, ours, gone)), tuple(_pieces(new, theirs, came)), matcher.ratio()
    )


def _differ(one: _Token, other: _Token) -> bool:
    """Say whether two like words differ in letters that matter: "Nhân dân" and "nhân dân".

    What one side prints in capitals throughout is a heading's style.
    """
    if one.written == other.written or not one.written.isalpha():
        return False
    return not (one.written.isupper() or other.written.isupper())


def _pieces(text: str, tokens: Sequence[_Token], changed: Sequence[bool]) -> Iterator[WordPiece]:
    """Yield the text cut into changed and unchanged stretches, white space inside a run with it."""
    at = 0
    for start, end in _runs(tokens, changed):
        if at < start:
            yield WordPiece(text[at:start])
        yield WordPiece(text[start:end], changed=True)
        at = end
    if at < len(text):
        yield WordPiece(text[at:])


def _runs(tokens: Sequence[_Token], changed: Sequence[bool]) -> Iterator[tuple[int, int]]:
    for differs, run in groupby(zip(tokens, changed, strict=True), key=itemgetter(1)):
        if differs:
            members = [token for token, _ in run]
            # The stop between two sentences changes with the sentence put behind it.
            words = [token for token in members if token.written.isalnum() or len(token.key) > 1]
            members = words or members
            yield members[0].start, members[-1].end
