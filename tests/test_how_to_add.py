"""What docs/architecture.md says under "How to add" is all there is to do."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from zipfile import ZipFile

import pytest

from index.backends import engines
from index.backends.engines import TextEngine
from index.library import Library
from index.ports import TextEntry
from index.results import SearchRequest
from index.storage.files import RECORD
from index.storage.store import Store
from ingest.errors import LibraryFormat
from tests import libraries
from tests.fakes import FakeText

MODULE = """
from pathlib import Path

from ingest.pages import ReadPage, TextLine


def is_card(head: bytes, _: Path) -> bool:
    return head.startswith(b"PHIEU 1")


def read_card(path: Path) -> tuple[ReadPage, ...]:
    lines = path.read_text("utf-8").splitlines()[1:]
    return tuple(ReadPage(n, (TextLine(line),)) for n, line in enumerate(lines, 1))
"""
READ = """
def _read_card(path: Path, _: Path | None) -> tuple[ReadPage, ...]:
    from ingest.readers.card import read_card

    return read_card(path)


READERS: tuple"""
ENTRY = """    FileKind("card", "phiếu", (".phieu",), card.is_card, _read_card, paged=True),
    FileKind("text","""
ASK = """
import sys
from pathlib import Path
from ingest import pipeline
from search_app import create_app
from search_app.persistence.accounts import Accounts, AccountRole
from search_app.services.build_queue import Workshop
from search_app.settings import Settings
from search_app.views.wording import paged
from index.build.additions import Additions
from tests.search_app_stand import CARD, StandLibrary
from tests.test_search_app_guard import token
from dataclasses import replace

folder = Path(sys.argv[1])
Accounts(folder / "a.sqlite").add("Lan", AccountRole.ADMIN, "mật khẩu dài")
shop = Workshop(Additions(folder / "kho"), lambda progress: None)
settings = Settings(folder / "desk", folder / "a.sqlite")
client = create_app(settings, StandLibrary(), shop).test_client()
form = {"csrf_token": token(client.get("/dang-nhap").text), "ten": "Lan"}
assert client.post("/dang-nhap", data={**form, "mat_khau": "mật khẩu dài"}).status_code == 303
for page in ("/nap", "/kiem-tra"):
    assert ".phieu" in client.get(page).text.split("accept=")[1].split(">")[0]
assert ".phieu" in pipeline.READABLE
assert paged(replace(CARD, source="a.phieu"))
"""


@pytest.fixture
def project(tmp_path: Path, root: Path) -> Path:
    """Return a copy of the project with one reader more: a module, and an entry in the table."""
    shutil.copytree(root / "ingest", tmp_path / "project" / "ingest")
    for package in ("index", "search_app", "tests", "corpus"):
        (tmp_path / "project" / package).symlink_to(root / package)
    readers = tmp_path / "project" / "ingest" / "readers"
    (readers / "card.py").write_text(MODULE, "utf-8")
    table = (readers / "registry.py").read_text("utf-8")
    table = table.replace("\nREADERS: tuple", READ, 1).replace('    FileKind("text",', ENTRY, 1)
    table = table.replace(
        "from ingest.readers import detect", "from ingest.readers import card, detect"
    )
    (readers / "registry.py").write_text(table, "utf-8")
    return tmp_path / "project"


def run(project: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words],
        cwd=project,
        env={**os.environ, "PYTHONPATH": str(project)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_reader_is_a_module_and_an_entry(project: Path) -> None:
    path = project / "a.phieu"
    path.write_text("PHIEU 1\nTrang thứ nhất.\nTrang thứ hai.\n", "utf-8")
    with ZipFile(project / "a.zip", "w") as packed:
        packed.write(path, "trong/a.phieu")
    alone = run(project, "-m", "ingest", str(path), "--json")
    assert alone.returncode == 0, alone.stderr
    document = json.loads(alone.stdout)
    assert document["text"] == "Trang thứ nhất.\nTrang thứ hai."
    assert [page["number"] for page in document["pages"]] == [1, 2]
    (inside,) = json.loads(run(project, "-m", "ingest", str(project / "a.zip"), "--json").stdout)
    assert inside["text"] == document["text"]
    assert ".phieu" in run(project, "-m", "ingest", "--help").stdout
    path.rename(project / "a.pdf")
    refused = run(project, "-m", "ingest", str(project / "a.pdf"))
    assert "nội dung là phiếu" in refused.stderr
    asked = run(project, "-c", ASK, str(project))
    assert asked.returncode == 0, asked.stderr


class MemoryText(FakeText):
    """The exact fake, as an engine that keeps its terms in a file."""

    def __init__(self, folder: Path) -> None:
        rows = json.loads((folder / "terms.json").read_text("utf-8"))
        super().__init__(TextEntry(key, terms) for key, terms in rows)


class MemoryWriter:
    """Writes that file."""

    def __init__(self, folder: Path, base: Path | None) -> None:
        folder.mkdir()
        self._path = folder / "terms.json"
        self._rows = json.loads((base / "terms.json").read_text("utf-8")) if base else []

    def write(self, entries: Iterable[TextEntry], removed: Iterable[int] = ()) -> None:
        gone = set(removed)
        rows = [row for row in self._rows if row[0] not in gone]
        rows += [(entry.key, list(entry.terms)) for entry in entries]
        self._path.write_text(json.dumps(rows), "utf-8")


def test_a_text_engine_is_an_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    libraries.without_children(monkeypatch)
    corpus, root = libraries.write_corpus(tmp_path / "corpus"), tmp_path / "library"
    monkeypatch.setitem(engines.TEXT_ENGINES, "memory", TextEngine(MemoryText, MemoryWriter))
    first = libraries.build(corpus, root, text_engine="memory")
    assert Store(root).record(first.generation).text_engine == "memory"
    (corpus / "moi.txt").write_text("Thông báo về trực cơ quan ngày lễ.\n", "utf-8")
    libraries.build(corpus, root, text_engine="memory")
    library = Library.open(root)
    answer = library.search(SearchRequest("trực cơ quan ngày lễ"))
    assert answer.hits[0].passage.document.source == "moi.txt"
    library.close()


@pytest.mark.parametrize("part", ["text_engine", "vector_engine", "catalogue_engine"])
def test_an_engine_this_version_has_not_is_told(
    part: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    libraries.without_children(monkeypatch)
    root = tmp_path / "library"
    libraries.build(libraries.write_corpus(tmp_path / "corpus"), root)
    path = root / "generations" / Store(root).current() / RECORD
    record = json.loads(path.read_text("utf-8"))
    path.write_text(json.dumps({**record, part: "lucene"}), "utf-8")
    with pytest.raises(LibraryFormat, match="“lucene”"):
        Library.open(root).search(SearchRequest("tiếp dân"))
