"""Words typed beside a document: which of them its title has, and which it has not.

A document opens at once only where its title has every word typed: "nghị quyết 68 kinh tế nhà
nước" is not beyond doubt where Nghị quyết 68 is on the private economy.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from index.citations.known_documents import EMPTY_WORDS
from index.citations.typed_codes import agrees
from index.citations.typed_name import short_words
from index.results import DocumentCard
from ingest.text.vietnamese import fold, lower, tone_normal

_WORD = re.compile(r"[^\W_]+")
_EMPTY_BARE = frozenset({"so", "va", "cac", "mot", "do", "cho", "cua", "ve", "trong"})
"""Typed without accents they tell no more than "số" and "và" do."""


def telling(words: Iterable[str], places: set[str]) -> list[str]:
    """Return the words that tell one document from another, without those of ``places``."""
    kept = [word for word in words if fold(word) not in places]
    if all(map(str.isascii, kept)):
        return [word for word in kept if word not in _EMPTY_BARE] or kept
    return kept


def missing_words(words: Sequence[str], card: DocumentCard) -> tuple[str, ...]:
    """Return the stretches typed that the title and the bodies of a document have not, in order.

    Short forms count as what they stand for: "bhxh" is "bảo hiểm xã hội".
    """
    own = _own(card)
    lacks = [
        at
        for at, word in enumerate(words)
        if word not in EMPTY_WORDS and not _has(own, word) and not _has_long(own, word)
    ]
    stretches: list[list[int]] = []
    for at in lacks:
        # A word between two that are missing belongs to them: "quyết định" of "Quy định".
        if stretches and at - stretches[-1][-1] <= _NEAR:
            stretches[-1].append(at)
        else:
            stretches.append([at])
    return tuple(" ".join(words[part[0] : part[-1] + 1]) for part in stretches)


_NEAR = 2


@lru_cache(maxsize=4096)
def _own(card: DocumentCard) -> tuple[str, ...]:
    facts = (card.kind, card.subject, card.title, card.issuer, card.deciding_body)
    return tuple(dict.fromkeys(_WORD.findall(tone_normal(lower(" ".join(filter(None, facts)))))))


def _has(own: tuple[str, ...], word: str) -> bool:
    if word.isdecimal():
        return any(one.isdecimal() and int(one) == int(word) for one in own)
    return any(agrees(word, one) for one in own)


def _has_long(own: tuple[str, ...], word: str) -> bool:
    """Say whether the words that a short form stands for are all there."""
    long = short_words().get(fold(word))
    return long is not None and all(_has(own, one) for one in _WORD.findall(long))
