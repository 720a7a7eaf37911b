"""A restore is all or nothing, and takes only what a backup of ours holds."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import zipfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from index.build.additions import REFUSED, Additions
from ingest.errors import (
    LibraryCorrupt,
    LibraryError,
    LibraryFormat,
    LibraryLocked,
    LibraryUnwritable,
)
from search_app.admin import ROLES, beside
from search_app.persistence import backup
from search_app.persistence.accounts import Accounts
from search_app.persistence.collections import CollectionStore
from tests.faults import kill_restore
from tests.faults.kill_restore import NEW, OLD, fill, sent, states

pytestmark = pytest.mark.usefixtures("quick_hashing")
Change = Callable[[sqlite3.Connection], object]


@pytest.fixture
def kho(tmp_path: Path) -> Path:
    (tmp_path / "k").mkdir()
    fill(tmp_path / "k" / "kho", OLD)
    return tmp_path / "k" / "kho"


def saved(tmp_path: Path, role: str = "", change: Change | None = None) -> Path:
    """Return a backup of the new state; the database of ``role`` changed before, digest and all."""
    made = tmp_path / "n" / "kho"
    made.parent.mkdir()
    fill(made, NEW)
    target = tmp_path / "moi.zip"
    backup.back_up(backup.files_of(made), target, Additions(made).folder)
    if change is None:
        return target
    with zipfile.ZipFile(target) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    path = tmp_path / "sua.sqlite"
    path.write_bytes(parts[f"{role}.sqlite"])
    with closing(sqlite3.connect(path)) as base, base:
        change(base)
    parts[f"{role}.sqlite"] = path.read_bytes()
    listing = json.loads(parts[backup.LIST])
    listing["files"][role] = hashlib.sha256(parts[f"{role}.sqlite"]).hexdigest()
    parts[backup.LIST] = json.dumps(listing).encode()
    with zipfile.ZipFile(tmp_path / "sua.zip", "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            new.writestr(name, data)
    return tmp_path / "sua.zip"


def restore(source: Path, kho: Path, **more: bool) -> tuple[str, ...]:
    targets = {role: beside(kho, role) for role in ROLES}
    return backup.restore(source, targets, replace=True, uploads=Additions(kho).folder, **more)


def test_everything_is_restored_and_the_old_stays_aside(kho: Path, tmp_path: Path) -> None:
    assert states(kho) == ({OLD},) * 4
    restore(saved(tmp_path), kho)
    assert states(kho) == ({NEW},) * 4
    aside = {
        path.name.split(f".{backup.ASIDE}")[0] for path in kho.parent.glob(f"*.{backup.ASIDE}*")
    }
    assert aside == {*(f"kho.{role}.sqlite" for role in ROLES), "kho.uploads"}
    for path in kho.parent.glob("kho.*"):
        assert path.stat().st_mode & 0o077 == 0, path


STRANGE: dict[str, tuple[str, str]] = {
    "trigger": ("desk", "CREATE TRIGGER t AFTER INSERT ON talk BEGIN DELETE FROM item; END"),
    "trigger on update": (
        "accounts",
        "CREATE TRIGGER t AFTER UPDATE ON user BEGIN UPDATE user SET role = 3; END",
    ),
    "view": ("desk", "CREATE VIEW v AS SELECT * FROM secret"),
    "view for a table": (
        "desk",
        "ALTER TABLE item RENAME TO i; CREATE VIEW item AS SELECT * FROM i",
    ),
    "a table more": ("accounts", "CREATE TABLE extra (x)"),
    "another role's table": ("desk", "CREATE TABLE user (id INTEGER, name TEXT)"),
    "a column more": ("accounts", "ALTER TABLE user ADD COLUMN extra TEXT"),
    "a column that computes": (
        "accounts",
        "ALTER TABLE user ADD COLUMN extra TEXT GENERATED ALWAYS AS (password)",
    ),
    "a table less": ("accounts", "DROP TABLE failure"),
    "an index more": ("corrections", "CREATE INDEX i ON correction (who)"),
    "a newer version": ("corrections", "PRAGMA user_version = 99"),
    "a step not taken": ("accounts", "PRAGMA user_version = 0"),
    "nobody": ("accounts", "DELETE FROM user"),
    "no administrator": ("accounts", "UPDATE user SET role = 1"),
    "a virtual table": ("desk", "CREATE VIRTUAL TABLE v USING fts5(x)"),
    "a row of nobody": ("accounts", "INSERT INTO allowed VALUES (99, 'noi-bo')"),
}


@pytest.mark.parametrize("kind", STRANGE)
def test_what_no_backup_of_ours_holds_is_refused_before_anything_is_touched(
    kho: Path, tmp_path: Path, kind: str
) -> None:
    role, change = STRANGE[kind]
    bad = saved(tmp_path, role, lambda base: base.executescript(change))
    with pytest.raises(LibraryError):
        restore(bad, kho)
    assert states(kho) == ({OLD},) * 4
    assert not list(kho.parent.glob(f"*{backup.ASIDE}*"))


def test_a_newer_version_is_named_as_such(kho: Path, tmp_path: Path) -> None:
    bad = saved(tmp_path, "desk", lambda base: base.execute("PRAGMA user_version = 99"))
    with pytest.raises(LibraryFormat):
        restore(bad, kho)


def test_databases_of_swapped_roles_are_refused(kho: Path, tmp_path: Path) -> None:
    good = saved(tmp_path)
    with zipfile.ZipFile(good) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    one, other = "desk.sqlite", "accounts.sqlite"
    parts[one], parts[other] = parts[other], parts[one]
    listing = json.loads(parts[backup.LIST])
    files = listing["files"]
    files["desk"], files["accounts"] = files["accounts"], files["desk"]
    parts[backup.LIST] = json.dumps(listing).encode()
    with zipfile.ZipFile(tmp_path / "doi.zip", "w") as new:
        for name, data in parts.items():
            new.writestr(name, data)
    with pytest.raises(LibraryError):
        restore(tmp_path / "doi.zip", kho)
    assert states(kho) == ({OLD},) * 4


def test_accounts_without_an_administrator_are_taken_where_that_is_asked(
    kho: Path, tmp_path: Path
) -> None:
    bad = saved(tmp_path, "accounts", lambda base: base.execute("DELETE FROM user"))
    restore(bad, kho, replace_accounts=True)
    assert Accounts(beside(kho, "accounts")).users() == ()


def test_who_was_signed_in_then_is_not_let_in_now(kho: Path, tmp_path: Path) -> None:
    def sign_in(base: sqlite3.Connection) -> None:
        base.execute("INSERT INTO session SELECT 'token', id, 4e9 FROM user LIMIT 1")

    restore(saved(tmp_path, "accounts", sign_in), kho)
    with closing(sqlite3.connect(beside(kho, "accounts"))) as base:
        assert base.execute("SELECT count(*) FROM session").fetchone() == (0,)


@pytest.mark.parametrize("member", ["desk.sqlite", backup.LIST, f"uploads/{'a' * 64}.txt", "khac"])
def test_a_bomb_in_any_member_is_refused_by_its_size(
    kho: Path, tmp_path: Path, member: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = saved(tmp_path)
    with zipfile.ZipFile(good) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(tmp_path / "bom.zip", "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in parts.items():
            if name != member:
                new.writestr(name, data)
        with new.open(member, "w", force_zip64=True) as out:
            for _ in range(128):
                out.write(bytes(1 << 20))

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("it was unpacked")

    monkeypatch.setattr(zipfile.ZipFile, "read", refuse)
    monkeypatch.setattr(backup, "_unpacked", refuse)
    with pytest.raises(LibraryCorrupt, match="bất thường"):
        restore(tmp_path / "bom.zip", kho)


def test_a_full_disk_is_not_called_a_damaged_backup(
    kho: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, usage = saved(tmp_path), shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1000))
    with pytest.raises(LibraryUnwritable, match="Không đủ chỗ"):
        restore(source, kho)
    assert states(kho) == ({OLD},) * 4


def test_a_kill_at_any_moment_leaves_all_old_or_all_new(tmp_path: Path) -> None:
    counts = kill_restore.restores(12, 5, tmp_path)
    assert counts["killed"] == 12


def test_a_restore_killed_between_two_files_is_finished_by_who_comes_next(
    kho: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = saved(tmp_path)
    real, left = Path.replace, 5

    def replace(path: Path, target: Path) -> Path:
        nonlocal left
        left -= 1
        if left < 0:
            os._exit(9)
        return real(path, target)

    child = os.fork()
    if not child:
        try:
            monkeypatch.setattr(Path, "replace", replace)
            restore(source, kho)
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    assert CollectionStore(beside(kho, "desk")).talks()[0].name == NEW
    assert states(kho) == ({NEW},) * 4


def test_two_restores_do_not_meet(kho: Path, tmp_path: Path) -> None:
    source = saved(tmp_path)
    with backup._alone(backup.journal_of(beside(kho, "desk"))), pytest.raises(LibraryLocked):
        restore(source, kho)


# --- files sent up ----------------------------------------------------------------


def test_a_kill_during_an_upload_leaves_no_bytes_that_nothing_tells_of(tmp_path: Path) -> None:
    assert kill_restore.uploads(40, 3, tmp_path)["killed"] == 40


def test_what_is_being_received_is_not_swept(tmp_path: Path) -> None:
    additions = Additions(tmp_path / "kho")
    with additions.incoming(".txt") as path:
        child = os.fork()
        if not child:
            try:
                Additions(tmp_path / "kho").sweep()
                os._exit(0)
            finally:
                os._exit(1)
        assert os.waitpid(child, 0)[1] == 0
        assert path.is_file()
    assert not path.exists()


def test_files_that_nothing_tells_of_are_swept_and_lost_ones_told(tmp_path: Path) -> None:
    additions = Additions(tmp_path / "kho")
    kept, lost = sent(additions, b"con"), sent(additions, b"mat")
    (additions.folder / f"{lost}.txt").unlink()
    (additions.folder / f"{'e' * 64}.pdf").write_bytes(b"khong ai nhac toi")
    (additions.folder / ".incoming-0123").write_bytes(b"do dang")
    additions.sweep()
    assert [path.name for path in additions.folder.iterdir()] == [f"{kept}.txt"]
    assert {one.digest for one in additions.uploads() if one.state == REFUSED} == {lost}


def test_without_the_list_of_files_nothing_is_swept(tmp_path: Path) -> None:
    additions = Additions(tmp_path / "kho")
    sent(additions, b"con")
    (tmp_path / "kho.corrections.sqlite").unlink()
    additions.sweep()
    assert len(list(additions.folder.iterdir())) == 1
