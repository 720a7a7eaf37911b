"""Header facts that a person corrected by hand, over what a reader of files made of them.

A correction belongs to a file's content (its digest): it is in force wherever that very
content is built again.  What the file itself says stays beside it and is always shown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from ingest.claims import Claim, ClaimSource, Header
from ingest.errors import NumberError, QueryError
from ingest.model import Document
from ingest.text.vietnamese import nfc
from ingest.vocabulary.document_numbers import DocumentNumber

FIELDS: dict[str, str] = {
    "number": "số, ký hiệu",
    "kind": "loại văn bản",
    "subject": "trích yếu",
    "issuer": "cơ quan ban hành",
    "deciding_body": "cơ quan quyết định",
    "issued": "ngày ban hành",
    "place": "nơi ban hành",
    "signatory": "người ký",
    "position": "thể thức, chức vụ ký",
}
"""The fields of :class:`ingest.claims.Header` that may be corrected, with their names."""
LONGEST = 1000
FROM_PACK = "gói của "
"""What begins the name of who corrected something, where an update pack did; its sender follows."""
SAME = "same:"
"""What begins the field of a decision on two files; the other file's digest follows."""
ONE, TWO = "one", "two"
DECISIONS = {ONE: "là một văn bản", TWO: "là hai văn bản khác nhau"}
_DIGEST = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Correction:
    """One fact: ``value`` as written (a date in ISO 8601), "" where there is none to state."""

    field: str
    value: str
    who: str
    at: str
    """ISO 8601, UTC."""


@dataclass(frozen=True, slots=True)
class Corrected:
    """A correction in force, with what was ``read`` from the file ("" where nothing was)."""

    field: str
    value: str
    read: str
    who: str
    at: str


def checked(field: str, value: str) -> str:
    """Return ``value`` as it is to be kept.

    :raises QueryError: there is no such field, or the value is not one of it.
    """
    if field.startswith(SAME) and _DIGEST.fullmatch(field[len(SAME) :]):
        if value not in DECISIONS:
            raise QueryError(f"Không hiểu quyết định “{value[:20]}”.")
        return value
    if field not in FIELDS:
        raise QueryError(f"Không sửa được mục “{field[:40]}”.")
    value = " ".join(nfc(value).replace("\\0", " ").split())
    if len(value) > LONGEST:
        raise QueryError(f"Mục {FIELDS[field]} dài quá {LONGEST} ký tự.", "Rút gọn rồi lưu lại.")
    if not value:
        return ""
    if field == "number":
        return _number(value)
    return _day(value) if field == "issued" else value


def _number(value: str) -> str:
    try:
        return str(DocumentNumber.parse(value))
    except NumberError as error:
        raise QueryError(f"Không hiểu số hiệu “{value[:80]}”.", "Ghi như 21-NQ/TW.") from error


def _day(value: str) -> str:
    for form in ("%d/%m/%Y", "%Y-%m-%d"):
        try:
            day = datetime.strptime(value, form).date()  # a day has no zone
        except ValueError:
            continue
        if 1900 <= day.year <= 2200:
            return day.isoformat()
    raise QueryError(f"Không hiểu ngày “{value[:40]}”.", "Ghi như 07/10/2022.")


_MAKE: dict[str, Callable[[str], Any]] = {
    "number": DocumentNumber.parse,
    "issued": date.fromisoformat,
}


def with_corrections(document: Document, corrections: Sequence[Correction]) -> Document:
    """Return ``document`` with what was corrected in its header."""
    if not corrections:
        return document
    changes: dict[str, Any] = {
        one.field: Claim(_MAKE.get(one.field, str)(one.value), ClaimSource.CORRECTION)
        if one.value
        else None
        for one in corrections
        if one.field in FIELDS
    }
    return replace(document, header=replace(document.header, **changes))


def compared(read: Header, corrections: Sequence[Correction]) -> tuple[Corrected, ...]:
    """Return the corrections beside what stands in ``read``, the header without them."""
    return tuple(
        Corrected(one.field, one.value, written(read, one.field), one.who, one.at)
        for one in corrections
        if one.field in FIELDS
    )


def decision_key(one: str, other: str) -> tuple[str, str]:
    """Return the digest and the field under which a decision on two files is kept."""
    first, second = sorted((one, other))
    return first, f"{SAME}{second}"


def decisions_of(corrections: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return what was decided of a file and others, by their digests, from (field, value)."""
    return {field[len(SAME) :]: value for field, value in corrections if field.startswith(SAME)}


def written(header: Header, field: str) -> str:
    """Return a field's value as a correction writes it, "" where there is none."""
    claim: Claim[object] | None = getattr(header, field)
    if claim is None:
        return ""
    return claim.value.isoformat() if isinstance(claim.value, date) else str(claim.value)
