"""The backends of a library on servers: PostgreSQL and Milvus."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from index.backends.engines import MILVUS, POSTGRESQL
from index.backends.local import LocalBackends
from index.catalogue.ports import CatalogueWriter

if TYPE_CHECKING:
    from index.remote.address import Address
    from index.remote.postgres.upkeep import Alone


class RemoteBackends(LocalBackends):
    """Milvus and PostgreSQL, for libraries that outgrow a machine or that several serve.

    :param root: the library's folder, which keeps originals, parsed documents and pointers.
    """

    catalogue_engine = POSTGRESQL
    vector_engine = MILVUS

    def __init__(self, model: str | None, root: Path, address: Address) -> None:
        super().__init__(model)
        self._root, self._address = root, address
        self._alone: Alone | None = None

    @property
    def encoder(self) -> None:
        """None: a library on servers goes by words and the static model."""
        return

    def catalogue_writer(self, generation: Path, base: Path | None) -> CatalogueWriter:
        """Return a writer of a generation's catalogue, that of ``base`` changed or a new one."""
        from index.remote.postgres.writer import PostgresWriter  # noqa: PLC0415

        # From here on something of the library is on the servers.
        self._address = self._address.keep(self._root)
        self._keep_others_away()
        return PostgresWriter(self._address, generation, base)

    def sweep(self, kept: Sequence[Path]) -> None:
        """Delete from the servers what no generation among ``kept`` can see."""
        from index.remote.milvus import adapters  # noqa: PLC0415
        from index.remote.postgres import upkeep  # noqa: PLC0415
        from index.remote.postgres.pointer import POINTER  # noqa: PLC0415

        if not self._address.name:
            # Nothing is there yet; that the servers are is better known now than after hours.
            upkeep.reach(self._address)
            adapters.reach(self._address.place)
            return
        self._keep_others_away()
        ours = [folder for folder in kept if (folder / POINTER).is_file()]
        upkeep.forget(self._address, ours)
        adapters.forget(self._address.place, ours)

    def _keep_others_away(self) -> None:
        """See that no other build writes to the servers, from whatever folder or machine.

        :raises LibraryLocked: one does.
        """
        from index.remote.postgres.upkeep import Alone  # noqa: PLC0415

        if self._alone is None:
            self._alone = Alone(self._address)

    def let_go(self) -> None:
        """Let other builds write to the servers."""
        if self._alone is not None:
            self._alone.close()
            self._alone = None

    def text_engine(self, passages: int, before: str | None) -> str:
        """Return the engine a text index of so many passages is written with."""
        return MILVUS
