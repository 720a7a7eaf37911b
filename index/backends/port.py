"""What a library asks of its backends, whichever they are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from index.catalogue.ports import CatalogueWriter
from index.ports import Embedder, Encoder, TextIndex, TextIndexWriter, TokenIndex, VectorIndex

if TYPE_CHECKING:
    from index.catalogue.reader import Catalogue


class Backends(Protocol):
    """The concrete backends of a library (named by :mod:`index.backends` alone).

    Folders are those of a generation, or of its part.  What lies on servers leaves a pointer
    there.  Engines are named as build records name them (:mod:`index.backends.engines`).

    :raises LibraryFormat: what every method does that is given an engine there is not.
    """

    @property
    def embedder(self) -> Embedder:
        """The embedding model."""
        ...

    @property
    def encoder(self) -> Encoder | None:
        """The encoder whose vectors stand beside the embedder's; None where there is none."""
        ...

    @property
    def catalogue_engine(self) -> str:
        """The engine a new generation's catalogue is written with."""
        ...

    @property
    def vector_engine(self) -> str:
        """The engine a new generation's vectors are written with."""
        ...

    def new_vector_index(self, folder: Path) -> VectorIndex:
        """Return an empty vector index, to be saved in ``folder``."""
        ...

    def open_vector_index(
        self, folder: Path, engine_name: str, *, change: bool = False
    ) -> VectorIndex:
        """Return the vector index read from ``folder``.

        It may be added to or removed from only where ``change`` was asked.
        """
        ...

    def new_encoder_index(self, folder: Path) -> VectorIndex:
        """Return an empty index of the encoder's vectors, where there is an :attr:`encoder`."""
        ...

    def open_encoder_index(self, folder: Path, *, change: bool = False) -> VectorIndex:
        """Return the index of the encoder's vectors read from ``folder``."""
        ...

    def new_encoder_tokens(self) -> TokenIndex:
        """Return an empty table of the encoder's vectors of tokens."""
        ...

    def open_encoder_tokens(self, folder: Path) -> TokenIndex:
        """Return the table of the encoder's vectors of tokens in ``folder``."""
        ...

    def catalogue(self, generation: Path, engine_name: str) -> Catalogue:
        """Open the catalogue of a generation.

        :raises LibraryCorrupt: it is none, or damaged; :raises LibraryAway: its server is.
        """
        ...

    def catalogue_writer(self, generation: Path, base: Path | None) -> CatalogueWriter:
        """Return a writer of a generation's catalogue, that of ``base`` changed or a new one."""
        ...

    def sweep(self, kept: Sequence[Path]) -> None:
        """Let go of what none of the generations ``kept`` has, where they do not hold it.

        From then on until :meth:`let_go` no other build writes where the library lies.

        :raises LibraryLocked: another does.
        """
        ...

    def let_go(self) -> None:
        """Let other builds write: called when one ends, whatever its end."""
        ...

    def text_engine(self, passages: int, before: str | None) -> str:
        """Return the engine a text index of so many passages is written with.

        ``before`` is the engine of the generation that is gone on from.
        """
        ...

    def open_text_index(self, folder: Path, engine_name: str) -> TextIndex:
        """Open a text index.

        :raises LibraryCorrupt: it is no such index, or damaged.
        """
        ...

    def text_index_writer(
        self, folder: Path, base: Path | None, engine_name: str
    ) -> TextIndexWriter:
        """Return a writer of a text index in ``folder``, a copy of ``base`` or empty.

        ``base`` must be of the same engine.
        """
        ...
