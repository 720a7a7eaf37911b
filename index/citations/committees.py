"""Terms and bodies: which committee term a day lies in, which body is above which.

Numbers of Party documents start again from 01 with each committee (36-HD/VPTW of
2018, II.1.3), so a day names a term and a term narrows a number.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from ingest.text.vietnamese import fold

_ROMAN = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X")


@dataclass(frozen=True, slots=True)
class Term:
    """A term of the Central Committee: from the close of its congress to that of the next."""

    number: int
    since: date
    until: date | None

    def holds(self, day: date) -> bool:
        """Say whether ``day`` lies in this term; the last day belongs to both."""
        return self.since <= day and (self.until is None or day <= self.until)

    def __str__(self) -> str:
        end = str(self.until.year) if self.until else "nay"
        return f"khóa {roman(self.number)} ({self.since.year}–{end})"


@dataclass(frozen=True, slots=True)
class Body:
    """A body as it ranks in its line (Party or State); larger is above."""

    name: str
    rank: int
    line: str


def _data(name: str) -> Any:  # noqa: ANN401 (a JSON file; its shape is seen in its first lines)
    return json.loads(resources.files("index").joinpath(f"data/{name}").read_text("utf-8"))


@cache
def terms() -> tuple[Term, ...]:
    """Return the terms of the Central Committee, oldest first."""
    return tuple(
        Term(
            row["term"],
            date.fromisoformat(row["since"]),
            date.fromisoformat(row["until"]) if row["until"] else None,
        )
        for row in _data("terms.json")
    )


def term_of(day: date) -> Term | None:
    """Return the term ``day`` lies in (the later one on the day of change), None before 1982."""
    return next((term for term in reversed(terms()) if term.holds(day)), None)


def term(number: int) -> Term | None:
    """Return term ``number``, None when it is not in the table."""
    return next((term for term in terms() if term.number == number), None)


def same_term(one: date, other: date) -> bool:
    """Say whether two days lie in one term (a day of change lies in two)."""
    return any(term.holds(one) and term.holds(other) for term in terms())


def roman(number: int) -> str:
    """Return ``number`` (1 to 39) in Roman numerals."""
    return "X" * (number // 10) + _ROMAN[number % 10] if number % 10 else "X" * (number // 10)


def arabic(text: str) -> int | None:
    """Return the value of a Roman or Arabic numeral up to XXXIX, None for anything else."""
    if text.isdigit():
        return int(text)
    upper = text.upper()
    return next((n for n in range(1, 40) if roman(n) == upper), None)


@cache
def successors() -> dict[str, str]:
    """Return the codes of bodies that were merged and the codes of what they became."""
    return {row["old"]: row["new"] for row in _data("bodies.json")["successors"]}


def same_code(one: str | None, other: str | None) -> bool:
    """Say whether two codes name one body, counting a body and its successor as one."""
    known = successors()
    return known.get(one or "", one) == known.get(other or "", other)


@cache
def _names() -> tuple[tuple[re.Pattern[str], str | None, int, str], ...]:
    return tuple(
        (re.compile(row["pattern"]), row["name"], row["rank"], row["line"])
        for row in _data("bodies.json")["names"]
    )


@lru_cache(maxsize=4096)
def body(name: str) -> Body | None:
    """Return the rank of the body called ``name``, None when its kind is not in the table."""
    folded = re.sub(r"\s+", " ", fold(name)).strip(" ,.")
    folded = re.sub(r"^(?:cua|do) ", "", folded)
    for pattern, canonical, rank, line in _names():
        if pattern.fullmatch(folded):
            return Body(canonical or name, rank, line)
    return None


def same_body(one: str, other: str) -> bool | None:
    """Say whether two names mean one body; None when that cannot be told.

    "Ban Bí thư Trung ương Đảng" is "Ban Bí thư"; two bodies of different rank differ;
    "Trung ương" alone and a body of the centre are not told apart.
    """
    folded = {re.sub(r"\s+", " ", fold(name)).strip(" ,.") for name in (one, other)}
    if len(folded) == 1:
        return True
    if "trung uong" in folded or "trung uong dang" in folded:
        return None
    first, second = body(one), body(other)
    if first is None or second is None:
        return None
    if (first.line, first.rank) != (second.line, second.rank):
        return False
    return True if fold(first.name) == fold(second.name) else None


def may_change(by: str, of: str) -> bool | None:
    """Say whether body ``by`` may amend, replace or repeal what body ``of`` issued.

    Only the issuer or a competent superior may (DOMAIN: Citing).  None when either
    body, or the line between them, is not known: that is for a person to review.
    """
    if same_body(by, of):
        return True
    first, second = body(by), body(of)
    if first is None or second is None or first.line != second.line:
        return None
    if first.rank == second.rank:
        return None
    return first.rank > second.rank
