"""A process that has imported the readers and forks a child for each piece of work.

To start Python and import the readers costs many times what a short file takes to read.  So
one process does that once, opens nothing, runs a single thread, and forks: each child is as
fresh as a process of its own, with its own limits, and ends with its work.  Between the two
stands a keeper, forked as well, which kills the child's whole group when it is told to, or
when whoever asked is gone.

On the wire (:mod:`ingest.readers.child` is the other end): with one byte come the file
descriptors of a control socket and of the pipe for the answer.  On the control socket goes a
:class:`Request`; the keeper says ``+`` once the child runs and in the end how it ended, as
text: an exit code, or a signal's number below zero.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

HOME = Path(__file__).resolve().parents[2]
"""Where the packages are: a child finds them wherever it runs."""
IDLE_SECONDS = 120
"""A server that nobody asked for so long ends: it holds sixty megabytes."""
_GRACE = 1.0
"""Seconds a server may take to end before it is ended; it waits for its keepers."""
STARTED = b"+"
_SIZES = struct.Struct("!QQ")
Serve = Callable[["Request", int], None]
"""Does a request's work in the child and writes the answer to a file descriptor."""


class ServerGoneError(Exception):
    """The server ended before the work began."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a child is told: its limits and words, where it runs, and what it is given to read.

    ``folder`` is empty where that of who asks is gone.
    """

    words: list[str]
    folder: str
    environment: dict[str, str]
    given: bytes = b""

    def packed(self) -> bytes:
        """Return the request as it goes over the control socket."""
        head = json.dumps([self.words, self.folder, self.environment]).encode()
        return _SIZES.pack(len(head), len(self.given)) + head + self.given


def _received(control: socket.socket) -> Request:
    head, given = _SIZES.unpack(_exactly(control, _SIZES.size))
    words, folder, environment = json.loads(_exactly(control, head))
    return Request(words, folder, environment, _exactly(control, given))


def _exactly(control: socket.socket, size: int) -> bytes:
    read = bytearray()
    while len(read) < size:
        piece = control.recv(min(size - len(read), 1 << 20))
        if not piece:
            raise EOFError
        read += piece
    return bytes(read)


# --- who asks -------------------------------------------------------------------------


class Server:
    """The server for one module, started when it is first needed and again when it has ended."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._lock = Lock()
        self.process: subprocess.Popen[bytes] | None = None
        self._line: socket.socket | None = None

    def begin(self, request: Request, answers: int) -> socket.socket:
        """Have a child begin; return the control socket, to be closed by the caller.

        :param answers: the pipe's end that the child writes its answer to.
        :raises ServerGoneError: the server ended before, twice.
        """
        for _ in range(2):
            ours, theirs = socket.socketpair()
            with theirs:
                line = self._ready()
                try:
                    socket.send_fds(line, [b"!"], [theirs.fileno(), answers])
                except OSError:
                    ours.close()
                    self._forget(line)
                    continue
            try:
                ours.sendall(request.packed())
                if ours.recv(1) == STARTED:
                    return ours
            except OSError:
                pass
            ours.close()
            self._forget(line)
        raise ServerGoneError

    def _ready(self) -> socket.socket:
        with self._lock:
            if self._line is None:
                self._line, theirs = socket.socketpair()
                with theirs:
                    self.process = _start(self._module, theirs.fileno())
            return self._line

    def _forget(self, line: socket.socket) -> None:
        """Let go of a server that no longer answers."""
        with self._lock:
            if self._line is line:
                self.close()

    def close(self) -> None:
        """End the server; work that has begun goes on."""
        if self._line is not None and self.process is not None:
            self._line.close()
            try:
                self.process.wait(_GRACE)
            except subprocess.TimeoutExpired:
                self.process.terminate()
                self.process.wait()
        self._line = self.process = None


def _start(module: str, line: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", __name__, module, str(line)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        pass_fds=[line],
        env={
            **os.environ,
            "PYTHONPATH": str(HOME),
            # A process that runs threads must not fork.
            "OPENBLAS_NUM_THREADS": "1",
            "OMP_NUM_THREADS": "1",
        },
    )


# --- the server -----------------------------------------------------------------------


def run(serve: Serve, line: socket.socket) -> None:
    """Fork for every request until nobody is left to ask, or nobody asked for long."""
    line.settimeout(IDLE_SECONDS)
    # What is imported is never freed: children need not copy it to count its references.
    gc.freeze()
    while True:
        try:
            said, passed, _, _ = socket.recv_fds(line, 1, 2)
        except (TimeoutError, ConnectionError):
            return
        if not said:
            return
        _reap(os.WNOHANG)
        if os.fork() == 0:
            line.close()
            with contextlib.suppress(EOFError, OSError):
                _keep(serve, *passed)
            os._exit(0)
        for descriptor in passed:
            os.close(descriptor)


def _reap(how: int = 0) -> None:
    """Wait for keepers: what they used is then counted as this process's, too."""
    with contextlib.suppress(ChildProcessError):
        while os.waitpid(-1, how)[0]:
            pass


def _keep(serve: Serve, control_end: int, answers: int) -> None:
    """Be the keeper: fork the child, wait for its end or for the word to kill it, tell how."""
    control = socket.socket(fileno=control_end)
    request = _received(control)
    ended, alive = os.pipe()
    child = os.fork()
    if child == 0:
        control.close()
        os.close(ended)
        _be_child(serve, request, answers)
    os.close(answers)
    os.close(alive)
    # Both set it: whoever comes second finds it done.
    with contextlib.suppress(OSError):
        os.setpgid(child, child)
    control.sendall(STARTED)
    # The pipe ends with the child, the socket with who asked: whichever comes first.
    select.select([ended, control.fileno()], [], [])
    if _is_heard(control):
        os.killpg(child, signal.SIGKILL)
    os.waitid(os.P_PID, child, os.WEXITED | os.WNOWAIT)
    # A child that is over may have left others (a recogniser); its number is still taken.
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    control.sendall(str(os.waitstatus_to_exitcode(status)).encode())


def _is_heard(control: socket.socket) -> bool:
    return bool(select.select([control], [], [], 0)[0])


def _be_child(serve: Serve, request: Request, answers: int) -> None:
    code = 1
    try:
        os.setpgid(0, 0)
        if request.folder:
            os.chdir(request.folder)
        os.environ.clear()
        os.environ.update(request.environment)
        serve(request, answers)
        code = 0
    finally:
        # Nothing of the server's is to be tidied up here.
        os._exit(code)


def main() -> None:
    """Import the module that does the work and whatever that needs, and serve."""
    module, line = sys.argv[1:]
    work = importlib.import_module(module).WORK
    work.prepare()
    run(work.answer, socket.socket(fileno=int(line)))
    _reap()


if __name__ == "__main__":
    main()
