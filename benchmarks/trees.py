"""How many paragraphs of real documents stand at their place: ``python -m benchmarks.trees DATA``.

The truth is ``tests/cases/tree_places.jsonl``, written by eye from pages and text before the
code that is measured: of every paragraph of the body the digest of its first six words and its
place in the tree, but no word of it.  Paragraphs whose place cannot be told from the paper are
left out there and counted.  A place is *right* when it is the true one, *missing* when it is told
with fewer levels (a level is dropped where its place is not proven), *false* otherwise.  Of a scan
the paths of the tree alone are compared, because recognition changes words.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from ingest import pipeline
from ingest.model import Document
from ingest.text.vietnamese import fold

TRUTH = Path(__file__).parents[1] / "tests" / "cases" / "tree_places.jsonl"
WORDS = 6
"""First words of a paragraph whose digest tells it from the others."""

Place = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """What became of the places of one document; ``wrong`` names the false ones."""

    file: str
    right: int
    missing: int
    false: int
    lost: int
    """Paragraphs of the truth that the text does not have, or has joined to another."""
    left_out: int
    wrong: tuple[str, ...] = ()

    @property
    def share(self) -> float:
        """Right places among all that were looked for."""
        return self.right / max(1, self.right + self.missing + self.false + self.lost)


def truth() -> list[dict[str, Any]]:
    """Return the documents whose places are known."""
    return [json.loads(line) for line in TRUTH.read_text("utf-8").splitlines()]


def digest(paragraph: str) -> str:
    """Return the digest of a paragraph's first words, whatever their case and tones."""
    words = re.findall(r"\w+", fold(paragraph))[:WORDS]
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:12]


def places(document: Document) -> list[tuple[str, Place, int]]:
    """Return (digest, place, offset) of every paragraph of a document."""
    starts = [provision.span.start for provision in document.provisions]
    found: list[tuple[str, Place, int]] = []
    at = 0
    for raw in document.text.split("\n"):
        start = at + len(raw) - len(raw.lstrip())
        at += len(raw) + 1
        if raw.strip():
            found.append((digest(raw), _place(document, starts, start), start))
    return found


def _place(document: Document, starts: Sequence[int], at: int) -> Place:
    n: int | None = bisect_right(starts, at) - 1
    while n is not None and n >= 0:
        if document.provisions[n].span.end > at:
            return document.provisions[n].path
        n = document.provisions[n].parent
    return ()


def score(row: dict[str, Any], document: Document) -> Score:
    """Compare the places of a document with the true ones."""
    wanted = [(key, _path(path)) for key, path, _ in row["places"]]
    found = places(document)
    matcher = SequenceMatcher(None, [w[0] for w in wanted], [f[0] for f in found], autojunk=False)
    counts = {"right": 0, "missing": 0, "false": 0}
    wrong: list[str] = []
    pairs = [(a + k, b + k) for a, b, size in matcher.get_matching_blocks() for k in range(size)]
    for a, b in pairs:
        outcome = _outcome(found[b][1], wanted[a][1])
        counts[outcome] += 1
        if outcome != "right":
            wrong.append(f"{outcome} @{found[b][2]}: {found[b][1]} / {wanted[a][1]}")
    lost = len(wanted) - len(pairs)
    return Score(row["file"], **counts, lost=lost, left_out=row["left_out"], wrong=tuple(wrong))


def score_of_scan(row: dict[str, Any], document: Document) -> Score:
    """Compare the paths of a scan's tree with the true ones, in order."""
    wanted = [_path(path) for _, path, begins in row["places"] if begins]
    found = [provision.path for provision in document.provisions]
    matcher = SequenceMatcher(None, wanted, found, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    right = sum(block.size for block in blocks)
    # What stands behind the last true place is a form, a list or a signature.
    end = blocks[-1].b + blocks[-1].size if blocks else 0
    known = set(wanted)
    false = [path for path in found[:end] if path not in known]
    missing = len(wanted) - right
    wrong = tuple(f"false: {path}" for path in false)
    return Score(f"{row['scan']} (scan)", right, missing, len(false), 0, 0, wrong)


def _path(path: str) -> Place:
    return tuple(path.split(" > ")) if path else ()


def _outcome(said: Place, true: Place) -> str:
    if said == true:
        return "right"
    return "missing" if said == true[: len(said)] else "false"


def scores(
    data: Path,
    cache: Path | None = None,
    half: str | None = None,
    file: str | None = None,
    *,
    scans: bool = True,
) -> Iterator[Score]:
    """Yield the score of every document of the truth that ``data`` holds.

    :param half: "own" (looked at while the code was written) or "kept" (reported only).
    :param file: one document alone.
    :param scans: whether pages are recognised.
    """
    for row in truth():
        if half not in {None, row["half"]} or file not in {None, row["file"]}:
            continue
        path = _file(data, row["file"])
        if path is not None:
            yield score(row, pipeline.parse(path, cache=cache))
        scan = _file(data, row["scan"]) if scans and "scan" in row else None
        if scan is not None:
            yield score_of_scan(row, pipeline.parse(scan, cache=cache))


def _file(data: Path, name: str) -> Path | None:
    wanted = unicodedata.normalize("NFC", name)
    return next(
        (
            path
            for folder in ("documents", "pdf", "word")
            for path in sorted((data / folder).glob("*"))
            if unicodedata.normalize("NFC", path.name) == wanted
        ),
        None,
    )


SECTION = """\
## Places in the tree

`python -m benchmarks.trees ../shared/data` compares every paragraph's place with
`tests/cases/tree_places.jsonl`, read off pages and text before any output was seen: paths and
digests of first words, no text. *Missing* is a place told with fewer levels, because what follows
does not prove the rest; *false* is any other. Paragraphs whose place the paper itself leaves open
are counted apart. Of a scan the paths of its tree alone are compared."""


def section(data: Path, cache: Path | None = None) -> list[str]:
    """Return the section of ``docs/reading.md``."""
    return [*SECTION.split("\n"), "", *table(list(scores(data, cache))), ""]


def table(found: Sequence[Score]) -> list[str]:
    """Return the lines of a Markdown table: one per document, and the sum of the texts."""
    texts = [one for one in found if not one.file.endswith("(scan)")]
    whole = Score(
        f"all {len(texts)} texts",
        *(sum(getattr(one, name) for one in texts) for name in _COUNTED),
    )
    return [
        "| document | right | missing | false | not found | left out |",
        "|---|---|---|---|---|---|",
        *(
            f"| `{one.file}` | {one.right} ({one.share:.1%}) | {one.missing} | {one.false} "
            f"| {one.lost} | {one.left_out} |"
            for one in (*found, whole)
        ),
    ]


_COUNTED = ("right", "missing", "false", "lost", "left_out")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a row per document, and with ``--wrong`` every place that is not right."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.trees", description=__doc__)
    parser.add_argument("data", type=Path, help="thư mục dữ liệu thật")
    parser.add_argument("--cache", type=Path, help="thư mục giữ kết quả nhận dạng")
    parser.add_argument("--half", choices=["own", "kept"], help="chỉ một nửa số tài liệu")
    parser.add_argument("--wrong", action="store_true", help="in mọi vị trí không đúng")
    options = parser.parse_args(arguments)
    found = list(scores(options.data, options.cache, options.half))
    sys.stdout.write("\n".join(table(found)) + "\n")
    for one in found if options.wrong else ():
        sys.stdout.writelines(f"{one.file}: {wrong}\n" for wrong in one.wrong)
    return 0


if __name__ == "__main__":
    sys.exit(main())
