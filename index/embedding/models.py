"""Embedding models: the one that ships, and any sentence-transformers model by folder or name.

sentence-transformers is imported when a model that needs it is first used: it costs
seconds and hundreds of megabytes.  The embedded model is static and is read without it
(:mod:`index.embedding.static_model`).
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.arrays import Numbers, Vectors
from index.embedding import hub
from index.embedding.digest import digest_of_model
from index.embedding.static_model import TOKENIZER, StaticModel, is_static, unit
from index.embedding.text_windows import windows
from ingest.errors import ModelDamaged, ModelMissing

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

EMBEDDED = "vankien-static"
"""The model that ships with the project."""
_FOLDER = Path(__file__).parents[1] / "models" / EMBEDDED
BATCH = 64


@dataclass(frozen=True, slots=True)
class HubModel:
    """What a model's card asks for: the words put before queries and before passages."""

    query_prefix: str = ""
    passage_prefix: str = ""


@cache
def hub_models() -> dict[str, HubModel]:
    """Return the known hub models by name (``data/hub_models.json``)."""
    data = json.loads(resources.files("index").joinpath("data/hub_models.json").read_text("utf-8"))
    return {row["name"]: HubModel(row["query"], row["passage"]) for row in data}


def load(name: str | None = None) -> TransformerEmbedder:
    """Return the embedder of a model: the embedded one (None), a folder, or a hub name.

    Nothing is read before the first use, except to see that the model is there.

    :raises ModelMissing: when a folder holds no model (a hub model: when first used).
    """
    if name in {None, EMBEDDED}:
        return TransformerEmbedder(EMBEDDED, _FOLDER)
    assert name is not None  # noqa: S101  # the branch above
    folder = Path(name)
    if folder.is_dir():
        return TransformerEmbedder(folder.name, folder)
    return TransformerEmbedder(name, None, hub_models().get(name, HubModel()))


class TransformerEmbedder:
    """An :class:`~index.ports.Embedder` over sentence-transformers."""

    def __init__(self, name: str, folder: Path | None, card: HubModel = HubModel()) -> None:
        self._name, self._folder, self._card = name, folder, card
        self._model: SentenceTransformer | None = None
        self._static: StaticModel | None = None
        self._digest: str | None = None
        if folder is not None and not (folder / "modules.json").is_file():
            raise ModelMissing(f"Không thấy mô hình “{name}” trong thư mục đã chỉ.")

    @property
    def name(self) -> str:
        """What the build record calls this model."""
        return self._name

    @property
    def digest(self) -> str:
        """SHA-256 over the model's files, computed once."""
        if self._digest is None:
            self._digest = _digest_of(self._folder or _downloaded(self._loaded()))
        return self._digest

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        static = self._as_static()
        size = static.dimensions if static else self._loaded().get_embedding_dimension()
        if not size:
            raise ModelDamaged(f"Mô hình “{self._name}” không cho biết số chiều.")
        return int(size)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return shape (len(texts), dimensions), rows of unit length.

        A text longer than the model reads at once is read in overlapping windows whose
        vectors are averaged: nothing is clipped.
        """
        return self._embed([self._card.passage_prefix + text for text in texts])

    def embed_windows(self, texts: Sequence[str]) -> list[Vectors]:
        """Return for each text the vectors of its windows, shape (n, dimensions).

        The embedded model has windows of :data:`index.embedding.static_model.WINDOW` tokens; a
        transformer reads words in their surroundings, so only what it cannot read at once is in
        windows.
        """
        static = self._as_static()
        prefixed = [self._card.passage_prefix + text for text in texts]
        if static is not None:
            return [unit(one) for one in static.encode_windows(prefixed)]
        cut = [self._windows(text) for text in prefixed]
        empty = np.zeros((0, self.dimensions), dtype=np.float32)
        return [self._encoded(group) if len(group) > 1 else empty for group in cut]

    def embed_passages_and_windows(
        self, texts: Sequence[str], tokens: Sequence[Numbers] | None = None
    ) -> tuple[Vectors, list[Vectors]]:
        """Return :meth:`embed_passages` and :meth:`embed_windows` at less cost.

        :param tokens: of each text, as cut by words by :attr:`tokenizer`.
        """
        static = self._as_static()
        if static is None:
            return self.embed_passages(texts), self.embed_windows(texts)
        if tokens is not None:
            wholes, parts = static.encode_tokens(tokens)
        else:
            prefixed = [self._card.passage_prefix + text for text in texts]
            wholes, parts = static.encode_both(prefixed)
        if not parts:
            return wholes, parts
        flat = unit(np.concatenate(parts))
        ends = np.cumsum([len(one) for one in parts])
        return unit(wholes), np.split(flat, ends[:-1])

    @property
    def by_tokens(self) -> StaticModel | None:
        """The model, where it reads passages as they are and by their tokens alone."""
        return None if self._card.passage_prefix else self._as_static()

    @property
    def tokenizer(self) -> Path | None:
        """The file by which another process may cut passages; None where the model must."""
        if self._as_static() is None or self._folder is None or self._card.passage_prefix:
            return None
        return self._folder / TOKENIZER

    @property
    def is_cheaper_than_cache(self) -> bool:
        """Whether embedding a text again costs less than looking up what it gave before."""
        return self._as_static() is not None

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Return shape (len(texts), dimensions), rows of unit length."""
        return self._embed([self._card.query_prefix + text for text in texts])

    def _embed(self, texts: list[str]) -> Vectors:
        if not texts:
            return np.zeros((0, self.dimensions), dtype=np.float32)
        static = self._as_static()
        if static is not None:
            return unit(static.encode(texts))
        cut = [self._windows(text) for text in texts]
        flat = [window for group in cut for window in group]
        vectors = self._encoded(flat)
        counts = [len(group) for group in cut]
        if max(counts) == 1:
            return vectors
        starts = np.concatenate([[0], np.cumsum(counts)[:-1]])
        return unit(np.add.reduceat(vectors, starts, axis=0))

    def _encoded(self, texts: list[str]) -> Vectors:
        vectors = self._loaded().encode(
            texts, batch_size=BATCH, show_progress_bar=False, convert_to_numpy=True
        )
        return unit(np.asarray(vectors, dtype=np.float32))

    def _windows(self, text: str) -> list[str]:
        """Cut a text into windows of words that the model reads whole."""
        model = self._loaded()
        longest = model.max_seq_length
        if not longest or not np.isfinite(longest) or longest > 100_000:
            return [text]
        special = int(model.tokenizer.num_special_tokens_to_add(pair=False))
        return windows(
            text, longest - special, lambda stretch: len(model.tokenizer.tokenize(stretch))
        )

    def _as_static(self) -> StaticModel | None:
        if self._static is None and self._folder is not None and is_static(self._folder):
            self._static = StaticModel(self._folder)
        return self._static

    def _loaded(self) -> SentenceTransformer:
        if self._model is None:
            self._model = _load(self._name, self._folder)
        return self._model


def _load(name: str, folder: Path | None) -> SentenceTransformer:
    logging.getLogger("sentence_transformers").setLevel(logging.WARNING)
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "true")
    # Seconds and hundreds of megabytes: only a model that needs them pays.
    from safetensors import SafetensorError  # noqa: PLC0415
    from sentence_transformers import SentenceTransformer  # noqa: PLC0415

    def load_model(local: bool) -> SentenceTransformer:
        return SentenceTransformer(str(folder or name), device="cpu", local_files_only=local)

    try:
        model = load_model(True) if folder else hub.load(name, load_model)
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        if folder is not None:
            raise ModelDamaged(f"Các tệp của mô hình “{name}” bị hỏng.") from error
        message = f"Không có mô hình “{name}” trên máy và không tải được."
        raise ModelMissing(message) from error
    return model.float()


def _downloaded(model: SentenceTransformer) -> Path | str:
    """Return where a hub model lies on this machine, else what it is (its parameters)."""
    first: Any = model[0]
    path = getattr(getattr(first, "auto_model", None), "name_or_path", "")
    return Path(path) if path and Path(path).is_dir() else str(model)


def _digest_of(model: Path | str) -> str:
    if isinstance(model, str):
        return hashlib.sha256(model.encode()).hexdigest()
    return digest_of_model(model)
