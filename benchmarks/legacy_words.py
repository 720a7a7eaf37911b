"""Share of valid syllables in the files that were converted from TCVN3, VNI or VnTeX."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

from benchmarks.reading_files import Real
from ingest.model import Document
from ingest.pages import Origin, Role
from ingest.text.vietnamese import is_syllable, tokens

LOAN_WORDS = frozenset({"vectơ", "lôgic", "cácbon"})
"""Foreign words that Vietnamese writes with its own letters: no syllables, and no mistakes."""


def section(read: Sequence[Real]) -> list[str]:
    """Return the lines of the report on converted files."""
    lines = [
        "## Encodings from before Unicode",
        "",
        "Files of which a page was converted from TCVN3, VNI or VnTeX. What conversion can spoil",
        "are the letters outside ASCII, so the words that hold one are counted, formulas (Greek),",
        "English, commands and names of variables are not: these are the same before and after.",
        f"Loan words ({', '.join(sorted(LOAN_WORDS))}) are counted apart; pages that were",
        "recognised are left out. The target is 98 %.",
        "",
        "| file | words | syllables | loan words | other | share |",
        "|---|---|---|---|---|---|",
    ]
    whole = [0, 0, 0]
    for one in read:
        if one.document is None or not _is_converted(one.document):
            continue
        words = list(_lettered(one.document))
        good = sum(map(is_syllable, words))
        loans = sum(word.lower() in LOAN_WORDS for word in words)
        whole = [a + b for a, b in zip(whole, (len(words), good, loans), strict=True)]
        lines.append(_row(f"`{one.path.name}`", len(words), good, loans))
    return [*lines, _row("**all**", *whole), ""]


def _row(name: str, words: int, good: int, loans: int) -> str:
    share = f"{(good + loans) / words:.2%}" if words else "—"
    return f"| {name} | {words} | {good} | {loans} | {words - good - loans} | {share} |"


def _is_converted(document: Document) -> bool:
    """Say whether a page was converted; of a page in two parts its remark tells."""
    return any(
        page.origin is Origin.CONVERTED or any("phông chữ cũ" in told for told in page.remarks)
        for page in document.pages
    )


def _lettered(document: Document) -> Iterator[str]:
    """Yield the words with a Latin letter outside ASCII of the pages with their own text."""
    recognised = {page.number for page in document.pages if page.origin is Origin.OCR}
    for line in document.lines:
        if line.role is Role.FURNITURE or line.page in recognised:
            continue
        for span in tokens(line.text):
            word = span.of(line.text)
            if word.isalpha() and any(map(_is_latin, word)):
                yield word


def _is_latin(sign: str) -> bool:
    return not sign.isascii() and unicodedata.name(sign, "").startswith("LATIN")
