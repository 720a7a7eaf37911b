"""What the commands share: output, and an error as message, advice and exit code."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from typing import Any

from tqdm import tqdm

from ingest.errors import VankienError


def say(lines: Iterable[str]) -> None:
    """Write lines to standard output."""
    # A name of bytes that are no text must not stop the answer.
    text = "".join(f"{line}\n" for line in lines)
    sys.stdout.write(text.encode("utf-8", "replace").decode("utf-8"))
    sys.stdout.flush()


def guarded(run: Callable[[], int]) -> int:
    """Run a command; an error of ours becomes a message on standard error and its exit code."""
    try:
        return run()
    except VankienError as error:
        sys.stderr.write(f"Lỗi: {error.message}\n")
        if error.advice:
            sys.stderr.write(f"Cách xử lý: {error.advice}\n")
        return error.exit_code
    except KeyboardInterrupt:
        sys.stderr.write("Đã dừng. Kho cũ vẫn nguyên.\n")
        return 130


class Bars:
    """Progress bars on standard error, one a stage."""

    def __init__(self) -> None:
        self._bar: Any = None
        self._stage = ""

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Show that ``done`` of ``total`` is done."""
        if stage != self._stage or self._bar is None:
            self.close()
            self._stage = stage
            self._bar = tqdm(total=total, desc=stage, file=sys.stderr, unit="", leave=True)
        self._bar.update(done - self._bar.n)

    def close(self) -> None:
        """End the bar shown."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None


def printable(text: str) -> str:
    """Return ``text`` on one line, with what would steer a terminal spelt out."""
    return "".join(
        letter if letter.isprintable() and letter != "\\" else letter.encode(*_SPELT).decode()
        for letter in text
    )


_SPELT = ("unicode_escape", "backslashreplace")
