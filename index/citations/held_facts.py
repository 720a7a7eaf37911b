"""What a draft claims of a document, compared with the document itself as the library holds it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from index.check_results import ComparedFact, FactVerdict
from index.citations.claims_around import Claims, Signing
from index.citations.effective import day_of_words, effective_day
from index.citations.fact_words import HELD
from index.citations.known_documents import KnownDocument
from index.citations.places import find_place, parse_places
from ingest.model import Document, Level
from ingest.pages import Origin
from ingest.text.dates import format_day
from ingest.text.vietnamese import fold

_UNITS = {
    "phần": (Level.PART, Level.ROMAN),
    "chương": (Level.CHAPTER,),
    "điều": (Level.ARTICLE,),
    "phụ lục": (Level.ANNEX,),
}
"""The levels that drafts count: "phần" is also what "I-" of the older Party form is called."""
_NOT_HELD = "văn bản chưa có trong kho"


def compare_claims(
    claims: Claims, known: KnownDocument, held: Document | None
) -> Iterator[ComparedFact]:
    """Yield the signer, the day of effect and the structure that are claimed of a document.

    :param held: the document as the library reads it, None where it is not held.
    """
    if claims.signing is not None:
        yield _signed(claims.signing, known, held)
    if claims.effective:
        yield _in_effect(claims.effective, known, held)
    if claims.structure:
        yield _structured(claims.structure, known, held)


def compare_page(page: int, provision: str, held: Document) -> ComparedFact | None:
    """Say whether a provision is on the page that is given; another print may differ.

    None where the held copy has no pages, or not that provision.
    """
    tree = [one.path for one in held.provisions]
    places = [find_place(named, tree) for named in parse_places(provision)]
    spans = [held.provisions[at].span for at in places if at is not None]
    if not held.paged or not spans:
        return None
    pages = sorted({number for span in spans for number in held.pages_of(span)})
    shown = [held.folio(number) or str(number) for number in pages]
    stated = f"trang {page}"
    if page in pages or str(page) in shown:
        return ComparedFact("page", stated, ", ".join(shown), FactVerdict.AGREES, HELD)
    why = f"trong bản ở kho, {provision} ở trang {', '.join(shown)}"
    return ComparedFact("page", stated, "", FactVerdict.UNKNOWN, HELD, why)


def _unknown(fact: str, stated: str, why: str, known: str = "") -> ComparedFact:
    return ComparedFact(fact, stated, known, FactVerdict.UNKNOWN, HELD if known else "", why)


def _judged(fact: str, stated: str, right: str, agrees: bool, known: KnownDocument) -> ComparedFact:
    """Return a compared fact; what recognition read of a scan contradicts nothing."""
    if agrees:
        return ComparedFact(fact, stated, right, FactVerdict.AGREES, HELD)
    if known.card.origin is Origin.OCR:
        return _unknown(fact, stated, "đọc từ bản quét là", right)
    return ComparedFact(fact, stated, right, FactVerdict.CONTRADICTS, HELD)


def _signed(said: Signing, known: KnownDocument, held: Document | None) -> ComparedFact:
    header = held.header if held else None
    signer = header.signatory.value if header and header.signatory else None
    office = header.position.value if header and header.position else None
    if held is None:
        return _unknown("signatory", said.written, _NOT_HELD)
    right = " ".join(part for part in (office, signer) if part)
    if signer is not None and f" {fold(signer)} " in f" {fold(said.written)} ".replace(",", " "):
        if not said.offices or (office and _holds(said.offices, office)):
            return _judged("signatory", said.written, right, True, known)
        # An office may be one of several, or that of our days.
        why = "đúng người ký, nhưng chức vụ văn bản ghi là" if office else _NO_OFFICE
        return _unknown("signatory", said.written, why, office or "")
    return _named_otherwise(said, signer, office, known, right)


def _named_otherwise(
    said: Signing, signer: str | None, office: str | None, known: KnownDocument, right: str
) -> ComparedFact:
    """Compare one who is called by another name than the signer's, or by an office alone."""
    if said.name:
        if signer is None:
            return _unknown("signatory", said.written, "chưa đọc được người ký")
        return _judged("signatory", said.written, right, False, known)
    if office is None:
        return _unknown("signatory", said.written, _NO_OFFICE)
    return _judged("signatory", said.written, right, _holds(said.offices, office), known)


_NO_OFFICE = "chưa đọc được chức vụ của người ký"


def _holds(offices: Iterable[str], office: str) -> bool:
    return any(_same_office(one, office) for one in offices)


def _same_office(one: str, other: str) -> bool:
    """Say whether two offices are one, of which one name may say more: "… Thường trực"."""
    short, long = sorted((fold(one), fold(other)), key=len)
    return f"{long} ".startswith(f"{short} ")


_MONTH = re.compile(r"tháng\s(?P<month>\d{1,2})\s{0,2}(?:[/.-]|năm\s)\s{0,2}(?P<year>\d{4})")


def _in_effect(words: str, known: KnownDocument, held: Document | None) -> ComparedFact:
    stated = f"từ {words}"
    if held is None:
        return _unknown("effective", stated, _NOT_HELD)
    issued = known.card.issued
    right = effective_day((one.span.of(held.text) for one in held.passages), issued)
    if right is None:
        return _unknown("effective", stated, "chưa rõ văn bản có hiệu lực từ ngày nào")
    said, month = day_of_words(words, issued), _MONTH.search(words)
    if said is None and month is None:
        return _unknown("effective", stated, "chưa rõ là ngày nào", format_day(right))
    agrees = said == right
    if said is None and month is not None:
        agrees = (right.year, right.month) == (int(month["year"]), int(month["month"]))
    return _judged("effective", stated, format_day(right), agrees, known)


def _structured(
    counts: tuple[tuple[str, int], ...], known: KnownDocument, held: Document | None
) -> ComparedFact:
    stated = ", ".join(f"{count} {unit}" for unit, count in counts)
    if held is None:
        return _unknown("structure", stated, _NOT_HELD)
    annexes = (_counted(held, annex) for annex in dict.fromkeys(_annexes(held)))
    # A form or a table behind a text is no text of articles of its own.
    bodies = [_counted(held, None), *(one for one in annexes if set(one) - {"phụ lục"})]
    wanted = dict(counts)
    told = [{unit: body.get(unit, 0) for unit in wanted} for body in bodies]
    if wanted in told:
        return ComparedFact("structure", stated, stated, FactVerdict.AGREES, HELD)
    # Whose structure is meant is not known where a decision promulgates another text, and a
    # unit that reading found none of may have been overlooked.
    if len(told) != 1 or not all(told[0].values()) or _has_gaps(held):
        return _unknown("structure", stated, "chưa nhận được hết bố cục của văn bản")
    right = ", ".join(f"{count} {unit}" for unit, count in told[0].items())
    return _judged("structure", stated, right, False, known)


def _annexes(held: Document) -> list[str]:
    return [one.path[0] for one in held.provisions if one.level is Level.ANNEX]


def _counted(held: Document, annex: str | None) -> dict[str, int]:
    """Return how many units there are: in an annex, or (None) in the text before all annexes."""
    inside = set(_annexes(held))
    mine = [
        one
        for one in held.provisions
        if (
            one.path[0] == annex if annex else one.path[0] not in inside or one.level is Level.ANNEX
        )
    ]
    counts: dict[str, int] = {}
    for unit, levels in _UNITS.items():
        for level in levels:
            count = sum(one.level is level for one in mine)
            if count:
                counts[unit] = count
                break
    return counts


def _has_gaps(held: Document) -> bool:
    """Say whether the articles do not run from 1 to their count: some were not read as such."""
    numbers = [
        int(hit[1])
        for one in held.provisions
        if one.level is Level.ARTICLE and (hit := re.search(r"(\d+)\w?$", one.path[-1]))
    ]
    return sorted(set(numbers)) != list(range(1, len(set(numbers)) + 1))
