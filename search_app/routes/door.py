"""What the server reads before anybody is known: little, and not for long.

Waitress receives a request whole before the app sees it: a stranger could fill the disk with
bodies, or hold every connection with requests that never end.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from copy import copy
from typing import Any

from flask import Flask
from waitress.channel import HTTPChannel  # type: ignore[import-untyped]
from waitress.parser import HTTPRequestParser  # type: ignore[import-untyped]
from waitress.utilities import BadRequest  # type: ignore[import-untyped]

from search_app.routes import login
from search_app.routes.upload import MOST_TOTAL

STRANGERS = 64 * 1024
"""Bytes of a body from who is not signed in: a name and a password."""
MOST = MOST_TOTAL + 1024 * 1024
"""Bytes of any body: as many files as may be sent up at once, and their form."""
HEADER_SECONDS, BODY_SECONDS = 20.0, 600.0
"""How long a header, and a body, may be on its way, however steadily it drips."""
LIMITS: dict[str, Any] = {
    "max_request_body_size": MOST,
    "max_request_header_size": 32 * 1024,
    "channel_timeout": 30,
    "cleanup_interval": 5,
    "connection_limit": 500,
    # What select() asks of goes up to 1,024 files.
    "asyncore_use_poll": True,
}
"""Waitress's own settings."""

Knows = Callable[[str], bool]


def channel_class(app: Flask) -> type[Any]:
    """Return a channel of waitress that lets strangers send :data:`STRANGERS` bytes only."""

    class Parser(_Parser):
        knows = staticmethod(lambda cookie: login.is_known(app, cookie))

    class Channel(HTTPChannel):  # type: ignore[misc]
        parser_class = Parser

    return Channel


def guard(server: Any, app: Flask) -> None:  # noqa: ANN401 (waitress has no types)
    """Let every socket of ``server`` read requests of ``app`` so."""
    guarded = channel_class(app)
    for socket in (server, *getattr(server, "map", {}).values()):
        if hasattr(socket, "channel_class"):
            socket.channel_class = guarded


class _Parser(HTTPRequestParser):  # type: ignore[misc]
    """Reads one request within its time, and strangers' bodies within their size."""

    knows: Knows = staticmethod(lambda cookie: False)
    clock = staticmethod(time.monotonic)

    def __init__(self, adj: Any) -> None:  # noqa: ANN401
        super().__init__(adj)
        self.adj: Any
        self.completed: bool
        self._begun = self.clock()

    def received(self, data: bytes) -> int:
        """Take in bytes; one that came too late ends the request."""
        seconds = BODY_SECONDS if self.headers_finished else HEADER_SECONDS
        if not self.completed and self.clock() - self._begun > seconds:
            self.error, self.completed = BadRequest("too slow"), True
            self.connection_close = True
            return len(data)
        return int(super().received(data))

    def parse_header(self, header_plus: bytes) -> None:
        """Read the header; whoever is not signed in may send little behind it."""
        super().parse_header(header_plus)
        if (self.content_length or self.chunked) and not self.knows(self.headers.get("COOKIE", "")):
            self.adj = copy(self.adj)
            self.adj.max_request_body_size = STRANGERS
