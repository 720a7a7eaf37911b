"""Documents named without a number: "nq trung ương 4 khóa 12", "luật đất đai 2024", "điều lệ đảng".

A congress or a plenum of another body (a Party organisation of a province, the Youth Union,
a mass organisation) is never the Party's national one.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ingest.text.numerals import alternatives, arabic, spoken_folded
from ingest.text.vietnamese import fold
from ingest.vocabulary.issuers import issuers

_NUMBER = rf"\d{{1,2}}|[ivx]+|{alternatives(spoken_folded())}"
TERM_NUMBER = r"\d{1,2}|[ivx]+|muoi(?:\s(?:mot|hai|ba|bon))?"
"""A term or a congress: spoken ones begin with ten, for "năm" is a year as well."""
_TERM = rf"(?:khoa|k)\s*(?:thu\s+)?(?P<term>{TERM_NUMBER})(?!\w)"
_CENTRE = r"(?:(?:ban chap hanh|bch)\s*)?(?:trung uong|tw)(?:\s+dang)?"
_MEETING = r"(?:hoi nghi|hn)"
_RESOLUTION = r"(?P<kind>nghi quyet|ket luan|nq|kl)"
_LAN = r"(?:lan thu\s+|lan\s+)?"
_OF = r"[\s/-]*(?:so\s+)?(?:cua\s+)?"
_PLENUMS = (
    re.compile(
        rf"{_RESOLUTION}{_OF}(?:{_MEETING}\s*)?{_LAN}{_CENTRE}\s*{_LAN}(?P<plenum>{_NUMBER})"
        rf"(?!\w)(?:[\s,(]*(?:cua dang\s*)?{_TERM}\)?)?"
    ),
    re.compile(
        rf"{_RESOLUTION}{_OF}{_MEETING}\s+{_LAN}(?P<plenum>{_NUMBER})[\s,]+(?:cua\s+)?"
        rf"{_CENTRE}(?:[\s,(]*{_TERM}\)?)?"
    ),
)
_ADOPTED_BY = re.compile(
    rf"(?:(?:cua|tai)\s+)?(?:{_MEETING}\s+{_LAN}(?P<first>{_NUMBER})[\s,]+(?:cua\s+)?{_CENTRE}|"
    rf"(?:{_MEETING}\s+(?:{_LAN})?|(?<=\n)\s?){_CENTRE}\s+{_LAN}(?P<second>{_NUMBER}))(?!\w)"
    rf"(?:[\s,(]*(?:cua dang\s*)?{_TERM}\)?)?"
)
"""The plenum a numbered document is of: "… của Hội nghị lần thứ sáu Ban Chấp hành Trung ương"."""
_FILL = r"(?:dai bieu|toan quoc|dang cong san viet nam|dang|cua|lan thu|lan|khoa|thu)"
_CONGRESS = re.compile(
    rf"(?:nghi quyet|nq){_OF}(?:dai hoi|dh)\s*(?:{_FILL}\s+)*(?P<term>{TERM_NUMBER})(?!\w)"
    rf"(?:\s+cua\s+dang(?!\s+(?:bo|uy|doan))|\s+dang(?!\s+(?:bo|uy|doan)))?"
)
_OTHERS = re.compile(
    r"(?<!\w)(?:dang bo|doan(?! ket| the)|cong doan|mttq|mat tran|tncs|quan doi|cong an|"
    r"(?<!dai )hoi (?!nghi|nhap|dong)[^\W\d]+|(?:tinh|thanh|huyen|quan|thi|dang) uy|tinh|huyen|"
    r"xa|phuong|chi bo|tong lien doan|lien doan)(?!\w)"
)
_OWNER = re.compile(
    r"[\s,(]*(?:cua\s+(?!dang(?!\s+(?:bo|uy|doan)))|(?:cong ty|tong cong ty|tap doan|truong|"
    r"hoc vien|benh vien|nha may|hiep hoi|chi doan|chi hoi|vien|cuc|khoi)(?!\w))"
)
"""Whose congress it is, said right behind its number: "Đại hội XIII của công ty"."""
_CENTRE_WRITING = re.compile(
    r"(?<!\w)((?:nghị quyết|nghi quyet|nq|kết luận|ket luan|kl|hội nghị|hoi nghi|hn|bch|"
    r"ban chấp hành|ban chap hanh)[\s/-]*)(tư|t\.ư|t\.w)(?![^\W\d]|\s+pháp)"
)
"""The centre as Party offices write it: "NQTƯ 4", "nghị quyết T.Ư 4"."""
_FILLERS = re.compile(
    r"^[\s,]*(?:(?:tim|xem|cho toi|giup|doc|van ban|toan van|noi dung|cua|theo|tai)\s+)+"
)
_STATUTES = re.compile(
    r"(?:bo luat|luat|phap lenh|hien phap|dieu le|cuong linh|nghi quyet dai hoi|quy dinh|quy che|"
    r"huong dan|chi thi|nghi quyet|ket luan|quyet dinh|thong tri)(?!\w)"
)
LONGEST = 16
"""Words of a name."""


@dataclass(frozen=True, slots=True)
class TypedName:
    """What is named: a plenum (of any term where none was said), a congress, or words.

    ``words`` are those that may begin with a document's name; ``end`` is where the name of a
    plenum or a congress ends.
    """

    kind: str | None = None
    plenum: int | None = None
    term: int | None = None
    congress: int | None = None
    words: tuple[str, ...] = ()
    start: int = 0
    end: int = 0
    typed: tuple[str, ...] = ()
    """The words as they were typed."""


def find_typed_name(text: str) -> TypedName | None:
    """Return the document that ``text`` begins to name; None where it begins with no name."""
    text = _CENTRE_WRITING.sub(lambda hit: hit[1] + "tw".ljust(len(hit[2])), text)
    folded = fold(text)
    filler = _FILLERS.match(folded)
    start = filler.end() if filler else len(folded) - len(folded.lstrip(" ,\n"))
    meeting = _meeting(folded, start)
    if meeting is not None:
        # The whole text counts: "Nghị quyết Trung ương 4 Đoàn khóa XII" is the Union's.
        other = _OTHERS.search(folded, start) or _OWNER.match(folded, meeting.end)
        return None if other else meeting
    typed = re.findall(r"\w+", text[start:])
    if not _STATUTES.match(folded, start) and not _is_short_statute(typed):
        return None
    typed = _NEWEST.sub(r"\1 ", " ".join(typed)).split()
    return TypedName(words=_spelled(list(map(fold, typed))), start=start, typed=tuple(typed))


_NEWEST = re.compile(
    r"^(\S+ \S+) (?:mới nhất|moi nhat|mới|moi|hiện hành|hien hanh) (?=về |ve |những |nhung )"
)
"""What tells no name: "quy định mới về những điều …"."""


@dataclass(frozen=True, slots=True)
class TypedPlenum:
    """The plenum named beside a number, its term where one was said, and where it stands."""

    plenum: int
    term: int | None
    start: int
    end: int


def find_typed_plenum(text: str) -> TypedPlenum | None:
    """Return the plenum of the Central Committee that a text names beside a number."""
    hit = _ADOPTED_BY.search(fold(text))
    number = number_value(hit["first"] or hit["second"]) if hit else None
    if hit is None or number is None:
        return None
    term = number_value(hit["term"]) if hit["term"] else None
    return TypedPlenum(number, term, *hit.span())


def _is_short_statute(typed: list[str]) -> bool:
    """Say whether a text begins with the short form of a code: "blhs 2015"."""
    long = short_words().get(fold(typed[0])) if typed else None
    return long is not None and _STATUTES.match(long) is not None


def _meeting(folded: str, start: int) -> TypedName | None:
    for pattern in _PLENUMS:
        hit = pattern.match(folded, start)
        number = number_value(hit["plenum"]) if hit else None
        if hit and number:
            kind = "Kết luận" if hit["kind"] in ("ket luan", "kl") else "Nghị quyết"
            term = number_value(hit["term"]) if hit["term"] else None
            return TypedName(
                kind, number, term or _later_term(folded, hit.end()), None, (), *hit.span()
            )
    hit = _CONGRESS.match(folded, start)
    number = number_value(hit["term"]) if hit else None
    if hit and number:
        return TypedName("Nghị quyết", congress=number, start=hit.start(), end=hit.end())
    return None


def _later_term(folded: str, at: int) -> int | None:
    hit = re.compile(_TERM).search(folded, at)
    return number_value(hit["term"]) if hit else None


def number_value(text: str) -> int | None:
    """Return what folded figures, Roman or spoken ones are worth; None for anything else."""
    return spoken_folded().get(text) or arabic(text)


@cache
def short_words() -> dict[str, str]:
    """Return what short forms inside names stand for, both folded."""
    text = resources.files("index").joinpath("data/name_abbreviations.json").read_text("utf-8")
    return {fold(row["short"]): fold(row["long"]) for row in json.loads(text)}


@cache
def _organisations() -> dict[str, str]:
    """Return the typed names of mass organisations with the names in their statutes."""
    return {
        fold(name): fold(issuer.name)
        for issuer in issuers()
        if issuer.line == "union"
        for name in (issuer.name, *issuer.names, *issuer.typed)
    }


def _spelled(words: list[str]) -> tuple[str, ...]:
    """Return the words of a name with abbreviations spelled: "luật bhxh", "điều lệ đoàn tncs"."""
    head, tail = words[:2], " ".join(words[2:])
    if head == ["dieu", "le"]:
        for name in sorted(_organisations(), key=len, reverse=True):
            if f"{tail} ".startswith(f"{name} "):
                tail = _organisations()[name] + tail[len(name) :]
                break
    spelled = " ".join(short_words().get(word, word) for word in (*head, *tail.split()))
    return tuple(re.findall(r"\w+", spelled))[:LONGEST]
