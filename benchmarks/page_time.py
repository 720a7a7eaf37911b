"""What pages add to what they show: ``python -m benchmarks.page_time LIBRARY --queries FILE``.

Processor time (every thread of this process), without a server's sockets: the app is called as
a server calls it.  Of every question the page and the library's own answer are asked in turns;
the least of each counts, and what is told is the median over the questions.  Then the fold of
the first document that has one is opened.  Documents are the library's with at least so many
pages.  ``--keep FOLDER`` leaves the pages there, to be held
against those of another version with ``diff -r``.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from pathlib import Path
from urllib.parse import quote

from flask import Flask
from werkzeug.test import EnvironBuilder, run_wsgi_app

from index.cli.console import guarded
from index.evaluation.judgement import read_judged
from index.library import Library
from index.results import SearchRequest
from ingest.errors import UsageError
from search_app import create_app
from search_app.settings import Settings

TRIES = 5
LEAST_PAGES = 20


@dataclass(frozen=True, slots=True)
class Asked:
    """One page with what the library does for it; ``body`` is the page as it was sent."""

    path: str
    body: bytes
    page: float
    answer: float
    """Seconds of processor of both."""


def questions_of(path: Path) -> list[str]:
    """Return the questions of a file: judged ones (``.jsonl``), else one a line."""
    if path.suffix == ".jsonl":
        return [one.text for one in read_judged(path)]
    return [line for line in path.read_text("utf-8").splitlines() if line.strip()]


def sent(app: Flask, path: str) -> tuple[int, str, bytes]:
    """Return the status of a page, where it leads to ("" for nowhere), and its body."""
    environ = EnvironBuilder(path=path, base_url="http://localhost:8000").get_environ()
    return _answered(app, environ)


def _answered(app: Flask, environ: dict[str, object]) -> tuple[int, str, bytes]:
    parts, status, headers = run_wsgi_app(app, environ, buffered=True)
    return int(status.split()[0]), headers.get("Location", ""), b"".join(parts)


def measured(app: Flask, path: str, answer: Callable[[], object], tries: int = TRIES) -> Asked:
    """Measure one page against what the library does for it, in turns."""
    pages, answers = [], []
    body = b""
    for _ in range(tries + 1):
        environ = EnvironBuilder(path=path, base_url="http://localhost:8000").get_environ()
        began = time.process_time()
        status, _, body = _answered(app, environ)
        between = time.process_time()
        answer()
        answers.append(time.process_time() - between)
        pages.append(between - began)
        if status != HTTPStatus.OK:
            raise UsageError(f"{path}: {status}")
    # The first is not counted: it fills what is kept.
    return Asked(path, body, min(pages[1:]), min(answers[1:]))


def results(app: Flask, library: Library, questions: Sequence[str]) -> Iterator[Asked]:
    """Yield pages of answers; questions that lead straight to a document have none."""
    for text in questions:
        path = f"/tim?q={quote(text)}"
        if sent(app, path)[0] == HTTPStatus.OK:
            request = SearchRequest(" ".join(text.split()), others=False)
            yield measured(app, path, lambda request=request: library.search(request))


def folds(app: Flask, library: Library, questions: Sequence[str]) -> Iterator[Asked]:
    """Yield the passages folded under a document, of each page that folds some."""
    for text in questions:
        request = SearchRequest(" ".join(text.split()), others=False)
        found = library.search(request)
        hits = (hit for hit in (*found.hits, *found.nearest) if hit.others)
        document = next((hit.passage.document.id for hit in hits), None)
        if document is not None:
            path = f"/tim/{document}?q={quote(text)}&gon=1"
            opened = replace(request, others=True, document=document)
            yield measured(app, path, lambda opened=opened: library.search(opened))


def documents(app: Flask, library: Library, least: int, most: int) -> Iterator[Asked]:
    """Yield pages of documents with at least ``least`` pages, the shortest ``most`` of them."""
    long = [card for card in library.overview().documents if card.id and card.pages >= least]
    for card in sorted(long, key=lambda card: (card.pages, card.id))[:most]:
        path = f"/van-ban/{card.id}"
        path = sent(app, path)[1] or path
        yield measured(app, path, lambda name=card.id or "": library.document(name))


def row(name: str, asked: Sequence[Asked]) -> str:
    """Return a line of the table: milliseconds and KiB, medians but for the 95th of a hundred."""

    def told(values: Sequence[float]) -> str:
        ordered = sorted(values)
        at = min(len(ordered) - 1, int(len(ordered) * 0.95))
        return f"{statistics.median(values) * 1000:.2f} | {ordered[at] * 1000:.2f}"

    if not asked:
        return f"| {name} | 0 | | | | | | | |"
    size = statistics.median(len(one.body) for one in asked) / 1024
    columns = (
        told([one.page for one in asked]),
        told([one.answer for one in asked]),
        told([one.page - one.answer for one in asked]),
    )
    return f"| {name} | {len(asked)} | {size:.0f} | {' | '.join(columns)} |"


def keep(asked: Sequence[Asked], folder: Path) -> None:
    """Leave pages in ``folder``, named by their addresses."""
    folder.mkdir(parents=True, exist_ok=True)
    for one in asked:
        name = hashlib.sha256(one.path.encode()).hexdigest()[:16]
        (folder / f"{name}.html").write_bytes(f"<!-- {one.path} -->\n".encode() + one.body)


def report(options: argparse.Namespace, library: Library, app: Flask) -> Iterator[str]:
    """Yield the lines of the report."""
    yield (
        "| page | pages asked | KiB | p50 ms | p95 | library p50 ms | p95 | added p50 ms | p95 |"
    )
    yield "| --- " + "| ---: " * 8 + "|"
    questions = questions_of(options.queries)[: options.questions]
    of_results = list(results(app, library, questions))
    yield row("results", of_results)
    of_folds = list(folds(app, library, questions))
    yield row("one fold opened", of_folds)
    of_documents = list(documents(app, library, options.pages, options.documents))
    yield row(f"document of {options.pages} pages or more", of_documents)
    if options.keep:
        keep([*of_results, *of_folds, *of_documents], options.keep)


def main(argv: Sequence[str] | None = None) -> int:
    """Measure and print a table."""
    words = argparse.ArgumentParser(
        prog="python -m benchmarks.page_time",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    words.add_argument("library", type=Path)
    words.add_argument("--queries", type=Path, required=True)
    words.add_argument("--questions", type=int, default=60, help="at most")
    words.add_argument("--documents", type=int, default=20, help="at most")
    words.add_argument("--pages", type=int, default=LEAST_PAGES, help="of a document, at least")
    words.add_argument("--keep", type=Path, help="folder for the pages as they were sent")
    options = words.parse_args(argv)

    def run() -> int:
        library = Library.open(options.library)
        try:
            with tempfile.TemporaryDirectory() as folder:
                app = create_app(Settings(desk=Path(folder) / "desk.sqlite"), library)
                gc.freeze()  # as the web app does
                for line in report(options, library, app):
                    sys.stdout.write(line + "\n")
        finally:
            library.close()
        return 0

    return guarded(run)


if __name__ == "__main__":
    sys.exit(main())
