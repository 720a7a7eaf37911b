"""The only composer: a file becomes a :class:`Document`."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from ingest.claims import Header
from ingest.header.annex_claims import with_annex_claims
from ingest.header.doubts import settled, with_doubts
from ingest.header.draft import draft_doubt
from ingest.header.header import body_start, read_header, with_signature
from ingest.header.ocr_confidence import with_overlays_named
from ingest.header.recognised_signature import with_agreed_signature
from ingest.header.recognised_subject import mended
from ingest.header.secrecy import secrecy_mark
from ingest.layout.canonical_text import lay_out
from ingest.model import Document
from ingest.pages import Origin, ReadFile, ReadPage
from ingest.readers import ARCHIVES, PAGED, READABLE, digest_of, examples, kind_of, read
from ingest.readers.archive import INSIDE, Member, unpack
from ingest.readers.ocr import cache as kept
from ingest.readers.plain import paragraphs as plain_paragraphs
from ingest.readers.sandbox import MISSING, Limits, read_isolated
from ingest.references import find, inside
from ingest.structure.passages import cut_passages
from ingest.structure.place_doubts import place_doubts
from ingest.structure.provisions import read_structure

_OWN_VERSION = "32"
PARSER_VERSION = f"{_OWN_VERSION}.{find.VERSION}"
"""Raised whenever the same file would be parsed into something else: cached results expire."""

__all__ = [
    "ARCHIVES",
    "INSIDE",
    "MISSING",
    "PAGED",
    "PARSER_VERSION",
    "READABLE",
    "Limits",
    "Member",
    "assemble",
    "digest_of",
    "examples",
    "kind_of",
    "parse",
    "parse_text",
    "unpack",
]


def parse(
    path: Path,
    *,
    source: str | None = None,
    cache: Path | None = None,
    isolated: bool = True,
    limits: Limits = Limits(),  # noqa: B008  # frozen
) -> Document:
    """Read and parse one file.

    A file that bears a secrecy mark comes back refused and empty; what was recognised on
    its pages is never written anywhere.

    :param source: what the file is called in records; its name when omitted.
    :param cache: folder that keeps recognised pages.
    :param isolated: read in a child process with ``limits``.
    :raises SourceError: when the file cannot be read.
    """
    fresh: Mapping[str, str]
    if isolated:
        file, fresh = read_isolated(path, source=source, cache=cache, limits=limits)
    else:
        with kept.collecting() as fresh:
            file = read(path, source=source, cache=cache)
    document = assemble(file)
    if document.refused is None and cache is not None:
        kept.settle(cache, fresh)
    return document


def parse_text(text: str, source: str = "văn bản dán") -> Document:
    """Parse pasted text."""
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    lines = tuple(plain_paragraphs(text, markdown="**" in text))
    page = ReadPage(1, lines, Origin.TEXT if lines else Origin.BLANK)
    return assemble(ReadFile(source, digest, "text", (page,), paged=False))


def assemble(file: ReadFile) -> Document:
    """Return the document of a file that was read.  A secret one is refused and emptied."""
    mark = secrecy_mark(file)
    if mark is not None:
        reason = f"Tệp mang dấu độ mật “{mark}” nên không được nạp và không được lưu."
        return Document(file.source, file.digest, file.media, Header(), (), "", refused=reason)
    laid = lay_out(file)
    header = with_overlays_named(read_header(laid), laid, file)
    structure = read_structure(laid, body_start(laid, header))
    signed = with_agreed_signature(with_signature(header, laid, structure.signature), laid, file)
    sure, doubts = with_doubts(mended(signed, laid), laid, file)
    stated = with_annex_claims(sure, laid, file)
    doubts = (
        *settled(doubts, stated),
        *place_doubts(structure.unsure, laid),
        *draft_doubt(laid),
    )
    findings = find.read(laid.text)
    told = (doubt.reason for doubt in doubts if doubt.read)
    remarks = [*told, *(remark for page in laid.pages for remark in page.remarks)]
    document = Document(
        file.source,
        file.digest,
        file.media,
        stated,
        laid.pages,
        laid.text,
        laid.lines,
        structure.provisions,
        laid.notes,
        inside.settle_places(
            laid.text, findings.references, findings.amendments, structure.provisions
        ),
        findings.amendments,
        remarks=tuple(dict.fromkeys(remarks)),
        doubts=doubts,
    )
    return replace(document, passages=cut_passages(document, structure.body))
