"""Read a file in a child process with limits on time and memory.

A crafted PDF can hang the library that reads it or make it eat all memory; a
crash, hang or bomb must cost one file, never the build.  Windows lets a process set itself
no limit on memory: there the limits on time are kept, and :data:`MISSING` says what is not.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from ingest import errors
from ingest.errors import DamagedFile, ReaderLimit, VankienError
from ingest.model import ReadFile
from ingest.readers import heartbeat
from ingest.readers.ocr import cache as kept
from ingest.readers.wire import pack, unpack

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


MAX_LETTERS = 20_000_000
"""A book of a thousand pages has two million letters; more than this is a bomb."""


def read_isolated(
    path: Path, *, source: str | None = None, cache: Path | None = None, limits: Limits = Limits()
) -> tuple[ReadFile, dict[str, str]]:
    """Read a file as :func:`ingest.readers.read` does, in a child process.

    Return with it what :func:`ingest.readers.ocr.cache.settle` may keep of it.

    :raises ReaderLimit: when the child ran out of time or memory, or died.
    :raises SourceError: whatever the reader itself found wrong.
    """
    words = [
        str(path),
        source or path.name,
        str(cache or ""),
        str(limits.memory),
        str(int(limits.seconds) + 5),
        str(limits.page_seconds),
    ]
    child = subprocess.Popen(
        [sys.executable, "-m", "ingest.readers.sandbox", *words],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parents[2])},
    )
    try:
        answer, _ = child.communicate(timeout=limits.seconds)
    except subprocess.TimeoutExpired as error:
        message = f"Đọc tệp “{path.name}” quá {limits.seconds:.0f} giây nên đã dừng."
        raise ReaderLimit(message) from error
    finally:
        end_child(child)
    if child.returncode == heartbeat.ENDED:
        message = f"Một trang của tệp “{path.name}” đọc quá {limits.page_seconds} giây nên đã dừng."
        raise ReaderLimit(message)
    return _understood(answer, path.name)


def end_child(child: subprocess.Popen[bytes]) -> None:
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


def _understood(answer: bytes, name: str) -> tuple[ReadFile, dict[str, str]]:
    try:
        message = json.loads(answer)
    except ValueError as error:
        raise ReaderLimit(f"Trình đọc bị sập khi mở tệp “{name}”.") from error
    if "read" not in message:
        raise_told(message, name)
    return unpack(message["read"]), dict(message["fresh"])


def raise_told(message: dict[str, str], name: str) -> NoReturn:
    """Raise the error that a child told of the file ``name`` (see :func:`tell_error`)."""
    if message["error"] == "MemoryError":
        raise ReaderLimit(f"Đọc tệp “{name}” cần quá nhiều bộ nhớ nên đã dừng.")
    kind = getattr(errors, message["error"], None)
    if isinstance(kind, type) and issubclass(kind, VankienError):
        raise kind(message["message"], message["advice"])
    raise DamagedFile(f"Không đọc được tệp “{name}” ({message['error']}).")


def limit_child(memory: int, seconds: int, page: int) -> None:
    """Limit this process, a child that reads one file: bytes, seconds, seconds of one page."""
    if resource is not None:
        for kind, limit in (
            (resource.RLIMIT_AS, memory),
            # A parent that was itself killed watches no clock: this one runs in the kernel.
            (resource.RLIMIT_CPU, seconds),
            (resource.RLIMIT_CORE, 0),
        ):
            resource.setrlimit(kind, (limit, limit))
    heartbeat.watch(page)


def tell_error(error: Exception) -> dict[str, object]:
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


def _child(
    path: str, source: str, cache: str, memory: str, seconds: str, page: str
) -> dict[str, object]:
    limit_child(int(memory), int(seconds), int(page))
    from ingest.readers import read  # noqa: PLC0415  # under the limits, and only in the child

    try:
        with kept.collecting() as fresh:
            file = read(Path(path), source=source, cache=Path(cache) if cache else None)
        letters = sum(len(line.text) for page in file.pages for line in page.lines)
        if letters > MAX_LETTERS:
            raise ReaderLimit(f"Tệp “{source}” chứa quá nhiều chữ ({letters:,}).")
        return {"read": pack(file), "fresh": fresh}
    except Exception as error:  # noqa: BLE001  # what a hostile file provokes is the file's fault
        return tell_error(error)


if __name__ == "__main__":
    # Whatever a library prints must not mix with the answer.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    answers.write(json.dumps(_child(*sys.argv[1:])).encode())
    answers.close()
