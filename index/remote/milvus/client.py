"""Speaking with a Milvus server, or with a Milvus Lite file: one connection a place.

A server that goes away gives an error at that call; the next call finds it again when it is
back.  Every call has a time limit, because the client's own retries last minutes.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from index.remote.milvus.place import MilvusAddress, guarded, package

Row = dict[str, Any]

MOST = 16_384
"""Rows Milvus hands back for one search."""
ASKING, WRITING, ARRANGING = 15.0, 120.0, 3_600.0
"""Seconds a question, a batch of rows, and the sealing of a collection may take."""
_NOT_LOADED = 101
SETTLED = 10.0
"""Seconds after which an unhurried read sees all that was written before (Milvus says 5)."""


class Server:
    """One connection, safe in any number of threads."""

    def __init__(self, address: MilvusAddress) -> None:
        self._place = address
        with guarded(address):
            self._client: Any = package(address).MilvusClient(
                uri=address.uri,
                token=address.token or "",
                timeout=ASKING,
                grpc_options=_options(address),
            )
            version = "lite" if address.is_file else str(self._client.get_server_version())
        self.small = "lite" in version.lower()
        """Whether this is Milvus Lite: it searches exactly and indexes fewer kinds of field."""

    def names(self) -> list[str]:
        """Return the collections of this library."""
        with guarded(self._place):
            collections = self._client.list_collections(timeout=ASKING)
        return [name for name in collections if name.startswith(f"{self._place.prefix}_")]

    def create(self, name: str, fields: Sequence[Row], indexes: Sequence[Row]) -> None:
        """Make a collection with the field ``pk`` as its key, and load it."""
        types = package(self._place).DataType
        with guarded(self._place, name):
            schema = self._client.create_schema(auto_id=False, enable_dynamic_field=False)
            schema.add_field("pk", types.INT64, is_primary=True)
            for field in fields:
                kinds = {
                    key: types[value] if key in {"datatype", "element_type"} else value
                    for key, value in field.items()
                }
                schema.add_field(**kinds)
            params = self._client.prepare_index_params()
            for index in indexes:
                params.add_index(**index)
            self._client.create_collection(
                name, schema=schema, consistency_level="Bounded", timeout=ARRANGING
            )
            # An empty collection's indexes are there at once; waiting sleeps half a second each.
            self._client.create_index(name, params, timeout=ARRANGING, sync=False)
        self.load(name)

    def load(self, name: str) -> None:
        """Make a collection ready to be searched; quick where it is.

        :raises LibraryCorrupt: it is not there.
        """
        with guarded(self._place, name):
            self._client.load_collection(name, timeout=ARRANGING)

    def drop(self, name: str) -> None:
        """Remove a collection."""
        with guarded(self._place, name):
            self._client.drop_collection(name, timeout=ARRANGING)

    def insert(self, name: str, rows: list[Row]) -> None:
        """Append rows."""
        if rows:
            with guarded(self._place, name):
                self._client.insert(name, rows, timeout=WRITING)

    def delete(self, name: str, where: str) -> None:
        """Remove the rows that ``where`` holds of."""
        with guarded(self._place, name):
            # A large build that was killed is many rows.
            self._client.delete(name, filter=where, timeout=ARRANGING)

    def seal(self, name: str) -> None:
        """Have what was appended written out and indexed."""
        with guarded(self._place, name):
            self._client.flush(name, timeout=ARRANGING)

    def query(
        self, name: str, where: str, fields: Sequence[str], *, now: bool = True, **more: int
    ) -> list[Row]:
        """Return the rows that ``where`` holds of, ``limit`` at most where given.

        :param now: see all that was written; otherwise rows of the last seconds may be missing.
        """
        rows = self._ask_loaded(
            self._client.query,
            name,
            filter=where,
            output_fields=list(fields),
            consistency_level=_level(now),
            timeout=ASKING,
            **more,
        )
        if len(rows) >= MOST - 1 and not more:
            # Some servers end there, without a word.
            return [row for batch in self.each(name, where, fields) for row in batch]
        return list(rows)

    def _ask_loaded(self, ask: Callable[..., Any], name: str, *given: Any, **how: Any) -> Any:  # noqa: ANN401
        """Ask a collection, loaded again where the server let it go (Lite does when started)."""
        with guarded(self._place, name):
            try:
                return ask(name, *given, **how)
            except package(self._place).MilvusException as error:
                if error.code != _NOT_LOADED:
                    raise
            self.load(name)
            return ask(name, *given, **how)

    def count(self, name: str, where: str) -> int:
        """Return how many rows ``where`` holds of."""
        if self.small:
            # Milvus Lite reads whole rows to count them.
            return len(self.query(name, where, ["pk"]))
        return int(self.query(name, where, ["count(*)"])[0]["count(*)"])

    def each(
        self, name: str, where: str, fields: Sequence[str], most: int = -1
    ) -> Iterator[list[Row]]:
        """Yield the rows that ``where`` holds of in order of ``pk``, some thousands at a time."""
        with guarded(self._place, name):
            reading = self._client.query_iterator(
                name,
                batch_size=8_000,
                limit=most,
                filter=where,
                output_fields=list(fields),
                consistency_level="Strong",
                timeout=WRITING,
            )
        try:
            while True:
                with guarded(self._place, name):
                    batch = reading.next()
                if not batch:
                    return
                yield list(batch)
        finally:
            reading.close()

    def search(
        self,
        name: str,
        asked: object,
        field: str,
        limit: int,
        where: str,
        fields: Sequence[str],
        *,
        parameters: Mapping[str, Any] | None = None,
        now: bool = True,
    ) -> list[tuple[float, Row]]:
        """Return at most ``limit`` rows by inner product with ``asked``, highest first."""
        hits = self._ask_loaded(
            self._client.search,
            name,
            [asked],
            anns_field=field,
            limit=min(limit, MOST),
            filter=where,
            output_fields=list(fields),
            search_params={"metric_type": "IP", "params": dict(parameters or {})},
            consistency_level=_level(now),
            timeout=ASKING,
        )
        return [(float(hit["distance"]), dict(hit["entity"])) for hit in hits[0]]

    def close(self) -> None:
        """Let the connection go."""
        self._client.close()
        if self._place.is_file:
            manager = importlib.import_module("milvus_lite.server_manager")
            manager.server_manager_instance.release_server(self._place.uri)


def _options(address: MilvusAddress) -> dict[str, int]:
    # A connection made anew must not wait as long as the broken one would.
    options = {"grpc.use_local_subchannel_pool": 1}
    if address.is_file:
        # Milvus Lite ends connections that ask every ten seconds whether it is there.
        options["grpc.keepalive_time_ms"] = 2**31 - 1
    return options


def _level(now: bool) -> str:
    return "Strong" if now else "Bounded"


_servers: dict[tuple[str, str | None, str], Server] = {}
_opening = threading.Lock()


def server(address: MilvusAddress) -> Server:
    """Return the connection to a place, made when first asked for.

    :raises LibraryError: the package is missing, the server away, the token wrong, or a
        Milvus Lite file is held by another process.
    """
    name = (address.uri, address.token, address.prefix)
    with _opening:
        if name not in _servers:
            _servers[name] = Server(address)
        return _servers[name]


def reach(address: MilvusAddress) -> None:
    """See that the server lets us in.

    :raises LibraryError: it does not.
    """
    server(address).names()


def release(address: MilvusAddress) -> None:
    """Let go the connections to a place's address, of any library, and a Lite file with them."""
    with _opening:
        for name in [key for key in _servers if key[0] == address.uri]:
            _servers.pop(name).close()
