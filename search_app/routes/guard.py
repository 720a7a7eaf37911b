"""What every answer carries and every error becomes: headers, and one page per error type."""

from __future__ import annotations

import logging
import re

from flask import Flask, Response, jsonify, render_template, request
from flask_wtf.csrf import CSRFError  # type: ignore[import-untyped]
from werkzeug.exceptions import HTTPException

from ingest.errors import (
    LibraryError,
    ModelError,
    NumberError,
    QueryError,
    ServerBusy,
    SourceError,
    VankienError,
)

log = logging.getLogger("search_app")

_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_PASTED = frozenset({"noi_dung", "cau"})
"""Fields of forms that take pasted text; what reads them takes controls out."""
CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS: dict[str, str] = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

_HTTP: dict[int, tuple[str, str]] = {
    400: ("Yêu cầu không hợp lệ.", "Quay lại trang chủ và thử lại."),
    401: ("Chưa đăng nhập.", "Đăng nhập rồi làm lại."),
    403: ("Không được phép làm việc này.", "Quay lại trang chủ."),
    404: ("Không có trang này trong kho.", "Kiểm tra lại địa chỉ, hoặc tìm từ trang chủ."),
    405: ("Trang này không nhận yêu cầu kiểu đó.", "Quay lại trang chủ."),
    413: ("Tệp hoặc bản thảo gửi lên quá lớn.", "Chia nhỏ bản thảo rồi gửi lại."),
    415: ("Kiểu nội dung gửi lên không đúng.", "Gửi JSON với Content-Type: application/json."),
    500: ("Máy chủ gặp lỗi ngoài dự tính.", "Thử lại; nếu còn lỗi, xem nhật ký của máy chủ."),
}


def wants_json() -> bool:
    """Say whether the request is one of the API's."""
    return request.path.startswith("/api/")


def fail(status: int, message: str, advice: str) -> tuple[Response | str, int]:
    """Return an error the way the asker reads it."""
    if wants_json():
        return jsonify(error=message, advice=advice, status=status), status
    return render_template("error.html", message=message, advice=advice, status=status), status


def _query(error: VankienError) -> tuple[Response | str, int]:
    return fail(400, error.message, error.advice)


def _source(error: SourceError) -> tuple[Response | str, int]:
    return fail(422, error.message, error.advice)


def _busy(error: VankienError) -> tuple[Response | str, int]:
    return fail(503, error.message, error.advice)


def _library(error: VankienError) -> tuple[Response | str, int]:
    # The message may name a folder of the server: it goes to the log, not to the reader.
    log.error("library: %s", error)
    return fail(503, "Kho văn bản tạm thời không dùng được.", "Báo người quản trị xem nhật ký.")


def _csrf(error: CSRFError) -> tuple[Response | str, int]:
    return fail(400, "Trang này mở đã lâu nên không gửi được.", "Mở lại trang rồi gửi lại.")


def _http(error: HTTPException) -> tuple[Response | str, int]:
    status = error.code or 500
    message, advice = _HTTP.get(status, ("Không làm được yêu cầu này.", "Quay lại trang chủ."))
    return fail(status, message, advice)


def _strange(error: Exception) -> tuple[Response | str, int]:
    # A number no file can hold, JSON too deep, half of a letter: the asker's, not the server's.
    log.warning("strange request: %r", error)
    return fail(400, *_HTTP[400])


def _controls() -> tuple[Response | str, int] | None:
    """Refuse characters nobody types, before anything is asked for or kept in their name."""
    texts = [request.path, *request.view_args.values()] if request.view_args else [request.path]
    texts += [text for pair in request.args.items(multi=True) for text in pair]
    if request.mimetype in ("application/x-www-form-urlencoded", "multipart/form-data"):
        # Not of pasted drafts: what comes out of a PDF holds anything.
        short = (pair for pair in request.form.items(multi=True) if pair[0] not in _PASTED)
        texts += [text for pair in short for text in pair]
    if any(_CONTROL.search(text) for text in texts if isinstance(text, str)):
        return fail(400, "Yêu cầu có ký tự điều khiển.", "Gõ lại bằng tay thay vì dán.")
    return None


def _headers(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if response.mimetype in ("text/html", "application/json"):
        response.headers.setdefault("Cache-Control", "private, no-cache")
    return response


def install(app: Flask) -> None:
    """Give ``app`` its headers and its one handler per error type."""
    app.before_request(_controls)
    app.after_request(_headers)
    app.register_error_handler(QueryError, _query)
    app.register_error_handler(NumberError, _query)
    app.register_error_handler(SourceError, _source)
    app.register_error_handler(ServerBusy, _busy)
    app.register_error_handler(LibraryError, _library)
    app.register_error_handler(ModelError, _library)
    app.register_error_handler(VankienError, _library)
    for strange in (OverflowError, RecursionError, UnicodeError):
        app.register_error_handler(strange, _strange)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
