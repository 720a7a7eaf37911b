"""What the administrator does at the keyboard: accounts, folders, backup, the record."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path

from index.access import ALL, Rights
from index.build.additions import Additions
from index.citations import register_files
from index.cli.console import printable, say
from index.storage.store import Store
from index.storage.switch import journal_of
from ingest.arguments import Arguments
from ingest.errors import LibraryError, UsageError
from search_app.persistence import backup
from search_app.persistence.accounts import AccountRole, Accounts
from search_app.persistence.collections import CollectionStore
from search_app.ports import Librarian
from search_app.services.closed_folders import words

COMMANDS = ("user", "folder", "backup", "restore", "audit")
ROLES = ("desk", "accounts", "corrections")
"""The files of a library that a backup may hold."""


def parser() -> argparse.ArgumentParser:
    """Return the administrator's commands."""
    command = Arguments(prog="python -m search_app", description="Việc quản trị.")
    actions = command.add_subparsers(dest="command", required=True, metavar="VIỆC")
    _user(actions.add_parser("user", help="tài khoản"))
    _folder(actions.add_parser("folder", help="thư mục nội bộ và quyền đọc"))
    for name, about in (("backup", "sao lưu"), ("restore", "khôi phục")):
        action = actions.add_parser(name, help=f"{about} bài nói, hiệu đính, tài khoản")
        action.add_argument("file", type=Path, metavar="TỆP", help="tệp sao lưu")
        _where(action)
        if name == "restore":
            action.add_argument("--replace", action="store_true", help="ghi đè dữ liệu đang có")
            action.add_argument(
                "--replace-accounts",
                action="store_true",
                help="nhận cả bản sao lưu mà tài khoản không có quản trị nào",
            )
    record = actions.add_parser("audit", help="nhật ký")
    record.add_argument("--forget", type=int, metavar="NGÀY", help="xóa mục cũ hơn số ngày này")
    record.add_argument(
        "--limit", type=int, default=1000, metavar="SỐ", help="số mục hiện, mới nhất trước"
    )
    _where(record)
    return command


def _where(command: argparse.ArgumentParser) -> None:
    command.add_argument("--library", type=Path, required=True, metavar="KHO", help="thư mục kho")
    command.add_argument(
        "--accounts", type=Path, metavar="TỆP", help="mặc định: KHO.accounts.sqlite"
    )
    command.add_argument("--desk", type=Path, metavar="TỆP", help="mặc định: KHO.desk.sqlite")


def _user(command: argparse.ArgumentParser) -> None:
    actions = command.add_subparsers(dest="what", required=True, metavar="VIỆC")
    for name, about in (
        ("add", "thêm tài khoản"),
        ("password", "đổi mật khẩu"),
        ("role", "đổi vai trò"),
        ("remove", "xóa tài khoản"),
        ("list", "liệt kê"),
    ):
        action = actions.add_parser(name, help=about)
        if name != "list":
            action.add_argument("name", metavar="TÊN", help="tên tài khoản")
        if name in ("add", "role"):
            action.add_argument(
                "--role", default="reader", metavar="VAI_TRÒ", help="reader, editor hoặc admin"
            )
        if name in ("add", "password"):
            action.add_argument(
                "--password-stdin", action="store_true", help="đọc mật khẩu từ đầu vào chuẩn"
            )
        _where(action)


def _folder(command: argparse.ArgumentParser) -> None:
    actions = command.add_subparsers(dest="what", required=True, metavar="VIỆC")
    for name, about in (
        ("close", "chỉ người được cấp quyền mới thấy"),
        ("open", "mọi người đọc đều thấy"),
        ("grant", "cấp quyền"),
        ("revoke", "thu quyền"),
        ("list", "liệt kê"),
    ):
        action = actions.add_parser(name, help=about)
        if name != "list":
            action.add_argument("folder", metavar="THƯ_MỤC", help="trong kho; “/” là toàn kho")
        if name in ("grant", "revoke"):
            action.add_argument("name", metavar="TÊN", help="tên tài khoản")
        _where(action)


def beside(library: Path, role: str) -> Path:
    """Return the file of ``role`` beside a library: outside it, so that no rebuild loses it."""
    whole = library.absolute()
    return whole.with_name(f"{whole.name}.{role}.sqlite")


def run(options: argparse.Namespace) -> int:
    """Do what was asked; return the exit code.

    :raises VankienError: it cannot be done.
    """
    settle(options.library)
    {"user": _users, "folder": _folders, "backup": _back_up, "restore": _restore, "audit": _audit}[
        options.command
    ](options)
    return 0


def _accounts(options: argparse.Namespace) -> Accounts:
    return Accounts(options.accounts or beside(options.library, "accounts"))


def _password(options: argparse.Namespace) -> str:
    if options.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Mật khẩu: ")
    if getpass.getpass("Nhập lại: ") != first:
        raise UsageError("Hai lần nhập không giống nhau.")
    return first


def _users(options: argparse.Namespace) -> None:
    people = _accounts(options)
    if options.what == "list":
        lines = [f"{reader.name}\t{reader.role.name.lower()}" for reader in people.users()]
        say(lines or [f"Kho {options.library} chưa có tài khoản nào."])
        return
    if options.what == "add":
        role, first = AccountRole.named(options.role), not people.any()
        person = people.add(options.name, role, _password(options))
        if first:
            # What the one person of this machine gathered goes to the first account.
            CollectionStore(options.desk or beside(options.library, "desk")).hand_over(person.id)
    elif options.what == "password":
        people.set_password(options.name, _password(options))
    elif options.what == "role":
        people.set_role(options.name, AccountRole.named(options.role))
    else:
        people.remove(options.name)
    people.note("", f"user {options.what}", options.name)
    say(["Đã ghi."])


def _folders(options: argparse.Namespace) -> None:
    people = _accounts(options)
    if options.what == "list":
        say(_told(people))
    else:
        can: dict[str, Callable[..., None]] = {
            "close": people.close_folder,
            "open": people.open_folder,
            "grant": people.grant,
            "revoke": people.revoke,
        }
        can[options.what](
            *((options.name, options.folder) if "name" in options else (options.folder,))
        )
        people.note(
            "", f"folder {options.what}", f"{options.folder} {vars(options).get('name', '')}"
        )
        say(["Đã ghi."])
    say(f"Chú ý: {remark}" for remark in unmatched(options.library, people))


def _told(people: Accounts) -> Iterable[str]:
    readers = people.users()
    for folder in people.closed():
        names = [reader.name for reader in readers if folder in reader.rights.granted]
        yield f"{folder or '/'}\t{', '.join(names) or 'chỉ quản trị'}"


def unmatched(library: Path, people: Accounts) -> tuple[str, ...]:
    """Note what closed folders hold; say (Vietnamese) which hold no document of the library.

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
    held = catalogue.files_in(people.closed())
    catalogue.close()
    return tuple(map(words, people.remember(held)))


def told_at_start(library: Librarian, people: Accounts) -> tuple[str, ...]:
    """Say (Vietnamese) which closed folders the library about to be served does not hold."""
    return tuple(map(words, people.remember(library.files_in(people.closed()))))


def told_after_build(library: Path) -> tuple[str, ...]:
    """Say (Vietnamese) which closed folders a library just built does not hold any more."""
    path = beside(library, "accounts")
    return unmatched(library, Accounts(path)) if path.is_file() else ()


def open_to_all(library: Path, accounts: Path | None = None) -> Rights:
    """Return what of a library everybody may see who reads it: no closed folder.

    :raises UsageError: the file that says which folders are closed is lost.
    """
    settle(library)
    path = accounts or beside(library, "accounts")
    if path.is_file():
        return Accounts(path).without_grants()
    desk = beside(library, "desk")
    if accounts is not None or (desk.is_file() and CollectionStore(desk).had_accounts(now=False)):
        raise UsageError(
            f"Không thấy tệp tài khoản {path}, nên không biết thư mục nào kín.",
            "Khôi phục tệp ấy, hoặc nêu đúng chỗ bằng --accounts.",
        )
    return ALL


def close_folders(library: Path, folders: Iterable[str], accounts: Path | None = None) -> None:
    """Close folders that an update pack says are closed where it was made."""
    settle(library)
    people = Accounts(accounts or beside(library, "accounts"))
    for folder in folders:
        people.close_folder(folder)
        people.note("", "folder close", folder)


def _uploads(options: argparse.Namespace) -> Path:
    return Additions(options.library).folder


def settle(library: Path) -> None:
    """Finish a restore that was killed, before any of its files is opened."""
    backup.settle(_journal(library))


def _journal(library: Path) -> Path:
    return journal_of(beside(library, "desk"))


def _register(options: argparse.Namespace) -> Path:
    path: Path = options.library.absolute() / register_files.NAME
    return path


def _back_up(options: argparse.Namespace) -> None:
    files = backup.files_of(options.library.absolute())
    for role, path in (("desk", options.desk), ("accounts", options.accounts)):
        if path is not None:
            files[role] = path
    roles = backup.back_up(files, options.file, _uploads(options), _register(options))
    say([f"Đã sao lưu {', '.join(roles)} vào {options.file}."])


def _restore(options: argparse.Namespace) -> None:
    targets = {role: beside(options.library, role) for role in ROLES}
    targets |= {
        role: path
        for role, path in (("desk", options.desk), ("accounts", options.accounts))
        if path
    }
    roles = backup.restore(
        options.file,
        targets,
        replace=options.replace,
        replace_accounts=options.replace_accounts,
        uploads=_uploads(options),
        register=_register(options),
        journal=_journal(options.library),
    )
    say([f"Đã khôi phục {', '.join(roles)}."])


def _audit(options: argparse.Namespace) -> None:
    people = _accounts(options)
    if options.forget is not None:
        if options.forget < 0:
            raise UsageError("Số ngày phải từ 0.")
        say([f"Đã xóa {people.forget_events(options.forget)} mục."])
        return
    if options.limit < 1:
        raise UsageError("--limit phải từ 1.")
    say(
        f"{datetime.fromtimestamp(event.at).astimezone():%Y-%m-%d %H:%M:%S%z}"
        f"\t{printable(event.user) or '-'}\t{printable(event.kind)}\t{printable(event.what)}"
        for event in people.events(options.limit)
    )
