"""What a reader watches: the list, one of them, the feed of all."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

from flask import Blueprint, Response, abort, current_app, g, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from index.search.concordance import ConcordanceRequest
from ingest.errors import QueryError
from ingest.text.vietnamese import fold
from search_app.persistence.watches import MOST, Watch, WatchKind
from search_app.routes.login import let_in_as
from search_app.routes.pages import settings
from search_app.search_params import bounded
from search_app.services.library import current_library
from search_app.services.watching import renewed, saved_search, watch_store, watches
from search_app.views.export import legal
from search_app.views.watches import KINDS, MatchedView, matched, search_words, watch_view

blueprint = Blueprint("watches", __name__, url_prefix="/theo-doi")
MOST_ENTRIES = 50
_NAMES = uuid.UUID("6f2bbd0e-0a5f-4a53-9a0b-6a4b8f0f2f7c")
"""The space of the names of a feed's entries."""


def _kind(name: str) -> WatchKind:
    try:
        return WatchKind(name)
    except ValueError:
        raise QueryError(f"Không có cách theo dõi “{name[:20]}”.", "Chọn lại.") from None


def _text(kind: WatchKind, typed: str) -> str:
    """Return what is watched as it is kept; raises QueryError for what cannot be watched."""
    if kind is WatchKind.SEARCH:
        if len(typed) > 2000 or not saved_search(typed).query:
            raise QueryError("Chưa có câu tìm để theo dõi.", "Tìm trước, rồi chọn theo dõi.")
        return typed
    text = bounded(typed, settings().max_query).strip(' "“”')
    if not text:
        raise QueryError("Chưa gõ điều cần theo dõi.", "Gõ rồi bấm lại.")
    if kind is WatchKind.NUMBER and not current_library().lookup(text).is_whole:
        raise QueryError(f"“{text[:40]}” không phải một số hiệu.", "Gõ cả số và ký hiệu.")
    if kind is WatchKind.BODY:
        named = [body for body in _bodies() if fold(body) == fold(text)]
        if not named:
            raise QueryError(
                f"Kho chưa có văn bản nào của “{text[:60]}”.", "Chọn một tên trong gợi ý."
            )
        return named[0]
    if kind is WatchKind.PHRASE:
        # What is no phrase is told now, not whenever the library is looked through.
        current_library().concordance(ConcordanceRequest(text, per_page=1))
    return text


def _bodies() -> list[str]:
    """Return the bodies whose documents the library holds."""
    cards = current_library().overview().documents
    return sorted({body for card in cards for body in (card.issuer, card.deciding_body) if body})


@blueprint.get("")
def page() -> str:
    """Show what is watched, what is new, the form and the address of the feed."""
    store = renewed()
    kind = _kind(request.args.get("cach", WatchKind.PHRASE.value))
    typed = request.args.get("noi-dung", "")
    shown = search_words(typed) if kind is WatchKind.SEARCH and typed else ""
    return render_template(
        "watches.html",
        watches=[watch_view(watch) for watch in store.watches()],
        kinds=[(one.value, name) for one, name in KINDS.items() if one is not WatchKind.SEARCH],
        kind=kind.value,
        typed=typed,
        shown=shown,
        bodies=_bodies(),
        token=store.token(),
    )


@blueprint.post("")
def begin() -> BaseResponse:
    """Watch something from now on."""
    kind = _kind(request.form.get("cach", ""))
    text = _text(kind, request.form.get("noi-dung", ""))
    store = watches()
    if len(store.watches()) >= MOST:
        raise QueryError(f"Chỉ theo dõi được {MOST} điều.", "Bỏ bớt một điều rồi thêm.")
    store.begin(kind, text)
    # What matches now is known; only what comes later is new.
    renewed()
    return redirect("/theo-doi", 303)


def _watch(number: int) -> Watch:
    return watches().watch(number) or abort(404)


@blueprint.get("/<int:number>")
def one(number: int) -> str:
    """Show what matches one watch: what is new first."""
    _watch(number)
    store = renewed()
    found = store.matches(number)
    of = [_watch(number)]
    library = current_library()
    return render_template(
        "watch.html",
        watch=watch_view(of[0]),
        new=list(matched([match for match in found if not match.seen], of, library)),
        known=list(matched([match for match in found if match.seen], of, library)),
    )


@blueprint.post("/<int:number>/da-xem")
def seen(number: int) -> BaseResponse:
    """Note that what matches was seen."""
    _watch(number)
    watches().mark_seen(number)
    return redirect("/theo-doi", 303)


@blueprint.post("/<int:number>/bo")
def drop(number: int) -> BaseResponse:
    """Watch something no longer."""
    _watch(number)
    watches().drop(number)
    return redirect("/theo-doi", 303)


@blueprint.post("/dia-chi-tin")
def new_address() -> BaseResponse:
    """Make an address of the feed; an earlier one stops working."""
    watches().new_token()
    return redirect("/theo-doi#tin", 303)


@blueprint.post("/bo-dia-chi-tin")
def drop_address() -> BaseResponse:
    """Let no address lead to the feed."""
    watches().drop_token()
    return redirect("/theo-doi#tin", 303)


@blueprint.get("/tin/<token>.atom")
def feed(token: str) -> Response:
    """Send what came since each watch began, as who has the account may see it now."""
    owner = watch_store().owner_of(token)
    g.user = let_in_as(owner) if owner is not None else None
    if g.user is None:
        abort(404)
    store = renewed()
    entries = list(matched(store.told(), store.watches(), current_library()))[:MOST_ENTRIES]
    newest = max((entry.built for entry in entries), default="")
    answer = current_app.response_class(
        render_template(
            "watches.atom.xml",
            entries=[(entry, _name(entry), legal(entry.sentence)) for entry in entries],
            updated=newest or datetime(2000, 1, 1, tzinfo=UTC).isoformat(),
            feed_name=uuid.uuid5(_NAMES, token),
        ),
        mimetype="application/atom+xml",
    )
    answer.headers["Cache-Control"] = "private, no-cache"
    return answer


def _name(entry: MatchedView) -> uuid.UUID:
    return uuid.uuid5(_NAMES, f"{entry.watch.id} {entry.name}")
