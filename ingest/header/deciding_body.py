"""The body that decided, as the opening sentence names it: "Ban Bí thư quy định …"."""

from __future__ import annotations

import re
from functools import cache

from ingest.claims import Claim, ClaimSource
from ingest.header.cells import HeaderBlock
from ingest.layout.canonical_text import LaidOut
from ingest.text.spans import Span
from ingest.vocabulary.document_numbers import DocumentNumber
from ingest.vocabulary.issuers import deciding_pattern

_CENTRAL = re.compile(r"Ban Bí thư|Bộ Chính trị|Ban Chấp hành Trung ương")
_ORGAN_DECIDING = re.compile(
    r"(?<!của )(?P<body>(?:Ban (?:Tổ chức|Tuyên giáo|Dân vận|Nội chính|Xây dựng Đảng)"
    r"(?: và Dân vận)?"
    r"|Ủy ban Kiểm tra|Văn phòng) (?:Trung ương|(?:Tỉnh|Thành|Huyện|Quận|Thị|Đảng) ủy"
    r"(?: [A-ZĐÀ-Ỹ]\w*){0,4}))\s*"
    r"(?:yêu cầu|quy định|quyết định|ban hành|kết luận|hướng dẫn|thông báo|báo cáo)"
)
MOST_OPENING = 6000
"""Letters of the longest opening before a document's first provision."""
_FIRST_PROVISION = re.compile(
    r"\n\W{0,3}(?:Điều\s+(?:1|thứ nhất)\s*[.:]|(?:Chương|Phần|Mục)\s+(?:I|1|thứ nhất)\b"
    r"|(?:I|1|A)\s?[-–.]\s*\w)"
)


def _front_end(front: HeaderBlock) -> int:
    """Return where the header's cells end that stand above the type word, or the word itself."""
    if front.kind_at is not None:
        return front.cells[front.kind_at].span.start
    return front.cells[0].span.end if front.cells else 0


@cache
def deciding_sentence() -> re.Pattern[str]:
    """Return what a sentence by which a central body or a committee decides begins with."""
    return re.compile(
        rf"(?<!của )(?P<body>{deciding_pattern()})\s*(?:khóa\s+[IVXLC]+\s*)?(?:\([^)]*\)\s*)?,?\s*"
        r"(?:yêu cầu|quy định|quyết định|ban hành|kết luận|hướng dẫn|chỉ thị|thông báo|quyết nghị)"
    )


def deciding_body(
    laid: LaidOut,
    front: HeaderBlock,
    number: Claim[DocumentNumber] | None,
    issuer: Claim[str] | None,
) -> Claim[str] | None:
    """Return the body that decided, from the opening sentence ("Ban Bí thư quy định …").

    A text without a left block may name its organ there alone ("Ban Tuyên giáo Quận ủy hướng
    dẫn …").  A central body decides nothing that bears an organ's or a province's number.
    """
    opening = laid.text[: min(laid.body_end, MOST_OPENING)]
    provision = _FIRST_PROVISION.search(opening, _front_end(front))
    opening = opening[: provision.start()] if provision else opening
    for sentence in deciding_sentence().finditer(opening):
        if number is None or _may_decide(sentence["body"], number.value):
            return Claim(sentence["body"], ClaimSource.OPENING, Span(*sentence.span("body")))
    organ = _ORGAN_DECIDING.search(opening) if issuer is None else None
    if organ is None:
        return None
    return Claim(organ["body"], ClaimSource.OPENING, Span(*organ.span("body")))


def _may_decide(body: str, number: DocumentNumber) -> bool:
    central = _CENTRAL.match(body) is not None
    return (
        not central or number.body is None or (number.body.endswith("TW") and len(number.body) == 2)
    )
