"""What a keeper of the catalogue's tables must offer: questions answered, rows written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from index.catalogue.encode import ResolvedReference, Rows
    from index.results import Status


class CatalogueWriter(Protocol):
    """Writes the catalogue of one generation: that of another changed, or a new one."""

    def signatures(self) -> dict[str, int]:
        """Return the signatures of the documents in it, with their numbers."""
        ...

    def keys(self, n: int) -> list[int]:
        """Return the passage keys of a document, ascending."""
        ...

    def remove(self, n: int) -> None:
        """Forget a document."""
        ...

    def next_number(self) -> int:
        """Return a number that no document has, nor any number after it."""
        ...

    def write(self, rows: Rows) -> None:
        """Add a document's rows."""
        ...

    def cite(self, cited: Iterable[ResolvedReference]) -> None:
        """Replace every conclusion about references."""
        ...

    def mark(self, statuses: Iterable[Status]) -> None:
        """Replace all that is said of what became of documents."""
        ...

    def commit(self) -> None:
        """Make what was written visible to who reads this generation."""
        ...

    def close(self) -> None:
        """Commit and let go."""
        ...


Row = tuple[Any, ...]


class Tables(Protocol):
    """The tables of one generation, read only; safe in any number of threads.

    :raises LibraryError: what every method does where the tables cannot be read.
    """

    def json_field(self, column: str, name: str) -> str:
        """Return the SQL for what the JSON in ``column`` has under ``name``, as JSON."""
        ...

    def query(self, question: str, given: Sequence[object] = ()) -> list[Row]:
        """Return the rows of an answer."""
        ...

    def iterate(self, question: str, given: Sequence[object] = ()) -> Iterator[Row]:
        """Yield the rows of an answer that may be too long to hold."""
        ...

    def is_sound(self) -> bool:
        """Say whether the tables' keeper finds them whole."""
        ...

    def close(self) -> None:
        """Let go of what is open."""
        ...
