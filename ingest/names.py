"""Names inside references: issuing bodies, documents without a number, counts that are none.

Standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from ingest.model import Span

_CAPITAL = r"[A-ZĐÀÁẢÃẠĂÂÈÉẺẼẸÊÌÍỈĨỊÒÓỎÕỌÔƠÙÚỦŨỤƯỲÝỶỸỴẮẰẲẴẶẤẦẨẪẬẾỀỂỄỆỐỒỔỖỘỚỜỞỠỢỨỪỬỮỰ]"
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
_CENTRAL = (
    r"Ban Chấp hành Trung ương(?: Đảng)?|BCHTW|BCH Trung ương|Bộ Chính trị|Ban Bí thư(?: Trung ương)?(?: Đảng)?|"
    r"Thủ tướng Chính phủ|Chính phủ|Ủy ban [Tt]hường vụ Quốc hội|Uỷ ban [Tt]hường vụ Quốc hội|Quốc hội|"
    r"Trung ương Đảng|Trung ương|Văn phòng Trung ương Đảng|"
    r"(?:Ủy ban|Uỷ ban|Ban) (?:Kiểm tra|Tổ chức|Tuyên giáo(?: và Dân vận)?|Dân vận|Nội chính|Kinh tế|Đối ngoại) Trung ương"
)
_ISSUER = re.compile(rf"^\s*,?\s*(?:của\s+)?(?P<name>{_CENTRAL})(?:\s+\((?P<short>[^)]{{2,12}})\))?(?!\w)")
_ANY_ISSUER = re.compile(
    rf"^\s*,?\s*của\s+(?P<name>{_CAPITAL}[\w-]*(?:\s+(?!về\b|ngày\b|số\b|khóa\b|khoá\b|ban hành\b|quy định\b|hướng dẫn\b|"
    rf"sửa\b|thay\b|được\b|đã\b|là\b|có\b|trong\b|theo\b|để\b|nhằm\b|như\b)[\w-]+){{0,9}})"
)
_STOPS = re.compile(
    r",?\s+(?:và|;|,)?\s*(?:các\s+)?(?:Quy định|Nghị quyết|Chỉ thị|Kết luận|Hướng dẫn|Quyết định|Kế hoạch|Thông báo|Luật|"
    r"Nghị định|Thông tư|Chương trình|Công văn|Quy chế)\s+(?:số\s+)?\d"
    r"|,\s*(?:số\s+\d|được|nhằm|góp phần|để|trong đó|theo đó|Ban|Bộ|Thủ|Chính phủ|Ủy|các cấp|các đồng chí|cấp ủy|bảo đảm|"
    r"đồng thời|nhất là|có hiệu lực|hết hiệu lực|ban hành|Đảng ủy|Tỉnh ủy|Thành ủy|Huyện ủy|Quận ủy|Hội đồng|Đoàn)\b"
    r"|(?<!không)\s+(?:để|nhằm|đã|được|có hiệu lực|hết hiệu lực|thì|như sau|gắn với|đến|cho đến|tại các|trên địa bàn tỉnh|bị)\s"
    r"|\s+-\s"
)
_COUNTED = re.compile(
    r"^\s*(?:[-–/.]\s*\d|%|‰|,\d|(?:tháng|ngày|người|điều|khoản|chương|nhóm|nội dung|mục tiêu|nhiệm vụ|giải pháp|lần|cấp|xã|"
    r"huyện|tỉnh|đồng|triệu|tỷ|đồng chí|cán bộ|đảng viên|chi bộ|tổ chức|văn bản|chỉ tiêu|năm(?!\s+(?:19|20)\d\d)|bước|loại|"
    r"phần|mức|trường|dự án|chương trình|đơn vị|cơ quan)\b)",
    re.IGNORECASE,
)
INTERNAL = re.compile(
    r"(?:\b(?:điểm|tiết)\s+[a-zđ](?:,\s*[a-zđ])*(?:\s+và\s+[a-zđ])?,?\s+)?(?:\bkhoản\s+\d+[a-z]?(?:,\s*\d+)*(?:\s+và\s+\d+)?,?\s+)?"
    r"\bĐiều\s+(?:này|\d+[a-zđ]?)\b"
    r"|(?:\bđiểm\s+[a-zđ]\s+)?\bkhoản\s+(?:này|\d+)\b(?!\s*Điều)"
)


def roman(text: str) -> int:
    """Return the value of a Roman or Arabic numeral: XIII and 13 are 13."""
    if text.isdigit():
        return int(text)
    values = [_ROMAN_VALUES[sign] for sign in text.upper()]
    return sum(-v if v < n else v for v, n in zip(values, [*values[1:], 0], strict=True))


def issuer_after(text: str) -> tuple[str, int] | None:
    """Return the issuing body that ``text`` begins with ("của Ban Bí thư …") and where it ends."""
    found = _ISSUER.match(text) or _ANY_ISSUER.match(text)
    if found is None:
        return None
    name = re.sub(r"\s+", " ", found["name"]).strip()
    return name, found.end()


def subject_end(text: str) -> int:
    """Return where a subject ends: at the next document, or where the sentence goes on."""
    found = _STOPS.search(text, 8)
    return found.start() if found else len(text)


@cache
def short_pattern(kinds: str) -> re.Pattern[str]:
    """Return the pattern of short forms: "Quy định 37", "Chỉ thị số 05", "NQ21", "KL 21"."""
    return re.compile(
        rf"(?:\b(?P<kind>(?:{kinds}))\s+(?:số\s+)?(?P<serial>\d{{1,4}})"
        r"|\b(?P<code>NQ|CT|KL|QĐ|HD|QC|TB|KH)[\s-]?(?P<bare>\d{1,3}))(?![\d/]|\s*[-–]\s*[A-ZĐ\d]|\w)"
    )


def is_count(text: str, at: int) -> bool:
    """Say whether the number that ends at ``at`` counts something ("Nghị quyết 5 năm")."""
    return _COUNTED.match(text[at : at + 30]) is not None


# --- documents without a number -----------------------------------------------------


@dataclass(frozen=True, slots=True)
class Named:
    """A document known by its name; ``name`` is normalised."""

    span: Span
    kind: str | None
    name: str
    term: int | None = None
    year: int | None = None


_NUMERAL = r"(?P<n>[IVXLC]+|\d{1,2})"
_CONGRESS = re.compile(
    rf"\b(?:(?P<kind>Nghị quyết|Văn kiện|Báo cáo chính trị|Cương lĩnh)\s+(?:của\s+)?)(?:Đại hội|ĐH)\s*(?:(?:đại biểu\s+)?(?:Đảng\s+)?toàn quốc\s+)?"
    rf"(?:Đảng\s+)?(?:lần thứ\s+|khóa\s+|khoá\s+)?{_NUMERAL}(?:\s+(?:của\s+)?Đảng(?: Cộng sản Việt Nam)?)?\b",
    re.IGNORECASE,
)
_LOCAL = re.compile(
    rf"\b(?P<kind>Nghị quyết)\s+Đại hội\s+(?:đại biểu\s+)?(?P<body>[Đđ]ảng bộ\s+[^.,;:()\n]{{2,60}}?)\s+(?:lần thứ|khóa|khoá)\s+{_NUMERAL}\b"
)
_PLENUM = re.compile(
    rf"\b(?P<kind>Nghị quyết|Kết luận|Văn kiện)\s+(?:(?:của\s+)?Hội nghị\s+)?(?:lần thứ\s+(?P<a>\w+)\s+)?(?:của\s+)?(?:Ban Chấp hành\s+|BCH\s+)?"
    rf"Trung ương(?: Đảng)?\s*(?P<b>\d{{1,2}})?\s*,?\s*\(?(?:khóa|khoá)\s+{_NUMERAL}\b\)?"
)
_STATUTES = re.compile(r"\b(?:Điều lệ Đảng(?: Cộng sản Việt Nam)?|Cương lĩnh xây dựng đất nước[^.,;\n]{0,60})")
_CONSTITUTION = re.compile(r"\bHiến pháp(?: nước Cộng h[oò][àa]? xã hội chủ nghĩa Việt Nam)?")
_LAW = re.compile(
    rf"\b(?P<kind>Bộ luật|Luật|Pháp lệnh)\s+(?P<name>{_CAPITAL}\w*(?:(?:,\s+|\s+)(?!số\b|ngày\b|năm\b|này\b|được\b|đã\b|có\b|là\b|của\b|thì\b|"
    r"hoặc\b|theo\b|quy định\b|do\b|đối với\b|tại\b|và các\b|như\b|gồm\b|khi\b|để\b|cho\b|sửa đổi\b|Căn\b|Luật\b|Nghị\b|Bộ luật\b|ban hành\b)"
    r"\w+){1,9})"
)
_TASKS = re.compile(
    r"\b\d{1,2}\s+[Cc]hương trình công tác(?: toàn khóa)?\s+của\s+(?P<body>[A-ZĐ]\w+ ủy)\s*\(?(?:khóa|khoá)\s+(?P<n>[IVXLC]+)\)?"
)


def find_named(text: str) -> Iterator[Named]:
    """Yield documents referred to by name, longest reading of each place first."""
    taken: list[Span] = []
    for made in sorted(_named(text), key=lambda item: (item.span.start, -len(item.span))):
        if not any(span.overlaps(made.span) for span in taken):
            taken.append(made.span)
            yield made


def _named(text: str) -> Iterator[Named]:
    for found in _LOCAL.finditer(text):
        number = roman(found["n"])
        name = f"{found['kind']} Đại hội {found['body']} lần thứ {found['n']}"
        yield Named(Span(*found.span()), "Nghị quyết", name, number)
    for found in _CONGRESS.finditer(text):
        number = roman(found["n"])
        kind = found["kind"].capitalize()
        yield Named(Span(*found.span()), kind, f"{kind} Đại hội {to_roman(number)}", number)
    for found in _PLENUM.finditer(text):
        term = roman(found["n"])
        which = found["b"] or found["a"]
        if which is None:
            continue
        name = f"{found['kind']} Trung ương {_ordinal(which)} khóa {to_roman(term)}"
        yield Named(Span(*found.span()), found["kind"], name, term)
    for found in _STATUTES.finditer(text):
        yield Named(Span(*found.span()), "Điều lệ" if found[0][0] == "Đ" else "Cương lĩnh", found[0])
    for found in _CONSTITUTION.finditer(text):
        yield Named(Span(*found.span()), "Hiến pháp", "Hiến pháp")
    for found in _TASKS.finditer(text):
        yield Named(Span(*found.span()), "Chương trình", found[0], roman(found["n"]))
    for found in _LAW.finditer(text):
        yield Named(Span(*found.span()), found["kind"], f"{found['kind']} {found['name']}".strip())


_ORDINALS = {"nhất": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}


def _ordinal(text: str) -> str:
    return str(_ORDINALS.get(text.lower(), text))


def to_roman(number: int) -> str:
    """Return a Roman numeral: 13 is XIII."""
    shown = ""
    for value, sign in ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            shown, number = shown + sign, number - value
    return shown
