"""Read hostile files and say what each cost: ``python -m benchmarks.hostile_files [FOLDER ...]``.

The crafted files of ``tests/hostile.py`` and every file of the folders given are read
the way a build reads them, in a child process.  Anything but a reader's own error
ends the command with a traceback.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from ingest.errors import SourceError
from ingest.isolation import Limits, read_isolated
from ingest.layout import lay_out
from tests.hostile import HOSTILE

LIMITS = Limits(seconds=60, memory=2 * 1024**3, page_seconds=20)


def outcome(path: Path) -> str:
    """Return the error's name a file was refused with, or how many pages it gave."""
    try:
        read = read_isolated(path, limits=LIMITS)
    except SourceError as error:
        return type(error).__name__
    laid = lay_out(read)
    return f"{len(laid.pages)} pages, {len(laid.text)} letters"


def main() -> int:
    """Read everything and print one line a file, then the sums."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    folders = parser.parse_args().folders
    counts: Counter[str] = Counter()
    with tempfile.TemporaryDirectory() as made:
        for name, make in HOSTILE.items():
            (Path(made) / f"{name}.pdf").write_bytes(make())
        files = [path for folder in (Path(made), *folders) for path in sorted(folder.iterdir())]
        for path in files:
            begun = time.monotonic()
            said = outcome(path)
            counts["read" if "pages" in said else said] += 1
            sys.stdout.write(f"{time.monotonic() - begun:6.1f} s  {path.name}: {said}\n")
    sys.stdout.write(f"{len(files)} files: {dict(counts)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
