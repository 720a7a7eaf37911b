"""Update packs in the app: who may, what is shown before, what is refused, what is recorded."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from index.build.additions import Additions
from index.packs import keys
from index.storage.store import Store
from search_app.persistence.accounts import AccountRole, Accounts
from search_app.services.build_queue import Workshop
from search_app.services.pack_desk import PackDesk
from tests import libraries
from tests.packs import NAME, Sender, backends, held, take, trusting
from tests.test_search_app_additions import client_of, settled, token

pytestmark = pytest.mark.usefixtures("quick_hashing")


@pytest.fixture
def province(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sender:
    libraries.without_children(monkeypatch)
    return Sender.at(tmp_path / "tinh")


@pytest.fixture
def pack(province: Sender, tmp_path: Path) -> Path:
    return province.pack(tmp_path / "tháng 3.vkp").path


@pytest.fixture
def root(province: Sender, tmp_path: Path) -> Path:
    return trusting(tmp_path / "kho", province)


@pytest.fixture
def shop(root: Path) -> Workshop:
    def never(progress: object) -> object:
        raise AssertionError("the library is not renewed here")

    desk = PackDesk(root, backends, lambda folders: None)
    return Workshop(Additions(root), never, packs=desk)  # type: ignore[arg-type]


@pytest.fixture
def admin(tmp_path: Path, shop: Workshop) -> FlaskClient:
    return client_of(tmp_path, shop, AccountRole.ADMIN)


def send(client: FlaskClient, data: bytes, name: str) -> TestResponse:
    form = {"csrf_token": token(client, "/goi"), "goi": (BytesIO(data), name)}
    return client.post("/goi", data=form, content_type="multipart/form-data")


def press(client: FlaskClient, path: str, **said: str) -> TestResponse:
    return client.post(path, data={"csrf_token": token(client, "/goi"), **said})


def waiting(shop: Workshop) -> str:
    assert shop.packs is not None
    waits = shop.packs.waiting()
    assert waits is not None
    return waits.id


@pytest.mark.parametrize("role", [AccountRole.READER, AccountRole.EDITOR])
def test_only_administrators_see_packs_and_take_them(
    tmp_path: Path, shop: Workshop, pack: Path, role: AccountRole
) -> None:
    client = client_of(tmp_path, shop, role)
    assert client.get("/goi").status_code == 403
    assert client.get("/goi/tien-do").status_code == 403
    form = {"csrf_token": token(client, "/kiem-tra"), "goi": (BytesIO(pack.read_bytes()), "a.vkp")}
    sent = client.post("/goi", data=form, content_type="multipart/form-data")
    assert sent.status_code == 403
    for path in ("/goi/ap-dung", "/goi/bo", "/goi/go"):
        data = {"csrf_token": token(client, "/kiem-tra"), "goi": "x"}
        assert client.post(path, data=data).status_code == 403
    assert not list(tmp_path.glob("kho.packs/*"))


def test_without_the_forms_token_nothing_is_done(admin: FlaskClient, pack: Path) -> None:
    for path in ("/goi", "/goi/ap-dung", "/goi/bo", "/goi/go"):
        assert admin.post(path, data={"goi": "x"}).status_code == 400


def test_a_pack_is_looked_at_applied_and_taken_back(
    admin: FlaskClient, shop: Workshop, root: Path, pack: Path, tmp_path: Path
) -> None:
    assert send(admin, pack.read_bytes(), "thư mục/tháng <3>.vkp").status_code == 303
    page = admin.get("/goi").text
    assert "tháng &lt;3&gt;.vkp" in page
    assert NAME in page and "31-qd-tu.txt" in page and "thêm 3, sửa 0, bỏ 0" in page
    # Nothing is there before somebody says so, and not what was not looked at.
    assert not Store(root).names()
    assert press(admin, "/goi/ap-dung", goi="0" * 64).status_code == 404
    assert press(admin, "/goi/ap-dung", goi=waiting(shop)).status_code == 303
    settled(shop)
    assert shop.work.finished, shop.work
    assert len(held(root)) == 3
    page = admin.get("/goi").text
    assert "Gỡ ra" in page and "đang chờ quyết định" not in page
    assert press(admin, "/goi/go", goi="0" * 64).status_code == 404
    assert shop.packs is not None
    last = shop.packs.ledger().packs[-1].id
    # A library of nothing is none: the first pack of a library stays.
    assert press(admin, "/goi/go", goi=last).status_code == 303
    settled(shop)
    assert "không còn văn bản nào" in shop.work.error
    kinds = [event.what for event in Accounts(tmp_path / "accounts.sqlite").events()]
    told = [what for what in kinds if what.startswith("/goi")]
    assert [what.split(" ")[1] for what in told] == ["gỡ", "áp", "nhận"]
    assert "tháng <3>.vkp" in told[1]


def test_a_pack_of_an_unknown_sender_is_not_kept(
    admin: FlaskClient, root: Path, tmp_path: Path, shop: Workshop
) -> None:
    other = Sender.at(tmp_path / "la")
    strange = other.pack(tmp_path / "la.vkp").path
    answer = send(admin, strange.read_bytes(), "la.vkp")
    assert answer.status_code == 400
    public = keys.load_public(other.key.with_name(other.key.name + keys.PUBLIC))
    assert keys.fingerprint(public) in answer.text
    broken = bytearray(strange.read_bytes())
    broken[-1] ^= 1
    assert send(admin, bytes(broken), "la.vkp").status_code == 400
    assert send(admin, b"%PDF-1.4", "la.vkp").status_code == 400
    assert not list(root.with_name("kho.packs").iterdir())


def test_what_needs_a_word_is_asked_for_on_the_page(
    admin: FlaskClient, shop: Workshop, root: Path, province: Sender, pack: Path, tmp_path: Path
) -> None:
    take(root, pack)
    for path in province.corpus.iterdir():
        path.unlink()
    province.write("a.txt", "Thông báo về lịch tiếp dân của tỉnh.\n")
    province.build()
    second = province.pack(tmp_path / "2.vkp", pack).path
    assert send(admin, second.read_bytes(), "2.vkp").status_code == 303
    press(admin, "/goi/ap-dung", goi=waiting(shop))
    settled(shop)
    assert "đánh dấu “Đồng ý bỏ nhiều văn bản cùng lúc”" in shop.work.error
    assert len(held(root)) == 3
    press(admin, "/goi/ap-dung", goi=waiting(shop), removal="1")
    settled(shop)
    assert set(held(root)) == {f"{NAME}/a.txt"}
    press(admin, "/goi/go", goi=shop.packs.ledger().packs[-1].id if shop.packs else "")
    settled(shop)
    assert len(held(root)) == 3
    assert send(admin, second.read_bytes(), "2.vkp").status_code == 303
    press(admin, "/goi/bo")
    assert shop.packs is not None and shop.packs.waiting() is None
