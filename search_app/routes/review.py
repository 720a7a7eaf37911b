"""What stands on something since changed: as a page, as a table, as a Word file."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, Response, current_app, render_template, request, send_file

from index.citations.review import Review, ReviewRequest
from ingest.errors import QueryError
from ingest.text.dates import find_dates
from search_app.routes.talk_files import WORD
from search_app.services.library import current_library
from search_app.views.review import SORTS, as_csv, as_word, review_view

blueprint = Blueprint("review", __name__)
_LONGEST = 200


def asked() -> ReviewRequest:
    """Read from the address what to go through."""
    day = request.args.get("tu", "").strip()[:_LONGEST]
    dates = find_dates(day)
    if day and len(dates) != 1:
        raise QueryError(f"“{day}” không phải là ngày.", "Ghi ngày dạng 31/01/2025.")
    return ReviewRequest(
        issuer=request.args.get("coquan", "").strip()[:_LONGEST],
        folder=request.args.get("thumuc", "").strip()[:_LONGEST],
        since=dates[0].value if dates else None,
        new=request.args.get("moi") == "1",
    )


def _reviewed() -> Review:
    return current_library().review(asked())


@blueprint.get("/ra-soat")
def page() -> str:
    """Show what stands on something since changed."""
    sort = request.args.get("sap", "")
    view = review_view(_reviewed(), sort if sort in SORTS else "", request.query_string.decode())
    return render_template("review.html", view=view)


@blueprint.get("/ra-soat.csv")
def table() -> Response:
    """Hand the rows over as a table that a spreadsheet opens."""
    answer = current_app.response_class(as_csv(_reviewed()), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="ra-soat.csv"'
    return answer


@blueprint.get("/ra-soat.docx")
def word() -> Response:
    """Hand the rows over as a Word file."""
    word_file = BytesIO(as_word(_reviewed()))
    return send_file(word_file, WORD, as_attachment=True, download_name="ra-soat.docx")
