"""Document numbers: parse and print are inverses.

Three styles, each as its own rule of form writes it:

* Party (66-QĐ/TW of 2017, 36-HD/VPTW of 2018): ``21-NQ/TW``, ``36-HD/VPTW``;
* State (Nghị định 30/2020/NĐ-CP): ``1374/QĐ-TTg``, ``01/2023/NĐ-CP``;
* laws (Luật 80/2015/QH13): ``33/2024/QH15``, ``351/2017/UBTVQH14``.

A number is not an identity: the same one returns every committee term.  ``QĐ`` is
never settled here as Quy định or Quyết định, and diacritics are never folded
(``HD`` is not ``HĐ``).  Standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import cache

from ingest.errors import NumberError
from ingest.text.spans import Span
from ingest.text.vietnamese import clean, fold
from ingest.vocabulary.document_types import code_writings, type_codes
from ingest.vocabulary.issuers import codes as issuer_codes
from ingest.vocabulary.issuers import is_party_code

_DASH = r"[-–—‐‑−]"
_ANY_DASH = re.compile(_DASH)
MARK = re.compile(rf"(?:{_DASH}|/)(?!\d)")
"""What every number has, before a capital: text without it and without a digit has none."""


class Style(StrEnum):
    """Which rule of form a number follows."""

    PARTY = "party"
    STATE = "state"
    LAW = "law"


@dataclass(frozen=True, slots=True)
class DocumentNumber:
    """A document number, taken apart.

    ``serial_text`` is the serial as printed ("05"), ``type_code`` the code of the
    type ("NQ"; None for laws), ``body`` the code of the issuing body ("TW",
    "BTCTW", "CP", "QH15"), ``year`` the year that stands in State numbers.
    Equality and hashing ignore leading zeros: 08 is 8.
    """

    serial: int
    type_code: str | None
    body: str | None
    year: int | None
    style: Style
    serial_text: str = ""

    def __post_init__(self) -> None:
        if not self.serial_text:
            object.__setattr__(self, "serial_text", str(self.serial))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, DocumentNumber) and self.key == other.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __str__(self) -> str:
        return self._print(self.serial_text)

    @property
    def key(self) -> str:
        """The canonical print without leading zeros: what documents are looked up by.

        What follows the digits of a serial ("3176b", "66.4") belongs to it.
        """
        return self._print(f"{self.serial}{self.serial_text.lstrip('0123456789')}")

    @property
    def symbol(self) -> str:
        """Everything after the serial and year: "NQ/TW", "QĐ-TTg", "QH15"."""
        if self.style is Style.LAW:
            return self.body or ""
        joint = "/" if self.style is Style.PARTY else "-"
        return joint.join(part for part in (self.type_code, self.body) if part)

    def _print(self, serial: str) -> str:
        if self.style is Style.PARTY:
            return f"{serial}-{self.symbol}"
        year = f"/{self.year}" if self.year is not None else ""
        return f"{serial}{year}/{self.symbol}"

    @staticmethod
    def parse(text: str) -> DocumentNumber:
        """Read a number written in any of the ways seen; the whole of ``text`` must be one.

        :raises NumberError: when it is no document number.
        """
        stripped = clean(text).strip().rstrip(".,;")
        stripped = re.sub(r"^(?:[Ss]ố|SỐ)\s*:?\s*", "", stripped)
        # A label lets the styles be read that are told from other codes by it alone.
        printed = next(iter(find_numbers(f"số {stripped}")), None)
        if printed is None or printed.span != Span(3, 3 + len(stripped)):
            raise NumberError(f"“{text.strip()[:60]}” không phải là số hiệu văn bản.")
        return printed.number


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A number and where it stands."""

    span: Span
    number: DocumentNumber


# What may stand between the parts: spaces, a broken line, invisible joiners.
_GAP = r"[\s\u200b-\u200d\u2060\ufeff]{0,4}"
_PART = r"[A-ZĐƯÂÔ][A-ZĐƯÂÔa-z\d]*"
# A scanner reads the letter O for the digit 0 ("34O-CV/ĐU").
_SERIAL = r"(?<![\w/.,])(?P<serial>\d[\dOo]{0,5})(?P<letter>[a-zđ]|\.\d{1,2})?"
# Every style has a mark before a capital; most text has none, and is not looked through four times.
_POSSIBLE = re.compile(rf"(?:{_DASH}|/){_GAP}[A-ZĐƯÂÔ]")
# A word that was run into the number ("47-QĐ/TWcủa") or anything that is no letter ends it.
_JOINED = re.compile(
    r"[A-ZĐ](?:CP|TT[gG]|HĐND|UBND)(?![A-ZĐ])|/(?:TT|QĐ)(?:B[A-ZĐ]{2,7}|NHNN|UBDT)(?![A-ZĐ])"
)
_PARTY_END = r"(?=của|về|ngày|[^\w]|_|$)"
_END = r"(?![\wĐ])(?!/\d)"


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    """Return the patterns: laws, numbers with a type code, and those without one."""
    known = (*type_codes(), *code_writings())
    codes = "|".join(sorted(map(re.escape, known), key=len, reverse=True))
    year = rf"(?P<year>(?:19|20)\d\d){_GAP}/{_GAP}"
    law = rf"{_SERIAL}{_GAP}/{_GAP}{year}(?P<body>(?:UBTVQH|QH){_GAP}\d{{1,2}}){_END}"
    # One pattern for Party and State: which it is, the marks and the body decide.
    coded = (
        rf"{_SERIAL}{_GAP}(?:(?P<first>{_DASH}|\.?/){_GAP})?(?:{year})?(?P<type>{codes})"
        rf"(?:{_GAP}(?P<second>{_DASH}|/){_GAP}|(?P<point>\.)(?=[A-ZĐ]{{2}}|TTg))"
        rf"(?P<body>{_PART}(?:(?:{_DASH}\n?|\.){_PART})*){_PARTY_END}"
    )
    letter = (
        rf"(?:(?<=[Ss]ố )|(?<=[Ss]ố: )|(?<=[Cc]ông văn ))(?P<serial>\d{{1,6}})(?P<letter>[a-zđ])?{_GAP}/{_GAP}"
        rf"(?:{year})?(?P<body>{_PART}(?:{_DASH}{_PART})+){_END}"
    )
    # Before 1990 the body alone stood behind the serial: "Quyết định số 206-CP", "111-HĐBT".
    old = (
        rf"(?:(?<=[Ss]ố )|(?<=[Ss]ố: ))(?P<serial>\d{{1,5}})(?P<letter>[a-zđ])?"
        rf"{_GAP}(?:{_DASH}|/){_GAP}(?P<body>CP|HĐBT|HĐCP|TTg|CT|HĐNN\d{{0,2}}){_END}(?!-)"
    )
    # A precedent of the Supreme People's Court: "55/2022/AL" (Nghị quyết 04/2019/NQ-HĐTP).
    precedent = rf"{_SERIAL}{_GAP}/{_GAP}{year}(?P<body>AL){_END}"
    # The mark before the body is lost in typing: "1626/QĐTTg", "181/2024/NĐCP".
    joined = (
        rf"{_SERIAL}{_GAP}/{_GAP}(?:{year})?(?P<type>NĐ|QĐ|NQ|CT|CĐ|TB|TT)"
        rf"(?P<body>CP|TT[gG]|HĐND|UBND){_END}(?!-)"
    )
    # A ministry's too: "12/2020/TTBGDĐT".  The year before it leaves no doubt what it is.
    ministry = (
        rf"{_SERIAL}{_GAP}/{_GAP}{year}(?P<type>TT|QĐ)(?P<body>B[A-ZĐ]{{2,7}}|NHNN|UBDT){_END}(?!-)"
    )
    patterns = (law, coded, letter, old, precedent, joined, ministry)
    return tuple(re.compile(pattern) for pattern in patterns)


def find_numbers(text: str) -> tuple[FoundNumber, ...]:
    """Return the document numbers in ``text``, in order, never overlapping.

    Digits alone, years ("2021-2025"), dates and telephone numbers are no numbers:
    a type code or a legislature's mark is needed.  Numbers broken over a line are
    found whole.
    """
    # One code point for one: U+00D0 is written for U+0110 in older files.
    same = text.replace("\u00d0", "Đ")
    if not _POSSIBLE.search(same):
        return ()
    numbers = sorted(_all(same), key=lambda item: (item.span.start, -len(item.span)))
    kept: list[FoundNumber] = []
    for item in numbers:
        if not kept or kept[-1].span.end <= item.span.start:
            kept.append(item)
    return tuple(kept)


def _all(text: str) -> Iterator[FoundNumber]:
    law, coded, letter, old, precedent, joined, ministry = _patterns()
    # Each pattern has letters that stand in every match: most text has them not.
    if "QH" in text:
        for match in law.finditer(text):
            yield _number_of(match, Style.LAW)
    for match in coded.finditer(text):
        style = _style_of(match)
        if style is not None:
            yield _number_of(match, style)
    labelled = "ố " in text or "ố: " in text
    for pattern, possible in (
        (letter, labelled or "ông văn " in text),
        (old, labelled),
        (precedent, "AL" in text),
        (joined, run_together := _JOINED.search(text) is not None),
        (ministry, run_together),
    ):
        for match in pattern.finditer(text) if possible else ():
            yield _number_of(match, Style.STATE)


def _style_of(match: re.Match[str]) -> Style | None:
    """Return the style of a number with a type code; None when its marks are nobody's.

    ``31/QĐ-TW`` and ``366-QĐ-TW`` are Party numbers written with the wrong marks:
    no State body has the code TW.
    """
    if match["type"] in code_writings() and not _is_known(_body(match)):
        return None
    if match["year"]:
        return Style.STATE if (match["first"] or "").endswith("/") else None
    if is_party_code(_body(match)):
        return Style.PARTY
    slashed = (match["first"] or "").endswith("/")
    if match["second"] == "/":
        return Style.PARTY if not slashed else None
    return Style.STATE if slashed else None


def _body(match: re.Match[str]) -> str:
    """Return the body's code as it is printed."""
    body = re.sub(r"\s", "", _ANY_DASH.sub("-", match["body"]))
    if match.groupdict().get("point"):
        body = body.replace(".", "-")  # "TTLT.BTC.BNV": every mark is typed as a point
    body = re.sub(r"\bTTG\b", "TTg", body)  # titles in capitals
    # A scanner lost the Đ of "ĐU"; no body has the code U.
    return (
        "ĐU"
        if body == "U"
        else _accented(body, mistyped=match.groupdict().get("type") in code_writings())
    )


def _is_known(body: str) -> bool:
    return is_party_code(body) or body in issuer_codes()


LEAST_BARE = 4
"""Letters of a code that is known without its diacritics: shorter ones may be another body's."""


def _accented(body: str, *, mistyped: bool) -> str:
    """Return a code typed without its diacritics as it is printed: BLDTBXH is BLĐTBXH.

    :param mistyped: the type's code has lost its own, too, so that short ones count ("QD/DU").
    """
    bare = body.isascii() and not _is_known(body) and (mistyped or len(body) >= LEAST_BARE)
    return _bare_codes().get(body, body) if bare else body


@cache
def _bare_codes() -> dict[str, str]:
    """Return the listed codes that have diacritics, by their letters without them."""
    return {bare: code for code in issuer_codes() if (bare := _bare(code)) != code}


def _bare(code: str) -> str:
    letters = zip(code, fold(code), strict=True)
    return "".join(plain.upper() if c.isupper() else plain for c, plain in letters)


def _number_of(match: re.Match[str], style: Style) -> FoundNumber:
    parts = match.groupdict()
    body = _body(match)
    year = parts.get("year")
    digits = re.sub("[Oo]", "0", parts["serial"])
    serial = digits + (parts.get("letter") or "")
    number = DocumentNumber(
        serial=int(digits),
        type_code=code_writings().get(parts.get("type") or "", parts.get("type")),
        body=body,
        year=int(year) if year else None,
        style=style,
        serial_text=serial,
    )
    return FoundNumber(Span(*match.span()), number)
