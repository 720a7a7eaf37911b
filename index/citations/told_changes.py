"""What a draft says that one document did to another, compared with what is known.

"Quy định số 08-QĐ/TU được thay thế bởi Quy định số 52-QĐ/TU": each number may be right and
the sentence wrong.  Only what is said of whole documents is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from index.check_results import ComparedFact, FactVerdict
from index.citations.cited_changes import DEEDS, status_fact
from index.citations.deeds_told import acts_in_subjects
from index.citations.fact_words import HELD
from index.citations.graph import DocumentChange, key_of
from index.citations.judged_reference import JudgedReference
from index.citations.known_documents import KnownDocument
from index.citations.places import mentions, print_place
from index.citations.verdicts import short_name
from ingest.citations import Amendment, Effect, Relation
from ingest.model import Document

_ENDING = frozenset({Relation.REPLACES, Relation.REPEALS})
_CHANGING = frozenset({Relation.AMENDS, Relation.CORRECTS})
_TOLD = {
    Effect.REPLACED: ("được thay thế bởi", _ENDING),
    Effect.REPEALED: ("bị bãi bỏ bởi", _ENDING),
    Effect.AMENDED: ("được sửa đổi bởi", _CHANGING),
    Effect.SUPPLEMENTED: ("được bổ sung bởi", _CHANGING),
    Effect.CORRECTED: ("được đính chính bởi", _CHANGING),
}
"""What an effect is called, and the relations that bear it out."""

Changes = Callable[[KnownDocument], Iterable[DocumentChange]]


def with_told_changes(
    document: Document, judged: Sequence[JudgedReference], changes_of: Changes
) -> tuple[JudgedReference, ...]:
    """Return judged references with what the draft's own sentences say became of them."""
    at = {one.reference.span: place for place, one in enumerate(judged)}
    rows = list(judged)
    for act in (*document.amendments, *acts_in_subjects(document)):
        if act.target is None or act.by is None or act.own or act.effect not in _TOLD:
            continue
        target = at.get(document.references[act.target].span)
        agent = at.get(document.references[act.by].span)
        if target is not None and agent is not None:
            rows[target] = _compared(rows[target], rows[agent], act, changes_of)
    return tuple(rows)


def _compared(
    target: JudgedReference, agent: JudgedReference, act: Amendment, changes_of: Changes
) -> JudgedReference:
    if target.known is None or act.partial:
        return target
    if act.provision:
        return _compared_place(target, agent, act, changes_of)
    words, relations = _TOLD[act.effect]
    number = str(agent.reference.number or agent.reference.text)
    stated = f"{words} {number}"
    changes = [one for one in changes_of(target.known) if one.relation in DEEDS | relations]
    by_agent = [
        one for one in changes if agent.known and key_of(one.new) == key_of(agent.known.card)
    ]
    borne_out = [one for one in by_agent if one.relation in relations and _fits(one, relations)]
    ended = [one for one in changes if one.relation in _ENDING and _is_whole(one)]
    if borne_out:
        sure = [one for one in borne_out if not one.review]
        known = _said(borne_out[0])
        verdict = FactVerdict.AGREES if sure else FactVerdict.UNKNOWN
        why = "" if sure else f"cần xem lại: {borne_out[0].review}"
        fact = ComparedFact("relation", stated, known, verdict, _source(borne_out[0]), why)
        return _with(target, fact, dropped=borne_out)
    against = by_agent or (ended if relations is _ENDING else [])
    against = [one for one in against if not one.review]
    if against:
        known = "; ".join(dict.fromkeys(map(_said, against)))
        source = "; ".join(dict.fromkeys(map(_source, against)))
        fact = ComparedFact("relation", stated, known, FactVerdict.CONTRADICTS, source)
        return _with(target, fact, dropped=against)
    why = "kho và danh mục chưa ghi nhận việc này"
    return _with(target, ComparedFact("relation", stated, "", FactVerdict.UNKNOWN, "", why))


def _compared_place(
    target: JudgedReference, agent: JudgedReference, act: Amendment, changes_of: Changes
) -> JudgedReference:
    """Compare what is said to have become of one provision."""
    if target.known is None:
        return target
    words, relations = _TOLD[act.effect]
    number = str(agent.reference.number or agent.reference.text)
    place = print_place(act.provision)
    stated = f"{place} {words} {number}"
    by_agent = [
        one
        for one in changes_of(target.known)
        if agent.known and key_of(one.new) == key_of(agent.known.card)
    ]
    borne_out = [one for one in by_agent if not _is_whole(one) and mentions(_part(one), place)]
    sure = [one for one in borne_out if not one.review]
    unlike = [one for one in sure if one.relation not in relations]
    if sure and unlike == sure:
        known = "; ".join(dict.fromkeys(map(_said, unlike)))
        fact = ComparedFact("relation", stated, known, FactVerdict.CONTRADICTS, _source(unlike[0]))
        return _with(target, fact, dropped=unlike)
    if sure:
        fact = ComparedFact(
            "relation", stated, _said(sure[0]), FactVerdict.AGREES, _source(sure[0])
        )
        return _with(target, fact, dropped=sure)
    known = "; ".join(dict.fromkeys(map(_said, by_agent)))
    why = "trong kho ghi nhận" if known else "kho và danh mục chưa ghi nhận việc này"
    return _with(target, ComparedFact("relation", stated, known, FactVerdict.UNKNOWN, "", why))


def _part(change: DocumentChange) -> str | None:
    return change.place.provision if change.place else None


def _fits(change: DocumentChange, relations: frozenset[Relation]) -> bool:
    return relations is not _ENDING or _is_whole(change)


def _is_whole(change: DocumentChange) -> bool:
    return change.place is None or not change.place.provision


def _said(change: DocumentChange) -> str:
    part = change.place.provision if change.place else None
    return f"{short_name(change.new)} {change.deed} {part or ''}".rstrip()


def _source(change: DocumentChange) -> str:
    return change.source or HELD


def _with(
    target: JudgedReference, fact: ComparedFact, dropped: Sequence[DocumentChange] = ()
) -> JudgedReference:
    """Return a judged reference with a fact; what the draft itself tells is no news to it."""
    told = {status_fact(change) for change in dropped}
    kept = tuple(one for one in target.facts if one not in told)
    return replace(target, facts=(*kept, fact))
