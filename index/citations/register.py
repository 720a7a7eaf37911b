"""The register of known documents: bibliographic facts with the places they were read in.

``corpus/register.jsonl`` is made by ``python -m benchmarks.mine_register``; a fact is
*agreed* when at least two independent places say it.  The register says what a
document is; it never says that one is in force.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Any

from ingest.errors import LibraryCorrupt
from ingest.text.dates import format_day
from ingest.vocabulary.document_numbers import DocumentNumber, Style
from ingest.vocabulary.document_types import type_codes

FACTS = ("kind", "issued", "year", "body", "subject", "plenum")
"""The facts that evidence is kept for."""


@dataclass(frozen=True, slots=True)
class FactSource:
    """A file facts were read in, and in how many independent places of it."""

    file: str
    places: int


@dataclass(frozen=True, slots=True)
class Replaced:
    """A document that another replaced, as ``places`` independent places say; ``at`` names some."""

    number: str
    issued: date | None
    places: int
    at: tuple[str, ...] = ()
    year: int | None = None
    """Its year where no place gives the day."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """How many independent places say a fact of an entry, and the address of some of them."""

    fact: str
    places: int
    at: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Dispute:
    """What other places say of a fact: another value, how many say it, where."""

    fact: str
    value: str
    places: int
    at: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RegisterEntry:
    """One document of the register; what is not known is None.

    ``plenum`` and ``term`` tell which plenum of which committee adopted it;
    ``names`` are names it is cited by when it has no number; ``agreed`` are the
    names of the facts that at least two independent places say alike.
    """

    number: DocumentNumber | None
    kind: str
    issued: date | None
    body: str | None
    subject: str | None
    term: int | None = None
    plenum: int | None = None
    names: tuple[str, ...] = ()
    places: int = 0
    agreed: frozenset[str] = frozenset()
    sources: tuple[FactSource, ...] = ()
    replaces: tuple[Replaced, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    """What some places say otherwise: another date, type, body or subject."""
    amends: tuple[Replaced, ...] = ()
    repeals: tuple[Replaced, ...] = ()
    year: int | None = None
    """The year of issue where no place gives the day."""
    years: tuple[int, ...] = ()
    """The years of the editions of a statute known by name ("Hiến pháp năm 2013")."""
    cited_here: int = 0
    """How many documents of the reader's library cite it with this date."""

    @property
    def other_dates(self) -> tuple[tuple[date, int], ...]:
        """Other dates that places give for it, each with how many do."""
        return tuple(
            (date.fromisoformat(dispute.value), dispute.places)
            for dispute in self.disputes
            if dispute.fact == "issued"
        )

    @property
    def two_sources(self) -> bool:
        """Say whether at least two independent places agree on the document's date."""
        return "issued" in self.agreed

    def origin(self) -> str:
        """Say in Vietnamese where the facts are from."""
        if self.cited_here:
            return self._origin_here()
        if self.places == 0:
            return "danh mục tên gọi kèm sẵn"
        if self.two_sources:
            return f"danh mục kèm sẵn ({self.places} nguồn){self._disputed()}"
        if self.places == 1:
            return "danh mục kèm sẵn (một nguồn, chưa đối chiếu được)"
        doubt = "" if self._disputed() else ", chưa đối chiếu được ngày"
        return f"danh mục kèm sẵn ({self.places} nguồn{doubt}){self._disputed()}"

    def _origin_here(self) -> str:
        """Say how many documents of the library cite it so, beside what the register says."""
        cited = f"{self.cited_here} văn bản trong kho viện dẫn đúng ngày này"
        if self.places:
            return f"{replace(self, cited_here=0).origin()}; {cited}"
        return f"chưa có trong danh mục; {cited}{self._disputed()}"

    def _disputed(self) -> str:
        """Say which other dates other places give."""
        days = ", ".join(f"{format_day(day)} ({places} nguồn)" for day, places in self.other_dates)
        return f"; nguồn khác ghi ngày {days}" if days else ""


def default_path() -> Path:
    """Return where the register that ships with the project lies."""
    return Path(__file__).resolve().parents[2] / "corpus" / "register.jsonl"


def require() -> None:
    """See that the register that ships is there, without reading it.

    :raises LibraryCorrupt: it is missing.
    """
    if not default_path().is_file():
        raise _missing(default_path())


def _missing(file: Path) -> LibraryCorrupt:
    return LibraryCorrupt(
        f"Thiếu hoặc hỏng danh mục văn bản đã biết ({file.name}).",
        "Cài lại phần mềm; kho và văn bản gốc còn nguyên.",
    )


@lru_cache(maxsize=4)
def load(path: Path | None = None) -> tuple[RegisterEntry, ...]:
    """Return the register and the documents known by name alone.

    ``path`` defaults to the register that ships.

    :raises LibraryCorrupt: the file is missing: half of an installation is no installation.
    """
    file = path or default_path()
    try:
        lines = file.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise _missing(file) from error
    return tuple(_entries(lines, _data("named.json"), _data("laws.json"), _data("plenums.json")))


def _data(name: str) -> list[dict[str, Any]]:
    text = resources.files("index").joinpath(f"data/{name}").read_text("utf-8")
    rows: list[dict[str, Any]] = json.loads(text)
    return rows


def _entries(
    lines: list[str],
    named: list[dict[str, Any]],
    laws: list[dict[str, Any]],
    plenums: list[dict[str, Any]],
) -> Iterator[RegisterEntry]:
    """Yield the register, the documents known by name, and the laws it does not have.

    ``plenums`` say which plenum of the Central Committee adopted a document.

    Laws (``data/laws.json``) are facts of the official gazette and of texts that cite them
    by number and name; they give a law of the register its name where it has none there.
    """
    by_number = {row["number"]: row for row in laws}
    adopted = {(row["number"], row["issued"]): row for row in plenums}
    for line in lines:
        row = json.loads(line)
        row = adopted.pop((row.get("number"), row.get("issued")), {}) | row
        law = by_number.get(row.get("number"))
        if law is not None and row.get("kind") not in (None, law["kind"]):
            # One number may be a law's and a resolution's of the same National Assembly.
            law = None
        if law is not None:
            del by_number[law["number"]]
        yield entry(row if law is None or row.get("subject") else row | {"subject": law["subject"]})
    unknown = [row for row in adopted.values() if "kind" in row]
    for row in (*named, *by_number.values(), *unknown):
        yield entry(row)


def entry(row: dict[str, Any]) -> RegisterEntry:
    """Return the entry that one line of the register says.

    :raises NumberError: when its number is none.
    """
    return RegisterEntry(
        number=_number(row["number"]) if row.get("number") else None,
        kind=row["kind"],
        issued=_day(row.get("issued")),
        body=row.get("body"),
        subject=row.get("subject"),
        term=row.get("term"),
        plenum=row.get("plenum"),
        names=tuple(row.get("names", ())),
        places=row.get("places", 0),
        agreed=frozenset(row.get("agreed", ())),
        sources=tuple(FactSource(**source) for source in row.get("sources", ())),
        evidence=tuple(
            Evidence(fact, count, tuple(at)) for fact, (count, *at) in row.get("facts", {}).items()
        ),
        disputes=tuple(
            Dispute(
                dispute["fact"], dispute["value"], dispute["places"], tuple(dispute.get("at", ()))
            )
            for dispute in row.get("disputes", ())
        ),
        replaces=_changed(row.get("replaces", ())),
        amends=_changed(row.get("amends", ())),
        repeals=_changed(row.get("repeals", ())),
        year=row.get("year"),
        years=tuple(row.get("years", ())),
    )


_PRINTED = re.compile(
    r"(?P<serial>\d+)(?:-(?P<party>[^\W\d]+)/(?P<body>[^\W\d]+)"
    r"|(?:/(?P<year>\d{4}))?/(?P<state>[^\W\d]+)-(?P<organ>[^\W\d]+)"
    r"|/(?P<passed>(?:19|20)\d\d)/(?P<assembly>(?:UBTV)?QH\d{1,2}))"
)


def _number(text: str) -> DocumentNumber:
    """Read a number as it prints itself, in a tenth of the time that any writing takes.

    :raises NumberError: when it is none.
    """
    match = _PRINTED.fullmatch(text)
    if match is not None and match["assembly"]:
        return DocumentNumber(
            serial=int(match["serial"]),
            type_code=None,
            body=match["assembly"],
            year=int(match["passed"]),
            style=Style.LAW,
            serial_text=match["serial"],
        )
    if match is None or (match["party"] or match["state"]) not in type_codes():
        return DocumentNumber.parse(text)
    return DocumentNumber(
        serial=int(match["serial"]),
        type_code=match["party"] or match["state"],
        body=match["body"] or match["organ"],
        year=int(match["year"]) if match["year"] else None,
        style=Style.PARTY if match["party"] else Style.STATE,
        serial_text=match["serial"],
    )


def _changed(rows: Iterable[dict[str, Any]]) -> tuple[Replaced, ...]:
    return tuple(
        Replaced(
            old["number"],
            _day(old.get("issued")),
            old["places"],
            tuple(old.get("at", ())),
            old.get("year"),
        )
        for old in rows
    )


def _changed_row(old: Replaced) -> dict[str, Any]:
    row = {"number": old.number, "issued": old.issued and old.issued.isoformat(), "year": old.year}
    facts = {name: value for name, value in row.items() if value is not None}
    return {**facts, "places": old.places, "at": list(old.at)}


def row_of(one: RegisterEntry) -> dict[str, Any]:
    """Return the line that :func:`entry` reads as ``one``; what is empty is left out."""
    row: dict[str, Any] = {
        "number": str(one.number) if one.number else None,
        "kind": one.kind,
        "issued": one.issued.isoformat() if one.issued else None,
        "year": one.year,
        "body": one.body,
        "subject": one.subject,
        "term": one.term,
        "plenum": one.plenum,
        "names": list(one.names),
        "places": one.places,
        "agreed": [fact for fact in FACTS if fact in one.agreed],
        "facts": {proof.fact: [proof.places, *proof.at] for proof in one.evidence},
        "disputes": [
            {"fact": d.fact, "value": d.value, "places": d.places, "at": list(d.at)}
            for d in one.disputes
        ],
        "sources": [{"file": source.file, "places": source.places} for source in one.sources],
        "replaces": list(map(_changed_row, one.replaces)),
        "amends": list(map(_changed_row, one.amends)),
        "repeals": list(map(_changed_row, one.repeals)),
    }
    return {name: value for name, value in row.items() if value not in (None, [], {})}


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
