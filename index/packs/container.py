"""The file of an update pack: a signed header, then parts whose sizes and digests it gives.

::

    "VKPACK"   format (2 bytes)   length of the header (4)   public key (32)   signature (64)
    header     JSON: what the pack is, and size and SHA-256 of every part
    parts      in the order of the header
    blobs      originals and parsed documents, in the order of the part "documents"

The signature covers everything before it and the header; the header covers every part, and the
part "documents" every blob; nothing may follow.  So a changed byte is found wherever it is.
Nothing is unpacked before the signature is seen to be right, and then no more than its size says.
No name in a pack is ever used as a path.
"""

from __future__ import annotations

import hashlib
import io
import json
import struct
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from index.packs import keys
from ingest.errors import PackRefused, reason

MAGIC = b"VKPACK"
FORMAT = 1
ENDING = ".vkp"
_BEGIN = struct.Struct(">6sHI32s")
_SIGNED = b"vankien update pack\0"
"""What is signed begins with this, so that a signature is good for nothing else."""
_MOST_HEADER = 64 * 1024
_MOST_DIMENSIONS = 16_384
MOST_PART = 512 * 1024**2
"""Bytes of a part unpacked: documents of some million rows."""
_BLOCK = 1 << 20
DOCUMENTS, STATE, REGISTER, VECTORS = "documents", "state", "register", "vectors"
_PACKED = frozenset({DOCUMENTS, REGISTER})


@dataclass(frozen=True, slots=True)
class Part:
    """A part: its name, its bytes in the file, unpacked, and their SHA-256 (of the file's)."""

    name: str
    size: int
    unpacked: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Header:
    """What a pack is; times are ISO 8601, UTC.

    ``closed`` are the closed folders of which it carries documents, as its maker names them;
    ``blobs`` is how many bytes follow the parts.
    """

    title: str
    publisher: str
    made: str
    model: str
    model_digest: str
    model_dimensions: int
    encoder_digest: str
    encoder_dimensions: int
    parser: str
    closed: tuple[str, ...]
    documents: int
    full: bool
    parts: tuple[Part, ...]
    blobs: int


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes of a document in the file, with their place in it."""

    at: int
    size: int
    sha256: str


class PackFile:
    """A pack opened for reading: its header is signed, its parts are whole.

    Blobs are looked at by :meth:`check_blobs`; whoever copies one looks again.
    """

    def __init__(self, path: Path, name: str = "") -> None:
        """Open it.

        :param name: what people call it, where that is not its file's name.
        :raises PackRefused: it is none, damaged, cut short, of a newer format, or not signed by
            the key it names.
        """
        self.name = name or path.name
        if path.exists() and not path.is_file():
            # Opening a pipe would wait for ever.
            raise PackRefused(f"{self.name} không phải một tệp.", "")
        try:
            self._file: BinaryIO = path.open("rb")
        except OSError as error:
            raise PackRefused(f"Không mở được gói {self.name}: {reason(error)}.", "") from error
        try:
            self._open()
        except PackRefused:
            self._file.close()
            raise
        except (OSError, struct.error) as error:
            self._file.close()
            raise self.damaged() from error

    def __enter__(self) -> PackFile:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def damaged(self) -> PackRefused:
        """Return the error for bytes that are not what was signed."""
        return PackRefused(
            f"Gói {self.name} bị hỏng hoặc chép chưa xong.", "Chép lại gói từ nơi gửi."
        )

    def _open(self) -> None:
        begin = self._file.read(_BEGIN.size)
        if begin[: len(MAGIC)] != MAGIC or len(begin) < len(MAGIC) + 2:
            raise PackRefused(f"{self.name} không phải gói cập nhật.")
        form = int.from_bytes(begin[len(MAGIC) : len(MAGIC) + 2])
        if form > FORMAT:
            raise PackRefused(
                f"Gói {self.name} do phiên bản mới hơn của phần mềm ghi (dạng {form}; phiên bản"
                f" này đọc dạng {FORMAT}).",
                "Cập nhật phần mềm, hoặc xin gói ghi bằng phiên bản này.",
            )
        _, _, length, self.public = _BEGIN.unpack(begin)
        if form != FORMAT or length > _MOST_HEADER:
            raise self.damaged()
        signature, text = self._file.read(keys.SIGNATURE), self._file.read(length)
        if len(text) != length or not keys.is_signed(
            self.public, signature, _SIGNED + begin + text
        ):
            raise PackRefused(
                f"Chữ ký của gói {self.name} không đúng: gói bị hỏng, bị sửa, hoặc chép chưa xong.",
                "Chép lại gói từ nơi gửi; nếu vẫn vậy thì không dùng gói này.",
            )
        self.id = hashlib.sha256(text).hexdigest()
        self.header = self._header(text)
        self._blobs_at = self._file.tell() + sum(part.size for part in self.header.parts)
        if self._file.seek(0, io.SEEK_END) != self._blobs_at + self.header.blobs:
            raise self.damaged()
        self.size = self._blobs_at + self.header.blobs
        self._places: dict[str, tuple[int, Part]] = {}
        at = _BEGIN.size + keys.SIGNATURE + length
        for part in self.header.parts:
            if self._digest(at, part.size) != part.sha256:
                raise self.damaged()
            self._places[part.name] = (at, part)
            at += part.size

    def _header(self, text: bytes) -> Header:
        try:
            data = json.loads(text)
            parts = tuple(Part(**part) for part in data.pop("parts"))
            header = Header(**{**data, "closed": tuple(data["closed"]), "parts": parts})
            dimensions = [header.model_dimensions, header.encoder_dimensions]
            numbers = [header.blobs, header.documents, *dimensions]
            numbers += [number for part in parts for number in (part.size, part.unpacked)]
            texts = [header.title, header.publisher, header.made, header.model, header.parser]
            texts += [header.model_digest, header.encoder_digest, *header.closed]
            texts += [one for part in parts for one in (part.name, part.sha256)]
            if any(type(one) is not int or one < 0 for one in numbers):
                raise ValueError("numbers")
            if not all(isinstance(one, str) and one.isprintable() for one in texts):
                raise ValueError("texts")
            bytes.fromhex(header.model_digest + header.encoder_digest)
            if datetime.fromisoformat(header.made).isoformat(timespec="seconds") != header.made:
                raise ValueError(header.made)
            if not header.made.endswith("+00:00"):
                raise ValueError(header.made)
            if max(dimensions) > _MOST_DIMENSIONS or type(header.full) is not bool:
                raise ValueError("dimensions")
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            # Signed, and still none of ours.
            raise PackRefused(f"Phần đầu của gói {self.name} có nội dung lạ.") from error
        return header

    def _digest(self, at: int, size: int) -> str:
        digest = hashlib.sha256()
        for block in self._blocks(at, size):
            digest.update(block)
        return digest.hexdigest()

    def _blocks(self, at: int, size: int) -> Iterator[bytes]:
        self._file.seek(at)
        while size > 0:
            block = self._file.read(min(size, _BLOCK))
            if not block:
                raise self.damaged()
            size -= len(block)
            yield block

    # --- what is in it ------------------------------------------------------------

    def part(self, name: str) -> bytes:
        """Return a part, unpacked; b"" where the pack has none of this name.

        :raises PackRefused: it is larger than it says, or than any of ours.
        """
        at, part = self._places.get(name, (0, None))
        if part is None:
            return b""
        if part.unpacked > MOST_PART or part.size > MOST_PART:
            raise self._swollen(name)
        data = b"".join(self._blocks(at, part.size))
        if hashlib.sha256(data).hexdigest() != part.sha256:
            raise self.damaged()
        if name not in _PACKED:
            return data
        # One byte more than it says is enough to know.
        try:
            opened = zlib.decompressobj()
            plain = opened.decompress(data, part.unpacked + 1)
        except zlib.error as error:
            raise self.damaged() from error
        if len(plain) != part.unpacked or not opened.eof:
            raise self._swollen(name)
        return plain

    def _swollen(self, name: str) -> PackRefused:
        return PackRefused(f"Phần “{name}” của gói {self.name} lớn bất thường.")

    def stream(self, name: str) -> Iterator[bytes]:
        """Yield a part that is not packed, a block at a time; nothing where there is none.

        :raises PackRefused: it changed since it was opened; told at the end.
        """
        at, part = self._places.get(name, (0, None))
        if part is None:
            return
        digest = hashlib.sha256()
        for block in self._blocks(at, part.size):
            digest.update(block)
            yield block
        if digest.hexdigest() != part.sha256:
            raise self.damaged()

    def blobs(self, sizes: Sequence[tuple[int, str]]) -> list[Blob]:
        """Return the places of blobs of these sizes and digests, which must be all there are."""
        at, found = self._blobs_at, []
        for size, sha256 in sizes:
            found.append(Blob(at, size, sha256))
            at += size
        if at != self.size:
            raise self.damaged()
        return found

    def check_blobs(self, blobs: Sequence[Blob]) -> None:
        """Look at every byte of ``blobs``.

        :raises PackRefused: one is not what was signed.
        """
        for blob in blobs:
            if self._digest(blob.at, blob.size) != blob.sha256:
                raise self.damaged()

    def blob(self, blob: Blob) -> bytes:
        """Return the bytes of a blob.

        :raises PackRefused: they are not what was signed.
        """
        data = b"".join(self._blocks(blob.at, blob.size))
        if hashlib.sha256(data).hexdigest() != blob.sha256:
            raise self.damaged()
        return data


def packed(name: str, data: bytes) -> tuple[Part, bytes]:
    """Return a part as it goes into a pack, with its bytes there."""
    inside = zlib.compress(data, 9) if name in _PACKED else data
    return Part(name, len(inside), len(data), hashlib.sha256(inside).hexdigest()), inside


def write(
    out: BinaryIO,
    header: Mapping[str, Any],
    parts: Sequence[tuple[Part, Iterator[bytes]]],
    blobs: Iterator[bytes],
    key: Ed25519PrivateKey,
) -> None:
    """Write a pack.

    :param header: what :class:`Header` has besides its parts.
    """
    listed = [asdict(part) for part, _ in parts]
    text = json.dumps({**header, "parts": listed}, ensure_ascii=False, sort_keys=True).encode()
    begin = _BEGIN.pack(MAGIC, FORMAT, len(text), keys.raw(key.public_key()))
    for piece in (begin, key.sign(_SIGNED + begin + text), text):
        out.write(piece)
    for _, pieces in parts:
        for piece in pieces:
            out.write(piece)
    for piece in blobs:
        out.write(piece)
