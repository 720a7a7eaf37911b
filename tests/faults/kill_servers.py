"""Kill builds of a library on servers: ``python -m tests.faults.kill_servers [TIMES] [SEED]``.

The catalogue is on a PostgreSQL server of its own, words and vectors in a Milvus Lite file.  After
every SIGKILL the library must be whole and answer as before or as after; the next build goes on.
"""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests import postgres
from tests.libraries import write_corpus

_ROOT = Path(__file__).resolve().parents[2]
_CHILD = """
import sys
from pathlib import Path
import pytest
from index.build import builder
from index.build.integrity import examine
from index.remote import address
from index.remote.address import Address
from index.storage.store import Store
from tests import libraries
from tests.fakes import FakeRemote
corpus, root, uri, what = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4]
libraries.without_children(pytest.MonkeyPatch())
known = address.load_address(root) or Address.parse(uri)
sys.stdout.write("ready\\n"); sys.stdout.flush()
if what == "build":
    builder.build([corpus], root, FakeRemote(None, root, known), jobs=1, progress=libraries.nothing)
else:
    wrong = examine(root, lambda _: FakeRemote(None, root, known))
    assert not wrong, wrong
"""


def run(times: int, seed: int, folder: Path, port: int) -> dict[str, int]:
    """Kill ``times`` builds; return how many were, and how many had published.

    :raises AssertionError: the library was damaged, or a build after the kills failed.
    """
    draw = random.Random(seed)
    corpus, root = write_corpus(folder / "corpus"), folder / "kill-library"
    uri = f"milvus+postgresql://kho@127.0.0.1:{port}/kho?milvus={folder / 'lite.db'}"
    words = [str(corpus), str(root), uri]
    _end(_start(words, "build"))
    _write(corpus, 0)
    begun = time.monotonic()
    _end(_start(words, "build"))
    longest = time.monotonic() - begun
    counts = {"started": 0, "killed": 0, "published": 0}
    for turn in range(1, 4 * times + 1):
        if counts["killed"] >= times:
            break
        counts["started"] += 1
        before = (root / "current").read_text()
        _write(corpus, turn)
        child = _start(words, "build")
        try:
            child.wait(draw.uniform(0, longest))
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
        counts["killed"] += child.wait() == -signal.SIGKILL
        counts["published"] += (root / "current").read_text() != before
        _end(_start(words, "check"))
    _end(_start(words, "build"))
    _end(_start(words, "check"))
    assert not list((root / "generations").glob(".building-*"))
    return counts


def _write(corpus: Path, turn: int) -> None:
    text = f"Thông báo số {turn} về lịch tiếp dân của xã trong tháng {turn}.\n"
    (corpus / "doi.txt").write_text(text, "utf-8")


def _start(words: list[str], what: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", _CHILD, *words, what]
    child = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=_ROOT)
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    return child


def _end(child: subprocess.Popen[str]) -> None:
    assert child.wait() == 0


def main() -> int:
    """Run from the command line."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory() as folder:
        sys.stdout.write(f"{run(times, seed, Path(folder), postgres.server().port)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
