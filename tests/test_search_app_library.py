"""The app over a library built from the samples: every link of every page leads somewhere."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.library import Library
from search_app import create_app
from search_app.settings import Settings
from tests.libraries import build_shipped

# Both forms, a footnote over pages, one that replaces another, two files without pages.
SAMPLES = (
    "31-qd-tu-2023.pdf",
    "08-qd-tu-2021.pdf",
    "27-hd-btghu-2023.pdf",
    "12-kh-hu-2023.docx",
    "hoi-dap-tiep-dan.txt",
)


@pytest.fixture(scope="module")
def library(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    folder = tmp_path_factory.mktemp("samples")
    for name in SAMPLES:
        shutil.copy(root / "corpus" / name, folder)
    place = tmp_path_factory.mktemp("library") / "kho"
    build_shipped(folder, place)
    opened = Library.open(place)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def client(library: Library, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    desk = tmp_path_factory.mktemp("desk") / "desk.sqlite"
    return create_app(Settings(desk=desk), library).test_client()


def test_every_link_leads_somewhere(client: FlaskClient) -> None:
    waiting, seen = ["/", "/tim?q=tiếp dân", "/kho"], set[str]()
    pages: dict[str, str] = {}
    wanted: list[tuple[str, str, str]] = []
    while waiting and len(seen) < 400:
        path = waiting.pop(0)
        if path in seen or path.startswith("/bai-noi/chon/"):
            continue
        seen.add(path)
        answer = client.get(path, follow_redirects=True)
        assert answer.status_code == 200, path
        if answer.mimetype != "text/html":
            continue
        pages[path] = answer.text
        for link in map(unescape, re.findall(r'(?:href|src)="([^"]+)"', answer.text)):
            target, _, fragment = link.partition("#")
            wanted.append((path, target or path, fragment))
            if target.startswith("/") and target not in seen:
                waiting.append(target)
    assert len([path for path in pages if path.startswith("/van-ban/")]) > 10
    for path, target, fragment in wanted:
        if fragment and target in pages:
            assert f'id="{fragment}"' in pages[target], (path, target, fragment)


def test_every_document_page_shows_its_whole_text(client: FlaskClient, library: Library) -> None:
    for card in library.overview().documents:
        view = library.document(card.id or "")
        assert view is not None
        html = client.get(f"/van-ban/{card.id}", follow_redirects=True).text
        shown = re.sub(r'<span class="hidden">.*?</span>', "", html)
        shown = re.sub(r'<a class="pagemark".*?</a>', "", shown)
        shown = re.sub(r"\s+", "", unescape(re.sub(r"<[^>]+>", "", shown)))
        for line in view.document.text.split("\n"):
            assert re.sub(r"\s+", "", line) in shown, line


def test_every_passage_is_marked_on_its_page(client: FlaskClient, library: Library) -> None:
    for card in library.overview().documents:
        view = library.document(card.id or "")
        assert view is not None
        for passage in view.passages:
            html = client.get(f"/van-ban/{card.id}?doan={passage.id}").text
            assert "target" in html, passage.id
            if view.document.pages[0].width:
                page = client.get(f"/van-ban/{card.id}/trang/{passage.pages[0]}?doan={passage.id}")
                marks = page.text.split('class="passage-marks">')[1].split("</g>")[0]
                assert "<rect" in marks, passage.id


def test_a_file_without_pages_is_never_cited_by_page(client: FlaskClient, library: Library) -> None:
    card = next(c for c in library.overview().documents if c.number == "12-KH/HU")
    view = library.document(card.id or "")
    assert view is not None
    text = client.get(f"/doan/{view.passages[0].id}").text
    assert "tr. " not in text
    assert "Trang gốc" not in text


def test_a_real_page_is_drawn(client: FlaskClient, library: Library) -> None:
    card = next(c for c in library.overview().documents if c.number == "31-QĐ/TU")
    answer = client.get(f"/van-ban/{card.id}/trang/1/anh")
    assert answer.mimetype == "image/png"
    assert answer.data.startswith(b"\x89PNG")
    assert "immutable" in answer.headers["Cache-Control"]


def test_the_replaced_document_is_flagged_and_its_successor_proven(
    client: FlaskClient, library: Library
) -> None:
    card = next(c for c in library.overview().documents if c.number == "08-QĐ/TU")
    html = client.get(f"/van-ban/{card.id}", follow_redirects=True).text
    assert "Được thay thế" in html
    assert "Chưa thấy văn bản thay thế" not in html
    line = html[html.index("Dòng thời gian") :]
    assert line.index("08-QĐ/TU") < line.index("31-QĐ/TU")
    assert "thay thế Quy định số 08-QĐ/TU" in line


def test_a_regulation_that_is_not_held_shows_the_passages_that_cite_it(
    client: FlaskClient,
) -> None:
    answer = client.get("/tim?q=quy+dinh+85", follow_redirects=True)
    text = unescape(re.sub(r"<[^>]+>", "", answer.text))
    assert "85-QĐ/TW: chưa có trong kho" in text
    assert "Được viện dẫn bởi" in text
    assert "Quy định số 85-QĐ/TW, ngày 07/10/2022 của Ban Bí thư" in text


def test_a_number_goes_straight_to_its_document(client: FlaskClient) -> None:
    answer = client.get("/tim?q=qd+31+tu")
    assert answer.status_code == 302
    assert "Quy định số 31-QĐ/TU" in client.get(answer.location, follow_redirects=True).text
