"""The number in what people type: "qd 85", "QĐ85/TW", "337/qd-sgddt", "nghị định 30".

What is no number is told apart: amounts ("100%", "8%/năm"), counts ("kế hoạch 5 năm",
"19 điều"), years and dates.  A whole number takes its body from its own grammar, known
or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from index.citations.typed_codes import (
    agrees,
    is_abbreviation,
    is_body,
    is_other_code,
    is_word,
    kinds_of,
    parted,
)
from index.citations.typed_place import starts_a_body
from ingest.text.vietnamese import fold
from ingest.vocabulary.document_types import document_types, kinds_by_word
from ingest.vocabulary.issuers import issuer_named

_MARK = r"\s*[-–—/_.]\s*"
_YEAR = r"(?:19|20)\d\d"
_DIGITS = r"0*(?P<serial>\d{1,6})(?![\d%‰]|\.\d{1,3}(?!\d)|\s?[-–]\s?\d+\s?%)"
_SERIAL = rf"(?<![\w%])(?<!\d[.,]){_DIGITS}"
_LETTERS = r"[^\W\d_]"
_BODY = rf"{_LETTERS}[^\W_]*(?:-{_LETTERS}[^\W_]*)*"
_LATE_YEAR = rf"(?:\s*[-–/]\s*(?P<late>{_YEAR})(?!\d))?"
_WHOLE = re.compile(
    rf"{_SERIAL}(?P<letter>[a-zđ](?=[-–/]))?(?P<first>{_MARK}|\s*)(?:(?P<year>{_YEAR})(?:{_MARK}|\s+))?"
    rf"(?P<code>{_LETTERS}{{1,8}})(?:(?P<second>{_MARK}|\s+)(?P<body>{_BODY}){_LATE_YEAR})?"
)
_LAW = re.compile(
    rf"{_SERIAL}{_MARK}(?P<year>{_YEAR}){_MARK}(?P<body>(?:qh|ubtvqh)\s?\d{{1,2}}|al|[aá]n\s+l[eệ])(?!\w)"
)
_AFTER_CODE = re.compile(
    rf"(?<![\w])(?P<code>{_LETTERS}{{2,6}})[\s.\-–_/]*(?:(?:số|so)\s*:?\s*)?{_DIGITS}"
    rf"(?:\s*/\s*(?P<year>{_YEAR})(?!\d))?(?:(?P<second>{_MARK}|\s+)(?P<body>{_BODY}))?"
)
_BEFORE = re.compile(
    rf"(?<![\w/-])(?P<code>{_LETTERS}{{2,6}})(?:\s*[-–/]\s*|\s+)(?P<body>{_BODY}?)[\s.\-–_:/]+"
    rf"(?:(?:số|so)\s*:?\s*)?{_DIGITS}(?:\s*/\s*(?P<year>{_YEAR})(?!\d))?(?![\w/])"
)
_COUNTED = re.compile(
    r"\s*(?:[%‰]|(?:năm(?!\s*(?:19|20)\d\d(?!\s*[-–]))|tháng|giờ|phút|tuổi|lần|tỷ|tỉ|triệu|"
    r"nghìn|đồng(?! chí)|người|điều(?! lệ| động| chỉnh| tra)|khoản|điểm|bước|cấp(?! ủy| phép)|"
    r"nhóm|câu|biểu hiện|trường hợp|tiêu chí|nguyên tắc|mục tiêu|nhiệm vụ|giải pháp|nội dung|"
    r"ngày(?=\s+(?:trước|sau|làm việc|kể từ|liên tục))|vấn đề|km|kg|ha|đồng chí|chữ|không|khâu|"
    r"vòng|chiều|chỉ tiêu|mặt công tác|buổi|đợt|suất|"
    r"quý(?! vị))(?!\w))"
)
_COUNTED_BARE = re.compile(fold(_COUNTED.pattern.replace(r"|quý(?! vị)", "")))
"""Without accents "quý" is "quy", which begins a subject: "nghi dinh 30 quy dinh …"."""
_BEHIND = re.compile(
    r"\s*(?:$|[\n,;:(\d]|(?:ngay|nam|ve|cua|khoa|so|dieu|khoan|muc|va|do|theo|noi|la|gi|"
    r"tinh|thanh pho|tp|huyen|quan|xa|phuong|thi tran|dac khu)(?!\w))"
)
_STATE_CODES = ("ubnd", "hđnd", "hdnd", "ubtvqh")
_NAMED_BY_YEAR = ("Hiến pháp", "Điều lệ")
"""Types without numbers: "hiến pháp 1992" says its year."""
_NO_LAW = re.compile(r"(?:ky|ki|phap|quy)\s+$")


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """A number, or the beginning of one, and where it stands in the typed text.

    ``code`` and ``body`` are as typed, in lower case; ``kinds`` what the type word or the
    code may stand for; ``is_whole``: marks join all of its parts.
    """

    serial: int
    start: int
    end: int
    kinds: tuple[str, ...] = ()
    code: str | None = None
    body: str | None = None
    year: int | None = None
    is_whole: bool = False
    late_year: int | None = None
    """A year behind the whole number: "19-CT/TU/2018"."""
    letter: str = ""
    """What makes another number of it: "30a/2008/NQ-CP"."""


def find_typed_number(text: str) -> TypedNumber | None:
    """Return the first number of ``text`` (lower case, one tone placement); None for none."""
    hits = sorted(_candidates(text), key=lambda hit: (not hit.is_whole, hit.start, -hit.end))
    best = _heading(text, hits) or (hits[0] if hits else None)
    if best is None:
        return _bare(text)
    word = next((hit for hit in _by_word(text) if hit.serial == best.serial), None)
    if word is not None and (hit := best if best.is_whole else _longer(word, hits)):
        return _with_word(word, hit) if word.start < hit.start < word.end else best
    return _with_code(text, best)


def _heading(text: str, hits: list[TypedNumber]) -> TypedNumber | None:
    """Return the type and serial a text begins with, before a whole number it is about.

    "kế hoạch 12 thực hiện Nghị quyết số 45-NQ/TU" asks for Kế hoạch 12.
    """
    lead = next((hit for hit in hits if hit.kinds and not text[: hit.start].strip(" \n,")), None)
    if lead is None or lead.is_whole or any(hit.start < lead.end for hit in hits if hit.is_whole):
        return None
    return lead


def _with_word(word: TypedNumber, hit: TypedNumber) -> TypedNumber:
    """Return a number with the type word before it: "Quy định số 31-QĐ/TU", "quy định 31 qđ tu"."""
    kinds = tuple(kind for kind in word.kinds if kind in hit.kinds) or word.kinds
    return replace(hit, start=word.start, kinds=kinds)


def _longer(word: TypedNumber, hits: list[TypedNumber]) -> TypedNumber | None:
    """Return what a number with a type word goes on with: its code once more, and its body."""
    behind = (hit for hit in hits if hit.serial == word.serial and hit.code and hit.body)
    agree = (hit for hit in behind if set(hit.kinds) & set(word.kinds))
    return next((hit for hit in agree if word.start < hit.start < word.end < hit.end), None)


_CODE_AHEAD = re.compile(rf"(?<!\w)(?P<code>{_LETTERS}{{2,6}})\s*(?:số|so)\s*:?\s*$")


def _with_code(text: str, best: TypedNumber) -> TypedNumber:
    """Return a whole number with its type in short before it: "NĐ số 161/2026/NĐ-CP"."""
    ahead = _CODE_AHEAD.search(text, 0, best.start) if best.is_whole else None
    if ahead is None or not set(kinds_of(ahead["code"])) & set(best.kinds):
        return best
    return replace(best, start=ahead.start())


def _candidates(text: str) -> Iterator[TypedNumber]:
    yield from _laws(text)
    yield from _wholes(text)
    yield from _after_codes(text)
    yield from _behind_codes(text)
    yield from _by_word(text)


def _year(hit: re.Match[str]) -> int | None:
    return int(hit["year"]) if hit["year"] else None


def _laws(text: str) -> Iterator[TypedNumber]:
    for hit in _LAW.finditer(text):
        yield TypedNumber(
            int(hit["serial"]),
            *hit.span(),
            body=_compact(hit["body"]),
            year=_year(hit),
            is_whole=True,
        )


def _compact(body: str) -> str:
    """Return a law's body as its number has it: "qh 15" is QH15, "án lệ" AL."""
    return "al" if body.endswith(("lệ", "le")) else body.replace(" ", "")


def _wholes(text: str) -> Iterator[TypedNumber]:
    for hit in _WHOLE.finditer(text):
        number = _whole(text, hit)
        if number is not None:
            yield replace(number, letter=hit["letter"] or "")


def _whole(text: str, hit: re.Match[str]) -> TypedNumber | None:
    """Return the number of "85-qđ/tw", "85 qd tw", "2154/bgddt-cntt"; None for what is none."""
    code, body, kinds = hit["code"], hit["body"], kinds_of(hit["code"])
    first, second = hit["first"].strip(), (hit["second"] or "").strip()
    marked = bool(first or hit["year"]) and bool(second)
    serial, start, year = int(hit["serial"]), hit.start(), _year(hit)
    whole = parted(code) if not kinds and not second and not hit["first"].isspace() else None
    if whole is not None:
        # "383qdtw": no mark parts the code from the body.
        end = hit.end("code")
        return TypedNumber(serial, start, end, kinds_of(whole[0]), *whole, year, is_whole=True)
    if not kinds and not (is_other_code(code) and (first or second)):
        return _of_unknown_code(hit, code, body) if marked else None
    if len(code) == 1 and not marked:
        return None
    if body and (second or _is_body_here(text, body, hit.end("body"))):
        late = int(hit["late"]) if hit["late"] else None
        return TypedNumber(
            serial, start, hit.end(), kinds, code, body, year, bool(second), late_year=late
        )
    return TypedNumber(serial, start, hit.end("code"), kinds, code, None, year)


def _of_unknown_code(hit: re.Match[str], code: str, body: str | None) -> TypedNumber | None:
    """Return a number whose marks alone say that it is one; a letter's has no type."""
    first, second = hit["first"].strip(), (hit["second"] or "").strip()
    if not body or "." in first + second:
        return None
    letter = first == "/" and second != "/"
    return TypedNumber(
        int(hit["serial"]),
        *hit.span(),
        code=None if letter else code,
        body=f"{code}-{body}" if letter else body,
        year=_year(hit),
        is_whole=True,
    )


def _is_body_here(text: str, token: str, end: int) -> bool:
    """Say whether a word behind a number is its body's code, not a word of the subject."""
    if issuer_named(token) is not None and token not in _STATE_CODES:
        return False  # "bbt" is a name, which has no code of its own
    if starts_a_body(text, end - len(token), longer_than=len(token)):
        return False  # "btc" of "btc tw"
    if is_word(token):
        return is_body(token) and _BEHIND.match(fold(text), end) is not None
    return is_body(token) or is_abbreviation(token)


def _behind_codes(text: str) -> Iterator[TypedNumber]:
    """Yield "qđ/tw 144", "QĐ/TW-383": the serial behind the symbol."""
    for hit in _BEFORE.finditer(text):
        kinds = kinds_of(hit["code"])
        if not kinds or not is_body(hit["body"]) or _may_be_plenum(hit):
            continue
        if _is_counted(text, hit.end("serial")):
            continue
        yield TypedNumber(
            int(hit["serial"]), *hit.span(), kinds, hit["code"], hit["body"], _year(hit)
        )


_MOST_PLENUMS = 15
"""No committee since 1982 held more: "nq/tw 4" may be a plenum's, "kl/tw 21" is a number."""


def _may_be_plenum(hit: re.Match[str]) -> bool:
    of_plenums = hit["code"] in ("nq", "kl") and hit["body"] == "tw"
    return of_plenums and int(hit["serial"]) <= _MOST_PLENUMS


def _after_codes(text: str) -> Iterator[TypedNumber]:
    for hit in _AFTER_CODE.finditer(text):
        kinds = kinds_of(hit["code"])
        if not kinds and not is_other_code(hit["code"]):
            continue
        body, end = hit["body"], hit.end()
        if body and not ((hit["second"] or "").strip() or _is_body_here(text, body, end)):
            body, end = None, hit.start("second")
        if body and kinds_of(body) and not is_body(body):
            body, end = None, hit.start("second")
        labelled = "s" in text[hit.end("code") : hit.start("serial")]
        if body is None and not labelled and _is_counted(text, hit.end("serial")):
            continue
        yield TypedNumber(
            int(hit["serial"]), hit.start(), end, kinds, hit["code"], body, _year(hit)
        )


@cache
def _word_pattern() -> re.Pattern[str]:
    words = "|".join(sorted(map(re.escape, kinds_by_word()), key=len, reverse=True))
    return re.compile(
        rf"(?<!\w)(?P<word>{words})\s*(?P<label>so\s*:?\s*)?{_DIGITS}"
        rf"(?:\s*/\s*(?P<year>{_YEAR})(?!\d))?"
    )


def _by_word(text: str) -> Iterator[TypedNumber]:
    folded = fold(text)
    for hit in _word_pattern().finditer(folded):
        kind = kinds_by_word()[hit["word"]]
        typed = " ".join(text[hit.start("word") : hit.end("word")].split())
        if not any(agrees(typed, name) for name in _writings(kind)):
            continue
        if kind in _NAMED_BY_YEAR and re.fullmatch(_YEAR, hit["serial"]):
            continue
        if kind == "Luật" and _NO_LAW.search(folded[: hit.start()]):
            continue
        if hit["label"] is None and _is_counted(text, hit.end("serial")):
            continue
        yield TypedNumber(int(hit["serial"]), hit.start(), hit.end(), (kind,), year=_year(hit))
    yield from _before_word(text, folded)


def _before_word(text: str, folded: str) -> Iterator[TypedNumber]:
    """Yield "85 quy dinh": the type behind the serial, and nothing or its body behind that."""
    hit = _TYPE_BEHIND.match(folded)
    if hit is None or int(hit[1]) == 0:
        return
    words = hit[2].split()
    for size in range(len(words), 0, -1):
        kind, end = kinds_by_word().get(" ".join(words[:size])), hit.start(2)
        end += len(" ".join(words[:size]))
        rest = text[end:].strip()
        if kind and (not rest or starts_a_body(text, end + 1) or is_body(rest)):
            yield TypedNumber(int(hit[1]), 0, end, (kind,))
            return


_TYPE_BEHIND = re.compile(r"\s*(?:so\s*)?0*(\d{1,6})\s+((?:[a-z]+ ?)+)")


@cache
def _writings(kind: str) -> tuple[str, ...]:
    """Return a type's words with their accents."""
    return next((r.kind, *r.aliases) for r in document_types() if r.kind == kind)


def _is_counted(text: str, at: int) -> bool:
    """Say whether the number that ends at ``at`` counts something ("kế hoạch 5 năm")."""
    return bool(_COUNTED.match(text, at) or (text.isascii() and _COUNTED_BARE.match(text, at)))


def _bare(text: str) -> TypedNumber | None:
    """Return the serial of a text that is nothing else."""
    hit = re.fullmatch(r"[\s\n]*(?:số|so)?\s*:?\s*0*(\d{1,6})[\s\n]*", text)
    if hit is None or re.fullmatch(_YEAR, hit[1]):
        return None
    return TypedNumber(int(hit[1]), *hit.span())
