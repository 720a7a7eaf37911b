"""Memory and processor of a process with all its children; files put out of the cache."""

from __future__ import annotations

import os
import resource
import threading
import time
from pathlib import Path
from types import TracebackType

EVERY = 1.0
"""Seconds between two looks."""
_TICKS = os.sysconf("SC_CLK_TCK")
_FIELDS = {"Pss_Anon": "own", "Pss_Shmem": "own", "Pss_File": "files"}


def of_tree(process: int) -> dict[str, float]:
    """Return megabytes of a process and all it started: ``own``, and mapped ``files``.

    What several processes share is counted once (the kernel's proportional set size); pages
    of files can be taken back by the system at any time, the rest cannot.
    """
    total = {"own": 0.0, "files": 0.0}
    for one in _tree(process):
        try:
            text = Path(f"/proc/{one}/smaps_rollup").read_text("ascii")
        except OSError:
            continue  # ended meanwhile
        for line in text.splitlines()[1:]:
            name, _, rest = line.partition(":")
            if name in _FIELDS:
                total[_FIELDS[name]] += int(rest.split()[0]) / 1024
    return total


def _tree(process: int) -> list[int]:
    found, left = [], [process]
    while left:
        one = left.pop()
        found.append(one)
        for thread in _listed(Path(f"/proc/{one}/task")):
            try:
                text = (thread / "children").read_text("ascii")
            except OSError:
                continue
            left += [int(child) for child in text.split()]
    return found


def _listed(folder: Path) -> list[Path]:
    try:
        return list(folder.iterdir())
    except OSError:
        return []


def processor() -> float:
    """Return the processor seconds of this process and of all it started, ended or not.

    On a machine shared with others this says more than the clock.
    """
    own, ended = os.times(), resource.getrusage(resource.RUSAGE_CHILDREN)
    alive = sum(_ticks(one) for one in _tree(os.getpid())[1:])
    return own.user + own.system + ended.ru_utime + ended.ru_stime + alive / _TICKS


def _ticks(process: int) -> int:
    """Return the ticks a process has used, with those of its children that ended."""
    try:
        text = Path(f"/proc/{process}/stat").read_text("utf-8", "replace")
    except OSError:
        return 0  # ended meanwhile
    # The name, in brackets, may hold anything.
    return sum(int(field) for field in text.rpartition(")")[2].split()[11:15])


class Peak:
    """The most memory the process and its children had at once, looked at once a second.

    ``cost`` is the processor time in seconds that looking took.
    """

    def __init__(self) -> None:
        self.cost = 0.0
        self.most = {"own": 0.0, "files": 0.0, "both": 0.0}
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        while not self._over.wait(EVERY):
            self._look()
            self.cost = time.thread_time()

    def _look(self) -> None:
        now = of_tree(os.getpid())
        now["both"] = now["own"] + now["files"]
        self.most = {name: max(most, now[name]) for name, most in self.most.items()}

    def __enter__(self) -> Peak:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._over.set()
        self._thread.join()
        self._look()


def forget(folder: Path) -> None:
    """Ask the system to drop the files under ``folder`` from its cache.

    As cold as a process without rights can make it: what another process has mapped stays.
    """
    for path in folder.rglob("*"):
        if path.is_file():
            handle = os.open(path, os.O_RDONLY)
            try:
                os.fsync(handle)
                os.posix_fadvise(handle, 0, 0, os.POSIX_FADV_DONTNEED)
            finally:
                os.close(handle)
