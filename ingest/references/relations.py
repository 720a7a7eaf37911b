"""The words that say how a document stands to one it cites (``data/relations.json``).

A relation is claimed only where the sentence says it of this very document: "Quy định
này thay thế Quy định số 8" replaces; "Luật A đã được sửa đổi bởi Luật B" and "đề nghị
sửa đổi Luật A" only refer.  Standard library only.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from importlib import resources

from ingest.citations import Relation
from ingest.text.spans import Span
from ingest.text.vietnamese import sentence_bounds

_REACH = 220
"""How far left of a reference its word may stand, in code points."""

_BEFORE = 400
"""How much of a sentence before a word is looked at, in code points."""

_DEEDS = frozenset(
    {
        Relation.AMENDS,
        Relation.REPLACES,
        Relation.REPEALS,
        Relation.CORRECTS,
        Relation.CONSOLIDATES,
    }
)
# What may stand before a deed that this document does itself: nothing, a label, the title.
_OPENING = re.compile(
    r"^[\s*#>_“\"(+•-]*(?:(?:Điều|Khoản|Phần|Mục)?\s?[\dIVXa-zđ]{1,4}(?:\.\d+)*[.):-]\s*)*"
    r"(?:QUYẾT ĐỊNH|NGHỊ ĐỊNH|THÔNG TƯ|QUY ĐỊNH|NGHỊ QUYẾT|KẾT LUẬN|HƯỚNG DẪN|LUẬT|CHỈ THỊ)?"
    r"[\s*:,“\"]*(?:[Vv]ề\s(?:việc\s)?|V/v\s|VỀ VIỆC\s)?[*_]*$"
)
_THIS = re.compile(r"(?<!\w)(?:này|hiệu lực)(?!\w)[^.\n]{0,160}$")
_FOLLOWED = re.compile(r"(?<!\w)(?:theo|các|những)\s[^.;\n]{0,40}$")
_OTHERS = re.compile(
    r"(?<!\w)(?:được|bị|đề nghị|đề xuất|kiến nghị|nghiên cứu|xem xét|dự thảo|dự kiến|chuẩn bị|"
    r"rà soát|tham mưu|không|sớm|kịp thời|cần|phải|sẽ)(?!\w)[^.;\n]{0,40}$"
)


@dataclass(frozen=True, slots=True)
class Signal:
    """A word that signals a relation, and where it stands."""

    span: Span
    relation: Relation


class Signals:
    """All signals of a text; asked for the one that governs a place."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [start for start, _ in sentence_bounds(text)]
        self._signals = _find(text)
        self._ends = [signal.span.end for signal in self._signals]

    def sentence_start(self, at: int) -> int:
        """Return where the sentence begins in which ``at`` stands."""
        index = bisect_right(self._starts, at) - 1
        return self._starts[index] if index >= 0 else 0

    def governing(self, at: int, floor: int) -> Signal | None:
        """Return the nearest signal left of ``at`` and not left of ``floor``."""
        index = bisect_right(self._ends, at) - 1
        if index < 0:
            return None
        signal = self._signals[index]
        if signal.span.start < max(floor, at - _REACH) or ";" in self._text[signal.span.end : at]:
            return None
        return signal

    def settled(self, signal: Signal, floor: int, *, first: bool) -> Relation:
        """Return what a signal means where it stands: a deed of others only refers.

        :param floor: where its sentence begins.
        :param first: no other document stands before it in the sentence.
        """
        low = max(floor, signal.span.start - _BEFORE)
        before = self._text[low : signal.span.start]
        if signal.relation is Relation.ATTACHED:
            attached = (low == floor and not before.strip(" \n(*_")) or before.endswith("(")
            return Relation.ATTACHED if attached else Relation.REFERS
        if signal.relation is Relation.GUIDES:
            other = _FOLLOWED.search(before) or (not first and not _THIS.search(before))
            return Relation.REFERS if other else Relation.GUIDES
        if signal.relation not in _DEEDS:
            return signal.relation
        if _OTHERS.search(before):
            return Relation.REFERS
        if (low == floor and _OPENING.match(before)) or _THIS.search(before):
            return signal.relation
        return Relation.REFERS


@cache
def _patterns() -> tuple[tuple[Relation, re.Pattern[str]], ...]:
    data = json.loads(resources.files("ingest").joinpath("data/relations.json").read_text("utf-8"))
    return tuple(
        (
            Relation(row["relation"]),
            re.compile(rf"(?<!\w)(?:{row['pattern']})(?!\w)", re.IGNORECASE),
        )
        for row in data
    )


def _find(text: str) -> list[Signal]:
    """Return the signals by end; of two that overlap the longer."""
    signals = [
        Signal(Span(*hit.span()), relation)
        for relation, pattern in _patterns()
        for hit in pattern.finditer(text)
    ]
    signals.sort(key=lambda signal: (signal.span.start, -len(signal.span)))
    kept: list[Signal] = []
    for signal in signals:
        if not kept or signal.span.start >= kept[-1].span.end:
            kept.append(signal)
    return kept
