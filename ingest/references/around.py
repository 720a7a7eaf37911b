"""Who and what the lines of lists name: documents that are changed, and those that did it.

Standard library only.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.citations import Effect
from ingest.references import cues
from ingest.references.masks import FILLER
from ingest.references.mentions import Cast, Mention
from ingest.references.outline import OutlineRow, TextOutline
from ingest.references.verbs import Verb
from ingest.text.spans import Span

_LABEL_LENGTH = 8
"""Letters that may stand before the document with which a line of a list begins."""


_HEADING = 240
"""Letters of the heading of a list before its word of change."""
_IDLE = 6
"""Lines of a list that may name nothing in a row."""
_ARTICLE = 1
"""The rank of an article's line, with which a list is over."""
_ITEM = re.compile(r"[\s*]{0,8}(?:\||[-–+•]\s|\(?\d{1,3}[.)/]|[a-zđ]\))")
"""How a line of a list begins."""


@dataclass(frozen=True, slots=True)
class NamedAround:
    """Finds what stands behind and below words of change in a text made unreadable (``masked``)."""

    masked: str
    cast: Cast
    verbs: Sequence[Verb]
    outline: TextOutline

    def below(self, verb: Verb, sentence: Span) -> list[Mention]:
        """Return what the lines below name, of "bãi bỏ các văn bản sau đây:"."""
        ordinal = self.outline.at(sentence.start)
        line = self.outline.rows[ordinal]
        if not self.masked[verb.span.end : line.end].rstrip(" *_").endswith(":"):
            return []
        if self.masked[line.end : line.end + 3].strip()[:1] in ("“", '"'):
            return []
        return [
            mention
            for row in self.outline.below(ordinal)
            if not self._hangs_under_change(row, ordinal)
            for mention in self.first_of(row)
        ]

    def registered(self, verb: Verb) -> list[Mention]:
        """Return what the list below names, of the heading "DANH MỤC VĂN BẢN BÃI BỎ".

        Rows that name no document first (the table's head, lines that run on) are passed over.
        """
        before = self.masked[max(0, verb.span.start - _HEADING) : verb.span.start]
        heading = cues.REGISTER.search(before)
        if heading is None or cues.VETO.search(before[-60:]) or cues.INTENT.search(before[-70:]):
            return []
        words = self.masked[verb.span.start : verb.span.end]
        mixed = verb.effect is Effect.AMENDED and cues.SEVERAL.search(words)
        ordinal = self.outline.at(verb.span.start)
        line = self.outline.rows[ordinal]
        stands = cues.STANDS.search(f"{heading['what']} {self.masked[verb.span.end : line.end]}")
        # "Văn bản thay thế" may be the new ones.
        if mixed or stands or verb.effect is Effect.REPLACED:
            return []
        if self._changes(verb.span.end, line.end) or self._changes(line.start, verb.span.start):
            return []
        listed: list[Mention] = []
        idle = 0
        for row in self.outline.rows[ordinal + 1 :]:
            first = next(iter(self.first_of(row)), None)
            if (
                first is not None
                and first.ordinal is not None
                and _ITEM.match(self.masked, row.start)
            ):
                listed.append(first)
                idle = 0
                continue
            idle += 1
            written = self.masked[row.start : row.end]
            # The head of a table names its columns: "| Số, ký hiệu văn bản |".
            runs_on = first is not None or "|" in written or written.lstrip(" *_")[:1].islower()
            heads = bool(listed) and not runs_on and cues.NEXT_REGISTER.match(written)
            if idle > _IDLE or row.rank == _ARTICLE or heads:
                break
        return listed

    def _hangs_under_change(self, row: OutlineRow, ordinal: int) -> bool:
        """Say whether a line between says itself what becomes of a row."""
        above = row.parent
        while above is not None and above > ordinal:
            line = self.outline.rows[above]
            if self._changes(line.start, line.end):
                return True
            above = line.parent
        return False

    def first_of(self, row: OutlineRow) -> Iterator[Mention]:
        """Yield the mentions with which a line begins, in an unbroken row."""
        end = row.start
        for mention in self.cast.between(row.start, row.end):
            if mention.start < end:
                continue
            gap = self.masked[end : mention.start]
            begins = end == row.start and len(gap) <= 60 and ":" not in gap
            if mention.back or not (begins or cues.goes_on(gap)):
                return
            if begins and self._changes(row.start, mention.start):
                return
            yield mention
            end = mention.end

    def _changes(self, low: int, high: int) -> bool:
        """Say whether a word of change stands in a stretch."""
        index = bisect_left(self.verbs, low, key=lambda verb: verb.span.start)
        return index < len(self.verbs) and self.verbs[index].span.start < high

    # --- who did it ---------------------------------------------------------------

    def agents(self, verb: Verb, high: int) -> tuple[list[Mention], bool]:
        """Return the documents that did it, and whether this very document is named."""
        agents: list[Mention] = []
        end = verb.span.end
        for mention in self.cast.between(end, high):
            gap = self.masked[end : mention.start]
            if agents and (")" in gap or not cues.goes_on(gap)):
                break
            if not agents and not self._leads_to_agent(gap):
                break
            if mention.back:
                return [], True
            if mention.ordinal is None or (agents and mention.ordinal in self.cast.titled):
                break
            agents.append(mention)
            end = mention.end
        return agents, False

    def agents_below(self, verb: Verb) -> list[Mention]:
        """Return who did it where lines below name them: "được sửa đổi, bổ sung bởi:"."""
        ordinal = self.outline.at(verb.span.start)
        line = self.outline.rows[ordinal]
        if not cues.BY_LIST.fullmatch(self.masked, verb.span.end, max(verb.span.end, line.end)):
            return []
        rows = list(self.outline.below(ordinal)) or self.outline.rows[ordinal + 1 : ordinal + 13]
        agents: list[Mention] = []
        for row in rows:
            first = next(iter(self.first_of(row)), None)
            begins = first is not None and first.ordinal is not None and first.place is None
            if first is None or not begins or first.start - row.start > _LABEL_LENGTH:
                break
            agents.append(first)
        return agents

    @staticmethod
    def _leads_to_agent(gap: str) -> bool:
        """Say whether "bởi", "theo quy định tại" or the like leads to who did it."""
        if ":" in gap or "được" in gap or gap.count(")") > gap.count("("):
            return False
        if FILLER in gap or "ngày" in gap:
            return bool(cues.ACCORDING.search(gap[-60:]))
        return len(gap) <= 110 and cues.AGENT.search(gap) is not None
