"""``python -m index search|lookup|check|quote|review|register|info|evaluate``: ask a library."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index import check_contract, contract
from index.annotation.annotate import Wanted, hand_back
from index.annotation.margins import with_margins
from index.check_results import QuotationVerdict
from index.citations.checker import something_wrong
from index.citations.review import ReviewRequest
from index.cli import check_output, check_report, output, register_command
from index.cli.console import guarded, say
from index.evaluation import command
from index.evaluation.run import measured, rankings
from index.library import Library
from index.results import SearchRequest, Sort
from ingest import pipeline
from ingest.arguments import Arguments
from ingest.errors import SecretDocument, UsageError
from ingest.text.dates import find_dates

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

DEFAULT_LIBRARY = Path("library")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    options = _parser().parse_args(arguments)
    return guarded(lambda: _run(options))


def _parser() -> argparse.ArgumentParser:
    parser = Arguments(
        prog="python -m index", description="Hỏi một kho văn bản (dựng bằng build_index.py)."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="LỆNH")
    _add_search(commands)
    looked = _command(commands, "lookup", "tra một số hiệu văn bản")
    looked.add_argument(
        "number", nargs="+", metavar="SỐ_HIỆU", help="số hiệu, ví dụ 21-NQ/TW, “quy định 85”"
    )
    _add_check(commands)
    quoted = _command(commands, "quote", "soát một câu trích: có đúng nguyên văn không, ở đâu")
    quoted.add_argument("text", nargs="+", metavar="CÂU", help="câu cần soát")
    quoted.add_argument(
        "--document", default="", metavar="MÃ", help="mã văn bản mà câu được nói là trích từ đó"
    )
    _add_review(commands)
    kept = commands.add_parser("register", help="danh mục văn bản đã biết: thêm, gộp, ghi ra")
    register_command.add_arguments(kept, DEFAULT_LIBRARY)
    _command(commands, "info", "xem kho có gì")
    command.add_arguments(commands.add_parser("evaluate", help="đo chất lượng tìm kiếm"))
    return parser


def _add_search(commands: Any) -> None:  # noqa: ANN401
    search = _command(commands, "search", "tìm đoạn văn trả lời câu hỏi")
    search.add_argument(
        "query", nargs="+", metavar="CÂU_HỎI", help="câu hỏi, có thể kèm bộ lọc (loại:, năm:, …)"
    )
    search.add_argument("--page", type=int, default=1, metavar="SỐ", help="trang kết quả, từ 1")
    search.add_argument(
        "--per-page", type=int, default=10, metavar="SỐ", help="số văn bản một trang"
    )
    search.add_argument(
        "--sort",
        choices=[one.value for one in Sort],
        default=Sort.RELEVANCE.value,
        help="thứ tự: sát nhất, mới nhất hay cũ nhất trước",
    )
    search.add_argument("--as-typed", action="store_true", help="tìm đúng như đã gõ")
    search.add_argument(
        "--model", metavar="TÊN", help="mô hình đã dựng kho (mặc định: theo hồ sơ của kho)"
    )
    search.add_argument("--rerank", metavar="TÊN", help="mô hình xếp hạng lại (cross-encoder)")


def _add_check(commands: Any) -> None:  # noqa: ANN401
    checked = _command(commands, "check", "kiểm tra dẫn chiếu trong một dự thảo")
    checked.add_argument("file", type=Path, metavar="TỆP", help="tệp dự thảo")
    checked.add_argument(
        "--report", type=Path, metavar="TỆP", help="ghi báo cáo ra tệp .html hoặc .txt"
    )
    checked.add_argument(
        "--word", type=Path, metavar="TỆP", help="ghi lại chính tệp .docx kèm chú thích (comment)"
    )
    checked.add_argument(
        "--changes", action="store_true", help="với --word: sửa bằng theo dõi thay đổi"
    )
    checked.add_argument(
        "--footnotes", action="store_true", help="với --word: ghi nguồn câu trích ở cuối trang"
    )


def _add_review(commands: Any) -> None:  # noqa: ANN401
    reviewed = _command(commands, "review", "văn bản nào dựa vào cái đã đổi, và cái gì đã đổi")
    reviewed.add_argument(
        "--issuer", default="", metavar="CƠ_QUAN", help="chỉ văn bản của cơ quan này"
    )
    reviewed.add_argument("--folder", default="", metavar="THƯ_MỤC", help="chỉ văn bản trong đó")
    reviewed.add_argument(
        "--since", type=_day, metavar="NGÀY", help="chỉ thay đổi từ ngày này (2025-01-31)"
    )
    reviewed.add_argument(
        "--new", action="store_true", help="chỉ thay đổi mà lần dựng kho này mới biết"
    )


def _command(commands: Any, name: str, about: str) -> argparse.ArgumentParser:  # noqa: ANN401
    parser: argparse.ArgumentParser = commands.add_parser(name, help=about, description=about)
    parser.add_argument(
        "--library", type=Path, default=DEFAULT_LIBRARY, metavar="KHO", help="thư mục kho"
    )
    parser.add_argument("--json", action="store_true", help="in JSON ra đầu ra chuẩn")
    return parser


def _run(options: argparse.Namespace) -> int:
    if options.command == "evaluate":
        return command.run(options, rankings, measured)
    library = Library.open(
        options.library,
        model=getattr(options, "model", None),
        rerank=getattr(options, "rerank", None),
    )
    try:
        return _COMMANDS[options.command](library, options)
    finally:
        library.close()


def _day(text: str) -> date:
    """Return a day written as ISO 8601 or as readers write it (31/01/2025)."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        dates = find_dates(text)
        if len(dates) == 1:
            return dates[0].value
        raise argparse.ArgumentTypeError(f"“{text}” không phải là ngày.") from None


def _review(library: Library, options: argparse.Namespace) -> int:
    request = ReviewRequest(options.issuer, options.folder, options.since, options.new)
    review = library.review(request)
    _print(options, contract.review_result(review), output.review_lines(review))
    return 0


def _search(library: Library, options: argparse.Namespace) -> int:
    if options.page < 1 or not 1 <= options.per_page <= 100:
        raise UsageError("--page phải từ 1, --per-page từ 1 đến 100.")
    request = SearchRequest(
        " ".join(options.query),
        sort=Sort(options.sort),
        page=options.page,
        per_page=options.per_page,
        as_typed=options.as_typed,
    )
    answer = library.search(request)
    _print(options, contract.search_result(answer), output.search_lines(answer))
    return 0


def _lookup(library: Library, options: argparse.Namespace) -> int:
    answer = library.lookup(" ".join(options.number))
    _print(options, contract.lookup_result(answer), output.lookup_lines(answer))
    return 0


def _check(library: Library, options: argparse.Namespace) -> int:
    draft = pipeline.parse(options.file)
    if draft.refused is not None:
        raise SecretDocument(draft.refused)
    report = library.check(draft)
    if options.file.suffix.lower() == ".docx":
        remarks = with_margins(report, options.file.read_bytes(), library.check)
        report = replace(report, remarks=remarks)
    answer = check_contract.check_result(draft.text, report)
    _print(options, answer, check_output.check_lines(report))
    if options.report is not None:
        check_report.write(options.report, report, draft)
    if options.word is not None:
        wanted = Wanted(options.changes, options.footnotes)
        hand_back(options.file, options.word, draft, report, wanted)
    return 1 if something_wrong(report) else 0


def _quote(library: Library, options: argparse.Namespace) -> int:
    judged = library.quote(" ".join(options.text), options.document)
    answer = check_contract.quotation_verdict(judged)
    _print(options, answer, check_output.quotation_lines(judged))
    return 0 if judged.verdict is QuotationVerdict.VERBATIM else 1


def _info(library: Library, options: argparse.Namespace) -> int:
    overview = library.overview()
    _print(options, contract.library_result(overview), output.overview_lines(overview))
    return 0


_COMMANDS = {
    "search": _search,
    "lookup": _lookup,
    "check": _check,
    "quote": _quote,
    "review": _review,
    "register": register_command.run,
    "info": _info,
}


def _print(options: argparse.Namespace, answer: DataclassInstance, lines: Iterable[str]) -> None:
    """Print an answer as JSON where the reader asked for it, else as lines."""
    say(output.json_lines(answer) if options.json else lines)


if __name__ == "__main__":
    sys.exit(main())
