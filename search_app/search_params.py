"""What the address of a results page says, both ways: read from it and written back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from werkzeug.datastructures import MultiDict

from index.results import Filters, SearchRequest, Sort
from ingest.errors import QueryError

SORTS: dict[str, Sort] = {
    "phu-hop": Sort.RELEVANCE,
    "moi-nhat": Sort.NEWEST,
    "cu-nhat": Sort.OLDEST,
}
LAST_PAGE = 1000
MOST_VALUES = 50
"""Values of one filter."""


@dataclass(frozen=True, slots=True)
class SearchParams:
    """A question with its filters, as the address bar holds it."""

    query: str = ""
    kinds: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    years: tuple[int, ...] = ()
    terms: tuple[int, ...] = ()
    scanned: bool | None = None
    sort: str = "phu-hop"
    page: int = 1
    as_typed: bool = False

    def request(self, per_page: int) -> SearchRequest:
        """Return the question for the library."""
        filters = Filters(
            kinds=self.kinds,
            issuers=self.issuers,
            years=self.years,
            scanned=self.scanned,
            terms=self.terms,
        )
        return SearchRequest(
            query=self.query,
            filters=filters,
            sort=SORTS[self.sort],
            page=self.page,
            per_page=per_page,
            as_typed=self.as_typed,
        )

    def parameters(self) -> dict[str, str | list[str]]:
        """Return the address parameters; what is at its default is left out."""
        values: dict[str, str | list[str]] = {"q": self.query}
        values |= {"loai": list(self.kinds)} if self.kinds else {}
        values |= {"coquan": list(self.issuers)} if self.issuers else {}
        values |= {"nam": [str(year) for year in self.years]} if self.years else {}
        values |= {"khoa": [str(term) for term in self.terms]} if self.terms else {}
        values |= {"quet": "co" if self.scanned else "khong"} if self.scanned is not None else {}
        values |= {"sap": self.sort} if self.sort != "phu-hop" else {}
        values |= {"trang": str(self.page)} if self.page > 1 else {}
        return values | ({"nguyen": "1"} if self.as_typed else {})

    def but(self, **changes: object) -> SearchParams:
        """Return this question with ``changes``, from the first page unless it is given."""
        return replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]

    @property
    def narrowed(self) -> bool:
        """Say whether any filter is set."""
        chosen = self.kinds or self.issuers or self.years or self.terms
        return bool(chosen) or self.scanned is not None


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


def _several(arguments: MultiDict[str, str], name: str) -> list[str]:
    values = [value for value in arguments.getlist(name) if value]
    if len(values) > MOST_VALUES:
        raise QueryError(f"Chọn quá {MOST_VALUES} giá trị để lọc.", "Bỏ bớt bộ lọc rồi tìm lại.")
    return values


def parse_search_params(arguments: MultiDict[str, str], limit: int) -> SearchParams:
    """Read the address of a results page; raises QueryError."""
    sort = arguments.get("sap") or "phu-hop"
    if sort not in SORTS:
        raise QueryError(f"Không có cách sắp xếp “{sort[:20]}”.", "Chọn lại cách sắp xếp.")
    scanned: Mapping[str, bool] = {"co": True, "khong": False}
    quet = arguments.get("quet", "")
    if quet not in ("", *scanned):
        raise QueryError(
            f"Không hiểu bộ lọc trang quét “{quet[:20]}”.", "Bỏ bộ lọc đó rồi tìm lại."
        )
    return SearchParams(
        query=bounded(arguments.get("q", ""), limit),
        kinds=tuple(bounded(v, limit) for v in _several(arguments, "loai")),
        issuers=tuple(bounded(v, limit) for v in _several(arguments, "coquan")),
        years=tuple(_number(v, "năm", 1900, 2200) for v in _several(arguments, "nam")),
        terms=tuple(_number(v, "nhiệm kỳ", 1, 99) for v in _several(arguments, "khoa")),
        scanned=scanned.get(quet),
        sort=sort,
        page=_number(arguments.get("trang") or "1", "số trang", 1, LAST_PAGE),
        as_typed=arguments.get("nguyen") == "1",
    )
