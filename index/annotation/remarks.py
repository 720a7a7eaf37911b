"""What is put into a Word file: comments, tracked changes, footnotes.

ECMA-376 Part 1: comments 17.13.4, revisions 17.13.5, footnotes 17.11.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

from lxml import etree

from index.annotation.letters import Letter, W
from index.annotation.package import Package
from index.annotation.runs import Runs

AUTHOR = "Kiểm tra viện dẫn"
INITIALS = "KT"
_COMMENTS = "application/vnd.openxmlformats-officedocument.wordprocessingml.comments+xml"
_FOOTNOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"
_NAMES = {"w": W[1:-1]}

Stretch = tuple[Letter, Letter]
"""The first and the last letter of what is remarked on."""


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment's paragraphs and what it is about: a stretch, else a run (a footnote's mark).

    Without either it stands at the file's beginning.
    """

    paragraphs: tuple[str, ...]
    stretch: Stretch | None = None
    run: etree._Element | None = None


def legal(text: str) -> str:
    """Return ``text`` without characters that XML 1.0 forbids."""
    return "".join(c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))


def _element(tag: str, **attributes: str) -> etree._Element:
    element = etree.Element(f"{W}{tag}", nsmap=_NAMES)
    for name, value in attributes.items():
        element.set(f"{W}{name}", value)
    return element


def _run(text: str, properties: etree._Element | None = None, tag: str = "t") -> etree._Element:
    run = _element("r")
    if properties is not None:
        run.append(deepcopy(properties))
    words = etree.SubElement(run, f"{W}{tag}")
    words.text = legal(text)
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return run


def _next_id(roots: Iterable[etree._Element], tags: Sequence[str]) -> int:
    """Return the first free id above those of the elements called ``tags``."""
    taken = [
        int(value)
        for root in roots
        for tag in tags
        for one in root.iter(f"{W}{tag}")
        if (value := one.get(f"{W}id", "")).lstrip("-").isdigit()
    ]
    return max(taken, default=-1) + 1


def add_comments(
    package: Package,
    root: etree._Element,
    runs: Runs,
    comments: Sequence[Comment],
    when: datetime,
) -> None:
    """Put comments beside what they are about, and into the comments' part."""
    if not comments:
        return
    part = package.related("comments")
    book = package.parse(part) if part else _element("comments")
    number = _next_id((book, root), ("comment", "commentRangeStart", "commentReference"))
    for one in comments:
        _mark(root, runs, one, number)
        book.append(_comment(one, number, when))
        number += 1
    if part is None:
        part = package.new_part("comments.xml")
        package.relate("comments", part, _COMMENTS)
    package.write(part, book)


def _comment(one: Comment, number: int, when: datetime) -> etree._Element:
    stamp = when.strftime("%Y-%m-%dT%H:%M:%SZ")
    comment = _element("comment", id=str(number), author=AUTHOR, date=stamp, initials=INITIALS)
    for text in one.paragraphs:
        paragraph = etree.SubElement(comment, f"{W}p")
        paragraph.append(_run(text))
    return comment


def _mark(root: etree._Element, runs: Runs, comment: Comment, number: int) -> None:
    opens, closes = (
        _element("commentRangeStart", id=str(number)),
        _element("commentRangeEnd", id=str(number)),
    )
    reference = _element("r")
    reference.append(_element("commentReference", id=str(number)))
    if comment.stretch is not None:
        first, last = comment.stretch
        runs.after(last.element, last.end).addnext(closes)
        runs.before(first.element, first.start).addprevious(opens)
    elif comment.run is not None:
        comment.run.addnext(closes)
        comment.run.addprevious(opens)
    else:
        paragraph = next(root.iter(f"{W}p"), None)
        if paragraph is not None:
            paragraph.append(reference)
        return
    closes.addnext(reference)


def replace_tracked(
    root: etree._Element, runs: Runs, stretch: Stretch, text: str, when: datetime, *, insert: bool
) -> bool:
    """Mark a stretch as deleted and ``text`` as put in its place; say whether that was done.

    :param insert: nothing is deleted: ``text`` goes before the stretch.
    """
    first, last = stretch
    begin = runs.before(first.element, first.start)
    if insert:
        begin.addprevious(_inserted(root, begin, text, when))
        return True
    finish = runs.after(last.element, last.end)
    # What the first letter stood in may have been cut again by the second cut.
    begin = runs.before(first.element, first.start)
    between = _between(begin, finish)
    if between is None:
        return False
    gone = _revision(root, "del", when)
    begin.addprevious(gone)
    for run in between:
        gone.append(run)
        for words in run.findall(f"{W}t"):
            words.tag = f"{W}delText"
    if text:
        gone.addnext(_inserted(root, between[0], text, when))
    return True


def _between(begin: etree._Element, finish: etree._Element) -> list[etree._Element] | None:
    """Return the runs from one to another; None where anything but runs stands among them."""
    rows = [begin]
    while rows[-1] is not finish:
        after = rows[-1].getnext()
        if after is None or after.tag not in (f"{W}r", f"{W}proofErr"):
            return None
        rows.append(after)
    return [row for row in rows if row.tag == f"{W}r"]


def _revision(root: etree._Element, tag: str, when: datetime) -> etree._Element:
    number = _next_id((root,), ("ins", "del", "moveFrom", "moveTo", "rPrChange", "pPrChange"))
    stamp = when.strftime("%Y-%m-%dT%H:%M:%SZ")
    return _element(tag, id=str(number), author=AUTHOR, date=stamp)


def _inserted(
    root: etree._Element, beside: etree._Element, text: str, when: datetime
) -> etree._Element:
    revision = _revision(root, "ins", when)
    revision.append(_run(text, beside.find(f"{W}rPr")))
    return revision


def note_marks(root: etree._Element, kind: str) -> dict[str, etree._Element]:
    """Return the runs that bear the marks of notes ("footnote", "endnote"), by the notes' ids."""
    return {
        mark.get(f"{W}id", ""): run
        for mark in root.iter(f"{W}{kind}Reference")
        if (run := mark.getparent()) is not None
    }


def note_of(letter: Letter, kind: str) -> str:
    """Return the id of the note a letter of their part stands in, "" for none."""
    above = letter.element.iterancestors(f"{W}{kind}")
    return next((note.get(f"{W}id", "") for note in above), "")


def box_of(letter: Letter) -> etree._Element | None:
    """Return the run of the body that holds the text box a letter stands in, if it does.

    Word lets neither comments nor footnotes stand in a text box.
    """
    runs = [
        above
        for box in letter.element.iterancestors(f"{W}txbxContent")
        for above in box.iterancestors(f"{W}r")
    ]
    return runs[-1] if runs else None


def add_footnotes(
    package: Package, runs: Runs, root: etree._Element, notes: Sequence[tuple[Letter, str]]
) -> None:
    """Put a real footnote behind each letter."""
    if not notes:
        return
    part = package.related("footnotes")
    book = package.parse(part) if part else _footnotes()
    number = max(1, _next_id((book,), ("footnote",)))
    for letter, text in notes:
        run = _element("r")
        properties = etree.SubElement(run, f"{W}rPr")
        etree.SubElement(properties, f"{W}vertAlign").set(f"{W}val", "superscript")
        run.append(_element("footnoteReference", id=str(number)))
        runs.after(letter.element, letter.end).addnext(run)
        book.append(_footnote(number, text))
        number += 1
    if part is None:
        part = package.new_part("footnotes.xml")
        package.relate("footnotes", part, _FOOTNOTES)
    package.write(part, book)


def _footnotes() -> etree._Element:
    """Return a part with the two separators that Word asks for."""
    book = _element("footnotes")
    for number, kind in ((-1, "separator"), (0, "continuationSeparator")):
        note = _element("footnote", id=str(number), type=kind)
        run = etree.SubElement(etree.SubElement(note, f"{W}p"), f"{W}r")
        etree.SubElement(run, f"{W}{kind}")
        book.append(note)
    return book


def _footnote(number: int, text: str) -> etree._Element:
    note = _element("footnote", id=str(number))
    paragraph = etree.SubElement(note, f"{W}p")
    mark = etree.SubElement(paragraph, f"{W}r")
    properties = etree.SubElement(mark, f"{W}rPr")
    etree.SubElement(properties, f"{W}vertAlign").set(f"{W}val", "superscript")
    etree.SubElement(mark, f"{W}footnoteRef")
    paragraph.append(_run(f" {text}"))
    return note
