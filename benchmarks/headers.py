"""How many headers of real documents are read right: ``python -m benchmarks.headers FOLDER``.

The truth is ``tests/golden/headers.jsonl``: number, type, date and subject as a person
read them off the page pictures.  A subject is right when it differs from the truth by at
most one letter in twenty (recognition) and by nothing where the file has its own text.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from ingest import pipeline
from ingest.errors import VankienError
from ingest.model import Header, Origin
from ingest.text import tone_normal

GOLDEN = Path(__file__).parents[1] / "tests" / "golden" / "headers.jsonl"
FIELDS = ("number", "kind", "issued", "subject")
LIKE_ENOUGH = 0.95


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one field of one file: right, absent (not stated) or wrong."""

    file: str
    field: str
    scan: bool
    outcome: str
    said: str | None
    truth: str | None


def outcomes(folder: Path, cache: Path | None) -> list[Outcome]:
    """Read every file of the golden list that ``folder`` holds and judge its header."""
    found: list[Outcome] = []
    for line in GOLDEN.read_text("utf-8").splitlines():
        row = json.loads(line)
        path = folder / row["file"]
        if not path.is_file():
            sys.stderr.write(f"không có tệp {row['file']}\n")
            continue
        try:
            header = pipeline.parse(path, cache=cache).header
        except VankienError as error:
            sys.stderr.write(f"{row['file']}: {error}\n")
            header = Header()
        found.extend(_judged(row, header))
    return found


def _judged(row: dict[str, Any], header: Header) -> list[Outcome]:
    scan = row["origin"] != Origin.TEXT
    judged = []
    for field in FIELDS:
        claim = getattr(header, field)
        said = None if claim is None else str(claim.value)
        truth = row[field]
        if _same(field, said, truth, scan=scan):
            outcome = "right"
        else:
            outcome = "absent" if said is None else "wrong"
        judged.append(Outcome(row["file"], field, scan, outcome, said, truth))
    return judged


def _same(field: str, said: str | None, truth: str | None, *, scan: bool) -> bool:
    if said is None or truth is None or field != "subject" or not scan:
        return said == truth
    matcher = SequenceMatcher(None, tone_normal(said).lower(), tone_normal(truth).lower())
    return matcher.ratio() >= LIKE_ENOUGH


def table(found: Sequence[Outcome]) -> list[str]:
    """Return the lines of a Markdown table: one per field and kind of file."""
    lines = ["| trường | loại tệp | đúng | không ghi nhận | sai |", "|---|---|---|---|---|"]
    for scan in (False, True):
        for field in FIELDS:
            of = [o.outcome for o in found if o.field == field and o.scan is scan]
            counts = " | ".join(str(of.count(name)) for name in ("right", "absent", "wrong"))
            lines.append(f"| {field} | {'quét' if scan else 'có lớp chữ'} ({len(of)}) | {counts} |")
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table and every field that is not right."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.headers", description=__doc__)
    parser.add_argument("folder", type=Path, help="thư mục các tệp PDF thật")
    parser.add_argument("--cache", type=Path, help="thư mục giữ kết quả nhận dạng")
    options = parser.parse_args(arguments)
    found = outcomes(options.folder, options.cache)
    sys.stdout.write("\n".join(table(found)) + "\n")
    for one in found:
        if one.outcome != "right":
            sys.stdout.write(f"{one.outcome}: {one.file} {one.field}: {one.said} / {one.truth}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
