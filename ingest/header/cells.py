"""The front of a document: the cells of its header's blocks, in reading order.

Page 1 has a left block (superior body / issuing body / ``*`` / ``Số NN-…``) and a right
block (ĐẢNG CỘNG SẢN VIỆT NAM or CỘNG HÒA …, place and date), then the type word alone in
capitals, then the subject (36-HD/VPTW 2018 for the Party, Nghị định 30/2020/NĐ-CP for the
State).  A reader may run the blocks' lines together; here they are cells again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from itertools import pairwise

from ingest.layout.canonical_text import LaidOut
from ingest.layout.paragraphs import Paragraph, paragraphs_of
from ingest.text.dates import find_dates
from ingest.text.spans import Span
from ingest.text.vietnamese import fold, is_syllable, tokens
from ingest.vocabulary.document_numbers import find_numbers
from ingest.vocabulary.document_types import codes_of_kind, kinds_by_word

MOST_PARAGRAPHS = 45
MOTTO = re.compile(
    r"dang\s+cong\s+san\s+viet\s+nam|cong\s+ho?a\s+xa\s+hoi\s+chu(?:\s+ng[hb]?[hi]+a\s+viet\s+nam)?|"
    r"doc\s+lap[-–—_=~.\s]+tu\s+do[-–—_=~.\s]+hanh\s+phuc|"
    r"cong\s+ho?a\s+xa\b.{0,30}?viet\s*nam"
)
"""The right block's lines, in folded text."""
DATE_CELL = re.compile(
    r"(?P<place>(?:TP\.?\s*|Tp\.?\s*)?[A-ZĐÀ-ỸẠ-Ỵ][^,.:;|/\d()]{1,35}?)"
    r"(?:\s?[,.]\s*|\s+(?=\w+\s+\S{1,3}\s+tháng\s))[Nn]g[àảaá]y(?![^\W\d_])"
)
_GAZETTE = re.compile(
    r"^(?:công báo/số .*|văn bản quy phạm pháp luật|văn bản pháp luật khác|"
    r"văn bản hợp nhất\s*[-–]|phần văn bản .*)",
    re.IGNORECASE,
)
"""Headings of the official gazette, which are no part of the document."""
_NUMBER_INSIDE = re.compile(
    r"(?<=\w)[\s—–_-]+(?=(?:Số|Sô|Só|S6)\s*:?\s*\S{0,6}\s?[/-])", re.IGNORECASE
)
_DOTS = re.compile(r"\.{3,}|…")
_OVERLAY = re.compile(
    r"^(?:ký bởi|người ký|email|cơ quan|thời gian ký|ngày ký|chữ ký|signature|signed by|date:|"
    r"digitally signed)\s*:?",
    re.IGNORECASE,
)
_ARRIVAL = re.compile(
    r"^\W*(?:c[oôổ]ng th[oô]ng tin [dđ]i[eệ]n t[uử]|c[oô]ng v[aă]n [dđ][eế]n|"
    r"[kK][íiÍ]nh\s?chuy[eể]n|đến\s*(?:số|giờ|ngày)?\b)",
    re.IGNORECASE,
)
_STOP = re.compile(
    r"^\W{0,3}(?:căn cứ|c[aă]n c[uứ] |xét (?:đề nghị|tờ trình)|theo đề nghị|kính gửi|điều 1\s*[.:]|"
    r"chương (?:i|1|ï)\b|phần (?:i|thứ nhất)\b|i\s*[.–-]\s|1\s*[.–-]\s|nơi nhận)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class HeaderCell:
    """A line of one block of the header, and where it stands."""

    text: str
    span: Span
    paragraph: int
    bold: bool = False

    @property
    def motto(self) -> bool:
        """Whether it is a line that every document bears."""
        return MOTTO.search(fold(self.text)) is not None

    @property
    def rule(self) -> bool:
        """Whether it is a star or a line between blocks."""
        return re.search(r"\w\w|\d", self.text) is None

    @property
    def noise(self) -> bool:
        """Whether it is what recognition makes of a stamp: dots, and few words of the language."""
        if _DOTS.search(self.text):
            return True
        words = [span.of(self.text) for span in tokens(self.text)]
        good = sum(is_syllable(word) or word.isdigit() for word in words)
        return len(words) < 8 and good * 2 < len(words)


@dataclass(frozen=True, slots=True)
class HeaderBlock:
    """The cells above the body, and which of them is the type word."""

    cells: tuple[HeaderCell, ...]
    kind_at: int | None
    kind: str | None
    kind_span: Span | None

    @property
    def head(self) -> tuple[HeaderCell, ...]:
        """The cells above the type word; all of them in a letter, which has none."""
        return self.cells if self.kind_at is None else self.cells[: self.kind_at]

    @property
    def has_motto(self) -> bool:
        """Whether the document bears the Party's or the State's name at its head."""
        return any(cell.motto for cell in self.cells)


def read_front(laid: LaidOut) -> HeaderBlock:
    """Return the front of a laid-out document."""
    paragraphs = paragraphs_of(laid)
    cells: list[HeaderCell] = []
    for n, paragraph in enumerate(paragraphs[:MOST_PARAGRAPHS]):
        if n and _STOP.match(paragraph.text) and not _kind_just_read(cells):
            break
        if paragraph.page > paragraphs[0].page and len(cells) > 3:
            break
        named = any(kind_at_head(cell.text, at=at, cells=cells) for at, cell in enumerate(cells))
        cells.extend(_cells(paragraph, n, split=not named))
    continued = _continued(cells)
    if continued is not None:
        return continued
    enacted = _enacted(paragraphs)
    for at, cell in enumerate(cells):
        kind_and_length = kind_at_head(cell.text, at=at, cells=cells) or _remnant(
            cell, cells[:at], enacted
        )
        if kind_and_length is not None:
            kind, length = kind_and_length
            span = Span(cell.span.start, cell.span.start + length)
            rest = _rest(cell, length)
            whole = (*cells[:at], cell, *([rest] if rest else []), *cells[at + 1 :])
            return HeaderBlock(whole, at, kind, span)
    return HeaderBlock(tuple(cells), None, None, None)


_ENACTING = {"quyet dinh": "Quyết định", "quyet nghi": "Nghị quyết"}
"""Words alone on a line with which the body begins, and the type they prove."""


def _enacted(paragraphs: Sequence[Paragraph]) -> str | None:
    """Return the type that the enacting line ("QUYẾT ĐỊNH:") proves."""
    for paragraph in paragraphs[:MOST_PARAGRAPHS]:
        text = paragraph.text.strip()
        if text.isupper() and text.endswith(":"):
            # Recognition misreads a letter of it as often as not: "QUVÉT ĐỊNH:".
            alike = get_close_matches(fold(text.strip(" :.")), _ENACTING, 1, 0.88)
            return _ENACTING[alike[0]] if alike else None
    return None


def _remnant(
    cell: HeaderCell, above: Sequence[HeaderCell], kind: str | None
) -> tuple[str, int] | None:
    """Return the type where recognition left but the end of its word ("ĐỊNH") below the header.

    The enacting line proves the type, or the code in the number above ("22/GM-SYT": Giấy mời).
    """
    if not cell.text.isupper() or not any(c.motto for c in above):
        return None
    ending = fold(cell.text.strip(" .:*"))
    if kind is not None:
        return (kind, len(cell.text)) if fold(kind).split()[-1] == ending else None
    coded = {code for c in above for code in _CODE.findall(c.text)}
    proven = {
        named
        for word, named in kinds_by_word().items()
        if word.split()[-1] == ending and coded.intersection(codes_of_kind(named))
    }
    return (proven.pop(), len(cell.text)) if len(proven) == 1 else None


_CODE = re.compile(r"\d\s?[/-]\s?([A-ZĐ][A-ZĐa-z]*)(?=[-/])")
_CONTINUED = re.compile(r"^\(?Tiếp theo Công báo", re.IGNORECASE)
_TITLE = re.compile(r"^(?P<kind>[^\W\d_][^\d]{3,25}?)\s+số\s+(?=\d)")


def _continued(cells: list[HeaderCell]) -> HeaderBlock | None:
    """Return the front of a later part of a document that the gazette printed in parts.

    "Thông tư số 102/2018/TT-BTC ngày …" / subject / "(Tiếp theo Công báo số …)".
    """
    end = next((n for n, cell in enumerate(cells) if _CONTINUED.match(cell.text)), None)
    for n, cell in enumerate(cells[: end or 0]):
        match = _TITLE.match(cell.text)
        kind = kinds_by_word().get(fold(match["kind"])) if match else None
        if match is None or kind is None:
            continue
        start = cell.span.start
        named = HeaderCell(match["kind"], Span(start, start + match.end("kind")), cell.paragraph)
        at = cell.text.index("số", match.end("kind"))
        days = find_dates(cell.text)
        until = days[0].span.end if days else len(cell.text)
        number = HeaderCell(cell.text[at:until], Span(start + at, start + until), cell.paragraph)
        rest = _rest(cell, until)
        after = ([rest] if rest else []) + cells[n + 1 : end]
        return HeaderBlock((*cells[:n], number, named, *after), n + 1, kind, named.span)
    return None


def _kind_just_read(cells: list[HeaderCell]) -> bool:
    """Right after the type word even "Thực hiện …" or "1. …" may be the subject."""
    return bool(cells) and fold(cells[-1].text.strip(" .:*")) in kinds_by_word()


def _cells(paragraph: Paragraph, number: int, *, split: bool) -> Iterator[HeaderCell]:
    """Yield the cells of a paragraph: cut at bars, around the motto, and before place and date.

    :param split: False behind the type word, where "Đảng Cộng sản Việt Nam" is a subject's.
    """
    text = paragraph.text
    cuts = {0, len(text)}
    cuts.update(bar.start() for bar in re.finditer(r"\|", text))
    cuts.update(bar.end() for bar in re.finditer(r"\|", text))
    for motto in MOTTO.finditer(fold(text)) if split else ():
        cuts.update(motto.span())
    if split:
        cuts.update(_run_together_at(text))
    if split and len(text) < 160:
        inside = [
            match for match in _NUMBER_INSIDE.finditer(text) if text[: match.start()].isupper()
        ]
        cuts.update(match.end() for match in inside)
        # Number and place on one line: no part of the number is the place's.
        numbered = max((printed.span.end for printed in find_numbers(text)), default=0)
        for date_cell in DATE_CELL.finditer(text, numbered):
            before = text[: date_cell.start()].rstrip()
            parted = r"[\w.,;–-]$" if numbered else r"[\w.]$"
            if not before or before.endswith(("|", " ")) or re.search(parted, before):
                cuts.add(date_cell.start())
    ordered = sorted(cuts)
    for start, end in pairwise(ordered):
        piece = text[start:end]
        stripped = piece.strip().strip("|").strip()
        while gazette := _GAZETTE.match(stripped):
            stripped = stripped[gazette.end() :].strip(" -–")
        if not stripped or _OVERLAY.match(stripped) or _ARRIVAL.match(stripped):
            continue
        at = paragraph.span.start + start + piece.index(stripped)
        yield HeaderCell(stripped, Span(at, at + len(stripped)), number, paragraph.bold)


_STAR = re.compile(r"(?<=\w)\s+\*\s+(?=\w)")
_BLANK_NUMBER = re.compile(r"(?<!\w)Số(?:\s*:)?[\s._…]*[-/]\s?[A-ZĐ]\S*")
_ORGAN_BEHIND = re.compile(
    r"(?:(?:TỈNH|THÀNH|HUYỆN|QUẬN|THỊ) ỦY|ĐẢNG (?:ỦY|BỘ) \w+|UBND \w+|ỦY BAN NHÂN DÂN \w+)"
    r"(?: \w+){1,4}? (?=(?:BAN (?:TỔ CHỨC|TUYÊN GIÁO|DÂN VẬN|NỘI CHÍNH)|ỦY BAN KIỂM TRA|VĂN PHÒNG|"
    r"(?:THÀNH|HUYỆN|QUẬN|THỊ|ĐẢNG) ỦY|SỞ|PHÒNG)\b)"
)
"""A committee with its place, run on into its organ or a lower committee."""
_NUMBER_LABEL = re.compile(r"(?<!\w)Số(?:\s*:)?\s*(?=\d)")


def _run_together_at(text: str) -> Iterator[int]:
    """Yield where the blocks of a header part that was pasted as one line.

    "TỈNH ỦY … ĐẢNG CỘNG SẢN VIỆT NAM HUYỆN ỦY … * Tân Thành, ngày … Số 88-KH/HU KẾ HOẠCH …"
    """
    motto = MOTTO.search(fold(text))
    dated = next((match for match in DATE_CELL.finditer(text, motto.end() if motto else 0)), None)
    days = find_dates(text[dated.start() :]) if dated else ()
    if motto is None or dated is None or not days:
        return
    yield from (end for star in _STAR.finditer(text) for end in star.span())
    yield _place_at(text, dated.start(), dated.end("place"))
    ends = [dated.start() + days[0].span.end]
    label = _NUMBER_LABEL.search(text)
    number = next(iter(find_numbers(text[label.start() :])), None) if label else None
    if label is not None and number is not None:
        yield label.start()
        ends.append(label.start() + number.span.end)
    blank = _BLANK_NUMBER.search(text)
    if number is None and blank is not None:
        yield blank.start()
        ends.append(blank.end())
    organ = _ORGAN_BEHIND.match(text[: motto.start()])
    if organ is not None:
        yield organ.end()
    last = max(ends)
    yield from ends
    behind = text[last:].lstrip(" \t,.;:*_|–-")
    if behind[:1].isalpha():
        yield len(text) - len(behind)


def _place_at(text: str, start: int, end: int) -> int:
    """Return where a place begins behind a body's name in capitals ("HUYỆN ỦY TÂN THÀNH Tân …")."""
    words = list(re.finditer(r"\S+", text[start:end]))
    capitals = [word for word in words if word[0].isupper() and len(word[0]) > 1]
    mixed = [word for word in words if not word[0].isupper() and word[0][:1].isupper()]
    if not capitals or not mixed or capitals[-1].start() > mixed[0].start():
        return start
    return start + mixed[0].start()


def _rest(cell: HeaderCell, length: int) -> HeaderCell | None:
    """Return what follows the type word in its own cell ("THÔNG TƯ Quy định …")."""
    tail = cell.text[length:]
    text = tail.strip(" .:*")
    if len(text) < 4:
        return None
    start = cell.span.start + length + tail.index(text)
    return HeaderCell(text, Span(start, start + len(text)), cell.paragraph, cell.bold)


def kind_at_head(text: str, *, at: int, cells: list[HeaderCell]) -> tuple[str, int] | None:
    """Return the type that a cell's capitals name, and the length of its word.

    The word stands alone ("NGHỊ QUYẾT"), with its body ("NGHỊ QUYẾT CỦA BỘ CHÍNH TRỊ"), or
    is run together with the subject, in which case the header's block must stand above.
    """
    bare = _unspaced(text)
    whole = bare.strip(" .:*_-–⁰¹²³⁴⁵⁶⁷⁸⁹")
    folded = fold(whole)
    if whole.isupper():
        alone = kinds_by_word().get(re.sub(r" cua .{4,60}$", "", folded))
        # Recognition loses the space ("QUYẾTĐỊNH").
        alone = alone or (_run_together().get(folded) if _header_above(cells[:at]) else None)
        if alone is not None:
            return alone, len(text)
    for word in sorted(kinds_by_word(), key=len, reverse=True):
        if folded.startswith(word + " ") and whole[: len(word)].isupper():
            rest = whole[len(word) :].strip()
            if at < 3 and _NUMBERED.match(rest):
                return kinds_by_word()[word], text.find(whole[: len(word)]) + len(word)
            # A letter bears no type word; "CÔNG VĂN ĐẾN" is the stamp of who received it.
            if word != "cong van" and _is_subject(rest, word) and _header_above(cells[:at]):
                whose = _WHOSE.match(rest)
                length = len(word) + (whose.end() + 1 if whose else 0)
                return kinds_by_word()[word], text.find(whole[: len(word)]) + length
    return None


@cache
def _run_together() -> dict[str, str]:
    return {word.replace(" ", ""): kind for word, kind in kinds_by_word().items() if " " in word}


_NUMBERED = re.compile(r"SỐ\s*:?\s*\d+\S*[/-]\S+$")
"""ÁN LỆ SỐ 55/2022/AL: type and number in one heading at the very top."""
_RUN_ON = frozenset({"luat", "bo luat", "phap lenh", "hop dong", "giay phep", "bien ban"})
"""Types whose subject goes on in the same capitals."""
_WHOSE = re.compile(r"CỦA(?:\s+[A-ZĐÀ-ỸẠ-Ỵ]+)+(?=\s+[a-zà-ỹđ])")
"""NGHỊ QUYẾT CỦA BỘ CHÍNH TRỊ về …"""


def _is_subject(rest: str, word: str) -> bool:
    if not rest.isupper():
        return True
    if word in _RUN_ON:
        return True
    return (
        re.match(r"(?:ve|ban hanh|thi hanh|sua doi|quy dinh|phe duyet)\b", fold(rest)) is not None
    )


def _header_above(cells: list[HeaderCell]) -> bool:
    return any(cell.motto or DATE_CELL.match(cell.text) for cell in cells)


def _unspaced(text: str) -> str:
    """Return letter-spaced capitals ("N G H Ị  Q U Y Ế T") as words."""
    if re.fullmatch(r"(?:\w\s){3,}\w", text.strip()):
        return re.sub(r"(?<=\S)\s(?=\S)", "", text)
    return text
