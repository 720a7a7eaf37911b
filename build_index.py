"""The command: a folder of documents becomes a library, or a library is examined.

``python build_index.py pack|apply …`` is for update packs (:mod:`index.cli.pack_command`).
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from index.backends.choose import for_building, for_renewing
from index.backends.engines import AUTO, TEXT_CHOICES
from index.backends.local import LocalBackends
from index.build.builder import build
from index.build.deepen import UP_TO, Background, DeepenReport, deepen, is_wanted
from index.build.integrity import examine
from index.build.progress import Progress
from index.build.report import BuildReport
from index.build.watch import follow, wakes
from index.cli import pack_command
from index.cli.console import Bars, guarded, say
from index.cli.output import deepen_lines, report_lines
from ingest.arguments import Arguments
from ingest.errors import LibraryCorrupt, UsageError, VankienError


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    if given and given[0] in pack_command.COMMANDS:
        packs = pack_command.parser().parse_args(given)
        return guarded(lambda: pack_command.run(packs, _doors()))
    options = _parser().parse_args(arguments)
    return guarded(lambda: _run(options))


def _parser() -> argparse.ArgumentParser:
    parser = Arguments(
        prog="build_index.py",
        description="Dựng kho tìm kiếm từ thư mục văn bản.",
        epilog="Gói cập nhật giữa các kho: build_index.py"
        f" {'|'.join(pack_command.COMMANDS)} --help",
    )
    parser.add_argument(
        "paths", nargs="*", type=Path, metavar="ĐƯỜNG_DẪN", help="thư mục hoặc tệp văn bản"
    )
    parser.add_argument(
        "--library", type=Path, default=Path("library"), metavar="KHO", help="thư mục kho"
    )
    parser.add_argument(
        "--model", metavar="TÊN", help="mô hình: tên trên Hugging Face hoặc thư mục"
    )
    parser.add_argument(
        "--jobs", type=int, default=os.cpu_count() or 1, metavar="SỐ", help="số tệp đọc cùng lúc"
    )
    parser.add_argument("--retry", action="store_true", help="đọc lại cả những tệp từng đọc hỏng")
    parser.add_argument(
        "--text-engine",
        choices=TEXT_CHOICES,
        default=AUTO,
        help="bộ máy tìm theo từ (auto: Whoosh cho kho nhỏ, Tantivy cho kho lớn)",
    )
    parser.add_argument(
        "--store",
        metavar="ĐỊA_CHỈ",
        help="đặt danh mục và chỉ mục trên máy chủ PostgreSQL và Milvus, để nhiều máy cùng phục vụ"
        " một kho: milvus+postgresql://NGƯỜI@MÁY/CSDL?milvus=http://MÁY:19530 (chỉ cần nêu lần"
        " đầu; xem docs/deploy.md)",
    )
    parser.add_argument(
        "--watch", action="store_true", help="theo dõi thư mục, dựng lại mỗi khi có thay đổi"
    )
    parser.add_argument(
        "--deepen",
        action=argparse.BooleanOptionalAction,
        default=None,
        help="sau khi kho dùng được, tính thêm vector của bộ mã hóa để tìm theo nghĩa tốt hơn"
        f" (không nêu: tính cho kho tới {UP_TO:,} đoạn)".replace(",", "."),
    )
    parser.add_argument(
        "--confirm-removal",
        action="store_true",
        help="bỏ khỏi kho cả những văn bản mất khỏi thư mục nguồn một cách đáng ngờ (thư mục"
        " trống hoặc không mở được, mất hơn 20 %% một lúc)",
    )
    parser.add_argument("--check", action="store_true", help="chỉ kiểm tra kho, không dựng")
    return parser


def _run(options: argparse.Namespace) -> int:
    if options.check:
        found = examine(options.library, LocalBackends)
        if found:
            say(f"- {one}" for one in found)
            raise LibraryCorrupt(f"Kho {options.library} có {len(found)} chỗ hỏng.")
        say([f"Kho {options.library} nguyên vẹn."])
        return 0
    if not options.paths:
        raise UsageError("Chưa nêu thư mục văn bản.")
    if options.jobs < 1:
        raise UsageError("--jobs phải từ 1.")
    if options.watch:
        say(["Đang theo dõi; Ctrl+C để dừng."])
        _follow(options)
        return 0
    say(report_lines(_build(options)))
    say(f"Chú ý: {lost}" for lost in _lost_folders(options.library))
    _deepen(options)
    return 0


def _doors() -> pack_command.Doors:
    """Return what the accounts beside a library know of closed folders."""
    from search_app import admin  # noqa: PLC0415 (a build needs no accounts)

    return pack_command.Doors(
        admin.open_to_all,
        admin.close_folders,
        admin.told_after_build,
    )


def _lost_folders(library: Path) -> tuple[str, ...]:
    """Say which closed folders the library does not hold any more, where people have accounts."""
    if not library.absolute().with_name(f"{library.name}.accounts.sqlite").is_file():
        return ()
    from search_app.admin import told_after_build  # noqa: PLC0415 (most libraries need no accounts)

    return told_after_build(library)


def _follow(options: argparse.Namespace) -> None:
    """Build at every change; between builds the encoder's vectors are made."""
    beside = Background(lambda stop: _run_deepen(options, stop), _tell)

    def rebuild(leave: frozenset[Path]) -> BuildReport:
        beside.stop()
        try:
            report = _build(options, leave)
            say(f"Chú ý: {lost}" for lost in _lost_folders(options.library))
            return report
        finally:
            if (options.library / "current").is_file():
                beside.start()

    try:
        follow(options.paths, rebuild, _tell, wakes=wakes(options.paths))
    finally:
        beside.stop()


def _deepen(options: argparse.Namespace) -> None:
    bars = Bars()
    try:
        report = _run_deepen(options, progress=bars)
    except KeyboardInterrupt:
        say(["Đã dừng; kho dùng được, lần dựng sau tính tiếp vector của bộ mã hóa."])
        return
    finally:
        bars.close()
    if report is not None:
        _tell(report)


def _run_deepen(
    options: argparse.Namespace,
    stop: Callable[[], bool] = lambda: False,
    progress: Progress = lambda stage, done, total: None,
) -> DeepenReport | None:
    backends = for_renewing(options.library, options.model, options.store)
    if not is_wanted(options.library, backends, options.deepen):
        return None
    return deepen(options.library, backends, stop=stop, progress=progress)


def _build(options: argparse.Namespace, leave: frozenset[Path] = frozenset()) -> BuildReport:
    bars = Bars()
    try:
        return build(
            options.paths,
            options.library,
            for_building(options.library, options.model, options.text_engine, options.store),
            jobs=options.jobs,
            progress=bars,
            retry=options.retry,
            leave=leave,
            confirm_removal=options.confirm_removal,
        )
    finally:
        bars.close()


def _tell(outcome: BuildReport | DeepenReport | VankienError) -> None:
    if isinstance(outcome, BuildReport):
        say(report_lines(outcome))
    elif isinstance(outcome, DeepenReport):
        say(deepen_lines(outcome))
    else:
        sys.stderr.write(f"Lỗi: {outcome}\n")


if __name__ == "__main__":
    sys.exit(main())
