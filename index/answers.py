"""Answers put together from one generation: a document with its neighbours, what is held."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import numpy as np

from index.catalogue.facets import counted
from index.catalogue.schema import document_of
from index.citations import graph
from index.citations.copies import RELATED
from index.citations.copy_groups import sketch_likeness
from index.citations.lineage import lineage
from index.citations.status import acts_of
from index.citations.titles import same_title
from index.generation import Generation
from index.metadata.corrections import compared
from index.metadata.precedence import with_entry
from index.results import (
    CitedBy,
    Disagreement,
    DocumentCard,
    DocumentView,
    FileCopy,
    Match,
    Overview,
)
from index.storage.past_addresses import PastFile


def view_document(name: str, generation: Generation) -> DocumentView | None:
    """Return all about the document with this id, None when there is none."""
    catalogue = generation.catalogue
    n = catalogue.number_of(name)
    if n is None:
        return None
    card = catalogue.cards()[n]
    main = catalogue.documents()[catalogue.copies.preferred(n)]
    entry = catalogue.stored_file(n).entry
    document = generation.parsed(n)
    read = with_entry(document, replace(entry, corrections=()))
    return DocumentView(
        main if main.id == name else card,
        with_entry(document, entry),
        catalogue.passages_of(n),
        catalogue.resolved(n),
        _citing_places(generation).get(graph.key_of(main), ()),
        _disagreements(main, generation),
        generation.status_of(main),
        acts_of(generation.statuses.by([main]), main),
        lineage(main, generation.statuses),
        compared(read.header, entry.corrections),
        _other_files(n, generation),
        _maybe_same(n, generation),
    )


def copies_of(name: str, generation: Generation) -> tuple[DocumentCard, ...]:
    """Return the files that are the document of file ``name``, the preferred one first."""
    catalogue = generation.catalogue
    n = catalogue.number_of(name)
    if n is None:
        return ()
    return tuple(catalogue.cards()[m] for m in catalogue.copies.files.get(n, (n,)))


def overview(generation: Generation) -> Overview:
    """Return what a generation holds."""
    return generation.once("overview", lambda: _overview(generation))


def _overview(generation: Generation) -> Overview:
    catalogue, record = generation.catalogue, generation.record
    cards = tuple(sorted(catalogue.documents().values(), key=_newest_first))
    issued = [str(card.issued.year) for card in cards if card.issued]
    return Overview(
        record.generation,
        record.built,
        record.model,
        cards,
        record.passages,
        sum(card.pages for card in cards),
        catalogue.count("refs"),
        counted(card.kind for card in cards),
        counted(card.deciding_body or card.issuer for card in cards),
        tuple(sorted(counted(issued), key=lambda year: year.value, reverse=True)),
        record.failed,
        generation.missing,
        record.remarks,
        *_encoded_part(generation),
    )


def _encoded_part(generation: Generation) -> tuple[str, int, tuple[DocumentCard, ...]]:
    """Return the encoder, how many passages have its vectors, and the documents that lack some."""
    encoder, vectors = generation.encoder, generation.encoder_vectors
    if encoder is None or vectors is None:
        return "", 0, ()
    if generation.is_whole and generation.record.encoded == generation.record.passages:
        return encoder.name, generation.record.passages, ()
    cards = generation.catalogue.cards()
    keys = generation.catalogue.keys_of(cards)
    nothing = np.zeros((1, encoder.dimensions), np.float32)
    held = {one.key for one in vectors.scores(nothing, keys)}
    lacking = {document_of(key) for key in keys if key not in held}
    return encoder.name, len(held), tuple(cards[n] for n in sorted(lacking))


def _newest_first(card: DocumentCard) -> tuple[int, str]:
    return -card.issued.toordinal() if card.issued else 0, card.source or ""


def _citing_places(generation: Generation) -> dict[str, tuple[CitedBy, ...]]:
    return generation.once("citing places", lambda: graph.citing_places(generation.citations))


def _all_disagreements(generation: Generation) -> tuple[Disagreement, ...]:
    return generation.once("disagreements", lambda: graph.disagreements(generation.citations))


def _disagreements(card: DocumentCard, generation: Generation) -> tuple[Disagreement, ...]:
    """Return the disagreements that this document takes part in, or is the subject of."""
    return tuple(
        disagreement
        for disagreement in _all_disagreements(generation)
        if disagreement.number == card.number
        or any(
            place.document.id == card.id for _, places in disagreement.values for place in places
        )
    )


def _other_files(n: int, generation: Generation) -> tuple[FileCopy, ...]:
    """Return the other files of a document, each with what it says otherwise."""
    catalogue = generation.catalogue
    files = catalogue.copies.files.get(n, (n,))

    def copy_of(other: int) -> FileCopy:
        changed = catalogue.differences(n, other)
        card, preferred = catalogue.cards()[other], other == files[0]
        if changed is None:
            return FileCopy(card, preferred, is_other_text=True)
        return FileCopy(card, preferred, changed)

    return tuple(
        generation.once(f"files {n} {other}", partial(copy_of, other))
        for other in files
        if other != n
    )


def _maybe_same(n: int, generation: Generation) -> tuple[Match, ...]:
    """Return what may be the same document as file ``n``, and why that is doubtful."""
    catalogue = generation.catalogue
    doubts = catalogue.copies.doubts.get(catalogue.copies.preferred(n), ())
    return tuple(Match(catalogue.cards()[doubt.n], doubt.reason) for doubt in doubts)


def successor(gone: Sequence[PastFile], generation: Generation) -> DocumentCard | None:
    """Return the one document that must be a file which is gone, read anew; None where unsure."""
    catalogue = generation.catalogue
    documents = catalogue.documents()
    successors = {
        n
        for n, sketch in catalogue.text_sketches().items()
        if n in documents and documents[n].number is None
        for past in gone
        if sketch_likeness(sketch, past.sketch) >= RELATED
        and same_title(_said_of(documents[n]), past.title)
    }
    return documents[successors.pop()] if len(successors) == 1 else None


def _said_of(card: DocumentCard) -> str:
    return " ".join(filter(None, (card.kind, card.subject))) or card.title or ""
