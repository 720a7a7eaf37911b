"""The only composer: a file becomes a :class:`Document`."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

from ingest import references
from ingest.header import read_header
from ingest.isolation import Limits, read_isolated
from ingest.layout import LaidOut, lay_out
from ingest.model import Document, Header, Level, Origin, Provision, ReadFile, ReadPage, Span
from ingest.passages import cut_passages
from ingest.readers import READABLE, digest_of, read
from ingest.readers.plain import paragraphs as plain_paragraphs
from ingest.secrecy import secrecy_mark
from ingest.signature import read_signature
from ingest.structure import provisions

PARSER_VERSION = f"1.{references.VERSION}"
"""Raised whenever the same file would be parsed into something else: cached results expire."""

__all__ = ["PARSER_VERSION", "READABLE", "Limits", "assemble", "digest_of", "parse", "parse_text"]


def parse(
    path: Path,
    *,
    source: str | None = None,
    cache: Path | None = None,
    isolated: bool = True,
    limits: Limits = Limits(),
) -> Document:
    """Read and parse one file.

    :param source: what the file is called in records; its name when omitted.
    :param cache: folder that keeps recognised pages.
    :param isolated: read in a child process with ``limits``.
    :raises SourceError: when the file cannot be read.
    """
    if isolated:
        return assemble(read_isolated(path, source=source, cache=cache, limits=limits))
    return assemble(read(path, source=source, cache=cache))


def parse_text(text: str, source: str = "văn bản dán") -> Document:
    """Parse pasted text."""
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    lines = tuple(plain_paragraphs(text, markdown="**" in text))
    page = ReadPage(1, lines, Origin.TEXT if lines else Origin.BLANK)
    return assemble(ReadFile(source, digest, "text", (page,), paged=False))


def assemble(found: ReadFile) -> Document:
    """Return the document of a file that was read.  A secret one is refused and emptied."""
    mark = secrecy_mark(found)
    if mark is not None:
        reason = f"Tệp mang dấu độ mật “{mark}” nên không được nạp."
        return Document(found.source, found.digest, found.media, Header(), (), "", refused=reason)
    laid = lay_out(found)
    header = read_header(laid)
    start = _body_start(laid, header)
    regions = _regions(laid, start)
    tree: tuple[Provision, ...] = ()
    for region in regions:
        shift = len(tree)
        tree += tuple(
            replace(p, parent=None if p.parent is None else p.parent + shift)
            for p in provisions(laid.text, region.start, region.end)
        )
    document = Document(
        found.source,
        found.digest,
        found.media,
        header,
        laid.pages,
        laid.text,
        laid.lines,
        tree,
        laid.notes,
        references.find(laid.text),
        remarks=tuple(dict.fromkeys(r for page in laid.pages for r in page.remarks)),
    )
    return replace(document, passages=cut_passages(document, regions))


def _body_start(laid: LaidOut, header: Header) -> int:
    """Return where the body begins: after the last claim of the header's block."""
    claims = (header.number, header.kind, header.issued, header.place, header.subject)
    ends = [claim.span.end for claim in claims if claim is not None and claim.span is not None]
    if not ends:
        return 0
    end = laid.text.find("\n", max(ends))
    return min(laid.body_end, len(laid.text) if end < 0 else end + 1)


def _regions(laid: LaidOut, start: int) -> tuple[Span, ...]:
    """Return the body without the signature block; annexes behind it are body again."""
    signature = read_signature(laid).start
    if signature is None or signature < start:
        return (Span(start, laid.body_end),)
    behind = provisions(laid.text, signature, laid.body_end)
    annex = next((p.span.start for p in behind if p.level is Level.ANNEX), None)
    body = Span(start, max(start, signature))
    return (body,) if annex is None else (body, Span(annex, laid.body_end))
