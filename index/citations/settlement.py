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
from ingest.citations import Relation
from ingest.text.vietnamese import fold
from ingest.vocabulary.document_numbers import Style


def settle(observations: Iterable[Observation]) -> list[RegisterEntry]:
    """Return one entry for each document that ``observations`` speak of."""
    by_number: dict[str, list[Observation]] = defaultdict(list)
    for observation in observations:
        by_number[observation.number.key].append(observation)
    return [entry for group in by_number.values() for entry in settle_number(group)]


def settle_number(group: Sequence[Observation]) -> list[RegisterEntry]:
    """Return the entries of one number: one a committee term (and local body), as a rule."""
    settled: list[RegisterEntry] = []
    for part in _by_owner(group):
        entries = [_entry(dated) for dated in _by_date(part)]
        united = unite([entry for entry in entries if entry is not None])
        settled.extend(_with_undated_deeds(united, part))
    return settled


def _with_undated_deeds(
    entries: list[RegisterEntry], group: Sequence[Observation]
) -> list[RegisterEntry]:
    """Give what an undated place says was replaced to the one entry that can have done it."""
    for observation in group:
        if observation.issued is not None or observation.deed is None:
            continue
        able = [row for row, entry in enumerate(entries) if _is_able(entry, observation)]
        if len(able) == 1:
            entry = entries[able[0]]
            entries[able[0]] = replace(
                entry,
                replaces=join_changes(entry.replaces, _deeds([observation], Relation.REPLACES)),
                amends=join_changes(entry.amends, _deeds([observation], Relation.AMENDS)),
                repeals=join_changes(entry.repeals, _deeds([observation], Relation.REPEALS)),
            )
    return entries


def _is_able(entry: RegisterEntry, observation: Observation) -> bool:
    """Say whether an entry can have done what an undated place says of its number."""
    if observation.kind is not None and kind_of(observation.number, observation.kind) not in (
        None,
        entry.kind,
    ):
        return False
    old = observation.deed.issued if observation.deed else None
    return entry.issued is not None and (old is None or entry.issued > old)


def _by_owner(group: Sequence[Observation]) -> list[list[Observation]]:
    """Group the observations of a local number by the body: every province has its 31-QĐ/TU."""
    if not group or group[0].number.style is not Style.PARTY or is_central(group[0].number):
        return [list(group)]
    owners: dict[str, list[Observation]] = defaultdict(list)
    for observation in group:
        if observation.body is not None:
            owners[fold(observation.body)].append(observation)
    days = {
        owner: {observation.issued for observation in observations}
        for owner, observations in owners.items()
    }
    for observation in group:
        if observation.body is None:
            homes = [owner for owner, issued in days.items() if observation.issued in issued]
            owners[homes[0] if len(homes) == 1 else ""].append(observation)
    return list(owners.values())


def _by_date(group: Sequence[Observation]) -> list[list[Observation]]:
    """Group by date; the undated join the one date that their words or their term fit."""
    dated: dict[date, list[Observation]] = defaultdict(list)
    for observation in group:
        if observation.issued is not None:
            dated[observation.issued].append(observation)
    rest: list[Observation] = []
    years: dict[int, list[Observation]] = defaultdict(list)
    for observation in group:
        if observation.issued is None:
            homes = [part for part in dated.values() if _alike(observation, part)]
            if len(homes) == 1:
                homes[0].append(observation)
            elif observation.year is not None:
                years[observation.year].append(observation)
            else:
                rest.append(observation)
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
        observation.subject is not None and observation.subject.words[:5] == head
        for observation in part
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
    number = max((observation.number for observation in group), key=lambda n: len(n.serial_text))
    kind, kind_at, kinds = _fact(
        group, "kind", lambda observation: kind_of(observation.number, observation.kind)
    )
    body, body_at, bodies = _fact(
        group, "body", lambda observation: body_of(observation.number, observation.body)
    )
    subject, subject_at = _subject(group)
    if group[0].issued is None and len({observation.origin for observation in group}) > 1:
        # Undated places may speak of documents of several terms: only what two say is said of one.
        body = body if len(body_at) >= 2 else None
        subject = subject if len(subject_at) >= 2 else None
    if body == CENTRAL_COMMITTEE and len(body_at) < 2:
        # The letterhead of every central document names it: one place may have read that.
        body = None
    issued = group[0].issued
    dated_at = places_of(observation for observation in group if observation.issued is not None)
    plenum, plenum_at, _ = _fact(group, "plenum", lambda observation: observation.plenum)
    term, _, _ = _fact(group, "term", lambda observation: observation.term)
    year = (
        next((observation.year for observation in group if observation.year), None)
        if issued is None
        else None
    )
    if kind is None or not (issued or year or subject or body):
        return None
    proofs = {
        "kind": kind_at,
        "issued": dated_at,
        "year": places_of(observation for observation in group if observation.year == year)
        if year
        else (),
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
        places=len({observation.origin for observation in group}),
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
    best, _ = majority((observation.origin, read(observation)) for observation in group)
    by_value: dict[Hashable, list[Observation]] = defaultdict(list)
    for observation in group:
        value = read(observation)
        if value is not None:
            by_value[value].append(observation)
    others = tuple(
        Dispute(fact, str(value), len(at), at[:MOST_PLACES])
        for value, places in by_value.items()
        if value != best
        for at in (places_of(places),)
    )
    return best, places_of(by_value.get(best, ())), others


def _subject(group: list[Observation]) -> tuple[str | None, tuple[str, ...]]:
    subjects = [
        (observation.origin, observation.subject)
        for observation in group
        if observation.subject is not None
    ]
    subject = agreed_subject(subjects)
    if subject is not None:
        head = Said.whole(subject).words
        holds = [
            observation
            for observation in group
            if observation.subject is not None and observation.subject.words[: len(head)] == head
        ]
        return subject, places_of(holds)
    alone = lone_subject(
        observation.subject
        for observation in group
        if observation.subject is not None and observation.trusted
    )
    return alone, places_of(
        observation for observation in group if observation.subject is not None
    )[:1] if alone else ()


def _deeds(group: list[Observation], relation: Relation) -> tuple[Replaced, ...]:
    """Return what the document replaced (amended, repealed), each with its places."""
    by_number: dict[str, list[Observation]] = defaultdict(list)
    for observation in group:
        if observation.deed is not None and observation.deed.relation is relation:
            by_number[observation.deed.number.key].append(observation)
    deeds: list[Replaced] = []
    for key, places in by_number.items():
        days = Counter(
            observation.deed.issued
            for observation in places
            if observation.deed and observation.deed.issued
        )
        at = places_of(places)
        day = max(days, key=lambda d: days[d]) if days else None
        years = {
            observation.deed.year
            for observation in places
            if observation.deed and observation.deed.year
        }
        year = years.pop() if len(years) == 1 and day is None else None
        deeds.append(Replaced(key, day, len(at), at[:MOST_PLACES], year))
    return tuple(deeds)


def _files(group: list[Observation]) -> tuple[FactSource, ...]:
    files = Counter(
        file
        for file, _ in {(file_of(observation.place), observation.origin) for observation in group}
    )
    return tuple(FactSource(file, files[file]) for file in sorted(files))


def file_of(place: str) -> str:
    """Return the file a place stands in: what comes before its row."""
    return place.partition("#")[0]
