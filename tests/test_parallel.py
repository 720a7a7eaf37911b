"""Work shared out to child processes gives what the same work gives without them."""

from __future__ import annotations

import os
import shutil
import sqlite3
from pathlib import Path

import pytest

from index.analysis.analyser import indexed_text, term_texts
from index.backends.engines import WHOOSH
from index.backends.local import LocalBackends
from index.build import analysis_pool, catalogue_writer
from index.build.builder import build
from index.storage.store import CATALOGUE, SYLLABLES, VECTORS, WORDS, Store
from index.worker_pool import Workers
from ingest.errors import LibraryCorrupt, LibraryUnwritable
from tests import libraries
from tests.libraries import nothing


def _twice(number: int) -> int:
    if number < 0:
        raise LibraryCorrupt(f"hỏng {number}")
    if number > 100:
        os._exit(9)
    return 2 * number


@pytest.mark.parametrize("alone", [True, False])
def test_results_come_in_order_and_errors_come_out(alone: bool) -> None:
    asked = list(range(30))
    with Workers() as workers:
        for _ in range(2):
            found = list(workers.ordered(_twice, asked, alone=alone))
            assert found == [(number, 2 * number) for number in asked]
            with pytest.raises(LibraryCorrupt, match="hỏng -1"):
                list(workers.ordered(_twice, [1, -1, 2], alone=alone))


def test_a_killed_process_stops_the_build_with_a_reason() -> None:
    with Workers() as workers, pytest.raises(LibraryUnwritable, match="dừng đột ngột"):
        list(workers.ordered(_twice, [1, 101, 2], alone=False))


def test_a_library_built_by_many_processes_is_the_same(
    sample_library: Path, root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "library"
    # What was parsed is taken over: it is indexing that is compared.
    shutil.copytree(sample_library, other)
    shutil.rmtree(other / "generations")
    (other / "current").unlink()
    monkeypatch.setattr(catalogue_writer, "ALONE", 0)
    monkeypatch.setattr(analysis_pool, "ALONE", 0)
    monkeypatch.setattr(analysis_pool, "CHUNK", 50)
    report = build([root / "corpus"], other, LocalBackends(), jobs=1, progress=nothing)
    assert report.parsed == 0
    folders = [Store(one).folder(Store(one).current()) for one in (sample_library, other)]
    assert _rows(folders[0]) == _rows(folders[1])
    assert _seals(sample_library) == _seals(other)
    backends = LocalBackends()
    words = [backends.open_text_index(folder / WORDS, WHOOSH) for folder in folders]
    catalogue = libraries.catalogue_of(folders[0])
    terms = {
        term
        for _, heading, text in catalogue.all_texts()
        for term in term_texts(indexed_text([heading] if heading else [], text))
    }
    assert len(terms) > 5000
    assert len(words[0]) == len(words[1]) == report.passages
    assert words[0].document_frequencies(sorted(terms)) == words[1].document_frequencies(
        sorted(terms)
    )


def _rows(folder: Path) -> list[str]:
    base = sqlite3.connect(folder / CATALOGUE)
    rows = list(base.iterdump())
    base.close()
    return rows


def _seals(library: Path) -> dict[str, str]:
    """Return the digests of vectors and syllables."""
    store = Store(library)
    return {
        one.path: one.sha256
        for one in store.record(store.current()).seals
        if one.path == SYLLABLES or one.path.startswith(VECTORS)
    }
