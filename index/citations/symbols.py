"""Whose documents bear a symbol: "TT-BCA" is of the Bộ Công an, "QĐ-TTg" of the Thủ tướng."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources

from index.citations import committees
from ingest.text.vietnamese import fold
from ingest.vocabulary import issuers
from ingest.vocabulary.document_numbers import DocumentNumber


@dataclass(frozen=True, slots=True)
class Symbol:
    """A code of an issuing body; ``bodies`` matches the folded names it goes by."""

    style: str
    code: str
    name: str
    bodies: re.Pattern[str]


@cache
def symbols() -> tuple[Symbol, ...]:
    """Return the codes whose body is known for certain.

    Those of ``data/number_symbols.json``, and every body of the vocabulary that has a code to
    itself.
    """
    text = resources.files("index").joinpath("data/number_symbols.json").read_text("utf-8")
    listed = tuple(
        Symbol(row["style"], row["code"], row["name"], re.compile(row["bodies"]))
        for row in json.loads(text)["symbols"]
    )
    known = {row.code for row in listed}
    return listed + tuple(
        Symbol(bodies[0].line, code.rstrip("0123456789"), bodies[0].name, _names_of(bodies[0]))
        for code, bodies in issuers.codes().items()
        if code not in known and len(bodies) == 1 and not bodies[0].has_place
    )


def _names_of(issuer: issuers.Issuer) -> re.Pattern[str]:
    names = (issuer.name, *issuer.names, *issuer.typed)
    return re.compile("|".join(re.escape(plain_name(name)) + ".*" for name in names))


@lru_cache(maxsize=4096)
def _of(style: str, code: str) -> tuple[Symbol, ...]:
    bare = code.rstrip("0123456789")
    return tuple(row for row in symbols() if row.style == style and row.code == bare)


def of_number(number: DocumentNumber) -> tuple[Symbol, ...]:
    """Return what is known of the codes in a number's symbol; of a joint circular all, or none.

    A code that is not in the table makes the whole symbol unknown.
    """
    rows: list[Symbol] = []
    for code in (number.body or "").split("-"):
        known = _of(number.style.value, code)
        if not known:
            return ()
        rows += known
    return tuple(rows)


def names(rows: tuple[Symbol, ...]) -> str:
    """Return the bodies of symbols in words: those that share one code as alternatives."""
    joint = ", " if len({row.code for row in rows}) > 1 else " hoặc "
    return joint.join(dict.fromkeys(row.name for row in rows))


def issues(rows: tuple[Symbol, ...], issuer: str) -> bool | None:
    """Say whether ``issuer`` is a body that uses the symbol; None where that cannot be told.

    A body is denied only where it is one that the tables know as another.
    """
    plain = plain_name(issuer)
    if not rows or not plain:
        return None
    parts = re.split(r"\s*[,;]\s*|\s+va\s+(?=bo |thanh tra|toa an|vien |ngan hang)", plain)
    if any(row.bodies.fullmatch(part) for row in rows for part in (plain, *parts)):
        return True
    others = any(row.bodies.fullmatch(plain) for row in symbols())
    return False if others or committees.body(issuer) is not None else None


def plain_name(name: str) -> str:
    """Return a body's name folded, without the words before and behind it."""
    folded = re.sub(r"[\s,.]+", " ", fold(name)).strip()
    return re.sub(r"^(?:cua|do|lien tich) ", "", folded)
