"""Verdicts on references whose facts were compared, in the words a reader is told."""

from __future__ import annotations

from dataclasses import replace

from index.check_results import Checked, CheckVerdict, ComparedFact, FactVerdict
from index.citations.fact_words import FACTS
from index.citations.judged_reference import JudgedReference
from index.citations.resolver import Resolution
from index.results import DocumentCard, ResolutionStatus
from ingest.text.dates import format_day


def put_in_words(judged: JudgedReference, clashes: dict[str, str]) -> Checked:
    """Return the verdict on a reference with what a reader is told (Vietnamese).

    :param clashes: by number's key, what the draft itself says in two ways.
    """
    reference = judged.reference
    key = reference.number.key if reference.number else ""
    verdict = _verdict(judged)
    detail = _detail(judged, verdict)
    if key in clashes and verdict in (CheckVerdict.UNSURE, CheckVerdict.ABSENT, CheckVerdict.RIGHT):
        detail += " Bản thảo dẫn văn bản này không thống nhất (xem lưu ý)."
    return Checked(reference.span, reference.text, verdict, detail, judged.candidates, judged.facts)


def _verdict(judged: JudgedReference) -> CheckVerdict:
    if judged.is_own:
        return CheckVerdict.RIGHT
    wrong = [f for f in judged.facts if f.verdict is FactVerdict.CONTRADICTS]
    if any(fact.fact != "status" for fact in wrong):
        return CheckVerdict.WRONG
    if wrong:
        return CheckVerdict.REPLACED
    if judged.known is None:
        ambiguous = judged.resolution.resolution is ResolutionStatus.AMBIGUOUS
        return CheckVerdict.AMBIGUOUS if ambiguous else CheckVerdict.ABSENT
    unsure = any(fact.verdict is FactVerdict.UNKNOWN for fact in judged.facts) or judged.doubts
    return CheckVerdict.UNSURE if unsure else CheckVerdict.RIGHT


def _detail(judged: JudgedReference, verdict: CheckVerdict) -> str:
    if judged.is_own:
        return "Chính văn bản này."
    if verdict is CheckVerdict.AMBIGUOUS:
        return _ambiguous(judged.resolution)
    if verdict is CheckVerdict.ABSENT:
        near = "; có văn bản cùng số." if judged.candidates else ", chưa đối chiếu được."
        return f"Chưa thấy văn bản này trong kho và danh mục{near}"
    parts = {
        CheckVerdict.WRONG: _wrong,
        CheckVerdict.REPLACED: _replaced,
        CheckVerdict.UNSURE: _unsure,
        CheckVerdict.RIGHT: _right,
    }[verdict](judged)
    doubts = f" Cần xem lại: {'; '.join(judged.doubts)}." if judged.doubts else ""
    notes = f" Lưu ý: {'; '.join(judged.notes)}." if judged.notes else ""
    return f"{parts}{doubts}{notes}".replace("..", ".")


def _of(judged: JudgedReference, verdict: FactVerdict) -> list[ComparedFact]:
    return [fact for fact in judged.facts if fact.verdict is verdict]


def _wrong(judged: JudgedReference) -> str:
    wrong = _of(judged, FactVerdict.CONTRADICTS)
    faults = [fact for fact in wrong if fact.fact != "status"]
    contradictions = "; ".join(map(_fault, faults))
    sources = "; ".join(dict.fromkeys(fact.source for fact in faults if fact.source))
    ended = [fact.known for fact in wrong if fact.fact == "status"]
    also = f" Ngoài ra: {'; '.join(ended)}." if ended else ""
    return f"Sai {contradictions}. Nguồn: {sources}.{also}"


def _fault(fact: ComparedFact) -> str:
    name = FACTS[fact.fact]
    if fact.fact == "provision":
        return f"{name}: ghi {fact.stated}, văn bản {fact.known}"
    if fact.fact == "quotation":
        return f"{name}: {fact.known}"
    if fact.fact == "relation":
        return f"{name}: ghi “{fact.stated}”, đã biết là {fact.known}"
    if fact.fact == "issued":
        if fact.known.startswith(("không có", "năm ")):
            return f"{name}: ghi {fact.stated}, {fact.known}"
        return f"{name}: ghi {fact.stated}, văn bản ban hành ngày {fact.known}"
    mark = ("“", "”") if fact.fact == "subject" else ("", "")
    return f"{name}: ghi {fact.stated.join(mark)}, đúng là {fact.known.join(mark)}"


def _replaced(judged: JudgedReference) -> str:
    deeds = [fact.known for fact in _of(judged, FactVerdict.CONTRADICTS)]
    return f"Đã có thay đổi: {'; '.join(deeds)}."


def _unsure(judged: JudgedReference) -> str:
    agreed = _agreed(judged)
    open_ones = "; ".join(
        f"{_open_fact(fact)} ({fact.why}{f': “{fact.known}”' if fact.known else ''})"
        for fact in _of(judged, FactVerdict.UNKNOWN)
    )
    first = f"Khớp {agreed}. " if agreed else ""
    rest = f"Chưa đối chiếu được {open_ones}. " if open_ones else ""
    return f"{first}{rest}{_origin(judged)}"


def _agreed(judged: JudgedReference) -> str:
    agreed = _of(judged, FactVerdict.AGREES)
    return ", ".join(dict.fromkeys(map(_named_fact, agreed)))


def _named_fact(fact: ComparedFact) -> str:
    """Name a fact; one document's deed to another is told as the draft states it."""
    return f"việc “{fact.stated}”" if fact.fact == "relation" else FACTS[fact.fact]


def _open_fact(fact: ComparedFact) -> str:
    return fact.stated if fact.fact in ("provision", "page") else _named_fact(fact)


def _right(judged: JudgedReference) -> str:
    return f"Khớp {_agreed(judged) or 'tên gọi'}. {_origin(judged)}"


def _origin(judged: JudgedReference) -> str:
    known = judged.known
    return f"{named(known.card)}. Nguồn: {known.origin()}." if known else ""


def _ambiguous(resolution: Resolution) -> str:
    if len(resolution.candidates) == 1:
        return f"Chưa đủ căn cứ: {resolution.reason}."
    count = len(resolution.candidates)
    return f"Có {count} văn bản cùng khớp; cần ghi rõ ngày hoặc cơ quan ban hành."


def named(card: DocumentCard) -> str:
    """Return a document in words: type, number, day and subject."""
    head = " ".join(part for part in (card.kind, card.number) if part)
    day = f" ngày {format_day(card.issued)}" if card.issued else ""
    return f"{head or card.subject or 'văn bản'}{day}{_about(card) if card.number else ''}"


def short_name(card: DocumentCard) -> str:
    """Return a document by its number and day, where it is told of beside another."""
    return named(replace(card, subject=None)) if card.number else named(card)


def _about(card: DocumentCard) -> str:
    """Return the subject as a sentence goes on with it: many begin with "về" themselves."""
    if not card.subject:
        return ""
    leads = card.subject.lower().startswith(("về ", "của "))
    return f" {card.subject}" if leads else f" về {card.subject}"
