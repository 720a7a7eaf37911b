"""``python -m benchmarks.drafts --library DIR``: planted faults told exactly, of those planted.

The drafts (``tests/cases/drafts.json`` pasted text, ``drafts_second.json`` files in the form
each names) cite the sample documents and facts of real ones; their text is ours.  DIR is a
library of ``corpus``.  A fault is *told exactly* when its verdict is the expected one, the
facts named are among those that do not agree, and the detail says the right fact.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from benchmarks import draft_files
from index.check_results import Checked, CheckedQuotation, CheckReport, FactVerdict
from index.library import Library
from ingest import pipeline
from ingest.model import Document

_CASES = Path(__file__).parents[1] / "tests" / "cases"
DRAFTS = tuple(
    _CASES / name
    for name in ("drafts.json", "drafts_second.json", "drafts_around.json", "drafts_third.json")
)
FAULTS = ("wrong", "replaced", "altered", "spliced", "elsewhere")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one expected verdict of a draft came to."""

    draft: str
    expected: dict[str, Any]
    verdict: str
    detail: str
    exact: bool

    @property
    def gated(self) -> bool:
        """Say whether a test holds it; the others are counted only."""
        return bool(self.expected["gate"])

    @property
    def is_fault(self) -> bool:
        """Say whether a fault was planted here."""
        quoted = self.expected["of"] == "quotation"
        return self.expected["verdict"] in FAULTS or (
            quoted and self.expected["verdict"] == "absent"
        )

    @property
    def is_false_alarm(self) -> bool:
        """Say whether something right is called a fault."""
        return self.expected["verdict"] in ("right", "verbatim") and self.verdict in FAULTS

    def told(self) -> str:
        """Return what was expected and what came, in a line."""
        wanted = f"{self.expected['verdict']} {self.expected['told']}"
        return f"{self.draft}: {self.expected['at']}: {wanted}, but {self.verdict}: {self.detail}"


def load() -> list[dict[str, Any]]:
    """Return the drafts as the files have them."""
    return [draft for path in DRAFTS for draft in json.loads(path.read_text("utf-8"))]


def run(library: Library) -> Iterator[Outcome]:
    """Check every draft and yield what each expected verdict came to."""
    for draft in load():
        document = read(draft)
        report = library.check(document)
        for expected in draft["expected"]:
            at = document.text.find(expected["at"])
            yield _outcome(draft["name"], expected, report, at)


def read(draft: dict[str, Any]) -> Document:
    """Return a draft read as it would come: pasted, or as the file that it names the form of."""
    if "form" not in draft:
        return pipeline.parse_text("\n".join(draft["text"]), source=draft["name"])
    with TemporaryDirectory(prefix="vankien-") as folder:
        return pipeline.parse(draft_files.write(draft, Path(folder)), isolated=False)


def _outcome(name: str, expected: dict[str, Any], report: CheckReport, at: int) -> Outcome:
    rows: tuple[Checked | CheckedQuotation, ...] = report.references
    if expected["of"] == "quotation":
        rows = report.quotations
    here = [one for one in rows if one.span.start <= at < one.span.end]
    if not here:
        return Outcome(name, expected, "nothing", "", False)
    one = min(here, key=lambda row: abs(row.span.start - at))
    exact = one.verdict.value == expected["verdict"]
    exact = exact and all(words in one.detail for words in expected["told"])
    if isinstance(one, CheckedQuotation):
        exact = exact and expected.get("grave", one.grave) == one.grave
    else:
        unlike = {fact.fact for fact in one.facts if fact.verdict is not FactVerdict.AGREES}
        exact = exact and set(expected.get("facts", ())) <= unlike
    return Outcome(name, expected, one.verdict.value, one.detail, exact)


def main() -> None:
    """Print how many of each kind were told exactly, and what was not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=Path, required=True)
    library = Library.open(parser.parse_args().library)
    outcomes = list(run(library))
    library.close()
    planted, told = Counter[str](), Counter[str]()
    for one in outcomes:
        kind = one.expected["verdict"] if one.is_fault else "no fault"
        planted[kind] += 1
        told[kind] += one.exact
        if not one.exact:
            sys.stdout.write(f"{one.told()}\n")
    for kind, count in planted.items():
        sys.stdout.write(f"{kind}: {told[kind]} of {count} told exactly\n")
    faults = [one for one in outcomes if one.is_fault]
    alarms = sum(one.is_false_alarm for one in outcomes)
    sys.stdout.write(
        f"faults: {sum(one.exact for one in faults)} of {len(faults)}; false alarms: {alarms}\n"
    )


if __name__ == "__main__":
    main()
