"""How the runs of a Word file are set: capitals, struck out; with what styles say.

All capitals (``w:caps``, ``w:smallCaps``) are kept by Word as a property of letters that stay
small in the file: the reader of the page sees capitals, so the text has them.
"""

from __future__ import annotations

from collections.abc import Iterator

from docx.document import Document as WordFile
from docx.oxml.ns import qn
from lxml.etree import _Element as Element

_CAPITALS = ("caps", "smallCaps")
_STRUCK = ("strike", "dstrike")
_MOST_STYLES = 12
"""Styles based on one another; a circle of them ends here."""


class Formatting:
    """What the properties of runs and of their styles switch on."""

    def __init__(self, word: WordFile) -> None:
        self._styles = {
            style.get(qn("w:styleId"), ""): style
            for style in word.styles.element.findall(qn("w:style"))
        }
        self._normal = next(
            (
                key
                for key, style in self._styles.items()
                if style.get(qn("w:default")) == "1" and style.get(qn("w:type")) == "paragraph"
            ),
            "",
        )
        self._said: dict[tuple[str, str], bool | None] = {}

    def shows_capitals(self, node: Element) -> bool:
        """Say whether a node's letters show as capitals whatever they are."""
        return any(self._has(node, name) for name in _CAPITALS)

    def is_struck(self, node: Element) -> bool:
        """Say whether a node's text is struck out."""
        return any(self._has(node, name) for name in _STRUCK)

    def _has(self, node: Element, name: str) -> bool:
        return next((said for said in self._sayings(node, name) if said is not None), False)

    def _sayings(self, node: Element, name: str) -> Iterator[bool | None]:
        """Yield what the run, its style and its paragraph's style say, the nearest first."""
        run = node.getparent()
        properties = None if run is None else run.find(qn("w:rPr"))
        if properties is not None:
            yield is_on(properties.find(qn(f"w:{name}")))
            style = properties.find(qn("w:rStyle"))
            if style is not None:
                yield self._of_style(style.get(qn("w:val"), ""), name)
        paragraph = next(node.iterancestors(qn("w:p")), None)
        if paragraph is not None:
            style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
            named = self._normal if style is None else style.get(qn("w:val"), "")
            yield self._of_style(named, name)

    def _of_style(self, key: str, name: str) -> bool | None:
        if (key, name) not in self._said:
            self._said[key, name] = self._inherited(key, name)
        return self._said[key, name]

    def _inherited(self, key: str, name: str) -> bool | None:
        for _ in range(_MOST_STYLES):
            style = self._styles.get(key)
            if style is None:
                return None
            said = is_on(style.find(f"{qn('w:rPr')}/{qn(f'w:{name}')}"))
            if said is not None:
                return said
            based = style.find(qn("w:basedOn"))
            key = "" if based is None else based.get(qn("w:val"), "")
        return None


def is_on(switch: Element | None) -> bool | None:
    """Return what a switch says, None where it is not there."""
    return None if switch is None else switch.get(qn("w:val")) not in {"0", "false", "none"}
