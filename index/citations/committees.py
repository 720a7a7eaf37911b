"""Terms: which committee term a day lies in.

Numbers of Party documents start again from 01 with each committee (36-HD/VPTW of
2018, II.1.3), so a day names a term and a term narrows a number.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

from ingest.text.numerals import arabic, to_roman
from ingest.text.vietnamese import fold
from ingest.vocabulary.issuers import (
    Body,
    body,
    may_change,
    same_body,
    same_code,
    successors,
)

__all__ = [
    "Body",
    "CommitteeTerm",
    "arabic",
    "body",
    "is_in_term_of",
    "may_change",
    "roman",
    "same_body",
    "same_code",
    "same_term",
    "successors",
    "term",
    "term_of",
    "terms",
]

roman = to_roman


@dataclass(frozen=True, slots=True)
class CommitteeTerm:
    """A term of the Central Committee: from the close of its congress to that of the next."""

    number: int
    since: date
    until: date | None

    def holds(self, day: date) -> bool:
        """Say whether ``day`` lies in this term; the last day belongs to both."""
        return self.since <= day and (self.until is None or day <= self.until)

    def __str__(self) -> str:
        end = str(self.until.year) if self.until else "nay"
        return f"khóa {to_roman(self.number)} ({self.since.year}–{end})"


def _data(name: str) -> Any:  # noqa: ANN401 (a JSON file; its shape is seen in its first lines)
    return json.loads(resources.files("index").joinpath(f"data/{name}").read_text("utf-8"))


@cache
def terms() -> tuple[CommitteeTerm, ...]:
    """Return the terms of the Central Committee, oldest first."""
    return tuple(
        CommitteeTerm(
            row["term"],
            date.fromisoformat(row["since"]),
            date.fromisoformat(row["until"]) if row["until"] else None,
        )
        for row in _data("terms.json")
    )


@cache
def _other_terms() -> dict[str, tuple[CommitteeTerm, ...]]:
    rows: dict[str, tuple[CommitteeTerm, ...]] = {}
    for row in _data("other_terms.json"):
        until = date.fromisoformat(row["until"]) if row["until"] else None
        held = CommitteeTerm(row["term"], date.fromisoformat(row["since"]), until)
        rows[row["body"]] = (*rows.get(row["body"], ()), held)
    return rows


def term_of_body(name: str, day: date) -> int | None:
    """Return the term of the body ``name`` itself that ``day`` lies in, None where unknown.

    Bodies of the Central Committee have its terms; of others only those in
    ``data/other_terms.json`` are known.
    """
    own = _terms_of_body(name)
    if own:
        held = next((term for term in reversed(own) if term.holds(day)), None)
        return held.number if held else None
    if not any(fold(name) == fold(one) for one in _CENTRAL):
        return None
    central = term_of(day)
    return central.number if central else None


_CENTRAL = (
    "Ban Chấp hành Trung ương",
    "Ban Chấp hành Trung ương Đảng",
    "Bộ Chính trị",
    "Ban Bí thư",
    "Ban Bí thư Trung ương Đảng",
)
"""Bodies elected by the congress or by its Central Committee: their term is its term."""


def _terms_of_body(name: str) -> tuple[CommitteeTerm, ...]:
    return next((held for body, held in _other_terms().items() if fold(body) in fold(name)), ())


def is_in_term_of(name: str, number: int, day: date) -> bool | None:
    """Say whether ``day`` lies in term ``number`` of a mass organisation that ``name`` names.

    None where its terms are not known, or the day lies in none of those that are.
    """
    terms_of_body = _terms_of_body(name)
    if not any(term.holds(day) for term in terms_of_body):
        return None
    return any(term.number == number and term.holds(day) for term in terms_of_body)


def term_of(day: date) -> CommitteeTerm | None:
    """Return the term ``day`` lies in (the later one on the day of change), None before 1982."""
    return next((term for term in reversed(terms()) if term.holds(day)), None)


def term(number: int) -> CommitteeTerm | None:
    """Return term ``number``, None when it is not in the table."""
    return next((term for term in terms() if term.number == number), None)


def same_term(one: date, other: date) -> bool:
    """Say whether two days lie in one term (a day of change lies in two)."""
    return any(term.holds(one) and term.holds(other) for term in terms())
