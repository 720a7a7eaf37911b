"""Check a draft: judge every reference in it against what is known.

A reference is *wrong* only where a held document or facts on which independent places
agree contradict it, and then the right fact is told with its source.  "Right" says
that number, date, type, body and title agree with what is known: nothing is ever said
to be in force.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from index.citations import committees
from index.citations.graph import Amendment, Citation, disagreements
from index.citations.known_documents import DocumentDirectory, KnownDocument
from index.citations.resolver import Resolution, resolve_all, vn
from index.citations.titles import same_title
from index.results import (
    Checked,
    CheckReport,
    CheckVerdict,
    CitedBy,
    DocumentCard,
    Match,
    ResolutionStatus,
)
from ingest.model import Document, Reference, ReferenceForm, Relation

JUDGED = (ReferenceForm.FULL, ReferenceForm.SHORT, ReferenceForm.LIST, ReferenceForm.NAMED)
"""Forms that name a document; back and internal ones name none of their own."""

Replacing = Callable[[DocumentCard], tuple[Amendment, ...]]
"""What replaced a document, as :meth:`index.citations.graph.Replacements.of` answers."""


@dataclass(frozen=True, slots=True)
class _Judgement:
    verdict: CheckVerdict
    detail: str
    candidates: tuple[Match, ...] = ()


def check(
    document: Document, known: DocumentDirectory, replacing: Replacing | None = None
) -> CheckReport:
    """Judge every reference of ``document`` that names another document.

    ``replacing`` adds what the library's own documents say was replaced.
    """
    own = card_of(document)
    conclusions = resolve_all(document.references, own, known)
    pairs = [
        (reference, conclusion)
        for reference, conclusion in zip(document.references, conclusions, strict=True)
        if reference.form in JUDGED
    ]
    clashes = _clashes(own, pairs)
    judge = _Judge(own, known, replacing or (lambda _: ()))
    checked = tuple(
        _checked(reference, judge.judge(reference, conclusion), clashes)
        for reference, conclusion in pairs
    )
    return CheckReport(checked, (*_own_remarks(document), *clashes.values()))


def something_wrong(report: CheckReport) -> bool:
    """Say whether a reference is wrong or to a replaced document, or the draft clashes."""
    bad = (CheckVerdict.WRONG, CheckVerdict.REPLACED)
    return any(checked.verdict in bad for checked in report.references) or any(
        remark.startswith(_CLASH) for remark in report.remarks
    )


def card_of(document: Document) -> DocumentCard:
    """Return a draft's own card, from its header; its ``id`` is None: it is not held."""
    header = document.header
    return DocumentCard(
        id=None,
        number=str(header.number.value) if header.number else None,
        kind=header.kind.value if header.kind else None,
        issuer=header.issuer.value if header.issuer else None,
        deciding_body=header.deciding_body.value if header.deciding_body else None,
        issued=header.issued.value if header.issued else None,
        subject=header.subject.value if header.subject else None,
        source=document.source,
        pages=len(document.pages),
    )


def _own_remarks(document: Document) -> tuple[str, ...]:
    if document.references:
        return document.remarks
    return (*document.remarks, "Không tìm thấy viện dẫn nào trong văn bản này.")


def _checked(reference: Reference, judgement: _Judgement, clashes: dict[str, str]) -> Checked:
    clash = clashes.get(reference.number.key, "") if reference.number else ""
    detail = f"{judgement.detail} {clash}".strip()
    verdict = judgement.verdict
    if clash and verdict is CheckVerdict.RIGHT:
        # One of the draft's two ways is wrong, and nothing certain says which.
        verdict = CheckVerdict.AMBIGUOUS
    return Checked(reference.span, reference.text, verdict, detail, judgement.candidates)


_CLASH = "Trong chính văn bản này"


def _clashes(own: DocumentCard, pairs: list[tuple[Reference, Resolution]]) -> dict[str, str]:
    """Return, by number, what the draft says of one document in two ways."""
    citations = [
        Citation(
            CitedBy(own, "", (), (), reference.text, Relation.REFERS),
            reference,
            conclusion.resolution,
            conclusion.candidates,
        )
        for reference, conclusion in pairs
    ]
    keys = {str(r.number): r.number.key for r, _ in pairs if r.number}
    told: dict[str, list[str]] = {}
    for one in disagreements(citations):
        values = "; ".join(f"“{value}” ({len(places)} chỗ)" for value, places in one.values)
        told.setdefault(keys.get(one.number, one.number), []).append(f"{one.what}: {values}")
    return {
        key: f"{_CLASH}, {key} được dẫn không thống nhất về {' · '.join(parts)}."
        for key, parts in told.items()
    }


@dataclass(frozen=True, slots=True)
class _Judge:
    own: DocumentCard
    known: DocumentDirectory
    replacing: Replacing

    def judge(self, reference: Reference, conclusion: Resolution) -> _Judgement:
        if self._is_own(reference):
            return _Judgement(CheckVerdict.RIGHT, "Chính văn bản này.")
        if conclusion.known is not None:
            return self._compared(reference, conclusion, conclusion.known)
        if conclusion.resolution is ResolutionStatus.AMBIGUOUS:
            return _ambiguous(conclusion)
        return self._absent(reference, conclusion)

    def _is_own(self, reference: Reference) -> bool:
        return (
            reference.number is not None
            and self.own.number is not None
            and str(reference.number) == self.own.number
            and reference.issued in (None, self.own.issued)
        )

    def _compared(
        self, reference: Reference, conclusion: Resolution, right: KnownDocument
    ) -> _Judgement:
        wrong = list(differences(reference, right))
        if wrong:
            told = "; ".join(wrong)
            detail = f"Sai {told}. Nguồn: {right.origin()}."
            return _Judgement(CheckVerdict.WRONG, _sentence(detail), conclusion.candidates)
        replaced = self._replaced(right)
        if replaced is not None:
            return replaced
        said = f"{_capital(conclusion.reason)}. {_named(right.card)}. Nguồn: {right.origin()}."
        return _Judgement(
            CheckVerdict.RIGHT, f"{said}{_unsure(reference, right)}", conclusion.candidates
        )

    def _replaced(self, right: KnownDocument) -> _Judgement | None:
        newer = [Match(k.card, f"thay thế, theo {k.origin()}") for k in self.known.replacing(right)]
        doubts = []
        for change in self.replacing(right.card):
            reason = change.place.sentence if change.place else change.source
            if change.review:
                doubts.append(f"{_named(change.new)} có nói thay thế, nhưng {change.review}")
            else:
                newer.append(Match(change.new, f"thay thế, theo câu: “{reason}”"))
        if newer:
            names = "; ".join(dict.fromkeys(_named(match.card) for match in newer))
            return _Judgement(
                CheckVerdict.REPLACED, f"Đã có văn bản thay thế: {names}.", tuple(newer)
            )
        if doubts:
            return _Judgement(
                CheckVerdict.RIGHT,
                f"{_named(right.card)}. Cần xem lại: {'; '.join(doubts)}.",
                (Match(right.card, "đúng số hiệu"),),
            )
        return None

    def _absent(self, reference: Reference, conclusion: Resolution) -> _Judgement:
        """Say what is wrong where something known comes so near that it must be meant."""
        near = self._same_document(reference, conclusion)
        if near is not None:
            wrong = _identity_differences(reference, near)
            verdict = CheckVerdict.WRONG if _certain(near, "issued") else CheckVerdict.AMBIGUOUS
            detail = f"{'Sai' if verdict is CheckVerdict.WRONG else 'Cần đối chiếu'} {wrong}."
            return _Judgement(
                verdict,
                f"{detail} Nguồn: {near.origin()}.",
                (Match(near.card, "văn bản gần nhất đã biết"),),
            )
        if conclusion.candidates:
            detail = "Chưa thấy văn bản này trong kho và danh mục; có văn bản cùng số."
        else:
            detail = "Chưa thấy văn bản này trong kho và danh mục, chưa đối chiếu được."
        return _Judgement(CheckVerdict.ABSENT, detail, conclusion.candidates)

    def _same_document(self, reference: Reference, conclusion: Resolution) -> KnownDocument | None:
        number = reference.number
        same = self.known.by_key(number.key) if number and number.body else ()
        meant = [k for k in same if _must_be(reference, k)]
        if reference.issued and reference.subject and number and not meant:
            meant = [
                k
                for k in self.known.by_date(reference.issued)
                if k.card.subject
                and k.card.kind in (None, reference.kind)
                and same_title(k.card.subject, reference.subject)
            ]
        return meant[0] if len(meant) == 1 else None


def _must_be(reference: Reference, known: KnownDocument) -> bool:
    """Say whether ``reference`` must mean ``known`` although its date or type differs.

    Within a term a Party number names one document of its type; a State number holds
    its year; the same date under another type word is the type word's slip.
    """
    day, own = reference.issued, known.card.issued
    kinds_agree = reference.kind in (None, known.card.kind)
    if day is not None and own is not None and day != own:
        if not kinds_agree:
            return False
        if not known.party:
            return known.number_year is not None or own.year == day.year
        return committees.same_term(day, own)
    return not kinds_agree and ((day is not None and day == own) or _titled(reference, known))


def _titled(reference: Reference, known: KnownDocument) -> bool:
    subject, own = reference.subject, known.card.subject
    return bool(subject and own and same_title(own, subject))


def _identity_differences(reference: Reference, known: KnownDocument) -> str:
    wrong = []
    number = reference.number
    if number and known.number and number != known.number:
        wrong.append(f"số hiệu: ghi {number}, đúng là {known.number}")
    if reference.kind and known.card.kind and reference.kind != known.card.kind:
        wrong.append(f"loại văn bản: ghi {reference.kind}, đúng là {known.card.kind}")
    if reference.issued and known.card.issued and reference.issued != known.card.issued:
        day = vn(known.card.issued)
        wrong.append(f"ngày: ghi {vn(reference.issued)}, {known.number} ban hành ngày {day}")
    return "; ".join([*wrong, *differences(reference, known)])


def _certain(known: KnownDocument, fact: str) -> bool:
    """Say whether a fact is good enough to call a draft wrong: held, or two places agree."""
    return known.held or (known.entry is not None and fact in known.entry.agreed)


def differences(reference: Reference, known: KnownDocument) -> Iterator[str]:
    """Yield (Vietnamese) the body and title that ``reference`` gives otherwise than known."""
    body = known.card.deciding_body or known.card.issuer
    if reference.issuer and body and _certain(known, "body"):
        names = [n for n in (known.card.deciding_body, known.card.issuer) if n]
        if all(committees.same_body(name, reference.issuer) is False for name in names):
            yield f"cơ quan ban hành: ghi {reference.issuer}, đúng là {body}"
    subject = known.card.subject
    if (
        reference.subject
        and subject
        and _certain(known, "subject")
        and not same_title(subject, reference.subject)
    ):
        yield f"trích yếu: ghi “{_clean(reference.subject)}”, đúng là “{subject}”"


def _unsure(reference: Reference, known: KnownDocument) -> str:
    """Tell of a difference from facts that one place alone gives."""
    subject = known.card.subject
    if reference.subject and subject and not same_title(subject, reference.subject):
        return f" Danh mục (một nguồn) ghi trích yếu khác: “{subject}”."
    return ""


def _ambiguous(conclusion: Resolution) -> _Judgement:
    if len(conclusion.candidates) == 1:
        detail = f"Chưa đủ căn cứ: {conclusion.reason}."
    else:
        count = len(conclusion.candidates)
        detail = f"Có {count} văn bản cùng khớp; cần ghi rõ ngày hoặc cơ quan ban hành."
    return _Judgement(CheckVerdict.AMBIGUOUS, detail, conclusion.candidates)


def _named(card: DocumentCard) -> str:
    head = " ".join(part for part in (card.kind, card.number) if part)
    day = f" ngày {vn(card.issued)}" if card.issued else ""
    return f"{head or card.subject or 'văn bản'}{day}{_about(card) if card.number else ''}"


def _about(card: DocumentCard) -> str:
    """Return the subject as a sentence goes on with it: many begin with "về" themselves."""
    if not card.subject:
        return ""
    leads = card.subject.lower().startswith(("về ", "của "))
    return f" {card.subject}" if leads else f" về {card.subject}"


def _clean(title: str) -> str:
    return title.replace("*", "").strip()


def _sentence(text: str) -> str:
    return text.replace("..", ".")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
