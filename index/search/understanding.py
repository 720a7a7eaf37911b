"""How a question is read: diacritics put back, slips mended, other readings beside."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from index.analysis.analyser import query_terms
from index.query import parser
from index.results import Interpretation, SearchRequest
from index.search.context import SearchContext
from index.search.filter_values import refuse_unknown
from ingest.text.vietnamese import lower, nfc


def parse(request: SearchRequest, parts: SearchContext) -> Interpretation:
    """Take the question apart; what was typed narrows together with what was ticked.

    :raises QueryError: a filter is wrong, or has a value that no document has.
    """
    parsed = parser.parse_query(request.query, parts.kinds, parts.issuers)
    if not parsed.filters.is_empty:
        cards = parts.catalogue.documents().values()
        refuse_unknown(parsed.filters, cards, parts.kinds, parts.issuers)
    return replace(parsed, filters=parser.merged(parsed.filters, request.filters))


def interpret(
    parsed: Interpretation, request: SearchRequest, parts: SearchContext
) -> Interpretation:
    """Mend slips and restore diacritics, unless the words are to stay as typed."""
    words = parsed.searched
    if request.as_typed or parts.restorer is None or not words or parsed.phrases:
        return parsed
    mended = parts.restorer.suggest(words)
    if mended is not None and _is_what_stands(mended, words, parts):
        return replace(parsed, searched=mended, restored=True)
    best, *others = parts.restorer.restore(words) or [words]
    return replace(
        parsed,
        searched=best,
        restored=lower(nfc(best)) != lower(nfc(words)),
        alternatives=tuple(others),
        did_you_mean=mended,
    )


def _is_what_stands(mended: str, typed: str, parts: SearchContext) -> bool:
    """Say whether the library holds words of ``mended`` where it has none of those typed.

    Pairs are looked at where there are some: "kỹ" stands in many texts, "kỹ luật" in none.
    """
    meant, read = (set(query_terms(text, deliberate=True)) for text in (mended, typed))
    held = parts.words.document_frequencies(sorted(meant ^ read))
    right, wrong = meant - read, read - meant
    pairs = {term for term in held if "_" in term}
    if any(held[term] for term in wrong) and pairs & right and pairs & wrong:
        right, wrong = right & pairs, wrong & pairs
    return any(held[term] for term in right) and not any(held[term] for term in wrong)


def other_readings(parsed: Interpretation, first: Interpretation) -> Iterator[Interpretation]:
    """Yield how else a question may be read where nothing was found as ``first``.

    Each restoration that came close, then the letters as typed, whatever their diacritics.
    """
    for other in first.alternatives:
        rest = (first.searched, *(one for one in first.alternatives if one != other))
        yield replace(first, searched=other, alternatives=rest)
    if first.restored:
        rest = (first.searched, *first.alternatives)
        yield replace(first, searched=parsed.searched, restored=False, alternatives=rest)
