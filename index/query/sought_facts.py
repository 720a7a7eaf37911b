"""What a question asks for: who, when, how many, how long, how much.

A sentence that answers "bao lâu" holds a duration.  The kinds are ``data/sought_facts.json``, each
with the words that ask for it, a pattern of what answers, and an example.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ingest.text.vietnamese import lower, nfc, tone_normal, with_y


@dataclass(frozen=True, slots=True)
class SoughtFact:
    """What some words ask for."""

    name: str
    asks: re.Pattern[str]
    holds: re.Pattern[str]
    example: tuple[str, str, str]
    """A question, a sentence that answers it, and one that does not."""

    def is_held(self, sentence: str) -> bool:
        """Say whether ``sentence`` holds what was asked for."""
        return self.holds.search(_plain(sentence)) is not None


@cache
def sought_facts() -> tuple[SoughtFact, ...]:
    """Return the kinds, the most particular first."""
    text = resources.files("index").joinpath("data/sought_facts.json").read_text("utf-8")
    return tuple(
        SoughtFact(
            row["kind"],
            re.compile("|".join(rf"(?<!\w){re.escape(_plain(asks))}" for asks in row["asks"])),
            re.compile(row["holds"]),
            tuple(row["example"]),
        )
        for row in json.loads(text)["kinds"]
    )


def asked_for(question: str) -> SoughtFact | None:
    """Return what ``question`` asks for; None where its words do not say."""
    plain = f"{_plain(question)} "
    return next((kind for kind in sought_facts() if kind.asks.search(plain)), None)


def _plain(text: str) -> str:
    return with_y(tone_normal(lower(nfc(text))))
