"""Runs of a Word file cut where something is to stand between two letters."""

from __future__ import annotations

from copy import deepcopy

from lxml import etree

from index.annotation.letters import W

_SPACE = "{http://www.w3.org/XML/1998/namespace}space"


class Runs:
    """Cuts runs; remembers what became of every text element, so that places stay valid."""

    def __init__(self) -> None:
        self._pieces: dict[etree._Element, list[tuple[int, etree._Element]]] = {}

    def before(self, element: etree._Element, offset: int) -> etree._Element:
        """Return the run that begins with the letter at ``offset`` of a text element."""
        piece, start = self._piece(element, offset)
        if offset > start:
            piece = self._cut(element, piece, offset - start, offset)
        return _run_from(piece)

    def after(self, element: etree._Element, offset: int) -> etree._Element:
        """Return the run that ends before ``offset`` of a text element."""
        text = element if offset == 0 else self._piece(element, offset - 1)[0]
        start = self._start(element, text)
        if offset - start < len(text.text or ""):
            self._cut(element, text, offset - start, offset)
        _run_behind(text)
        return _run_of(text)

    def _piece(self, element: etree._Element, offset: int) -> tuple[etree._Element, int]:
        pieces = self._pieces.setdefault(element, [(0, element)])
        start, piece = max((one for one in pieces if one[0] <= offset), key=lambda one: one[0])
        return piece, start

    def _start(self, element: etree._Element, piece: etree._Element) -> int:
        return next(start for start, one in self._pieces[element] if one is piece)

    def _cut(
        self, element: etree._Element, piece: etree._Element, at: int, offset: int
    ) -> etree._Element:
        """Cut a text element in two runs; return the second one's text."""
        text = piece.text or ""
        rest = etree.Element(piece.tag)
        rest.text, piece.text = text[at:], text[:at]
        for one in (rest, piece):
            one.set(_SPACE, "preserve")
        piece.addnext(rest)
        rest.tail = None
        self._pieces[element].append((offset, rest))
        _run_from(rest)
        return rest


def _run_of(text: etree._Element) -> etree._Element:
    run = text.getparent()
    if run is None:
        raise ValueError("a text element stands in a run")
    return run


def _run_from(text: etree._Element) -> etree._Element:
    """Return a run that begins with ``text``: its own, or a new one cut off before it."""
    run = _run_of(text)
    ahead = [one for one in text.itersiblings(preceding=True) if one.tag != f"{W}rPr"]
    if not ahead:
        return run
    return _moved(run, [text, *text.itersiblings()])


def _run_behind(text: etree._Element) -> None:
    """Let the run of ``text`` end with it."""
    behind = list(text.itersiblings())
    if behind:
        _moved(_run_of(text), behind)


def _moved(run: etree._Element, children: list[etree._Element]) -> etree._Element:
    """Return a new run behind ``run`` with its properties and these children of it."""
    other = etree.Element(run.tag)
    properties = run.find(f"{W}rPr")
    if properties is not None:
        other.append(deepcopy(properties))
    run.addnext(other)
    for child in children:
        other.append(child)
    return other
