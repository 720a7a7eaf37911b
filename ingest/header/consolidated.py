"""A consolidated text: its own number, day and body stand at its end.

"XÁC THỰC VĂN BẢN HỢP NHẤT", number and day close it (Pháp lệnh 01/2012/UBTVQH13); the
header above is that of the document it consolidates.
"""

from __future__ import annotations

import re
from dataclasses import replace

from ingest.claims import Claim, ClaimSource, Header
from ingest.header.cells import DATE_CELL, MOTTO
from ingest.layout.canonical_text import LaidOut
from ingest.text.dates import find_dates
from ingest.text.spans import Span
from ingest.text.vietnamese import fold
from ingest.vocabulary.document_numbers import find_numbers
from ingest.vocabulary.issuer_names import begins_body, ordinary

_CERTIFIED = re.compile(r"XÁC\s+THỰC\s+VĂN\s+BẢN\s+HỢP\s+NHẤT")


def with_certificate(header: Header, laid: LaidOut) -> Header:
    """Return the header with what the certificate at the end says, where there is one."""
    tail = list(_CERTIFIED.finditer(laid.text[: laid.body_end]))
    if header.number is not None or not tail:
        return header
    start = max(0, tail[-1].start() - 400)
    zone = laid.text[start : tail[-1].end() + 300]
    printed = next((f for f in find_numbers(zone) if f.number.type_code == "VBHN"), None)
    if printed is None:
        return header
    days = [d for d in find_dates(zone) if re.search(r",\s*$", zone[: d.span.start])]
    issued = (
        Claim(days[0].value, ClaimSource.SIGNATURE, days[0].span.shifted(start)) if days else None
    )
    return replace(
        header,
        number=Claim(printed.number, ClaimSource.SIGNATURE, printed.span.shifted(start)),
        kind=Claim("Văn bản hợp nhất", ClaimSource.SIGNATURE, Span(*tail[-1].span())),
        place=header.place or _place(zone, start),
        issuer=header.issuer or _certifier(zone, printed.span.start, start),
        issued=issued or header.issued,
    )


def _place(zone: str, start: int) -> Claim[str] | None:
    for line in re.finditer(r"[^\n|]+", zone):
        match = DATE_CELL.match(line[0].lstrip())
        if match is not None:
            at = start + line.start() + len(line[0]) - len(line[0].lstrip())
            return Claim(
                match["place"].strip(),
                ClaimSource.SIGNATURE,
                Span(*match.span("place")).shifted(at),
            )
    return None


def _certifier(zone: str, end: int, start: int) -> Claim[str] | None:
    """Return the body above the number, in capitals on lines of its own."""
    names: list[re.Match[str]] = []
    for line in reversed(list(re.finditer(r"[^\n|]+", zone[: zone.rfind("\n", 0, end) + 1]))):
        text = line[0].strip()
        if not text.isupper() or MOTTO.search(fold(text)) or _CERTIFIED.search(text):
            if names:
                break
            continue
        names.insert(0, line)
        if begins_body(text):
            break
    if not names or not begins_body(names[0][0].strip()):
        return None
    span = Span(names[0].start(), names[-1].end()).shifted(start)
    return Claim(ordinary(" ".join(name[0].strip() for name in names)), ClaimSource.SIGNATURE, span)
