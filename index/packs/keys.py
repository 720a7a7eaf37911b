"""Keys that sign update packs, and the keys whose packs a library takes.

A key is Ed25519.  The private one lies in a file of its owner's alone (PKCS #8, PEM), with a
password where one was given; the public one is a line of text.  An administrator names the keys
whose packs are taken, after comparing the fingerprint with what the sender says of it on another
way; what is kept of them is ``trusted.json`` in the library's folder.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import (
    Ed25519PrivateKey,
    Ed25519PublicKey,
)

from index.build.additions import FOLDER as SENT
from index.storage import received
from index.storage.files import open_private, write_whole
from index.storage.store import Store
from ingest.errors import LibraryCorrupt, UsageError, reason
from ingest.text.vietnamese import nfc

TRUSTED = "trusted.json"
PUBLIC = ".pub"
SIZE, SIGNATURE = 32, 64
"""Bytes of a public key and of a signature."""
_BEGIN = "vankien-ed25519"
_DIGITS = 32
_LONGEST = 100
_NOT_OURS = "Tệp khóa do lệnh keygen ghi ra."


@dataclass(frozen=True, slots=True)
class TrustedKey:
    """A key whose packs are taken: ``name`` is the folder that what it brings lies in."""

    name: str
    key: str
    """The public key, base64."""
    at: str

    @property
    def fingerprint(self) -> str:
        """What people compare."""
        return fingerprint(base64.b64decode(self.key))


def fingerprint(public: bytes) -> str:
    """Return the fingerprint of a public key: 32 hexadecimal digits, four together."""
    digits = hashlib.sha256(public).hexdigest()[:_DIGITS].upper()
    return " ".join(digits[at : at + 4] for at in range(0, _DIGITS, 4))


def signer(public: bytes) -> str:
    """Return what a library calls the holder of a key in its ledger."""
    return hashlib.sha256(public).hexdigest()[:_DIGITS]


def generate(path: Path, password: str | None = None) -> bytes:
    """Write a new key to ``path`` and its public part beside it; return the public key.

    :raises UsageError: one of the files is there already, or cannot be written.
    """
    beside = path.with_name(path.name + PUBLIC)
    for there in (path, beside):
        if there.exists():
            raise UsageError(f"Đã có {there}.", "Chọn tên khác: khóa cũ không bị ghi đè.")
    private = Ed25519PrivateKey.generate()
    how = (
        serialization.BestAvailableEncryption(password.encode())
        if password
        else serialization.NoEncryption()
    )
    text = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, how)
    public = raw(private.public_key())
    try:
        with open_private(path) as file:
            file.write(text)
        beside.write_text(f"{_BEGIN} {base64.b64encode(public).decode()}\n", "ascii")
    except OSError as error:
        raise UsageError(f"Không ghi được {path}: {reason(error)}.") from error
    return public


def raw(key: Ed25519PublicKey) -> bytes:
    """Return a public key as 32 bytes."""
    return key.public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)


def load_private(path: Path, password: str | None = None) -> Ed25519PrivateKey:
    """Read a private key.

    :raises UsageError: it cannot be read, is none, or the password is not its own.
    """
    try:
        text = path.read_bytes()
        key = serialization.load_pem_private_key(text, password.encode() if password else None)
    except OSError as error:
        raise UsageError(f"Không mở được khóa {path}: {reason(error)}.") from error
    except TypeError as error:
        if password:
            raise UsageError(f"Khóa {path.name} không đặt mật khẩu.") from error
        raise UsageError(f"Khóa {path.name} có mật khẩu.", "Thêm --password-stdin.") from error
    except ValueError as error:
        raise UsageError(
            f"{path.name} không phải khóa riêng, hoặc mật khẩu không đúng.", _NOT_OURS
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise UsageError(f"{path.name} không phải khóa Ed25519.", _NOT_OURS)
    return key


def load_public(path: Path) -> bytes:
    """Read a public key from the file that :func:`generate` wrote beside the private one.

    :raises UsageError: it cannot be read or is none.
    """
    try:
        begin, _, text = path.read_text("ascii").strip().partition(" ")
        public = base64.b64decode(text, validate=True)
    except OSError as error:
        raise UsageError(f"Không mở được {path}: {reason(error)}.") from error
    except (UnicodeDecodeError, binascii.Error, ValueError):
        begin, public = "", b""
    if begin != _BEGIN or len(public) != SIZE:
        raise UsageError(f"{path.name} không phải khóa công khai.", _NOT_OURS)
    return public


def is_signed(public: bytes, signature: bytes, what: bytes) -> bool:
    """Say whether ``signature`` is that of the key over ``what``."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, what)
    except (InvalidSignature, ValueError):
        return False
    return True


# --- whose packs are taken --------------------------------------------------------


def trusted(root: Path) -> dict[str, TrustedKey]:
    """Return the keys whose packs the library at ``root`` takes, by :func:`signer`.

    :raises LibraryCorrupt: the list cannot be read: nobody is trusted then.
    """
    try:
        rows = json.loads((root / TRUSTED).read_text("utf-8"))
        keys = [TrustedKey(**row) for row in rows]
        return {signer(base64.b64decode(key.key, validate=True)): key for key in keys}
    except (FileNotFoundError, NotADirectoryError):
        return {}
    except (OSError, ValueError, TypeError) as error:
        raise LibraryCorrupt(
            f"Danh sách khóa được tin ({root / TRUSTED}) bị hỏng.",
            "Xóa tệp ấy rồi tin lại từng khóa bằng lệnh trust.",
        ) from error


def trust(root: Path, public: bytes, name: str) -> TrustedKey:
    """Take packs signed with this key from now on; what they bring lies in folder ``name``.

    :raises UsageError: the name is none, or that of another key; or the key has another name.
    """
    folder, mine = folder_name(name), signer(public)
    known = trusted(root)
    named = dict(received.of_store(Store(root))[0].signers)
    named |= {one: key.name for one, key in known.items()}
    if named.get(mine, folder) != folder:
        raise UsageError(
            f"Khóa này đã có tên “{named[mine]}”; văn bản của nó nằm ở thư mục ấy.", "Giữ tên cũ."
        )
    if any(one != mine and name.casefold() == folder.casefold() for one, name in named.items()):
        raise UsageError(f"Tên “{folder}” đã dùng cho khóa khác.", "Chọn tên khác.")
    if mine in known:
        return known[mine]
    key = TrustedKey(
        folder,
        base64.b64encode(public).decode(),
        datetime.now(UTC).isoformat(timespec="seconds"),
    )
    _write(root, [*known.values(), key])
    return key


def distrust(root: Path, name: str) -> TrustedKey:
    """Take no packs of the key called ``name`` any more; what they brought stays.

    :raises UsageError: there is none.
    """
    known = list(trusted(root).values())
    wanted = nfc(name).strip()
    key = next((key for key in known if wanted in (key.name, key.fingerprint)), None)
    if key is None:
        raise UsageError(f"Không tin khóa nào tên “{name}”.")
    _write(root, [one for one in known if one is not key])
    return key


def folder_name(name: str) -> str:
    """Return the name of a sender as the folder of what it sends.

    :raises UsageError: it cannot be one.
    """
    folder = " ".join(nfc(name).split())
    strange = not folder.isprintable() or any(letter in "/\\!" for letter in folder)
    if not folder or strange or folder.startswith((".", "~")) or len(folder) > _LONGEST:
        raise UsageError(
            f"“{name[:60]}” không dùng làm tên nơi gửi được.",
            "Đặt tên như “Tỉnh ủy Minh Hà”, không có dấu gạch chéo.",
        )
    if folder == SENT:
        raise UsageError(f"Tên “{SENT}” dành cho tệp tải lên.", "Chọn tên khác.")
    return folder


def _write(root: Path, keys: list[TrustedKey]) -> None:
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = json.dumps([asdict(key) for key in keys], ensure_ascii=False, indent=1)
    write_whole(root / TRUSTED, text.encode())
