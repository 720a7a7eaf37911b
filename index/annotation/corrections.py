"""Which words of a draft are to be put right, and how: only where the right fact is certain."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from index.check_results import (
    Checked,
    CheckedQuotation,
    CheckReport,
    ComparedFact,
    FactVerdict,
    QuotationVerdict,
)
from ingest.model import Document
from ingest.text.spans import Span
from ingest.vocabulary.document_numbers import find_numbers

_DAY = re.compile(r"\d{1,2}/\d{1,2}/\d{4}")
_SHORT_DAY = re.compile(r"\d{1,2}\s?[/.-]\s?\d{1,2}\s?[/.-]\s?\d{4}")
_LONG_DAY = re.compile(
    r"(?P<day>\d{1,2})(?P<a>\s+tháng\s+)(?P<month>\d{1,2})(?P<b>\s+năm\s+)(?P<year>\d{4})"
)
_CORRECTED = ("kind", "number", "issued", "issuer", "subject")


@dataclass(frozen=True, slots=True)
class DraftCorrection:
    """Put ``text`` in place of a stretch of the draft; an empty stretch only takes it in."""

    span: Span
    text: str


def corrections(document: Document, report: CheckReport) -> tuple[DraftCorrection, ...]:
    """Return what is to be put right, in reading order, never overlapping."""
    rows = [
        *(one for checked in report.references for one in _of_reference(document, checked)),
        *(one for quoted in report.quotations for one in _of_quotation(quoted)),
    ]
    kept: list[DraftCorrection] = []
    for one in sorted(rows, key=lambda row: (row.span.start, row.span.end)):
        if not kept or one.span.start >= kept[-1].span.end:
            kept.append(one)
    return tuple(kept)


def _of_reference(document: Document, checked: Checked) -> Iterator[DraftCorrection]:
    for fact in checked.facts:
        if fact.verdict is not FactVerdict.CONTRADICTS or fact.fact not in _CORRECTED:
            continue
        correction = _correction(document.text, checked, fact)
        if correction is not None:
            yield correction


def _correction(text: str, checked: Checked, fact: ComparedFact) -> DraftCorrection | None:
    start, end = checked.span.start, checked.span.end
    if fact.fact == "issued":
        return _day(text, checked.span, fact)
    if " hoặc " in fact.known or (fact.fact == "issuer" and "," in fact.known):
        return None
    if fact.fact == "number":
        hits = [one for one in find_numbers(checked.text) if str(one.number) == fact.stated]
        if not hits:
            return None
        number = hits[0].span
        return DraftCorrection(Span(start + number.start, start + number.end), fact.known)
    # A subject stands behind the reference itself.
    reach = end + len(fact.stated) + 80 if fact.fact == "subject" else end
    at = text.find(fact.stated, start, reach)
    if at < 0:
        return None
    return DraftCorrection(Span(at, at + len(fact.stated)), fact.known)


def _day(text: str, span: Span, fact: ComparedFact) -> DraftCorrection | None:
    right = _DAY.match(fact.known)
    if right is None:
        return None
    reach = min(len(text), span.end + 40)
    short = _SHORT_DAY.search(text, span.start, reach)
    if short is not None:
        return DraftCorrection(Span(*short.span()), right[0])
    long = _LONG_DAY.search(text, span.start, reach)
    if long is None:
        return None
    day, month, year = right[0].split("/")
    return DraftCorrection(Span(*long.span()), f"{day}{long['a']}{month}{long['b']}{year}")


def _of_quotation(quoted: CheckedQuotation) -> Iterator[DraftCorrection]:
    if quoted.verdict is not QuotationVerdict.ALTERED:
        return
    for one in quoted.differences:
        source = " ".join(one.source.split())
        if len(one.span):
            yield DraftCorrection(one.span, source)
        elif source:
            yield DraftCorrection(one.span, f"{source} ")
