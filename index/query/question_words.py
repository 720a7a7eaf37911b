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
    return tuple(sorted((*_runs("anywhere"), *_runs("end")), key=lambda run: (-len(run), run)))


@cache
def _runs(place: str) -> tuple[tuple[str, ...], ...]:
    """Return the runs that count at ``place``: anywhere, or the end of a question alone."""
    text = resources.files("index").joinpath("data/question_words.json").read_text("utf-8")
    rows: list[dict[str, str]] = json.loads(text)["words"]
    words = (row["words"] for row in rows if row.get("at", "anywhere") == place)
    runs = {tuple(syllable.written for syllable in syllables(one)) for one in words}
    return tuple(sorted(runs, key=lambda run: (-len(run), run)))


@cache
def _by_first() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the runs by their first syllable, each time longest first."""
    runs = _runs("anywhere")
    return {first: tuple(run for run in runs if run[0] == first) for first in {r[0] for r in runs}}


def strip_question_words(text: str) -> str:
    """Return ``text`` without question words; as it is where nothing else would be left.

    Where words were taken out a comma stands, so that their neighbours are no pair.
    """
    text = nfc(text)
    words = syllables(text)
    kept: list[str] = []
    start, at = 0, 0
    while at < len(words):
        run = next((run for run in _candidates(words, at) if _stands(run, words, at)), None)
        if run is None:
            at += 1
            continue
        kept.append(text[start : words[at].start])
        at += len(run)
        start = words[at - 1].end
    if not kept:
        return text
    kept.append(text[start:])
    rest = ", ".join(part.strip(" ?,") for part in kept if re.search(r"\w", part))
    return rest or text


def _candidates(words: tuple[Syllable, ...], at: int) -> tuple[tuple[str, ...], ...]:
    """Return the runs that may stand at a place, longest first; none of the end is all there is."""
    anywhere = _by_first().get(words[at].written, ())
    left = len(words) - at
    return anywhere + tuple(run for run in _runs("end") if at > 0 and len(run) == left)


def _stands(run: tuple[str, ...], words: tuple[Syllable, ...], at: int) -> bool:
    window = words[at : at + len(run)]
    return tuple(syllable.written for syllable in window) == run
