"""Look up a document by whatever was typed for its number.

A serial matches whole or not at all: 8 is never 85.  Where several documents match,
all are answers, each with the reason; where none does, the nearest forms are offered
as what they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from index.citations import committees
from index.citations import number_query as reading
from index.citations.known_documents import DocumentDirectory, KnownDocument, title_likeness
from index.citations.number_query import NumberQuery
from index.citations.resolver import ALIKE
from index.results import CitedBy, LookupAnswer, Match
from ingest.errors import NumberError
from ingest.text.dates import format_day
from ingest.text.numerals import to_roman
from ingest.text.vietnamese import fold
from ingest.vocabulary import issuers
from ingest.vocabulary.document_numbers import DocumentNumber

_PERHAPS_MORE = "hội nghị này có thể còn văn bản khác chưa có trong danh mục"

MOST_NEAR = 8
"""How many nearest forms are offered."""


def lookup(
    text: str,
    known: DocumentDirectory,
    cited_by: Callable[[LookupAnswer], tuple[CitedBy, ...]] | None = None,
) -> LookupAnswer:
    """Answer what document ``text`` names.

    ``cited_by``, given the answer so far, adds the passages that cite its number or
    its only match.
    """
    asked = reading.parse_number_query(text)
    found = _found(asked, known)
    matches = tuple(Match(k.card, _reason(k, asked, found)) for k in found)
    nearest = () if found or not asked.names_a_document else _nearest(asked, known)
    answer = LookupAnswer(text, _number(text, asked, found), matches, (), nearest)
    return replace(answer, cited_by=cited_by(answer)) if cited_by else answer


def understood(text: str) -> NumberQuery:
    """Return how ``text`` was read (for deciding whether a query is a look-up)."""
    return reading.parse_number_query(text)


def may_be_asked(text: str) -> bool:
    """Say whether ``text`` could name a document; quick, because every search asks it first."""
    return reading.may_name_a_document(text)


def _number(text: str, asked: NumberQuery, found: tuple[KnownDocument, ...]) -> str | None:
    """Return the number asked for in canonical print, None where it is not whole."""
    numbers = {str(k.number) for k in found if k.number}
    if len(numbers) == 1:
        return numbers.pop()
    try:
        return str(DocumentNumber.parse(text))
    except NumberError:
        return None


def _found(asked: NumberQuery, known: DocumentDirectory) -> tuple[KnownDocument, ...]:
    if asked.plenum:
        found = known.by_plenum(asked.plenum.term, asked.plenum.number)
        return tuple(k for k in found if not asked.kinds or k.card.kind in asked.kinds)
    if asked.congress:
        return known.by_name(f"Nghị quyết Đại hội {to_roman(asked.congress)}")
    if asked.serial is None:
        return ()
    pool = tuple(k for k in known.by_serial(asked.serial) if _fits_number(k, asked))
    pool = tuple(k for k in pool if _fits_facts(k, asked))
    return _narrowed(pool, asked)


def _fits_number(known: KnownDocument, asked: NumberQuery) -> bool:
    """Say whether type, code, body and year typed are the number's own."""
    number = known.number
    if number is None:
        return False
    if asked.kinds and known.card.kind is not None and known.card.kind not in asked.kinds:
        return False
    if asked.code and fold(number.type_code or "") not in _codes_like(asked):
        return False
    if asked.body and not _same_body(number, asked.body):
        return False
    return asked.number_year in (None, number.year)


def _codes_like(asked: NumberQuery) -> tuple[str, ...]:
    """QĐi and QyĐ are other writings of the code QĐ, one type word behind them."""
    return ("qd", "qdi", "qyd") if asked.code in ("qd", "qdi", "qyd") else (asked.code or "",)


def _same_body(number: DocumentNumber, typed: str) -> bool:
    own = fold(number.body or "")
    folded = {fold(old): fold(new) for old, new in issuers.successors().items()}
    return own == typed or folded.get(own, own) == folded.get(typed, typed)


def _fits_facts(known: KnownDocument, asked: NumberQuery) -> bool:
    """Say whether date, year, term and deciding body, where both sides have them, agree."""
    card = known.card
    if card.issued is not None:
        if asked.issued is not None and card.issued != asked.issued:
            return False
        if asked.year is not None and asked.year not in (card.issued.year, known.number_year):
            return False
        term = committees.term(asked.term) if asked.term else None
        if term is not None and known.party and not term.holds(card.issued):
            return False
    if asked.deciding and card.deciding_body:
        return issuers.same_body(card.deciding_body, asked.deciding) is not False
    return True


def _narrowed(pool: tuple[KnownDocument, ...], asked: NumberQuery) -> tuple[KnownDocument, ...]:
    """Where words were left over, keep those whose subject has them, if any has."""
    if not asked.words:
        return pool
    typed = " ".join(asked.words)
    alike = tuple(
        k for k in pool if k.card.subject and title_likeness(k.card.subject, typed) >= ALIKE
    )
    return alike or pool


def _reason(known: KnownDocument, asked: NumberQuery, found: tuple[KnownDocument, ...]) -> str:
    parts = [_matched(asked, known)]
    if len(found) > 1:
        parts.append(_told_apart(known))
    parts.append(known.origin())
    return "; ".join(parts)


def _matched(asked: NumberQuery, known: KnownDocument) -> str:
    if asked.plenum:
        plenum = f"Hội nghị Trung ương {asked.plenum.number}"
        return f"{plenum} khóa {to_roman(asked.plenum.term)} ban hành ({_PERHAPS_MORE})"
    if asked.congress:
        return f"nghị quyết của Đại hội {to_roman(asked.congress)}"
    said = [f"đúng số {asked.serial}"]
    if asked.kinds:
        said.append(f"đúng loại {known.card.kind}" if known.card.kind else "loại chưa rõ")
    if asked.issued and known.card.issued == asked.issued:
        said.append(f"đúng ngày {format_day(asked.issued)}")
    if asked.year and known.card.issued and known.card.issued.year == asked.year:
        said.append(f"đúng năm {asked.year}")
    if asked.term and known.term:
        said.append(f"đúng khóa {to_roman(asked.term)}")
    return ", ".join(said)


def _told_apart(known: KnownDocument) -> str:
    if known.card.issued is None:
        return "chưa rõ ngày ban hành"
    term = f", {known.term}" if known.term else ""
    return f"ban hành ngày {format_day(known.card.issued)}{term}"


def _nearest(asked: NumberQuery, known: DocumentDirectory) -> tuple[Match, ...]:
    """Return the same serial in other types and bodies, then serials with digits swapped."""
    if asked.serial is None:
        return ()
    same = [(k, _differs(k, asked)) for k in known.by_serial(asked.serial)]
    swapped = [
        (k, f"số {serial}, gần với số {asked.serial} đã gõ")
        for serial in _swapped(asked.serial)
        for k in known.by_serial(serial)
        if _fits_number(k, asked) and _fits_facts(k, asked)
    ]
    return tuple(Match(k.card, f"{why}; {k.origin()}") for k, why in _once(same + swapped))


def _once(found: Iterable[tuple[KnownDocument, str]]) -> list[tuple[KnownDocument, str]]:
    unique = {known.key: (known, why) for known, why in reversed(list(found))}
    return list(reversed(unique.values()))[:MOST_NEAR]


def _differs(known: KnownDocument, asked: NumberQuery) -> str:
    """Say what the document of the same serial has different."""
    differences = []
    if asked.kinds and known.card.kind not in asked.kinds:
        differences.append(f"là {known.card.kind or 'văn bản chưa rõ loại'}")
    if asked.body and known.number and not _same_body(known.number, asked.body):
        differences.append(f"ký hiệu {known.number.symbol}")
    if known.card.issued and not _fits_facts(known, asked):
        differences.append(_told_apart(known))
    return f"cùng số {asked.serial} nhưng {', '.join(differences) or 'ký hiệu khác'}"


def _swapped(serial: int) -> list[int]:
    """Return serials that differ by two neighbouring digits swapped: 58 for 85."""
    digits = str(serial)
    swaps = {
        int(digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :])
        for i in range(len(digits) - 1)
        if digits[i] != digits[i + 1]
    }
    return sorted(swaps - {serial})
