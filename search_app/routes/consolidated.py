"""A document with the changes of held documents put in their places, as of a day."""

from __future__ import annotations

from flask import Blueprint, abort, render_template, request

from ingest.errors import QueryError
from ingest.text.dates import find_dates
from search_app.services.consolidated import consolidated
from search_app.services.library import current_library
from search_app.views.consolidated import consolidated_view

blueprint = Blueprint("consolidated", __name__)
_LONGEST = 40


@blueprint.get("/van-ban/<document_id>/ban-doc-hop-nhat")
def page(document_id: str) -> str:
    """Show the reading; what cannot be placed surely is listed below it."""
    library = current_library()
    view = library.document(document_id)
    if view is None:
        abort(404)
    typed = request.args.get("ngay", "").strip()[:_LONGEST]
    dates = find_dates(typed)
    if typed and len(dates) != 1:
        raise QueryError(f"“{typed}” không phải là ngày.", "Ghi ngày dạng 31/01/2025.")
    reading = consolidated(library, view, dates[0].value if dates else None)
    return render_template("consolidated.html", view=consolidated_view(view, reading, typed))
