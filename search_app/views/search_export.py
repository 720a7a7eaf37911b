"""The answer to a search as a table."""

from __future__ import annotations

from collections.abc import Iterator

from index.results import Hit, SearchAnswer
from search_app.views import addresses, citation_styles, spreadsheets, wording
from search_app.views.status import note_of

HEADS = (
    "TT", "Văn bản", "Cơ quan ban hành", "Ngày ban hành", "Chỗ", "Trang", "Câu trả lời",
    "Cả đoạn", "Điều kho biết về việc thay thế, sửa đổi", "Viện dẫn", "Địa chỉ lâu dài",
)  # fmt: skip


def results_csv(answer: SearchAnswer, host: str) -> bytes:
    """Return the hits as CSV; where more were found than are listed, the last row says so.

    :param host: what stands before an address: "http://127.0.0.1:8000".
    """
    rows = [_row(number, hit, host) for number, hit in enumerate(_all(answer.hits), start=1)]
    left = answer.total - len(answer.hits)
    if left > 0:
        told = f"Còn {left} văn bản nữa không có trong bảng này; hãy lọc hẹp lại."
        rows.append(("", told, *[""] * (len(HEADS) - 2)))
    return spreadsheets.as_csv(HEADS, rows)


def _all(hits: tuple[Hit, ...]) -> Iterator[Hit]:
    for hit in hits:
        yield hit
        yield from hit.more


def _row(number: int, hit: Hit, host: str) -> tuple[str, ...]:
    passage = hit.passage
    card = passage.document
    address = addresses.of_passage(passage)
    return (
        str(number),
        wording.title(card),
        citation_styles.issuing_body(card),
        wording.day(card.issued),
        wording.pinpoint(passage.path),
        citation_styles.page_numbers(passage),
        hit.sentence.of(passage.text).strip(),
        passage.text.strip(),
        note_of(hit.statuses, passage),
        citation_styles.own(passage).footnote,
        f"{host}{address}" if address else "",
    )
