"""Issuing bodies as references name them ("của Ban Bí thư", "của Tỉnh ủy Lào Cai").

Standard library only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from ingest.vocabulary.issuer_extent import own_words
from ingest.vocabulary.issuers import central_pattern

CAPITAL = "[A-ZĐÀÁẢÃẠĂÂÈÉẺẼẸÊÌÍỈĨỊÒÓỎÕỌÔƠÙÚỦŨỤƯỲÝỶỸỴẮẰẲẴẶẤẦẨẪẬẾỀỂỄỆỐỒỔỖỘỚỜỞỠỢỨỪỬỮỰ]"
"""A character class: one capital letter of Vietnamese, in NFC."""

_ASIDE = r"(?:\s\((?:nay là|sau là|gọi|viết tắt)[^()\n]{2,60}\))?"
_STOP_WORDS = (
    "về|ngày|số|khóa|ban hành|quy định|hướng dẫn|sửa|thay|được|đã|là|có|trong|theo|để|nhằm|như|"
    "gắn|đến|tới|từ|với|cho|tại|trên|này|nêu|thì|phải|cần|do|bị|ra|một|các|những|việc|phê|công bố|"
    "thực hiện|giao|triển|yêu|khi|nếu|mà|đối|sẽ|không|đang|cũng|chỉ|xác|đề|kết luận|kèm|và các|"
    "và những|năm|nhiệm kỳ|hết|hoặc|nhưng|vào|bằng|còn|chưa|đồng ý|thống nhất|ký|mới|lần|làm|"
    "quyết định|căn cứ|bãi|bổ sung|họp|tuyên|đó|trước|sau|tiếp tục|đối với|nhất|khẳng|chính là|trở"
    # What a sentence goes on with is another document, not more of the body's name.
    r"|(?:và|hoặc|cùng)\s(?:Quy định|Nghị quyết|Chỉ thị|Kết luận|Hướng dẫn|Quyết định|Kế hoạch|"
    "Thông báo|Bộ luật|Luật|Nghị định|Thông tư|Chương trình|Công văn|Quy chế|Điều lệ|Pháp lệnh|"
    "Đề án|Báo cáo)"
)
_ANY_AT = re.compile(
    rf"[\s*_]{{0,3}},?\s{{0,2}}\(?của\s{{1,2}}(?P<name>(?:liên ngành\s)?{CAPITAL}[\w-]*"
    rf"(?:(?:, (?=(?:Bộ|Ngân hàng|Tòa|Viện|Ban|Ủy ban Dân tộc)\s)| )(?!(?:{_STOP_WORDS})(?!\w))"
    rf"[\w-]+){{0,11}}){_ASIDE}"
)
_TRAILING = re.compile(r"\s+(?:và|cùng|về)$")


@cache
def _central_at() -> re.Pattern[str]:
    return re.compile(
        r"[\s*_]{0,3},?\s{0,2}\(?(?:của\s)?(?:liên tịch\s)?"
        rf"(?P<name>{central_pattern()})(?!\w){_ASIDE}"
    )


@dataclass(frozen=True, slots=True)
class FoundBody:
    """A body and the offset where its name ends."""

    name: str
    end: int


def body_at(text: str, at: int) -> FoundBody | None:
    """Return the issuing body named right at ``at`` ("[,] [của] Bộ Chính trị"), if one is."""
    central = _central_at().match(text, at)
    if central is not None:
        # "Ban Tổ chức Trung ương …" and "Chính phủ nước …" are read whole.
        return FoundBody(_joined(central["name"]), central.end())
    body = _ANY_AT.match(text, at)
    if body is None:
        return None
    name = body["name"]
    words = list(re.finditer(r"\S+", name))
    own = own_words([word[0].rstrip(",") for word in words])
    if own < len(words):
        end = words[own - 1].end()
        return FoundBody(_joined(name[:end]), body.start("name") + end)
    cut = _TRAILING.search(name)
    end = body.start("name") + cut.start() if cut else body.end()
    return FoundBody(_joined(name[: cut.start()] if cut else name), end)


def _joined(name: str) -> str:
    return " ".join(name.split())
