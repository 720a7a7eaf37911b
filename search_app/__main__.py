"""``python -m search_app --library DIR --port 8000``: serve a library.

``python -m search_app user|folder|backup|restore|audit …`` is the administrator's
(:mod:`search_app.admin`); ``python -m search_app mcp …`` opens the library to a writing
assistant (:mod:`search_app.mcp_server`).
"""

from __future__ import annotations

import argparse
import gc
import logging
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import waitress  # type: ignore[import-untyped]
from flask import Flask

from index.backends.choose import for_building, for_renewing
from index.backends.port import Backends
from index.build.additions import Additions
from index.build.builder import BuildReport, begin, renew
from index.build.deepen import Background, DeepenReport, deepen, is_wanted
from index.build.progress import Progress
from index.cli.console import guarded, printable
from index.library import Library
from index.storage.store import Store
from ingest.arguments import Arguments
from ingest.errors import LibraryMissing, UsageError, reason
from search_app import admin, create_app, mcp_server
from search_app.persistence.accounts import Accounts
from search_app.ports import Librarian
from search_app.routes import door
from search_app.services.build_queue import Workshop
from search_app.services.library import Opener, opened, warm_up
from search_app.services.pack_desk import PackDesk
from search_app.settings import HOSTS, LOOPBACK, Settings, accounts_file

_EVERYWHERE = ("0.0.0.0", "::")  # noqa: S104  # nosec B104  # compared with, never bound by default
_LAST_PORT = 65535
_MOST_BY_ITSELF, _MOST_SEARCHERS = 8, 64


def parser() -> argparse.ArgumentParser:
    """Return the command's options."""
    command = Arguments(
        prog="python -m search_app",
        description="Mở kho văn bản trong trình duyệt, mặc định chỉ trên máy này.",
        epilog=f"Việc quản trị: python -m search_app {'|'.join(admin.COMMANDS)} --help."
        " Mở kho cho trợ lý viết: python -m search_app mcp --help",
    )
    command.add_argument("--library", type=Path, required=True, metavar="KHO", help="thư mục kho")
    command.add_argument("--port", type=int, default=8000, metavar="CỔNG", help="mặc định 8000")
    command.add_argument(
        "--host",
        default="127.0.0.1",
        metavar="ĐỊA_CHỈ",
        help="địa chỉ để nghe; ngoài 127.0.0.1 thì phải có tài khoản",
    )
    command.add_argument(
        "--name",
        action="append",
        default=[],
        metavar="TÊN",
        help="tên miền người đọc dùng để mở kho (nêu được nhiều lần)",
    )
    command.add_argument(
        "--https", action="store_true", help="người đọc vào qua máy chủ TLS đứng trước"
    )
    command.add_argument(
        "--proxy", metavar="ĐỊA_CHỈ", help="địa chỉ của máy chủ TLS đứng trước, để biết người hỏi"
    )
    command.add_argument(
        "--model", metavar="TÊN", help="mô hình đã dựng kho, nếu không phải mô hình kèm sẵn"
    )
    command.add_argument("--rerank", metavar="TÊN", help="mô hình xếp hạng lại (cross-encoder)")
    command.add_argument(
        "--searchers",
        type=int,
        metavar="SỐ",
        help="số tiến trình tìm kiếm: 0 là không có tiến trình riêng (mặc định khi chỉ phục vụ máy"
        " này); phục vụ nhiều người thì mặc định mỗi lõi một tiến trình, mỗi tiến trình giữ một"
        " mô hình trong bộ nhớ",
    )
    command.add_argument(
        "--desk", type=Path, metavar="TỆP", help="tệp giữ các bài nói (mặc định: KHO.desk.sqlite)"
    )
    command.add_argument(
        "--accounts", type=Path, metavar="TỆP", help="mặc định: KHO.accounts.sqlite"
    )
    command.add_argument(
        "--audit-reading",
        action="store_true",
        help="ghi cả việc đọc và tìm vào nhật ký (mặc định không: điều một người đọc nói nhiều"
        " về người ấy)",
    )
    return command


def settings(options: argparse.Namespace) -> Settings:
    """Return how the app is to run; the reader's work lies beside the library, not in it.

    :raises UsageError: there is no such port, or it would answer on every address without
        knowing its own name.
    """
    beyond = options.host not in LOOPBACK
    if not 1 <= options.port <= _LAST_PORT:
        raise UsageError(f"--port phải từ 1 đến {_LAST_PORT}, không phải {options.port}.")
    if options.host in _EVERYWHERE and not options.name:
        raise UsageError(
            f"Nghe ở {options.host} thì phải nêu tên người đọc dùng để mở kho.",
            "Thêm --name, ví dụ: --name kho.xa.local hoặc --name 192.168.1.10.",
        )
    named_hosts = (options.host,) if beyond and options.host not in _EVERYWHERE else ()
    return Settings(
        desk=options.desk or admin.beside(options.library, "desk"),
        accounts=options.accounts or admin.beside(options.library, "accounts"),
        host=options.host,
        port=options.port,
        # Who gives it a name or puts a server before it means others to come.
        must_login=beyond or options.https or bool(options.name or options.proxy),
        https=options.https,
        proxy=options.proxy,
        audit_reading=options.audit_reading,
        library=options.library,
        hosts=(*HOSTS, *named_hosts, *options.name),
    )


def searchers(options: argparse.Namespace, wanted: Settings) -> int:
    """Return how many processes answer searches.

    :raises UsageError: fewer than none are asked for, or more than make sense.
    """
    if options.searchers is None:
        cores = os.cpu_count() or 1
        # One reader at a time is answered as fast by one process, which needs less memory.
        return min(cores, _MOST_BY_ITSELF) if wanted.must_login and cores > 1 else 0
    count = int(options.searchers)
    if not 0 <= count <= _MOST_SEARCHERS:
        raise UsageError(f"--searchers phải từ 0 đến {_MOST_SEARCHERS}, không phải {count}.")
    return count


def refuse_open_doors(wanted: Settings) -> None:
    """See to it that nobody comes in from elsewhere without a password.

    :raises UsageError: there is no account.
    """
    if wanted.must_login and not Accounts(accounts_file(wanted)).any():
        raise UsageError(
            "Kho mở cho máy khác thì phải có tài khoản và mật khẩu; hiện chưa có tài khoản nào.",
            "Chạy: python -m search_app user add TÊN --role admin --library KHO",
        )
    if wanted.must_login and not wanted.https:
        say(
            "CẢNH BÁO: chưa có TLS, mật khẩu và văn bản đi qua mạng mà ai cũng đọc được. Đặt một"
            " máy chủ TLS (nginx, Caddy) phía trước rồi chạy với --host 127.0.0.1 --https"
            " --proxy 127.0.0.1 --name TÊN-MIỀN (xem docs/deploy.md)."
        )


def proxied(wanted: Settings) -> dict[str, Any]:
    """Return waitress's words on a server before it: its headers count only from there."""
    if wanted.proxy is None:
        return {}
    return {
        "trusted_proxy": wanted.proxy,
        "trusted_proxy_count": 1,
        "trusted_proxy_headers": {"x-forwarded-for", "x-forwarded-proto"},
        "clear_untrusted_proxy_headers": True,
    }


def serve(
    wanted: Settings,
    library: Librarian | None,
    workshop: Workshop | None = None,
    opener: Opener | None = None,
) -> None:
    """Serve until interrupted.

    :param library: None where there is none yet: ``opener`` opens it once it is built, and it
        is closed at the end.
    """
    refuse_open_doors(wanted)
    app = create_app(wanted, library, workshop, opener)
    try:
        _listen(wanted, app, library)
    finally:
        held = opened(app)
        if held is not None and held is not library:
            held.close()


def _listen(wanted: Settings, app: Flask, library: Librarian | None) -> None:
    try:
        server = waitress.create_server(
            app,
            host=wanted.host,
            port=wanted.port,
            threads=wanted.threads,
            ident="",
            **door.LIMITS,
            **proxied(wanted),
        )
        door.guard(server, app)
    except OSError as busy:
        raise UsageError(
            f"Không mở được cổng {wanted.port}: {reason(busy)}.",
            "Chọn cổng khác bằng --port, hoặc tắt chương trình đang dùng cổng này.",
        ) from busy
    if library is not None:
        for lost in admin.told_at_start(library, Accounts(accounts_file(wanted))):
            say(f"Chú ý: {lost}")
        warm_up(library)
    name = f"[{wanted.host}]" if ":" in wanted.host else wanted.host
    say(f"Đang phục vụ kho văn bản tại http://{name}:{wanted.port}/ (Ctrl+C để dừng).")
    if library is None:
        say("Chưa có kho: mở địa chỉ ấy trong trình duyệt rồi thả văn bản vào.")
    try:
        server.run()
    finally:
        server.close()
    say("Đã dừng.")


def one_line(record: logging.LogRecord) -> bool:
    """Print what strangers chose so that it makes no line of its own, nor colours any."""
    record.msg, record.args = printable(record.getMessage()), None
    return True


def say(message: str) -> None:
    """Tell the person at the keyboard; messages go to standard error, at once."""
    sys.stderr.write(message + "\n")
    sys.stderr.flush()


def shop(options: argparse.Namespace) -> Workshop:
    """Return what builds additions into the library, and then makes the encoder's vectors."""
    additions = Additions(options.library)
    additions.sweep()
    return Workshop(
        additions,
        lambda progress: _build(options, progress),
        Background(
            lambda stop: _deepen(options, stop),
            lambda outcome: logging.getLogger("search_app").info("deepen: %s", outcome),
        ),
        PackDesk(
            options.library,
            lambda: _backends(options),
            lambda folders: admin.close_folders(options.library, folders, options.accounts),
        ),
    )


def _backends(options: argparse.Namespace) -> Backends:
    """Return what the library is written with, that of a new one where there is none yet."""
    make = for_building if is_missing(options.library) else for_renewing
    return make(options.library, options.model)


def _build(options: argparse.Namespace, progress: Progress) -> BuildReport:
    """Build what was added into the library; the first time, make it of what was sent up."""
    if is_missing(options.library):
        # Nobody is searching yet: every core may read.
        backends = for_building(options.library, options.model)
        return begin(options.library, backends, jobs=os.cpu_count() or 1, progress=progress)
    backends = for_renewing(options.library, options.model)
    return renew(options.library, backends, jobs=1, progress=progress)


def is_missing(library: Path) -> bool:
    """Say whether there is no library yet, and nothing else, in a folder.

    :raises UsageError: the folder holds other files; :raises LibraryError: it is damaged.
    """
    store = Store(library)
    try:
        store.current()
    except LibraryMissing:
        if store.holds_others_files():
            raise UsageError(
                f"{library} không phải thư mục kho: trong đó có tệp khác.",
                "Chọn cho --library một thư mục trống hoặc một tên mới; văn bản thì nạp trong trình"
                " duyệt, hoặc chạy: python build_index.py THƯ_MỤC --library KHO",
            ) from None
        return True
    return False


def _deepen(options: argparse.Namespace, stop: Callable[[], bool]) -> DeepenReport | None:
    """Make the encoder's vectors of the library, where its size allows."""
    if is_missing(options.library):
        return None
    backends = for_renewing(options.library, options.model)
    if not is_wanted(options.library, backends, None):
        return None
    return deepen(options.library, backends, stop=stop)


def run(options: argparse.Namespace) -> int:
    """Open the library and serve it."""
    wanted = settings(options)
    admin.settle(options.library)
    count = searchers(options, wanted)

    def open_library() -> Library | None:
        if is_missing(options.library):
            return None
        library = Library.open(
            options.library,
            model=options.model,
            rerank=options.rerank,
            searchers=count,
            patient=False,
        )
        # What is loaded stays: gone through by the collector in the middle of an answer, it
        # makes one answer in a few hundred wait 30 ms.
        gc.freeze()
        return library

    library = open_library()
    try:
        serve(wanted, library, shop(options), open_library)
    finally:
        if library is not None:
            library.close()
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code (the error tree's)."""
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    for handler in logging.getLogger().handlers:
        handler.addFilter(one_line)
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given and given[0] in admin.COMMANDS:
        options = admin.parser().parse_args(given)
        return guarded(lambda: admin.run(options))
    if given and given[0] == "mcp":
        options = mcp_server.parser().parse_args(given[1:])
        return guarded(lambda: mcp_server.run(options))
    options = parser().parse_args(given)
    return guarded(lambda: run(options))


if __name__ == "__main__":
    sys.exit(main())
