"""Command lines that speak Vietnamese: argparse says its own words in English."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable
from typing import Any, NoReturn

_SAID = (
    (r"the following arguments are required: (.+)", r"Còn thiếu: \1."),
    (r"unrecognized arguments: (.+)", r"Không hiểu: \1."),
    (
        r"argument (.+): invalid choice: (.+) \(choose from (.+)\)",
        r"\1 không nhận \2. Chọn một trong: \3.",
    ),
    (r"argument (.+): invalid int value: (.+)", r"\1 phải là số nguyên, không phải \2."),
    (r"argument (.+): invalid float value: (.+)", r"\1 phải là số, không phải \2."),
    (r"argument (.+): expected one argument", r"\1 cần một giá trị đi sau."),
    (r"argument (.+): expected at least one argument", r"\1 cần ít nhất một giá trị đi sau."),
    (r"argument (.+): ignored explicit argument (.+)", r"\1 không nhận giá trị (đã nêu \2)."),
    (r"argument (.+): not allowed with argument (.+)", r"\1 không dùng cùng \2."),
    (r"ambiguous option: (.+) could match (.+)", r"\1 chưa rõ: \2?"),
)
"""What argparse complains of (Python 3.11 to 3.14), each with its Vietnamese."""


class _Words(argparse.HelpFormatter):
    """Help that begins in Vietnamese."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[Any],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "Cách dùng: " if prefix is None else prefix)


class Arguments(argparse.ArgumentParser):
    """An argument parser whose help and complaints are in Vietnamese."""

    def __init__(self, **options: Any) -> None:  # noqa: ANN401  # argparse's own
        super().__init__(formatter_class=_Words, add_help=False, **options)
        self._positionals.title = "Nêu"
        self._optionals.title = "Tùy chọn"
        self.add_argument("-h", "--help", action="help", help="hiện hướng dẫn này rồi dừng")

    def error(self, message: str) -> NoReturn:
        """Complain and end with exit code 2."""
        self.print_usage(sys.stderr)
        self.exit(2, f"{in_vietnamese(message)}\nXem hướng dẫn: {self.prog} --help\n")


def in_vietnamese(message: str) -> str:
    """Return what argparse complains of in Vietnamese; as it is where that is not known."""
    for english, vietnamese in _SAID:
        match = re.fullmatch(english, message, re.DOTALL)
        if match:
            return match.expand(vietnamese)
    return message
