"""A reader's sign of life: a child process that gives none for too long is ended by the kernel.

A long scan may rightly take an hour; a single page may not.  The alarm's default
action ends the process even inside a library that hangs.
"""

from __future__ import annotations

import signal
from dataclasses import dataclass


@dataclass(slots=True)
class _Watch:
    seconds: int = 0


_watch = _Watch()


def arm(seconds: int) -> None:
    """Have this process ended when :func:`beat` is not called for ``seconds``; 0 stops that."""
    _watch.seconds = seconds
    signal.alarm(seconds)


def beat() -> None:
    """Say that the reader got on: before each page, and wherever work takes long."""
    if _watch.seconds:
        signal.alarm(_watch.seconds)
