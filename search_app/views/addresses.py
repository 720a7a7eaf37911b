"""Addresses that last, in words and as links: of documents, provisions and passages."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from index.citations.addresses import DocumentAddress, address_of, steps_of
from index.results import DocumentCard, PassageView
from ingest.model import Document, Level, Provision
from ingest.text.dates import format_day

_WORDS = {
    "dieu": "Điều", "khoan": "khoản", "diem": "điểm", "muc": "mục", "phan": "Phần",
    "chuong": "Chương", "phu": "Phụ", "y": "ý", "tieu": "Tiểu",
}  # fmt: skip


def lasting(card: DocumentCard) -> DocumentAddress | None:
    """Return the lasting address of a document; None for one that nothing can be computed from."""
    return address_of(card)


def of_passage(passage: PassageView, path: Sequence[str] | None = None) -> str:
    """Return the lasting address of a passage, or of the provision ``path`` in it.

    "" for a document that has neither a number nor a title.
    """
    return _at(passage.document, tuple(passage.path if path is None else path))


@lru_cache(maxsize=8192)
def _at(card: DocumentCard, path: tuple[str, ...]) -> str:
    whole = address_of(card)
    return str(whole.at(path)) if whole is not None else ""


def provision_at(document: Document, steps: tuple[str, ...]) -> Provision | None:
    """Return the provision that the steps of an address lead to, None when there is none."""
    return next((p for p in document.provisions if steps_of(p.path) == steps), None)


def spoken(address: DocumentAddress) -> str:
    """Return an address as a reader says it: "31-QD-TU ngày 12/9/2023"."""
    day = f" ngày {format_day(address.issued)}" if address.issued else ""
    name = address.name.replace("-", " ") if address.titled else address.written or address.name
    return f"{name}{day}"


def _spoken_step(step: str) -> str:
    first, _, rest = step.partition("-")
    return f"{_WORDS.get(first, first)} {rest}".strip()


def missing(document: Document, address: DocumentAddress) -> str:
    """Say (Vietnamese) that a document has no such provision, and which it has."""
    asked = " ".join(_spoken_step(step) for step in reversed(address.steps))
    labels = [p.path[-1] for p in document.provisions if p.level is Level.ARTICLE]
    labels = labels or [p.path[-1] for p in document.provisions if len(p.path) == 1]
    has = f" Văn bản có {labels[0]} đến {labels[-1]}." if labels else ""
    return f"Văn bản này không có {asked}.{has}"
