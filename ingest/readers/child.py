"""A child process with limits that does one piece of work on a file of strangers.

A crafted PDF can hang the library that reads it or make it eat all memory; text can be
written to make a pattern slow.  A crash, hang or bomb must cost one file, never who asked.
Windows lets a process set itself no limit on memory: there the limits on time are kept, and
:data:`MISSING` says what is not.
"""

from __future__ import annotations

import atexit
import contextlib
import io
import json
import mmap
import os
import selectors
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from ingest import errors
from ingest.errors import DamagedFile, ReaderLimit, VankienError
from ingest.readers import fork_server, heartbeat
from ingest.readers.wire import uncollected

if sys.platform == "win32":  # pragma: no cover (tested where it runs)
    resource = None
else:
    import resource

MISSING: tuple[str, ...] = (
    ()
    if resource is not None
    else ("Hệ điều hành này không cho đặt giới hạn bộ nhớ khi đọc tệp; chỉ giới hạn thời gian.",)
)
"""Which limits are not kept on this system (Vietnamese); a build puts it on record."""


_servers: list[fork_server.Server] = []


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader may use: seconds on the wall clock, bytes of address space."""

    seconds: float = 3600.0
    memory: int = 3 * 1024**3
    page_seconds: int = 180
    """Seconds for one page: a long scan may take an hour, a page that hangs may not."""


@dataclass(frozen=True, slots=True)
class Task:
    """A module with a :class:`Work` named WORK, its words, and what it is given on ``sys.stdin``.

    ``what`` is how messages call what is read ("tệp “a.pdf”"), ``advice`` what to do where it
    takes too long; both Vietnamese.
    """

    module: str
    words: Sequence[str]
    what: str
    given: bytes | None = None
    advice: str | None = None


def ask(task: Task, limits: Limits) -> dict[str, Any]:
    """Have a child do a task and return its answer.

    :raises ReaderLimit: it ran out of time or memory, one page took too long, or it died.
    :raises SourceError: whatever the work itself found wrong.
    """
    bounds = (str(limits.memory), str(int(limits.seconds) + 5), str(limits.page_seconds))
    words = [*bounds, *task.words]
    try:
        answer, code = (_of_its_own if resource is None else _forked)(task, words, limits.seconds)
    except TimeoutError as error:
        message = f"Đọc {task.what} quá {limits.seconds:.0f} giây nên đã dừng."
        raise ReaderLimit(message, task.advice) from error
    if code == heartbeat.ENDED:
        message = f"Một trang của {task.what} đọc quá {limits.page_seconds} giây nên đã dừng."
        raise ReaderLimit(message, task.advice)
    return understood(answer, task.what)


def _forked(task: Task, words: list[str], seconds: float) -> tuple[bytes, int]:
    """Return the answer and exit code of a child of the server of the task's module.

    :raises TimeoutError: it took longer than ``seconds``; it was killed.
    """
    until = time.monotonic() + seconds
    try:
        folder = str(Path.cwd())
    except OSError:
        folder = ""
    # A child of a server that began elsewhere sees what a child of this process would.
    environment = {**os.environ, "PYTHONPATH": str(fork_server.HOME)}
    request = fork_server.Request(words, folder, environment, task.given or b"")
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb", buffering=0) as answers:
        try:
            control = _server(task.module).begin(request, writer)
        except fork_server.ServerGoneError:
            return b"", 1
        finally:
            os.close(writer)
        with control:
            answer = b"".join(_pieces(answers, until))
            _wait(control, until)
            return answer, int(control.recv(16) or b"1")


@cache
def _server(module: str) -> fork_server.Server:
    server = fork_server.Server(module)
    _servers.append(server)
    return server


@atexit.register
def end_servers() -> None:
    """End the servers; they start again when they are needed.

    What their children used is then counted as used by this process's children.
    """
    for server in _servers:
        server.close()


def _pieces(answers: io.RawIOBase, until: float) -> Iterator[bytes]:
    while True:
        _wait(answers, until)
        piece = answers.read(1 << 20)
        if not piece:
            return
        yield piece


def _wait(stream: io.RawIOBase | socket.socket, until: float) -> None:
    """Wait until there is something to read.

    :raises TimeoutError: it is ``until`` on the clock.
    """
    with selectors.DefaultSelector() as ready:
        ready.register(stream, selectors.EVENT_READ)
        left = until - time.monotonic()
        if left <= 0 or not ready.select(left):
            raise TimeoutError


def _of_its_own(task: Task, words: list[str], seconds: float) -> tuple[bytes, int]:
    """Return the answer and exit code of a process started for the task, where none can fork.

    :raises TimeoutError: it took longer than ``seconds``; it was killed.
    """
    child = subprocess.Popen(
        [sys.executable, "-m", task.module, *words],
        stdin=subprocess.DEVNULL if task.given is None else subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(fork_server.HOME)},
    )
    try:
        answer, _ = child.communicate(task.given, timeout=seconds)
    except subprocess.TimeoutExpired as error:
        raise TimeoutError from error
    finally:
        _end(child)
    return answer, child.returncode


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the child and whatever it started (an OCR process)."""
    if sys.platform == "win32":  # pragma: no cover
        if child.poll() is None:
            words = ["taskkill", "/F", "/T", "/PID", str(child.pid)]
            subprocess.run(words, capture_output=True, check=False)
            child.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
    child.communicate()


def understood(answer: bytes, what: str) -> dict[str, Any]:
    """Return what a child answered, or raise what it told of (see :func:`_tell`)."""
    try:
        with uncollected():
            message: dict[str, Any] = json.loads(answer)
    except ValueError as error:
        raise ReaderLimit(f"Trình đọc bị sập khi mở {what}.") from error
    if "error" in message:
        _raise_told(message, what)
    return message


def _raise_told(message: dict[str, Any], what: str) -> NoReturn:
    if message["error"] == "MemoryError":
        raise ReaderLimit(f"Đọc {what} cần quá nhiều bộ nhớ nên đã dừng.")
    kind = getattr(errors, message["error"], None)
    if isinstance(kind, type) and issubclass(kind, VankienError):
        raise kind(message["message"], message["advice"])
    raise DamagedFile(f"Không đọc được {what} ({message['error']}).")


# --- in the child ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Work:
    """What a module does in a child: ``do`` is given the task's words.

    ``prepare`` imports what the work will need, and opens nothing: a server runs it once.
    """

    do: Callable[..., dict[str, object]]
    prepare: Callable[[], None]

    def serve(self) -> None:
        """Be a child that was started for one task: do it and write the answer."""
        # Whatever a library prints must not mix with the answer.
        answers = os.dup(1)
        os.dup2(2, 1)
        _write(_answer(self.do, sys.argv[1:]), answers)

    def answer(self, request: fork_server.Request, answers: int) -> None:
        """Be a forked child: do the request and write the answer."""
        sys.stdin = io.TextIOWrapper(io.BytesIO(request.given))
        _write(_answer(self.do, request.words), answers)


def _write(answer: dict[str, object], descriptor: int) -> None:
    with uncollected(), os.fdopen(descriptor, "wb") as answers:
        answers.write(json.dumps(answer).encode())


def _answer(do: Callable[..., dict[str, object]], words: Sequence[str]) -> dict[str, object]:
    memory, seconds, page, *rest = words
    try:
        _limit(int(memory), int(seconds), int(page))
        return do(*rest)
    except Exception as error:  # noqa: BLE001  # what a hostile file provokes is the file's fault
        return _tell(error)


def _limit(memory: int, seconds: int, page: int) -> None:
    """Limit this process: bytes, seconds of processor, seconds of one page."""
    if resource is not None:
        for kind, limit in (
            (resource.RLIMIT_AS, memory),
            # A parent that was itself killed watches no clock: this one runs in the kernel.
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(kind, (limit, limit))
        _need_room()
    heartbeat.watch(page)


def _need_room() -> None:
    """See that there is room beside what a forked child began with.

    :raises MemoryError: its limit is already used up.
    """
    try:
        mmap.mmap(-1, 1 << 20).close()
    except OSError as error:
        raise MemoryError from error


def _tell(error: Exception) -> dict[str, object]:
    """Return what a child tells its parent of an error."""
    if isinstance(error, VankienError):
        return {
            "error": type(error).__name__,
            "message": error.message,
            "advice": error.advice,
        }
    if isinstance(error, ImportError):
        # A library that finds no room to be loaded is no missing library.
        out_of_room = "map segment" in str(error) or "allocate" in str(error)
        return {"error": "MemoryError" if out_of_room else "ImportError"}
    return {"error": type(error).__name__}
