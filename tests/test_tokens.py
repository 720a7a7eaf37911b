"""Tokens of the embedded model are those the tokenizers package gives."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from index.analysis.subword import Tokens
from index.analysis.unigram import UnigramIndex
from index.analysis.unigram_letters import LetterSearch
from index.embedding import models
from ingest.errors import ModelDamaged

_FILE = Path(models.__file__).parents[1] / "models" / "vankien-static" / "tokenizer.json"


@pytest.fixture(scope="module")
def peer() -> Tokenizer:
    return Tokenizer.from_file(str(_FILE))


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    made = Tokens(_FILE)
    assert made.prepared, "the shipped tokenizer's steps are all known"
    return made


@pytest.fixture(scope="module")
def by_letters() -> Callable[[str], list[int]]:
    """Cut a prepared text as the first questions of a process are cut."""
    search = LetterSearch.of(json.loads(_FILE.read_text("utf-8"))["model"])
    assert search is not None
    return lambda text: search("\u2581" + text.replace(" ", "\u2581") if text else "")


def prepared(tokens: Tokens, text: str) -> list[str]:
    """Return a text as it comes to the search by words, which many at once are put to."""
    assert tokens._prepare is not None
    return [tokens._prepare(text)]


def _ids(peer: Tokenizer, texts: list[str]) -> list[list[int]]:
    return [peer.encode(text, add_special_tokens=False).ids for text in texts]


def test_the_samples_are_cut_alike(
    tokens: Tokens, by_letters: Callable[[str], list[int]], peer: Tokenizer, root: Path
) -> None:
    lines = [
        line
        for path in sorted((root / "corpus" / "sources").glob("**/*"))
        if path.suffix in {".txt", ".md"}
        for line in path.read_text("utf-8").splitlines()
    ]
    assert len(lines) > 1000
    # Many at once and a few go different ways.
    for few in (len(lines), 100, 40):
        assert list(tokens(lines[:few])) == _ids(peer, lines[:few])
    cut = [by_letters(prepared(tokens, line)[0]) for line in lines]
    assert cut == _ids(peer, lines)


_ODD = "aáàoòóỏõọeéuùúyýỳqhHOÀÒ \t\n\u00a0_-–./…“”0123456789½Ⅳ²đĐÐ\u0301\u0300\u031b"
# Letters younger than this Python's Unicode are letters to one and not to the other.
_OLD = st.characters(max_codepoint=0x2BFF, exclude_categories=["Cs", "Cn"])


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet=st.one_of(st.sampled_from(_ODD), _OLD)))
def test_odd_text_is_cut_alike(
    tokens: Tokens, by_letters: Callable[[str], list[int]], peer: Tokenizer, text: str
) -> None:
    assert list(tokens([text])) == _ids(peer, [text])
    assert by_letters(prepared(tokens, text)[0]) == _ids(peer, [text])[0]
    # As it is where so many come that words, not letters, are searched.
    assert list(tokens._many(prepared(tokens, text))) == _ids(peer, [text])


def test_a_question_needs_no_tables_of_the_package(peer: Tokenizer) -> None:
    tokens = Tokens(_FILE)
    question, page = "Trách nhiệm báo cáo định kỳ 日本本", "quy chế làm việc " * 100
    assert list(tokens([question, ""])) == _ids(peer, [question, ""])
    assert "_tokenizer" not in tokens.__dict__
    # A long text is worth them.
    assert list(tokens([page, question])) == _ids(peer, [page, question])
    assert "_tokenizer" in tokens.__dict__


_PIECES = sorted(json.loads(_FILE.read_text("utf-8"))["model"]["vocab"])[::7]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from(_PIECES), max_size=20), st.sampled_from(["", "a", "ng", "日", " "]))
def test_runs_of_words_are_cut_alike(
    tokens: Tokens,
    by_letters: Callable[[str], list[int]],
    peer: Tokenizer,
    pieces: list[list[object]],
    between: str,
) -> None:
    text = between.join(str(piece).replace("\u2581", " ") for piece, _ in pieces)
    assert list(tokens._many(prepared(tokens, text))) == _ids(peer, [text])
    assert by_letters(prepared(tokens, text)[0]) == _ids(peer, [text])[0]


@pytest.mark.parametrize(
    "text",
    ["", "working days after receiving aw", "days after receiving a5 ae", "kkk日本本 cán bộx a日"],
)
def test_words_better_spelled_are_spelled(
    tokens: Tokens, by_letters: Callable[[str], list[int]], peer: Tokenizer, text: str
) -> None:
    assert list(tokens._many(prepared(tokens, text))) == _ids(peer, [text])
    assert by_letters(prepared(tokens, text)[0]) == _ids(peer, [text])[0]


def test_pieces_that_are_no_runs_of_words_are_left_to_the_package() -> None:
    def model(*pieces: str) -> dict[str, object]:
        return {"unk_id": 0, "vocab": [["<unk>", 0.0], *([piece, -5.0] for piece in pieces)]}

    assert UnigramIndex.of(model("\u2581", "a", "\u2581a")) is not None
    assert UnigramIndex.of(model("\u2581", "a", "\u2581a", "ab")) is None
    assert UnigramIndex.of(model("\u2581", "a", "\u2581a\u2581b")) is None


def test_unknown_steps_are_left_to_the_package(tmp_path: Path, peer: Tokenizer) -> None:
    made = json.loads(_FILE.read_text("utf-8"))
    made["normalizer"]["normalizers"].append({"type": "StripAccents"})
    other = tmp_path / "tokenizer.json"
    other.write_text(json.dumps(made), "utf-8")
    tokens = Tokens(other)
    assert not tokens.prepared
    assert list(tokens(["Quy chế làm việc"])) == _ids(
        Tokenizer.from_file(str(other)), ["Quy chế làm việc"]
    )


def test_a_file_that_only_the_package_refuses_is_told_when_it_is_needed(tmp_path: Path) -> None:
    description = json.loads(_FILE.read_text("utf-8"))
    description["truncation"] = "no such thing"
    folder = tmp_path / "mo-hinh"
    folder.mkdir()
    (folder / "tokenizer.json").write_text(json.dumps(description), "utf-8")
    tokens = Tokens(folder / "tokenizer.json")
    assert list(tokens(["đảng phí"])) == list(Tokens(_FILE)(["đảng phí"]))
    with pytest.raises(ModelDamaged, match="mo-hinh"):
        list(tokens(["đảng phí hằng tháng " * 100]))
