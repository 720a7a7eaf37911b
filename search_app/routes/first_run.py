"""While there is no library: every page says what to do, and the first files are taken."""

from __future__ import annotations

from flask import Flask, Response, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from search_app.routes.guard import fail, wants_json
from search_app.routes.upload import first_page
from search_app.services.library import has_library

_ROOMS = frozenset({"login", "upload", "administration", "packs"})
"""What works without a library, beside what is of no room: the files of pages, and no page."""


def _guide() -> str | BaseResponse | tuple[Response | str, int] | None:
    if request.endpoint == "static" or has_library():
        return None
    if request.path == "/" and request.method == "GET":
        return first_page()
    if request.endpoint == "upload.form":
        return redirect("/")
    if request.endpoint is None or request.blueprint in _ROOMS:
        return None
    if request.method == "GET" and not wants_json():
        return redirect("/")
    return fail(503, "Chưa có kho văn bản.", "Nạp văn bản ở trang chủ rồi làm lại.")


def install(app: Flask) -> None:
    """Let ``app`` lead to its first build; after the door, so that nobody unknown is shown it."""
    app.before_request(_guide)
    app.context_processor(lambda: {"has_library": has_library()})
