"""A typed question as a look-up: its documents, who cites them, the provision asked for."""

from __future__ import annotations

from dataclasses import replace

from index.citations import graph
from index.citations.lookup import lookup, understood
from index.citations.number_query import may_name_a_document
from index.citations.provision_lookup import look_up_provision, not_held
from index.citations.provisions import PlacePath
from index.generation import Generation
from index.results import CitedBy, LookedUpProvision, LookupAnswer, Match
from ingest.errors import NumberError
from ingest.vocabulary.document_numbers import DocumentNumber

MOST_OPENED = 5
"""Documents in which a provision is looked for."""


def look_up(text: str, generation: Generation) -> LookupAnswer:
    """Answer what document ``text`` names, who cites it, and the provision asked for."""
    answer = lookup(text, generation.observed, lambda looked_up: _citing(looked_up, generation))
    place = understood(text, generation.observed).place if answer.place else None
    if place is None:
        return answer
    opened = tuple(
        replace(match, provision=_provision(place, match, generation))
        for match in answer.matches[:MOST_OPENED]
    )
    return replace(answer, matches=opened + answer.matches[MOST_OPENED:])


def as_number(text: str, generation: Generation) -> LookupAnswer | None:
    """Answer a query that names a document; None for one that is words to search."""
    if not may_name_a_document(text) and not generation.holds_name(text):
        return None
    asked = understood(text, generation.observed)
    if not asked.names_a_document:
        return None
    answer = look_up(text, generation)
    if answer.matches or answer.cited_by or asked.serial is not None:
        return answer
    # A name no document is known by ("luật sư") is words.
    return answer if asked.name is not None and not asked.name.words else None


def _citing(answer: LookupAnswer, generation: Generation) -> tuple[CitedBy, ...]:
    number = _number(answer.number) if answer.number else None
    if number is None and len(answer.matches) != 1:
        return ()
    places = generation.catalogue.citations(number.key if number else None)
    if len(answer.matches) != 1:
        return graph.citing_number(places, str(number))
    sure = graph.cited_by(places, answer.matches[0].card)
    unsettled = tuple(place for place in places if place.target is None)
    return sure + (graph.citing_number(unsettled, str(number)) if number else ())


def _number(text: str) -> DocumentNumber | None:
    try:
        return DocumentNumber.parse(text)
    except NumberError:
        return None


def _provision(place: PlacePath, match: Match, generation: Generation) -> LookedUpProvision:
    n = generation.catalogue.number_of(match.card.id) if match.card.id else None
    if n is None:
        return not_held(place)
    provision = look_up_provision(place, generation.document(n))
    if provision.span is None:
        return provision
    start = provision.span.start
    views = [v for v in generation.catalogue.passages_of(n) if v.span.start <= start < v.span.end]
    return replace(provision, passage=views[0].id if views else None)
