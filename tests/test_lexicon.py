"""Many texts taken apart at once give what each gives alone."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import analyser, batch_analyser, minhash, syllable_counts
from index.analysis.batch_analyser import BatchAnalyser
from index.analysis.subword import Tokens
from index.embedding import models
from ingest.text.vietnamese import WORD, fold, nfc

_MODEL = Path(models.__file__).parents[1] / "models" / "vankien-static"
_ODD = "aáàoòóỏuùúyýqhHOÀÒđĐÐßΣςİ日½²٣ \n\t\u00a0-_/.,;:–…()“”^~#\u0301\u0300\u031b01234"
_SAID = (
    "Nghị quyết số 21-NQ/TW",
    "theo Hướng dẫn\n36-HD/VPTW ngày",
    "47-QĐ/TWcủa",
    "Luật 33/2024/QH15,",
    "QĐ-UBND số 12",
    "hoà bình - thuỷ lợi",
    "cán bộ, đảng viên",
    "can bo dang vien",
    "2021-2025",
)
_TEXT = st.lists(st.one_of(st.sampled_from(_SAID), st.text(_ODD, max_size=12)), max_size=8).map(
    " ".join
)


@pytest.fixture(scope="module")
def cutting() -> BatchAnalyser:
    return BatchAnalyser(_MODEL / models.TOKENIZER)


@pytest.fixture(scope="module")
def corpus(root: Path) -> list[str]:
    files = sorted((root / "corpus" / "sources").glob("**/*"))
    text = "\n".join(one.read_text("utf-8") for one in files if one.suffix in {".txt", ".md"})
    found = text.splitlines()
    found += ["\n".join(found[start : start + 6]) for start in range(0, len(found), 6)]
    assert len(found) > 300
    return found


def sketched(text: str) -> bytes:
    """Make a sketch as its definition says."""
    words = [fold(word) for word in WORD.findall(nfc(text))]
    if len(words) < minhash.SHORTEST_TWIN:
        return b""
    pairs = np.asarray([crc32(f"{a} {b}".encode()) for a, b in pairwise(words)], np.uint64)
    mixed = pairs * minhash._TIMES[:, None] + minhash._PLUS[:, None]
    return bytes((mixed.min(axis=1) >> np.uint64(32)).astype("<u4").tobytes())


def same(own: BatchAnalyser, texts: list[str]) -> None:
    """Compare with taking each text apart alone."""
    found = own.analyse(texts)
    assert found.terms == tuple(map(analyser.term_line, texts))
    alone = syllable_counts.seen(texts)
    assert found.counted.counts() == alone.counts()
    assert set(found.counted.single) <= set(alone.single)


def test_documents_are_taken_apart_alike(cutting: BatchAnalyser, corpus: list[str]) -> None:
    same(cutting, corpus)
    same(cutting, corpus[::-1])
    assert minhash.sketches(corpus) == [sketched(text) for text in corpus]


def test_tokens_are_the_tokenizer_s(cutting: BatchAnalyser, corpus: list[str]) -> None:
    tokens = cutting.analyse(corpus).tokens
    assert tokens is not None
    assert [one.tolist() for one in tokens] == list(Tokens(_MODEL / models.TOKENIZER)(corpus))
    model = models.load()
    wholes, windows = model.embed_passages_and_windows(corpus)
    again, parts = model.embed_passages_and_windows(corpus, tokens)
    assert np.array_equal(wholes, again)
    assert np.array_equal(np.concatenate(windows), np.concatenate(parts))


@settings(max_examples=300, deadline=None)
@given(st.lists(_TEXT, max_size=5))
def test_odd_texts_are_taken_apart_alike(texts: list[str]) -> None:
    same(batch_analyser.thread_local_analyser(), texts)
    assert minhash.sketches(texts) == [sketched(text) for text in texts]


def test_what_is_forgotten_is_learned_again(
    corpus: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batch_analyser, "REMEMBERED", 50)
    own = BatchAnalyser()
    for start in range(0, 200, 20):
        same(own, corpus[start : start + 20])


def test_very_long_words_have_sketches() -> None:
    text = " ".join(["đ" * 400, "x" * 70, "một hai ba bốn năm sáu bảy"])
    assert minhash.sketch(text) == sketched(text)
