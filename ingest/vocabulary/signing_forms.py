"""How a signature block is written: for whom one signs, as what, and one's name."""

from __future__ import annotations

import re

from ingest.text.vietnamese import fold

FOR = re.compile(
    r"^(?:T/M|K/T|T/L|T/U|Q/|TM|KT|TL|TUQ|T\.\s?M|K\.\s?T|T\.\s?L|Q)\s*[.:]?(?:\s+|(?<=[./]))[A-ZĐÀ-ỸẠ-Ỵ]"
)
"""For whom one signs: T/M, K/T, T/L (36-HD/VPTW), TM., KT., TL., TUQ. (NĐ 30/2020/NĐ-CP)."""
OFFICE = re.compile(
    r"^(?:phó |quyền |q\. ?|ủy viên )?(?:tổng bí thư|bí thư|chủ tịch|trưởng ban|bộ trưởng|"
    r"thứ trưởng|giám đốc|thủ tướng|chánh văn phòng|chủ nhiệm|viện trưởng|hiệu trưởng|cục trưởng|"
    r"tổng cục trưởng|thường trực|vụ trưởng|trưởng phòng|tổng giám đốc|chánh án|thống đốc|"
    r"tổng kiểm toán|chánh thanh tra|trưởng đoàn|chủ tọa|tổng thanh tra|hiệu phó)\b",
    re.IGNORECASE,
)
NAME = re.compile(
    r"^(?:(?:GS|PGS|TS|ThS|BS|KS|CN|CKII|CKI|(?:Thượng|Đại|Trung|Thiếu) tướng|Đại tá)[. ]{1,2})*"
    r"(?:[A-ZĐÀ-ỸẠ-Ỵ][a-zà-ỹđ]+\s+){1,4}[A-ZĐÀ-ỸẠ-Ỵ][a-zà-ỹđ]+$"
)


_FOLDED = re.compile(fold(OFFICE.pattern))


def is_office_name(text: str) -> bool:
    """Say whether a text begins like an office, whatever recognition made of its accents."""
    return _FOLDED.match(fold(text)) is not None


def is_office(text: str) -> bool:
    """Say whether a line in capitals is one of a signature block: "KT. BỘ TRƯỞNG"."""
    return text.isupper() and (FOR.match(text) is not None or OFFICE.match(text) is not None)
