"""What a generation's folder keeps of a catalogue that is on a PostgreSQL server."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from index.remote.address import Address
from index.storage.files import write_whole
from ingest.errors import LibraryCorrupt, LibraryFormat

POINTER = "catalogue.json"
FORMAT = 1


@dataclass(frozen=True, slots=True)
class CataloguePointer:
    """What a generation's folder keeps of its catalogue; ``documents`` is None while written."""

    schema: str
    number: int
    documents: int | None = None

    @property
    def views(self) -> str:
        """The schema of what this generation sees."""
        return f"{self.schema}_g{self.number}"

    def write(self, generation: Path) -> None:
        """Write this into a generation's folder."""
        whole = {"format": FORMAT, "engine": "postgresql", **asdict(self)}
        write_whole(generation / POINTER, json.dumps(whole, indent=1).encode())

    @staticmethod
    def read(generation: Path, address: Address) -> CataloguePointer:
        """Return what :meth:`write` wrote.

        :raises LibraryCorrupt: it is missing or damaged, or another library's.
        :raises LibraryFormat: by another version.
        """
        path = generation / POINTER
        try:
            whole = json.loads(path.read_text("utf-8"))
            form = whole.pop("format")
            if form != FORMAT:
                raise LibraryFormat(f"Tệp {path} của phiên bản khác ({form}).")
            if whole.pop("engine") != "postgresql":
                raise ValueError(whole)
            pointer = CataloguePointer(
                str(whole["schema"]), int(whole["number"]), whole["documents"]
            )
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise LibraryCorrupt(f"Tệp {path} mất hoặc hỏng.") from error
        if pointer.schema != address.schema:
            raise LibraryCorrupt(f"Tệp {path} là của kho khác.")
        return pointer
