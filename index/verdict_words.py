"""What the verdicts of a check are called (Vietnamese), and which of them are to be put right.

Pages, reports, commands and the comments of a Word file take their words from here.
"""

from __future__ import annotations

from enum import Enum

from index.check_results import Checked, CheckedQuotation, CheckVerdict, QuotationVerdict

Judged = Checked | CheckedQuotation


class Group(Enum):
    """What a reader does with a verdict, in the order they are told: (key, heading)."""

    FAULT = ("fault", "Cần sửa")
    UNSURE = ("unsure", "Chưa chắc")
    RIGHT = ("right", "Khớp")

    @property
    def key(self) -> str:
        """Return the name pages style it by."""
        return self.value[0]

    @property
    def title(self) -> str:
        """Return its heading (Vietnamese)."""
        return self.value[1]


_REFERENCE = {
    CheckVerdict.WRONG: "sai",
    CheckVerdict.REPLACED: "đã bị thay thế, bãi bỏ hoặc sửa đổi",
    CheckVerdict.AMBIGUOUS: "có thể là nhiều văn bản",
    CheckVerdict.UNSURE: "chưa đối chiếu được hết",
    CheckVerdict.ABSENT: "chưa có trong kho và danh mục",
    CheckVerdict.RIGHT: "khớp",
}
_QUOTATION = {
    QuotationVerdict.ALTERED: "khác nguyên văn",
    QuotationVerdict.SPLICED: "câu ghép",
    QuotationVerdict.ELSEWHERE: "không ở chỗ được dẫn",
    QuotationVerdict.UNSURE: "chưa kết luận được",
    QuotationVerdict.ABSENT: "không thấy trong kho",
    QuotationVerdict.VERBATIM: "đúng nguyên văn",
}
_IN_ANOTHER = "có ở văn bản khác, chưa đối chiếu được nguồn được dẫn"
"""What "elsewhere" is called where the cited document was not looked into, or not whole."""


def verdict_words(judged: Judged) -> str:
    """Return what the verdict on a reference or a quotation is called, in small letters."""
    if isinstance(judged, Checked):
        return _REFERENCE[judged.verdict]
    if judged.doubt and judged.verdict is QuotationVerdict.ELSEWHERE:
        return _IN_ANOTHER
    if judged.doubt and judged.verdict is not QuotationVerdict.ABSENT:
        return _QUOTATION[QuotationVerdict.UNSURE]
    return _QUOTATION[judged.verdict]


def group_of(judged: Judged) -> Group:
    """Return what a reader does with the verdict on a reference or a quotation."""
    if judged.is_fault:
        return Group.FAULT
    agrees = judged.verdict in (CheckVerdict.RIGHT, QuotationVerdict.VERBATIM)
    return Group.RIGHT if agrees else Group.UNSURE


def heading(judged: Judged) -> str:
    """Return the verdict's words as plain text sets them: in capitals what is to be put right."""
    words = verdict_words(judged)
    return words.upper() if judged.is_fault else words[:1].upper() + words[1:]
