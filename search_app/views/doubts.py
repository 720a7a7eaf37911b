"""View models of what a person should look at: one doubt before the eyes, the others listed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from index.metadata.corrections import FIELDS
from index.results import DocumentView, DoubtedFile
from ingest.claims import Doubt
from ingest.pages import Box
from search_app.views.cards import CardView, card_view
from search_app.views.facts import page_url
from search_app.views.wording import correction_value

ALL, LEFT, PAGE, PLACE = "", "de-lai", "page", "provision"
KINDS: Mapping[str, str] = {
    ALL: "Tất cả",
    "number": "Số, ký hiệu",
    "issued": "Ngày ban hành",
    "subject": "Trích yếu",
    PLACE: "Vị trí trong văn bản",
    PAGE: "Trang nhận dạng kém",
    LEFT: "Đã để lại",
}
LISTED = 40
"""Doubts listed below the one that is shown."""
_HEAD = 0.45
"""Share of a page that is shown where it is not known where to look."""
_AROUND_X, _AROUND_Y = 45.0, 16.0
_LEAST_WIDTH, _LEAST_HEIGHT = 330.0, 62.0
HINTS = {"number": "Ghi như 21-NQ/TW hoặc 1849/SYT-NVY", "issued": "Ghi như 07/10/2022"}


@dataclass(frozen=True, slots=True)
class OpenDoubt:
    """A doubt with the file it is about."""

    file: DoubtedFile
    doubt: Doubt
    left: bool = False

    @property
    def key(self) -> tuple[str, str, int]:
        """What it is kept under when it is left: digest, field, page."""
        return (self.file.digest, self.doubt.field, self.doubt.page)


@dataclass(frozen=True, slots=True)
class KindView:
    """A kind of doubts to choose, and how many are open."""

    label: str
    url: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class StripView:
    """The part of a page's picture that shows a fact; measures in points."""

    picture_url: str
    page_url: str
    width: float
    height: float
    part: Box


@dataclass(frozen=True, slots=True)
class DoubtView:
    """One doubt in words."""

    id: str
    card: CardView
    field: str
    name: str
    read: str
    reason: str
    page: int
    hint: str
    is_page: bool
    """Whether it is about the page's words and not one fact: nothing to type."""
    whole: bool
    """Whether the whole page is shown."""
    left: bool
    strip: StripView | None = None


@dataclass(frozen=True, slots=True)
class QueuePage:
    """The page: what kinds there are, the doubt to decide, and what follows."""

    kinds: tuple[KindView, ...]
    now: DoubtView | None
    following: tuple[DoubtView, ...]
    more: int
    kind: str


def open_doubts(
    files: Sequence[DoubtedFile],
    corrected: Mapping[str, Collection[str]],
    looked: Collection[tuple[str, str, int]],
) -> list[OpenDoubt]:
    """Return all doubts that nobody settled, each with whether someone left it.

    :param corrected: the fields corrected by hand, by the digest of their file.
    :param looked: digest, field and page of what someone looked at and left.
    """
    found = (OpenDoubt(file, doubt) for file in files for doubt in file.doubts)
    return [
        OpenDoubt(one.file, one.doubt, one.key in looked)
        for one in found
        if one.doubt.field not in corrected.get(one.file.digest, ())
    ]


def chosen(doubts: Sequence[OpenDoubt], kind: str) -> list[OpenDoubt]:
    """Return the doubts of a kind (:data:`KINDS`)."""
    if kind == LEFT:
        return [one for one in doubts if one.left]
    return [one for one in doubts if not one.left and kind in (ALL, one.doubt.field)]


def queue_page(doubts: Sequence[OpenDoubt], kind: str, held: DocumentView | None) -> QueuePage:
    """Return the page of a kind of doubts.

    :param held: the document of the first of them, for its page's size.
    """
    of_kind = chosen(doubts, kind)
    now = _view(of_kind[0], held) if of_kind else None
    kinds = tuple(
        KindView(name, _url(key), len(chosen(doubts, key)), key == kind)
        for key, name in KINDS.items()
    )
    rest = of_kind[1 : LISTED + 1]
    return QueuePage(
        kinds,
        now,
        tuple(_view(one, None) for one in rest),
        max(0, len(of_kind) - 1 - len(rest)),
        kind,
    )


def _url(kind: str) -> str:
    return f"/can-xem?muc={kind}" if kind else "/can-xem"


def _view(one: OpenDoubt, held: DocumentView | None) -> DoubtView:
    doubt = one.doubt
    about = "vị trí của chữ trên trang" if doubt.field == PLACE else "chữ của trang"
    name = FIELDS.get(doubt.field, f"{about} {doubt.page}")
    return DoubtView(
        one.file.card.id or "",
        card_view(one.file.card),
        doubt.field,
        name[:1].upper() + name[1:],
        doubt.read if doubt.read[:1] in "/-" else correction_value(doubt.field, doubt.read),
        doubt.reason,
        doubt.page,
        HINTS.get(doubt.field, ""),
        doubt.field in (PAGE, PLACE),
        doubt.field == PAGE,
        one.left,
        _strip(doubt, held) if held else None,
    )


def _strip(doubt: Doubt, held: DocumentView) -> StripView | None:
    page = next((p for p in held.document.pages if p.number == doubt.page), None)
    if page is None or not page.width or not page.height:
        return None
    url = page_url(held.document.id, doubt.page)
    return StripView(
        f"{url}/anh?co=2",
        url,
        page.width,
        page.height,
        _part(doubt, page.width, page.height),
    )


def _part(doubt: Doubt, width: float, height: float) -> Box:
    """Return the part of a page to show: around the fact, or the page's head."""
    if doubt.field == PAGE:
        return Box(0.0, 0.0, width, height)
    if doubt.box is None:
        return Box(0.0, 0.0, width, height * _HEAD)
    box = doubt.box
    across = max(_LEAST_WIDTH, box.width + 2 * _AROUND_X)
    tall = max(_LEAST_HEIGHT, box.height + 2 * _AROUND_Y)
    x0 = min(max(0.0, (box.x0 + box.x1 - across) / 2), max(0.0, width - across))
    y0 = min(max(0.0, (box.y0 + box.y1 - tall) / 2), max(0.0, height - tall))
    return Box(x0, y0, min(width, x0 + across), min(height, y0 + tall))
