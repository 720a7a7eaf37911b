"""Check a draft: compare every fact that its references state with what is known.

A verdict is what the list of compared facts comes to.  "Right" says that every stated fact
was compared and agrees; "wrong" that one is contradicted, and then the right one is told
with its source; what could not be compared makes a reference unsure.  Nothing is ever said
to be in force.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.check_results import (
    CheckReport,
)
from index.citations.graph import Citation, disagreements
from index.citations.holdings import Holdings, NoHoldings
from index.citations.judged_reference import JudgedReference
from index.citations.known_documents import DocumentDirectory
from index.citations.places import mentions, print_place
from index.citations.places_behind import is_taken, lies_elsewhere, with_places_behind
from index.citations.reference_judge import ReferenceJudge
from index.citations.resolver import resolve_all
from index.citations.row_facts import is_title_in_row, with_row_facts
from index.citations.stated_around import completed, stated_around
from index.citations.told_changes import with_told_changes
from index.citations.verdicts import put_in_words
from index.results import CitedBy, DocumentCard
from ingest.citations import Reference, ReferenceForm, Relation
from ingest.model import Document

JUDGED = (
    ReferenceForm.FULL,
    ReferenceForm.SHORT,
    ReferenceForm.LIST,
    ReferenceForm.NAMED,
)
"""Forms that name a document; back and internal ones name none of their own."""


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
    judge = ReferenceJudge(document.text, card, known, holdings or NoHoldings())
    behind = with_places_behind(document.text, references)
    judged: list[JudgedReference] = []
    for ordinal, conclusion in enumerate(conclusions):
        reference = references[ordinal]
        if is_title_in_row(document.text, reference, references):
            continue
        if reference.form in JUDGED:
            told = around[ordinal]
            judged.append(judge.judge(behind.get(ordinal, reference), conclusion, told))
        elif reference.form is ReferenceForm.BACK:
            judged += judge.judge_back(reference, conclusion, conclusions[:ordinal])
        elif (
            lies_elsewhere(reference)
            and not is_taken(reference, behind)
            and not _is_of_an_act(reference, document)
        ):
            judged.append(judge.judge(reference, conclusion))
    return with_told_changes(document, judged, judge.all_changes)


def _is_of_an_act(place: Reference, document: Document) -> bool:
    """Say whether a place is what its document changes in another: "52-QĐ/TU bổ sung Điều 5a"."""
    return any(
        act.by == place.of
        and act.provision
        and mentions(print_place(act.provision), place.provision)
        for act in document.amendments
    )


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
