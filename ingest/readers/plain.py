"""Text and Markdown files: one page of paragraphs, no boxes.

Markdown marks (emphasis, headings, table bars, rules) are the file's dress, not
the document's words, and are taken off before the canonical text exists.
"""

from __future__ import annotations

import re
from pathlib import Path

from ingest.errors import UnknownFileType
from ingest.model import Origin, ReadPage, Role, Span, TextLine
from ingest.text import clean

_ENCODINGS = ("utf-8-sig", "utf-16")
_EMPHASIS = re.compile(r"(\*{1,3}|_{2,3})(?=\S)(.+?)(?<=\S)\1")
_MARKS = re.compile("[⁰¹²³⁴⁵⁶⁷⁸⁹]+")
_RULE = re.compile(r"\|?\s*(?:[-*_=]\s*){3,}(?:\|\s*(?:[-:]\s*)*)*|\|+|(?:\|?\s*:?-{3,}:?\s*)+\|?")
_HEADING = re.compile(r"#{1,6}\s+")
_FRONT_MATTER = re.compile(r"\A\s*---\n.*?\n---\n", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_QUOTE = re.compile(r"^>\s?|^```\w*")
_OWN_LINE = re.compile(r"\*{0,3}(?:[^,\d]{2,30},\s*ngày\b|ĐẢNG CỘNG SẢN|CỘNG H[OÒ]|Số\s*:?\s*\d)")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)]*\)")


def decode(data: bytes, name: str) -> str:
    """Return the text of a file.

    :raises UnknownFileType: when the bytes are no Unicode text.
    """
    if b"\x00" in data[:4096] and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnknownFileType(f"Tệp “{name}” không phải là văn bản thuần.")
    for encoding in _ENCODINGS:
        if encoding == "utf-16" and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
            continue
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise UnknownFileType(
        f"Tệp “{name}” không dùng bảng mã Unicode (UTF-8).",
        "Mở tệp, lưu lại với bảng mã UTF-8 rồi nạp lại.",
    )


def read_plain(path: Path) -> tuple[ReadPage, ...]:
    """Return the one page of a text file; every line is a paragraph."""
    text = decode(path.read_bytes(), path.name)
    markdown = path.suffix.lower() in {".md", ".markdown"} or "**" in text
    lines = paragraphs(text, markdown=markdown)
    if not lines:
        return (ReadPage(1, (), Origin.BLANK),)
    return (ReadPage(1, tuple(lines)),)


def paragraphs(text: str, *, markdown: bool) -> list[TextLine]:
    """Return the paragraphs of a text.

    In Markdown a paragraph ends at a blank line; in plain text at every line end
    unless the lines are plainly wrapped (next line begins in small letters).
    """
    made: list[TextLine] = []
    open_lines: list[str] = []

    def close() -> None:
        if open_lines:
            made.append(_paragraph(" ".join(open_lines), markdown))
            open_lines.clear()

    text = clean(text)
    if markdown:
        text = _COMMENT.sub("", _FRONT_MATTER.sub("", text))
    for raw in text.split("\n"):
        line = raw.strip()
        if markdown:
            line = _QUOTE.sub("", line)
        if not line or (markdown and _RULE.fullmatch(line)):
            close()
        elif line == "*":
            # The star between the header's bodies and its number.
            close()
            made.append(TextLine("*", paragraph_end=True))
        elif markdown and open_lines and _continues(open_lines[-1], line):
            open_lines.append(line)
        else:
            close()
            open_lines.append(line)
    close()
    return [line for line in made if line.text]


def _continues(before: str, line: str) -> bool:
    """Say whether a Markdown line goes on with the paragraph of the line before."""
    starts_new = re.match(r"(?:#|[-+*]\s|\||>|\d+[.)-]|[a-zđ]\)|[IVXLC]+[.-])", line)
    if starts_new or before.startswith(("#", "|")) or _OWN_LINE.match(line):
        return False
    # A bold line after a bold line is the next line of a title page, not its continuation.
    bold = before.startswith("**") and before.endswith("**") and line.startswith("**")
    return not (bold or _OWN_LINE.match(before))


def _paragraph(text: str, markdown: bool) -> TextLine:
    role = None
    bold = False
    if markdown:
        text = _LINK.sub(r"\1", _HEADING.sub("", text))
        bold = bool(re.fullmatch(r"\*\*.+\*\*", text))
        if text.startswith("|") and text.count("|") > 2:
            role = Role.TABLE
            cells = (cell.strip() for cell in text.strip("|").split("|"))
            text = " | ".join(cell for cell in cells if cell)
        previous = None
        while previous != text:
            previous, text = text, _EMPHASIS.sub(r"\2", text)
        # Emphasis whose closing mark stands after a space, or is missing.
        text = text.strip("|").strip().strip("*").strip()
    marks = tuple(Span(*found.span()) for found in _MARKS.finditer(text))
    return TextLine(text, bold=bold, marks=marks, role=role, paragraph_end=True)
