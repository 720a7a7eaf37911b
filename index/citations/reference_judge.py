"""The judgement on one reference of a draft: every fact that it states beside what is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from index.check_results import (
    ComparedFact,
    FactVerdict,
)
from index.citations.cited_changes import (
    DEEDS,
    added_by,
    adding,
    in_amendment,
    proof,
    reaches,
    since,
    status_fact,
)
from index.citations.fact_words import FACTS, HELD
from index.citations.facts import compare
from index.citations.facts_around import compare_around, impossible
from index.citations.graph import DocumentChange, key_of
from index.citations.held_facts import compare_claims, compare_page
from index.citations.holdings import Holdings
from index.citations.judged_reference import JudgedReference
from index.citations.known_documents import DocumentDirectory, KnownDocument
from index.citations.nearest import must_be
from index.citations.plausible import implausible
from index.citations.provisions import parse_pinpoints, presence
from index.citations.resolver import Resolution
from index.citations.stated_around import NOTHING_AROUND, Around
from index.citations.titles import same_title
from index.citations.unmarked_subject import (
    with_stated_subject,
)
from index.citations.verdicts import short_name
from index.results import DocumentCard, Match, ResolutionStatus
from ingest.citations import Reference, Relation
from ingest.pages import Origin
from ingest.text.dates import format_day

_LONGEST_LINE = 20
"""Documents that replaced one another, as far as they are followed."""


@dataclass(frozen=True, slots=True)
class ReferenceJudge:
    """Compares the references of one draft with the documents they mean."""

    text: str
    own: DocumentCard
    known: DocumentDirectory
    holdings: Holdings

    def judge(
        self, reference: Reference, resolution: Resolution, around: Around = NOTHING_AROUND
    ) -> JudgedReference:
        """Return what a reference states beside what is known of its document."""
        if self._is_own(reference):
            held = tuple(Match(one.card, "chính văn bản này") for one in self._copies(reference))
            return JudgedReference(reference, resolution, None, (), held, is_own=True)
        own_faults = tuple(implausible(reference, self.text)) or tuple(impossible(around))
        known = resolution.known
        candidates = resolution.candidates
        if known is None and resolution.resolution is ResolutionStatus.ABSENT:
            known = self._same_document(reference)
            if known is not None:
                candidates = (Match(known.card, "văn bản gần nhất đã biết"),)
        if known is None:
            return JudgedReference(reference, resolution, None, own_faults, candidates)
        reference = with_stated_subject(self.text, reference, known.card.subject)
        changes, doubts, notes = self._changes(reference, known)
        notes = (*notes, *filter(None, map(self._gone_since, changes)))
        provisions = tuple(self._provision(reference, known, changes))
        added = {fact.source for fact in provisions}
        changes = tuple(one for one in changes if added_by(one) not in added)
        notes = (*notes, *self._others(reference, known))
        facts = (
            *_merged(
                (
                    *compare(reference, known),
                    *compare_around(around, known),
                    *self._claimed(reference, known, around),
                ),
                own_faults,
                known,
            ),
            *provisions,
            *(status_fact(change) for change in changes),
        )
        if changes:
            candidates = tuple(Match(c.new, f"{c.relation.value}{proof(c)}") for c in changes)
        return JudgedReference(
            reference, resolution, known, facts, candidates, False, doubts, notes, around.page
        )

    def judge_back(
        self, reference: Reference, resolution: Resolution, earlier: Sequence[Resolution]
    ) -> Iterator[JudgedReference]:
        """Yield the judgement on "Quy định nói trên"; nothing where it is the draft itself.

        "Quy định này" of a draft without a header may be the draft or what it named before.
        """
        if resolution.known is not None and resolution.known.card != self.own:
            yield self.judge(reference, resolution)
        elif self.own.kind is None:
            named = (
                one.candidates
                for one in reversed(earlier)
                if one.known is not None and one.known.card.kind == reference.kind
            )
            for candidates in islice(named, 1):
                yield JudgedReference(reference, resolution, None, (), candidates, is_own=True)

    def _claimed(
        self, reference: Reference, known: KnownDocument, around: Around
    ) -> Iterator[ComparedFact]:
        """Yield what the held document itself says of what is claimed around a citation."""
        if around.claims.is_empty and (around.page is None or reference.provision is None):
            return
        held = self.holdings.document(known.card) if known.held else None
        yield from compare_claims(around.claims, known, held)
        pages = known.card.pages or 0
        if held and around.page and reference.provision and around.page <= pages:
            fact = compare_page(around.page, reference.provision, held)
            if fact is not None:
                yield fact

    def _others(self, reference: Reference, known: KnownDocument) -> Iterator[str]:
        """Yield the other documents that bear a number cited with a day that is not this one's."""
        stated, number = reference.issued, reference.number
        if stated is None or number is None or stated == known.card.issued:
            return
        for other in self.known.by_key(number.key):
            if other.card != known.card:
                yield f"cùng số này còn có {short_name(other.card)}"

    def _is_own(self, reference: Reference) -> bool:
        return (
            reference.number is not None
            and self.own.number is not None
            and str(reference.number) == self.own.number
            and reference.issued in (None, self.own.issued)
        )

    def _copies(self, reference: Reference) -> Iterator[KnownDocument]:
        """Yield what is held of the draft's own document: its quotations stand there."""
        for one in self.known.by_key(reference.number.key) if reference.number else ():
            if one.held and self.own.issued in (None, one.card.issued):
                yield one

    def _provision(
        self, reference: Reference, known: KnownDocument, changes: Sequence[DocumentChange]
    ) -> Iterator[ComparedFact]:
        places = parse_pinpoints(reference.provision) if reference.provision else ()
        paths = self.holdings.provisions(known.card) if known.held else ()
        for place in places:
            if not known.held:
                why = "văn bản chưa có trong kho"
                yield ComparedFact("provision", str(place), "", FactVerdict.UNKNOWN, "", why)
                continue
            outcome = presence(place, paths)
            if outcome.holds:
                yield ComparedFact("provision", str(place), str(place), FactVerdict.AGREES, HELD)
            elif (addition := adding(place, changes)) is not None:
                yield in_amendment(place, addition)
            elif outcome.holds is False and known.card.origin is not Origin.OCR:
                known_range = outcome.known
                yield ComparedFact(
                    "provision", str(place), known_range, FactVerdict.CONTRADICTS, HELD
                )
            else:
                why = outcome.known or "chưa xác định được"
                yield ComparedFact("provision", str(place), "", FactVerdict.UNKNOWN, HELD, why)

    def _changes(
        self, reference: Reference, known: KnownDocument
    ) -> tuple[tuple[DocumentChange, ...], tuple[str, ...], tuple[str, ...]]:
        """Return what ended the cited place, what may have, and what changed other places."""
        sure: dict[tuple[str, Relation, str | None], DocumentChange] = {}
        doubts: dict[str, None] = {}
        notes: dict[str, None] = {}
        places = parse_pinpoints(reference.provision) if reference.provision else ()
        for change in self.all_changes(known):
            if change.relation not in DEEDS:
                continue
            if key_of(change.new) == key_of(known.card):
                if change.since is not None:
                    own = f"{short_name(known.card)} tự ghi hết hiệu lực từ ngày"
                    notes.setdefault(f"{own} {format_day(change.since)}")
                continue
            part = change.place.provision if change.place else None
            said = f"{short_name(change.new)} {change.deed} {part or ''}".rstrip()
            wording = said + since(change)
            if not reaches(change, places):
                notes.setdefault(wording)
            elif change.review:
                doubts.setdefault(f"{wording}, nhưng {change.review}")
            else:
                sure.setdefault((key_of(change.new), change.relation, part), change)
        return tuple(sure.values()), tuple(doubts), tuple(notes)

    def _gone_since(self, change: DocumentChange) -> str:
        """Say what replaced the document that replaced what is cited; "" where none is known."""
        newer = change.new
        line: list[DocumentCard] = [change.old, newer]
        while change.relation is Relation.REPLACES and len(line) <= _LONGEST_LINE:
            known = next(self._replacing(newer), None)
            if known is None or key_of(known) in map(key_of, line):
                break
            newer = known
            line.append(newer)
        if newer is change.new:
            return ""
        gone = f"{short_name(change.new)} sau đó cũng được thay thế"
        return f"{gone}, mới nhất đã biết là {short_name(newer)}"

    def _replacing(self, card: DocumentCard) -> Iterator[DocumentCard]:
        """Yield what is known beyond doubt to have replaced the whole of a document."""
        for change in self.holdings.changes(card):
            whole = change.place is None or not change.place.provision
            if change.relation is Relation.REPLACES and whole and not change.review:
                yield change.new

    def all_changes(self, known: KnownDocument) -> tuple[DocumentChange, ...]:
        """Return what register and library know to have changed a document."""
        return (*self._registered(known), *self.holdings.changes(known.card))

    def _registered(self, known: KnownDocument) -> Iterator[DocumentChange]:
        for new in self.known.replacing(known):
            yield DocumentChange(Relation.REPLACES, new.card, known.card, source=new.origin())

    def _same_document(self, reference: Reference) -> KnownDocument | None:
        """Return what comes so near to an unknown reference that it must be meant."""
        number = reference.number
        same = self.known.by_key(number.key) if number and number.body else ()
        meant = [k for k in same if must_be(reference, k)]
        if reference.issued and reference.subject and number and not meant:
            meant = [
                k
                for k in self.known.by_date(reference.issued)
                if k.card.subject
                and k.card.kind in (None, reference.kind)
                and same_title(k.card.subject, reference.subject)
            ]
        return meant[0] if len(meant) == 1 else None


_WORST = (FactVerdict.CONTRADICTS, FactVerdict.UNKNOWN, FactVerdict.AGREES)


def _merged(
    compared: Iterable[ComparedFact], faults: Sequence[ComparedFact], known: KnownDocument
) -> Iterator[ComparedFact]:
    """Yield compared facts; what the reference contradicts in itself only where they are silent.

    Of one fact that is told twice the worst counts: "Tháng 3/2024, … ngày 18/3/2023".
    """
    seen: dict[str, ComparedFact] = {}
    for fact in compared:
        told = seen.get(fact.fact)
        if told is None or _WORST.index(fact.verdict) <= _WORST.index(told.verdict):
            seen[fact.fact] = fact
    for fault in faults:
        compared_fact = seen.get(fault.fact)
        if compared_fact is None or compared_fact.verdict is FactVerdict.UNKNOWN:
            day = known.card.issued
            right = fault.known
            if fault.fact == "issued" and day is not None:
                right = f"{format_day(day)} ({fault.known})"
            seen[fault.fact] = ComparedFact(
                fault.fact, fault.stated, right, fault.verdict, fault.source
            )
    order = list(FACTS)
    yield from sorted(seen.values(), key=lambda fact: order.index(fact.fact))
