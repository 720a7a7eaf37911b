"""Collections for talks: ordered, remarked and named; every change is kept at once."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from flask import Blueprint, Flask, abort, jsonify, redirect, render_template, request
from werkzeug.wrappers import Response as BaseResponse

from search_app.persistence.talk_items import mark_of
from search_app.routes.forms import answers_a_program, plain, text_of
from search_app.services.desk import (
    current_talk,
    desk,
    homes_by_passage,
    make_current,
    my_talks,
    talk_or_404,
)
from search_app.services.library import current_library
from search_app.services.talk_check import compare
from search_app.settings import LOOPBACK
from search_app.views import talk as views

blueprint = Blueprint("talks", __name__, url_prefix="/bai-noi")
LONGEST_NAME, LONGEST_REMARK = 200, 20_000
LARGEST_FORM = 64 * 1024 * 1024
"""Bytes of a form that sends every remark of a talk at once."""
_REMARK = re.compile(r"loi-[0-9]{1,18}")
_ITEM = re.compile("[0-9]{1,18}")
_MOVES = {"len": -1, "xuong": 1}


def install(app: Flask) -> None:
    """Let pages of ``app`` say which passages were taken, and take long talks whole."""
    app.jinja_env.globals.update(
        homes_by_passage=homes_by_passage, my_talks=my_talks, current_talk=current_talk
    )

    def larger() -> None:
        if request.endpoint == "talks.save":
            request.max_form_memory_size = request.max_content_length = LARGEST_FORM

    app.before_request(larger)


@blueprint.get("")
def talks() -> str:
    """List the collections."""
    return render_template("talks.html", talks=my_talks())


@blueprint.post("")
def begin() -> BaseResponse:
    """Make a collection."""
    name = text_of("ten", LONGEST_NAME) or "Bài nói chưa đặt tên"
    talk_id = desk().begin(name)
    make_current(talk_id)
    return redirect(f"/bai-noi/{talk_id}", 303)


@blueprint.get("/<int:talk_id>")
def talk(talk_id: int) -> str:
    """Show a collection, held against the library as it is now."""
    by = request.args.get("nhom", "")
    collection = talk_or_404(talk_id)
    compared = compare(desk().items(talk_id), current_library())
    put_aside = desk().put_aside(talk_id)
    just_now = request.args.get("bo", 0, type=int)
    return render_template(
        "talk.html",
        talk=collection,
        groups=views.grouped(views.item_views(compared), by),
        summary=views.summary(compared),
        put_aside=put_aside,
        just_now=next((item for item in put_aside if item.id == just_now), None),
        by=by,
        only_here=request.host.rpartition(":")[0].strip("[]") in LOOPBACK,
    )


@blueprint.post("/<int:talk_id>")
def save(talk_id: int) -> BaseResponse:
    """Keep every remark that the page sends, then do what its button says.

    All remarks come with every button, so none is lost to another one's saving.
    """
    collection = talk_or_404(talk_id)
    typed = {
        int(key[4:]): (plain(request.form[key], LONGEST_REMARK), request.form.get(f"da-{key[4:]}"))
        for key in request.form
        if _REMARK.fullmatch(key)
    }
    desk().write(collection.id, typed)
    what, _, item = request.form.get("viec", "").partition(":")
    return _do(collection.id, what, int(item) if _ITEM.fullmatch(item) else 0)


@blueprint.post("/<int:talk_id>/<int:item_id>")
def change(talk_id: int, item_id: int) -> BaseResponse:
    """Move, remark, remove or bring back one item."""
    collection = talk_or_404(talk_id)
    what = request.form.get("viec", "")
    if what != "ghi":
        return _do(collection.id, what, item_id)
    typed = text_of("ghi_chu", LONGEST_REMARK)
    kept = desk().write(collection.id, {item_id: (typed, request.form.get("da"))})
    if answers_a_program():
        if item_id not in kept:
            abort(404)
        return jsonify(mark=mark_of(kept[item_id]), text=kept[item_id])
    return redirect(f"/bai-noi/{talk_id}#muc-{item_id}", 303)


def _do(talk_id: int, what: str, item_id: int) -> BaseResponse:
    """Do one thing to one item, and show the talk at the place where it was done."""
    asked, at = "", f"muc-{item_id}" if item_id else "bai"
    if what in _MOVES:
        desk().move(talk_id, item_id, _MOVES[what])
    elif what == "den":
        desk().move_to(talk_id, item_id, request.form.get("vi_tri", 0, type=int))
    elif what == "bo":
        desk().remove(talk_id, item_id)
        asked, at = "?" + urlencode({"bo": item_id}), "da-bo"
    elif what == "lay-lai":
        desk().bring_back(talk_id, item_id)
    elif what == "de-muc":
        at = f"muc-{desk().begin_part(talk_id, 'Đề mục mới', before=item_id)}"
    if answers_a_program():
        return jsonify(done=what)
    return redirect(f"/bai-noi/{talk_id}{asked}#{at}", 303)


@blueprint.post("/<int:talk_id>/ten")
def rename(talk_id: int) -> BaseResponse:
    """Give a collection another name."""
    collection = talk_or_404(talk_id)
    desk().rename(collection.id, text_of("ten", LONGEST_NAME) or collection.name)
    return redirect(f"/bai-noi/{talk_id}", 303)


@blueprint.post("/<int:talk_id>/nhan-ban")
def duplicate(talk_id: int) -> BaseResponse:
    """Make a second collection that holds the same."""
    collection = talk_or_404(talk_id)
    name = f"{collection.name[: LONGEST_NAME - 10]} (bản sao)"
    copy_id = desk().duplicate(collection.id, name)
    make_current(copy_id)
    return redirect(f"/bai-noi/{copy_id}", 303)


@blueprint.post("/<int:talk_id>/xoa")
def drop(talk_id: int) -> BaseResponse:
    """Delete a collection."""
    desk().drop(talk_or_404(talk_id).id)
    return redirect("/bai-noi", 303)
