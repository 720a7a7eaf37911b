"""``python -m index register add|merge|export FILE``: what a library knows of documents."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from index.citations import register_files
from index.citations.register import Dispute
from index.cli.console import say
from index.library import Library
from index.storage import received
from index.storage.store import Store

_AGAIN = "Dựng lại kho (build_index.py) để dẫn chiếu được đối chiếu với danh mục mới."


def add_arguments(parser: argparse.ArgumentParser, default: Path) -> None:
    """Add what the command can be told to ``parser``."""
    acts: Any = parser.add_subparsers(dest="act", required=True, metavar="VIỆC")
    for name, about in (
        ("add", "thêm điều đọc được: bảng .tsv, .csv, mỗi dòng một nơi nói về một văn bản"),
        ("merge", "gộp một danh mục .jsonl do kho khác ghi ra"),
        ("export", "ghi ra tất cả những gì kho biết (.jsonl, hoặc .tsv để đọc và sửa)"),
    ):
        act = acts.add_parser(name, help=about, description=about)
        act.add_argument("file", type=Path, metavar="TỆP", help="tệp đọc vào hoặc ghi ra")
        act.add_argument("--library", type=Path, default=default, metavar="KHO", help="thư mục kho")


def run(library: Library, options: argparse.Namespace) -> int:
    """Do what was asked; return the exit code."""
    say(_export(library, options.file) if options.act == "export" else _add(options))
    return 0


def _add(options: argparse.Namespace) -> Iterator[str]:
    root, path = options.library, options.file
    brought = received.of_store(Store(root))[0].register()
    known = {(str(e.number), e.issued) for e in register_files.of_library(root, brought)}
    entries, left = register_files.read(path)
    register_files.add(root, entries)
    new = sum((str(e.number), e.issued) not in known for e in entries)
    yield (
        f"Đã đọc {len(entries)} văn bản từ {path.name}: {new} văn bản mới,"
        f" {len(entries) - new} văn bản đã biết được thêm nguồn."
    )
    if left:
        yield (
            f"Chưa ghi {', '.join(left)}: cần loại văn bản (cột kind; QĐ là Quy định hay Quyết"
            " định?) và ngày, cơ quan hoặc trích yếu."
        )
    read = {e.number for e in entries}
    for entry in register_files.of_library(root, brought):
        if entry.number in read:
            yield from (f"- {entry.number}: {dispute}" for dispute in map(_told, entry.disputes))
    yield _AGAIN


def _told(dispute: Dispute) -> str:
    """Say what places say otherwise than the register does."""
    words = {"issued": "ngày", "kind": "loại", "body": "cơ quan", "subject": "trích yếu"}
    return (
        f"có {dispute.places} nguồn ghi {words.get(dispute.fact, dispute.fact)} “{dispute.value}”"
    )


def _export(library: Library, path: Path) -> Iterator[str]:
    entries = [entry for entry in library.register() if entry.number is not None]
    register_files.write(path, entries)
    yield f"Đã ghi {len(entries)} văn bản vào {path}."
