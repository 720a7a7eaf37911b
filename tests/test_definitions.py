"""Which words documents define: judged cases, the half kept for reporting, forms with examples."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from index.definitions.forms import any_of, examples
from index.definitions.reader import read_definitions
from ingest.pipeline import parse_text

CASES = [
    json.loads(line)
    for line in (Path(__file__).parent / "cases/definitions.jsonl").read_text("utf-8").splitlines()
]
Told = set[tuple[str, str, str]]


def _read(text: str) -> Told:
    document = parse_text(text)
    return {
        (one.term.of(document.text), one.form.value, one.says.of(document.text))
        for one in read_definitions(document)
    }


def _judged(case: dict[str, list[dict[str, str]]]) -> Told:
    return {(one["term"], one["form"], one["says"]) for one in case["definitions"]}


@pytest.mark.parametrize("case", [one for one in CASES if one["half"] == "first"])
def test_the_first_half_is_read_as_judged(case: dict[str, object]) -> None:
    assert _read(str(case["text"])) == _judged(case)  # type: ignore[arg-type]


def test_the_second_half_which_nothing_was_fitted_to_is_read_nearly_as_well() -> None:
    read, judged = set(), set()
    for n, case in enumerate(one for one in CASES if one["half"] == "second"):
        read |= {(n, *one) for one in _read(case["text"])}
        judged |= {(n, *one) for one in _judged(case)}
    right = len(read & judged)
    assert right / len(judged) >= 0.85, sorted(judged - read)
    assert right / len(read) >= 0.9, sorted(read - judged)


@pytest.mark.parametrize("name", ["headings", "says", "understood", "called", "leads", "no_terms"])
def test_every_form_is_found_in_its_example(name: str) -> None:
    for pattern, example in examples(name):
        assert re.search(pattern, example, re.IGNORECASE), pattern
        assert re.search(any_of(name), example, re.IGNORECASE)
