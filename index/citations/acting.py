"""What speaks against an act that a sentence tells: a draft, a plan, a text older than its object.

Competence is judged in :mod:`index.citations.competence`; here is what the acting document itself
and the days say.  All reasons are in Vietnamese, "" where there is none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from index.citations.competence import is_of_own_body
from index.citations.status import ENDING
from index.citations.status_words import is_called_off, is_restoring, name
from index.results import DocumentCard, Match, Status
from ingest.citations import Effect
from ingest.text.dates import format_day
from ingest.vocabulary.document_types import planning_kinds

OF_A_DRAFT = "câu nằm trong một dự thảo, chưa phải việc đã làm"
OWN_END = "văn bản tự ghi thời hạn, chưa rõ có được kéo dài không"
TOLD_BY_ANOTHER = "việc này do văn bản khác kể lại"


def doubt_of_form(by: DocumentCard, of: DocumentCard, effect: Effect) -> str:
    """Say why ``by`` is no document to do this with: it plans or reports, or it came before."""
    if by.issued and of.issued and by.issued < of.issued:
        return f"văn bản này ban hành ngày {format_day(of.issued)}, sau văn bản nêu việc đó"
    plans = planning_kinds()
    corrects = effect is Effect.CORRECTED
    if by.kind in plans and of.kind is not None and of.kind not in plans and not corrects:
        return f"câu nằm trong {by.kind}, có thể mới là việc dự kiến"
    return ""


def meant(
    by: DocumentCard, candidates: Sequence[Match], *, dated: bool, named: bool
) -> Sequence[Match]:
    """Return what an acting document may mean by a number that several documents bear.

    :param dated: the day is told; else what came later than ``by`` is not meant.
    :param named: the body is told; else a document of the acting body itself is meant, where
        there is one.
    """
    if not dated:
        candidates = [one for one in candidates if not _is_later(one.card, by)]
    if named:
        return candidates
    own = [one for one in candidates if is_of_own_body(by, one.card)]
    return own or candidates


def _is_later(card: DocumentCard, by: DocumentCard) -> bool:
    return bool(card.issued and by.issued and card.issued > by.issued)


# --- what became of the act ---------------------------------------------------------------


def with_later_fates(found: Iterable[Status]) -> Iterator[Status]:
    """Yield statuses, doubtful where the ending itself was called off or undone later."""
    statuses = list(found)
    of_target: dict[tuple[object, ...], list[Status]] = {}
    for status in statuses:
        if is_called_off(status) or status.effect is Effect.CONTINUED:
            of_target.setdefault(_document(status.target), []).append(status)
    for status in statuses:
        why = _undone(status, of_target) if status.effect in ENDING and not status.review else ""
        if status.review == OWN_END:
            why = _extended(status, of_target)
        yield replace(status, review=why) if why else status


def _undone(status: Status, of_target: dict[tuple[object, ...], list[Status]]) -> str:
    for later in of_target.get(_document(status.by), ()):
        if is_called_off(later) and later.is_whole and later.is_sure:
            return f"chính {name(status.by)} sau đó không còn hiệu lực theo {name(later.by)}"
    for later in of_target.get(_document(status.target), ()):
        reaches = is_restoring(later) and later.provision in (None, status.provision)
        if reaches and not _is_later(status.by, later.by):
            return f"sau đó {name(later.by)} khôi phục hiệu lực"
    return ""


def _extended(status: Status, of_target: dict[tuple[object, ...], list[Status]]) -> str:
    for later in of_target.get(_document(status.target), ()):
        if later.effect is Effect.CONTINUED and later.is_sure and later.is_whole:
            return f"văn bản tự ghi thời hạn, {name(later.by)} đã kéo dài"
    return ""


def _document(card: DocumentCard) -> tuple[object, ...]:
    return (card.number, card.issued) if card.number and card.issued else (card.id, card.number)
