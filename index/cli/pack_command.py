"""Update packs from the keyboard: ``python build_index.py keygen|trust|pack|show|apply|undo …``."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from index.access import Rights
from index.backends.choose import for_building, for_renewing
from index.backends.local import LocalBackends
from index.build.deepen import deepen, is_wanted
from index.cli.console import Bars, printable, say
from index.cli.output import deepen_lines, report_lines
from index.packs import contents, keys, make, state
from index.packs.apply import apply
from index.packs.container import ENDING, PackFile
from index.packs.contents import ADD, CHANGE, REMOVE
from index.packs.objections import Choices
from index.packs.undo import undo
from index.storage import received
from index.storage.store import Store
from ingest.arguments import Arguments
from ingest.errors import LibraryMissing, UsageError

COMMANDS = ("keygen", "trust", "distrust", "pack", "show", "apply", "undo")
_NAMED = 5
_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Doors:
    """What the accounts beside a library know of closed folders (:mod:`search_app.admin`).

    ``open_to_all`` gives what a reader without any grant may see, ``close`` closes folders,
    ``told`` says which closed folders are not found.  Each is given the library and where the
    accounts are, None for the usual place.
    """

    open_to_all: Callable[[Path, Path | None], Rights]
    close: Callable[[Path, tuple[str, ...], Path | None], None]
    told: Callable[[Path], tuple[str, ...]]


def parser() -> argparse.ArgumentParser:
    """Return the commands."""
    command = Arguments(prog="build_index.py", description="Gói cập nhật giữa các kho.")
    actions = command.add_subparsers(dest="command", required=True, metavar="VIỆC")
    key = actions.add_parser("keygen", help="tạo khóa để ký gói")
    key.add_argument("key", type=Path, metavar="KHÓA", help="tệp khóa riêng sẽ ghi ra")
    _password(key)
    trust = actions.add_parser("trust", help="tin một khóa; không nêu khóa thì liệt kê")
    trust.add_argument("key", type=Path, nargs="?", metavar="KHÓA.pub", help="khóa công khai")
    trust.add_argument("--name", metavar="TÊN", help="tên nơi gửi: thư mục chứa văn bản của họ")
    _library(trust)
    distrust = actions.add_parser("distrust", help="thôi tin một khóa; văn bản đã nhận vẫn còn")
    distrust.add_argument("name", metavar="TÊN", help="tên nơi gửi")
    _library(distrust)
    _pack(actions.add_parser("pack", help="đóng gói phần khác nhau giữa hai trạng thái của kho"))
    show = actions.add_parser("show", help="xem gói có gì, ai ký")
    show.add_argument("pack", type=Path, metavar="GÓI", help=f"tệp {ENDING}")
    show.add_argument("--library", type=Path, metavar="KHO", help="kho sẽ nhận, để đối chiếu")
    _apply(actions.add_parser("apply", help="áp dụng gói vào kho"))
    back = actions.add_parser("undo", help="gỡ gói áp dụng sau cùng")
    _library(back)
    return command


def _library(command: argparse.ArgumentParser) -> None:
    command.add_argument("--library", type=Path, required=True, metavar="KHO", help="thư mục kho")


def _password(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--password-stdin", action="store_true", help="đọc mật khẩu của khóa từ đầu vào chuẩn"
    )


def _accounts(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--accounts", type=Path, metavar="TỆP", help="mặc định: KHO.accounts.sqlite"
    )


def _pack(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "states",
        nargs="+",
        type=Path,
        metavar="CŨ MỚI",
        help="kho cũ và kho mới; CŨ là một kho, KHO@BẢN, hoặc gói đã gửi lần trước; chỉ nêu kho mới"
        " thì gói có tất cả",
    )
    command.add_argument(
        "-o", "--output", type=Path, required=True, metavar="GÓI", help="tệp ghi ra"
    )
    command.add_argument("--key", type=Path, required=True, metavar="KHÓA", help="khóa riêng để ký")
    command.add_argument("--title", default="", metavar="TÊN", help="tên gói, để người nhận đọc")
    command.add_argument("--publisher", default="", metavar="TÊN", help="tên nơi gửi tự xưng")
    command.add_argument(
        "--with-closed", action="store_true", help="đưa vào gói cả văn bản của thư mục kín"
    )
    _password(command)
    _accounts(command)


def _apply(command: argparse.ArgumentParser) -> None:
    command.add_argument("pack", type=Path, metavar="GÓI", help=f"tệp {ENDING}")
    _library(command)
    command.add_argument("--closed", action="store_true", help="nhận cả văn bản của thư mục kín")
    command.add_argument(
        "--allow-missing",
        action="store_true",
        help="áp dụng dù kho này thiếu văn bản mà gói dựa vào",
    )
    command.add_argument(
        "--confirm-removal", action="store_true", help="đồng ý bỏ nhiều văn bản cùng lúc"
    )
    command.add_argument("--model", metavar="TÊN", help="mô hình, khi kho chưa có")
    command.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, metavar="SỐ", help="số tệp đọc cùng lúc"
    )
    _accounts(command)


def run(options: argparse.Namespace, doors: Doors) -> int:
    """Do what was asked; return the exit code.

    :raises VankienError: it cannot be done.
    """
    if options.command == "keygen":
        say(_keygen(options))
    elif options.command == "trust":
        say(_trust(options))
    elif options.command == "distrust":
        key = keys.distrust(options.library, options.name)
        say([f"Thôi tin khóa của “{key.name}”. Văn bản đã nhận vẫn còn trong kho."])
    elif options.command == "pack":
        say(_made(options, doors))
    elif options.command == "show":
        say(shown(options.pack, options.library))
    elif options.command == "apply":
        say(_applied(options, doors))
    else:
        say(_undone(options.library))
    return 0


def _secret(options: argparse.Namespace) -> str:
    return sys.stdin.readline().rstrip("\r\n") if options.password_stdin else ""


def _keygen(options: argparse.Namespace) -> Iterator[str]:
    public = keys.generate(options.key, _secret(options))
    yield f"Khóa riêng: {options.key} (giữ kín, chỉ máy đóng gói dùng)."
    yield f"Khóa công khai: {options.key}{keys.PUBLIC} (gửi cho nơi nhận)."
    yield f"Dấu vân tay: {keys.fingerprint(public)}"
    yield "Báo dấu vân tay cho nơi nhận bằng đường khác (điện thoại, công văn) để họ đối chiếu."


def _trust(options: argparse.Namespace) -> Iterator[str]:
    if options.key is None:
        held = sorted(keys.trusted(options.library).values(), key=lambda key: key.name)
        yield from (f"{key.name}\t{key.fingerprint}\t{key.at}" for key in held)
        if not held:
            yield f"Kho {options.library} chưa tin khóa nào."
        return
    if not options.name:
        raise UsageError("Chưa nêu tên nơi gửi.", "Thêm --name “TÊN NƠI GỬI”.")
    key = keys.trust(options.library, keys.load_public(options.key), options.name)
    yield f"Đã tin khóa của “{key.name}”. Dấu vân tay: {key.fingerprint}"
    yield "Chỉ giữ nếu dấu vân tay đúng như nơi gửi báo; nếu không, chạy distrust."


def _made(options: argparse.Namespace, doors: Doors) -> Iterator[str]:
    if len(options.states) > 2:
        raise UsageError("Nêu nhiều nhất hai trạng thái: CŨ MỚI.")
    key = keys.load_private(options.key, _secret(options))
    *before, new_path = options.states
    rights = doors.open_to_all(_root(new_path), options.accounts)
    new = _state(new_path, rights, with_closed=options.with_closed)
    old = _outline(before[0], new, rights) if before else state.EMPTY
    backends = LocalBackends(new.record.model)
    bars = Bars()
    try:
        made = make.make(
            old,
            new,
            backends,
            options.output,
            key,
            title=options.title,
            publisher=options.publisher,
            progress=bars,
        )
    finally:
        bars.close()
    yield (
        f"Đã ghi {made.path} ({size(made.size)}): thêm {made.added} văn bản, sửa {made.changed},"
        f" bỏ {made.removed}; {made.vectors} trên {made.passages} đoạn mới có sẵn vector."
    )
    if made.hidden:
        yield f"{made.hidden} văn bản của thư mục kín không đưa vào gói."
    if made.opened:
        listed = ", ".join(f"“{one or '/'}”" for one in made.opened)
        yield f"Chú ý: gói có văn bản của thư mục kín {listed}, theo --with-closed."
    yield f"Ký bằng khóa có dấu vân tay {keys.fingerprint(keys.raw(key.public_key()))}."


def _root(path: Path) -> Path:
    whole, at, _ = path.name.rpartition(state.AT)
    return path.with_name(whole) if at and not path.exists() else path


def _state(path: Path, rights: Rights, *, with_closed: bool) -> state.LibraryState:
    root = _root(path)
    store = Store(root)
    backends = for_building(root, store.record(store.current()).model)
    return state.state_of(path, backends, rights, with_closed=with_closed)


def _outline(path: Path, new: state.LibraryState, rights: Rights) -> state.Outline:
    if path.is_file():
        with PackFile(path) as pack:
            return state.outline_of(pack)
    old = _state(path, rights, with_closed=True)
    if old.record.model_digest != new.record.model_digest:
        raise UsageError(
            "Kho cũ và kho mới dùng hai mô hình khác nhau.", "Dựng lại kho cũ bằng mô hình mới."
        )
    outline = old.outline()
    if old.store.root.resolve() == new.store.root.resolve():
        # The register is not kept by generation: what it was then is not known, all is sent.
        return state.Outline(outline.documents, frozenset())
    return outline


def shown(path: Path, library: Path | None) -> Iterator[str]:
    """Yield what a pack holds, who signed it, and whether the library trusts them."""
    with PackFile(path) as pack:
        found = contents.read(pack)
        pack.check_blobs(found.blobs)
        header, signer = pack.header, keys.signer(pack.public)
        yield f"Gói {path.name}: {printable(header.title) or '(không đặt tên)'}"
        yield f"Ghi lúc {header.made}, {size(pack.size)}, chữ ký và nội dung nguyên vẹn."
        yield f"Dấu vân tay của khóa: {keys.fingerprint(pack.public)}"
        if library is not None:
            key = keys.trusted(library).get(signer)
            yield f"Người ký: “{key.name}” (đã tin)." if key else "Người ký: CHƯA ĐƯỢC TIN."
            ledger = received.of_store(Store(library))[0]
            if applied := ledger.applied(pack.id):
                yield f"Đã áp dụng lúc {applied.applied}."
        if header.publisher:
            yield f"Nơi gửi tự xưng: {printable(header.publisher)}"
        yield f"Mô hình: {printable(header.model)} ({header.model_digest[:12]})"
        yield "Gói đầy đủ." if header.full else "Gói nối tiếp: cần các gói trước nó."
        for do, words in ((ADD, "Thêm"), (CHANGE, "Sửa"), (REMOVE, "Bỏ")):
            rows = found.of(do)
            yield f"{words}: {len(rows)} văn bản"
            yield from (f"- {printable(row.names[0])}" for row in rows[:_NAMED] if row.names)
            if len(rows) > _NAMED and do != REMOVE:
                yield f"- … và {len(rows) - _NAMED} văn bản nữa"
        yield f"Danh mục văn bản đã biết: thêm {len(found.lines)}, bỏ {len(found.lines_gone)} dòng"
        if header.closed:
            listed = ", ".join(f"“{printable(one) or '/'}”" for one in header.closed)
            yield f"Có văn bản của thư mục kín: {listed}"


def size(number: int) -> str:
    """Return a number of bytes as people read it."""
    if number < _MIB:
        return f"{number / 1024:.0f} KiB"
    return f"{number / _MIB:.1f} MiB"


def _applied(options: argparse.Namespace, doors: Doors) -> Iterator[str]:
    root = options.library
    try:
        backends = for_renewing(root, options.model)
    except LibraryMissing:
        backends = for_building(root, options.model)
    bars = Bars()
    try:
        done = apply(
            root,
            options.pack,
            backends,
            jobs=options.jobs,
            progress=bars,
            choices=Choices(options.allow_missing, options.confirm_removal, options.closed),
            close=lambda folders: doors.close(root, folders, options.accounts),
        )
    finally:
        bars.close()
    if done.again:
        yield f"Gói này đã áp dụng lúc {done.pack.applied}; không có gì thay đổi."
    else:
        yield (
            f"Đã áp dụng gói: thêm {done.pack.added} văn bản, sửa {done.pack.changed},"
            f" bỏ {done.pack.removed}. Gỡ ra: python build_index.py undo --library {root}"
        )
    yield from report_lines(done.report)
    yield from (f"Chú ý: {lost}" for lost in doors.told(root))
    if is_wanted(root, backends, None):
        # What the pack carried is in the cache; the rest is made here.
        report = deepen(root, backends)
        yield from deepen_lines(report) if report else ()


def _undone(root: Path) -> Iterator[str]:
    bars = Bars()
    try:
        pack, report = undo(root, for_renewing(root), jobs=os.cpu_count() or 1, progress=bars)
    finally:
        bars.close()
    yield f"Đã gỡ gói “{printable(pack.title) or pack.id[:12]}” (áp dụng lúc {pack.applied})."
    yield from report_lines(report)
