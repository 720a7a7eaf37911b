"""A child process with limits that does one piece of work on a file of strangers.

A crafted PDF can hang the library that reads it or make it eat all memory; text can be
written to make a pattern slow.  A crash, hang or bomb must cost one file, never who asked.
Windows lets a process set itself no limit on memory: there the limits on time are kept, and
:data:`MISSING` says what is not.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from ingest import errors
from ingest.errors import DamagedFile, ReaderLimit, VankienError
from ingest.readers import heartbeat

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


@dataclass(frozen=True, slots=True)
class Limits:
    """What a reader may use: seconds on the wall clock, bytes of address space."""

    seconds: float = 3600.0
    memory: int = 3 * 1024**3
    page_seconds: int = 180
    """Seconds for one page: a long scan may take an hour, a page that hangs may not."""


@dataclass(frozen=True, slots=True)
class Task:
    """A module that :func:`serve` answers for, its words, and what it is given to read.

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
    child = _start(task, limits)
    try:
        answer, _ = child.communicate(task.given, timeout=limits.seconds)
    except subprocess.TimeoutExpired as error:
        message = f"Đọc {task.what} quá {limits.seconds:.0f} giây nên đã dừng."
        raise ReaderLimit(message, task.advice) from error
    finally:
        _end(child)
    if child.returncode == heartbeat.ENDED:
        message = f"Một trang của {task.what} đọc quá {limits.page_seconds} giây nên đã dừng."
        raise ReaderLimit(message, task.advice)
    return understood(answer, task.what)


def _start(task: Task, limits: Limits) -> subprocess.Popen[bytes]:
    bounds = (str(limits.memory), str(int(limits.seconds) + 5), str(limits.page_seconds))
    return subprocess.Popen(
        [sys.executable, "-m", task.module, *bounds, *task.words],
        stdin=subprocess.DEVNULL if task.given is None else subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    )


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
    """Return what a child answered, or raise what it told of (see :func:`serve`)."""
    try:
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


def serve(work: Callable[..., dict[str, object]]) -> None:
    """Be the child: keep the limits it was started with, do the work, write the answer."""
    # Whatever a library prints must not mix with the answer.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    answers.write(json.dumps(_answer(work, sys.argv[1:])).encode())
    answers.close()


def _answer(work: Callable[..., dict[str, object]], words: Sequence[str]) -> dict[str, object]:
    memory, seconds, page, *rest = words
    _limit(int(memory), int(seconds), int(page))
    try:
        return work(*rest)
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
    heartbeat.watch(page)


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
