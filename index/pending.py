"""A document as it is shown once a person corrected it, before the next build takes it in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from index.metadata.citable import citable
from index.metadata.corrections import Corrected, Correction, with_corrections, written
from index.results import DocumentCard, DocumentView
from ingest.claims import ClaimSource
from ingest.model import Document


def with_pending(view: DocumentView, corrections: Sequence[Correction]) -> DocumentView:
    """Return a document with the corrections that are in force now, built in or not."""
    built = {one.field: one for one in view.corrected}
    new = [one for one in corrections if one != _correction_of(built.get(one.field))]
    if not new:
        return view
    document = with_corrections(view.document, new)
    told = {one.field: one for one in view.corrected} | {
        one.field: Corrected(one.field, one.value, _read(view, built, one.field), one.who, one.at)
        for one in new
    }
    own = view.card.id == document.id
    card = _card(view.card, document) if own else view.card
    return replace(view, document=document, card=card, corrected=tuple(told.values()))


def _correction_of(built: Corrected | None) -> Correction | None:
    return None if built is None else Correction(built.field, built.value, built.who, built.at)


def _read(view: DocumentView, built: dict[str, Corrected], field: str) -> str:
    return built[field].read if field in built else written(view.document.header, field)


def _card(card: DocumentCard, document: Document) -> DocumentCard:
    """Return a document's line anew from its header."""
    header, cited = document.header, citable(document)
    return replace(
        card,
        number=str(header.number.value) if header.number else None,
        kind=header.kind.value if header.kind else None,
        issued=header.issued.value if header.issued else None,
        issuer=cited.issuer,
        deciding_body=cited.deciding_body,
        subject=cited.subject,
        title=cited.title,
        corrected=tuple(dict.fromkeys((*card.corrected, *_by_hand(document)))),
    )


def _by_hand(document: Document) -> list[str]:
    fields = ("number", "kind", "issued", "issuer", "deciding_body", "subject")
    claims = {field: getattr(document.header, field) for field in fields}
    return [
        field for field, claim in claims.items() if claim and claim.source is ClaimSource.CORRECTION
    ]
