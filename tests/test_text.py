"""Vietnamese text: folding and tone placement keep every offset; syllables; sentences."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.text.vietnamese import (
    clean,
    fold,
    is_syllable,
    lower,
    nfc,
    sentences,
    tokens,
    tone_normal,
)

_LETTERS = st.text(alphabet="aàáảãạăắâầêếeioôơớuưứyýỳđĐQqUuỶỷhHtTnNgGcC .,-\n")


@given(st.text())
def test_folding_keeps_the_length(text: str) -> None:
    assert len(fold(text)) == len(nfc(text))
    assert len(lower(text)) == len(nfc(text))
    assert len(tone_normal(text)) == len(nfc(text))


@given(_LETTERS)
def test_folding_and_tone_placement_settle(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert tone_normal(tone_normal(text)) == tone_normal(text)
    assert fold(tone_normal(text)) == fold(text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hoà", "hòa"), ("thuý", "thúy"), ("uỷ", "ủy"), ("khoá", "khóa"), ("HOÁ", "HÓA"),
        ("khoẻ", "khỏe"), ("Uỷ ban", "Ủy ban"), ("qúy", "quý"), ("quý", "quý"),
        ("hoàn", "hoàn"), ("thuyết", "thuyết"), ("toán", "toán"), ("của", "của"),
    ],
)  # fmt: skip
def test_one_tone_placement(old: str, new: str) -> None:
    assert tone_normal(old) == new


def test_folding() -> None:
    assert fold("Đảng bộ QUẬN Thanh Xuân") == "dang bo quan thanh xuan"
    assert fold("hòa") == fold("hoà")


@pytest.mark.parametrize(
    "word",
    ["nghị", "QUYẾT", "định", "ủy", "uỷ", "khoá", "thuở", "nghiêng", "giếng", "gì", "quốc", "yêu",
     "oanh", "ăn", "Đảng", "xuyên", "khuỷu", "tiếng", "bước"],
)  # fmt: skip
def test_syllables(word: str) -> None:
    assert is_syllable(word)


@pytest.mark.parametrize("word", ["C¸n", "bé®", "str", "wyz", "ngn", "tkj", "bât", "àà", "", "QĐ"])
def test_what_is_no_syllable(word: str) -> None:
    assert not is_syllable(word)


def test_clean_makes_spaces_and_dashes_ordinary() -> None:
    assert clean("36\u00a0\u2011\u00a0HD/VPTW\u200b") == "36 - HD/VPTW"
    assert clean("Q\u00d0/TW") == "QĐ/TW"
    assert clean("a\u0309") == "ả"


@given(st.text())
def test_clean_settles(text: str) -> None:
    assert clean(clean(text)) == clean(text)


def _cut(text: str) -> list[str]:
    return [span.of(text) for span in sentences(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Một câu. Hai câu.", ["Một câu.", "Hai câu."]),
        ("TM. BAN BÍ THƯ ký. Xong.", ["TM. BAN BÍ THƯ ký.", "Xong."]),
        ("Điều 5. Trách nhiệm của cấp ủy", ["Điều 5. Trách nhiệm của cấp ủy"]),
        ("Ngày 1.11. 2011 họp. Sau đó tan.", ["Ngày 1.11. 2011 họp.", "Sau đó tan."]),
        ("1.2. Nội dung. Kết luận", ["1.2. Nội dung.", "Kết luận"]),
        ("Dòng một\nDòng hai", ["Dòng một", "Dòng hai"]),
        (
            "Có từ ngày ký. Điều 5. Đảng viên họp. Ủy ban ghi.",
            ["Có từ ngày ký.", "Điều 5. Đảng viên họp.", "Ủy ban ghi."],
        ),
        ("Theo tr. đầu của sổ. đảng viên ghi.", ["Theo tr. đầu của sổ. đảng viên ghi."]),
        ("Tăng 1.250.000 đồng. Giảm 2,5 %.", ["Tăng 1.250.000 đồng.", "Giảm 2,5 %."]),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert _cut(text) == expected


@given(st.text(alphabet='aB1.!? \n”"(Đ', max_size=80))
def test_sentences_cover_all_that_is_not_white_space(text: str) -> None:
    spans = sentences(text)
    assert all(a.end <= b.start for a, b in itertools.pairwise(spans))
    assert "".join("".join(_cut(text)).split()) == "".join(text.split())


def test_tokens() -> None:
    text = "Số 37-QĐ/TW"
    assert [span.of(text) for span in tokens(text)] == ["Số", "37", "QĐ", "TW"]
