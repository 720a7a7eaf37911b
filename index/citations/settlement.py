"""Settling a register: many places' statements become one entry a document.

A fact is *agreed* when two independent places say it alike.  What they contradict one
another about is decided by two to one at least; the losing value is kept beside it with
its places, and without such a majority no value counts as agreed.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from index.citations import committees
from index.citations.observation import Observation, places_of
from index.citations.register import Dispute, Evidence, FactSource, RegisterEntry, Replaced
from index.citations.register_merge import MOST_PLACES, TERMS_BEGIN, join_changes, unite
from index.citations.series import CENTRAL_COMMITTEE, body_of, is_central, kind_of
from index.citations.subject_votes import Said, agreed_subject, lone_subject
from ingest.model import Relation
from ingest.text.vietnamese import fold
from ingest.vocabulary.document_numbers import Style


def settle(observations: Iterable[Observation]) -> list[RegisterEntry]:
    """Return one entry for each document that ``observations`` speak of."""
    by_number: dict[str, list[Observation]] = defaultdict(list)
    for one in observations:
        by_number[one.number.key].append(one)
    return [entry for group in by_number.values() for entry in settle_number(group)]


def settle_number(group: Sequence[Observation]) -> list[RegisterEntry]:
    """Return the entries of one number: one a committee term (and local body), as a rule."""
    found: list[RegisterEntry] = []
    for part in _by_owner(group):
        entries = [_entry(dated) for dated in _by_date(part)]
        united = unite([entry for entry in entries if entry is not None])
        found.extend(_with_undated_deeds(united, part))
    return found


def _with_undated_deeds(
    entries: list[RegisterEntry], group: Sequence[Observation]
) -> list[RegisterEntry]:
    """Give what an undated place says was replaced to the one entry that can have done it."""
    for one in group:
        if one.issued is not None or one.deed is None:
            continue
        able = [row for row, entry in enumerate(entries) if _is_able(entry, one)]
        if len(able) == 1:
            entry = entries[able[0]]
            entries[able[0]] = replace(
                entry,
                replaces=join_changes(entry.replaces, _deeds([one], Relation.REPLACES)),
                amends=join_changes(entry.amends, _deeds([one], Relation.AMENDS)),
                repeals=join_changes(entry.repeals, _deeds([one], Relation.REPEALS)),
            )
    return entries


def _is_able(entry: RegisterEntry, one: Observation) -> bool:
    """Say whether an entry can have done what an undated place says of its number."""
    if one.kind is not None and kind_of(one.number, one.kind) not in (None, entry.kind):
        return False
    old = one.deed.issued if one.deed else None
    return entry.issued is not None and (old is None or entry.issued > old)


def _by_owner(group: Sequence[Observation]) -> list[list[Observation]]:
    """Group the observations of a local number by the body: every province has its 31-QĐ/TU."""
    if not group or group[0].number.style is not Style.PARTY or is_central(group[0].number):
        return [list(group)]
    owners: dict[str, list[Observation]] = defaultdict(list)
    for one in group:
        if one.body is not None:
            owners[fold(one.body)].append(one)
    days = {owner: {one.issued for one in said} for owner, said in owners.items()}
    for one in group:
        if one.body is None:
            homes = [owner for owner, issued in days.items() if one.issued in issued]
            owners[homes[0] if len(homes) == 1 else ""].append(one)
    return list(owners.values())


def _by_date(group: Sequence[Observation]) -> list[list[Observation]]:
    """Group by date; the undated join the one date that their words or their term fit."""
    dated: dict[date, list[Observation]] = defaultdict(list)
    for one in group:
        if one.issued is not None:
            dated[one.issued].append(one)
    rest: list[Observation] = []
    years: dict[int, list[Observation]] = defaultdict(list)
    for one in group:
        if one.issued is None:
            homes = [part for part in dated.values() if _alike(one, part)]
            if len(homes) == 1:
                homes[0].append(one)
            elif one.year is not None:
                years[one.year].append(one)
            else:
                rest.append(one)
    # Where dates are known, what cannot be told to be one of them says nothing sure.
    alone = [rest] if rest and not dated and not years else []
    known = {day.year for day in dated}
    return [*dated.values(), *(part for year, part in years.items() if year not in known), *alone]


def _alike(undated: Observation, part: list[Observation]) -> bool:
    """Say whether an undated place speaks of the dated ones' document: year, term, or subject."""
    day = part[0].issued
    if day is not None and undated.year is not None:
        return day.year == undated.year
    if day is not None and undated.term is not None and day >= TERMS_BEGIN:
        term = committees.term(undated.term)
        return term is not None and term.holds(day)
    head = undated.subject.words[:5] if undated.subject else ()
    return len(head) == 5 and any(
        one.subject is not None and one.subject.words[:5] == head for one in part
    )


def majority(values: Iterable[tuple[str, Hashable]]) -> tuple[Hashable, int]:
    """Return the value most origins say and how many do; (None, 0) without two to one.

    An origin counts once for a value, however often it says it.
    """
    counts = Counter(value for _, value in set(values) if value is not None)
    (best, count), *rest = [*counts.most_common(2), *([(None, 0)] * 2)][:2]
    if best is None or (rest and rest[0][1] * 2 > count):
        return None, 0
    return best, count


def _entry(group: list[Observation]) -> RegisterEntry | None:
    """Return the entry of one number and date, None when there is nothing to say."""
    number = max((one.number for one in group), key=lambda n: len(n.serial_text))
    kind, kind_at, kinds = _fact(group, "kind", lambda one: kind_of(one.number, one.kind))
    body, body_at, bodies = _fact(group, "body", lambda one: body_of(one.number, one.body))
    subject, subject_at = _subject(group)
    if group[0].issued is None and len({one.origin for one in group}) > 1:
        # Undated places may speak of documents of several terms: only what two say is said of one.
        body = body if len(body_at) >= 2 else None
        subject = subject if len(subject_at) >= 2 else None
    if body == CENTRAL_COMMITTEE and len(body_at) < 2:
        # The letterhead of every central document names it: one place may have read that.
        body = None
    issued = group[0].issued
    dated_at = places_of(one for one in group if one.issued is not None)
    plenum, plenum_at, _ = _fact(group, "plenum", lambda one: one.plenum)
    term, _, _ = _fact(group, "term", lambda one: one.term)
    year = next((one.year for one in group if one.year), None) if issued is None else None
    if kind is None or not (issued or year or subject or body):
        return None
    proofs = {
        "kind": kind_at,
        "issued": dated_at,
        "year": places_of(one for one in group if one.year == year) if year else (),
        "body": body_at if body else (),
        "subject": subject_at if subject else (),
        "plenum": plenum_at if plenum else (),
    }
    return RegisterEntry(
        number=number,
        kind=str(kind),
        issued=issued,
        body=str(body) if body else None,
        subject=subject,
        term=int(str(term)) if plenum and term else None,
        plenum=int(str(plenum)) if plenum else None,
        places=len({one.origin for one in group}),
        agreed=frozenset(fact for fact, at in proofs.items() if len(at) >= 2),
        sources=_files(group),
        year=year,
        evidence=tuple(
            Evidence(fact, len(at), at[:MOST_PLACES]) for fact, at in proofs.items() if at
        ),
        disputes=(*kinds, *bodies),
        replaces=_deeds(group, Relation.REPLACES),
        amends=_deeds(group, Relation.AMENDS),
        repeals=_deeds(group, Relation.REPEALS),
    )


def _fact(
    group: list[Observation], fact: str, read: Callable[[Observation], Hashable]
) -> tuple[Hashable, tuple[str, ...], tuple[Dispute, ...]]:
    """Return a fact's value, the places that say it, and what other places say."""
    best, _ = majority((one.origin, read(one)) for one in group)
    said: dict[Hashable, list[Observation]] = defaultdict(list)
    for one in group:
        value = read(one)
        if value is not None:
            said[value].append(one)
    others = tuple(
        Dispute(fact, str(value), len(at), at[:MOST_PLACES])
        for value, places in said.items()
        if value != best
        for at in (places_of(places),)
    )
    return best, places_of(said.get(best, ())), others


def _subject(group: list[Observation]) -> tuple[str | None, tuple[str, ...]]:
    said = [(one.origin, one.subject) for one in group if one.subject is not None]
    subject = agreed_subject(said)
    if subject is not None:
        head = Said.whole(subject).words
        holds = [
            one
            for one in group
            if one.subject is not None and one.subject.words[: len(head)] == head
        ]
        return subject, places_of(holds)
    alone = lone_subject(one.subject for one in group if one.subject is not None and one.trusted)
    return alone, places_of(one for one in group if one.subject is not None)[:1] if alone else ()


def _deeds(group: list[Observation], relation: Relation) -> tuple[Replaced, ...]:
    """Return what the document replaced (amended, repealed), each with its places."""
    said: dict[str, list[Observation]] = defaultdict(list)
    for one in group:
        if one.deed is not None and one.deed.relation is relation:
            said[one.deed.number.key].append(one)
    found: list[Replaced] = []
    for key, places in said.items():
        days = Counter(one.deed.issued for one in places if one.deed and one.deed.issued)
        at = places_of(places)
        day = max(days, key=lambda d: days[d]) if days else None
        years = {one.deed.year for one in places if one.deed and one.deed.year}
        year = years.pop() if len(years) == 1 and day is None else None
        found.append(Replaced(key, day, len(at), at[:MOST_PLACES], year))
    return tuple(found)


def _files(group: list[Observation]) -> tuple[FactSource, ...]:
    files = Counter(file for file, _ in {(file_of(one.place), one.origin) for one in group})
    return tuple(FactSource(file, files[file]) for file in sorted(files))


def file_of(place: str) -> str:
    """Return the file a place stands in: what comes before its row."""
    return place.partition("#")[0]
