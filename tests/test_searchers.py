"""Searches answered in processes of their own are the same answers, whatever befalls a process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from index.access import Rights
from index.library import Library
from index.results import SearchRequest
from ingest.errors import QueryError
from tests.libraries import build_shipped, write_corpus

ASKED = ("bí thư huyện ủy tiếp dân", "bao ve rung", '"hai ngày trong một tháng"', "31-QĐ/TU", "zzz")
CLOSED = Rights(frozenset({"noi-bo"}))


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("searchers")
    corpus = write_corpus(folder / "corpus")
    (corpus / "noi-bo").mkdir()
    (corpus / "19-ct-tu.txt").rename(corpus / "noi-bo" / "19-ct-tu.txt")
    build_shipped(corpus, folder / "library")
    return folder


@pytest.fixture(scope="module")
def here(root: Path) -> Iterator[Library]:
    library = Library.open(root / "library")
    yield library
    library.close()


@pytest.fixture(scope="module")
def elsewhere(root: Path) -> Iterator[Library]:
    library = Library.open(root / "library", searchers=2)
    yield library
    library.close()


def pids(library: Library) -> list[int]:
    """Return the processes that search for a library."""
    assert library._searchers is not None
    return list(library._searchers._pool._processes)


def test_the_answers_are_the_same(here: Library, elsewhere: Library) -> None:
    requests = [SearchRequest(text, page=page) for text in ASKED for page in (1, 2)]
    with ThreadPoolExecutor(4) as clients:
        found = list(clients.map(elsewhere.search, requests))
    assert found == [here.search(request) for request in requests]
    # None of it was done here: that is the point.
    assert "words" not in elsewhere._current.generation._files._parts
    assert len(pids(elsewhere)) == 2


def test_rights_go_with_the_question(here: Library, elsewhere: Library) -> None:
    request = SearchRequest("bao ve rung")
    hidden = elsewhere.for_reader(CLOSED).search(request)
    assert hidden == here.for_reader(CLOSED).search(request)
    assert hidden.hits != elsewhere.search(request).hits


def test_what_is_wrong_with_a_question_is_told(elsewhere: Library) -> None:
    with pytest.raises(QueryError, match="năm") as told:
        elsewhere.search(SearchRequest("năm:abc rừng"))
    assert told.value.advice


def test_a_killed_process_costs_no_answer(here: Library, elsewhere: Library) -> None:
    request = SearchRequest(ASKED[0])
    before = pids(elsewhere)
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    with ThreadPoolExecutor(4) as clients:
        found = list(clients.map(elsewhere.search, [request] * 8))
    assert found == [here.search(request)] * 8
    assert not set(before) & set(pids(elsewhere))


def test_a_newer_generation_is_moved_to(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "corpus")
    build_shipped(corpus, tmp_path / "library")
    library = Library.open(tmp_path / "library", searchers=1)
    try:
        assert not library.search(SearchRequest('"trực cơ quan ngày lễ"')).hits
        (corpus / "moi.txt").write_text("Thông báo về trực cơ quan ngày lễ năm nay.\n", "utf-8")
        build_shipped(corpus, tmp_path / "library")
        (hit,) = library.search(SearchRequest('"trực cơ quan ngày lễ"')).hits
        assert hit.passage.document.source == "moi.txt"
    finally:
        library.close()


_PARENT = """
import os, sys, time
from index.library import Library
from index.results import SearchRequest
from pathlib import Path
if __name__ == "__main__":
    library = Library.open(Path(sys.argv[1]), searchers=1)
    library.search(SearchRequest("rừng"))
    print(*library._searchers._pool._processes, flush=True)
    time.sleep(60)
"""


def test_no_process_outlives_the_one_that_asks(root: Path, tmp_path: Path) -> None:
    script = tmp_path / "parent.py"
    script.write_text(_PARENT, "utf-8")
    home = str(Path(__file__).parents[1])
    parent = subprocess.Popen(
        [sys.executable, str(script), str(root / "library")],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": home},
        text=True,
    )
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    parent.kill()
    parent.wait()
    deadline = time.monotonic() + 20
    while _runs(child) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not _runs(child)
    parent.stdout.close()


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text("ascii").split(")")[1].split()[0] != "Z"
    except FileNotFoundError:
        return False
