"""Marks of urgency: HỎA TỐC, THƯỢNG KHẨN, KHẨN, stamped or printed at a document's head.

Nghị định 30/2020/NĐ-CP, Phụ lục I (mục II.9) has the mark set below the number, the Party's
36-HD/VPTW of 2018 likewise.  As with marks of secrecy, the words in running text or in a title
("ứng phó khẩn cấp") are no mark: a mark stands alone, in capitals, in the header's area.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.claims import Claim, ClaimSource
from ingest.header.secrecy import CELLS, HEADER_LINES, HEADER_SHARE
from ingest.layout.canonical_text import LaidOut
from ingest.model import Line
from ingest.pages import Role

_EDGES = " .*:-–_[](){}'\"“”|!,;"
# A stamp is often recognised without its accents ("HOA TOC") or letter-spaced.
_FORMS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("Hỏa tốc hẹn giờ", re.compile(r"H\s?[OỎÓỌ]\s?[AẢÁẠ]\s*T\s?[ỐÔÓO]\s?C\s+H[ẸEÊ]N\s+GI[ỜƠO].*")),
    ("Hỏa tốc", re.compile(r"(?:Đ[ỘÔO] KH[ẨÂẤA]N\s*:\s*)?H\s?[OỎÓỌ]\s?[AẢÁẠ]\s*T\s?[ỐÔÓO]\s?C")),
    ("Thượng khẩn", re.compile(r"TH[ƯU][ỢƠO]NG\s*KH[ẨÂẤA]N")),
    ("Khẩn", re.compile(r"K\s?H\s?[ẨÂẤ]\s?N")),
)


def urgency_of(laid: LaidOut) -> Claim[str] | None:
    """Return the mark of urgency at a document's head, None where it bears none."""
    for line, cell in _cells(laid):
        name = next((name for name, form in _FORMS if form.fullmatch(cell)), None)
        if name is not None:
            return Claim(name, ClaimSource.HEADER, line.span)
    return None


def _cells(laid: LaidOut) -> Iterator[tuple[Line, str]]:
    first = laid.pages[0] if laid.pages else None
    if first is None:
        return
    lines = [line for line in laid.lines if line.page == first.number]
    body = [line for line in lines if line.role is not Role.FURNITURE][:HEADER_LINES]
    # A red stamp stands among the furniture: it is no word of the text.
    for line in (*(line for line in lines if line.role is Role.FURNITURE), *body):
        if line.box and first.height and line.box.y0 > first.height * HEADER_SHARE:
            continue
        for cell in CELLS.split(line.text):
            if cell.strip(_EDGES).isupper():
                yield line, cell.strip(_EDGES)
