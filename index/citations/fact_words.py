"""Facts of a citation: what they are called, where the known ones are from, how they are made."""

from __future__ import annotations

from index.check_results import ComparedFact, FactVerdict
from index.citations.known_documents import KnownDocument

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


def compared(name: str, stated: str, known: str, agrees: bool, source: str) -> ComparedFact:
    """Return a fact that was compared."""
    verdict = FactVerdict.AGREES if agrees else FactVerdict.CONTRADICTS
    return ComparedFact(name, stated, known, verdict, source)


def unknown(name: str, stated: str, why: str, known: str = "", source: str = "") -> ComparedFact:
    """Return a fact that could not be compared, with the reason (Vietnamese)."""
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
