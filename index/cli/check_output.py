"""The check of a draft and of a quotation as text for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from index.check_results import CheckedQuotation, CheckReport
from index.citations import status_words
from index.verdict_words import Group, group_of, heading


def check_lines(report: CheckReport) -> Iterator[str]:
    """Yield the judgement on a draft line by line, what is wrong first."""
    groups = list(Group)
    for checked in sorted(report.references, key=lambda one: groups.index(group_of(one))):
        yield f"[{heading(checked)}] {_flat(checked.text)}"
        if checked.detail:
            yield f"    {checked.detail}"
        yield from (f"    ! {status_words.sentence(status)}" for status in checked.statuses)
    for quoted in report.quotations:
        yield from quotation_lines(quoted)
    yield from report.remarks


def quotation_lines(one: CheckedQuotation) -> Iterator[str]:
    """Yield the judgement on a quotation line by line."""
    yield f"[{heading(one)}] “{_flat(one.text)}”"
    yield f"    {one.detail}"
    if one.notes:
        yield f"    ({'; '.join(one.notes)})"


def _flat(text: str) -> str:
    return " ".join(text.split())
