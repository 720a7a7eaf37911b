"""Text as numbers of tokens, as a tokenizer of the embedded model cuts it, in half its time.

The ``tokenizers`` package carries the place of every letter through each of its steps; for a
vector only the tokens' numbers count.  The steps before the cutting (one Unicode form, lower
case, one tone placement, words parted by one space) are therefore done here on plain strings,
and the model of the tokenizer is asked directly.  Steps not known here are left to the package:
the numbers are the same either way (``tests/test_tokens.py``), but for text with letters that
were put into Unicode after this Python was made.
"""

from __future__ import annotations

import json
import re
import threading
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import cached_property, reduce
from pathlib import Path
from typing import TYPE_CHECKING, Any

from index.analysis.unigram import UnigramIndex
from index.analysis.unigram_letters import LetterSearch
from ingest.errors import ModelDamaged

if TYPE_CHECKING:
    from tokenizers import Tokenizer

_SPACE = "\u2581"
_WORDS_ALONE = {"Regex": r"[^\p{L}\p{N}]+"}
_NO_WORD = re.compile(r"[\W_]+")
_MANY = 1_000
"""Texts tokenised at once."""
_WORTH = 500
"""From so many on words are searched, not letters: its tables take half a second to make."""
_FEW = 64
"""Up to so many are tokenised one by one: sharing them out to threads takes longer."""
_SHORT = 1_000
"""Up to so many letters are searched without the package: its tables take longer to make."""
_SERVICE = 200
"""After so many texts that came a few at a time, the tables pay for these too."""

Step = Callable[[str], str]


class Tokens:
    """The numbers of a text's tokens.

    :raises OSError, ValueError, KeyError: the file is no tokenizer's;
    :raises ModelDamaged: the tokenizers package cannot read it (told when it is first needed).
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._came = 0
        description = json.loads(path.read_text("utf-8"))
        self._prepare = _prepared(description)
        self._letters = LetterSearch.of(description["model"]) if self._prepare else None
        if self._letters is None:
            self._tokenizer  # noqa: B018  # for what it raises

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        """The package's; made when more than a few words come, for a question needs it not."""
        from tokenizers import Tokenizer  # noqa: PLC0415 (loaded with the first model)

        try:
            tokenizer: Tokenizer = Tokenizer.from_file(str(self._path))
        except Exception as error:
            # What the package raises for a file that it cannot read is a bare Exception.
            name = self._path.parent.name
            raise ModelDamaged(f"Bộ tách từ của mô hình “{name}” bị hỏng.") from error
        tokenizer.no_padding()
        tokenizer.no_truncation()
        if self._prepare is not None:
            tokenizer.normalizer = None
        return tokenizer

    @property
    def prepared(self) -> bool:
        """Whether the first steps are done here, not by the package."""
        return self._prepare is not None

    def __call__(self, texts: Sequence[str]) -> Iterator[list[int]]:
        """Yield the tokens of each text."""
        if self._prepare is None:
            yield from self._encode(texts)
        elif len(texts) >= _WORTH:
            yield from self._many(list(map(self._prepare, texts)))
        elif len(texts) > _FEW:
            yield from self._encode(list(map(self._prepare, texts)))
        else:
            yield from self._few(list(map(self._prepare, texts)))

    def _few(self, prepared: list[str]) -> Iterator[list[int]]:
        """Yield the tokens of a few texts: of a question, of the sentences of a page."""
        runs: UnigramIndex | None = self.__dict__.get("_runs")
        if runs is not None:
            yield from runs([text.split(" ") if text else [] for text in prepared])
            return
        self._came += len(prepared)
        if self._came > _SERVICE and "_runs" not in self.__dict__:
            self._came = 0
            # Beside this: no question waits for it.
            threading.Thread(target=lambda: self._runs, daemon=True).start()
        wholes = [_SPACE + text.replace(" ", _SPACE) if text else "" for text in prepared]
        if self._letters is not None and sum(map(len, wholes)) <= _SHORT:
            yield from map(self._letters, wholes)
            return
        model = self._tokenizer.model
        for whole in wholes:
            yield [token.id for token in model.tokenize(whole)] if whole else []

    @cached_property
    def _runs(self) -> UnigramIndex | None:
        """The search by words; read when many texts came, for one question needs it not."""
        return UnigramIndex.of(json.loads(self._path.read_text("utf-8"))["model"])

    def _many(self, prepared: list[str]) -> Iterator[list[int]]:
        runs = self._runs
        if runs is None:
            yield from self._encode(prepared)
            return
        for start in range(0, len(prepared), _MANY):
            batch = prepared[start : start + _MANY]
            yield from runs([text.split(" ") if text else [] for text in batch])

    def _encode(self, texts: Sequence[str]) -> Iterator[list[int]]:
        for start in range(0, len(texts), _MANY):
            batch = list(texts[start : start + _MANY])
            for encoding in self._tokenizer.encode_batch_fast(batch, add_special_tokens=False):
                yield encoding.ids


def by_words(path: Path) -> tuple[Step, UnigramIndex] | None:
    """Return a tokenizer's first steps and its search by words; None where it has not both.

    The steps may be taken for what stands between spaces, one at a time.
    """
    description = json.loads(path.read_text("utf-8"))
    prepare = _prepared(description)
    runs = UnigramIndex.of(description["model"]) if prepare else None
    return (prepare, runs) if prepare and runs else None


def _prepared(description: dict[str, Any]) -> Step | None:
    """Return what does a tokenizer's first steps; None where one of them is not known here."""
    before = description.get("pre_tokenizer") or {}
    plain = before.get("prepend_scheme") == "always" and before.get("split") is False
    whole = plain and not description.get("added_tokens") and not description.get("post_processor")
    if not whole or description["model"].get("type") != "Unigram":
        return None
    normalizer = description.get("normalizer") or {}
    candidates = [_step(step_description) for step_description in normalizer.get("normalizers", [])]
    steps = [step for step in candidates if step is not None]
    if not steps or len(steps) < len(candidates):
        return None
    return lambda text: reduce(lambda so_far, step: step(so_far), steps, text)


def _step(description: dict[str, Any]) -> Step | None:
    kind, pattern = description.get("type"), description.get("pattern", {})
    if kind == "NFC":
        return lambda text: unicodedata.normalize("NFC", text)
    if kind == "Lowercase":
        return str.lower
    if kind == "Strip" and description.get("strip_left") and description.get("strip_right"):
        return str.strip
    if kind == "Replace" and "String" in pattern:
        return lambda text: text.replace(pattern["String"], description["content"])
    if kind == "Replace" and pattern == _WORDS_ALONE and description["content"] == " ":
        return lambda text: _NO_WORD.sub(" ", text)
    return None
