"""The fault scripts, short: see tests/faults for the long runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from index.locking import FileLock
from tests.faults import kill_build, mixed_readers
from tests.libraries import without_children


def test_killed_builds_leave_a_whole_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_children(monkeypatch)
    assert kill_build.run(4, 3, tmp_path)["killed"] > 0


def test_readers_never_see_two_generations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    without_children(monkeypatch)
    counts = mixed_readers.run(200, 16, tmp_path, builds=1)
    assert counts["asked"] >= 200
    assert (counts["errors"], counts["mixed"], counts["empty"], counts["stale"]) == (0, 0, 0, 0)


def test_a_killed_holder_lets_the_lock_go(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from index.locking import FileLock;"
        "assert FileLock(Path(sys.argv[1])).acquire(); print('held', flush=True); time.sleep(60)"
    )
    path = tmp_path / "lock"
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(path)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[1],
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    assert not FileLock(path).acquire()
    holder.kill()
    holder.wait()
    lock = FileLock(path)
    assert lock.acquire()
    lock.release()
