"""Pictures of pages, drawn by a child process, the last few kept in memory."""

from __future__ import annotations

import subprocess
import sys
from collections import OrderedDict
from pathlib import Path
from threading import BoundedSemaphore, Lock

from ingest.errors import DamagedFile, ReaderLimit, ServerBusy

DPI: dict[int, int] = {1: 90, 2: 130, 3: 200}
"""The zoom steps and their dots per inch."""
SECONDS = 20
WAIT = 20.0
"""Seconds a page waits for its turn before it is sent away."""
TOO_LARGE = 3
"""What the script ends with where a page's own pictures have too many pixels."""
_DRAWING = BoundedSemaphore(2)
"""Of the whole server: files are opened two at once, to be drawn or counted."""
_SCRIPT = Path(__file__).with_name("render_page.py")


def kind(picture: bytes) -> str:
    """Return the media type of a picture that :mod:`search_app.services.render_page` made."""
    return "image/png" if picture.startswith(b"\x89PNG") else "image/jpeg"


class Pictures:
    """Draws pages, at most two at once, and keeps the last ``room`` bytes of them."""

    def __init__(self, room: int = 48 * 1024 * 1024) -> None:
        self._room = room
        self._kept: OrderedDict[tuple[str, int, int], bytes] = OrderedDict()
        self._lock = Lock()

    def page(self, key: str, path: Path, number: int, zoom: int) -> bytes:
        """Return the picture; ``key`` names the content of ``path``.

        Raises ReaderLimit when drawing takes too long, DamagedFile when it fails.
        """
        name = (key, number, zoom)
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
                return self._kept[name]
        picture = _draw(path, number, DPI[zoom])
        self._keep(name, picture)
        return picture

    def _keep(self, name: tuple[str, int, int], picture: bytes) -> None:
        with self._lock:
            self._kept[name] = picture
            while sum(map(len, self._kept.values())) > self._room and len(self._kept) > 1:
                self._kept.popitem(last=False)


def pages(path: Path) -> int:
    """Return how many pages a file has.

    Raises ReaderLimit when counting takes too long, DamagedFile when it fails.
    """
    return int(_draw(path, 0, 0))


def _draw(path: Path, number: int, dpi: int) -> bytes:
    if not _DRAWING.acquire(timeout=WAIT):
        raise ServerBusy("Đang vẽ nhiều trang cùng lúc.")
    try:
        return _drawn(path, number, dpi)
    finally:
        _DRAWING.release()


def _drawn(path: Path, number: int, dpi: int) -> bytes:
    command = [sys.executable, "-I", str(_SCRIPT), str(path), str(number), str(dpi)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=SECONDS, check=False)
    except subprocess.TimeoutExpired as late:
        raise ReaderLimit(f"Mở tệp này quá {SECONDS} giây nên đã dừng.") from late
    if done.returncode == TOO_LARGE:
        raise ReaderLimit("Ảnh của trang này quá lớn để vẽ.", "Tải tệp gốc về để xem.")
    if done.returncode or not done.stdout:
        what = f"vẽ được trang {number} của" if number else "mở được"
        raise DamagedFile(f"Không {what} tệp này.")
    return done.stdout
