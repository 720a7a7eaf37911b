"""``python -m ingest FILE [--json]``: read one file and print what was found in it.

Of a ZIP archive every file is read; with ``--json`` a list is printed then, in which a
file that cannot be read is an object of ``source``, ``error`` and ``advice``.

JSON goes to standard output, messages to standard error; the exit code is that of the
error met, in an archive of the first (see :mod:`ingest.errors`).  A file that bears a
secrecy mark is refused with exit code 18; with ``--json`` the key ``refused`` then gives
the reason and nothing of the file is printed.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ingest import document_json, pipeline
from ingest.arguments import Arguments
from ingest.claims import Claim
from ingest.errors import DamagedFile, SecretDocument, VankienError
from ingest.model import Document
from ingest.pages import Origin
from ingest.text.dates import format_day

_ORIGINS = {
    Origin.TEXT: "chữ của tệp",
    Origin.CONVERTED: "chuyển từ bảng mã cũ",
    Origin.OCR: "trang quét, nhận dạng",
    Origin.MIXED: "một phần nhận dạng",
    Origin.UNREADABLE: "không đọc được",
    Origin.BLANK: "trang trắng",
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    options = _options(arguments)
    try:
        if options.file.suffix.lower() in pipeline.ARCHIVES:
            return _archive(options)
        document = _parsed(options, options.file, options.file.name)
    except VankienError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    if options.json:
        _print_json(_public(document))
    elif document.refused is None:
        sys.stdout.write("\n".join(_summary(document)) + "\n")
    if document.refused is not None:
        refusal = SecretDocument(document.refused)
        sys.stderr.write(f"{refusal}\n")
        return refusal.exit_code
    return 0


def _parsed(options: argparse.Namespace, path: Path, source: str) -> Document:
    return pipeline.parse(
        path, source=source, cache=options.cache, isolated=not options.no_isolation
    )


def _archive(options: argparse.Namespace) -> int:
    """Read every file of an archive; return the exit code of the first that cannot be."""
    code = 0
    printed: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for member in pipeline.unpack(options.file, Path(folder)):
            try:
                document = _of_member(options, member)
            except VankienError as error:
                sys.stderr.write(f"{member.name}: {error}\n")
                code = code or error.exit_code
                printed.append(
                    {"source": member.name, "error": error.message, "advice": error.advice}
                )
                continue
            printed.append(_public(document))
            if not options.json:
                sys.stdout.write("\n".join(_summary(document)) + "\n\n")
    if options.json:
        _print_json(printed)
    return code


def _of_member(options: argparse.Namespace, member: pipeline.Member) -> Document:
    """Return the document of a member.

    :raises VankienError: when it cannot be had, or is secret.
    """
    if member.path is None:
        raise member.failed or DamagedFile(f"“{member.name}” không mở được.")
    document = _parsed(options, member.path, member.name)
    if document.refused is not None:
        raise SecretDocument(document.refused)
    return document


def _public(document: Document) -> dict[str, Any]:
    return {key: value for key, value in document_json.to_json(document).items() if key != "more"}


def _print_json(shown: object) -> None:
    json.dump(shown, sys.stdout, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = Arguments(
        prog="python -m ingest", description="Đọc một văn bản và in ra những gì tìm thấy trong đó."
    )
    parser.add_argument(
        "file",
        type=Path,
        metavar="TỆP",
        help=f"tệp văn bản ({pipeline.examples()} …) hoặc tệp nén {', '.join(pipeline.ARCHIVES)}",
    )
    parser.add_argument("--json", action="store_true", help="in toàn bộ dưới dạng JSON")
    parser.add_argument(
        "--cache", type=Path, metavar="THƯ_MỤC", help="thư mục giữ kết quả nhận dạng trang quét"
    )
    parser.add_argument(
        "--no-isolation", action="store_true", help="đọc ngay trong tiến trình này (tệp đáng tin)"
    )
    return parser.parse_args(arguments)


def _summary(document: Document) -> list[str]:
    header = document.header
    lines = [
        f"Tệp: {document.source}",
        f"Số hiệu: {_shown(header.number)}",
        f"Loại văn bản: {_shown(header.kind)}",
        f"Cơ quan ban hành: {_shown(header.issuer)}",
        f"Cấp quyết định: {_shown(header.deciding_body)}",
        f"Ngày: {format_day(header.issued.value)}" if header.issued else "Ngày: không có",
        f"Trích yếu: {_shown(header.subject)}",
        f"Người ký: {_shown(header.signatory)}",
        *(
            f"Trang {page.number}: {_ORIGINS[page.origin]} ({page.confidence:.0%})"
            for page in document.pages
            if page.origin is not Origin.TEXT
        ),
        f"Điều mục: {len(document.provisions)}; đoạn: {len(document.passages)}; "
        f"chú thích: {len(document.notes)}; viện dẫn: {len(document.references)}",
    ]
    for provision in document.provisions:
        title = f" {provision.title}" if provision.title else ""
        lines.append("  " * len(provision.path) + f"{provision.label}{title}")
    return [*lines, *document.remarks]


def _shown(claim: Claim[Any] | None) -> str:
    return str(claim.value) if claim else "không có"


if __name__ == "__main__":
    sys.exit(main())
