"""Lists that share what stands once: the symbol of a number, the issuing body.

Standard library only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from ingest.citations import Reference, ReferenceForm
from ingest.text.spans import Span
from ingest.vocabulary.document_numbers import FoundNumber
from ingest.vocabulary.document_types import kind_words


@dataclass(frozen=True, slots=True)
class ReferenceCandidate:
    """A reference whose pinpoint and relation are still to be read.

    ``subject_end`` is where its subject ends, its own end when it has none.
    ``same_day``: "cùng ngày" stands in it, so that its day is its neighbours' too.
    """

    reference: Reference
    subject_end: int
    same_day: bool = False

    @property
    def span(self) -> Span:
        """Where the reference stands."""
        return self.reference.span


_SERIALS = (
    r"(?P<serials>\d{1,4}(?:\s?,\s?(?:số\s)?\d{1,4}){0,12})"
    r"(?:\s?,\s?|\s?,?\s(?:và|hoặc)\s)(?:số\s)?$"
)


@cache
def _serial_list() -> re.Pattern[str]:
    words = "|".join(re.escape(word).replace(r"\ ", r"\s{1,2}") for word in kind_words())
    return re.compile(
        rf"(?<!\w)(?P<kind>{words}|văn\sbản)\s{{1,2}}(?P<label>số\s{{1,2}})?{_SERIALS}",
        re.IGNORECASE,
    )


_MORE_SERIALS = re.compile(
    rf"[\s*_]{{0,3}}(?:[,;]|và|,\svà)\s{{1,2}}(?P<label>số\s{{1,2}}){_SERIALS}"
)


def serials_before(
    text: str, printed: FoundNumber, before: ReferenceCandidate | None
) -> re.Match[str] | None:
    """Return the serials listed before the number that has their symbol: "số 187, 188-KL/TW".

    :param before: the reference before it, whose list they may go on with.
    """
    if printed.number.type_code is None:
        return None
    at = printed.span.start
    low = max(before.span.end if before else 0, at - 110)
    more = _MORE_SERIALS.fullmatch(text[low:at]) if before and low == before.span.end else None
    if more is not None and before is not None and before.reference.number is not None:
        return more if _is_ascending(more, printed) else None
    hit = _serial_list().search(text[low:at])
    if hit is None:
        return None
    if text[max(0, low + hit.start() - 4) : low + hit.start()].lower() == "các ":
        return hit
    return hit if _share_symbol(hit, printed) else None


def _share_symbol(hit: re.Match[str], printed: FoundNumber) -> bool:
    """Say whether serials without "các" before them surely are of the symbol that follows.

    "Quy định 37 và 13-QĐ/HU" may name the Party's own Quy định 37: only a label, the central
    symbol or serials that follow one another tell.
    """
    if not _is_ascending(hit, printed):
        return False
    if hit["label"] or printed.number.body == "TW":
        return True
    serials = [*map(int, re.findall(r"\d+", hit["serials"])), printed.number.serial]
    return all(b - a == 1 for a, b in pairwise(serials))


def _is_ascending(hit: re.Match[str], printed: FoundNumber) -> bool:
    serials = [*map(int, re.findall(r"\d+", hit["serials"])), printed.number.serial]
    return all(a < b for a, b in pairwise(serials))


_SHARED = re.compile(r"[\s*_]{0,8}(?:,|;|và|, và)\s(?:số\s)?")


def with_shared_days(text: str, drafts: list[ReferenceCandidate]) -> list[ReferenceCandidate]:
    """Return the references with the day that "cùng ngày" gives to a whole list.

    "Quy định số 21-QĐ/TU và Quy định số 22-QĐ/TU, cùng ngày 12/3/2024"; without a day behind it
    the day is that of the item before.
    """
    shared = list(drafts)
    for index in range(1, len(drafts)):
        if not drafts[index].same_day:
            continue
        last, before = shared[index].reference, shared[index - 1].reference
        if last.issued is None and _are_neighbours(text, shared, index):
            dated = replace(last, issued=before.issued)
            shared[index] = replace(shared[index], reference=dated)
            continue
        at = index
        while at and last.issued and _are_neighbours(text, shared, at):
            before = shared[at - 1].reference
            if before.issued is not None:
                break
            dated = replace(before, issued=last.issued)
            shared[at - 1] = replace(shared[at - 1], reference=dated)
            at -= 1
    return shared


def _are_neighbours(text: str, drafts: list[ReferenceCandidate], index: int) -> bool:
    """Say whether nothing but a comma or "và" stands between a reference and the one before."""
    gap = text[drafts[index - 1].subject_end : drafts[index].span.start]
    return _SHARED.fullmatch(gap) is not None


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
    if last.number is None or before.number is None:
        return False
    if last.number.body != before.number.body or last.number.style is not before.number.style:
        return False
    if not _are_neighbours(text, drafts, index):
        return False
    return last.form is ReferenceForm.LIST or _begins_list(text, drafts, index)


_MANY = re.compile(
    r"(?:các|hai|ba|những)\s(?:văn bản(?:\ssau)?(?:\slà)?(?:\s?:)?\s)?$", re.IGNORECASE
)


def _begins_list(text: str, drafts: list[ReferenceCandidate], index: int) -> bool:
    """Say whether "các" or "các văn bản:" stands before the first reference of the row."""
    for at in range(index - 1, max(-1, index - 13), -1):
        start = drafts[at].span.start
        if _MANY.search(text[max(0, start - 24) : start]):
            return True
        if not at or not _are_neighbours(text, drafts, at):
            return False
    return False
