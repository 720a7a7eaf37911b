"""Issuing bodies: their names, the codes of their numbers, their ranks (``data/issuers.json``).

One entry of that file adds a body everywhere: a header is read with it, references name it,
a look-up by its name or its code finds its documents, a filter offers it.  Departments are
listed once and composed with the committees that own them: "Ban Tổ chức" of a "Tỉnh ủy" is
"Ban Tổ chức Tỉnh ủy", BTCTU.  Standard library only.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from ingest.text.vietnamese import fold, lower, tone_normal


@dataclass(frozen=True, slots=True)
class Issuer:
    """A body that issues documents, or a family of bodies told apart by their place.

    ``names`` are other writings in documents, ``typed`` those of readers alone; ``codes``
    stand behind the type in its numbers; ``rank`` is among the bodies of its ``line``
    (party, state, union), larger above.  ``central``: references name it without "của";
    ``decides``: opening sentences name it; ``has_place``: its name goes on with a place.
    """

    name: str
    names: tuple[str, ...] = ()
    typed: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    line: str = ""
    rank: int | None = None
    central: bool = False
    decides: bool = False
    has_place: bool = False
    department: str = ""
    """The department's own name ("Ban Tổ chức") where a committee owns it."""


@dataclass(frozen=True, slots=True)
class Body:
    """A body as it ranks in its line (Party or State); larger is above."""

    name: str
    rank: int
    line: str


@cache
def _data() -> dict[str, Any]:
    text = resources.files("ingest").joinpath("data/issuers.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@cache
def issuers() -> tuple[Issuer, ...]:
    """Return every body of the data, departments composed with their committees."""
    listed = tuple(
        Issuer(
            row["name"],
            tuple(row.get("names", ())),
            tuple(row.get("typed", ())),
            tuple(row.get("codes", ())),
            row["line"],
            row.get("rank"),
            central=row.get("central", False),
            decides=row.get("decides", False),
            has_place=row.get("place", False),
        )
        for row in _data()["bodies"]
    )
    return listed + tuple(
        _owned(department, owner)
        for department in _data()["departments"]
        for owner in _data()["owners"]
        if owner["code"] in department.get("owners", (owner["code"],))
    )


def _owned(department: dict[str, Any], owner: dict[str, Any]) -> Issuer:
    def joined(heads: list[str], tails: list[str]) -> tuple[str, ...]:
        return tuple(f"{head} {tail}" for head in heads for tail in tails)

    name, department_name, heads = owner["name"], department["name"], department.get("typed", [])
    others = owner.get("names", [])
    return Issuer(
        f"{department_name} {name}",
        joined([department_name], others),
        joined([department_name], owner.get("typed", []))
        + joined(heads, [name, *others, *owner.get("typed", [])]),
        (department["code"] + owner["code"],),
        owner["line"],
        owner["rank"],
        central=owner["code"] == "TW",
        has_place=owner["code"] != "TW",
        department=department_name,
    )


@cache
def departments() -> tuple[str, ...]:
    """Return the names of departments: without its committee each names no body."""
    return tuple(row["name"] for row in _data()["departments"])


@cache
def owner_of_code(code: str) -> str:
    """Return the code of the committee whose department has ``code``: TU of BTCTU, "" of TU."""
    owners = {owner["code"] for owner in _data()["owners"]}
    heads = {row["code"] for row in _data()["departments"]}
    return next((o for o in owners if code.endswith(o) and code[: -len(o)] in heads), "")


@cache
def printed_names() -> tuple[str, ...]:
    """Return every name that is printed with its own capitals, issuing bodies and offices."""
    bodies = (name for one in issuers() for name in (one.name, *one.names))
    owners = (name for row in _data()["owners"] for name in (row["name"], *row.get("names", ())))
    return tuple(dict.fromkeys((*bodies, *owners, *departments(), *_data()["words"])))


@cache
def central_pattern() -> str:
    """Return a pattern of the central bodies, which may stand without "của"."""
    plenum = r"(?:Hội nghị\s(?:lần thứ\s\w+\s)?(?:của\s)?)?"
    names = [name for one in issuers() if one.central for name in (one.name, *one.names)]
    names += ["Trung ương Đảng", "Trung ương"]
    patterns = []
    for name in sorted(set(names), key=lambda name: (-len(name), name)):
        words = re.escape(name).replace(r"\ ", r"\s")
        end = r"(?!\w)" if name.isupper() else ""
        patterns.append(f"{plenum if name.startswith('Ban Chấp hành') else ''}{words}{end}")
    return "|".join(patterns)


@cache
def deciding_pattern() -> str:
    """Return a pattern of the bodies that opening sentences name as deciding."""
    place = r"(?: [A-ZĐÀ-Ỹ]\w*){0,4}"
    names = [
        (name, place if one.has_place else "")
        for one in issuers()
        if one.decides
        for name in (one.name, *one.names)
        if not name.isupper()
    ]
    return "|".join(re.escape(n).replace(r"\ ", " ") + p for n, p in sorted(names, reverse=True))


# --- codes -------------------------------------------------------------------------------


@cache
def code_patterns(style: str) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of codes in numbers of a style ("party")."""
    rows = [row["pattern"] for row in _data()["codes"] if row["style"] == style]
    known = {code for one in issuers() if one.line == style for code in one.codes}
    return tuple(map(re.compile, (*rows, *map(re.escape, sorted(known)))))


@lru_cache(maxsize=4096)
def is_party_code(code: str) -> bool:
    """Say whether a body's code is one of the Party's ("TW", "BTGTU", "ĐU")."""
    return any(pattern.fullmatch(code) for pattern in code_patterns("party"))


@cache
def codes() -> dict[str, tuple[Issuer, ...]]:
    """Return the bodies of every listed code."""
    by_code: dict[str, list[Issuer]] = defaultdict(list)
    for one in issuers():
        for code in one.codes:
            by_code[code].append(one)
    return {code: tuple(bodies) for code, bodies in by_code.items()}


@cache
def successors() -> dict[str, str]:
    """Return the codes of bodies that were merged and the codes of what they became."""
    return {
        row["code"] + owner["code"]: row["becomes"] + owner["code"]
        for row in _data()["departments"]
        for owner in _data()["owners"]
        if "becomes" in row and owner["code"] in row.get("owners", (owner["code"],))
    }


def same_code(one: str | None, other: str | None) -> bool:
    """Say whether two codes name one body, counting a body and its successor as one."""
    known = successors()
    return known.get(one or "", one) == known.get(other or "", other)


# --- names -------------------------------------------------------------------------------


def plain_name(name: str) -> str:
    """Return a name in lower case with one tone placement and single spaces."""
    return " ".join(lower(tone_normal(name)).strip(" ,.").split())


@cache
def _by_name() -> dict[str, Issuer]:
    by_name: dict[str, Issuer] = {}
    for one in issuers():
        for name in (one.name, *one.names, *one.typed):
            by_name.setdefault(plain_name(name), one)
    return by_name


def issuer_named(name: str) -> Issuer | None:
    """Return the body with exactly this name, in any case; None for one that is not listed."""
    return _by_name().get(plain_name(name))


def canonical_name(name: str) -> str:
    """Return the one name of a body: "Ban Bí thư Trung ương Đảng" is "Ban Bí thư".

    A name that goes on with a place, or that is not listed, comes back as it is.
    """
    one = issuer_named(name)
    return one.name if one is not None and name in one.names else name


@cache
def _families() -> tuple[tuple[re.Pattern[str], str | None, int, str], ...]:
    return tuple(
        (re.compile(row["pattern"]), row["name"], row["rank"], row["line"])
        for row in _data()["families"]
    )


@lru_cache(maxsize=4096)
def body(name: str) -> Body | None:
    """Return the rank of the body called ``name``, None when its kind is not in the data."""
    folded = re.sub(r"\s+", " ", fold(name)).strip(" ,.")
    folded = re.sub(r"^(?:cua|do) ", "", folded)
    for pattern, canonical, rank, line in _families():
        if pattern.fullmatch(folded):
            return Body(canonical or name, rank, line)
    listed = issuer_named(name)
    if listed is None or listed.rank is None:
        return None
    return Body(listed.name, listed.rank, listed.line)


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
    shorter, longer = sorted((fold(first.name), fold(second.name)), key=len)
    # The place is often left out: "Ban Thường vụ Tỉnh ủy" says nothing against "… Minh Hà".
    return True if longer == shorter or longer.startswith(f"{shorter} ") else None


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
