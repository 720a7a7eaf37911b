"""What the catalogue keeps of a document, as rows of its tables (:mod:`index.catalogue.schema`)."""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache

from index.analysis.minhash import sketches
from index.catalogue.amendments import amendment_rows
from index.catalogue.definitions import definition_rows
from index.catalogue.doubts import doubt_rows
from index.catalogue.schema import passage_key
from index.citations.copy_groups import document_sketch
from index.metadata.citable import citable
from index.metadata.manifest import ManifestEntry
from index.results import DocumentCard, Match, ResolutionStatus, Status
from ingest.claims import ClaimSource, Header
from ingest.errors import NumberError
from ingest.model import Document, Page, Passage
from ingest.pages import Origin
from ingest.text.spans import Span
from ingest.text.vietnamese import fold, sentences
from ingest.vocabulary.document_numbers import DocumentNumber

TOLD_ELSEWHERE = frozenset({ClaimSource.ANNEX, ClaimSource.CITED})
"""Origins of a number or a day that the document's own first page does not give."""


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """A document as the catalogue keeps it.

    ``signature`` covers all that could change its rows; ``parser`` and ``ending`` say
    where the parsed document and the original are.
    """

    document: Document
    signature: str
    parser: str
    ending: str
    entry: ManifestEntry


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows of the document with the number ``n``, by table, in the order they are written."""

    n: int
    of: dict[str, list[tuple[object, ...]]]


@dataclass(frozen=True, slots=True)
class ResolvedReference:
    """A reference with what it was concluded to be."""

    n: int
    ordinal: int
    resolution: ResolutionStatus
    candidates: tuple[Match, ...]


def encode_document(n: int, listed: CatalogueEntry, drawn: Sequence[bytes] | None = None) -> Rows:
    """Return the rows of a document under the number ``n``.

    :param drawn: the sketches of its passages, where they were made already.
    """
    document = listed.document
    if drawn is None:
        drawn = sketches([passage.text for passage in document.passages])

    def passage_at(span: Span) -> int | None:
        ordinal = holding(document.passages, span)
        return None if ordinal is None else passage_key(n, ordinal)

    return Rows(
        n,
        {
            "documents": [_document_row(n, listed, drawn)],
            "passages": _passage_rows(n, document, drawn),
            "doubts": doubt_rows(n, document),
            "provisions": _provision_rows(n, document),
            "refs": _reference_rows(n, document),
            "amendments": amendment_rows(n, document, passage_at),
            "definitions": definition_rows(n, document, passage_at),
        },
    )


def cited_rows(one: ResolvedReference) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of a conclusion, by table."""
    return {
        "citations": [(one.n, one.ordinal, one.resolution.value)],
        "candidates": [
            (
                one.n,
                one.ordinal,
                place,
                match.card.id,
                number_key(match.card.number),
                card_to_json(match.card),
                match.reason,
            )
            for place, match in enumerate(one.candidates)
        ],
    }


def status_row(status: Status) -> tuple[object, ...]:
    """Return the row of what became of a document."""
    place = status.place
    return (
        status.id,
        status.n,
        status.target.id,
        number_key(status.target.number),
        card_to_json(status.target),
        status.by.id,
        number_key(status.by.number),
        card_to_json(status.by),
        status.holder,
        status.ordinal,
        status.effect.value,
        status.said,
        status.sentence,
        status.provision,
        place.start if place else None,
        place.end if place else None,
        int(status.added),
        int(status.partial),
        status.since.isoformat() if status.since else None,
        status.passage,
        _json(status.path),
        _json(status.pages),
        status.review,
        status.source,
        status.build,
    )


@lru_cache(maxsize=1 << 15)
def number_key(number: str | None) -> str | None:
    """Return a printed number's key; a number that is in no known form is its own."""
    try:
        return DocumentNumber.parse(number).key if number else None
    except NumberError:
        return number


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def card_to_json(card: DocumentCard) -> str:
    """Return a card as JSON."""
    data = asdict(card)
    data["issued"] = card.issued.isoformat() if card.issued else None
    if not card.from_copies:
        del data["from_copies"]
    return _json(data)


def _document_row(n: int, listed: CatalogueEntry, drawn: Sequence[bytes]) -> tuple[object, ...]:
    document = listed.document
    header = document.header
    number = header.number.value if header.number else None
    issued = header.issued.value if header.issued else None
    cited = citable(document)
    origin, confidence = _trust(document.pages)
    return (
        n,
        document.id,
        document.digest,
        document.source,
        document.media,
        listed.ending,
        listed.parser,
        listed.signature,
        _json(listed.entry.to_data()),
        str(number) if number else None,
        number.key if number else None,
        number.serial if number else None,
        number.type_code if number else None,
        number.body if number else None,
        header.kind.value if header.kind else None,
        cited.issuer,
        cited.deciding_body,
        issued.isoformat() if issued else None,
        issued.year if issued else None,
        cited.subject,
        fold(cited.subject) if cited.subject else None,
        len(document.pages),
        origin,
        confidence,
        int(listed.entry.sample),
        cited.title,
        int(cited.signed),
        document_sketch(drawn),
        _json(dict(_told_elsewhere(header))),
    )


def _told_elsewhere(header: Header) -> Iterator[tuple[str, str]]:
    """Yield number and day where the first page does not say them, and what does."""
    for field in ("number", "issued"):
        claim = getattr(header, field)
        if claim is not None and claim.source in TOLD_ELSEWHERE:
            yield field, claim.source.value


def _trust(pages: Sequence[Page]) -> tuple[str | None, float]:
    """Return where most of the text came from, and the least sure page's confidence."""
    read = [page for page in pages if page.origin is not Origin.BLANK]
    if not read:
        return None, 1.0
    origins = [page.origin.value for page in read]
    return max(sorted(set(origins)), key=origins.count), min(page.confidence for page in read)


def _passage_rows(n: int, document: Document, drawn: Sequence[bytes]) -> list[tuple[object, ...]]:
    pages = {page.number: page for page in document.pages}
    rows: list[tuple[object, ...]] = []
    starts = _page_starts(document)
    for ordinal, passage in enumerate(document.passages):
        passage_pages = [pages[number] for number in passage.pages if number in pages]
        origin, confidence = _trust(passage_pages or document.pages)
        rows.append(
            (
                passage_key(n, ordinal),
                n,
                ordinal,
                passage.id,
                _json(passage.path),
                _json(passage.heading),
                passage.span.start,
                passage.span.end,
                passage.text,
                _json(passage.pages),
                _json([folio for folio in map(document.folio, passage.pages) if folio is not None]),
                _json([(at, n, document.folio(n)) for at, n in starts(passage) if n in pages]),
                origin or Origin.TEXT.value,
                confidence,
                passage.note,
                drawn[ordinal],
            )
        )
    return rows


def _page_starts(document: Document) -> Callable[[Passage], list[tuple[int, int]]]:
    """Return what says of a passage at which offsets of its text which pages begin."""
    lines = sorted(
        (line.span.start, line.span.end, line.page) for line in document.lines if line.span
    )
    firsts = [start for start, _, _ in lines]

    def starts(passage: Passage) -> list[tuple[int, int]]:
        offsets: list[tuple[int, int]] = []
        begin, end = passage.span.start, passage.span.end
        at = max(0, bisect_right(firsts, begin) - 1)
        for start, stop, page in lines[at : bisect_right(firsts, end)] if passage.pages else ():
            within = stop > begin and start < end
            if within and (not offsets or offsets[-1][1] != page):
                offsets.append((max(0, start - begin), page))
        return offsets

    return starts


def _provision_rows(n: int, document: Document) -> list[tuple[object, ...]]:
    return [
        (
            n,
            ordinal,
            provision.level.value,
            _json(provision.path),
            provision.label,
            provision.title,
            provision.span.start,
            provision.span.end,
            provision.parent,
        )
        for ordinal, provision in enumerate(document.provisions)
    ]


def _reference_rows(n: int, document: Document) -> list[tuple[object, ...]]:
    if not document.references:
        return []
    spans = sentences(document.text)
    starts = [span.start for span in spans]
    rows: list[tuple[object, ...]] = []
    for ordinal, reference in enumerate(document.references):
        place = max(0, bisect_right(starts, reference.span.start) - 1)
        start = _after_mark(document, spans[place].start)
        end = max(reference.span.end, spans[place].end)
        passage = holding(document.passages, reference.span)
        rows.append(
            (
                n,
                ordinal,
                reference.span.start,
                reference.span.end,
                reference.text,
                reference.form.value,
                reference.relation.value,
                reference.kind,
                str(reference.number) if reference.number else None,
                reference.number.key if reference.number else None,
                reference.number.serial if reference.number else reference.serial,
                reference.issued.isoformat() if reference.issued else None,
                reference.year,
                reference.term,
                reference.issuer,
                reference.subject,
                reference.name,
                reference.provision,
                None if passage is None else passage_key(n, passage),
                document.text[start:end],
                reference.of,
                None if reference.inside is None else int(reference.inside),
            )
        )
    return rows


def _after_mark(document: Document, start: int) -> int:
    """Return where a sentence begins that a note's mark stands at the beginning of.

    The mark is the note's or, after a full stop, belongs to the sentence before.
    """
    for note in document.notes:
        at = note.anchor
        if at is not None and len(at) and at.start <= start < at.end:
            start = at.end
        elif document.text.rfind("\n", 0, note.span.start) < start < note.span.start:
            start = note.span.start
    while document.text[start : start + 1].isspace():
        start += 1
    return start


def holding(passages: Sequence[Passage], span: Span) -> int | None:
    """Return the ordinal of the smallest passage in which ``span`` begins."""
    within = [
        (len(passage.span), ordinal)
        for ordinal, passage in enumerate(passages)
        if passage.span.start <= span.start < passage.span.end
    ]
    return min(within)[1] if within else None
