"""Measure a concordance: ``python -m benchmarks.concordance --library KHO``.

Phrases are cut from the library's own passages at random places, one to five syllables each, so
common ones come as often as they stand in text.  Seconds are processor time of this process;
what is printed is the median, the 95th percentile and the slowest, by order of lines.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.cli.console import guarded
from index.library import Library
from index.search.concordance import ConcordanceRequest, ConcordanceSort
from ingest.text.vietnamese import WORD

LENGTHS = (1, 2, 3, 4, 5)


def phrases(texts: Sequence[str], count: int, chance: random.Random) -> Iterator[str]:
    """Yield ``count`` stretches of whole words."""
    made = 0
    while made < count:
        words = WORD.findall(chance.choice(texts))
        length = LENGTHS[made % len(LENGTHS)]
        if len(words) > length:
            at = chance.randrange(len(words) - length)
            made += 1
            yield " ".join(words[at : at + length])


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value that ``share`` of ``values`` do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def measure(library: Library, asked: Sequence[str], sort: ConcordanceSort) -> None:
    """Ask for every phrase once; print what it cost."""
    seconds, places = [], []
    for phrase in asked:
        began = time.process_time()
        found = library.concordance(ConcordanceRequest(phrase, sort=sort))
        seconds.append(time.process_time() - began)
        places.append(found.total)
    sys.stdout.write(
        f"{sort.value:7} p50 {percentile(seconds, 0.5) * 1000:6.1f} ms"
        f"  p95 {percentile(seconds, 0.95) * 1000:6.1f} ms  most {max(seconds) * 1000:6.1f} ms"
        f"  places p50 {percentile(places, 0.5):.0f}, p95 {percentile(places, 0.95):.0f},"
        f" most {max(places)}\n"
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--library", type=Path, required=True)
    parser.add_argument("--count", type=int, default=200)
    options = parser.parse_args(arguments)
    library = Library.open(options.library)
    with library.parts() as parts:
        texts = [text for _, _, text in parts.catalogue.all_texts()]
    asked = list(phrases(texts, options.count, random.Random(20)))
    sys.stdout.write(f"{len(texts):,} passages, {len(asked)} phrases\n")
    library.concordance(ConcordanceRequest(asked[0]))
    for sort in ConcordanceSort:
        measure(library, asked, sort)
    library.close()
    return 0


if __name__ == "__main__":
    sys.exit(guarded(main))
