"""One connection to each of our files for all that a page reads of it."""

from __future__ import annotations

from flask import Flask, g, request

from search_app.persistence.connections import keep_open, let_go


def _keep() -> None:
    # What changes something may put another file in place of one: it opens each anew.
    if request.method in ("GET", "HEAD"):
        g.kept = keep_open()


def _let_go(_: BaseException | None) -> None:
    kept = g.pop("kept", None)
    if kept is not None:
        let_go(kept)


def install(app: Flask) -> None:
    """Let pages of ``app`` keep connections; before everything that asks for any."""
    app.before_request(_keep)
    app.teardown_request(_let_go)
