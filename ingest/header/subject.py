"""The subject (trích yếu) below the type word, or on the "V/v …" lines of a letter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from ingest.claims import Claim, ClaimSource
from ingest.header.cells import DATE_CELL, HeaderBlock, HeaderCell
from ingest.header.deciding_body import deciding_sentence
from ingest.header.issuers import SUBJECT_LEAD
from ingest.header.number import is_number_cell
from ingest.text.note_signs import SIGNS
from ingest.text.spans import Span
from ingest.text.vietnamese import fold
from ingest.vocabulary.issuer_names import begins_body, is_open_ended
from ingest.vocabulary.signing_forms import FOR, OFFICE

_SALUTATION = re.compile(r"kinh (?:gui|thua)\b")
_OPENING = re.compile(r"như sau\s*:?|[:;]$")
_NOTE_MARKS = re.compile(rf"[{SIGNS}]+(?!\w)")
MOST_SUBJECT_WORDS = 200
"""A circular that amends ten others names them all in its title."""


_IN_BRACKETS = re.compile(r"\(\s*[Vv]/[Vv]\s*:?\s*(?P<said>[^()]{8,300}?)[\s.]*\)")
"""The subject of a contract or a form below its title: "(V/v …)"."""


def subject_of(front: HeaderBlock) -> Claim[str] | None:
    """Return the trích yếu: what follows the type word, or a letter's "V/v …" lines."""
    if front.kind_at is None:
        return _letter_subject(front)
    parts: list[HeaderCell] = []
    for cell in front.cells[front.kind_at + 1 :]:
        bracketed = _IN_BRACKETS.fullmatch(cell.text)
        if bracketed:
            start = cell.span.start
            return Claim(
                bracketed["said"], ClaimSource.HEADER, Span(*bracketed.span("said")).shifted(start)
            )
        if cell.noise:
            continue
        bare_motto = cell.motto and len(cell.text) < 60 and not fold(cell.text).startswith("ve ")
        if cell.rule or bare_motto or is_number_cell(cell):
            if parts:
                break
            continue
        if _ends_subject(cell, parts):
            break
        parts.append(cell)
    return _claim_of(parts)


def _ends_subject(  # noqa: PLR0911  # one per sign
    cell: HeaderCell, parts: Sequence[HeaderCell]
) -> bool:
    """Say whether a cell is no longer the subject: a date, a bracket, a body, an opening."""
    text = cell.text
    if DATE_CELL.match(text) or text.startswith("(") or len(text.split()) > MOST_SUBJECT_WORDS:
        return True
    if not parts and text.endswith(".") and begins_body(text) and not text.isupper():
        return True  # a body says something: the opening of a paper without subject
    if _SALUTATION.match(fold(text)) or (parts and _opens_body(text)):
        return True
    if len(text.split()) > 12 and _OPENING.search(text):
        return True
    if parts and text.isupper():
        if OFFICE.match(text) or FOR.match(text):
            return True
        mixed = not parts[-1].text.isupper()
        return mixed or (begins_body(text) and not is_open_ended(parts[-1].text))
    if parts and parts[-1].text.isupper() and not text.isupper():
        return True
    if parts and parts[-1].bold and not cell.bold:
        return True
    if parts and (parts[-1].text.endswith((".", ";")) or _is_sentence(text)):
        return True
    if parts and (_PROVISION.match(text) or _is_short_sentence(text, parts[-1].text)):
        return True
    return bool(parts) and deciding_sentence().match(text) is not None


def _opens_body(text: str) -> bool:
    """Say whether a line in ordinary letters leads on to what follows ("… quyết nghị:")."""
    return text.endswith(":") and not text.isupper() and len(text.split()) > 1


_PROVISION = re.compile(
    r"^\W{0,3}(?:Điều\s+\d+[a-zđ]?\s*[.:]|(?:Chương|Phần|Mục)\s+(?:[IVX]+|\d+|thứ)\b|[IVX]+\s?[-.]\s"
    r"|1\s?[-.]\s)"
)
_DANGLING = re.compile(
    r"(?:^|\s)(?:của|và|về|các|cho|trong|với|tại|theo|đối với|do|từ|đến|ở|trên|hoặc|ngày"
    r"|(?<!đầu )(?<!giữa )(?<!cuối )(?<!hằng )(?<!hàng )(?<!cả )năm"
    r"|(?:quyết|định|thị|luận|dẫn|hoạch|trình|báo|tư|lệnh|án|văn|luật|bão) số"
    r"|kèm|nghị quyết|quy định|chỉ thị|kết luận|hướng dẫn)$",
    re.IGNORECASE,
)


def _is_short_sentence(text: str, before: str) -> bool:
    """Say whether a line is a sentence of its own: capital, full stop, no word hanging above."""
    return (
        text[:1].isupper() and text.endswith((".", "!", "?")) and _DANGLING.search(before) is None
    )


def _is_sentence(text: str) -> bool:
    """Say whether a paragraph behind the subject is the body's first sentence."""
    words = len(text.split())
    return words > 40 or (words > 18 and text.endswith((".", ";")))


def _letter_subject(front: HeaderBlock) -> Claim[str] | None:
    """Return "V/v …" of a letter with the lines of the left block that go on with it."""
    below = subject_below_number(front)
    for n, cell in enumerate(front.cells):
        lead = SUBJECT_LEAD.match(cell.text)
        if lead is None and cell is not below:
            continue
        skipped = lead.end() if lead else 0
        text = cell.text[skipped:]
        start = cell.span.start + skipped
        parts = [HeaderCell(text, Span(start, cell.span.end), cell.paragraph)]
        for more in front.cells[n + 1 : n + 5]:
            if more.motto or more.rule or DATE_CELL.match(more.text) or is_number_cell(more):
                break
            if more.text.isupper() or fold(more.text).startswith("kinh gui"):
                break
            parts.append(more)
        return _claim_of(parts)
    return None


def _claim_of(parts: Sequence[HeaderCell]) -> Claim[str] | None:
    if not parts:
        return None
    text = " ".join(part.text for part in parts)
    text = _NOTE_MARKS.sub("", text).strip(" .;:*_–—-")
    words = len(text.split())
    if not 1 <= words <= MOST_SUBJECT_WORDS or not re.search(r"\w{2}", text):
        return None
    return Claim(text, ClaimSource.HEADER, Span(parts[0].span.start, parts[-1].span.end))


_ABOUT = re.compile(r"^[Vv]ề\s+(?=\w)")


def subject_below_number(front: HeaderBlock) -> HeaderCell | None:
    """Return "Về …" right under the number where no type word stands: a letter's subject."""
    for number, cell in pairwise(front.cells):
        if is_number_cell(number) and _ABOUT.match(cell.text):
            return cell
    return None
