"""What a library asks of its backends, whichever they are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index.catalogue.ports import CatalogueWriter
from index.ports import Embedder, TextIndex, TextIndexWriter, VectorIndex

if TYPE_CHECKING:
    from index.catalogue.reader import Catalogue


class Backends(Protocol):
    """The concrete backends of a library (named by :mod:`index.backends` alone).

    Folders are those of a generation, or of its part.  What lies on servers leaves a pointer
    there.
    """

    @property
    def embedder(self) -> Embedder:
        """The embedding model."""
        ...

    def open_vector_index(self, base: Path | None, *, change: bool = False) -> VectorIndex:
        """Return the vector index read from ``base``, or an empty one.

        One that was read may be added to or removed from only where ``change`` was asked.
        """
        ...

    def can_extend(self, generation: Path) -> bool:
        """Say whether a generation written with these backends can start from that one."""
        ...

    def catalogue(self, generation: Path) -> Catalogue:
        """Open the catalogue of a generation.

        :raises LibraryCorrupt: it is none, or damaged; :raises LibraryAway: its server is.
        """
        ...

    def catalogue_writer(self, generation: Path, base: Path | None) -> CatalogueWriter:
        """Return a writer of a generation's catalogue, that of ``base`` changed or a new one."""
        ...

    def sweep(self, kept: Sequence[Path]) -> None:
        """Let go of what none of the generations ``kept`` has, where they do not hold it."""
        ...

    def text_engine(self, passages: int, before: str | None) -> str:
        """Return the engine a text index of so many passages is written with.

        ``before`` is the engine of the generation that is gone on from.
        """
        ...

    def open_text_index(self, folder: Path) -> TextIndex:
        """Open a text index, whichever engine wrote it.

        :raises LibraryCorrupt: it is no such index, or damaged.
        """
        ...

    def text_index_writer(self, folder: Path, base: Path | None, engine: str) -> TextIndexWriter:
        """Return a writer of a text index in ``folder``, a copy of ``base`` or empty.

        ``base`` must be of the same ``engine``.
        """
        ...
