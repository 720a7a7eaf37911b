"""Which backends a new generation of a library is written with."""

from __future__ import annotations

from pathlib import Path

from index.backends.engines import AUTO
from index.backends.local import LocalBackends
from index.backends.remote import RemoteBackends
from index.storage.store import Store
from ingest.errors import UsageError


def for_building(
    root: Path, model: str | None, text_engine: str = AUTO, servers: str | None = None
) -> LocalBackends:
    """Return what a new generation of the library at ``root`` is written with.

    :param servers: the URI of :mod:`index.remote.address`; that of the library when omitted.
    :raises UsageError: the library is on other servers, or the URI is none.
    """
    from index.remote import address  # noqa: PLC0415

    known = address.load_address(root)
    asked = address.Address.parse(servers) if servers else known
    if asked is None:
        return LocalBackends(model, text_engine)
    if known is not None and not known.same(asked):
        raise UsageError(
            f"Kho {root} ở {known}, không phải {asked}.",
            "Bỏ --store để dựng tiếp ở chỗ cũ, hoặc dựng kho mới ở một thư mục khác.",
        )
    if text_engine != AUTO:
        raise UsageError("Kho trên máy chủ tìm theo từ bằng Milvus; bỏ --text-engine.")
    return RemoteBackends(model, root, known or asked)


def for_renewing(root: Path, model: str | None = None, servers: str | None = None) -> LocalBackends:
    """Return what a new generation of the library at ``root`` is written with, from what it holds.

    :param model: the embedding model; the one that made the library when omitted.
    :raises LibraryMissing: there is no library.
    """
    store = Store(root)
    return for_building(root, model or store.record(store.current()).model, servers=servers)
