"""What a numbered document is called without its number: "quy chế bầu cử trong Đảng"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import takewhile
from typing import Generic, TypeVar

from index.results import DocumentCard
from ingest.text.vietnamese import fold

T = TypeVar("T")

_WORDS = re.compile(r"\w+")
_ISSUED_WITH = re.compile(r"ban hanh (?P<kind>quy che|quy dinh|quy trinh) ")
_OF_ANY = re.compile(r"(?<!\w)(?:ve|viec|mot so van de cu the|mot so van de ve)(?!\w)")
_ENDS = re.compile(
    r"\s(?=(?:trong|doi voi|cua|tro thanh|nham|giai doan|thoi ky|den nam|tren dia ban|o)\s)"
)
SHORTEST = 4
"""Words that tell one document from another: "quy định kỷ luật đảng" names a topic."""


class TitleIndex(Generic[T]):
    """Documents by what they are called; ``called`` gives each with its titles, whole first."""

    def __init__(self, called: Iterable[tuple[tuple[str, ...], T]]) -> None:
        self._by_title: dict[str, list[T]] = defaultdict(list)
        self._whole: list[tuple[str, int]] = []
        self._documents: list[T] = []
        for titles, document in called:
            for title in titles:
                self._by_title[title].append(document)
            if titles:
                self._whole.append((titles[0], len(self._documents)))
                self._documents.append(document)
        self._whole.sort()

    def find(self, title: str) -> list[T]:
        """Return the documents called ``title``.

        Where there are any, those whose longer subject begins so may be meant, too.
        """
        key = title_key(title)
        hits = self._by_title.get(key, [])
        if not hits:
            return []
        start = bisect_left(self._whole, (key, 0))
        rest = takewhile(lambda row: row[0].startswith(f"{key} "), self._whole[start:])
        longer = [self._documents[place] for _, place in rest]
        return hits + [one for one in longer if not any(one is hit for hit in hits)]


def name_key(name: str) -> str:
    """Return what two writings of one name share: folded words."""
    return " ".join(_WORDS.findall(fold(name)))


def title_key(title: str) -> str:
    """Return what two writings of one title share: folded words, without those of any title."""
    return name_key(_OF_ANY.sub(" ", " ".join(fold(title).split())))


def titles_of(card: DocumentCard) -> tuple[str, ...]:
    """Return the keys of what a document is called without its number, the whole title first.

    That is its type with its subject, also cut where that says for whom or when; of a decision
    that issues a regulation ("… ban hành Quy chế bầu cử trong Đảng") the regulation's.
    """
    if not (card.number and card.kind and card.subject):
        return ()
    head, plain = fold(card.kind), title_key(card.subject)
    begun = [title_key(part) for part in _beginnings(card.subject)]
    issued = _ISSUED_WITH.match(f"{plain} ")
    if issued:
        plain = plain[issued.start("kind") :]
    if re.match(r"(?:quy che|quy dinh) ", plain):
        head, plain, begun = plain[:8].strip(), plain[8:].strip(), []
    cuts = (plain[: cut.start()] for cut in _ENDS.finditer(plain))
    keys = dict.fromkeys((plain, *cuts, *begun))
    return tuple(f"{head} {key}" for key in keys if len(key.split()) >= SHORTEST)


def _beginnings(subject: str) -> Iterator[str]:
    """Yield a subject up to each of its commas."""
    yield from (subject[: mark.start()] for mark in re.finditer(r"[,;]", subject))
