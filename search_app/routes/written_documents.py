"""The texts of documents as their pages print them, kept while they are read.

A text of twenty pages is a thousand paragraphs with links and marks; who goes from place to place
in it, or comes back to it, gets what was written the first time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock

from flask import Flask, current_app, render_template
from markupsafe import Markup

from ingest.model import Document
from search_app.views.document import DocumentText

MOST = 24
"""Texts kept, the last used ones: some hundred kilobytes each."""

_Written = tuple[Document, Hashable, Markup]


class WrittenDocuments:
    """Texts by the document's file; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._held: OrderedDict[str, _Written] = OrderedDict()

    def get(self, text: DocumentText) -> Markup | None:
        """Return what was written of this text; None where anything it is made of changed."""
        with self._lock:
            held = self._held.get(text.document.id)
            if held is None:
                return None
            document, made_of, written = held
            if not _is_same(document, text.document) or made_of != text.made_of:
                return None
            self._held.move_to_end(document.id)
            return written

    def put(self, text: DocumentText, written: Markup) -> None:
        """Keep what was written of a text."""
        with self._lock:
            self._held[text.document.id] = text.document, text.made_of, written
            self._held.move_to_end(text.document.id)
            while len(self._held) > MOST:
                self._held.popitem(last=False)


def _is_same(one: Document, other: Document) -> bool:
    """Say whether two documents have the same text, by its parts: whole ones are not compared."""
    return (
        one.text is other.text
        and one.lines is other.lines
        and one.provisions is other.provisions
        and one.notes is other.notes
        and one.pages is other.pages
    )


def written(text: DocumentText, *, focus: bool) -> Markup:
    """Return the text of a document as HTML; kept where it is shown whole.

    :param focus: whether the page opens at the stretch the reader came for.
    """
    kept: WrittenDocuments = current_app.extensions["vankien.written_documents"]
    if not text.is_whole:
        return _new(text, focus=focus)
    held = kept.get(text)
    if held is None:
        held = _new(text, focus=focus)
        kept.put(text, held)
    return held


def _new(text: DocumentText, *, focus: bool) -> Markup:
    # From our own template, which escapes what it is given.
    return Markup(render_template("_document_text.html", text=text, focus=focus))  # noqa: S704  # nosec B704


def install(app: Flask) -> None:
    """Keep texts for ``app``."""
    app.extensions["vankien.written_documents"] = WrittenDocuments()
