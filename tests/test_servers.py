"""Libraries on PostgreSQL and Milvus answer as those in a folder do, whatever befalls them."""

from __future__ import annotations

import importlib
import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import build_index
from index import __main__ as index_command
from index.access import Rights
from index.backends.choose import for_building
from index.backends.engines import POSTGRESQL
from index.backends.local import LocalBackends, open_catalogue
from index.backends.remote import RemoteBackends
from index.build import builder as building
from index.build.builder import BuildReport
from index.build.integrity import examine
from index.catalogue import resolution
from index.catalogue.encode import Rows
from index.catalogue.reader import Catalogue
from index.catalogue.schema import CONCLUDED, OF_A_DOCUMENT
from index.catalogue.status_pass import conclude_statuses
from index.library import Library
from index.remote import address
from index.remote.address import Address
from index.remote.milvus import adapters
from index.remote.postgres.tables import PostgresTables
from index.remote.postgres.upkeep import Alone, forget
from index.remote.postgres.writer import PostgresWriter
from index.results import Filters, SearchRequest, Status
from index.storage.store import CATALOGUE, Store
from ingest.errors import LibraryAway, LibraryCorrupt, LibraryError, LibraryLocked, UsageError
from tests import libraries, postgres
from tests.fakes import FakeRemote
from tests.lite import lite_file

READ = tuple(table for table in reversed(OF_A_DOCUMENT) if table not in CONCLUDED)
"""Tables of what was read from a document, those that others belong to first."""


@pytest.fixture
def uri() -> str:
    """The address of the servers of this run."""
    return f"milvus+postgresql://kho@127.0.0.1:{postgres.server().port}/kho?milvus={lite_file()}"


def build(corpus: Path, root: Path, uri: str | None = None) -> BuildReport:
    asked = Address.parse(uri) if uri else None
    backends = FakeRemote(None, root, address.load_address(root) or asked or _none())
    return building.build([corpus], root, backends, jobs=1, progress=libraries.nothing)


def _none() -> Address:
    raise AssertionError


@pytest.fixture
def here(monkeypatch: pytest.MonkeyPatch) -> None:
    libraries.without_children(monkeypatch)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return libraries.write_corpus(tmp_path / "corpus")


@pytest.fixture
def root(tmp_path: Path, corpus: Path, uri: str, here: None) -> Path:
    """A library of three documents on the servers."""
    build(corpus, tmp_path / "library", uri)
    return tmp_path / "library"


def generation(root: Path) -> Path:
    store = Store(root)
    return store.folder(store.current())


def rows(root: Path, question: str) -> list[tuple[object, ...]]:
    """Ask the tables themselves, whatever generation rows are of."""
    from index.remote.postgres.connections import connect

    known = address.load_address(root)
    assert known is not None
    with connect(known) as base:
        return base.execute(question).fetchall()


def test_every_answer_is_that_of_a_file(sample_library: Path, tmp_path: Path, uri: str) -> None:
    file = libraries.catalogue_of(generation(sample_library))
    folder = tmp_path / "generations" / "1"
    folder.mkdir(parents=True)
    known = Address.parse(uri).keep(tmp_path)
    writer = PostgresWriter(known, folder, None)
    with sqlite3.connect(generation(sample_library) / CATALOGUE) as base:
        for n in file.cards():
            found = {
                table: base.execute(f"SELECT * FROM {table} WHERE n = ?", (n,)).fetchall()  # noqa: S608
                for table in READ
            }
            writer.write(Rows(n, found))
    writer.commit()
    writer.cite(resolution.resolve_library(open_catalogue(folder, POSTGRESQL)))
    writer.commit()
    writer.mark(conclude_statuses(open_catalogue(folder, POSTGRESQL)))
    writer.close()
    server = open_catalogue(folder, POSTGRESQL)
    assert isinstance(server._tables._tables, PostgresTables)
    closed = Rights(frozenset({"noi-bo", "trung-uong"}))
    for one, other in (
        (file, server),
        (file.for_reader(closed), server.for_reader(closed)),
    ):
        _alike(one, other)
    assert server.is_sound()
    server.close()
    forget(known, [])


def _undated(found: Iterable[Status]) -> list[Status]:
    return [replace(one, build="") for one in sorted(found, key=lambda one: one.id)]


def _alike(one: Catalogue, other: Catalogue) -> None:
    assert one.cards() == other.cards()
    keys = one.keys_of(one.cards())
    assert len(keys) > 200
    assert other.keys_of(other.cards()) == keys
    for name in ("passages", "reading_facts", "texts"):
        assert getattr(one, name)([*keys, -1]) == getattr(other, name)([*keys, -1]), name
    assert list(one.all_texts()) == list(other.all_texts())
    some = list(one.cards())[:2]
    assert list(one.all_texts(some)) == list(other.all_texts(some))
    assert one.last_text() == other.last_text()
    assert list(one.references()) == list(other.references())
    assert one.citations() == other.citations()
    for table in READ:
        assert one.count(table) == other.count(table), table
    # The generation that knew of it first is that of the file's own build.
    assert _undated(one.statuses.all()) == _undated(other.statuses.all())
    for n, card in one.cards().items():
        assert _undated(one.statuses.about([card])) == _undated(other.statuses.about([card]))
        assert _undated(one.statuses.by([card])) == _undated(other.statuses.by([card]))
        assert one.stored_file(n) == other.stored_file(n)
        assert one.resolved(n) == other.resolved(n)
        assert one.passages_of(n) == other.passages_of(n)
        assert one.number_of(card.id or "") == other.number_of(card.id or "") == n
        provisions = one.provisions_by_size(n)
        assert provisions == other.provisions_by_size(n)
        places = [(n, ordinal) for ordinal, _ in provisions]
        assert one.provision_paths_at(places) == other.provision_paths_at(places)
    for view in one.passages(keys).values():
        assert one.passage(view.id) == other.passage(view.id) == view
        assert one.path_at(view, view.span.shifted(-view.span.start)) == other.path_at(
            view, view.span.shifted(-view.span.start)
        )
    for citation in one.citations()[:20]:
        number = citation.reference.number
        if number is not None:
            assert one.citations(number.key) == other.citations(number.key)
    years = Filters(years=(2023,))
    assert one.chosen(years) == other.chosen(years)
    assert one.passage("none") is other.passage("none") is None


def test_who_has_let_go_keeps_nobody_away(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = address.load_address(root)
    assert place is not None
    first = Alone(place)
    with pytest.raises(LibraryLocked):
        Alone(place)
    with monkeypatch.context() as unnoticed:
        # A busy server sees only after a while that a connection was closed.
        unnoticed.setattr(type(first._base), "close", lambda connection: None)
        first.close()
    second = Alone(place)
    first._base.close()
    second.close()


def test_a_build_changes_nothing_that_an_older_generation_sees(root: Path, corpus: Path) -> None:
    old = libraries.catalogue_of(generation(root))
    before = [old.citations(), list(old.all_texts()), old.cards()]
    (corpus / "moi.txt").write_text("Thông báo về trực cơ quan ngày lễ năm nay.\n", "utf-8")
    (corpus / "31-qd-tu.txt").unlink()
    report = build(corpus, root)
    assert (report.added, report.removed, report.documents) == (1, 1, 3)
    assert [old.citations(), list(old.all_texts()), old.cards()] == before
    new = libraries.catalogue_of(generation(root))
    assert "moi.txt" in {card.source for card in new.cards().values()}
    # Only what changed was written: the rest has the number of the first build.
    assert sorted(rows(root, "SELECT n, born, died FROM documents")) == [
        (1, 1, None),
        (2, 1, 2),
        (3, 1, None),
        (4, 2, None),
    ]
    assert rows(root, "SELECT COUNT(*) FROM citations WHERE born = 1 AND died = 2") != [(0,)]
    new.close()
    old.close()


def test_what_no_generation_sees_is_deleted_and_its_number_never_used_again(
    root: Path, corpus: Path
) -> None:
    for text in ("một", "hai", "ba"):
        (corpus / "moi.txt").write_text(f"Thông báo lần {text} về trực cơ quan.\n", "utf-8")
        build(corpus, root)
    numbers = dict(rows(root, "SELECT n, source FROM documents"))
    # Two generations are kept; the removed one of the last but two is gone.
    assert [n for n, source in numbers.items() if source == "moi.txt"] == [5, 6]
    known = address.load_address(root)
    assert known is not None
    schemas = rows(root, "SELECT schema_name FROM information_schema.schemata")
    assert sum(str(name).startswith(f"{known.schema}_g") for (name,) in schemas) == 2
    (corpus / "moi.txt").unlink()
    build(corpus, root)
    build(corpus, root)
    (corpus / "moi.txt").write_text("Thông báo lần chót về trực cơ quan.\n", "utf-8")
    build(corpus, root)
    assert max(libraries.catalogue_of(generation(root)).cards()) == 7


def test_a_killed_build_is_seen_by_nobody_and_swept(root: Path, corpus: Path) -> None:
    known = address.load_address(root)
    assert known is not None
    killed = root / "generations" / ".building-1"
    killed.mkdir()
    writer = PostgresWriter(known, killed, generation(root))
    (n, *_) = writer.signatures().values()
    writer.remove(n)
    writer.cite([])
    writer.commit()
    # Killed here: all it wrote is there, and its folder says nothing to anybody.
    writer._base.close()
    assert len(libraries.catalogue_of(generation(root)).cards()) == 3
    (corpus / "moi.txt").write_text("Thông báo về trực cơ quan ngày lễ.\n", "utf-8")
    build(corpus, root)
    new = libraries.catalogue_of(generation(root))
    assert len(new.cards()) == 4
    assert new.count("citations") == new.count("refs") > 0
    assert rows(root, "SELECT COUNT(*) FROM documents WHERE died IS NOT NULL") == [(0,)]


def test_two_open_libraries_move_to_what_is_published(
    root: Path, corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    libraries.build(corpus, tmp_path / "local")
    readers = [Library.open(root), Library.open(root), Library.open(tmp_path / "local")]
    try:
        for query in ("tiếp dân", "rừng đầu nguồn", '"hai ngày trong một tháng"', "19-CT/TU"):
            found = [reader.search(SearchRequest(query)) for reader in readers]
            names = [[hit.passage.id for hit in answer.hits] for answer in found]
            assert names[0] == names[1] == names[2], query
            assert names[0], query
            assert found[0].hits == found[1].hits
        (corpus / "moi.txt").write_text("Thông báo về trực cơ quan ngày lễ.\n", "utf-8")
        build(corpus, root)
        for reader in readers[:2]:
            (hit,) = reader.search(SearchRequest('"trực cơ quan ngày lễ"')).hits
            assert hit.passage.document.source == "moi.txt"
        assert readers[0].lookup("31-QĐ/TU").cited_by == readers[2].lookup("31-QĐ/TU").cited_by
    finally:
        for reader in readers:
            reader.close()
    assert (
        examine(root, lambda _: FakeRemote(None, root, address.load_address(root) or _none())) == ()
    )


def test_a_server_that_is_away_is_told_and_found_again(root: Path, corpus: Path) -> None:
    catalogue = libraries.catalogue_of(generation(root))
    server = postgres.server()
    server.stop()
    try:
        with pytest.raises(LibraryAway, match=f"127.0.0.1:{server.port}/kho") as told:
            catalogue.count("passages")
        assert "PostgreSQL" in told.value.advice
        with pytest.raises(LibraryAway):
            build(corpus, root)
    finally:
        server.start()
    assert catalogue.count("passages") == 5
    assert len(list(catalogue.all_texts())) == 5


def test_a_library_in_a_folder_moves_to_servers(
    tmp_path: Path, corpus: Path, uri: str, here: None
) -> None:
    root = tmp_path / "library"
    libraries.build(corpus, root)
    first = generation(root)
    report = build(corpus, root, uri)
    # Nothing had changed but where it lies: it is written anew, parsed it is already.
    assert (report.published, report.parsed, report.added) == (True, 0, 3)
    assert (first / CATALOGUE).is_file()
    assert not (generation(root) / CATALOGUE).exists()
    assert libraries.catalogue_of(first).cards() == libraries.catalogue_of(generation(root)).cards()


@pytest.mark.parametrize("part", ["store.json", "catalogue.json", "other", "tables"])
def test_what_is_missing_is_told(root: Path, part: str) -> None:
    if part == "store.json":
        (root / part).unlink()
    elif part == "catalogue.json":
        (generation(root) / part).write_text("{", "utf-8")
    elif part == "other":
        whole = json.loads((root / "store.json").read_text("utf-8"))
        (root / "store.json").write_text(json.dumps({**whole, "name": "0" * 12}), "utf-8")
    else:
        known = address.load_address(root)
        assert known is not None
        forget(known, [])
    with pytest.raises(LibraryCorrupt):
        libraries.catalogue_of(generation(root))


def test_a_package_that_is_missing_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> object:
        raise ImportError(name)

    monkeypatch.setattr(importlib, "import_module", missing)
    with pytest.raises(LibraryError) as told:
        libraries.catalogue_of(generation(root))
    assert "pip install .[postgres]" in told.value.advice


@pytest.mark.parametrize(
    "text",
    [
        "postgresql://may/kho",
        "milvus+postgresql://may?milvus=http://m:1",
        "milvus+postgresql://may/kho",
        "milvus+postgresql://may/kho?milvus=http://m:1&them=1",
        "milvus+postgresql://may:cong/kho?milvus=http://m:1",
        "milvus+postgresql://may/kho?milvus=ftp://m",
        "milvus+postgresql://toi:mat-khau@may/kho?milvus=http://m:1",
        "milvus+postgresql://toi@may/kho?milvus=http://a:b@m:1",
    ],
)
def test_an_address_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(UsageError) as told:
        Address.parse(text)
    assert told.value.advice


@pytest.mark.parametrize(
    "text",
    [
        "milvus+postgresql://may/kho?milvus=http%3A%2F%2Fm%3A19530",
        "milvus+postgresql://toi@10.0.0.5:5433/kho%20chung?milvus=https%3A%2F%2Fm.vn",
        "milvus+postgresql://[::1]:5433/kho?milvus=%2Fdu-lieu%2Fkho.db",
    ],
)
def test_an_address_is_kept_as_it_was(text: str, tmp_path: Path) -> None:
    known = Address.parse(text)
    assert str(known) == text
    kept = known.keep(tmp_path)
    assert address.load_address(tmp_path) == kept
    assert kept.same(known)
    assert known.keep(tmp_path).name == kept.name
    assert len({kept.name, Address.parse(text).keep(_empty(tmp_path)).name}) == 2


def _empty(folder: Path) -> Path:
    (folder / "other").mkdir()
    return folder / "other"


def test_a_library_stays_on_its_servers(tmp_path: Path) -> None:
    first = "milvus+postgresql://may/kho?milvus=http://m:19530"
    Address.parse(first).keep(tmp_path)
    assert isinstance(for_building(tmp_path, None), RemoteBackends)
    assert isinstance(for_building(tmp_path, None, "auto", first), RemoteBackends)
    assert type(for_building(tmp_path / "khac", None)) is LocalBackends
    with pytest.raises(UsageError, match="không phải"):
        for_building(tmp_path, None, "auto", first.replace("may", "khac"))
    with pytest.raises(UsageError, match="Milvus"):
        for_building(tmp_path, None, "tantivy")


def test_the_command_says_that_servers_are_away(
    tmp_path: Path, corpus: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    postgres.server()
    where = f"milvus+postgresql://kho@127.0.0.1:1/kho?milvus={lite_file()}"
    words = [str(corpus), "--library", str(tmp_path / "l"), "--store", where]
    assert build_index.main(words) == LibraryAway.exit_code
    said = capsys.readouterr().err
    assert "127.0.0.1:1/kho" in said
    # Told before anything was read, and nothing is left that would stand in the way.
    assert "Đọc văn bản" not in said
    assert not (tmp_path / "l" / "store.json").exists()


@pytest.fixture(scope="module", autouse=True)
def _let_go() -> Iterator[None]:
    yield
    adapters.release(adapters.MilvusAddress(lite_file(), None, "all"))


def test_the_commands_build_and_ask_a_library_on_servers(
    tmp_path: Path, corpus: Path, uri: str, capsys: pytest.CaptureFixture[str]
) -> None:
    root = str(tmp_path / "library")
    assert build_index.main([str(corpus), "--library", root, "--store", uri]) == 0
    first = generation(Path(root))
    # From now on the folder knows where the library lies.
    assert build_index.main([str(corpus), "--library", root]) == 0
    assert generation(Path(root)) == first
    capsys.readouterr()
    assert index_command.main(["search", "bí thư tiếp dân", "--library", root, "--json"]) == 0
    (hit, *_) = json.loads(capsys.readouterr().out)["results"]
    assert hit["number"] == "31-QĐ/TU"
    assert index_command.main(["lookup", "31-QĐ/TU", "--library", root, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["cited_by"]
    assert build_index.main(["--check", "--library", root]) == 0
