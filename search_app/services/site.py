"""Where this app stands: its own address, and the addresses of its static files."""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from flask import Flask, Response, current_app, g, request, url_for

FOREVER = "max-age=31536000, immutable"
"""For an address whose content can never be another."""


def host() -> str:
    """Return what stands before an address of this app, without the last slash.

    Asked for once a request: a page of answers prints it behind every passage.
    """
    if "host" not in g:
        g.host = url_for("pages.home", _external=True).rstrip("/")
    standing: str = g.host
    return standing


def static_url(name: str) -> str:
    """Return the address of a static file, with the digest of its content.

    :raises OSError: there is no such file.
    """
    return f"/static/{name}?v={_version(name)}"


def _version(name: str) -> str:
    path = Path(current_app.static_folder or "") / name
    state = path.stat()
    return _digest(path, state.st_mtime_ns, state.st_size)


@lru_cache(maxsize=256)
def _digest(path: Path, changed: int, size: int) -> str:
    """Return the digest of a file; ``changed`` (ns) and ``size`` (bytes) tell its states apart."""
    return sha256(path.read_bytes()).hexdigest()[:16]


def _kept_by_browsers(response: Response) -> Response:
    if request.endpoint == "static" and response.status_code in (200, 206, 304):
        # Only the content that the address names: an old page's link may meet a newer file.
        if request.args.get("v") != _version((request.view_args or {})["filename"]):
            return response
        response.headers["Cache-Control"] = f"public, {FOREVER}"
    return response


def install(app: Flask) -> None:
    """Let pages of ``app`` name its address and its static files."""
    app.jinja_env.globals.update(site=host, static_url=static_url)
    app.after_request(_kept_by_browsers)
