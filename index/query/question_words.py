"""What a question asks about, without the words that only make it a question.

"như thế nào", "là gì", "vì sao" stand in no text that answers them, and where they do
stand (in the headings of a catechism) they draw the wrong passages.  The list, each entry
beside an example, is ``data/question_words.json``.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources

from index.analysis.analyser import Syllable, syllables
from ingest.text.vietnamese import nfc


@cache
def question_words() -> tuple[tuple[str, ...], ...]:
    """Return the runs of syllables, longest first."""
    text = resources.files("index").joinpath("data/question_words.json").read_text("utf-8")
    runs = {tuple(syllable.written for syllable in syllables(row["words"])) for row in _rows(text)}
    return tuple(sorted(runs, key=lambda run: (-len(run), run)))


@cache
def _by_first() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the runs by their first syllable, each time longest first."""
    firsts = {run[0] for run in question_words()}
    return {first: tuple(run for run in question_words() if run[0] == first) for first in firsts}


def _rows(text: str) -> list[dict[str, str]]:
    rows: list[dict[str, str]] = json.loads(text)["words"]
    return rows


def strip_question_words(text: str) -> str:
    """Return ``text`` without question words; as it is where nothing else would be left.

    Where words were taken out a comma stands, so that their neighbours are no pair.
    """
    text = nfc(text)
    words = syllables(text)
    kept: list[str] = []
    start, at = 0, 0
    while at < len(words):
        runs = _by_first().get(words[at].written, ())
        run = next((run for run in runs if _stands(run, words, at)), None)
        if run is None:
            at += 1
            continue
        kept.append(text[start : words[at].start])
        at += len(run)
        start = words[at - 1].end
    if not kept:
        return text
    kept.append(text[start:])
    rest = ", ".join(part.strip(" ?") for part in kept if re.search(r"\w", part))
    return rest or text


def _stands(run: tuple[str, ...], words: tuple[Syllable, ...], at: int) -> bool:
    window = words[at : at + len(run)]
    return tuple(syllable.written for syllable in window) == run
