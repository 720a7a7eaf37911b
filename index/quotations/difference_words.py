"""Differences of a quotation from its source in Vietnamese words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from index.check_results import Difference


def told(differences: Iterable[Difference]) -> str:
    """Return differences in words, the grave ones first, at most five."""
    rows = sorted(differences, key=lambda one: not one.grave)
    lines = [_one(row) for row in rows[:5]]
    if len(rows) > len(lines):
        lines.append(f"và {len(rows) - len(lines)} chỗ khác")
    return "; ".join(lines)


def _one(difference: Difference) -> str:
    if not difference.stated:
        return f"thiếu “{shortened(difference.source)}”"
    if not difference.source:
        return f"thêm “{shortened(difference.stated)}”"
    return f"“{shortened(difference.stated)}”, văn bản ghi “{shortened(difference.source)}”"


def shortened(text: str) -> str:
    """Return a text in one line, a long one with its middle left out."""
    flat = " ".join(text.split())
    return flat if len(flat) <= 90 else f"{flat[:60]}…{flat[-25:]}"


def not_grave(differences: Iterable[Difference]) -> tuple[Difference, ...]:
    """Return differences that nobody is accused of."""
    return tuple(replace(one, grave=False) for one in differences)
