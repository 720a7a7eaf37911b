"""Everything the app can be told, in one frozen object built by the entry point."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Settings:
    """How the app runs.

    ``desk`` is the SQLite file of the reader's own work (collections); it lies apart
    from the library so that a rebuild cannot lose it.  ``max_query`` counts characters,
    ``max_draft`` characters, ``max_upload`` bytes.  ``hosts`` are the names the app
    answers to: another name in a request means that some page on the network is
    pretending to be us (DNS rebinding).
    """

    desk: Path
    host: str = "127.0.0.1"
    port: int = 8000
    threads: int = 8
    hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    max_query: int = 300
    max_draft: int = 400_000
    max_upload: int = 20 * 1024 * 1024
    per_page: int = 10
