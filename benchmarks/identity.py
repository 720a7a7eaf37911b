"""What documents are called and cited as, and which files are one document, against judged cases.

``python -m benchmarks.identity LIBRARY``: the cases of ``tests/cases`` whose files the library
holds.  Half of each list was kept for reporting only.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.library import Library
from index.results import DocumentCard
from search_app.views import citation_styles, wording

CASES = Path(__file__).parents[1] / "tests" / "cases"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A judged case: what was said of ``name``, and whether that is right."""

    sort: str
    name: str
    reported: bool
    said: str
    right: bool


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (CASES / name).read_text("utf-8").splitlines()]


def outcomes(cards: Sequence[DocumentCard]) -> Iterator[Outcome]:
    """Judge the citations and titles of a library's files."""
    by_name = {Path(card.source or "").name: card for card in cards}
    for row in _rows("pasted_citations.jsonl"):
        card = by_name.get(row["file"])
        if card is not None:
            said = citation_styles.name(card, state=citation_styles.is_of_the_state(card))
            yield Outcome("citation", row["file"], row["reported"], said, said in row["cited"])
    for row in _rows("unnumbered_titles.jsonl"):
        card = by_name.get(row.get("file", ""))
        if card is not None:
            said = wording.title(card)
            yield Outcome("title", row["file"], row["reported"], said, said in row["title"])


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the share that is right of each list, and every case that is not."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.identity", description=__doc__)
    parser.add_argument("library", type=Path, help="kho dựng từ các tệp thật")
    options = parser.parse_args(arguments)
    library = Library.open(options.library)
    try:
        judged = list(outcomes(library.overview().documents))
    finally:
        library.close()
    for sort in dict.fromkeys(one.sort for one in judged):
        for reported in (False, True):
            of = [one for one in judged if one.sort == sort and one.reported is reported]
            right = sum(one.right for one in of)
            half = "reported only" if reported else "worked with"
            sys.stdout.write(f"{sort}, {half}: {right} of {len(of)}\n")
    for one in judged:
        if not one.right:
            sys.stdout.write(f"{one.sort} {one.name}: {one.said}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
