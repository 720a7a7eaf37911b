"""What was tried against libraries on servers: rights, two writers, servers that go."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from index.backends.remote import RemoteBackends
from index.build import builder
from index.build.builder import BuildReport
from index.build.integrity import examine
from index.library import Library
from index.remote import address
from index.remote.address import Address
from index.remote.milvus import adapters
from index.remote.milvus.client import Server
from index.results import SearchRequest
from index.storage.store import Store
from ingest.errors import LibraryAway, LibraryError, LibraryLocked, LibraryUnwritable
from tests import libraries, postgres
from tests.fakes import FakeRemote
from tests.lite import lite_file
from tests.test_closed_folders import CLOSED, Pair, questions, searched

pytest.importorskip("pymilvus", reason="needs the extra milvus")


def where() -> Address:
    port = postgres.server().port
    return Address.parse(f"milvus+postgresql://kho@127.0.0.1:{port}/kho?milvus={lite_file()}")


def on_servers(root: Path) -> FakeRemote:
    return FakeRemote(None, root, address.load_address(root) or where())


def build(
    corpus: Path, root: Path, progress: Callable[[str, int, int], None] = libraries.nothing
) -> BuildReport:
    return builder.build([corpus], root, on_servers(root), jobs=1, progress=progress)


@pytest.fixture(autouse=True)
def _let_go() -> Iterator[None]:
    yield
    adapters.release(adapters.MilvusAddress(lite_file(), None, "all"))


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    libraries.without_children(monkeypatch)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return libraries.write_corpus(tmp_path / "corpus")


@pytest.fixture
def root(tmp_path: Path, corpus: Path, here: None) -> Path:
    build(corpus, tmp_path / "library")
    return tmp_path / "library"


def change(corpus: Path, words: str) -> None:
    (corpus / "moi.txt").write_text(f"Thông báo về {words} trong tháng.\n", "utf-8")


def answers(root: Path) -> list[list[tuple[str, str, float]]]:
    library = Library.open(root)
    try:
        return [
            [
                (hit.passage.id, hit.passage.text, hit.score)
                for hit in library.search(SearchRequest(words)).hits
            ]
            for words in ("tiếp dân", "bảo vệ rừng", '"hai ngày trong một tháng"', "19-CT/TU")
        ]
    finally:
        library.close()


def whole(root: Path) -> bool:
    return examine(root, lambda _: on_servers(root)) == ()


# --- rights -----------------------------------------------------------------------


def test_answers_on_servers_are_those_of_a_library_without_the_folder(
    request: pytest.FixtureRequest, sample_library: Path, tmp_path: Path
) -> None:
    def made(folder: Path) -> RemoteBackends:
        return RemoteBackends(None, folder, where())

    pair = Pair(tmp_path, request.config.rootpath, sample_library, made)
    # Who may not see all is answered from an index of their own, whatever is hidden.
    pair.without = pair.without.for_reader(CLOSED)
    for question in questions(pair.whole, 40):
        pair.same(lambda library, q=question: searched(library, q), question)
    pair.same(lambda library: repr(library.overview()), "overview")
    pair.whole.close()
    pair.without._whole.close()


# --- two writers ------------------------------------------------------------------


def test_a_copy_of_the_folder_does_not_build_at_the_same_time(root: Path, corpus: Path) -> None:
    other = root.with_name("ban-sao")
    shutil.copytree(root, other)
    change(corpus, "trực cơ quan")
    refused: list[LibraryError] = []

    def meanwhile(stage: str, done: int, total: int) -> None:
        if not refused:
            with pytest.raises(LibraryLocked, match="máy chủ") as error:
                build(corpus, other)
            refused.append(error.value)

    assert build(corpus, root, meanwhile).published
    assert refused
    assert whole(root)


def test_a_copy_left_behind_takes_nothing_from_the_newer_one(root: Path, corpus: Path) -> None:
    behind = root.with_name("ban-sao")
    shutil.copytree(root, behind)
    for words in ("trực cơ quan", "lịch họp"):
        change(corpus, words)
        build(corpus, root)
    before = answers(root)
    change(corpus, "ngày hội")
    with pytest.raises(LibraryUnwritable, match="bản sao khác"):
        build(corpus, behind)
    assert answers(root) == before
    assert whole(root)


def test_a_build_that_failed_lets_the_next_one_in(
    root: Path, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(corpus, "trực cơ quan")

    def full(*_: object) -> None:
        raise LibraryUnwritable("đầy")

    with monkeypatch.context() as patch:
        patch.setattr(builder, "write_generation", full)
        with pytest.raises(LibraryUnwritable):
            build(corpus, root)
    other = on_servers(root)
    assert build(corpus, root).published
    other.let_go()


# --- a server that goes away while a build writes ---------------------------------


@pytest.mark.parametrize("stage", ["Ghi danh mục", "Đối chiếu dẫn chiếu", "Lập chỉ mục"])
def test_postgresql_goes_away_during_a_build(root: Path, corpus: Path, stage: str) -> None:
    before, current = answers(root), Store(root).current()
    change(corpus, "trực cơ quan")
    server, stopped = postgres.server(), []

    def stop(now: str, done: int, total: int) -> None:
        if now == stage and not stopped:
            stopped.append(now)
            server.stop()

    try:
        with pytest.raises(LibraryAway):
            build(corpus, root, stop)
    finally:
        if stopped:
            server.start()
    assert stopped == [stage]
    assert Store(root).current() == current
    assert answers(root) == before
    assert build(corpus, root).added == 1
    assert whole(root)


@pytest.mark.parametrize("call", ["insert", "query", "search"])
def test_milvus_goes_away_during_a_build(
    root: Path, corpus: Path, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, current = answers(root), Store(root).current()
    change(corpus, "trực cơ quan")
    (corpus / "hoi-dap.txt").unlink()
    real, calls = getattr(Server, call), []

    def away(self: Server, *given: object, **named: object) -> object:
        calls.append(call)
        if len(calls) > 1:
            raise LibraryAway("Milvus đi mất.")
        return real(self, *given, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Server, call, away)
        with pytest.raises(LibraryAway):
            build(corpus, root)
    assert Store(root).current() == current
    assert answers(root) == before
    assert build(corpus, root).documents == 3
    assert whole(root)
