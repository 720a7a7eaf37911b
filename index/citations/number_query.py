"""Read what people type for a document: "qd 85", "QĐ85/TW", "nq trung uong 4 khoa 12".

Tolerant of missing diacritics, dashes of every kind, missing slashes, missing zeros
and any order of the parts.  A typed accent counts, a missing one does not: "qd" may
be QĐ, but "HĐ" is never HD.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from index.citations.named_documents import Plenum, congress, plenum
from ingest.errors import NumberError
from ingest.text.numerals import arabic
from ingest.text.vietnamese import clean, fold, lower, tone_normal
from ingest.vocabulary import issuers
from ingest.vocabulary.document_numbers import DocumentNumber
from ingest.vocabulary.document_types import document_types, kinds_by_word

_TOKEN = re.compile(r"\d+|[^\W\d_]+(?:(?<=[a-zđ])35\b)?")
_DATE = re.compile(
    r"(?:ngày\s+|ngay\s+|ng\.?\s*)?(?<![\d])(\d{1,2})\s*[/.\-]\s*(\d{1,2})\s*[/.\-]\s*((?:19|20)\d\d)(?!\d)"
)
_LONG_DATE = re.compile(r"(?:ngay\s+)?(\d{1,2})\s+thang\s+(\d{1,2})\s+nam\s+((?:19|20)\d\d)(?!\d)")
_YEAR_WORD = re.compile(r"\b(?:nam|n\.?)\s*((?:19|20)\d\d)\b")
_TERM_WORD = re.compile(r"\b(?:khoa|k)\s*([ivx]+|\d{1,2})\b")
_STATE = re.compile(r"(?<!\d)(\d{1,6})\s*[/\-. ]\s*((?:19|20)\d\d)\s*[/\-. ]\s*(?=[^\W\d])")
_QH = re.compile(r"\b(qh|ubtvqh)\s*(\d{1,2})\b")
_WHOLE = re.compile(r"\d\s?[-–/]\s?([^\W\d_]{1,8})\s?[-–/]\s?([^\W\d_]{1,12})(?!\w)")
_STOP = frozenset({"so", "cua", "ve", "viec", "ngay", "thang", "nam", "van", "ban", "dang", "va"})


@dataclass(frozen=True, slots=True)
class NumberQuery:
    """What was understood of a typed request; None and empty where nothing was said.

    ``kinds`` are the type words it may mean ("qd" may be two); ``code`` and ``body``
    are as typed, folded, with ``accented`` holding them as typed; ``words`` is what
    was not understood, for the subject.
    """

    serial: int | None = None
    kinds: tuple[str, ...] = ()
    code: str | None = None
    body: str | None = None
    deciding: str | None = None
    number_year: int | None = None
    year: int | None = None
    issued: date | None = None
    term: int | None = None
    plenum: Plenum | None = None
    congress: int | None = None
    words: tuple[str, ...] = field(default=())

    @property
    def names_a_document(self) -> bool:
        """Say whether a document is asked for: a serial, a plenum or a congress is named."""
        return any(x is not None for x in (self.serial, self.plenum, self.congress))

    @property
    def is_bare_serial(self) -> bool:
        """Say whether digits are all there is."""
        return self.serial is not None and not (self.kinds or self.code or self.body)

    @property
    def is_complete(self) -> bool:
        """Say whether nothing of what was typed was left over."""
        return self.names_a_document and not self.words


def parse_number_query(text: str) -> NumberQuery:
    """Read ``text``; what is no document number yields an Asked without a serial."""
    plain = lower(clean(text)).replace("\\", "/")
    meeting, party_congress = plenum(plain), congress(plain)
    if meeting or party_congress:
        return NumberQuery(kinds=_leading_kind(plain), plenum=meeting, congress=party_congress)
    rest, asked = _state_number(*_years(*_dates(plain, NumberQuery())))
    return _whole_number(text, _tokens(rest, asked))


def _whole_number(text: str, asked: NumberQuery) -> NumberQuery:
    """A text that is one whole number names its body itself, known here or not."""
    try:
        number = DocumentNumber.parse(text)
    except NumberError:
        return asked
    if number.body is None or asked.serial != number.serial:
        return asked
    return replace(asked, body=fold(number.body), words=())


def may_name_a_document(text: str) -> bool:
    """Say whether :func:`parse_number_query` may find a document in ``text``."""
    plain = lower(clean(text))
    # A serial has digits; the others are told by their words.
    return any(map(str.isdecimal, plain)) or bool(plenum(plain) or congress(plain))


def _leading_kind(plain: str) -> tuple[str, ...]:
    first = (_TOKEN.findall(plain) or [""])[0]
    kinds = _codes().get(fold(first), ())
    if kinds:
        return tuple(kind for kind, code in kinds if _agrees(first, code))
    return tuple(kind for kind in ("Nghị quyết", "Kết luận") if fold(plain).startswith(fold(kind)))


def _dates(rest: str, asked: NumberQuery) -> tuple[str, NumberQuery]:
    for pattern, text in ((_DATE, rest), (_LONG_DATE, fold(rest))):
        found = pattern.search(text)
        if found:
            try:
                day = date(int(found[3]), int(found[2]), int(found[1]))
            except ValueError:
                continue
            return _cut(rest, found), replace(asked, issued=day)
    return rest, asked


def _cut(rest: str, found: re.Match[str]) -> str:
    return rest[: found.start()] + " " + rest[found.end() :]


def _years(rest: str, asked: NumberQuery) -> tuple[str, NumberQuery]:
    found = _YEAR_WORD.search(fold(rest))
    if found:
        rest, asked = _cut(rest, found), replace(asked, year=int(found[1]))
    found = _TERM_WORD.search(fold(rest))
    if found and (term := arabic(found[1])):
        rest, asked = _cut(rest, found), replace(asked, term=term)
    return rest, asked


def _state_number(rest: str, asked: NumberQuery) -> tuple[str, NumberQuery]:
    """Read "01/2023/NĐ-CP", "33/2024/QH15": the year stands inside the number."""
    found = _STATE.search(rest)
    if found:
        rest = _cut(rest, found)
        asked = replace(asked, serial=int(found[1]), number_year=int(found[2]))
    found = _QH.search(fold(rest))
    if found:
        rest, asked = _cut(rest, found), replace(asked, body=f"{found[1]}{int(found[2])}")
    return rest, asked


def _tokens(rest: str, asked: NumberQuery) -> NumberQuery:
    whole = _WHOLE.search(rest)
    rest, asked = _phrases(rest, asked)
    words: list[str] = []
    for token in _TOKEN.findall(rest):
        asked, used = _token(token, asked)
        if not used and fold(token) not in _STOP:
            words.append(token)
    if whole and whole[1] in words and not (asked.code or asked.kinds):
        # "77-XX/YY" asks for a type that is none: no other document of that serial is meant.
        asked = replace(asked, code=whole[1], body=asked.body or whole[2])
        words = [word for word in words if word not in whole.groups()]
    return replace(asked, words=tuple(words))


def _phrases(rest: str, asked: NumberQuery) -> tuple[str, NumberQuery]:
    """Take out type words and bodies of several syllables, the longest first."""
    folded = fold(rest)
    for name, kind in _kind_names():
        at = re.search(rf"(?<!\w){name}(?!\w)", folded)
        if at and _accents_agree(rest[at.start() : at.end()], kind):
            return _phrases_of_bodies(_cut(rest, at), replace(asked, kinds=(kind,)))
    return _phrases_of_bodies(rest, asked)


_BODY_PHRASES = (
    (r"ban chap hanh trung uong|bch ?tw|bchtw|bch trung uong", "Ban Chấp hành Trung ương"),
    (r"bo chinh tri|bct", "Bộ Chính trị"),
    (r"ban bi thu|bbt", "Ban Bí thư"),
    (r"thu tuong(?: chinh phu)?", "Thủ tướng Chính phủ"),
    (r"uy ban thuong vu quoc hoi", "Ủy ban Thường vụ Quốc hội"),
    (r"chinh phu", "Chính phủ"),
    (r"quoc hoi", "Quốc hội"),
)


def _phrases_of_bodies(rest: str, asked: NumberQuery) -> tuple[str, NumberQuery]:
    for pattern, name in _BODY_PHRASES:
        at = re.search(rf"(?<!\w)(?:{pattern})(?!\w)(?:\s+trung uong)?(?:\s+dang)?", fold(rest))
        if at:
            rest, asked = _cut(rest, at), replace(asked, deciding=name)
            break
    at = re.search(r"(?<!\w)(?:trung uong|t\.?u\.?|tw)(?!\w)(?:\s+dang)?", fold(rest))
    if at and asked.body is None and _is_centre(rest[at.start() : at.end()], asked):
        rest, asked = _cut(rest, at), replace(asked, body="tw")
    return _committee(rest, asked)


_COMMITTEES = (
    ("tỉnh ủy", "tu"),
    ("thành ủy", "tu"),
    ("huyện ủy", "hu"),
    ("quận ủy", "qu"),
    ("đảng ủy", "đu"),
)
"""Committees by name, with the code of their numbers."""


def _committee(rest: str, asked: NumberQuery) -> tuple[str, NumberQuery]:
    """Take out "(Ban Thường vụ) Tỉnh ủy": whose number it is, where the code was not typed."""
    for name, code in _COMMITTEES if asked.body is None else ():
        before = r"(?:ban thuong vu\s+|ban chap hanh(?: dang bo)?\s+)?"
        at = re.search(rf"(?<!\w){before}({fold(name)})(?!\w)", fold(rest))
        if at and _accents_agree(tone_normal(rest[at.start(1) : at.end(1)]), name):
            return _cut(rest, at), replace(asked, body=fold(code))
    return rest, asked


def _is_centre(typed: str, asked: NumberQuery) -> bool:
    """Say whether "TW", "TƯ", "Trung ương" stands for the centre; "TU" is a province's."""
    return fold(typed).replace(".", "") != "tu" or "ư" in typed


def _token(token: str, asked: NumberQuery) -> tuple[NumberQuery, bool]:
    if token.isdigit():
        return _digits(token, asked)
    folded = fold(token)
    kinds = tuple((kind, code) for kind, code in _codes().get(folded, ()) if _agrees(token, code))
    if kinds and asked.code is None:
        names = tuple(kind for kind, _ in kinds)
        narrowed = tuple(k for k in asked.kinds if k in names) or asked.kinds or names
        return replace(asked, code=folded, kinds=narrowed), True
    if not kinds and folded in _codes() and asked.code is None:
        # "HĐ" is no HD: a code whose accents are another's matches nothing.
        return replace(asked, code=token), True
    if asked.serial is not None and asked.body is None and folded in _body_codes():
        return replace(asked, body=folded), True
    if asked.body is not None and folded in _body_codes() and asked.code is not None:
        return replace(asked, body=f"{asked.body}-{folded}"), True
    return asked, folded == "so"


def _digits(token: str, asked: NumberQuery) -> tuple[NumberQuery, bool]:
    number = int(token)
    year_like = len(token) == 4 and token[:2] in ("19", "20")
    if asked.serial is None and not (year_like and not asked.code and not asked.kinds):
        return replace(asked, serial=number), True
    if year_like and asked.year is None:
        return replace(asked, year=number), True
    return asked, False


def _agrees(typed: str, code: str) -> bool:
    """Say whether a typed code may be ``code``: accents typed must be its own."""
    return len(typed) == len(code) and all(
        t == c or (t == fold(c) and c != t) for t, c in zip(typed, lower(code), strict=True)
    )


def _accents_agree(typed: str, name: str) -> bool:
    """Say whether the accents typed in a type word are its own; missing ones do not count."""
    return _agrees(re.sub(r"\s+", " ", typed), name)


@cache
def _codes() -> dict[str, tuple[tuple[str, str], ...]]:
    """Return folded code → the type words it may stand for, each with the code as printed."""
    found: dict[str, list[tuple[str, str]]] = {}
    for row in document_types():
        for code in row.codes:
            found.setdefault(fold(code), []).append((row.kind, code))
    return {code: tuple(kinds) for code, kinds in found.items()}


@cache
def _kind_names() -> tuple[tuple[str, str], ...]:
    """Return (folded word, kind), longest first."""
    return tuple(sorted(kinds_by_word().items(), key=lambda pair: -len(pair[0])))


@cache
def _body_codes() -> frozenset[str]:
    """Return the codes of bodies, folded; any of them may follow a code."""
    return frozenset(map(fold, issuers.codes())) | {"tw", "bcd", "bcd35"}
