"""``python -m benchmarks.quotations --library DIR``: how many altered quotations are caught.

Sentences of any library are altered in ten ways, a hundred times each, and three hundred
more are left as they are but for their layout.  Every one is asked for as a draft would
quote it: with the document, and for one kind the provision, that it is said to be from.
An alteration is *caught* when the quotation is not said to stand there word for word; a
*false alarm* is an untouched quotation that is said to.  Figures, never texts, are printed.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.altered_sentences import MUTATIONS, Mutation, Sentence, untouched, words_of
from index.check_results import CheckedQuotation, Place, QuotationVerdict
from index.library import Library
from index.quotations.finder import Shelf
from index.quotations.given import Given
from index.quotations.judge import judge
from index.quotations.tokens import tokens
from ingest.text.spans import Span
from ingest.text.vietnamese import nfc, sentences

SHORTEST, LONGEST = 8, 60
"""Words of the sentences that are quoted."""


@dataclass(frozen=True, slots=True)
class Case:
    """A quotation as a draft writes it, with what it is said to be from."""

    kind: str
    text: str
    document: str
    provision: str
    scanned: bool


def gather(library: Library, rng: random.Random) -> list[Sentence]:
    """Return sentences of a library, in random order; those that stand twice left out."""
    found: list[Sentence] = []
    with library.shelf() as shelf:
        for view in shelf.passages():
            spans = [
                s
                for s in sentences(view.text)
                if SHORTEST <= len(words_of(s.of(view.text))) <= LONGEST
            ]
            texts = [s.of(view.text) for s in spans]
            found += [
                Sentence(text, view, after)
                for text, after in zip(texts, [*texts[1:], ""], strict=False)
                if "…" not in text and "..." not in text
            ]
    times = Counter(_key(one.text) for one in found)
    single = [one for one in found if times[_key(one.text)] == 1]
    rng.shuffle(single)
    return single


def _key(text: str) -> str:
    return " ".join(t.form for t in tokens(text))


def cases(pool: Sequence[Sentence], of_a_kind: int, rng: random.Random) -> list[Case]:
    """Return ``of_a_kind`` altered quotations of each of the ten kinds, where there are so many."""
    every = {_key(one.text) for one in pool}
    rows: list[Case] = []
    for kind, mutate in MUTATIONS.items():
        rows += _altered(kind, mutate, pool, every, of_a_kind, rng)
    rows += _misplaced(pool, of_a_kind, rng)
    return rows


def _altered(
    kind: str,
    mutate: Mutation,
    pool: Sequence[Sentence],
    every: set[str],
    most: int,
    rng: random.Random,
) -> list[Case]:
    rows: list[Case] = []
    for one in rng.sample(list(pool), len(pool)):
        text = mutate(one, rng)
        # What became another sentence of the library, or the same again, is no alteration.
        if text is None or _key(text) == _key(one.text) or _key(text) in every:
            continue
        rows.append(Case(kind, nfc(text), one.passage.document.id or "", "", one.scanned))
        if len(rows) == most:
            break
    return rows


def _misplaced(pool: Sequence[Sentence], most: int, rng: random.Random) -> list[Case]:
    """Return quotations said to be from another document, and from another article."""
    documents = sorted({one.passage.document.id or "" for one in pool})
    rows = [
        Case("document", one.text, rng.choice(others), "", one.scanned)
        for one in rng.sample(list(pool), min(most, len(pool)))
        if (others := [d for d in documents if d != one.passage.document.id])
    ]
    placed = [(one, label) for one in pool if (label := _article(one)) is not None]
    rows += [
        Case("provision", one.text, one.passage.document.id or "", f"Điều {label + 1}", one.scanned)
        for one, label in rng.sample(placed, min(most, len(placed)))
    ]
    return rows


def _article(one: Sentence) -> int | None:
    labels = [part.removeprefix("Điều ") for part in one.passage.path if part.startswith("Điều ")]
    return int(labels[-1]) if labels and labels[-1].isdigit() else None


def ask(case: Case, shelf: Shelf) -> CheckedQuotation:
    """Judge a case as a draft's quotation."""

    def holds(place: Place) -> bool:
        return not place.provision or case.provision in place.provision

    given = Given(
        (case.document,), "văn bản được dẫn", case.provision, holds if case.provision else None
    )
    return judge(case.text, Span(0, len(case.text)), shelf, given)


def caught(case: Case, judged: CheckedQuotation) -> bool:
    """Say whether an altered quotation was told as such (on a scan a misread letter is named)."""
    if judged.verdict is not QuotationVerdict.VERBATIM:
        return True
    return case.kind == "noise" and case.scanned and bool(judged.notes)


def write(text: str) -> None:
    """Write a line of the report."""
    sys.stdout.write(f"{text}\n")


def main() -> None:
    """Run the measurement and print one line a kind."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--of-a-kind", type=int, default=100)
    parser.add_argument("--untouched", type=int, default=300)
    parser.add_argument("--seed", type=int, default=18)
    parser.add_argument("--show", action="store_true", help="print what was missed")
    options = parser.parse_args()
    rng = random.Random(options.seed)
    library = Library.open(options.library)
    pool = gather(library, rng)
    altered = cases(pool, options.of_a_kind, rng)
    same = [
        Case("untouched", untouched(one, rng), one.passage.document.id or "", "", one.scanned)
        for one in rng.sample(pool, min(options.untouched, len(pool)))
    ]
    _measure(library, altered, same, show=options.show)
    library.close()


def _measure(library: Library, altered: list[Case], same: list[Case], *, show: bool) -> None:
    kinds: dict[str, list[bool]] = defaultdict(list)
    alarms: dict[bool, list[bool]] = defaultdict(list)
    verdicts: dict[str, Counter[str]] = defaultdict(Counter)
    began = time.process_time()
    with library.shelf() as shelf:
        for case in altered:
            judged = ask(case, shelf)
            kinds[case.kind].append(caught(case, judged))
            verdicts[case.kind][judged.verdict.value] += 1
            if show and not kinds[case.kind][-1]:
                write(f"missed {case.kind}: {case.text} | {judged.detail}")
        for case in same:
            judged = ask(case, shelf)
            alarms[case.scanned].append(judged.verdict is not QuotationVerdict.VERBATIM)
            if show and alarms[case.scanned][-1]:
                write(f"alarm: {case.text} | {judged.detail}")
    spent = time.process_time() - began
    for kind, rows in kinds.items():
        told = ", ".join(f"{n} {v}" for v, n in verdicts[kind].most_common())
        write(f"{kind:10} {sum(rows):4} of {len(rows):4} caught ({told})")
    every = [row for rows in kinds.values() for row in rows]
    write(f"{'all':10} {sum(every):4} of {len(every):4} caught")
    for scanned, rows in sorted(alarms.items()):
        write(f"false alarms on {'scans' if scanned else 'text'}: {sum(rows)} of {len(rows)}")
    write(f"{1000 * spent / max(1, len(altered) + len(same)):.1f} ms of processor a quotation")


if __name__ == "__main__":
    main()
