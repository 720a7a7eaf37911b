"""Sending files up and correcting facts in the app: who may, what is refused, what is told."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path
from threading import Event

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from index.build.additions import FOLDER, Additions
from index.build.builder import BuildReport
from index.build.progress import Progress
from ingest.errors import LibraryLocked, LibraryUnwritable
from ingest.readers import archive as archives
from search_app import create_app
from search_app.persistence.accounts import AccountRole, Accounts
from search_app.routes import upload
from search_app.services import arrivals
from search_app.services.build_queue import Workshop
from search_app.settings import Settings
from tests.search_app_stand import CARD, ID, StandLibrary

WORD = "mật khẩu dài"
pytestmark = pytest.mark.usefixtures("quick_hashing")
DONE = BuildReport("g2", True, 3, 3, 1, 0, 1, 1, (), (), 0.1)


class Builder:
    """Stands for the build: tells a stage, then ends as it is told to."""

    def __init__(self, root: Path) -> None:
        self.additions = Additions(root)
        self.failure: Exception | None = None
        self.runs = 0
        self.go, self.ended = Event(), Event()
        self.go.set()

    def __call__(self, progress: Progress) -> BuildReport:
        self.runs += 1
        progress("Đọc văn bản", 1, 2)
        self.go.wait(10)
        if self.failure is not None:
            raise self.failure
        held = frozenset(one.digest for one in self.additions.uploads())
        self.additions.settle(held, ())
        return DONE


@pytest.fixture
def builder(tmp_path: Path) -> Builder:
    return Builder(tmp_path / "kho")


@pytest.fixture
def shop(builder: Builder) -> Workshop:
    return Workshop(builder.additions, builder)


def client_of(tmp_path: Path, shop: Workshop, role: AccountRole | None) -> FlaskClient:
    path = tmp_path / "accounts.sqlite"
    people = Accounts(path)
    if role is not None:
        people.add("Chủ", AccountRole.ADMIN, WORD)
        people.add("Lan", role, WORD)
    client = create_app(Settings(tmp_path / "desk", path), StandLibrary(), shop).test_client()
    if role is not None:
        data = {"csrf_token": token(client, "/dang-nhap"), "ten": "Lan", "mat_khau": WORD}
        assert client.post("/dang-nhap", data=data).status_code == 303
    return client


@pytest.fixture
def editor(tmp_path: Path, shop: Workshop) -> FlaskClient:
    return client_of(tmp_path, shop, AccountRole.EDITOR)


def token(client: FlaskClient, path: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', client.get(path).text)
    assert found is not None, client.get(path).text
    return found[1]


def send(client: FlaskClient, *files: tuple[bytes, str], at: str = "/kiem-tra") -> TestResponse:
    data = {
        "csrf_token": token(client, at),
        "tep": [(BytesIO(content), name) for content, name in files],
    }
    return client.post("/nap", data=data, content_type="multipart/form-data")


def settled(shop: Workshop) -> None:
    """Wait for the build to end."""
    pause = Event()
    for _ in range(500):
        if not shop.work.running:
            return
        pause.wait(0.01)
    raise AssertionError("the build never ended")


def test_without_the_right_nothing_is_taken(tmp_path: Path, shop: Workshop) -> None:
    client = client_of(tmp_path, shop, AccountRole.READER)
    assert 'type="file"' not in client.get("/nap").text
    assert send(client, (b"x", "a.txt")).status_code == 403
    assert shop.additions.uploads() == ()


def test_files_are_taken_built_in_and_listed(
    editor: FlaskClient, shop: Workshop, builder: Builder
) -> None:
    builder.go.clear()
    answer = send(editor, ("Kế hoạch".encode(), "../../kế hoạch.txt"))
    assert answer.status_code == 303
    assert "1/2" in editor.get("/nap/tien-do").text
    assert 'data-running="1"' in editor.get("/nap").text
    builder.go.set()
    settled(shop)
    page = editor.get("/nap").text
    assert "kế hoạch.txt" in page
    assert "đã vào kho" in page
    kept = list(shop.additions.folder.iterdir())
    assert [len(path.stem) for path in kept] == [64]


def test_the_one_person_of_this_machine_sends_files_up(tmp_path: Path, shop: Workshop) -> None:
    client = client_of(tmp_path, shop, None)
    assert send(client, (b"van ban", "a.txt")).status_code == 303
    settled(shop)
    assert [one.who for one in shop.additions.uploads()] == [""]


def packed(*members: tuple[str, bytes]) -> bytes:
    """Return an archive; names are written as bytes that nothing says how to read."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return out.getvalue()


def test_an_archive_is_opened_and_nothing_leaves_its_place(
    editor: FlaskClient, shop: Workshop, tmp_path: Path
) -> None:
    archive = packed(
        ("Thư mục/Kế hoạch số 5.txt", "Kế hoạch".encode()),
        ("../../../leo-ra.txt", b"leo ra"),
        ("/etc/tuyet-doi.txt", b"tuyet doi"),
        ("C:\\Windows\\x.txt", b"o dia"),
        ("__MACOSX/._rac.txt", b"rac"),
        ("chay.exe", b"MZ\x90\x00"),
    )
    page = send(editor, (archive, "hồ sơ.zip")).text
    assert "<strong>hồ sơ.zip!/chay.exe</strong>: Chưa đọc được loại tệp" in page
    settled(shop)
    names = {one.name for one in shop.additions.uploads()}
    assert names == {"Kế hoạch số 5.txt", "leo-ra.txt", "tuyet-doi.txt", "x.txt"}
    inside = list(tmp_path.rglob("*.txt"))
    assert {path.parent for path in inside} == {shop.additions.folder}
    assert {path.stat().st_mode & 0o077 for path in inside} == {0}
    assert not list(shop.additions.folder.glob(".unpacked-*"))


def test_an_archive_that_swells_is_bounded(
    editor: FlaskClient, shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "MAX_TOTAL", 4000)
    monkeypatch.setattr(archives, "MAX_MEMBERS", 3)
    swelling = packed(("to.txt", b"a" * 100_000), ("nho.txt", b"van ban nho"))
    page = send(editor, (swelling, "bom.zip")).text
    assert "<strong>bom.zip!/to.txt</strong>: “bom.zip!/to.txt” phình ra quá lớn" in page
    many = packed(*((f"{n}.txt", f"van ban {n}".encode()) for n in range(6)))
    assert "chứa quá 3 tệp" in send(editor, (many, "nhieu.zip")).text
    settled(shop)
    assert len(shop.additions.uploads()) == 3
    assert "bị hỏng" in send(editor, (b"PK\x03\x04 rong", "hong.zip")).text


def test_many_files_come_some_at_a_time_and_the_last_build(
    editor: FlaskClient, shop: Workshop, builder: Builder
) -> None:
    def some(name: str, *, last: bool) -> dict[str, object]:
        data = {"csrf_token": token(editor, "/kiem-tra"), "tep": [(BytesIO(name.encode()), name)]}
        answer = editor.post("/nap/dan", data=data | ({"het": "1"} if last else {}))
        assert answer.status_code == 200
        return dict(answer.get_json())

    assert some("a.txt", last=False) == {"taken": 1, "refused": []}
    assert (builder.runs, shop.work.running) == (0, False)
    said = some("b.exe", last=True)
    assert said["taken"] == 0
    settled(shop)
    assert builder.runs == 1
    assert editor.post("/nap/dan", data={}).status_code == 400


def test_what_is_no_document_is_turned_away_each_with_its_reason(
    editor: FlaskClient, shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(arrivals, "MOST_BYTES", 100)
    monkeypatch.setattr(upload, "MOST_FILES", 4)
    page = send(
        editor,
        (b"MZ\x90\x00", "chay.exe"),
        (b"%PDF-1.7 ", "gia.txt"),
        (b"x" * 101, "to.txt"),
        (b"", "rong.txt"),
        (b"van ban", "thu-nam.txt"),
    ).text
    for name in ("chay.exe", "gia.txt", "to.txt", "rong.txt", "thu-nam.txt"):
        assert f"<strong>{name}</strong>" in page
    assert ".incoming" not in page
    assert shop.additions.uploads() == ()
    assert list(shop.additions.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (LibraryLocked("khóa"), "Một lần dựng kho khác đang chạy"),
        (LibraryUnwritable("/duong/dan/kin"), "Không dựng được kho"),
        (RuntimeError("bất ngờ"), "lỗi ngoài dự tính"),
    ],
)
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_build_that_fails_is_told_of_and_loses_nothing(
    editor: FlaskClient, shop: Workshop, builder: Builder, failure: Exception, told: str
) -> None:
    builder.failure = failure
    send(editor, (b"van ban", "a.txt"))
    settled(shop)
    page = editor.get("/nap").text
    assert told in page
    assert "/duong" not in page
    assert "đang chờ" in page
    builder.failure = None
    editor.post("/nap/tiep", data={"csrf_token": token(editor, "/nap")})
    settled(shop)
    assert "đã vào kho" in editor.get("/nap").text


def test_files_sent_up_to_a_closed_folder_are_named_to_nobody_without_the_right(
    tmp_path: Path, shop: Workshop
) -> None:
    client = client_of(tmp_path, shop, AccountRole.EDITOR)
    send(client, (b"van ban", "nhan-su-kin.txt"))
    settled(shop)
    assert "nhan-su-kin" in client.get("/nap").text
    people = Accounts(tmp_path / "accounts.sqlite")
    people.close_folder(FOLDER)
    assert "nhan-su-kin" not in client.get("/nap").text
    people.grant("Lan", FOLDER)
    assert "nhan-su-kin" in client.get("/nap").text


def test_only_an_admin_takes_a_file_out(tmp_path: Path, shop: Workshop) -> None:
    client = client_of(tmp_path, shop, AccountRole.ADMIN)
    send(client, (b"van ban", "a.txt"))
    settled(shop)
    (one,) = shop.additions.uploads()
    data = {"csrf_token": token(client, "/nap"), "tep": one.digest}
    Accounts(tmp_path / "accounts.sqlite").set_role("Lan", AccountRole.EDITOR)
    assert client.post("/nap/bo", data=data).status_code == 403
    Accounts(tmp_path / "accounts.sqlite").set_role("Lan", AccountRole.ADMIN)
    assert client.post("/nap/bo", data=data).status_code == 303
    assert shop.additions.uploads() == ()


def test_a_fact_is_corrected_shown_beside_what_was_read_and_undone(
    editor: FlaskClient, shop: Workshop
) -> None:
    path = f"/van-ban/{ID}/sua"
    assert f'href="{path}"' in editor.get(f"/van-ban/{ID}").text
    data = {"csrf_token": token(editor, path), "issued": "10/3/2021", "number": "08-QĐ/TU"}
    assert editor.post(path, data=data).status_code == 303
    ((kept,),) = shop.additions.corrections().values()
    assert (kept.field, kept.value, kept.who) == ("issued", "2021-03-10", "Lan")
    page = editor.get(path).text
    assert 'value="10/3/2021"' in page
    assert "Đọc từ tệp: 09/3/2021" in page
    data = {"csrf_token": token(editor, path), "muc": "issued"}
    assert editor.post(f"{path}/hoan", data=data).status_code == 303
    assert shop.additions.corrections() == {}
    assert editor.post(f"{path}/hoan", data=data).status_code == 404


@pytest.mark.parametrize(("other", "said", "status"), [("khong-co", "one", 404), (ID, "one", 400)])
def test_a_decision_needs_two_files_that_are_held(
    editor: FlaskClient, shop: Workshop, other: str, said: str, status: int
) -> None:
    path = f"/van-ban/{ID}/sua"
    data = {"csrf_token": token(editor, path), "khac": other, "la": said}
    assert editor.post(f"{path}/la-mot", data=data).status_code == status
    assert editor.post(f"{path}/la-mot/hoan", data=data).status_code == 404
    assert shop.additions.corrections() == {}


def test_of_a_wrong_value_nothing_is_kept(editor: FlaskClient, shop: Workshop) -> None:
    path = f"/van-ban/{ID}/sua"
    data = {"csrf_token": token(editor, path), "kind": "Quyết định", "issued": "hôm qua"}
    answer = editor.post(path, data=data)
    assert answer.status_code == 400
    assert "Không hiểu ngày" in answer.text
    assert shop.additions.corrections() == {}


def test_readers_correct_nothing(tmp_path: Path, shop: Workshop) -> None:
    client = client_of(tmp_path, shop, AccountRole.READER)
    assert client.get(f"/van-ban/{ID}/sua").status_code == 403
    data = {"csrf_token": token(client, "/kiem-tra"), "khac": ID, "la": "one"}
    assert client.post(f"/van-ban/{ID}/sua/la-mot", data=data).status_code == 403
    assert "/sua" not in client.get(f"/van-ban/{ID}").text


def test_sending_up_what_is_held_says_so(
    editor: FlaskClient, shop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(StandLibrary, "copies_of", lambda library, name: (CARD, CARD))
    answer = send(editor, ("Nội dung văn bản đã có.".encode(), "ban-khac.txt"))
    assert "Tệp này đã có trong kho: Quy định số 08-QĐ/TU." in answer.text
    assert shop.additions.uploads() == ()
