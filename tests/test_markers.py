"""Markers: every example of the data file matches, every counter-example does not."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.structure.markers import forms, markers_at, roman_value

ROWS: list[dict[str, Any]] = json.loads(
    resources.files("ingest").joinpath("data/markers.json").read_text("utf-8")
)


@pytest.mark.parametrize(
    ("name", "example"), [(row["name"], text) for row in ROWS for text in row["examples"]]
)
def test_an_example_is_found_as_its_form(name: str, example: str) -> None:
    assert name in {marker.form.name for marker in markers_at(example)}


@pytest.mark.parametrize(
    ("name", "example"), [(row["name"], text) for row in ROWS for text in row["counter"]]
)
def test_a_counter_example_is_not(name: str, example: str) -> None:
    assert name not in {marker.form.name for marker in markers_at(example)}


def test_forms_are_named_once() -> None:
    assert len({form.name for form in forms()}) == len(forms())


def _roman(number: int) -> str:
    signs = ((100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"))
    shown = ""
    for value, sign in (*signs, (4, "IV"), (1, "I")):
        while number >= value:
            shown, number = shown + sign, number - value
    return shown


@given(st.integers(1, 399))
def test_roman_numerals_are_read(number: int) -> None:
    assert roman_value(_roman(number)) == number


@pytest.mark.parametrize("text", ["", "IIII", "VX", "ABC", "IC"])
def test_what_is_no_roman_numeral_is_none(text: str) -> None:
    assert roman_value(text) is None


@pytest.mark.parametrize(
    ("text", "order"),
    [("II. Nội dung", 2), ("đ) Lý do", 5), ("Phần thứ ba", 3), ("Điều 12a. Bổ sung", 12)],
)
def test_a_marker_knows_its_place(text: str, order: int) -> None:
    assert markers_at(text)[0].order == order
