"""What documents of a library do to others, each with where its sentence stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TYPE_CHECKING

from index.amendments.record import Act
from index.citations.graph import Citation
from index.citations.places import parse_places
from ingest.model import Effect, Relation

if TYPE_CHECKING:
    from index.catalogue.reader import Catalogue

_AT_ONCE = 500
_EFFECTS = {
    Relation.AMENDS: Effect.AMENDED,
    Relation.REPLACES: Effect.REPLACED,
    Relation.REPEALS: Effect.REPEALED,
    Relation.CORRECTS: Effect.CORRECTED,
}


@dataclass(frozen=True, slots=True)
class Deed:
    """One act on one place of one document, by the document number ``n`` that holds its sentence.

    ``target`` and ``by`` are ordinals of references of that document; ``by`` is None where
    the document acts itself.  ``ordinal`` is that of the act, None where a reference alone tells.
    """

    n: int
    ordinal: int | None
    effect: Effect
    target: int
    provision: tuple[str, ...]
    partial: bool
    said: str
    sentence: str
    passage: str | None
    path: tuple[str, ...]
    pages: tuple[int, ...]
    since: date | None
    by: int | None = None


def deeds(catalogue: Catalogue, named: Mapping[tuple[int, int], Citation]) -> Iterator[Deed]:
    """Yield what documents do to others, by the acts read in them and by their references.

    :param named: the citations that acts speak of.
    """
    covered: set[tuple[int, int]] = set()
    acts = catalogue.acts()
    while some := list(islice(acts, _AT_ONCE)):
        for deed in _of_acts(some, catalogue):
            covered.add((deed.n, deed.target))
            yield deed
    for (n, ordinal), citation in named.items():
        if (n, ordinal) not in covered and citation.reference.relation in _EFFECTS:
            yield _of_reference(n, ordinal, citation)


def _of_acts(acts: Sequence[Act], catalogue: Catalogue) -> Iterator[Deed]:
    places = catalogue.whereabouts([act.passage for act in acts if act.passage is not None])
    for act in acts:
        # A consolidated text's notes tell of changes that stand in it already.
        if act.target is None or act.own:
            continue
        passage, path = places.get(act.passage or -1, (None, ()))
        start = act.span.start - act.sentence.start
        yield Deed(
            act.n,
            act.ordinal,
            act.effect,
            act.target,
            act.provision,
            act.partial,
            act.sentence_text[max(start, 0) : max(start, 0) + len(act.span)],
            act.sentence_text,
            passage,
            path,
            act.pages,
            act.effective,
            act.by,
        )


def _of_reference(n: int, ordinal: int, citation: Citation) -> Deed:
    place = citation.place
    effect = _EFFECTS[citation.reference.relation]
    places = parse_places(citation.reference.provision or "")
    return Deed(
        n,
        None,
        effect,
        ordinal,
        places[0] if places else (),
        effect is Effect.AMENDED,
        "",
        place.sentence,
        place.passage or None,
        place.path,
        place.pages,
        None,
    )
