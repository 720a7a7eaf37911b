"""The user's own Word file, with a comment at each fault and at each place that is unsure.

Where the reader asks for it, corrected facts stand as tracked changes and quotations get
footnotes.  Every part that is not touched keeps the bytes it had.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from lxml import etree

from index.annotation.corrections import corrections
from index.annotation.letters import LetterMap
from index.annotation.package import Package
from index.annotation.remarks import (
    Comment,
    add_comments,
    add_footnotes,
    box_of,
    note_marks,
    note_of,
    replace_tracked,
)
from index.annotation.runs import Runs
from index.check_results import (
    CheckedQuotation,
    CheckReport,
    CheckVerdict,
    QuotationVerdict,
)
from index.quotations.place_words import place_words
from index.verdict_words import Group, Judged, group_of, verdict_words
from ingest.errors import UsageError, reason
from ingest.model import Document
from ingest.text.spans import Span


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is put in beside the comments."""

    changes: bool = False
    footnotes: bool = False


def annotate(
    data: bytes,
    document: Document,
    report: CheckReport,
    when: datetime,
    wanted: Wanted = Wanted(),  # frozen
) -> bytes:
    """Return a .docx with what was found about it.

    :param document: what was read from ``data``.
    :raises DamagedFile: it is no Word file.
    """
    package = Package(data)
    root = package.parse(package.main)
    letters, runs = LetterMap(root, document.text), Runs()
    comments = list(_comments(report, letters, _Notes(package, root, document.text)))
    add_comments(package, root, runs, comments, when)
    touched = bool(comments)
    if wanted.changes:
        touched |= _change(root, runs, letters, document, report, when)
    if wanted.footnotes:
        touched |= _note(package, root, runs, letters, report)
    if touched:
        package.write(package.main, root)
    return package.saved()


def hand_back(
    path: Path, out: Path, document: Document, report: CheckReport, wanted: Wanted
) -> None:
    """Write the Word file at ``path`` to ``out`` with what was found about it.

    :raises DamagedFile: it is no Word file; :raises UsageError: ``out`` cannot be written.
    """
    data = annotate(path.read_bytes(), document, report, datetime.now(UTC), wanted)
    try:
        out.write_bytes(data)
    except OSError as error:
        raise UsageError(f"Không ghi được tệp Word vào {out} ({reason(error)}).") from error


class _Notes:
    """The file's own footnotes and endnotes: what stands in one is remarked on at its mark."""

    def __init__(self, package: Package, root: etree._Element, text: str) -> None:
        parts = {kind: package.related(f"{kind}s") for kind in ("footnote", "endnote")}
        self._books = {
            kind: (LetterMap(package.parse(part), text), note_marks(root, kind))
            for kind, part in parts.items()
            if part is not None
        }

    def mark(self, span: Span) -> etree._Element | None:
        """Return the run with the mark of the note that a stretch stands in."""
        for kind, (letters, marks) in self._books.items():
            stretch = letters.find(span)
            run = marks.get(note_of(stretch[0], kind)) if stretch else None
            if run is not None:
                return run
        return None


def _comments(report: CheckReport, letters: LetterMap, notes: _Notes) -> Iterator[Comment]:
    if report.references or report.quotations:
        yield from (Comment((remark,)) for remark in report.remarks)
    judged: tuple[Judged, ...] = (*report.references, *report.quotations)
    for one in judged:
        if group_of(one) is Group.RIGHT:
            continue
        stretch = letters.find(one.span)
        # What stands in a text box is remarked on at the box.
        mark = box_of(stretch[0]) if stretch else notes.mark(one.span)
        if mark is not None:
            stretch = None
        lead = () if stretch else (f"Về “{' '.join(one.text.split())}”:",)
        yield Comment((*lead, f"{_before(one)}{one.detail}", *_more(one)), stretch, mark)


def _before(one: Judged) -> str:
    """Return what is said before the detail, which names every verdict but two by itself."""
    if isinstance(one, CheckedQuotation):
        return "Câu trích: "
    return f"{verdict_words(one).capitalize()}. " if one.verdict is CheckVerdict.UNSURE else ""


def _more(one: Judged) -> Iterator[str]:
    if isinstance(one, CheckedQuotation) and one.differences and one.place is not None:
        yield f"Văn bản ghi: “{' '.join(one.place.text.split())}”"


def _change(
    root: etree._Element,
    runs: Runs,
    letters: LetterMap,
    document: Document,
    report: CheckReport,
    when: datetime,
) -> bool:
    done = False
    for one in reversed(corrections(document, report)):
        insert = not len(one.span)
        stretch = letters.before(one.span.start) if insert else letters.find(one.span)
        if stretch is not None:
            done |= replace_tracked(root, runs, stretch, one.text, when, insert=insert)
    return done


def _note(
    package: Package, root: etree._Element, runs: Runs, letters: LetterMap, report: CheckReport
) -> bool:
    notes = []
    for quoted in reversed(report.quotations):
        place = quoted.place
        if quoted.verdict is not QuotationVerdict.VERBATIM or place is None:
            continue
        stretch = letters.find(Span(quoted.span.start, quoted.span.end))
        if stretch is not None and box_of(stretch[1]) is None:
            notes.append((stretch[1], f"{place_words(place)}."))
    add_footnotes(package, runs, root, notes[::-1])
    return bool(notes)
