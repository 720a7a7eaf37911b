"""The provision asked for in a document: its text, or which provisions there are instead."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.citations.provisions import Label, PlacePath, on_path, split_label
from index.results import LookedUpProvision
from ingest.model import Document, Provision
from ingest.pages import Origin
from ingest.text.numerals import to_roman
from ingest.text.vietnamese import lower, tone_normal

NOT_HELD = "văn bản không có trong kho nên không xem được"
_NOT_SEEN = "chưa thấy, trang nhận dạng từ ảnh có thể đọc sót"
_UNDIVIDED = "văn bản không chia như vậy, hoặc chưa nhận được bố cục"

_RECOGNISED = frozenset({Origin.OCR, Origin.MIXED, Origin.UNREADABLE})


def not_held(place: PlacePath) -> LookedUpProvision:
    """Return what is said of a provision of a document that is only known."""
    return LookedUpProvision(str(place), None, range=NOT_HELD)


def look_up_provision(place: PlacePath, document: Document) -> LookedUpProvision:
    """Return the provision of ``document`` that ``place`` names.

    A decision comes before what is issued with it.  Where a document explains another's
    articles one by one ("4. Điều 5: Về thời hạn …"), its heading on that article is meant.
    """
    written = (place, _as_section(place), _with_roman(place), _inside_article(place))
    writings = (*written, *map(_without_annex, written))
    hits = next(filter(None, (_at(writing, document.provisions) for writing in writings)), [])
    hits = hits or _headed(place, document.provisions)
    if hits:
        first = hits[0]
        return LookedUpProvision(
            str(place),
            True,
            first.path,
            first.span.of(document.text),
            first.span,
            also=tuple(other.path for other in hits[1:]),
        )
    exists, known_range = _instead(place, document.provisions)
    if exists is False and any(page.origin in _RECOGNISED for page in document.pages):
        # Its label may have been misread.
        exists, known_range = None, f"{_NOT_SEEN}; có {known_range}"
    return LookedUpProvision(str(place), exists, range=known_range)


def _at(place: PlacePath, provisions: Sequence[Provision]) -> list[Provision]:
    """Return the provisions that a place names, outermost of each line, the main body first."""
    hits = [
        provision
        for provision in provisions
        if on_path(place, provision.path)
        and _is(place.labels[-1], provision.path[-1])
        and (provision.parent is None or not on_path(place, provisions[provision.parent].path))
    ]
    return sorted(
        hits, key=lambda one: ("kèm theo" in one.path[0], not _is_right_below(place, one))
    )


def _is_right_below(place: PlacePath, provision: Provision) -> bool:
    """Say whether nothing stands between the last two units typed: a dash of "điểm b" itself."""
    if len(place.labels) == 1 or len(provision.path) == 1:
        return True
    return _is(place.labels[-2], provision.path[-2])


def _is(label: Label, item: str) -> bool:
    return lower(split_label(item)[1]) == lower(label[1])


def _as_section(place: PlacePath) -> PlacePath:
    """A part typed as "phần III" may be printed as "III-": mục III."""
    return PlacePath(tuple(("mục" if w == "phần" else w, label) for w, label in place.labels))


def _without_annex(place: PlacePath) -> PlacePath:
    """The annex typed without a label may have one, or be none of its own in the tree."""
    labels = tuple(label for label in place.labels if label[1])
    return PlacePath(labels or place.labels)


def _inside_article(place: PlacePath) -> PlacePath:
    """A decision's article may hold sections: "mục II Điều 1"."""
    sections = [label for label in place.labels if label[0] == "mục"]
    article = next((n for n, label in enumerate(place.labels) if label[0] == "điều"), None)
    if article is None or not sections:
        return place
    rest = [label for label in place.labels if label not in sections]
    at = rest.index(place.labels[article]) + 1
    return PlacePath((*rest[:at], *sections, *rest[at:]))


def _with_roman(place: PlacePath) -> PlacePath:
    """Chapters and parts are often printed in Roman numerals: "chương 3" is Chương III."""
    return PlacePath(
        tuple(
            (
                word,
                to_roman(int(label)) if word in ("chương", "phần") and label.isdigit() else label,
            )
            for word, label in place.labels
        )
    )


def _headed(place: PlacePath, provisions: Sequence[Provision]) -> list[Provision]:
    """Return the provisions headed by the article of another document that was asked for."""
    article = next((label for word, label in place.labels if word == "điều"), None)
    if article is None or len(place.labels) > 1 or _siblings("điều", provisions):
        return []
    heading = re.compile(rf"điều {re.escape(article)}(?!\d)")
    return [
        provision for provision in provisions if heading.match(lower(tone_normal(provision.title)))
    ]


def _instead(place: PlacePath, provisions: Sequence[Provision]) -> tuple[bool | None, str]:
    """Return that a place is not there, and which of its unit there are (Vietnamese)."""
    for depth in range(len(place.labels)):
        outer = PlacePath(place.labels[:depth])
        inside = [
            provision for provision in provisions if not depth or on_path(outer, provision.path)
        ]
        word = place.labels[depth][0]
        if _at(PlacePath(place.labels[: depth + 1]), provisions):
            continue
        labels = _siblings(word, inside)
        if not labels:
            return None, f"{outer}: {_UNDIVIDED}" if depth else _UNDIVIDED
        ends = labels[0] if len(labels) == 1 else f"{labels[0]}–{labels[-1]}"
        return False, f"{ends} ({outer})" if depth else ends
    return None, _UNDIVIDED


def _siblings(word: str, provisions: Sequence[Provision]) -> list[str]:
    """Return the units of a word in reading order, the main body's where it has any."""
    labels = [
        (provision.path[-1], "kèm theo" in provision.path[0])
        for provision in provisions
        if lower(provision.path[-1]).startswith(f"{word} ")
    ]
    main = [label for label, is_annexed in labels if not is_annexed]
    return main or [label for label, _ in labels]
