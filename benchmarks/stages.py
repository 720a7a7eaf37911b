"""What each stage of a query costs: ``python -m benchmarks.stages LIBRARY --queries Q.jsonl``.

Each figure is a ratio to a peer measured in the same run on the same questions: SQLite's
full-text index (FTS5, bm25) over the same passages, any of the question's syllables, ten best.
Medians over the questions, each asked once warm.  The milliseconds are printed for orientation:
they are the machine's.
"""

from __future__ import annotations

import argparse
import gc
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

from benchmarks.web import served
from index.analysis.analyser import query_terms
from index.evaluation.bench import without_accents
from index.evaluation.judgement import read_judged
from index.library import Library
from index.query.question_words import strip_question_words
from index.results import SearchRequest
from index.search.fusion import hybrid
from index.search.searcher import DEPTH, SearchContext
from ingest.text.vietnamese import lower, tokens

Stage = Callable[[str], object]


def stages(
    library: Library, parts: SearchContext, peer: sqlite3.Connection
) -> Iterator[tuple[str, Stage]]:
    """Yield the stages by name, the peer first."""
    restorer = parts.restorer
    assert restorer is not None  # noqa: S101 (a library always has one)

    def terms(text: str) -> tuple[str, ...]:
        return query_terms(strip_question_words(text))

    def embedded(text: str) -> object:
        return parts.embedder.embed_queries([strip_question_words(text)])

    def both(text: str) -> object:
        vector = parts.embedder.embed_queries([strip_question_words(text)])
        return hybrid(terms(text), vector, parts.words, parts.vectors, depth=DEPTH)

    def fts(text: str) -> object:
        asked = " OR ".join(f'"{span.of(text)}"' for span in tokens(lower(text)))
        found = "SELECT rowid FROM passages WHERE passages MATCH ? ORDER BY rank LIMIT 10"
        return peer.execute(found, (asked,)).fetchall()

    yield "peer: SQLite FTS5", fts
    yield "restore diacritics (typed without)", lambda t: restorer.restore(without_accents(t, 1, t))
    yield (
        "look for typing errors (typed without)",
        lambda t: restorer.suggest(without_accents(t, 1, t)),
    )
    yield "terms", terms
    yield "words: BM25 over syllables and pairs", lambda t: parts.words.search(terms(t), DEPTH)
    yield "meaning: the question's vector", embedded
    yield "words and meaning, fused", both
    yield "whole search (typed in full)", lambda t: library.search(SearchRequest(t))
    yield (
        "the same, as a page of results asks (nothing folded is read)",
        lambda t: library.search(SearchRequest(t, others=False)),
    )
    yield (
        "whole search (typed without)",
        lambda t: library.search(SearchRequest(without_accents(t, 1, t))),
    )


def over_http(address: str) -> Iterator[tuple[str, Stage]]:
    """Yield what a search costs as asked of the web app at ``address``, on one connection."""
    line = HTTPConnection(address.removeprefix("http://"))

    def asked(path: str) -> Stage:
        def ask(text: str) -> object:
            line.request("GET", f"{path}?q={quote(text)}")
            answer = line.getresponse()
            body = answer.read()
            if answer.status >= HTTPStatus.BAD_REQUEST:
                raise OSError(f"{path}: {answer.status}")
            return body

        return ask

    yield "whole search over HTTP, as JSON", asked("/api/search")
    yield "whole search over HTTP, as a page", asked("/tim")


def peer_of(parts: SearchContext) -> sqlite3.Connection:
    """Return FTS5 in memory over the library's passages."""
    peer = sqlite3.connect(":memory:")
    peer.execute("CREATE VIRTUAL TABLE passages USING fts5(text)")
    catalogue = parts.catalogue
    views = catalogue.passages(catalogue.keys_of(list(catalogue.cards())))
    peer.executemany("INSERT INTO passages VALUES (?)", ((view.text,) for view in views.values()))
    return peer


def median(stage: Stage, questions: Sequence[str]) -> float:
    """Return the median of a stage in seconds, each question asked once unmeasured before."""
    taken = []
    for text in questions:
        stage(text)
        started = time.perf_counter()
        stage(text)
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description="Đo thời gian từng bước của một câu hỏi.")
    parser.add_argument("library", type=Path)
    parser.add_argument("--queries", type=Path, required=True)
    options = parser.parse_args(argv)
    questions = [one.text for one in read_judged(options.queries)]
    library = Library.open(options.library)
    with ExitStack() as kept:
        parts = kept.enter_context(library.parts())
        sys.stdout.write(f"{len(parts.words)} passages, {len(questions)} questions\n\n")
        sys.stdout.write("| stage | ratio to the peer | ms |\n| --- | --- | --- |\n")
        base = 0.0
        folder = Path(kept.enter_context(tempfile.TemporaryDirectory()))
        address = kept.enter_context(served(library, folder))
        gc.freeze()  # as the web app does
        for name, stage in (*stages(library, parts, peer_of(parts)), *over_http(address)):
            seconds = median(stage, questions)
            base = base or seconds
            sys.stdout.write(f"| {name} | {seconds / base:.1f} | {seconds * 1000:.2f} |\n")
    library.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
