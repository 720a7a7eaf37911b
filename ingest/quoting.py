"""Text quoted inside an amending document: it is that document's words, not its structure.

"Điều 1. Sửa đổi … như sau: “Điều 5. …”": the quoted Điều 5 is no article of the
amending document, however many paragraphs it runs on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.markers import markers_at
from ingest.paragraphs import Paragraph

_OPENS = re.compile(r"^[“\"«]\s*")
_CLOSES = re.compile(r"[”\"»]\s*[⁰¹²³⁴⁵⁶⁷⁸⁹]*\s*[.;,:]{0,2}\s*$")
MOST_PARAGRAPHS = 400
"""The longest quotation believed; a lost closing mark must not swallow the document."""


def quoted_paragraphs(paragraphs: Sequence[Paragraph]) -> frozenset[int]:
    """Return the indices of paragraphs that stand inside a quotation of several provisions."""
    quoted: set[int] = set()
    n = 0
    while n < len(paragraphs):
        if not _begins(paragraphs, n, after_quote=n - 1 in quoted):
            n += 1
            continue
        end = _end(paragraphs, n)
        quoted.update(range(n, end + 1))
        n = end + 1
    return frozenset(quoted)


def _begins(paragraphs: Sequence[Paragraph], n: int, *, after_quote: bool) -> bool:
    found = _OPENS.match(paragraphs[n].text)
    if found is None:
        return False
    if after_quote or (n and paragraphs[n - 1].text.endswith(":")):
        return True
    return bool(markers_at(paragraphs[n].text[found.end() :]))


def _end(paragraphs: Sequence[Paragraph], start: int) -> int:
    """Return the index of the paragraph with which the quotation ends."""
    last = min(len(paragraphs), start + MOST_PARAGRAPHS)
    if paragraphs[start].text.startswith("“"):
        depth = 0
        for n in range(start, last):
            text = paragraphs[n].text
            depth += text.count("“") - text.count("”")
            if depth <= 0:
                return n
    # Straight marks, or a curly one that is never closed: the first paragraph that ends with one.
    for n in range(start, last):
        text = _OPENS.sub("", paragraphs[n].text) if n == start else paragraphs[n].text
        if _CLOSES.search(text):
            return n
    return start
