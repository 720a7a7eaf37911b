"""Databases with full text, set up alone as their own guides have it: PostgreSQL, Milvus Lite."""

# ruff: noqa: PLC0415 (each process loads one peer only, and its memory is what is measured)
from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import threading
import time
from itertools import islice
from pathlib import Path
from typing import Any

from benchmarks.scale.peers import TEN, Peer, batches, model, words_of

AS_ROOT = "postgres"
"""The user a server runs as when root measures: it refuses to run as root."""
ANSWERS_WITHIN = 60.0
"""Seconds a server may take to start."""


class ServerError(Exception):
    """No PostgreSQL server can be started here; says what is missing or what it said."""


class Server:
    """A PostgreSQL server with its own settings, in a folder of its own, on the loopback alone.

    It is a child of this process, so that its memory and its processor time count.

    :raises ServerError: its programs are not installed, or fail.
    """

    def __init__(self, folder: Path) -> None:
        self._programs = programs()
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.port = 0

    def create(self) -> None:
        """Make an empty database."""
        self._folder.mkdir(parents=True, exist_ok=True)
        if self._user:
            shutil.chown(self._folder, self._user, self._user)
        self._run("initdb", "-D", str(self._data), "-U", "bench", "--auth=trust", "-E", "UTF8")

    def start(self) -> None:
        """Start it; return when it answers."""
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                [
                    *(self._programs / "postgres", "-D", self._data, "-p", str(self.port)),
                    *("-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="),
                ],
                stdout=log,
                stderr=log,
                **self._as_user(),
            )
        # Nothing is left running when a measurement fails.
        atexit.register(self.stop)
        self._wait()

    def _wait(self) -> None:
        import psycopg

        until = time.monotonic() + ANSWERS_WITHIN
        while True:
            try:
                self.connect().close()
            except psycopg.OperationalError:
                if time.monotonic() > until:
                    raise
                time.sleep(0.02)
            else:
                return

    def connect(self) -> Any:  # noqa: ANN401 (a connection of a module loaded late)
        """Return a connection."""
        import psycopg

        where = f"host=127.0.0.1 port={self.port} user=bench dbname=postgres"
        return psycopg.connect(where, autocommit=True)

    def stop(self) -> None:
        """Stop it in order; what is written is on disk."""
        if self._process is not None:
            self._run("pg_ctl", "-D", str(self._data), "-m", "fast", "-w", "stop")
            self._process.wait()
            self._process = None

    @property
    def _data(self) -> Path:
        return self._folder / "data"

    @property
    def _user(self) -> str:
        return AS_ROOT if os.geteuid() == 0 else ""

    def _as_user(self) -> dict[str, Any]:
        if not self._user:
            return {"cwd": self._folder}
        return {
            **{"user": self._user, "group": self._user, "extra_groups": []},
            "cwd": self._folder,
        }

    def _run(self, program: str, *words: str) -> None:
        ran = subprocess.run(
            [self._programs / program, *words],
            check=False,
            capture_output=True,
            text=True,
            **self._as_user(),
        )
        if ran.returncode:
            raise ServerError(f"{program}: {ran.stderr.strip()}")


def programs() -> Path:
    """Return the folder of the newest server's programs.

    :raises ServerError: there is none.
    """
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    where = str(found[-1]) if found else shutil.which("initdb")
    if where is None:
        raise ServerError("needs a PostgreSQL server (apt install postgresql)")
    return Path(where).parent


class Postgres(Peer):
    """PostgreSQL's full text: a generated ``tsvector`` (`simple`), GIN, any word, ``ts_rank``."""

    name = "postgres"
    _TABLE = """CREATE TABLE t (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        text text NOT NULL,
        words tsvector GENERATED ALWAYS AS (to_tsvector('simple', text)) STORED)"""
    _ASK = """SELECT id FROM t, websearch_to_tsquery('simple', %s) AS asked
        WHERE words @@ asked ORDER BY ts_rank(words, asked) DESC LIMIT 10"""

    def __init__(self, work: Path, source: Any) -> None:  # noqa: ANN401 (as all peers)
        super().__init__(work, source)
        self._server = Server(self._folder)
        self._clients = threading.local()

    def prepare(self) -> None:
        """Put down the passages and start an empty server: neither is measured."""
        super().prepare()
        self._server.create()
        self._server.start()

    def _build(self) -> None:
        with self._server.connect() as base, base.cursor() as cursor:
            cursor.execute(self._TABLE)
            with cursor.copy("COPY t (text) FROM STDIN") as rows:
                for text in self._texts():
                    rows.write_row((text,))
            cursor.execute("CREATE INDEX ON t USING gin (words)")
            cursor.execute("VACUUM ANALYZE t")

    def open(self) -> None:
        """Start the server, and connect."""
        self._server.start()

    def close(self) -> None:
        """Stop the server."""
        self._server.stop()

    def ask(self, question: str) -> int:
        """Search, each client over a connection of its own."""
        if not hasattr(self._clients, "base"):
            self._clients.base = self._server.connect()
        wanted = " or ".join(f'"{word}"' for word in words_of(question).split())
        return len(self._clients.base.execute(self._ASK, (wanted,)).fetchall())


class Milvus(Peer):
    """Milvus Lite: full text by its BM25 function and vectors, joined by reciprocal rank."""

    name = "milvus"
    _AT_ONCE = 1_000
    _LONGEST = 65_535
    """Bytes a text field may hold."""

    def _client(self) -> Any:  # noqa: ANN401
        from pymilvus import MilvusClient

        return MilvusClient(str(self._folder / "lite.db"))

    def _build(self) -> None:
        from pymilvus import DataType, Function, FunctionType

        embedder, client = model(), self._client()
        schema = client.create_schema(auto_id=True)
        schema.add_field("id", DataType.INT64, is_primary=True)
        schema.add_field("text", DataType.VARCHAR, max_length=self._LONGEST, enable_analyzer=True)
        schema.add_field("words", DataType.SPARSE_FLOAT_VECTOR)
        schema.add_field("meaning", DataType.FLOAT_VECTOR, dim=embedder.dimensions)
        schema.add_function(
            Function(
                name="bm25",
                input_field_names=["text"],
                output_field_names=["words"],
                function_type=FunctionType.BM25,
            )
        )
        indexes = client.prepare_index_params()
        indexes.add_index("words", index_type="SPARSE_INVERTED_INDEX", metric_type="BM25")
        indexes.add_index("meaning", index_type="AUTOINDEX", metric_type="IP")
        client.create_collection("t", schema=schema, index_params=indexes)
        for some in batches(self._texts(), self._AT_ONCE):
            vectors = embedder.embed_passages(some)
            rows = zip(some, vectors, strict=True)
            client.insert("t", [{"text": text, "meaning": vector} for text, vector in rows])
        client.flush("t")
        client.close()

    def open(self) -> None:
        """Load the collection and the model."""
        self._open = self._client()
        self._open.load_collection("t")
        self._embedder = model()

    def close(self) -> None:
        """Let go of the file."""
        if self._open is not None:
            self._open.close()

    def ask(self, question: str) -> int:
        """Search."""
        from pymilvus import AnnSearchRequest, RRFRanker

        vector = self._embedder.embed_queries([question])[0]
        asked = [
            AnnSearchRequest([words_of(question)], "words", {"metric_type": "BM25"}, TEN),
            AnnSearchRequest([vector], "meaning", {"metric_type": "IP"}, TEN),
        ]
        found = self._open.hybrid_search("t", asked, RRFRanker(), limit=TEN)
        return len(list(islice(found[0], TEN)))
