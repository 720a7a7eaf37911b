"""Kill restores and uploads: ``python -m tests.faults.kill_restore [TIMES] [SEED]``.

A child kills itself at a random call or return of a function, so that every moment between two
steps is met, however short.  After every kill of a restore all files must be the old ones or
all the new ones; after every kill of an upload no bytes may lie there that nothing tells of.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from index.build.additions import WAITING, Additions
from search_app.admin import ROLES, beside
from search_app.persistence import backup, passwords
from search_app.persistence.accounts import AccountRole, Accounts
from search_app.persistence.collections import CollectionStore

WORD = "mật khẩu dài"
OLD, NEW = "cũ", "mới"
Work = Callable[[], object]


def killed_at(moment: int, work: Work) -> bool:
    """Do ``work`` in a child that dies at its ``moment``-th call or return; say whether it did."""
    child = os.fork()
    if not child:
        left = moment

        def count(*_: object) -> None:
            nonlocal left
            left -= 1
            if left < 0:
                os.kill(os.getpid(), signal.SIGKILL)

        sys.setprofile(count)
        try:
            work()
        finally:
            sys.setprofile(None)
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


def length(work: Work) -> int:
    """Return how many calls and returns ``work`` takes."""
    total = 0

    def count(*_: object) -> None:
        nonlocal total
        total += 1

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return total


def fill(kho: Path, state: str) -> None:
    """Write what people made, in one of two states."""
    desk = CollectionStore(beside(kho, "desk"))
    desk.begin(state)
    Accounts(beside(kho, "accounts")).add(f"Chủ {state}", AccountRole.ADMIN, WORD)
    additions = Additions(kho)
    additions.correct("d" * 64, "subject", state, "Chủ")
    sent(additions, f"Tệp {state}.".encode())


def sent(additions: Additions, data: bytes) -> str:
    """Send a file up as the app does; return its digest."""
    digest = hashlib.sha256(data).hexdigest()
    with additions.incoming(".txt") as path:
        path.write_bytes(data)
        additions.take(path, digest, "a.txt", "lan")
    return digest


def states(kho: Path) -> tuple[set[str], set[str], set[str], set[str]]:
    """Return what each of the four parts holds: the states they are in."""
    additions = Additions(kho)
    corrected = {one.value for found in additions.corrections().values() for one in found}
    files = {additions.kept(one).read_text("utf-8").split()[1][:-1] for one in additions.uploads()}
    desk = CollectionStore(beside(kho, "desk"))
    people = {person.name.split()[1] for person in Accounts(beside(kho, "accounts")).users()}
    return {talk.name for talk in desk.talks()}, people, corrected, files


def restores(times: int, seed: int, folder: Path) -> dict[str, int]:
    """Kill ``times`` restores; return how many left the old files and how many the new.

    :raises AssertionError: some files were old and some new, or a later restore failed.
    """
    # Hashing on purpose slowly is no part of this.
    passwords.HASHING = "pbkdf2:sha256:1"
    draw = random.Random(seed)
    saved = folder / "moi.zip"
    made = folder / "n" / "kho"
    made.parent.mkdir()
    fill(made, NEW)
    backup.back_up(backup.files_of(made), saved, Additions(made).folder)

    def restore(kho: Path) -> object:
        targets = {role: beside(kho, role) for role in ROLES}
        return backup.restore(saved, targets, replace=True, uploads=Additions(kho).folder)

    def fresh() -> Path:
        shutil.rmtree(folder / "k", ignore_errors=True)
        (folder / "k").mkdir()
        fill(folder / "k" / "kho", OLD)
        return folder / "k" / "kho"

    first = fresh()
    longest = length(lambda: restore(first))
    counts = {OLD: 0, NEW: 0, "killed": 0, "unkilled": 0}
    while counts["killed"] < times:
        kho = fresh()
        if not killed_at(draw.randrange(longest), lambda k=kho: restore(k)):  # type: ignore[misc]
            counts["unkilled"] += 1
            assert counts["unkilled"] <= times, "restores are not killed"
            continue
        counts["killed"] += 1
        found = states(kho)
        assert found in [({state},) * 4 for state in (OLD, NEW)], found
        counts[OLD if found[0] == {OLD} else NEW] += 1
        if found[0] == {NEW}:
            kept = list(kho.parent.glob(f"*.{backup.ASIDE}-*"))
            assert len(kept) >= len(ROLES), "the old files are not kept"
        # One left alone succeeds and sweeps.
        restore(kho)
        assert states(kho) == ({NEW},) * 4
        assert not list(kho.parent.glob(".kho.restore*"))
    return counts


def uploads(times: int, seed: int, folder: Path) -> dict[str, int]:
    """Kill ``times`` uploads; return how many came whole and how many did not.

    :raises AssertionError: bytes were left that nothing tells of.
    """
    draw = random.Random(seed)
    kho = folder / "kho"
    additions = Additions(kho)
    longest = length(lambda: sent(additions, b"tep dau"))
    counts = {"killed": 0, "whole": 0, "nothing": 0, "unkilled": 0}
    number = 0
    while counts["killed"] < times:
        number += 1
        data = f"tep {number}".encode()
        if not killed_at(draw.randrange(longest), lambda d=data: sent(additions, d)):  # type: ignore[misc]
            counts["unkilled"] += 1
            assert counts["unkilled"] <= 2 * times, "uploads are not killed"
            continue
        counts["killed"] += 1
        additions.sweep()
        told = {additions.kept(one).name for one in additions.uploads() if one.state == WAITING}
        assert {path.name for path in additions.folder.iterdir()} == told
        digest = hashlib.sha256(data).hexdigest()
        counts["whole" if f"{digest}.txt" in told else "nothing"] += 1
    return counts


def main() -> int:
    """Run from the command line."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    for kind in (restores, uploads):
        with tempfile.TemporaryDirectory() as folder:
            sys.stdout.write(f"{kind.__name__}: {kind(times, seed, Path(folder))}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
