"""Where a library beyond one machine has its catalogue and its indexes.

Written as one URI, ``milvus+postgresql://[USER@]HOST[:PORT]/DATABASE?milvus=URI``, and kept in
the library's folder as ``store.json``, together with a name that no other library has: many may
share the servers.  Passwords are never part of it: PostgreSQL's come from ``PGPASSWORD`` or
``~/.pgpass``, Milvus's from :data:`ACCESS`.
"""

from __future__ import annotations

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlencode, urlsplit

from index.remote.milvus.place import MilvusAddress
from index.storage.files import write_whole
from ingest.errors import LibraryCorrupt, LibraryFormat, UsageError

FILE = "store.json"
FORMAT = 1
SCHEME = "milvus+postgresql"
ACCESS = "VANKIEN_MILVUS_TOKEN"
"""The variable that holds Milvus's token."""
_EXAMPLE = f"Viết như sau: {SCHEME}://kho@10.0.0.5/vankien?milvus=http://10.0.0.6:19530"


@dataclass(frozen=True, slots=True)
class Address:
    """The servers of a library.

    :param milvus: ``http://host:19530``, or the path of a Milvus Lite file.
    :param name: twelve hexadecimal digits, no other library's.
    """

    host: str
    port: int | None
    database: str
    user: str | None
    milvus: str
    name: str = ""

    @staticmethod
    def parse(text: str) -> Address:
        """Read a URI.

        :raises UsageError: it is none of this kind, or holds a password.
        """
        try:
            parts = urlsplit(text)
            host, port = parts.hostname, parts.port
            asked = parse_qs(parts.query, strict_parsing=True) if parts.query else {}
        except ValueError as error:
            raise UsageError(f"“{text}” không phải địa chỉ kho trên máy chủ.", _EXAMPLE) from error
        if parts.password is not None or "@" in "".join(asked.get("milvus", ())):
            raise UsageError(
                "Địa chỉ kho không được chứa mật khẩu: địa chỉ được ghi vào thư mục kho.",
                f"Đặt mật khẩu PostgreSQL vào PGPASSWORD hoặc ~/.pgpass, mã Milvus vào {ACCESS}.",
            )
        database = unquote(parts.path.strip("/"))
        whole = parts.scheme == SCHEME and host and database and list(asked) == ["milvus"]
        if not whole or len(asked["milvus"]) != 1:
            raise UsageError(f"“{text}” không phải địa chỉ kho trên máy chủ.", _EXAMPLE)
        uri = asked["milvus"][0]
        if "://" not in uri:
            uri = str(Path(uri).absolute())
        address = Address(
            str(host), port, database, parts.username and unquote(parts.username), uri
        )
        MilvusAddress(uri, None, "kho")  # for what it raises
        return address

    def __str__(self) -> str:
        user = f"{quote(self.user)}@" if self.user else ""
        port = f":{self.port}" if self.port else ""
        host = f"[{self.host}]" if ":" in self.host else self.host
        asked = urlencode({"milvus": self.milvus})
        return f"{SCHEME}://{user}{host}{port}/{quote(self.database)}?{asked}"

    def same(self, other: Address) -> bool:
        """Say whether both are the same servers."""
        return str(self) == str(other)

    @property
    def place(self) -> MilvusAddress:
        """Where words and vectors are."""
        return MilvusAddress(self.milvus, os.environ.get(ACCESS), f"kho{self.name}")

    @property
    def schema(self) -> str:
        """The PostgreSQL schema of the library's tables."""
        return f"vankien_{self.name}"

    def keep(self, root: Path) -> Address:
        """Write this into a library's folder; return it with its name, new where it has none."""
        known = load_address(root)
        if known is not None:
            return known
        address = Address(
            self.host, self.port, self.database, self.user, self.milvus, secrets.token_hex(6)
        )
        whole = {"format": FORMAT, "address": str(address), "name": address.name}
        write_whole(root / FILE, json.dumps(whole, indent=1).encode())
        return address


def load_address(root: Path) -> Address | None:
    """Return the servers of the library at ``root``; None where all of it lies in its folder.

    :raises LibraryCorrupt: the file is damaged; :raises LibraryFormat: by another version.
    """
    try:
        whole = json.loads((root / FILE).read_text("utf-8"))
        if whole["format"] != FORMAT:
            raise LibraryFormat(f"Tệp {root / FILE} của phiên bản khác ({whole['format']}).")
        address = Address.parse(whole["address"])
        name = str(whole["name"])
        if not name.isalnum():
            raise ValueError(name)
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (OSError, ValueError, TypeError, KeyError, UsageError) as error:
        raise LibraryCorrupt(f"Không đọc được {root / FILE}.") from error
    return Address(address.host, address.port, address.database, address.user, address.milvus, name)
