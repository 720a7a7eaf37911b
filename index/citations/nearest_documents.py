"""The documents nearest to what was asked for and is not known, each with what it has different."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from index.citations.asked_body import fits_body
from index.citations.asked_facts import fits_facts, fits_number
from index.citations.known_documents import DocumentDirectory, KnownDocument
from index.citations.match_reasons import told_apart
from index.citations.named_documents import documents_named
from index.citations.number_query import NumberQuery
from index.results import Match

MOST_NEAR = 8
"""How many nearest forms are offered."""


def nearest(asked: NumberQuery, known: DocumentDirectory) -> tuple[Match, ...]:
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
        if fits_number(k, asked) and fits_body(k, asked) and fits_facts(k, asked)
    ]
    return tuple(Match(k.card, f"{why}; {k.origin()}") for k, why in _once(same + swapped))


def _is_number(known: KnownDocument, asked: NumberQuery) -> bool:
    return fits_number(known, asked) and (
        asked.body is None or fits_body(known, replace(asked, issuer=None))
    )


def _nearest_names(asked: NumberQuery, known: DocumentDirectory) -> tuple[Match, ...]:
    """Return documents of the name that another year has."""
    others = documents_named(replace(asked, year=None, term=None), known)
    namesakes = [(k, f"cùng tên gọi, {told_apart(k)}") for k in others]
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
    if known.card.issued and not fits_facts(known, asked):
        differences.append(told_apart(known))
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
