"""Gathering: passages, sentences and selected words go into a collection from where they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request
from flask_wtf.csrf import generate_csrf  # type: ignore[import-untyped]
from werkzeug.wrappers import Response as BaseResponse

from index.results import PassageView
from ingest.errors import QueryError
from ingest.text.spans import Span
from search_app.persistence.talk_items import Talk
from search_app.routes.forms import answers_a_program, own_page, text_of
from search_app.services.desk import (
    current_talk,
    desk,
    make_current,
    my_talks,
    new_name,
    talk_or_404,
)
from search_app.services.library import current_library
from search_app.views import wording
from search_app.views.talk import taken

blueprint = Blueprint("gather", __name__, url_prefix="/bai-noi")
LONGEST_NAME, MOST_AT_ONCE = 200, 100
NEW = "moi"
_NUMBER = re.compile("[0-9]{1,18}")
_STRETCH = re.compile(r"([0-9a-f]{1,64}):(\d{1,9})-(\d{1,9})")


@blueprint.get("/chon")
@blueprint.get("/chon/<passage_id>")
def choose(passage_id: str = "") -> str:
    """Ask which collection passages go into."""
    names = _names([passage_id] if passage_id else request.args.getlist("doan"), request.args)
    passages = [_passage(name) for name in names]
    wanted, last = request.args.get("bai", ""), current_talk()
    return render_template(
        "choose.html",
        names=names,
        passages=passages,
        titles=[wording.title(passage.document) for passage in passages],
        talks=my_talks(),
        chosen=int(wanted) if _NUMBER.fullmatch(wanted) else last.id if last and not wanted else 0,
        back=request.args.get("ve", ""),
    )


@blueprint.post("/chon/<passage_id>")
def take(passage_id: str) -> BaseResponse:
    """Put a passage into a collection, a new one when a name is given."""
    passage = current_library().passage(passage_id)
    if passage is None:
        abort(404)
    name = text_of("ten", LONGEST_NAME)
    talk_id = desk().begin(name) if name else request.form.get("bai", 0, type=int)
    desk().take(talk_or_404(talk_id).id, taken(passage))
    make_current(talk_id)
    return redirect(f"/bai-noi/{talk_id}", 303)


@blueprint.get("/gom")
def token() -> Response:
    """Give the program of a page what its forms must carry; only now a cookie is set."""
    return jsonify(token=generate_csrf())


@blueprint.post("/gom")
def gather() -> BaseResponse | Response:
    """Put what was chosen into a collection and stay on the page it was chosen on."""
    passages = [_passage(name) for name in _names(request.form.getlist("doan"), request.form)]
    collection = _target()
    items = _put(collection, passages)
    make_current(collection.id)
    if answers_a_program():
        url = f"/bai-noi/{collection.id}"
        return jsonify(talk=collection.id, name=collection.name, url=url, **items)
    return redirect(f"{own_page('/bai-noi/' + str(collection.id))}#d-{passages[0].id}", 303)


def _names(ticked: Sequence[str], sent: Mapping[str, str]) -> list[str]:
    """Return what was chosen: the one of the button that was pressed, else all that were ticked.

    :raises QueryError: nothing, or more than a page shows.
    """
    single = sent.get("them")
    names = list(dict.fromkeys([single] if single else ticked))
    if not 0 < len(names) <= MOST_AT_ONCE:
        raise QueryError(
            f"Chưa chọn đoạn nào, hoặc chọn quá {MOST_AT_ONCE} đoạn một lúc.",
            "Đánh dấu “Chọn” ở các đoạn cần rồi gửi lại.",
        )
    return names


def _put(collection: Talk, passages: Sequence[PassageView]) -> dict[str, list[int]]:
    """Put passages into a collection, none twice; return their items, and which are new."""
    held = {(i.taken.passage, i.taken.quotation): i.id for i in desk().items(collection.id)}
    items, new = [], []
    for passage in passages:
        words = taken(passage)
        item = held.get((words.passage, words.quotation))
        if item is None:
            item = desk().take(collection.id, words)
            new.append(item)
        items.append(item)
    return {"items": items, "new": new}


def _passage(name: str) -> PassageView:
    """Return the passage, or the stretch of a document, that a form names."""
    stretch = _STRETCH.fullmatch(name)
    if stretch is None:
        found = current_library().passage(name)
    else:
        start, end = int(stretch[2]), int(stretch[3])
        inside = Span(start, end) if start < end else Span(0, 0)
        found = current_library().excerpt(stretch[1], inside)
    if found is None:
        abort(404)
    return found


def _target() -> Talk:
    """Return the collection that a form names, a new one by a name, else the last one."""
    wanted, name = request.form.get("bai", ""), text_of("ten", LONGEST_NAME)
    if name or wanted == NEW:
        return talk_or_404(desk().begin(name or new_name()))
    if _NUMBER.fullmatch(wanted):
        return talk_or_404(int(wanted))
    return current_talk() or talk_or_404(desk().begin(new_name()))
