"""How many headers of real documents are read right: ``python -m benchmarks.headers FOLDER``.

The truth is ``tests/golden/headers.jsonl``: number, type, date and subject as a person
read them off the page pictures.  A subject is right when it differs from the truth by at
most one letter in twenty (recognition) and by nothing where the file has its own text.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from ingest import pipeline
from ingest.claims import Header
from ingest.errors import VankienError
from ingest.model import Document
from ingest.pages import Origin
from ingest.text.vietnamese import tone_normal

GOLDEN = Path(__file__).parents[1] / "tests" / "golden" / "headers.jsonl"
FIELDS = ("number", "kind", "issued", "subject")
OF_SCANS = ("issuer", "place", "signatory", "position", "recipients", "urgency")
"""Fields judged on scans besides, where a person read them off the page; recipients by how many."""
LIKE_ENOUGH = 0.95


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one field of one file: "right", "not stated" or "wrong"."""

    file: str
    field: str
    scan: bool
    outcome: str
    said: str | None
    truth: str | None


def golden() -> dict[str, dict[str, Any]]:
    """Return the truth of every file, by its name."""
    rows = [json.loads(line) for line in GOLDEN.read_text("utf-8").splitlines()]
    return {row["file"]: row for row in rows}


def outcomes(folder: Path, cache: Path | None) -> list[Outcome]:
    """Read every file of the golden list that ``folder`` holds and judge its header."""
    found: list[Outcome] = []
    for name, row in golden().items():
        path = folder / name
        if not path.is_file():
            sys.stderr.write(f"không có tệp {name}\n")
            continue
        try:
            document = pipeline.parse(path, cache=cache)
        except VankienError as error:
            sys.stderr.write(f"{name}: {error}\n")
            document = None
        found.extend(judged(row, document))
    return found


def judged(row: dict[str, Any], document: Document | None) -> list[Outcome]:
    """Return what became of each field of one file; nothing is stated of one that failed."""
    header = document.header if document else Header()
    scan = row["origin"] in {Origin.OCR, Origin.MIXED}
    found = []
    more = [field for field in OF_SCANS if scan and (field in row or field == "urgency")]
    for field in (*FIELDS, *more):
        said = _said(header, field)
        truth = row.get(field)
        truth = truth if truth is None else str(truth)
        if _same(field, said, truth, scan=scan):
            outcome = "right"
        else:
            outcome = "not stated" if said is None else "wrong"
        found.append(Outcome(row["file"], field, scan, outcome, said, truth))
    return found


def _said(header: Header, field: str) -> str | None:
    if field == "recipients":
        return str(len(header.recipients)) if header.recipients else None
    claim = getattr(header, field)
    return None if claim is None else str(claim.value)


def _same(field: str, said: str | None, truth: str | None, *, scan: bool) -> bool:
    if said is None or truth is None:
        return said == truth
    if field == "issuer":
        return _bare(said) == _bare(truth)
    if field != "subject" or not scan:
        return said == truth
    matcher = SequenceMatcher(None, tone_normal(said).lower(), tone_normal(truth).lower())
    return matcher.ratio() >= LIKE_ENOUGH


def _bare(name: str) -> str:
    return " ".join(re.findall(r"\w+", tone_normal(name).lower()))


def table(found: Sequence[Outcome]) -> list[str]:
    """Return the lines of a Markdown table: one per field and kind of file."""
    lines = ["| field | files | right | not stated | wrong |", "|---|---|---|---|---|"]
    for scan in (False, True):
        for field in (*FIELDS, *OF_SCANS):
            of = [o.outcome for o in found if o.field == field and o.scan is scan]
            if not of:
                continue
            right, absent, wrong = (of.count(name) for name in ("right", "not stated", "wrong"))
            kind = "scanned" if scan else "with text"
            share = f"{right} ({right / len(of):.1%})"
            name = "date" if field == "issued" else "type" if field == "kind" else field
            lines.append(f"| {name} | {len(of)} {kind} | {share} | {absent} | {wrong} |")
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
