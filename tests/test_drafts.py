"""Drafts with planted faults (tests/cases/drafts.json): each told exactly, nothing right accused.

Half of the faults are for reporting only: ``python -m benchmarks.drafts`` counts them too.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from benchmarks.drafts import Outcome, load, run
from index.library import Library


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
