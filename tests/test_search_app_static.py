"""Static files by the digest of their content, and what pages of answers keep between requests."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from index.results import DocumentCard, PassageView
from search_app import create_app
from search_app.settings import Settings
from search_app.views import addresses, citation_styles
from search_app.views.cards import card_view
from tests.search_app_stand import CARD, StandLibrary, document, view_of

_STATIC = re.compile(r'(?:href|src)="(/static/[^"]+)"')


@pytest.fixture
def app(tmp_path: Path) -> Flask:
    return create_app(Settings(desk=tmp_path / "desk.sqlite"), StandLibrary())


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def _passage(card: DocumentCard) -> PassageView:
    return view_of(document().passages[0], card)


@pytest.mark.parametrize("path", ["/", "/tim?q=kiểm+tra", "/kho", "/bai-noi"])
def test_every_static_file_of_a_page_is_kept_for_good(client: FlaskClient, path: str) -> None:
    links = _STATIC.findall(client.get(path, follow_redirects=True).text)
    assert any("/static/app.css?v=" in link for link in links)
    for link in links:
        answer = client.get(link)
        assert answer.status_code == 200, link
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("version", ["", "?v=", "?v=0123456789abcdef"])
def test_an_address_that_does_not_name_the_content_is_asked_for_again(
    client: FlaskClient, version: str
) -> None:
    answer = client.get(f"/static/app.css{version}")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-cache"


def test_a_changed_file_has_another_address(
    app: Flask, client: FlaskClient, tmp_path: Path
) -> None:
    app.static_folder = str(tmp_path)
    for file in ("app.css", "take.css", "desk.css", "icon.svg", "take.js", "app.js"):
        (tmp_path / file).write_text("a")
    before = _STATIC.findall(client.get("/").text)[0]
    (tmp_path / "app.css").write_text("b and more")
    after = _STATIC.findall(client.get("/").text)[0]
    assert before.split("?")[0] == after.split("?")[0] == "/static/app.css"
    assert before != after
    assert "immutable" not in client.get(before).headers["Cache-Control"]
    assert "immutable" in client.get(after).headers["Cache-Control"]


def test_a_missing_static_file_is_no_page(client: FlaskClient) -> None:
    assert client.get("/static/none.css?v=0123456789abcdef").status_code == 404


@pytest.mark.parametrize("note", ["", "đã hết hiệu lực"])
@pytest.mark.parametrize("number", ["31-QĐ/TU", "30/2020/NĐ-CP", None])
def test_the_quotation_alone_is_that_of_every_form(number: str | None, note: str) -> None:
    passage = _passage(replace(CARD, number=number))
    assert (
        citation_styles.own_quotation(passage, note) == citation_styles.own(passage, note).quotation
    )


def test_what_is_kept_of_a_document_follows_every_fact_of_it() -> None:
    passage = _passage(CARD)
    other = replace(CARD, issued=date(1999, 2, 3), corrected=("issued",))
    changed = replace(passage, document=other)
    assert "03/02/1999" in citation_styles.own_quotation(changed)
    assert "03/02/1999" not in citation_styles.own_quotation(passage)
    assert card_view(other).corrected != card_view(CARD).corrected == ""
    assert addresses.of_passage(changed) != addresses.of_passage(passage)


def test_the_address_of_the_app_is_that_of_each_request(client: FlaskClient) -> None:
    page = "/tim?q=kiểm+tra"
    one = client.get(page, base_url="http://localhost:8080").text
    two = client.get(page, base_url="http://127.0.0.1:9090").text
    assert "http://localhost:8080/" in one
    assert "http://localhost:8080/" not in two
    assert "http://127.0.0.1:9090/" in two
