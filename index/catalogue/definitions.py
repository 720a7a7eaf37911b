"""Definitions as rows of the catalogue, and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from index.definitions.forms import DefinitionForm
from index.definitions.reader import read_definitions
from ingest.model import Document
from ingest.text.spans import Span
from ingest.text.vietnamese import lower, tone_normal

OF_TERM = (
    "SELECT n, term, form, start, stop, says, passage, pages FROM definitions"
    " WHERE term_key = ? ORDER BY n, ordinal"
)
TERMS = "SELECT n, term_key, term, form FROM definitions ORDER BY n, ordinal"


@dataclass(frozen=True, slots=True)
class DefinitionRow:
    """A definition as the catalogue keeps it.

    ``says`` is the slice ``span`` of the text of document ``n``; ``passage`` is the key of the
    passage it begins in, None where no passage holds it.
    """

    n: int
    term: str
    form: DefinitionForm
    span: Span
    says: str
    passage: int | None
    pages: tuple[int, ...]


def term_key(term: str) -> str:
    """Return what is alike for all writings of a term: one case, one space, one tone placement."""
    return " ".join(lower(tone_normal(term)).split())


def definition_rows(
    n: int, document: Document, passage_of: Callable[[Span], int | None]
) -> list[tuple[object, ...]]:
    """Return the rows of what a document defines.

    :param passage_of: gives the key of the passage in which a stretch begins.
    """
    text = document.text
    return [
        (
            n,
            ordinal,
            one.term.of(text),
            term_key(one.term.of(text)),
            one.form.value,
            one.says.start,
            one.says.end,
            one.says.of(text),
            passage_of(one.says),
            json.dumps(document.pages_of(one.says)),
        )
        for ordinal, one in enumerate(read_definitions(document))
    ]


def definition_of(row: Sequence[Any]) -> DefinitionRow:
    """Return the definition of a row of :data:`OF_TERM`."""
    n, term, form, start, stop, says, passage, pages = row
    return DefinitionRow(
        n, term, DefinitionForm(form), Span(start, stop), says, passage, tuple(json.loads(pages))
    )
