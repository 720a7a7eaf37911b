"""``python -m search_app``: what it says when it cannot serve, and with which exit code."""

from __future__ import annotations

import re
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from urllib.request import Request, urlopen

import pytest
import waitress  # type: ignore[import-untyped]

from index.library import Library
from search_app import __main__ as command
from search_app.persistence.accounts import AccountRole, Accounts
from search_app.services.library import warm_up
from search_app.settings import accounts_file
from tests.search_app_stand import StandLibrary


def test_a_folder_of_documents_is_not_taken_for_a_library(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "van-ban.pdf").write_bytes(b"%PDF-")
    assert command.main(["--library", str(tmp_path)]) == 2
    assert "build_index.py" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["van-ban.pdf"]


def test_a_damaged_library_is_told_with_its_own_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "current").write_text("khong-co", encoding="utf-8")
    assert command.main(["--library", str(tmp_path)]) in (20, 21)
    assert "Dựng" in capsys.readouterr().err


@pytest.fixture
def standing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Library, "open", lambda path, **how: StandLibrary())


@pytest.mark.usefixtures("standing")
def test_a_port_in_use_is_told_with_advice(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        assert command.main(["--library", str(tmp_path / "kho"), "--port", port]) == 2
    said = capsys.readouterr().err
    assert f"Không mở được cổng {port}: cổng đang có chương trình khác dùng." in said


@pytest.mark.parametrize(
    ("given", "cores", "count"),
    [
        ([], 4, 0),
        (["--host", "192.168.1.10"], 4, 4),
        (["--https"], 32, 8),
        (["--name", "kho.vn"], 1, 0),
        (["--searchers", "0", "--host", "192.168.1.10"], 4, 0),
        (["--searchers", "3"], 1, 3),
    ],
)
def test_others_are_searched_for_by_a_process_a_core(
    given: list[str], cores: int, count: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: cores)
    words = command.parser().parse_args(["--library", "kho", *given])
    assert command.searchers(words, command.settings(words)) == count


@pytest.mark.parametrize("count", ["-1", "65"])
def test_a_number_of_searchers_that_makes_no_sense_is_refused(
    count: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["--library", str(tmp_path), "--searchers", count]) == 2
    assert f"từ 0 đến 64, không phải {count}" in capsys.readouterr().err


@pytest.mark.usefixtures("standing")
@pytest.mark.parametrize("port", ["0", "99999"])
def test_a_port_there_is_not_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], port: str
) -> None:
    assert command.main(["--library", str(tmp_path / "kho"), "--port", port]) == 2
    assert "--port phải từ 1 đến 65535" in capsys.readouterr().err


def test_a_backup_to_a_folder_there_is_not_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Accounts(tmp_path / "kho.accounts.sqlite")
    words = ["backup", str(tmp_path / "khong" / "b.zip"), "--library", str(tmp_path / "kho")]
    assert command.main(words) == 2
    assert "Không có thư mục" in capsys.readouterr().err


@pytest.mark.usefixtures("standing")
def test_a_desk_that_cannot_be_written_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = tmp_path / "khong" / "desk.sqlite"
    assert command.main(["--library", str(tmp_path / "kho"), "--desk", str(desk)]) == 25
    assert "--desk" in capsys.readouterr().err


@pytest.mark.usefixtures("standing")
@pytest.mark.parametrize(
    "beyond",
    [["--host", "192.0.2.7"], ["--host", "0.0.0.0", "--name", "kho.xa"], ["--https"]],  # noqa: S104
)
def test_nobody_is_let_in_from_elsewhere_without_a_password(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], beyond: list[str]
) -> None:
    assert command.main(["--library", str(tmp_path / "kho"), *beyond]) == 2
    said = capsys.readouterr().err
    assert "phải có tài khoản" in said
    assert "user add" in said


@pytest.mark.usefixtures("standing")
def test_listening_everywhere_demands_a_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command.main(["--library", str(tmp_path / "kho"), "--host", "0.0.0.0"]) == 2  # noqa: S104
    assert "--name" in capsys.readouterr().err


def test_passwords_without_tls_are_warned_of(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    library = str(tmp_path / "kho")
    words = command.parser().parse_args(["--library", library, "--host", "192.0.2.7"])
    wanted = command.settings(words)
    Accounts(accounts_file(wanted)).add("Chủ", AccountRole.ADMIN, "mat khau dai")
    command.refuse_open_doors(wanted)
    assert "TLS" in capsys.readouterr().err
    command.refuse_open_doors(replace(wanted, https=True))
    assert not capsys.readouterr().err
    assert wanted.hosts[-1] == "192.0.2.7"


def test_the_first_page_does_not_wait_for_the_warm_up() -> None:
    library, let_go = StandLibrary(), Event()
    asked = library.search
    library.search = lambda request: (let_go.wait(5), asked(request))[1]  # type: ignore[method-assign]
    thread = warm_up(library)
    assert thread.is_alive()
    let_go.set()
    thread.join(5)
    assert [request.query for request in library.requests] == ["văn bản"]


def test_it_serves_and_says_where(root: Path, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    program = (
        "import sys; from index.library import Library;"
        "from tests.search_app_stand import StandLibrary;"
        "Library.open = lambda path, **how: StandLibrary();"
        "from search_app.__main__ import main; sys.exit(main())"
    )
    words = ["--library", str(tmp_path / "kho"), "--port", str(port)]
    with subprocess.Popen(
        [sys.executable, "-c", program, *words], cwd=root, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stderr is not None
        said = running.stderr.readline()
        found = re.search(r"http://\S+", said)
        assert found is not None, said
        assert "Đang phục vụ" in said
        with urlopen(found[0]) as page:  # noqa: S310 - our own address
            assert page.status == 200
            assert "Server" not in page.headers
        running.terminate()


@pytest.mark.parametrize(
    ("proxy", "seen"),
    [("127.0.0.1", "203.0.113.9"), (None, "127.0.0.1"), ("192.0.2.1", "127.0.0.1")],
)
def test_who_asks_is_believed_only_from_the_proxy(
    tmp_path: Path, proxy: str | None, seen: str
) -> None:
    def tell(environ: dict[str, str], start: Callable[..., object]) -> list[bytes]:
        start("200 OK", [("Content-Type", "text/plain")])
        return [environ["REMOTE_ADDR"].encode()]

    more = ["--proxy", proxy] if proxy else []
    wanted = command.settings(command.parser().parse_args(["--library", str(tmp_path), *more]))
    server = waitress.create_server(tell, host="127.0.0.1", port=0, **command.proxied(wanted))
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        address = f"http://127.0.0.1:{server.effective_port}/"
        question = Request(address, headers={"X-Forwarded-For": "203.0.113.9"})
        with urlopen(question) as answer:  # noqa: S310 - our own address
            assert answer.read().decode() == seen
    finally:
        server.close()
