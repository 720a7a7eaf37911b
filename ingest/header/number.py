"""A document's own number: the first number of its header, never one cited in its body.

On digitally signed files number and day are often laid over a blank ("Số:      /QĐ-UBND");
they are then read from the overlay that stands on the same line, or they are absent.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.claims import Claim, ClaimSource
from ingest.errors import NumberError
from ingest.header.cells import HeaderBlock, HeaderCell
from ingest.layout.canonical_text import LaidOut
from ingest.model import Line
from ingest.pages import Box
from ingest.text.spans import Span
from ingest.text.vietnamese import fold
from ingest.vocabulary.document_numbers import DocumentNumber, Style, find_numbers
from ingest.vocabulary.document_types import codes_of_kind

_LABEL = re.compile(
    r"^(?P<law>(?:luật|bộ luật|pháp lệnh|nghị quyết|lệnh)\s+)?s[ốôồổóoếé06]\s*(?:hiệu)?\s*"
    r"[:.;]?\s*",
    re.IGNORECASE,
)
_BLANK = re.compile(r"^[\s._…-]*(?P<symbol>[-/]\s?[A-ZĐ][\w\-/.ĐđÂâ]*?)(?P<digits>\d{1,6})?$")
_MARKS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", " " * 10)
_DIGITS = re.compile(r"\d{1,6}[a-z]?")


def own_number(front: HeaderBlock, laid: LaidOut) -> Claim[DocumentNumber] | None:
    """Return the number that the header gives, None when it gives none."""
    for n, cell in enumerate(front.cells):
        label = _LABEL.match(cell.text)
        if (
            front.kind_at is not None
            and n > front.kind_at
            and not (label and n <= front.kind_at + 3)
        ):
            continue
        if front.kind_at is None and not (label and front.has_motto):
            continue
        number = _in_cell(_with_rest(front, n), label.end() if label else 0, front)
        if number is None and label is not None:
            number = _laid_over(cell, label.end(), laid) or _next_cell(front, n)
        if number is not None:
            return number
    return None


def _with_rest(front: HeaderBlock, n: int) -> HeaderCell:
    """Return a cell whose number goes on in the next one ("…/TTLT-VKSNDTC-" / "TANDTC-BCA")."""
    cell = front.cells[n]
    if not re.search(r"\w[-–]$", cell.text) or n + 1 >= len(front.cells):
        return cell
    more = front.cells[n + 1]
    if more.paragraph - cell.paragraph > 1 or not re.fullmatch(r"[A-ZĐƯ][\w-]*", more.text):
        return cell
    return HeaderCell(cell.text + more.text, Span(cell.span.start, more.span.end), cell.paragraph)


def _in_cell(cell: HeaderCell, start: int, front: HeaderBlock) -> Claim[DocumentNumber] | None:
    """Return the number a cell begins with; "Số …" cells may hold a letter's bare one."""
    # A note's mark behind the number is none of it.
    rest = cell.text[start:].translate(_MARKS)
    # What the grammar takes for a letter's number only behind "số" stands behind "Số:" here.
    labelled = f"số {rest}" if start else rest
    shift = start - (len(labelled) - len(rest))
    first = next(iter(find_numbers(labelled)), None)
    if first is None or first.span.start + shift > start + 2:
        return None
    if len(cell.text) - (first.span.end + shift) > 40:
        return None
    number = _proven(first.number, front.kind)
    at = cell.span.start + shift
    # A number joined of two cells ends where the second one does.
    end = min(first.span.end + at, cell.span.end)
    whole = len(cell.span) != len(cell.text)
    return Claim(
        number, ClaimSource.HEADER, Span(first.span.start + at, cell.span.end if whole else end)
    )


def _next_cell(front: HeaderBlock, n: int) -> Claim[DocumentNumber] | None:
    """Return the number that stands in the cell behind a bare "Số:"."""
    label = _LABEL.match(front.cells[n].text)
    if (
        label is None
        or front.cells[n].text[label.end() :].strip(" .:")
        or n + 1 >= len(front.cells)
    ):
        return None
    cell = front.cells[n + 1]
    return _in_cell(cell, 0, front) if _DIGITS.match(cell.text) else None


def _proven(number: DocumentNumber, kind: str | None) -> DocumentNumber:
    """Correct a doubled or lost letter of the type code where the printed type proves it.

    Recognition reads "QĐ-TTg" as "QĐĐ-TTg"; beside the word QUYẾT ĐỊNH it can only be QĐ.
    """
    if number.type_code is not None or number.body is None or kind is None:
        return number
    head, _, rest = number.body.partition("-")
    for code in codes_of_kind(kind):
        if rest and head != code and re.sub(r"(.)\1+", r"\1", head) == code:
            return DocumentNumber(
                number.serial, code, rest, number.year, number.style, number.serial_text
            )
    return number


def _laid_over(cell: HeaderCell, start: int, laid: LaidOut) -> Claim[DocumentNumber] | None:
    """Return the number of a blank "Số:      /QĐ-UBND" with digits laid over it."""
    blank = _BLANK.match(cell.text[start:])
    if blank is None:
        return None
    digits = blank["digits"] or _digits_beside(cell, laid.lines)
    if digits is None:
        return None
    try:
        number = DocumentNumber.parse(f"Số {digits}{blank['symbol'].replace(' ', '')}")
    except NumberError:
        return _letter(digits, blank["symbol"], cell)
    return Claim(number, ClaimSource.OVERLAY, cell.span)


def _letter(digits: str, symbol: str, cell: HeaderCell) -> Claim[DocumentNumber] | None:
    """Return the number of a State letter, which has no type code ("3036/SCT-CN")."""
    if not re.fullmatch(r"/[A-ZĐ][\w]*(?:-[A-ZĐ][\w&]*)+", symbol):
        return None
    number = DocumentNumber(int(digits), None, symbol[1:], None, Style.STATE, digits)
    return Claim(number, ClaimSource.OVERLAY, cell.span)


def _digits_beside(cell: HeaderCell, lines: Sequence[Line]) -> str | None:
    """Return digits that stand alone on the printed line of ``cell``."""
    cell_line = next((x for x in lines if x.span and x.span.overlaps(cell.span) and x.box), None)
    if cell_line is None or cell_line.box is None:
        return None
    for line in lines:
        if line.page != cell_line.page or line.box is None or line is cell_line:
            continue
        if _DIGITS.fullmatch(line.text.strip()) and _same_row(cell_line.box, line.box):
            return line.text.strip()
    return None


def _same_row(a: Box, b: Box) -> bool:
    shared = min(a.y1, b.y1) - max(a.y0, b.y0)
    return shared > 0.4 * min(a.height, b.height) and b.x0 < a.x1 + 20 and b.x1 > a.x0 - 20


def is_number_cell(cell: HeaderCell) -> bool:
    """Say whether a cell is the header's number line, whatever of it could be read."""
    label = _LABEL.match(cell.text)
    if label is None:
        numbers = find_numbers(cell.text)
        return bool(numbers) and numbers[0].span == Span(0, len(cell.text.strip()))
    rest = cell.text[label.end() :]
    return not rest or bool(re.search(r"[/\d-]", rest)) or fold(rest).startswith("ve")
