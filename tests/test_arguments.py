"""Commands help and complain in Vietnamese."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

import build_index
from index import __main__ as index_command
from ingest import __main__ as ingest_command
from ingest.arguments import Arguments
from search_app import __main__ as app_command

Command = Callable[[list[str]], object]
COMMANDS: list[tuple[Command, list[str]]] = [
    (build_index.main, []),
    (ingest_command.main, []),
    *((index_command.main, [one]) for one in ("search", "lookup", "check", "info", "evaluate")),
    (index_command.main, []),
    (app_command.main, []),
    *((app_command.main, [one]) for one in ("user", "folder", "backup", "restore", "audit")),
    (app_command.main, ["user", "add"]),
    (app_command.main, ["folder", "grant"]),
]
ENGLISH = re.compile(r"\b(usage|options|arguments|show this|required|invalid|choose)\b", re.I)


@pytest.mark.parametrize(("command", "words"), COMMANDS)
def test_help_is_in_vietnamese(
    command: Command, words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        command([*words, "--help"])
    said = capsys.readouterr().out
    assert ended.value.code == 0
    assert said.startswith("Cách dùng: ")
    assert not ENGLISH.search(said)
    # Every word has its explanation behind it (or on the line below).
    options = re.findall(r"^  (-\S+(?: \S+)*?)(?:  +(\S.*))?(?:\n {10,}(\S.*))?$", said, re.M)
    assert [name for name, here, below in options if not (here or below)] == []


def _parser() -> Arguments:
    parser = Arguments(prog="thu")
    parser.add_argument("tep", type=Path)
    parser.add_argument("--so", type=int)
    parser.add_argument("--ti-le", type=float)
    parser.add_argument("--chon", choices=["a", "b"])
    parser.add_argument("--nhieu", nargs="+")
    parser.add_argument("--co", action="store_true")
    either = parser.add_mutually_exclusive_group()
    either.add_argument("--mot", action="store_true")
    either.add_argument("--hai", action="store_true")
    return parser


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("", "Còn thiếu: tep."),
        ("t --la", "Không hiểu: --la."),
        ("t --so x", "--so phải là số nguyên, không phải 'x'."),
        ("t --ti-le x", "--ti-le phải là số, không phải 'x'."),
        ("t --chon c", "--chon không nhận 'c'. Chọn một trong: 'a', 'b'."),
        ("t --so", "--so cần một giá trị đi sau."),
        ("t --nhieu", "--nhieu cần ít nhất một giá trị đi sau."),
        ("t --co=1", "--co không nhận giá trị (đã nêu '1')."),
        ("t --mot --hai", "--hai không dùng cùng --mot."),
        ("t --c", "--c chưa rõ: --chon, --co?"),
    ],
)
def test_what_is_wrong_is_said_in_vietnamese(
    words: str, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        _parser().parse_args(words.split())
    assert ended.value.code == 2
    # From Python 3.12 on choices are written without quotation marks.
    lines = capsys.readouterr().err.splitlines()
    assert lines[-2].replace("a, b.", "'a', 'b'.") == said
    assert lines[-1] == "Xem hướng dẫn: thu --help"
