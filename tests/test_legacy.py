"""Legacy encodings: every example in the table, detection, mixed text, Word runs."""

from __future__ import annotations

import json
import random
from pathlib import Path

import docx
import pymupdf
import pytest

from ingest.pages import Origin
from ingest.readers import legacy_encodings
from ingest.readers.legacy_encodings import _REMEMBERED, _Shown, _tally
from ingest.readers.pdf import word_gaps
from ingest.readers.word.docx import read_docx

TABLE = json.loads(
    (Path(__file__).parents[1] / "ingest" / "data" / "legacy.json").read_text("utf-8")
)
KEYS = ("tcvn3", "vni", "vntex")
EXAMPLES = [(key, *pair) for key in KEYS for pair in TABLE[key]["examples"]]


@pytest.mark.parametrize(("key", "coded", "said"), EXAMPLES)
def test_examples_convert(key: str, coded: str, said: str) -> None:
    assert legacy_encodings.convert(coded, encoding=key) == said


# Judged before the code.  In fonts that name the code 0xAD "minus" the letter ư arrives as U+2212.
@pytest.mark.parametrize(
    ("coded", "said"),
    [
        ("nh− sau", "như sau"),
        ("tr−íc khi ®−îc häp", "trước khi được họp"),
        ("−u tiªn", "ưu tiên"),
        ("Ch−¬ng II", "Chương II"),
        ("− C¨n cø Ph¸p lÖnh", "− Căn cứ Pháp lệnh"),
        ("n¨m 2001 − 2005", "năm 2001 − 2005"),
        ("5−7 ngµy", "5−7 ngày"),
        ("th− ký, ng−êi", "thư ký, người"),
        ("Hµ Néi − 2003", "Hà Nội − 2003"),
    ],
)
def test_the_minus_inside_words_is_a_letter_of_tcvn3(coded: str, said: str) -> None:
    assert legacy_encodings.convert(coded, encoding="tcvn3") == said


def test_words_with_nothing_but_a_minus_prove_tcvn3_only_as_syllables() -> None:
    assert legacy_encodings.detect("nh− th− ng−êi tr−íc ®−îc Ch−¬ng", [".VnTime"]) == "tcvn3"
    assert legacy_encodings.detect("nh− th− ch−a t− l−u b−u", ["F1"]) == "tcvn3"
    assert legacy_encodings.detect("x−y a−b m−n p−q 2−3", ["F1"]) is None


@pytest.mark.parametrize("key", KEYS)
def test_font_names_say_their_encoding(key: str) -> None:
    assert {legacy_encodings.by_font(name) for name in TABLE[key]["fonts_examples"]} == {key}
    assert legacy_encodings.by_font("ABCDEF+" + TABLE[key]["fonts_examples"][0]) == key
    capitals = legacy_encodings.encodings()[key].capitals
    for name in TABLE[key]["capitals_examples"]:
        assert capitals is not None and capitals.fullmatch(name)


@pytest.mark.parametrize("name", ["TimesNewRomanPSMT", "Verdana", "Vinhan", ".VnTime2K", "CMR10"])
def test_other_fonts_never_show_capitals(name: str) -> None:
    capitals = legacy_encodings.encodings()["tcvn3"].capitals
    assert capitals is not None and not capitals.fullmatch(name)


@pytest.mark.parametrize("key", KEYS)
def test_statistics_tell_the_encoding_without_fonts(key: str) -> None:
    text = " ".join(coded for coded, _ in TABLE[key]["examples"])
    assert legacy_encodings.detect(text) == key


@pytest.mark.parametrize(
    "text",
    [
        "Hướng dẫn thực hiện Nghị quyết của Đảng về công tác cán bộ",
        "là có thì bài cá tài và hà",
        "Señor Müller, façade, naïve, Ångström, crème brûlée",
        "Chi 5 000 £ và 30 °C ± 2 µm § 4 ¶ 2",
        "",
    ],
)
def test_unicode_is_left_alone(text: str) -> None:
    assert legacy_encodings.detect(text, ["ArialMT"]) is None


def test_a_named_font_with_unicode_text_is_not_converted() -> None:
    fonts = legacy_encodings.Fonts()
    fonts.learn([(".VnTime", "C¸n bé, ®¶ng viªn"), (".VnTime", "Cán bộ, đảng viên")])
    assert fonts.encoding(".VnTime", "C¸n bé, ®¶ng viªn") == "tcvn3"
    assert fonts.encoding(".VnTime", "Cán bộ, đảng viên") is None


def test_a_capital_font_shows_capitals() -> None:
    made = legacy_encodings.convert("CñA ban chÊp hµnh", encoding="tcvn3", font=".VnTimeH")
    assert made == "CỦA BAN CHẤP HÀNH"


def test_word_runs_of_both_kinds(tmp_path: Path) -> None:
    word = docx.Document()
    paragraph = word.add_paragraph()
    paragraph.add_run("C¸n bé, ®¶ng viªn g\u00ad¬ng mÉu ").font.name = ".VnTime"
    paragraph.add_run("thực hiện nghị quyết").font.name = "Times New Roman"
    word.save(str(tmp_path / "mixed.docx"))
    (page,) = read_docx(tmp_path / "mixed.docx")
    assert page.lines[0].text == "Cán bộ, đảng viên gương mẫu thực hiện nghị quyết"
    assert page.origin is Origin.CONVERTED
    assert "TCVN3" in page.remarks[0]


def test_a_word_that_both_readings_know_goes_with_its_font() -> None:
    fonts = legacy_encodings.Fonts()
    fonts.learn([("F15", "cõa Ban Th÷íng vö v· thüc hi»n b£o hiºm y t¸ to n d¥n")])
    assert fonts.encoding("F15", "Sè 09-KL/TU") == "vntex"
    fonts.learn([("F15", "Số của Ban Thường vụ")])
    assert fonts.encoding("F15", "Sè 09-KL/TU") is None


def test_boxes_grow_as_the_library_s_own_do() -> None:
    boxes = [(0, 0, 0, 0), (1, 1, 3, 4), (2, 0, 2, 9), (5, 2, 4, 3), (0, 2, 6, 3)]
    for one in boxes:
        for other in boxes:
            rect = pymupdf.Rect(one)
            grown = pymupdf.Rect(other) if rect.is_empty else rect | pymupdf.Rect(other)
            assert word_gaps.around(one, other) == tuple(grown)


def test_what_a_font_shows_page_by_page_counts_as_its_last_letters_do() -> None:
    chance = random.Random(3)
    words = ("C¸n", "bé", "Đảng", "là", "plain", "và,", "®ång", "nghĩa")
    shown, whole = _Shown(), ""
    for letters in (300, 9_000, 8_000, 40, 9_000, 50_000, 3_000, 19_999, 1):
        texts = [" ".join(chance.choices(words, k=4)) for _ in range(letters // 20 + 1)]
        shown.add(texts)
        whole = " ".join((whole, *texts))[-_REMEMBERED:]
        assert shown.tally == _tally(whole)
        assert not shown.is_ascii
    shown.add(["plain"] * _REMEMBERED)
    assert shown.is_ascii
    assert shown.tally.total == 0
