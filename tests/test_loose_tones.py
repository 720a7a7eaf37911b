"""Tone marks that stand apart from their vowel."""

from __future__ import annotations

import pytest

from ingest import pipeline
from ingest.text.loose_tones import tones_at_home
from ingest.text.vietnamese import clean, nfc


@pytest.mark.parametrize(
    ("apart", "whole"),
    [
        ("bô \u0323 phận", "bộ phận"),
        ("môṭ", "một"),
        ("đi \u0323nh", "định"),
        ("điṇh", "định"),
        ("quyêń", "quyến"),
        ("NHIÊṂ VU \u0323", "NHIỆM VỤ"),
        ("ngươì", "người"),
        ("giaỉ", "giải"),
        ("thuôc\u0323", "thuộc"),
    ],
)
def test_a_tone_goes_to_the_vowel_of_its_syllable(apart: str, whole: str) -> None:
    assert tones_at_home(nfc(apart)) == whole


@pytest.mark.parametrize("word", ["hoà", "thuỷ", "quý", "giú", "Español", "señor", "khuỷu"])
def test_what_is_at_home_or_no_syllable_stays(word: str) -> None:
    assert tones_at_home(nfc(word)) == nfc(word)


def test_a_look_alike_is_the_letter() -> None:
    assert clean("Chƣơng I, ƢU ĐIỂM") == "Chương I, ƯU ĐIỂM"


def test_a_pasted_text_is_read_with_its_tones_at_home() -> None:
    assert "cán bộ cơ sở" in pipeline.parse_text("Bồi dưỡng cán bô \u0323 cơ sở.").text
