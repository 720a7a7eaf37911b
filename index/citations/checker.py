"""Check a draft: compare every fact that its references state with what is known.

A verdict is what the list of compared facts comes to.  "Right" says that every stated fact
was compared and agrees; "wrong" that one is contradicted, and then the right one is told
with its source; what could not be compared makes a reference unsure.  Nothing is ever said
to be in force.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Protocol

from index.check_results import (
    CheckReport,
    ComparedFact,
    FactVerdict,
)
from index.citations import committees
from index.citations.cited_changes import (
    DEEDS,
    added_by,
    adding,
    in_amendment,
    proof,
    reaches,
    status_fact,
)
from index.citations.facts import FACTS, HELD, compare
from index.citations.facts_around import compare_around, impossible
from index.citations.graph import Citation, DocumentChange, disagreements, key_of
from index.citations.held_facts import compare_claims, compare_page
from index.citations.issuers import bodies_of, same_issuer
from index.citations.judged_reference import JudgedReference
from index.citations.known_documents import DocumentDirectory, KnownDocument
from index.citations.places_behind import is_taken, lies_elsewhere, with_places_behind
from index.citations.plausible import implausible
from index.citations.provisions import parse_pinpoints, presence
from index.citations.resolver import Resolution, resolve_all
from index.citations.row_facts import with_row_facts
from index.citations.stated_around import NOTHING_AROUND, Around, completed, stated_around
from index.citations.titles import same_title
from index.citations.told_changes import with_told_changes
from index.citations.unmarked_subject import (
    bracketed_subject,
    subject_before,
    unmarked_subject,
    with_quoted_words,
)
from index.citations.verdicts import put_in_words, short_name
from index.results import CitedBy, DocumentCard, Match, ResolutionStatus
from ingest.model import Document, Origin, Reference, ReferenceForm, Relation
from ingest.text.dates import format_day
from ingest.text.vietnamese import fold
from ingest.vocabulary.document_types import kinds_by_word

JUDGED = (
    ReferenceForm.FULL,
    ReferenceForm.SHORT,
    ReferenceForm.LIST,
    ReferenceForm.NAMED,
)
"""Forms that name a document; back and internal ones name none of their own."""


class Holdings(Protocol):
    """What a library knows of documents beyond their cards."""

    def provisions(self, card: DocumentCard) -> tuple[tuple[str, ...], ...]:
        """Return the paths of a held document's provisions; none where it is not held."""
        ...

    def changes(self, card: DocumentCard) -> tuple[DocumentChange, ...]:
        """Return what amended, replaced or repealed a document, doubtful ones last."""
        ...

    def document(self, card: DocumentCard) -> Document | None:
        """Return a held document as it was read; None where it is not held."""
        ...


class NoHoldings:
    """Nothing beyond the cards."""

    def provisions(self, card: DocumentCard) -> tuple[tuple[str, ...], ...]:
        """Return nothing."""
        del card
        return ()

    def changes(self, card: DocumentCard) -> tuple[DocumentChange, ...]:
        """Return nothing."""
        del card
        return ()

    def document(self, card: DocumentCard) -> Document | None:
        """Return nothing."""
        del card
        return None


def judge_references(
    document: Document, known: DocumentDirectory, holdings: Holdings | None = None
) -> tuple[JudgedReference, ...]:
    """Compare every reference of ``document`` that means another document.

    Not all are to be told of (:attr:`JudgedReference.is_told`).
    """
    card = card_of(document)
    around = stated_around(document.text, document.references)
    references = tuple(map(completed, with_row_facts(document.text, document.references), around))
    conclusions = resolve_all(references, card, known)
    judge = _Judge(document.text, card, known, holdings or NoHoldings())
    behind = with_places_behind(document.text, references)
    judged: list[JudgedReference] = []
    for ordinal, conclusion in enumerate(conclusions):
        reference = references[ordinal]
        if reference.form in JUDGED:
            told = around[ordinal]
            judged.append(judge.judge(behind.get(ordinal, reference), conclusion, told))
        elif reference.form is ReferenceForm.BACK:
            judged += judge.judge_back(reference, conclusion, conclusions[:ordinal])
        elif lies_elsewhere(reference) and not is_taken(reference, behind):
            judged.append(judge.judge(reference, conclusion))
    return with_told_changes(document, judged, judge.all_changes)


def check(
    document: Document, known: DocumentDirectory, holdings: Holdings | None = None
) -> CheckReport:
    """Judge every reference of ``document`` that names another document."""
    return conclude(document, judge_references(document, known, holdings))


def conclude(document: Document, judged: Sequence[JudgedReference]) -> CheckReport:
    """Return the verdicts on references whose facts have been compared."""
    clashes = _clashes(card_of(document), judged)
    checked = tuple(put_in_words(one, clashes) for one in judged if one.is_told)
    return CheckReport(checked, (*_own_remarks(document), *clashes.values()))


def something_wrong(report: CheckReport) -> bool:
    """Say whether a reference or a quotation is at fault, or the draft contradicts itself."""
    return (
        any(checked.is_fault for checked in report.references)
        or any(quoted.is_fault for quoted in report.quotations)
        or any(remark.startswith(_CLASH) for remark in report.remarks)
    )


def card_of(document: Document) -> DocumentCard:
    """Return a draft's own card, from its header; its ``id`` is None: it is not held."""
    header = document.header
    return DocumentCard(
        id=None,
        number=str(header.number.value) if header.number else None,
        kind=header.kind.value if header.kind else None,
        issuer=header.issuer.value if header.issuer else None,
        deciding_body=header.deciding_body.value if header.deciding_body else None,
        issued=header.issued.value if header.issued else None,
        subject=header.subject.value if header.subject else None,
        source=document.source,
        pages=len(document.pages),
    )


def _own_remarks(document: Document) -> tuple[str, ...]:
    if document.references:
        return document.remarks
    return (*document.remarks, "Không tìm thấy viện dẫn nào trong văn bản này.")


_CLASH = "Trong chính văn bản này"


def _clashes(draft: DocumentCard, judged: Sequence[JudgedReference]) -> dict[str, str]:
    """Return, by number, what the draft says of one document in two ways, told once."""
    citations = [
        Citation(
            CitedBy(draft, "", (), (), one.reference.text, Relation.REFERS),
            one.reference,
            one.resolution.resolution,
            one.resolution.candidates,
        )
        for one in judged
    ]
    numbers = [j.reference.number for j in judged if j.reference.number]
    keys = {str(number): number.key for number in numbers}
    printed = {number.key: str(number) for number in reversed(numbers)}
    clashes: dict[str, list[str]] = {}
    for one in disagreements(citations):
        values = "; ".join(f"“{value}” ({len(places)} chỗ)" for value, places in one.values)
        clashes.setdefault(keys.get(one.number, one.number), []).append(f"{one.what}: {values}")
    return {
        key: f"{_CLASH}, {printed.get(key, key)} được dẫn không thống nhất về {' · '.join(parts)}."
        for key, parts in clashes.items()
    }


@dataclass(frozen=True, slots=True)
class _Judge:
    text: str
    own: DocumentCard
    known: DocumentDirectory
    holdings: Holdings

    def judge(
        self, reference: Reference, resolution: Resolution, around: Around = NOTHING_AROUND
    ) -> JudgedReference:
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
        reference = self._with_subject(reference, known)
        changes, doubts, notes = self._changes(reference, known)
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

    def _with_subject(self, reference: Reference, known: KnownDocument) -> Reference:
        """Return a reference with the subject that only one who knows the title can read."""
        title = known.card.subject
        if title is None:
            return reference
        if reference.subject is not None:
            subject = with_quoted_words(self.text, reference.span.end, reference.subject, title)
            return replace(reference, subject=subject)
        if (about := bracketed_subject(self.text, reference.span.end)) is not None:
            return replace(reference, subject=about)
        if (called := subject_before(self.text, reference)) is not None:
            kind = reference.kind or kinds_by_word()[fold(called[0])]
            return replace(reference, kind=kind, subject=called[1])
        return replace(reference, subject=unmarked_subject(self.text, reference.span.end, title))

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
            if change.relation not in DEEDS or key_of(change.new) == key_of(known.card):
                continue
            part = change.place.provision if change.place else None
            wording = f"{short_name(change.new)} {change.relation.value} {part or ''}".rstrip()
            if not reaches(change, places):
                notes.setdefault(wording)
            elif change.review:
                doubts.setdefault(f"{wording}, nhưng {change.review}")
            else:
                sure.setdefault((key_of(change.new), change.relation, part), change)
        return tuple(sure.values()), tuple(doubts), tuple(notes)

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
        meant = [k for k in same if _must_be(reference, k)]
        if reference.issued and reference.subject and number and not meant:
            meant = [
                k
                for k in self.known.by_date(reference.issued)
                if k.card.subject
                and k.card.kind in (None, reference.kind)
                and same_title(k.card.subject, reference.subject)
            ]
        return meant[0] if len(meant) == 1 else None


def _merged(
    compared: Iterable[ComparedFact], faults: Sequence[ComparedFact], known: KnownDocument
) -> Iterator[ComparedFact]:
    """Yield compared facts; what the reference contradicts in itself only where they are silent."""
    seen: dict[str, ComparedFact] = {}
    for fact in compared:
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


def _must_be(reference: Reference, known: KnownDocument) -> bool:
    """Say whether ``reference`` must mean ``known`` although its date or type differs.

    Within a term a Party number names one document of its type and its body; a State number
    holds its year; the same date under another type word is the type word's slip.
    """
    if _of_another_body(reference, known):
        return False
    day, known_day = reference.issued, known.card.issued
    kinds_agree = reference.kind in (None, known.card.kind)
    if day is not None and known_day is not None and day != known_day:
        if not kinds_agree:
            return False
        if not known.party:
            return known.number_year is not None or known_day.year == day.year
        # Terms number anew; a title that recurs does so on another day of the year.
        slip = (day.day, day.month) == (known_day.day, known_day.month)
        return committees.same_term(day, known_day) or (slip and _titled(reference, known))
    return not kinds_agree and ((day is not None and day == known_day) or _titled(reference, known))


def _of_another_body(reference: Reference, known: KnownDocument) -> bool:
    """Say whether the number is one that every province has, and another's is cited."""
    if reference.issuer is None or (known.number and "TW" in (known.number.body or "")):
        return False
    if known.number_year is not None:
        return False
    names = bodies_of(known.card)
    return bool(names) and all(same_issuer(reference.issuer, name) is False for name in names)


def _titled(reference: Reference, known: KnownDocument) -> bool:
    subject, known_subject = reference.subject, known.card.subject
    return bool(subject and known_subject and same_title(known_subject, subject))
