"""One contract suite over every adapter of the ports and the exact fakes."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.analysis.analyser import query_terms, term_texts
from index.backends.engines import WHOOSH_UP_TO, choose_text_engine
from index.dense import codes
from index.dense import faiss_index as vectors_module
from index.dense.faiss_index import FaissVectors
from index.lexical import tantivy_index, whoosh_index
from index.lexical.tantivy_index import TantivyText, TantivyWriter
from index.lexical.whoosh_index import WhooshText, WhooshWriter
from index.ports import TextEntry, TextIndex
from index.remote.milvus import snapshot, text_index
from index.remote.milvus.adapters import MilvusText, MilvusTextWriter, MilvusVectors
from ingest.errors import LibraryCorrupt, UsageError
from tests.fakes import FakeText, FakeVectors
from tests.lite import place_of

TEXTS = {
    3: "Cán bộ, đảng viên phải nêu gương.",
    7: "Quy định số 37-QĐ/TW về những điều đảng viên không được làm.",
    1 << 40: "Tổ chức đảng kiểm tra đảng viên; đảng viên chịu kiểm tra.",
    12: "Canh bo duong.",
}


def entries(keys: list[int] | None = None) -> list[TextEntry]:
    return [TextEntry(key, term_texts(TEXTS[key])) for key in (keys or list(TEXTS))]


def whoosh(folder: Path, base: Path | None, new: list[TextEntry], gone: list[int]) -> TextIndex:
    WhooshWriter(folder, base).write(new, gone)
    return WhooshText(folder)


def tantivy(folder: Path, base: Path | None, new: list[TextEntry], gone: list[int]) -> TextIndex:
    TantivyWriter(folder, base).write(new, gone)
    return TantivyText(folder)


def milvus(folder: Path, base: Path | None, new: list[TextEntry], gone: list[int]) -> TextIndex:
    place = place_of(folder.parent)
    MilvusTextWriter(place, folder, base).write(new, gone)
    return MilvusText(place, folder)


def fake(folder: Path, base: Path | None, new: list[TextEntry], gone: list[int]) -> TextIndex:
    known: dict[Path, FakeText] = fake.__dict__.setdefault("known", {})
    made = FakeText()
    if base is not None:
        made._rows = dict(known[base]._rows)
    made.write(new, gone)
    known[folder] = made
    return made


Make = Callable[[Path, Path | None, list[TextEntry], list[int]], TextIndex]


@pytest.fixture(params=[whoosh, tantivy, milvus, fake])
def make(request: pytest.FixtureRequest) -> Make:
    made: Make = request.param
    return made


def test_words_typed_accents_count_and_missing_ones_do_not(make: Make, tmp_path: Path) -> None:
    index = make(tmp_path / "a", None, entries(), [])
    assert [one.key for one in index.search(query_terms("cán"), 9)] == [3]
    assert {one.key for one in index.search(query_terms("can"), 9)} == {3}
    assert {one.key for one in index.search(query_terms("bo"), 9)} == {3, 12}
    assert {one.key for one in index.search(query_terms("bộ"), 9)} == {3}


def test_words_scores_are_those_of_bm25(make: Make, tmp_path: Path) -> None:
    index = make(tmp_path / "a", None, entries(), [])
    engine: Any = {tantivy: tantivy_index, milvus: text_index}.get(make, whoosh_index)
    exact = FakeText(entries(), engine.K1, engine.B)
    terms = query_terms("kiểm tra đảng viên")
    got, want = index.search(terms, 9), exact.search(terms, 9)
    assert [one.key for one in got] == [one.key for one in want]
    # Lengths are kept in one byte, so scores differ a little, never the order here.
    assert [one.score for one in got] == pytest.approx([one.score for one in want], rel=0.05)
    assert index.max_score(terms) == pytest.approx(exact.max_score(terms))
    assert got[0].score < index.max_score(terms)


def test_words_are_narrowed_to_allowed_keys(make: Make, tmp_path: Path) -> None:
    index = make(tmp_path / "a", None, entries(), [])
    assert [one.key for one in index.search(query_terms("đảng viên"), 9, [7, 12])] == [7]
    assert index.search(query_terms("đảng viên"), 9, []) == []


def test_words_narrowed_answer_as_an_index_of_these_passages_alone(
    make: Make, tmp_path: Path
) -> None:
    kept = [3, 7]
    whole = make(tmp_path / "a", None, entries(), [])
    seen = whole.narrowed(kept, lambda: entries(kept))
    # What Milvus narrows is an index in memory.
    other = tantivy if make is milvus else make
    alone = other(tmp_path / "b", None, entries(kept), [])
    assert len(seen) == len(kept)
    for asked in ("đảng viên", "kiểm tra", "37-QĐ/TW", "can bo", "canh"):
        terms = query_terms(asked)
        assert list(seen.search(terms, 9)) == list(alone.search(terms, 9)), asked
        assert seen.max_score(terms) == alone.max_score(terms)
        assert seen.phrase(terms, 9) == alone.phrase(terms, 9)
        assert seen.document_frequencies(terms) == alone.document_frequencies(terms)
    assert len(whole.narrowed([], lambda: [])) == 0
    assert not list(whole.narrowed([], lambda: []).search(query_terms("đảng"), 9))


def test_words_numbers_are_single_terms(make: Make, tmp_path: Path) -> None:
    index = make(tmp_path / "a", None, entries(), [])
    assert [one.key for one in index.search(query_terms("37-QĐ/TW"), 9)] == [7]
    assert index.search(query_terms("37-QC/TW"), 9) == []


def test_words_phrases_hold_every_pair(make: Make, tmp_path: Path) -> None:
    index = make(tmp_path / "a", None, entries(), [])
    assert index.phrase(query_terms("kiểm tra đảng viên"), 9) == [1 << 40]
    assert index.phrase(query_terms("viên kiểm"), 9) == []
    assert index.phrase([], 9) == []


def test_words_change_in_a_copy_and_leave_the_old_one(make: Make, tmp_path: Path) -> None:
    old = make(tmp_path / "a", None, entries([3, 7]), [])
    new = make(tmp_path / "b", tmp_path / "a", entries([12]), [3])
    assert len(old) == 2
    assert len(new) == 2
    assert [one.key for one in old.search(query_terms("nêu gương"), 9)] == [3]
    assert new.search(query_terms("nêu gương"), 9) == []
    assert [one.key for one in new.search(query_terms("duong"), 9)] == [12]
    assert new.document_frequencies(query_terms("cán")) == {"cán": 0}


def test_words_of_an_empty_index_find_nothing(make: Make, tmp_path: Path) -> None:
    index = make(tmp_path / "a", None, [], [])
    assert len(index) == 0
    assert index.search(query_terms("đảng"), 9) == []


def test_words_count_what_is_asked_twice_twice(make: Make, tmp_path: Path) -> None:
    index = make(tmp_path / "a", None, entries(), [])
    once, twice = (index.search(query_terms("đảng") * n, 1)[0].score for n in (1, 2))
    assert twice == pytest.approx(2 * once)
    assert index.max_score(("đảng", "đảng")) == pytest.approx(2 * index.max_score(("đảng",)))


def test_words_of_equal_worth_come_in_order_of_key(make: Make, tmp_path: Path) -> None:
    index = make(tmp_path / "a", None, [TextEntry(key, ("xã",)) for key in (9, 4, 40, 2)], [])
    assert [one.key for one in index.search(("xã",), 2)] == [2, 4]
    assert index.phrase(("xã",), 3) == [2, 4, 9]


def test_words_narrowed_to_many_keys_answer_the_same(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [TextEntry(key, ("xã",) * (1 + key % 7) + ("huyện",) * (key % 3)) for key in range(300)]
    index = make(tmp_path / "a", None, rows, [])
    allowed = list(range(0, 300, 11))
    few = index.search(("xã", "huyện"), 10, allowed)
    monkeypatch.setattr(tantivy_index, "FEW", 5)
    monkeypatch.setattr(snapshot, "CHUNK", 5)
    many = index.search(("xã", "huyện"), 10, allowed)
    assert [one.key for one in few] == [one.key for one in many]
    assert len(index.search(("xã", "huyện"), 99, allowed)) == len(allowed)


def test_words_are_asked_by_eight_threads_at_once(make: Make, tmp_path: Path) -> None:
    rows = [TextEntry(key, term_texts(f"xã số {key % 13} và huyện")) for key in range(200)]
    index = make(tmp_path / "a", None, rows, [])
    asked = [query_terms(f"xã số {n}") for n in range(13)] * 8
    alone = [index.search(terms, 20) for terms in asked]
    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(lambda terms: index.search(terms, 20), asked)) == alone


@pytest.mark.parametrize("opened", [WhooshText, TantivyText])
def test_a_folder_that_is_no_index_is_corrupt(opened: Any, tmp_path: Path) -> None:
    with pytest.raises(LibraryCorrupt):
        opened(tmp_path)
    for name in ("meta.json", "_MAIN_1.toc"):
        (tmp_path / name).write_bytes(b"{}")
    with pytest.raises(LibraryCorrupt):
        opened(tmp_path)


@pytest.mark.parametrize("make", [whoosh, tantivy])
def test_words_cut_short_are_corrupt_or_unreadable(make: Make, tmp_path: Path) -> None:
    make(tmp_path / "a", None, entries(), []).close()
    for path in (tmp_path / "a").iterdir():
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    with pytest.raises(LibraryCorrupt):
        (WhooshText if make is whoosh else TantivyText)(tmp_path / "a")


def test_a_text_index_is_chosen_by_size() -> None:
    assert choose_text_engine("auto", WHOOSH_UP_TO) == "whoosh"
    assert choose_text_engine("auto", WHOOSH_UP_TO + 1) == "tantivy"
    # One document less does not write it all anew.
    assert choose_text_engine("auto", WHOOSH_UP_TO - 1, "tantivy") == "tantivy"
    assert choose_text_engine("auto", WHOOSH_UP_TO // 2, "tantivy") == "whoosh"
    assert choose_text_engine("whoosh", 10**7) == "whoosh"
    with pytest.raises(UsageError):
        choose_text_engine("lucene", 1)


@pytest.fixture(params=["faiss", "milvus", "fake"])
def vectors(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    found: Any = FaissVectors(4) if request.param == "faiss" else FakeVectors()
    if request.param == "milvus":
        found = MilvusVectors.open(place_of(tmp_path), None, 4, change=True)
    found.add([5, 9, 1 << 50], np.eye(4, dtype=np.float32)[:3])
    return found


def test_vectors_nearest_first_and_narrowed(vectors: Any) -> None:
    query = np.asarray([[0.8, 0.6, 0, 0]], np.float32)
    assert [one.key for one in vectors.search(query, 2)] == [5, 9]
    assert vectors.search(query, 1)[0].score == pytest.approx(0.8, abs=1e-3)
    assert [one.key for one in vectors.search(query, 9, [9, 77])] == [9]
    assert vectors.search(query, 9, []) == []


def test_vectors_are_removed_and_counted(vectors: Any) -> None:
    vectors.remove([5, 1234])
    assert len(vectors) == 2
    assert 5 not in [one.key for one in vectors.search(np.ones((1, 4), np.float32), 9)]


def test_vectors_hand_back_what_they_hold(vectors: Any) -> None:
    assert vectors.vector(1 << 50) == pytest.approx(np.asarray([[0, 0, 1, 0]]), abs=1e-3)


def test_vectors_score_the_whole_and_its_best_window(vectors: Any) -> None:
    rows = np.asarray([[0.6, 0.8, 0, 0], [0, 0, 0.6, 0.8]], np.float32)
    windows = [np.eye(4, dtype=np.float32)[:2], np.zeros((0, 4), np.float32)]
    vectors.add([20, 2], rows, windows)
    query = np.asarray([[1, 0, 0, 0]], np.float32)
    scored = {one.key: one.score for one in vectors.scores(query, [2, 20, 5, 777])}
    # Half of 0.6 and the window that is the query itself; no windows: the whole alone.
    assert scored == pytest.approx({20: 0.8, 2: 0.0, 5: 1.0}, abs=1e-2)
    assert [one.key for one in vectors.search(query, 2)] == [5, 20]
    vectors.remove([5])
    assert vectors.scores(query, [5, 20])[0].score == pytest.approx(0.8, abs=1e-2)
    assert vectors.scores(query, []) == []
    # What else is asked for comes along with its score, wherever it lies.
    also = np.asarray([2, 777], np.int64)
    assert [one.key for one in vectors.search(query, 1, [9, 20], also)] == [20, 2]


@pytest.mark.parametrize("engine", ["faiss", "milvus"])
def test_windows_are_the_same_when_read_again(tmp_path: Path, engine: str) -> None:
    draw = np.random.default_rng(7)
    place = place_of(tmp_path)
    made: Any = FaissVectors(16)
    if engine == "milvus":
        made = MilvusVectors.open(place, None, 16, change=True)
    kept = FakeVectors()
    for keys in ([900, 30, 31], [7, 1 << 50]):
        rows = draw.normal(size=(len(keys), 16)).astype(np.float32)
        groups = [draw.normal(size=(n, 16)).astype(np.float32) for n in range(len(keys))]
        groups = [group / np.linalg.norm(group, axis=1, keepdims=True) for group in groups]
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        for index in (made, kept):
            index.add(keys, rows, groups)
    for index in (made, kept):
        index.remove([30])
    made.save(tmp_path / "v")
    read: Any = FaissVectors.load(tmp_path / "v") if engine == "faiss" else None
    if read is None:
        read = MilvusVectors.open(place, tmp_path / "v", 16, change=False)
    query = rows[:1]
    asked = [7, 31, 900, 1 << 50, 30]
    want = {one.key: one.score for one in kept.scores(query, asked)}
    assert {one.key: one.score for one in read.scores(query, asked)} == pytest.approx(
        want, abs=5e-3
    )
    assert set(want) == {7, 31, 900, 1 << 50}


@pytest.mark.parametrize("name", ["whole_rows.npy", "rows.npy", "ends.npy"])
def test_faiss_reads_what_it_wrote_and_refuses_a_torn_file(tmp_path: Path, name: str) -> None:
    made = FaissVectors(4)
    made.add([5], np.eye(4, dtype=np.float32)[:1], [np.eye(4, dtype=np.float32)])
    made.save(tmp_path / "v")
    assert len(FaissVectors.load(tmp_path / "v")) == 1
    part = tmp_path / "v" / name
    part.write_bytes(part.read_bytes()[:-3])
    with pytest.raises(LibraryCorrupt):
        FaissVectors.load(tmp_path / "v")


def _drawn(count: int, first: int, seed: int) -> tuple[list[int], Any, list[Any]]:
    """Return keys, unit vectors about thirty centres, and two windows for each."""
    draw = np.random.default_rng(seed)
    centres = np.random.default_rng(1).normal(size=(30, 24))

    def unit(rows: Any) -> Any:
        return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)

    wholes = unit(centres[draw.integers(0, 30, count)] + draw.normal(size=(count, 24)))
    windows = [unit(row + 0.4 * draw.normal(size=(2, 24))) for row in wholes]
    return [(first + n) << 20 for n in range(count)], wholes, windows


def test_codes_of_large_libraries_propose_what_is_near(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "EXACT_UP_TO", 1000)
    monkeypatch.setattr(codes, "NEAREST", 20)
    keys, wholes, windows = _drawn(3000, 1, 5)
    exact = FakeVectors()
    exact.add(keys, wholes, windows)
    made = FaissVectors(24)
    for start in range(0, 3000, 700):  # as a build adds them
        some = slice(start, start + 700)
        made.add(keys[some], wholes[some], windows[some])
    made.save(tmp_path / "a")
    read = FaissVectors.load(tmp_path / "a")
    assert read.facts is not None
    assert read.facts.recall >= codes.RECALL
    assert read.facts.times < codes.TIMES[-1]
    asked = [group[:1] for group in windows[::40]]
    shared = []
    for one in asked:
        want = {found.key for found in exact.search(one, 10)}
        shared.append(len(want & {found.key for found in read.search(one, 10)}) / 10)
    assert np.mean(shared) >= 0.98
    # Narrowed to a few, to many: what is allowed is found though much else is nearer.
    for allowed in (keys[::7], keys[::2]):
        monkeypatch.setattr(vectors_module, "FEW", 500)
        got = [one.key for one in read.search(asked[0], 10, allowed)]
        want_in_order = [one.key for one in exact.search(asked[0], 10, allowed)]
        assert len(set(got) & set(want_in_order)) >= 9


def test_codes_keep_what_they_learned_when_rows_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(codes, "EXACT_UP_TO", 500)
    keys, wholes, windows = _drawn(800, 1, 5)
    made = FaissVectors(24)
    made.add(keys, wholes, windows)
    made.save(tmp_path / "a")
    changed = FaissVectors.load(tmp_path / "a", change=True)
    more, others, parts = _drawn(100, 5000, 9)
    changed.remove([*keys[:200], 3])
    changed.add(more, others, parts)
    changed.save(tmp_path / "b")
    read = FaissVectors.load(tmp_path / "b")
    assert len(read) == 700
    assert read.facts is not None
    assert made.facts is not None
    assert read.facts.learned_of == made.facts.learned_of == 800
    assert read.search(wholes[:1], 1)[0].key not in keys[:200]
    assert read.search(others[:1], 1)[0].key == more[0]
    scored = read.scores(parts[3][:1], [more[3], keys[0], keys[700]])
    assert [one.key for one in scored] == [more[3], keys[700]]
    assert scored[0].score == pytest.approx((others[3] @ parts[3][0] + 1) / 2, abs=5e-3)
    whole = tmp_path / "b" / "codes.faiss"
    whole.write_bytes(whole.read_bytes()[:-3])
    with pytest.raises(LibraryCorrupt):
        FaissVectors.load(tmp_path / "b")
    # The old one is as it was; a library that shrinks is searched exactly again.
    assert len(FaissVectors.load(tmp_path / "a")) == 800
    changed.remove(keys[200:700])
    changed.save(tmp_path / "c")
    small = FaissVectors.load(tmp_path / "c")
    assert (len(small), small.facts) == (200, None)
    assert small.search(others[5:6], 1)[0].key == more[5]
