"""Typed filters: a value that no document of the library has is told, with those it has."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from index.catalogue.decode import passes
from index.results import DocumentCard, Filters
from ingest.errors import QueryError
from ingest.text.dates import format_day
from ingest.text.vietnamese import fold

MOST = 12
"""Values told at most."""


def refuse_unknown(
    filters: Filters, cards: Collection[DocumentCard], kinds: Sequence[str], issuers: Sequence[str]
) -> None:
    """Raise QueryError for the first filter whose value no document has.

    :param cards: the documents the reader may see; :param kinds: their types;
        :param issuers: their issuing bodies.
    """
    if not cards:
        return
    _refuse_names("loại văn bản", filters.kinds, kinds)
    _refuse_names("cơ quan ban hành", filters.issuers, issuers)
    days = sorted(card.issued for card in cards if card.issued)
    _refuse_years(filters.years, days)
    _refuse_days(filters.since, filters.until, days)
    _refuse_number(filters.number, cards)


def _refuse_names(what: str, asked: Iterable[str], known: Sequence[str]) -> None:
    folded = {fold(name) for name in known}
    for name in asked:
        if fold(name) not in folded:
            near = [one for one in known if set(fold(name).split()) & set(fold(one).split())]
            raise QueryError(
                f"Chưa thấy {what} “{name}” trong kho.", f"Trong kho có: {_list(near or known)}."
            )


def _list(names: Sequence[str]) -> str:
    more = f" và {len(names) - MOST} tên khác" if len(names) > MOST else ""
    return ", ".join(names[:MOST]) + more if names else "chưa biết giá trị nào"


def _refuse_years(years: Sequence[int], days: Sequence[date]) -> None:
    known = sorted({day.year for day in days})
    if years and not set(years) & set(known):
        span = str(years[0]) if len(years) == 1 else f"{years[0]}–{years[-1]}"
        raise QueryError(
            f"Chưa thấy văn bản nào của năm {span} trong kho.",
            f"Trong kho có văn bản của các năm: {_list([str(year) for year in reversed(known)])}.",
        )


def _refuse_days(since: date | None, until: date | None, days: Sequence[date]) -> None:
    inside = [day for day in days if (not since or day >= since) and (not until or day <= until)]
    if (since or until) and not inside:
        between = (
            f"Văn bản trong kho có ngày từ {format_day(days[0])} đến {format_day(days[-1])}."
            if days
            else "Chưa rõ ngày của văn bản nào trong kho."
        )
        raise QueryError("Chưa thấy văn bản nào của kho trong khoảng ngày đã ghi.", between)


def _refuse_number(number: str | None, cards: Collection[DocumentCard]) -> None:
    if number is None or any(passes(card, Filters(number=number)) for card in cards):
        return
    serial = re.match(r"0*(\d+)", number)
    alike = {
        card.number
        for card in cards
        if card.number and serial and passes(card, Filters(number=serial[1]))
    }
    raise QueryError(
        f"Chưa thấy văn bản số “{number}” trong kho.",
        f"Trong kho có: {_list(sorted(alike))}." if alike else "Bỏ bộ lọc số rồi tìm lại.",
    )
