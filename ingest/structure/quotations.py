"""Text quoted inside an amending document: it is that document's words, not its structure.

"Điều 1. Sửa đổi … như sau: “Điều 5. …”": the quoted Điều 5 is no article of the
amending document, however many paragraphs it runs on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.layout.paragraphs import Paragraph
from ingest.structure.markers import markers_at
from ingest.text.note_signs import SIGNS

_OPENS = re.compile(r"^[“\"«]\s*")
_CLOSES = re.compile(rf"[”\"»]\s*[{SIGNS}]*\s*[.;,:]{{0,2}}\s*$")
_OWN_WORDS = re.compile(
    r"^Điều \d+[.:]?\s*(?:Sửa đổi|Bổ sung|Bãi bỏ|Thay thế|Thay cụm|Bỏ|Hiệu lực|Điều khoản|"
    r"Trách nhiệm|Tổ chức thực hiện|Quy định chuyển tiếp|Thi hành)",
    re.IGNORECASE,
)
"""How the articles of an amending document itself begin."""
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
        end = _end(paragraphs, n, _article_before(paragraphs, n, quoted))
        quoted.update(range(n, end + 1))
        n = end + 1
    return frozenset(quoted)


def _begins(paragraphs: Sequence[Paragraph], n: int, *, after_quote: bool) -> bool:
    opening = _OPENS.match(paragraphs[n].text)
    if opening is None:
        return False
    if after_quote or (n and paragraphs[n - 1].text.endswith(":")):
        return True
    return bool(markers_at(paragraphs[n].text[opening.end() :]))


def _article_before(paragraphs: Sequence[Paragraph], n: int, quoted: set[int]) -> int | None:
    """Return the number of the amending document's own article that holds paragraph ``n``."""
    for at in range(n - 1, -1, -1):
        number = None if at in quoted else _article(paragraphs[at])
        if number is not None:
            return number
    return None


def _article(paragraph: Paragraph) -> int | None:
    marker = next((m for m in markers_at(paragraph.text) if m.form.name == "article"), None)
    return marker.order if marker is not None and marker.mark else None


def _is_next_article(paragraph: Paragraph, article: int | None) -> bool:
    """Say whether the amending document goes on although a quotation was never closed."""
    if article is None or _article(paragraph) != article + 1:
        return False
    return _OWN_WORDS.search(paragraph.text) is not None


def _end(paragraphs: Sequence[Paragraph], start: int, article: int | None) -> int:
    """Return the index of the paragraph with which the quotation ends.

    :param article: the number of the amending document's own article around it.
    """
    last = min(len(paragraphs), start + MOST_PARAGRAPHS)
    next_articles = (n for n in range(start + 1, last) if _is_next_article(paragraphs[n], article))
    last = next(next_articles, last)
    if paragraphs[start].text.startswith("“"):
        depth = 0
        for n in range(start, last):
            text = paragraphs[n].text
            depth += text.count("“") - text.count("”")
            if depth <= 0:
                return n
        if last < min(len(paragraphs), start + MOST_PARAGRAPHS):
            return last - 1
    # Straight marks, or a curly one that is never closed: the first paragraph that ends with one.
    for n in range(start, last):
        text = _OPENS.sub("", paragraphs[n].text) if n == start else paragraphs[n].text
        if _CLOSES.search(text):
            return n
    return start
