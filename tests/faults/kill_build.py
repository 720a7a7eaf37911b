"""Kill builds at random moments: ``python -m tests.faults.kill_build [TIMES] [SEED]``.

After every SIGKILL the old generation must answer, whole; after the last one a build
that is left alone must succeed.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from index.build.builder import build
from index.build.integrity import examine
from index.storage.store import Store
from tests.fakes import FakeBackends
from tests.libraries import nothing, write_corpus

_ROOT = Path(__file__).resolve().parents[2]
_CHILD = """
import sys
from pathlib import Path
import pytest
from tests.libraries import build, without_children
without_children(pytest.MonkeyPatch())
sys.stdout.write("ready\\n"); sys.stdout.flush()
build(Path(sys.argv[1]), Path(sys.argv[2]))
"""


def run(times: int, seed: int, folder: Path) -> dict[str, int]:
    """Start builds until ``times`` were killed; return how many were, and how many published.

    :raises AssertionError: a library was damaged, or a build after the kills failed.
    """
    random_moment = random.Random(seed)
    corpus, root = write_corpus(folder / "corpus"), folder / "library"
    _whole(corpus, root)
    _write(corpus, 0)
    # What is killed below starts from a library too: that takes less than the first.
    longest = _whole(corpus, root)
    counts = {"started": 0, "killed": 0, "published": 0}
    for turn in range(1, 4 * times + 1):
        if counts["killed"] >= times:
            break
        counts["started"] += 1
        before = Store(root).current()
        _write(corpus, turn)
        if _killed(corpus, root, random_moment.uniform(0, longest)):
            counts["killed"] += 1
        counts["published"] += Store(root).current() != before
        wrong = examine(root, lambda _: FakeBackends())
        assert not wrong, wrong
    last = build([corpus], root, FakeBackends(), jobs=1, progress=nothing)
    assert last.documents == 4
    assert not list((root / "generations").glob(".building-*"))
    return counts


def _write(corpus: Path, turn: int) -> None:
    text = f"Thông báo số {turn} về lịch tiếp dân của xã trong tháng {turn}.\n"
    (corpus / "doi.txt").write_text(text, "utf-8")


def _whole(corpus: Path, root: Path) -> float:
    """Build once undisturbed; return the seconds it took after starting."""
    started = _start(corpus, root)
    begun = time.monotonic()
    assert started.wait() == 0
    return time.monotonic() - begun


def _start(corpus: Path, root: Path) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _CHILD, str(corpus), str(root)]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=_ROOT)
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def _killed(corpus: Path, root: Path, after: float) -> bool:
    child = _start(corpus, root)
    try:
        child.wait(after)
    except subprocess.TimeoutExpired:
        child.send_signal(signal.SIGKILL)
    return child.wait() == -signal.SIGKILL


def main() -> int:
    """Run from the command line."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory() as folder:
        counts = run(times, seed, Path(folder))
    sys.stdout.write(f"{counts}: the library was whole each time\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
