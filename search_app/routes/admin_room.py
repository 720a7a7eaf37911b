"""What all pages of the administrator share: who may, the own password once more, what went wrong.

Every action asks for the form's token, is recorded, and, where there are accounts and others
could be harmed, for the administrator's own password once more: a browser left open gives
nobody accounts, closed folders or password hashes.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from flask import Blueprint, abort, current_app, request
from werkzeug.wrappers import Response as BaseResponse

from ingest.errors import UsageError
from search_app.persistence.accounts import OWNER, AccountRole, TooManyTriesError
from search_app.routes import audit
from search_app.services.backups import Backups
from search_app.services.session import accounts, may, user
from search_app.settings import Settings

blueprint = Blueprint("administration", __name__, url_prefix="/quan-tri")
Answer = str | BaseResponse | tuple[str, int]


@blueprint.before_request
def _admins_only() -> None:
    if not may(AccountRole.ADMIN):
        abort(403)


@blueprint.context_processor
def _shown() -> dict[str, bool]:
    shop = current_app.extensions.get("vankien.workshop")
    return {"can_back_up": settings().library is not None, "can_fill": shop is not None}


class NotConfirmedError(UsageError):
    """The administrator's own password was not given."""


def confirm() -> None:
    """See that it is the administrator who asks.

    :raises NotConfirmedError: the password is wrong, or was tried too often.
    """
    person = user()
    if person.id == OWNER.id:
        return
    address = request.remote_addr or ""
    try:
        right = accounts().confirms(person.name, request.form.get("mat_khau_toi", ""), address)
    except TooManyTriesError:
        raise NotConfirmedError("Sai quá nhiều lần. Đợi 15 phút rồi thử lại.") from None
    if not right:
        audit.record("confirm-failed", person.name, address)
        raise NotConfirmedError("Mật khẩu của bạn không đúng; chưa làm gì cả.")


def told(page: Callable[..., str]) -> Callable[[Callable[[], Answer]], Callable[[], Answer]]:
    """Show what could not be done on ``page`` itself."""

    def around(action: Callable[[], Answer]) -> Callable[[], Answer]:
        @wraps(action)
        def guarded() -> Answer:
            try:
                return action()
            except UsageError as error:
                return page(wrong=f"{error.message} {error.advice}".strip()), 400

        return guarded

    return around


def asked(name: str) -> str:
    """Return a field of the form, its blanks made one."""
    return " ".join(request.form.get(name, "").split())


def settings() -> Settings:
    """Return what the app was started with."""
    chosen: Settings = current_app.extensions["vankien.settings"]
    return chosen


def kept_backups() -> Backups:
    """Return the backups beside the library; no page where there is none."""
    library = settings().library
    if library is None:
        abort(404)
    return Backups(library, settings())
