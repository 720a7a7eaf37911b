"""View models of texts side by side: old and new of amended provisions, two whole documents."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.citations import status_words
from index.comparison.align import Fate, ProvisionPair, Unit, align, units
from index.comparison.old_new import OldNew
from index.comparison.words import WordPiece
from index.results import DocumentView
from search_app.views import wording
from search_app.views.cards import CardView, card_view, document_url
from search_app.views.status import StatusView, status_view

FATES = {
    Fate.SAME: "giống nhau",
    Fate.CHANGED: "khác chữ",
    Fate.ONLY_OLD: "chỉ có ở văn bản trước",
    Fate.ONLY_NEW: "chỉ có ở văn bản sau",
}


@dataclass(frozen=True, slots=True)
class SideView:
    """One side: its words cut where they differ, and where they stand."""

    pieces: tuple[WordPiece, ...]
    where: str
    url: str


@dataclass(frozen=True, slots=True)
class PairView:
    """Two sides; one is None where nothing answers."""

    fate: str
    label: str
    old: SideView | None
    new: SideView | None
    moved: bool = False


@dataclass(frozen=True, slots=True)
class OldNewView:
    """One changed provision with the act that changed it."""

    status: StatusView
    old: SideView | None
    new: SideView | None
    phrases: tuple[tuple[str, str, str], ...]
    """Words put for words: old, new, and what they follow."""
    before: str = ""
    """The act whose words ``old`` are, where an earlier one had changed the place."""


@dataclass(frozen=True, slots=True)
class AmendedPage:
    """What acts changed in a document."""

    card: CardView
    rows: tuple[OldNewView, ...]


@dataclass(frozen=True, slots=True)
class ComparisonPage:
    """Two documents, provision by provision."""

    old: CardView
    new: CardView
    pairs: tuple[PairView, ...]
    counts: tuple[tuple[str, str, int], ...]
    """Fate, its name, and how many pairs have it."""


def amended_page(view: DocumentView, rows: Iterable[OldNew]) -> AmendedPage:
    """Return what acts changed in the document of ``view``."""
    return AmendedPage(card_view(view.card), tuple(_old_new(view, row) for row in rows))


def _old_new(view: DocumentView, row: OldNew) -> OldNewView:
    status = row.status
    old = None
    if row.old is not None and row.place is not None:
        pages = wording.pages_of(view.document, view.document.pages_of(row.place))
        pieces = row.diff.old if row.diff else (WordPiece(row.old, changed=row.new is None),)
        old = SideView(pieces, pages, f"{card_view(view.card).url}#vt-{row.place.start}")
        if row.before is not None and row.before.holder:
            pages = wording.pages(row.before.pages)
            old = SideView(pieces, pages, document_url(row.before.holder, row.before.passage))
    new = None
    if row.new is not None:
        pages = wording.pages(status.pages)
        pieces = row.diff.new if row.diff else (WordPiece(row.new, changed=True),)
        url = document_url(status.holder, status.passage) if status.holder else ""
        new = SideView(pieces, pages, url)
    phrases = tuple((p.old or "", p.new or "", p.after or "") for p in row.phrases)
    before = status_words.name(row.before.by) if row.before else ""
    return OldNewView(status_view(status), old, new, phrases, before)


def comparison_page(old: DocumentView, new: DocumentView) -> ComparisonPage:
    """Return two documents side by side."""
    pairs = align(units(old.document), units(new.document))
    return ComparisonPage(
        card_view(old.card),
        card_view(new.card),
        tuple(_pair(pair, old, new) for pair in pairs),
        tuple((f.value, name, sum(p.fate is f for p in pairs)) for f, name in FATES.items()),
    )


def _pair(pair: ProvisionPair, old: DocumentView, new: DocumentView) -> PairView:
    diff = pair.diff
    return PairView(
        fate=pair.fate.value,
        label=FATES[pair.fate],
        old=_side(pair.old, diff.old if diff else None, old),
        new=_side(pair.new, diff.new if diff else None, new),
        moved=pair.has_moved,
    )


def _side(
    unit: Unit | None, pieces: tuple[WordPiece, ...] | None, view: DocumentView
) -> SideView | None:
    if unit is None:
        return None
    pages = wording.pages_of(view.document, view.document.pages_of(unit.span))
    where = " · ".join(part for part in (wording.section(unit.path), pages) if part)
    url = f"{card_view(view.card).url}#vt-{unit.span.start}"
    return SideView(pieces or (WordPiece(unit.text, changed=True),), where, url)
