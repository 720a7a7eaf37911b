"""The other passages of a document are read when they are asked for, and are the very same."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from index import contract
from index.access import Rights
from index.evaluation.judgement import read_judged
from index.library import Library
from index.results import AnswerKind, Filters, Hit, SearchAnswer, SearchRequest, Sort
from index.search.snippets import MORE

ASKED = 90
WAYS = (
    SearchRequest(""),
    SearchRequest("", page=2, per_page=3),
    SearchRequest("", sort=Sort.NEWEST),
    SearchRequest("", Filters(kinds=("Quy định",))),
    SearchRequest("", as_typed=True, sort=Sort.OLDEST),
)
"""How questions are asked; each is asked in one of these ways."""


@pytest.fixture(scope="module")
def requests(root: Path) -> list[SearchRequest]:
    judged = read_judged(root / "benchmarks" / "corpus_queries.jsonl")[:ASKED]
    asked = [replace(WAYS[n % len(WAYS)], query=one.text) for n, one in enumerate(judged)]
    looked_up = [SearchRequest(text) for text in ("quy định 31 tiếp dân", "loại:quy định", "rừng")]
    return [*asked, *looked_up]


def shown(answer: SearchAnswer) -> tuple[Hit, ...]:
    return (*answer.hits, *answer.nearest)


def without_others(answer: SearchAnswer) -> SearchAnswer:
    """Return an answer without the passages that lie folded, as it would be asked for."""

    def first(hit: Hit) -> Hit:
        return replace(hit, more=())

    return replace(
        answer,
        request=replace(answer.request, others=False),
        hits=tuple(map(first, answer.hits)),
        nearest=tuple(map(first, answer.nearest)),
    )


def test_first_passages_are_the_same_with_and_without_the_others(
    library: Library, requests: list[SearchRequest]
) -> None:
    told = 0
    for request in requests:
        whole = library.search(request)
        assert library.search(replace(request, others=False)) == without_others(whole), request
        assert all(hit.others == len(hit.more) <= MORE for hit in shown(whole)), request
        told += sum(hit.others for hit in shown(whole))
    assert told > len(requests)


def test_the_passages_of_one_document_are_those_of_the_whole_answer(
    library: Library, requests: list[SearchRequest]
) -> None:
    kinds = set()
    for request in requests:
        whole = library.search(request)
        for hit in [hit for hit in shown(whole) if hit.others][:3]:
            one = library.search(replace(request, document=hit.passage.document.id))
            assert shown(one) == (hit,), (request, hit.passage.id)
            assert (one.kind, one.total, one.facets) == (whole.kind, whole.total, whole.facets)
            # What a page fetches is what the API tells.
            assert contract.result(shown(one)[0]).more == contract.result(hit).more
            kinds.add(whole.kind)
    assert kinds >= {AnswerKind.WORDS, AnswerKind.NONE}


def test_a_document_on_a_later_page_is_shown_as_well(library: Library) -> None:
    request = SearchRequest("tiếp dân", per_page=2)
    later = library.search(replace(request, page=2)).hits[-1]
    one = library.search(replace(request, document=later.passage.document.id))
    assert one.hits == (later,)


def test_a_document_that_does_not_answer_is_not_shown(library: Library) -> None:
    request = SearchRequest("tiếp dân")
    found = {hit.passage.document.id for hit in library.search(replace(request, per_page=99)).hits}
    held = {card.id for card in library.overview().documents}
    for document in (min(filter(None, held - found)), "none"):
        answer = library.search(replace(request, document=document))
        assert answer.hits == ()
        assert answer.total == len(found)


def test_a_document_that_a_reader_may_not_see_is_not_shown(library: Library) -> None:
    request = SearchRequest("tiếp dân")
    closed = library.search(request).hits[0].passage.document.id or ""
    reader = library.for_reader(Rights(kept=frozenset({closed})))
    assert library.search(replace(request, document=closed)).hits
    assert reader.search(replace(request, document=closed)).hits == ()


def test_a_document_is_found_among_those_a_number_or_a_filter_names(library: Library) -> None:
    for query in ("quy định 31 tiếp dân", "19-CT/TU", "loại:quy định"):
        whole = library.search(SearchRequest(query, per_page=99))
        assert len(whole.hits) > 0, query
        for hit in whole.hits:
            asked = SearchRequest(query, document=hit.passage.document.id)
            assert hit in library.search(asked).hits
