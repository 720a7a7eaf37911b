"""What became of documents and of their provisions: read once a build, asked everywhere.

An act (a sentence by which one document replaces, repeals, amends, supplements or corrects
another) becomes a :class:`index.results.Status` of what it acts on.  Where a fact behind it
is open (which document is meant, whether its issuer may do so) the status says so in
``review`` and is shown as "có thể".  Validity is never asserted.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from typing import Protocol

from index.citations.competence import proper_name
from index.citations.places import find_place, meet, mentions, parse_places, place_before
from index.results import DocumentCard, PassageView, Status
from ingest.citations import Effect
from ingest.model import Document
from ingest.text.spans import Span

ENDING = frozenset({Effect.REPLACED, Effect.REPEALED, Effect.SUSPENDED})
"""Effects after which a text is no longer to be relied on."""
CHANGES = ENDING | {Effect.AMENDED, Effect.SUPPLEMENTED, Effect.CORRECTED}
_ORDER = tuple(Effect)


class Statuses(Protocol):
    """What is known of what became of documents."""

    def all(self) -> tuple[Status, ...]:
        """Return every status."""
        ...

    def about(self, cards: Sequence[DocumentCard]) -> tuple[Status, ...]:
        """Return what may have become of ``cards``; :func:`statuses_of` picks what did."""
        ...

    def by(self, cards: Sequence[DocumentCard]) -> tuple[Status, ...]:
        """Return what ``cards``, or documents of their numbers, did to others."""
        ...


class InMemoryStatuses:
    """Statuses at hand."""

    def __init__(self, found: Iterable[Status] = ()) -> None:
        # In the order in which the catalogue tells them.
        self._all = tuple(sorted(found, key=lambda status: status.id))
        self._about = _by_name((status.target, status) for status in self._all)
        self._by = _by_name((status.by, status) for status in self._all)

    def all(self) -> tuple[Status, ...]:
        """See :class:`Statuses`."""
        return self._all

    def about(self, cards: Sequence[DocumentCard]) -> tuple[Status, ...]:
        """See :class:`Statuses`."""
        return _named(self._about, cards)

    def by(self, cards: Sequence[DocumentCard]) -> tuple[Status, ...]:
        """See :class:`Statuses`."""
        return _named(self._by, cards)


def _by_name(pairs: Iterable[tuple[DocumentCard, Status]]) -> dict[str, list[Status]]:
    named: dict[str, list[Status]] = {}
    for card, status in pairs:
        for name in {card.id, card.number} - {None}:
            named.setdefault(str(name), []).append(status)
    return named


def _named(named: dict[str, list[Status]], cards: Sequence[DocumentCard]) -> tuple[Status, ...]:
    statuses = {
        status.id: status
        for card in cards
        for name in (card.id, card.number)
        if name
        for status in named.get(name, ())
    }
    return tuple(statuses[name] for name in sorted(statuses))


def status_id(*facts: object) -> str:
    """Return a key that a status keeps from one build to the next: 16 hexadecimal digits."""
    return hashlib.sha256("\0".join(map(str, facts)).encode()).hexdigest()[:16]


def acts_of(found: Iterable[Status], card: DocumentCard) -> tuple[Status, ...]:
    """Return what ``card`` did to others, each said once."""
    acts = [s for s in found if is_document(s.by, card) and not is_own_end(s)]
    kept = {(s.effect, s.target.id or s.target.number, s.provision, s.partial): s for s in acts}
    return tuple(kept.values())


def is_own_end(status: Status) -> bool:
    """Say whether a document itself says until when it counts."""
    return is_document(status.by, status.target)


def is_about(status: Status, card: DocumentCard) -> bool:
    """Say whether a status is of the document ``card``: the same file, or a copy of it.

    A copy has number and day in common; a number alone is no identity.
    """
    return is_document(status.target, card)


def is_document(one: DocumentCard, other: DocumentCard) -> bool:
    """Say whether two cards are of one document: one file, or one number of one day."""
    if one.id is not None and one.id == other.id:
        return True
    if not other.number or one.number != other.number or one.issued != other.issued:
        return False
    if other.issued is None or one.kind not in (None, other.kind):
        return False
    # Two provinces may give one number on one day.
    ours, theirs = proper_name(one.issuer), proper_name(other.issuer)
    return not ours or not theirs or ours == theirs


def statuses_of(found: Iterable[Status], card: DocumentCard) -> tuple[Status, ...]:
    """Return what became of ``card``: ends first, sure ones first, each said once."""
    # A sentence of the text with a day proves more than the title that says the same.
    about_card = [status for status in found if is_about(status, card)]
    about_card.sort(
        key=lambda status: (bool(status.review), status.passage is None, not status.since)
    )
    detailed = {_act(status) for status in about_card if status.provision}
    kept: dict[tuple[object, ...], Status] = {}
    for status in about_card:
        # "một số điều" of a heading says nothing beside the articles below it.
        if status.provision or not status.partial or _act(status) not in detailed:
            kept.setdefault((*_act(status), status.effect, status.provision), status)
    return tuple(sorted(kept.values(), key=_weight))


def _act(status: Status) -> tuple[object, ...]:
    by = status.by
    return (by.number, by.issued) if by.number else (by.id, by.subject)


def _weight(status: Status) -> tuple[bool, bool, int, str]:
    return (
        bool(status.review),
        status.provision is not None,
        _ORDER.index(status.effect),
        status.by.issued.isoformat() if status.by.issued else "",
    )


def touches(status: Status, passage: PassageView) -> bool | None:
    """Say whether a change is of the words of this passage (or of the whole document).

    None where that cannot be told: "một số điều", or a place the tree does not have.
    """
    if status.is_whole:
        return True
    if status.provision and status.target.id != passage.document.id:
        return _by_path(status, passage)
    if status.place is None:
        return None
    return not status.added and status.place.overlaps(passage.span)


def _by_path(status: Status, passage: PassageView) -> bool | None:
    """Say the same of a passage of another file of the document, whose offsets are its own."""
    if status.added or not passage.path:
        return False if status.added else None
    return any(meet(place, passage.path) for place in parse_places(status.provision or ""))


def places_in(found: Iterable[Status], document: Document) -> tuple[tuple[Status, Span], ...]:
    """Return the changes of provisions, each with where the provision stands in ``document``.

    Those whose provision its tree does not have are left out.
    """
    tree = [provision.path for provision in document.provisions]
    pairs = []
    for status in found:
        place = status.place if status.target.id == document.id else None
        if place is None and status.provision:
            at = _find(status, tree)
            place = None if at is None else document.provisions[at].span
        if place is not None:
            pairs.append((status, place))
    return tuple(pairs)


def _find(status: Status, tree: Sequence[tuple[str, ...]]) -> int | None:
    for named in parse_places(status.provision or ""):
        at = find_place(place_before(named) or () if status.added else named, tree)
        if at is not None:
            return at
    return None


def of_provision(found: Sequence[Status], provision: str | None) -> tuple[Status, ...]:
    """Return those of ``found`` that a citing of ``provision`` must know of.

    ``None`` cites the document: everything.  "khoản 2 Điều 5" is not touched by a change of
    Điều 3, nor by what is put beside it.
    """
    if provision is None:
        return tuple(found)
    return tuple(s for s in found if mentions(s.provision, provision))


def replaced_by(found: Iterable[Status]) -> tuple[DocumentCard, ...]:
    """Return the documents that replaced the whole of it beyond doubt."""
    return tuple(s.by for s in found if s.effect is Effect.REPLACED and s.is_whole and s.is_sure)


def is_end(status: Status, provision: str | None = None) -> bool:
    """Say whether what is cited ended with it: the document, or the provision that is named."""
    if status.effect not in ENDING or status.partial:
        return False
    return status.is_whole or (provision is not None and mentions(status.provision, provision))


def has_ended(found: Iterable[Status]) -> bool:
    """Say whether the whole document was replaced, repealed or suspended beyond doubt."""
    return any(is_end(status) and status.is_sure for status in found)
