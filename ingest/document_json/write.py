"""A :class:`Document` as JSON values."""

from __future__ import annotations

from datetime import date
from typing import Any

from ingest.citations import Amendment, Reference
from ingest.claims import Claim, Doubt, Header
from ingest.document_json.shape import CLAIMS, FORMAT, Json
from ingest.model import Document, Line, Note, Page, Passage, Provision
from ingest.pages import Box
from ingest.text.spans import Span
from ingest.vocabulary.document_numbers import DocumentNumber


def to_json(document: Document) -> Json:
    """Return the document as JSON values: the contract's keys, and ``more``."""
    header = document.header
    return {
        "source": document.source,
        "digest": document.digest,
        "number": str(header.number.value) if header.number else None,
        "kind": _value(header.kind),
        "issuer": _value(header.issuer),
        "deciding_body": _value(header.deciding_body),
        "issued": header.issued.value.isoformat() if header.issued else None,
        "subject": _value(header.subject),
        "refused": document.refused,
        "superior": _value(header.superior),
        "place": _value(header.place),
        "signatory": _value(header.signatory),
        "position": _value(header.position),
        "recipients": list(header.recipients),
        "urgency": _value(header.urgency),
        "origins": _origins_out(header),
        "pages": [_page_out(page) for page in document.pages],
        "text": document.text,
        "provisions": [_provision_out(provision) for provision in document.provisions],
        "notes": [_note_out(note) for note in document.notes],
        "references": [_reference_out(reference) for reference in document.references],
        "amendments": [_amendment_out(amendment) for amendment in document.amendments],
        "passages": [_passage_out(passage) for passage in document.passages],
        "remarks": list(document.remarks),
        "doubts": [_doubt_out(doubt) for doubt in document.doubts],
        "more": {
            "format": FORMAT,
            "media": document.media,
            "claims": _claims_out(header),
            "lines": [_line_out(line) for line in document.lines],
        },
    }


def _value(claim: Claim[str] | None) -> str | None:
    return claim.value if claim else None


def _pair(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _box(box: Box | None) -> list[float] | None:
    return None if box is None else [box.x0, box.y0, box.x1, box.y1]


def _number_out(number: DocumentNumber | None) -> Json | None:
    if number is None:
        return None
    return {
        "serial": number.serial,
        "serial_text": number.serial_text,
        "type_code": number.type_code,
        "body": number.body,
        "year": number.year,
        "style": number.style.value,
    }


def _origins_out(header: Header) -> Json:
    """Return where each fact of the header that is stated was read."""
    stated = {name: getattr(header, name) for name in (*CLAIMS, "number", "issued")}
    return {name: claim.source.value for name, claim in stated.items() if claim}


def _claims_out(header: Header) -> Json:
    claims: Json = {}
    for name in (*CLAIMS, "number", "issued"):
        claim = getattr(header, name)
        if claim is None:
            continue
        value = claim.value
        if isinstance(value, DocumentNumber):
            value = _number_out(value)
        elif isinstance(value, date):
            value = value.isoformat()
        claims[name] = [value, claim.source.value, _pair(claim.span)]
    return claims


def _page_out(page: Page) -> Json:
    return {
        "number": page.number,
        "printed": page.printed,
        "origin": page.origin.value,
        "confidence": page.confidence,
        "width": page.width,
        "height": page.height,
        "remarks": list(page.remarks),
    }


def _doubt_out(doubt: Doubt) -> Json:
    return {
        "field": doubt.field,
        "read": doubt.read,
        "reason": doubt.reason,
        "page": doubt.page,
        "box": _box(doubt.box),
        "stated": doubt.stated,
    }


def _provision_out(provision: Provision) -> Json:
    return {
        "path": list(provision.path),
        "label": provision.label,
        "title": provision.title,
        "start": provision.span.start,
        "end": provision.span.end,
        "level": provision.level.value,
        "parent": provision.parent,
    }


def _note_out(note: Note) -> Json:
    return {
        "mark": note.mark,
        "start": note.span.start,
        "end": note.span.end,
        "text": note.text,
        "anchor": _pair(note.anchor),
    }


def _reference_out(reference: Reference) -> Json:
    return {
        "start": reference.span.start,
        "end": reference.span.end,
        "text": reference.text,
        "form": reference.form.value,
        "kind": reference.kind,
        "number": str(reference.number) if reference.number else None,
        "issued": reference.issued.isoformat() if reference.issued else None,
        "issuer": reference.issuer,
        "subject": reference.subject,
        "provision": reference.provision,
        "relation": reference.relation.value,
        "parsed": _number_out(reference.number),
        "serial": reference.serial,
        "year": reference.year,
        "term": reference.term,
        "name": reference.name,
        "relation_at": _pair(reference.relation_span),
        "of": reference.of,
        "inside": reference.inside,
    }


def _amendment_out(amendment: Amendment) -> Json:
    return {
        "effect": amendment.effect.value,
        "target": amendment.target,
        "provision": list(amendment.provision),
        "start": amendment.span.start,
        "end": amendment.span.end,
        "sentence": _pair(amendment.sentence),
        "partial": amendment.partial,
        "own": amendment.own,
        "by": amendment.by,
        "effective": amendment.effective.isoformat() if amendment.effective else None,
        "effective_at": _pair(amendment.effective_span),
        "words": _pair(amendment.words),
        "phrases": [
            {"old": _pair(phrase.old), "new": _pair(phrase.new), "after": _pair(phrase.after)}
            for phrase in amendment.phrases
        ],
    }


def _passage_out(passage: Passage) -> Json:
    return {
        "id": passage.id,
        "path": list(passage.path),
        "start": passage.span.start,
        "end": passage.span.end,
        "pages": list(passage.pages),
        "text": passage.text,
        "heading": list(passage.heading),
        "note": passage.note,
    }


def _line_out(line: Line) -> list[Any]:
    words = [[word.span.start, word.span.end, *(_box(word.box) or ())] for word in line.words]
    return [line.page, line.text, line.role.value, _pair(line.span), _box(line.box), words]
