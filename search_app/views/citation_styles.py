"""Citations ready to paste, in Party style and in State style.

Party style follows Hướng dẫn 36-HD/VPTW (2018): first mention with type, number, date
("ngày 07/10/2022", a comma before it), issuing body and subject; later mentions type and
number.  State style follows Nghị định 30/2020/NĐ-CP, Phụ lục I: the date in words.
Provisions run small to large.  What a document does not say is left out, never guessed.
"""

from __future__ import annotations

from dataclasses import dataclass

from index.citations.titles import body_and_subject
from index.results import DocumentCard, PassageView
from search_app.views import wording


@dataclass(frozen=True, slots=True)
class CitationText:
    """One passage, cited: four forms in each of two styles."""

    style: str
    first: str
    short: str
    footnote: str
    quotation: str


def parts(card: DocumentCard) -> tuple[str, str]:
    """Return the body and the subject, the body named once."""
    return body_and_subject(card.deciding_body or card.issuer or "", card.subject or "")


def _body(card: DocumentCard) -> str:
    return parts(card)[0]


VERBS = (
    "ban hành", "bãi bỏ", "bổ sung", "công bố", "công nhận", "hướng dẫn", "kiện toàn", "phê duyệt",
    "quy định", "sửa đổi", "sơ kết", "tăng cường", "thành lập", "thực hiện", "tổ chức", "tổng kết",
    "triển khai", "tuyên truyền",
)  # fmt: skip
"""A subject that opens with one of these follows the body as it is printed, without "về"."""


def _about(card: DocumentCard) -> str:
    subject = parts(card)[1]
    if not subject or not card.number:
        return ""
    begins = subject[:1].lower() + subject[1:]
    return begins if begins.startswith(("về ", "của ", *VERBS)) else f"về {begins}"


def name(card: DocumentCard, *, state: bool) -> str:
    """Return the document as a first mention writes it."""
    parts = [wording.title(card)]
    if card.issued is not None:
        written = wording.long_day(card.issued) if state else f"ngày {wording.day(card.issued)}"
        parts[0] += f" {written}" if state else f", {written}"
    if _body(card):
        parts.append(f"của {_body(card)}")
    parts.append(_about(card))
    return " ".join(part for part in parts if part)


def _page(passage: PassageView) -> str:
    if not wording.paged(passage.document):
        return ""
    if passage.printed_pages and len(passage.printed_pages) == len(passage.pages):
        return "tr. " + "–".join(
            dict.fromkeys((passage.printed_pages[0], passage.printed_pages[-1]))
        )
    if passage.pages:
        both = dict.fromkeys((str(passage.pages[0]), str(passage.pages[-1])))
        return "tr. " + "–".join(both) + " của tệp PDF"
    return ""


def footnote(passage: PassageView, *, state: bool) -> str:
    """Return the form for the foot of a page: body first, then the document, section, page."""
    card = passage.document
    if state:
        whole = name(card, state=True)
    else:
        dated = f", ngày {wording.day(card.issued)}" if card.issued else ""
        about = _about(card)
        whole = f"{wording.title(card)}{dated}" + (f", {about}" if about else "")
        whole = f"{_body(card)}: {whole}" if _body(card) else whole
    note = f"chú thích {passage.note}" if passage.note else ""
    parts = [whole, wording.pinpoint(passage.path), note, _page(passage)]
    return ", ".join(part for part in parts if part) + "."


def _pointed(passage: PassageView, named: str) -> str:
    point = wording.pinpoint(passage.path)
    return f"{point} {named}" if point else named


def cite(passage: PassageView, *, state: bool, quoted: str | None = None) -> CitationText:
    """Return every form for ``passage``; ``quoted`` is a slice of it, all of it when omitted."""
    foot = footnote(passage, state=state)
    text = passage.text if quoted is None else quoted
    return CitationText(
        style="Văn bản Nhà nước" if state else "Văn bản Đảng",
        first=_pointed(passage, name(passage.document, state=state)),
        short=_pointed(passage, wording.title(passage.document)),
        footnote=foot,
        quotation=f"“{text.strip()}” ({foot.removesuffix('.')})",
    )


def of_the_state(passage: PassageView) -> bool:
    """Say whether a passage's document has a State number.

    It carries the year or the issuing authority after a slash ("1568/QĐ-UBND").
    """
    number = passage.document.number or ""
    return "/" in number and number.split("/", 1)[0].isdigit()


def own(passage: PassageView) -> CitationText:
    """Return every form for ``passage`` in the style of its document."""
    return cite(passage, state=of_the_state(passage))


def styles(passage: PassageView, quoted: str | None = None) -> tuple[CitationText, CitationText]:
    """Return both styles, the document's own first."""
    state = of_the_state(passage)
    return (
        cite(passage, state=state, quoted=quoted),
        cite(passage, state=not state, quoted=quoted),
    )
