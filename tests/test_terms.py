"""The analyser: tone placement, pairs, numbers, places in the text."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.analysis.analyser import occurrences, query_terms, syllables, term_texts, terms
from index.query import abbreviations
from ingest.text.vietnamese import nfc

LETTERS = st.text(
    st.sampled_from("aăâeêioôơuưyáàảãạấừợđbctnhg 0123456789-/.,“”ĐQTW\n"), max_size=60
)


def test_both_forms_and_pairs() -> None:
    assert term_texts("Cán bộ") == ("cán", "~can", "bộ", "~bo", "cán_bộ", "~can_bo")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("hoà bình", "hòa bình"),
        ("thuý", "thúy"),
        ("Uỷ ban", "ủy ban"),
        ("quí", "quí"),
        (unicodedata.normalize("NFD", "Đảng bộ"), "đảng bộ"),
        ("CÁN BỘ", "cán bộ"),
    ],
)
def test_one_word_written_two_ways_gives_the_same_terms(one: str, other: str) -> None:
    assert term_texts(one) == term_texts(other)


def test_a_number_is_one_term_and_no_pair_reaches_over_it() -> None:
    found = term_texts("Quy định số 08-QĐ/TW của")
    assert "#8-QĐ/TW" in found
    assert "8" in found
    assert not any("_" in term and ("8" in term or "qđ" in term) for term in found)


def test_no_pair_reaches_over_punctuation() -> None:
    found = term_texts("kiểm tra, giám sát. Đảng-bộ")
    assert "kiểm_tra" in found
    assert "tra_giám" not in found
    assert "sát_đảng" not in found
    assert "đảng_bộ" in found


def test_codes_that_differ_by_a_diacritic_stay_apart() -> None:
    assert not set(query_terms("36-HD/VPTW")) & set(term_texts("36-HĐ/VPTW"))


@pytest.mark.parametrize(
    ("typed", "wanted"),
    [
        ("cán bộ", ("cán", "bộ", "cán_bộ")),
        ("can bo", ("~can", "~bo", "~can_bo")),
        ("can bộ", ("~can", "bộ", "~can_bo")),
    ],
)
def test_what_was_typed_decides_the_form(typed: str, wanted: tuple[str, ...]) -> None:
    assert query_terms(typed) == wanted


def test_deliberate_syllables_are_as_written() -> None:
    assert query_terms("kê khai", deliberate=True) == ("kê", "khai", "kê_khai")


@given(LETTERS)
def test_terms_stand_where_they_say(text: str) -> None:
    whole = nfc(text)
    for one in syllables(text):
        assert 0 <= one.start < one.end <= len(whole)
        if one.number is None:
            assert len(one.written) == len(one.folded) == one.end - one.start
    assert all(term.start < term.end <= len(whole) for term in terms(text))


@given(LETTERS)
def test_every_text_is_found_by_its_own_words_with_and_without_accents(text: str) -> None:
    held = set(term_texts(text))
    assert set(query_terms(text)) <= held
    assert set(query_terms(text, deliberate=True)) <= held


def test_phrases_are_found_word_for_word() -> None:
    text = "Đảng viên kiểm tra đảng viên, viên đảng."
    found = occurrences(syllables("dang vien"), syllables(text))
    assert [span.of(text) for span in found] == ["Đảng viên", "đảng viên"]
    assert occurrences(syllables("đăng viên"), syllables(text)) == ()
    assert occurrences((), syllables(text)) == ()


@pytest.mark.parametrize("one", abbreviations.known(), ids=lambda one: one.short)
def test_every_abbreviation_is_expanded_in_its_example(one: abbreviations.Abbreviation) -> None:
    assert one.long in abbreviations.expansions(one.example)


def test_full_names_find_the_short_ones_and_numbers_are_left_alone() -> None:
    assert "BCT" in abbreviations.expansions("nghị quyết của Bộ Chính trị")
    assert "BCT" in abbreviations.expansions("nghi quyet cua bo chinh tri")
    assert abbreviations.expansions("21-NQ/TW") == ()
    assert abbreviations.expansions("ct mới") == ()


@given(st.lists(st.sampled_from(["Cán", "bộ", "hoà", "08-QĐ/TW", "số", "15", "-", ",", "uỷ/ban"])))
def test_terms_with_and_without_their_places_are_the_same(words: list[str]) -> None:
    text = " ".join(words)
    assert term_texts(text) == tuple(term.text for term in terms(text))


@given(LETTERS)
def test_terms_of_any_letters_are_the_same_without_places(text: str) -> None:
    assert term_texts(text) == tuple(term.text for term in terms(text))
