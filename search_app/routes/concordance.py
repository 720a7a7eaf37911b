"""Every place of a phrase: as a page, as a table, as a Word file."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO

from flask import Blueprint, Response, current_app, render_template, request, send_file

from index.search.concordance import ConcordanceRequest
from ingest.errors import QueryError
from search_app.routes.pages import settings
from search_app.routes.talk_files import WORD
from search_app.search_params import bounded, page_number
from search_app.services.library import current_library
from search_app.views.concordance import SORTS, as_csv, as_word, concordance_view

blueprint = Blueprint("concordance", __name__)
MOST_LINES = 5000
"""Lines of a file."""


def asked() -> ConcordanceRequest | None:
    """Read the phrase from the address, None where there is none."""
    phrase = bounded(request.args.get("cum-tu", ""), settings().max_query).strip('"“”')
    sort = request.args.get("sap", "cu")
    if sort not in SORTS:
        raise QueryError(f"Không có cách sắp xếp “{sort[:20]}”.", "Chọn lại cách sắp xếp.")
    page = page_number(request.args.get("trang", ""))
    return ConcordanceRequest(phrase, sort=SORTS[sort], page=page) if phrase else None


@blueprint.get("/ngu-canh")
def page() -> str:
    """Show every place of a phrase, with counts."""
    wanted = asked()
    found = concordance_view(current_library().concordance(wanted)) if wanted else None
    return render_template("concordance.html", found=found)


def _whole() -> ConcordanceRequest:
    wanted = asked()
    if wanted is None:
        raise QueryError("Chưa có cụm từ để tra.", "Tra trước, rồi tải bảng.")
    return replace(wanted, page=1, per_page=MOST_LINES)


@blueprint.get("/ngu-canh.csv")
def table() -> Response:
    """Hand every line over as a table."""
    found = current_library().concordance(_whole())
    answer = current_app.response_class(as_csv(found), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="ngu-canh.csv"'
    return answer


@blueprint.get("/ngu-canh.docx")
def word() -> Response:
    """Hand every line over as a Word file."""
    file = BytesIO(as_word(current_library().concordance(_whole())))
    return send_file(file, WORD, as_attachment=True, download_name="ngu-canh.docx")
