"""Resolve references: what a reference found in text refers to, and why.

Finding is :mod:`ingest.references.find`' work and a fact; this is a conclusion.  Evidence
is weighed in the order of DOMAIN (Identity): exact date, term named, year, words of
the subject, issuer, and last that only one candidate is known.  What stays open stays
open: an ambiguous reference keeps all its candidates with the reason for each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from index.citations.known_documents import DocumentDirectory, KnownDocument, title_likeness
from index.citations.named_documents import named, plenum
from index.results import DocumentCard, Match, ResolutionStatus
from ingest.citations import Reference, ReferenceForm
from ingest.text.dates import format_day
from ingest.text.numerals import to_roman
from ingest.text.vietnamese import fold
from ingest.vocabulary import issuers
from ingest.vocabulary.document_numbers import DocumentNumber

ALIKE = 0.6
"""Titles that share this much of the shorter one's words are one title."""
UNLIKE = 0.34
"""Titles that share less are two."""
LAWS = ("Luật", "Bộ luật")
"""Types that are told for one another: a code of law is a law."""
PERHAPS_MORE = "hội nghị này có thể còn văn bản khác chưa có trong danh mục"
OTHER_YEARS = "có thể còn văn bản cùng tên của năm khác chưa có trong danh mục"


@dataclass(frozen=True, slots=True)
class ReferenceContext:
    """What surrounds a reference: its document, and the references before it.

    ``earlier`` are in reading order, the nearest last.
    """

    document: DocumentCard | None = None
    earlier: tuple[Reference, ...] = ()
    whole: Sequence[Reference] = ()
    """All references of the document, in order: what ordinals in them count."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a reference refers to.

    ``known`` is the document where one was settled on.  ``candidates`` are all that
    it may be: exactly one when HELD or KNOWN, several when AMBIGUOUS; when ABSENT
    they are what comes near (the same number with another date) and not an answer.
    """

    resolution: ResolutionStatus
    known: KnownDocument | None
    candidates: tuple[Match, ...]
    reason: str
    read_as: Reference
    """The reference with what an earlier, fuller mention adds to it."""


def resolve(
    reference: Reference, context: ReferenceContext, known: DocumentDirectory
) -> Resolution:
    """Decide what ``reference`` refers to (never guessing: see the module)."""
    if reference.form is ReferenceForm.INTERNAL:
        return _placed(reference, context, known)
    if reference.form is ReferenceForm.BACK:
        return _back(reference, context, known)
    if reference.of is not None and reference.of < len(context.whole):
        return _agreed(reference, context.whole[reference.of], context, known)
    pool, how = _pool(reference, known)
    fuller = _fuller(reference, context)
    if fuller is not None:
        conclusion = resolve(fuller, ReferenceContext(context.document), known)
        if conclusion.resolution is not ResolutionStatus.ABSENT or not pool:
            return _with_reason(conclusion, "đã nêu đầy đủ trong văn bản này")
    if not pool:
        return _absent(reference, (), "chưa thấy trong kho và trong danh mục")
    return _weigh(reference, context, pool, how)


def _placed(
    reference: Reference, context: ReferenceContext, known: DocumentDirectory
) -> Resolution:
    """Resolve a place: in this document where it exists in it, else in the one it is of."""
    here = reference.inside is None and reference.of is None
    if reference.inside or (here and reference.text.endswith("này")):
        return _own(reference, context, "dẫn chiếu nội bộ: chính văn bản này")
    if reference.of is None or reference.of >= len(context.whole):
        return _absent(reference, (), "chưa rõ là điều, khoản của văn bản nào")
    named = context.whole[reference.of]
    conclusion = resolve(named, ReferenceContext(context.document, whole=context.whole), known)
    return _with_reason(conclusion, f"điều, khoản của văn bản đã nêu: “{named.text}”")


def _agreed(
    reference: Reference, named: Reference, context: ReferenceContext, known: DocumentDirectory
) -> Resolution:
    """Resolve a short name that the document agreed on for another."""
    conclusion = resolve(named, ReferenceContext(context.document, context.earlier), known)
    return _with_reason(conclusion, f"“{reference.text}” là tên gọi tắt đã nêu")


def _own(reference: Reference, context: ReferenceContext, reason: str) -> Resolution:
    if context.document is None:
        return _absent(reference, (), "chỉ chính văn bản đang đọc")
    document = KnownDocument(context.document, None)
    resolution = ResolutionStatus.HELD if document.held else ResolutionStatus.KNOWN
    return Resolution(resolution, document, (Match(document.card, reason),), reason, reference)


def _back(reference: Reference, context: ReferenceContext, known: DocumentDirectory) -> Resolution:
    """Resolve "Quy định này" and "Nghị quyết nói trên"."""
    if fold(reference.text).rstrip(" .,;").endswith("nay"):
        document = context.document
        if document is None or document.kind is None or reference.kind in (None, document.kind):
            return _own(reference, context, "chính văn bản này")
    numbered = (ReferenceForm.FULL, ReferenceForm.SHORT, ReferenceForm.LIST, ReferenceForm.NAMED)
    for earlier in reversed(context.earlier):
        if earlier.form in numbered and reference.kind in (None, earlier.kind):
            conclusion = resolve(earlier, ReferenceContext(context.document), known)
            return _with_reason(conclusion, f"văn bản nêu ngay trước: “{earlier.text}”")
    return _absent(reference, (), "không có văn bản nào cùng loại nêu trước đó")


def _with_reason(conclusion: Resolution, reason: str) -> Resolution:
    both = f"{reason}; {conclusion.reason}"
    matches = tuple(Match(m.card, f"{reason}; {m.reason}") for m in conclusion.candidates)
    return Resolution(conclusion.resolution, conclusion.known, matches, both, conclusion.read_as)


def _absent(
    reference: Reference, near: Sequence[tuple[KnownDocument, str]], reason: str
) -> Resolution:
    matches = tuple(Match(k.card, why) for k, why in near)
    return Resolution(ResolutionStatus.ABSENT, None, matches, reason, reference)


def _fuller(reference: Reference, context: ReferenceContext) -> Reference | None:
    """Return the earlier mention that a bare "Quy định 37" repeats, None if there is none.

    Two earlier mentions with different dates settle nothing.
    """
    if reference.issued or reference.year or reference.term or serial_of(reference) is None:
        return None
    same = [e for e in context.earlier if e.issued and repeats(reference, e)]
    return same[-1] if len({e.issued for e in same}) == 1 else None


def repeats(later: Reference, earlier: Reference) -> bool:
    """Say whether a mention may repeat an earlier one: serial, type and number where given."""
    if serial_of(later) != serial_of(earlier) or later.kind not in (None, earlier.kind):
        return False
    if _whole(later.number) and earlier.number is not None:
        return later.number == earlier.number
    return True


def serial_of(reference: Reference) -> int | None:
    """Return the serial a reference gives, in whichever form."""
    return reference.number.serial if reference.number else reference.serial


def _whole(number: DocumentNumber | None) -> bool:
    return number is not None and bool(number.body or number.type_code)


def _pool(reference: Reference, known: DocumentDirectory) -> tuple[tuple[KnownDocument, ...], str]:
    """Return the documents the number or name may mean, and in words how they match."""
    if reference.number is not None and _whole(reference.number):
        candidates = with_successors(reference.number, known)
        return candidates, f"đúng số hiệu {reference.number}"
    serial = serial_of(reference)
    if serial is not None:
        candidates = tuple(
            k for k in known.by_serial(serial) if reference.kind in (None, k.card.kind)
        )
        return _of_level(candidates, reference), f"đúng loại và số {serial}"
    return named(reference, known), "đúng tên gọi"


def with_successors(number: DocumentNumber, known: DocumentDirectory) -> tuple[KnownDocument, ...]:
    """Return documents of ``number``, also under the code its body has had since a merger."""
    exact = known.by_key(number.key)
    if exact:
        return exact
    return tuple(
        k
        for k in known.by_serial(number.serial)
        if k.number is not None
        and k.number.type_code == number.type_code
        and k.number.year == number.year
        and issuers.same_code(k.number.body, number.body)
    )


def _of_level(found: tuple[KnownDocument, ...], reference: Reference) -> tuple[KnownDocument, ...]:
    """A bare "Quy định 37" means a Party number; State ones are cited with their year."""
    if reference.issuer:
        return found
    party = tuple(k for k in found if k.number is not None and k.number.style.value == "party")
    return party or found


Evidence = tuple[str, Callable[[KnownDocument], bool | None]]


def _evidence(reference: Reference) -> list[Evidence]:
    """Return what the reference says, strongest first; None means the candidate cannot tell."""
    evidence: list[Evidence] = []
    if reference.issued:
        day = reference.issued
        evidence.append((f"đúng ngày {format_day(day)}", lambda k: _equal(k.card.issued, day)))
    if reference.term:
        term = reference.term
        evidence.append((f"đúng khóa {to_roman(term)}", lambda k: k.is_in_term(term)))
    if reference.year:
        year = reference.year
        evidence.append(
            (f"đúng năm {year}", lambda k: k.card.issued.year == year if k.card.issued else None)
        )
    if reference.subject:
        subject = reference.subject
        evidence.append(("trùng trích yếu", lambda k: _alike(k.card.subject, subject)))
    if reference.issuer:
        issuer = reference.issuer
        evidence.append((f"đúng cơ quan {issuer}", lambda k: _same_issuer(k.card, issuer)))
    return evidence


def _equal(one: date | None, other: date) -> bool | None:
    return None if one is None else one == other


def _alike(own: str | None, cited: str) -> bool | None:
    if own is None:
        return None
    likeness = title_likeness(own, cited)
    return True if likeness >= ALIKE else False if likeness < UNLIKE else None


def _same_issuer(card: DocumentCard, issuer: str) -> bool | None:
    names = [name for name in (card.deciding_body, card.issuer) if name]
    answers = [issuers.same_body(name, issuer) for name in names]
    if True in answers:
        return True
    return False if answers and None not in answers else None


def _weigh(
    reference: Reference, context: ReferenceContext, pool: tuple[KnownDocument, ...], how: str
) -> Resolution:
    """Apply the evidence in order; what agrees beats what cannot tell."""
    left, reasons = _of_kind(pool, reference.kind), [how]
    if not left:
        near = [(k, f"cùng số hiệu nhưng là {k.card.kind}") for k in pool]
        return _absent(reference, near, "không có văn bản đúng loại với số hiệu này")
    if reference.issued:
        dated = [k for k in left if k.card.issued in (None, reference.issued)]
        if not dated:
            near = [(k, _other_date(k)) for k in left]
            return _absent(reference, near, "số hiệu này chỉ thấy với ngày khác")
        left = tuple(dated)
    for reason, test in _evidence(reference):
        agreeing = tuple(k for k in left if test(k))
        if agreeing:
            reasons.append(reason)
            left = agreeing
        elif len(left) > 1:
            left = tuple(k for k in left if test(k) is None) or left
    left = _not_later(left, context)
    if len(left) == 1:
        return _settled(reference, left[0], reasons)
    matches = tuple(Match(k.card, "; ".join([*reasons, _when(k)])) for k in left)
    return Resolution(
        ResolutionStatus.AMBIGUOUS, None, matches, f"{len(left)} văn bản cùng khớp", reference
    )


def _settled(reference: Reference, only: KnownDocument, reasons: list[str]) -> Resolution:
    doubt = _doubt_of_name(reference, only, reasons)
    if doubt:
        reason = f"{reasons[0]}; {doubt}"
        return Resolution(
            ResolutionStatus.AMBIGUOUS, None, (Match(only.card, reason),), reason, reference
        )
    if len(reasons) == 1:
        reasons = [*reasons, "văn bản duy nhất như vậy trong kho và danh mục"]
    reason = "; ".join(reasons)
    resolution = ResolutionStatus.HELD if only.held else ResolutionStatus.KNOWN
    return Resolution(resolution, only, (Match(only.card, reason),), reason, reference)


def _doubt_of_name(reference: Reference, only: KnownDocument, reasons: list[str]) -> str:
    """Say why a name with one known bearer is not yet settled; empty where it is.

    A plenum adopts several documents and a law is made anew under its old name: the
    only one known may not be the one meant.
    """
    decisive = ("đúng ngày", "đúng năm", "trùng trích yếu")
    if serial_of(reference) is not None or any(r.startswith(decisive) for r in reasons):
        return ""
    if plenum(reference.name or reference.text):
        return PERHAPS_MORE
    if only.number is not None and not only.held:
        return OTHER_YEARS
    return ""


def _of_kind(pool: tuple[KnownDocument, ...], kind: str | None) -> tuple[KnownDocument, ...]:
    """Keep those of the type; a code of law is a law, and lists say either."""
    kinds = LAWS if kind in LAWS else (kind,)
    return tuple(k for k in pool if kind is None or k.card.kind in (None, *kinds))


def _not_later(
    left: tuple[KnownDocument, ...], context: ReferenceContext
) -> tuple[KnownDocument, ...]:
    """Leave out what was issued after the citing document: it cannot have been cited."""
    day = context.document.issued if context.document else None
    if day is None or len(left) < 2:
        return left
    return tuple(k for k in left if k.card.issued is None or k.card.issued <= day) or left


def _other_date(known: KnownDocument) -> str:
    return f"cùng số hiệu, {_when(known)}"


def _when(known: KnownDocument) -> str:
    if known.card.issued is None:
        return "chưa rõ ngày"
    term = f", {known.term}" if known.term else ""
    return f"ngày {format_day(known.card.issued)}{term}"


def resolve_all(
    references: Sequence[Reference], document: DocumentCard | None, known: DocumentDirectory
) -> tuple[Resolution, ...]:
    """Resolve a document's references in order, each seeing those before it."""
    return tuple(
        resolve(reference, ReferenceContext(document, tuple(references[:place]), references), known)
        for place, reference in enumerate(references)
    )
