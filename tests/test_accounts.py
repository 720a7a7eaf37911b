"""Accounts: passwords, tries, sessions, folders, the record."""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest

from index.access import ALL
from ingest.errors import LibraryFormat, LibraryUnwritable, UsageError
from search_app.persistence.accounts import (
    LEAST_PASSWORD,
    MOST_PASSWORD,
    SESSION_SECONDS,
    TRIES_HERE,
    WINDOW,
    AccountRole,
    Accounts,
    TooManyTriesError,
)
from search_app.persistence.migrations import migrate

WORD = "mật khẩu dài"
pytestmark = pytest.mark.usefixtures("quick_hashing")


class Time:
    now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def people(tmp_path: Path, time: Time) -> Accounts:
    made = Accounts(tmp_path / "accounts.sqlite", now=time)
    made.add("Chủ", AccountRole.ADMIN, WORD)
    return made


def test_the_first_account_is_an_admin(tmp_path: Path) -> None:
    people = Accounts(tmp_path / "accounts.sqlite")
    assert not people.any()
    with pytest.raises(UsageError):
        people.add("Lan", AccountRole.READER, WORD)
    people.add("Lan", AccountRole.ADMIN, WORD)
    assert people.any()


def test_the_last_admin_stays(people: Accounts) -> None:
    people.add("Lan", AccountRole.EDITOR, WORD)
    for change in (
        lambda: people.remove("Chủ"),
        lambda: people.set_role("Chủ", AccountRole.READER),
    ):
        with pytest.raises(UsageError, match="duy nhất"):
            change()
    people.set_role("Lan", AccountRole.ADMIN)
    people.remove("Chủ")
    assert [one.name for one in people.users()] == ["Lan"]


@pytest.mark.parametrize("name", ["", " ", "a\x00b", "x" * 101, "Chủ", "CHỦ".capitalize()])
def test_a_bad_or_taken_name_is_refused(people: Accounts, name: str) -> None:
    with pytest.raises(UsageError):
        people.add(name, AccountRole.READER, WORD)


@pytest.mark.parametrize("size", [0, LEAST_PASSWORD - 1, MOST_PASSWORD + 1])
def test_a_short_or_endless_password_is_refused(people: Accounts, size: int) -> None:
    with pytest.raises(UsageError, match="Mật khẩu"):
        people.add("Lan", AccountRole.READER, "a" * size)


def test_no_password_and_no_token_lies_in_the_file(people: Accounts, tmp_path: Path) -> None:
    token = people.enter("Chủ", WORD, "1.2.3.4")
    assert token is not None
    kept = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert WORD.encode() not in kept
    assert token.encode() not in kept
    assert (tmp_path / "accounts.sqlite").stat().st_mode & 0o077 == 0


def test_name_and_password_open_a_session(people: Accounts) -> None:
    assert people.enter("Chủ", "sai", "1.2.3.4") is None
    assert people.enter("không có", WORD, "1.2.3.4") is None
    token = people.enter(" Chủ ", WORD, "1.2.3.4")
    assert token is not None
    user = people.user_of(token)
    assert user is not None
    assert (user.name, user.role, user.rights) == ("Chủ", AccountRole.ADMIN, ALL)
    assert people.user_of(token + "x") is None
    people.leave(token)
    assert people.user_of(token) is None


def test_a_session_ends_after_a_working_day_and_when_the_clock_jumps_back(
    people: Accounts, time: Time
) -> None:
    token = people.enter("Chủ", WORD, "1.2.3.4") or ""
    time.now += SESSION_SECONDS - 1
    assert people.user_of(token) is not None
    time.now += 2
    assert people.user_of(token) is None
    time.now -= 10 * SESSION_SECONDS
    assert people.user_of(token) is None


def test_a_new_password_ends_every_session(people: Accounts) -> None:
    token = people.enter("Chủ", WORD, "1.2.3.4") or ""
    people.set_password("Chủ", "một mật khẩu khác")
    assert people.user_of(token) is None
    assert people.enter("Chủ", WORD, "1.2.3.4") is None
    assert people.enter("Chủ", "một mật khẩu khác", "1.2.3.4") is not None


def test_a_removed_person_is_out_at_once(people: Accounts) -> None:
    people.add("Lan", AccountRole.READER, WORD)
    token = people.enter("Lan", WORD, "1.2.3.4") or ""
    people.remove("Lan")
    assert people.user_of(token) is None


def test_tries_are_limited_and_others_are_not_locked_out(people: Accounts, time: Time) -> None:
    for _ in range(TRIES_HERE):
        assert people.enter("Chủ", "sai", "6.6.6.6") is None
    with pytest.raises(TooManyTriesError):
        people.enter("Chủ", WORD, "6.6.6.6")
    assert people.enter("Chủ", WORD, "1.2.3.4") is not None
    time.now += WINDOW + 1
    assert people.enter("Chủ", WORD, "6.6.6.6") is not None


def test_many_names_from_one_address_are_limited(people: Accounts) -> None:
    with pytest.raises(TooManyTriesError):
        for turn in range(40):
            people.enter(f"người {turn}", "sai", "6.6.6.6")


def test_tries_at_the_same_moment_are_all_counted(people: Accounts) -> None:
    outcomes: list[object] = []

    def attempt() -> None:
        try:
            outcomes.append(people.enter("Chủ", "sai", "6.6.6.6"))
        except TooManyTriesError as error:
            outcomes.append(error)

    threads = [threading.Thread(target=attempt) for _ in range(TRIES_HERE + 4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(isinstance(one, TooManyTriesError) for one in outcomes) == 4


def test_a_clock_set_back_locks_nobody_out_for_ever(people: Accounts, time: Time) -> None:
    for _ in range(TRIES_HERE):
        people.enter("Chủ", "sai", "6.6.6.6")
    time.now -= 365 * 86400
    assert people.enter("Chủ", WORD, "6.6.6.6") is not None


def test_closed_folders_bind_all_but_admins_and_those_let_in(people: Accounts) -> None:
    people.add("Lan", AccountRole.READER, WORD)
    people.add("Minh", AccountRole.EDITOR, WORD)
    people.close_folder("/noi-bo/")
    people.grant("Lan", "noi-bo")
    rights = {one.name: one.rights for one in people.users()}
    assert rights["Chủ"].allows("noi-bo/a.pdf")
    assert rights["Lan"].allows("noi-bo/a.pdf")
    assert not rights["Minh"].allows("noi-bo/a.pdf")
    people.revoke("Lan", "noi-bo")
    people.open_folder("noi-bo")
    assert all(one.rights.everything for one in people.users())


def test_the_record_is_kept_newest_first_and_can_be_forgotten(people: Accounts, time: Time) -> None:
    people.note("Lan", "login", "1.2.3.4")
    time.now += 40 * 86400
    people.note("Lan", "upload.add", "một tệp")
    assert [one.kind for one in people.events()] == ["upload.add", "login"]
    assert people.forget_events(30) == 1
    assert [one.kind for one in people.events()] == ["upload.add"]


def test_a_file_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "accounts.sqlite"
    Accounts(path)
    with sqlite3.connect(path) as base:
        base.execute("PRAGMA user_version = 99")
    base.close()
    with pytest.raises(LibraryFormat):
        Accounts(path)


def test_a_file_that_is_no_database_is_told(tmp_path: Path) -> None:
    path = tmp_path / "accounts.sqlite"
    path.write_bytes(b"not a database at all, by any means" * 40)
    with pytest.raises(LibraryUnwritable, match="tài khoản"):
        Accounts(path)


def test_a_step_that_fails_leaves_the_file_at_the_step_before(tmp_path: Path) -> None:
    path = tmp_path / "a.sqlite"
    migrate(path, ("CREATE TABLE a (x);",))
    with pytest.raises(sqlite3.Error):
        migrate(path, ("CREATE TABLE a (x);", "CREATE TABLE b (x);\nCREATE TABLE a (x);"))
    with sqlite3.connect(path) as base:
        names = {row[0] for row in base.execute("SELECT name FROM sqlite_master")}
        version = base.execute("PRAGMA user_version").fetchone()[0]
    base.close()
    assert (names, version) == ({"a"}, 1)
    migrate(path, ("CREATE TABLE a (x);", "CREATE TABLE b (x);"))
