"""No library yet: the app says what to do, takes files, builds, and then answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from index.backends.choose import for_building
from index.build.additions import Additions
from index.build.builder import BuildReport, begin
from index.build.progress import Progress
from index.library import Library
from ingest.pipeline import digest_of
from search_app import create_app
from search_app.__main__ import is_missing
from search_app.persistence.accounts import AccountRole, Accounts
from search_app.ports import Librarian
from search_app.services.build_queue import Workshop
from search_app.settings import Settings
from tests.libraries import REGULATION, without_children
from tests.search_app_stand import StandLibrary
from tests.test_search_app_additions import WORD, send, settled, token

pytestmark = pytest.mark.usefixtures("quick_hashing")


@dataclass
class Place:
    """A folder where there is no library until one is built."""

    root: Path
    accounts: Path
    built: list[Librarian] = field(default_factory=list)

    def shop(self) -> Workshop:
        additions = Additions(self.root)

        def renew(progress: Progress) -> BuildReport:
            progress("Đọc văn bản", 1, 1)
            additions.settle(frozenset(one.digest for one in additions.uploads()), ())
            self.built.append(StandLibrary())
            return BuildReport("g", True, 1, 1, 1, 0, 1, 1, (), (), 0.0)

        return Workshop(additions, renew)

    def client(self, shop: Workshop) -> FlaskClient:
        def opener() -> Librarian | None:
            return self.built[-1] if self.built else None

        settings = Settings(self.root.with_name("desk"), self.accounts)
        return create_app(settings, None, shop, opener).test_client()


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place(tmp_path / "kho", tmp_path / "accounts.sqlite")


def test_every_page_leads_to_what_is_to_be_done(place: Place) -> None:
    client = place.client(place.shop())
    page = client.get("/")
    assert page.status_code == 200
    assert "Kho chưa có văn bản nào" in page.text
    assert 'type="file"' in page.text
    for path in ("/tim?q=x", "/kho", "/van-ban/abc", "/nap", "/can-xem", "/huong-dan"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["Location"]) == (302, "/"), path
    assert client.get("/api/search?q=x").status_code == 503
    assert client.get("/static/app.css").status_code == 200


def test_what_is_dropped_is_built_and_then_the_app_answers(place: Place) -> None:
    shop = place.shop()
    client = place.client(shop)
    data = {"csrf_token": token(client, "/")}
    assert client.post("/nap/dan", data={}).status_code == 400
    assert client.post("/nap", data=data).status_code == 200
    assert place.built == []
    assert send(client, ("Kế hoạch".encode(), "ke-hoach.txt"), at="/").status_code in (200, 303)
    settled(shop)
    assert "Tìm câu cần trích" in client.get("/").text
    assert client.get("/tim?q=tiep dan").status_code == 200


def test_only_who_may_fill_the_library_begins_it(place: Place) -> None:
    people = Accounts(place.accounts)
    people.add("Chủ", AccountRole.ADMIN, WORD)
    people.add("Lan", AccountRole.READER, WORD)
    client = place.client(place.shop())
    assert client.get("/").headers["Location"].startswith("/dang-nhap")
    data = {"csrf_token": token(client, "/dang-nhap"), "ten": "Lan", "mat_khau": WORD}
    assert client.post("/dang-nhap", data=data).status_code == 303
    page = client.get("/").text
    assert "Người quản trị kho đang chuẩn bị" in page
    assert 'type="file"' not in page


def test_the_first_library_is_made_of_what_was_sent_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    without_children(monkeypatch)
    root = tmp_path / "kho"
    assert is_missing(root)
    additions = Additions(root)
    with additions.incoming(".txt") as path:
        path.write_text(REGULATION, "utf-8")
        additions.take(path, digest_of(path), "quy-dinh.txt", "")
    report = begin(root, for_building(root, None), jobs=1, progress=lambda *_: None)
    assert report.documents == 1
    assert not is_missing(root)
    (match,) = Library.open(root).lookup("31-QĐ/TU").matches
    assert match.card.source == "tải lên/quy-dinh.txt"
