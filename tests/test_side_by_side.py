"""Two documents side by side: every word of both, matched by provision; what is offered beside."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.access import Rights
from index.library import Library
from index.results import DocumentView
from search_app import create_app
from search_app.settings import Settings
from search_app.views.side_by_side import offers, reading_page


@pytest.fixture
def client(library: Library, tmp_path: Path) -> FlaskClient:
    return create_app(Settings(desk=tmp_path / "desk.sqlite"), library).test_client()


def _held(library: Library, number: str) -> DocumentView:
    (match,) = [match for match in library.lookup(number).matches if match.card.id]
    view = library.document(match.card.id or "")
    assert view is not None
    return view


def _words(text: str) -> list[str]:
    return text.split()


def test_all_words_of_every_document_are_there_in_order(library: Library) -> None:
    views = [library.document(card.id or "") for card in library.overview().documents]
    held = [view for view in views if view is not None]
    for one, other in pairwise(held):
        for side, view in zip(reading_page(one, other).sides, (one, other), strict=True):
            shown = " ".join(line for part in side.parts for line in part.paragraphs)
            assert _words(shown) == _words(view.document.text)


def test_answers_lead_both_ways_and_to_like_provisions(library: Library) -> None:
    page = reading_page(_held(library, "08-QĐ/TU"), _held(library, "31-QĐ/TU"))
    left, right = page.sides
    answered = [part for part in left.parts if part.answer is not None]
    assert page.matched == len(answered) > 5
    for part in answered:
        answer = right.parts[part.answer or 0]
        assert answer.answer == part.number
    like = [
        part.label.rpartition(" › ")[2] == right.parts[part.answer or 0].label.rpartition(" › ")[2]
        for part in answered
        if part.label
    ]
    assert sum(like) >= len(like) / 2


def test_what_replaced_a_document_is_offered_with_the_earlier_one_on_the_left(
    library: Library, client: FlaskClient
) -> None:
    old, new = _held(library, "08-QĐ/TU"), _held(library, "31-QĐ/TU")
    for named in (old, new):
        urls = [choice.url for choice in offers(named, None)]
        assert f"/song-song?a={old.card.id}&b={new.card.id}" in urls
    page = client.get(f"/song-song?a={old.card.id}").get_data(as_text=True)
    assert f"/song-song?a={old.card.id}&amp;b={new.card.id}" in page
    assert f"/song-song?a={old.card.id}" in client.get(
        f"/van-ban/{old.card.id}", follow_redirects=True
    ).get_data(as_text=True)


def test_the_page_names_both_and_every_link_across_has_its_end(client: FlaskClient) -> None:
    page = client.get("/song-song?a=08-QĐ/TU&b=31-QĐ/TU").get_data(as_text=True)
    ends = set(re.findall(r'id="([ab]-\d+)"', page))
    across = re.findall(r'class="across" href="#([ab]-\d+)"', page)
    assert across
    assert set(across) <= ends
    assert client.get("/song-song?a=99-QĐ/XX&b=31-QĐ/TU").status_code == 200
    assert "Không tìm thấy trong kho" in client.get("/song-song?a=99-QĐ/XX").get_data(as_text=True)


def test_a_closed_document_is_beside_nobody_who_may_not_see_it(library: Library) -> None:
    old, new = _held(library, "08-QĐ/TU"), _held(library, "31-QĐ/TU")
    part = library.for_reader(Rights(kept=frozenset({new.card.id or ""})))
    seen = part.document(old.card.id or "")
    assert seen is not None
    assert new.card.id not in " ".join(choice.url for choice in offers(seen, None))
