"""Joining entries of a register: one document under several dates, two registers as one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from index.citations.committees import same_term
from index.citations.known_documents import title_likeness
from index.citations.register import Dispute, Evidence, FactSource, RegisterEntry, Replaced
from index.citations.titles import same_title
from ingest.vocabulary.document_numbers import Style

MOST_PLACES = 4
"""How many places are named for one fact; all are counted."""
ALIKE = 0.7
"""Titles that share this much of the shorter one's words are of one matter."""
_ONE_YEAR = 366
TERMS_BEGIN = date(1986, 12, 18)
"""Before the sixth congress numbers began again each year."""


def unite(entries: list[RegisterEntry]) -> list[RegisterEntry]:
    """Settle one number's dates: within a term a number names one document of its type.

    The date most places give stays, the others are kept as its disputes; unless twice as
    many give it as any other, the date does not count as agreed.
    """
    kept: list[RegisterEntry] = []
    for entry in sorted(
        entries, key=lambda e: (-e.places, not _is_of_documents(e), str(e.issued or ""))
    ):
        row = next((r for r, other in enumerate(kept) if is_same_document(entry, other)), None)
        if row is None:
            kept.append(entry)
        else:
            kept[row] = with_rival(kept[row], entry)
    return kept


def _is_of_documents(entry: RegisterEntry) -> bool:
    """Say whether a document itself, not a page about it, is among an entry's places."""
    return any(source.file.startswith(("documents/", "pdf/")) for source in entry.sources)


def with_rival(entry: RegisterEntry, rival: RegisterEntry) -> RegisterEntry:
    """Return ``entry`` with the date another place gives it, and what that place adds."""
    if rival.issued is None:
        return combine(entry, rival)
    if entry.issued is None:
        return combine(rival, entry)
    proof = _proof(rival, "issued")
    dispute = Dispute("issued", rival.issued.isoformat(), max(1, proof.places), proof.at)
    contested = _proof(entry, "issued").places < 2 * dispute.places
    return replace(
        entry,
        agreed=entry.agreed - {"issued"} if contested else entry.agreed,
        disputes=(*entry.disputes, dispute),
        replaces=join_changes(entry.replaces, rival.replaces),
    )


def _is_titled_alike(one: str, other: str) -> bool:
    return same_title(one, other) or title_likeness(one, other) >= ALIKE


def is_same_document(one: RegisterEntry, other: RegisterEntry) -> bool:
    """Say whether entries of one number may be one document: of one type, in one term."""
    if one.kind != other.kind or one.number is None:
        return False
    if one.subject and other.subject and not _is_titled_alike(one.subject, other.subject):
        return False
    if one.issued is None or other.issued is None:
        years = {e.issued.year if e.issued else e.year for e in (one, other)} - {None}
        return len(years) < 2
    if one.number.style is not Style.PARTY:
        return one.number.year is not None or one.issued.year == other.issued.year
    return _is_one_series(one.issued, other.issued)


def _is_one_series(one: date, other: date) -> bool:
    """Say whether Party numbers of two days are of one series.

    Within a year they are even where a congress lies between: the old series had run far
    when the new one began.
    """
    if one < TERMS_BEGIN or other < TERMS_BEGIN:
        return one.year == other.year
    return same_term(one, other) or abs((one - other).days) < _ONE_YEAR


# --- merging two registers --------------------------------------------------------------


def merge(base: Sequence[RegisterEntry], more: Sequence[RegisterEntry]) -> list[RegisterEntry]:
    """Return both registers as one: the same document's places are added up."""
    merged = list(base)
    rows: dict[str, list[int]] = defaultdict(list)
    for row, entry in enumerate(merged):
        rows[_key(entry)].append(row)
    for entry in more:
        siblings = rows[_key(entry)]
        same = next((r for r in siblings if _is_one(merged[r], entry)), None)
        if same is not None:
            merged[same] = combine(merged[same], entry)
            continue
        rival = next((r for r in siblings if is_same_document(merged[r], entry)), None)
        if rival is not None:
            merged[rival] = with_rival(merged[rival], entry)
            continue
        siblings.append(len(merged))
        merged.append(entry)
    return merged


def _key(entry: RegisterEntry) -> str:
    return entry.number.key if entry.number else " ".join(entry.names[:1])


def _is_one(one: RegisterEntry, other: RegisterEntry) -> bool:
    return one.issued == other.issued and one.kind == other.kind


def combine(one: RegisterEntry, other: RegisterEntry) -> RegisterEntry:
    """Return two entries of one document as one; a place that both name counts once."""
    body, body_proof, lost_bodies = _decide(one, other, "body")
    subject, subject_proof, lost_subjects = _decide(one, other, "subject")
    adopted = one if one.plenum else other
    same_plenum = one.plenum == other.plenum
    proofs = (
        _add(one, other, "kind"),
        _add(one, other, "issued"),
        _add(one, other, "year") if one.issued is None else Evidence("year", 0, ()),
        body_proof,
        subject_proof,
        _add(one, other, "plenum") if same_plenum else _proof(adopted, "plenum"),
    )
    evidence = tuple(proof for proof in proofs if proof.places)
    disputes = _told_once((*one.disputes, *other.disputes, *lost_bodies, *lost_subjects))
    return replace(
        one,
        body=body,
        subject=subject,
        term=adopted.term,
        plenum=adopted.plenum,
        names=tuple(dict.fromkeys((*one.names, *other.names))),
        places=_count(one.places, other.places, _everywhere(one), _everywhere(other)),
        agreed=_agreed(evidence, disputes),
        sources=_summed(one.sources, other.sources),
        evidence=evidence,
        disputes=disputes,
        replaces=join_changes(one.replaces, other.replaces),
        amends=join_changes(one.amends, other.amends),
        repeals=join_changes(one.repeals, other.repeals),
    )


def _agreed(evidence: Iterable[Evidence], disputes: Iterable[Dispute]) -> frozenset[str]:
    """Return the facts that two places say, and twice as many as say any other value."""
    against: dict[str, int] = defaultdict(int)
    for dispute in disputes:
        against[dispute.fact] = max(against[dispute.fact], dispute.places)
    return frozenset(p.fact for p in evidence if p.places >= max(2, 2 * against[p.fact]))


def _everywhere(entry: RegisterEntry) -> set[str]:
    return {place for proof in entry.evidence for place in proof.at}


def _count(one: int, other: int, first: set[str], second: set[str]) -> int:
    """Return how many places two counts make: where they share a place, they may share all."""
    return max(one, other) if first & second else one + other


def _proof(entry: RegisterEntry, fact: str) -> Evidence:
    return next((proof for proof in entry.evidence if proof.fact == fact), Evidence(fact, 0, ()))


def _add(one: RegisterEntry, other: RegisterEntry, fact: str) -> Evidence:
    first, second = _proof(one, fact), _proof(other, fact)
    at = tuple(dict.fromkeys((*first.at, *second.at)))
    count = _count(first.places, second.places, set(first.at), set(second.at))
    return Evidence(fact, count, at[:MOST_PLACES])


def _decide(
    one: RegisterEntry, other: RegisterEntry, fact: str
) -> tuple[str | None, Evidence, tuple[Dispute, ...]]:
    """Return a fact's value, its evidence, and the value that lost where the two differ."""
    first, second = getattr(one, fact), getattr(other, fact)
    if first is None or second is None:
        stating = one if second is None else other
        return getattr(stating, fact), _proof(stating, fact), ()
    alike = same_title(first, second) if fact == "subject" else first == second
    if alike:
        return first, _add(one, other, fact), ()
    outweighed = _proof(other, fact).places >= 2 * max(1, _proof(one, fact).places)
    winner, loser = (other, one) if outweighed else (one, other)
    lost = _proof(loser, fact)
    dispute = Dispute(fact, getattr(loser, fact), max(1, lost.places), lost.at)
    return getattr(winner, fact), _proof(winner, fact), (dispute,)


def _told_once(disputes: Iterable[Dispute]) -> tuple[Dispute, ...]:
    unique: dict[tuple[str, str], Dispute] = {}
    for dispute in disputes:
        same = unique.get((dispute.fact, dispute.value), Dispute(dispute.fact, dispute.value, 0))
        at = tuple(dict.fromkeys((*same.at, *dispute.at)))
        count = _count(same.places, dispute.places, set(same.at), set(dispute.at))
        unique[dispute.fact, dispute.value] = Dispute(
            dispute.fact, dispute.value, count, at[:MOST_PLACES]
        )
    return tuple(unique.values())


def _summed(one: Iterable[FactSource], other: Iterable[FactSource]) -> tuple[FactSource, ...]:
    counts: dict[str, int] = {source.file: source.places for source in one}
    for source in other:
        counts[source.file] = max(counts.get(source.file, 0), source.places)
    return tuple(FactSource(file, counts[file]) for file in sorted(counts))


def join_changes(one: Sequence[Replaced], other: Sequence[Replaced]) -> tuple[Replaced, ...]:
    """Return two lists of changed documents as one, their places added up."""
    joined = {old.number: old for old in one}
    for old in other:
        same = joined.get(old.number, Replaced(old.number, old.issued, 0))
        at = tuple(dict.fromkeys((*same.at, *old.at)))
        count = _count(same.places, old.places, set(same.at), set(old.at))
        day, year = same.issued or old.issued, same.year or old.year
        joined[old.number] = Replaced(old.number, day, count, at[:MOST_PLACES], year)
    return tuple(joined.values())


def date_changes(entries: Sequence[RegisterEntry]) -> list[RegisterEntry]:
    """Return the entries, each changed document with its date where that can be told.

    Its year tells which it is, or a title like the new one's; a number alone never does:
    the one known may be of another term than the one meant.
    """
    known: dict[str, list[RegisterEntry]] = defaultdict(list)
    for entry in entries:
        if entry.number is not None and entry.issued is not None:
            known[entry.number.key].append(entry)

    def dated(entry: RegisterEntry, old: Replaced) -> Replaced:
        meant = [candidate for candidate in known[old.number] if _is_meant(candidate, old, entry)]
        return replace(old, issued=meant[0].issued) if not old.issued and len(meant) == 1 else old

    return [
        replace(
            entry,
            replaces=tuple(dated(entry, old) for old in entry.replaces),
            amends=tuple(dated(entry, old) for old in entry.amends),
            repeals=tuple(dated(entry, old) for old in entry.repeals),
        )
        for entry in entries
    ]


def _is_meant(candidate: RegisterEntry, old: Replaced, by: RegisterEntry) -> bool:
    """Say whether ``candidate`` is the document of the number ``old`` that ``by`` changed."""
    if candidate.issued is None or (by.issued is not None and candidate.issued >= by.issued):
        return False
    if old.year is not None:
        return candidate.issued.year == old.year
    return (
        bool(candidate.subject and by.subject)
        and title_likeness(candidate.subject or "", by.subject or "") >= ALIKE
    )
