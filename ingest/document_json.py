"""A :class:`Document` as JSON and back.

The keys of the project's JSON contract (``python -m ingest FILE --json``) are for
everyone; dates are ISO 8601, offsets count code points of ``text``.  The key ``more``
holds the rest of the document compactly, so that nothing is lost when a parsed
document is kept: ``from_json(to_json(d)) == d``.
"""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from ingest.model import (
    Amendment,
    Box,
    Claim,
    ClaimSource,
    Document,
    Doubt,
    Effect,
    Header,
    Level,
    Line,
    Note,
    Origin,
    Page,
    Passage,
    PhraseChange,
    Provision,
    Reference,
    ReferenceForm,
    Relation,
    Role,
    WordBox,
)
from ingest.text.spans import Span
from ingest.vocabulary.document_numbers import DocumentNumber, Style

Json = dict[str, Any]
T = TypeVar("T")
FORMAT = 1
"""Raised when ``more`` changes its shape."""
_WORDS = ("kind", "issuer", "superior", "deciding_body", "place", "subject", "signatory")
_CLAIMS = (*_WORDS, "position", "urgency")


# --- out ---------------------------------------------------------------------------


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
    stated = {name: getattr(header, name) for name in (*_CLAIMS, "number", "issued")}
    return {name: claim.source.value for name, claim in stated.items() if claim}


def _claims_out(header: Header) -> Json:
    claims: Json = {}
    for name in (*_CLAIMS, "number", "issued"):
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


# --- back --------------------------------------------------------------------------


def from_json(data: Json) -> Document:
    """Return the document that :func:`to_json` wrote.

    :raises ValueError: when it was written in another format.
    """
    more = data["more"]
    if more["format"] != FORMAT:
        raise ValueError(f"a document of format {more['format']}, not {FORMAT}")
    return Document(
        source=data["source"],
        digest=data["digest"],
        media=more["media"],
        header=_header_in(more["claims"], data["recipients"]),
        pages=tuple(_page_in(page) for page in data["pages"]),
        text=data["text"],
        lines=tuple(_line_in(line) for line in more["lines"]),
        provisions=tuple(_provision_in(provision) for provision in data["provisions"]),
        notes=tuple(_note_in(note) for note in data["notes"]),
        references=tuple(_reference_in(reference) for reference in data["references"]),
        amendments=tuple(_amendment_in(amendment) for amendment in data["amendments"]),
        passages=tuple(_passage_in(passage) for passage in data["passages"]),
        refused=data["refused"],
        remarks=tuple(data["remarks"]),
        doubts=tuple(map(_doubt_in, data["doubts"])),
    )


def _doubt_in(data: Json) -> Doubt:
    box = Box(*data["box"]) if data["box"] else None
    return Doubt(data["field"], data["read"], data["reason"], data["page"], box, data["stated"])


def _span(pair: list[int] | None) -> Span | None:
    return None if pair is None else Span(*pair)


def _number_in(data: Json | None) -> DocumentNumber | None:
    return None if data is None else DocumentNumber(**{**data, "style": Style(data["style"])})


def _header_in(claims: Json, recipients: list[str]) -> Header:
    def claim(name: str, value: T) -> Claim[T]:
        _, source, span = claims[name]
        return Claim(value, ClaimSource(source), _span(span))

    words = {name: claim(name, str(claims[name][0])) for name in _CLAIMS if name in claims}
    number = _number_in(claims["number"][0]) if "number" in claims else None
    issued = date.fromisoformat(claims["issued"][0]) if "issued" in claims else None
    return Header(
        number=claim("number", number) if number else None,
        issued=claim("issued", issued) if issued else None,
        recipients=tuple(recipients),
        **words,
    )


def _page_in(data: Json) -> Page:
    return Page(
        data["number"],
        data["printed"],
        Origin(data["origin"]),
        data["confidence"],
        data["width"],
        data["height"],
        tuple(data["remarks"]),
    )


def _provision_in(data: Json) -> Provision:
    return Provision(
        Level(data["level"]),
        tuple(data["path"]),
        data["label"],
        data["title"],
        Span(data["start"], data["end"]),
        data["parent"],
    )


def _note_in(data: Json) -> Note:
    return Note(data["mark"], Span(data["start"], data["end"]), data["text"], _span(data["anchor"]))


def _reference_in(data: Json) -> Reference:
    return Reference(
        Span(data["start"], data["end"]),
        data["text"],
        ReferenceForm(data["form"]),
        kind=data["kind"],
        number=_number_in(data["parsed"]),
        serial=data["serial"],
        issued=date.fromisoformat(data["issued"]) if data["issued"] else None,
        year=data["year"],
        term=data["term"],
        issuer=data["issuer"],
        subject=data["subject"],
        name=data["name"],
        provision=data["provision"],
        relation=Relation(data["relation"]),
        relation_span=_span(data["relation_at"]),
        of=data["of"],
        inside=data["inside"],
    )


def _amendment_in(data: Json) -> Amendment:
    return Amendment(
        effect=Effect(data["effect"]),
        target=data["target"],
        provision=tuple(data["provision"]),
        span=Span(data["start"], data["end"]),
        sentence=Span(*data["sentence"]),
        partial=data["partial"],
        own=data["own"],
        by=data["by"],
        effective=date.fromisoformat(data["effective"]) if data["effective"] else None,
        effective_span=_span(data["effective_at"]),
        words=_span(data["words"]),
        phrases=tuple(
            PhraseChange(_span(phrase["old"]), _span(phrase["new"]), _span(phrase["after"]))
            for phrase in data["phrases"]
        ),
    )


def _passage_in(data: Json) -> Passage:
    return Passage(
        data["id"],
        tuple(data["path"]),
        tuple(data["heading"]),
        Span(data["start"], data["end"]),
        tuple(data["pages"]),
        data["text"],
        data["note"],
    )


def _line_in(data: list[Any]) -> Line:
    page, text, role, span, box, words = data
    return Line(
        page,
        text,
        Role(role),
        _span(span),
        Box(*box) if box else None,
        tuple(WordBox(Span(start, end), Box(*where)) for start, end, *where in words),
    )
