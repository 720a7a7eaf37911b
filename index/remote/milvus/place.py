"""Where a library on Milvus is, and what its client's errors mean to a reader."""

from __future__ import annotations

import importlib
import logging
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ingest.errors import (
    LibraryAway,
    LibraryCorrupt,
    LibraryError,
    LibraryLocked,
    LibraryUnwritable,
    UsageError,
)

_NOT_FOUND = {100, 4}
"""Milvus's numbers, new and old, for a collection that is not there."""
_DENIED = ("unauthenticated", "auth check failure", "not authenticated", "permission_denied")
_AWAY = ("unavailable", "deadline", "fail connecting", "connection refused", "timeout")
_FULL = ("quota", "deny to write", "disk", "no space", "memory")
_AWAY_ADVICE = "Kiểm tra máy chủ Milvus đang chạy và địa chỉ, cổng đúng."


@dataclass(frozen=True, slots=True)
class MilvusAddress:
    """Where a library's words and vectors are.

    :param uri: ``http://host:19530`` of a server, or the path of a Milvus Lite file (``….db``).
    :param token: ``user:password`` or an API key; never written down.
    :param prefix: begins the name of every collection of this library.
    """

    uri: str
    token: str | None = field(repr=False)
    prefix: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z_]\w{0,99}", self.prefix, re.ASCII):
            raise UsageError(f"“{self.prefix}” không dùng làm tên kho trên Milvus được.")
        if not self.is_file and urlsplit(self.uri).scheme not in {"http", "https", "tcp", "unix"}:
            raise UsageError(f"“{self.shown}” không phải địa chỉ máy chủ Milvus.")
        if self.is_file and not self.uri.endswith(".db"):
            raise UsageError(f"Tên tệp Milvus Lite phải có đuôi .db: {self.uri}.")

    @property
    def is_file(self) -> bool:
        """Whether this is a Milvus Lite file."""
        return "://" not in self.uri and not self.uri.startswith("unix:")

    @property
    def shown(self) -> str:
        """The address without what may be secret in it."""
        return self.uri if self.is_file else re.sub(r"//[^/@]*@", "//", self.uri).split("?")[0]


def package(address: MilvusAddress) -> Any:  # noqa: ANN401 (types in part only)
    """Return the package, silenced: what fails is told by our own errors."""
    # Or it writes of forks to the terminal.
    os.environ.setdefault("GRPC_VERBOSITY", "ERROR")
    try:
        package = importlib.import_module("pymilvus")
        if address.is_file:
            importlib.import_module("milvus_lite")
    except ImportError as error:
        raise LibraryError(
            "Kho này ở trên Milvus, mà máy chưa cài gói đọc Milvus.",
            "Cài thêm bằng: pip install .[milvus]",
        ) from error
    for name in ("pymilvus", "milvus_lite"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    return package


@contextmanager
def guarded(address: MilvusAddress, collection: str | None = None) -> Iterator[None]:
    """Turn what the client raises into the one error tree.

    :raises LibraryError: always with advice; :raises LibraryCorrupt: ``collection`` is missing.
    """
    package(address)
    refused = importlib.import_module("pymilvus.exceptions").MilvusException
    broken = importlib.import_module("grpc").RpcError
    try:
        yield
    except (refused, broken) as error:
        raise _translate_error(address, collection, error) from error
    except OSError as error:
        raise LibraryAway(f"Không nối được tới Milvus ở {address.shown}.", _AWAY_ADVICE) from error


def _translate_error(address: MilvusAddress, collection: str | None, error: Any) -> LibraryError:  # noqa: ANN401
    """Return our error for one of Milvus, by its number and by its words."""
    code = getattr(error, "code", None)
    code = code() if callable(code) else code
    # A wrong token at connecting is told only by what the client's error came of.
    message = f"{getattr(code, 'name', '')} {error} {error.__cause__}".lower()
    missing = code in _NOT_FOUND or getattr(error, "compatible_code", None) in _NOT_FOUND
    if any(word in message for word in _DENIED):
        return LibraryAway(
            f"Máy chủ Milvus {address.shown} không nhận mật khẩu hoặc mã truy cập.",
            "Kiểm tra biến môi trường giữ mã truy cập Milvus.",
        )
    if collection and missing:
        return LibraryCorrupt(f"Milvus {address.shown} không còn bảng {collection} của kho.")
    if address.is_file and "open local milvus failed" in message:
        return _held(address)
    return _refused(address, error, message)


def _held(address: MilvusAddress) -> LibraryError:
    if not Path(address.uri).parent.is_dir():
        return LibraryUnwritable(f"Không có thư mục để giữ tệp Milvus Lite {address.shown}.")
    return LibraryLocked(
        f"Không mở được tệp Milvus Lite {address.shown}: một chương trình khác đang giữ tệp.",
        "Tắt chương trình kia; nhiều chương trình cùng đọc thì dùng máy chủ Milvus.",
    )


def _refused(address: MilvusAddress, error: Any, message: str) -> LibraryError:  # noqa: ANN401
    if any(word in message for word in _AWAY):
        return LibraryAway(f"Không nối được tới Milvus ở {address.shown}.", _AWAY_ADVICE)
    why = str(getattr(error, "message", "") or error)[:300].rstrip(".")
    if any(word in message for word in _FULL):
        return LibraryUnwritable(f"Milvus {address.shown} không nhận thêm: {why}.")
    return LibraryAway(f"Milvus {address.shown} báo lỗi: {why}.", _AWAY_ADVICE)
