"""Secrecy marks: a file that bears one in its header area is refused.

``MẬT``, ``TỐI MẬT`` and ``TUYỆT MẬT`` mark State secrets (Luật Bảo vệ bí mật nhà nước
29/2018/QH14; Thông tư 24/2020/TT-BCA on the stamps), which may not be kept on a
networked machine.  The words in running text or in a title ("bảo vệ bí mật") are no
such mark: a mark stands alone, in capitals, above or beside the header's block.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ingest.pages import TURNED, ReadFile, ReadPage, TextLine
from ingest.text.vietnamese import clean, fold
from ingest.vocabulary.document_types import kinds_by_word

# A stamp is often recognised without its accents ("MÂT", "TÔI MẬT") or letter-spaced.
_MAT = r"M\s?[ẬÂẠA]\s?T"
_STRONG = rf"(?:T\s?U\s?Y\s?[ỆÊẸE]\s?T|T\s?[ỐÔÓO]\s?I)\s*{_MAT}"
_ALONE = re.compile(rf"(?:[ĐD][ỘÔO]\s+{_MAT}\s*:?\s*)?(?P<mark>{_STRONG}|{_MAT})")
_LABELLED = re.compile(
    r"(?:Độ|ĐỘ|Mức độ)\s+(?:mật|MẬT)\s*:\s*(?P<mark>(?:tuyệt|tối)?\s*mật)\b", re.IGNORECASE
)
_BESIDE = re.compile(rf"(?<!\w)(?P<mark>{_STRONG})(?!\w)")
_ENDS = re.compile(r"^(?P<a>M[ẬÂ]T)\s+(?=[A-ZĐ][\w ]{2,25},\s*ngày)|\s(?P<b>M[ẬÂ]T)$")
_BEFORE_MAT = re.compile(r"(?:BÍ|BẢO|ĐỘ|CƠ|DANH)\s+M[ẬÂ]T$")
CELLS = re.compile(r"\||\t|\s{3,}")
"""What parts the cells of a line in the header."""
HEADER_LINES = 40
HEADER_SHARE = 0.5
"""Share of the first page's height that is its header area."""


def secrecy_mark(read: ReadFile) -> str | None:
    """Return the secrecy mark of a file's header area, None when it bears none."""
    page = next((page for page in read.pages if page.lines), None)
    if page is None:
        return None
    above_kind = True
    for text in _header_lines(page):
        above_kind = above_kind and not _is_kind(text)
        mark = _mark_in(text, above_kind=above_kind)
        if mark is not None:
            return mark
    return None


def _header_lines(page: ReadPage) -> Iterator[str]:
    for line in page.lines[:HEADER_LINES]:
        if _in_header_area(line, page):
            yield from (cell.strip(" .*:-–_[](){}'\"“”") for cell in CELLS.split(clean(line.text)))


def _in_header_area(line: TextLine, page: ReadPage) -> bool:
    # Boxes of a page that lies on its side do not tell where its head is; its lines' order does.
    turned = line.block == TURNED
    return turned or line.box is None or not page.height or line.box.y0 < page.height * HEADER_SHARE


def _is_kind(text: str) -> bool:
    return text.isupper() and fold(text) in kinds_by_word()


def _mark_in(text: str, *, above_kind: bool) -> str | None:
    match = _ALONE.fullmatch(text) or _LABELLED.search(text)
    if match is None and above_kind:
        match = _BESIDE.search(text) if text.isupper() or "ngày" in text else None
        if match is not None and re.search(r"(?:ĐỘ|BÍ)\s+$", text[: match.start()]):
            match = None
    if match is not None:
        return _named(match["mark"])
    if above_kind and _ENDS.search(text) and not _BEFORE_MAT.search(text):
        return "MẬT"
    return None


def _named(mark: str) -> str:
    folded = fold(re.sub(r"\s", "", mark))
    return "TUYỆT MẬT" if folded.startswith("tuy") else "TỐI MẬT" if len(folded) > 3 else "MẬT"
