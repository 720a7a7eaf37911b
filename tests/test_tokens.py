"""Tokens of the embedded model are those the tokenizers package gives."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from index import embedding
from index.tokens import Tokens

_FILE = Path(embedding.__file__).parent / "models" / "vankien-static" / "tokenizer.json"


@pytest.fixture(scope="module")
def peer() -> Tokenizer:
    return Tokenizer.from_file(str(_FILE))


@pytest.fixture(scope="module")
def tokens() -> Tokens:
    made = Tokens(_FILE)
    assert made.prepared, "the shipped tokenizer's steps are all known"
    return made


def _ids(peer: Tokenizer, texts: list[str]) -> list[list[int]]:
    return [peer.encode(text, add_special_tokens=False).ids for text in texts]


def test_the_samples_are_cut_alike(tokens: Tokens, peer: Tokenizer, root: Path) -> None:
    lines = [
        line
        for path in sorted((root / "corpus" / "sources").glob("**/*"))
        if path.suffix in {".txt", ".md"}
        for line in path.read_text("utf-8").splitlines()
    ]
    assert len(lines) > 1000
    # Many at once and a few go different ways.
    assert list(tokens(lines)) == _ids(peer, lines)
    assert list(tokens(lines[:40])) == _ids(peer, lines[:40])


_ODD = "aáàoòóỏõọeéuùúyýỳqhHOÀÒ \t\n\u00a0_-–./…“”0123456789½Ⅳ²đĐÐ\u0301\u0300\u031b"
# Letters younger than this Python's Unicode are letters to one and not to the other.
_OLD = st.characters(max_codepoint=0x2BFF, exclude_categories=["Cs", "Cn"])


@settings(max_examples=400, deadline=None)
@given(st.text(alphabet=st.one_of(st.sampled_from(_ODD), _OLD)))
def test_odd_text_is_cut_alike(tokens: Tokens, peer: Tokenizer, text: str) -> None:
    assert list(tokens([text])) == _ids(peer, [text])


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
