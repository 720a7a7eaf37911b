"""Finding what a query looks for as strings gives what reading syllable by syllable gives."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis.analyser import matches, occurrences, syllables
from index.analysis.codepoints import TextBatch, word_hash
from index.search.highlighting import highlight_all
from index.search.term_matching import Finder, QueryTerms
from index.search.text_page import TextPage
from ingest.text.vietnamese import WORD, fold, nfc

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


def found_in(text: str, finder: Finder) -> list[tuple[int, int, set[str]]]:
    found = finder(TextPage([text]))
    places = zip(found.starts.tolist(), found.ends.tolist(), strict=True)
    return [
        (start, end, {finder.terms[int(term)] for term in found.terms[found.hits == hit]})
        for hit, (start, end) in enumerate(places)
    ]


@settings(max_examples=400, deadline=None)
@given(query=_TEXT, text=_TEXT, deliberate=st.booleans())
def test_hits_are_the_syllables_that_match(query: str, text: str, deliberate: bool) -> None:
    typed = syllables(query)
    wanted = QueryTerms(typed, (), {}, deliberate)
    found = [
        (
            one.start,
            one.end,
            {wanted.term(t) for t in typed if matches(t, one, deliberate=deliberate)},
        )
        for one in syllables(text)
    ]
    expected = [(start, end, terms) for start, end, terms in found if terms]
    hits = found_in(text, Finder(wanted))
    assert [hit[:2] for hit in hits] == [one[:2] for one in expected]
    for (*_, held), (*_, terms) in zip(hits, expected, strict=True):
        assert held >= terms


@settings(max_examples=400, deadline=None)
@given(query=_TEXT, text=_TEXT, deliberate=st.booleans())
def test_phrases_stand_where_their_syllables_do(query: str, text: str, deliberate: bool) -> None:
    phrase = syllables(query)[:4]
    found, others = Finder(QueryTerms((), (phrase,), {}, deliberate, (phrase,))).phrases(text)
    expected = list(occurrences(phrase, syllables(text), deliberate=deliberate))
    assert found == [expected]
    assert others == [expected]


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
    finder = Finder(QueryTerms(syllables(query), (), {}, deliberate=False))
    text = nfc(text)
    assert [text[start:end] for start, end, _ in found_in(text, finder)] == marked


@settings(max_examples=200, deadline=None)
@given(query=_TEXT, texts=st.lists(_TEXT, max_size=5), common=st.booleans())
def test_texts_side_by_side_are_read_as_each_alone(
    query: str, texts: list[str], common: bool
) -> None:
    typed = syllables(query)
    terms = [QueryTerms(typed, (), {}, deliberate=False).term(one) for one in typed]
    wanted = QueryTerms(
        typed,
        (typed[:2],) if len(typed) > 1 else (),
        {term: 1.0 + n for n, term in enumerate(terms)},
        deliberate=False,
        common=frozenset(terms[:1] if common else ()),
    )

    def near(asked: Sequence[str]) -> list[float]:
        return [len(one) % 7 / 7 for one in asked]

    together = highlight_all(texts, wanted, near)
    assert together == [highlight_all([text], wanted, near)[0] for text in texts]


@given(st.text())
def test_words_of_a_page_are_those_of_its_texts(text: str) -> None:
    # Letters of every kind: outside the table, beyond the first plane, without a lower case.
    text = nfc(text)
    page = TextBatch([text, text])
    starts, ends = page.words
    words = [page.text[a:b] for a, b in zip(starts.tolist(), ends.tolist(), strict=True)]
    assert words == WORD.findall(text) * 2
    assert page.hashes(page.codes).tolist() == [word_hash(word) for word in words]
    assert page.folded.tolist() == [ord(fold(char)) for char in page.text]
