"""The provision tree: where each part, chapter, article, clause and point begins and ends.

Three rules of form are read side by side: the older Party form (66-QĐ/TW 2017,
36-HD/VPTW 2018: ``I-``, ``1-``, ``1.1-``, ``a)``, ``-``), the newer one (399-QĐ/TW 2026:
``Phần I``, ``Điều 1.``, ``1.``) and the State's (Nghị định 30/2020/NĐ-CP: Phần, Chương,
Mục, Điều, khoản, điểm).  Text quoted inside an amending document is not its structure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.layout.canonical_text import LaidOut
from ingest.layout.paragraphs import Paragraph, paragraphs_of
from ingest.model import Level, Provision
from ingest.structure.glued import part_glued
from ingest.structure.headings import heads_part, level_of, reads_as_title
from ingest.structure.loose import CLOSING, is_list, proven
from ingest.structure.markers import Marker, markers_at
from ingest.structure.numbering import (
    AHEAD,
    Open,
    decimal_fits,
    goes_on,
    rank_of,
    repaired,
    without_doubled,
)
from ingest.structure.quotations import quoted_paragraphs
from ingest.structure.zones import AnnexHead, Zone, addressees, annex_heads, title_lines, zones_of
from ingest.text.spans import Span

_PREAMBLE = re.compile(r"^[-–+*•]\s*(?:Căn cứ|Xét|Theo đề nghị|Thực hiện)\b")
_ORDINALS = (
    "nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười",
)  # fmt: skip
_CITED_AS = {
    "part": "Phần", "chapter": "Chương", "section": "Mục", "division": "Tiết",
    "subsection": "Tiểu mục", "article": "Điều", "ordinal": "Khoản", "letter": "điểm",
    "bracket": "ý", "question": "Câu",
}  # fmt: skip
"""The word by which a reader cites a form of marker; "mục" for any other."""
_SPOKEN = {"part", "chapter", "division", "ordinal"}
_HEADED = {Level.PART, Level.CHAPTER, Level.SECTION}
_UNTITLED = {Level.DASH}
_LEAST_WORDS = 3
_TOLD = 8
"""Words of a paragraph that are told where its place is not proven."""
_BELOW_FORMS = 6
"""Rank below annexes and forms: what is open of it ends with the document's closing words."""


@dataclass(frozen=True, slots=True)
class UnsurePlace:
    """A paragraph whose place is not proven; ``why`` (Vietnamese) says what is told of it."""

    span: Span
    why: str


@dataclass(frozen=True, slots=True)
class Structure:
    """The tree, and the stretches of canonical text that are body."""

    provisions: tuple[Provision, ...]
    body: tuple[Span, ...]
    """In order; between them stand the header's block, signatures and tables of contents."""
    signature: Span | None
    """The document's own signature block: the first."""
    unsure: tuple[UnsurePlace, ...] = ()
    """Where numbers are missing or levels were dropped, by place."""


def read_structure(laid: LaidOut, body_start: int) -> Structure:
    """Return the structure of a laid-out document.

    :param body_start: offset at which the header's block ends.
    """
    paragraphs = part_glued(paragraphs_of(laid))
    quoted = quoted_paragraphs(paragraphs) | addressees(paragraphs)
    first = next((n for n, p in enumerate(paragraphs) if p.span.start >= body_start), 0)
    heads = annex_heads(paragraphs, first, quoted)
    zones = zones_of(paragraphs, body_start, heads)
    builder = _Builder(paragraphs, zones, quoted, heads)
    return Structure(
        builder.build(),
        _runs(paragraphs, zones, Zone.BODY),
        next(iter(_runs(paragraphs, zones, Zone.SIGNATURE)), None),
        tuple(builder.unsure),
    )


def _runs(paragraphs: Sequence[Paragraph], zones: Sequence[Zone], wanted: Zone) -> tuple[Span, ...]:
    """Return the stretches of paragraphs of one zone."""
    runs: list[Span] = []
    before: Zone | None = None
    for paragraph, zone in zip(paragraphs, zones, strict=True):
        if zone is wanted:
            start = runs.pop().start if before is wanted else paragraph.span.start
            runs.append(Span(start, paragraph.span.end))
        before = zone
    return tuple(runs)


class _Builder:
    """Walks the paragraphs once and keeps the provisions that are still open on a stack."""

    def __init__(
        self,
        paragraphs: Sequence[Paragraph],
        zones: Sequence[Zone],
        quoted: frozenset[int],
        heads: dict[int, AnnexHead],
    ) -> None:
        self._paragraphs, self._zones = paragraphs, zones
        self._quoted, self._heads = quoted, heads
        self._provisions: list[Provision] = []
        self._stack: list[Open] = []
        self._dashes: dict[int | None, int] = {}
        self._asked = 0
        """The number of the last question."""
        self._last_end = 0
        self.unsure: list[UnsurePlace] = []

    def build(self) -> tuple[Provision, ...]:
        for n, paragraph in enumerate(self._paragraphs):
            zone = self._zones[n]
            if zone is Zone.SIGNATURE:
                # A signature ends all that is open but the annex it stands in.
                self._close(1)
            if zone is not Zone.BODY:
                continue
            if n in self._heads:
                self._annex(n)
            elif n not in self._quoted and (paragraph.table or not self._try(n)):
                self._doubt_marker(n)
                self._settle(n)
            self._last_end = paragraph.span.end
        self._close(-1)
        return tuple(self._provisions)

    # --- what may begin here -----------------------------------------------------

    def _try(self, n: int) -> bool:
        """Begin a provision where a marker stands; say whether one began."""
        marker = self._beginning(n)
        if marker is not None:
            self._provision(marker, n)
        return marker is not None

    def _beginning(self, n: int) -> Marker | None:
        """Return the marker with which a provision begins at paragraph ``n``."""
        for marker in markers_at(self._paragraphs[n].text):
            if marker.form.level is not Level.ANNEX and self._fits(marker, n):
                return marker
        following = self._paragraphs[n + 1] if n + 1 < len(self._paragraphs) else None
        return repaired(self._stack, self._paragraphs[n], following)

    def _settle(self, n: int) -> None:
        """End the items of lists that are not proven to hold a paragraph without a marker."""
        paragraph = self._paragraphs[n]
        if not self._stack or not is_list(self._stack[-1]) or self._heads_on(n):
            return
        at = self._next_beginning(n)
        following = self._beginning(at) if at is not None else None
        if following is None and CLOSING.match(paragraph.text):
            self._close(_BELOW_FORMS)
            return
        rank = (
            rank_of(self._stack, following, self._paragraphs, at)
            if following is not None and at is not None
            else None
        )
        kept = proven(self._stack, paragraph, following, rank)
        if kept < len(self._stack):
            self._close_from(kept)
            self._doubt_place(paragraph)

    def _doubt_marker(self, n: int) -> None:
        """Note a number that goes on with none before it: it was not taken for a place."""
        paragraph = self._paragraphs[n]
        marker = next(iter(markers_at(paragraph.text)), None)
        if marker is not None and marker.order is not None and not paragraph.table:
            why = f"“{marker.label}” không nối với số nào trước nó"
            self.unsure.append(UnsurePlace(paragraph.span, why))

    def _doubt_place(self, paragraph: Paragraph) -> None:
        """Note a paragraph that is told with fewer levels than may hold it."""
        if paragraph.size < _LEAST_WORDS:
            return  # a speck, or a page's number
        words = paragraph.text.split()
        said = " ".join(words[:_TOLD]) + ("…" if len(words) > _TOLD else "")
        above = self._provisions[self._stack[-1].index].path if self._stack else ()
        sure = f"chỉ ghi đến {above[-1]}" if above else "không ghi vị trí"
        self.unsure.append(UnsurePlace(paragraph.span, f"đoạn “{said}” {sure}"))

    def _heads_on(self, n: int) -> bool:
        """Say whether the innermost item is a title, or led on to this paragraph or table."""
        top = self._stack[-1]
        if self._provisions[top.index].title:
            return True
        led = self._paragraphs[top.place].text.rstrip(" *_").endswith(":")
        return led or (self._paragraphs[n].table and self._paragraphs[n - 1].table)

    def _next_beginning(self, n: int) -> int | None:
        """Return the paragraph where the next provision begins, None where the part ends."""
        for at in range(n + 1, min(len(self._paragraphs), n + AHEAD)):
            if self._zones[at] is not Zone.BODY or at in self._heads:
                return None
            if at in self._quoted or self._paragraphs[at].table:
                continue
            if self._beginning(at) is not None:
                return at
        return None

    def _fits(self, marker: Marker, n: int) -> bool:  # noqa: PLR0911  # one per form
        """Say whether a marker can stand here: it begins a numbering or goes on with one."""
        paragraph = self._paragraphs[n]
        rest = paragraph.text[marker.end :].strip()
        match marker.form.name:
            case "part" | "chapter" | "section" | "division" | "subsection" | "topic":
                return heads_part(paragraph, rest)
            case "question":
                # Questions are counted through a whole book, across its parts.
                return marker.order in {1, self._asked + 1} or self._goes_on(marker)
            case "article":
                return self._article_fits(marker, paragraph, rest)
            case "decimal":
                return decimal_fits(self._stack, marker)
            case "dash" | "plus":
                return bool(self._stack) or not _PREAMBLE.match(paragraph.text)
            case "upper":
                return self._goes_on(marker) or (marker.order == 1 and self._later("upper", n))
            case "letter" if marker.mark == ")":
                return self._goes_on(marker) or (marker.order is not None and marker.value != "i")
            case _:
                return marker.order == 1 or self._goes_on(marker)

    def _article_fits(self, marker: Marker, paragraph: Paragraph, rest: str) -> bool:
        if marker.mark or not rest:
            return True
        return self._goes_on(marker) and (paragraph.bold or rest[:1].isupper())

    def _goes_on(self, marker: Marker) -> bool:
        return goes_on(self._stack, marker) is not None

    def _later(self, form: str, n: int) -> bool:
        """Say whether a second marker of this form follows somewhere behind."""
        return any(
            marker.form.name == form and marker.order == 2
            for paragraph in self._paragraphs[n + 1 :]
            for marker in markers_at(paragraph.text)
        )

    # --- making ------------------------------------------------------------------

    def _annex(self, n: int) -> None:
        head = self._heads[n]
        self._close(head.rank)
        titles = " ".join(self._paragraphs[t].text for t in head.titles)
        title = " ".join(part for part in (head.rest, titles) if part)
        self._open(Level.ANNEX, head.cited, head.label, title, n, _opened("annex", head.rank))

    def _provision(self, marker: Marker, n: int) -> None:
        marker = without_doubled(self._stack, marker, self._paragraphs, n)
        rank = rank_of(self._stack, marker, self._paragraphs, n)
        if marker.form.name == "question":
            self._asked = marker.order or 0
        self._doubt_gap(marker, n)
        self._close(rank)
        inside = any(item.level is Level.ARTICLE for item in self._stack)
        level = level_of(marker, inside=inside)
        cited = self._cited(marker, level, inside=inside)
        opened = Open(0, rank, level, marker.order, marker.value, marker.form.name, n)
        self._open(level, cited, marker.label, self._title(marker, level, n), n, opened)

    def _doubt_gap(self, marker: Marker, n: int) -> None:
        """Note a number that does not follow the one before it: what stands between is lost."""
        before = goes_on(self._stack, marker)
        if before is None or None in (before.order, marker.order):
            return
        if (marker.order or 0) - (before.order or 0) > 1:
            label = self._provisions[before.index].label
            why = f"sau “{label}” là “{marker.label}”"
            self.unsure.append(UnsurePlace(self._paragraphs[n].span, why))

    def _open(self, level: Level, cited: str, label: str, title: str, n: int, opened: Open) -> None:
        parent = self._stack[-1].index if self._stack else None
        above = self._provisions[parent].path if parent is not None else ()
        span = self._paragraphs[n].span
        self._provisions.append(Provision(level, (*above, cited), label, title, span, parent))
        opened.index = len(self._provisions) - 1
        self._stack.append(opened)

    def _close(self, rank: int) -> None:
        """End every open provision of this rank or a lower one at the last body paragraph."""
        while self._stack and self._stack[-1].rank >= rank:
            self._close_from(len(self._stack) - 1)

    def _close_from(self, kept: int) -> None:
        """End the open provisions behind the ``kept`` outermost ones."""
        while len(self._stack) > kept:
            provision = self._provisions[self._stack[-1].index]
            span = Span(provision.span.start, max(provision.span.end, self._last_end))
            self._provisions[self._stack.pop().index] = replace(provision, span=span)

    def _cited(self, marker: Marker, level: Level, *, inside: bool) -> str:
        """Return the label as a reader cites it."""
        form, value = marker.form.name, marker.value
        if form in {"dash", "plus"}:
            return f"gạch đầu dòng thứ {self._count_dash()}"
        if form == "topic":
            return f"{marker.mark.capitalize()} {value}"
        if form == "decimal" and inside:
            return f"điểm {value}"
        if level is Level.CLAUSE and form == "arabic":
            # A khoản that holds a list of its own form: its items are ý.
            held = self._stack[-1].level is Level.CLAUSE
            return f"{'ý' if held else 'khoản'} {value}"
        if form in _SPOKEN and " " in value:
            value = value.lower()  # CHƯƠNG THỨ NHẤT
        return f"{_CITED_AS.get(form, 'mục')} {value}"

    def _count_dash(self) -> str:
        parent = self._stack[-1].index if self._stack else None
        count = self._dashes[parent] = self._dashes.get(parent, 0) + 1
        return _ORDINALS[count - 1] if count <= len(_ORDINALS) else str(count)

    def _title(self, marker: Marker, level: Level, n: int) -> str:
        """Return a heading's title: its own words, or the lines below a bare "Chương II"."""
        paragraph = self._paragraphs[n]
        rest = paragraph.text[marker.end :].strip(" .:–—-")
        if level in _HEADED and not rest:
            return " ".join(self._paragraphs[t].text for t in title_lines(self._paragraphs, n + 1))
        if level in _UNTITLED or not rest:
            return ""
        if level in _HEADED or reads_as_title(paragraph, rest, level):
            return rest
        return ""


def _opened(form: str, rank: int) -> Open:
    return Open(0, rank, Level.ANNEX, None, "", form)
