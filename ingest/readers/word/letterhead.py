"""A document's letterhead that was typed into Word's page header.

A page header is furniture as a rule.  One that bears the Party's or the State's name is the
document's own header, put there by a template; it stands above the body.
"""

from __future__ import annotations

import re
from itertools import islice

from docx.document import Document as WordFile
from docx.oxml.ns import qn
from lxml.etree import _Element as Element

_NAMES = re.compile(
    r"đảng cộng sản việt nam|cộng h(?:òa|oà) xã hội chủ nghĩa|độc lập\s*[-–]\s*tự do", re.IGNORECASE
)
_OPENING = 40
"""Paragraphs of the body among which its own letterhead would stand."""


def letterhead(word: WordFile) -> Element | None:
    """Return the page header of the first section that is the document's letterhead."""
    if not word.sections or _NAMES.search(_opening(word)):
        return None
    section = word.sections[0]
    headers = [section.header]
    if section.different_first_page_header_footer:
        headers.insert(0, section.first_page_header)
    for header in headers:
        element: Element = header._element
        if not header.is_linked_to_previous and _NAMES.search(_text(element)):
            return element
    return None


def _opening(word: WordFile) -> str:
    return "\n".join(map(_text, islice(word.element.body.iter(qn("w:p")), _OPENING)))


def _text(element: Element) -> str:
    return "".join(node.text or "" for node in element.iter(qn("w:t")))
