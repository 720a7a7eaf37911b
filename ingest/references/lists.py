"""Lists that share what stands once: the symbol of a number, the issuing body.

Standard library only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache

from ingest.model import Reference, ReferenceForm
from ingest.text.spans import Span
from ingest.vocabulary.document_numbers import FoundNumber
from ingest.vocabulary.document_types import kind_words


@dataclass(frozen=True, slots=True)
class ReferenceCandidate:
    """A reference whose pinpoint and relation are still to be read.

    ``subject_end`` is where its subject ends, its own end when it has none.
    """

    reference: Reference
    subject_end: int

    @property
    def span(self) -> Span:
        """Where the reference stands."""
        return self.reference.span


@cache
def _serial_list() -> re.Pattern[str]:
    words = "|".join(re.escape(word).replace(r"\ ", r"\s{1,2}") for word in kind_words())
    return re.compile(
        rf"(?<!\w)(?P<kind>{words})\s{{1,2}}(?:số\s{{1,2}})?"
        r"(?P<serials>\d{1,4}(?:\s?,\s?(?:số\s)?\d{1,4}){0,12})(?:\s?,\s?|\s?,?\s(?:và|hoặc)\s)(?:số\s)?$",
        re.IGNORECASE,
    )


def serials_before(text: str, printed: FoundNumber, floor: int) -> re.Match[str] | None:
    """Return the serials listed before the number that has their symbol: "số 187, 188-KL/TW"."""
    if printed.number.type_code is None:
        return None
    at = printed.span.start
    low = max(floor, at - 110)
    hit = _serial_list().search(text[low:at])
    many = hit is not None and text[max(0, low + hit.start() - 4) : low + hit.start()]
    return hit if hit is not None and isinstance(many, str) and many.lower() == "các " else None


_SHARED = re.compile(r"[\s*_]{0,8}(?:,|;|và|, và)\s(?:số\s)?")


def with_shared_issuers(text: str, drafts: list[ReferenceCandidate]) -> list[ReferenceCandidate]:
    """Return the references with the body that stands once, at the end of their list.

    "các Hướng dẫn số 16-HD/BTCTW …, Hướng dẫn số 21-HD/BTCTW … của Ban Tổ chức Trung ương".
    """
    shared = list(drafts)
    for index in range(len(drafts) - 1, 0, -1):
        last, before = shared[index].reference, shared[index - 1].reference
        if last.issuer is None or before.issuer is not None or not _is_list(text, shared, index):
            continue
        shared[index - 1] = replace(
            shared[index - 1], reference=replace(before, issuer=last.issuer)
        )
    return shared


def _is_list(text: str, drafts: list[ReferenceCandidate], index: int) -> bool:
    """Say whether a reference and the one before it are of one list of one body."""
    last, before = drafts[index].reference, drafts[index - 1].reference
    if last.number is None or before.number is None or last.kind != before.kind:
        return False
    if last.number.body != before.number.body or last.number.style is not before.number.style:
        return False
    gap = text[drafts[index - 1].subject_end : last.span.start]
    if not _SHARED.fullmatch(gap):
        return False
    return last.form is ReferenceForm.LIST or _begins_list(text, drafts, index)


def _begins_list(text: str, drafts: list[ReferenceCandidate], index: int) -> bool:
    """Say whether "các" stands before the first reference of the row."""
    first = drafts[max(0, index - 12) : index]
    for draft in reversed(first):
        if text[max(0, draft.span.start - 6) : draft.span.start].lower().endswith(("các ", "hai ")):
            return True
        if draft.reference.kind != drafts[index].reference.kind:
            return False
    return False
