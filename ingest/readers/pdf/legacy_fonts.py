"""Legacy encodings in PDF pages: runs and words converted before anything else is read.

Words have to be made again from single letters: what is a space in Latin-1 (U+00A0)
is the letter à in VnTeX, and the library has cut words there.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pymupdf

from ingest.readers import legacy_encodings
from ingest.readers.pdf import word_gaps

_SPACES = frozenset(" \t\r\n")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A page's blocks and words, in the library's own shapes, with Unicode in them."""

    blocks: list[dict[str, Any]]
    words: list[tuple[Any, ...]]
    encodings: frozenset[str]
    whole: bool
    """Whether every run that shows more than ASCII was converted."""


def decoded(
    text_page: pymupdf.TextPage, blocks: list[dict[str, Any]], fonts: legacy_encodings.Fonts
) -> Decoded | None:
    """Return the page converted, None when nothing on it is in a legacy encoding.

    :param blocks: the page's blocks as the library gives them without single letters.
    :param fonts: what is known of the file's fonts; it learns this page's.
    """
    spans = [span for block in blocks for line in block.get("lines", ()) for span in line["spans"]]
    fonts.learn((span["font"], span["text"]) for span in spans)
    if not fonts.any_legacy(span["font"] for span in spans):
        return None
    raw: list[dict[str, Any]] = text_page.extractRAWDICT()["blocks"]
    used: set[str] = set()
    words: list[tuple[Any, ...]] = []
    left = 0
    for block in raw:
        for number, line in enumerate(block.get("lines", ())):
            word_gaps.with_spaces(line)
            chosen = [_encoding(line, span["font"], fonts) for span in line["spans"]]
            words.extend(_words(line, chosen, block["number"], number))
            for span, encoding in zip(line["spans"], chosen, strict=True):
                text = "".join(char["c"] for char in span["chars"])
                if encoding is None:
                    left += not text.isascii()
                elif text.strip():
                    used.add(encoding)
                span["text"] = _read(text, encoding, span["font"])
    if not used:
        return None
    return Decoded(raw, words, frozenset(used), left == 0)


def _encoding(line: dict[str, Any], font: str, fonts: legacy_encodings.Fonts) -> str | None:
    """Return the encoding of one font's text on a line, all its runs weighed together."""
    runs = ("".join(c["c"] for c in s["chars"]) for s in line["spans"] if s["font"] == font)
    return fonts.encoding(font, " ".join(runs))


def _read(text: str, encoding: str | None, font: str) -> str:
    return (
        text if encoding is None else legacy_encodings.convert(text, encoding=encoding, font=font)
    )


def _words(
    line: dict[str, Any], chosen: list[str | None], block: int, number: int
) -> Iterator[tuple[Any, ...]]:
    """Yield the words of a line as the library does: box, text, block, line, place."""
    word, box, position = "", word_gaps.NOWHERE, 0
    for span, encoding in zip(line["spans"], chosen, strict=True):
        run = ""
        for char in span["chars"]:
            if char["c"] in _SPACES or (char["c"] == "\u00a0" and encoding != "vntex"):
                word += _read(run, encoding, span["font"])
                if word:
                    yield (*box, word, block, number, position)
                    position += 1
                run, word, box = "", "", word_gaps.NOWHERE
                continue
            run += char["c"]
            box = word_gaps.around(box, char["bbox"])
        word += _read(run, encoding, span["font"])
    if word:
        yield (*box, word, block, number, position)
