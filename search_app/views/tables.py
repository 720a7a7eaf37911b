"""View models that every table shares: filters that combine, sorted heads, pages, addresses."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from index.citations.committees import term
from index.inventory import Column, Fate, Lack, Row, Table, TableRequest
from index.results import DocumentCard, FacetValue
from ingest.text.vietnamese import fold
from search_app.table_params import table_parameters
from search_app.views import citation_styles, wording
from search_app.views.choices import Choice, ChoiceGroup

GROUPS = {
    "kind": "Loại văn bản",
    "issuer": "Cơ quan ban hành",
    "year": "Năm",
    "term": "Nhiệm kỳ Trung ương",
    "fate": "Tình trạng trong kho",
    "lack": "Chưa rõ",
}
FATES: dict[str, str] = {
    Fate.ENDED: "Đã được thay thế, bãi bỏ hoặc ngưng",
    Fate.CHANGED: "Đã được sửa đổi, bổ sung",
    Fate.CORRECTED: "Đã được đính chính",
    Fate.MAYBE: "Có thể có thay đổi, cần xem",
    Fate.NOTHING: "Chưa thấy thay đổi trong kho",
}
LACKS: dict[str, str] = {
    Lack.NUMBER: "Số, ký hiệu",
    Lack.KIND: "Loại văn bản",
    Lack.ISSUER: "Cơ quan ban hành",
    Lack.ISSUED: "Ngày ban hành",
    Lack.SUBJECT: "Trích yếu",
    Lack.READING: "Chữ trên trang quét",
}
_FALLING = {Column.ISSUED, Column.FATE, Column.PAGES, Column.DOCUMENTS, Column.TIMES}
"""Columns whose greatest is asked for first."""


@dataclass(frozen=True, slots=True)
class HeadView:
    """The head of a column; ``order`` is what aria-sort says, "" where it is sorted by another."""

    label: str
    url: str = ""
    order: str = ""


@dataclass(frozen=True, slots=True)
class TableView:
    """What stands around the rows of a table."""

    words: str
    total: int
    whole: int
    first: int
    """The number of the page's first row."""
    heads: tuple[HeadView, ...]
    groups: tuple[ChoiceGroup, ...]
    kept: tuple[tuple[str, str], ...]
    """Parameters that the form for words hands on."""
    page: int
    pages: int
    previous: str
    following: str
    clear_url: str
    csv_url: str
    excel_url: str
    is_narrowed: bool


def table_view(
    table: Table[Row], path: str, start: TableRequest, heads: Sequence[tuple[str, Column | None]]
) -> TableView:
    """Return what stands around the rows.

    :param path: of the page: "/kho".
    :param start: the question that an address without parameters asks.
    :param heads: labels of the columns, each with what it is sorted by.
    """
    request = table.request

    def url(changed: TableRequest, ending: str = "") -> str:
        query = urlencode(table_parameters(changed, start), doseq=True)
        return f"{path}{ending}" + (f"?{query}" if query else "")

    whole = replace(request, page=1)
    parameters = table_parameters(replace(whole, words=""), start)
    return TableView(
        words=request.words,
        total=table.total,
        whole=table.whole,
        first=(request.page - 1) * request.per_page + 1,
        heads=tuple(_head(label, column, whole, url) for label, column in heads),
        groups=tuple(_groups(table, whole, url)),
        kept=tuple((name, value) for name, values in parameters.items() for value in values),
        page=request.page,
        pages=table.pages,
        previous=url(replace(request, page=request.page - 1)) if request.page > 1 else "",
        following=url(replace(request, page=request.page + 1))
        if request.page < table.pages
        else "",
        clear_url=url(replace(whole, words="", chosen={})),
        csv_url=url(whole, ".csv"),
        excel_url=url(whole, ".xlsx"),
        is_narrowed=bool(request.words or request.chosen),
    )


def subject_of(card: DocumentCard) -> str:
    """Return what a document is about; one without a number goes by its name."""
    subject = citation_styles.parts(card)[1] if card.number else wording.title(card)
    return subject[:1].upper() + subject[1:]


_Url = Callable[[TableRequest], str]


def _head(label: str, column: Column | None, request: TableRequest, url: _Url) -> HeadView:
    if column is None:
        return HeadView(label)
    sorted_by = request.sort is column
    falling = not request.descending if sorted_by else column in _FALLING
    order = ("descending" if request.descending else "ascending") if sorted_by else ""
    return HeadView(label, url(replace(request, sort=column, descending=falling)), order)


def _groups(table: Table[Row], request: TableRequest, url: _Url) -> Sequence[ChoiceGroup]:
    groups = (
        ChoiceGroup(name, _choices(facet, table.facets.get(facet, ()), request, url))
        for facet, name in GROUPS.items()
    )
    return [group for group in groups if group.choices]


def _choices(
    facet: str, values: Sequence[FacetValue], request: TableRequest, url: _Url
) -> tuple[Choice, ...]:
    counts = {one.value: one.count for one in sorted(values, key=_ORDERS.get(facet, _commonest))}
    chosen = request.chosen.get(facet, ())
    return tuple(
        Choice(
            _label(facet, value),
            url(replace(request, chosen=_toggled(request.chosen, facet, value))),
            value in chosen,
            counts.get(value, 0),
        )
        for value in dict.fromkeys((*chosen, *counts))
    )


def _toggled(
    chosen: Mapping[str, tuple[str, ...]], facet: str, value: str
) -> Mapping[str, tuple[str, ...]]:
    before = chosen.get(facet, ())
    after = tuple(v for v in before if v != value) if value in before else (*before, value)
    return {name: v for name, v in {**chosen, facet: after}.items() if v}


def _commonest(one: FacetValue) -> tuple[int, str]:
    return -one.count, fold(one.value)


_ORDERS: dict[str, Callable[[FacetValue], tuple[int, str]]] = {
    "year": lambda one: (-int(one.value), ""),
    "term": lambda one: (-int(one.value), ""),
    "fate": lambda one: (list(FATES).index(one.value), ""),
    "lack": lambda one: (list(LACKS).index(one.value), ""),
}
"""The order of a facet's values; of the others the commonest comes first."""


def _label(facet: str, value: str) -> str:
    if facet == "term":
        known = term(int(value)) if value.isascii() and value.isdigit() else None
        return str(known) if known else f"khóa {value}"
    return {"fate": FATES, "lack": LACKS}.get(facet, {}).get(value, value)
