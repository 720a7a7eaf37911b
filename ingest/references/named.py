"""Documents known by a name, not a number: congresses, plenums, the Statute, laws.

The names of laws are facts from the official gazette (``data/laws.json``); a law that
is not among them is read word by word as far as its name may go.  Standard library only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ingest.text.numerals import SPOKEN, numeral, to_roman
from ingest.text.spans import Span
from ingest.vocabulary.issuer_phrases import CAPITAL

_TERM = r"(?P<n>[IVX]{1,6}|\d{1,2})(?!\w)"
_BODIES = (
    r"[Đđ]ảng bộ|[Đđ]ảng ủy|Đoàn(?:\s(?:Thanh niên|TNCS))?|Công đoàn|Liên đoàn|Mặt trận|MTTQ|Hội|"
    r"[Cc]hi bộ|Quân đội|Công an|Tổng Liên đoàn"
)
_OF_OTHER = rf",?\s(?:của\s)?(?:{_BODIES})(?!\w)"
"""Another body behind a congress or a plenum: it is not the Party's national one."""
_CONGRESS = re.compile(
    r"(?<!\w)(?P<kind>[Nn]ghị quyết|NGHỊ QUYẾT|Văn kiện|[Bb]áo cáo [Cc]hính trị|Chỉ thị)\s"
    r"(?:của\s|tại\s|trình\s)?(?:Đại hội|ĐẠI HỘI|đại hội|ĐH)\s{1,2}(?:(?:đại biểu|ĐẠI BIỂU)\s)?"
    r"(?:(?:Đảng\s)?(?:toàn quốc|TOÀN QUỐC)\s)?(?:của\s)?(?:Đảng\s(?:toàn quốc\s)?)?(?:Cộng sản Việt Nam\s)?"
    rf"(?:(?:lần thứ|LẦN THỨ|lần|khóa)\s)?{_TERM}(?!{_OF_OTHER})"
    r"(?:\s(?:của\s)?(?:Đảng|ĐẢNG)(?!\s(?:bộ|ủy|đoàn|BỘ|ỦY|ĐOÀN))(?:\sCộng sản Việt Nam)?)?"
)
_BEHIND = re.compile(
    r"(?<!\w)(?P<kind>[Nn]ghị quyết|NGHỊ QUYẾT)\s(?:của\s)?Đại hội\s(?:đại biểu\s)?(?:toàn quốc\s)?"
    rf"(?:(?:lần thứ|lần|khóa)\s)?{_TERM},?\s(?:của\s)?(?P<body>(?:{_BODIES})"
    rf"(?:\s(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|cơ sở|khối)(?!\w))?"
    rf"(?:\s{CAPITAL}[\w-]*){{0,7}})"
)
"""A congress of another body named behind it: "Đại hội XIII Đảng bộ tỉnh An Hòa"."""
_LOCAL = re.compile(
    r"(?<!\w)(?P<kind>[Nn]ghị quyết|NGHỊ QUYẾT)\s(?:của\s)?Đại hội\s(?:đại biểu\s)?"
    r"(?P<body>(?:Đảng bộ|đảng bộ|Đoàn|Công đoàn|Mặt trận|Hội)\s[^.,;:()\n]{2,70}?),?\s"
    rf"(?:lần thứ|khóa)\s{_TERM}"
)
_PLENUM = re.compile(
    r"(?<!\w)(?P<kind>[Nn]ghị quyết|Kết luận|Văn kiện|Thông báo|Chỉ thị)\s(?:của\s)?"
    rf"(?:Hội nghị\s)?(?:(?:lần thứ|lần)\s(?P<a>{SPOKEN}|\d{{1,2}})\s?,?\s?)?(?:của\s)?"
    r"(?:Ban Chấp hành\s|BCH\s|Hội nghị\s)?(?:Trung ương|TW|TƯ)(?:\sĐảng)?"
    rf"(?:\s(?:lần thứ\s)?(?P<b>\d{{1,2}}|{SPOKEN})(?!\w)(?P<more>(?:(?:,| và)\s\d{{1,2}}(?!\w)){{0,6}}))?"
    r"(?:\s\(lần \d\))?"
    rf"\s?,?\s?\(?(?:Đảng\s)?[Kk]hóa\s{_TERM}\)?(?!{_OF_OTHER})"
)
_STATUTES = (
    ("Điều lệ", "Điều lệ Đảng", r"Điều lệ Đảng(?:\sCộng sản Việt Nam)?|ĐIỀU LỆ ĐẢNG"),
    (
        "Quy định",
        "Quy định thi hành Điều lệ Đảng",
        r"Quy định thi hành Điều lệ Đảng(?:\scủa Ban Chấp hành Trung ương(?:\sĐảng)?)?",
    ),
    (
        "Quy chế",
        "Quy chế làm việc của Ban Chấp hành Trung ương",
        r"Quy chế làm việc của (?:Ban Chấp hành Trung ương(?:\sĐảng)?|BCH ?(?:TW|Trung ương))"
        r"(?:, Bộ Chính trị(?:,| và) Ban Bí thư)?",
    ),
    ("Quy chế", "Quy chế bầu cử trong Đảng", r"Quy chế bầu cử trong Đảng"),
    ("Điều lệ", "Điều lệ Công đoàn", r"Điều lệ Công đoàn(?:\sViệt Nam)?"),
    (
        "Điều lệ",
        "Điều lệ Đoàn",
        r"Điều lệ Đoàn(?:\sTNCS Hồ Chí Minh|\sThanh niên(?:\sCộng sản Hồ Chí Minh)?)?",
    ),
    ("Điều lệ", "Điều lệ Mặt trận Tổ quốc", r"Điều lệ (?:MTTQ|Mặt trận Tổ quốc)(?:\sViệt Nam)?"),
    (
        "Cương lĩnh",
        "Cương lĩnh xây dựng đất nước",
        r"Cương lĩnh(?=\s\(bổ sung|\s(?:năm\s)?(?:1991|2011|1930))|Cương lĩnh (?:xây dựng đất nước(?: trong thời kỳ quá độ lên (?:chủ nghĩa xã hội|CNXH))?"
        r"|[Cc]hính trị(?: đầu tiên)?(?: của Đảng)?)(?:\s\(bổ sung,? phát triển(?: năm)? \d{4}\)| năm \d{4}(?: \(bổ sung,? phát triển năm \d{4}\))?)?",
    ),
    (
        "Hiến pháp",
        "Hiến pháp",
        r"Hiến pháp(?: nước Cộng hòa xã hội chủ nghĩa Việt Nam)?",
    ),
)
_TASKS = re.compile(
    r"(?<!\w)(?:\d{1,2}\s)?[Cc]hương trình công tác(?: lớn)?(?: toàn khóa)?\scủa\s"
    rf"(?P<body>{CAPITAL}\w+\s?[Ủủ]y)(?:\s[A-ZĐ]\w+)*\s?\(?khóa\s{_TERM}\)?"
)
# A faculty, a school or a journal of law is no law.
_SCHOOL = re.compile(
    r"(?:[Đđ]ại học|[Kk]hoa|[Nn]gành|[Hh]ội|[Tt]ạp chí|[Vv]iện|[Cc]ử nhân|[Hh]ọc)\s$"
)
_LAW_HEAD = re.compile(
    r"(?<!\w)(?P<kind>Bộ [Ll]uật|BỘ LUẬT|Luật|LUẬT|Pháp lệnh|PHÁP LỆNH) {1,2}(?=\w)"
)
_AMENDING = re.compile(
    r"[Ss]ửa đổi(?:(?:,|\svà)?\sbổ sung(?:\smột số điều)?(?:\scủa)?(?:\scác)?\s{1,2}"
    r"(?:(?:Bộ luật|Luật|Pháp lệnh)\s)?|\s(?:Bộ luật|Luật|Pháp lệnh)\s)"
)
# The title of an amending law may name several: "… của Luật A, Luật B và Luật C".
_ALSO = re.compile(r"(?:,| và)\s(?:Bộ luật|Luật|Pháp lệnh)\s")
_STOPS = frozenset(
    [
        "số",
        "ngày",
        "năm",
        "này",
        "được",
        "đã",
        "có",
        "là",
        "thì",
        "hoặc",
        "theo",
        "do",
        "đối",
        "tại",
        "như",
        "gồm",
        "khi",
        "để",
        "cho",
        "với",
        "về",
        "trong",
        "trên",
        "nhằm",
        "phải",
        "không",
        "chưa",
        "sẽ",
        "đang",
        "cũng",
        "nêu",
        "nói",
        "trước",
        "hiện",
        "mới",
        "cũ",
        "bởi",
        "từ",
        "đến",
        "mà",
        "nếu",
        "vào",
        "bằng",
        "qua",
        "sau",
        "quy",
        "ban",
        "giao",
        "yêu",
        "bảo",
        "nghiêm",
        "cấm",
        "áp",
        "khác",
        "liên",
        "nhưng",
        "còn",
        "thuộc",
        "ra",
        "hay",
        "cần",
        "ta",
        "việt",
        "khóa",
        "hết",
        "đều",
        "chỉ",
    ]
)
_COLLAPSE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Named:
    """A document known by its name; ``name`` is normalised ("Nghị quyết Trung ương 4 khóa XII")."""

    span: Span
    kind: str
    name: str
    term: int | None = None
    listed: bool = False
    """It shares the words of the name before it: the XIII of "Nghị quyết Đại hội XII, XIII"."""


def find_named(text: str) -> tuple[Named, ...]:
    """Return the documents that NFC ``text`` (one tone placement) calls by name, in order.

    Where two readings overlap the longer one counts.
    """
    kept: list[Named] = []
    for document in sorted(_named(text), key=lambda item: (item.span.start, -len(item.span))):
        if not kept or kept[-1].span.end <= document.span.start:
            kept.append(document)
    return tuple(kept)


def _named(text: str) -> Iterator[Named]:
    for match in _CONGRESS.finditer(text):
        number = numeral(match["n"])
        if number:
            kind = match["kind"].capitalize()
            yield Named(Span(*match.span()), kind, f"{kind} Đại hội {to_roman(number)}", number)
            for span, term in _further(text, match.end()):
                yield Named(span, kind, f"{kind} Đại hội {to_roman(term)}", term, listed=True)
    for match in (*_LOCAL.finditer(text), *_BEHIND.finditer(text)):
        body = _COLLAPSE.sub(" ", match["body"])
        name = f"Nghị quyết Đại hội {body[0].upper()}{body[1:]} lần thứ {match['n']}"
        yield Named(Span(*match.span()), "Nghị quyết", name, numeral(match["n"]))
    yield from _plenums(text)
    for kind, name, pattern in _STATUTES:
        for match in re.finditer(rf"(?<!\w)(?:{pattern})(?!\w|\s[Ss]áng lập)", text):
            yield Named(Span(*match.span()), kind, name)
    for match in _TASKS.finditer(text):
        name = _COLLAPSE.sub(" ", match[0])
        yield Named(Span(*match.span()), "Chương trình", name, numeral(match["n"]))
    yield from _laws(text)


def _plenums(text: str) -> Iterator[Named]:
    for match in _PLENUM.finditer(text):
        which, term = numeral(match["a"] or match["b"] or "0"), numeral(match["n"])
        if which and term:
            kind, roman = match["kind"].capitalize(), to_roman(term)
            end = match.end("b") if match["more"] else match.end()
            name = f"{kind} Trung ương {which} khóa {roman}"
            yield Named(Span(match.start(), end), kind, name, term)
            for digits in re.finditer(r"\d{1,2}", match["more"] or ""):
                span = Span(*digits.span()).shifted(match.start("more"))
                name = f"{kind} Trung ương {digits[0]} khóa {roman}"
                yield Named(span, kind, name, term, listed=True)
            for span, other in _further(text, match.end()):
                name = f"{kind} Trung ương {which} khóa {to_roman(other)}"
                yield Named(span, kind, name, other, listed=True)


_MORE = re.compile(r"(?:\s?,\s?|\s(?:và|hoặc)\s)(?:khóa\s)?(?P<n>[IVX]{1,5})(?!\w)")


def _further(text: str, at: int) -> Iterator[tuple[Span, int]]:
    """Yield the further terms of "Nghị quyết Đại hội XI, XII và XIII"."""
    while more := _MORE.match(text, at):
        number = numeral(more["n"])
        if not number:
            return
        yield Span(*more.span("n")), number
        at = more.end()


def _laws(text: str) -> Iterator[Named]:
    for head in _LAW_HEAD.finditer(text):
        capitals = head["kind"].isupper()
        end = law_end(text, head.end(), guess=not capitals)
        if end is not None and not _SCHOOL.search(text[max(0, head.start() - 10) : head.start()]):
            kind = head["kind"].capitalize()
            name = _COLLAPSE.sub(" ", text[head.end() : end])
            yield Named(Span(head.start(), end), kind, f"{kind} {name[0].upper()}{name[1:]}")


@cache
def _known() -> re.Pattern[str]:
    data = resources.files("ingest").joinpath("data/laws.json").read_text("utf-8")
    names = sorted(json.loads(data), key=len, reverse=True)
    return re.compile("|".join(re.escape(n).replace(r"\ ", r"\s") for n in names), re.IGNORECASE)


def law_end(text: str, at: int, *, guess: bool = True) -> int | None:
    """Return where the law's name that begins at ``at`` ends; None when none begins there.

    :param guess: read a name that is not on the list word by word.
    """
    amending = _AMENDING.match(text, at)
    if amending is not None:
        inner = _plain_end(text, amending.end(), guess)
        while inner is not None and (more := _ALSO.match(text, inner)):
            further = _plain_end(text, more.end(), guess=False)
            if further is None:
                break
            inner = further
        return (
            inner
            if inner is not None
            else amending.end() - (len(amending[0]) - len(amending[0].rstrip()))
        )
    return _plain_end(text, at, guess)


def _plain_end(text: str, at: int, guess: bool) -> int | None:
    known = _known().match(text, at)
    end = known.end() if known and not text[known.end() : known.end() + 1].isalnum() else None
    return end if end is not None or not guess else _guessed_end(text, at)


_WORD = re.compile(r"[^\W\d_]+")
_GAP = re.compile(r"\s{1,2}")
_PAIR_GAP = re.compile(r",\s(?=chống\s|chữa\s|bổ\s)")


def _guessed_end(text: str, at: int) -> int | None:
    """Read an unknown law's name: a capital, then words until one that no name has."""
    word = _WORD.match(text, at)
    if word is None or not re.match(CAPITAL, word[0]) or word[0].lower() in _STOPS:
        return None
    end, count = word.end(), 1
    while count < 10:
        gap = _GAP.match(text, end) or _PAIR_GAP.match(text, end)
        word = _WORD.match(text, gap.end()) if gap else None
        if word is None or word[0].lower() in _STOPS:
            break
        following = text[word.end() : word.end() + 14]
        if word[0] in ("và", "của") and not re.match(r"\s[a-zà-ỹđ]", following):
            break
        if word[0] == "và" and re.match(
            r"\s(?:các|những|pháp|văn|quy|hướng|nghị)(?!\w)", following
        ):
            break
        end, count = word.end(), count + 1
    short = text[at:end].isupper() and end - at > 2  # "Luật BVMT"
    return end if count > 1 or short or text[end : end + 1] in ",;." else None
