"""A :class:`Document` as JSON and back, without loss.

The keys of the documented contract (``docs/json.md``) come first; what a library needs
besides (lines, boxes, claims) stands under ``"_"`` and may change between versions.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from ingest.model import (
    Box,
    Claim,
    Document,
    Form,
    Header,
    Level,
    Line,
    Note,
    Origin,
    Page,
    Passage,
    Provision,
    Reference,
    Relation,
    Role,
    Source,
    Span,
    WordBox,
)
from ingest.numbers import DocumentNumber, Style

Json = dict[str, Any]


def to_json(document: Document) -> Json:
    """Return the document as JSON values: the contract's keys, then ``"_"`` for the rest."""
    header = document.header
    return {
        "source": document.source,
        "digest": document.digest,
        "number": _said(header.number),
        "kind": _said(header.kind),
        "issuer": _said(header.issuer),
        "deciding_body": _said(header.deciding_body),
        "issued": header.issued.value.isoformat() if header.issued else None,
        "subject": _said(header.subject),
        "refused": document.refused,
        "pages": [_page_out(page) for page in document.pages],
        "text": document.text,
        "provisions": [
            {
                "path": list(p.path),
                "label": p.label,
                "title": p.title,
                "start": p.span.start,
                "end": p.span.end,
                "level": p.level.value,
                "parent": p.parent,
            }
            for p in document.provisions
        ],
        "notes": [
            {
                "mark": n.mark,
                "start": n.span.start,
                "end": n.span.end,
                "text": n.text,
                "anchor": _span_out(n.anchor),
            }
            for n in document.notes
        ],
        "references": [_reference_out(ref) for ref in document.references],
        "passages": [
            {
                "id": p.id,
                "path": list(p.path),
                "start": p.span.start,
                "end": p.span.end,
                "pages": list(p.pages),
                "text": p.text,
                "heading": list(p.heading),
                "note": p.note,
            }
            for p in document.passages
        ],
        "_": {
            "media": document.media,
            "remarks": list(document.remarks),
            "header": _header_out(header),
            "lines": [_line_out(line) for line in document.lines],
        },
    }


def from_json(data: Json) -> Document:
    """Return the document that :func:`to_json` wrote."""
    rest = data["_"]
    text = data["text"]
    return Document(
        data["source"],
        data["digest"],
        rest["media"],
        _header_in(rest["header"]),
        tuple(_page_in(page) for page in data["pages"]),
        text,
        tuple(_line_in(line) for line in rest["lines"]),
        tuple(
            Provision(
                Level(p["level"]),
                tuple(p["path"]),
                p["label"],
                p["title"],
                Span(p["start"], p["end"]),
                p["parent"],
            )
            for p in data["provisions"]
        ),
        tuple(
            Note(n["mark"], Span(n["start"], n["end"]), n["text"], _span_in(n["anchor"]))
            for n in data["notes"]
        ),
        tuple(_reference_in(ref) for ref in data["references"]),
        tuple(
            Passage(
                p["id"],
                tuple(p["path"]),
                tuple(p["heading"]),
                Span(p["start"], p["end"]),
                tuple(p["pages"]),
                text[p["start"] : p["end"]],
                p["note"],
            )
            for p in data["passages"]
        ),
        data["refused"],
        tuple(rest["remarks"]),
    )


def _said(claim: Claim[Any] | None) -> str | None:
    return None if claim is None else str(claim.value)


def _span_out(span: Span | None) -> list[int] | None:
    return None if span is None else [span.start, span.end]


def _span_in(data: list[int] | None) -> Span | None:
    return None if data is None else Span(*data)


def _box_out(box: Box | None) -> list[float] | None:
    return None if box is None else [box.x0, box.y0, box.x1, box.y1]


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


def _line_out(line: Line) -> list[Any]:
    words = [
        [w.span.start, w.span.end, w.box.x0, w.box.y0, w.box.x1, w.box.y1] for w in line.words
    ]
    return [
        line.page,
        line.role.value,
        _span_out(line.span),
        _box_out(line.box),
        words,
        line.text,
    ]


def _line_in(data: list[Any]) -> Line:
    page, role, span, box, words, text = data
    return Line(
        page,
        text,
        Role(role),
        _span_in(span),
        Box(*box) if box else None,
        tuple(WordBox(Span(w[0], w[1]), Box(*w[2:])) for w in words),
    )


_CLAIMS = (
    "kind", "issuer", "superior", "deciding_body", "place", "subject", "signatory", "position",
    "urgency",
)  # fmt: skip


def number_out(number: DocumentNumber | None) -> list[Any] | None:
    """Return a number as its parts."""
    if number is None:
        return None
    return [
        number.serial,
        number.type_code,
        number.body,
        number.year,
        number.style.value,
        number.serial_text,
    ]


def number_in(data: list[Any] | None) -> DocumentNumber | None:
    """Return the number of its parts."""
    if data is None:
        return None
    serial, code, body, year, style, text = data
    return DocumentNumber(serial, code, body, year, Style(style), text)


def _claim_out(claim: Claim[Any] | None, value: Any) -> list[Any] | None:
    return None if claim is None else [value, claim.source.value, _span_out(claim.span)]


def _header_out(header: Header) -> Json:
    out: Json = {}
    for name in _CLAIMS:
        claim = getattr(header, name)
        out[name] = _claim_out(claim, claim.value if claim else None)
    number, issued = header.number, header.issued
    out["number"] = _claim_out(number, number_out(number.value) if number else None)
    out["issued"] = _claim_out(issued, issued.value.isoformat() if issued else None)
    out["recipients"] = list(header.recipients)
    return out


def _header_in(data: Json) -> Header:
    def claim(name: str, made: Any = None) -> Any:
        if data[name] is None:
            return None
        value, source, span = data[name]
        return Claim(made(value) if made else value, Source(source), _span_in(span))

    return Header(
        number=claim("number", number_in),
        issued=claim("issued", date.fromisoformat),
        recipients=tuple(data["recipients"]),
        **{name: claim(name) for name in _CLAIMS},
    )


def _reference_out(ref: Reference) -> Json:
    return {
        "start": ref.span.start,
        "end": ref.span.end,
        "text": ref.text,
        "form": ref.form.value,
        "kind": ref.kind,
        "number": str(ref.number) if ref.number else None,
        "issued": ref.issued.isoformat() if ref.issued else None,
        "issuer": ref.issuer,
        "subject": ref.subject,
        "provision": ref.provision,
        "relation": ref.relation.value,
        "serial": ref.serial,
        "year": ref.year,
        "term": ref.term,
        "name": ref.name,
        "number_parts": number_out(ref.number),
        "relation_span": _span_out(ref.relation_span),
    }


def _reference_in(data: Json) -> Reference:
    return Reference(
        Span(data["start"], data["end"]),
        data["text"],
        Form(data["form"]),
        data["kind"],
        number_in(data["number_parts"]),
        data["serial"],
        date.fromisoformat(data["issued"]) if data["issued"] else None,
        data["year"],
        data["term"],
        data["issuer"],
        data["subject"],
        data["name"],
        data["provision"],
        Relation(data["relation"]),
        _span_in(data["relation_span"]),
    )
