"""Precision and recall of finding references, against documents annotated by hand.

The annotations (``tests/cases/reference_annotations.json``) are facts only: per document
its digest, and per reference the offset, form, number or name, date and relation.  Forms
annotated: full, short, named, list, back.  A document counts as annotated whole.

``python -m benchmarks.references FOLDER`` prints the table; FOLDER is where the annotated
files lie under their names.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

from ingest.citations import Reference, ReferenceForm
from ingest.layout.canonical_text import lay_out
from ingest.readers import read
from ingest.references.find import find

ANNOTATIONS = Path(__file__).parents[1] / "tests" / "cases" / "reference_annotations.json"
FORMS = (
    ReferenceForm.FULL,
    ReferenceForm.SHORT,
    ReferenceForm.NAMED,
    ReferenceForm.LIST,
    ReferenceForm.BACK,
)
_LABEL = re.compile(r"(?:số|Số|SỐ)\s*:?\s*(?=\d)")


@dataclass(frozen=True, slots=True)
class Mention:
    """One reference, as annotated or as found.

    ``offset`` is that of the number's first digit where it carries a number, else of the
    reference; ``key`` its number, serial or name; None for back references.
    """

    offset: int
    form: ReferenceForm
    key: str | None
    issued: str | None
    relation: str | None


@dataclass(frozen=True, slots=True)
class Annotated:
    """A document annotated by hand; ``text`` is the SHA-256 of the text it was read in."""

    file: str
    digest: str
    text: str
    mentions: tuple[Mention, ...]


@dataclass(slots=True)
class Score:
    """Counts of one form: annotated, found, found rightly; dates and relations right of those."""

    gold: int = 0
    found: int = 0
    right: int = 0
    dates: int = 0
    relations: int = 0

    @property
    def precision(self) -> float:
        """Share of what was found that is annotated."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Share of what is annotated that was found."""
        return self.right / self.gold if self.gold else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def add(self, other: Score) -> None:
        """Add the counts of another form or document."""
        self.gold += other.gold
        self.found += other.found
        self.right += other.right
        self.dates += other.dates
        self.relations += other.relations


def load() -> tuple[Annotated, ...]:
    """Return the annotated documents."""
    rows = json.loads(ANNOTATIONS.read_text("utf-8"))
    return tuple(
        Annotated(
            row["file"],
            row["digest"],
            row["text"],
            tuple(Mention(at, ReferenceForm(form), *rest) for at, form, *rest in row["references"]),
        )
        for row in rows
    )


def mentions(text: str) -> tuple[Mention, ...]:
    """Return what the finder finds in ``text``, in the terms of the annotations."""
    return tuple(_mention(ref) for ref in find(text) if ref.form is not ReferenceForm.INTERNAL)


def _mention(ref: Reference) -> Mention:
    offset = ref.span.start
    if ref.number is not None:
        digit = _LABEL.search(ref.text) or re.search(r"(?=\d)", ref.text)
        offset += digit.end() if digit else 0
    key = ref.number.key if ref.number else str(ref.serial) if ref.serial else ref.name
    issued = ref.issued.isoformat() if ref.issued else None
    relation = None if ref.form is ReferenceForm.BACK else ref.relation.value
    return Mention(offset, ref.form, key, issued, relation)


def score(text: str, document: Annotated) -> dict[ReferenceForm, Score]:
    """Score the finder on one document.

    A reference is right when offset (the place), form and number or name agree.  Where the
    text is no longer the one that was annotated (readers improve), places are compared by
    order instead of offset.
    """
    found = mentions(text)
    same = hashlib.sha256(text.encode()).hexdigest() == document.text
    pairs = _by_offset(document.mentions, found) if same else _by_order(document.mentions, found)
    scores = {form: Score() for form in FORMS}
    for mention in document.mentions:
        scores[mention.form].gold += 1
    for mention in found:
        scores[mention.form].found += 1
    for wanted, got in pairs:
        one = scores[wanted.form]
        one.right += 1
        one.dates += wanted.issued == got.issued
        one.relations += wanted.relation == got.relation
    return scores


def _by_offset(
    wanted: Sequence[Mention], found: Sequence[Mention]
) -> Iterator[tuple[Mention, Mention]]:
    places = {(one.offset, one.form, one.key): one for one in found}
    for one in wanted:
        got = places.get((one.offset, one.form, one.key))
        if got is not None:
            yield one, got


def _by_order(
    wanted: Sequence[Mention], found: Sequence[Mention]
) -> Iterator[tuple[Mention, Mention]]:
    left = [(one.form, one.key) for one in wanted]
    right = [(one.form, one.key) for one in found]
    for block in SequenceMatcher(None, left, right, autojunk=False).get_matching_blocks():
        for step in range(block.size):
            yield wanted[block.a + step], found[block.b + step]


def measure(folder: Path, documents: Iterable[Annotated]) -> dict[str, dict[ReferenceForm, Score]]:
    """Return the scores of the documents that lie in ``folder``, by file name."""
    measured: dict[str, dict[ReferenceForm, Score]] = {}
    for document in documents:
        path = folder / document.file
        if path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == document.digest:
            text = lay_out(read(path)).text
            measured[document.file] = score(text, document)
    return measured


def total(measured: Iterable[dict[ReferenceForm, Score]]) -> dict[ReferenceForm | str, Score]:
    """Return the sums by form, and of all forms under "all"."""
    sums: dict[ReferenceForm | str, Score] = {form: Score() for form in FORMS} | {"all": Score()}
    for scores in measured:
        for form, one in scores.items():
            sums[form].add(one)
            sums["all"].add(one)
    return sums


def table(sums: dict[ReferenceForm | str, Score]) -> str:
    """Return the figures as a Markdown table."""
    lines = [
        "| form | annotated | found | right | precision | recall | F1 | dates | relations |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for form, one in sums.items():
        dates = one.dates / one.right if one.right else 1.0
        relations = one.relations / one.right if one.right else 1.0
        lines.append(
            f"| {form} | {one.gold} | {one.found} | {one.right} | {one.precision:.3f} | "
            f"{one.recall:.3f} | {one.f1:.3f} | {dates:.3f} | {relations:.3f} |"
        )
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table for the annotated files under a folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    measured = measure(parser.parse_args(arguments).folder, load())
    sys.stdout.write(f"{len(measured)} documents\n{table(total(measured.values()))}\n")
    return 0 if measured else 1


if __name__ == "__main__":
    raise SystemExit(main())
