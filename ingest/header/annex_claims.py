"""Number and day that a document's own annex gives where its first page does not.

An annex names what it belongs to: "(Kèm theo Công văn số 1849/SYT-NVY ngày 12/3/2018 của Sở Y tế)"
(Nghị định 30/2020/NĐ-CP, Phụ lục I, mục III.1).  Forms taken over from elsewhere name other
documents, so type and body must be the document's own, and all that name it must agree.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from itertools import pairwise

from ingest.claims import Claim, ClaimSource, Header
from ingest.header.ocr_confidence import LEAST, confidences, least
from ingest.layout.canonical_text import LaidOut
from ingest.layout.paragraphs import paragraphs_of
from ingest.pages import ReadFile
from ingest.text.dates import find_dates
from ingest.text.spans import Span
from ingest.text.vietnamese import fold
from ingest.vocabulary.document_numbers import DocumentNumber, find_numbers
from ingest.vocabulary.document_types import kind_words, kinds_by_word

LONGEST = 260
"""Letters of a line that names what an annex belongs to."""
_NEAR = 40
"""Letters between the number and its day at most."""
_SYMBOL = re.compile(r"[/-]\s?(?:\d{4}\s?/\s?)?[A-ZĐ]\w*(?:\s?[-/]\s?[A-ZĐ][\w&]*)*")
_NUMBER_LABEL = re.compile(r"\W{0,12}(?:[Ss][ốôóòổồoÓỐÔ06]|56)\s{0,4}[:.;]")


@dataclass(frozen=True, slots=True)
class _Naming:
    """What one annex says it belongs to."""

    number: DocumentNumber
    number_span: Span
    issued: date | None
    issued_span: Span | None


def with_annex_claims(header: Header, laid: LaidOut, read: ReadFile) -> Header:
    """Return the header with number and day by its annexes, where it states none itself."""
    if header.kind is None or (header.number is not None and header.issued is not None):
        return header
    namings = list(_namings(header, laid, read))
    if not namings or len({(n.number.key, n.issued) for n in namings}) != 1:
        return header
    naming = namings[0]
    if naming.issued is not None and not _is_of_month(naming.issued, header, laid):
        return header
    number, issued = header.number, header.issued
    if number is not None and number.value != naming.number:
        return header
    if issued is not None and naming.issued not in (None, issued.value):
        return header
    if number is None:
        number = Claim(naming.number, ClaimSource.ANNEX, naming.number_span)
    if issued is None and naming.issued is not None:
        issued = Claim(naming.issued, ClaimSource.ANNEX, naming.issued_span)
    return replace(header, number=number, issued=issued)


def _is_of_month(day: date, header: Header, laid: LaidOut) -> bool:
    """Say whether month and year of the day agree with what is left of the first page's."""
    until = header.kind.span.end if header.kind and header.kind.span else 0
    left = re.search(r"tháng\s+(\d{1,2})\s+năm\s+(\d{4})", laid.text[: max(until, 400)])
    return left is None or (int(left[1]), int(left[2])) == (day.month, day.year)


def _namings(header: Header, laid: LaidOut, read: ReadFile) -> Iterator[_Naming]:
    """Yield what annexes say; one that is read with doubt says nothing."""
    sure = confidences(read)
    behind = header.kind.span.end if header.kind and header.kind.span else 0
    for paragraph in paragraphs_of(laid):
        if paragraph.span.start < behind or len(paragraph.text) > LONGEST:
            continue
        naming = _naming(header, paragraph.text, paragraph.span.start, laid)
        if naming is None:
            continue
        spans = [span for span in (naming.number_span, naming.issued_span) if span]
        if all((least(span, laid, sure) or 1.0) >= LEAST for span in spans):
            yield naming


def _naming(header: Header, text: str, start: int, laid: LaidOut) -> _Naming | None:
    lead = _lead().match(text)
    if lead is None or header.kind is None:
        return None
    if kinds_by_word().get(fold(lead["kind"])) != header.kind.value:
        return None
    rest = text[lead.end() :]
    printed = next(iter(find_numbers(f"số {rest}")), None)
    if printed is None or printed.span.start > len("số "):
        return None
    end = printed.span.end - len("số ")
    if not _is_own(header, printed.number, rest[end:], laid):
        return None
    days = [day for day in find_dates(rest) if end <= day.span.start <= end + _NEAR]
    offset = start + lead.end()
    return _Naming(
        printed.number,
        Span(offset, offset + end),
        days[0].value if days else None,
        days[0].span.shifted(offset) if days else None,
    )


@cache
def _lead() -> re.Pattern[str]:
    kinds = "|".join(re.escape(word) for word in kind_words())
    return re.compile(
        rf"^\W*(?:ban hành\s+)?kèm theo\s+(?P<kind>{kinds})\s+số\s*:?\s*",
        re.IGNORECASE,
    )


def _is_own(header: Header, number: DocumentNumber, behind: str, laid: LaidOut) -> bool:
    """Say whether the symbol on the first page, or else the body named, is the document's own."""
    printed = symbol_at_head(header, laid)
    if printed is not None:
        return _bare(str(number)).endswith(_bare(printed))
    if header.issuer is None:
        return False
    return _bare(header.issuer.value) in _bare(behind)


def symbol_at_head(header: Header, laid: LaidOut) -> str | None:
    """Return the symbol on the number's line of the first page ("/SYT-NVY"), None where unread."""
    until = header.kind.span.end if header.kind and header.kind.span else 0
    pieces = [piece.strip() for piece in re.findall(r"[^\n|]+", laid.text[: max(until, 600)])]
    for piece, following in pairwise([*pieces, ""]):
        if _NUMBER_LABEL.match(piece):
            # "Số:" and "/SYT-NVY" may stand apart where figures by hand are not seen at all.
            symbol = _SYMBOL.search(piece) or _SYMBOL.match(following)
            return symbol[0].replace(" ", "") if symbol else None
    return None


def _bare(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
