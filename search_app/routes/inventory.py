"""What the library holds and what it lacks: as pages, as tables for spreadsheets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from flask import Blueprint, Response, current_app, render_template, request

from index.inventory import Column, TableRequest
from search_app.routes.pages import may_fill, settings
from search_app.services.library import current_library
from search_app.services.site import host
from search_app.table_params import parse_table_request
from search_app.views import inventory, wanted

blueprint = Blueprint("inventory", __name__)
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_ROWS = 100_000
"""Rows of a file: as many as a library is built for."""


def _asked(columns: Sequence[tuple[str, Column | None]], start: TableRequest) -> TableRequest:
    sortable = [column for _, column in columns if column is not None]
    return parse_table_request(request.args, settings().max_query, sortable, start)


def _held() -> TableRequest:
    return _asked(inventory.COLUMNS, inventory.START)


def _wanted() -> TableRequest:
    return _asked(wanted.COLUMNS, wanted.START)


def _whole(asked: TableRequest) -> TableRequest:
    return replace(asked, page=1, per_page=MOST_ROWS)


def _file(content: bytes, name: str, mimetype: str) -> Response:
    answer = current_app.response_class(content, mimetype=mimetype)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@blueprint.get("/kho")
def page() -> str:
    """Show what the library holds, and what could not be read."""
    library = current_library()
    view = inventory.inventory_view(library.inventory(_held()), library.overview())
    return render_template("library.html", shelves=view, filling=may_fill())


@blueprint.get("/kho.csv")
def table() -> Response:
    """Hand what fits over as CSV."""
    found = current_library().inventory(_whole(_held()))
    return _file(inventory.as_csv(found, host()), "trong-kho.csv", "text/csv")


@blueprint.get("/kho.xlsx")
def excel() -> Response:
    """Hand what fits over as an Excel file."""
    found = current_library().inventory(_whole(_held()))
    return _file(inventory.as_excel(found, host()), "trong-kho.xlsx", EXCEL)


@blueprint.get("/kho/chua-co")
def wanted_page() -> str:
    """Show what is cited and not held, the most cited first."""
    view = wanted.wanted_view(current_library().wanted(_wanted()))
    return render_template("wanted.html", wanted=view)


@blueprint.get("/kho/chua-co.csv")
def wanted_table() -> Response:
    """Hand the list to fetch over as CSV."""
    found = current_library().wanted(_whole(_wanted()))
    return _file(wanted.as_csv(found, host()), "can-tim.csv", "text/csv")


@blueprint.get("/kho/chua-co.xlsx")
def wanted_excel() -> Response:
    """Hand the list to fetch over as an Excel file."""
    found = current_library().wanted(_whole(_wanted()))
    return _file(wanted.as_excel(found, host()), "can-tim.xlsx", EXCEL)
