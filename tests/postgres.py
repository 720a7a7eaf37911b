"""A PostgreSQL server for all tests of a run, started when first asked for."""

from __future__ import annotations

import atexit
import contextlib
import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from functools import lru_cache
from pathlib import Path

import pytest


class Server:
    """A server in a folder of its own, on the loopback alone."""

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path(tempfile.mkdtemp(prefix="vankien-pg-", dir="/tmp"))
        self._user = "postgres" if os.geteuid() == 0 else ""
        if self._user:
            # The server refuses to run as root.
            shutil.chown(self._folder, self._user)
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        data = str(self._folder / "data")
        self._run("initdb", "-D", data, "-U", "kho", "--auth=trust", "-E", "UTF8", "--no-sync")
        self.start()
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "kho", "kho")

    def start(self) -> None:
        """Start it; returns when it answers."""
        how = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        how += f"'{self._folder}' -c fsync=off -c full_page_writes=off -c shared_buffers=32MB"
        data, log = str(self._folder / "data"), str(self._folder / "log")
        self._run("pg_ctl", "-D", data, "-l", log, "-w", "-o", how, "start")

    def stop(self) -> None:
        """Stop it at once, as when it fails."""
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-m", "immediate", "-w", "stop")

    def remove(self) -> None:
        """Stop it and remove all it has."""
        with contextlib.suppress(subprocess.CalledProcessError):
            self.stop()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _run(self, program: str, *words: str) -> None:
        subprocess.run(
            [self._programs / program, *words],
            check=True,
            capture_output=True,
            user=self._user or None,
            group=self._user or None,
            extra_groups=[] if self._user else None,
            cwd=self._folder,
        )


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if found:
        return found[-1].parent
    where = shutil.which("initdb")
    return Path(where).parent if where else None


@lru_cache(maxsize=1)
def _started() -> Server | str:
    programs = _programs()
    if programs is None:
        return "needs a PostgreSQL server (apt install postgresql)"
    if os.geteuid() == 0:
        try:
            pwd.getpwnam("postgres")
        except KeyError:
            return "needs the user postgres: the server does not run as root"
    server = Server(programs)
    atexit.register(server.remove)
    return server


def server() -> Server:
    """Return the server of this run; the test is skipped where there can be none."""
    pytest.importorskip("psycopg", reason="needs the extra postgres")
    found = _started()
    if isinstance(found, str):
        pytest.skip(found)
    return found
