"""What replaced what, where a sentence names both by their full numbers."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise

from benchmarks.register_mentions import KINDS
from benchmarks.register_places import Place
from ingest.vocabulary.document_numbers import find_numbers

_BY = re.compile(r"\b(?:được|bị)\s+thay thế\s+(?:bởi|bằng)\b", re.I)
_REPLACES = re.compile(r"\bthay thế\b(?:\s+cho)?", re.I)
_ENDS = re.compile(r"[.;](?:\s|$)|\n\s*\n")
_FAR = 260


def replacements(places: Iterable[Place]) -> Counter[tuple[str, str]]:
    """Count the independent places that say (new, old): new replaced old; keys of numbers."""
    witnesses: dict[tuple[str, str], set[int]] = defaultdict(set)
    for place in places:
        if "thay thế" in place.text:
            for pair in _pairs(place.text):
                witnesses[pair].add(place.identity)
    return Counter({pair: len(found) for pair, found in witnesses.items()})


def _pairs(text: str) -> Iterable[tuple[str, str]]:
    found = find_numbers(text)
    for left, right in pairwise(found):
        between = text[left.span.end : right.span.start]
        if left.number == right.number or len(between) > _FAR or _ENDS.search(between):
            continue
        # The words must govern the second number: only its type word may stand between.
        if re.search(rf"{_BY.pattern}\s+(?:{KINDS})?[^,.;]{{0,12}}$", between, re.I):
            yield right.number.key, left.number.key
        elif re.search(
            rf"(?<!được )(?<!bị ){_REPLACES.pattern}\s+(?:các\s+)?(?:{KINDS})?[^,.;]{{0,12}}$",
            between,
            re.I,
        ) and not re.search(r"được|bị|sửa đổi, bổ sung", between):
            yield left.number.key, right.number.key
