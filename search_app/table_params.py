"""What the address of a table says, both ways: read from it and written back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from werkzeug.datastructures import MultiDict

from index.inventory import Column, Fate, Lack, TableRequest
from ingest.errors import QueryError
from search_app.search_params import MOST_VALUES, bounded, page_number

FACETS: dict[str, str] = {
    "kind": "loai",
    "issuer": "coquan",
    "year": "nam",
    "term": "khoa",
    "fate": "tinh-trang",
    "lack": "chua-ro",
}
COLUMNS: dict[Column, str] = {
    Column.NUMBER: "so",
    Column.KIND: "loai",
    Column.SUBJECT: "trich-yeu",
    Column.ISSUER: "co-quan",
    Column.ISSUED: "ngay",
    Column.FATE: "tinh-trang",
    Column.PAGES: "so-trang",
    Column.DOCUMENTS: "van-ban",
    Column.TIMES: "cho",
}
_FATES: dict[str, str] = {
    Fate.ENDED: "thay-the",
    Fate.CHANGED: "sua-doi",
    Fate.CORRECTED: "dinh-chinh",
    Fate.MAYBE: "co-the",
    Fate.NOTHING: "chua-thay",
}
_LACKS: dict[str, str] = {
    Lack.NUMBER: "so",
    Lack.KIND: "loai",
    Lack.ISSUER: "co-quan",
    Lack.ISSUED: "ngay",
    Lack.SUBJECT: "trich-yeu",
    Lack.READING: "chu",
}
_SPELT: dict[str, dict[str, str]] = {"fate": _FATES, "lack": _LACKS}
_READ = {facet: {spelt: value for value, spelt in names.items()} for facet, names in _SPELT.items()}


def parse_table_request(
    arguments: MultiDict[str, str], limit: int, columns: Sequence[Column], start: TableRequest
) -> TableRequest:
    """Read the address of a table.

    :param limit: the most characters of what is typed or chosen.
    :param columns: what this table may be sorted by.
    :param start: how it is sorted where the address says nothing.
    :raises QueryError: a parameter that cannot be understood.
    """
    sort, descending = _sort(arguments.get("sap", ""), columns, start)
    chosen = {facet: _values(arguments, facet, limit) for facet in FACETS}
    return TableRequest(
        words=bounded(arguments.get("ten", ""), limit),
        chosen={facet: values for facet, values in chosen.items() if values},
        sort=sort,
        descending=descending,
        page=page_number(arguments.get("trang", "")),
    )


def _sort(typed: str, columns: Sequence[Column], start: TableRequest) -> tuple[Column, bool]:
    if not typed:
        return start.sort, start.descending
    named = {COLUMNS[column]: column for column in columns}
    column = named.get(typed.removeprefix("-"))
    if column is None:
        raise QueryError(f"Không có cách sắp xếp “{typed[:20]}”.", "Bấm vào đầu cột để sắp xếp.")
    return column, typed.startswith("-")


def _values(arguments: MultiDict[str, str], facet: str, limit: int) -> tuple[str, ...]:
    typed = [bounded(value, limit) for value in arguments.getlist(FACETS[facet]) if value]
    if len(typed) > MOST_VALUES:
        raise QueryError(f"Chọn quá {MOST_VALUES} giá trị để lọc.", "Bỏ bớt bộ lọc.")
    if facet not in _READ:
        return tuple(dict.fromkeys(typed))
    strange = [value for value in typed if value not in _READ[facet]]
    if strange:
        raise QueryError(f"Không hiểu bộ lọc “{strange[0][:20]}”.", "Bỏ bộ lọc đó.")
    return tuple(dict.fromkeys(_READ[facet][value] for value in typed))


def table_parameters(request: TableRequest, start: TableRequest) -> Mapping[str, list[str]]:
    """Return the address parameters of a question; what is as at the ``start`` is left out."""
    chosen = {
        FACETS[facet]: [_SPELT.get(facet, {}).get(value, value) for value in values]
        for facet, values in request.chosen.items()
    }
    order = f"{'-' if request.descending else ''}{COLUMNS[request.sort]}"
    sorted_as_ever = (request.sort, request.descending) == (start.sort, start.descending)
    words = {"ten": [request.words]} if request.words else {}
    sort = {} if sorted_as_ever else {"sap": [order]}
    return words | chosen | sort | ({"trang": [str(request.page)]} if request.page > 1 else {})
