"""Restoring diacritics: a typed accent counts, a missing one does not."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis import syllable_counts
from index.query.diacritics import Restorer
from index.query.syllable_model import SyllableModel
from ingest.text.vietnamese import fold, nfc, tone_normal, with_y

RESTORER = Restorer()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dang vien su dung mang xa hoi", "đảng viên sử dụng mạng xã hội"),
        ("bao ve nen tang tu tuong cua dang", "bảo vệ nền tảng tư tưởng của đảng"),
        ("xay dung chinh don dang", "xây dựng chỉnh đốn đảng"),
        ("kiem tra giam sat va ky luat", "kiểm tra giám sát và kỷ luật"),
        ("chuyển doi so quoc gia", "chuyển đổi số quốc gia"),
        ("nông thon moi nang cao", "nông thôn mới nâng cao"),
        ("chi bo quen hop", "chi bộ quên họp"),
        ("tim cau trich", "tìm câu trích"),
        ("tu dien bien tu chuyen hoa", "tự diễn biến tự chuyển hóa"),
        ("quy dinh so may", "quy định số mấy"),
        ("gia ve may bay ha noi sai gon", "giá vé máy bay hà nội sài gòn"),
        ("tai chinh dang", "tài chính đảng"),
        ("bao nhieu nam tuoi dang", "bao nhiêu năm tuổi đảng"),
    ],
)
def test_words_are_restored(typed: str, meant: str) -> None:
    assert RESTORER.restore(typed)[0] == meant


def test_a_typed_accent_is_kept() -> None:
    best = RESTORER.restore("cán bo")[0]
    assert best.startswith("cán ")


@pytest.mark.parametrize(
    "typed",
    ["cách nấu phở bò gia truyền", "quy hoạch ba loại rừng", "cơ quan dân cử và công dân"],
)
def test_a_query_typed_in_full_is_left_alone(typed: str) -> None:
    assert RESTORER.restore(typed)[0] == typed


def test_numbers_and_codes_stay_as_typed() -> None:
    assert "85-QĐ/TW" in RESTORER.restore("quy dinh 85-QĐ/TW")[0]
    assert RESTORER.restore("HD 36")[0] == "HD 36"


def test_accented_text_is_left_alone() -> None:
    text = "Đảng viên không được làm"
    assert RESTORER.restore(text)[0] == text


def test_capitals_stay() -> None:
    assert RESTORER.restore("Dang vien")[0] == "Đảng viên"


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("xaay duwngj dangr", "xây dựng đảng"),
        ("chinhr ddoons", "chỉnh đốn"),
        ("cans booj", "cán bộ"),
        ("ddangr vieen", "đảng viên"),
        ("Ddangr vieen", "Đảng viên"),
        ("duongwf loois", "đường lối"),
        ("ky3 lua65t", "kỷ luật"),
        ("co6ng ta1c ca1n bo65", "công tác cán bộ"),
    ],
)
def test_keys_of_telex_and_vni_are_understood(typed: str, meant: str) -> None:
    assert RESTORER.suggest(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bổ xung hồ sơ", "bổ sung hồ sơ"),
        ("bo xung ho so", "bổ sung hồ sơ"),
        ("kỹ luật đảng viên", "kỷ luật đảng viên"),
        ("chiển khai nghị quyết", "triển khai nghị quyết"),
        ("xinh hoạt chi bộ", "sinh hoạt chi bộ"),
    ],
)
def test_a_spelling_no_text_has_is_read_as_the_one_many_have(typed: str, meant: str) -> None:
    assert RESTORER.suggest(typed) == meant


@pytest.mark.parametrize(
    "typed",
    [
        "kỹ năng vận động quần chúng",
        "sử dụng đất rừng",
        "suy nghĩ kỹ trước khi nghỉ",
        "đại hội 14 bầu bao nhiêu uỷ viên",
        "văn bản về world cup và facebook",
        "to 2 dan pho",
        "nghi quyet 18 khoa 12",
    ],
)
def test_what_can_be_meant_is_no_slip(typed: str) -> None:
    assert RESTORER.suggest(typed) is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("dảng viên dự bị", "đảng viên dự bị"),
        ("lãnh dạo chủ chốt", "lãnh đạo chủ chốt"),
        ("dại hội chi bộ", "đại hội chi bộ"),
    ],
)
def test_a_missing_stroke_is_a_missing_diacritic(typed: str, meant: str) -> None:
    assert RESTORER.restore(typed)[0] == meant


def test_nothing_is_suggested_for_words_that_can_be_read() -> None:
    assert RESTORER.suggest("dang vien") is None
    assert RESTORER.suggest("đảng viên") is None


@given(st.text(max_size=60))
def test_a_restoration_folds_to_what_was_typed(text: str) -> None:
    for found in RESTORER.restore(text):
        assert with_y(fold(found)) == with_y(fold(nfc(text)))


def test_syllables_that_one_library_alone_has_are_read_too() -> None:
    # No shipped text has "kuynh" in any spelling; this library has two.
    own = syllable_counts.updated(syllable_counts.NONE, ["Bản Kuỳnh giáp bản Kuýnh."] * 4)
    assert Restorer(own).restore("ban kuynh")[0] in {"bản kuỳnh", "bản kuýnh"}


def test_the_same_query_is_restored_the_same_way() -> None:
    assert RESTORER.restore("quy che lam viec") == RESTORER.restore("quy che lam viec")


def test_a_library_teaches_its_own_names() -> None:
    assert RESTORER.restore("uy ban xa khe van")[0] != "ủy ban xã khe vằn"
    own = syllable_counts.updated(syllable_counts.NONE, ["Ủy ban xã Khe Vằn họp tại Khe Vằn."] * 3)
    assert Restorer(own).restore("uy ban xa khe van")[0] == "ủy ban xã khe vằn"


def test_counts_are_taken_back_and_written_the_same(tmp_path: Path) -> None:
    kept, gone = "Chi bộ họp mỗi tháng một lần.", "Đảng ủy xã Nà Ruộng họp hằng quý."
    once = syllable_counts.updated(syllable_counts.NONE, [kept])
    both = syllable_counts.updated(once, [gone])
    back = syllable_counts.updated(both, [], [gone])
    assert both.single["ruộng"] == 1
    assert back == once
    syllable_counts.write(tmp_path / "a", once)
    syllable_counts.write(tmp_path / "b", syllable_counts.load_counts(tmp_path / "a"))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_table_says_what_counts_say(tmp_path: Path) -> None:
    texts = ["Ủy ban xã Khe Vằn họp.", "Uỷ ban xã Khe Vằn, kỉ luật và kỷ luật."] * 3
    counts = syllable_counts.updated(syllable_counts.NONE, texts)
    syllable_counts.write(tmp_path / "a", counts)
    table = syllable_counts.load_table(tmp_path / "a")
    words = list(table.words)
    assert dict(zip(words, table.times.tolist(), strict=True)) == counts.single
    pairs = zip(table.first.tolist(), table.second.tolist(), strict=True)
    named = [(words[one], words[other]) for one, other in pairs]
    assert dict(zip(named, table.pair_times.tolist(), strict=True)) == counts.pairs
    by_table, by_counts = SyllableModel(table), SyllableModel(counts)
    assert by_table.words == by_counts.words
    for part in ("_own_words", "_pairs", "_shares", "_weights", "_rests"):
        # Counted in another order: pairs are written in order, counted as they come.
        np.testing.assert_allclose(getattr(by_table, part), getattr(by_counts, part), rtol=1e-6)
    syllable_counts.write(tmp_path / "none", syllable_counts.NONE)
    assert not len(syllable_counts.load_table(tmp_path / "none").words)
    assert Restorer(syllable_counts.load_table(tmp_path / "none")).restore("chi bo")


def test_text_without_diacritics_teaches_nothing() -> None:
    learnt = syllable_counts.updated(syllable_counts.NONE, ["Uy ban nhan dan xa Na Ruong"])
    assert learnt == syllable_counts.NONE


def test_several_readings_are_kept() -> None:
    best, *others = RESTORER.restore("ban")
    assert others
    assert {fold(one) for one in (best, *others)} == {"ban"}


@pytest.mark.parametrize(
    "meant",
    [
        "tìm câu trích về đạo đức cách mạng",
        "cho tôi biết hồ sơ kết nạp",
        "tự diễn biến tự chuyển hóa",
        "chi bộ quên họp thì sao",
        "đảng phí được quy định thế nào",
        "những điều đảng viên không được làm",
    ],
)
def test_set_phrases_are_read_whole(meant: str) -> None:
    assert Restorer().restore(fold(meant))[0] == tone_normal(meant)


def test_a_set_phrase_keeps_what_was_typed() -> None:
    # A diacritic that was typed counts: this is no set phrase.
    assert "bán" in Restorer().restore("bán thường vụ")[0]
