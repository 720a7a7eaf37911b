"""A full disk, endless requests, pictures without end, characters nobody types: the app goes on."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
import waitress  # type: ignore[import-untyped]
from flask.testing import FlaskClient
from PIL import Image

from index.cli.console import printable
from index.library import Library
from ingest.errors import ReaderLimit, ServerBusy
from search_app import create_app
from search_app.__main__ import one_line
from search_app.persistence.accounts import AccountRole, Accounts, TooManyTriesError
from search_app.routes import door
from search_app.routes.door import STRANGERS, _Parser
from search_app.services import page_images
from search_app.settings import Settings
from search_app.views.export import legal
from tests import libraries, search_app_stand
from tests.search_app_stand import CARD, ID, StandLibrary
from tests.test_login import WORD, enter, made, token

pytestmark = pytest.mark.usefixtures("quick_hashing")


# --- a full disk ----------------------------------------------------------------------


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of six megabytes."""
    if not hasattr(os, "geteuid") or os.geteuid() != 0:
        pytest.skip("a disk of its own is mounted by root alone")
    disk = tmp_path / "dia"
    disk.mkdir()
    mount = shutil.which("mount") or "mount"
    done = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(disk)],
        capture_output=True,
        check=False,
    )
    if done.returncode:
        pytest.skip("no disk can be mounted here")
    try:
        yield disk
    finally:
        subprocess.run([shutil.which("umount") or "umount", "-l", str(disk)], check=False)


def fill(disk: Path) -> None:
    with (disk / "day").open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(4096))
        except OSError:
            return


def test_on_a_full_disk_people_sign_in_search_and_read(
    small_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    libraries.without_children(monkeypatch)
    kho = small_disk / "kho"
    libraries.build(libraries.write_corpus(tmp_path / "nguon"), kho)
    people = Accounts(small_disk / "accounts.sqlite")
    people.add("Chủ", AccountRole.ADMIN, WORD)
    people.add("Lan", AccountRole.READER, WORD)
    wanted = Settings(
        small_disk / "desk.sqlite", small_disk / "accounts.sqlite", audit_reading=True
    )
    app = create_app(wanted, Library.open(kho))
    before = app.test_client()
    enter(before, "Lan")
    fill(small_disk)
    with pytest.raises(OSError, match="space"):
        (small_disk / "mot-byte").write_bytes(bytes(4096))
    # The app that runs, and one started on the full disk.
    for served in (app, create_app(wanted, Library.open(kho))):
        client = served.test_client()
        assert enter(client, "Lan").status_code == 303
        for reader in (client, before):
            assert reader.get("/tim?q=tiếp dân").status_code == 200
            hits = reader.get("/api/search?q=tiếp dân").get_json()["results"]
            path = f"/van-ban/{hits[0]['document']}"
            page = reader.get(path, follow_redirects=True)
            assert page.status_code == 200
            assert "Đăng xuất" in page.text
            page = reader.get("/kho")
            assert page.status_code == 200, page.text
        # Guessing is still limited.
        stranger = served.test_client()
        codes = [enter(stranger, "Chủ", "sai mật khẩu").status_code for _ in range(7)]
        assert codes[-1] == 429
    (small_disk / "day").unlink()
    again = app.test_client()
    assert enter(again, "Lan").status_code == 303
    assert (
        again.post(
            "/bai-noi", data={"csrf_token": token(again, "/bai-noi"), "ten": "Bài"}
        ).status_code
        < 400
    )


def test_sessions_in_memory_end_with_the_account(tmp_path: Path) -> None:
    people = Accounts(tmp_path / "a.sqlite")
    people.add("Chủ", AccountRole.ADMIN, WORD)
    people.add("Lan", AccountRole.READER, WORD)
    spare = people._sessions.spare.enter("lan", WORD, "")
    assert spare
    assert people.user_of(spare)
    people.set_password("Lan", "mật khẩu khác hẳn")
    assert people.user_of(spare) is None
    for _ in range(5):
        assert people._sessions.spare.enter("LAN", "sai", "") is None
    with pytest.raises(TooManyTriesError):
        people._sessions.spare.enter("lan", "sai", "")


# --- endless requests -----------------------------------------------------------------


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """The port of a real server whose reader Lan may sign in."""
    app = made(tmp_path, StandLibrary())
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=2, **door.LIMITS)
    door.guard(server, app)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    yield server.effective_port
    server.close()


def answered(port: int, data: bytes) -> bytes:
    with socket.create_connection(("127.0.0.1", port), 10) as line:
        try:
            line.sendall(data)
            return line.recv(4096)
        except (ConnectionError, TimeoutError):
            return b""


def posted(path: str, length: int, cookie: str = "") -> bytes:
    head = f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {length}\r\n"
    return f"{head}Cookie: {cookie}\r\n\r\n".encode()


def test_a_stranger_sends_little(port: int) -> None:
    # Refused at the header: nothing of the body is read.
    for path in ("/nap", "/kiem-tra", "/dang-nhap", "/api/check"):
        assert b" 413 " in answered(port, posted(path, STRANGERS + 1))
        assert b" 413 " in answered(port, posted(path, STRANGERS + 1, "vankien=gia.mao.token"))
    assert b" 413 " in answered(port, posted("/nap", 10 * door.MOST))


def test_a_strangers_body_in_pieces_ends_too(port: int) -> None:
    head = b"POST /nap HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n\r\n"
    piece = b"8000\r\n" + b"a" * 0x8000 + b"\r\n"
    assert b" 413 " in answered(port, head + piece * 4)


def test_who_is_signed_in_sends_what_may_be_sent(tmp_path: Path) -> None:
    app = made(tmp_path, StandLibrary())
    client = app.test_client()
    enter(client, "Lan")
    cookie = client.get_cookie("vankien")
    assert cookie is not None
    knows = door.channel_class(app).parser_class.knows
    assert knows(f"vankien={cookie.value}")
    assert not knows(f"vankien={cookie.value[:-2]}xx")
    assert not knows("")


def test_a_request_that_drips_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    now = 0.0
    monkeypatch.setattr(_Parser, "clock", staticmethod(lambda: now))
    from waitress.adjustments import Adjustments  # type: ignore[import-untyped]

    parser = _Parser(Adjustments())
    for byte in b"GET / HTTP/1.1\r\nHost: a\r\nX: " + b"a" * 100:
        now += 1.0
        parser.received(bytes([byte]))
        if parser.completed:
            break
    assert parser.error is not None
    assert now <= door.HEADER_SECONDS + 2


# --- pictures -------------------------------------------------------------------------


def huge(path: Path) -> Path:
    import pymupdf

    picture = BytesIO()
    Image.new("L", (10_900, 10_900)).save(picture, "PNG")
    with pymupdf.open() as file:
        page = file.new_page()
        page.insert_image(page.rect, stream=picture.getvalue())
        file.save(path)
    return path


def test_a_picture_of_too_many_pixels_is_not_taken_apart(tmp_path: Path) -> None:
    with pytest.raises(ReaderLimit, match="quá lớn"):
        page_images.Pictures().page("k", huge(tmp_path / "lon.pdf"), 1, 2)


def test_files_are_opened_two_at_once_for_whatever_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inside, most, lock = 0, 0, threading.Lock()

    def draw(path: Path, number: int, dpi: int) -> bytes:
        nonlocal inside, most
        with lock:
            inside += 1
            most = max(most, inside)
        time.sleep(0.05)
        with lock:
            inside -= 1
        return b"1"

    monkeypatch.setattr(page_images, "_drawn", draw)
    work = [
        lambda: page_images.Pictures().page("k", tmp_path, 1, 2),
        lambda: page_images.pages(tmp_path),
    ]
    threads = [threading.Thread(target=work[number % 2]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 2


def test_who_waits_too_long_for_a_picture_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page_images, "WAIT", 0.01)
    with page_images._DRAWING, page_images._DRAWING, pytest.raises(ServerBusy):
        page_images.pages(tmp_path)


# --- characters nobody types ------------------------------------------------------------

CONTROLS = ["\x00", "\x01", "\x08", "\x0e", "\x1b[31m", "\x7f"]
DIGITS = "9" * 26


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    return create_app(Settings(desk=tmp_path / "desk.sqlite"), StandLibrary()).test_client()


@pytest.mark.parametrize("control", CONTROLS)
@pytest.mark.parametrize(
    "path",
    [
        "/tim",
        "/tra-cuu",
        "/goi-y",
        "/api/search",
        "/api/lookup",
        f"/van-ban/{ID}",
        "/ra-soat",
        "/so-sanh",
    ],
)
def test_controls_of_an_address_are_refused_with_a_sentence(
    client: FlaskClient, path: str, control: str
) -> None:
    for name in ("q", "so", "hoi", "coquan", "a"):
        answer = client.get(path, query_string={name: f"tiếp{control}dân"})
        assert answer.status_code == 400
        told = answer.get_json()["error"] if answer.is_json else answer.text
        assert "ký tự điều khiển" in told


@pytest.mark.parametrize("control", [*CONTROLS, "\r\nX: y"])
def test_controls_of_a_form_never_break_the_server(client: FlaskClient, control: str) -> None:
    key = token(client, "/kiem-tra")
    for path, field in (("/bai-noi", "ten"), ("/kiem-tra", "noi_dung"), ("/cau-trich", "cau")):
        answer = client.post(path, data={"csrf_token": key, field: f"Bài{control}nói"})
        assert answer.status_code < 500, path
    for talk in range(1, 3):
        for kind in ("word", "markdown"):
            assert client.get(f"/bai-noi/{talk}/{kind}").status_code < 500


@pytest.mark.parametrize(
    "path",
    [
        f"/bai-noi/{DIGITS}",
        f"/bai-noi/{DIGITS}/word",
        f"/van-ban/{DIGITS}",
        f"/van-ban/{ID}/trang/{DIGITS}",
        f"/van-ban/{ID}/trang/{DIGITS}/anh",
        f"/doan/{DIGITS}",
        f"/tim?q=a&trang={DIGITS}",
        f"/tim?q=a&nam={DIGITS}",
        f"/tim?q=a&khoa={DIGITS}",
        f"/api/search?q=a&trang={DIGITS}",
        f"/doan/{ID}-0001?tu={DIGITS}&den={DIGITS}",
        "/tim?q=%ed%a0%80",
    ],
)
def test_numbers_no_file_can_hold_are_told(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code < 500


def test_ids_no_file_can_hold_are_told_in_forms(client: FlaskClient) -> None:
    key = token(client, "/kiem-tra")
    for path in (f"/bai-noi/{DIGITS}/xoa", f"/bai-noi/1/{DIGITS}", f"/bai-noi/chon/{ID}-0001"):
        answer = client.post(path, data={"csrf_token": key, "bai": DIGITS, "viec": "bo"})
        assert answer.status_code < 500, path


@pytest.mark.parametrize("path", ["/api/check", "/api/quote"])
@pytest.mark.parametrize(
    "body",
    [
        b"[" * 50_000 + b"]" * 50_000,
        b'{"text":' * 50_000,
        b'{"text": "nua chu \\ud800"}',
        b'{"text": 1e999999}',
        b"\xff\xfe",
        b'{"text": ' + b"9" * 5000 + b"}",
    ],
)
def test_strange_json_is_refused_with_a_sentence(
    client: FlaskClient, path: str, body: bytes
) -> None:
    answer = client.post(path, data=body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.get_json()["error"].endswith(".")


@pytest.mark.parametrize("path", ["/api/check", "/api/quote"])
def test_json_whose_text_holds_controls_is_answered(client: FlaskClient, path: str) -> None:
    assert client.post(path, json={"text": "a\x00\x01\x1b[31m"}).status_code == 200


def test_a_document_whose_own_words_hold_controls_breaks_no_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = "Trích\x00 yếu\x1b[31m\r\nX-Header: 1\ufffe"
    strange = replace(CARD, subject=words, source=f"a/{words}.pdf", title=words)
    monkeypatch.setattr(search_app_stand, "CARD", strange)
    client = create_app(Settings(desk=tmp_path / "desk.sqlite"), StandLibrary()).test_client()
    for path in (
        "/kho",
        "/tim?q=tiếp dân",
        f"/van-ban/{ID}",
        "/tra-cuu?so=08-QĐ/TU",
        f"/van-ban/{ID}/tep",
        f"/api/documents/{ID}",
    ):
        answer = client.get(path)
        assert answer.status_code < 500, path
        assert "X-Header" not in answer.headers


def test_what_xml_forbids_is_left_out() -> None:
    assert legal("a\x00b\x1b\ud800\udfffc\ufffe\n😀") == "abc\n😀"


# --- the record -----------------------------------------------------------------------


def test_the_record_cannot_be_forged(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from search_app import __main__ as command

    people = Accounts(tmp_path / "kho.accounts.sqlite")
    people.add("Chủ", AccountRole.ADMIN, WORD)
    people.note("Lan", "search", "a\n2026-01-01 00:00:00\tChủ\tlogin\tx\x1b[2K\u202e\u2028b")
    assert command.main(["audit", "--library", str(tmp_path / "kho")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f\u202e\u2028]", lines[0])
    assert "\\n2026-01-01" in lines[0]


def test_a_line_of_the_log_is_one_line() -> None:
    import logging

    record = logging.LogRecord("a", 30, "", 1, "x %s", ("b\nc\x1b[1m",), None)
    assert one_line(record)
    assert record.getMessage() == "x b\\nc\\x1b[1m"
    assert printable("Tiếp dân ngày 1/2") == "Tiếp dân ngày 1/2"
