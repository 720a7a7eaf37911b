"""The left block of a header: the superior body and the issuing body.

"ĐẢNG BỘ TỈNH …" / "TỈNH ỦY …" / ``*`` / "Số …" (36-HD/VPTW 2018); "UBND TỈNH …" / "SỞ …" /
"Số: …" (Nghị định 30/2020/NĐ-CP).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.claims import Claim, ClaimSource
from ingest.header.cells import DATE_CELL, HeaderBlock, HeaderCell
from ingest.header.number import is_number_cell
from ingest.text.spans import Span
from ingest.text.vietnamese import fold, is_syllable
from ingest.vocabulary.issuer_names import (
    begins_body,
    is_known_body,
    is_open_ended,
    names_unit_alone,
    ordinary,
)

_PAGE_BEHIND = re.compile(r"(?<=[^\W\d_])\s+\d{1,4}$")
_PAGE_NUMBER = re.compile(r"^\d{1,4} (?=[^\W\d_]{2})")
SUBJECT_LEAD = re.compile(r"^(?:v\s?[/⁄∕]\s?v|trích yếu)\s*:?\s*", re.IGNORECASE)
URGENCY = re.compile(r"^(?:hỏa tốc|hoả tốc|thượng khẩn|khẩn)(?:\s+hẹn giờ)?$", re.IGNORECASE)


def bodies_of(
    front: HeaderBlock, *, recognised: bool = False
) -> tuple[Claim[str] | None, Claim[str] | None]:
    """Return (superior body, issuing body): the left block above ``*`` and the number."""
    block: list[HeaderCell] = []
    cut = False
    for cell in front.head:
        if is_number_cell(cell) and block:
            break
        if front.kind_at is None and block and DATE_CELL.match(cell.text):
            # Behind place and day stands the title of a form, no body.
            break
        if cell.motto or cell.rule or is_number_cell(cell) or DATE_CELL.match(cell.text):
            continue
        if SUBJECT_LEAD.match(cell.text) or URGENCY.match(cell.text):
            continue
        # A gazette's page number stands before the body at the top of the page.
        name = _without_page(_PAGE_NUMBER.sub("", cell.text.strip(" *_.—~")))
        if recognised:
            if cut and _goes_below(name):
                # "BỘ LAO ĐỘNG ~-THƯƠNGBINH" / "VÀ XÃ HỘI": words are lost inside the name.
                return None, None
            whole, name = name, _print_of(name)
            cut = _WORDS.search(whole[len(name) :]) is not None
        if recognised and (_CUT_SHORT.search(name) or (block and _is_lost(cell))):
            # "SỞ Y" has lost its last word: the body above it is no issuer.
            return None, None
        if len(name.split()) == 1 and not begins_body(name):
            continue
        capitals = sum(map(str.isupper, name)) > 0.6 * sum(map(str.isalpha, name))
        if capitals and (begins_body(name) or block) and len(name) < 150 and not cell.noise:
            start = cell.span.start + cell.text.index(name)
            span = Span(start, start + len(name))
            block.append(HeaderCell(name, span, cell.paragraph, cell.bold))
    block = [_undashed(cell) for cell in _merged(block)]
    block = block if recognised else _down_to_issuer(block)
    if not block or (recognised and _is_garbled(block[-1].text)):
        return None, None
    issuer = Claim(
        ordinary(block[-1].text.upper().rstrip(" -–"), recognised=recognised),
        ClaimSource.HEADER,
        block[-1].span,
    )
    if len(block) == 1:
        return None, issuer
    above = Claim(
        ordinary(block[-2].text.upper(), recognised=recognised), ClaimSource.HEADER, block[-2].span
    )
    # The gazette prints the ministry's name once more as the heading of its section.
    twice = _bare(issuer.value) in _bare(above.value)
    return (None if twice else above), issuer


def _goes_below(name: str) -> bool:
    """Say whether a line below a name is more of it: capitals that begin no body."""
    words = re.findall(r"[^\W\d_]{2,}", name)
    return len(words) > 1 and name.isupper() and not begins_body(name)


_PRINT = re.compile(r"(?:[A-ZĐÀ-ỸẠ-Ỵ][^\W\d_]*|&)(?:[-–—.,][^\W\d_]+)*[,.]?|[-–—=~]|\d{1,3}")
_SHORT = frozenset({"UBND", "HĐND", "THPT", "THCS", "BCĐ", "BQL", "TNHH", "MTTQ", "CP", "TP"})
"""What stands in names of bodies and is no syllable."""


def _is_lost(cell: HeaderCell) -> bool:
    """Say whether capitals below a body are a part of its name that recognition garbled."""
    return cell.noise and cell.text.isupper() and sum(map(str.isalpha, cell.text)) > 5


def _is_garbled(name: str) -> bool:
    words = re.findall(r"[^\W\d_]{2,}", name)
    return any(word not in _SHORT and not is_syllable(word) for word in words)


_WORDS = re.compile(r"[A-ZĐÀ-ỸẠ-Ỵ]{4}")
_CUT_SHORT = re.compile(r" [YÝ]$")


def _print_of(name: str) -> str:
    """Return the words of a recognised name up to what is no print (a number by hand, specks)."""
    words = name.split()
    kept = next((n for n, word in enumerate(words) if not _PRINT.fullmatch(word)), len(words))
    return " ".join(words[:kept])


def _bare(name: str) -> str:
    return re.sub(r"\W+", " ", fold(name)).strip()


def _undashed(cell: HeaderCell) -> HeaderCell:
    """Return a name without the dash that parted it from the other block's line."""
    name = cell.text.rstrip(" -–")
    start = cell.span.start
    span = cell.span if name == cell.text else Span(start, min(cell.span.end, start + len(name)))
    return HeaderCell(name, span, cell.paragraph, cell.bold)


def _without_page(name: str) -> str:
    """Return a known body's name without the page number of a gazette's right-hand page."""
    bare = _PAGE_BEHIND.sub("", name)
    return bare if bare != name and is_known_body(bare) else name


def _down_to_issuer(block: Sequence[HeaderCell]) -> list[HeaderCell]:
    """Return the left block down to its issuer: the bold line where one alone is bold.

    A first line that alone is bold is some template's superior: the last line is the issuer.
    """
    bold = [n for n, cell in enumerate(block) if cell.bold]
    return list(block[: bold[0] + 1]) if len(bold) == 1 and bold[0] else list(block)


def _merged(block: Sequence[HeaderCell]) -> list[HeaderCell]:
    """Join lines that are one name set on two ("ỦY BAN NHÂN DÂN" / "TỈNH …")."""
    merged: list[HeaderCell] = []
    for cell in block:
        if merged and _goes_on(merged[-1].text, cell.text):
            before = merged[-1]
            span = Span(before.span.start, cell.span.end)
            text = f"{before.text} {cell.text}"
            merged[-1] = HeaderCell(text, span, before.paragraph, before.bold and cell.bold)
        else:
            merged.append(cell)
    return merged


def _goes_on(above: str, text: str) -> bool:
    """Say whether a line goes on with the name above it ("HỘI NÔNG DÂN" / "HUYỆN …")."""
    if not begins_body(text) or is_open_ended(above):
        return True
    return names_unit_alone(text) and not _NAMES_UNIT.search(fold(above))


_NAMES_UNIT = re.compile(r"\b(?:tinh|huyen|quan|xa|phuong|thanh pho|thi tran|dac khu|uy)\b(?! ban)")
