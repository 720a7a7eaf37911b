"""Sentences that plainly run over the end of a line: "… nhiệm kỳ" / "Đại hội XIII", "số" / "377".

What a page or a window cut is joined again where the words alone prove it: the line before ends
with a word or a sign that nothing ends with, and the next one can go on with it.
"""

from __future__ import annotations

import re

_CUT_NUMBER = re.compile(r"(?:^|\s)(?:số|Điều|khoản|ngày|tháng|năm|khoá|khóa|nhiệm kỳ|giai đoạn)$")
"""Words at a line's end that a figure must follow."""
_FIGURES = re.compile(r"\d|[IVXL]+(?![^\W\d_])(?!\s?[-–.]\s)")
_YEARS = re.compile(r"(?:19|20)\d\d\s?[-–]\s?(?:19|20)\d\d(?!\d)")
_SYMBOL = re.compile(r"\d{1,5}[a-z]?\s?[-–/]\s?[A-ZĐ]{2}")
"""A number that goes on a sentence: "339-QĐ/TW về …" is no list's "339."."""
_HANGING = re.compile(
    r"(?:^|\s)(?:của|và|hoặc|các|những|cho|trong|với|tại|theo|từ|đến|ở|bằng|về|vào|do|là|được|bị"
    r"|đối với|cùng|như|để|khi|nếu|một|mọi|nhiệm kỳ|Văn kiện|Ban|Hội đồng|Bộ|khóa|khoá|Đại hội"
    r"|Nghị quyết|Chỉ thị|Kết luận|Quy định|Quyết định|Hướng dẫn|Luật|Nghị định|Thông tư"
    r"|đồng chí|Đảng bộ)$"
)
"""Words that leave a sentence hanging: no paragraph ends with them."""
_COMPOUND = re.compile(
    r"(?:chính trị|kinh tế|văn hóa|văn hoá|khoa học|quốc phòng|lao động|Mác|Mác-xít|xã hội"
    r"|hành chính|thông tin)$",
    re.IGNORECASE,
)
_SECOND_HALF = re.compile(
    r"[-–]\s?(?:xã hội|công nghệ|an ninh|thương binh|Lênin|Lê-nin|nghề nghiệp|kỹ thuật|sự nghiệp"
    r"|truyền thông|chính trị)\b",
    re.IGNORECASE,
)
"""Compounds written with a dash ("tổ chức chính trị - xã hội"): the half behind it is no list."""
_LONG = 45
"""Letters from which on a line is taken for a part of running text."""


def hangs(line: str) -> bool:
    """Say whether a line ends with a word that leaves its sentence hanging."""
    return _HANGING.search(line.rstrip(" *_")) is not None


def runs_over(before: str, after: str) -> bool:
    """Say whether a sentence of ``before`` plainly goes on in ``after``."""
    before, after = before.rstrip(" *_"), after.lstrip(" *_")
    if not before or not after or before.isupper():
        return False
    if _CUT_NUMBER.search(before) and _FIGURES.match(after):
        return True
    if before[-1] in ".;:!?…”":
        return False
    if _YEARS.match(after) or (_SYMBOL.match(after) and len(before) > _LONG):
        return True
    if _SECOND_HALF.match(after):
        return _COMPOUND.search(before) is not None
    cut = len(before) > _LONG and hangs(before)
    return cut and (after[:1].isupper() or after[:1] in '“"') and not after.isupper()
