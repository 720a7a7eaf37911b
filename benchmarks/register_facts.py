"""The list of facts read in public places: as observations, with what they depend on.

A place is the repository file or the page named in ``source``.  Two collections are the
origin of part of the training text; beside a place of it they say nothing of their own,
and alone they count as one.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.register_mentions import canonical_body
from benchmarks.register_places import facts, public_facts
from index.citations.observation import Observation, ObservedAct
from index.citations.subject_votes import Said
from ingest.citations import Relation
from ingest.errors import NumberError
from ingest.text.dates import find_dates
from ingest.text.vietnamese import fold
from ingest.vocabulary.document_numbers import DocumentNumber

FILE = "register_facts.tsv"
_ORIGINS_OF_TRAINING_TEXT = ("tnt305/", "nguyenvulebinh/trends")
_RELATIONS = {
    "thay thế": Relation.REPLACES,
    "sửa đổi": Relation.AMENDS,
    "bãi bỏ": Relation.REPEALS,
}


def read_facts(data: Path, texts: Iterable[Observation]) -> Iterator[Observation]:
    """Yield the rows of the list; ``texts`` are what the texts of ``data`` say."""
    trained: dict[str, list[Observation]] = defaultdict(list)
    for one in texts:
        trained[one.number.key].append(one)
    quotes: dict[str, str] = {}
    rows = ((f"{FILE}#{row}", line) for row, line in enumerate(facts(data)))
    public = ((line["source"], line) for line in public_facts())
    for place, line in (*rows, *public):
        number = _number(line["number"])
        if number is None or line["source"].startswith("shared/"):
            continue
        quote = " ".join(re.findall(r"\w+", fold(line.get("quote_span", ""))))
        origin = (
            quotes.setdefault(quote, _origin(line["source"])) if quote else _origin(line["source"])
        )
        if origin in _ORIGINS_OF_TRAINING_TEXT:
            origin = _same_said(number, line, trained[number.key]) or "origin of training text"
        yield _observation(number, line, place, origin)


def _number(text: str) -> DocumentNumber | None:
    try:
        return DocumentNumber.parse(text)
    except NumberError:
        return None


def _origin(source: str) -> str:
    """Return what a place is copied or published by: a site, a repository, a file."""
    for collection in _ORIGINS_OF_TRAINING_TEXT:
        if source.startswith(collection):
            return collection
    if source.startswith("http"):
        return urlsplit(source).netloc.removeprefix("www.")
    return source if source.startswith("string-index") else source.split(":", maxsplit=1)[0]


def _same_said(
    number: DocumentNumber, line: dict[str, str], trained: list[Observation]
) -> str | None:
    """Return the origin of the training text's place that says the same, or any of them."""
    alike = [one for one in trained if one.issued and one.issued.isoformat() == line["issued"]]
    return next((one.origin for one in (*alike, *trained)), None)


def _observation(
    number: DocumentNumber, line: dict[str, str], place: str, origin: str
) -> Observation:
    relation, _, other = line["relation"].rpartition(" ")
    changed = _number(other) if relation in _RELATIONS else None
    return Observation(
        number=number,
        place=place,
        origin=origin,
        kind=line["kind"] or None,
        issued=date.fromisoformat(line["issued"]) if line["issued"] else None,
        body=canonical_body(line["body"]) if line["body"] else None,
        subject=Said.whole(line["subject"]) if line["subject"] else None,
        deed=_deed(_RELATIONS[relation], changed, line) if changed else None,
    )


_MONTHS = {
    name: month
    for names in (
        "january february march april may june july august september october november december",
        "januari februari maret april mei juni juli agustus september oktober november desember",
    )
    for month, name in enumerate(names.split(), 1)
}
_NAMED_DAY = re.compile(
    r"(?P<day>\d{1,2})?\s*(?P<month>[A-Za-z]{3,9})\s+"
    r"(?P<day2>\d{1,2},)?\s*(?P<year>\d{4})"
)


_YEAR = re.compile(r"\s*(?:/|-\w+/\w+\s+)?(?:năm\s+)?(?P<year>(?:19|20)\d\d)(?!\d)")


def _deed(relation: Relation, changed: DocumentNumber, line: dict[str, str]) -> ObservedAct:
    at = re.search(rf"(?<!\d){changed.serial_text}(?!\d)", line["quote_span"])
    behind = line["quote_span"][at.end() :] if at else ""
    year = _YEAR.match(behind)
    day = _day_behind(line)
    return ObservedAct(relation, changed, day, int(year["year"]) if year and day is None else None)


def _day_behind(line: dict[str, str]) -> date | None:
    """Return the date that the quoted words give the changed document: one behind its number."""
    serial = line["relation"].rpartition(" ")[2].partition("-")[0]
    at = re.search(rf"(?<!\d){serial}(?!\d)", line["quote_span"])
    behind = line["quote_span"][at.end() :] if at else ""
    found = find_dates(behind)
    if found:
        return found[0].value
    named = _NAMED_DAY.search(behind)
    month = _MONTHS.get(named["month"].lower()) if named else None
    if named is None or month is None:
        return None
    return date(int(named["year"]), month, int((named["day2"] or named["day"] or "0").rstrip(",")))
