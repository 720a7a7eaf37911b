"""Measure the web app in a real browser: time to first result, weight, requests, axe.

``python -m benchmarks.web --library KHO`` serves the library on the loopback, opens every
page in Chromium at the size of an office screen and of a phone and prints one row each.
Times are wall-clock seconds on this machine, from the press of the button to the first
result drawn; weights are bytes over the wire with nothing cached.  axe-core counts only
what it calls serious or critical.
"""

from __future__ import annotations

import argparse
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Any

import waitress  # type: ignore[import-untyped]

from index.cli.console import guarded
from index.library import Library
from index.results import SearchRequest
from ingest.errors import ToolMissing
from search_app import create_app
from search_app.settings import Settings

SIZES = {"1366x768": (1366, 768), "390x844": (390, 844)}
AXE = Path(__file__).parents[1] / "tests" / "browser" / "vendor" / "axe-core" / "axe.min.js"
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}"
TRIES = 5


@dataclass(frozen=True, slots=True)
class Row:
    """What was measured of one page at one size."""

    page: str
    size: str
    requests: int
    weight: int
    seconds: float
    axe: int


@contextmanager
def served(library: Library, folder: Path) -> Iterator[str]:
    """Serve ``library`` on a free port of the loopback."""
    app = create_app(Settings(desk=folder / "desk.sqlite"), library)
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.effective_port}"
    finally:
        server.close()
        thread.join(timeout=5)


def pages(library: Library, question: str) -> dict[str, str]:
    """Return the addresses to open, by name, for documents the library holds."""
    found = library.search(SearchRequest(question)).hits
    passage = found[0].passage
    held = passage.document.id
    return {
        "trang chủ": "/",
        "kết quả": f"/tim?q={question}",
        "không thấy": "/tim?q=cách nấu phở bò gia truyền",
        "tra số hiệu": "/tra-cuu?so=37-QĐ/TW",
        "văn bản": f"/van-ban/{held}?doan={passage.id}",
        "trang gốc": f"/van-ban/{held}/trang/1?doan={passage.id}",
        "trích dẫn": f"/doan/{passage.id}",
        "trong kho": "/kho",
        "kiểm tra": "/kiem-tra",
        "bài nói": "/bai-noi",
        "hướng dẫn": "/huong-dan",
    }


def opened(context: Any, base: str, name: str, path: str, size: str) -> Row:  # noqa: ANN401
    """Open one page with nothing cached and measure it."""
    page = context.new_page()
    sizes: list[int] = []
    page.on("requestfinished", lambda r: sizes.append(sum(_wire(r.sizes()))))
    began = time.perf_counter()
    page.goto(base + path, wait_until="load")
    seconds = time.perf_counter() - began
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(f"axe.run({RULES})")
    grave = sum(
        len(one["nodes"]) for one in found["violations"] if one["impact"] in ("serious", "critical")
    )
    page.close()
    return Row(name, size, len(sizes), sum(sizes), seconds, grave)


def _wire(sizes: dict[str, int]) -> tuple[int, int]:
    return sizes["responseHeadersSize"], sizes["responseBodySize"]


def first_result(context: Any, base: str, question: str) -> float:  # noqa: ANN401
    """Return the median seconds from the press of the button to the first result."""
    taken: list[float] = []
    for _ in range(TRIES):
        page = context.new_page()
        page.goto(base + "/")
        page.locator("#q").fill(question)
        began = time.perf_counter()
        page.locator("#q").press("Enter")
        page.locator(".hit .passage").first.wait_for()
        taken.append(time.perf_counter() - began)
        page.close()
    return statistics.median(taken)


def report(library: Library, question: str) -> Iterator[str]:
    """Yield the lines of the report."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415  # the tests' package

    chromium = shutil.which("chromium")
    if chromium is None:
        raise ToolMissing("Chưa có Chromium.", "apt install chromium")
    with (
        tempfile.TemporaryDirectory() as folder,
        served(library, Path(folder)) as base,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield "| page | size | requests | KiB | load s | axe |"
        yield "| --- | --- | ---: | ---: | ---: | ---: |"
        for size, (width, height) in SIZES.items():
            for name, path in pages(library, question).items():
                context = browser.new_context(viewport={"width": width, "height": height})
                row = opened(context, base, name, path, size)
                context.close()
                yield (
                    f"| {row.page} | {row.size} | {row.requests} | {row.weight / 1024:.0f}"
                    f" | {row.seconds:.2f} | {row.axe} |"
                )
            context = browser.new_context(viewport={"width": width, "height": height})
            seconds = first_result(context, base, question)
            context.close()
            yield f"first result at {size}: {seconds:.2f} s (median of {TRIES})"
        browser.close()


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    words = argparse.ArgumentParser(prog="python -m benchmarks.web", description=__doc__)
    words.add_argument("--library", type=Path, default=Path("library"))
    words.add_argument("--question", default="dang vien dung mang xa hoi")
    asked = words.parse_args(arguments)

    def run() -> int:
        library = Library.open(asked.library)
        try:
            for line in report(library, asked.question):
                sys.stdout.write(line + "\n")
        finally:
            library.close()
        return 0

    return guarded(run)


if __name__ == "__main__":
    sys.exit(main())
