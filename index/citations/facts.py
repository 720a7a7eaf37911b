"""Facts that a reference states of a document, each compared with what is known of it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.check_results import ComparedFact, FactVerdict
from index.citations import committees
from index.citations.issuers import bodies_of, other_organ, same_issuer
from index.citations.known_documents import KnownDocument, title_likeness
from index.citations.resolver import LAWS
from index.citations.symbols import issues, names, of_number, plain_name
from index.citations.titles import same_title, words
from ingest.model import Origin, Reference
from ingest.text.dates import format_day
from ingest.vocabulary.document_numbers import DocumentNumber

HELD = "văn bản trong kho"
ONE_SOURCE = "danh mục kèm sẵn (một nguồn, chưa đối chiếu được)"
FACTS = {
    "number": "số hiệu",
    "kind": "loại văn bản",
    "issued": "ngày",
    "term": "khóa",
    "issuer": "cơ quan ban hành",
    "subject": "trích yếu",
    "plenum": "hội nghị",
    "signatory": "người ký",
    "effective": "ngày có hiệu lực",
    "structure": "kết cấu",
    "provision": "điều khoản",
    "page": "trang",
    "relation": "quan hệ giữa hai văn bản",
    "status": "tình trạng",
    "quotation": "câu trích",
}
"""The names of facts, in Vietnamese, in the order they are told."""


def compare(reference: Reference, known: KnownDocument) -> Iterator[ComparedFact]:
    """Yield every fact that ``reference`` states, compared with ``known``."""
    yield from _number(reference, known)
    yield from _kind(reference, known)
    yield from _issued(reference, known)
    yield from _term(reference, known)
    yield from _issuer(reference, known)
    yield from _subject(reference, known)


def _fact(name: str, stated: str, known: str, agrees: bool, source: str) -> ComparedFact:
    verdict = FactVerdict.AGREES if agrees else FactVerdict.CONTRADICTS
    return ComparedFact(name, stated, known, verdict, source)


def _unknown(name: str, stated: str, why: str, known: str = "", source: str = "") -> ComparedFact:
    return ComparedFact(name, stated, known, FactVerdict.UNKNOWN, source, why)


def source_of(known: KnownDocument, fact: str) -> str:
    """Say (Vietnamese) where a fact of ``known`` is from, and from how many places."""
    if known.held:
        return HELD
    if known.entry is None:
        return known.origin()
    if fact in known.entry.agreed or known.entry.places == 0:
        return known.origin()
    return ONE_SOURCE if known.entry.places == 1 or known.entry.two_sources else known.origin()


def _number(reference: Reference, known: KnownDocument) -> Iterator[ComparedFact]:
    stated, known_number = reference.number, known.number
    if stated is None and reference.serial is None:
        return
    stated_text = str(stated) if stated else str(reference.serial)
    if known_number is None:
        yield _unknown("number", stated_text, "chưa rõ số hiệu")
        return
    yield _fact(
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
        yield _unknown("kind", stated, "chưa rõ loại văn bản")
        return
    same = stated == known_kind or (stated in LAWS and known_kind in LAWS)
    yield _fact("kind", stated, known_kind, same, source_of(known, "kind"))


def _issued(reference: Reference, known: KnownDocument) -> Iterator[ComparedFact]:
    known_day = known.card.issued
    if reference.issued is not None:
        yield from _day(reference, known)
    elif reference.year is not None and not (
        reference.number is not None and reference.number.year == reference.year
    ):
        stated = f"năm {reference.year}"
        if known_day is None:
            yield _unknown("issued", stated, "chưa rõ ngày ban hành")
        else:
            same = known_day.year == reference.year
            yield _fact("issued", stated, format_day(known_day), same, source_of(known, "issued"))


def _day(reference: Reference, known: KnownDocument) -> Iterator[ComparedFact]:
    stated, known_day = reference.issued, known.card.issued
    if stated is None:
        return
    source = source_of(known, "issued")
    if known_day is None:
        yield _unknown("issued", format_day(stated), "chưa rõ ngày ban hành")
    elif stated != known_day and _is_disputed(reference, known):
        why = "các nguồn ghi ngày khác nhau"
        yield _unknown("issued", format_day(stated), why, format_day(known_day), source)
    else:
        yield _fact(
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
        yield _fact("term", stated, f"khóa {committees.roman(known_term)}", same, known.origin())
        return
    term, day = committees.term(reference.term), known.card.issued
    if term is None or day is None or not known.central:
        yield _unknown("term", stated, "chưa xác định được khóa từ ngày ban hành")
        return
    yield _fact(
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
        yield by_symbol or _unknown("issuer", stated, why)
        return
    answers = [same_issuer(stated, name) for name in bodies]
    source = source_of(known, "body")
    denied = by_symbol is not None and by_symbol.verdict is FactVerdict.CONTRADICTS
    if other_organ(stated, bodies[0]) and not any(answers[:1]):
        # A letterhead may bear the name of the whole committee for each of its organs.
        yield _fact("issuer", stated, bodies[0], False, source)
    elif True in answers or _is_general(stated):
        yield _fact("issuer", stated, bodies[0], True, source)
    elif denied or all(answer is False for answer in answers):
        yield _fact("issuer", stated, bodies[0], False, source)
    else:
        why = "chưa rõ hai tên có chỉ một cơ quan không"
        yield by_symbol or _unknown("issuer", stated, why, bodies[0], source)


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
    return _fact("issuer", stated, names(rows), agrees, f"ký hiệu “{number.symbol}”")


def _is_shared(code: str) -> bool:
    """Say whether several deciding bodies share a code, so that it settles none of them."""
    return code in ("TW", "TU", "HU", "ĐU", "UBND", "HĐND")


def _is_general(stated: str) -> bool:
    return plain_name(stated) in ("trung uong", "trung uong dang", "dang")


def _subject(reference: Reference, known: KnownDocument) -> Iterator[ComparedFact]:
    stated = reference.subject
    if stated is None:
        return
    stated_text = stated.replace("*", "").strip()
    known_subject, source = known.card.subject, source_of(known, "subject")
    if known_subject is None and known.entry is not None:
        known_subject = known.entry.subject
    if known_subject is None:
        yield _unknown("subject", stated_text, "chưa rõ trích yếu")
        return
    if same_title(known_subject, stated) or _same_core(known_subject, stated):
        yield _fact("subject", stated_text, known_subject, True, source)
    elif known.card.origin is Origin.OCR and title_likeness(known_subject, stated) >= _READ_ALIKE:
        yield _unknown("subject", stated_text, "trích yếu đọc từ bản quét", known_subject, source)
    elif behind := _run_on(known_subject, stated_text):
        why = f"chưa rõ “{behind}” là trích yếu hay là lời bản thảo"
        yield _unknown("subject", stated_text, why, known_subject, source)
    elif shortened := _shortened(known_subject, stated_text):
        yield _unknown("subject", stated_text, shortened, known_subject, source)
    elif source == ONE_SOURCE and not _is_turned(known_subject, stated):
        yield _unknown(
            "subject", stated_text, "danh mục chỉ có một nguồn và ghi khác", known_subject, source
        )
    else:
        yield _fact("subject", stated_text, known_subject, False, source)


def _run_on(known: str, stated: str) -> str:
    """Return what stands behind a comma up to which a subject agrees; "" where none does.

    Without quotation marks nobody can tell whether a sentence goes on there.
    """
    if _QUOTED.search(stated):
        return ""
    for comma in reversed(list(_COMMA.finditer(stated))):
        head = stated[: comma.start()]
        if len(words(head)) >= _LEAST and same_title(known, head):
            return stated[comma.end() :]
    return _run_on_in_words(known, stated)


def _run_on_in_words(known: str, stated: str) -> str:
    """Return what stands behind the first words of a title where none of it is of the title.

    "… về công tác tuyên truyền miệng còn mới": a title cut short, or told wrongly at its end.
    """
    title, said = words(known), words(stated)
    agreed = next(
        (n for n, (one, other) in enumerate(zip(title, said, strict=False)) if one != other), 0
    )
    if agreed < _LONG_ENOUGH or set(said[agreed:]) & set(title[agreed:]):
        return ""
    if any(_TURNING.fullmatch(word) for word in (said[agreed], title[agreed])):
        return ""
    # A word or two of a title that differ at its very end are told wrongly.
    if len(title) - agreed <= len(said) - agreed <= _AT_THE_END:
        return ""
    spans = list(_WORD.finditer(stated))
    return stated[spans[-(len(said) - agreed)].start() :]


def _shortened(known: str, stated: str) -> str:
    """Say (Vietnamese) how a subject tells only the title's own words otherwise; "" if not.

    Words left out between, or its parts in another order, no negation or figure among them.
    """
    stated = _SAYS.sub("", stated)
    title, said = words(known), words(stated)
    if len(said) < _LEAST + 1 or _is_turned(known, stated):
        return ""
    rest = iter(title)
    if said[0] == title[0] and all(word in rest for word in said):
        return "bản thảo ghi lược, trích yếu đầy đủ là"
    parts = [words(part) for part in _PARTS.split(stated)]
    if len(parts) > 1 and all(
        len(part) > 1 and any(title[n : n + len(part)] == part for n in range(len(title)))
        for part in parts
    ):
        return "bản thảo ghi các ý theo thứ tự khác, trích yếu là"
    return ""


_SAYS = re.compile(r"^(?:quy định|hướng dẫn|chỉ đạo|kết luận)\s(?=về\s)", re.IGNORECASE)
_PARTS = re.compile(r"\s(?:và|với)\s|,\s")
_WORD = re.compile(r"\w+")
_LONG_ENOUGH = 6
"""Words of a title that must agree from the first on for what follows to be a sentence's."""
_AT_THE_END = 3
_QUOTED = re.compile(r"[“”\"]")
_COMMA = re.compile(r",\s+")
_LEAST = 3
"""Words of a subject that agree before a comma for what stands behind it to be open."""
_READ_ALIKE = 0.75
_BODY_FIRST = re.compile(r"^(?:của\s.{3,80}?\s)(?=về\s)")


def _same_core(one: str, other: str) -> bool:
    """Say whether two titles agree when the body that one names first is left out."""
    bare = [_BODY_FIRST.sub("", title.strip()) for title in (one, other)]
    return bare != [one.strip(), other.strip()] and same_title(*bare)


_TURNING = re.compile(r"không|chưa|chẳng|\d+")


def _is_turned(one: str, other: str) -> bool:
    """Say whether two titles differ in a negation or a figure: no loose tail of one place."""
    first, second = (
        [word for word in words(title) if _TURNING.fullmatch(word)] for title in (one, other)
    )
    return first != second
