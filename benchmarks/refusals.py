"""Ask a library for what stands in it: ``python -m benchmarks.refusals LIBRARY [--count N]``.

Each question is a run of content words out of one sentence of a passage, in their order, the
function words between them left out; every other one is typed without diacritics.  Told is how
many are answered "không tìm thấy", and with ``--list`` which: its words stand together in the
library, so each of these is a fault.  The same seed asks the same questions of one library.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from index.library import Library
from index.results import AnswerKind, PassageView, SearchRequest
from ingest.text.vietnamese import fold, lower, sentences, tokens

LEAST, MOST = 3, 8
"""Content words of a question."""
SHORTEST_SENTENCE = 6
_FUNCTION_WORDS = """
và của các có được cho là trong với những theo về để từ khi tại đã này do phải không đến một
ra thì trên vào bằng bởi như hoặc mà hay cùng sẽ cũng đó ở nên còn rất lại
"""
FUNCTION_WORDS = frozenset(_FUNCTION_WORDS.split())


def questions(views: Sequence[PassageView], count: int, seed: int) -> Iterator[str]:
    """Yield ``count`` questions, every other one without diacritics."""
    draw = random.Random(seed)
    made = 0
    for view in draw.sample(views, len(views)):
        runs = [run for run in map(content_words, _sentences(view)) if len(run) >= LEAST]
        if not runs:
            continue
        run = draw.choice(runs)
        length = draw.randint(LEAST, min(MOST, len(run)))
        start = draw.randint(0, len(run) - length)
        asked = " ".join(run[start : start + length])
        yield fold(asked) if made % 2 else asked
        made += 1
        if made == count:
            return


def _sentences(view: PassageView) -> Iterator[str]:
    for span in sentences(view.text):
        yield span.of(view.text)


def content_words(sentence: str) -> list[str]:
    """Return the words of a sentence that say something; none of one that is hardly text."""
    words = [lower(span.of(sentence)) for span in tokens(sentence)]
    if len(words) < SHORTEST_SENTENCE or sum(word.isalpha() for word in words) < len(words) - 1:
        return []
    return [word for word in words if word.isalpha() and word not in FUNCTION_WORDS]


def refused(library: Library, asked: Sequence[str]) -> list[str]:
    """Return the questions that are told nothing was found."""
    return [text for text in asked if library.search(SearchRequest(text)).kind is AnswerKind.NONE]


def main(argv: Sequence[str] | None = None) -> int:
    """Ask, and print how many questions were refused."""
    parser = argparse.ArgumentParser(description="Hỏi kho bằng chính các từ của kho.")
    parser.add_argument("library", type=Path)
    parser.add_argument("--count", type=int, default=150)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args(argv)
    library = Library.open(options.library)
    try:
        with library.parts() as parts:
            catalogue = parts.catalogue
            numbers = sorted(catalogue.documents())
            views = [view for n in numbers for view in catalogue.passages_of(n)]
        asked = list(questions(views, options.count, options.seed))
        lost = refused(library, asked)
    finally:
        library.close()
    sys.stdout.write(f"{len(lost)}/{len(asked)} bị trả lời “không tìm thấy”\n")
    if options.list:
        sys.stdout.writelines(f"{text}\n" for text in lost)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
