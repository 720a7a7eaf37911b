"""A text as the syllables a quotation is compared by, each with its place.

Folded away is what no reader calls an alteration: upper and lower case, tone placement
(hòa, hoà), i for y (kĩ, kỹ), dashes, quotation marks and other punctuation, line breaks,
leading zeros and dots between thousands.  Never folded are diacritics, digits, the
percent sign, and no word is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from ingest.text.note_signs import SIGNS
from ingest.text.vietnamese import fold, is_syllable, lower, nfc, tone_normal

NEGATIONS = frozenset({"không", "chưa", "chẳng", "chả", "đừng", "chớ", "cấm", "trừ"})
"""Words that turn a sentence round; "không được" and "chưa được" begin with one."""

_TOKEN = re.compile(
    rf"(?P<thousands>\d{{1,3}}(?:\.\d{{3}})+(?![\d]))|\d+|[^\W\d_{SIGNS}]+|%"
    r"|(?P<gap>\[?\(?(?:…|\.{3,})\)?\]?)"
)
_Y = re.compile(r"^((?:[hklmst]|qu|v)?)([yỳýỷỹỵ])$")
_Y_TO_I = str.maketrans("yỳýỷỹỵ", "iìíỉĩị")
GAP = "…"
"""The form of an ellipsis: words were left out here."""
SEPARATOR = "\x1f"


class Token(NamedTuple):
    """A syllable, a number or an ellipsis: its normal form and its place in the text."""

    form: str
    start: int
    end: int


@lru_cache(maxsize=1 << 16)
def form_of(word: str) -> str:
    """Return the normal form of a word or number."""
    if word[0].isdigit():
        return word.replace(".", "").lstrip("0") or "0"
    normal = tone_normal(lower(word))
    hit = _Y.match(normal)
    return hit[1] + hit[2].translate(_Y_TO_I) if hit else normal


def tokens(text: str, *, source: bool = False) -> tuple[Token, ...]:
    """Return the tokens of NFC ``text`` in order.

    Small digits glued to a word are the mark of a footnote and are left out.

    :param source: of a document: an ellipsis leaves no words out there.
    """
    rows: list[Token] = []
    for hit in _TOKEN.finditer(text):
        start, end = hit.span()
        if hit["gap"]:
            if not source:
                rows.append(Token(GAP, start, end))
            continue
        word = hit[0]
        if word.isdigit() and _is_note_mark(rows, text, start, end):
            continue
        rows.append(Token(form_of(word), start, end))
    return tuple(rows)


_NUMBERED = frozenset(
    ("điều", "khoản", "mục", "chương", "phần", "điểm", "ngày", "tháng", "năm", "quý", "trang")
)
"""Words that a number glued behind them belongs to ("Điều5")."""


def _is_note_mark(rows: list[Token], text: str, start: int, end: int) -> bool:
    if not rows or rows[-1].end != start or end - start > 2 or text[end : end + 1].isalnum():
        return False
    before = rows[-1].form
    return len(before) > 2 and before not in _NUMBERED and is_syllable(before)


def joined(forms: Sequence[str]) -> str:
    """Return forms as one line in which a run of forms is a stretch of the line."""
    return SEPARATOR + SEPARATOR.join(forms) + SEPARATOR


def is_number(form: str) -> bool:
    """Say whether a form is a number (or the percent sign, without which it is another)."""
    return form[:1].isdigit() or form == "%"


_NUMERALS = frozenset(
    [
        "một",
        "hai",
        "ba",
        "bốn",
        "tư",
        "năm",
        "lăm",
        "sáu",
        "bảy",
        "tám",
        "chín",
        "mười",
        "mươi",
        "trăm",
        "nghìn",
        "ngàn",
        "triệu",
        "tỷ",
        "tỉ",
        "nửa",
    ]
)


def _counts(form: str) -> bool:
    return is_number(form) or form in _NUMERALS


_ROMAN = re.compile(r"[IVXLC]+")


def is_grave(stated: str, source: str) -> bool:
    """Say whether two unlike writings differ in a digit, a negation or a name.

    :param stated: the draft's words, as they stand; may be empty.
    :param source: the document's words.
    """
    first, second = tokens(nfc(stated)), tokens(nfc(source))
    numbers = [[t.form for t in side if _counts(t.form)] for side in (first, second)]
    if numbers[0] != numbers[1]:
        return True
    turned = [[t.form for t in side if t.form in NEGATIONS] for side in (first, second)]
    if turned[0] != turned[1]:
        return True
    return _names(stated, first) != _names(source, second)


def _names(text: str, row: Sequence[Token]) -> list[str]:
    """Return the forms written with a capital, or as Roman numerals."""
    return [
        token.form
        for token in row
        if text[token.start].isupper() or _ROMAN.fullmatch(text, token.start, token.end)
    ]


_FIGURES = str.maketrans("lio", "110")


def figures(form: str) -> str:
    """Return a recognised form with the letters that stand for figures put back."""
    return form.translate(_FIGURES)


def alike_on_scan(stated: str, source: str) -> bool:
    """Say whether a recognised form may be a misreading of ``stated``.

    One number never for another; letters for figures ("1l" for 11); a word whose letters agree
    without diacritics, or one that is no Vietnamese syllable and differs in a letter or two.
    """
    if is_number(stated) or is_number(source):
        return stated.isdigit() and not source.isdigit() and figures(source) == stated
    one, other = fold(stated), fold(source)
    if one == other:
        return True
    if is_syllable(source) or stated in NEGATIONS:
        return False
    return letters_apart(one, other) <= (1 if len(one) < 4 else 2)


@lru_cache(maxsize=1 << 12)
def letters_apart(one: str, other: str) -> int:
    """Return how many letters must be changed, put in or left out (Levenshtein)."""
    if abs(len(one) - len(other)) > 3:
        return max(len(one), len(other))
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, start=1):
        before, row[0] = row[0], at
        for place, mark in enumerate(other, start=1):
            before, row[place] = (
                row[place],
                min(row[place] + 1, row[place - 1] + 1, before + (letter != mark)),
            )
    return row[-1]
