"""Mine the register of known documents: facts on which independent places agree.

Usage::

    python -m benchmarks.mine_register ../shared/data corpus/register.jsonl

One line of the register is one document: type, number, date, deciding body, subject,
plenum, what it replaced; for every fact how many independent places say it and the
address of some of them.  Only facts are kept, no sentences.  How places are weighed
against one another is :mod:`index.settlement`'s affair.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import datetime
from functools import cache
from pathlib import Path

from benchmarks.register_facts import read_facts
from benchmarks.register_mentions import Mention, mentions
from benchmarks.register_places import Place, gazette, places
from benchmarks.register_references import filled
from benchmarks.register_replacements import replacements
from index.citations.observation import Observation, ObservedAct
from index.citations.register import RegisterEntry, row_of
from index.citations.register_merge import date_changes
from index.citations.series import is_central
from index.citations.settlement import settle_number
from index.citations.subject_votes import Said
from ingest.citations import Relation
from ingest.errors import NumberError
from ingest.text.vietnamese import lower
from ingest.vocabulary.document_numbers import DocumentNumber, Style

GAZETTE = "state_document_facts.tsv"
_CENTRAL_STATE = re.compile(r"QH\d+|UBTVQH\d+|CP|TTg|CTN")


# Appointments and the proposals to discipline somebody are matters of one person.
_OF_PERSONS = ("QĐNS",)
_ABOUT_PERSONS = re.compile(r"(?:TTr|QĐ)/UBKTTW")


def is_wanted(number: DocumentNumber) -> bool:
    """Say whether a number is the Party's, or of the State's highest organs."""
    if number.style is Style.PARTY:
        if number.type_code in _OF_PERSONS or _ABOUT_PERSONS.fullmatch(number.symbol):
            return False
        return is_central(number) or (number.body or "").endswith(("TU", "HU", "ĐU"))
    named = number.style is Style.LAW or number.type_code is not None
    return named and _CENTRAL_STATE.fullmatch(number.body or "") is not None


def observations(data: Path) -> Iterator[Observation]:
    """Yield every place's word on every document; copied contexts only once."""
    seen: set[tuple[str, str]] = set()
    for place in places(data):
        for mention in filled(place.text, mentions(place.text, is_wanted)):
            mark = (mention.number.key, mention.context)
            if mark not in seen:
                seen.add(mark)
                yield _of_mention(place, mention)
        for item in replacements(place.text):
            if is_wanted(item.new):
                deed = ObservedAct(Relation.REPLACES, item.old, item.old_issued, item.old_year)
                yield Observation(item.new, place.address, str(place.identity), deed=deed)
    yield from _of_gazette(data)


def _of_mention(place: Place, mention: Mention) -> Observation:
    subject = Said.of(mention.subject, mention.ends, mention.strong, quoted=mention.quoted)
    return Observation(
        number=mention.number,
        place=place.address,
        origin=str(place.identity),
        kind=mention.kind,
        issued=mention.issued,
        body=mention.body,
        subject=subject if mention.subject else None,
        term=mention.term,
        plenum=mention.plenum,
        year=mention.year,
        # Sentences about State documents run on too often to trust one; the gazette does not.
        trusted=mention.number.style is Style.PARTY,
    )


def _of_gazette(data: Path) -> Iterator[Observation]:
    for row in gazette(data):
        try:
            number = DocumentNumber.parse(row["number"])
            issued = datetime.strptime(row["issued"], "%d/%m/%Y").date()
        except (NumberError, ValueError):
            continue
        if is_wanted(number) and number.style is not Style.PARTY:
            title = re.sub(r"^(?:về(?: việc)?|v/v)\s+", "", row["title"].strip(), flags=re.I)
            yield Observation(
                number, GAZETTE, GAZETTE, row["kind"], issued, subject=Said.whole(title)
            )


def is_worth_keeping(entry: RegisterEntry) -> bool:
    """Keep Party entries, local ones where the body is named with its place.

    State ones are kept when places agree on the date and the title.
    """
    number = entry.number
    if number is None:
        return False
    if number.style is Style.PARTY:
        return is_central(number) or is_named_with_place(entry.body)
    agreed = "issued" in entry.agreed and entry.subject is not None
    return agreed or (bool(entry.replaces) and entry.issued is not None)


_PLACE_NAMED = re.compile(
    r"(?:[Tt]ỉnh ủy|[Tt]hành ủy|[Hh]uyện ủy|[Qq]uận ủy|[Đđ]ảng ủy \w+|[Đđ]ảng bộ \w+(?: \w+)?)"
    r" [A-ZĐ]\w+"
)


def is_named_with_place(body: str | None) -> bool:
    """Say whether a local body is told from those of its name elsewhere: "Tỉnh ủy Minh Hà"."""
    return body is not None and _PLACE_NAMED.search(body) is not None


def mine(data: Path) -> list[RegisterEntry]:
    """Return the register, sorted by date and number."""
    by_number: dict[str, list[Observation]] = defaultdict(list)
    texts = list(observations(data))
    for one in (*texts, *read_facts(data, texts)):
        if not is_wanted(one.number) or _is_struck(one):
            continue
        by_number[one.number.key].append(one)
    entries = [entry for group in by_number.values() for entry in settle_number(group)]
    kept = [entry for entry in map(reviewed, entries) if entry is not None]
    kept = [without_kind(entry) for entry in kept if is_worth_keeping(entry)]
    return sorted(date_changes(kept), key=lambda e: (str(e.issued or ""), str(e.number)))


def without_kind(entry: RegisterEntry) -> RegisterEntry:
    """Return ``entry`` with a subject that does not begin with the type word again.

    A "Luật" whose title begins "bộ luật" is a Bộ luật.
    """
    subject = entry.subject or ""
    for kind in ("Bộ luật", "Luật", "Nghị quyết", "Pháp lệnh"):
        said = entry.kind in (kind, "Luật") and lower(subject).startswith(f"{lower(kind)} ")
        if said and kind in ("Bộ luật", entry.kind):
            return replace(entry, kind=kind, subject=subject[len(kind) :].strip())
    return entry


@cache
def _review() -> dict[tuple[str, str], str]:
    """Return what a person struck out after reading: (number, date) → what."""
    path = Path(__file__).with_name("register_review.tsv")
    with path.open(encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return {(row["number"], row["issued"]): row["strike"] for row in rows}


@cache
def _struck_dates() -> frozenset[tuple[str, str]]:
    """Return the dates that a reader found to be no document's, by number."""
    return frozenset(
        (DocumentNumber.parse(number).key, day)
        for (number, day), strike in _review().items()
        if strike == "date"
    )


def _is_struck(one: Observation) -> bool:
    return one.issued is not None and (one.number.key, str(one.issued)) in _struck_dates()


def reviewed(entry: RegisterEntry) -> RegisterEntry | None:
    """Return ``entry`` without what a person struck out; None where all of it was."""
    day = entry.issued.isoformat() if entry.issued else ""
    strike = _review().get((str(entry.number), day))
    if strike == "entry":
        return None
    if strike in ("subject", "body", "replaces"):
        return replace(
            entry,
            agreed=entry.agreed - {strike},
            evidence=tuple(proof for proof in entry.evidence if proof.fact != strike),
            **{strike: () if strike == "replaces" else None},
        )
    return entry


def summary(entries: Iterable[RegisterEntry]) -> str:
    """Say how many entries there are, how many are agreed, how many replacements."""
    rows = list(entries)
    party = [e for e in rows if e.number and e.number.style is Style.PARTY]
    return (
        f"{len(rows)} entries, {sum(e.two_sources for e in rows)} with a date two places agree on;"
        f" {len(party)} of the Party, {sum(bool(e.agreed) for e in party)} with an agreed fact,"
        f" {sum(e.two_sources for e in party)} with an agreed date;"
        f" {sum(len(e.replaces) for e in rows)} replacements,"
        f" {sum(len(e.replaces) for e in party)} by Party documents;"
        f" {sum(bool(e.other_dates) for e in party)} Party documents under several dates\n"
    )


def main(arguments: list[str]) -> int:
    """Write the register; two arguments: the data folder, the file to write."""
    data, target = map(Path, arguments)
    entries = mine(data)
    lines = (json.dumps(row_of(one), ensure_ascii=False) for one in entries)
    target.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    sys.stderr.write(summary(entries))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
