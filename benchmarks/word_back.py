"""``python -m benchmarks.word_back --library DIR FOLDER``: Word files checked and handed back.

Every .docx of FOLDER is checked against the library and handed back with comments, then with
tracked changes and footnotes too.  Counted are: files whose untouched parts have the bytes
they had, files whose own words are unchanged where only comments were put in, comments that
stand at their place, and files that LibreOffice opens (where it is installed).
"""

from __future__ import annotations

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import docx
from lxml import etree

from index.annotation.annotate import Wanted, annotate
from index.annotation.letters import W
from index.library import Library
from ingest import pipeline

WHEN = datetime(2026, 11, 30, 8, 0, 0)  # written as UTC
TOUCHED = re.compile(
    r"\[Content_Types\]\.xml|word/(?:document|comments|footnotes)\d*\.xml"
    r"|word/_rels/document\d*\.xml\.rels"
)
"""Parts that a comment, a change or a footnote must be written in."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one file came to."""

    name: str
    comments: int
    unplaced: int
    revisions: int
    parts_kept: bool
    words_kept: bool
    opens: bool | None


def words(data: bytes) -> str:
    """Return the words of a file's paragraphs as they stand, deletions and marks left out."""
    root = etree.fromstring(ZipFile(BytesIO(data)).read("word/document.xml"))
    return "".join(t.text or "" for t in root.iter(f"{W}t"))


def opened(data: bytes) -> bool | None:
    """Say whether LibreOffice reads the file; None where it is not installed."""
    office = shutil.which("soffice")
    if office is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "back.docx"
        path.write_bytes(data)
        command = [office, "--headless", "--convert-to", "txt:Text", "--outdir", folder, str(path)]
        subprocess.run(command, capture_output=True, timeout=120, check=False)
        return path.with_suffix(".txt").exists()


def hand_back(path: Path, library: Library) -> Outcome:
    """Check one file, hand it back twice, and compare."""
    data = path.read_bytes()
    document = pipeline.parse(path)
    report = library.check(document)
    commented = annotate(data, document, report, WHEN)
    changed = annotate(data, document, report, WHEN, Wanted(changes=True, footnotes=True))
    docx.Document(BytesIO(changed))
    one, other = ZipFile(BytesIO(data)), ZipFile(BytesIO(changed))
    kept = all(
        one.read(name) == other.read(name) for name in one.namelist() if not TOUCHED.fullmatch(name)
    )
    names = [name for name in other.namelist() if re.fullmatch(r"word/comments\d*\.xml", name)]
    book = b"".join(other.read(name) for name in names).decode()
    main = other.read("word/document.xml").decode()
    return Outcome(
        path.name,
        book.count("<w:comment "),
        book.count("<w:comment ") - main.count("<w:commentRangeStart "),
        main.count("<w:ins ") + main.count("<w:del "),
        kept,
        words(data) == words(commented),
        opened(changed),
    )


def main() -> None:
    """Print a line a file and the totals."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    library = Library.open(options.library)
    rows = [hand_back(path, library) for path in sorted(options.folder.glob("*.docx"))]
    library.close()
    for row in rows:
        sys.stdout.write(
            f"{row.name[:44]:44} {row.comments:3} comments, {row.unplaced} without a place, "
            f"{row.revisions} revisions, parts {'kept' if row.parts_kept else 'CHANGED'}, "
            f"words {'kept' if row.words_kept else 'CHANGED'}, "
            f"{'opens' if row.opens else 'DOES NOT OPEN' if row.opens is False else 'not opened'}\n"
        )
    sys.stdout.write(
        f"{len(rows)} files: untouched parts identical in {sum(r.parts_kept for r in rows)}, "
        f"words in {sum(r.words_kept for r in rows)}, opened {sum(bool(r.opens) for r in rows)}; "
        f"{sum(r.comments for r in rows)} comments, "
        f"{sum(r.unplaced for r in rows)} without a place\n"
    )


if __name__ == "__main__":
    main()
