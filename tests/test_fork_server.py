"""The server that forks readers: fresh children, killed with who asked, started again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ingest.errors import ReaderLimit
from ingest.readers import child
from ingest.readers.fork_server import Request, Server
from ingest.readers.sandbox import Limits, read_isolated
from tests import hostile

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="nothing forks there")

LIMITS = ["3000000000", "60", "60"]
WAITING = """
import sys
from collections.abc import Callable
from pathlib import Path
from ingest.readers.sandbox import read_isolated
read_isolated(Path(sys.argv[1]))
"""


@pytest.fixture
def server() -> Server:
    """Return a server of its own for a test; it ends when nobody holds its socket."""
    return Server("tests.fork_work")


def _asked(server: Server, *words: str, given: bytes = b"") -> tuple[bytes, int]:
    reader, writer = os.pipe()
    request = Request([*LIMITS, *words], "", dict(os.environ), given)
    with server.begin(request, writer) as control, os.fdopen(reader, "rb") as answers:
        os.close(writer)
        return answers.read(), int(control.recv(16))


def _pid(server: Server) -> int:
    assert server.process is not None
    return server.process.pid


def test_the_process_that_forks_runs_one_thread() -> None:
    """A thread that holds a lock while another forks leaves it locked for ever in the child."""
    server = Server("ingest.readers.sandbox")
    _asked(server, "/no/such/file", "a.txt", "")
    assert len(list(Path(f"/proc/{_pid(server)}/task").iterdir())) == 1
    server.close()


def test_a_child_knows_nothing_of_the_one_before(server: Server) -> None:
    first, code = _asked(server, "remember")
    assert (first, code) == (b'{"remembered": 1}', 0)
    assert _asked(server, "remember")[0] == first
    server.close()


def test_a_child_sees_what_it_is_given_and_the_words(server: Server) -> None:
    given = "chữ có dấu".encode() * 100_000
    assert _asked(server, "size", given=given)[0] == b'{"size": %d}' % len(given)
    server.close()


def test_a_child_that_crashes_tells_how(server: Server) -> None:
    assert _asked(server, "crash") == (b"", -int(signal.SIGSEGV))
    assert _asked(server, "remember")[1] == 0
    server.close()


def test_a_server_that_was_killed_is_started_again(server: Server) -> None:
    _asked(server, "remember")
    before = _pid(server)
    os.kill(before, signal.SIGKILL)
    assert _asked(server, "remember")[1] == 0
    assert _pid(server) != before
    server.close()


def test_environment_and_folder_are_those_of_who_asks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    read_isolated(root / "corpus" / "45-nq-tu-2022.pdf")  # the server runs
    monkeypatch.chdir(tmp_path)
    Path("a.txt").write_text("Thông báo về lịch tiếp dân.\n", "utf-8")
    assert read_isolated(Path("a.txt"))[0].pages


def test_a_reader_ends_with_who_asked(tmp_path: Path, root: Path) -> None:
    path = tmp_path / "nested.pdf"
    path.write_bytes(hostile.HOSTILE["nested-forms"]())
    asking = subprocess.Popen([sys.executable, "-c", WAITING, str(path)], cwd=root)
    _until(lambda: _busy_since(asking.pid))
    begun = _busy_since(asking.pid)
    asking.kill()
    asking.wait()
    _until(lambda: not any(Path(f"/proc/{pid}").is_dir() for pid in begun))


def test_what_a_reader_started_ends_with_it(server: Server) -> None:
    answer, _ = _asked(server, "leave")
    left = int(answer.split(b":")[1].strip(b" }"))
    _until(lambda: not _runs(left))
    server.close()


def test_a_limit_below_what_a_child_begins_with_is_kept(root: Path) -> None:
    with pytest.raises(ReaderLimit, match="bộ nhớ"):
        read_isolated(root / "corpus" / "45-nq-tu-2022.pdf", limits=Limits(memory=40 * 1024**2))


def test_servers_that_were_ended_start_again(root: Path) -> None:
    path = root / "corpus" / "45-nq-tu-2022.pdf"
    before = read_isolated(path)
    child.end_servers()
    assert read_isolated(path) == before


def _runs(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def _busy_since(parent: int) -> list[int]:
    """Return the server, keeper and child below a process, none before all are there."""
    family, layer = [], [parent]
    while layer:
        layer = [pid for one in layer for pid in _children(one)]
        family += layer
    return family if len(family) >= 3 else []


def _children(pid: int) -> list[int]:
    try:
        return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def _until(holds: Callable[[], object]) -> None:
    for _ in range(300):
        if holds():
            return
        time.sleep(0.1)
    pytest.fail("not within thirty seconds")
