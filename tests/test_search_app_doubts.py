"""What a person should look at, in the app: settled, left, taken back, shown at once."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.build.additions import Additions
from index.build.builder import BuildReport
from index.build.progress import Progress
from index.results import DoubtedFile
from ingest.claims import Doubt
from ingest.pages import Box
from search_app import create_app
from search_app.persistence.accounts import AccountRole, Accounts
from search_app.services.build_queue import Workshop
from search_app.settings import Settings
from tests.search_app_stand import CARD, ID, StandLibrary, document
from tests.test_login import WORD, enter, token

pytestmark = pytest.mark.usefixtures("quick_hashing")
DIGEST = document().digest
NUMBER = Doubt("number", "", "Máy không đọc được số.", 1, Box(85, 80, 180, 91))
DAY = Doubt("issued", "2021-03-09", "Ngày đọc không chắc (39%).", 1, Box(330, 80, 500, 91), True)
POOR = Doubt("page", "", "Chữ của trang này nhận dạng không chắc (62%).", 2)


def doubted(*doubts: Doubt) -> tuple[DoubtedFile, ...]:
    return (DoubtedFile(CARD, DIGEST, doubts),)


@pytest.fixture
def shop(tmp_path: Path) -> Workshop:
    def renew(progress: Progress) -> BuildReport:
        return BuildReport("g", True, 1, 1, 0, 0, 0, 0, (), (), 0.0)

    return Workshop(Additions(tmp_path / "kho"), renew)


def client_of(
    folder: Path, shop: Workshop | None, role: AccountRole, library: StandLibrary
) -> FlaskClient:
    people = Accounts(folder / "accounts.sqlite")
    people.add("Chủ", AccountRole.ADMIN, WORD)
    people.add("Lan", role, WORD)
    settings = Settings(folder / "desk", folder / "accounts.sqlite")
    client = create_app(settings, library, shop).test_client()
    assert enter(client, "Lan").status_code == 303
    return client


@pytest.fixture
def editor(tmp_path: Path, shop: Workshop) -> FlaskClient:
    library = StandLibrary(doubted=doubted(NUMBER, DAY, POOR))
    return client_of(tmp_path, shop, AccountRole.EDITOR, library)


def decide(client: FlaskClient, what: str, doubt: Doubt, typed: str = "", kind: str = "") -> int:
    data = {
        "csrf_token": token(client, "/can-xem"),
        "viec": what,
        "van_ban": ID,
        "truong": doubt.field,
        "trang": str(doubt.page),
        "gia_tri": typed,
        "muc": kind,
    }
    return client.post("/can-xem", data=data).status_code


def test_a_doubt_stands_beside_its_place_on_the_page(editor: FlaskClient) -> None:
    page = editor.get("/can-xem").text
    assert "Máy không đọc được số." in page
    assert f'href="/van-ban/{ID}/trang/1/anh?co=2"' in page
    part = re.search(r'<svg viewBox="([\d. ]+)"', page)
    assert part is not None
    x, y, width, height = map(float, part[1].split())
    assert x <= 85
    assert x + width >= 180
    assert y <= 80
    assert y + height >= 91
    assert "Tất cả (3)" in page
    assert '<a href="/can-xem"' in editor.get("/").text


def test_what_is_typed_shows_at_once_and_is_never_asked_again(
    editor: FlaskClient, shop: Workshop
) -> None:
    assert decide(editor, "ghi", NUMBER, "09-QĐ/TU") == 303
    (kept,) = shop.additions.corrections_of(DIGEST)
    assert (kept.field, kept.value, kept.who) == ("number", "09-QĐ/TU", "Lan")
    shown = editor.get(f"/van-ban/{ID}").text
    assert "Quy định số 09-QĐ/TU" in shown
    assert "sửa tay" in shown
    page = editor.get("/can-xem").text
    assert "Số, ký hiệu (0)" in page
    assert "Ngày đọc không chắc" in page
    assert 'value="09/3/2021"' in page
    assert decide(editor, "ghi", NUMBER, "10-QĐ/TU") == 404


def test_a_correction_is_taken_back(editor: FlaskClient, shop: Workshop) -> None:
    assert decide(editor, "ghi", NUMBER, "09-QĐ/TU") == 303
    assert decide(editor, "hoan", NUMBER) == 303
    assert shop.additions.corrections_of(DIGEST) == ()
    assert "Số, ký hiệu (1)" in editor.get("/can-xem").text
    assert decide(editor, "hoan", NUMBER) == 404


def test_what_is_left_is_put_aside_and_taken_up_again(editor: FlaskClient) -> None:
    assert decide(editor, "de", NUMBER) == 303
    assert "Tất cả (2)" in editor.get("/can-xem").text
    assert "Máy không đọc được số." in editor.get("/can-xem?muc=de-lai").text
    assert decide(editor, "mo", NUMBER, kind="de-lai") == 303
    assert "Tất cả (3)" in editor.get("/can-xem").text


def test_a_poor_page_is_looked_at_and_done(editor: FlaskClient) -> None:
    assert "nhận dạng không chắc (62%)" in editor.get("/can-xem?muc=page").text
    assert decide(editor, "de", POOR, kind="page") == 303
    assert "Không còn việc nào" in editor.get("/can-xem?muc=page").text
    assert decide(editor, "ghi", POOR, "x") == 400


def test_an_unproven_place_is_looked_at_beside_its_lines_and_done(
    tmp_path: Path, shop: Workshop
) -> None:
    lost = Doubt(
        "provision", "", "Vị trí của chữ chưa chắc: sau “1.” là “3.”.", 1, Box(85, 300, 500, 311)
    )
    library = StandLibrary(doubted=doubted(lost))
    client = client_of(tmp_path, shop, AccountRole.EDITOR, library)
    page = client.get("/can-xem?muc=provision").text
    assert "sau “1.” là “3.”" in page
    assert "Đã xem trang này" in page
    assert "gia_tri" not in page
    part = re.search(r'<svg viewBox="([\d. ]+)"', page)
    assert part is not None
    assert 0 < float(part[1].split()[1]) <= 300
    assert decide(client, "ghi", lost, "khoản 2") == 400
    assert decide(client, "de", lost) == 303
    assert "sau “1.”" not in client.get("/can-xem").text


def test_nothing_and_nonsense_are_not_kept(editor: FlaskClient, shop: Workshop) -> None:
    assert decide(editor, "ghi", NUMBER, "  ") == 400
    assert decide(editor, "ghi", DAY, "31/02/2021") == 400
    assert shop.additions.corrections() == {}
    assert decide(editor, "khong", NUMBER) == 303
    (kept,) = shop.additions.corrections_of(DIGEST)
    assert (kept.field, kept.value) == ("number", "")


def test_readers_see_and_settle_nothing(tmp_path: Path, shop: Workshop) -> None:
    library = StandLibrary(doubted=doubted(NUMBER))
    reader = client_of(tmp_path, shop, AccountRole.READER, library)
    assert reader.get("/can-xem").status_code == 403
    assert '"/can-xem"' not in reader.get("/").text
    data = {"csrf_token": token(reader, "/kiem-tra"), "viec": "ghi", "van_ban": ID}
    assert reader.post("/can-xem", data=data).status_code == 403


def test_a_closed_folder_is_closed_here_too(tmp_path: Path, shop: Workshop) -> None:
    library = StandLibrary(doubted=doubted(NUMBER))
    editor = client_of(tmp_path, shop, AccountRole.EDITOR, library)
    Accounts(tmp_path / "accounts.sqlite").close_folder("thu-muc")
    assert "Tất cả (0)" in editor.get("/can-xem").text
    assert decide(editor, "ghi", NUMBER, "09-QĐ/TU") == 404
    assert shop.additions.corrections() == {}


def test_a_library_that_is_only_read_has_no_such_page(tmp_path: Path) -> None:
    client = client_of(tmp_path, None, AccountRole.EDITOR, StandLibrary(doubted=doubted(NUMBER)))
    assert client.get("/can-xem").status_code == 404


def test_what_is_left_of_a_day_is_filled_in(tmp_path: Path, shop: Workshop) -> None:
    left = Doubt("issued", "/3/2021", "Máy không đọc được ngày.", 1)
    library = StandLibrary(doubted=doubted(left))
    editor = client_of(tmp_path, shop, AccountRole.EDITOR, library)
    assert 'value="/3/2021"' in editor.get("/can-xem").text
    assert decide(editor, "ghi", left, "/3/2021") == 400
    assert decide(editor, "ghi", left, "10/3/2021") == 303
