"""How facts are put into Vietnamese words: dates, pages, sections, origins, relations."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from functools import lru_cache
from pathlib import PurePath

from index.citations import committees
from index.metadata.sentence_case import begins_sentence
from index.results import DocumentCard, Hit, PassageView, ResolutionStatus
from ingest import pipeline
from ingest.claims import ClaimSource
from ingest.model import Document
from ingest.pages import Origin
from ingest.text.dates import format_day

READ_WHERE: dict[ClaimSource, str] = {
    ClaimSource.CORRECTION: "sửa tay",
    ClaimSource.MANIFEST: "bảng kê kèm theo tệp",
    ClaimSource.HEADER: "phần đầu văn bản",
    ClaimSource.OVERLAY: "lớp ký số trên trang đầu",
    ClaimSource.SIGNATURE: "phần ký cuối văn bản",
    ClaimSource.OPENING: "câu mở đầu",
    ClaimSource.ANNEX: "theo phụ lục của văn bản",
    ClaimSource.CITED: "theo văn bản khác viện dẫn",
}

HOW_RESOLVED: dict[ResolutionStatus, str] = {
    ResolutionStatus.HELD: "có trong kho",
    ResolutionStatus.KNOWN: "chưa có trong kho, đã biết tên",
    ResolutionStatus.AMBIGUOUS: "có thể là nhiều văn bản",
    ResolutionStatus.ABSENT: "chưa có trong kho",
}


def day(value: date | None) -> str:
    """Return the date as Party documents write it (07/10/2022, 12/9/2023), "" when absent."""
    return "" if value is None else format_day(value)


def long_day(value: date) -> str:
    """Return the date as State documents write it: ngày 07 tháng 10 năm 2022.

    Nghị định 30/2020/NĐ-CP, Phụ lục I: days under 10 and months 1 and 2 take a zero.
    """
    month = f"{value.month:02d}" if value.month <= 2 else str(value.month)
    return f"ngày {value.day:02d} tháng {month} năm {value.year}"


def moment(iso: str) -> str:
    """Return a moment (ISO 8601) on the readers' clock: "08:15 ngày 23/11/2026"."""
    try:
        return f"{local(datetime.fromisoformat(iso)):%H:%M ngày %d/%m/%Y}"
    except ValueError:
        return iso


def second(at: float) -> str:
    """Return a moment (seconds since 1970) on the readers' clock: "08:15:30 ngày 23/11/2026"."""
    return f"{local(datetime.fromtimestamp(at, UTC)):%H:%M:%S ngày %d/%m/%Y}"


def local(moment: datetime) -> datetime:
    """Return a moment by this machine's clock, or by Vietnam's where the machine has UTC.

    Servers and containers are left at UTC; nobody who reads here lives by it.
    """
    here = moment.astimezone()
    return here.astimezone(_VIETNAM) if here.utcoffset() == timedelta(0) else here


_VIETNAM = timezone(timedelta(hours=7))
"""Vietnam's clock knows no summer."""


def count(number: int) -> str:
    """Return a count as Vietnamese texts write it: 12.345."""
    return f"{number:,}".replace(",", ".")


def term(issued: date | None) -> str:
    """Return the term of the Central Committee of a day: "khóa XIII (2021–2026)", "" for none."""
    found = committees.term_of(issued) if issued else None
    return str(found) if found else ""


def size(count: int) -> str:
    """Return a number of bytes in words."""
    if count < 1024 * 1024:
        return f"{max(1, round(count / 1024))} KB"
    return f"{count / 1024 / 1024:.1f} MB".replace(".", ",")


def correction_value(field: str, value: str) -> str:
    """Return a corrected value as readers write it: days as 07/10/2022."""
    if field == "issued" and value:
        return day(date.fromisoformat(value))
    return value


def paged(card: DocumentCard) -> bool:
    """Say whether the document's file has pages of its own.

    A name whose ending disagrees with the content is refused at the door (TypeMismatch),
    so the ending tells.
    """
    return _has_pages(card.source or "")


@lru_cache(maxsize=4096)
def _has_pages(source: str) -> bool:
    return PurePath(source.lower()).suffix not in pipeline.READABLE - pipeline.PAGED


def title(card: DocumentCard) -> str:
    """Return the name a document goes by: type and number, or its title, or its file."""
    if card.number:
        return f"{card.kind or 'Văn bản'} số {card.number}"
    if card.title:
        return card.title
    if card.kind and card.subject:
        if card.subject.casefold().startswith(card.kind.casefold()):
            return card.subject[:1].upper() + card.subject[1:]
        return f"{card.kind} {begins_sentence(card.subject)}"
    return card.subject or card.kind or (card.source or "Văn bản không có số").rsplit("/", 1)[-1]


def _span(values: Sequence[str]) -> str:
    return values[0] if len(values) == 1 else f"{values[0]}–{values[-1]}"


def pages(numbers: Sequence[int], printed: Sequence[str] = ()) -> str:
    """Return "trang 3 (trang 5 của tệp)": the printed page first, the file's where it differs.

    :param numbers: of the file, from 1.
    :param printed: what those of the pages print that print any number.

    One number serves where the printed ones are the file's. Where some pages bear none (a first
    page, often) and the others differ, only the file's own count is sure for all of them.
    """
    if not numbers:
        return ""
    counted = [str(number) for number in numbers]
    of_file = _span(counted)
    if printed and set(printed) <= set(counted):
        return f"trang {of_file}"
    on_paper = _span(list(printed)) if len(printed) == len(numbers) else ""
    if not on_paper:
        return f"trang {of_file} của tệp"
    return f"trang {on_paper} (trang {of_file} của tệp)"


def pages_of(document: Document, numbers: Sequence[int]) -> str:
    """Return pages of a document that is at hand."""
    folios = [document.folio(number) for number in numbers]
    return pages(numbers, [folio for folio in folios if folio is not None])


def section(path: Sequence[str]) -> str:
    """Return the way down to a passage: "Chương II › Điều 5 › khoản 2"."""
    return " › ".join(path)


def pinpoint(path: Sequence[str]) -> str:
    """Return the section as a citation writes it, small to large.

    ``("Chương II", "Điều 5", "khoản 2", "điểm a")`` gives "điểm a khoản 2 Điều 5": an
    article's number is unique in its document, so what stands above it is left out.
    ``("mục II", "mục 1")`` gives "mục II.1", ``("mục 3", "mục 3.5", "mục 3.5.1")`` "mục 3.5.1":
    what a figure repeats of those above it is written once.
    """
    steps = list(path)
    articles = [i for i, step in enumerate(steps) if step.startswith("Điều ")]
    if articles:
        # An annex, or a regulation that a decision issues, has articles of its own: it stays.
        above = steps[: articles[-1]]
        apart = [s for s in above if s.startswith("Phụ lục") or s.endswith(" kèm theo")]
        steps = apart + steps[articles[-1] :]
    joined: list[str] = []
    for step in steps:
        match = re.fullmatch(r"mục (\S+)", step)
        if match and joined and joined[-1].startswith("mục "):
            joined[-1] = "mục " + _figures(joined[-1].removeprefix("mục "), match[1])
        else:
            joined.append(step)
    return " ".join(reversed(joined))


def _figures(above: str, below: str) -> str:
    """Return figures joined, those that ``below`` repeats of ``above`` once: "II.4", "4.2"."""
    outer, inner = above.split("."), below.split(".")
    most = min(len(outer), len(inner) - 1)
    same = next((n for n in range(most, 0, -1) if outer[-n:] == inner[:n]), 0)
    return ".".join((*outer, *inner[same:]))


def reading(origin: Origin | None, confidence: float) -> str:
    """Return what a reader must know about how the text was had, "" for a trusted text layer."""
    percent = f"{confidence * 100:.0f} %"
    if origin in (Origin.OCR, Origin.MIXED):
        whole = "trang quét" if origin is Origin.OCR else "một phần là trang quét"
        return f"{whole}, nhận dạng {percent}"
    if origin is Origin.CONVERTED:
        return "chuyển từ phông chữ cũ"
    if origin is Origin.UNREADABLE:
        return "chưa đọc được chữ"
    return ""


def where_hit(hit: Hit) -> str:
    """Return where a passage stands, and its marked sentence where that is told closer."""
    whole = where(hit.passage)
    if not len(hit.sentence):
        return whole
    path = hit.passage.path
    below = hit.place[len(path) :] if hit.place[: len(path)] == path else hit.place
    closer = [section(below)] if below else []
    at = hit.passage.pages_at(hit.sentence)
    if at and len(at) < len(hit.passage.pages) and paged(hit.passage.document):
        printed = [start.printed for start in at if start.printed]
        closer.append(pages([start.page for start in at], printed))
    marked = f"câu tô nền: {', '.join(closer)}" if closer else ""
    return " · ".join(part for part in (whole, marked) if part)


def where(passage: PassageView) -> str:
    """Return section and page of a passage in one line."""
    on_pages = pages(passage.pages, passage.printed_pages) if paged(passage.document) else ""
    if passage.document.pages == 1 and on_pages and not passage.printed_pages:
        on_pages = "trang 1"
    parts = [section(passage.path), on_pages]
    if passage.note:
        parts.insert(1, f"chú thích {passage.note}")
    return " · ".join(part for part in parts if part)
