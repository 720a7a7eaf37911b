"""Texts of documents are kept as they were printed, and printed anew where anything changed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from markupsafe import Markup

from index.library import Library
from index.results import DocumentView
from ingest.text.spans import Span
from search_app import create_app
from search_app.routes.written_documents import MOST, WrittenDocuments
from search_app.settings import Settings
from search_app.views.document import DocumentText

ADDRESS = "/vb/1-QD-TU/2024-01-01"


@pytest.fixture
def views(library: Library) -> list[DocumentView]:
    cards = library.overview().documents
    views = [library.document(card.id or "") for card in cards[: MOST + 1]]
    return [view for view in views if view is not None]


def text_of(view: DocumentView, target: Span | None = None, address: str = ADDRESS) -> DocumentText:
    return DocumentText(view, target, address)


def test_a_text_is_kept_until_anything_it_is_made_of_changes(views: list[DocumentView]) -> None:
    kept, written = WrittenDocuments(), Markup("<p>một</p>")
    view = next(view for view in views if view.cites)
    kept.put(text_of(view), written)
    assert kept.get(text_of(view)) == written
    changed = (
        replace(view, cites=view.cites[1:]),
        replace(view, statuses=(*view.statuses, *view.statuses[:1], *view.acts[:1])),
        replace(view, passages=view.passages[1:]),
        # Equal, but read anew: whole documents are not compared.
        replace(view, document=replace(view.document, lines=tuple(iter(view.document.lines)))),
    )
    for other in changed:
        if other != view or other.document.lines is not view.document.lines:
            assert kept.get(text_of(other)) is None
    assert kept.get(text_of(view, address="")) is None


def test_the_texts_used_last_are_kept(views: list[DocumentView]) -> None:
    assert len(views) == MOST + 1
    kept = WrittenDocuments()
    for view in views[:MOST]:
        kept.put(text_of(view), Markup(view.document.id))  # noqa: S704
    assert kept.get(text_of(views[0])) is not None
    kept.put(text_of(views[MOST]), Markup("new"))
    assert kept.get(text_of(views[1])) is None
    assert kept.get(text_of(views[0])) == views[0].document.id


def test_a_page_opened_again_is_the_same(library: Library, tmp_path: Path) -> None:
    client = create_app(Settings(desk=tmp_path / "desk.sqlite"), library).test_client()
    for card in library.overview().documents[:12]:
        path = f"/van-ban/{card.id}"
        first = client.get(path, follow_redirects=True)
        again = client.get(path, follow_redirects=True)
        assert first.status_code == 200
        assert again.data == first.data
        # What is marked is never what was kept.
        passages = library.document(card.id or "")
        assert passages is not None
        doan = passages.passages[-1].id
        marked = client.get(f"{path}?doan={doan}", follow_redirects=True).text
        assert 'class="target' in marked or " target" in marked
        assert client.get(path, follow_redirects=True).data == first.data
