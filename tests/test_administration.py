"""The administrator's pages: who may, what is asked, what is recorded, what is never lost."""

from __future__ import annotations

import re
import time
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from ingest.errors import UsageError
from search_app import create_app
from search_app.persistence.accounts import AccountRole, Accounts
from search_app.persistence.collections import CollectionStore
from search_app.settings import Settings
from search_app.views import wording
from tests.search_app_stand import StandLibrary

pytestmark = pytest.mark.usefixtures("quick_hashing")
WORD = "mật khẩu dài"
PAGES = ("", "/tai-khoan", "/thu-muc", "/nhat-ky", "/nhat-ky.csv", "/sao-luu")
ACTIONS = (
    "/tai-khoan/them",
    "/tai-khoan/quyen",
    "/tai-khoan/mat-khau",
    "/tai-khoan/xoa",
    "/thu-muc/dong",
    "/thu-muc/mo",
    "/thu-muc/cho-xem",
    "/thu-muc/thoi",
    "/nhat-ky/xoa",
    "/sao-luu/tao",
    "/sao-luu/tai",
    "/sao-luu/xoa",
    "/dung",
)


@pytest.fixture
def people(tmp_path: Path) -> Accounts:
    return Accounts(tmp_path / "kho.accounts.sqlite")


def app_client(tmp_path: Path) -> FlaskClient:
    settings = Settings(
        tmp_path / "kho.desk.sqlite", tmp_path / "kho.accounts.sqlite", library=tmp_path / "kho"
    )
    return create_app(settings, StandLibrary()).test_client()


def signed_in(tmp_path: Path, people: Accounts, role: AccountRole) -> FlaskClient:
    people.add("Chủ", AccountRole.ADMIN, WORD)
    people.add("Lan", role, WORD)
    client = app_client(tmp_path)
    data = {"csrf_token": token(client, "/dang-nhap"), "ten": "Lan", "mat_khau": WORD}
    assert client.post("/dang-nhap", data=data).status_code == 303
    return client


@pytest.fixture
def admin(tmp_path: Path, people: Accounts) -> FlaskClient:
    return signed_in(tmp_path, people, AccountRole.ADMIN)


def token(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
    assert found is not None
    return found[1]


def do(client: FlaskClient, action: str, word: str = WORD, **fields: str) -> TestResponse:
    data = {"csrf_token": token(client, "/kiem-tra"), "mat_khau_toi": word} | fields
    return client.post(f"/quan-tri{action}", data=data)


@pytest.mark.parametrize("role", [AccountRole.READER, AccountRole.EDITOR])
def test_only_administrators_are_let_in(
    tmp_path: Path, people: Accounts, role: AccountRole
) -> None:
    client = signed_in(tmp_path, people, role)
    for path in PAGES:
        assert client.get(f"/quan-tri{path}").status_code == 403, path
    for action in ACTIONS:
        assert do(client, action).status_code == 403, action
    assert "/quan-tri" not in client.get("/").text


def test_every_action_asks_for_the_forms_token(admin: FlaskClient) -> None:
    for action in ACTIONS:
        answer = admin.post(f"/quan-tri{action}", data={"mat_khau_toi": WORD, "ten": "Chủ"})
        assert answer.status_code == 400, action
        assert admin.get(f"/quan-tri{action}").status_code in (404, 405), action


def test_what_may_harm_asks_for_the_password_once_more(
    admin: FlaskClient, people: Accounts
) -> None:
    for action in ACTIONS[:5]:
        answer = do(admin, action, word="đoán bừa mà thôi", ten="Chủ", quyen="reader")
        assert answer.status_code == 400, action
        assert "Mật khẩu của bạn không đúng" in answer.text, action
    # Tries are counted as at the door; then even the right one waits.
    assert "Sai quá nhiều lần" in do(admin, "/tai-khoan/xoa", ten="Chủ").text
    assert {(one.name, one.role) for one in people.users()} == {
        ("Chủ", AccountRole.ADMIN),
        ("Lan", AccountRole.ADMIN),
    }
    assert "confirm-failed" in {event.kind for event in people.events()}


def test_the_first_account_is_made_in_the_browser_and_then_all_must_sign_in(
    tmp_path: Path, people: Accounts
) -> None:
    desk = CollectionStore(tmp_path / "kho.desk.sqlite")
    desk.begin("Bài của tôi")
    client = app_client(tmp_path)
    assert "Tạo tài khoản quản trị" in client.get("/quan-tri/tai-khoan").text
    short = do(client, "/tai-khoan/them", ten="Chủ", mat_khau="ngắn", mat_khau_lai="ngắn")
    assert "Mật khẩu phải từ 10" in short.text
    assert not people.any()
    made = do(client, "/tai-khoan/them", ten="Chủ", mat_khau=WORD, mat_khau_lai=WORD)
    assert made.status_code == 303
    (owner,) = people.users()
    assert owner.role is AccountRole.ADMIN
    # Who made it is signed in; what the machine's one person gathered is theirs.
    assert "Bài của tôi" in client.get("/bai-noi").text
    assert app_client(tmp_path).get("/").headers["Location"].startswith("/dang-nhap")


def test_people_are_added_changed_and_removed_and_all_is_recorded(
    admin: FlaskClient, people: Accounts
) -> None:
    page = do(admin, "/tai-khoan/them", ten="Minh", quyen="reader").text
    handed = re.search(r'class="handed">([^<]+)<', page)
    assert handed is not None
    assert people.enter("Minh", handed[1], "x") is not None
    assert do(admin, "/tai-khoan/quyen", ten="Minh", quyen="editor").status_code == 303
    assert people.user("Minh").role is AccountRole.EDITOR
    again = re.search(r'class="handed">([^<]+)<', do(admin, "/tai-khoan/mat-khau", ten="Minh").text)
    assert again is not None
    assert people.enter("Minh", handed[1], "x") is None
    assert people.enter("Minh", again[1], "x") is not None
    assert do(admin, "/tai-khoan/xoa", ten="Minh").status_code == 303
    assert not people.known("Minh")
    record = admin.get("/quan-tri/nhat-ky?loai=doi").text
    for words in ("thêm tài khoản", "đổi quyền", "đặt lại mật khẩu", "xóa tài khoản"):
        assert words in record
    assert handed[1] not in record
    assert "Minh: biên tập" in record


def test_the_last_administrator_stays(admin: FlaskClient, people: Accounts) -> None:
    assert do(admin, "/tai-khoan/xoa", ten="Chủ").status_code == 303
    for action in ("/tai-khoan/xoa", "/tai-khoan/quyen"):
        page = do(admin, action, ten="Lan", quyen="reader")
        assert page.status_code == 400
        assert "quản trị duy nhất" in page.text
    assert people.user("Lan").role is AccountRole.ADMIN
    with pytest.raises(UsageError):
        people.remove("Lan")


def test_folders_are_closed_shown_and_opened(
    admin: FlaskClient, people: Accounts, monkeypatch: pytest.MonkeyPatch
) -> None:
    people.add("Minh", AccountRole.READER, WORD)
    held = {"noi-bo": frozenset({"0123456789abcdef"})}
    monkeypatch.setattr(
        StandLibrary, "files_in", lambda _, some: {k: v for k, v in held.items() if k in some}
    )
    assert "Không văn bản nào" in do(admin, "/thu-muc/dong", thu_muc="không có").text
    assert do(admin, "/thu-muc/dong", thu_muc="noi-bo").status_code == 303
    assert people.closed() == ("noi-bo",)
    assert "chỉ quản trị xem được" in admin.get("/quan-tri/thu-muc").text
    assert do(admin, "/thu-muc/cho-xem", thu_muc="noi-bo", ten="Minh").status_code == 303
    assert people.user("Minh").rights.granted == {"noi-bo"}
    assert "người được xem: Minh" in admin.get("/quan-tri/thu-muc").text
    assert do(admin, "/thu-muc/thoi", thu_muc="noi-bo", ten="Minh").status_code == 303
    assert do(admin, "/thu-muc/mo", thu_muc="noi-bo").status_code == 303
    assert people.closed() == ()


def test_a_backup_is_made_fetched_and_removed(admin: FlaskClient, tmp_path: Path) -> None:
    assert do(admin, "/sao-luu/tao").status_code == 303
    (kept,) = (tmp_path / "kho.backups").iterdir()
    assert kept.stat().st_mode & 0o077 == 0
    assert kept.name in admin.get("/quan-tri/sao-luu").text
    assert do(admin, "/sao-luu/tai", word="sai mật khẩu", tep=kept.name).status_code == 400
    for elsewhere in ("../kho.accounts.sqlite", "/etc/passwd", "sao-luu-1.zip"):
        assert do(admin, "/sao-luu/tai", tep=elsewhere).status_code == 400
    fetched = do(admin, "/sao-luu/tai", tep=kept.name)
    assert {"desk.sqlite", "accounts.sqlite"} <= set(
        zipfile.ZipFile(BytesIO(fetched.data)).namelist()
    )
    assert fetched.headers["Cache-Control"] == "private, no-store"
    assert do(admin, "/sao-luu/xoa", tep=kept.name).status_code == 303
    assert not kept.exists()
    record = admin.get("/quan-tri/nhat-ky").text
    assert record.index("xóa bản sao lưu") < record.index("tải bản sao lưu")


def test_old_entries_are_forgotten_and_that_is_recorded(
    admin: FlaskClient, people: Accounts
) -> None:
    people.note("Lan", "login", "=1+1")
    assert "'=1+1" in admin.get("/quan-tri/nhat-ky.csv").text
    assert do(admin, "/nhat-ky/xoa", ngay="nhiều").status_code == 400
    assert do(admin, "/nhat-ky/xoa", ngay="0").status_code == 303
    (event,) = people.events()
    assert event.kind == "administration.forget"


def test_one_changes_the_own_password(admin: FlaskClient, people: Accounts) -> None:
    def change(old: str, new: str, again: str) -> TestResponse:
        data = {"csrf_token": token(admin, "/tai-khoan"), "mat_khau": old}
        return admin.post("/tai-khoan", data=data | {"mat_khau_moi": new, "mat_khau_lai": again})

    new = "mật khẩu mới dài"
    assert change("đoán bừa", new, new).status_code == 400
    assert change(WORD, new, "khác").status_code == 400
    assert change(WORD, "ngắn", "ngắn").status_code == 400
    assert change(WORD, new, new).status_code == 303
    assert admin.get("/tai-khoan").status_code == 200
    assert people.enter("Lan", new, "x") is not None


@pytest.fixture
def at_utc(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "UTC")
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("at_utc")
def test_times_are_the_readers() -> None:
    assert wording.moment("2026-11-30T20:15:00+00:00") == "03:15 ngày 01/12/2026"
    assert wording.second(0) == "07:00:00 ngày 01/01/1970"
