"""The passages folded under a document: a link on the page, a fragment, a page without script."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from index.evaluation.judgement import read_judged
from index.library import Library
from index.results import Sort
from search_app import create_app
from search_app.persistence.accounts import Accounts
from search_app.settings import Settings
from tests.search_app_stand import ID, StandLibrary

QUESTION = "q=tiếp+dân&loai=Quy+định&sap=moi-nhat"
ASKED = 40
_LINK = re.compile(r'<a href="([^"]+)" data-others>(\d+) đoạn khác của văn bản này</a>')
_OTHER = re.compile(
    r'<div class="other" id="d-([^"]+)">.*?<blockquote class="passage" data-doc[^>]*>(.*?)</blockq',
    re.S,
)


@pytest.fixture
def library() -> StandLibrary:
    return StandLibrary()


@pytest.fixture
def client(tmp_path: Path, library: StandLibrary) -> FlaskClient:
    return create_app(Settings(desk=tmp_path / "desk.sqlite"), library).test_client()


@pytest.fixture(scope="module")
def samples(
    sample_library: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[FlaskClient]:
    opened = Library.open(sample_library)
    desk = tmp_path_factory.mktemp("desk") / "desk.sqlite"
    yield create_app(Settings(desk=desk), opened).test_client()
    opened.close()


def links(html: str) -> list[tuple[str, int]]:
    """Return where the folded passages of a page are, and how many each fold tells of."""
    return [(unescape(url), int(count)) for url, count in _LINK.findall(html)]


def others(html: str) -> list[tuple[str, str]]:
    """Return the passages of a fragment: id and words."""
    return [(name, unescape(re.sub(r"<[^>]+>", "", words))) for name, words in _OTHER.findall(html)]


def test_the_page_asks_for_first_passages_alone(client: FlaskClient, library: StandLibrary) -> None:
    html = client.get(f"/tim?{QUESTION}").text
    assert not library.requests[-1].others
    assert 'class="other"' not in html
    ((url, count),) = links(html)
    assert count == 1
    client.get(url)
    asked = library.requests[-1]
    assert (asked.query, asked.filters.kinds, asked.sort) == (
        "tiếp dân",
        ("Quy định",),
        Sort.NEWEST,
    )
    assert (asked.others, asked.document) == (True, ID)


@pytest.mark.parametrize("path", ["/api/search", "/tim.csv"])
def test_what_programs_and_tables_take_holds_all(
    client: FlaskClient, library: StandLibrary, path: str
) -> None:
    answer = client.get(f"{path}?{QUESTION}")
    assert library.requests[-1].others
    folded = library.passages[1].text
    if answer.is_json:
        assert [one["text"] for one in answer.get_json()["results"][0]["more"]] == [folded]
    else:
        assert folded in answer.text


def test_the_fragment_is_what_lay_folded(client: FlaskClient, library: StandLibrary) -> None:
    ((url, _),) = links(client.get(f"/tim?{QUESTION}").text)
    fragment = client.get(f"{url}&gon=1")
    assert "<html" not in fragment.text
    assert others(fragment.text) == [(f"{ID}-0001", library.passages[1].text)]
    for means in (
        "data-copy=",
        f'data-add="{ID}-0001"',
        f'name="doan" value="{ID}-0001"',
        f'data-kept="{ID}-0001"',
        "Xem trong văn bản",
        "Trích dẫn",
    ):
        assert means in fragment.text, means
    page = client.get(f"/tim?{QUESTION}")
    for header in ("Cache-Control", "Content-Security-Policy", "Content-Type"):
        assert fragment.headers[header] == page.headers[header]


def test_the_fragment_says_what_was_gathered_already(client: FlaskClient) -> None:
    ((url, _),) = links(client.get(f"/tim?{QUESTION}").text)
    program = {"Accept": "application/json"}
    token = client.get("/bai-noi/gom", headers=program).get_json()["token"]
    sent = {"csrf_token": token, "them": f"{ID}-0001", "ten": "Bài nói A"}
    assert client.post("/bai-noi/gom", data=sent, headers=program).status_code == 200
    kept = re.search(rf'data-kept="{ID}-0001".*?</p>', client.get(f"{url}&gon=1").text, re.S)
    assert kept is not None
    assert "Bài nói A" in kept[0]


def test_without_script_the_link_leads_to_the_document_with_all_its_passages(
    client: FlaskClient,
) -> None:
    ((url, _),) = links(client.get(f"/tim?{QUESTION}&trang=2").text)
    html = client.get(url).text
    assert html.count("<h1>") == 1
    assert f'<article class="hit" id="d-{ID}-0000">' in html
    assert '<details class="more" open>' in html
    assert others(html) == others(client.get(f"{url}&gon=1").text)
    # Passages are gathered here as on the results, and one comes back to one's place there.
    assert '<form class="gather many" id="gom"' in html
    back = re.search(r'<a href="([^"]+)">← Về kết quả tìm</a>', html)
    assert back is not None
    assert unescape(back[1]).endswith(f"&sap=moi-nhat&trang=2#d-{ID}-0000")
    assert client.get(unescape(back[1]).partition("#")[0]).status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/tim/{ID}", 404),
        (f"/tim/{ID}?q=++", 404),
        (f"/tim/{'e' * 16}?q=tiếp+dân", 404),
        (f"/tim/{ID}?q=tiếp+dân&sap=quanh", 400),
        (f"/tim/{ID}?q=35-CT/TW", 404),
    ],
)
def test_what_was_not_found_is_not_opened(client: FlaskClient, path: str, status: int) -> None:
    assert client.get(path).status_code == status
    assert client.get(path + ("&" if "?" in path else "?") + "gon=1").status_code == status


def test_opening_is_recorded_where_reading_is(tmp_path: Path, library: StandLibrary) -> None:
    settings = Settings(
        desk=tmp_path / "desk.sqlite", accounts=tmp_path / "accounts.sqlite", audit_reading=True
    )
    app = create_app(settings, library)
    app.test_client().get(f"/tim/{ID}?q=tiếp+dân&gon=1")
    people: Accounts = app.extensions["vankien.accounts"]
    assert [(one.kind, one.what) for one in people.events(5)] == [("read", f"/tim/{ID} tiếp dân")]


def test_what_is_fetched_is_what_the_api_tells(root: Path, samples: FlaskClient) -> None:
    judged = read_judged(root / "benchmarks" / "corpus_queries.jsonl")
    ways = ("", "&sap=moi-nhat", "&loai=Quy+định", "&nguyen=1")
    opened = 0
    for n, one in enumerate(judged[:ASKED]):
        address = f"q={quote(one.text)}{ways[n % len(ways)]}"
        page = samples.get(f"/tim?{address}")
        if page.status_code == 302:
            continue
        told = samples.get(f"/api/search?{address}").get_json()
        if told["kind"] == "none" and told["lookup"]:
            # A document named in the question is shown, and nothing that only comes near.
            continue
        folds = [
            [(other["passage"], other["text"]) for other in result["more"]]
            for result in (*told["results"], *told["nearest"])
            if result["more"]
        ]
        found = links(page.text)
        assert [count for _, count in found] == [len(fold) for fold in folds], address
        for (url, _), fold in list(zip(found, folds, strict=True))[:3]:
            assert others(samples.get(f"{url}&gon=1").text) == fold, url
            opened += 1
    assert opened > ASKED / 2
