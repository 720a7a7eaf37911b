"""The files of a catalogue as documents: copies of one document stand behind one card."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from index.analysis.text_likeness import Contents, ContentsReader
from index.catalogue.compared_texts import ComparedTexts
from index.catalogue.facets import is_scanned
from index.catalogue.visible_tables import VisibleTables
from index.citations.copies import Likeness
from index.citations.copy_groups import Copies, FileFacts, find_copies
from index.metadata.corrections import decisions_of
from index.results import DocumentCard

_FACTS = "SELECT n, sketch, signed, media, digest, {corrections} FROM documents ORDER BY n"
_JOINED = ("kind", "issuer", "deciding_body", "issued", "subject")
"""Facts of a document's card that may be another file's."""
_TEXT = "SELECT n, text FROM passages WHERE n = ? ORDER BY ordinal"
COMPARED = 32
"""Texts held while files are compared."""
_PAGED = frozenset({"pdf", "image"})


class Files:
    """Which of a catalogue's files are one document; found when first asked, by any thread.

    :param cards: of the files that may be seen, by number.
    :param compared: what is known of how far their texts are one; what is found is added.
    """

    def __init__(
        self,
        tables: VisibleTables,
        cards: Mapping[int, DocumentCard],
        compared: ComparedTexts | None = None,
    ) -> None:
        self._tables, self._cards = tables, cards
        self._compared = compared or ComparedTexts()
        self._finding = threading.Lock()
        self._copies: Copies | None = None
        self._documents: dict[int, DocumentCard] | None = None

    @property
    def copies(self) -> Copies:
        """Which files are one document."""
        with self._finding:
            if self._copies is None:
                self._copies = find_copies(self._facts(), self._alike())
            return self._copies

    @property
    def documents(self) -> dict[int, DocumentCard]:
        """The cards of documents, by the number of the file that stands for each."""
        if self._documents is None:
            copies = self.copies
            self._documents = {
                n: self._joined(copies.files[n]) if n in copies.files else card
                for n, card in self._cards.items()
                if copies.is_preferred(n)
            }
        return self._documents

    def _joined(self, files: Sequence[int]) -> DocumentCard:
        """Return the card of a document: its preferred file's, with what another says surer.

        Recognition misreads a letter of a subject that a typed copy has right; what the preferred
        file does not say is taken from one that does.
        """
        cards = [self._cards[n] for n in files]
        first = cards[0]
        typed = [card for card in cards if not is_scanned(card)] if is_scanned(first) else []
        surer = cards if "subject" in first.corrected else [*typed, *cards]
        joined = replace(
            first,
            files=len(files),
            kind=_first_said(card.kind for card in cards),
            issuer=_first_said(card.issuer for card in cards),
            deciding_body=_first_said(card.deciding_body for card in cards),
            issued=next((card.issued for card in cards if card.issued), None),
            subject=_first_said(card.subject for card in surer),
        )
        taken = (f for f in _JOINED if getattr(joined, f) != getattr(first, f))
        return replace(joined, from_copies=tuple(taken))

    def sketches(self) -> dict[int, bytes]:
        """Return a sketch of every file's whole text."""
        rows = self._tables.query("SELECT n, sketch FROM documents ORDER BY n")
        return {n: bytes(sketch) for n, sketch in rows}

    def text(self, n: int) -> str:
        """Return the text of a file: its passages, in order."""
        return "\n".join(str(row[1]) for row in self._tables.query(_TEXT, (n,)))

    def _facts(self) -> list[FileFacts]:
        asked = _FACTS.format(corrections=self._tables.json_field("entry", "corrections"))
        return [
            FileFacts(
                n,
                self._cards[n],
                bytes(sketch),
                bool(signed),
                media in _PAGED,
                digest,
                decisions_of((one["field"], one["value"]) for one in json.loads(hand or "[]")),
            )
            for n, sketch, signed, media, digest, hand in self._tables.query(asked)
            if n in self._cards
        ]

    def _alike(self) -> Callable[[int, int], Likeness]:
        read = ContentsReader()

        @lru_cache(COMPARED)
        def contents(n: int) -> Contents:
            return read(self.text(n))

        def compare(one: int, other: int) -> Likeness:
            first, second = contents(one), contents(other)
            return Likeness(first.shared(second), first.has_same_figures(second))

        return lambda one, other: self._compared.get(one, other, compare)


def _first_said(values: Iterable[str | None]) -> str | None:
    return next((value for value in values if value), None)
