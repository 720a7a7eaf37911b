"""The answer to a search as a table."""

from __future__ import annotations

from collections.abc import Iterator

from index.results import AnswerKind, Hit, SearchAnswer
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
    numbered = enumerate(_all(answer.hits), start=1)
    rows = [_row(number, hit, host, answers=not answer.opens) for number, hit in numbered]
    if told := _left_out(answer):
        rows.append(("", told, *[""] * (len(HEADS) - 2)))
    return spreadsheets.as_csv(HEADS, rows)


def _left_out(answer: SearchAnswer) -> str:
    """Say (Vietnamese) what the answer has beside its hits, "" where that is nothing."""
    if answer.kind is AnswerKind.NUMBER and answer.lookup is not None:
        absent = sum(match.card.id is None for match in answer.lookup.matches)
        return f"Còn {absent} văn bản mang số hay tên ấy mà kho không có." if absent else ""
    left = answer.total - len(answer.hits)
    return f"Còn {left} văn bản nữa không có trong bảng này; hãy lọc hẹp lại." if left > 0 else ""


def _all(hits: tuple[Hit, ...]) -> Iterator[Hit]:
    for hit in hits:
        yield hit
        yield from hit.more


def _row(number: int, hit: Hit, host: str, *, answers: bool) -> tuple[str, ...]:
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
        hit.sentence.of(passage.text).strip() if answers else "",
        passage.text.strip(),
        note_of(hit.statuses, passage),
        citation_styles.own(passage).footnote,
        f"{host}{address}" if address else "",
    )
