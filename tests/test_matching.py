"""Finding what a query looks for as strings gives what reading syllable by syllable gives."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.lexical.terms import matches, occurrences, syllables
from index.matching import Finder, Wanted
from ingest.text import nfc

_WORDS = [
    *(
        "Hội",
        "hội",
        "hoi",
        "đồng",
        "ĐỒNG",
        "dong",
        "nhân",
        "Nhân",
        "nhan",
        "dân",
        "DÂN",
        "an",
        "ban",
    ),
    *("ủy", "uỷ", "hòa", "hoà", "quý", "qúy", "UBND", "HĐND", "Đảng", "x²", "½", "\n", "_", "("),
    *(
        "21-NQ/TW",
        "21",
        "NQ",
        "TW",
        "Số",
        "57-QĐ/TW",
        "05/2014/NĐ-CP",
        "2014",
        "NĐ",
        "-",
        "–",
        ",",
        "/",
    ),
]
_TEXT = st.lists(
    st.tuples(st.sampled_from(_WORDS), st.sampled_from([" ", " ", " ", "-", "/", ", ", "_"])),
    max_size=24,
).map(lambda some: nfc("".join(word + gap for word, gap in some)))


@settings(max_examples=400, deadline=None)
@given(query=_TEXT, text=_TEXT, deliberate=st.booleans())
def test_hits_are_the_syllables_that_match(query: str, text: str, deliberate: bool) -> None:
    typed = syllables(query)
    wanted = Wanted(typed, (), {}, deliberate)
    found = [
        (
            one.start,
            one.end,
            {wanted.term(t) for t in typed if matches(t, one, deliberate=deliberate)},
        )
        for one in syllables(text)
    ]
    expected = [(start, end, terms) for start, end, terms in found if terms]
    hits = Finder(wanted)(text).hits
    assert [(hit.start, hit.end) for hit in hits] == [one[:2] for one in expected]
    for hit, (_, _, terms) in zip(hits, expected, strict=True):
        assert set(hit.terms) >= terms


@settings(max_examples=400, deadline=None)
@given(query=_TEXT, text=_TEXT, deliberate=st.booleans())
def test_phrases_stand_where_their_syllables_do(query: str, text: str, deliberate: bool) -> None:
    phrase = syllables(query)[:4]
    found = Finder(Wanted((), (phrase,), {}, deliberate, (phrase,)))(text)
    expected = list(occurrences(phrase, syllables(text), deliberate=deliberate))
    assert found.phrases == [expected]
    assert found.others == [expected]


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("hội", "Hội nghị, hội, hoi, Hộii", ["Hội", "hội"]),
        ("hoi", "Hội nghị, hoi, hỏi", ["Hội", "hoi", "hỏi"]),
        ("hoà", "hòa bình, HOÀ", ["hòa", "HOÀ"]),
        ("an", "ban, an toàn", ["an"]),
        ("tw", "số 21-NQ/TW của TW", ["TW"]),
        ("21-NQ/TW", "Nghị quyết số 21-NQ/TW, 21", ["21-NQ/TW"]),
    ],
)
def test_what_is_marked(query: str, text: str, marked: list[str]) -> None:
    wanted = Wanted(syllables(query), (), {}, deliberate=False)
    assert [text[hit.start : hit.end] for hit in Finder(wanted)(nfc(text)).hits] == marked
