"""Text and Markdown files: one page of paragraphs, no boxes.

Markdown marks (emphasis, headings, table bars, rules) are the file's dress, not
the document's words, and are taken off before the canonical text exists.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from ingest.errors import UnknownFileType
from ingest.pages import Origin, ReadPage, Role, TextLine
from ingest.readers.pasted_furniture import pages_joined, without_page_furniture
from ingest.readers.pasted_notes import PastedNotes, with_notes
from ingest.readers.table_cells import row_of
from ingest.text.cut_lines import runs_over
from ingest.text.loose_tones import tones_at_home
from ingest.text.note_signs import SIGNS, raised
from ingest.text.spans import Span
from ingest.text.vietnamese import clean

_ENCODINGS = ("utf-8-sig", "utf-16")
_SALUTATION = re.compile(r"(?<=\d)[\s*_]+(?=[*_]{0,3}Kính gửi\s*:)", re.IGNORECASE)
"""A salutation run together with place and day: it begins a paragraph."""
_EMPHASIS = re.compile(r"(\*{1,3}|_{2,3})(?=\S)(.+?)(?<=\S)\1")
_LOOSE_MARKS = re.compile(r"\*\*|(?<![^\s_])__(?=\S)|(?<=\s)__(?=\s|$)")
_STAR = re.compile(r"(?<!^)\*(?!\s*$)|^\*(?=\S)")
"""A star that is neither a list's ("* …") nor behind the last word, where a note's mark stands."""
_OPENING_STAR = re.compile(r"(?:(?<=\s)|^)\*(?=[^\W_]|[(“\"])")
_MARKS = re.compile(f"[{SIGNS}]+")
_RULE = re.compile(
    r"\|?\s*(?:[-*_=]\s*){3,}(?:\|\s*(?:[-:]\s*)*)*|\|+"
    r"|\|?\s*:?-{3,}:?\s*(?:\|\s*:?-{3,}:?\s*)*\|?"
)
_HEADING = re.compile(r"#{1,6}\s+")
_FRONT_MATTER = re.compile(r"\A\s*---\n.*?\n---\n", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_QUOTE = re.compile(r"^>\s?|^```\w*")
_STARTS_NEW = re.compile(r"#|[-+*]\s|\||>|\d+[.)-]|[a-zđ]\)|[IVXLC]+[.-]|Điều\s\d{1,3}[.:]\s")
_HEADS_PART = re.compile(
    r"(?:Phần|Chương|Mục|Phụ lục|PHẦN|CHƯƠNG|MỤC|PHỤ LỤC)\s(?:[IVXL]+|\d+|thứ\s\w+|THỨ\s\w+)\b"
)
"""A heading; behind half a sentence it is what the sentence speaks of."""
_OWN_LINE = re.compile(
    r"\*{0,3}(?:[^,\d]{2,30},\s*ngày\b(?=.*\d{4})|ĐẢNG CỘNG SẢN|CỘNG H[OÒ]|Số\s*:?\s*\d"
    r"|[TK]/[MLT]\b|(?:TM|KT|TL|TUQ)\.)"
)
"""Lines of the header and the signature that stand by themselves."""
_NAME_CUT = re.compile(r"^\*{0,3}(?:ĐẢNG CỘNG SẢN|CỘNG H(?:ÒA|OÀ)(?: XÃ HỘI(?: CHỦ NGHĨA)?)?)$")
_DRAWN = re.compile(r"[-_–—=*\s]{3,}")
_ENOUGH_LINES = 12
_NARROWEST, _WIDEST = 40, 130
"""Letters of the lines of a text that was wrapped: shorter ones were ended on purpose."""
_FEW_BLANK = 0.15
"""Blank lines for each filled one, up to which they are no marks of paragraphs."""
_SENTENCE_LINE = 50
"""Letters from which on a line that ends in a word is taken for the part of a sentence."""
_BODY = re.compile(
    r"\*{0,3}(?:TỈNH ỦY|THÀNH ỦY|HUYỆN ỦY|QUẬN ỦY|THỊ ỦY|ĐẢNG ỦY|ĐẢNG BỘ)\s[^a-zà]+$"
)
_BODY_BELOW = re.compile(
    r"\*{0,3}(?:HUYỆN ỦY|QUẬN ỦY|THỊ ỦY|THÀNH ỦY|ĐẢNG ỦY|BAN\s|VĂN PHÒNG|ỦY BAN|CHI BỘ)"
)
_NAMED_NOTE = re.compile(
    r"^\[\^(\d{1,3})\]:[ \t]*(\S.*(?:\n[ \t]*(?![\[#|>]|[-+*]\s|\d{1,3}[.)]\s)\S.*)*)$",
    re.MULTILINE,
)
"""A note of Markdown with the lines it runs on over, up to a blank one."""
_NAMED_MARK = re.compile(r"\[\^(\d{1,3})\]")
_ESCAPED = re.compile(r"\\([\\`*_{}\[\]()#+.!|-])")
"""A sign that Markdown would have taken for a mark ("\\*")."""
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

    A blank line ends a paragraph.  In Markdown, and in text that was plainly wrapped
    at a width, a line may go on with the one before.
    """
    text = tones_at_home(clean(pages_joined(text)))
    named: list[TextLine] = []
    if markdown:
        text = _COMMENT.sub("", _FRONT_MATTER.sub("", text))
        text, named = _named_notes(text)
    lines = [_QUOTE.sub("", raw.strip()) if markdown else raw.strip() for raw in text.split("\n")]
    lines = ["*" if markdown and line == "\\*" else line for line in lines]
    found = with_notes(_salutation_apart(without_page_furniture(lines)))
    lines, notes = _notes_apart(found, markdown)
    width = _wrapped_at(lines)
    joined = width is not None or (markdown and not _is_solid(lines))
    joined_lines: list[TextLine] = []
    open_lines: list[str] = []
    for line in [*lines, ""]:
        ends = not line or line == "*" or _is_rule(line, markdown=markdown)
        if ends or not (open_lines and _goes_on(open_lines[-1], line, width, joined=joined)):
            if open_lines:
                joined_lines.append(_paragraph(" ".join(open_lines), markdown))
            open_lines = []
        if line == "*":
            # The star between the header's bodies and its number.
            joined_lines.append(TextLine("*", paragraph_end=True))
        elif not ends:
            open_lines.append(line)
    return [line for line in (*joined_lines, *notes, *named) if line.text]


def _named_notes(text: str) -> tuple[str, list[TextLine]]:
    """Return Markdown with its marks of notes ("[^1]") raised, and the notes ("[^1]: …")."""
    notes = [
        replace(_paragraph(f"{raised(note[1])} {' '.join(note[2].split())}", True), role=Role.NOTE)
        for note in _NAMED_NOTE.finditer(text)
    ]
    marked = _NAMED_MARK.sub(lambda mark: raised(mark[1]), _NAMED_NOTE.sub("", text))
    return (marked, notes) if notes else (text, [])


def _notes_apart(found: PastedNotes, markdown: bool) -> tuple[list[str], list[TextLine]]:
    """Return the lines without the notes among them, and the notes.

    A blank line above one that is left out goes with it: what the note cut goes on.
    """
    kept: list[str] = []
    notes: list[TextLine] = []
    until = 0
    for n, line in enumerate(found.lines):
        if n in found.notes:
            until = n + found.notes[n]
            note = _paragraph(" ".join(found.lines[n:until]), markdown)
            notes.append(replace(note, role=Role.NOTE))
            if kept and not kept[-1]:
                kept.pop()
        elif n >= until:
            kept.append(line)
    return kept, notes


def _salutation_apart(lines: list[str]) -> list[str]:
    return [part for line in lines for part in _SALUTATION.split(line)]


def _is_rule(line: str, *, markdown: bool) -> bool:
    return bool((_RULE if markdown else _DRAWN).fullmatch(line))


def _is_solid(lines: list[str]) -> bool:
    """Say whether blank lines part no paragraphs: pasted text with marks of emphasis in it."""
    filled = sum(1 for line in lines if line)
    return len(lines) - filled <= filled * _FEW_BLANK


def _goes_on(before: str, line: str, width: int | None, *, joined: bool) -> bool:
    if before.startswith(("#", "|")) or line.startswith(("#", "|")):
        return False
    if runs_over(before, line):
        return True
    return _continues(before, line, width) if joined else _flows_on(before, line)


def _flows_on(before: str, line: str) -> bool:
    """Say whether a sentence plainly runs over a line's end: "Quy định số" / "377-QĐ/TW"."""
    if _STARTS_NEW.match(line) or before.isupper():
        return False
    if _OWN_LINE.match(before) or _OWN_LINE.match(line):
        return False
    return line[:1].islower() and before[-1].isalnum() and len(before) > _SENTENCE_LINE


def _wrapped_at(lines: list[str]) -> int | None:
    """Return the width, in letters, that a text without blank lines was wrapped at.

    None when paragraphs are parted by blank lines or each is one long line.
    """
    lengths = sorted(len(line) for line in lines if line)
    if len(lengths) < _ENOUGH_LINES or len(lines) - len(lengths) > len(lengths) * 0.15:
        return None
    width = lengths[len(lengths) * 19 // 20]
    near = sum(length > width * 0.85 for length in lengths)
    return width if _NARROWEST <= width <= _WIDEST and near > len(lengths) * 0.3 else None


def _continues(before: str, line: str, width: int | None) -> bool:
    """Say whether a line goes on with the paragraph of the line before."""
    if _NAME_CUT.search(before):
        return True
    heads = before[-1] in ".;:!?" and _HEADS_PART.match(line)
    if heads or _STARTS_NEW.match(line) or before.startswith(("#", "|")):
        return False
    if _OWN_LINE.match(line) or _OWN_LINE.match(before):
        return False
    if _BODY.match(before) and _BODY_BELOW.match(line):
        return False  # the superior body and the issuing one
    if width is not None and len(before) + 1 + len(line.split(maxsplit=1)[0]) < width * 0.88:
        return False  # there was room for the next word: the line was ended on purpose
    # A bold line of its own is the next line of a title page, not a continuation.
    return not (line.startswith("**") and line.endswith("**") and len(line) > 4)


def _paragraph(text: str, markdown: bool) -> TextLine:
    role = None
    bold = False
    if markdown:
        text = _LINK.sub(r"\1", _HEADING.sub("", text))
        bold = bool(re.fullmatch(r"(\*\*|__).+\1", text))
        if text.startswith("|") and text.count("|") > 2:
            role = Role.TABLE
            cells = [cell.strip() for cell in text.removeprefix("|").removesuffix("|").split("|")]
            text = row_of(cells)
        previous = None
        while previous != text:
            previous, text = text, _EMPHASIS.sub(r"\2", text)
        # Emphasis whose closing mark stands after a space, or is missing.
        text = _without_loose_marks(text)
        text = text.strip() if role is Role.TABLE else text.strip("|").strip().strip("*").strip()
        text = _ESCAPED.sub(r"\1", text)
    marks = tuple(Span(*match.span()) for match in _MARKS.finditer(text))
    return TextLine(text, bold=bold, marks=marks, role=role, paragraph_end=True)


def _without_loose_marks(text: str) -> str:
    """Return text without marks of emphasis no pattern pairs: "*Nguyễn Văn X *hiện", "__Nơi"."""
    text = _LOOSE_MARKS.sub("", text)
    stars = _STAR.findall(text)
    text = (_STAR if len(stars) % 2 == 0 else _OPENING_STAR).sub("", text)
    return re.sub(r" {2,}", " ", text)
