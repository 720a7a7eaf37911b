"""The fault scripts, short: see tests/faults for the long runs."""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest

from index.storage.locks import FileLock
from tests.faults import fuzz_parsers, hard_times, kill_build, mixed_readers, soak
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


def test_no_text_breaks_what_the_parsers_promise(tmp_path: Path) -> None:
    pytest.importorskip("atheris", reason="atheris has no wheel for this system")
    assert fuzz_parsers.run(2000, 5, tmp_path) >= 2000


@pytest.mark.parametrize("fault", hard_times.FAULTS, ids=lambda fault: fault.__name__)
def test_hard_times_are_withstood(
    fault: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    without_children(monkeypatch)
    # Not pytest's own folder: nobody else may look into that.
    with tempfile.TemporaryDirectory() as folder:
        try:
            fault(Path(folder))
        except hard_times.NotHereError as why:
            pytest.skip(str(why))


@pytest.mark.parametrize(
    ("curve", "is_flat"),
    [
        ([100, 300, 320, 318, 321, 319], True),
        ([100, 200, 300, 400, 500, 600], False),
        ([500], True),
    ],
)
def test_the_soak_tells_growth_from_a_start(curve: list[int], is_flat: bool) -> None:
    assert soak.flat(curve) is is_flat


def test_a_killed_holder_lets_the_lock_go(tmp_path: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from index.storage.locks import FileLock;"
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
