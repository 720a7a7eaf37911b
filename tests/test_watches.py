"""What is new of what a reader watches: over builds, removals, corrections, rescans, rights."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from lxml import etree

from index.library import Library
from search_app import create_app
from search_app.persistence import contents
from search_app.persistence.accounts import AccountRole, Accounts
from search_app.persistence.backup import back_up, restore
from search_app.persistence.collections import CollectionStore
from search_app.persistence.watches import WatchKind, WatchMatch, WatchStore
from search_app.settings import Settings
from tests import libraries

ATOM = "{http://www.w3.org/2005/Atom}"
PLAN = """TỈNH ỦY MINH HÀ
*
Số {number}
ĐẢNG CỘNG SẢN VIỆT NAM
Minh Hà, ngày 05 tháng 6 năm 2024

KẾ HOẠCH
{about}

1. Mỗi xã lập một tổ bảo vệ rừng, họp vào thứ hai đầu tháng.
2. Kinh phí do ngân sách huyện bảo đảm, quyết toán trong quý bốn.
"""
WORD = "mat-khau-rat-dai"


class Shelf:
    """A folder of documents, its library, and the app over it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.corpus = libraries.write_corpus(folder / "corpus")
        libraries.build(self.corpus, folder / "library")
        self.library = Library.open(folder / "library")
        settings = Settings(folder / "desk.sqlite", folder / "accounts.sqlite")
        self.app = create_app(settings, self.library)
        self.app.config["WTF_CSRF_ENABLED"] = False

    def client(self) -> FlaskClient:
        return self.app.test_client()

    def put(self, name: str, text: str) -> None:
        path = self.corpus / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
        libraries.build(self.corpus, self.folder / "library")
        self.library.refresh()

    def take(self, name: str) -> None:
        (self.corpus / name).unlink()
        libraries.build(self.corpus, self.folder / "library")
        self.library.refresh()


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shelf]:
    libraries.without_children(monkeypatch)
    made = Shelf(tmp_path)
    yield made
    made.library.close()


def _watch(client: FlaskClient, kind: str, text: str) -> None:
    assert client.post("/theo-doi", data={"cach": kind, "noi-dung": text}).status_code == 303


def _new(client: FlaskClient) -> list[str]:
    """Return the titles told as new on the front page."""
    page = client.get("/").get_data(as_text=True)
    _, _, news = page.partition('class="news"')
    return re.findall(r"<strong>(.*?)</strong>", news.partition("</section>")[0])


def test_what_is_there_when_a_watch_begins_is_not_new_and_what_comes_later_is(
    shelf: Shelf,
) -> None:
    client = shelf.client()
    _watch(client, "cum-tu", "bảo vệ rừng")
    _watch(client, "so", "31-QĐ/TU")
    _watch(client, "coquan", "Tỉnh ủy Minh Hà")
    assert _new(client) == []
    shelf.put("la.txt", "Sổ tay nấu ăn\nMón canh chua nấu với cá và me, ăn cùng bún.\n")
    assert _new(client) == []
    shelf.put("12-kh-tu.txt", PLAN.format(number="12-KH/TU", about="về tổ bảo vệ rừng"))
    assert set(_new(client)) == {"Kế hoạch số 12-KH/TU"}
    page = client.get("/theo-doi/1").get_data(as_text=True)
    assert "mới vào kho" in page
    assert "Mỗi xã lập một tổ bảo vệ rừng, họp vào thứ hai đầu tháng." in page


def test_a_document_is_new_once_through_rebuilds_removal_return_and_rescan(shelf: Shelf) -> None:
    client = shelf.client()
    _watch(client, "cum-tu", "bảo vệ rừng")
    text = PLAN.format(number="12-KH/TU", about="về tổ bảo vệ rừng")
    shelf.put("12-kh-tu.txt", text)
    assert _new(client) == ["Kế hoạch số 12-KH/TU"]
    client.post("/theo-doi/1/da-xem")
    shelf.put("la.txt", "Sổ tay nấu ăn\nMón canh chua nấu với cá và me, ăn cùng bún.\n")
    assert _new(client) == []
    shelf.take("12-kh-tu.txt")
    assert _new(client) == []
    shelf.put("12-kh-tu.txt", text)
    assert _new(client) == []
    # Another file of the same document takes its place.
    shelf.put("12-kh-tu.txt", text.replace("quyết toán", "quyết  toán xong"))
    assert _new(client) == []


def test_what_left_before_it_was_seen_is_told_no_more(shelf: Shelf) -> None:
    client = shelf.client()
    _watch(client, "cum-tu", "bảo vệ rừng")
    shelf.put("12-kh-tu.txt", PLAN.format(number="12-KH/TU", about="về tổ bảo vệ rừng"))
    assert _new(client) == ["Kế hoạch số 12-KH/TU"]
    shelf.take("12-kh-tu.txt")
    assert _new(client) == []


def test_a_document_that_matches_since_a_correction_is_told_to_have_been_there(
    tmp_path: Path,
) -> None:
    CollectionStore(tmp_path / "desk.sqlite")
    store = WatchStore(tmp_path / "desk.sqlite")
    number = store.begin(WatchKind.BODY, "Tỉnh ủy")
    store.note_arrivals([("aa", "/vb/1"), ("bb", "/vb/2")], "2026-01-01")
    (watch,) = store.watches()
    store.renew(watch, [WatchMatch(number, "aa", "/vb/1", "x")], "g1", "2026-01-01", "2026-01-01")
    store.note_arrivals([("cc", "/vb/3")], "2026-02-01")
    (watch,) = store.watches()
    now = [
        WatchMatch(number, name, f"/vb/{n}", "x") for n, name in enumerate(("aa", "bb", "cc"), 1)
    ]
    store.renew(watch, now, "g2", "2026-02-01", "2026-02-01")
    told = {one.document: one.arrived for one in store.matches(number) if not one.seen}
    assert told == {"bb": False, "cc": True}


def test_the_feed_says_what_came_since_and_a_new_address_ends_the_old(shelf: Shelf) -> None:
    client = shelf.client()
    _watch(client, "cum-tu", "bảo vệ rừng")
    client.post("/theo-doi/dia-chi-tin")
    address = re.search(
        r"/theo-doi/tin/[\w-]+\.atom", client.get("/theo-doi").get_data(as_text=True)
    )
    assert address is not None
    assert etree.fromstring(client.get(address[0]).get_data()).findall(f"{ATOM}entry") == []
    shelf.put("12-kh-tu.txt", PLAN.format(number="12-KH/TU", about="về tổ bảo vệ rừng & suối"))
    answer = shelf.client().get(address[0])
    assert answer.mimetype == "application/atom+xml"
    (entry,) = etree.fromstring(answer.get_data()).findall(f"{ATOM}entry")
    assert "12-KH/TU" in (entry.findtext(f"{ATOM}title") or "")
    assert "Mỗi xã lập một tổ bảo vệ rừng" in (entry.findtext(f"{ATOM}content") or "")
    link = entry.find(f"{ATOM}link")
    assert link is not None
    assert client.get(link.attrib["href"].removeprefix("http://localhost")).status_code < 400
    # Seen or not, an entry of a feed stays what it is.
    client.post("/theo-doi/1/da-xem")
    (same,) = etree.fromstring(client.get(address[0]).get_data()).findall(f"{ATOM}entry")
    assert same.findtext(f"{ATOM}id") == entry.findtext(f"{ATOM}id")
    client.post("/theo-doi/dia-chi-tin")
    assert client.get(address[0]).status_code == 404


def test_a_feed_shows_what_its_account_may_see_and_ends_with_it(
    shelf: Shelf, tmp_path: Path, quick_hashing: None
) -> None:
    people = Accounts(tmp_path / "accounts.sqlite")
    people.add("Chủ", AccountRole.ADMIN, WORD)
    people.add("Lan", AccountRole.READER, WORD)
    people.close_folder("noi-bo")
    feeds = {}
    for name in ("Chủ", "Lan"):
        client = shelf.client()
        client.post("/dang-nhap", data={"ten": name, "mat_khau": WORD})
        _watch(client, "cum-tu", "bảo vệ rừng")
        client.post("/theo-doi/dia-chi-tin")
        page = client.get("/theo-doi").get_data(as_text=True)
        feeds[name] = re.search(r"/theo-doi/tin/[\w-]+\.atom", page)[0]  # type: ignore[index]
        assert page.count('<li><a href="/theo-doi/') == 1
    shelf.put("noi-bo/12-kh-tu.txt", PLAN.format(number="12-KH/TU", about="về tổ bảo vệ rừng"))
    nobody = shelf.client()
    assert "12-KH/TU" in nobody.get(feeds["Chủ"]).get_data(as_text=True)
    assert "12-KH/TU" not in nobody.get(feeds["Lan"]).get_data(as_text=True)
    assert nobody.get("/theo-doi").status_code == 302
    people.remove("Lan")
    assert nobody.get(feeds["Lan"]).status_code == 404
    assert nobody.get("/theo-doi/tin/khong-co.atom").status_code == 404


def test_a_search_is_saved_with_its_filters_and_what_cannot_be_watched_is_told(
    shelf: Shelf,
) -> None:
    client = shelf.client()
    _watch(client, "tim", "q=bảo vệ rừng&nam=2024")
    assert "bảo vệ rừng (2024)" in client.get("/theo-doi").get_data(as_text=True)
    shelf.put("12-kh-tu.txt", PLAN.format(number="12-KH/TU", about="về tổ bảo vệ rừng"))
    assert _new(client) == ["Kế hoạch số 12-KH/TU"]
    for kind, text in (("cum-tu", "…"), ("so", "bảo vệ rừng"), ("tim", "nam=2024"), ("x", "a")):
        told = client.post("/theo-doi", data={"cach": kind, "noi-dung": text})
        assert told.status_code == 400, kind


def test_forms_need_their_token_and_one_reader_touches_nothing_of_another(shelf: Shelf) -> None:
    client = shelf.client()
    _watch(client, "cum-tu", "bảo vệ rừng")
    other = WatchStore(shelf.folder / "desk.sqlite", owner=7)
    other.drop(1)
    other.mark_seen(1)
    assert other.watches() == ()
    assert len(WatchStore(shelf.folder / "desk.sqlite").watches()) == 1
    assert client.post("/theo-doi/99/bo").status_code == 404
    shelf.app.config["WTF_CSRF_ENABLED"] = True
    assert client.post("/theo-doi/1/bo").status_code == 400


def test_watches_are_in_a_backup_and_go_to_the_first_account(tmp_path: Path) -> None:
    desk = tmp_path / "kho.desk.sqlite"
    store = CollectionStore(desk)
    WatchStore(desk).begin(WatchKind.PHRASE, "tiếp dân")
    old = WatchStore(desk).new_token()
    back_up({"desk": desk}, tmp_path / "b.zip")
    restore(tmp_path / "b.zip", {"desk": tmp_path / "moi.desk.sqlite"})
    contents.look_inside(tmp_path / "moi.desk.sqlite", "desk")
    assert [one.text for one in WatchStore(tmp_path / "moi.desk.sqlite").watches()] == ["tiếp dân"]
    store.hand_over(3)
    assert [one.text for one in WatchStore(desk, 3).watches()] == ["tiếp dân"]
    assert WatchStore(desk).owner_of(old) is None
