"""A library on disk: generations, built beside, verified, switched, kept.

::

    LIBRARY/
      current               the name of the generation in service, nothing else
      register.jsonl        what people added to the register of known documents, if anything
      trusted.json          whose update packs are taken, if anybody's (index.packs.keys)
      lock                  held by a build (index.storage.locks)
      generations/NAME/     one whole generation; never changed once published
        record.json         what made it, and a seal (size, SHA-256) of every file in it
        catalogue.sqlite    documents, provisions, passages, references, citations
        vectors/            of the embedding model
        encoder/            of the encoder, where they were made (index.build.deepen)
        words/              the text index
        readings/           what passages hold (index.readings)
        likeness.npy        how far texts that may be one are (index.catalogue.compared_texts)
        syllables.tsv.gz    what syllables follow what (index.analysis.syllable_counts)
        received/           what update packs brought, where any did (index.storage.received)
      documents/ab/...      parsed documents by digest and parser version
      files/ab/...          the original files by digest
      cache/                embeddings, by text and model; may be deleted

A build works in ``generations/.building-…``, seals it, makes it durable, renames it
and then replaces ``current`` in one step.  A build killed anywhere leaves
``current`` as it was; the next one sweeps up.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from index.results import FailedFile
from index.storage.files import RECORD, Seal, durable, durable_folder, write_whole, writing
from index.storage.locks import FileLock
from ingest.errors import (
    LibraryCorrupt,
    LibraryFormat,
    LibraryLocked,
    LibraryMissing,
    LibraryUnwritable,
)

FORMAT = 13
"""Of everything in a generation; a library of another format is refused, not guessed at."""

_BEFORE = frozenset({"register.jsonl", "trusted.json"})
"""What may lie in a library's folder before its first build: a restored register, and whose update
packs it takes."""

CATALOGUE = "catalogue.sqlite"
VECTORS = "vectors"
ENCODER = "encoder"
WORDS = "words"
READINGS = "readings"
LIKENESS = "likeness.npy"
SYLLABLES = "syllables.tsv.gz"


@dataclass(frozen=True, slots=True)
class BuildRecord:
    """What made a generation and what is in it.  Times are ISO 8601, UTC."""

    generation: str
    built: str
    parser: str
    analyser: str
    model: str
    model_digest: str
    dimensions: int
    documents: int
    passages: int
    corpus: str
    """SHA-256 over the signatures of its documents: the same documents give the same."""
    floor: float
    """Fused scores under this are noise (:mod:`index.search.score_floor`)."""
    failed: tuple[FailedFile, ...] = ()
    remarks: tuple[str, ...] = ()
    seals: tuple[Seal, ...] = ()
    format: int = FORMAT
    text_engine: str = "whoosh"
    """What wrote the text index (:mod:`index.backends.engines`)."""
    vector_engine: str = "faiss"
    catalogue_engine: str = "sqlite"
    encoder: str = ""
    """The encoder whose vectors stand beside the model's; empty where there are none."""
    encoder_digest: str = ""
    encoded: int = 0
    """How many passages have a vector of the encoder."""
    with_tokens: int = 0
    """How many passages have vectors of their tokens too."""
    encoder_floor: float | None = None
    """How near the encoder must find what comes first; None where it was not measured."""

    def to_json(self) -> str:
        """Return the record as JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)

    @staticmethod
    def from_json(text: str) -> BuildRecord:
        """Read what :meth:`to_json` wrote.

        :raises LibraryFormat: it is of another format.
        :raises ValueError, TypeError, KeyError: it is no record.
        """
        data: dict[str, Any] = json.loads(text)
        if data["format"] != FORMAT:
            raise LibraryFormat(
                f"Kho thuộc định dạng {data['format']}, phiên bản này đọc định dạng {FORMAT}."
            )
        data["failed"] = tuple(FailedFile(**row) for row in data["failed"])
        data["seals"] = tuple(Seal(**row) for row in data["seals"])
        data["remarks"] = tuple(data["remarks"])
        # What else a build of this format noted is nothing that is asked for here.
        known = {one.name for one in fields(BuildRecord)}
        return BuildRecord(**{name: value for name, value in data.items() if name in known})


class Store:
    """The folder of a library."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.generations = root / "generations"
        self.documents = root / "documents"
        self.files = root / "files"
        self.cache = root / "cache"

    def holds_others_files(self) -> bool:
        """Say whether the folder is no library's and holds something: it is not to be built in."""
        if self.generations.is_dir() or not self.root.is_dir():
            return self.root.exists() and not self.root.is_dir()
        return any(path.name not in _BEFORE for path in self.root.iterdir())

    def mark(self) -> tuple[int, ...] | None:
        """Return what changes whenever another generation is published; None where none is."""
        try:
            seen = (self.root / "current").stat()
        except OSError:
            return None
        return seen.st_ino, seen.st_mtime_ns, seen.st_size

    def current(self) -> str:
        """Return the name of the generation in service.

        :raises LibraryMissing: there is no library; :raises LibraryCorrupt: it is damaged.
        """
        pointer = self.root / "current"
        try:
            name = pointer.read_text("ascii").strip()
        except (FileNotFoundError, NotADirectoryError):
            if self.generations.is_dir() and any(self.names()):
                raise LibraryCorrupt(f"Kho {self.root} mất tệp “current”.") from None
            raise LibraryMissing(f"Không có kho nào ở {self.root}.") from None
        except (OSError, UnicodeDecodeError) as error:
            raise LibraryCorrupt(f"Không đọc được {pointer}.") from error
        if not name or Path(name).name != name or name.startswith("."):
            raise LibraryCorrupt(f"Tệp {pointer} bị hỏng.")
        return name

    def folder(self, name: str) -> Path:
        """Return the folder of a generation."""
        return self.generations / name

    def names(self) -> list[str]:
        """Return the published generations, oldest first."""
        folders = self.generations.iterdir() if self.generations.is_dir() else ()
        return sorted(folder.name for folder in folders if not folder.name.startswith("."))

    def record(self, name: str) -> BuildRecord:
        """Return the record of a generation.

        :raises LibraryCorrupt: it is not there or unreadable; :raises LibraryFormat
        """
        path = self.folder(name) / RECORD
        try:
            return BuildRecord.from_json(path.read_text("utf-8"))
        except OSError as error:
            raise LibraryCorrupt(f"Kho {self.root} mất tệp {name}/{RECORD}.") from error
        except (ValueError, TypeError, KeyError) as error:
            raise LibraryCorrupt(f"Tệp {name}/{RECORD} của kho {self.root} bị hỏng.") from error

    def prepare(self) -> None:
        """Create the folders.

        :raises LibraryUnwritable: no right, or the folder holds something else.
        """
        with writing(self.root):
            if self.root.exists() and not self.root.is_dir():
                raise LibraryUnwritable(f"{self.root} là một tệp, không phải thư mục kho.")
            ours = {"current", "lock", "generations", "documents", "files", "cache", "store.json"}
            ours |= _BEFORE
            if self.root.is_dir():
                names = {entry.name for entry in self.root.iterdir()}
                if names and not names & ours:
                    raise LibraryUnwritable(
                        f"Thư mục {self.root} đang chứa thứ khác, không phải kho.",
                        "Chọn một thư mục mới hoặc rỗng cho --library.",
                    )
            if not self.root.is_dir():
                # What is kept of closed folders is for nobody else at this machine.
                self.root.mkdir(mode=0o700, parents=True, exist_ok=True)
            for folder in (self.generations, self.documents, self.files, self.cache):
                folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the build lock.

        :raises LibraryLocked: another build holds it.
        """
        lock = FileLock(self.root / "lock")
        with writing(self.root):
            taken = lock.acquire()
        if not taken:
            raise LibraryLocked(f"Một lần dựng khác đang ghi vào kho {self.root}.")
        try:
            yield
        finally:
            lock.release()

    def sweep(self) -> None:
        """Remove what killed builds left.  Call it with the lock held."""
        for left in self.generations.glob(".building-*"):
            shutil.rmtree(left, ignore_errors=True)
        for folder in (self.root, self.documents, self.files):
            for left in folder.rglob(".*.tmp"):
                left.unlink(missing_ok=True)

    def begin(self) -> Path:
        """Return a new, empty folder to build a generation in."""
        folder = self.generations / f".building-{os.getpid()}"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        return folder

    def next_name(self) -> str:
        """Return a name after all others; numbers, because clocks jump."""
        numbers = [int(name) for name in self.names() if name.isdecimal()]
        return f"{max(numbers, default=0) + 1:08d}"

    def publish(self, building: Path, record: BuildRecord) -> None:
        """Put a finished generation into service, durably and in one step."""
        write_whole(building / RECORD, record.to_json().encode())
        durable(building)
        building.rename(self.folder(record.generation))
        durable_folder(self.generations)
        write_whole(self.root / "current", record.generation.encode("ascii"))
        durable_folder(self.root)

    def prune(self, current: str) -> None:
        """Remove old generations: the one before ``current`` and those being read are kept."""
        older = [name for name in self.names() if name < current]
        for name in older[:-1]:
            # A reader holds its generation's record shared.
            lock = FileLock(self.folder(name) / RECORD)
            try:
                free = lock.acquire()
            except OSError:
                free = True
            if free:
                shutil.rmtree(self.folder(name), ignore_errors=True)
                lock.release()
