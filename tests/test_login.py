"""The door of the app: who is let in, to what, and what is recorded."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from search_app import create_app
from search_app.persistence.accounts import TRIES_HERE, AccountRole, Accounts
from search_app.persistence.collections import CollectionStore
from search_app.persistence.talk_items import Taken
from search_app.routes.login import back_to
from search_app.settings import Settings
from tests.search_app_stand import ID, StandLibrary

WORD = "mật khẩu dài"
pytestmark = pytest.mark.usefixtures("quick_hashing")


@pytest.fixture
def library() -> StandLibrary:
    return StandLibrary()


@pytest.fixture
def app(tmp_path: Path, library: StandLibrary) -> Flask:
    return made(tmp_path, library)


def made(tmp_path: Path, library: StandLibrary, **more: bool) -> Flask:
    accounts = tmp_path / "accounts.sqlite"
    people = Accounts(accounts)
    if not people.any():
        people.add("Chủ", AccountRole.ADMIN, WORD)
        people.add("Lan", AccountRole.READER, WORD)
    return create_app(Settings(tmp_path / "desk.sqlite", accounts, **more), library)


def token(client: FlaskClient, path: str = "/dang-nhap") -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
    assert found is not None
    return found[1]


def enter(client: FlaskClient, name: str, word: str = WORD, to: str = "/") -> TestResponse:
    data = {"csrf_token": token(client), "ten": name, "mat_khau": word, "toi": to}
    return client.post("/dang-nhap", data=data)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/tim?q=tiếp dân",
        f"/van-ban/{ID}",
        f"/van-ban/{ID}/trang/1",
        f"/doan/{ID}-0001",
        "/kho",
        "/bai-noi",
        "/kiem-tra",
        "/cau-trich",
        "/huong-dan",
    ],
)
def test_a_stranger_sees_the_login_page_and_nothing_else(app: Flask, path: str) -> None:
    answer = app.test_client().get(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/dang-nhap?toi=")
    assert "tiếp dân" not in answer.text


def test_every_route_is_behind_the_door(app: Flask) -> None:
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if rule.endpoint in ("static", "login.form", "login.enter"):
            continue
        filled = re.sub(r"<int:[^>]+>", "1", re.sub(r"<(?!int:)[^>]+>", ID, rule.rule))
        for method in (rule.methods or set()) - {"OPTIONS"}:
            answer = client.open(filled, method=method)
            # 400: refused for want of the form's token, before anything is looked at.
            # 404: an address that is a secret itself, and not this one.
            secret = (404,) if rule.endpoint == "watches.feed" else ()
            assert answer.status_code in (302, 400, 401, 405, *secret), (method, filled)
            assert ID not in answer.text.replace(filled, "")


def test_the_api_tells_a_stranger_in_json(app: Flask) -> None:
    answer = app.test_client().get("/api/search?q=a")
    assert answer.status_code == 401
    assert "đăng nhập" in str(answer.json)


def test_the_right_word_lets_in_and_leads_on(app: Flask) -> None:
    client = app.test_client()
    answer = enter(client, "Lan", to="/kho")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/kho")
    page = client.get("/kho")
    assert page.status_code == 200
    assert "Lan" in page.text
    assert page.headers["Cache-Control"] == "private, no-store"


def test_a_wrong_word_and_an_unknown_name_read_the_same(app: Flask) -> None:
    answers = [enter(app.test_client(), name, "sai") for name in ("Lan", "Không Ai")]
    assert {one.status_code for one in answers} == {401}
    texts = {re.sub(r'value="[^"]+"', "", one.text).replace("Không Ai", "") for one in answers}
    assert len(texts) == 1
    assert "không đúng" in texts.pop()


def test_guessing_is_stopped_and_told(app: Flask) -> None:
    client = app.test_client()
    for _ in range(TRIES_HERE):
        assert enter(client, "Lan", "sai").status_code == 401
    answer = enter(client, "Lan")
    assert answer.status_code == 429
    assert "15 phút" in answer.text
    assert client.get("/kho").status_code == 302


def test_signing_in_needs_the_forms_token(app: Flask) -> None:
    answer = app.test_client().post("/dang-nhap", data={"ten": "Lan", "mat_khau": WORD})
    assert answer.status_code == 400


def test_signing_out_ends_the_session_for_a_stolen_cookie_too(app: Flask) -> None:
    client = app.test_client()
    enter(client, "Lan")
    stolen = client.get_cookie("vankien")
    assert stolen is not None
    client.post("/dang-xuat", data={"csrf_token": token(client, "/kho")})
    assert client.get("/kho").status_code == 302
    thief = app.test_client()
    thief.set_cookie("vankien", stolen.value)
    assert thief.get("/kho").status_code == 302


def test_the_cookie_insists_on_tls_where_there_is_tls(
    tmp_path: Path, library: StandLibrary
) -> None:
    client = made(tmp_path, library, https=True).test_client()
    cookie = client.get("/dang-nhap", base_url="https://localhost").headers["Set-Cookie"]
    assert cookie.startswith("__Host-vankien=")
    for word in ("Secure", "HttpOnly", "SameSite=Strict", "Path=/"):
        assert word in cookie
    assert "Domain" not in cookie


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "https://evil.example/",
        "\\\\evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "",
        "/dang-xuat",
        "/a\r\nSet-Cookie: x=y",
        "///evil.example",
        "/\t/evil.example",
    ],
)
def test_signing_in_leads_nowhere_else(wanted: str) -> None:
    assert back_to(wanted) == "/"


def test_where_login_is_demanded_no_accounts_means_nobody(
    tmp_path: Path, library: StandLibrary
) -> None:
    app = create_app(Settings(tmp_path / "desk.sqlite", must_login=True), library)
    assert app.test_client().get("/kho").status_code == 302


def test_without_accounts_the_person_at_the_machine_needs_no_login(
    tmp_path: Path, library: StandLibrary
) -> None:
    client = create_app(Settings(tmp_path / "desk.sqlite"), library).test_client()
    page = client.get("/kho")
    assert page.status_code == 200
    assert "Đăng xuất" not in page.text


def test_each_reader_asks_with_their_own_rights(
    app: Flask, library: StandLibrary, tmp_path: Path
) -> None:
    Accounts(tmp_path / "accounts.sqlite").close_folder("noi-bo")
    admin, reader = app.test_client(), app.test_client()
    enter(admin, "Chủ")
    enter(reader, "Lan")
    admin.get("/kho")
    assert library.rights == []
    reader.get("/kho")
    assert library.rights
    assert not any(one.allows("noi-bo/a.pdf") for one in library.rights)


def test_collections_are_each_persons_own(app: Flask) -> None:
    first, second = app.test_client(), app.test_client()
    enter(first, "Chủ")
    enter(second, "Lan")
    made = first.post(
        "/bai-noi", data={"csrf_token": token(first, "/bai-noi"), "ten": "Bài của tôi"}
    )
    path = made.headers["Location"]
    assert "Bài của tôi" in first.get("/bai-noi").text
    assert "Bài của tôi" not in second.get("/bai-noi").text
    assert second.get(path).status_code == 404
    mark = token(second, "/bai-noi")
    assert second.post(f"{path}/xoa", data={"csrf_token": mark}).status_code in (303, 404)
    assert "Bài của tôi" in first.get("/bai-noi").text


def test_a_reader_cannot_change_another_ones_items(tmp_path: Path) -> None:
    mine, other = (
        CollectionStore(tmp_path / "desk.sqlite", 1),
        CollectionStore(tmp_path / "desk.sqlite", 2),
    )
    talk = mine.begin("Bài")
    mine.take(talk, Taken("p", "trích", "chú", "văn bản", ""))
    (item,) = mine.items(talk)
    other.remark(talk, item.id, "phá")
    other.remove(talk, item.id)
    other.move(talk, item.id, 1)
    other.drop(talk)
    other.take(talk, Taken("q", "chen", "", "", ""))
    assert other.items(talk) == ()
    assert mine.items(talk) == (item,)


def events(tmp_path: Path) -> list[tuple[str, str]]:
    found = Accounts(tmp_path / "accounts.sqlite").events()
    return [(one.user, one.kind) for one in found]


def test_coming_in_is_recorded_and_reading_is_not(app: Flask, tmp_path: Path) -> None:
    client = app.test_client()
    enter(client, "mat khau go nham")
    enter(client, "Lan", "sai")
    enter(client, "Lan")
    client.get("/tim?q=tiếp dân")
    client.get(f"/van-ban/{ID}")
    kinds = [("Lan", "login"), ("Lan", "login-failed"), ("?", "login-failed")]
    assert events(tmp_path) == kinds


def test_reading_is_recorded_where_the_administrator_asks(
    tmp_path: Path, library: StandLibrary
) -> None:
    client = made(tmp_path, library, audit_reading=True).test_client()
    enter(client, "Lan")
    client.get("/tim?q=tiếp dân")
    client.get(f"/van-ban/{ID}")
    client.get("/van-ban/khong-co")
    assert events(tmp_path) == [("Lan", "read"), ("Lan", "search"), ("Lan", "login")]
    search = Accounts(tmp_path / "accounts.sqlite").events()[1]
    assert search.what == "/tim tiếp dân"


def test_reading_by_any_way_is_recorded_with_what_was_asked_for(
    tmp_path: Path, library: StandLibrary
) -> None:
    library.address = "/vb/08-QD-TU/2021-03-09"
    client = made(tmp_path, library, audit_reading=True).test_client()
    enter(client, "Lan")
    assert client.get(library.address).status_code == 200
    assert client.get(f"/so-sanh?a={ID}&b={ID}").status_code == 200
    newest = Accounts(tmp_path / "accounts.sqlite").events(2)
    assert [(one.kind, one.what) for one in newest] == [
        ("read", f"/so-sanh {ID} {ID}"),
        ("read", library.address),
    ]


def test_no_password_is_recorded(app: Flask, tmp_path: Path) -> None:
    enter(app.test_client(), "Lan", "một mật khẩu gõ nhầm")
    assert "gõ nhầm" not in str(Accounts(tmp_path / "accounts.sqlite").events())
