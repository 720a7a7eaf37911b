"""The citation graph: cites and cited by, what is missing, what replaced what, what disagrees.

Pure functions over :class:`Citation`; where citations are kept is the catalogue's
affair.  Validity is never asserted: a replacement is a sentence somebody wrote, and
who was competent to write it is checked.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from index.citations import committees
from index.citations.known_documents import KnownDocument
from index.citations.titles import same_title
from index.results import CitedBy, Disagreement, DocumentCard, Match, Missing, ResolutionStatus
from ingest.citations import Reference, ReferenceForm, Relation
from ingest.errors import NumberError
from ingest.text.dates import format_day
from ingest.vocabulary.document_numbers import DocumentNumber

CHANGES = (
    Relation.AMENDS,
    Relation.REPLACES,
    Relation.REPEALS,
    Relation.ENDS,
    Relation.CORRECTS,
    Relation.SUSPENDS,
)
"""Relations that only the issuer or a competent superior can bring about."""
_OUTWARD = (ReferenceForm.FULL, ReferenceForm.SHORT, ReferenceForm.NAMED, ReferenceForm.LIST)


@dataclass(frozen=True, slots=True)
class Citation:
    """One reference of one document, with where it stands and what it was found to mean."""

    place: CitedBy
    reference: Reference
    resolution: ResolutionStatus
    candidates: tuple[Match, ...]

    @property
    def target(self) -> DocumentCard | None:
        """The document referred to; None while ambiguous or absent."""
        settled = self.resolution in (ResolutionStatus.HELD, ResolutionStatus.KNOWN)
        return self.candidates[0].card if settled and self.candidates else None


def cited_card(reference: Reference) -> DocumentCard | None:
    """Return a document as a reference tells it, that neither library nor register knows.

    None without number and day: a number alone is no identity.
    """
    if reference.number is None or not reference.number.body or reference.issued is None:
        return None
    return DocumentCard(
        None,
        str(reference.number),
        reference.kind,
        None,
        reference.issuer,
        reference.issued,
        reference.subject,
    )


def key_of(card: DocumentCard) -> str:
    """Return what tells one document from another, held or only known."""
    return KnownDocument(card, _parsed(card.number)).key


def _parsed(number: str | None) -> DocumentNumber | None:
    try:
        return DocumentNumber.parse(number) if number else None
    except NumberError:
        return None


# --- cited by ---------------------------------------------------------------------


def cited_by(citations: Iterable[Citation], card: DocumentCard) -> tuple[CitedBy, ...]:
    """Return the places that cite ``card``, its own back references left out."""
    return citing_places(citations).get(key_of(card), ())


def citing_places(citations: Iterable[Citation]) -> dict[str, tuple[CitedBy, ...]]:
    """Return the places that cite each document cited, by its :func:`key_of`.

    A document's own back references are left out.
    """
    places: dict[str, list[CitedBy]] = defaultdict(list)
    for citation in citations:
        if citation.target is None:
            continue
        key = key_of(citation.target)
        if key_of(citation.place.document) != key:
            places[key].append(citation.place)
    return {key: tuple(found) for key, found in places.items()}


def citing_number(citations: Iterable[Citation], number: str) -> tuple[CitedBy, ...]:
    """Return the places that cite ``number`` (any writing), whatever it was found to mean."""
    asked = _parsed(number)
    return tuple(c.place for c in citations if asked is not None and c.reference.number == asked)


# --- missing ----------------------------------------------------------------------


def missing(citations: Iterable[Citation]) -> tuple[Missing, ...]:
    """Return documents cited and not held, the most cited first.

    Ambiguous references are left out: which document they miss is not known.
    """
    groups: dict[str, list[tuple[DocumentCard, Citation]]] = defaultdict(list)
    for citation in citations:
        card = _absent_card(citation)
        if card is not None:
            groups[key_of(card)].append((card, citation))
    rows = [
        _missing(group[0][0], [citation.place.document for _, citation in group])
        for group in groups.values()
    ]
    return tuple(sorted(rows, key=lambda m: (-m.documents, -m.times, m.card.number or "~")))


def _missing(card: DocumentCard, citing: Sequence[DocumentCard]) -> Missing:
    by = list({key_of(one): one for one in citing}.values())
    by.sort(key=lambda one: (one.issued or date.min, one.id or ""), reverse=True)
    return Missing(card, len(citing), len(by), tuple(by))


def _absent_card(citation: Citation) -> DocumentCard | None:
    ref = citation.reference
    if ref.form not in _OUTWARD:
        return None
    if citation.resolution is ResolutionStatus.KNOWN:
        return citation.target
    if citation.resolution is not ResolutionStatus.ABSENT or not (ref.number or ref.name):
        return None
    number = str(ref.number) if ref.number else None
    return DocumentCard(None, number, ref.kind, None, ref.issuer, ref.issued, ref.name)


# --- changes ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class DocumentChange:
    """``new`` changed ``old`` as ``relation`` says; ``review`` (Vietnamese) says what is doubtful.

    ``place`` is the sentence that proves it, None when the register says so, and then
    ``source`` says where the register has it from.
    """

    relation: Relation
    new: DocumentCard
    old: DocumentCard
    place: CitedBy | None = None
    source: str = ""
    review: str = ""
    since: date | None = None
    """From when, where that is told."""
    part: str = ""
    """What was done to a part that is not named: "bãi bỏ một phần"."""

    @property
    def deed(self) -> str:
        """What was done, in Vietnamese: "thay thế"."""
        return self.part or self.relation.value


# --- disagreements ----------------------------------------------------------------


def disagreements(citations: Iterable[Citation]) -> tuple[Disagreement, ...]:
    """Return numbers cited with different dates, types or subjects, with all sources.

    Within a term a Party number names one document of its type; citings whose dates
    lie in different terms speak of different documents and do not disagree.
    """
    groups: dict[str, list[Citation]] = defaultdict(list)
    for citation in citations:
        number = citation.reference.number
        if number is not None and number.body and citation.reference.form in _OUTWARD:
            groups[number.key].append(citation)
    differences = [
        d
        for group in groups.values()
        for document_citations in _documents(group)
        for d in _differ(document_citations)
    ]
    return tuple(sorted(differences, key=lambda d: (d.number, d.what)))


def _documents(group: Sequence[Citation]) -> list[list[Citation]]:
    """Split the citings of one number by term; the undated go with the only term there is."""
    parts: list[list[Citation]] = []
    for citation in sorted(group, key=lambda c: c.reference.issued or date.max):
        day = citation.reference.issued
        home = next((part for part in parts if _one_document(part[0].reference, day)), None)
        if home is not None:
            home.append(citation)
        elif day is not None or not parts:
            parts.append([citation])
        elif len(parts) == 1:
            parts[0].append(citation)
    return parts


def _one_document(first: Reference, day: date | None) -> bool:
    if first.issued is None or day is None:
        return False
    number = first.number
    if number is not None and number.style.value != "party":
        return number.year is not None or first.issued.year == day.year
    return first.issued == day or committees.same_term(first.issued, day)


def _differ(group: list[Citation]) -> Iterator[Disagreement]:
    number = str(group[0].reference.number)
    dates = _gathered(group, lambda r: format_day(r.issued) if r.issued else None)
    kinds = _gathered(group, lambda r: r.kind)
    subjects = _subjects(group)
    for what, values in (("ngày", dates), ("loại", kinds), ("trích yếu", subjects)):
        if len(values) > 1:
            yield Disagreement(number, what, tuple(values.items()))


def _gathered(
    group: list[Citation], value_of: Callable[[Reference], str | None]
) -> dict[str, tuple[CitedBy, ...]]:
    values: dict[str, tuple[CitedBy, ...]] = {}
    for citation in group:
        value = value_of(citation.reference)
        if value:
            values[value] = (*values.get(value, ()), citation.place)
    return values


def _subjects(group: list[Citation]) -> dict[str, tuple[CitedBy, ...]]:
    values: dict[str, tuple[CitedBy, ...]] = {}
    for citation in sorted(group, key=lambda c: -len(c.reference.subject or "")):
        subject = citation.reference.subject
        if subject:
            same = next((v for v in values if same_title(v, subject)), subject)
            values[same] = (*values.get(same, ()), citation.place)
    return values
