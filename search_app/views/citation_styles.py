"""Citations ready to paste, in Party style and in State style.

Party style follows Hướng dẫn 36-HD/VPTW (2018): first mention with type, number, date
("ngày 12/9/2023", a comma before it), issuing body and subject; later mentions type and
number.  State style follows Nghị định 30/2020/NĐ-CP, Phụ lục I: the date in words.
Provisions run small to large.  What a document does not say is left out, never guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from index.citations.titles import body_and_subject
from index.metadata.sentence_case import begins_sentence
from index.results import DocumentCard, PassageView
from ingest.text.dates import find_dates
from ingest.text.vietnamese import fold
from search_app.views import wording


@dataclass(frozen=True, slots=True)
class CitationText:
    """One passage, cited: four forms in each of two styles."""

    style: str
    first: str
    short: str
    footnote: str
    quotation: str
    """The words with their source, and what became of them."""


def parts(card: DocumentCard) -> tuple[str, str]:
    """Return the body and the subject, the body named once."""
    return body_and_subject(card.deciding_body or card.issuer or "", card.subject or "")


def issuing_body(card: DocumentCard) -> str:
    """Return the body; bodies that issued something together are told apart by commas."""
    return _JOINTLY.sub(", ", parts(card)[0])


_JOINTLY = re.compile(
    r" - (?=(?:Bộ|Viện|Tòa|Ủy ban|Ban|Tổng|Hội|Đoàn|Kiểm toán|Thanh tra|Sở|Phòng|"
    r"Văn phòng|Liên đoàn|Công an) )"
)
VERBS = (
    "ban hành", "bãi bỏ", "bổ sung", "công bố", "công nhận", "đính chính", "hướng dẫn", "kiện toàn",
    "phê duyệt", "quy định", "sửa đổi", "sơ kết", "tạm ngưng", "tăng cường", "thành lập",
    "thực hiện", "tổ chức", "tổng kết", "triển khai", "tuyên truyền", "đẩy mạnh",
)  # fmt: skip
"""A subject that opens with one of these follows the body as it is printed, without "về"."""
_STATUTES = frozenset({"Luật", "Bộ luật", "Pháp lệnh"})


def _about(card: DocumentCard) -> str:
    subject = parts(card)[1]
    if not subject or _is_statute(card):
        return ""
    begins = begins_sentence(subject)
    if card.kind == "Công văn" and not begins.startswith(("về ", "việc ")):
        # A letter prints "V/v", and nothing else is its subject's lead.
        return f"về việc {begins}"
    return begins if _continues(begins) else f"về {begins}"


def _continues(begins: str) -> bool:
    return begins.startswith(("về ", "của ", *VERBS))


def _is_statute(card: DocumentCard) -> bool:
    """Say whether a law is called by its subject: "Luật Bảo hiểm xã hội số 41/2024/QH15"."""
    if card.kind not in _STATUTES or not card.subject:
        return False
    return not _continues(begins_sentence(card.subject))


def document_name(card: DocumentCard) -> tuple[str, str]:
    """Return what a document is called before its day, and what its body is followed by."""
    if card.number:
        named = f"{card.kind} {_name_of_statute(card)}" if _is_statute(card) else card.kind
        return f"{named or 'Văn bản'} số {card.number}", _about(card)
    if card.kind and issuing_body(card) and parts(card)[1] and not _is_meeting(card):
        return card.kind, _about(card)
    return wording.title(card), ""


def _name_of_statute(card: DocumentCard) -> str:
    subject = (card.subject or "").removeprefix(f"{card.kind} ")
    return subject[:1].upper() + subject[1:]


def _is_meeting(card: DocumentCard) -> bool:
    """Say whether the subject is the name of a meeting: "Nghị quyết Đại hội …" is a name."""
    return begins_sentence(card.subject or "")[:1].isupper()


def name(card: DocumentCard, *, state: bool) -> str:
    """Return the document as a first mention writes it."""
    called, about = document_name(card)
    body = issuing_body(card)
    if not card.number and not about and fold(body) in fold(called):
        body = ""
    dated = "" if _tells_day(called, card) else _dated(card, state=state)
    words = [called + dated, f"của {body}" if body else "", about]
    return " ".join(word for word in words if word)


def _tells_day(called: str, card: DocumentCard) -> bool:
    """Say whether a title says the day itself."""
    return not card.number and any(day.value == card.issued for day in find_dates(called))


def _dated(card: DocumentCard, *, state: bool) -> str:
    if card.issued is None:
        return ""
    return f" {wording.long_day(card.issued)}" if state else f", ngày {wording.day(card.issued)}"


def page_numbers(passage: PassageView) -> str:
    """Return the pages of a passage, as printed where the document prints them: "4–5"."""
    if not wording.paged(passage.document):
        return ""
    printed = passage.printed_pages
    numbers = printed if prints_pages(passage) else tuple(map(str, passage.pages))
    return "–".join(dict.fromkeys((numbers[0], numbers[-1]))) if numbers else ""


def prints_pages(passage: PassageView) -> bool:
    """Say whether the document prints a number on every page of the passage."""
    return bool(passage.printed_pages) and len(passage.printed_pages) == len(passage.pages)


def _page(passage: PassageView) -> str:
    numbers = page_numbers(passage)
    if not numbers:
        return ""
    return f"tr. {numbers}" + ("" if prints_pages(passage) else " của tệp PDF")


# A page of answers cites few documents many times.  What is kept depends on the card alone, so
# it tells nobody more than the card that they were given.
@lru_cache(maxsize=4096)
def _document_at_foot(card: DocumentCard, state: bool) -> str:
    """Return the document as the foot of a page names it, before section and page."""
    if state:
        return name(card, state=True)
    called, about = document_name(card)
    dated = "" if _tells_day(called, card) else _dated(card, state=False)
    whole = called + dated + (f", {about}" if about else "")
    body = issuing_body(card)
    return f"{body}: {whole}" if body and (card.number or about) else whole


def footnote(passage: PassageView, *, state: bool) -> str:
    """Return the form for the foot of a page: body first, then the document, section, page."""
    whole = _document_at_foot(passage.document, state)
    return ", ".join(part for part in (whole, place(passage)) if part) + "."


def place(passage: PassageView) -> str:
    """Return where in its document a passage stands: "khoản 2 Điều 3, tr. 4"."""
    note = f"chú thích {passage.note}" if passage.note else ""
    parts = (_pinpoint(passage), note, _page(passage))
    return ", ".join(part for part in parts if part)


def _pinpoint(passage: PassageView) -> str:
    """Return the section; an annex that the document itself is ("Phụ lục 5: …") is its name."""
    path, called = passage.path, wording.title(passage.document)
    own = bool(path) and re.match(rf"{re.escape(path[0])}(?!\w)", called, re.IGNORECASE)
    return wording.pinpoint(path[1:] if own else path)


def _pointed(passage: PassageView, named: str) -> str:
    point = _pinpoint(passage)
    return f"{point} {named}" if point else named


def cite(
    passage: PassageView, *, state: bool, quoted: str | None = None, note: str = ""
) -> CitationText:
    """Return every form for ``passage``; ``quoted`` is a slice of it, all of it when omitted."""
    foot = footnote(passage, state=state)
    text = passage.text if quoted is None else quoted
    return CitationText(
        style="Văn bản Nhà nước" if state else "Văn bản Đảng",
        first=_pointed(passage, name(passage.document, state=state)),
        short=_pointed(passage, wording.title(passage.document)),
        footnote=f"{foot} {note}".rstrip(),
        quotation=_quoted(text, foot, note),
    )


def _quoted(text: str, foot: str, note: str) -> str:
    return f"“{text.strip()}” ({foot.removesuffix('.')})" + (f" [{note}]" if note else "")


def own_quotation(passage: PassageView, note: str = "") -> str:
    """Return the words of ``passage`` with their source in the style of its document.

    The same as ``own(passage, note).quotation``, without the forms that a list of answers
    does not show.
    """
    foot = footnote(passage, state=is_of_the_state(passage.document))
    return _quoted(passage.text, foot, note)


def is_of_the_state(card: DocumentCard) -> bool:
    """Say whether a document has a State number.

    It carries the year or the issuing authority after a slash ("1568/QĐ-UBND").
    """
    number = card.number or ""
    return "/" in number and number.split("/", 1)[0].isdigit()


def own(passage: PassageView, note: str = "") -> CitationText:
    """Return every form for ``passage`` in the style of its document."""
    return cite(passage, state=is_of_the_state(passage.document), note=note)


def styles(
    passage: PassageView, quoted: str | None = None, note: str = ""
) -> tuple[CitationText, CitationText]:
    """Return both styles, the document's own first; ``note`` says what became of the words."""
    state = is_of_the_state(passage.document)
    return (
        cite(passage, state=state, quoted=quoted, note=note),
        cite(passage, state=not state, quoted=quoted, note=note),
    )
