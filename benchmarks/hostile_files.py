"""Read hostile files and say what each cost: ``python -m benchmarks.hostile_files [FOLDER ...]``.

The crafted files of ``tests/hostile.py`` and every file of the folders given are read
the way a build reads them, in a child process.  Anything but a reader's own error
ends the command with a traceback: what it lists survived.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ingest.errors import SourceError
from ingest.layout.canonical_text import lay_out
from ingest.readers.sandbox import Limits, read_isolated
from tests.hostile import HOSTILE

LIMITS = Limits(seconds=60, memory=2 * 1024**3, page_seconds=20)
READ = "read"


@dataclass(frozen=True, slots=True)
class Survived:
    """A hostile file: what was said of it (the error's name, or "read"), and the seconds."""

    file: str
    crafted: bool
    said: str
    seconds: float


def outcome(path: Path) -> str:
    """Return the error's name a file was refused with, or :data:`READ`."""
    try:
        read, _ = read_isolated(path, limits=LIMITS)
    except SourceError as error:
        return type(error).__name__
    lay_out(read)
    return READ


def outcomes(folders: Iterable[Path]) -> list[Survived]:
    """Read the crafted files and those of the folders, which are no lists of them."""
    found = []
    with tempfile.TemporaryDirectory() as made:
        for name, make in HOSTILE.items():
            (Path(made) / f"{name}.pdf").write_bytes(make())
        for folder in (Path(made), *folders):
            for path in sorted(folder.iterdir()):
                if path.suffix in {".json", ".md", ".txt", ".tsv"}:
                    continue
                begun = time.monotonic()
                said = outcome(path)
                crafted = folder == Path(made)
                found.append(Survived(path.name, crafted, said, time.monotonic() - begun))
    return found


def main() -> int:
    """Read everything and print one line a file, then the sums."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    found = outcomes(parser.parse_args().folders)
    for one in found:
        sys.stdout.write(f"{one.seconds:6.1f} s  {one.file}: {one.said}\n")
    sys.stdout.write(f"{len(found)} files: {dict(Counter(one.said for one in found))}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
