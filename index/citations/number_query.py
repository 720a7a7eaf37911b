"""Read what people type for a document: "qd 85", "QĐ85/TW", "nq trung uong 4 khoa 12".

A head decides which document is asked for: type, serial, symbol, year, body, or a name.
Words left over only rank among its documents.  Tolerant of missing diacritics, dashes of
every kind, missing slashes and zeros, and of the order of the parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date

from index.citations.provisions import ANNEX, PlacePath
from index.citations.typed_codes import is_abbreviation, is_body, kinds_of, same_body_code
from index.citations.typed_date import (
    find_typed_day,
    find_typed_term,
    find_typed_year,
    find_typed_years,
    is_assembly,
)
from index.citations.typed_list import find_others, is_join
from index.citations.typed_name import TypedName, find_typed_name, find_typed_plenum
from index.citations.typed_number import TypedNumber, find_typed_number
from index.citations.typed_place import TypedBody, find_typed_body, find_typed_place
from index.citations.typed_provision import find_typed_provision
from index.citations.typed_text import prepared
from ingest.text.vietnamese import clean, fold, lower, tone_normal

_WORD = re.compile(r"[^\W_]+")
_STOP = frozenset(
    {"của", "về", "việc", "ngày", "và", "các", "tại", "theo", "tìm", "xem", "giúp", "cho", "tôi",
     "cua", "ve", "viec", "ngay", "va", "cac", "tai", "tim", "giup", "toi"}
)  # fmt: skip
_CUT = "\n"
MOST_WORDS = 14
"""Words left over beside a number that stands inside a text: more are a text to search."""


@dataclass(frozen=True, slots=True)
class TypedTitle:
    """Words that may be the whole title of a document, and what stood beside them."""

    words: tuple[str, ...]
    place: PlacePath | None = None
    issued: date | None = None


@dataclass(frozen=True, slots=True)
class NumberQuery:
    """What was understood of a typed request; None and empty where nothing was said.

    ``kinds`` are the type words it may mean ("qd" may be two); ``code`` and ``body`` are as
    typed; ``issuer`` is a body by name; ``year`` is that of the day or of the number,
    ``number_year`` stood inside the number; ``years`` are those of a term of office ("nhiệm kỳ
    2021-2026"), which may be the subject's; ``month`` and ``day`` were typed without the whole
    day ("tháng 5/2025", "ngày 26/5"); ``words`` is what was not understood.
    """

    serial: int | None = None
    kinds: tuple[str, ...] = ()
    code: str | None = None
    body: str | None = None
    issuer: TypedBody | None = None
    number_year: int | None = None
    year: int | None = None
    issued: date | None = None
    years: tuple[int, int] | None = None
    month: int | None = None
    day: int | None = None
    term: int | None = None
    plenum: int | None = None
    """The plenum named beside a number."""
    name: TypedName | None = None
    place: PlacePath | None = None
    words: tuple[str, ...] = field(default=())
    is_title: bool = False
    """Whether the name is the whole title of a known document."""
    titles: tuple[TypedTitle, ...] = ()
    """What may be a whole title: all that was typed, and that without a provision or a day."""
    others: tuple[str, ...] = ()
    """Further documents of a list, which are not looked up."""
    is_whole: bool = False
    """Whether marks join all parts of a number."""
    letter: str = ""
    """The letter behind the serial, "" where none was typed."""
    leads: bool = True
    """Whether the document comes first and what follows asks no question of other texts."""

    @property
    def names_a_document(self) -> bool:
        """Whether a document is asked for: a serial or a name is there."""
        return self.serial is not None or self.name is not None

    @property
    def is_bare_serial(self) -> bool:
        """Whether digits are all there is."""
        return self.serial is not None and not (self.kinds or self.code or self.body or self.issuer)

    @property
    def is_complete(self) -> bool:
        """Whether nothing of what was typed was left over."""
        return self.names_a_document and not self.words


def parse_number_query(text: str) -> NumberQuery:
    """Read ``text``; what names no document yields a query without a serial and a name."""
    typed = prepared(text)
    query = NumberQuery(titles=tuple(_titles(typed)))
    rest, query = _day(*_provision(typed, query))
    return _read(typed, rest, query)


def _titles(typed: str) -> Iterator[TypedTitle]:
    """Yield what may be a whole title: one may say a day itself, and number its parts."""
    place = find_typed_provision(lower(typed))
    cuts: list[tuple[str, PlacePath | None]] = [(typed, None)]
    if place is not None:
        # An annex may be the title's own: "mục 1 Phụ lục 5: Tổng kết …".
        inner = PlacePath(place.place.labels[1:])
        spans = [span for span in place.spans if not lower(typed[span[0] :]).startswith(ANNEX)]
        cuts += [
            (_without(typed, place.spans), place.place),
            (_without(typed, spans), inner if inner.labels else None),
        ]
    for text, where in dict.fromkeys(cuts):
        yield TypedTitle(tuple(_WORD.findall(lower(text))), where)
        day = find_typed_day(fold(text))
        if day is not None and day.whole is not None:
            dateless = _cut(text, day.start, day.end)
            yield TypedTitle(tuple(_WORD.findall(lower(dateless))), where, day.whole)


def _read(typed: str, rest: str, query: NumberQuery) -> NumberQuery:
    number = find_typed_number(lower(rest))
    if number is None:
        meeting = find_typed_name(lower(rest))
        if meeting is not None and meeting.congress:
            # "đại hội đảng khóa XIII": the term is the congress.
            return _named(rest, query)
        rest, query = _years(rest, query)
        # "số 85 năm 2022": what is left may be a serial alone.
        number = find_typed_number(lower(rest))
    if number is None:
        return _named(rest, query)
    rest, query = _plenum(*_numbered(rest, query, number))
    if query.issued is None:
        # A year beside the whole day is the subject's: "… giai đoạn 2021 - 2025".
        rest, query = _years(rest, query)
    rest, query = _issuer(rest, query)
    if query.issued is None and query.term is None:
        rest, query = _term(rest, query)
    listed = find_others(rest, number, in_provision=query.place is not None)
    query = replace(
        query,
        others=listed.others,
        words=_words(listed.rest),
        leads=_leads(listed.rest, typed),
    )
    return NumberQuery(titles=query.titles) if _is_text(rest, query, number) else query


def may_name_a_document(text: str) -> bool:
    """Say whether ``text`` could name a document; quick, because every search asks it first."""
    plain = lower(clean(text))
    return any(map(str.isdecimal, plain)) or find_typed_name(tone_normal(plain)) is not None


def _cut(text: str, start: int, end: int) -> str:
    return text[:start] + _CUT + text[end:]


def _provision(text: str, query: NumberQuery) -> tuple[str, NumberQuery]:
    place = find_typed_provision(lower(text))
    if place is None:
        return text, query
    rest = _without(text, place.spans)
    probe = lower(rest)
    # Without a document it is words: "phần 2 của báo cáo".
    if find_typed_number(probe) is None and find_typed_name(probe.strip(" ,\n")) is None:
        return text, query
    return rest, replace(query, place=place.place)


def _without(text: str, spans: Iterable[tuple[int, int]]) -> str:
    for start, end in sorted(spans, reverse=True):
        text = _cut(text, start, end)
    return text


def _day(rest: str, query: NumberQuery) -> tuple[str, NumberQuery]:
    """Take out the day; one behind another document that is named is that document's."""
    hit = find_typed_day(fold(rest[: _end_of_own(rest)]))
    if hit is None:
        return rest, query
    return _cut(rest, hit.start, hit.end), replace(
        query, issued=hit.whole, month=hit.month, day=hit.day, year=hit.year or query.year
    )


def _end_of_own(text: str) -> int:
    """Return where another document begins that the first one is about, not listed with."""
    first = find_typed_number(lower(text))
    if first is None:
        return len(text)
    end = first.end
    while (other := find_typed_number(lower(text[end:]))) is not None:
        if not other.is_whole:
            return len(text)
        if not is_join(text[end : end + other.start]):
            return end + other.start
        end += other.end
    return len(text)


def _years(rest: str, query: NumberQuery) -> tuple[str, NumberQuery]:
    query = replace(query, years=find_typed_years(fold(rest)))
    hit = find_typed_year(fold(rest)) if query.year is None else None
    if hit is not None:
        rest, query = _cut(rest, hit.start, hit.end), replace(query, year=hit.value)
    return _term(rest, query)


def _plenum(rest: str, query: NumberQuery) -> tuple[str, NumberQuery]:
    """Take out the plenum that adopted a numbered document, with its term."""
    hit = find_typed_plenum(lower(rest))
    if hit is None:
        return rest, query
    return _cut(rest, hit.start, hit.end), replace(
        query, plenum=hit.plenum, term=query.term or hit.term, body=query.body or "tw"
    )


def _term(rest: str, query: NumberQuery) -> tuple[str, NumberQuery]:
    hit = find_typed_term(fold(rest), of_assembly=_of_assembly(query))
    if hit is None:
        return rest, query
    return _cut(rest, hit.start, hit.end), replace(query, term=hit.value)


def _of_assembly(query: NumberQuery) -> bool:
    """Say whether the document asked for is an assembly's own."""
    names = [issuer.name for issuer in query.issuer.issuers] if query.issuer else []
    code = fold(query.body or "")
    return "qh" in code or "hdnd" in code or any(is_assembly(fold(name)) for name in names)


def _numbered(rest: str, query: NumberQuery, number: TypedNumber) -> tuple[str, NumberQuery]:
    return _cut(rest, number.start, number.end), replace(
        query,
        serial=number.serial,
        kinds=number.kinds,
        code=number.code,
        body=number.body,
        number_year=number.year,
        year=query.year or number.late_year,
        is_whole=number.is_whole,
        letter=number.letter,
    )


_CENTRE = re.compile(
    r"(?:^|\n)[\s,]*(?:cua\s+)?(?P<centre>trung uong(?: dang)?|tw|t\.?u\.?)(?=[\s,.]*(?:\n|$))"
)
_CODE = re.compile(
    rf"{_CUT}\s*(?:(?:của|cua|do)\s+)?(?P<code>[^\W\d_][^\W_]*(?:-[^\W_]+)*)(?P<rest>[^{_CUT}]*)"
)


def _issuer(rest: str, query: NumberQuery) -> tuple[str, NumberQuery]:
    """Take out the body by name, by its code, or the centre ("TW", "TƯ", "Trung ương")."""
    body = find_typed_body(lower(rest), rest)
    if body is not None and not _is_subject(body, query):
        return _cut(rest, body.start, body.end), replace(query, issuer=body)
    place = find_typed_place(lower(rest))
    if place is not None:
        return rest, replace(query, issuer=place)
    if query.body is not None:
        return _without_code(rest, query.body), query
    hit = _CENTRE.search(fold(rest))
    if hit:
        typed = lower(rest[hit.start("centre") : hit.end("centre")])
        centre = typed.replace(".", "") if typed.startswith("t") and len(typed) < 5 else "tw"
        return _cut(rest, hit.start("centre"), hit.end()), replace(query, body=centre)
    rest, query = _body_code(rest, query)
    return rest, replace(query, issuer=find_typed_place(lower(rest)))


def _without_code(rest: str, body: str) -> str:
    """Take out the body's code where it stands once more: "161/2026/NĐ-CP … của CP"."""
    for hit in _CODE.finditer(lower(rest)):
        if same_body_code(hit["code"], body.upper()):
            return _cut(rest, hit.start("code"), hit.end("code"))
    return rest


def _is_subject(body: TypedBody, query: NumberQuery) -> bool:
    """Say whether a body is what a law is about: "luật bảo hiểm xã hội số 41/2024/QH15"."""
    is_law = bool({"Luật", "Bộ luật", "Pháp lệnh"} & set(query.kinds))
    return is_law and not any("Quốc hội" in issuer.name for issuer in body.issuers)


def _body_code(rest: str, query: NumberQuery) -> tuple[str, NumberQuery]:
    """Take out a code behind the number: "quyết định 337 sgdđt"; ordinary words are none."""
    hit = _CODE.search(lower(rest))
    if hit is None:
        return rest, query
    code, alone = hit["code"], not hit["rest"].strip(" ,.")
    if (is_abbreviation(code) and not kinds_of(code)) or (is_body(code) and alone):
        return _cut(rest, hit.start("code"), hit.end("code")), replace(query, body=code)
    return rest, query


def _words(rest: str) -> tuple[str, ...]:
    words = [word for piece in rest.split(_CUT) for word in _of_piece(lower(piece))]
    return tuple(word for word in words if word not in _STOP)


def _of_piece(piece: str) -> list[str]:
    """Return the words of what stands between two things that were understood."""
    words = _WORD.findall(piece)
    if len(words) == 1 and (words[0] in ("số", "so") or is_abbreviation(words[0])):
        # "qd 383-qd/tw": the type typed once more.
        return [] if words[0] in ("số", "so") or kinds_of(words[0]) else words
    return words


_QUESTION = re.compile(
    r"\?|(?<!\w)(?:nào|gì|mấy|ai|bao nhiêu|bao lâu|vì sao|tại sao|đúng hay sai|ở đâu|"
    r"nao|gi|bao nhieu|bao lau|vi sao|tai sao|o dau)(?!\w)"
)
MOST_LEFT = 10
"""Words that may follow a document and still describe it: more are a text to search, but for a
title."""


def _leads(rest: str, typed: str) -> bool:
    """Say whether a text names a document first and asks for it, not about it."""
    if not _words(rest[: rest.find(_CUT)]):
        return not _QUESTION.search(lower(typed))
    return False


def _is_text(rest: str, query: NumberQuery, number: TypedNumber) -> bool:
    """Say whether a number merely stands inside a longer text, which is to be searched."""
    before = _WORD.findall(rest[: rest.find(_CUT)])
    if query.is_bare_serial and query.words and query.issuer is None:
        return True
    return len(query.words) > MOST_WORDS and len(before) > 2 and number.start > 0


def _named(rest: str, query: NumberQuery) -> NumberQuery:
    name = find_typed_name(lower(rest))
    if name is None:
        return NumberQuery(titles=query.titles)
    if name.words:
        asks = _QUESTION.search(lower(rest)) is not None
        return replace(query, name=name, words=(), leads=not asks)
    left = _cut(rest, name.start, name.end)
    left, dated = _years(left, query)
    kinds = (name.kind,) if name.kind else ()
    return replace(
        dated,
        kinds=kinds,
        name=name,
        term=name.term or dated.term,
        words=_words(left),
        leads=_leads(left, rest),
    )
