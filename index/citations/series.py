"""Series of numbers: what types and bodies their codes may stand for."""

from __future__ import annotations

from collections import defaultdict
from functools import cache

from ingest.vocabulary.document_numbers import DocumentNumber, Style
from ingest.vocabulary.document_types import document_types
from ingest.vocabulary.issuers import issuers


def is_central(number: DocumentNumber) -> bool:
    """Say whether a number is of a central Party body: one series for the whole country."""
    body = number.body or ""
    return (
        number.style is Style.PARTY
        and body.endswith("TW")
        and not body.startswith(("BCĐ", "TWĐTN", "HĐĐ", "MTTW"))
    )


@cache
def _kinds_of_codes() -> dict[str, list[str]]:
    """Return the type words each Party and State code may stand for: "QĐ" has two."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for row in document_types():
        for code in row.codes:
            for style in row.styles:
                kinds[f"{style} {code}"].append(row.kind)
    return kinds


def kind_of(number: DocumentNumber, said: str | None) -> str | None:
    """Return the type: as said where the code allows it, by the code where it is plain.

    "Thông báo kết luận số 264-TB/TW" is a Thông báo; a type word the code cannot
    stand for ("Nghị quyết số 16-QĐ/TW") is a slip, and QĐ alone settles nothing.
    """
    if number.style is Style.LAW:
        return said
    possible = _kinds_of_codes().get(f"{number.style} {number.type_code}", [])
    if said in possible:
        return said
    if said is not None and number.type_code != "TB":
        return None
    return possible[0] if len(possible) == 1 and number.type_code != "QĐ" else None


@cache
def _bodies_of_codes() -> dict[str, str]:
    """Return the central body that a code names by itself: VPTW."""
    alone = [row for row in issuers() if not row.has_place and row.name not in _DECIDING]
    return {code: row.name for row in reversed(alone) for code in row.codes}


CENTRAL_COMMITTEE = "Ban Chấp hành Trung ương"
_DECIDING = ("Ban Chấp hành Trung ương", "Bộ Chính trị", "Ban Bí thư")


def body_of(number: DocumentNumber, said: str | None) -> str | None:
    """Return the deciding body: TW has three and must be said, other codes name theirs."""
    code = number.body or ""
    if code.startswith("QH"):
        return "Quốc hội"
    if code.startswith("UBTVQH"):
        return "Ủy ban Thường vụ Quốc hội"
    if code in ("TW", "HNTW"):
        return said if said in _DECIDING else None
    return _bodies_of_codes().get(code, said)
