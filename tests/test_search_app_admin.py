"""The administrator's commands, backup and restore among them."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import sqlite3
import threading
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from index.build.additions import Additions
from index.storage.store import Store
from search_app import __main__ as command
from search_app.admin import beside
from search_app.persistence import backup
from search_app.persistence.accounts import AccountRole, Accounts
from search_app.persistence.collections import CollectionStore
from search_app.persistence.talk_items import Taken
from tests import libraries

pytestmark = pytest.mark.usefixtures("quick_hashing")
WORD = "mật khẩu dài"
Run = Callable[..., tuple[int, str]]


@pytest.fixture
def kho(tmp_path: Path) -> Path:
    return tmp_path / "kho"


@pytest.fixture
def run(kho: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    def go(*words: str, typed: str = WORD) -> tuple[int, str]:
        monkeypatch.setattr("sys.stdin", io.StringIO(typed + "\n"))
        code = command.main([*words, "--library", str(kho)])
        said = capsys.readouterr()
        return code, said.out + said.err

    return go


def filled(kho: Path) -> tuple[CollectionStore, Accounts]:
    desk = CollectionStore(beside(kho, "desk"))
    talk = desk.begin("Bài một")
    desk.take(talk, Taken("p", "trích dẫn", "chú", "văn bản", ""))
    people = Accounts(beside(kho, "accounts"))
    people.add("Chủ", AccountRole.ADMIN, WORD)
    return desk, people


def test_accounts_are_managed_at_the_keyboard(run: Run, kho: Path) -> None:
    assert run("user", "add", "Chủ", "--role", "admin", "--password-stdin") == (0, "Đã ghi.\n")
    assert run("user", "add", "Lan", "--password-stdin")[0] == 0
    assert run("user", "add", "Lan", "--password-stdin")[0] == 2
    assert run("user", "role", "Lan", "--role", "editor")[0] == 0
    assert run("user", "role", "Lan", "--role", "vua")[0] == 2
    assert run("user", "list")[1] == "Chủ\tadmin\nLan\teditor\n"
    assert run("user", "password", "Lan", "--password-stdin", typed="ngắn")[0] == 2
    assert run("user", "remove", "Lan")[0] == 0
    people = Accounts(beside(kho, "accounts"))
    assert people.enter("Chủ", WORD, "")
    said = run("audit")[1]
    assert "user add" in said
    assert WORD not in said


def test_the_first_account_inherits_what_the_machines_one_person_gathered(
    run: Run, kho: Path
) -> None:
    CollectionStore(beside(kho, "desk")).begin("Bài cũ")
    run("user", "add", "Chủ", "--role", "admin", "--password-stdin")
    (owner,) = Accounts(beside(kho, "accounts")).users()
    assert [talk.name for talk in CollectionStore(beside(kho, "desk"), owner.id).talks()] == [
        "Bài cũ"
    ]


def test_a_closed_folder_without_documents_is_named(
    run: Run,
    kho: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    libraries.without_children(monkeypatch)
    corpus = libraries.write_corpus(tmp_path / "corpus")
    (corpus / "noi-bo").mkdir()
    (corpus / "hoi-dap.txt").rename(corpus / "noi-bo" / "hoi-dap.txt")
    libraries.build(corpus, kho)
    assert "Chú ý" not in run("folder", "close", "noi-bo")[1]
    assert "“noi-bi”" in run("folder", "close", "noi-bi")[1]
    run("user", "add", "Chủ", "--role", "admin", "--password-stdin")
    run("user", "add", "Lan", "--password-stdin")
    assert run("folder", "grant", "noi-bo", "Lan")[0] == 0
    assert "noi-bo\tLan" in run("folder", "list")[1]
    assert run("folder", "grant", "noi-bo", "Không Ai")[0] == 2


def test_what_was_backed_up_comes_back(run: Run, kho: Path, tmp_path: Path) -> None:
    desk, _ = filled(kho)
    secret, items = desk.secret, desk.items(1)
    target = tmp_path / "sao-luu.zip"
    assert run("backup", str(target))[0] == 0
    assert target.stat().st_mode & 0o077 == 0
    for path in tmp_path.glob("kho.*.sqlite*"):
        path.unlink()
    assert run("restore", str(target))[0] == 0
    again = CollectionStore(beside(kho, "desk"))
    assert (again.secret, again.items(1)) == (secret, items)
    assert Accounts(beside(kho, "accounts")).enter("Chủ", WORD, "")


def test_files_sent_up_come_back_and_damaged_ones_do_not(
    run: Run, kho: Path, tmp_path: Path
) -> None:
    filled(kho)
    uploads = Additions(kho).folder
    uploads.mkdir()
    name = f"{hashlib.sha256(b'van ban').hexdigest()}.txt"
    (uploads / name).write_bytes(b"van ban")
    (uploads / "khac").write_bytes(b"khong phai")
    target = tmp_path / "sao-luu.zip"
    run("backup", str(target))
    shutil.rmtree(uploads)
    assert run("restore", str(target), "--replace")[0] == 0
    assert [path.name for path in uploads.iterdir()] == [name]
    assert (uploads / name).read_bytes() == b"van ban"

    def change(parts: dict[str, bytes]) -> None:
        parts[f"uploads/{name}"] = b"van bam"

    bad = _repacked(target, tmp_path / "hong.zip", change)
    assert run("restore", str(bad), "--replace")[0] == 21
    assert (uploads / name).read_bytes() == b"van ban"


def test_the_register_of_a_library_goes_with_the_backup(
    run: Run, kho: Path, tmp_path: Path
) -> None:
    kho.mkdir()
    register = kho / "register.jsonl"
    register.write_text('{"number": "77-QĐ/TU", "kind": "Quy định"}\n', "utf-8")
    kept = register.read_bytes()
    target = tmp_path / "sao-luu.zip"
    code, said = run("backup", str(target))
    assert (code, "register" in said) == (0, True)
    register.write_text("", "utf-8")
    assert run("restore", str(target))[0] == 2
    assert register.read_bytes() == b""
    assert run("restore", str(target), "--replace")[0] == 0
    assert register.read_bytes() == kept
    shutil.rmtree(kho)
    assert run("restore", str(target))[0] == 0
    assert register.read_bytes() == kept
    Store(kho).prepare()

    def change(parts: dict[str, bytes]) -> None:
        parts["register.jsonl"] = kept.replace(b"77", b"78")

    bad = _repacked(target, tmp_path / "hong.zip", change)
    assert run("restore", str(bad), "--replace")[0] == 21
    assert register.read_bytes() == kept


def test_a_backup_is_whole_while_others_write(kho: Path, tmp_path: Path) -> None:
    desk, _ = filled(kho)
    stop = threading.Event()

    def write() -> None:
        while not stop.is_set():
            desk.take(1, Taken("p", "thêm", "", "", ""))
            desk.remove(1, desk.items(1)[-1].id)

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for turn in range(5):
            backup.back_up(backup.files_of(kho), tmp_path / f"{turn}.zip")
    finally:
        stop.set()
        writer.join()
    for turn in range(5):
        targets = {role: tmp_path / f"{turn}.{role}" for role in ("desk", "accounts")}
        backup.restore(tmp_path / f"{turn}.zip", targets)
        assert len(CollectionStore(targets["desk"]).items(1)) in (1, 2)


def test_nothing_is_overwritten_unasked(run: Run, kho: Path, tmp_path: Path) -> None:
    desk, _ = filled(kho)
    target = tmp_path / "sao-luu.zip"
    run("backup", str(target))
    assert run("backup", str(target))[0] == 2
    desk.begin("Bài hai")
    assert run("restore", str(target))[0] == 2
    assert len(desk.talks()) == 2
    assert run("restore", str(target), "--replace")[0] == 0
    assert len(desk.talks()) == 1


def _repacked(source: Path, target: Path, change: Callable[[dict[str, bytes]], None]) -> Path:
    with zipfile.ZipFile(source) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    change(parts)
    with zipfile.ZipFile(target, "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return target


@pytest.mark.parametrize("kind", ["bit", "missing", "list", "name", "no zip"])
def test_a_damaged_backup_changes_nothing(
    run: Run,
    kho: Path,
    tmp_path: Path,
    kind: str,
) -> None:
    desk, _ = filled(kho)
    target, bad = tmp_path / "sao-luu.zip", tmp_path / "hong.zip"
    run("backup", str(target))

    def change(parts: dict[str, bytes]) -> None:
        if kind == "bit":
            whole = bytearray(parts["desk.sqlite"])
            whole[len(whole) // 2] ^= 1
            parts["desk.sqlite"] = bytes(whole)
        elif kind == "missing":
            del parts["accounts.sqlite"]
        elif kind == "list":
            parts["vankien.json"] = b"[]"
        elif kind == "name":
            told = json.loads(parts["vankien.json"])
            told["files"]["../../tmp/x"] = told["files"]["desk"]
            parts["vankien.json"] = json.dumps(told).encode()
            parts["../../tmp/x.sqlite"] = parts["desk.sqlite"]

    _repacked(target, bad, change)
    if kind == "no zip":
        bad.write_bytes(b"khong phai zip")
    code, said = run("restore", str(bad), "--replace")
    assert code != 0
    assert "Lỗi" in said
    assert len(desk.items(1)) == 1


def test_a_damaged_file_is_not_backed_up_as_if_whole(run: Run, kho: Path, tmp_path: Path) -> None:
    filled(kho)
    with closing(sqlite3.connect(beside(kho, "desk"))) as base:
        base.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    whole = bytearray(beside(kho, "desk").read_bytes())
    whole[4096:8192] = b"\xff" * 4096
    beside(kho, "desk").write_bytes(whole)
    code, _ = run("backup", str(tmp_path / "sao-luu.zip"))
    assert code == 21
    assert not (tmp_path / "sao-luu.zip").exists()


def test_nothing_to_back_up_is_told(run: Run, tmp_path: Path) -> None:
    assert run("backup", str(tmp_path / "sao-luu.zip"))[0] == 2


def test_an_old_desk_file_is_brought_up_to_date_with_what_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "desk.sqlite"
    with closing(sqlite3.connect(path)) as base, base:
        base.executescript(
            "CREATE TABLE secret (value TEXT NOT NULL);"
            "CREATE TABLE talk (id INTEGER PRIMARY KEY, name TEXT NOT NULL,"
            " made TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP);"
            "CREATE TABLE item (id INTEGER PRIMARY KEY,"
            " talk INTEGER NOT NULL REFERENCES talk (id) ON DELETE CASCADE,"
            " position INTEGER NOT NULL, passage TEXT NOT NULL, quotation TEXT NOT NULL,"
            " footnote TEXT NOT NULL, document TEXT NOT NULL, issued TEXT NOT NULL,"
            " remark TEXT NOT NULL DEFAULT '');"
            "INSERT INTO secret VALUES ('bí mật'); INSERT INTO talk (name) VALUES ('Bài cũ');"
            "PRAGMA user_version = 1;"
        )
    desk = CollectionStore(path)
    assert desk.secret == "bí mật"  # noqa: S105
    assert [talk.name for talk in desk.talks()] == ["Bài cũ"]
