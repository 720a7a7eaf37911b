"""What the address of a results page says, both ways: read from it and written back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from werkzeug.datastructures import MultiDict

from index.results import Filters, SearchRequest, Sort
from ingest.errors import QueryError

SORTS: dict[str, Sort] = {
    "phu-hop": Sort.RELEVANCE,
    "moi-nhat": Sort.NEWEST,
    "cu-nhat": Sort.OLDEST,
}
_NAMES = {sort: name for name, sort in SORTS.items()}
LAST_PAGE = 1000
MOST_VALUES = 50
"""Values of one filter."""


def search_parameters(request: SearchRequest) -> dict[str, str | list[str]]:
    """Return the address parameters of a question; what is at its default is left out."""
    chosen = request.filters
    values: dict[str, str | list[str]] = {"q": request.query}
    values |= {"loai": list(chosen.kinds)} if chosen.kinds else {}
    values |= {"coquan": list(chosen.issuers)} if chosen.issuers else {}
    values |= {"nam": [str(year) for year in chosen.years]} if chosen.years else {}
    values |= {"khoa": [str(term) for term in chosen.terms]} if chosen.terms else {}
    values |= {"quet": "co" if chosen.scanned else "khong"} if chosen.scanned is not None else {}
    values |= {"sap": _NAMES[request.sort]} if request.sort is not Sort.RELEVANCE else {}
    values |= {"trang": str(request.page)} if request.page > 1 else {}
    return values | ({"nguyen": "1"} if request.as_typed else {})


def narrowed(request: SearchRequest, **filters: object) -> SearchRequest:
    """Return the first page of the question with these filters changed."""
    changed = replace(request.filters, **filters)  # type: ignore[arg-type]
    return replace(request, page=1, filters=changed)


def page_number(text: str) -> int:
    """Return the number of a page of results; raises QueryError."""
    return _number(text or "1", "số trang", 1, LAST_PAGE)


def _number(text: str, what: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) <= 6 and least <= int(text) <= most):
        raise QueryError(f"Không hiểu {what} “{text[:20]}”.", "Bỏ bộ lọc đó rồi tìm lại.")
    return int(text)


def bounded(text: str, limit: int) -> str:
    """Return ``text`` without surrounding space; raises QueryError when it is too long."""
    text = " ".join(text.replace("\0", " ").split())
    if len(text) > limit:
        raise QueryError(
            f"Câu tìm dài {len(text)} ký tự, quá {limit} ký tự.",
            "Rút gọn còn những từ chính; muốn soát cả bản thảo, dùng trang Kiểm tra bản thảo.",
        )
    return text


def beginning(text: str, limit: int) -> str:
    """Return as many whole words of ``text`` as ``limit`` characters hold, blanks made one."""
    text = " ".join(text.replace("\0", " ").split())
    return text if len(text) <= limit else text[: limit + 1].rpartition(" ")[0] or text[:limit]


def _several(arguments: MultiDict[str, str], name: str) -> list[str]:
    values = [value for value in arguments.getlist(name) if value]
    if len(values) > MOST_VALUES:
        raise QueryError(f"Chọn quá {MOST_VALUES} giá trị để lọc.", "Bỏ bớt bộ lọc rồi tìm lại.")
    return values


def parse_search_params(arguments: MultiDict[str, str], limit: int, per_page: int) -> SearchRequest:
    """Read the address of a results page.

    :param limit: the most characters of a question or of a filter.
    :raises QueryError: a parameter that cannot be understood.
    """
    sort = arguments.get("sap") or "phu-hop"
    if sort not in SORTS:
        raise QueryError(f"Không có cách sắp xếp “{sort[:20]}”.", "Chọn lại cách sắp xếp.")
    scanned: Mapping[str, bool] = {"co": True, "khong": False}
    quet = arguments.get("quet", "")
    if quet not in ("", *scanned):
        raise QueryError(
            f"Không hiểu bộ lọc trang quét “{quet[:20]}”.", "Bỏ bộ lọc đó rồi tìm lại."
        )
    as_typed = arguments.get("nguyen", "")
    if as_typed not in ("", "1"):
        raise QueryError(f"Không hiểu nguyen={as_typed[:20]}.", "Ghi nguyen=1, hoặc bỏ đi.")
    filters = Filters(
        kinds=tuple(bounded(v, limit) for v in _several(arguments, "loai")),
        issuers=tuple(bounded(v, limit) for v in _several(arguments, "coquan")),
        years=tuple(_number(v, "năm", 1900, 2200) for v in _several(arguments, "nam")),
        terms=tuple(_number(v, "nhiệm kỳ", 1, 99) for v in _several(arguments, "khoa")),
        scanned=scanned.get(quet),
    )
    return SearchRequest(
        query=bounded(arguments.get("q", ""), limit),
        filters=filters,
        sort=SORTS[sort],
        page=page_number(arguments.get("trang", "")),
        per_page=per_page,
        as_typed=as_typed == "1",
    )
