"""Writing the indexes and the readings of a generation in one pass over its new passages.

Passages come from the catalogue a piece at a time; while child processes take their text apart
(:mod:`index.build.analysis_pool`), they are embedded here and go into both indexes.  Nothing of the
size of the library is held in memory but what an index itself holds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from index.analysis import syllable_counts
from index.analysis.analyser import indexed_text
from index.analysis.batch_analyser import Analysed
from index.backends.port import Backends
from index.build import analysis_pool
from index.build.analysis_pool import Passages
from index.build.passage_readings import PassageReadings
from index.build.progress import Progress
from index.catalogue.reader import Catalogue
from index.embedding.cache import CachedEmbedder
from index.ports import TextEntry, VectorIndex
from index.readings.taken import TakenTexts
from index.storage.store import SYLLABLES, VECTORS, WORDS, Store
from index.worker_pool import Workers
from ingest.errors import LibraryUnwritable


@dataclass(frozen=True, slots=True)
class GenerationDelta:
    """What a generation is made from: the last one's folder and text engine, what came, went.

    ``added`` are numbers of documents, ``removed`` are keys of passages, ``expected`` says
    how many passages are new.
    """

    old: Path | None
    engine_before: str | None
    engine: str
    added: frozenset[int]
    removed: tuple[int, ...]
    expected: int


def write(
    store: Store,
    backends: Backends,
    building: Path,
    change: GenerationDelta,
    workers: Workers,
    progress: Progress,
) -> int:
    """Write vectors, words and syllables of a generation; return how many texts were embedded."""
    old = change.old
    vectors = _vectors(backends, old, building)
    vectors.remove(change.removed)
    seen = syllable_counts.NgramCounts()
    catalogue = backends.catalogue(building, backends.catalogue_engine)
    same = change.engine_before in {None, change.engine}
    with CachedEmbedder(backends.embedder, store.cache) as embedder:
        pieces = analysis_pool.analysed(
            analysis_pool.chunks(_rows(catalogue, change.added)),
            change.expected,
            workers,
            backends.embedder.tokenizer,
            reading=True,
        )
        readings = PassageReadings(catalogue, backends.embedder, building, old, change.removed)
        new = _pass(pieces, embedder, vectors, readings, seen, change.expected, progress)
        if same:
            base = old / WORDS if old else None
            writer = backends.text_index_writer(building / WORDS, base, change.engine)
            writer.write(new, change.removed)
        else:
            for _ in new:
                pass
            # Another engine than the last generation's: every passage is written anew.
            writer = backends.text_index_writer(building / WORDS, None, change.engine)
            writer.write(_everything(catalogue, workers))
        embedded = embedder.embedded
        readings.close()
    catalogue.close()
    # Vectors are for a moment held twice: what is not wanted any more goes before.
    workers.close()
    _write_syllables(backends, building, change, seen)
    del seen
    progress("Sắp xếp vector", 0, 1)
    try:
        vectors.save(building / VECTORS)
    except RuntimeError as error:
        raise LibraryUnwritable(f"Không ghi được chỉ mục vector: {error}.") from error
    progress("Sắp xếp vector", 1, 1)
    return embedded


def _vectors(backends: Backends, old: Path | None, building: Path) -> VectorIndex:
    """Return the last generation's vectors to change, or none yet."""
    if old is None:
        return backends.new_vector_index(building / VECTORS)
    return backends.open_vector_index(old / VECTORS, backends.vector_engine, change=True)


def _pass(
    pieces: Iterator[tuple[Passages, tuple[Analysed, TakenTexts | None]]],
    embedder: CachedEmbedder,
    vectors: VectorIndex,
    readings: PassageReadings,
    seen: syllable_counts.NgramCounts,
    expected: int,
    progress: Progress,
) -> Iterator[TextEntry]:
    """Embed and count every new passage, and yield what the text index is given."""
    done = 0
    for piece, (analysed, taken) in pieces:
        if taken is not None:
            readings.add(piece, taken)
        vectors.add(piece.keys, *embedder.embed(piece.texts, analysed.tokens))
        seen.add(analysed.counted)
        yield from _entries(piece, analysed)
        done += len(piece.keys)
        progress("Lập chỉ mục", done, expected)


def _entries(piece: Passages, analysed: Analysed) -> Iterator[TextEntry]:
    yield from map(TextEntry, piece.keys, analysed.terms)


def _everything(catalogue: Catalogue, workers: Workers) -> Iterator[TextEntry]:
    pieces = analysis_pool.chunks(_rows(catalogue, None))
    every = catalogue.count("passages")
    for piece, (analysed, _) in analysis_pool.analysed(pieces, every, workers):
        yield from _entries(piece, analysed)


def _rows(catalogue: Catalogue, added: frozenset[int] | None) -> Iterator[tuple[int, str, str]]:
    """Yield key, heading and text of the passages of documents ``added``, or of all."""
    if added is None or added:
        yield from catalogue.all_texts(added)


def _write_syllables(
    backends: Backends, building: Path, change: GenerationDelta, seen: syllable_counts.NgramCounts
) -> None:
    """Write what syllables follow what: the old counts, without what went, with what came."""
    known, gone = syllable_counts.NONE, syllable_counts.NgramCounts()
    if change.old:
        known = syllable_counts.load_counts(change.old / SYLLABLES)
    if change.old and change.removed:
        catalogue = backends.catalogue(change.old, backends.catalogue_engine)
        views = catalogue.passages(change.removed).values()
        gone = syllable_counts.seen(indexed_text(view.heading, view.text) for view in views)
        catalogue.close()
    syllable_counts.write(
        building / SYLLABLES, syllable_counts.updated_by_counts(known, seen, gone)
    )
