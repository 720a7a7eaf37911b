"""What a document is called: its own claims and the manifest's, by precedence."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TypeVar

from index.metadata.corrections import with_corrections
from index.metadata.manifest import ManifestEntry
from ingest.claims import PRECEDENCE, Claim, ClaimSource, Header
from ingest.errors import NumberError
from ingest.model import Document
from ingest.vocabulary.document_numbers import DocumentNumber

T = TypeVar("T")


def stronger(first: Claim[T] | None, second: Claim[T] | None) -> Claim[T] | None:
    """Return the claim that stands earlier in :data:`PRECEDENCE`; the first when equal."""
    if first is None or second is None:
        return first or second
    if PRECEDENCE.index(second.source) < PRECEDENCE.index(first.source):
        return second
    return first


def with_entry(document: Document, entry: ManifestEntry) -> Document:
    """Return ``document`` with the manifest's claims in force, disagreements in its remarks.

    What was corrected by hand comes before everything.
    """
    remarks: list[str] = []
    number = _claim(_number(entry.number, remarks))
    issued = _claim(_date(entry.issued, remarks))
    printed = document.header
    header = replace(
        printed,
        number=stronger(printed.number, number),
        issued=stronger(printed.issued, issued),
        kind=stronger(printed.kind, _claim(entry.kind)),
        issuer=stronger(printed.issuer, _claim(entry.issuer)),
        subject=stronger(printed.subject, _claim(entry.subject)),
    )
    remarks.extend(_differences(printed, header))
    described = replace(document, header=header, remarks=(*document.remarks, *remarks))
    return with_corrections(described, entry.corrections)


def _claim(value: T | None) -> Claim[T] | None:
    return None if value is None else Claim(value, ClaimSource.MANIFEST)


def _number(text: str | None, remarks: list[str]) -> DocumentNumber | None:
    if text is None:
        return None
    try:
        return DocumentNumber.parse(text)
    except NumberError:
        remarks.append(f"Bản kê ghi số hiệu “{text}”, không hiểu được; đã bỏ qua.")
        return None


def _date(text: str | None, remarks: list[str]) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        remarks.append(f"Bản kê ghi ngày “{text}”, không hiểu được; đã bỏ qua.")
        return None


def _differences(printed: Header, used: Header) -> list[str]:
    names = {"number": "số hiệu", "issued": "ngày", "kind": "loại", "issuer": "cơ quan"}
    remarks = []
    for field, name in names.items():
        mine, theirs = getattr(printed, field), getattr(used, field)
        if mine is not None and mine.value != theirs.value:
            remarks.append(
                f"Bản kê ghi {name} “{theirs.value}”, văn bản tự ghi “{mine.value}”; dùng bản kê."
            )
    return remarks
