"""The pages a reader opens: search, look-up, passage, document, page picture, help."""

from __future__ import annotations

from dataclasses import replace
from pathlib import PurePath
from urllib.parse import urlencode

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
)
from werkzeug.wrappers import Response as BaseResponse

from index.citations.addresses import address_of
from index.results import DocumentView, PassageView, SearchRequest
from ingest.text.spans import Span
from search_app import search_params
from search_app.persistence.accounts import AccountRole
from search_app.routes.written_documents import written
from search_app.services.library import current_library
from search_app.services.page_images import DPI, Pictures, kind
from search_app.services.pending import as_corrected
from search_app.services.session import may
from search_app.services.site import FOREVER
from search_app.settings import Settings
from search_app.views import (
    addresses,
    citation_styles,
    glossary,
    highlighting,
    lookup,
    reference_managers,
    watches,
)
from search_app.views import library as shelving
from search_app.views import search as views
from search_app.views.choices import search_url
from search_app.views.document import document_page
from search_app.views.hits import stretch_key
from search_app.views.page_image import PageRequest, page_view
from search_app.views.status import note_of

blueprint = Blueprint("pages", __name__)


def settings() -> Settings:
    """Return how this app runs."""
    configured: Settings = current_app.extensions["vankien.settings"]
    return configured


def search_request() -> SearchRequest:
    """Read the question from the address."""
    return search_params.parse_search_params(
        request.args, settings().max_query, settings().per_page
    )


@blueprint.get("/")
def home() -> str:
    """Show the box, what the library holds, and examples from it."""
    home = shelving.home_view(current_library().overview())
    return render_template("home.html", home=home, news=watches.news())


@blueprint.get("/tim")
def search() -> BaseResponse | str:
    """Answer a question: straight to the document a number means, else ranked passages.

    A whole paragraph, pasted to learn where it stands, is looked for by its beginning.
    """
    asked = request.args.copy()
    whole = " ".join(asked.get("q", "").split())
    asked["q"] = search_params.beginning(whole, settings().max_query)
    question = search_params.parse_search_params(asked, settings().max_query, settings().per_page)
    if not question.query:
        return redirect("/")
    answer = current_library().search(replace(question, others=False))
    held = None if not question.filters.is_empty else lookup.straight_to(answer.lookup)
    if held and not question.as_typed:
        if provision := lookup.provision_url(answer.lookup):
            return redirect(provision)
        return redirect(f"/van-ban/{held}?" + urlencode({"hoi": question.query}))
    defined = glossary.term_view(question.query, current_library().definitions(question.query))
    cut = len(whole) if len(whole) > settings().max_query else 0
    return render_template("search.html", found=views.search_view(answer), defined=defined, cut=cut)


@blueprint.get("/tim/<document_id>")
def found_in(document_id: str) -> str:
    """Show the passages of one document of an answer; ``gon`` asks for the folded ones alone."""
    question = search_request()
    if not question.query:
        abort(404)
    answer = current_library().search(replace(question, document=document_id))
    found = views.document_found_view(answer) or abort(404)
    return render_template("others.html" if "gon" in request.args else "found_in.html", found=found)


@blueprint.get("/tra-cuu")
def look_up() -> str:
    """Show what a number may mean, what is known of it, and who cites it."""
    number = search_params.bounded(request.args.get("so", ""), settings().max_query)
    view = lookup.lookup_view(current_library().lookup(number)) if number else None
    return render_template("lookup.html", found=view, typed=number)


@blueprint.get("/goi-y")
def suggest() -> str:
    """Offer completions of what is being typed, as a fragment of a page."""
    typed = search_params.bounded(request.args.get("q", ""), settings().max_query)
    return render_template(
        "suggest.html", found=current_library().suggest(typed, 8) if typed else ()
    )


def _document(document_id: str) -> DocumentView:
    view = current_library().document(document_id)
    if view is None:
        abort(404)
    return view


def _wanted_passage(document_id: str) -> PassageView | None:
    """Return the passage the address asks to mark, when it is one of this document."""
    passage_id = request.args.get("doan", "")
    view = current_library().passage(passage_id) if passage_id else None
    return view if view and view.document.id == document_id else None


@blueprint.get("/van-ban/<document_id>")
def document(document_id: str) -> BaseResponse | str:
    """Lead from a link by file to the document's lasting address; show what has none."""
    view = current_library().document(document_id)
    if view is None:
        return redirect(_moved_to(document_id))
    lasting = _lasting_address(view)
    if lasting:
        return redirect(f"{lasting}?{request.query_string.decode()}".rstrip("?"))
    return shown_document(view, None)


def _lasting_address(view: DocumentView) -> str:
    """Return the lasting address of a document, "" where it means more than this one.

    A file that another stands for keeps its own address: it is looked at for itself.
    """
    lasting = address_of(view.card)
    if lasting is None or any(copy.preferred for copy in view.files):
        return ""
    held = current_library().at(lasting)
    return str(lasting) if [card.id for card in held] == [view.card.id] else ""


def _moved_to(document_id: str) -> str:
    """Return where the document of a file that is gone is found now; 404 where it is not."""
    past = current_library().past_address(document_id)
    if past is None or not (current_library().at(past) or current_library().successor(past)):
        abort(404)
    return str(past)


def shown_document(
    view: DocumentView, target: Span | None, *, focus: bool = False, notice: str = ""
) -> str:
    """Show a document: facts, outline, text with links, notes, cross-references.

    :param target: the stretch to mark, where the address names no passage.
    :param focus: whether the page opens at it.
    """
    passage = _wanted_passage(view.card.id or "")
    address = _lasting_address(view)
    corrected = as_corrected(view)
    page = document_page(corrected, passage.span if passage else target, address)
    typed = search_params.bounded(request.args.get("hoi", ""), settings().max_query)
    way_back = search_url(SearchRequest(typed, as_typed=True)) if typed else ""
    editing = current_app.extensions["vankien.workshop"] is not None and may(AccountRole.EDITOR)
    return render_template(
        "document.html",
        page=page,
        written=written(page.text, focus=focus),
        typed=typed,
        way_back=way_back,
        editing=editing,
        focus=focus,
        notice=notice,
        address=address,
        reference=reference_managers.reference_of(corrected.card, ""),
        formats=reference_managers.FORMATS.values(),
    )


@blueprint.get("/doan/<passage_id>")
def passage(passage_id: str) -> BaseResponse | str:
    """Show one passage with its citations ready to copy; of a file that is gone, its document."""
    view = current_library().passage(passage_id)
    if view is None:
        return redirect(_moved_to(passage_id.rpartition("-")[0]))
    start, end = request.args.get("tu", type=int), request.args.get("den", type=int)
    cited = view
    if start is not None and end is not None:
        # A stretch of it is cited with its own provision and pages.
        cited = current_library().stretch(passage_id, Span(start, end)) or view
    (statuses,) = current_library().statuses([view.document])
    return render_template(
        "passage.html",
        hit=shelving.whole_hit(view, statuses),
        stretch=cited.text if cited is not view else "",
        chosen=stretch_key(cited) if cited is not view else view.id,
        formats=reference_managers.FORMATS.values(),
        stretch_query=f"?tu={start}&den={end}" if cited is not view else "",
        address=addresses.of_passage(cited),
        citations=citation_styles.styles(cited, note=note_of(statuses, cited)),
    )


def _sentence(passage: PassageView | None) -> Span | None:
    """Return the sentence the address names, as a span of the canonical text."""
    start, end = request.args.get("tu", type=int), request.args.get("den", type=int)
    if passage is None or start is None or end is None or not 0 <= start < end:
        return None
    return highlighting.clipped(Span(start, end).shifted(passage.span.start), passage.span)


def _zoom() -> int:
    zoom = request.args.get("co", 2, type=int)
    return zoom if zoom in DPI else 2


def _page_now(document_id: str, number: int) -> str:
    """Return the page of the file that took a gone one's place."""
    past = current_library().past_address(document_id)
    held = current_library().at(past) if past else ()
    card = held[0] if len(held) == 1 else current_library().successor(past) if past else None
    if card is None or len(held) > 1:
        abort(404)
    return f"/van-ban/{card.id}/trang/{number}"


@blueprint.get("/van-ban/<document_id>/trang/<int:number>")
def page(document_id: str, number: int) -> BaseResponse | str:
    """Show the picture of a page with the passage and the sentence marked on it."""
    document_view = current_library().document(document_id)
    if document_view is None:
        return redirect(_page_now(document_id, number))
    marked = _wanted_passage(document_id)
    view = page_view(document_view, PageRequest(number, _zoom(), marked, _sentence(marked)))
    if view is None:
        abort(404)
    return render_template("page.html", page=view)


@blueprint.get("/van-ban/<document_id>/trang/<int:number>/anh")
def picture(document_id: str, number: int) -> Response:
    """Send the picture of a page."""
    path = current_library().original(document_id)
    pages = _document(document_id).document.pages
    if path is None or not any(p.number == number and p.width for p in pages):
        abort(404)
    pictures: Pictures = current_app.extensions["vankien.pictures"]
    drawn = pictures.page(document_id, path, number, _zoom())
    answer = make_response(drawn)
    answer.mimetype = kind(drawn)
    # A document's key is the digest of its content: what was drawn once stays right.
    answer.headers["Cache-Control"] = f"private, {FOREVER}"
    return answer


@blueprint.get("/van-ban/<document_id>/tep")
def original(document_id: str) -> Response:
    """Hand over the original file: always as a download, never shown by the browser."""
    path = current_library().original(document_id)
    if path is None:
        abort(404)
    view = _document(document_id)
    return send_file(
        path.resolve(),
        mimetype="application/octet-stream",
        as_attachment=True,
        download_name=PurePath(view.document.source).name,
    )


@blueprint.get("/huong-dan")
def guide() -> str:
    """Explain the marks, the warnings and the ways to ask."""
    return render_template("guide.html", filling=may_fill())


def may_fill() -> bool:
    """Say whether this reader may hand in documents here."""
    return current_app.extensions["vankien.workshop"] is not None and may(AccountRole.EDITOR)
