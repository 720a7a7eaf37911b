"""What the reader typed: filters, quoted phrases, and the words that remain.

Filters are written ``tên:giá trị``, with or without diacritics: ``loại:nghị quyết``,
``cơ quan:"Ban Bí thư"``, ``năm:2021``, ``từ:25/10/2021``, ``đến:2023``, ``số:21-NQ/TW``.
A value of several words needs no quotation marks where the library knows it.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from index.results import Filters, Interpretation
from ingest.errors import QueryError
from ingest.text.vietnamese import clean, fold
from ingest.vocabulary.document_numbers import find_numbers

LONGEST = 2000
"""Code points a query may have: enough for a paragraph, little enough to be answered at once."""

_NAMES = {
    "loai": "kinds",
    "co quan": "issuers",
    "nam": "years",
    "tu": "since",
    "den": "until",
    "so": "number",
}
_FILTER = re.compile(r"(?<![^\W_])(loai|co quan|nam|tu|den|so):[ ]?(?=\S)")
_QUOTED = re.compile(r"[\"“”„«]([^\"“”„«»]*)[\"“”„»]")
_DATE = re.compile(r"(?:(?:(\d{1,2})[/.-])?(\d{1,2})[/.-])?((?:19|20)\d\d)")
_ISO = re.compile(r"((?:19|20)\d\d)-(\d{2})-(\d{2})")
_LONGEST_BODY = 12
"""Words of a body's name looked at."""
_HELP = (
    'Các bộ lọc: loại:nghị quyết, cơ quan:"Ban Bí thư", năm:2021, từ:25/10/2021,'
    " đến:2023, số:21-NQ/TW."
)


def parse_query(
    typed: str, kinds: Sequence[str] = (), issuers: Sequence[str] = ()
) -> Interpretation:
    """Take a query apart: its filters, its phrases, and the words that are left.

    The words searched for are those left, phrases included without marks; nothing is restored.

    :param kinds: the type words the library knows; :param issuers: its issuing bodies.
    :raises QueryError: too long, or a filter whose value cannot be understood.
    """
    text = clean(typed).strip()
    if len(text) > LONGEST:
        raise QueryError(
            f"Câu hỏi dài {len(text)} ký tự, quá mức {LONGEST}.", "Rút gọn câu hỏi rồi tìm lại."
        )
    filters = Filters()
    while (match := _next_filter(text)) is not None:
        name = _NAMES[match[1]]
        value, end = _value(text, match.end(), name, kinds, issuers)
        if name == "issuers":
            filters = replace(filters, issuers=(*filters.issuers, *_bodies(value, issuers)))
        else:
            filters = _with(filters, name, value)
        text = f"{text[: match.start()]} {text[end:]}"
    phrases = tuple(p for p in (m[1].strip() for m in _QUOTED.finditer(text)) if p)
    words = " ".join(re.sub(r"[\"“”„«»]", " ", text).split())
    return Interpretation(typed, words, phrases=phrases, filters=filters)


def _next_filter(text: str) -> re.Match[str] | None:
    folded = fold(text)
    for match in _FILTER.finditer(folded):
        if match[1] == "so" and match.start() == 0 and match[0].endswith(" "):
            continue  # "Số: 62 - KL/TU" is copied from a letterhead: a look-up
        # Inside quotation marks it is text.
        if not any(m.start() < match.start() < m.end() for m in _QUOTED.finditer(text)):
            return match
    return None


def _value(
    text: str, start: int, name: str, kinds: Sequence[str], issuers: Sequence[str]
) -> tuple[str, int]:
    """Return a filter's value and where it ends."""
    quoted = _QUOTED.match(text, start)
    if quoted:
        return quoted[1].strip(), quoted.end()
    if name == "number":
        numbers = [n for n in find_numbers(text[start:]) if n.span.start == 0]
        if numbers:
            return str(numbers[0].number), start + numbers[0].span.end
    known = {"kinds": kinds, "issuers": issuers}.get(name, ())
    rest = fold(text[start:])
    for value in sorted(known, key=len, reverse=True):
        if re.match(re.escape(fold(value)) + r"(?![^\W_])", rest):
            return value, start + len(value)
    if name == "issuers" and (end := _end_of_body(rest, issuers)):
        return text[start : start + end], start + end
    plain = re.compile(r"\S+").match(text, start)
    assert plain is not None  # noqa: S101 (the pattern of a filter looks ahead for it)
    return plain[0].rstrip(",;"), plain.end()


def _end_of_body(rest: str, issuers: Sequence[str]) -> int:
    """Return where the longest run of first words ends that the name of a body holds."""
    ends = [match.end() for match in re.finditer(r"[^\W_]+", rest)][:_LONGEST_BODY]
    return max((end for end in ends if _holding(rest[:end], issuers)), default=0)


def _bodies(value: str, issuers: Sequence[str]) -> tuple[str, ...]:
    """Return the bodies a value means: the one of that name, or all whose names hold it.

    Which they are is shown with the answer; a value that no name holds stays as typed.
    """
    if any(fold(name) == fold(value) for name in issuers):
        return (value,)
    return tuple(_holding(fold(value), issuers)) or (value,)


def _holding(folded: str, issuers: Sequence[str]) -> list[str]:
    words = re.compile(rf"(?<![^\W_]){re.escape(folded)}(?![^\W_])")
    return [name for name in issuers if words.search(fold(name))]


def _with(filters: Filters, name: str, value: str) -> Filters:
    if name == "kinds":
        return replace(filters, kinds=(*filters.kinds, value))
    if name == "number":
        return replace(filters, number=value)
    if name == "years":
        return replace(filters, years=(*filters.years, *_years(value)))
    if name == "since":
        return replace(filters, since=_days(value)[0])
    return replace(filters, until=_days(value)[1])


def _years(value: str) -> tuple[int, ...]:
    match = re.fullmatch(r"((?:19|20)\d\d)(?:[-–]((?:19|20)\d\d))?", value)
    if not match or (match[2] and int(match[2]) < int(match[1])):
        raise QueryError(f"Không hiểu năm “{value}”.", _HELP)
    return tuple(range(int(match[1]), int(match[2] or match[1]) + 1))


def _days(value: str) -> tuple[date, date]:
    """Return the first and the last day that ``value`` (a day, a month, a year) may mean."""
    iso = _ISO.fullmatch(value)
    match = _DATE.fullmatch(value)
    try:
        if iso:
            day = date(int(iso[1]), int(iso[2]), int(iso[3]))
            return day, day
        if match:
            year, month = int(match[3]), int(match[2]) if match[2] else None
            first = date(year, month or 1, int(match[1] or 1))
            if match[1]:
                return first, first
            last = month or 12
            return first, date(year, last, calendar.monthrange(year, last)[1])
    except ValueError:
        pass
    raise QueryError(f"Không hiểu ngày “{value}”.", _HELP)


def merged(typed: Filters, chosen: Filters) -> Filters:
    """Return both narrowings together: those typed and those ticked."""
    return Filters(
        kinds=tuple(dict.fromkeys((*typed.kinds, *chosen.kinds))),
        issuers=tuple(dict.fromkeys((*typed.issuers, *chosen.issuers))),
        years=tuple(sorted({*typed.years, *chosen.years})),
        since=max((d for d in (typed.since, chosen.since) if d), default=None),
        until=min((d for d in (typed.until, chosen.until) if d), default=None),
        number=typed.number or chosen.number,
        documents=tuple(dict.fromkeys((*typed.documents, *chosen.documents))),
        scanned=typed.scanned if typed.scanned is not None else chosen.scanned,
        terms=tuple(sorted({*typed.terms, *chosen.terms})),
    )
