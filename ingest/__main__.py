"""``python -m ingest FILE --json``: read one document and print what was found."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from ingest.errors import VankienError
from ingest.model import Document
from ingest.pipeline import parse
from ingest.serial import to_json


def main(arguments: list[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m ingest", description="Đọc một văn bản và in những gì đọc được."
    )
    parser.add_argument("file", type=Path, metavar="TỆP", help="tệp .pdf, .docx, .txt hoặc .md")
    parser.add_argument("--json", action="store_true", help="in đầy đủ dưới dạng JSON")
    parser.add_argument("--cache", type=Path, metavar="THƯ_MỤC", help="nơi giữ kết quả nhận dạng")
    options = parser.parse_args(arguments)
    try:
        document = parse(options.file, cache=options.cache)
    except VankienError as error:
        sys.stderr.write(f"Lỗi: {error.message}\n{error.advice}\n")
        return error.exit_code
    if options.json:
        public = {key: value for key, value in to_json(document).items() if key != "_"}
        json.dump(public, sys.stdout, ensure_ascii=False, indent=1)
        sys.stdout.write("\n")
    else:
        sys.stdout.write(summary(document))
    return 0


def summary(document: Document) -> str:
    """Return a few lines about a document, for a person."""
    header = document.header
    if document.refused:
        return f"{document.source}: {document.refused}\n"

    def said(claim: object) -> str:
        return str(getattr(claim, "value", None) or "(không có)")

    issued = f"{header.issued.value:%d/%m/%Y}" if header.issued else "(không có)"
    rows = [
        ("Tệp", document.source),
        ("Số hiệu", said(header.number)),
        ("Loại", said(header.kind)),
        ("Cơ quan ban hành", said(header.issuer)),
        ("Ngày ban hành", issued),
        ("Trích yếu", said(header.subject)),
        ("Số trang", str(len(document.pages))),
        ("Điều, khoản, mục", str(len(document.provisions))),
        ("Chú thích", str(len(document.notes))),
        ("Viện dẫn", str(len(document.references))),
        ("Đoạn trích", str(len(document.passages))),
    ]
    return "".join(f"{name}: {value}\n" for name, value in rows)


if __name__ == "__main__":
    raise SystemExit(main())
