"""One document in several files: a draft and its signed copy, a PDF and a web page, two scans.

Only sure evidence makes two files one document: number, day and body, or nearly the same text
with nothing against it.  What is doubtful is offered to the editor and joins nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from index.citations import committees as committee
from index.citations.titles import same_title
from index.results import DocumentCard
from ingest.errors import NumberError
from ingest.text.vietnamese import fold
from ingest.vocabulary.document_numbers import DocumentNumber, Style

SAME_TEXT = 0.9
"""Pairs of syllables (Jaccard) that two readings of one text share."""
NO_NUMBER = 0.95
"""What two files without any number must share."""
LIKE = 0.6
"""What a bad scan still shares with what was scanned."""
RELATED = 0.75
_NATIONAL = re.compile(
    r".*TW|(?:UBTV)?QH\d+|CP|TTg|CTN|VPCP|NHNN|AL|B(?!.*(?:TU|HU|QU|ĐU)$)[A-ZĐ]+"
)
"""Codes of bodies of which there is one in the country; every province has its "TU"."""


class CopyVerdict(StrEnum):
    """Whether two files are one document."""

    ONE = "one"
    MAYBE = "maybe"
    TWO = "two"


@dataclass(frozen=True, slots=True)
class Likeness:
    """How far two texts are one: pairs of syllables, and whether the same figures stand in them."""

    share: float
    same_figures: bool = True


def judge(one: DocumentCard, other: DocumentCard, alike: Likeness) -> tuple[CopyVerdict, str]:
    """Say whether two files are one document, and why (Vietnamese) where that is doubtful."""
    kinds_differ = None not in (one.kind, other.kind) and one.kind != other.kind
    first, second = number_of(one), number_of(other)
    if first is not None and second is not None:
        if first != second or (kinds_differ and alike.share < SAME_TEXT):
            return CopyVerdict.TWO, ""
        if kinds_differ:
            return CopyVerdict.MAYBE, "cùng số và cùng lời văn nhưng ghi loại khác nhau"
        return _of_one_number(one, other, first, alike)
    if kinds_differ or _bodies_agree(one, other) is False:
        return CopyVerdict.TWO, ""
    if one.subject and other.subject and not same_title(one.subject, other.subject):
        return CopyVerdict.TWO, ""
    return _without_number(one, other, alike, numbered=first is not None or second is not None)


def _of_one_number(
    one: DocumentCard, other: DocumentCard, number: DocumentNumber, alike: Likeness
) -> tuple[CopyVerdict, str]:
    national = _NATIONAL.fullmatch(number.body or "") is not None
    bodies = True if national else _bodies_agree(one, other)
    if bodies is False:
        return CopyVerdict.TWO, ""
    if one.issued and other.issued and one.issued != other.issued:
        if _number_may_be_one(one.issued, other.issued, number) and alike.share >= RELATED:
            return CopyVerdict.MAYBE, "cùng số và cùng lời văn nhưng ghi ngày khác nhau"
        return CopyVerdict.TWO, ""
    if one.issued and other.issued:
        if bodies or alike.share >= LIKE:
            return CopyVerdict.ONE, ""
        return CopyVerdict.MAYBE, "cùng số và ngày nhưng chưa rõ có cùng cơ quan ban hành"
    return _undated(alike)


def _number_may_be_one(one: date, other: date, number: DocumentNumber) -> bool:
    """Say whether two days lie where a number is given once: a term, or a year of the State's."""
    if number.style is Style.PARTY:
        return committee.same_term(one, other)
    return one.year == other.year


def _undated(alike: Likeness) -> tuple[CopyVerdict, str]:
    if alike.share >= RELATED:
        return CopyVerdict.ONE, ""
    if alike.share >= LIKE / 2:
        return CopyVerdict.MAYBE, "cùng số nhưng có tệp không đọc được ngày"
    return CopyVerdict.TWO, ""


def _without_number(
    one: DocumentCard, other: DocumentCard, alike: Likeness, *, numbered: bool
) -> tuple[CopyVerdict, str]:
    if one.issued and other.issued and one.issued != other.issued:
        return CopyVerdict.TWO, ""
    enough = alike.share >= (SAME_TEXT if numbered else NO_NUMBER)
    if enough and alike.same_figures:
        return CopyVerdict.ONE, ""
    if enough:
        return CopyVerdict.MAYBE, "lời văn gần như một nhưng con số khác nhau"
    if alike.share >= RELATED:
        return CopyVerdict.MAYBE, f"lời văn giống nhau {alike.share:.0%}"
    return CopyVerdict.TWO, ""


def number_of(card: DocumentCard) -> DocumentNumber | None:
    """Return a card's number, None where it has none or none of a known form."""
    try:
        return DocumentNumber.parse(card.number) if card.number else None
    except NumberError:
        return None


def is_body_of(name: str | None, card: DocumentCard) -> bool:
    """Say whether a name is surely that of the body that issued or decided a document."""
    bodies = [body for body in (card.issuer, card.deciding_body) if body]
    return name is not None and any(_same_body(name, body) is True for body in bodies)


def _bodies_agree(one: DocumentCard, other: DocumentCard) -> bool | None:
    """Say whether two cards name one body; None where one names none or leaves its place out."""
    answers = [
        _same_body(first, second)
        for first, second in ((one.issuer, other.issuer), (one.deciding_body, other.deciding_body))
        if first and second
    ]
    if False in answers:
        return False
    return True if True in answers else None


def _same_body(one: str, other: str) -> bool | None:
    known = committee.same_body(one, other)
    if known is not None:
        return known
    first, second = f" {fold(one)} ", f" {fold(other)} "
    # "Tỉnh ủy" may be "Tỉnh ủy Minh Hà"; "Tỉnh ủy An Hòa" is not.
    return None if first in second or second in first else False
