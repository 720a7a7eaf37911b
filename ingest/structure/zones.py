"""Which paragraphs are header, signature, table of contents, annex heading, or body.

The header's block and the signature with its recipients ("Nơi nhận") are read as
claims (:mod:`ingest.header.header`), never found as passages.  Annexes and documents
"ban hành kèm theo" stand behind the signature and are parts of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from ingest.header.cells import MOTTO
from ingest.layout.paragraphs import Paragraph
from ingest.structure.contents import contents_of, is_contents_heading
from ingest.structure.markers import Marker, markers_at
from ingest.text.vietnamese import fold
from ingest.vocabulary.document_types import kinds_by_word
from ingest.vocabulary.signing_forms import FOR, NAME, OFFICE

_RECIPIENTS = re.compile(r"noi (?:nhan|gui)\b\s*:?")
_SIGNED = re.compile(r"^\(?\s*(?:đã ký|ký tên|da ky)", re.IGNORECASE)
_ATTACHED = re.compile(
    r"^[(\[]?\s*(?:được\s+)?"
    r"(?:ban hành\s+(?:kèm\s+)?theo|kèm theo|phê duyệt (?:kèm )?theo|đính kèm)\b",
    re.IGNORECASE,
)
_PREAMBLE = re.compile(
    r"^[-–+*]?\s*(?:căn cứ|xét|theo đề nghị|thực hiện|thi hành)\b", re.IGNORECASE
)
MOST_ATTACHED = 120
"""Words of a label that tells with what it was issued ("Mẫu số 4: Ban hành kèm theo …")."""
_ADDRESSED = re.compile(r"kính (?:gửi|trình)\s*(?::|$)", re.IGNORECASE)
_ITEM = re.compile(r"[-–+•*]")
SHORT = 16
"""Words of the longest line a signature block has beside its recipients."""


class Zone(Enum):
    """What a paragraph belongs to."""

    HEADER = auto()
    CONTENTS = auto()
    BODY = auto()
    SIGNATURE = auto()


@dataclass(frozen=True, slots=True)
class AnnexHead:
    """The heading of an annex: its label, how a reader cites it, and its title's paragraphs."""

    label: str
    cited: str
    rank: int
    rest: str
    titles: tuple[int, ...]


def annex_heads(
    paragraphs: Sequence[Paragraph], start: int, quoted: frozenset[int]
) -> dict[int, AnnexHead]:
    """Return the annex headings by paragraph index, from index ``start`` on."""
    heads: dict[int, AnnexHead] = {}
    taken: set[int] = set()
    for n in range(start, len(paragraphs)):
        if n in quoted or n in taken or paragraphs[n].contents or paragraphs[n].table:
            continue
        head = _labelled(paragraphs, n) or _attached(paragraphs, n, start)
        if head is not None:
            heads[n] = head
            taken.update(head.titles)
    for n in _listed(heads, paragraphs):
        del heads[n]
    return heads


def _listed(heads: dict[int, AnnexHead], paragraphs: Sequence[Paragraph]) -> Iterator[int]:
    """Yield the headings that are a list of annexes: each with its title, one right below another.

    A bare "PHỤ LỤC" above such a list heads the list.
    """
    listed = [n for n, head in heads.items() if head.rest and not paragraphs[n].capitals]
    for n in listed:
        if n - 1 in listed or n + 1 in listed:
            yield n
            if n - 1 in heads and not heads[n - 1].rest and not heads[n - 1].titles:
                yield n - 1


def _labelled(paragraphs: Sequence[Paragraph], n: int) -> AnnexHead | None:
    paragraph = paragraphs[n]
    marker = next((m for m in markers_at(paragraph.text) if m.form.level == "annex"), None)
    if marker is None:
        return None
    rest = paragraph.text[marker.end :].strip(" .:–—-")
    if not _is_heading(paragraph, rest, marker):
        return None
    if MOTTO.search(fold(rest)) or _ATTACHED.match(rest):
        # A form prints the State's name beside its label, or with what it was issued.
        rest = ""
    word = "Mẫu số" if marker.form.name == "form" else "Phụ lục"
    titles = () if rest and not rest.startswith("(") else _title_lines(paragraphs, n + 1)
    return AnnexHead(
        marker.label.rstrip(" .:"), f"{word} {marker.value}".strip(), marker.form.rank, rest, titles
    )


def _is_heading(paragraph: Paragraph, rest: str, marker: Marker) -> bool:
    """Say whether "Phụ lục …" heads a part, not a sentence that begins with these words."""
    if paragraph.size > (MOST_ATTACHED if _ATTACHED.match(rest) else 60):
        return False
    if not rest or rest.isupper() or rest.startswith("(") or paragraph.bold:
        return not rest.endswith((";", ","))
    marked = paragraph.text[marker.end :].lstrip()[:1] in {".", ":", "–", "-"}
    capital = rest[:1].isupper() and not rest.endswith((".", ";", ",", ":"))
    return capital and (marked or marker.label.isupper())


def _attached(paragraphs: Sequence[Paragraph], n: int, start: int) -> AnnexHead | None:
    """Return the heading of a document issued with this one: "QUY CHẾ … (Kèm theo …)"."""
    paragraph = paragraphs[n]
    if n <= start or not _is_title(paragraph):
        return None
    at = _attached_line(paragraphs, n)
    if at is None:
        return None
    if any(MOTTO.search(p.folded) for p in paragraphs[n:at]):
        # The attached document has a header of its own; its title comes below that.
        return None
    kind = next((k for k in _longest_kinds() if fold(paragraph.text).startswith(k)), None)
    word = kinds_by_word()[kind] if kind else paragraph.text.capitalize()
    rest = paragraph.text[len(kind) :].strip(" .:") if kind else ""
    return AnnexHead(
        paragraph.text[: len(kind)] if kind else paragraph.text,
        f"{' '.join(word.split()[:12])} kèm theo",
        0,
        rest,
        tuple(range(n + 1, at)),
    )


def _is_title(paragraph: Paragraph) -> bool:
    if not paragraph.capitals or paragraph.size > 40 or _is_signed(paragraph):
        return False
    marked = any(marker.form.rank < 90 for marker in markers_at(paragraph.text))
    return not marked and MOTTO.search(paragraph.folded) is None


def _attached_line(paragraphs: Sequence[Paragraph], n: int) -> int | None:
    """Return the index of "(Ban hành kèm theo …)" when only a title stands between."""
    for at in range(n + 1, min(n + 6, len(paragraphs))):
        paragraph = paragraphs[at]
        if _ATTACHED.match(paragraph.text):
            return at
        if _is_signed(paragraph) or paragraph.size > 60 or markers_at(paragraph.text):
            return None
    return None


def _is_signed(paragraph: Paragraph) -> bool:
    """Say whether a line belongs to a signature block."""
    text = paragraph.text
    if text.isupper():
        return FOR.match(text) is not None or OFFICE.match(text) is not None
    return NAME.match(text) is not None or _SIGNED.match(text) is not None


def _longest_kinds() -> list[str]:
    return sorted(kinds_by_word(), key=len, reverse=True)


def _title_lines(paragraphs: Sequence[Paragraph], start: int) -> tuple[int, ...]:
    """Return the paragraphs of a title below its label: capitals or bold, three at most."""
    lines: list[int] = []
    for n in range(start, min(start + 3, len(paragraphs))):
        paragraph = paragraphs[n]
        if paragraph.table or markers_at(paragraph.text) or paragraph.size > 60:
            break
        if not (paragraph.capitals or paragraph.bold) or _ATTACHED.match(paragraph.text):
            break
        if MOTTO.search(paragraph.folded):
            break
        lines.append(n)
    return tuple(lines)


def addressees(paragraphs: Sequence[Paragraph]) -> frozenset[int]:
    """Return the paragraphs that say to whom a letter goes, below "Kính gửi:": no list of it."""
    found: set[int] = set()
    for n, paragraph in enumerate(paragraphs):
        if _ADDRESSED.match(paragraph.text):
            at = n + 1
            while at < len(paragraphs) and _ITEM.match(paragraphs[at].text):
                found.add(at)
                at += 1
    return frozenset(found)


def title_lines(paragraphs: Sequence[Paragraph], start: int) -> tuple[int, ...]:
    """Return the paragraphs that are the title of a bare heading ("Chương II")."""
    return _title_lines(paragraphs, start)


def zones_of(
    paragraphs: Sequence[Paragraph], body_start: int, heads: dict[int, AnnexHead]
) -> tuple[Zone, ...]:
    """Return the zone of every paragraph.

    :param body_start: offset in the canonical text at which the header's block ends.
    """
    contents = contents_of(paragraphs)
    zones = [
        Zone.HEADER
        if p.span.end <= body_start
        else Zone.CONTENTS
        if n in contents or p.contents or is_contents_heading(p)
        else Zone.BODY
        for n, p in enumerate(paragraphs)
    ]
    n = 0
    while n < len(paragraphs):
        if zones[n] is Zone.BODY and n not in heads and _begins_signature(paragraphs, n):
            end = max(n + 1, _signature_end(paragraphs, n, heads))
            zones[n:end] = [Zone.SIGNATURE] * (end - n)
            n = end
        else:
            n += 1
    return tuple(zones)


def _begins_signature(paragraphs: Sequence[Paragraph], n: int) -> bool:
    text = paragraphs[n].text
    if _RECIPIENTS.match(paragraphs[n].folded):
        return True
    if FOR.match(text) and text.isupper() and paragraphs[n].size <= SHORT:
        return True
    if not (OFFICE.match(text) and text.isupper() and paragraphs[n].size <= SHORT):
        return False
    following = paragraphs[n + 1 : n + 5]
    return any(NAME.match(p.text) or _SIGNED.match(p.text) for p in following)


def _signature_end(paragraphs: Sequence[Paragraph], start: int, heads: dict[int, AnnexHead]) -> int:
    """Return the index after the block: where body or an annex goes on."""
    listing = False
    for n in range(start, len(paragraphs)):
        paragraph = paragraphs[n]
        if n in heads:
            return n
        if _RECIPIENTS.match(paragraph.folded):
            listing = True
        elif listing and re.match(r"[-–+•]", paragraph.text) and paragraph.size <= 60:
            continue
        elif n > start and _goes_on(paragraph):
            return n
    return len(paragraphs)


def _goes_on(paragraph: Paragraph) -> bool:
    """Say whether a paragraph behind a signature is body again."""
    if _PREAMBLE.match(paragraph.text):
        return True
    strong = any(marker.form.rank <= 60 for marker in markers_at(paragraph.text))
    if strong and not FOR.match(paragraph.text) and paragraph.size > 2:
        return True
    return paragraph.size > SHORT and not paragraph.capitals
