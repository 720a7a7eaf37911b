"""Mine the register of known documents: facts on which independent places agree.

Usage::

    python -m benchmarks.mine_register ../shared/data corpus/register.jsonl

One line of the register is one document: type, number, date, deciding body, subject,
term and plenum, what it replaced; with the files the facts were read in and in how
many independent places of each.  Only facts are kept, no sentences.  A fact is
``agreed`` when at least two independent places say it; an entry that one place alone
speaks of is kept with ``places`` 1 and nothing agreed.  What places contradict one
another about, without a majority of two to one, is left out.
"""

from __future__ import annotations

import csv
import json
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from benchmarks.register_mentions import Mention, mentions
from benchmarks.register_places import gazette, places
from benchmarks.register_replacements import replacements
from benchmarks.register_subject import Said, agreed_subject, lone_subject
from index.citations.committees import same_term
from index.citations.titles import same_title
from ingest.errors import NumberError
from ingest.text.vietnamese import lower
from ingest.vocabulary.document_numbers import DocumentNumber, Style
from ingest.vocabulary.document_types import document_types

H = TypeVar("H", bound=Hashable)
GAZETTE = "state_document_facts.tsv"
_CENTRAL_STATE = re.compile(r"QH\d+|UBTVQH\d+|CP|TTg|CTN")


@dataclass(frozen=True, slots=True)
class Witness:
    """One place that speaks of one document."""

    file: str
    place: int
    mention: Mention
    gazette: bool = False


Key = tuple[str, date | None]
Row = dict[str, Any]


def is_central(number: DocumentNumber) -> bool:
    """Say whether a number is of a central Party body or of the State's highest organs."""
    body = number.body or ""
    if number.style is Style.PARTY:
        return body.endswith("TW") and not body.startswith(("BCĐ", "TWĐTN"))
    named = number.style is Style.LAW or number.type_code is not None
    return named and _CENTRAL_STATE.fullmatch(body) is not None


def witnesses(data: Path) -> Iterator[Witness]:
    """Yield every place's word on every central document; copied contexts only once."""
    seen: set[tuple[str, str]] = set()
    for place in places(data):
        for mention in mentions(place.text, is_central):
            mark = (mention.number.key, mention.context)
            if mark not in seen:
                seen.add(mark)
                yield Witness(place.file, place.identity, mention)
    yield from _gazette_witnesses(data)


def _gazette_witnesses(data: Path) -> Iterator[Witness]:
    for row in gazette(data):
        try:
            number = DocumentNumber.parse(row["number"])
            issued = datetime.strptime(row["issued"], "%d/%m/%Y").date()
        except (NumberError, ValueError):
            continue
        if is_central(number) and number.style is not Style.PARTY:
            title = re.sub(r"^(?:về(?: việc)?|v/v)\s+", "", row["title"].strip(), flags=re.I)
            mention = Mention(
                number,
                row["kind"],
                issued,
                None,
                None,
                None,
                title,
                (len(title),),
                (len(title),),
                True,
                "",
            )
            yield Witness(GAZETTE, -2, mention, gazette=True)


def grouped(found: Iterable[Witness]) -> dict[Key, list[Witness]]:
    """Group by number and date; the undated join the one date whose subject begins alike."""
    groups: dict[Key, list[Witness]] = defaultdict(list)
    undated: list[Witness] = []
    for witness in found:
        if witness.mention.issued is None:
            undated.append(witness)
        else:
            groups[witness.mention.number.key, witness.mention.issued].append(witness)
    dates: dict[str, list[Key]] = defaultdict(list)
    for key in groups:
        dates[key[0]].append(key)
    for witness in undated:
        homes = [k for k in dates[witness.mention.number.key] if _alike(witness, groups[k])]
        if len(homes) == 1:
            groups[homes[0]].append(witness)
        elif not dates[witness.mention.number.key]:
            groups[witness.mention.number.key, None].append(witness)
    return groups


def _alike(witness: Witness, group: list[Witness]) -> bool:
    head = Said.of(witness.mention).words[:5]
    return len(head) == 5 and any(Said.of(w.mention).words[:5] == head for w in group)


def majority(values: Iterable[tuple[int, H | None]]) -> tuple[H | None, int]:
    """Return the value most places say and how many do; None without two to one.

    A place counts once for a value, however often it says it.
    """
    counts = Counter(value for _, value in set(values) if value is not None)
    (best, count), *rest = [*counts.most_common(2), *([(None, 0)] * 2)][:2]
    if best is None or (rest and rest[0][1] * 2 > count):
        return None, 0
    return best, count


@cache
def _kinds_of_codes() -> dict[str, list[str]]:
    """Return the type words each Party and State code may stand for: "QĐ" has two."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for row in document_types():
        for code in row.codes:
            for style in row.styles:
                kinds[f"{style} {code}"].append(row.kind)
    return kinds


def kind_of(number: DocumentNumber, said: str | None) -> str | None:
    """Return the type: as said where the code allows it, by the code where it is plain.

    "Thông báo kết luận số 264-TB/TW" is a Thông báo; a type word the code cannot
    stand for ("Nghị quyết số 16-QĐ/TW") is a slip, and QĐ alone settles nothing.
    """
    if number.style is Style.LAW:
        return said
    possible = _kinds_of_codes().get(f"{number.style} {number.type_code}", [])
    if said in possible:
        return said
    if said is not None and number.type_code != "TB":
        return None
    return possible[0] if len(possible) == 1 and number.type_code != "QĐ" else None


BODY_OF_CODE = {
    "VPTW": "Văn phòng Trung ương",
    "BTCTW": "Ban Tổ chức Trung ương",
    "BTGTW": "Ban Tuyên giáo Trung ương",
    "BTGDVTW": "Ban Tuyên giáo và Dân vận Trung ương",
    "UBKTTW": "Ủy ban Kiểm tra Trung ương",
    "BNCTW": "Ban Nội chính Trung ương",
    "QUTW": "Quân ủy Trung ương",
    "CP": "Chính phủ",
    "TTg": "Thủ tướng Chính phủ",
    "CTN": "Chủ tịch nước",
}
_DECIDING = ("Ban Chấp hành Trung ương", "Bộ Chính trị", "Ban Bí thư")


def body_of(number: DocumentNumber, said: str | None) -> str | None:
    """Return the deciding body: TW has three and must be said, other codes name theirs."""
    code = number.body or ""
    if code.startswith("QH"):
        return "Quốc hội"
    if code.startswith("UBTVQH"):
        return "Ủy ban Thường vụ Quốc hội"
    if code in ("TW", "HNTW"):
        return said if said in _DECIDING else None
    return BODY_OF_CODE.get(code)


def entry(key: Key, group: list[Witness]) -> Row | None:
    """Return one line of the register, None when there is nothing to say."""
    number = max(group, key=lambda w: len(w.mention.number.serial_text)).mention.number
    issued = key[1]
    kind, kinds = majority((w.place, w.mention.kind) for w in group)
    body, bodies = majority((w.place, w.mention.body) for w in group)
    term, _ = majority((w.place, w.mention.term) for w in group)
    plenum, plenums = majority((w.place, w.mention.plenum) for w in group)
    said = [(w.place, Said.of(w.mention)) for w in group]
    subject = agreed_subject(said)
    # Sentences about State documents run on too often to trust one; the gazette does not.
    party = number.style is Style.PARTY
    trusted = (Said.of(w.mention) for w in group if party or w.gazette)
    alone = None if subject else lone_subject(trusted)
    dated = {w.place for w in group if w.mention.issued}
    counts = {"kind": kinds, "issued": len(dated), "body": bodies, "plenum": plenums}
    agreed = [name for name, count in counts.items() if count >= 2] + ["subject"] * bool(subject)
    kind, body = kind_of(number, kind), body_of(number, body)
    if kind is None or (issued is None and "subject" not in agreed):
        return None
    files = Counter(file for file, _ in {(w.file, w.place) for w in group})
    return {
        "number": str(number),
        "kind": kind,
        "issued": issued.isoformat() if issued else None,
        "body": body,
        "subject": subject or alone,
        "term": term if plenum else None,
        "plenum": plenum,
        "places": len({w.place for w in group}),
        "agreed": [name for name in agreed if name != "body" or body],
        "sources": [{"file": file, "places": files[file]} for file in sorted(files)],
    }


def settled(rows: list[Row]) -> list[Row]:
    """Settle one number's dates: within a term a number names one document of its type.

    The date most places give stays, the others are kept as its ``other_dates``; unless
    twice as many give it as any other, the date does not count as agreed.
    """
    kept: list[Row] = []
    for row in sorted(rows, key=_places, reverse=True):
        rival = next((other for other in kept if _same_document(row, other)), None)
        if rival is None:
            kept.append(row)
        elif row["issued"] is not None:
            others = rival.setdefault("other_dates", [])
            others.append({"issued": row["issued"], "places": _places(row)})
            if _places(rival) < 2 * _places(row):
                rival["agreed"] = [name for name in rival["agreed"] if name != "issued"]
    return kept


def _places(row: Row) -> int:
    return int(row["places"])


def _same_document(one: Row, other: Row) -> bool:
    if one["kind"] != other["kind"]:
        return False
    subjects = one["subject"], other["subject"]
    if all(subjects) and not same_title(*subjects):
        return False
    if one["issued"] is None or other["issued"] is None:
        return True
    days = date.fromisoformat(one["issued"]), date.fromisoformat(other["issued"])
    number = DocumentNumber.parse(one["number"])
    if number.style is not Style.PARTY:
        return number.year is not None or days[0].year == days[1].year
    if days[0] < date(1986, 12, 18) or days[1] < date(1986, 12, 18):
        return days[0].year == days[1].year
    return same_term(*days)


def worth_keeping(row: Row) -> bool:
    """Keep Party entries always; State ones when places agree on the date and the title."""
    if DocumentNumber.parse(row["number"]).style is Style.PARTY:
        return True
    return "issued" in row["agreed"] and row["subject"] is not None


def mine(data: Path) -> list[Row]:
    """Return the register, sorted by date and number."""
    rows = [row for key, group in grouped(witnesses(data)).items() if (row := entry(key, group))]
    same: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        same[DocumentNumber.parse(str(row["number"])).key].append(row)
    kept = [row for siblings in same.values() for row in settled(siblings) if worth_keeping(row)]
    kept = [without_kind(row) for row in map(reviewed, kept) if row is not None]
    _add_replacements(kept, data)
    return sorted(kept, key=lambda row: (row["issued"] or "", row["number"]))


def without_kind(row: Row) -> Row:
    """Return ``row`` with a subject that does not begin with the type word again.

    A "Luật" whose title begins "bộ luật" is a Bộ luật.
    """
    subject = row["subject"] or ""
    for kind in ("Bộ luật", "Luật", "Nghị quyết", "Pháp lệnh"):
        said = row["kind"] in (kind, "Luật") and lower(subject).startswith(f"{lower(kind)} ")
        if said and kind in ("Bộ luật", row["kind"]):
            return {**row, "kind": kind, "subject": subject[len(kind) :].strip()}
    return row


@cache
def _review() -> dict[tuple[str, str], str]:
    """Return what a person struck out after reading: (number, date) → "entry" or "subject"."""
    path = Path(__file__).with_name("register_review.tsv")
    with path.open(encoding="utf-8") as file:
        rows = csv.DictReader(file, delimiter="\t")
        return {(row["number"], row["issued"]): row["strike"] for row in rows}


def reviewed(row: Row) -> Row | None:
    """Return ``row`` without what a person struck out; None where all of it was."""
    strike = _review().get((row["number"], row["issued"] or ""))
    if strike == "entry":
        return None
    if strike == "subject":
        agreed = [name for name in row["agreed"] if name != "subject"]
        return {**row, "subject": None, "agreed": agreed}
    return row


def _add_replacements(rows: list[Row], data: Path) -> None:
    by_key: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_key[DocumentNumber.parse(str(row["number"])).key].append(row)
    for (new, old), count in replacements(places(data)).items():
        # A number with several dates would make the fact ambiguous: left out.
        if count >= 2 and len(by_key[new]) == 1:
            target = by_key[new][0]
            listed = target.setdefault("replaces", [])
            issued = by_key[old][0]["issued"] if len(by_key[old]) == 1 else None
            listed.append({"number": old, "issued": issued, "places": count})


def main(arguments: list[str]) -> int:
    """Write the register; two arguments: the data folder, the file to write."""
    data, target = map(Path, arguments)
    rows = mine(data)
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    target.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    two = sum("issued" in row["agreed"] for row in rows)
    sys.stderr.write(f"{len(rows)} entries, {two} with a date two places agree on\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
