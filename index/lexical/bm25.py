"""What every text index shares of BM25: how rare a term is, and the most a query can get."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence


def rarity(size: int, held: int) -> float:
    """Return the weight of a term that ``held`` of ``size`` passages hold (never below 0)."""
    return math.log(1 + (size - held + 0.5) / (held + 0.5))


def ceiling(terms: Sequence[str], frequencies: Mapping[str, int], size: int, k1: float) -> float:
    """Return the score of a passage that holds all of ``terms`` endlessly often.

    A term no passage holds counts in full: what is missing must show.
    """
    return sum(rarity(size, frequencies[term]) * (k1 + 1) for term in terms)
