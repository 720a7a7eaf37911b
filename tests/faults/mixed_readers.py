"""Readers while builds publish: ``python -m tests.faults.mixed_readers [REQUESTS] [THREADS]``.

Every document of a generation carries that generation's mark, so an answer put
together from two generations shows two marks.
"""

from __future__ import annotations

import re
import sys
import tempfile
import threading
from pathlib import Path

import pytest

from index.library import Library
from index.results import SearchRequest
from tests.libraries import build, without_children

DOCUMENTS = 6
_MARK = re.compile(r"đợt (\d+)")


def _write(corpus: Path, mark: int) -> None:
    corpus.mkdir(exist_ok=True)
    for number in range(DOCUMENTS):
        text = (
            f"Thông báo {number} đợt {mark} về lịch tiếp dân của xã thứ {number}.\n"
            f"Nhân dân xã {number} đợt {mark} gửi phản ánh về Quy định số 31-QĐ/TU.\n"
        )
        (corpus / f"{number}.txt").write_text(text, "utf-8")


def _ask(library: Library, turn: int) -> list[str]:
    """Ask one question; return the texts of the answer."""
    kind = turn % 4
    if kind == 0:
        answer = library.search(SearchRequest("lịch tiếp dân của xã"))
        return [hit.passage.text for hit in answer.hits]
    if kind == 1:
        answer = library.search(SearchRequest('"gửi phản ánh" nhân dân'))
        return [hit.passage.text for hit in answer.hits]
    if kind == 2:
        return [one.sentence for one in library.lookup("31-QĐ/TU").cited_by]
    overview = library.overview()
    return [f"đợt {len(overview.documents)}"] if len(overview.documents) != DOCUMENTS else []


def run(requests: int, threads: int, folder: Path, builds: int = 3) -> dict[str, int]:
    """Ask ``requests`` questions while ``builds`` builds publish; return what went wrong."""
    corpus, root = folder / "corpus", folder / "library"
    _write(corpus, 0)
    build(corpus, root)
    library = Library.open(root)
    counts = {"asked": 0, "errors": 0, "mixed": 0, "empty": 0}
    first: list[str] = []
    lock, building = threading.Lock(), threading.Event()
    building.set()

    def ask() -> None:
        while True:
            with lock:
                turn = counts["asked"]
                # Until the last build is through there is always one more to ask.
                if turn >= requests and not building.is_set():
                    return
                counts["asked"] += 1
            try:
                texts = _ask(library, turn)
            except Exception as error:  # noqa: BLE001 (any error at all is what is counted)
                with lock:
                    counts["errors"] += 1
                    first.append(repr(error))
                continue
            marks = {mark for text in texts for mark in _MARK.findall(text)}
            with lock:
                counts["mixed"] += len(marks) > 1
                counts["empty"] += turn % 4 != 3 and not texts

    workers = [threading.Thread(target=ask) for _ in range(threads)]
    for worker in workers:
        worker.start()
    try:
        for mark in range(1, builds + 1):
            _write(corpus, mark)
            build(corpus, root)
    finally:
        building.clear()
        for worker in workers:
            worker.join()
    final = library.search(SearchRequest("lịch tiếp dân của xã"))
    counts["stale"] = sum(f"đợt {builds}" not in hit.passage.text for hit in final.hits)
    library.close()
    if first:
        sys.stderr.write(f"first error: {first[0]}\n")
    return counts


def main() -> int:
    """Run from the command line."""
    requests = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    threads = int(sys.argv[2]) if len(sys.argv) > 2 else 16
    patch = pytest.MonkeyPatch()
    without_children(patch)
    with tempfile.TemporaryDirectory() as folder:
        counts = run(requests, threads, Path(folder))
    sys.stdout.write(f"{counts}\n")
    return int(bool(counts["errors"] or counts["mixed"] or counts["empty"] or counts["stale"]))


if __name__ == "__main__":
    sys.exit(main())
