"""What a library received by update packs, kept with every generation: the ledger.

A pack brings documents, corrections and entries of the register under the name of who signed
it.  The ledger lies in the generation's folder (``received/ledger.json.gz``), so it is switched
with the generation and a kill leaves both old or both new.  It says, too, how each pack that was
applied is taken back.

Rows have keys: ``d/SIGNER/DIGEST`` is a document (``ending``, ``names`` relative to the folder of
the signer, ``entry`` as a manifest says it, ``corrections``), ``r/SIGNER/HASH`` a line of the
register.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

from index.storage.files import Seal, damage, write_whole
from index.storage.store import Store
from ingest.errors import LibraryError

FOLDER = "received"
_FILE = "ledger.json.gz"
FORMAT = 1
UNDONE = 10
"""So many packs, the last ones, can be taken back: what they took out is kept on the disk."""

_FROM_BEFORE = (
    "Danh sách văn bản nhận từ gói cập nhật bị hỏng; đã lấy lại từ bản trước của kho."
    " Xem lại các gói đã áp dụng, áp dụng lại gói nếu thiếu."
)
_LOST = (
    "Danh sách văn bản nhận từ gói cập nhật bị hỏng, không lấy lại được; nếu kho từng nhận gói"
    " nào thì áp dụng lại các gói ấy."
)

Rows = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class AppliedPack:
    """A pack that was applied; times are ISO 8601, UTC.

    ``undo`` holds the rows it changed as they were before, None where there was none.
    """

    id: str
    title: str
    signer: str
    made: str
    applied: str
    added: int
    changed: int
    removed: int
    undo: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Document:
    """A document that a pack brought: its places as the library names them."""

    digest: str
    ending: str
    names: tuple[str, ...]
    entry: dict[str, Any]
    corrections: tuple[dict[str, str], ...]
    publisher: str


@dataclass(frozen=True, slots=True)
class Ledger:
    """All that was received; ``signers`` gives the folder of every signer."""

    signers: Mapping[str, str] = field(default_factory=dict)
    packs: tuple[AppliedPack, ...] = ()
    rows: Rows = field(default_factory=dict)

    def documents(self) -> Iterator[Document]:
        """Yield the documents received, by signer and digest."""
        for key, row in sorted(self.rows.items()):
            kind, signer, digest = key.split("/")
            if kind == "d":
                folder = self.signers[signer]
                yield Document(
                    digest,
                    row["ending"],
                    tuple(f"{folder}/{name}" for name in row["names"]),
                    row["entry"],
                    tuple(row["corrections"]),
                    folder,
                )

    def places(self) -> frozenset[tuple[str, str]]:
        """Return digest and name of every place that packs brought."""
        return frozenset((one.digest, name) for one in self.documents() for name in one.names)

    def register(self) -> tuple[str, ...]:
        """Return the lines of the register received, each once."""
        rows = (row for key, row in sorted(self.rows.items()) if key.startswith("r/"))
        return tuple(dict.fromkeys(rows))

    def kept(self) -> frozenset[str]:
        """Return the digests whose files stay on the disk: those held and those undoing needs."""
        keys = [*self.rows, *(key for pack in self.packs for key in pack.undo or ())]
        return frozenset(key.split("/")[2] for key in keys if key.startswith("d/"))

    def applied(self, pack: str) -> AppliedPack | None:
        """Return the pack with this id where it was applied."""
        return next((one for one in self.packs if one.id == pack), None)

    def with_pack(self, pack: AppliedPack, folder: str, changes: Rows) -> Ledger:
        """Return the ledger after ``pack``: rows set, or taken out where they are None."""
        undo = {key: self.rows.get(key) for key in changes}
        packs = [*self.packs, replace(pack, undo=undo)]
        old = [replace(one, undo=None) for one in packs[:-UNDONE]]
        return Ledger(
            {**self.signers, pack.signer: folder},
            (*old, *packs[-UNDONE:]),
            _changed(self.rows, changes),
        )

    def without_last(self) -> Ledger | None:
        """Return the ledger as it was before the last pack; None where that is not known."""
        if not self.packs or self.packs[-1].undo is None:
            return None
        rows = _changed(self.rows, self.packs[-1].undo)
        return Ledger(self.signers, self.packs[:-1], rows)

    def digest(self) -> str:
        """Return a digest of all of it; "" where nothing was ever received."""
        return hashlib.sha256(self._bytes()).hexdigest() if self.packs or self.rows else ""

    def _bytes(self) -> bytes:
        data = {
            "format": FORMAT,
            "signers": dict(self.signers),
            "packs": [asdict(pack) for pack in self.packs],
            "rows": dict(self.rows),
        }
        return json.dumps(data, ensure_ascii=False, sort_keys=True).encode()

    def write(self, generation: Path) -> None:
        """Write it into a generation that is being built; nothing where nothing was received."""
        if self.packs or self.rows:
            (generation / FOLDER).mkdir()
            write_whole(generation / FOLDER / _FILE, gzip.compress(self._bytes(), 6, mtime=0))


NOTHING = Ledger()


def _changed(rows: Rows, changes: Rows) -> dict[str, Any]:
    after = {**rows, **changes}
    return {key: row for key, row in after.items() if row is not None}


def load(generation: Path) -> Ledger:
    """Return the ledger of a generation.

    :raises ValueError: it is damaged, or of another version.
    """
    try:
        data = json.loads(gzip.decompress((generation / FOLDER / _FILE).read_bytes()))
        if data["format"] != FORMAT:
            raise ValueError(data["format"])
        packs = tuple(AppliedPack(**pack) for pack in data["packs"])
        return Ledger(data["signers"], packs, data["rows"])
    except FileNotFoundError:
        return NOTHING
    except (OSError, EOFError, zlib.error, KeyError, TypeError, AttributeError) as error:
        raise ValueError(str(error)) from error


def of_store(store: Store) -> tuple[Ledger, tuple[str, ...]]:
    """Return what the library received, and remarks (Vietnamese) where that is not sure.

    A generation in service may be damaged, and is then built anew: what was received is told by
    its ledger where that is whole, else by that of the newest generation whose is.
    """
    names = sorted(store.names(), reverse=True)
    with suppress(LibraryError):
        current = store.current()
        names = [current, *(name for name in names if name != current)]
    for place, name in enumerate(names):
        try:
            if wrong := damage(store.folder(name), _seals(store, name)):
                raise ValueError(wrong)
            return load(store.folder(name)), (_FROM_BEFORE,) if place else ()
        except ValueError:
            continue
    return NOTHING, (_LOST,) if names else ()


def _seals(store: Store, name: str) -> tuple[Seal, ...]:
    """Return the seals of a generation's ledger; of an unreadable record none."""
    try:
        seals = store.record(name).seals
    except LibraryError:
        # It may be of another format, and its ledger whole: gzip has a checksum of its own.
        return ()
    return tuple(seal for seal in seals if seal.path.startswith(f"{FOLDER}/"))
