"""What the documents of a library say of other documents: each citation with a date is a place.

Nothing is kept for it: a build writes every reference into the catalogue, and the rows of
one number are settled when that number is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from index.catalogue.reader import Catalogue
from index.citations import register
from index.citations.known_documents import DocumentDirectory, KnownDocument, card_of
from index.citations.observation import Observation
from index.citations.register import RegisterEntry
from index.citations.register_merge import is_same_document, merge, with_rival
from index.citations.settlement import settle
from index.citations.subject_votes import Said
from index.results import DocumentCard
from ingest.errors import NumberError
from ingest.vocabulary.document_numbers import DocumentNumber

_NUMBERED = "number IS NOT NULL AND issued IS NOT NULL AND form IN ('full', 'list')"
_SAID = "SELECT n, number, kind, issued, issuer, subject, term FROM refs"
_OF_KEY = f"{_SAID} WHERE number_key = ? AND {_NUMBERED}"
_OF_SERIAL = f"{_SAID} WHERE serial = ? AND {_NUMBERED}"
_ALL = f"{_SAID} WHERE {_NUMBERED} ORDER BY n, ordinal"


class ObservedDirectory:
    """A directory that also knows the documents that the library's own documents cite."""

    def __init__(self, inner: DocumentDirectory, catalogue: Catalogue) -> None:
        self._inner = inner
        self._catalogue = catalogue

    def by_key(self, key: str) -> tuple[KnownDocument, ...]:
        """See :class:`DocumentDirectory`."""
        return _with_cited(self._inner.by_key(key), citations(self._catalogue, _OF_KEY, key))

    def by_serial(self, serial: int) -> tuple[KnownDocument, ...]:
        """See :class:`DocumentDirectory`."""
        cited = citations(self._catalogue, _OF_SERIAL, serial)
        return _with_cited(self._inner.by_serial(serial), cited)

    def by_name(self, name: str) -> tuple[KnownDocument, ...]:
        """See :class:`DocumentDirectory`."""
        return self._inner.by_name(name)

    def by_title(self, title: str) -> tuple[KnownDocument, ...]:
        """See :class:`DocumentDirectory`."""
        return self._inner.by_title(title)

    def by_plenum(self, term: int, plenum: int) -> tuple[KnownDocument, ...]:
        """See :class:`DocumentDirectory`."""
        return self._inner.by_plenum(term, plenum)

    def by_date(self, day: date) -> tuple[KnownDocument, ...]:
        """See :class:`DocumentDirectory`."""
        return self._inner.by_date(day)

    def replacing(self, old: KnownDocument) -> tuple[KnownDocument, ...]:
        """See :class:`DocumentDirectory`."""
        return self._inner.replacing(old)


def citations(catalogue: Catalogue, question: str, *given: object) -> Iterator[Observation]:
    """Yield what each citing document says of a number: once, however many files it is."""
    cards, preferred = catalogue.cards(), catalogue.copies.preferred
    for n, number, kind, issued, issuer, subject, term in catalogue.rows(question, given):
        parsed = _parsed(number)
        if parsed is not None:
            yield Observation(
                parsed,
                _name(cards[n]),
                str(preferred(n)),
                kind,
                date.fromisoformat(issued),
                issuer,
                Said.of(subject, (len(subject),)) if subject else None,
                term,
                trusted=False,
            )


def headers(cards: Iterable[DocumentCard]) -> Iterator[Observation]:
    """Yield what each document's own header says of it."""
    for card in cards:
        number = _parsed(card.number)
        if number is not None:
            yield Observation(
                number,
                _name(card),
                card.id or "",
                card.kind,
                card.issued,
                card.deciding_body or card.issuer,
                Said.whole(card.subject) if card.subject else None,
            )


def observations(catalogue: Catalogue) -> Iterator[Observation]:
    """Yield all that a library's documents say: their headers, and each citation with a date."""
    yield from headers(catalogue.documents().values())
    yield from citations(catalogue, _ALL)


def register_of(catalogue: Catalogue) -> tuple[RegisterEntry, ...]:
    """Return the library's register joined with what its own documents say."""
    listed = register.load() if catalogue.register is None else catalogue.register
    return tuple(merge(listed, settle(observations(catalogue))))


def _name(card: DocumentCard) -> str:
    """Return how a citing document is named as a place: number and date, or its file."""
    if card.number is None:
        return card.source or card.id or ""
    return f"{card.number}@{card.issued.isoformat()}" if card.issued else card.number


def _parsed(number: str | None) -> DocumentNumber | None:
    try:
        return DocumentNumber.parse(number) if number else None
    except NumberError:
        return None


def _with_cited(
    known: Sequence[KnownDocument], cited: Iterable[Observation]
) -> tuple[KnownDocument, ...]:
    """Return the known documents with how often each is cited, and those only cited behind them."""
    joined = list(known)
    for entry in settle(cited):
        row = next((r for r, k in enumerate(joined) if _is_cited(k, entry)), None)
        if row is not None:
            joined[row] = _counted(joined[row], entry)
            continue
        rival = next((r for r, k in enumerate(joined) if _may_be_meant(k, entry)), None)
        if rival is not None:
            joined[rival] = _disputed(joined[rival], entry)
            continue
        here = replace(entry, places=0, cited_here=entry.places, sources=())
        joined.append(KnownDocument(card_of(here), here.number, here))
    return tuple(joined)


def _is_cited(known: KnownDocument, entry: RegisterEntry) -> bool:
    return (
        known.number == entry.number
        and known.card.issued == entry.issued
        and known.card.kind in (None, entry.kind)
    )


def _may_be_meant(known: KnownDocument, entry: RegisterEntry) -> bool:
    """Say whether a citation with another date may mean a known document: one term, one type."""
    if known.number != entry.number or known.number is None:
        return False
    known_entry = known.entry or RegisterEntry(
        known.number, known.card.kind or entry.kind, known.card.issued, None, known.card.subject
    )
    return is_same_document(replace(known_entry, issued=known.card.issued), entry)


def _counted(known: KnownDocument, cited: RegisterEntry) -> KnownDocument:
    if known.held or known.entry is None:
        return known
    entry = replace(known.entry, cited_here=cited.places)
    return replace(known, entry=entry, card=card_of(entry))


def _disputed(known: KnownDocument, cited: RegisterEntry) -> KnownDocument:
    if known.held or known.entry is None or cited.issued is None:
        return known
    entry = with_rival(known.entry, cited)
    return replace(known, entry=entry, card=card_of(entry))
