"""The body in what people type: "ban tổ chức trung ương", "tỉnh ủy lào cai", "ubnd xã an bình".

Where a place's name ends is not told in lower case, so a place is kept with how sure it is:
documents whose own place it begins with agree.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from index.citations.typed_codes import agrees
from ingest.text.vietnamese import fold, lower
from ingest.vocabulary.issuers import Issuer, issuers

_UNITS = ("thành phố", "thị xã", "thị trấn", "đặc khu", "tỉnh", "huyện", "quận", "xã", "phường")
_UNIT = re.compile(rf"\s*(?P<unit>{'|'.join(map(fold, _UNITS))}|tp\.?)(?!\w)")
_TAIL = re.compile(r"\s*([^\W\d_]+)")
_STOPS = frozenset(
    {"ve", "ngay", "so", "khoa", "nam", "ban", "quy", "nhiem", "viec", "dieu", "cua", "tr"}
)
_LONGEST = 4
_LEAD = re.compile(
    r"(?:^|\n)[\s,;()-]*(?:(?:của|cua|do|ngày|ngay|số|so|"
    r"(?:hội nghị|hoi nghi)(?:\s+(?:lần|lan)(?:\s+(?:thứ|thu))?)?\s+\w+)\s+)*$"
)
"""A body stands by itself, behind a number or "của": "sinh hoạt chi bộ" names none."""


@dataclass(frozen=True, slots=True)
class TypedBody:
    """A body by name, and the words behind it that may be its place.

    ``place`` is folded; ``unit`` is the unit named before it ("xa"); ``is_sure``: capitals or
    a unit say that it is a place.
    """

    issuers: tuple[Issuer, ...]
    start: int
    end: int
    unit: str = ""
    place: tuple[str, ...] = ()
    is_sure: bool = False


@cache
def _names() -> dict[str, tuple[tuple[str, Issuer], ...]]:
    """Return the bodies by their folded names, each with the name as it is written."""
    rows: dict[str, list[tuple[str, Issuer]]] = {}
    for issuer in issuers():
        for name in (issuer.name, *issuer.names, *issuer.typed, *_shortened(issuer)):
            rows.setdefault(_plain(name), []).append((name, issuer))
    return {name: tuple(bodies) for name, bodies in rows.items()}


_OFFICES = ("Bộ", "Sở")


def _shortened(issuer: Issuer) -> tuple[str, ...]:
    """Return what an office is called by its code, a central body in short: "Bộ GDĐT"."""
    head = issuer.name.split()[0]
    if head not in _OFFICES:
        names = (issuer.name, *issuer.names)
        return tuple(n.replace("Trung ương", "TW") for n in names if "Trung ương" in n)
    return tuple(f"{head} {code[1:]}" for code in issuer.codes if len(code) > len("BYT"))


def _plain(name: str) -> str:
    return _spaced(fold(name))


@cache
def _pattern() -> re.Pattern[str]:
    names = sorted(_names(), key=len, reverse=True)
    words = "|".join(re.escape(name).replace(r"\ ", r"[\s,–-]+") for name in names)
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)")


def find_typed_body(text: str, typed: str) -> TypedBody | None:
    """Return the body that a piece of ``text`` begins with, None where none does.

    :param text: lower case, one tone placement; :param typed: the same with its capitals.
    """
    hits = [hit for hit in _pattern().finditer(fold(text)) if _bodies(text, hit)]
    hit = next((hit for hit in hits if _LEAD.search(text, 0, hit.start())), None)
    if hit is None:
        return None
    bodies = _bodies(text, hit)
    if not any(body.has_place for body in bodies):
        return TypedBody(bodies, *hit.span())
    return _with_place(text, typed, bodies, hit)


def starts_a_body(text: str, at: int, *, longer_than: int = 0) -> bool:
    """Say whether the name of a body, of more letters, stands at ``at`` of a lower-case text."""
    hit = _pattern().match(fold(text), at)
    return hit is not None and len(hit[0]) > longer_than and bool(_bodies(text, hit))


_PLACE_ALONE = re.compile(
    rf"(?:^|\n)[\s,]*(?:cua\s+)?(?P<unit>{'|'.join(map(fold, _UNITS))}|tp\.?)\s+(?=[^\W\d])"
)


def find_typed_place(text: str) -> TypedBody | None:
    """Return the place that a piece of ``text`` begins with where no body was named.

    It may be words of a subject: "quy định 31 tỉnh an hòa", "quyết định 5 xã nông thôn mới".
    """
    folded = fold(text)
    hit = _PLACE_ALONE.search(folded)
    if hit is None:
        return None
    unit = "thanh pho" if hit["unit"].startswith("tp") else hit["unit"]
    words = re.findall(r"[^\W\d_]+", folded[hit.end() :].split("\n")[0])[:_LONGEST]
    return TypedBody((), hit.start("unit"), hit.start("unit"), unit, tuple(words))


def _bodies(text: str, hit: re.Match[str]) -> tuple[Issuer, ...]:
    written = _spaced(text[hit.start() : hit.end()])
    named = [(_spaced(name), body) for name, body in _names()[_plain(written)]]
    # "btc tu" is of TU before it is of TƯ typed without its accent.
    exact = [body for name, body in named if lower(name) == written]
    return tuple(exact or (body for name, body in named if agrees(written, name)))


def _spaced(name: str) -> str:
    return " ".join(re.sub(r"[,\-–]", " ", name).split())


def _with_place(text: str, typed: str, bodies: tuple[Issuer, ...], hit: re.Match[str]) -> TypedBody:
    folded, at, unit = fold(text), hit.end(), ""
    named = _UNIT.match(folded, at)
    if named:
        unit, at = named["unit"].rstrip("."), named.end()
        unit = "thanh pho" if unit == "tp" else unit
    words: list[str] = []
    capitals: list[bool] = []
    while len(words) < _LONGEST and (word := _TAIL.match(folded, at)):
        if word[1] in _STOPS:
            break
        words.append(word[1])
        capitals.append(typed[word.start(1)].isupper() and not typed.isupper())
        at = word.end()
    upper = next((n for n, capital in enumerate(capitals) if not capital), len(capitals))
    if upper:
        return TypedBody(bodies, *hit.span(), unit, tuple(words[:upper]), is_sure=True)
    return TypedBody(bodies, *hit.span(), unit, tuple(words), is_sure=bool(unit))
