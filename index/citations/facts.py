"""Facts that a reference states of a document, each compared with what is known of it."""

from __future__ import annotations

from collections.abc import Iterator

from index.check_results import ComparedFact, FactVerdict
from index.citations import committees
from index.citations.fact_words import compared, source_of, unknown
from index.citations.issuers import bodies_of, other_organ, same_issuer
from index.citations.known_documents import KnownDocument
from index.citations.resolver import LAWS
from index.citations.subject_facts import compare_subject
from index.citations.symbols import issues, names, of_number, plain_name
from ingest.citations import Reference
from ingest.text.dates import format_day
from ingest.vocabulary.document_numbers import DocumentNumber


def compare(reference: Reference, known: KnownDocument) -> Iterator[ComparedFact]:
    """Yield every fact that ``reference`` states, compared with ``known``."""
    yield from _number(reference, known)
    yield from _kind(reference, known)
    yield from _issued(reference, known)
    yield from _term(reference, known)
    yield from _issuer(reference, known)
    yield from compare_subject(reference, known)


def _number(reference: Reference, known: KnownDocument) -> Iterator[ComparedFact]:
    stated, known_number = reference.number, known.number
    if stated is None and reference.serial is None:
        return
    stated_text = str(stated) if stated else str(reference.serial)
    if known_number is None:
        yield unknown("number", stated_text, "chưa rõ số hiệu")
        return
    yield compared(
        "number",
        stated_text,
        str(known_number),
        _same_number(reference, known_number),
        source_of(known, "number"),
    )


def _same_number(reference: Reference, known_number: DocumentNumber) -> bool:
    stated = reference.number
    if stated is None or not (stated.body or stated.type_code):
        return (stated.serial if stated else reference.serial) == known_number.serial
    if stated == known_number:
        return True
    same = (stated.serial, stated.type_code, stated.year) == (
        known_number.serial,
        known_number.type_code,
        known_number.year,
    )
    return same and committees.same_code(stated.body, known_number.body)


def _kind(reference: Reference, known: KnownDocument) -> Iterator[ComparedFact]:
    stated, known_kind = reference.kind, known.card.kind
    if stated is None:
        return
    if known_kind is None:
        yield unknown("kind", stated, "chưa rõ loại văn bản")
        return
    same = stated == known_kind or (stated in LAWS and known_kind in LAWS)
    yield compared("kind", stated, known_kind, same, source_of(known, "kind"))


def _issued(reference: Reference, known: KnownDocument) -> Iterator[ComparedFact]:
    known_day = known.card.issued
    if reference.issued is not None:
        yield from _day(reference, known)
    elif reference.year is not None and not (
        reference.number is not None and reference.number.year == reference.year
    ):
        stated = f"năm {reference.year}"
        if known_day is None:
            yield unknown("issued", stated, "chưa rõ ngày ban hành")
        else:
            same = known_day.year == reference.year
            yield compared(
                "issued", stated, format_day(known_day), same, source_of(known, "issued")
            )


def _day(reference: Reference, known: KnownDocument) -> Iterator[ComparedFact]:
    stated, known_day = reference.issued, known.card.issued
    if stated is None:
        return
    source = source_of(known, "issued")
    if known_day is None:
        yield unknown("issued", format_day(stated), "chưa rõ ngày ban hành")
    elif stated != known_day and _is_disputed(reference, known):
        why = "các nguồn ghi ngày khác nhau"
        yield unknown("issued", format_day(stated), why, format_day(known_day), source)
    else:
        yield compared(
            "issued", format_day(stated), format_day(known_day), stated == known_day, source
        )


def _is_disputed(reference: Reference, known: KnownDocument) -> bool:
    """Say whether another place gives the very day that the draft does."""
    if known.held or known.entry is None:
        return False
    return any(day == reference.issued for day, _ in known.entry.other_dates)


def _term(reference: Reference, known: KnownDocument) -> Iterator[ComparedFact]:
    if reference.term is None:
        return
    stated = f"khóa {committees.roman(reference.term)}"
    known_term = known.entry.term if known.entry else None
    if known_term is not None:
        same = known_term == reference.term
        yield compared("term", stated, f"khóa {committees.roman(known_term)}", same, known.origin())
        return
    term, day = committees.term(reference.term), known.card.issued
    if term is None or day is None or not known.central:
        yield unknown("term", stated, "chưa xác định được khóa từ ngày ban hành")
        return
    yield compared(
        "term", stated, str(committees.term_of(day)), term.holds(day), source_of(known, "issued")
    )


def _issuer(reference: Reference, known: KnownDocument) -> Iterator[ComparedFact]:
    stated = reference.issuer
    if stated is None:
        return
    registered = known.entry.body if known.entry else None
    bodies = bodies_of(known.card) or ([registered] if registered else [])
    by_symbol = _by_symbol(reference, stated)
    if not bodies:
        why = "chưa rõ cơ quan ban hành"
        yield by_symbol or unknown("issuer", stated, why)
        return
    answers = [same_issuer(stated, name) for name in bodies]
    source = source_of(known, "body")
    denied = by_symbol is not None and by_symbol.verdict is FactVerdict.CONTRADICTS
    if answers[0] is False and True in answers[1:] and other_organ(stated, bodies[0]):
        # A letterhead bears the name of the whole committee for each of its organs.
        letterhead = known.card.issuer or ""
        if other_organ(letterhead, bodies[0]):
            why = f"phần đầu văn bản ghi {letterhead}, nhưng cơ quan quyết định là"
            yield unknown("issuer", stated, why, bodies[0], source)
        else:
            yield compared("issuer", stated, bodies[0], False, source)
    elif True in answers or _is_general(stated):
        yield compared("issuer", stated, bodies[0], True, source)
    elif denied or all(answer is False for answer in answers):
        yield compared("issuer", stated, bodies[0], False, source)
    else:
        why = "chưa rõ hai tên có chỉ một cơ quan không"
        yield by_symbol or unknown("issuer", stated, why, bodies[0], source)


def _by_symbol(reference: Reference, stated: str) -> ComparedFact | None:
    """Compare the body with what the number's symbol tells; None where it tells nothing."""
    number = reference.number
    rows = of_number(number) if number else ()
    agrees = issues(rows, stated)
    if number is None or agrees is None:
        return None
    # Several deciding bodies share TW, TU …: the symbol settles none of them.
    if agrees and any(_is_shared(row.code) for row in rows) and not _is_general(stated):
        return None
    return compared("issuer", stated, names(rows), agrees, f"ký hiệu “{number.symbol}”")


def _is_shared(code: str) -> bool:
    """Say whether several deciding bodies share a code, so that it settles none of them."""
    return code in ("TW", "TU", "HU", "ĐU", "UBND", "HĐND")


def _is_general(stated: str) -> bool:
    return plain_name(stated) in ("trung uong", "trung uong dang", "dang")
