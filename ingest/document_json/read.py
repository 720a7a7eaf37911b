"""JSON values as the :class:`Document` they were written from."""

from __future__ import annotations

from datetime import date
from typing import Any, TypeVar

from ingest.citations import Amendment, Effect, PhraseChange, Reference, ReferenceForm, Relation
from ingest.claims import Claim, ClaimSource, Doubt, Header
from ingest.document_json.shape import CLAIMS, FORMAT, Json
from ingest.model import Document, Level, Line, Note, Page, Passage, Provision, WordBox
from ingest.pages import Box, Origin, Role
from ingest.text.spans import Span
from ingest.vocabulary.document_numbers import DocumentNumber, Style

T = TypeVar("T")


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

    words = {name: claim(name, str(claims[name][0])) for name in CLAIMS if name in claims}
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
