"""Measuring files of passages, or a library, with the backends named for it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from index.backends.local import LocalBackends
from index.evaluation import ranking_eval
from index.evaluation.bench import Bench
from index.evaluation.judgement import JudgedQuestion
from index.evaluation.library_eval import LibraryReport, evaluate_library
from index.evaluation.ranking_eval import EncodedBench, Rankings
from index.library import Library
from index.query import diacritics
from index.search.reranker import load_named


def rankings(folder: Path, bench: Bench, model: str | None, rerank: str | None = None) -> Rankings:
    """Index the passages of a bench in ``folder`` as a build would, for evaluation."""
    backends = LocalBackends(model)
    engine = backends.text_engine(len(bench.ids), None)
    words, vectors = ranking_eval.indexed(
        folder,
        bench,
        backends.embedder,
        lambda path: backends.text_index_writer(path, None, engine),
        lambda path: backends.open_text_index(path, engine),
        lambda _: backends.new_vector_index(folder),
    )
    encoder, encoded = backends.encoder, None
    if encoder is not None:
        encoded = EncodedBench(
            encoder, backends.new_encoder_index(folder), backends.new_encoder_tokens()
        )
        encoded.add(range(len(bench.ids)), encoder.read_passages(bench.texts))
    restorer = diacritics.Restorer()
    return Rankings(
        bench,
        backends.embedder,
        words,
        vectors,
        cache(lambda text: restorer.restore(text)[0]),
        load_named(rerank),
        encoded,
    )


def measured(
    path: Path, questions: tuple[JudgedQuestion, ...], model: str | None, rerank: str | None = None
) -> LibraryReport:
    """Measure the library at ``path`` by judged questions (:mod:`.library_eval`)."""
    library = Library.open(path, model=model, rerank=rerank)
    try:
        with library.parts() as parts:
            return evaluate_library(parts, library.search, questions)
    finally:
        library.close()
