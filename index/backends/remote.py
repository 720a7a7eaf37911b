"""The backends of a library on servers: PostgreSQL and Milvus."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.backends.engines import MILVUS
from index.backends.local import CATALOGUE_POINTER, LocalBackends
from index.catalogue.ports import CatalogueWriter
from index.ports import TextIndexWriter, VectorIndex

if TYPE_CHECKING:
    from index.remote.address import Address


class RemoteBackends(LocalBackends):
    """Milvus and PostgreSQL, for libraries that outgrow a machine or that several serve.

    :param root: the library's folder, which keeps originals, parsed documents and pointers.
    """

    def __init__(self, model: str | None, root: Path, address: Address) -> None:
        super().__init__(model)
        self._root, self._address = root, address

    def can_extend(self, generation: Path) -> bool:
        """Say whether a generation written with these backends can start from that one."""
        return (generation / CATALOGUE_POINTER).is_file()

    def catalogue_writer(self, generation: Path, base: Path | None) -> CatalogueWriter:
        """Return a writer of a generation's catalogue, that of ``base`` changed or a new one."""
        from index.remote.postgres.tables import PostgresWriter  # noqa: PLC0415

        # From here on something of the library is on the servers.
        self._address = self._address.keep(self._root)
        return PostgresWriter(self._address, generation, base)

    def sweep(self, kept: Sequence[Path]) -> None:
        """Delete from the servers what no generation among ``kept`` can see."""
        from index.remote.milvus import adapters  # noqa: PLC0415
        from index.remote.postgres import tables  # noqa: PLC0415

        if not self._address.name:
            # Nothing is there yet; that the servers are is better known now than after hours.
            tables.reach(self._address)
            adapters.reach(self._address.place)
            return
        ours = [one for one in kept if self.can_extend(one)]
        tables.forget(self._address, ours)
        adapters.forget(self._address.place, ours)

    def open_vector_index(self, base: Path | None, *, change: bool = False) -> VectorIndex:
        """Return the vector index pointed to by ``base``, or an empty one."""
        if base is not None:
            return super().open_vector_index(base, change=change)
        from index.remote.milvus.adapters import MilvusVectors  # noqa: PLC0415

        return MilvusVectors.open(self._address.place, None, self.embedder.dimensions, change=True)

    def text_engine(self, passages: int, before: str | None) -> str:
        """Return the engine a text index of so many passages is written with."""
        return MILVUS

    def text_index_writer(self, folder: Path, base: Path | None, engine: str) -> TextIndexWriter:
        """Return a writer of words that go on from those pointed to by ``base``."""
        from index.remote.milvus.adapters import MilvusTextWriter  # noqa: PLC0415

        return MilvusTextWriter(self._address.place, folder, base)
