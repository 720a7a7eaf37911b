"""Parsed documents in a library, kept by content and by the parser's version."""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections import OrderedDict
from pathlib import Path
from threading import Lock

from index.storage.files import content_path
from index.storage.store import Store
from ingest import document_json, pipeline
from ingest.errors import (
    LibraryCorrupt,
)
from ingest.model import Document


def parser_version() -> str:
    """Return a short mark of the parser's version, fit for a file name."""
    return hashlib.sha256(pipeline.PARSER_VERSION.encode()).hexdigest()[:10]


def parsed_path(store: Store, digest: str, version: str | None = None) -> Path:
    """Return where the parsed document of a file is kept."""
    return content_path(store.documents, digest, f"-{version or parser_version()}.json.gz")


def is_whole(store: Store, digest: str) -> bool:
    """Say whether the parsed document of a file is undamaged, or was never kept.

    Its checksum is looked at, and that it is the document of this file; not all it says.
    """
    try:
        return digest.encode() in gzip.decompress(parsed_path(store, digest).read_bytes())
    except FileNotFoundError:
        return True
    except (OSError, EOFError, zlib.error):
        return False


def load_parsed(store: Store, digest: str, version: str, source: str) -> Document:
    """Return a parsed document from the store, under the name ``source``.

    :raises LibraryCorrupt: it is not there or damaged.
    """
    try:
        with gzip.open(parsed_path(store, digest, version), "rt", encoding="utf-8") as file:
            data = json.load(file)
        data["source"] = source
        document = document_json.from_json(data)
    except (OSError, EOFError, zlib.error, ValueError, TypeError, KeyError, IndexError) as error:
        raise LibraryCorrupt(
            f"Bản đã phân tích của “{source}” trong kho bị mất hoặc hỏng."
        ) from error
    if document.digest != digest:
        raise LibraryCorrupt(f"Bản đã phân tích của “{source}” trong kho không khớp.")
    return document


class RecentDocuments:
    """The documents read last, so that the pages of one that is being read need not read it anew.

    A file that was written or damaged since is another one.
    """

    def __init__(self, most_lines: int = 10_000) -> None:
        self._most = most_lines
        self._lock = Lock()
        self._kept: OrderedDict[tuple[Path, int, int, str], Document] = OrderedDict()

    def load(self, store: Store, digest: str, version: str, source: str) -> Document:
        """Return what :func:`load_parsed` does.

        :raises LibraryCorrupt: as that does.
        """
        path = parsed_path(store, digest, version)
        try:
            state = path.stat()
        except OSError:
            return load_parsed(store, digest, version, source)
        key = (path, state.st_mtime_ns, state.st_size, source)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        document = load_parsed(store, digest, version, source)
        with self._lock:
            self._kept[key] = document
            while sum(len(kept.lines) for kept in self._kept.values()) > self._most:
                self._kept.popitem(last=False)
        return document
