"""A library on Milvus: generations see their own rows only, and errors are understood."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from concurrent import futures
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from index.arrays import Vectors
from index.catalogue.schema import passage_key
from index.ports import TextEntry
from index.remote.milvus import adapters, snapshot, term_counts, text_index, text_writer
from index.remote.milvus import client as milvus_server
from index.remote.milvus import place as milvus_place
from index.remote.milvus.adapters import MilvusAddress, MilvusText, MilvusTextWriter, MilvusVectors
from index.remote.milvus.snapshot import POINTER, Gone, View
from ingest.errors import (
    LibraryAway,
    LibraryCorrupt,
    LibraryError,
    LibraryFormat,
    LibraryLocked,
    LibraryUnwritable,
    UsageError,
)
from tests.lite import place_of

grpc = pytest.importorskip("grpc", reason="needs the extra milvus")


@pytest.fixture
def place(tmp_path: Path) -> MilvusAddress:
    return place_of(tmp_path)


def entry(n: int, *terms: str, ordinal: int = 0) -> TextEntry:
    return TextEntry(passage_key(n, ordinal), terms)


def words(
    place: MilvusAddress,
    folder: Path,
    base: Path | None,
    new: list[TextEntry],
    gone: Sequence[int] = (),
) -> MilvusText:
    MilvusTextWriter(place, folder, base).write(new, gone)
    return MilvusText(place, folder)


def unit(*places: int) -> Vectors:
    return np.eye(8, dtype=np.float32)[list(places)]


def keys(found: Any) -> list[int]:
    return [one.key for one in found]


def rows(place: MilvusAddress, kind: str) -> int:
    """Return how many rows the library's collections of a kind have, seen or not."""
    server = milvus_server.server(place)
    names = [name for name in server.names() if f"_{kind}_" in name]
    return sum(server.count(name, "born >= 0") for name in names)


# --- generations ------------------------------------------------------------------


def test_a_generation_answers_the_same_while_and_after_the_next_is_written(
    place: MilvusAddress, tmp_path: Path
) -> None:
    first = [entry(n, "xã", *["huyện"] * (n % 4)) for n in range(1, 9)]
    old = words(place, tmp_path / "a", None, first)

    def told(index: MilvusText) -> object:
        asked = ("xã", "huyện", "tỉnh")
        found = index.search(asked, 9), index.phrase(asked[:2], 9)
        return found, index.document_frequencies(asked), index.max_score(asked), len(index)

    before = told(old)
    seen: list[object] = []

    def some() -> Iterator[TextEntry]:
        for n in range(20, 40):
            if n % 5 == 0:
                seen.append(told(old))
            yield entry(n, "xã", "tỉnh", "huyện")

    MilvusTextWriter(place, tmp_path / "b", tmp_path / "a").write(some(), [passage_key(3, 0)])
    assert [before] * 4 == seen
    new = MilvusText(place, tmp_path / "b")
    assert told(old) == before == told(MilvusText(place, tmp_path / "a"))
    assert (len(old), len(new)) == (8, 27)
    assert new.document_frequencies(("xã", "huyện", "tỉnh")) == {"xã": 27, "huyện": 25, "tỉnh": 20}
    assert passage_key(3, 0) not in keys(new.search(("huyện",), 99))
    assert new.phrase(("tỉnh", "xã"), 2) == [passage_key(20, 0), passage_key(21, 0)]


def test_scores_are_those_of_a_library_written_at_once(
    place: MilvusAddress, tmp_path: Path
) -> None:
    some = [entry(n, *["xã"] * (1 + n % 3), *["huyện"] * (n % 2), "thôn") for n in range(1, 31)]
    gone = [passage_key(n, 0) for n in range(5, 10)]
    words(place, tmp_path / "a", None, some[:15])
    grown = words(place, tmp_path / "b", tmp_path / "a", some[15:], gone)
    whole = words(place, tmp_path / "c", None, [one for one in some if one.key not in gone])
    assert grown.document_frequencies(("xã", "huyện")) == whole.document_frequencies(
        ("xã", "huyện")
    )
    asked = ("huyện", "xã")
    assert grown.max_score(asked) == whole.max_score(asked)
    assert keys(grown.search(asked, 9)) == keys(whole.search(asked, 9))


def test_vectors_of_the_next_generation_leave_the_old_one(
    place: MilvusAddress, tmp_path: Path
) -> None:
    first = MilvusVectors.open(place, None, 8, change=True)
    first.add([passage_key(n, 0) for n in (1, 2, 3)], unit(1, 2, 3), [unit(1), unit(2), unit(3)])
    first.save(tmp_path / "a")
    changing = MilvusVectors.open(place, tmp_path / "a", 8, change=True)
    changing.remove([passage_key(2, 0)])
    # The same key again, with another vector: the old one keeps its own.
    changing.add([passage_key(2, 0), passage_key(4, 0)], unit(7, 4), [unit(7), unit(4)])
    assert len(changing) == 4
    assert keys(changing.search(unit(7), 1)) == [passage_key(2, 0)]
    changing.save(tmp_path / "b")
    for folder, at in (("a", 2), ("b", 7)):
        read = MilvusVectors.open(place, tmp_path / folder, 8, change=False)
        assert read.vector(passage_key(2, 0)) == pytest.approx(unit(at), abs=1e-3)
        assert read.search(unit(at), 1)[0].score == pytest.approx(1.0, abs=1e-2)
        assert len(read.search(unit(1), 99)) == len(read)
    with pytest.raises(KeyError):
        read.vector(passage_key(9, 0))
    with pytest.raises(ValueError, match="read"):
        read.add([1], unit(1))


def test_a_key_comes_and_goes_and_comes_again(place: MilvusAddress, tmp_path: Path) -> None:
    key = passage_key(1, 0)
    words(place, tmp_path / "a", None, [entry(1, "một"), entry(2, "hai")])
    words(place, tmp_path / "b", tmp_path / "a", [entry(1, "ba")], [key])
    words(place, tmp_path / "c", tmp_path / "b", [], [key])
    last = words(place, tmp_path / "d", tmp_path / "c", [entry(1, "bốn")], [])
    assert keys(last.search(("một", "ba", "bốn"), 9)) == [key]
    assert last.document_frequencies(("một", "ba", "bốn")) == {"một": 0, "ba": 0, "bốn": 1}
    second = MilvusText(place, tmp_path / "b")
    assert second.document_frequencies(("một", "ba", "bốn")) == {"một": 0, "ba": 1, "bốn": 0}


def test_a_killed_build_is_seen_by_nobody_and_swept(
    place: MilvusAddress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_writer, "_BATCH", 999)
    old = words(place, tmp_path / "a", None, [entry(1, "xã"), entry(2, "xã")])
    vectors = MilvusVectors.open(place, None, 8, change=True)
    vectors.add([passage_key(1, 0)], unit(1))
    vectors.save(tmp_path / "v")

    def dies() -> Iterator[TextEntry]:
        for n in range(1000, 3500):
            yield entry(n, "xã")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        MilvusTextWriter(place, tmp_path / "b", tmp_path / "a").write(dies(), [passage_key(1, 0)])
    lost = MilvusVectors.open(place, tmp_path / "v", 8, change=True)
    lost.add([passage_key(2, 0)], unit(1))
    lost.search(unit(1), 1)  # has what was added sent
    MilvusVectors.open(place, None, 8, change=True)
    assert (rows(place, "words"), rows(place, "vectors")) == (2002, 2)
    assert (len(old), keys(old.search(("xã",), 99))) == (2, [passage_key(1, 0), passage_key(2, 0)])
    assert old.document_frequencies(("xã",)) == {"xã": 2}
    # A build that begins unswept takes another number than the one that was killed.
    new = words(place, tmp_path / "c", tmp_path / "a", [entry(3, "xã")])
    assert (len(new), len(new.search(("xã",), 99))) == (3, 3)
    adapters.forget(place, [tmp_path / "a", tmp_path / "c", tmp_path / "v"])
    assert (rows(place, "words"), rows(place, "vectors")) == (3, 1)
    assert len(new.search(("xã",), 99)) == 3
    assert len(milvus_server.server(place).names()) == 3


def test_what_no_kept_generation_sees_is_deleted(place: MilvusAddress, tmp_path: Path) -> None:
    for folder in ("1", "2", "3"):
        (tmp_path / folder).mkdir()
    other = place_of(tmp_path / "another library")
    words(other, tmp_path / "other", None, [entry(1, "xã")])
    words(place, tmp_path / "1" / "words", None, [entry(n, "xã", "huyện") for n in range(1, 6)])
    for one, base, n in (("2", "1", 1), ("3", "2", 2)):
        words(
            place,
            tmp_path / one / "words",
            tmp_path / base / "words",
            [entry(10 + n, "xã")],
            [passage_key(n, 0)],
        )
    for one in ("1", "2", "3"):
        made = MilvusVectors.open(place, None, 8, change=True)
        made.add([passage_key(1, 0)], unit(1))
        made.save(tmp_path / one / "vectors")
    generations = [tmp_path / one for one in ("1", "2", "3")]
    asked = {one: MilvusText(place, one / "words").search(("xã",), 9) for one in generations}
    adapters.forget(place, generations)
    assert (rows(place, "words"), rows(place, "vectors")) == (7, 3)
    adapters.forget(place, generations[1:])
    assert (rows(place, "words"), rows(place, "vectors")) == (6, 2)
    for one in generations[1:]:
        assert MilvusText(place, one / "words").search(("xã",), 9) == asked[one]
    adapters.forget(place, generations[2:])
    assert (rows(place, "words"), rows(place, "vectors")) == (5, 1)
    # Of each bucket of terms one row is left.
    server = milvus_server.server(place)
    terms = next(name for name in server.names() if "_terms_" in name)
    buckets = [row["bucket"] for row in server.query(terms, "born >= 0", ["bucket"])]
    assert 0 < len(buckets) == len(set(buckets))
    last = words(place, tmp_path / "4", tmp_path / "3" / "words", [])
    # What was removed and is gone need not be hidden any more.
    assert json.loads((tmp_path / "4" / POINTER).read_text())["view"]["gone"] == []
    assert last.search(("xã",), 9) == asked[generations[2]]
    assert rows(other, "words") == 1


def test_nothing_is_deleted_where_a_pointer_cannot_be_read(
    place: MilvusAddress, tmp_path: Path
) -> None:
    words(place, tmp_path / "a", None, [entry(1, "xã")])
    words(place, tmp_path / "b", None, [entry(1, "xã")])
    (tmp_path / "a" / POINTER).write_bytes(b"{")
    adapters.forget(place, [tmp_path / "a"])
    assert rows(place, "words") == 2


def test_a_generation_taken_back_gives_its_number_to_nobody() -> None:
    view = View(((1, 4),)).after(7, Gone(7, (5,), ())).after(8, Gone(8))
    assert view.seen == ((1, 4), (7, 8))
    assert view.filter == (
        "((born >= 1 and born <= 4) or (born >= 7 and born <= 8)) and (born >= 7 or doc not in [5])"
    )


def test_readers_answer_alike_while_a_build_writes(place: MilvusAddress, tmp_path: Path) -> None:
    first = [entry(n, "xã", f"thôn{n % 7}") for n in range(1, 200)]
    old = words(place, tmp_path / "a", None, first)
    want = [old.search(("xã", f"thôn{n}"), 20) for n in range(7)]
    more = [entry(n, "xã", f"thôn{n % 7}") for n in range(200, 1500)]
    writer = MilvusTextWriter(place, tmp_path / "b", tmp_path / "a")
    build = threading.Thread(target=writer.write, args=(more, [first[0].key]))
    build.start()
    with futures.ThreadPoolExecutor(4) as pool:
        asked = [n % 7 for n in range(28)]
        got = list(pool.map(lambda n: old.search(("xã", f"thôn{n}"), 20), asked))
    build.join()
    assert got == [want[n] for n in asked]
    assert len(MilvusText(place, tmp_path / "b")) == 199 - 1 + 1300


# --- limits -----------------------------------------------------------------------


def test_many_allowed_keys_are_asked_for_by_their_documents(
    place: MilvusAddress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(snapshot, "CHUNK", 20)
    some = [
        entry(n, *["xã"] * (1 + n % 5), *["huyện"] * ordinal, ordinal=ordinal)
        for n in range(1, 30)
        for ordinal in range(4)
    ]
    index = words(place, tmp_path / "a", None, some)
    ranked = keys(index.search(("xã", "huyện"), 999))
    whole = [one.key for one in some if one.key >> 20 < 15]
    part = [one.key for one in some if one.key & 3 == 1]
    for allowed in (whole, part, part[:5]):
        want = [key for key in ranked if key in set(allowed)]
        for limit in (5, 999):
            assert keys(index.search(("xã", "huyện"), limit, allowed)) == want[:limit]


def test_phrases_more_passages_hold_than_one_search_gives(
    place: MilvusAddress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(text_index, "MOST", 16)
    some = [
        entry(n, "xã", *["huyện"] * (n % 3 > 0), *["tỉnh"] * (n % 5 == 0), ordinal=ordinal)
        for n in (*range(1, 30), *range(70_000, 70_010))
        for ordinal in range(3)
    ]
    index = words(place, tmp_path / "a", None, some)
    for chunk in (4_000, 5):
        monkeypatch.setattr(snapshot, "CHUNK", chunk)
        for asked in (("xã",), ("xã", "huyện"), ("huyện", "tỉnh")):
            want = sorted(one.key for one in some if set(asked) <= set(one.terms))
            assert index.phrase(asked, 999) == want
            assert index.phrase(asked, 20) == want[:20]


def test_what_a_server_cuts_short_is_read_to_the_end(
    place: MilvusAddress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words(place, tmp_path / "a", None, [entry(n, "xã", f"thôn{n}") for n in range(1, 60)])
    client = milvus_server.server(place)._client
    whole = client.query

    def cut(*given: Any, **how: Any) -> Any:
        return whole(*given, **{"limit": 15} | how)

    monkeypatch.setattr(milvus_server, "MOST", 16)
    monkeypatch.setattr(client, "query", cut)
    new = words(
        place, tmp_path / "b", tmp_path / "a", [], [passage_key(n, 0) for n in range(1, 50)]
    )
    assert len(new) == 10
    asked = [f"thôn{n}" for n in range(1, 60)]
    assert sum(new.document_frequencies(asked).values()) == 10
    adapters.forget(place, [tmp_path / "b"])
    assert len(MilvusText(place, tmp_path / "b")) == rows(place, "words") == 10


def test_a_library_that_grew_counts_its_terms_in_more_buckets(
    place: MilvusAddress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(term_counts, "_FEWEST", 1)
    monkeypatch.setattr(term_counts, "_PER_BUCKET", 4)
    some = [entry(n, f"t{n}", f"t{n + 1}", "xã") for n in range(1, 60)]
    first = words(place, tmp_path / "a", None, some[:2])
    words(place, tmp_path / "b", tmp_path / "a", some[2:], [some[0].key])
    last = words(place, tmp_path / "c", tmp_path / "b", [entry(99, "t5")], [some[1].key])
    pointers = [json.loads((tmp_path / one / POINTER).read_text()) for one in "abc"]
    assert [one["bits"] for one in pointers] == [1, 4, 4]
    assert [one["terms"] for one in pointers] == [4, 60, 59]
    assert len({one["collections"]["terms"] for one in pointers}) == 2
    asked = ("t1", "t2", "t3", "t5", "t59", "xã")
    assert list(last.document_frequencies(asked).values()) == [0, 0, 1, 3, 2, 57]
    assert list(first.document_frequencies(asked).values()) == [1, 2, 1, 0, 0, 2]
    adapters.forget(place, [tmp_path / "c"])
    assert list(MilvusText(place, tmp_path / "c").document_frequencies(asked).values())[3:] == [
        3,
        2,
        57,
    ]
    assert len(milvus_server.server(place).names()) == 2


def test_a_long_passage_is_not_cut(place: MilvusAddress, tmp_path: Path) -> None:
    long = [f"từ{n}" for n in range(20_000)]
    index = words(place, tmp_path / "a", None, [entry(1, *long), entry(2, "xã")])
    assert index.phrase(long[-2:], 9) == [passage_key(1, 0)]
    assert set(index.document_frequencies(long).values()) == {1}


def test_what_milvus_cannot_hold_is_refused_not_cut(place: MilvusAddress, tmp_path: Path) -> None:
    vectors = MilvusVectors.open(place, None, 8, change=True)
    with pytest.raises(LibraryUnwritable, match="5000 khúc"):
        vectors.add([1], unit(1), [np.ones((5000, 8), np.float32)])
    with pytest.raises(LibraryUnwritable, match="quá lớn"):
        vectors.add([1 << 52], unit(1))


# --- errors -----------------------------------------------------------------------


def test_a_pointer_damaged_or_of_another_library_is_told(
    place: MilvusAddress, tmp_path: Path
) -> None:
    words(place, tmp_path / "a", None, [entry(1, "xã")])
    with pytest.raises(LibraryCorrupt, match="kho khác"):
        MilvusText(place_of(tmp_path / "another"), tmp_path / "a")
    path = tmp_path / "a" / POINTER
    whole = json.loads(path.read_text())
    for changed, raised in (
        ({"format": 2}, LibraryFormat),
        ({"engine": "faiss"}, LibraryCorrupt),
        ({"count": 9}, LibraryCorrupt),
        ({"collections": {"words": f"{place.prefix}_words_000777"}}, LibraryCorrupt),
    ):
        path.write_text(json.dumps(whole | changed))
        with pytest.raises(raised):
            MilvusText(place, tmp_path / "a")
    path.unlink()
    with pytest.raises(LibraryCorrupt, match="mất hoặc hỏng"):
        MilvusText(place, tmp_path / "a")


def test_a_collection_that_is_gone_is_told(place: MilvusAddress, tmp_path: Path) -> None:
    index = words(place, tmp_path / "a", None, [entry(1, "xã")])
    for name in milvus_server.server(place).names():
        milvus_server.server(place).drop(name)
    with pytest.raises(LibraryCorrupt, match="không còn bảng"):
        MilvusText(place, tmp_path / "a")
    with pytest.raises(LibraryCorrupt, match="không còn bảng"):
        index.search(("xã",), 1)


def test_vectors_of_another_model_are_refused(place: MilvusAddress, tmp_path: Path) -> None:
    made = MilvusVectors.open(place, None, 8, change=True)
    made.save(tmp_path / "a")
    with pytest.raises(LibraryCorrupt, match="dài 8, mô hình cho 16"):
        MilvusVectors.open(place, tmp_path / "a", 16, change=False)


def test_a_lite_file_held_by_another_program_is_told(tmp_path: Path) -> None:
    pytest.importorskip("milvus_lite", reason="needs the extra milvus")
    file = tmp_path / "kho.db"
    hold = (
        f"import sys; from milvus_lite.db import MilvusLite; db = MilvusLite({str(file)!r});"
        " print('held', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(LibraryLocked, match="chương trình khác"):
            milvus_server.server(MilvusAddress(str(file), None, "kho"))
        other.communicate("")
    milvus_server.server(MilvusAddress(str(file), None, "kho"))
    adapters.release(MilvusAddress(str(file), None, "kho"))
    with pytest.raises(LibraryUnwritable, match="thư mục"):
        milvus_server.server(MilvusAddress(str(tmp_path / "khong" / "kho.db"), None, "kho"))


def test_a_missing_package_is_told_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Any:
        raise ImportError(name)

    monkeypatch.setattr(milvus_place.importlib, "import_module", missing)
    with pytest.raises(LibraryError, match=r"pip install \.\[milvus\]"):
        milvus_server.Server(MilvusAddress("http://localhost:1", None, "kho"))


@pytest.mark.parametrize(
    ("uri", "prefix"),
    [("ftp://host", "kho"), ("kho.sqlite", "kho"), ("http://host:19530", "1; drop")],
)
def test_a_place_that_is_none_is_refused(uri: str, prefix: str) -> None:
    with pytest.raises(UsageError):
        MilvusAddress(uri, None, prefix)


def test_secrets_are_never_shown() -> None:
    place = MilvusAddress("https://root:mật@host:19530/db?token=x", "root:khóa", "kho")
    assert "khóa" not in repr(place)
    assert place.shown == "https://host:19530/db"


class Guard(grpc.ServerInterceptor):  # type: ignore[misc]  # grpc has no types
    """Lets in who knows the token, as a server with accounts does."""

    def intercept_service(self, then: Any, details: Any) -> Any:
        given = dict(details.invocation_metadata)
        if given.get("authorization") == "cm9vdDprxrDhu51uZw==":  # root:kường
            return then(details)

        def refuse(_request: object, context: Any) -> None:
            context.abort(grpc.StatusCode.UNAUTHENTICATED, "auth check failure")

        return grpc.unary_unary_rpc_method_handler(refuse)


def serve(folder: Path, port: int) -> tuple[Any, Any, int]:
    """Serve a Lite folder on a port (0: any); return the server, its data and the port."""
    from milvus_lite.adapter.grpc.servicer import MilvusServicer
    from milvus_lite.db import MilvusLite
    from pymilvus.grpc_gen import milvus_pb2_grpc

    data = MilvusLite(str(folder))
    made = grpc.server(futures.ThreadPoolExecutor(4), interceptors=[Guard()])
    milvus_pb2_grpc.add_MilvusServiceServicer_to_server(MilvusServicer(data), made)
    bound = made.add_insecure_port(f"127.0.0.1:{port}")
    made.start()
    return made, data, bound


def test_a_server_that_is_away_refuses_or_comes_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("milvus_lite", reason="needs the extra milvus")
    monkeypatch.setattr(milvus_server, "ASKING", 1.0)
    running, data, port = serve(tmp_path / "data", 0)
    uri = f"http://127.0.0.1:{port}"
    with pytest.raises(LibraryAway, match="không nhận mật khẩu"):
        milvus_server.server(MilvusAddress(uri, "root:sai", "kho"))
    place = MilvusAddress(uri, "root:kường", "kho")
    index = words(place, tmp_path / "a", None, [entry(1, "xã"), entry(2, "huyện")])
    assert len(index.search(("xã",), 9)) == 1
    running.stop(0).wait()
    data.close()
    with pytest.raises(LibraryAway, match="Không nối được"):
        index.search(("huyện",), 9)
    running, data, _ = serve(tmp_path / "data", port)
    assert len(index.search(("huyện",), 9)) == 1
    adapters.release(place)
    running.stop(0).wait()
    data.close()
    with pytest.raises(LibraryAway, match="Không nối được"):
        milvus_server.server(place)
