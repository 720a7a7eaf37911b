"""Frozen view models of a concordance, and the concordance as files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil
from urllib.parse import urlencode

from index.citations.committees import term
from index.results import FacetValue
from index.search.concordance import (
    Concordance,
    ConcordanceLine,
    ConcordanceRequest,
    ConcordanceSort,
)
from search_app.views import citation_styles, export, spreadsheets, wording
from search_app.views.cards import CardView, card_view, document_url
from search_app.views.choices import Choice
from search_app.views.status import StatusesView, note_of, statuses_view

SORTS = {
    "cu": ConcordanceSort.OLDEST,
    "moi": ConcordanceSort.NEWEST,
    "truoc": ConcordanceSort.BEFORE,
    "sau": ConcordanceSort.AFTER,
}
_SORT_NAMES = {
    "cu": "Cũ nhất",
    "moi": "Mới nhất",
    "truoc": "Theo chữ đứng trước",
    "sau": "Theo chữ đứng sau",
}
HEADS = (
    "TT", "Văn bản", "Cơ quan ban hành", "Ngày ban hành", "Chỗ", "Trang", "Trước", "Cụm từ",
    "Sau", "Điều kho biết về việc thay thế, sửa đổi", "Viện dẫn",
    "Văn bản sau lặp lại nguyên câu",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LineView:
    """A place of the phrase."""

    card: CardView
    where: str
    url: str
    cite_url: str
    before: str
    phrase: str
    after: str
    became: StatusesView
    repeated: tuple[tuple[CardView, str], ...]
    """Later documents that repeat its sentence, each with the address of the passage."""


@dataclass(frozen=True, slots=True)
class BarView:
    """A count in a chart; ``share`` is of the largest count, in per cent."""

    label: str
    count: int
    share: int


@dataclass(frozen=True, slots=True)
class ChartView:
    """Counts over all places."""

    name: str
    bars: tuple[BarView, ...]


@dataclass(frozen=True, slots=True)
class ConcordanceView:
    """The page."""

    phrase: str
    total: int
    documents: int
    lines: tuple[LineView, ...]
    first: LineView | None
    charts: tuple[ChartView, ...]
    sorts: tuple[Choice, ...]
    page: int
    pages: int
    previous: str | None
    following: str | None
    csv_url: str
    word_url: str


def concordance_url(request: ConcordanceRequest, ending: str = "") -> str:
    """Return the address of a concordance, as a page or (".csv", ".docx") as a file."""
    names = {sort: name for name, sort in SORTS.items()}
    values = {"cum-tu": request.phrase, "sap": names[request.sort], "trang": request.page}
    default = {"sap": "cu", "trang": 1}
    kept = {name: value for name, value in values.items() if value != default.get(name)}
    return f"/ngu-canh{ending}?" + urlencode(kept)


def concordance_view(found: Concordance) -> ConcordanceView:
    """Return the page."""
    request = found.request
    pages = max(1, ceil(found.total / request.per_page))
    return ConcordanceView(
        phrase=request.phrase,
        total=found.total,
        documents=found.documents,
        lines=tuple(map(_line, found.lines)),
        first=_line(found.first) if found.first else None,
        charts=tuple(_charts(found)),
        sorts=tuple(
            Choice(
                _SORT_NAMES[name],
                concordance_url(replace(request, sort=sort, page=1)),
                sort is request.sort,
            )
            for name, sort in SORTS.items()
        ),
        page=request.page,
        pages=pages,
        previous=_page_url(request, request.page - 1) if request.page > 1 else None,
        following=_page_url(request, request.page + 1) if request.page < pages else None,
        csv_url=concordance_url(replace(request, page=1), ".csv"),
        word_url=concordance_url(replace(request, page=1), ".docx"),
    )


def _page_url(request: ConcordanceRequest, page: int) -> str:
    return concordance_url(replace(request, page=page))


def _line(line: ConcordanceLine) -> LineView:
    passage, span = line.passage, line.inside
    held = passage.document.id or ""
    return LineView(
        card=card_view(passage.document),
        where=wording.where(passage),
        url=document_url(held, line.holder),
        cite_url=f"/doan/{line.holder}?tu={span.start}&den={span.end}",
        before=_flat(line.before),
        phrase=_flat(line.phrase),
        after=_flat(line.after),
        became=statuses_view(line.statuses, passage),
        repeated=tuple(
            (card_view(one.document), document_url(one.document.id or "", one.passage))
            for one in line.repeated
        ),
    )


def _flat(text: str) -> str:
    """Return a slice on one line: white space alone is changed."""
    return " ".join(text.split())


def _charts(found: Concordance) -> Iterable[ChartView]:
    for name, counts in (
        ("Theo năm", found.years),
        ("Theo nhiệm kỳ Trung ương", tuple(map(_with_term, found.terms))),
        ("Theo cơ quan ban hành", found.issuers),
        ("Theo loại văn bản", found.kinds),
    ):
        most = max((one.count for one in counts), default=1)
        bars = (
            BarView(one.value or "không rõ", one.count, round(100 * one.count / most))
            for one in counts
        )
        yield ChartView(name, tuple(bars))


def _with_term(one: FacetValue) -> FacetValue:
    known = term(int(one.value)) if one.value else None
    return replace(one, value=str(known)) if known else one


# --- as files -----------------------------------------------------------------------


def as_csv(found: Concordance) -> bytes:
    """Return every line as CSV."""
    rows = [_cells(number, line) for number, line in enumerate(found.lines, start=1)]
    if told := _left_out(found):
        rows.append(("", told, *[""] * (len(HEADS) - 2)))
    return spreadsheets.as_csv(HEADS, rows)


def _left_out(found: Concordance) -> str:
    left = found.total - len(found.lines)
    return f"Còn {left} chỗ nữa không có trong tệp này." if left > 0 else ""


def _cells(number: int, line: ConcordanceLine) -> tuple[str, ...]:
    passage = line.passage
    card = passage.document
    return (
        str(number),
        wording.title(card),
        citation_styles.issuing_body(card),
        wording.day(card.issued),
        wording.pinpoint(passage.path),
        citation_styles.page_numbers(passage),
        _flat(line.before),
        _flat(line.phrase),
        _flat(line.after),
        note_of(line.statuses, passage),
        citation_styles.own(passage).footnote,
        _told_repeats(line),
    )


def _told_repeats(line: ConcordanceLine) -> str:
    return "; ".join(
        f"{wording.title(one.document)} ({wording.day(one.document.issued)})"
        for one in line.repeated
    )


def as_word(found: Concordance) -> bytes:
    """Return the counts and every line as .docx."""
    file = export.styled()
    file.add_heading(f"Ngữ cảnh của “{export.legal(found.request.phrase)}”", level=0)
    file.add_paragraph(f"{found.total} chỗ trong {found.documents} văn bản của kho.")
    for chart in _charts(found):
        counts = "; ".join(f"{bar.label}: {bar.count}" for bar in chart.bars)
        file.add_paragraph(export.legal(f"{chart.name}: {counts}."))
    for line in found.lines:
        paragraph = file.add_paragraph(style="List Number")
        paragraph.add_run(export.legal(f"… {_flat(line.before)} "))
        paragraph.add_run(export.legal(_flat(line.phrase))).bold = True
        note = note_of(line.statuses, line.passage)
        source = citation_styles.own(line.passage).footnote.removesuffix(".")
        paragraph.add_run(export.legal(f" {_flat(line.after)} … ({source})"))
        if note:
            paragraph.add_run(export.legal(f" [{note}]"))
        if line.repeated:
            paragraph.add_run(export.legal(f" [Câu này lặp lại trong: {_told_repeats(line)}]"))
    if told := _left_out(found):
        file.add_paragraph(told)
    return export.saved(file)
