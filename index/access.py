"""What a reader may see: what lies in closed folders is in no answer.

Nothing is filtered after the fact.  Rights are a parameter of the catalogue's questions
(:mod:`index.catalogue.visible_tables` filters, in one place): a reader who may not see
everything is answered from a generation of their own, whose catalogue does not have the
hidden documents and whose references are concluded anew without them.  So a hidden document
is in no count, no facet, no suggestion and no cross-reference; a reference to it reads as one
to any document that the library does not hold.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ingest.text.vietnamese import nfc


@dataclass(frozen=True, slots=True)
class Rights:
    """Which folders of the corpus a reader may not see.

    Folders are written as the library names files: relative, ``/`` between, no ``/`` at
    the ends; ``""`` is the whole library.  The deepest folder that is named decides, so a
    grant inside a closed folder opens that part alone.
    """

    closed: frozenset[str] = frozenset()
    granted: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()
    """Ids of documents that stay closed wherever they lie: a closed folder that is no longer
    found last held them."""

    @property
    def everything(self) -> bool:
        """Say whether nothing at all is hidden."""
        return self.closed <= self.granted and not self.kept

    def shown_as(
        self, document: str | None, source: str | None, places: Sequence[str], sent: Sequence[str]
    ) -> str | None:
        """Return the name under which a document may be seen; None where it may not.

        A document is seen where every place it lies in may be seen.  Who sends up a copy of
        a closed file has it: it is then their file, under their name for it, and tells
        nothing of the other.

        :param document: its id; ``source`` its name, ``places`` the other names of its bytes,
            ``sent`` those of all these names that people sent up.
        """
        if document not in self.kept and all(map(self.allows, (source, *places, *sent))):
            return source
        return next(filter(self.allows, sent), None)

    def opens(self, folder: str) -> bool:
        """Say whether what lies in ``folder`` may be seen."""
        return self.allows(f"{folder}/." if folder else ".")

    def allows(self, source: str | None) -> bool:
        """Say whether the file of this name in the library may be seen.

        What has no name is hidden as soon as anything is: it cannot be told where it lies.
        """
        if self.everything:
            return True
        if source is None:
            return False
        parts = nfc(source).split("/")
        for depth in range(len(parts) - 1, -1, -1):
            folder = "/".join(parts[:depth])
            if folder in self.granted:
                return True
            if folder in self.closed:
                return False
        return True


ALL = Rights()
"""A reader who may see everything."""
