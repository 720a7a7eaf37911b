"""Why a document is an answer, and what was typed that it has not (Vietnamese)."""

from __future__ import annotations

from index.citations.asked_body import place_words, told_apart_body
from index.citations.known_documents import KnownDocument
from index.citations.number_query import NumberQuery
from index.citations.resolver import OTHER_YEARS, PERHAPS_MORE
from index.citations.typed_subject import missing_words, telling
from ingest.text.dates import format_day
from ingest.text.numerals import to_roman


def telling_words(asked: NumberQuery, pool: tuple[KnownDocument, ...]) -> list[str]:
    """Return the words typed that tell one document of ``pool`` from another."""
    places = {word for k in pool for word in place_words(k.card)} if asked.issuer else set()
    return telling(asked.words, places)


def reason_of(
    known: KnownDocument, asked: NumberQuery, hits: tuple[KnownDocument, ...], agree: bool
) -> str:
    """Return why a document is an answer, and what of it does not agree."""
    parts = [_matched(asked, known)]
    parts += filter(None, [told_apart_body(known, asked)])
    if missing := missing_of(asked, hits, known):
        parts.append(f"trích yếu không có chữ “{', '.join(missing)}”")
    if not agree and is_untitled(known):
        parts.append(f"chưa rõ trích yếu nên chưa đối chiếu được chữ “{' '.join(asked.words)}”")
    if len(hits) > 1:
        parts.append(told_apart(known))
    parts.append(known.origin())
    return "; ".join(parts)


def missing_of(
    asked: NumberQuery, hits: tuple[KnownDocument, ...], known: KnownDocument
) -> tuple[str, ...]:
    """Return the stretches typed that a document's title has not; none where it has no title."""
    return () if is_untitled(known) else missing_words(telling_words(asked, hits), known.card)


def is_untitled(known: KnownDocument) -> bool:
    """Say whether nothing is known of what a document is about."""
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


def told_apart(known: KnownDocument) -> str:
    """Return what tells a document from others of its number: day and term."""
    if known.card.issued is None:
        return "chưa rõ ngày ban hành"
    term = f", {known.term}" if known.term else ""
    return f"ban hành ngày {format_day(known.card.issued)}{term}"
