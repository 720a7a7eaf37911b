"""Texts side by side: what acts changed in a document, and two documents the reader chooses."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Blueprint, abort, render_template, request

from index.results import DocumentView, Match
from search_app.routes.pages import settings
from search_app.search_params import bounded
from search_app.services.library import current_library
from search_app.views import wording
from search_app.views.choices import Choice
from search_app.views.comparison import amended_page, comparison_page
from search_app.views.side_by_side import offers, reading_page, reading_url

blueprint = Blueprint("comparison", __name__)


@blueprint.get("/van-ban/<document_id>/cu-moi")
def amended(document_id: str) -> str:
    """Show old and new of every provision that a held document changed."""
    library = current_library()
    view = library.document(document_id)
    if view is None:
        abort(404)
    page = amended_page(view, library.old_and_new(document_id))
    return render_template("old_new.html", page=page)


@blueprint.get("/so-sanh")
def compared() -> str:
    """Show two documents provision by provision, or ask which two."""
    old, new, asked = _two("/so-sanh")
    page = comparison_page(old, new) if old is not None and new is not None else None
    beside = reading_url(old, new) if old is not None and new is not None else ""
    return render_template("compare.html", page=page, asked=asked, beside=beside)


@blueprint.get("/song-song")
def beside() -> str:
    """Show two documents whole, side by side, or ask which two."""
    old, new, asked = _two("/song-song")
    page = reading_page(old, new) if old is not None and new is not None else None
    offered = offers(old, new) if page is None else ()
    return render_template("side_by_side.html", page=page, asked=asked, offered=offered)


Asked = list[tuple[str, str, list[Choice], bool]]
"""Of each side: its name, what stands in its box, documents to choose from, whether none is."""


def _two(path: str) -> tuple[DocumentView | None, DocumentView | None, Asked]:
    """Return the two documents that the address names, and what is asked where it names none."""
    typed = {name: bounded(request.args.get(name, ""), settings().max_query) for name in "ab"}
    sides = {name: _chosen(text) for name, text in typed.items()}
    old, new = (view for view, _ in sides.values())
    asked = [
        (
            name,
            _shown(view, typed[name]),
            [_choice(name, match, typed, path) for match in matches],
            view is None,
        )
        for name, (view, matches) in sides.items()
    ]
    return old, new, asked


def _chosen(typed: str) -> tuple[DocumentView | None, list[Match]]:
    """Return the document that was typed by id or number, or those it may be."""
    if not typed:
        return None, []
    library = current_library()
    view = library.document(typed)
    if view is not None:
        return view, []
    matches = [match for match in library.lookup(typed).matches if match.card.id]
    if len(matches) == 1:
        return library.document(matches[0].card.id or ""), []
    return None, matches


def _shown(view: DocumentView | None, typed: str) -> str:
    """Return what stands in the box: a number where there is one, an id leads back as it came."""
    return typed if view is None or view.card.number is None else view.card.number


def _choice(name: str, match: Match, typed: dict[str, str], path: str) -> Choice:
    card = match.card
    day = f", ngày {wording.day(card.issued)}" if card.issued else ""
    url = f"{path}?" + urlencode({**typed, name: card.id or ""})
    return Choice(f"{wording.title(card)}{day}", url)
