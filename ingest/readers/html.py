"""Web pages (.html, and .doc files that are web pages): their words by paragraphs and rows.

Only text is taken: nothing a page holds is run, fetched or kept as markup.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree, html

from ingest.errors import DamagedFile
from ingest.pages import Origin, ReadPage, Role, TextLine
from ingest.readers.table_cells import row_of
from ingest.text.loose_tones import tones_at_home
from ingest.text.spans import Span
from ingest.text.vietnamese import clean

_NAME = re.compile(r"\w+")
_UNSEEN = frozenset(
    _NAME.findall(
        "script style head template noscript iframe object embed svg math nav button select "
        "textarea input audio video canvas"
    )
)
_BLOCKS = frozenset(
    _NAME.findall(
        "address article aside blockquote body caption center dd div dl dt fieldset figcaption "
        "figure footer h1 h2 h3 h4 h5 h6 header hr html li main ol p pre section table tbody td "
        "tfoot th thead tr ul"
    )
)
_BOLD = frozenset({"b", "strong", "h1", "h2", "h3", "h4", "h5", "h6", "th"})
_SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_NOTE_LINK = re.compile(r"#_(?:ftn|edn)(?!ref)\w*$")
_NOTE_NAME = re.compile(r"_?(?:ftn|edn)\d+$")
_RAISED = re.compile(r"[\[(]?(\d{1,3})[\])]?")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_FURNISHING = frozenset({"aside", "footer", "header"})
_WHOLE = frozenset({"html", "body", "main", "article", "form"})
"""What holds a page's own text, whatever it is called."""
_FURNITURE = re.compile(
    r"(?:^|[\s_-])(?:nav(?:bar|igation)?|menu|breadcrumbs?|share|sharing|social|related|tags?|"
    r"sidebar|pagination|toolbar|footer|copyright)(?:$|[\s_-])",
    re.IGNORECASE,
)
"""Names of what stands around a page's own text, as its authors give them."""
_LEAST_LINKED = 0.5
"""Share of the letters that are links, from which on a part so named is no text."""
_OWNER = re.compile(r"©|\(c\) ?\d{4}|bản quyền|all rights reserved", re.IGNORECASE)
_OWNER_LETTERS = 600
MAX_DEPTH = 400


def read_html(path: Path) -> tuple[ReadPage, ...]:
    """Return the one page of a web page.

    :raises DamagedFile: when nothing can be made of it.
    """
    data = path.read_bytes()
    parser = html.HTMLParser(
        encoding=_encoding(data), no_network=True, remove_comments=True, remove_pis=True
    )
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, LookupError, ValueError) as error:
        raise DamagedFile(f"Không đọc được trang web “{path.name}”.") from error
    walk = _Walk()
    walk.block(root, 0)
    walk.close()
    if not walk.lines:
        return (ReadPage(1, (), Origin.BLANK),)
    return (ReadPage(1, tuple(walk.lines)),)


def _encoding(data: bytes) -> str | None:
    """Return UTF-8 where the bytes are UTF-8, else None: the page's own word is taken."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return "utf-8"


@dataclass(slots=True)
class _Walk:
    """Walks the tree once and keeps the paragraph that is open."""

    lines: list[TextLine] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    marks: list[tuple[int, int]] = field(default_factory=list)
    length: int = 0
    bold: int = 0
    note: bool = False
    notes_open: int = 0
    """How many elements around hold a note whole."""

    def close(self) -> None:
        """End the open paragraph."""
        text = "".join(self.parts)
        stripped = text.strip()
        if stripped:
            left = len(text) - len(text.lstrip())
            marks = tuple(Span(a - left, b - left) for a, b in self.marks if a >= left)
            role = Role.NOTE if self.note or self.notes_open else None
            self.lines.append(
                TextLine(
                    stripped,
                    bold=self.bold * 2 > len(stripped),
                    marks=marks,
                    role=role,
                    paragraph_end=True,
                )
            )
        self.parts.clear()
        self.marks.clear()
        self.length = self.bold = 0
        self.note = False

    def add(self, text: str | None, *, bold: bool = False) -> None:
        """Add words to the open paragraph; runs of white space are one space."""
        if not text:
            return
        words = re.sub(r"\s+", " ", tones_at_home(clean(text)))
        if words.startswith(" ") and (not self.parts or self.parts[-1].endswith(" ")):
            words = words[1:]
        self.parts.append(words)
        self.length += len(words)
        self.bold += len(words) if bold else 0

    def block(self, element: html.HtmlElement, depth: int, *, bold: bool = False) -> None:
        """Add an element and what it holds."""
        tag = element.tag
        if not isinstance(tag, str) or tag in _UNSEEN or _HIDDEN.search(element.get("style") or ""):
            return
        if _is_furniture(element, tag):
            self.close()
            return
        if depth > MAX_DEPTH:
            # Deeper nesting is no page that a person wrote; its words still count.
            self.add(element.text_content())
            return
        if tag == "table":
            self.close()
            self._table(element, depth)
            return
        if tag == "br":
            self.close()
            return
        is_note = _NOTE_NAME.match(element.get("name") or element.get("id") or "") is not None
        raised = _raised(element)
        if raised is not None:
            self.note = self.note or is_note
            self.marks.append((self.length, self.length + len(raised)))
            self.add(raised)
            return
        if tag in _BLOCKS:
            self.close()
        self.notes_open += is_note
        bold = bold or tag in _BOLD
        self.add(element.text, bold=bold)
        for child in element:
            self.block(child, depth + 1, bold=bold)
            self.add(child.tail, bold=bold)
        if tag in _BLOCKS:
            self.close()
        self.notes_open -= is_note

    def _table(self, table: html.HtmlElement, depth: int) -> None:
        """Add a table by rows; one whose cells hold paragraphs is read cell by cell."""
        for row in _rows(table):
            cells = [self._cell(cell, depth) for cell in row if cell.tag in {"td", "th"}]
            if any(len(cell) > 1 for cell in cells):
                self.lines.extend(line for cell in cells for line in cell)
            elif any(cells):
                text = row_of([" ".join(line.text for line in cell) for cell in cells])
                self.lines.append(TextLine(text, role=Role.TABLE, paragraph_end=True))

    def _cell(self, cell: html.HtmlElement, depth: int) -> list[TextLine]:
        inner = _Walk()
        inner.block(cell, depth + 1)
        inner.close()
        return inner.lines


def _is_furniture(element: html.HtmlElement, tag: str) -> bool:
    """Say whether a part is the site's, not the text's: named so, and links for the most part."""
    named = " ".join(
        (element.get("class") or "", element.get("id") or "", element.get("role") or "")
    )
    if tag not in _FURNISHING and not _FURNITURE.search(named):
        return False
    if tag in _WHOLE or (tag == "header" and _heads_article(element)):
        return False
    words = "".join(element.text_content().split())
    linked = "".join("".join(link.text_content().split()) for link in element.iter("a"))
    if not words or len(linked) >= _LEAST_LINKED * len(words):
        return True
    return len(words) < _OWNER_LETTERS and _OWNER.search(element.text_content()) is not None


def _heads_article(header: html.HtmlElement) -> bool:
    """Say whether a header holds the title of a text, which may well be a link to itself."""
    titled = any(part.tag in {"h1", "h2", "h3"} for part in header.iter())
    return titled and next(header.iterancestors("article", "main"), None) is not None


def _rows(table: html.HtmlElement) -> Iterator[html.HtmlElement]:
    for part in table:
        if part.tag == "tr":
            yield part
        elif part.tag in {"thead", "tbody", "tfoot"}:
            yield from (row for row in part if row.tag == "tr")


def _raised(element: html.HtmlElement) -> str | None:
    """Return the superscript digits of a note mark; None for anything else."""
    if element.tag == "sup" or (
        element.tag == "a" and _NOTE_LINK.search(element.get("href") or "")
    ):
        mark = _RAISED.fullmatch(element.text_content().strip())
        return mark[1].translate(_SUPERSCRIPT) if mark else None
    if element.tag == "a" and _NOTE_NAME.match((element.get("name") or "").lstrip("#")):
        mark = _RAISED.fullmatch(element.text_content().strip())
        return mark[1].translate(_SUPERSCRIPT) if mark else None
    return None
