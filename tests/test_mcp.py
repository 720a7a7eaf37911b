"""The library as tools of a writing assistant: over the real protocol, with rights and record."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Coroutine, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

import pytest
from mcp import Client, StdioServerParameters
from mcp.client.stdio import stdio_client

from index.library import Library
from ingest.errors import UsageError
from search_app import mcp_server
from search_app.persistence.accounts import AccountRole, Accounts
from search_app.persistence.collections import CollectionStore
from search_app.ports import Librarian

T = TypeVar("T")
WORD = "mật khẩu đủ dài"


def _run(wanted: Coroutine[Any, Any, T]) -> T:
    """Run in a thread of its own: the browser of other tests keeps a loop in this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, wanted).result()


def _asked(library: Librarian, *questions: tuple[str, Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Ask through the protocol, in this process."""

    async def ask() -> list[dict[str, Any]]:
        desk = mcp_server.Desk(lambda: library, lambda kind, words: None)
        async with Client(mcp_server.server(desk)) as client:
            answers = [await client.call_tool(name, dict(given)) for name, given in questions]
            return [json.loads(answer.content[0].text) for answer in answers]

    return _run(ask())


def test_every_word_is_a_slice_with_its_place(library: Library) -> None:
    (found,) = _asked(library, ("search", {"query": "bí thư huyện ủy tiếp dân mấy ngày"}))
    assert found["answer"]["kind"] == "words"
    assert found["answer"]["results"]
    for result in found["answer"]["results"]:
        view = library.passage(result["passage"])
        assert view is not None
        assert result["text"] == view.text
        assert found["citations"][result["passage"]]


def test_a_provision_a_status_and_citers_are_told(library: Library) -> None:
    place, missing, status, citers = _asked(
        library,
        ("provision", {"text": "Điều 2 Quy định 31-QĐ/TU"}),
        ("provision", {"text": "Điều 99 Quy định 31-QĐ/TU"}),
        ("status", {"text": "62-KL/TU"}),
        ("cited_by", {"text": "21-KL/TW"}),
    )
    (match,) = place["matches"]
    assert match["provision"]["text"].startswith("Điều 2")
    assert "31-QĐ/TU" in match["citation"]
    assert missing["matches"][0]["provision"]["exists"] is False
    effects = {m["issued"]: [one["effect"] for one in m["status"]] for m in status["matches"]}
    assert effects == {"2024-07-18": [], "2019-04-25": ["repealed"]}
    assert {citer["number"] for citer in citers["cited_by"]} >= {"31-QĐ/TU"}


def test_drafts_and_quotations_are_judged(library: Library) -> None:
    checked, quoted = _asked(
        library,
        ("check", {"text": "Căn cứ Quy định số 31-QĐ/TU, ngày 13/9/2023."}),
        ("quote", {"text": "một câu hoàn toàn không có ở bất kỳ văn bản nào trong kho"}),
    )
    assert checked["references"][0]["verdict"] == "wrong"
    assert quoted["verdict"] == "absent"


def test_what_is_wrong_with_a_question_is_told_in_words(library: Library) -> None:
    page, empty, *long = _asked(
        library,
        ("search", {"query": "dân", "page": 0}),
        ("quote", {"text": " "}),
        ("quote", {"text": "dân " * 2000}),
        ("search", {"query": "dân " * 100}),
        ("status", {"text": "dân " * 100}),
    )
    assert "page" in page["advice"]
    assert all(answer["error"] for answer in (empty, *long))


def test_the_reader_named_sees_what_they_see_in_the_app(
    tmp_path: Path, quick_hashing: None
) -> None:
    people = Accounts(tmp_path / "accounts.sqlite")
    desk = CollectionStore(tmp_path / "desk.sqlite")
    assert mcp_server.reader(people, None, desk).rights.everything
    people.add("Chủ", AccountRole.ADMIN, WORD)
    people.add("Lan", AccountRole.READER, WORD)
    people.close_folder("noi-bo")
    with pytest.raises(UsageError, match="đọc thay ai"):
        mcp_server.reader(people, None, desk)
    with pytest.raises(UsageError, match="Không có tài khoản"):
        mcp_server.reader(people, "Mai", desk)
    assert not mcp_server.reader(people, "Lan", desk).rights.allows("noi-bo/a.md")
    (tmp_path / "accounts.sqlite").unlink()
    with pytest.raises(UsageError, match="đọc thay ai"):
        mcp_server.reader(Accounts(tmp_path / "accounts.sqlite"), None, desk)


def test_a_restore_that_was_killed_is_finished_before_accounts_are_asked_for(
    tmp_path: Path, quick_hashing: None
) -> None:
    Accounts(tmp_path / "new.sqlite").add("Chủ", AccountRole.ADMIN, WORD)
    target, desk = tmp_path / "a" / "accounts.sqlite", tmp_path / "a" / "desk.sqlite"
    target.parent.mkdir()
    moves = [{"new": str(tmp_path / "new.sqlite"), "target": str(target), "aside": None}]
    (tmp_path / "kho.restore.json").write_text(json.dumps(moves))
    options = mcp_server.parser().parse_args(
        ["--library", str(tmp_path / "kho"), "--accounts", str(target), "--desk", str(desk)]
    )
    with pytest.raises(UsageError, match="đọc thay ai"):
        mcp_server.run(options)


def test_the_command_serves_over_standard_input_and_records_where_asked(
    sample_library: Path, tmp_path: Path, quick_hashing: None
) -> None:
    people = Accounts(tmp_path / "accounts.sqlite")
    people.add("Chủ", AccountRole.ADMIN, WORD)
    options = ["--library", str(sample_library), "--accounts", str(tmp_path / "accounts.sqlite")]
    options += ["--desk", str(tmp_path / "desk.sqlite")]
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "search_app", "mcp", *options, "--user", "Chủ", "--audit-reading"],
        cwd=Path(__file__).parents[1],
    )

    async def ask() -> tuple[set[str], str]:
        async with Client(stdio_client(command)) as client:
            names = {tool.name for tool in (await client.list_tools()).tools}
            answer = await client.call_tool("lookup", {"text": "31-QĐ/TU"})
            return names, json.loads(answer.content[0].text)["number"]

    names, number = _run(ask())
    assert names == {"search", "lookup", "provision", "cited_by", "status", "check", "quote"}
    assert number == "31-QĐ/TU"
    assert ("Chủ", "mcp.lookup", "31-QĐ/TU") in {(e.user, e.kind, e.what) for e in people.events()}
