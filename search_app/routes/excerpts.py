"""Any words of a document, selected by a reader: shown, cited, ready to be copied or gathered."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request

from index.results import PassageView
from ingest.errors import QueryError
from ingest.text.spans import Span
from search_app.services.library import current_library
from search_app.views import addresses, citation_styles, wording
from search_app.views.cards import card_view, document_url
from search_app.views.hits import stretch_key
from search_app.views.status import note_of, statuses_view
from search_app.views.talk import excerpt_url

blueprint = Blueprint("excerpts", __name__)
LONGEST = 20_000
"""Characters of a document that are cited as one quotation."""


@blueprint.get("/van-ban/<document_id>/trich")
def page(document_id: str) -> str:
    """Show a stretch of a document with its citations; ``gon`` asks for a bar to put on a page."""
    words = _words(document_id)
    (statuses,) = current_library().statuses([words.document])
    note = note_of(statuses, words)
    known_passage = not words.id.endswith("-")
    return render_template(
        "excerpt_bar.html" if "gon" in request.args else "excerpt.html",
        words=words,
        card=card_view(words.document),
        place=citation_styles.place(words) or wording.title(words.document),
        became=statuses_view(statuses, words),
        reading=wording.reading(words.origin, words.confidence),
        copied=citation_styles.own(words, note).quotation,
        citations=citation_styles.styles(words, note=note),
        address=addresses.of_passage(words),
        url=excerpt_url(words),
        text_url=document_url(document_id, words.id if known_passage else None),
        chosen=stretch_key(words),
    )


def _words(document_id: str) -> PassageView:
    start, end = (request.args.get(name, -1, type=int) for name in ("tu", "den"))
    if end - start > LONGEST:
        raise QueryError(
            f"Phần chọn dài quá {LONGEST} ký tự.", "Chọn ngắn hơn, hoặc tải tệp gốc của văn bản."
        )
    words = current_library().excerpt(document_id, Span(start, end)) if 0 <= start < end else None
    if words is None:
        abort(404)
    return words
