"""``python -m ingest FILE [--json]``: read one file and print what was found in it.

JSON goes to standard output, messages to standard error; the exit code is that of the
error met (see :mod:`ingest.errors`).  A file that bears a secrecy mark is refused with
exit code 18; with ``--json`` the key ``refused`` then gives the reason and nothing of
the file is printed.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ingest import pipeline, serial
from ingest.errors import SecretDocument, VankienError
from ingest.model import Claim, Document, Origin

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
        document = pipeline.parse(
            options.file, cache=options.cache, isolated=not options.no_isolation
        )
    except VankienError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    if options.json:
        public = {key: value for key, value in serial.to_json(document).items() if key != "more"}
        json.dump(public, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    elif document.refused is None:
        sys.stdout.write("\n".join(_summary(document)) + "\n")
    if document.refused is not None:
        refusal = SecretDocument(document.refused)
        sys.stderr.write(f"{refusal}\n")
        return refusal.exit_code
    return 0


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m ingest", description="Đọc một văn bản và in ra những gì tìm thấy trong đó."
    )
    parser.add_argument("file", type=Path, help="tệp văn bản (.pdf, .docx, .txt, .md …)")
    parser.add_argument("--json", action="store_true", help="in toàn bộ dưới dạng JSON")
    parser.add_argument("--cache", type=Path, help="thư mục giữ kết quả nhận dạng trang quét")
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
        f"Ngày: {header.issued.value:%d/%m/%Y}" if header.issued else "Ngày: không có",
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
