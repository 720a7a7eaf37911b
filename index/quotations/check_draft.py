"""The whole check of a draft: facts of its references, then its quotations, each for the other.

What a quotation was found to be is a fact about the reference it is quoted from: words said
of a provision in which they do not stand make the reference wrong.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from index.check_results import (
    CheckedQuotation,
    CheckReport,
    ComparedFact,
    FactVerdict,
    QuotationVerdict,
)
from index.citations import status_words
from index.citations.checker import conclude, judge_references
from index.citations.fact_words import HELD
from index.citations.graph import DocumentChange, cited_card
from index.citations.judged_reference import JudgedReference
from index.citations.places import print_place
from index.citations.status import ENDING
from index.generation import Generation
from index.quotations.draft import NOBODY, Meant, check_quotations
from index.quotations.extract import Quotation
from index.quotations.finder import Shelf
from index.quotations.place_words import place_words
from index.results import CitedBy, DocumentCard, ResolutionStatus, Status
from ingest.citations import Effect, Relation
from ingest.model import Document
from ingest.text.spans import Span


class GenerationHoldings:
    """Provisions and changes of the documents of one generation."""

    def __init__(self, generation: Generation) -> None:
        self._generation = generation
        self._provisions: dict[str, tuple[tuple[str, ...], ...]] = {}

    def provisions(self, card: DocumentCard) -> tuple[tuple[str, ...], ...]:
        """See :class:`index.citations.holdings.Holdings`."""
        if card.id is None:
            return ()
        if card.id not in self._provisions:
            n = self._generation.catalogue.number_of(card.id)
            paths = self._generation.catalogue.provision_paths(n) if n is not None else ()
            self._provisions[card.id] = paths
        return self._provisions[card.id]

    def changes(self, card: DocumentCard) -> tuple[DocumentChange, ...]:
        """See :class:`index.citations.holdings.Holdings`."""
        return tuple(map(_amendment, self._generation.status_of(card)))

    def document(self, card: DocumentCard) -> Document | None:
        """See :class:`index.citations.holdings.Holdings`."""
        n = self._generation.catalogue.number_of(card.id) if card.id is not None else None
        return None if n is None else self._generation.document(n)


_RELATIONS = {
    Effect.REPLACED: Relation.REPLACES,
    Effect.REPEALED: Relation.REPEALS,
    Effect.AMENDED: Relation.AMENDS,
    Effect.SUPPLEMENTED: Relation.AMENDS,
    Effect.CORRECTED: Relation.CORRECTS,
    Effect.SUSPENDED: Relation.SUSPENDS,
    Effect.CONTINUED: Relation.CONTINUES,
}


def _amendment(status: Status) -> DocumentChange:
    """Return a status as what one document did to another; a part of it ends nothing."""
    relation = Relation.AMENDS if status.partial else _RELATIONS.get(status.effect, Relation.REFERS)
    place = CitedBy(
        status.by,
        status.passage or "",
        status.path,
        status.pages,
        status.sentence,
        relation,
        status.provision,
    )
    return DocumentChange(
        relation,
        status.by,
        status.target,
        place if status.sentence else None,
        status.source,
        status.review,
        status.since,
        status_words.deed(replace(status, review="")) if status.partial else "",
    )


def check_draft(
    document: Document, generation: Generation, until: float | None = None
) -> CheckReport:
    """Judge every reference and every quotation of a draft.

    :param until: the second of :func:`time.monotonic` at which no further quotation is begun;
        what is left is told as a remark.
    """
    judged = judge_references(document, generation.known, GenerationHoldings(generation))
    shelf = Shelf(generation.catalogue, generation.words, generation.pages_of)
    meant = {one.reference.span: _meant(one, generation) for one in judged}
    pairs = tuple(
        (quotation, _with_status(checked, generation))
        for quotation, checked in check_quotations(document, meant, shelf, until)
    )
    judged = _with_quotations(judged, pairs)
    report = conclude(document, judged)
    told = [one for one in judged if one.is_told]
    late = until is not None and time.monotonic() > until
    references = tuple(
        replace(checked, statuses=_became(one, generation))
        for one, checked in zip(told, report.references, strict=True)
    )
    return replace(
        report,
        references=references,
        remarks=(*report.remarks, *((_LATE,) if late else ())),
        quotations=tuple(checked for _, checked in pairs),
    )


_LATE = "Hết thời gian soát: những câu trích ở cuối bản thảo chưa được soát."


def _became(judged: JudgedReference, generation: Generation) -> tuple[Status, ...]:
    """Return what became of what a reference cites; nothing where that is not settled."""
    known, reference = judged.resolution.known, judged.reference
    # The library may know what became of a document that it does not hold.
    card = cited_card(reference) if known is None else known.card
    if card is None or judged.is_own:
        return ()
    return generation.status_of(card, reference.provision)


def _meant(judged: JudgedReference, generation: Generation) -> Meant:
    """Return the documents a reference may mean: what it was compared with, or its candidates."""
    if judged.known is not None:
        card = judged.known.card
        amendments = filter(_puts_text_in, generation.status_of(card))
        return Meant((card,), tuple(_placed(one, generation) for one in amendments))
    if judged.is_own or judged.resolution.resolution is ResolutionStatus.AMBIGUOUS:
        return Meant(tuple(match.card for match in judged.candidates))
    return NOBODY


def _puts_text_in(status: Status) -> bool:
    return status.effect in (Effect.AMENDED, Effect.SUPPLEMENTED) and status.is_sure


def _placed(status: Status, generation: Generation) -> Status:
    """Return a status with the very clause that tells it, where its passage holds several."""
    view = generation.catalogue.passage(status.passage) if status.passage else None
    at = view.text.find(status.sentence) if view and status.sentence else -1
    if view is None or at < 0:
        return status
    inside = Span(at, at + len(status.sentence))
    return replace(status, path=generation.catalogue.path_at(view, inside))


def _with_status(checked: CheckedQuotation, generation: Generation) -> CheckedQuotation:
    """Return a quotation with what became of the very words, where they are word for word."""
    place = checked.place
    if place is None or checked.verdict is not QuotationVerdict.VERBATIM:
        return checked
    provision = print_place(place.provision) if place.provision else None
    became = [
        status_words.sentence(status)
        for status in generation.status_of(place.document, provision)
        if (status.is_whole and status.effect in ENDING)
        or (
            provision is not None
            and status.provision is not None
            and not status.added
            and status.effect in _OF_THE_WORDS
        )
    ]
    told = "".join(f" Lưu ý: {words}." for words in dict.fromkeys(became))
    return replace(checked, detail=f"{checked.detail}{told}")


_OF_THE_WORDS = ENDING | {Effect.AMENDED, Effect.CORRECTED}
"""What may make other words of words; what is put in beside them does not."""


def _with_quotations(
    judged: Sequence[JudgedReference], pairs: Sequence[tuple[Quotation, CheckedQuotation]]
) -> tuple[JudgedReference, ...]:
    """Return the references with what their quotations say of them."""
    of: dict[Span, list[ComparedFact]] = defaultdict(list)
    pages = {one.reference.span: one.page for one in judged}
    for quotation, checked in pairs:
        if quotation.cited is None:
            continue
        span = quotation.cited.span
        facts = (_fact(quotation, checked), _page_fact(pages.get(span), checked))
        of[span] += [fact for fact in facts if fact is not None]
    quoted = [answer.span for _, answer in pairs if answer.verdict is QuotationVerdict.VERBATIM]
    return tuple(
        replace(one, facts=_joined(_own_facts(one, quoted), of.get(one.reference.span, ())))
        for one in judged
    )


def _joined(
    facts: Sequence[ComparedFact], of_quotations: Sequence[ComparedFact]
) -> tuple[ComparedFact, ...]:
    """Return the facts of a reference; where its words stand tells more of a page than its size."""
    located = any(fact.fact == "page" for fact in of_quotations)
    kept = (fact for fact in facts if not (located and fact.fact == "page"))
    return (*kept, *of_quotations)


def _own_facts(judged: JudgedReference, quoted: Sequence[Span]) -> tuple[ComparedFact, ...]:
    """Return the facts a draft answers for: what became of a document quoted is none of them."""
    span = judged.reference.span
    if not any(one.start <= span.start and span.end <= one.end for one in quoted):
        return judged.facts
    return tuple(fact for fact in judged.facts if fact.fact != "status")


def _page_fact(page: int | None, checked: CheckedQuotation) -> ComparedFact | None:
    """Return whether a quotation stands on the page that is given; another print may differ."""
    place = checked.place
    verbatim = checked.verdict is QuotationVerdict.VERBATIM
    if page is None or place is None or not place.pages or not verbatim:
        return None
    stated = f"trang {page}"
    here = ", ".join(place.printed or map(str, place.pages))
    if page in place.pages or str(page) in place.printed:
        return ComparedFact("page", stated, here, FactVerdict.AGREES, HELD)
    why = f"trong bản ở kho, câu này ở trang {here}"
    return ComparedFact("page", stated, "", FactVerdict.UNKNOWN, HELD, why)


def _fact(quotation: Quotation, checked: CheckedQuotation) -> ComparedFact | None:
    """Return the fact that a quotation is about the provision it is cited from."""
    cited, place = quotation.cited, checked.place
    if cited is None or cited.provision is None or place is None:
        return None
    if checked.verdict is QuotationVerdict.VERBATIM:
        return ComparedFact("quotation", checked.text, place_words(place), FactVerdict.AGREES, HELD)
    if checked.verdict is QuotationVerdict.ELSEWHERE and checked.doubt:
        return ComparedFact("quotation", checked.text, "", FactVerdict.UNKNOWN, "", checked.doubt)
    if checked.verdict is QuotationVerdict.ELSEWHERE:
        known = f"câu trích không ở {cited.provision} mà ở {place_words(place)}"
        return ComparedFact("quotation", checked.text, known, FactVerdict.CONTRADICTS, HELD)
    return None
