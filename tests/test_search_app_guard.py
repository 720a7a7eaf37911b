"""What keeps strangers out: headers, hosts, cookies, tokens, bounds."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from search_app import create_app
from search_app.settings import Settings
from tests.search_app_stand import ID, StandLibrary

PAGES = (
    "/",
    "/tim?q=tiếp dân",
    f"/van-ban/{ID}",
    f"/van-ban/{ID}/trang/1",
    f"/doan/{ID}-0001",
    "/tra-cuu?so=35-CT/TW",
    "/kho",
    "/kiem-tra",
    "/cau-trich",
    "/bai-noi",
    "/huong-dan",
    "/khong-co",
)


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return create_app(Settings(desk=tmp_path / "desk.sqlite"), StandLibrary()).test_client()


def token(html: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', html)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_obeys_its_own_policy(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    policy = answer.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert not re.search(r"<script(?![^>]* src=)|\son\w+=|\sstyle=|<style", answer.text)
    assert not re.search(r'(?:src|href)="(?:https?:)?//', answer.text)


@pytest.mark.parametrize("path", ["/", "/tim?q=tiếp dân", f"/van-ban/{ID}", "/kho"])
def test_reading_sets_no_cookie(client: FlaskClient, path: str) -> None:
    assert "Set-Cookie" not in client.get(path).headers


def test_the_cookie_of_a_form_is_kept_from_scripts_and_strangers(client: FlaskClient) -> None:
    cookie = client.get("/bai-noi").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


@pytest.mark.parametrize(
    "path",
    [
        "/bai-noi",
        f"/bai-noi/chon/{ID}-0001",
        "/kiem-tra",
        "/kiem-tra/bao-cao",
        "/cau-trich",
        "/kiem-tra/tep-word",
        "/bai-noi/1/xoa",
        "/bai-noi/1/1",
    ],
)
def test_a_change_without_its_token_is_refused(client: FlaskClient, path: str) -> None:
    answer = client.post(path, data={"ten": "Bài", "noi_dung": "chữ"})
    assert answer.status_code == 400
    assert "Trang này mở đã lâu" in answer.text
    assert "Bài" not in client.get("/bai-noi").text.split("<main")[1].split("<h1>Bài nói</h1>")[1]


def test_another_host_name_is_refused(client: FlaskClient) -> None:
    answer = client.get("/", headers={"Host": "evil.example"})
    assert answer.status_code == 400
    assert client.get("/", headers={"Host": "localhost:8000"}).status_code == 200


@pytest.mark.parametrize(
    "path",
    [
        "/tim?q=%00a",
        "/tim?q=%ff%fe",
        "/van-ban/..%2f..%2fetc/tep",
        "/static/..%2f__init__.py",
        f"/van-ban/{ID}/trang/0",
        f"/van-ban/{ID}/trang/1?co=9&doan=x&tu=-1&den=zz",
        f"/van-ban/{ID}?hoi=" + "a" * 999,
    ],
)
def test_a_hostile_address_never_breaks_the_server(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code < 500
    assert "import" not in answer.text.split("<main")[-1]


def test_too_large_a_body_is_refused(tmp_path: Path) -> None:
    small = Settings(desk=tmp_path / "desk.sqlite", max_upload=1000)
    client = create_app(small, StandLibrary()).test_client()
    data = {"csrf_token": token(client.get("/kiem-tra").text), "noi_dung": "a" * 2000}
    assert client.post("/kiem-tra", data=data).status_code == 413


def test_the_secret_is_made_once_and_kept_from_others(tmp_path: Path) -> None:
    path = tmp_path / "desk.sqlite"
    first = create_app(Settings(desk=path), StandLibrary()).secret_key
    assert first == create_app(Settings(desk=path), StandLibrary()).secret_key
    assert path.stat().st_mode & 0o077 == 0
