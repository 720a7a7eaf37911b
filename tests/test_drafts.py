"""Drafts with planted faults (tests/cases/drafts.json): each told exactly, nothing right accused.

Half of the faults are for reporting only: ``python -m benchmarks.drafts`` counts them too.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.drafts import Outcome, load, run
from index.check_results import CheckVerdict
from index.library import Library
from ingest import pipeline


@pytest.fixture(scope="module")
def outcomes(sample_library: Path) -> Iterator[list[Outcome]]:
    library = Library.open(sample_library)
    yield list(run(library))
    library.close()


def test_there_are_enough_faults() -> None:
    faults = [one for draft in load() for one in draft["expected"] if is_fault(one)]
    assert len(faults) >= 60
    assert 0.3 <= sum(not one["gate"] for one in faults) / len(faults) <= 0.6


def is_fault(expected: dict[str, Any]) -> bool:
    return expected["verdict"] not in ("right", "verbatim", "unsure", "ambiguous")


def test_every_planted_fault_is_told_exactly(outcomes: list[Outcome]) -> None:
    missed = [one.told() for one in outcomes if one.gated and not one.exact]
    assert not missed, "\n".join(missed)


def test_nothing_right_is_accused(outcomes: list[Outcome]) -> None:
    accused = [one.told() for one in outcomes if one.is_false_alarm]
    assert not accused, "\n".join(accused)


@pytest.mark.parametrize(
    ("draft", "verdict", "told"),
    [
        (
            "31-QĐ/TU, ngày 12/9/2023, Điều 25, tr. 3.",
            CheckVerdict.WRONG,
            "chỉ có Điều 1 đến Điều 7",
        ),
        ("31-QĐ/TU (Điều 25) nêu rõ việc ấy.", CheckVerdict.WRONG, "chỉ có Điều 1 đến Điều 7"),
        ("31-QĐ/TU, khoản 9 Điều 3.", CheckVerdict.WRONG, "chỉ có khoản 1 đến khoản 3"),
        ("31-QĐ/TU, ngày 12/9/2023, khoản 1 Điều 3, tr. 1.", CheckVerdict.REPLACED, "52-QĐ/TU"),
        ("31-QĐ/TU, ngày 12/9/2023, Điều 2, tr. 1.", CheckVerdict.RIGHT, "Khớp"),
    ],
)
def test_a_place_set_behind_a_citation_is_part_of_it(
    sample_library: Path, draft: str, verdict: CheckVerdict, told: str
) -> None:
    """Footnotes in Party form set it last, and so do the citations copied from this project."""
    library = Library.open(sample_library)
    try:
        report = library.check(pipeline.parse_text(f"Theo Quy định số {draft}", "nháp.txt"))
    finally:
        library.close()
    assert [one.verdict for one in report.references] == [verdict]
    assert told in report.references[0].detail
