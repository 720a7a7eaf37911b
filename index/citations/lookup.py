"""Look up a document by whatever was typed for it.

A head decides (:mod:`index.citations.number_query`); words left over only rank among its
documents.  A serial matches whole or not at all: 8 is never 85.  Where several documents
match, all are answers, each with the reason; where none does, the nearest forms are
offered as what they are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from index.citations.asked_body import fits_body, place_words, told_apart_body
from index.citations.completeness import completeness
from index.citations.known_documents import DocumentDirectory, KnownDocument, title_likeness
from index.citations.named_documents import as_code, documents_named, words_behind
from index.citations.number_query import MOST_LEFT, NumberQuery, parse_number_query
from index.citations.resolver import ALIKE, LAWS, OTHER_YEARS, PERHAPS_MORE
from index.citations.typed_codes import CENTRE, kinds_of, same_type_code
from index.citations.typed_subject import missing_words, telling
from index.citations.typed_name import TypedName
from index.results import CitedBy, LookupAnswer, Match
from ingest.errors import NumberError
from ingest.text.dates import format_day
from ingest.text.numerals import to_roman
from ingest.text.vietnamese import fold
from ingest.vocabulary.document_numbers import DocumentNumber

MOST_NEAR = 8
"""How many nearest forms are offered."""
ALIKE_KINDS = (
    frozenset(LAWS),
    frozenset({"Chương trình", "Chương trình hành động"}),
)
"""Types whose words readers use for one another; their numbers share a code, or have none."""


def lookup(
    text: str,
    known: DocumentDirectory,
    cited_by: Callable[[LookupAnswer], tuple[CitedBy, ...]] | None = None,
) -> LookupAnswer:
    """Answer what document ``text`` names.

    ``cited_by``, given the answer so far, adds the passages that cite its number or
    its only match.
    """
    asked = understood(text, known)
    pool = _pool(asked, known)
    if asked.name is not None and asked.name.words and pool and not asked.is_title:
        asked = replace(asked, words=words_behind(asked.name, known))
    hits, agree = _ranked(pool, asked)
    matches = tuple(Match(k.card, _reason(k, asked, hits, agree)) for k in hits)
    nearest = () if hits or not asked.names_a_document else _nearest(asked, known)
    answer = LookupAnswer(
        text,
        _number(text, asked, hits),
        matches,
        (),
        nearest,
        place=str(asked.place) if asked.place and hits else None,
        is_settled=_is_settled(asked, hits, agree) and not asked.others,
        is_whole=_is_all(asked, hits),
        words=" ".join(asked.words),
        leads=asked.leads and not _is_long(asked, hits),
        completeness=_completeness(asked, hits),
        others=asked.others,
    )
    return replace(answer, cited_by=cited_by(answer)) if cited_by else answer


def understood(text: str, known: DocumentDirectory) -> NumberQuery:
    """Read ``text``; one that is the whole title of a known document is that document."""
    asked = parse_number_query(text)
    for title in asked.titles:
        if len(title.words) >= SHORTEST_TITLE and known.by_name(" ".join(title.words)):
            name = TypedName(words=title.words, typed=title.words)
            return NumberQuery(
                name=name, place=title.place, issued=title.issued, is_title=True
            )
    if asked.name is not None:
        asked = replace(asked, name=as_code(asked.name, known))
    return asked


SHORTEST_TITLE = 6
"""Words of a title that is told apart by itself; shorter ones are names of several."""


def _is_long(asked: NumberQuery, hits: tuple[KnownDocument, ...]) -> bool:
    """Say whether more words follow a document than describe it, and they are not its title."""
    if len(asked.words) <= MOST_LEFT:
        return False
    return not hits or any(_is_untitled(k) or _missing(asked, hits, k) for k in hits)


def _is_all(asked: NumberQuery, hits: tuple[KnownDocument, ...]) -> bool:
    """Say whether nothing but a document was typed; words that are no known name ask for none."""
    if asked.serial is None and asked.name is not None and asked.name.words and not hits:
        return False
    return asked.is_complete or (asked.is_whole and not asked.words)


def _completeness(asked: NumberQuery, hits: tuple[KnownDocument, ...]) -> str:
    return completeness(hits, dated=asked.issued is not None) if asked.serial is not None else ""


def _number(text: str, asked: NumberQuery, hits: tuple[KnownDocument, ...]) -> str | None:
    """Return the number asked for in canonical print, None where it is not whole."""
    numbers = {str(k.number) for k in hits if k.number}
    if len(numbers) == 1:
        return numbers.pop()
    try:
        return str(DocumentNumber.parse(text))
    except NumberError:
        return None


def _pool(asked: NumberQuery, known: DocumentDirectory) -> tuple[KnownDocument, ...]:
    if asked.serial is None:
        named = documents_named(asked, known)
        return tuple(k for k in named if _fits_facts(k, asked) and _fits_year(k, asked))
    pool = tuple(k for k in known.by_serial(asked.serial) if fits_number(k, asked))
    hits = tuple(k for k in pool if fits_body(k, asked, exactly=True) and _fits_facts(k, asked))
    if not hits or (asked.body or "").endswith(CENTRE):
        # One sign parts the centre's code from a province's: both are shown.
        hits = tuple(k for k in pool if fits_body(k, asked) and _fits_facts(k, asked))
    return _dated(hits, asked)


def _dated(hits: tuple[KnownDocument, ...], asked: NumberQuery) -> tuple[KnownDocument, ...]:
    """Leave out those whose day is not known, where one agrees with the day that was typed."""
    if not (asked.year or asked.issued or asked.term or asked.month or asked.years):
        return hits
    dated = tuple(k for k in hits if k.card.issued is not None or k.number_year is not None)
    term = asked.term
    sure = tuple(k for k in dated or hits if term is not None and k.is_in_term(term))
    hits = sure or dated or hits
    first, last = asked.years or (None, None)
    within = tuple(k for k in hits if first and last and first <= _year(k) <= last)
    return within or hits


def _year(known: KnownDocument) -> int:
    return known.card.issued.year if known.card.issued else known.number_year or 0


def fits_number(known: KnownDocument, asked: NumberQuery) -> bool:
    """Say whether type, code and year typed are the number's own."""
    number, kind = known.number, known.card.kind
    if number is None:
        return False
    alike = next((same for same in ALIKE_KINDS if same & set(asked.kinds)), frozenset())
    kinds = (*asked.kinds, *alike)
    if kinds and kind is not None and kind not in kinds:
        return False
    if asked.code and not _is_of_code(asked.code, known):
        return False
    if asked.is_whole and not asked.code and number.type_code:
        return False
    return asked.number_year in (None, number.year) or _is_said_year(known, asked)


def _is_said_year(known: KnownDocument, asked: NumberQuery) -> bool:
    """Say whether the year typed inside a Party number, which has none, is that of its day.

    State numbers with a year and without one are two series: 29/2010/QĐ-TTg, 29/QĐ-TTg.
    """
    issued = known.card.issued
    return known.party and issued is not None and issued.year == asked.number_year


def _is_of_code(code: str, known: KnownDocument) -> bool:
    """Say whether a type code is the number's, or what its type word has where it has none."""
    own = known.number.type_code if known.number else None
    if own is None:
        # "nq 43 qh15": numbers of the National Assembly leave the type out.
        return known.card.kind in kinds_of(code)
    return same_type_code(code, own)


def _fits_facts(known: KnownDocument, asked: NumberQuery) -> bool:
    """Say whether date, year and term, where both sides have them, agree."""
    card = known.card
    if asked.plenum is not None and known.plenum not in (None, asked.plenum):
        return False
    if card.issued is None:
        # A law's own year stands in its number.
        fits = asked.year is None or known.number_year in (None, asked.year)
        return fits and _fits_term(known, asked)
    if asked.issued is not None and card.issued != asked.issued:
        return False
    if asked.year is not None and asked.year not in (card.issued.year, known.number_year):
        return False
    if not _fits_part_of_day(card.issued, asked):
        return False
    return _fits_term(known, asked)


def _fits_part_of_day(issued: date, asked: NumberQuery) -> bool:
    """Say whether the day and the month that were typed without more are those of ``issued``."""
    return asked.month in (None, issued.month) and asked.day in (None, issued.day)


def _fits_term(known: KnownDocument, asked: NumberQuery) -> bool:
    return asked.term is None or known.is_in_term(asked.term) is not False


def _fits_year(known: KnownDocument, asked: NumberQuery) -> bool:
    """A law by name and year is none of another year, nor one whose year is not known."""
    years = (known.number_year, known.card.issued.year if known.card.issued else None)
    editions = known.entry.years if known.entry else ()
    return asked.year is None or asked.year in (*years, *editions)


def _ranked(
    pool: tuple[KnownDocument, ...], asked: NumberQuery
) -> tuple[tuple[KnownDocument, ...], bool]:
    """Return the documents whose subject has the words left over, all where none has.

    The second value says whether the words agree (there are none, or a subject has them).
    """
    words = _telling(asked, pool)
    if not words or not pool:
        return pool, True
    typed = " ".join(words)
    likeness = {k.key: title_likeness(_title(k), typed) for k in pool}
    alike = tuple(
        k for k in pool if likeness[k.key] >= ALIKE or not missing_words(words, k.card)
    )
    if asked.name is not None and asked.name.plenum:
        # Every resolution of a plenum is shown: the one meant first.
        return tuple(sorted(pool, key=lambda k: -likeness[k.key])), bool(alike)
    return alike or tuple(sorted(pool, key=lambda k: -likeness[k.key])), bool(alike)


def _telling(asked: NumberQuery, pool: tuple[KnownDocument, ...]) -> list[str]:
    places = {word for k in pool for word in place_words(k.card)} if asked.issuer else set()
    return telling(asked.words, places)


def _title(known: KnownDocument) -> str:
    return " ".join(filter(None, (known.card.kind, known.card.subject, known.card.title)))


def _is_settled(asked: NumberQuery, hits: tuple[KnownDocument, ...], agree: bool) -> bool:
    """Say whether the one document is beyond doubt, so that a page may open it at once."""
    if len({k.card.number or k.key for k in hits}) != 1 or not agree:
        return False
    if asked.words and not asked.leads:
        return False
    if any(_missing(asked, hits, known) for known in hits):
        return False
    if asked.name is not None:
        if asked.is_title:
            return len(hits) == 1
        dated = asked.issued is not None and all(k.card.issued == asked.issued for k in hits)
        return asked.name.congress is not None or asked.year is not None or dated
    if asked.plenum is not None and any(k.plenum is None for k in hits):
        return False
    return all(fits_body(k, asked, exactly=True) for k in hits) and len(hits) == 1


def _reason(
    known: KnownDocument, asked: NumberQuery, hits: tuple[KnownDocument, ...], agree: bool
) -> str:
    parts = [_matched(asked, known)]
    parts += filter(None, [told_apart_body(known, asked)])
    if missing := _missing(asked, hits, known):
        parts.append(f"trích yếu không có chữ “{', '.join(missing)}”")
    if not agree and _is_untitled(known):
        parts.append(f"chưa rõ trích yếu nên chưa đối chiếu được chữ “{' '.join(asked.words)}”")
    if len(hits) > 1:
        parts.append(_told_apart(known))
    parts.append(known.origin())
    return "; ".join(parts)


def _missing(
    asked: NumberQuery, hits: tuple[KnownDocument, ...], known: KnownDocument
) -> tuple[str, ...]:
    """Return the stretches typed that a document's title has not; none where it has no title."""
    return () if _is_untitled(known) else missing_words(_telling(asked, hits), known.card)


def _is_untitled(known: KnownDocument) -> bool:
    return known.card.subject is None and known.card.title is None


def _matched(asked: NumberQuery, known: KnownDocument) -> str:
    if asked.name is not None:
        return _matched_name(asked, known)
    reasons = [f"đúng số {asked.serial}"]
    if asked.kinds:
        reasons.append(f"đúng loại {known.card.kind}" if known.card.kind else "loại chưa rõ")
    if asked.issued and known.card.issued == asked.issued:
        reasons.append(f"đúng ngày {format_day(asked.issued)}")
    if asked.year and known.card.issued and known.card.issued.year == asked.year:
        reasons.append(f"đúng năm {asked.year}")
    if asked.plenum:
        of = f"Hội nghị Trung ương {asked.plenum}"
        reasons.append(f"của {of}" if known.plenum else f"chưa rõ có phải của {of}")
    return ", ".join((*reasons, *_term_reason(known, asked)))


def _term_reason(known: KnownDocument, asked: NumberQuery) -> tuple[str, ...]:
    if not asked.term:
        return ()
    of = f"khóa {to_roman(asked.term)}"
    sure = known.is_in_term(asked.term)
    return (f"đúng {of}" if sure else f"chưa rõ có phải {of} của cơ quan ban hành",)


def _matched_name(asked: NumberQuery, known: KnownDocument) -> str:
    name = asked.name
    if name is not None and name.plenum:
        term = asked.term or (known.entry.term if known.entry else None)
        of = f" khóa {to_roman(term)}" if term else ""
        return f"Hội nghị Trung ương {name.plenum}{of} ban hành ({PERHAPS_MORE})"
    if name is not None and name.congress:
        return f"nghị quyết của Đại hội {to_roman(name.congress)}"
    if asked.is_title and not asked.issued:
        return "đúng tên gọi đầy đủ"
    if asked.issued and known.card.issued == asked.issued:
        return f"đúng tên gọi, đúng ngày {format_day(asked.issued)}"
    if asked.year:
        return f"đúng tên gọi, đúng năm {asked.year}"
    more = f" ({OTHER_YEARS})" if known.number is not None else ""
    return ", ".join((f"đúng tên gọi{more}", *_term_reason(known, asked)))


def _told_apart(known: KnownDocument) -> str:
    if known.card.issued is None:
        return "chưa rõ ngày ban hành"
    term = f", {known.term}" if known.term else ""
    return f"ban hành ngày {format_day(known.card.issued)}{term}"


def _nearest(asked: NumberQuery, known: DocumentDirectory) -> tuple[Match, ...]:
    """Return the same serial in other types and bodies, then serials with digits swapped."""
    if asked.serial is None:
        return _nearest_names(asked, known)
    # Those of the same number first: only its day, its term or its body's place is another.
    alike = sorted(known.by_serial(asked.serial), key=lambda k: not _is_number(k, asked))
    same = [(k, _differs(k, asked)) for k in alike]
    swapped = [
        (k, f"số {serial}, gần với số {asked.serial} đã gõ")
        for serial in _swapped(asked.serial)
        for k in known.by_serial(serial)
        if fits_number(k, asked) and fits_body(k, asked) and _fits_facts(k, asked)
    ]
    return tuple(Match(k.card, f"{why}; {k.origin()}") for k, why in _once(same + swapped))


def _is_number(known: KnownDocument, asked: NumberQuery) -> bool:
    return fits_number(known, asked) and (
        asked.body is None or fits_body(known, replace(asked, issuer=None))
    )


def _nearest_names(asked: NumberQuery, known: DocumentDirectory) -> tuple[Match, ...]:
    """Return documents of the name that another year has."""
    others = documents_named(replace(asked, year=None, term=None), known)
    namesakes = [(k, f"cùng tên gọi, {_told_apart(k)}") for k in others]
    return tuple(Match(k.card, f"{why}; {k.origin()}") for k, why in _once(namesakes))


def _once(pairs: Iterable[tuple[KnownDocument, str]]) -> list[tuple[KnownDocument, str]]:
    unique = {known.key: (known, why) for known, why in reversed(list(pairs))}
    return list(reversed(unique.values()))[:MOST_NEAR]


def _differs(known: KnownDocument, asked: NumberQuery) -> str:
    """Say what the document of the same serial has different."""
    differences = []
    if asked.kinds and known.card.kind not in asked.kinds:
        differences.append(f"là {known.card.kind or 'văn bản chưa rõ loại'}")
    if (asked.body or asked.issuer) and known.number and not fits_body(known, asked):
        issuer = known.card.deciding_body or known.card.issuer
        named = bool(asked.issuer and issuer)
        differences.append(f"của {issuer}" if named else f"ký hiệu {known.number.symbol}")
    if asked.plenum and known.plenum not in (None, asked.plenum):
        differences.append(f"của Hội nghị Trung ương {known.plenum}")
    if known.card.issued and not _fits_facts(known, asked):
        differences.append(_told_apart(known))
    # Whatever it is that differs, the symbol may be the same: "30/2021/NĐ-CP" for "30/2020/NĐ-CP".
    return f"cùng số {asked.serial} nhưng {', '.join(differences) or f'là {known.number}'}"


def _swapped(serial: int) -> list[int]:
    """Return serials that differ by two neighbouring digits swapped: 58 for 85."""
    digits = str(serial)
    swaps = {
        int(digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :])
        for i in range(len(digits) - 1)
        if digits[i] != digits[i + 1]
    }
    return sorted(swaps - {serial})
