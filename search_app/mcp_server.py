"""``python -m search_app mcp --library DIR``: the library as tools of the Model Context Protocol.

A program that writes for a reader asks here, over standard input and output, and gets what
the app's API gives: every word of a document is a slice of it, with its place; what is not
found is said to be not found.  The library is only read, and no answer is made from more
than the reader named by ``--user`` may see.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

from index import check_contract, contract
from index.library import Library
from index.results import Filters, LookupAnswer, Match, SearchRequest
from ingest.arguments import Arguments
from ingest.errors import QueryError, ToolMissing, UsageError, VankienError
from ingest.limited_parse import parse_draft
from search_app import admin
from search_app.persistence.accounts import OWNER, Accounts, User
from search_app.persistence.collections import CollectionStore
from search_app.ports import Librarian
from search_app.routes.checking import MOST_QUOTED
from search_app.search_params import bounded
from search_app.services.closed_folders import ClosedFolders
from search_app.services.drafts import deadline
from search_app.settings import MOST_DRAFT, MOST_QUERY
from search_app.views import addresses, citation_styles

if TYPE_CHECKING:
    from mcp.server.mcpserver import MCPServer

P = ParamSpec("P")
MOST_RESULTS = 50
INSTRUCTIONS = (
    "Kho văn bản của Đảng. Lời của văn bản (khóa text, sentence) là nguyên văn: khi trích phải giữ"
    " từng chữ và dẫn citation. Kho không kết luận về hiệu lực; khóa status nêu điều kho biết về"
    " việc thay thế, bãi bỏ, sửa đổi. Không tìm thấy thì nói là không tìm thấy."
)


class Desk:
    """The library as one reader asks it: each question is answered as JSON.

    :param library: returns the library as the reader may see it now: rights taken back while
        the server runs hold from the next question on.
    :param record: takes the kind of a question and its words, for the record.
    """

    def __init__(
        self, library: Callable[[], Librarian], record: Callable[[str, str], None]
    ) -> None:
        self._ask = library
        self._record = record

    def search(
        self,
        query: str,
        page: int = 1,
        per_page: int = 10,
        kinds: list[str] | None = None,
        issuers: list[str] | None = None,
        years: list[int] | None = None,
    ) -> str:
        """Tìm đoạn văn bản theo lời hỏi hoặc số hiệu; trả về đoạn nguyên văn kèm nguồn.

        Khóa answer.results: đoạn (text), câu trả lời (sentence: vị trí trong text), trang, địa
        chỉ lâu dài; citations: viện dẫn dán được ngay của từng đoạn. answer.kind là "none" khi
        không tìm thấy; nearest khi ấy là các đoạn gần nhất, không phải câu trả lời.
        """
        if page < 1 or not 1 <= per_page <= MOST_RESULTS:
            raise QueryError(
                f"Trang {page} với {per_page} kết quả là không được.",
                f"Chọn page từ 1, per_page từ 1 đến {MOST_RESULTS}.",
            )
        self._record("search", query)
        query = bounded(query, MOST_QUERY)
        narrowed = Filters(
            kinds=tuple(kinds or ()), issuers=tuple(issuers or ()), years=tuple(years or ())
        )
        request = SearchRequest(query, narrowed, page=page, per_page=per_page)
        answer = self._ask().search(request)
        shown = [hit.passage for hit in (*answer.hits, *answer.nearest)]
        cited = {passage.id: citation_styles.own(passage).footnote for passage in shown}
        return _json({"answer": contract.search_result(answer), "citations": cited})

    def lookup(self, text: str) -> str:
        """Tra một số hiệu hay tên gọi ("31-QĐ/TU", "khoản 2 điều 5 quy định 31").

        Khóa matches: văn bản có thể là văn bản ấy; settled là false khi còn nhiều khả năng.
        """
        return _json(contract.lookup_result(self._looked_up(text)))

    def provision(self, text: str) -> str:
        """Đọc nguyên văn một điều, khoản, điểm của một văn bản ("Điều 3 Quy định 31-QĐ/TU").

        Khóa exists là false khi văn bản không có chỗ ấy (range nêu văn bản có đến đâu); null khi
        kho không giữ văn bản. citation là viện dẫn dán được ngay.
        """
        answer = self._looked_up(text)
        places = [self._place(match) for match in answer.matches]
        return _json({"query": text, "settled": answer.is_settled, "matches": places})

    def _place(self, match: Match) -> dict[str, object]:
        candidate = contract.candidate(match)
        passage = match.provision.passage if match.provision else None
        view = self._ask().passage(passage) if passage else None
        return {
            "document": candidate,
            "provision": candidate.provision,
            "citation": citation_styles.own(view).footnote if view else None,
            "url": addresses.of_passage(view) if view else None,
        }

    def cited_by(self, text: str) -> str:
        """Liệt kê những đoạn viện dẫn một văn bản, mỗi đoạn với câu nguyên văn và trang."""
        answer = contract.lookup_result(self._looked_up(text))
        return _json({"query": text, "number": answer.number, "cited_by": answer.cited_by})

    def status(self, text: str) -> str:
        """Cho biết kho có thấy văn bản bị thay thế, bãi bỏ, sửa đổi, đính chính hay không.

        Danh sách status trống nghĩa là kho chưa thấy văn bản nào thay đổi nó; không có nghĩa là
        văn bản còn hiệu lực.
        """
        answer = contract.lookup_result(self._looked_up(text))
        return _json({"query": text, "settled": answer.settled, "matches": answer.matches})

    def check(self, text: str) -> str:
        """Soát mọi viện dẫn và câu trích trong một bản thảo dán vào."""
        self._record("check", "")
        document = parse_draft(None, text=_filled(text, MOST_DRAFT), source="bản thảo")
        if document.refused is not None:
            raise QueryError(document.refused, "Bản thảo có dấu mật không được đưa vào đây.")
        report = self._ask().check(document, deadline())
        return _json(check_contract.check_result(document.text, report))

    def quote(self, text: str) -> str:
        """Soát một câu trích: nguyên văn ở đâu, sai chữ nào, hay không có trong kho."""
        self._record("quote", "")
        return _json(
            check_contract.quotation_verdict(self._ask().quote(_filled(text, MOST_QUOTED)))
        )

    def _looked_up(self, text: str) -> LookupAnswer:
        self._record("lookup", text)
        return self._ask().lookup(bounded(text, MOST_QUERY))


def _filled(text: str, most: int) -> str:
    if not text.strip() or len(text) > most:
        raise QueryError(
            "Chưa có nội dung, hoặc nội dung quá dài.",
            f"Gửi từ một chữ đến {most} ký tự; chia bản thảo dài thành nhiều phần.",
        )
    return text


def _json(answer: object) -> str:
    return json.dumps(answer, default=contract.plain, ensure_ascii=False)


def server(desk: Desk) -> MCPServer[Any]:
    """Return the server whose tools are the questions of ``desk``.

    :raises ToolMissing: the package ``mcp`` is not installed.
    """
    try:
        from mcp.server.mcpserver import MCPServer  # noqa: PLC0415 (an extra)
    except ImportError:
        raise ToolMissing(
            "Chưa cài gói mcp.", "Chạy: .venv/bin/python -m pip install -e '.[mcp]'"
        ) from None
    made: MCPServer[Any] = MCPServer("vankien", instructions=INSTRUCTIONS)
    for tool in (
        desk.search, desk.lookup, desk.provision, desk.cited_by, desk.status, desk.check,
        desk.quote,
    ):  # fmt: skip
        made.add_tool(_telling(tool), name=tool.__name__, structured_output=False)
    return made


def _telling(tool: Callable[P, str]) -> Callable[P, str]:
    """Let a tool answer what is wrong with a question in words, with what to do."""

    @wraps(tool)
    def told(*given: P.args, **named: P.kwargs) -> str:
        try:
            return tool(*given, **named)
        except VankienError as error:
            return _json({"error": error.message, "advice": error.advice})

    return told


def parser() -> argparse.ArgumentParser:
    """Return the command's options."""
    command = Arguments(
        prog="python -m search_app mcp",
        description="Mở kho cho một trợ lý viết trên máy này, theo Model Context Protocol"
        " (qua đầu vào và đầu ra chuẩn).",
    )
    command.add_argument("--library", type=Path, required=True, metavar="KHO", help="thư mục kho")
    command.add_argument(
        "--accounts", type=Path, metavar="TỆP", help="mặc định: KHO.accounts.sqlite"
    )
    command.add_argument("--desk", type=Path, metavar="TỆP", help="mặc định: KHO.desk.sqlite")
    command.add_argument(
        "--user", metavar="TÊN", help="tài khoản mà trợ lý đọc thay; bắt buộc khi kho có tài khoản"
    )
    command.add_argument(
        "--audit-reading", action="store_true", help="ghi cả việc đọc và tìm vào nhật ký"
    )
    return command


def reader(people: Accounts, name: str | None, desk: CollectionStore) -> User:
    """Return whom the server reads for.

    :param desk: knows whether there ever were accounts: without their file nobody is the owner.
    :raises UsageError: the library has accounts and none of them is named, or there is none
        of the name.
    """
    if name is None:
        if desk.had_accounts(people.any()):
            raise UsageError(
                "Kho có tài khoản, nên phải nêu trợ lý đọc thay ai.", "Thêm --user TÊN."
            )
        return OWNER
    return people.user(name)


def run(options: argparse.Namespace) -> int:
    """Serve until the other side hangs up."""
    admin.settle(options.library)
    people = Accounts(options.accounts or admin.beside(options.library, "accounts"))
    desk = CollectionStore(options.desk or admin.beside(options.library, "desk"))
    name = reader(people, options.user, desk).name
    library, folders = Library.open(options.library), ClosedFolders()

    def record(kind: str, words: str) -> None:
        if options.audit_reading:
            people.note(name, f"mcp.{kind}", words)

    def visible() -> Librarian:
        if people.any():
            folders.note(library, people)
        return library.for_reader(reader(people, options.user, desk).rights)

    try:
        server(Desk(visible, record)).run("stdio")
    finally:
        library.close()
    return 0
