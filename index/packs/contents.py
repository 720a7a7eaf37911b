"""The rows of a pack: what becomes of each document, read with distrust."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from index.citations import register_files
from index.metadata.corrections import Correction, checked
from index.metadata.manifest import ManifestEntry
from index.packs.container import DOCUMENTS, REGISTER, Blob, PackFile
from ingest.errors import PackRefused, QueryError, UsageError

ADD, CHANGE, REMOVE = "add", "change", "remove"
_DIGEST = re.compile(r"[0-9a-f]{64}")
_CONTENT = re.compile(r"[0-9a-f]{32}")
"""What is gone is named by the first half of its digest, as states are (:mod:`.state`)."""
_ENDING = re.compile(r"(\.[a-z0-9]{1,6})?")
_LONGEST = 1000
"""Letters of a name."""
_SAID = frozenset({"number", "kind", "issuer", "issued", "subject"})


@dataclass(frozen=True, slots=True)
class PackedDocument:
    """A row: ``do`` says what becomes of the document; sizes are of its blobs, in bytes."""

    do: str
    digest: str
    names: tuple[str, ...]
    ending: str = ""
    entry: dict[str, Any] = field(default_factory=dict)
    corrections: tuple[dict[str, str], ...] = ()
    original: int = 0
    parsed: int = 0
    parsed_sha256: str = ""

    def to_json(self) -> str:
        """Return the row as a line."""
        row = {name: value for name, value in asdict(self).items() if value or name == "names"}
        return json.dumps(row, ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Contents:
    """All that a pack says: documents, and lines of the register that came and went."""

    documents: tuple[PackedDocument, ...]
    lines: tuple[str, ...]
    lines_gone: tuple[str, ...]
    blobs: tuple[Blob, ...]
    """The original and the parsed document of every row that adds one, in order."""

    def of(self, do: str) -> tuple[PackedDocument, ...]:
        """Return the rows that do this."""
        return tuple(row for row in self.documents if row.do == do)

    def added(self) -> Iterator[tuple[PackedDocument, Blob, Blob]]:
        """Yield what is added with its original and its parsed document."""
        originals, parsed = self.blobs[::2], self.blobs[1::2]
        yield from zip(self.of(ADD), originals, parsed, strict=True)


def read(pack: PackFile) -> Contents:
    """Return what a pack says.

    :raises PackRefused: a row is none of ours, or leads out of the folder of who sent it.
    """
    if not all(one == "" or is_name(one) for one in pack.header.closed):
        raise _strange(pack)
    rows = tuple(_row(pack, line) for line in pack.part(DOCUMENTS).splitlines())
    digests = [row.digest for row in rows]
    if len(set(digests)) != len(digests) or len(rows) > pack.header.documents:
        raise _strange(pack)
    sizes: list[tuple[int, str]] = []
    for row in rows:
        if row.do == ADD:
            sizes += [(row.original, row.digest), (row.parsed, row.parsed_sha256)]
    came, went = _register(pack)
    return Contents(rows, came, went, tuple(pack.blobs(sizes)))


def _strange(pack: PackFile) -> PackRefused:
    return PackRefused(f"Gói {pack.name} có nội dung lạ.")


def _row(pack: PackFile, line: bytes) -> PackedDocument:
    try:
        data = json.loads(line)
        if not isinstance(data["names"], list):
            raise TypeError(data["names"])
        names = tuple(data.pop("names"))
        corrections = tuple(map(_correction, data.pop("corrections", ())))
        row = PackedDocument(names=names, corrections=corrections, **data)
        _check(row)
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError, QueryError) as error:
        raise _strange(pack) from error
    for name in row.names:
        if not is_name(name):
            raise PackRefused(
                f"Gói {pack.name} có tên văn bản dẫn ra ngoài thư mục của nơi gửi hoặc không phải"
                f" tên: “{name[:60]!r}”."
            )
    return row


def is_name(name: object) -> bool:
    """Say whether ``name`` is a name of a document: relative, in no folder above."""
    return (
        isinstance(name, str)
        and 0 < len(name) <= _LONGEST
        and name.isprintable()
        and not any(part in ("", ".", "..") for part in name.split("/"))
    )


def _correction(data: dict[str, Any]) -> dict[str, str]:
    """Return what was corrected as it is kept.

    :raises QueryError: it is none; :raises TypeError: it is something else.
    """
    one = Correction(**data)
    if not all(isinstance(text, str) and text.isprintable() for text in asdict(one).values()):
        raise TypeError(data)
    if checked(one.field, one.value) != one.value:
        raise ValueError(data)
    return asdict(one)


def _check(row: PackedDocument) -> None:
    """Look at the fields of a row.

    :raises ValueError, TypeError: one is none of ours.
    """
    numbers = (row.original, row.parsed)
    if any(type(number) is not int or number < 0 for number in numbers):
        raise ValueError(numbers)
    if row.do not in (ADD, CHANGE, REMOVE) or bool(row.names) == (row.do == REMOVE):
        raise ValueError(row.do)
    form = _CONTENT if row.do == REMOVE else _DIGEST
    if not form.fullmatch(row.digest) or not _ENDING.fullmatch(row.ending):
        raise ValueError(row.digest)
    if row.do == ADD and not _DIGEST.fullmatch(row.parsed_sha256):
        raise ValueError(row.parsed_sha256)
    if not isinstance(row.entry, dict) or not isinstance(row.entry.get("sample", False), bool):
        raise TypeError(row.entry)
    if row.entry.keys() - _SAID - {"sample"}:
        raise ValueError(row.entry)
    for text in (row.entry[name] for name in _SAID if name in row.entry):
        if not isinstance(text, str) or not text.isprintable() or len(text) > _LONGEST:
            raise TypeError(text)
    ManifestEntry(**row.entry)


def _register(pack: PackFile) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return lines that came and short digests of those that went.

    :raises PackRefused: a line is no entry of a register.
    """
    text = pack.part(REGISTER)
    if not text:
        return (), ()
    try:
        data = json.loads(text)
        came, went = tuple(data["came"]), tuple(data["went"])
        register_files.entries_of(came, pack.name)
        for digest in went:
            bytes.fromhex(digest)
    except (ValueError, TypeError, KeyError, RecursionError, UsageError) as error:
        raise _strange(pack) from error
    return came, went


def register_part(came: Sequence[str], went: Sequence[str]) -> bytes:
    """Return the part that tells of the register; b"" where nothing changed."""
    if not came and not went:
        return b""
    return json.dumps({"came": came, "went": went}, ensure_ascii=False).encode()
