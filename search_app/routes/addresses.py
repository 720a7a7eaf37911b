"""Addresses that last: /vb/31-QD-TU/2023-09-12/dieu-3/khoan-1, and where links of old lead."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlencode

from flask import Blueprint, abort, redirect, render_template, request
from werkzeug.wrappers import Response

from index.citations.addresses import DocumentAddress, address_of
from index.results import DocumentCard
from ingest.errors import QueryError
from search_app.routes.pages import shown_document
from search_app.services.library import current_library
from search_app.views import addresses
from search_app.views.cards import card_view
from search_app.views.lookup import lookup_view
from search_app.views.status import NOTHING, StatusesView, statuses_view

blueprint = Blueprint("addresses", __name__)


@blueprint.get("/vb/<path:rest>")
def address(rest: str) -> Response | tuple[str, int] | str:
    """Show the document or provision at an address, or lead to where it is."""
    try:
        asked = DocumentAddress.parse(request.path)
    except QueryError:
        abort(404)
    held = current_library().at(asked)
    if len(held) > 1:
        cards = tuple(map(card_view, held))
        became = tuple(map(_became, held))
        spoken = addresses.spoken(asked)
        return render_template("address.html", asked=spoken, cards=cards, became=became)
    if not held:
        return _succeeded(asked) or _absent(asked)
    lasting = addresses.lasting(held[0])
    if lasting is not None:
        lasting = replace(lasting, steps=asked.steps)
        if str(lasting) != request.path:
            return redirect(_with_query(str(lasting)))
    return _shown(held[0], asked)


def _became(card: DocumentCard) -> StatusesView:
    """Return what became of a held document."""
    view = current_library().document(card.id or "")
    return NOTHING if view is None else statuses_view(view.statuses)


def _succeeded(asked: DocumentAddress) -> Response | None:
    """Lead to the document that must be the one asked for, though its number cannot be read."""
    card = current_library().successor(asked)
    lasting = address_of(card) if card is not None else None
    if lasting is None or current_library().at(lasting) != (card,):
        return None
    there = replace(lasting, steps=asked.steps)
    return redirect(f"{there}?{urlencode({'cu': str(asked.document)})}")


def _shown(card: DocumentCard, asked: DocumentAddress) -> str | tuple[str, int]:
    view = current_library().document(card.id or "")
    if view is None:
        abort(404)
    notice = _succession(card)
    if not asked.steps:
        return shown_document(view, None, notice=notice)
    provision = addresses.provision_at(view.document, asked.steps)
    if provision is not None:
        return shown_document(view, provision.span, focus=True, notice=notice)
    return shown_document(view, None, notice=addresses.missing(view.document, asked)), 404


def _succession(card: DocumentCard) -> str:
    """Say (Vietnamese) whose address led to a document of which no number can be read."""
    try:
        old = DocumentAddress.parse(request.args.get("cu", ""))
    except QueryError:
        return ""
    if current_library().successor(old) != card:
        return ""
    return (
        f"Địa chỉ cũ là của {addresses.spoken(old)}. Tệp ấy không còn trong kho; văn bản này có"
        " tiêu đề trùng và lời văn gần như trùng, nhưng không đọc được số hiệu trên tệp."
    )


def _absent(asked: DocumentAddress) -> tuple[str, int]:
    """Say that it is not held, which days of the same number are, and what else is known."""
    others = current_library().at(replace(asked, issued=None, steps=()))
    looked_up = (
        None if asked.titled else lookup_view(current_library().lookup(asked.written or asked.name))
    )
    page = render_template(
        "address.html",
        asked=addresses.spoken(asked),
        cards=tuple(map(card_view, others)),
        absent=True,
        found=looked_up if looked_up and (looked_up.matches or looked_up.cited_by) else None,
    )
    return page, 404


def _with_query(address: str) -> str:
    query = request.args.to_dict(flat=False)
    return f"{address}?{urlencode(query, doseq=True)}" if query else address
