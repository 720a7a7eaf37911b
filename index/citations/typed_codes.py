"""Codes as people type them: of types ("qd", "CTr") and of bodies ("tw", "btgdvtw", "sgddt").

A typed accent counts, a missing one does not: "qd" may be QĐ, but "hđ" is never HD.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from ingest.text.vietnamese import fold, is_syllable, lower
from ingest.vocabulary import issuers
from ingest.vocabulary.document_types import document_types

_VOWEL = re.compile(r"[aeiouy]")
_CLUSTER = re.compile(r"[bcdghklmnpqrstvx]{3}")
_MARKS = re.compile(r"[-–—/_.\s]+")
SAME_CODES = (frozenset({"qd", "qdi", "qyd"}), frozenset({"cthd", "ctrhd", "ctr"}))
"""Other writings of one code, one type word behind them."""


def agrees(typed: str, printed: str) -> bool:
    """Say whether ``typed`` (lower case) may be ``printed``: accents typed must be its own.

    Each sign over or under a letter counts by itself: "quyêt" may be "quyết", "quyệt" is not.
    """
    plain = lower(printed)
    return len(typed) == len(plain) and all(
        t == p or _may_be(t, p) for t, p in zip(typed, plain, strict=True)
    )


@cache
def _may_be(typed: str, printed: str) -> bool:
    """Say whether a typed letter is the printed one, with all of its signs or some left out."""
    if typed == fold(printed):
        return True
    one, other = (unicodedata.normalize("NFD", letter) for letter in (typed, printed))
    return one[0] == other[0] and set(one[1:]) <= set(other[1:])


@cache
def _types() -> dict[str, tuple[tuple[str, str], ...]]:
    rows: dict[str, list[tuple[str, str]]] = {}
    for row in document_types():
        for code in (*row.codes, *row.typed):
            rows.setdefault(fold(code), []).append((row.kind, code))
    return {code: tuple(kinds) for code, kinds in rows.items()}


@cache
def kinds_of(typed: str) -> tuple[str, ...]:
    """Return the types a typed code may stand for: none where it is no code."""
    return tuple(kind for kind, code in _types().get(fold(typed), ()) if agrees(typed, code))


@cache
def is_other_code(typed: str) -> bool:
    """Say whether ``typed`` is a code with accents that no type has: "hđ" is no HD."""
    folded = fold(typed)
    return folded in _types() and not kinds_of(typed) and not _VOWEL.search(folded)


def same_type_code(typed: str, own: str) -> bool:
    """Say whether a number's type code is the typed one, or another writing of it."""
    if agrees(typed, own) or typed in _typed_for(own):
        return True
    both = {fold(typed), fold(own)}
    return any(both <= same for same in SAME_CODES) and bool(kinds_of(typed))


@cache
def _typed_for(own: str) -> tuple[str, ...]:
    """Return what is typed for a printed code: "chtr" for CTr."""
    return tuple(typed for row in document_types() if own in row.codes for typed in row.typed)


CENTRE = "tư"
"""The centre as a code ends with it where "Trung ương" is shortened; one sign away from "tu"."""


@cache
def is_body(typed: str) -> bool:
    """Say whether ``typed`` is the code of a body, listed or by the grammar of Party codes."""
    return any(agrees(_of_centre(typed), code) for code in _bodies())


def _of_centre(typed: str) -> str:
    """Return a code with the centre as numbers print it: "btctư" is BTCTW."""
    return f"{typed.removesuffix(CENTRE)}tw" if typed.endswith(CENTRE) else typed


@cache
def _bodies() -> tuple[str, ...]:
    return (*issuers.codes(), "TW", "BCĐ", "BCĐ35")


@cache
def parted(typed: str) -> tuple[str, str] | None:
    """Return type code and body that were typed as one word ("qdtw"); None for another word."""
    cuts = ((typed[:at], typed[at:]) for at in range(2, len(typed) - 1))
    hits = [(code, body) for code, body in cuts if kinds_of(code) and is_body(body)]
    return hits[-1] if hits else None


@cache
def is_abbreviation(typed: str) -> bool:
    """Say whether letters can be no word, and so are a code, known or not: "bkttw"."""
    folded = fold(re.sub(r"\d", "", typed)).replace("ngh", "ng")
    return len(folded) > 1 and (not _VOWEL.search(folded) or _CLUSTER.search(folded) is not None)


@cache
def is_word(typed: str) -> bool:
    """Say whether a code is an ordinary syllable, too ("tu", "hu"): its place must tell."""
    return is_syllable(typed)


def same_body_code(typed: str, own: str) -> bool:
    """Say whether a number's body is the typed one, whatever marks part its pieces."""
    plain, printed = _MARKS.sub("", _of_centre(typed)), _MARKS.sub("", own)
    if plain and not plain[-1].isdigit():
        # The term of a body is left out: "đđqh" of ĐĐQH15.
        return agrees(plain, printed.rstrip("0123456789"))
    return agrees(plain, printed)


def leads_joint(typed: str, own: str) -> bool:
    """Say whether a joint number begins with the bodies typed: TTLT-VKSNDTC of five bodies."""
    plain, pieces = _MARKS.sub("", _of_centre(typed)), own.split("-")
    return any(agrees(plain, "".join(pieces[:size])) for size in range(1, len(pieces)))


def may_be_province(typed: str, own: str) -> bool:
    """Say whether a code typed for the centre may be a province's: "qđ/tư" for QĐ/TU."""
    if not typed.endswith(CENTRE):
        return False
    plain = f"{typed.removesuffix(CENTRE)}tu"
    return agrees(_MARKS.sub("", plain), _MARKS.sub("", own))
