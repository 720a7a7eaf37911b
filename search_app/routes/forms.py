"""What the forms of a reader's own work have in common."""

from __future__ import annotations

import re

from flask import request

from ingest.errors import QueryError

_OWN_PAGE = re.compile(r"/(?![/\\])[^\s\\#]{0,2000}")
"""An address on this server: a second slash would lead to another one."""


def text_of(field: str, limit: int) -> str:
    """Return what was typed into a field, with one sort of line end.

    :raises QueryError: it has more than ``limit`` characters.
    """
    return plain(request.form.get(field, ""), limit)


def plain(typed: str, limit: int) -> str:
    """Return typed text without null characters, with one sort of line end (see above)."""
    text = typed.replace("\0", "").replace("\r\n", "\n").strip()
    if len(text) > limit:
        raise QueryError(f"Nội dung dài quá {limit} ký tự.", "Rút gọn rồi gửi lại.")
    return text


def answers_a_program() -> bool:
    """Say whether the page's own program asks: it takes JSON and changes the page itself."""
    return request.accept_mimetypes.best == "application/json"


def own_page(otherwise: str) -> str:
    """Return the page that a form says it stands on, ``otherwise`` where it says nothing usable."""
    page = request.form.get("ve", "")
    return page if _OWN_PAGE.fullmatch(page) else otherwise
