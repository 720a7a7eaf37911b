"""A reader's sign of life: a child process that gives none for too long is ended.

A long scan may rightly take an hour; a single page may not.  Where there is an alarm
(not on Windows) the kernel ends the process even inside a library that hangs; elsewhere
a thread does, which a library that never lets other threads run can hold up until the
parent's own clock runs out.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from dataclasses import dataclass

if sys.platform == "win32":  # pragma: no cover (tested where it runs)
    ENDED = 83
else:
    ENDED = -int(signal.SIGALRM)
"""Return code of a process that was ended for giving no sign."""


@dataclass(slots=True)
class _Watch:
    seconds: int = 0
    timer: threading.Timer | None = None


_watch = _Watch()


def watch(seconds: int) -> None:
    """Have this process ended when :func:`beat` is not called for ``seconds``; 0 stops that."""
    _watch.seconds = seconds
    _set(seconds)


def beat() -> None:
    """Say that the reader got on: before each page, and wherever work takes long."""
    if _watch.seconds:
        _set(_watch.seconds)


def _set(seconds: int) -> None:
    if sys.platform == "win32":  # pragma: no cover
        _by_thread(seconds)
    else:
        signal.alarm(seconds)


def _by_thread(seconds: int, code: int = 83) -> None:
    """End the process by a thread of its own."""
    if _watch.timer is not None:
        _watch.timer.cancel()
        _watch.timer = None
    if seconds:
        _watch.timer = threading.Timer(seconds, os._exit, (code,))
        _watch.timer.daemon = True
        _watch.timer.start()
