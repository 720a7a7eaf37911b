"""Whether the words of a question stand together in a passage.

A score is a share of what could be had, and a short question in a long passage, or one whose words
are all common, scores little.  Whatever the score, a passage that says the words of a question
within a few lines has something to do with it: the answer is not "không tìm thấy".
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from index.search.term_matching import Finder, Found, QueryTerms
from index.search.text_page import Page

LETTERS = 22
"""Letters of text a word of the question may take: two or three other words beside each."""
LEAST_LETTERS = 120
"""Letters in which the words of a short question may stand."""
FEWEST = 3
"""Words a question must have: one stands anywhere, and two near each other are often parts of other
words ("tư duy … nhân viên" for "tư nhân"); side by side they are found as a pair."""


def saying(page: Page, wanted: QueryTerms) -> frozenset[int]:
    """Return which texts of ``page`` have all words of the question within a short stretch."""
    finder = Finder(wanted)
    needed = len(finder.terms)
    if needed < FEWEST or not len(page):
        return frozenset()
    found = finder(page)
    owners = page.text_of(found.starts[found.hits]).tolist()
    reach = max(LEAST_LETTERS, LETTERS * sum(one.number is None for one in wanted.typed))
    return frozenset(_within_reach(found, owners, needed, reach))


def _within_reach(found: Found, owners: Sequence[int], needed: int, reach: int) -> Iterator[int]:
    """Yield the texts in which hits of ``needed`` terms lie within ``reach`` letters."""
    starts, terms = found.starts[found.hits].tolist(), found.terms.tolist()
    inside: Counter[int] = Counter()
    first = 0
    for last, term in enumerate(terms):
        inside[term] += 1
        while owners[first] != owners[last] or starts[last] - starts[first] > reach:
            inside[terms[first]] -= 1
            if not inside[terms[first]]:
                del inside[terms[first]]
            first += 1
        if len(inside) == needed:
            yield owners[last]
