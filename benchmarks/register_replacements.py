"""What replaced what, where a sentence names the replaced one by its full number.

The new document is named in the sentence ("Quy định 366-QĐ/TW thay thế Quy định
124-QĐ/TW"), before the bracket that says so ("… (thay thế Quy định số 80-QĐ/TW)"), or is
the one that the text itself is ("Quy định này thay thế …" under a header or a title).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from benchmarks.register_mentions import DATE_AFTER, KINDS, WRAP, date_of
from ingest.vocabulary.document_numbers import DocumentNumber, FoundNumber, Style, find_numbers

_REPLACES = re.compile(r"\bthay thế\b(?:\s+cho)?", re.I)
_BY = re.compile(rf"\b(?:được|bị)\s+thay thế\s+(?:bởi|bằng)\s+(?:{KINDS})?\s*(?:số\s*)?$", re.I)
_NOT_ITS_DEED = re.compile(
    r"(?:được|bị|không|đề nghị|đề xuất|dự thảo|dự kiến|chuẩn bị|nghiên cứu|phải|cần|để)\s+$", re.I
)
_TYPE_AND_LABEL = rf"(?:các\s+)?(?:{KINDS})?\s*(?:số\s*)?:?\s*"
_FIRST = re.compile(
    rf"\s*{_TYPE_AND_LABEL}$"
    rf"|\s*(?:quy chế|quy định)\s[^.;()]{{0,120}}ban hành kèm theo {_TYPE_AND_LABEL}$",
    re.I,
)
_NEXT = re.compile(rf"[^.()“”:]{{0,220}}?(?:[,;]|\bvà|\bcùng)\s+(?:và\s+)?{_TYPE_AND_LABEL}$", re.I)
_GOES_ON = re.compile(
    r"\b(?:được|theo|quy định tại|thực hiện|hướng dẫn|căn cứ|sửa đổi|bổ sung|ban hành)\b", re.I
)
_THIS = re.compile(rf"(?P<kind>{KINDS}) này\b", re.I)
_BREAK = re.compile(r"[.;:](?:\s|$)|\n")
_DATE_DOTS = re.compile(r"(?<=\d)[.](?=\s?\d)")
_HEADER = re.compile(r"ĐẢNG CỘNG SẢN VIỆT NAM|CỘNG H[ÒO][ÀA]? XÃ HỘI CHỦ NGHĨA VIỆT NAM")
_FAR = 320
_LEFT = 300


@dataclass(frozen=True, slots=True)
class Replacement:
    """``new`` replaced ``old``; the date of ``old`` where the sentence gives it."""

    new: DocumentNumber
    old: DocumentNumber
    old_issued: date | None
    old_year: int | None = None


def replacements(text: str) -> Iterator[Replacement]:
    """Yield what the sentences of ``text`` say was replaced by what."""
    if "thay thế" not in text.lower():
        return
    text = WRAP.sub(" ", text)
    numbers = find_numbers(text)
    for words in _REPLACES.finditer(text):
        if words.start() and _NOT_ITS_DEED.search(text[max(0, words.start() - 24) : words.start()]):
            yield from _passive(text, words, numbers)
            continue
        old = list(_list_after(text, words.end(), numbers))
        new = _subject_of(text, words.start(), numbers) if old else None
        if new is not None:
            for item in old:
                if item.number != new:
                    yield from _told(new, item, text)


_YEAR = re.compile(r"\s*,?\s*(?:năm\s+)?(?P<year>(?:19|20)\d\d)(?![\d/.-])")


def _told(new: DocumentNumber, old: FoundNumber, text: str) -> Iterator[Replacement]:
    """Yield a replacement that can be: of one type among State documents, the old one before."""
    state = Style.PARTY not in (new.style, old.number.style)
    if state and (
        new.type_code != old.number.type_code or (new.year or 0) < (old.number.year or 0)
    ):
        return
    year = _YEAR.match(text, old.span.end)
    yield Replacement(new, old.number, _date(text, old), int(year["year"]) if year else None)


def _date(text: str, item: FoundNumber) -> date | None:
    found = DATE_AFTER.match(text, item.span.end)
    return date_of(found) if found else None


def _passive(
    text: str, words: re.Match[str], numbers: tuple[FoundNumber, ...]
) -> Iterator[Replacement]:
    """Read "Quy định 124-QĐ/TW được thay thế bởi Quy định 366-QĐ/TW"."""
    right = next((n for n in numbers if n.span.start >= words.end()), None)
    left = next((n for n in reversed(numbers) if n.span.end <= words.start()), None)
    if right is None or left is None or left.number == right.number:
        return
    between = text[left.span.end : right.span.start]
    if len(between) <= _FAR and not _BREAK.search(between) and _BY.search(between):
        yield from _told(right.number, left, text)


def _list_after(text: str, at: int, numbers: tuple[FoundNumber, ...]) -> Iterator[FoundNumber]:
    """Yield the numbers that the words govern: the first at once, others of its enumeration."""
    end = at
    for item in (n for n in numbers if n.span.start >= at):
        between = text[end : item.span.start]
        if end == at:
            fits = bool(_FIRST.fullmatch(between))
        else:
            plain = _DATE_DOTS.sub("/", between)
            fits = bool(_NEXT.fullmatch(plain)) and not _GOES_ON.search(plain)
        if not fits:
            return
        yield item
        end = item.span.end


def _subject_of(text: str, at: int, numbers: tuple[FoundNumber, ...]) -> DocumentNumber | None:
    """Return the document of which the sentence says that it replaces others."""
    floor = max(0, at - _LEFT)
    sentence = text[floor:at]
    breaks = list(_BREAK.finditer(_DATE_DOTS.sub("/", sentence)))
    bracket = sentence.rstrip().endswith("(")
    # Before a bracket and in "…; thay thế …" the sentence is the one that goes before.
    inside = [b for b in breaks if b[0].strip() not in (";", ":")] if not bracket else breaks
    begin = floor + (inside[-1].end() if inside else 0)
    named = [n for n in numbers if begin <= n.span.start and n.span.end <= at]
    if bracket:
        return named[-1].number if named else None
    this = list(_THIS.finditer(text, begin, at))
    if this:
        return _own_number(text, this[-1]["kind"], this[-1].start(), numbers)
    distinct = {n.number for n in named}
    return named[0].number if len(distinct) == 1 else None


def _own_number(
    text: str, kind: str, at: int, numbers: tuple[FoundNumber, ...]
) -> DocumentNumber | None:
    """Return the number of the document that calls itself "``kind`` này"."""
    head = [n for n in numbers if n.span.end <= 400]
    if head and _HEADER.search(text[:600]):
        return head[0].number
    called = [
        n.number
        for n in numbers
        if n.span.end <= at
        and re.search(
            rf"{kind}\s+(?:số\s*)?$", text[max(0, n.span.start - 30) : n.span.start], re.I
        )
    ]
    title = text[: text.find("\n\n")] if "\n\n" in text[:400] else text[:120]
    in_title = {number for number in called if str(number) in title or number.key in title}
    if len(in_title) == 1:
        return in_title.pop()
    return called[0] if called and len(set(called)) == 1 else None
