"""Serve for long: ``python -m tests.faults.soak [MINUTES] [CSV] [REQUESTS_PER_SECOND] [CLIENTS]``.

A real server over the sample documents, with the shipped model, is asked all kinds of
questions while a build publishes every few minutes.  Every ten seconds the memory of the
server goes into the CSV file (seconds, resident KiB, requests, errors, threads, open
files).  It fails when a request failed or memory in the last third of the time is more
than a tenth above that of the middle third.  Needs /proc (Linux).
"""

from __future__ import annotations

import csv
import itertools
import random
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import urlopen

_ROOT = Path(__file__).resolve().parents[2]
LOOK = 10.0
"""Seconds between two samples."""
BUILD = 240.0
"""Seconds between two builds."""
GROWTH = 1.10
CLIENTS = 16
_QUESTIONS = (
    "tiếp dân định kỳ",
    "dang vien su dung mang xa hoi",
    "quản lý rừng",
    '"cấp ủy"',
    "08-QĐ/TU",
    "xyzzy không có",
    "a" * 300,
)


@dataclass(slots=True)
class Counts:
    """What was asked so far."""

    asked: int = 0
    errors: int = 0
    first: str = ""
    lock: threading.Lock = field(default_factory=threading.Lock)


def _paths(base: str) -> list[str]:
    """Return addresses of every kind, from what the library itself shows."""
    home = _read(base + "/kho")
    documents = sorted(set(re.findall(r'href="(/van-ban/[0-9a-f]+)"', home)))
    asked = [f"/tim?q={quote(one)}" for one in _QUESTIONS]
    asked += [f"/api/search?q={quote(one)}" for one in _QUESTIONS]
    asked += ["/", "/kho", "/huong-dan", "/tra-cuu?so=08-Q%C4%90/TU", "/goi-y?q=ti%E1%BA%BFp"]
    for one in documents:
        asked += [one, f"{one}/trang/1", f"{one}/trang/1/anh"]
    return asked


def _read(address: str) -> str:
    with urlopen(address, timeout=60) as answer:  # noqa: S310  # our own server
        whole: bytes = answer.read()
    return whole.decode("utf-8", "replace")


def _ask(base: str, paths: list[str], counts: Counts, stop: threading.Event, pause: float) -> None:
    chance = random.Random()
    while not stop.wait(chance.uniform(0, 2 * pause)):
        path = chance.choice(paths)
        wrong = ""
        try:
            _read(base + path)
        except HTTPError as error:
            # A document of an older generation may be gone; pages that never had one, too.
            wrong = "" if error.code in (400, 404) else f"{error.code} {path}"
        except OSError as error:
            wrong = f"{error} {path}"
        with counts.lock:
            counts.asked += 1
            counts.errors += bool(wrong)
            counts.first = counts.first or wrong


def _memory(pid: int) -> tuple[int, int, int]:
    """Return resident KiB, threads and open files of a process."""
    status = Path(f"/proc/{pid}/status").read_text("utf-8")
    told = dict(re.findall(r"^(VmRSS|Threads):\s+(\d+)", status, re.MULTILINE))
    files = sum(1 for _ in Path(f"/proc/{pid}/fd").iterdir())
    return int(told["VmRSS"]), int(told["Threads"]), files


def _publishing(corpus: Path, root: Path, stop: threading.Event, every: float) -> None:
    for turn in itertools.count(1):
        if stop.wait(every):
            return
        text = f"Thông báo đợt {turn} về lịch tiếp dân của xã.\n"
        (corpus / "dot.txt").write_text(text, "utf-8")
        _build(corpus, root)


def _build(corpus: Path, root: Path) -> None:
    words = [sys.executable, "build_index.py", str(corpus), "--library", str(root), "--jobs", "1"]
    subprocess.run(words, cwd=_ROOT, check=True, capture_output=True)


def _serving(root: Path) -> Iterator[tuple[str, int]]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    words = [sys.executable, "-m", "search_app", "--library", str(root), "--port", str(port)]
    with subprocess.Popen(words, cwd=_ROOT, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        assert "Đang phục vụ" in server.stderr.readline()
        # Its log must not fill the pipe and stop it.
        threading.Thread(target=server.stderr.read, daemon=True).start()
        yield f"http://127.0.0.1:{port}", server.pid
        server.terminate()


def flat(curve: list[int]) -> bool:
    """Say whether memory did not grow: the last third against the middle third."""
    third = max(len(curve) // 3, 1)
    middle = curve[third : 2 * third] or curve
    return statistics.mean(curve[-third:]) <= GROWTH * statistics.mean(middle)


def run(
    seconds: float,
    target: Path,
    rate: float,
    folder: Path,
    every: float = BUILD,
    threads: int = CLIENTS,
) -> Counts:
    """Serve and ask for so many seconds; write the samples to ``target``.

    :param rate: requests a second of all ``threads`` together, at most.
    :raises AssertionError: memory grew.
    """
    corpus, root = folder / "corpus", folder / "library"
    shutil.copytree(_ROOT / "corpus", corpus)
    _build(corpus, root)
    counts, stop = Counts(), threading.Event()
    curve: list[int] = []
    for base, pid in _serving(root):
        paths = _paths(base)
        working = [
            threading.Thread(target=_ask, args=(base, paths, counts, stop, threads / rate))
            for _ in range(threads)
        ]
        working.append(threading.Thread(target=_publishing, args=(corpus, root, stop, every)))
        for one in working:
            one.start()
        begun = time.monotonic()
        with target.open("w", newline="", encoding="utf-8") as file:
            sheet = csv.writer(file)
            sheet.writerow(["seconds", "resident_kib", "requests", "errors", "threads", "files"])
            while (passed := time.monotonic() - begun) < seconds:
                size, threaded, files = _memory(pid)
                curve.append(size)
                row = [round(passed), size, counts.asked, counts.errors, threaded, files]
                sheet.writerow(row)
                file.flush()
                time.sleep(min(LOOK, seconds / 6))
        stop.set()
        for one in working:
            one.join()
    assert flat(curve), f"memory grew: {curve[:: max(len(curve) // 12, 1)]}"
    return counts


def main() -> int:
    """Run from the command line."""
    minutes = float(sys.argv[1]) if len(sys.argv) > 1 else 30.0
    target = Path(sys.argv[2]) if len(sys.argv) > 2 else Path("soak.csv")
    rate = float(sys.argv[3]) if len(sys.argv) > 3 else 10.0
    clients = int(sys.argv[4]) if len(sys.argv) > 4 else CLIENTS
    with tempfile.TemporaryDirectory() as folder:
        counts = run(minutes * 60, target, rate, Path(folder), threads=clients)
    sys.stdout.write(f"{counts.asked} requests, {counts.errors} errors; memory flat: {target}\n")
    if counts.first:
        sys.stdout.write(f"first error: {counts.first}\n")
    return int(bool(counts.errors))


if __name__ == "__main__":
    sys.exit(main())
