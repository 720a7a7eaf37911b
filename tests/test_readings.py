"""What a library keeps of its passages' words and sentences says what their texts do."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.access import Rights
from index.analysis.analyser import syllables
from index.analysis.minhash import sketches
from index.catalogue.schema import document_of
from index.library import Library
from index.readings import layout
from index.readings.readings import Readings, ReadPage
from index.readings.taken import take
from index.readings.writer import ReadingsWriter
from index.search.highlighting import highlight_page, meaning_of_texts
from index.search.near_duplicates import pairs_of
from index.search.passage_page import meaning_of, page_of, places_of
from index.search.standing_together import saying
from index.search.term_matching import Finder, QueryTerms
from index.search.text_page import Page, TextPage
from index.storage.store import READINGS, Store
from ingest.errors import LibraryCorrupt
from ingest.text.spans import Span
from ingest.text.vietnamese import nfc
from tests import libraries

_PIECES = (
    *(
        "Hội",
        "hoi",
        "đồng",
        "ĐỒNG",
        "nhân",
        "dân",
        "hoà",
        "hòa",
        "UBND",
        "21",
        "2014",
        "x²",
        "Điều",
    ),
    *("21-NQ/TW", "57-QĐ/TW", "05/2014/NĐ-CP", "Số", "a)", "1.", "“", "…"),
)
_TEXT = st.lists(
    st.tuples(
        st.sampled_from(_PIECES), st.sampled_from([" ", " ", "-", "/", ", ", ". ", ":\n", "  "])
    ),
    max_size=24,
).map(lambda some: nfc("".join(word + gap for word, gap in some)))
_HARD = ("x" + " " * 300 + "y", "21-NQ/TWx 57-QĐ/TW.", "", " \n ", "ab" * 40_000, "ﬀ İ ß 𝐀𝐁")


def readings_of(folder: Path, texts: Sequence[str]) -> Readings:
    """Write the readings of texts, in two pieces, under their places as keys."""
    with ReadingsWriter(folder) as writer:
        for keys in (range(len(texts) // 2), range(len(texts) // 2, len(texts))):
            some = [texts[key] for key in keys]
            taken = take(some)
            nowhere = np.full(len(taken.sentences), -1)
            writer.add(list(keys), taken, np.zeros(len(some), bool), sketches(some), nowhere)
    return Readings(folder)


def asked(query: str) -> QueryTerms:
    typed = syllables(query)
    terms = [QueryTerms(typed, (), {}, deliberate=False).term(one) for one in typed]
    weights = {term: 1.0 + n for n, term in enumerate(terms)}
    return QueryTerms(typed, (), weights, deliberate=False, common=frozenset(terms[:1]))


def all_of(page: Page, wanted: QueryTerms) -> list[object]:
    """Return all that is asked of a page."""
    found = [column.tolist() for column in Finder(wanted)(page)]
    near = meaning_of_texts(page, lambda asked: [len(one) % 7 / 7 for one in asked])
    marked = highlight_page(page, wanted, near, closely=1)
    return [found, marked, saying(page, wanted), page.bounds.tolist()]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(query=_TEXT, texts=st.lists(_TEXT | st.sampled_from(_HARD), min_size=1, max_size=5))
def test_a_page_by_readings_says_what_its_texts_do(
    query: str, texts: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    readings = readings_of(tmp_path_factory.mktemp("r") / "readings", texts)
    keys = [n for n in range(len(texts)) if readings.are_readable([n])]
    some = [texts[n] for n in keys]
    page = page_of(keys, some, readings)
    assert isinstance(page, ReadPage)
    assert all_of(page, asked(query)) == all_of(TextPage(some), asked(query))
    own = readings.pairs(range(len(texts)))
    assert all(map(np.array_equal, own, pairs_of(texts)))


def test_what_readings_cannot_hold_is_read_as_text(tmp_path: Path) -> None:
    readings = readings_of(tmp_path / "readings", _HARD)
    assert not readings.are_readable([0])
    assert isinstance(page_of([0, 2], [_HARD[0], _HARD[2]], readings), TextPage)


def test_readings_of_the_samples_say_what_their_texts_do(sample_library: Path) -> None:
    with Library.open(sample_library).parts() as parts:
        texts = {key: text for key, _, text in parts.catalogue.all_texts()}
        keys = list(texts)
        vector = parts.embedder.embed_queries(["trách nhiệm của người đứng đầu"])
        page = parts.readings.page(keys, list(texts.values()))
        plain = TextPage(list(texts.values()))
        assert page.bounds.tolist() == plain.bounds.tolist()
        every = np.arange(len(page.bounds))
        near = meaning_of(page, parts.embedder, vector)(every)
        assert near == pytest.approx(meaning_of(plain, parts.embedder, vector)(every), abs=1e-6)
        views = parts.catalogue.passages(keys)
        owners = page.text_of(page.bounds[:, 0]).tolist()
        spans = [
            Span(start, end) for start, end in (page.bounds - page.firsts[owners][:, None]).tolist()
        ]
        last = dict(zip(owners, spans, strict=True))
        for chosen in (last, {n: Span(0, last[n].end) for n in last}):
            some = [keys[n] for n in chosen]
            shown = [views[key] for key in some]
            held = page_of(some, [view.text for view in shown], parts.readings)
            expected = [
                parts.catalogue.path_at(view, span)
                for view, span in zip(shown, chosen.values(), strict=True)
            ]
            assert places_of(held, some, shown, list(chosen.values()), parts.catalogue) == expected


def _facts(root: Path) -> dict[str, list[object]]:
    """Return what a library's readings say of each passage, by its text."""
    store = Store(root)
    folder = store.folder(store.current())
    readings, found = Readings(folder / READINGS), {}
    for key, _, text in libraries.catalogue_of(folder).all_texts():
        page = readings.page([key])
        hashes = readings.arrays["written"][page.ids].tolist()
        facts = (readings.goes_on([key]), readings.sketches([key]), page.provisions, page.bounds)
        found[text] = [hashes, *(column.tolist() for column in facts)]
    return found


def test_readings_grow_and_shrink_with_the_library(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    libraries.without_children(monkeypatch)
    corpus, grown, whole = (tmp_path / name for name in ("c", "grown", "whole"))
    libraries.build(libraries.write_corpus(corpus), grown)
    (corpus / "moi.txt").write_text("Chi bộ thôn Nà Ruộng họp mỗi tháng một lần.\n", "utf-8")
    libraries.build(corpus, grown)
    (corpus / "19-ct-tu.txt").unlink()
    libraries.build(corpus, grown)
    libraries.build(corpus, whole)
    assert _facts(grown) == _facts(whole)
    one, other = (Store(root).folder(Store(root).current()) / READINGS for root in (grown, whole))
    # The words of what was removed are gone too.
    assert set(Readings(one).arrays["written"]) == set(Readings(other).arrays["written"])


def test_readings_of_hidden_passages_are_not_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    libraries.without_children(monkeypatch)
    corpus = libraries.write_corpus(tmp_path / "c")
    (corpus / "noi-bo").mkdir()
    (corpus / "31-qd-tu.txt").rename(corpus / "noi-bo" / "31-qd-tu.txt")
    libraries.build(corpus, tmp_path / "l")
    library = Library.open(tmp_path / "l")
    with (
        library.parts() as whole,
        library.for_reader(Rights(frozenset({"noi-bo"}))).parts() as part,
    ):
        shown = {document_of(key) for key, *_ in part.catalogue.all_texts()}
        for key, *_ in whole.catalogue.all_texts():
            if document_of(key) in shown:
                part.readings.page([key])
                continue
            for ask in (part.readings.page, part.readings.goes_on, part.readings.pairs):
                with pytest.raises(KeyError):
                    ask([key])


def test_an_array_that_lost_rows_is_noticed(tmp_path: Path) -> None:
    readings_of(tmp_path / "readings", ["Hội đồng nhân dân.", "Ủy ban nhân dân."])
    gaps = tmp_path / "readings" / layout.path("gaps")
    gaps.write_bytes(gaps.read_bytes()[:-1])
    with pytest.raises(LibraryCorrupt):
        Readings(tmp_path / "readings")
