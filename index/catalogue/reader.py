"""Reading the catalogue: exact facts of one generation, in any number of threads.

Every question names its document's number first, and :mod:`index.catalogue.visible_tables`
leaves out the rows of documents that a reader may not see: a question added to documents
(:mod:`index.catalogue.document_rows`), passages (:mod:`index.catalogue.passage_rows`) or
references (:mod:`index.catalogue.reference_rows`) is filtered like all others.
"""

from __future__ import annotations

import threading

from index.catalogue import status_pass
from index.catalogue.compared_texts import ComparedTexts
from index.catalogue.passage_rows import PassageRows
from index.catalogue.ports import Tables
from index.catalogue.reference_rows import ReferenceRows
from index.catalogue.status_rows import StatusRows
from index.catalogue.visible_tables import VisibleTables
from index.citations.status import InMemoryStatuses, Statuses
from index.results import DocumentCard


class Catalogue(PassageRows, ReferenceRows):
    """The catalogue of one generation as one reader may see it, read only.

    :param tables: where its rows are asked for.
    :param compared: what is known of how far texts of its files are one.
    """

    def __init__(self, tables: Tables, compared: ComparedTexts | None = None) -> None:
        self._whole = self
        super().__init__(tables, compared)

    def _show(self, cards: dict[int, DocumentCard], tables: VisibleTables) -> None:
        super()._show(cards, tables)
        self._said = StatusRows(tables)
        self._marking = threading.Lock()
        self._became: InMemoryStatuses | None = None

    @property
    def statuses(self) -> Statuses:
        """What became of documents; concluded anew without the hidden ones."""
        if not self._tables.hides:
            return self._said
        with self._marking:
            if self._became is None:
                known = self._whole.statuses.all()
                self._became = InMemoryStatuses(status_pass.conclude_statuses(self, known))
        return self._became
