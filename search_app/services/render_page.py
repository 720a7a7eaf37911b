"""Draw one page of a file as a picture, in a process of its own.

``python draw.py FILE PAGE DPI`` writes a PNG or JPEG to standard output; of page 0, how
many pages there are.  A damaged or
hostile file may hang, crash or swallow memory while it is drawn: the web server starts
this script with a time limit, and the script limits its own memory.  It stands alone
(nothing of the project is imported), so that it starts in a fifth of a second.
"""

from __future__ import annotations

import sys

MEMORY = 1000 * 1024 * 1024
MOST_PIXELS = 40_000_000
MOST_SOURCE = 100_000_000
"""Pixels of the pictures on a page, which are taken apart whole: A2 at 600 dots per inch."""
TOO_LARGE = 3
LARGE = 350_000
"""A PNG above this many bytes is a scan: JPEG is then a fraction of it."""


def draw(path: str, number: int, dpi: int) -> bytes:
    """Return the picture of page ``number`` (from 1), upright, at ``dpi`` or what fits."""
    import pymupdf  # noqa: PLC0415 - after the memory limit is set

    pymupdf.TOOLS.mupdf_display_errors(False)
    with pymupdf.open(path) as file:
        page = file[number - 1]
        if sum(one["width"] * one["height"] for one in page.get_image_info()) > MOST_SOURCE:
            sys.exit(TOO_LARGE)
        area = page.rect.width * page.rect.height / 72**2
        fitting = min(dpi, int((MOST_PIXELS / max(area, 1e-6)) ** 0.5))
        picture = page.get_pixmap(dpi=max(fitting, 10), alpha=False)
        png: bytes = picture.tobytes("png")
        return png if len(png) < LARGE else bytes(picture.tobytes("jpg", jpg_quality=82))


def main() -> None:
    """Read the arguments, draw, write."""
    # Windows lets a process set itself no limit: there the limit on time stands alone.
    if sys.platform != "win32":
        import resource  # noqa: PLC0415 - there is none on Windows

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    path, number, dpi = sys.argv[1:4]
    if int(number) == 0:
        sys.stdout.write(str(count(path)))
        return
    sys.stdout.buffer.write(draw(path, int(number), int(dpi)))


def count(path: str) -> int:
    """Return how many pages the file has."""
    import pymupdf  # noqa: PLC0415 - after the memory limit is set

    pymupdf.TOOLS.mupdf_display_errors(False)
    with pymupdf.open(path) as file:
        return int(file.page_count)


if __name__ == "__main__":
    main()
