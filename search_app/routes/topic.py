"""One topic through the terms: as a page, as a table, as a Word file."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, Response, current_app, render_template, request, send_file

from index.search.topic import TopicRequest
from ingest.errors import QueryError
from search_app.routes.pages import settings
from search_app.routes.talk_files import WORD
from search_app.search_params import bounded, parse_search_params
from search_app.services.library import current_library
from search_app.views.topic import WAYS, as_csv, as_word, topic_view

blueprint = Blueprint("topic", __name__)
MOST_TERM = 99


def _terms() -> tuple[int, ...]:
    typed = [value for value in request.args.getlist("khoa") if value]
    if not all(value.isascii() and value.isdigit() and int(value) <= MOST_TERM for value in typed):
        raise QueryError("Không hiểu nhiệm kỳ đã chọn.", "Chọn lại nhiệm kỳ.")
    return tuple(sorted({int(value) for value in typed}))


def asked() -> TopicRequest | None:
    """Read the topic from the address, None where there is none."""
    text = bounded(request.args.get("q", ""), settings().max_query).strip('"“”')
    way = request.args.get("cach", "chu")
    if way not in WAYS:
        raise QueryError(f"Không có cách tìm “{way[:20]}”.", "Chọn lại cách tìm.")
    terms = _terms()
    narrowing = request.args.copy()
    narrowing.setlist("khoa", [])
    filters = parse_search_params(narrowing, settings().max_query, 1).filters
    return TopicRequest(text, WAYS[way], filters, terms) if text else None


@blueprint.get("/chu-de")
def page() -> str:
    """Show what documents said of a topic, in a column a term."""
    wanted = asked()
    found = topic_view(current_library().topic(wanted)) if wanted else None
    return render_template("topic.html", found=found)


def _wanted() -> TopicRequest:
    wanted = asked()
    if wanted is None:
        raise QueryError("Chưa có chủ đề để tra.", "Tra trước, rồi tải bảng.")
    return wanted


@blueprint.get("/chu-de.csv")
def table() -> Response:
    """Hand the table over as CSV."""
    found = current_library().topic(_wanted())
    answer = current_app.response_class(as_csv(found), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="chu-de.csv"'
    return answer


@blueprint.get("/chu-de.docx")
def word() -> Response:
    """Hand the table over as a Word file."""
    file = BytesIO(as_word(current_library().topic(_wanted())))
    return send_file(file, WORD, as_attachment=True, download_name="chu-de.docx")
