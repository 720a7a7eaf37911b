"""Short names a document agrees on: "(sau đây gọi tắt là Quy chế)".

Standard library only.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from ingest.citations import ReferenceForm
from ingest.references.lists import ReferenceCandidate
from ingest.text.spans import Span
from ingest.vocabulary.document_types import kind_words

_AGREED = re.compile(
    r"[(,]\s?(?:sau đây\s|dưới đây\s)(?:được\s)?(?:gọi|viết)\s(?:(?:tắt|chung)\s)?là:?\s[“\"]?"
    r"(?P<alias>[^)(”\"\n;,.]{2,70})"
)
_GAP = re.compile(r"[\s,”\"*_]{0,4}")
_BEFORE = re.compile(
    r"(?<!\w)(?:của|tại|theo|trong|với|vào|bởi|và|hoặc|là|áp dụng|thực hiện|quy định|các)\s$|[,;(]\s$"
)
_BEHIND = re.compile(
    r"\s?(?:[.,;:)/]|$)|\n|\s(?:và|thì|có|được|quy định|nêu|phải|là|không|đối với|để|khi|trong|đã|sẽ|"
    r"về|với|hoặc|bị|hết|theo|cho|đến|ban hành|cũng|còn)(?!\w)"
)
_MOST = 60
"""Short names of one text that are followed."""


@dataclass(frozen=True, slots=True)
class Alias:
    """A short name, from where on it holds, and the span of the reference it stands for."""

    name: str
    start: int
    meant: Span


@cache
def _typed() -> re.Pattern[str]:
    words = "|".join(re.escape(word).replace(r"\ ", r"\s{1,2}") for word in kind_words())
    return re.compile(rf"(?:{words}|Luật|Bộ luật|Pháp lệnh)(?!\w)")


def find_aliases(text: str, drafts: Sequence[ReferenceCandidate]) -> tuple[Alias, ...]:
    """Return the short names that ``text`` agrees on for one of ``drafts`` (by start)."""
    starts = [draft.span.start for draft in drafts]
    aliases: list[Alias] = []
    for hit in _AGREED.finditer(text):
        name = hit["alias"].strip()
        if _typed().match(name) is None or len(aliases) == _MOST:
            continue
        meant = _meant(text, drafts[: bisect_right(starts, hit.start())][-6:], hit.start(), name)
        if meant is not None:
            aliases.append(Alias(name, hit.end(), meant.span))
    return tuple(aliases)


def _meant(
    text: str, near: Sequence[ReferenceCandidate], at: int, name: str
) -> ReferenceCandidate | None:
    """Return the reference right before an agreement; of two the one of the alias' type."""
    ending = [
        draft
        for draft in near
        if draft.reference.form is not ReferenceForm.BACK
        and draft.subject_end <= at
        and _GAP.fullmatch(text, draft.subject_end, at)
    ]
    typed = [d for d in ending if d.reference.kind and name.startswith(d.reference.kind)]
    return next(iter(typed or ending), None)


def alias_drafts(
    text: str, drafts: Sequence[ReferenceCandidate], aliases: Sequence[Alias]
) -> Iterator[tuple[ReferenceCandidate, Span]]:
    """Yield the later mentions of agreed short names, each with the span of what it means."""
    if not aliases:
        return
    meant = {draft.span: draft for draft in drafts}
    names = sorted({alias.name for alias in aliases}, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?!\w)")
    for hit in pattern.finditer(text, aliases[0].start):
        held = [a for a in aliases if a.name == hit[0] and a.start <= hit.start()]
        if not held or not _is_mention(text, hit):
            continue
        span = Span(*hit.span())
        reference = replace(
            meant[held[-1].meant].reference, span=span, text=hit[0], form=ReferenceForm.SHORT
        )
        yield ReferenceCandidate(reference, span.end), held[-1].meant


def _is_mention(text: str, hit: re.Match[str]) -> bool:
    """Say whether a short name stands for the document, not for its type or a longer name."""
    before = text[max(0, hit.start() - 14) : hit.start()]
    begins = before.strip(" *_#>") == "" or before.rstrip().endswith((".", "\n"))
    return bool(begins or _BEFORE.search(before)) and _BEHIND.match(text, hit.end()) is not None
