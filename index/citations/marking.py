"""Answers marked with what became of the documents in them."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import replace

from index.citations.status import Statuses, statuses_of
from index.results import DocumentCard, Hit, LookupAnswer, Match, SearchAnswer, Status


def mark_search(answer: SearchAnswer, known: Statuses) -> SearchAnswer:
    """Return a search answer whose hits and matches tell what became of their documents."""
    cards = [hit.passage.document for hit in (*answer.hits, *answer.nearest)]
    statuses = known.about(cards)
    marked = answer
    if statuses:
        marked = replace(
            answer,
            hits=tuple(_hit(hit, statuses) for hit in answer.hits),
            nearest=tuple(_hit(hit, statuses) for hit in answer.nearest),
        )
    return replace(marked, lookup=mark_lookup(marked.lookup, known)) if marked.lookup else marked


def mark_lookup(answer: LookupAnswer, known: Statuses) -> LookupAnswer:
    """Return the answer to a number whose matches tell what became of them."""
    statuses = known.about([match.card for match in (*answer.matches, *answer.nearest)])
    return replace(
        answer,
        matches=mark_matches(answer.matches, statuses),
        nearest=mark_matches(answer.nearest, statuses),
    )


def mark_matches(matches: Iterable[Match], found: Sequence[Status]) -> tuple[Match, ...]:
    """Return candidates with what became of each, picked out of ``found``."""
    return tuple(replace(match, statuses=statuses_of(found, match.card)) for match in matches)


def became(cards: Sequence[DocumentCard], known: Statuses) -> tuple[tuple[Status, ...], ...]:
    """Return what became of each of ``cards``, in their order."""
    statuses = known.about(cards)
    return tuple(statuses_of(statuses, card) for card in cards)


def _hit(hit: Hit, statuses: Sequence[Status]) -> Hit:
    document_statuses = statuses_of(statuses, hit.passage.document)
    if not document_statuses:
        return hit
    return replace(
        hit,
        statuses=document_statuses,
        more=tuple(replace(one, statuses=document_statuses) for one in hit.more),
    )


def fates_of(cards: Mapping[int, DocumentCard], known: Statuses) -> dict[int, Hashable]:
    """Return, by the same keys, what became of documents, so that two can be told alike."""
    found = known.about(list(cards.values()))
    return {
        key: frozenset(
            (status.effect, status.provision, status.by.id or status.by.number)
            for status in statuses_of(found, card)
        )
        for key, card in cards.items()
    }
