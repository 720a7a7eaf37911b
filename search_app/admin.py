"""What the administrator does at the keyboard: accounts, folders, backup, the record."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from index.build.additions import Additions
from index.cli.console import say
from index.storage.store import Store
from ingest.arguments import Arguments
from ingest.errors import LibraryError, UsageError
from search_app.persistence import backup
from search_app.persistence.accounts import Accounts, Role, folder_name
from search_app.persistence.collections import CollectionStore

WORDS = ("user", "folder", "backup", "restore", "audit")
ROLES = ("desk", "accounts", "corrections")
"""The files of a library that a backup may hold."""


def parser() -> argparse.ArgumentParser:
    """Return the words of the administrator's commands."""
    words = Arguments(prog="python -m search_app", description="Việc quản trị.")
    rooms = words.add_subparsers(dest="room", required=True, metavar="VIỆC")
    _user(rooms.add_parser("user", help="tài khoản"))
    _folder(rooms.add_parser("folder", help="thư mục nội bộ và quyền đọc"))
    for name, told in (("backup", "sao lưu"), ("restore", "khôi phục")):
        one = rooms.add_parser(name, help=f"{told} bài nói, hiệu đính, tài khoản")
        one.add_argument("file", type=Path, metavar="TỆP", help="tệp sao lưu")
        _where(one)
        if name == "restore":
            one.add_argument("--replace", action="store_true", help="ghi đè dữ liệu đang có")
    record = rooms.add_parser("audit", help="nhật ký")
    record.add_argument("--forget", type=int, metavar="NGÀY", help="xóa mục cũ hơn số ngày này")
    record.add_argument(
        "--limit", type=int, default=1000, metavar="SỐ", help="số mục hiện, mới nhất trước"
    )
    _where(record)
    return words


def _where(words: argparse.ArgumentParser) -> None:
    words.add_argument("--library", type=Path, required=True, metavar="KHO", help="thư mục kho")
    words.add_argument("--accounts", type=Path, metavar="TỆP", help="mặc định: KHO.accounts.sqlite")
    words.add_argument("--desk", type=Path, metavar="TỆP", help="mặc định: KHO.desk.sqlite")


def _user(words: argparse.ArgumentParser) -> None:
    what = words.add_subparsers(dest="what", required=True, metavar="VIỆC")
    for name, told in (
        ("add", "thêm tài khoản"),
        ("password", "đổi mật khẩu"),
        ("role", "đổi vai trò"),
        ("remove", "xóa tài khoản"),
        ("list", "liệt kê"),
    ):
        one = what.add_parser(name, help=told)
        if name != "list":
            one.add_argument("name", metavar="TÊN", help="tên tài khoản")
        if name in ("add", "role"):
            one.add_argument(
                "--role", default="reader", metavar="VAI_TRÒ", help="reader, editor hoặc admin"
            )
        if name in ("add", "password"):
            one.add_argument(
                "--password-stdin", action="store_true", help="đọc mật khẩu từ đầu vào chuẩn"
            )
        _where(one)


def _folder(words: argparse.ArgumentParser) -> None:
    what = words.add_subparsers(dest="what", required=True, metavar="VIỆC")
    for name, told in (
        ("close", "chỉ người được cấp quyền mới thấy"),
        ("open", "mọi người đọc đều thấy"),
        ("grant", "cấp quyền"),
        ("revoke", "thu quyền"),
        ("list", "liệt kê"),
    ):
        one = what.add_parser(name, help=told)
        if name != "list":
            one.add_argument("folder", metavar="THƯ_MỤC", help="trong kho; “/” là toàn kho")
        if name in ("grant", "revoke"):
            one.add_argument("name", metavar="TÊN", help="tên tài khoản")
        _where(one)


def beside(library: Path, role: str) -> Path:
    """Return the file of ``role`` beside a library: outside it, so that no rebuild loses it."""
    whole = library.absolute()
    return whole.with_name(f"{whole.name}.{role}.sqlite")


def run(words: argparse.Namespace) -> int:
    """Do what was asked; return the exit code.

    :raises VankienError: it cannot be done.
    """
    {"user": _users, "folder": _folders, "backup": _back_up, "restore": _restore, "audit": _audit}[
        words.room
    ](words)
    return 0


def _accounts(words: argparse.Namespace) -> Accounts:
    return Accounts(words.accounts or beside(words.library, "accounts"))


def _password(words: argparse.Namespace) -> str:
    if words.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Mật khẩu: ")
    if getpass.getpass("Nhập lại: ") != first:
        raise UsageError("Hai lần nhập không giống nhau.")
    return first


def _users(words: argparse.Namespace) -> None:
    people = _accounts(words)
    if words.what == "list":
        said = [f"{one.name}\t{one.role.name.lower()}" for one in people.users()]
        say(said or [f"Kho {words.library} chưa có tài khoản nào."])
        return
    if words.what == "add":
        role, first = Role.named(words.role), not people.any()
        made = people.add(words.name, role, _password(words))
        if first:
            # What the one person of this machine gathered goes to the first account.
            CollectionStore(words.desk or beside(words.library, "desk")).hand_over(made.id)
    elif words.what == "password":
        people.set_password(words.name, _password(words))
    elif words.what == "role":
        people.set_role(words.name, Role.named(words.role))
    else:
        people.remove(words.name)
    people.note("", f"user {words.what}", words.name)
    say(["Đã ghi."])


def _folders(words: argparse.Namespace) -> None:
    people = _accounts(words)
    if words.what == "list":
        say(_told(people))
    else:
        can: dict[str, Callable[..., None]] = {
            "close": people.close_folder,
            "open": people.open_folder,
            "grant": people.grant,
            "revoke": people.revoke,
        }
        can[words.what](*((words.name, words.folder) if "name" in words else (words.folder,)))
        people.note("", f"folder {words.what}", f"{words.folder} {vars(words).get('name', '')}")
        say(["Đã ghi."])
    say(f"Chú ý: {one}" for one in unmatched(words.library, people.closed()))


def _told(people: Accounts) -> Iterable[str]:
    readers = people.users()
    for folder in people.closed():
        names = [one.name for one in readers if folder in one.rights.granted]
        yield f"{folder or '/'}\t{', '.join(names) or 'chỉ quản trị'}"


def unmatched(library: Path, closed: Iterable[str]) -> tuple[str, ...]:
    """Say (Vietnamese) which closed folders hold no document of the library.

    Names are relative to the folder a library is built from: built from another, the same
    documents may lie outside every closed folder.
    """
    from index.backends.local import open_catalogue  # noqa: PLC0415 (the others need no library)

    store = Store(library)
    try:
        name = store.current()
        catalogue = open_catalogue(store.folder(name), store.record(name).catalogue_engine)
    except LibraryError:
        return ()
    sources = [f"{card.source}" for card in catalogue.cards().values()]
    catalogue.close()
    return tuple(
        f"không văn bản nào trong kho nằm ở thư mục kín “{one}”."
        for one in map(folder_name, closed)
        if one and not any(source.startswith(f"{one}/") for source in sources)
    )


def _uploads(words: argparse.Namespace) -> Path:
    return Additions(words.library).folder


def _back_up(words: argparse.Namespace) -> None:
    files = backup.files_of(words.library.absolute())
    for role, path in (("desk", words.desk), ("accounts", words.accounts)):
        if path is not None:
            files[role] = path
    roles = backup.back_up(files, words.file, _uploads(words))
    say([f"Đã sao lưu {', '.join(roles)} vào {words.file}."])


def _restore(words: argparse.Namespace) -> None:
    targets = {role: beside(words.library, role) for role in ROLES}
    targets |= {
        role: path for role, path in (("desk", words.desk), ("accounts", words.accounts)) if path
    }
    roles = backup.restore(words.file, targets, replace=words.replace, uploads=_uploads(words))
    say([f"Đã khôi phục {', '.join(roles)}."])


def _audit(words: argparse.Namespace) -> None:
    people = _accounts(words)
    if words.forget is not None:
        if words.forget < 0:
            raise UsageError("Số ngày phải từ 0.")
        say([f"Đã xóa {people.forget_events(words.forget)} mục."])
        return
    if words.limit < 1:
        raise UsageError("--limit phải từ 1.")
    say(
        f"{datetime.fromtimestamp(one.at).astimezone():%Y-%m-%d %H:%M:%S%z}"
        f"\t{one.user or '-'}\t{one.kind}\t{one.what}"
        for one in people.events(words.limit)
    )
