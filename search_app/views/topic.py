"""View models of one topic through the terms, and the table as files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from markupsafe import Markup

from index.citations.committees import roman, term
from index.results import FacetValue, SearchRequest
from index.search.topic import TopicEntry, TopicRequest, TopicTable
from ingest.text.spans import Span
from search_app.search_params import search_parameters
from search_app.views import citation_styles, export, highlighting, spreadsheets, wording
from search_app.views.cards import CardView, card_view, document_url
from search_app.views.concordance import BarView, ChartView
from search_app.views.highlighting import TextPiece
from search_app.views.status import StatusesView, note_of, statuses_view

WAYS = {"chu": False, "nghia": True}
UNKNOWN_TERM = "Không rõ nhiệm kỳ"
UNKNOWN_OWN = "khóa của cơ quan ban hành: chưa rõ"
HEADS = (
    "TT", "Nhiệm kỳ Trung ương", "Năm", "Ngày ban hành", "Văn bản", "Cơ quan ban hành",
    "Khóa của cơ quan ban hành", "Câu nguyên văn", "Chỗ", "Trang", "Số chỗ trong văn bản",
    "Điều kho biết về việc thay thế, sửa đổi", "Viện dẫn",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EntryView:
    """What one document said; ``words`` are its passage with the sentence and words marked."""

    card: CardView
    own_term: str
    sentence: tuple[TextPiece, ...]
    where: str
    words: Markup
    is_whole: bool
    """Whether the sentence is all of the passage: there is nothing to expand."""
    url: str
    cite_url: str
    places: str
    places_url: str
    became: StatusesView


@dataclass(frozen=True, slots=True)
class YearView:
    """What the documents of one year said."""

    year: str
    entries: tuple[EntryView, ...]


@dataclass(frozen=True, slots=True)
class ColumnView:
    """What the documents of one term said, oldest first."""

    name: str
    number: int
    count: int
    years: tuple[YearView, ...]


@dataclass(frozen=True, slots=True)
class TermChoice:
    """A term that may be put beside others."""

    number: int
    name: str
    count: int
    chosen: bool


@dataclass(frozen=True, slots=True)
class TopicView:
    """The page."""

    text: str
    by_meaning: bool
    documents: int
    places: int
    more: bool
    columns: tuple[ColumnView, ...]
    choices: tuple[TermChoice, ...]
    charts: tuple[ChartView, ...]
    hidden: tuple[tuple[str, str], ...]
    """Filters the address had, for the form of terms to keep."""
    words_url: str
    meaning_url: str
    csv_url: str
    word_url: str


def topic_url(request: TopicRequest, ending: str = "", *, by_meaning: bool | None = None) -> str:
    """Return the address of a table, as a page or (".csv", ".docx") as a file."""
    meant = request.by_meaning if by_meaning is None else by_meaning
    values = [("q", request.text), *([("cach", "nghia")] if meant else [])]
    values += [*_filters(request), *(("khoa", str(number)) for number in request.terms)]
    return f"/chu-de{ending}?" + urlencode(values)


def _filters(request: TopicRequest) -> list[tuple[str, str]]:
    parameters = search_parameters(SearchRequest("", request.filters))
    return [
        (name, value)
        for name, values in parameters.items()
        if name != "q"
        for value in ([values] if isinstance(values, str) else values)
    ]


def term_name(number: int | None) -> str:
    """Return a term of the Central Committee as readers know it."""
    known = term(number) if number else None
    return str(known)[:1].upper() + str(known)[1:] if known else UNKNOWN_TERM


def topic_view(found: TopicTable) -> TopicView:
    """Return the page."""
    request = found.request
    columns = tuple(
        ColumnView(
            term_name(number),
            number,
            len(entries),
            tuple(
                YearView(year, tuple(_entry(entry, request) for entry in of_year))
                for year, of_year in groupby(entries, _year)
            ),
        )
        for number, entries in _by_term(found.entries)
    )
    return TopicView(
        text=request.text,
        by_meaning=request.by_meaning,
        documents=len(found.entries),
        places=found.places,
        more=found.more,
        columns=columns,
        choices=tuple(
            TermChoice(number, term_name(number), one.count, number in request.terms)
            for one in found.terms
            for number in (int(one.value or 0),)
        ),
        charts=(
            _chart("Văn bản theo nhiệm kỳ Trung ương", found.terms, named=True),
            _chart("Văn bản theo năm", found.years),
        ),
        hidden=tuple(_filters(request)),
        words_url=topic_url(request, by_meaning=False),
        meaning_url=topic_url(request, by_meaning=True),
        csv_url=topic_url(request, ".csv"),
        word_url=topic_url(request, ".docx"),
    )


def _by_term(entries: Sequence[TopicEntry]) -> list[tuple[int, list[TopicEntry]]]:
    """Return entries by term, oldest term first; those of none known last."""
    terms: dict[int, list[TopicEntry]] = {}
    for entry in entries:
        terms.setdefault(entry.term or 0, []).append(entry)
    return sorted(terms.items(), key=lambda pair: pair[0] or 1000)


def _year(entry: TopicEntry) -> str:
    issued = entry.document.issued
    return str(issued.year) if issued else "Không rõ năm"


def _chart(name: str, counts: Sequence[FacetValue], *, named: bool = False) -> ChartView:
    most = max((one.count for one in counts), default=1)
    return ChartView(
        name,
        tuple(
            BarView(
                term_name(int(one.value or 0)) if named else one.value,
                one.count,
                round(100 * one.count / most),
            )
            for one in counts
        ),
    )


def _entry(entry: TopicEntry, request: TopicRequest) -> EntryView:
    passage, sentence = entry.passage, entry.sentence
    held = passage.document.id or ""
    within = [
        Span(max(mark.start, sentence.start), mark.end).shifted(-sentence.start)
        for mark in entry.marks
        if mark.end > sentence.start
    ]
    return EntryView(
        card=card_view(passage.document),
        own_term=_own_term(entry),
        sentence=highlighting.pieces(sentence.of(passage.text), within),
        where=wording.where(entry.narrowed),
        words=highlighting.marked(passage.text, entry.marks, sentence),
        is_whole=sentence.of(passage.text).strip() == passage.text.strip(),
        url=document_url(held, passage.id),
        cite_url=f"/doan/{passage.id}?tu={sentence.start}&den={sentence.end}",
        places=f"{entry.places} chỗ trong văn bản này" if entry.places > 1 else "",
        places_url="/ngu-canh?" + urlencode({"cum-tu": request.text}),
        became=statuses_view(entry.statuses, entry.narrowed),
    )


def _own_term(entry: TopicEntry) -> str:
    return f"khóa {roman(entry.own_term)}" if entry.own_term else UNKNOWN_OWN


# --- as files -----------------------------------------------------------------------


def as_csv(found: TopicTable) -> bytes:
    """Return the table as CSV."""
    rows = [_cells(number, entry) for number, entry in enumerate(found.entries, start=1)]
    return spreadsheets.as_csv(HEADS, rows)


def _cells(number: int, entry: TopicEntry) -> tuple[str, ...]:
    card = entry.document
    return (
        str(number),
        term_name(entry.term),
        _year(entry) if card.issued else "",
        wording.day(card.issued),
        wording.title(card),
        citation_styles.issuing_body(card),
        f"khóa {roman(entry.own_term)}" if entry.own_term else "chưa rõ",
        entry.narrowed.text,
        wording.pinpoint(entry.narrowed.path),
        citation_styles.page_numbers(entry.narrowed),
        str(entry.places) if entry.places else "",
        note_of(entry.statuses, entry.narrowed),
        citation_styles.own(entry.narrowed).footnote,
    )


def as_word(found: TopicTable) -> bytes:
    """Return the table as .docx: a heading a term, a row a document."""
    file = export.styled()
    file.add_heading(export.legal(f"“{found.request.text}” qua các nhiệm kỳ"), level=0)
    file.add_paragraph(export.legal(told(found)))
    for number, entries in _by_term(found.entries):
        file.add_heading(term_name(number), level=1)
        rows = file.add_table(rows=1, cols=3)
        rows.style = "Table Grid"
        for cell, head in zip(rows.rows[0].cells, ("Năm", "Câu nguyên văn", "Nguồn"), strict=True):
            cell.text = head
        for entry in entries:
            cells = rows.add_row().cells
            for cell, text in zip(cells, _word_cells(entry), strict=True):
                cell.text = export.legal(text)
    return export.saved(file)


def _word_cells(entry: TopicEntry) -> Iterable[str]:
    note = note_of(entry.statuses, entry.narrowed)
    source = citation_styles.own(entry.narrowed).footnote
    return _year(entry), entry.narrowed.text, f"{source}{f' [{note}]' if note else ''}"


def told(found: TopicTable) -> str:
    """Return in words how the documents were found."""
    if not found.request.by_meaning:
        return (
            f"Mọi văn bản của kho có cụm từ này: {len(found.entries)} văn bản,"
            f" {found.places} chỗ. Mỗi văn bản nêu câu đầu tiên có"
            " cụm từ (bỏ qua tên gọi, căn cứ khi còn câu khác)."
        )
    more = " Còn văn bản khác chưa nêu ở đây." if found.more else ""
    return (
        f"{len(found.entries)} văn bản tìm thấy theo nghĩa, có thể sót hoặc thừa; mỗi văn bản"
        f" nêu câu sát nhất.{more}"
    )
