"""What became of every document, concluded once a build from the acts the library holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from index.catalogue.deeds import Deed, deeds
from index.catalogue.resolution import known_documents
from index.citations import register
from index.citations.acting import (
    OF_A_DRAFT,
    OWN_END,
    TOLD_BY_ANOTHER,
    doubt_of_form,
    meant,
    with_later_fates,
)
from index.citations.competence import doubt
from index.citations.effective import day_of_words, effective_day
from index.citations.graph import Citation, cited_card
from index.citations.known_documents import DocumentDirectory, KnownDocument
from index.citations.places import find_place, place_before, print_place
from index.citations.register import Replaced
from index.citations.status import CHANGES, is_document, status_id
from index.results import DocumentCard, Match, ResolutionStatus, Status
from ingest.citations import Effect
from ingest.errors import NumberError
from ingest.header.draft import is_named_draft
from ingest.text.dates import format_day
from ingest.text.spans import Span
from ingest.vocabulary.document_numbers import DocumentNumber

if TYPE_CHECKING:
    from index.catalogue.reader import Catalogue

_MOST_CANDIDATES = 4
"""A number that may be more documents than this marks none of them."""

Place = tuple[tuple[str, ...], Span]


def conclude_statuses(
    catalogue: Catalogue, before: Iterable[Status] = (), build: str = ""
) -> Iterator[Status]:
    """Yield what became of each document, each status once.

    :param before: what was known already; it keeps the generation it was first known in.
    :param build: the generation that knows the rest first.
    """
    builds = {status.id: status.build for status in before}
    seen: set[str] = set()
    told = _all(catalogue, known_documents(catalogue, catalogue.register))
    for status in with_later_fates(told):
        if status.id not in seen:
            seen.add(status.id)
            yield replace(status, build=builds.get(status.id, build))


def _all(catalogue: Catalogue, known: DocumentDirectory) -> Iterator[Status]:
    named = catalogue.named_by_acts()
    trees, days, numbers = _Trees(catalogue), _Days(catalogue), _Numbers(catalogue)
    actors = _Actors(catalogue, named)
    for deed in deeds(catalogue):
        by, why = actors.of(deed)
        if deed.target is None:
            if by is not None and not why:
                yield _status(deed, by, by, by, OWN_END)
            continue
        citation = named.get((deed.n, deed.target))
        if citation is None or by is None or not (deed.effect in CHANGES or deed.extends):
            continue
        dated = replace(deed, since=days.since(deed, by))
        targets = (*_targets(citation, by), *numbers.misdated(citation))
        for status in _of_deed(dated, targets, by, why, catalogue.cards()[deed.n]):
            yield _placed(status, deed, trees)
    yield from _of_register(known, catalogue.register or register.load())


_PARTS = ("đoạn ", "câu ", "gạch đầu dòng ")
"""Parts that stand in a place of which a tree may know no more."""


class _Trees:
    """The provisions of the documents acted on, each read once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._trees: dict[str, tuple[Place, ...]] = {}

    def of(self, card: DocumentCard) -> tuple[Place, ...]:
        if card.id is None:
            return ()
        if card.id not in self._trees:
            self._trees[card.id] = self._catalogue.places_of(card.id)
        return self._trees[card.id]

    def find(self, card: DocumentCard, named: tuple[str, ...]) -> Span | None:
        """Return where a place stands in the text of ``card``; None where it cannot be told."""
        tree = self.of(card)
        paths = [path for path, _ in tree]
        at = find_place(named, paths) if named else None
        while at is None and len(named) > 1 and named[-1].startswith(_PARTS):
            named = named[:-1]
            at = find_place(named, paths)
        return None if at is None else tree[at][1]


class _Numbers:
    """The held documents by number, for a sentence that gives one another day."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._cards: dict[str, list[DocumentCard]] | None = None

    def misdated(self, citation: Citation) -> Iterator[tuple[Match, str]]:
        """Yield held documents of the cited number and year where the day is another.

        A number comes back with the next term of a committee, hardly within a year.
        """
        if citation.resolution is not ResolutionStatus.ABSENT:
            return
        cited = cited_card(citation.reference)
        if cited is None or cited.issued is None:
            return
        for held in self._by_number().get(_key(cited.number or ""), ()):
            if held.issued and held.issued.year == cited.issued.year and _is_kind(held, cited):
                said, day = format_day(cited.issued), format_day(held.issued)
                yield Match(held, ""), f"câu ghi ngày {said}, văn bản trong kho ghi ngày {day}"

    def _by_number(self) -> dict[str, list[DocumentCard]]:
        if self._cards is None:
            self._cards = {}
            for card in self._catalogue.documents().values():
                if card.number:
                    self._cards.setdefault(_key(card.number), []).append(card)
        return self._cards


def _is_kind(held: DocumentCard, cited: DocumentCard) -> bool:
    return held.kind == cited.kind or not held.kind or not cited.kind


class _Days:
    """From when acting documents are in effect, each read once."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._days: dict[int, date | None] = {}

    def since(self, deed: Deed, by: DocumentCard) -> date | None:
        """Return from when a deed counts: by its sentence, or by its document's own clause.

        A day before the document that another tells of is the other's, or that of the object.
        """
        if deed.by is not None:
            told = deed.since
            return None if told and by.issued and told < by.issued else told
        if deed.since is not None:
            return deed.since
        issued = self._catalogue.cards()[deed.n].issued
        stated = day_of_words(deed.since_words, issued) if deed.since_words else None
        return stated or self._own(deed.n, issued)

    def _own(self, n: int, issued: date | None) -> date | None:
        if n not in self._days:
            texts = (passage.text for passage in self._catalogue.passages_of(n))
            self._days[n] = effective_day(texts, issued)
        return self._days[n]


class _Actors:
    """Who does what an act tells, and what is doubtful about that."""

    def __init__(self, catalogue: Catalogue, named: Mapping[tuple[int, int], Citation]) -> None:
        self._catalogue, self._named = catalogue, named
        self._drafts = catalogue.drafts()
        self._consolidated: dict[int, DocumentCard | None] = {}

    def of(self, deed: Deed) -> tuple[DocumentCard | None, str]:
        """Return the acting document; None where it is not known."""
        holder = self._catalogue.cards().get(deed.n)
        if holder is None:
            return None, ""
        if deed.by is not None:
            return _card(self._named.get((deed.n, deed.by))), TOLD_BY_ANOTHER
        if deed.n in self._drafts or is_named_draft(holder.source):
            return holder, OF_A_DRAFT
        if holder.kind != _CONSOLIDATED:
            return holder, ""
        # A consolidated text decides nothing: its clauses are those of what it consolidates.
        return self._base(deed.n) or holder, TOLD_BY_ANOTHER

    def _base(self, n: int) -> DocumentCard | None:
        """Return what a consolidated text says first to have been amended by others."""
        if n not in self._consolidated:
            bases = (
                self._named.get((n, act.target))
                for act in self._catalogue.acts(n)
                if act.by is not None and act.target is not None and not act.provision
            )
            self._consolidated[n] = next((card for card in map(_card, bases) if card), None)
        return self._consolidated[n]


_CONSOLIDATED = "Văn bản hợp nhất"


def _card(citation: Citation | None) -> DocumentCard | None:
    """Return what a citation names; also a document that nobody holds, with number and day."""
    if citation is None or citation.target is not None:
        return citation.target if citation else None
    absent = citation.resolution is ResolutionStatus.ABSENT
    return cited_card(citation.reference) if absent else None


def _of_deed(
    deed: Deed,
    targets: Iterable[tuple[Match, str]],
    by: DocumentCard,
    why: str,
    holder: DocumentCard,
) -> Iterator[Status]:
    for match, open_question in targets:
        card = match.card
        if is_document(card, by):
            continue
        form = doubt_of_form(by, card, deed.effect)
        doubts = (why, open_question, form, doubt(by, card, deed.effect))
        yield _status(deed, holder, by, card, next(filter(None, doubts), ""))


def _targets(citation: Citation, by: DocumentCard) -> Iterator[tuple[Match, str]]:
    """Yield what ``by`` acts on; several where the number leaves it open, each then doubtful."""
    reference = citation.reference
    dated, named = reference.issued is not None, reference.issuer is not None
    if citation.target is not None:
        only = citation.candidates[:1]
        yield from ((one, "") for one in meant(by, only, dated=dated, named=named))
    elif citation.resolution is ResolutionStatus.AMBIGUOUS:
        candidates = meant(by, citation.candidates, dated=dated, named=named)
        count = len(candidates)
        if count == 1:
            settled = dated and len(citation.candidates) > 1
            yield candidates[0], "" if settled else candidates[0].reason
        elif count <= _MOST_CANDIDATES:
            for match in candidates:
                yield match, f"{count} văn bản cùng khớp với cách ghi “{reference.text}”"
    elif citation.resolution is ResolutionStatus.ABSENT:
        card = cited_card(reference)
        if card is not None:
            yield Match(card, ""), ""


def _status(
    deed: Deed, holder: DocumentCard, by: DocumentCard, target: DocumentCard, review: str
) -> Status:
    provision = print_place(deed.provision) or None
    key = target.id or f"{target.number} {target.issued}"
    # One sentence may tell of several documents that did the same.
    actor = (by.id or f"{by.number} {by.issued}",) if deed.by is not None else ()
    return Status(
        id=status_id(holder.id, deed.effect, key, provision, deed.sentence, *actor),
        effect=deed.effect,
        target=target,
        by=by,
        said=deed.said,
        sentence=deed.sentence,
        provision=provision,
        partial=deed.partial and provision is None,
        since=deed.since,
        passage=deed.passage,
        path=deed.path,
        pages=deed.pages,
        ordinal=deed.ordinal,
        holder=holder.id,
        n=deed.n,
        review=review,
    )


def _placed(status: Status, deed: Deed, trees: _Trees) -> Status:
    """Say where the changed provision stands; what is put in follows the one before it."""
    if not deed.provision:
        return status
    place = trees.find(status.target, deed.provision)
    if place is not None:
        return replace(status, place=place)
    before = place_before(deed.provision)
    if deed.effect is Effect.SUPPLEMENTED:
        place = trees.find(status.target, before) if before else None
        return replace(status, place=place, added=True)
    return status


# --- the register -----------------------------------------------------------------


def _of_register(
    known: DocumentDirectory, entries: Iterable[register.RegisterEntry]
) -> Iterator[Status]:
    for entry in entries:
        if entry.replaces and entry.number is not None:
            for new in known.by_key(entry.number.key):
                if new.entry is entry:
                    yield from _replaced_by(new, known)


def _replaced_by(new: KnownDocument, known: DocumentDirectory) -> Iterator[Status]:
    for old in new.entry.replaces if new.entry else ():
        targets = [k for k in known.by_key(_key(old.number)) if old.issued in (None, k.card.issued)]
        if len(targets) == 1:
            target = targets[0].card
            yield Status(
                id=status_id("register", new.key, targets[0].key),
                effect=Effect.REPLACED,
                target=target,
                by=new.card,
                source=f"danh mục kèm sẵn ({old.places} nguồn)",
                review=_doubt(old, targets[0]),
            )


def _doubt(old: Replaced, target: KnownDocument) -> str:
    """Say (Vietnamese) why a replacement of the register is not yet sure."""
    if old.issued is None and target.party:
        return "nguồn không ghi ngày của văn bản bị thay thế, có thể là văn bản cùng số khóa khác"
    return "" if old.places > 1 else "mới có một nguồn, chưa đối chiếu được"


def _key(number: str) -> str:
    try:
        return DocumentNumber.parse(number).key
    except NumberError:
        return number
