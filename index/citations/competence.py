"""Who may change what: only the issuer or a competent superior may (DOMAIN: Citing).

An act by anybody else is a sentence to be shown, not a fact: the reader is told what is doubtful.
"""

from __future__ import annotations

import re

from index.citations import committees
from index.citations.heirs import is_heir_ministry, is_heir_province
from index.citations.titles import body_and_subject
from index.results import DocumentCard
from ingest.citations import Effect
from ingest.errors import NumberError
from ingest.text.vietnamese import fold
from ingest.vocabulary.document_numbers import DocumentNumber, Style

_ORGANS = (("ban chap hanh", 3), ("ban thuong vu", 2), ("thuong truc", 1))
"""The organs of one committee; a lower one does not change what a higher one decided."""
_OFFICE = "VP"
_COMMON = re.compile(
    r"\b(?:ban|chap hanh|thuong vu|thuong truc|dang|bo|uy|tinh|thanh|pho|huyen|quan|thi|xa|tran|"
    r"phuong|khu|dac|kiem tra|to chuc|tuyen giao|va|dan van|noi chinh|van phong|nhan dan|"
    r"hoi dong|chu tich|cua|so|khoa)\b"
)


def doubt(by: DocumentCard, of: DocumentCard, effect: Effect) -> str:
    """Say (Vietnamese) why it is doubtful that ``by`` may change ``of``; "" where it is not."""
    ours, theirs = _body(by), _body(of)
    if effect is Effect.CORRECTED and _is_office_of(by, of):
        return ""
    if _same_organ(by, of):
        below = _level(ours) and _level(theirs) and _level(ours) < _level(theirs)
        return f"{ours} là cấp dưới của {theirs}" if below else ""
    if ours is None or theirs is None:
        return "chưa rõ cơ quan ban hành nên chưa xác định được thẩm quyền"
    if is_heir_ministry(ours, theirs, by.issued):
        return ""
    allowed = committees.may_change(ours, theirs)
    if allowed is None:
        return f"chưa xác định được thẩm quyền của {ours} đối với văn bản của {theirs}"
    return "" if allowed else f"{ours} không phải cơ quan ban hành hay cấp trên của {theirs}"


def _body(card: DocumentCard) -> str | None:
    return body_and_subject(card.deciding_body or card.issuer or "", card.subject or "")[0] or None


def _level(name: str | None) -> int:
    folded = fold(name or "")
    return next((level for organ, level in _ORGANS if organ in folded), 0)


def _code(card: DocumentCard) -> str | None:
    try:
        return DocumentNumber.parse(card.number).body if card.number else None
    except NumberError:
        return None


def _same_organ(by: DocumentCard, of: DocumentCard) -> bool:
    """Say whether both are of one committee or office: one code, and no two proper names.

    "Ban Thường vụ" of "71-QĐ/TU" and "Ban Thường vụ Tỉnh ủy" of "19-CT/TU" are one.
    """
    ours, theirs = _code(by), _code(of)
    if not ours or not theirs or ours == "TW" or not committees.same_code(ours, theirs):
        return False
    if ours == theirs and _names_its_body(by):
        return True
    names, others = _proper_names(by), _proper_names(of)
    if any(is_heir_province(name, other, by.issued) for name in names for other in others):
        return len(names) == len(others) == 1
    return len(names | others) <= 1


def _proper_names(card: DocumentCard) -> set[str]:
    return {proper_name(name) for name in (card.issuer, card.deciding_body)} - {""}


def _names_its_body(card: DocumentCard) -> bool:
    """Say whether the code in a State number names one body of the State ("BTC", "CP").

    Every province has a people's committee ("UBND") and a council of its own.
    """
    number = DocumentNumber.parse(card.number or "")
    return number.style is not Style.PARTY and number.body not in ("UBND", "HĐND")


def _is_office_of(by: DocumentCard, of: DocumentCard) -> bool:
    """Say whether ``by`` is of the office of the body that issued ``of``: it corrects for it."""
    ours, theirs = _code(by), _code(of)
    return (
        bool(theirs)
        and ours == f"{_OFFICE}{theirs}"
        and proper_name(by.issuer)
        in (
            "",
            proper_name(of.issuer),
        )
    )


def is_of_own_body(by: DocumentCard, of: DocumentCard) -> bool:
    """Say whether ``of`` bears the code and the proper name of the body that issued ``by``."""
    ours, theirs = _code(by), _code(of)
    if not ours or not theirs or not committees.same_code(ours, theirs):
        return False
    names = [_proper(card) for card in (by, of)]
    return "" not in names and names[0] == names[1]


def _proper(card: DocumentCard) -> str:
    return proper_name(card.issuer) or proper_name(card.deciding_body)


def proper_name(name: str | None) -> str:
    """Return what is a name's own: "minh ha" of "Tỉnh ủy Minh Hà"; "" where it has none."""
    return " ".join(_COMMON.sub(" ", fold(name or "")).split())
