"""Out to the tools people use: reference managers, spreadsheets, the browser's search box."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, Response, abort, current_app, render_template, request

from index.results import PassageView
from ingest.errors import QueryError
from ingest.text.spans import Span
from search_app.routes.pages import search_request
from search_app.services.library import current_library
from search_app.services.pending import as_corrected
from search_app.services.site import host
from search_app.views import addresses, reference_managers, search_export

blueprint = Blueprint("exports", __name__)
MOST_ROWS = 200
"""Documents of a table of results."""


def _file(content: bytes | str, name: str, mimetype: str) -> Response:
    answer = current_app.response_class(content, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@blueprint.get("/doan/<passage_id>/trich-dan.<ending>")
def passage_reference(passage_id: str, ending: str) -> Response:
    """Send a passage, or a stretch of it (tu, den), as a reference manager takes it."""
    written = reference_managers.FORMATS.get(ending) or abort(404)
    passage = _stretch(passage_id) or abort(404)
    made = reference_managers.reference_of(
        passage.document, _whole(addresses.of_passage(passage)), passage
    )
    return _file(written.write(made), f"{made.key}.{ending}", written.mimetype)


def _stretch(passage_id: str) -> PassageView | None:
    """Return the passage, or the stretch of it that the address names."""
    start, end = request.args.get("tu", type=int), request.args.get("den", type=int)
    if start is None or end is None:
        return current_library().passage(passage_id)
    return current_library().stretch(passage_id, Span(start, end))


def _whole(address: str) -> str:
    return f"{host()}{address}" if address else ""


@blueprint.get("/van-ban/<document_id>/trich-dan.<ending>")
def document_reference(document_id: str, ending: str) -> Response:
    """Send a document as a reference manager takes it."""
    written = reference_managers.FORMATS.get(ending) or abort(404)
    view = current_library().document(document_id) or abort(404)
    address = addresses.lasting(view.card)
    card = as_corrected(view).card
    made = reference_managers.reference_of(card, _whole(str(address or "")))
    return _file(written.write(made), f"{made.key}.{ending}", written.mimetype)


@blueprint.get("/tim.csv")
def results() -> Response:
    """Send the answer to a search as a table."""
    asked = search_request()
    if not asked.query:
        raise QueryError("Chưa có câu hỏi để lập bảng.", "Tìm trước, rồi bấm “Tải bảng kết quả”.")
    answer = current_library().search(replace(asked, page=1, per_page=MOST_ROWS))
    return _file(search_export.results_csv(answer, host()), "ket-qua-tim.csv", "text/csv")


@blueprint.get("/opensearch.xml")
def search_description() -> Response:
    """Describe the search to browsers, which then offer it in their own box."""
    page = render_template("opensearch.xml", host=host())
    return current_app.response_class(page, mimetype="application/opensearchdescription+xml")
