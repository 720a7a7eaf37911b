"""The check of a draft and of a quotation as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from index.check_results import (
    CheckedQuotation,
    CheckReport,
    CheckVerdict,
    QuotationVerdict,
)
from index.citations import status_words

REFERENCE_WORDS = {
    CheckVerdict.WRONG: "SAI",
    CheckVerdict.REPLACED: "đã có thay đổi",
    CheckVerdict.AMBIGUOUS: "chưa rõ văn bản nào",
    CheckVerdict.ABSENT: "không thấy",
    CheckVerdict.UNSURE: "chưa đối chiếu được hết",
    CheckVerdict.RIGHT: "khớp",
}
QUOTATION_WORDS = {
    QuotationVerdict.ALTERED: "KHÁC NGUYÊN VĂN",
    QuotationVerdict.SPLICED: "GHÉP",
    QuotationVerdict.ELSEWHERE: "Ở CHỖ KHÁC",
    QuotationVerdict.UNSURE: "chưa kết luận được",
    QuotationVerdict.ABSENT: "không thấy",
    QuotationVerdict.VERBATIM: "nguyên văn",
}


def check_lines(report: CheckReport) -> Iterator[str]:
    """Yield the judgement on a draft line by line, what is wrong first."""
    order = list(REFERENCE_WORDS)
    for checked in sorted(report.references, key=lambda c: order.index(c.verdict)):
        yield f"[{REFERENCE_WORDS[checked.verdict]}] {_flat(checked.text)}"
        if checked.detail:
            yield f"    {checked.detail}"
        yield from (f"    ! {status_words.sentence(status)}" for status in checked.statuses)
    for quoted in report.quotations:
        yield from quotation_lines(quoted)
    yield from report.remarks


def quotation_lines(one: CheckedQuotation) -> Iterator[str]:
    """Yield the judgement on a quotation line by line."""
    words = QUOTATION_WORDS[one.verdict]
    # Capitals are for what is to be put right.
    yield f"[{words if one.is_fault else words.lower()}] “{_flat(one.text)}”"
    yield f"    {one.detail}"
    if one.notes:
        yield f"    ({'; '.join(one.notes)})"


def _flat(text: str) -> str:
    return " ".join(text.split())
