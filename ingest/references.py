"""Find references in text: a fact, with its span.  What they refer to is ``index``'s conclusion.

Forms: full (type + "số" + number [+ date + body + subject]), short (type + serial),
list (numbers that share the head's type), named (documents without a number), back
("Quy định này"), internal ("khoản 2 Điều này").  Standard library only.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib import resources

from ingest import names
from ingest.dates import FoundDate, find_dates
from ingest.kinds import kinds_by_word, kinds_of_code
from ingest.model import Form, Reference, Relation, Span
from ingest.numbers import FoundNumber, Style, find_numbers
from ingest.text import fold, sentences, tone_normal

VERSION = "1"
"""Raised when the same text would give other references."""

_REACH = 140
"""How far left of a reference its relation word may stand, in code points."""


@cache
def _kind_words() -> str:
    words = sorted(kinds_by_word().values(), key=len, reverse=True)
    return "|".join(re.escape(word) for word in words)


@cache
def _head() -> re.Pattern[str]:
    """The type word right before a number: "Quy định số", "các Quy định số", "NGHỊ QUYẾT SỐ"."""
    return re.compile(
        rf"(?P<many>\b[Cc]ác\s+)?\b(?P<kind>{_kind_words()})\s*(?:\(?\s*(?:số|Số|SỐ)\s*:?\s*)?$",
        re.IGNORECASE,
    )


_LAW_HEAD = re.compile(r"\b(?P<kind>Bộ luật|Luật|Pháp lệnh)\s+(?P<name>[A-ZĐÀ-Ỹ][^.;:()\n]{2,110}?)\s*,?\s*(?:số|Số)\s*$")
_NEXT_IN_LIST = re.compile(r"^\s*(?:[,;]|và|hoặc|[,;]\s*(?:và|hoặc))\s*(?:số\s*)?$")
_BARE_LABEL = re.compile(r"(?:^|\n)\s*(?:Luật\s+)?(?:[Ss]ố|SỐ)\s*:?\s*$")
_DATE_LEAD = re.compile(r"^\s*,?\s*\(?\s*(?:ban hành\s+)?(?:ngày\s+|\bngày$)?")
_YEAR = re.compile(r"^\s*,?\s*\(?năm\s+(?P<year>(?:19|20)\d\d)\b\)?")
_TERM = re.compile(r"^\s*,?\s*\(?\s*(?:khóa|khoá|nhiệm kỳ khóa)\s+(?P<term>[IVXLC]+|\d{1,2})\b\s*\)?", re.IGNORECASE)
_PINPOINT = re.compile(
    r"(?:(?:tiết|điểm|khoản|Điều|điều|mục|Mục|tiểu mục|Chương|chương|Phần|phần|đoạn)\s+"
    r"(?:\d+(?:\.\d+)*[a-zđ]?|[a-zđ]\d?|[IVXLC]+|thứ\s+\w+)(?:(?:\s*,\s*|\s+và\s+)(?:\d+[a-zđ]?|[a-zđ])(?=[\s,]))*\s*,?\s*){1,4}"
    r"(?:của\s+)?$"
)
_QUOTED = re.compile(r"^\s*,?\s*(?:về\s+)?(?:việc\s+)?[“\"](?P<subject>[^”\"\n]{5,400})[”\"]")
_ABOUT = re.compile(r"^\s*,?\s*(?P<subject>về\s+[^.;:()“”\"\n]{4,300}|quy định\s+[^.;:()“”\"\n]{6,200}|hướng dẫn\s+[^.;:()“”\"\n]{6,200}|ban hành\s+[^.;:()“”\"\n]{6,200})")


def find(text: str) -> tuple[Reference, ...]:
    """Return every reference in ``text``, by start.

    Full, list, short, named and back references never overlap; an internal one
    stands only where no other reference has taken its words as a pinpoint.
    """
    finder = _Finder(text)
    found = sorted(finder.all(), key=lambda ref: (ref.span.start, -len(ref.span)))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Tail:
    """What follows a reference's number."""

    end: int
    issued: FoundDate | None = None
    year: int | None = None
    term: int | None = None
    issuer: str | None = None
    subject: str | None = None


class _Finder:
    def __init__(self, text: str) -> None:
        self._text = text
        self._sentences = [(span.start, span.end) for span in sentences(text)]
        self._starts = [start for start, _ in self._sentences]
        self._taken: list[Span] = []

    def all(self) -> Iterator[Reference]:
        made = list(self._numbered())
        for more in (self._short(), self._named(), self._back()):
            for ref in more:
                if not any(span.overlaps(ref.span) for span in self._taken):
                    self._taken.append(ref.span)
                    made.append(ref)
        made = [self._with_context(ref) for ref in made]
        yield from made
        taken = [self._pinpoint_span(ref) for ref in made]
        yield from self._internal([span for span in taken if span])

    # --- numbers ------------------------------------------------------------------

    def _numbered(self) -> Iterator[Reference]:
        before: Reference | None = None
        for found in find_numbers(self._text):
            made = self._reference_of(found, before)
            if made is not None:
                self._taken.append(made.span)
                before = made
                yield made

    def _reference_of(self, found: FoundNumber, before: Reference | None) -> Reference | None:
        at = found.span.start
        left = self._text[max(0, at - 160) : at]
        form, kind, start, subject = Form.FULL, None, at, None
        head = _head().search(left)
        law = _LAW_HEAD.search(left) if found.number.style is Style.LAW else None
        if law:
            kind, subject = law["kind"].capitalize(), law["name"].strip(" ,")
            start = at - (len(left) - law.start("kind"))
        elif head:
            kind = kinds_by_word()[fold(tone_normal(head["kind"]))]
            start = at - (len(left) - head.start("kind"))
        elif _BARE_LABEL.search(left):
            return None  # the document's own number, on its own line
        elif before is not None and self._goes_on(before, at):
            form, kind = Form.LIST, before.kind
            label = re.search(r"số\s*$", left)
            start = at - (len(left) - label.start()) if label else at
        else:
            label = re.search(r"\bsố\s*:?\s*$", left)
            start = at - (len(left) - label.start()) if label else at
        tail = self._tail(found.span.end)
        return Reference(
            Span(start, tail.end),
            self._text[start : tail.end],
            form,
            kind=kind,
            number=found.number,
            serial=found.number.serial,
            issued=tail.issued.value if tail.issued else None,
            year=tail.year or found.number.year,
            term=tail.term,
            issuer=tail.issuer,
            subject=subject or tail.subject,
        )

    def _goes_on(self, before: Reference, at: int) -> bool:
        """Say whether a number is the next of a list that shares its head's type word."""
        between = self._text[before.span.end : at]
        if len(between) > 260 or re.search(r"[.\n]", between):
            return False
        if _NEXT_IN_LIST.match(between):
            return True
        # "số A về việc …, số B …": the subject stands between.
        return bool(re.search(r"(?:,|;|và)\s*số\s*$", between)) and before.subject is not None

    def _tail(self, at: int) -> _Tail:
        """Read what follows a number: date, term, body, subject."""
        tail = _Tail(at)
        tail = self._dated(tail)
        tail = self._issued_by(tail)
        if tail.issued is None:
            tail = self._dated(tail)
        return replace(tail, subject=self._subject(tail.end))

    def _dated(self, tail: _Tail) -> _Tail:
        right = self._text[tail.end : tail.end + 60]
        lead = _DATE_LEAD.match(right)
        offset = lead.end() if lead else 0
        date = next(iter(find_dates(right[offset:])), None)
        if date is not None and date.span.start == 0:
            end = tail.end + offset + date.span.end
            if self._text[end : end + 1] == ")":
                end += 1
            return self._termed(replace(tail, end=end, issued=date))
        year = _YEAR.match(right)
        if year:
            return self._termed(replace(tail, end=tail.end + year.end(), year=int(year["year"])))
        return self._termed(tail)

    def _termed(self, tail: _Tail) -> _Tail:
        term = _TERM.match(self._text[tail.end : tail.end + 30])
        if term and tail.term is None:
            return replace(tail, end=tail.end + term.end(), term=names.roman(term["term"]))
        return tail

    def _issued_by(self, tail: _Tail) -> _Tail:
        right = self._text[tail.end : tail.end + 140]
        found = names.issuer_after(right)
        if found is None:
            return tail
        name, end = found
        return self._termed(replace(tail, end=tail.end + end, issuer=name))

    def _subject(self, at: int) -> str | None:
        right = self._text[at : at + 420]
        quoted = _QUOTED.match(right)
        if quoted:
            return quoted["subject"].strip()
        about = _ABOUT.match(right)
        if about is None:
            return None
        cut = names.subject_end(about["subject"])
        subject = about["subject"][:cut].strip(" ,")
        return subject if len(subject) > 8 else None

    # --- short, named, back, internal ------------------------------------------------

    def _short(self) -> Iterator[Reference]:
        for found in names.short_pattern(_kind_words()).finditer(self._text):
            if names.is_count(self._text, found.end()):
                continue
            kind = found["kind"]
            word = kinds_by_word().get(fold(tone_normal(kind))) if kind else None
            if word is None and found["code"]:
                kinds = kinds_of_code(found["code"])
                word = kinds[0] if len(kinds) == 1 else None
            tail = self._dated(_Tail(found.end()))
            tail = self._issued_by(tail)
            yield Reference(
                Span(found.start(), tail.end),
                self._text[found.start() : tail.end],
                Form.SHORT,
                kind=word,
                serial=int(found["serial"] or found["bare"]),
                issued=tail.issued.value if tail.issued else None,
                year=tail.year,
                term=tail.term,
                issuer=tail.issuer,
                subject=self._subject(tail.end),
            )

    def _named(self) -> Iterator[Reference]:
        for found in names.find_named(self._text):
            tail = self._dated(_Tail(found.span.end, term=found.term))
            yield Reference(
                Span(found.span.start, tail.end),
                self._text[found.span.start : tail.end],
                Form.NAMED,
                kind=found.kind,
                name=found.name,
                term=tail.term,
                year=tail.year or found.year,
                issued=tail.issued.value if tail.issued else None,
            )

    def _back(self) -> Iterator[Reference]:
        pattern = rf"\b(?P<kind>{_kind_words()})\s+(?:này|nói trên|nêu trên|trên đây)\b"
        for found in re.finditer(pattern, self._text):
            kind = kinds_by_word()[fold(tone_normal(found["kind"]))]
            yield Reference(Span(*found.span()), found[0], Form.BACK, kind=kind)

    def _internal(self, taken: list[Span]) -> Iterator[Reference]:
        for found in names.INTERNAL.finditer(self._text):
            span = Span(*found.span())
            inside_other = any(other.overlaps(span) for other in (*taken, *self._taken))
            heading = found.start() == 0 or self._text[found.start() - 1] == "\n"
            if inside_other or (heading and re.match(r"[.:]", self._text[found.end() :])):
                continue
            yield Reference(span, found[0], Form.INTERNAL, provision=found[0])

    # --- what governs a reference ----------------------------------------------------

    def _with_context(self, ref: Reference) -> Reference:
        pin = self._pinpoint_span(ref)
        provision = pin.of(self._text).strip(" ,").removesuffix("của").strip(" ,") if pin else None
        relation, where = self._relation(ref, pin.start if pin else ref.span.start)
        return replace(ref, provision=provision, relation=relation, relation_span=where)

    def _pinpoint_span(self, ref: Reference) -> Span | None:
        start = max(0, ref.span.start - 90)
        found = _PINPOINT.search(self._text[start : ref.span.start])
        return Span(start + found.start(), start + found.end()) if found else None

    def _relation(self, ref: Reference, at: int) -> tuple[Relation, Span | None]:
        """Return the relation that the nearest signal to the left gives, in the same sentence."""
        if ref.form is Form.BACK:
            return Relation.REFERS, None
        start = max(self._sentence_start(at), at - _REACH)
        best: tuple[int, Relation, Span] | None = None
        for relation, pattern in _signals():
            for found in pattern.finditer(self._text, start, at):
                if best is None or (found.end(), found.end() - found.start()) > (
                    best[0],
                    len(best[2]),
                ):
                    best = (found.end(), relation, Span(*found.span()))
        if best is None:
            return Relation.REFERS, None
        return best[1], best[2]

    def _sentence_start(self, at: int) -> int:
        start = 0
        for begin, end in self._sentences:
            if begin > at:
                break
            start = begin if begin <= at <= end else start
        return start


@cache
def _signals() -> tuple[tuple[Relation, re.Pattern[str]], ...]:
    data = json.loads(resources.files("ingest").joinpath("data/relations.json").read_text("utf-8"))
    return tuple(
        (Relation(row["relation"]), re.compile(rf"\b(?:{row['pattern']})\b", re.IGNORECASE))
        for row in data
    )
