"""Words that documents define: the list, one word, and its definitions as files."""

from __future__ import annotations

from io import BytesIO

from flask import Blueprint, Response, current_app, render_template, request, send_file

from index.search.glossary import TermDefinition
from ingest.errors import QueryError
from search_app.routes.pages import settings
from search_app.routes.talk_files import WORD
from search_app.search_params import bounded
from search_app.services.library import current_library
from search_app.views.glossary import KINDS, as_csv, as_word, glossary_view, term_view

blueprint = Blueprint("glossary", __name__)


def _asked(name: str) -> str:
    return bounded(request.args.get(name, ""), settings().max_query).strip(' "“”')


@blueprint.get("/thuat-ngu")
def page() -> str:
    """Show the words that documents define, or one of them."""
    word, typed, kind = _asked("tu"), _asked("q"), request.args.get("loai", "")
    if kind not in KINDS:
        raise QueryError(f"Không có nhóm “{kind[:20]}”.", "Chọn lại nhóm.")
    library = current_library()
    term = term_view(word, library.definitions(word)) if word else None
    listed = None if word else glossary_view(library.glossary(typed), typed, kind)
    return render_template("glossary.html", term=term, listed=listed)


def _definitions() -> tuple[str, tuple[TermDefinition, ...]]:
    word = _asked("tu")
    found = current_library().definitions(word) if word else ()
    if not found:
        raise QueryError("Chưa có thuật ngữ nào để tải.", "Mở một thuật ngữ rồi tải.")
    return word, found


@blueprint.get("/thuat-ngu.csv")
def table() -> Response:
    """Hand the definitions of a word over as a table."""
    answer = current_app.response_class(as_csv(_definitions()[1]), mimetype="text/csv")
    answer.headers["Content-Disposition"] = 'attachment; filename="thuat-ngu.csv"'
    return answer


@blueprint.get("/thuat-ngu.docx")
def word() -> Response:
    """Hand the definitions of a word over as a Word file."""
    file = BytesIO(as_word(*_definitions()))
    return send_file(file, WORD, as_attachment=True, download_name="thuat-ngu.docx")
