"""Consolidated readings against real consolidated texts (VBHN) whose base and amendments are held.

``tests/cases/consolidated_real.json`` names rows of ``train/legal_text.text.jsonl.zst``: the
official consolidated text, its base and what amended it.  A touched provision counts as right
when its letters, notes and marks apart, are those of the official text.

``python -m benchmarks.consolidated FOLDER`` prints a line for each and the sum.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from index.amendments.consolidated import consolidate
from index.amendments.edits import Edit, edits_of
from ingest.citations import Effect
from ingest.model import Document, Provision
from ingest.pipeline import parse_text
from ingest.references.paths import lies_in

CASES = Path(__file__).parents[1] / "tests" / "cases" / "consolidated_real.json"
_FILE = "train/legal_text.text.jsonl.zst"
_NOTE = re.compile(
    r"^\d{1,2}(?:\s\d)?\s?\.?\s?(?:Điều|Khoản|Điểm|Tên|Cụm từ|Đoạn|Mẫu|Phụ lục|Mục|Chương|Nội dung)"
    r"\s[^\n]{0,40}?(?:này\s)?(?:được\s)(?:[^\n]*\n){1,5}?(?<=năm \d{4}\.\n)|"
    r" \d{1,2} (?:Điều|Khoản) này được (?:[^\n]*)(?<=năm \d{4}\.)$|"
    r"^\d{1,3}\s?(?:Điều|Khoản|Điểm|Tên|Cụm từ|Đoạn|Mẫu|Phụ lục|Mục|Chương|Nội dung)[^\n]*"
    r"(?:theo quy định tại|có hiệu lực)[^\n]*$",
    re.MULTILINE,
)
"""A note of a consolidated text, between the lines of its body."""
_NO_WORDS = re.compile(r"[\W\d_]+")


@dataclass(frozen=True, slots=True)
class Case:
    """A consolidated text with its base and what amended it, parsed."""

    name: str
    official: Document
    base: Document
    acts: tuple[Document, ...]
    apart: frozenset[tuple[str, ...]]
    """Places of which the held texts cannot tell; the cases name the reason of each."""


def load(folder: Path) -> Iterator[Case]:
    """Yield the cases whose texts are in ``folder``."""
    rows = json.loads(CASES.read_text("utf-8"))
    wanted = {n for row in rows for n in (row["consolidated"], row["base"], *row["acts"])}
    texts = dict(_texts(folder / _FILE, wanted))
    for row in rows:
        yield Case(
            row["number"],
            parse_text(texts[row["consolidated"]]),
            parse_text(texts[row["base"]]),
            tuple(parse_text(texts[n]) for n in row["acts"]),
            frozenset(tuple(place) for one in row.get("apart", ()) for place in one["places"]),
        )


def _texts(path: Path, wanted: set[int]) -> Iterator[tuple[int, str]]:
    done = subprocess.run(["zstd", "-dcq", str(path)], stdout=subprocess.PIPE, check=True)
    for number, line in enumerate(done.stdout.splitlines()):
        if number in wanted:
            yield number, str(json.loads(line)["text"])


def edits_for(case: Case) -> list[Edit]:
    """Return what the amending documents do to the base, in their order."""
    number = case.base.header.number
    edits: list[Edit] = []
    for order, acting in enumerate(case.acts):
        acts = [
            act
            for act in acting.amendments
            if act.by is None
            and act.target is not None
            and number is not None
            and acting.references[act.target].number == number.value
        ]
        edits += edits_of(acting, acts, date(2000 + order, 1, 1))
    return edits


def judge(case: Case) -> tuple[Counter[str], list[str]]:
    """Return how many touched places read as the official text, and those that do not.

    A place is right when each line of its new words stands in the official text, letter for
    letter, in their order; that text's notes stand between its lines.  Places of which the
    held texts cannot tell (``apart``) are counted for themselves.
    """
    reading = consolidate(case.base, edits_for(case), _outline)
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    told = [(one.path, one.reason) for one in reading.unplaced]
    for path, reason in told:
        counts["apart" if path in case.apart else "told"] += 1
        if path not in case.apart:
            wrong.append(f"{_name(path)}: {reason}")
    official = _NOTE.sub("", case.official.text)
    for edit in reading.placed:
        texts = [one.text for one in reading.slices if one.edit == edit]
        right = _stands("".join(texts), official)
        for path in edit.paths:
            if path in [one for one, _ in told]:
                continue
            if edit.effect is Effect.REPEALED:
                right = _is_gone(path, case.official)
            kind = "right" if right else "different"
            counts["apart" if path in case.apart else kind] += 1
            if not right and path not in case.apart:
                wrong.append(_name(path))
    return counts, wrong


def _name(path: tuple[str, ...]) -> str:
    return " ".join(reversed(path))


def _stands(text: str, official: str) -> bool:
    """Say whether the lines of a text stand in the official one in their order."""
    letters, at = _plain(official), 0
    for line in filter(None, map(_plain, text.split("\n"))):
        found = letters.find(line, at)
        if found < 0:
            return False
        at = found + len(line)
    return True


def _is_gone(path: tuple[str, ...], official: Document) -> bool:
    spans = [one.span for one in official.provisions if lies_in(path, one.path)]
    return not spans or all("bãi bỏ" in span.of(official.text)[:90] for span in spans)


def _plain(text: str) -> str:
    return _NO_WORDS.sub("", text).casefold()


def _outline(text: str) -> Sequence[Provision]:
    return parse_text(text).provisions


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the figures; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.consolidated")
    parser.add_argument("folder", type=Path)
    options = parser.parse_args(arguments)
    total: Counter[str] = Counter()
    for case in load(options.folder):
        counts, wrong = judge(case)
        total += counts
        sys.stdout.write(f"{case.name}: {dict(counts)} {'; '.join(wrong)}\n")
    sys.stdout.write(f"all: {dict(total)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
