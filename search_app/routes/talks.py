"""Collections for talks: gather passages, order them, add remarks, take them to Word."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from itertools import groupby

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    redirect,
    render_template,
    request,
    send_file,
)
from werkzeug.wrappers import Response as BaseResponse

from index.results import PassageView, Status
from ingest.errors import QueryError
from search_app.persistence.collections import CollectionStore, Item, Taken, Talk
from search_app.services.library import current_library
from search_app.services.session import user
from search_app.views import addresses, citation_styles, export, wording
from search_app.views.status import StatusesView, note_of, statuses_view

blueprint = Blueprint("talks", __name__, url_prefix="/bai-noi")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
LONGEST_NAME, LONGEST_REMARK = 200, 20_000


@dataclass(frozen=True, slots=True)
class ItemView:
    """An item, and whether the library still says the same."""

    item: Item
    url: str
    flag: str
    became: StatusesView


@dataclass(frozen=True, slots=True)
class HeadingGroupView:
    """Items under one heading; the heading is empty in the reader's own order."""

    heading: str
    items: tuple[ItemView, ...]


def desk() -> CollectionStore:
    """Return the own work of who is asking."""
    store: CollectionStore = current_app.extensions["vankien.desk"]
    return store.of(user().id)


def _talk(talk_id: int) -> Talk:
    collection = desk().talk(talk_id)
    if collection is None:
        abort(404)
    return collection


def _text(field: str, limit: int) -> str:
    text = request.form.get(field, "").replace("\0", "").strip()
    if len(text) > limit:
        raise QueryError(f"Nội dung dài quá {limit} ký tự.", "Rút gọn rồi gửi lại.")
    return text


def _flag(item: Item, now: PassageView | None) -> str:
    if now is None:
        return "Nguồn đã thay đổi: đoạn này không còn trong kho như khi được chọn."
    if item.taken.quotation not in now.text:
        return "Nguồn đã thay đổi: chữ của đoạn này nay khác khi được chọn."
    return ""


def _sources(items: Sequence[Item]) -> list[tuple[PassageView | None, tuple[Status, ...]]]:
    """Return each item's passage as the library has it now, and what became of its document."""
    library = current_library()
    now = [library.passage(item.taken.passage) for item in items]
    became = iter(library.statuses([passage.document for passage in now if passage]))
    return [(passage, next(became) if passage else ()) for passage in now]


def _item_views(items: Sequence[Item]) -> list[ItemView]:
    views = []
    for item, (now, statuses) in zip(items, _sources(items), strict=True):
        flag = _flag(item, now)
        # The passage as it was is gone, its provision may be there still.
        url = item.taken.address if flag else f"/doan/{item.taken.passage}"
        views.append(ItemView(item, url, flag, statuses_view(statuses, now)))
    return views


def _notes(items: Sequence[Item]) -> list[str]:
    """Return what became of each item, for beside its quotation in a file."""
    return [note_of(statuses, now) if now else "" for now, statuses in _sources(items)]


def grouped(items: tuple[Item, ...], by: str) -> tuple[HeadingGroupView, ...]:
    """Return items in the reader's order, or under their documents or dates."""
    views = _item_views(items)
    keys = {
        "van-ban": lambda view: view.item.taken.document,
        "ngay": lambda view: view.item.taken.issued,
    }
    if by not in keys:
        return (HeadingGroupView("", tuple(views)),)
    key = keys[by]
    groups = []
    for heading, members in groupby(sorted(views, key=key), key):
        label = wording.correction_value("issued", heading) if by == "ngay" else heading
        groups.append(HeadingGroupView(label or "Không rõ ngày", tuple(members)))
    return tuple(groups)


def taken(passage: PassageView) -> Taken:
    """Return what is kept of a passage."""
    card = passage.document
    return Taken(
        passage=passage.id,
        quotation=passage.text,
        footnote=citation_styles.styles(passage)[0].footnote,
        document=citation_styles.name(card, state=False),
        issued=card.issued.isoformat() if card.issued else "",
        address=addresses.of_passage(passage),
    )


@blueprint.get("")
def talks() -> str:
    """List the collections."""
    return render_template("talks.html", talks=desk().talks())


@blueprint.post("")
def begin() -> BaseResponse:
    """Make a collection."""
    name = _text("ten", LONGEST_NAME) or "Bài nói chưa đặt tên"
    return redirect(f"/bai-noi/{desk().begin(name)}", 303)


@blueprint.get("/chon/<passage_id>")
def choose(passage_id: str) -> str:
    """Ask which collection a passage goes into."""
    passage = current_library().passage(passage_id)
    if passage is None:
        abort(404)
    title = wording.title(passage.document)
    return render_template("choose.html", passage=passage, title=title, talks=desk().talks())


@blueprint.post("/chon/<passage_id>")
def take(passage_id: str) -> BaseResponse:
    """Put a passage into a collection, a new one when a name is given."""
    passage = current_library().passage(passage_id)
    if passage is None:
        abort(404)
    name = _text("ten", LONGEST_NAME)
    talk_id = desk().begin(name) if name else request.form.get("bai", 0, type=int)
    desk().take(_talk(talk_id).id, taken(passage))
    return redirect(f"/bai-noi/{talk_id}", 303)


@blueprint.get("/<int:talk_id>")
def talk(talk_id: int) -> str:
    """Show a collection."""
    by = request.args.get("nhom", "")
    groups = grouped(desk().items(talk_id), by)
    return render_template("talk.html", talk=_talk(talk_id), groups=groups, by=by)


@blueprint.post("/<int:talk_id>/xoa")
def drop(talk_id: int) -> BaseResponse:
    """Delete a collection."""
    desk().drop(_talk(talk_id).id)
    return redirect("/bai-noi", 303)


@blueprint.post("/<int:talk_id>/<int:item_id>")
def change(talk_id: int, item_id: int) -> BaseResponse:
    """Move, remark or remove one item."""
    what = request.form.get("viec", "")
    if what == "ghi":
        desk().remark(talk_id, item_id, _text("ghi_chu", LONGEST_REMARK))
    elif what in ("len", "xuong"):
        desk().move(talk_id, item_id, -1 if what == "len" else 1)
    elif what == "bo":
        desk().remove(talk_id, item_id)
    return redirect(f"/bai-noi/{talk_id}#muc-{item_id}", 303)


def _file_name(name: str, ending: str) -> str:
    return (re.sub(r"[^\w -]", "", name).strip()[:80] or "bai-noi") + ending


@blueprint.get("/<int:talk_id>/word")
def word(talk_id: int) -> Response:
    """Hand over the collection as a Word file with real footnotes."""
    collection = _talk(talk_id)
    items = desk().items(talk_id)
    word_file = BytesIO(export.word(collection.name, items, request.url_root, _notes(items)))
    return send_file(
        word_file, WORD, as_attachment=True, download_name=_file_name(collection.name, ".docx")
    )


@blueprint.get("/<int:talk_id>/markdown")
def markdown(talk_id: int) -> Response:
    """Hand over the collection as Markdown."""
    collection = _talk(talk_id)
    items = desk().items(talk_id)
    markdown_file = BytesIO(
        export.markdown(collection.name, items, request.url_root, _notes(items)).encode()
    )
    name = _file_name(collection.name, ".md")
    return send_file(
        markdown_file, "text/markdown; charset=utf-8", as_attachment=True, download_name=name
    )
