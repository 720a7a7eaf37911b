"""The own work of who is asking: collections for talks, and the one that is added to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import abort, current_app, g, session

from search_app.persistence.collections import CollectionStore
from search_app.persistence.talk_items import Home, Talk
from search_app.services.session import user

_CURRENT = "bai"
"""In the cookie of the browser: the number of the collection that was last added to."""


def desk() -> CollectionStore:
    """Return the own work of who is asking."""
    store: CollectionStore = current_app.extensions["vankien.desk"]
    return store.of(user().id)


def talk_or_404(talk_id: int) -> Talk:
    """Return a collection of who is asking; 404 where there is none."""
    collection = desk().talk(talk_id)
    if collection is None:
        abort(404)
    return collection


def my_talks() -> tuple[Talk, ...]:
    """Return the collections of who is asking, asked for once a request."""
    if "talks" not in g:
        g.talks = desk().talks()
    talks: tuple[Talk, ...] = g.talks
    return talks


def current_talk() -> Talk | None:
    """Return the collection that was last added to in this browser, else the newest."""
    talks = my_talks()
    last = session.get(_CURRENT)
    return next((talk for talk in talks if talk.id == last), talks[0] if talks else None)


def make_current(talk_id: int) -> None:
    """Note in this browser which collection was added to."""
    session[_CURRENT] = talk_id
    g.pop("talks", None)
    g.pop("homes", None)


def homes_by_passage() -> Mapping[str, tuple[Home, ...]]:
    """Return which collections of who is asking hold a passage, or words of it.

    Asked for once a request.
    """
    if "homes" not in g:
        g.homes = desk().homes()
    homes: dict[str, tuple[Home, ...]] = g.homes
    return homes


def new_name() -> str:
    """Return what a collection is called until it is given a name."""
    return f"Bài nói ngày {date.today():%d/%m/%Y}"
