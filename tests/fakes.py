"""Exact in-memory doubles of the ports, and the smallest documents that are whole."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from index.analysis.analyser import syllables
from index.arrays import ONE, Numbers, Vectors
from index.backends.engines import AUTO
from index.backends.local import LocalBackends
from index.backends.remote import RemoteBackends
from index.lexical.whoosh_index import K1, B
from index.ports import ReadPassage, ReadQuestion, TextEntry
from index.ranking import ScoredKey


class FakeEmbedder:
    """Bags of folded syllables, hashed: the same words are near, and nothing is learned."""

    def __init__(self, name: str = "fake", dimensions: int = 64) -> None:
        self._name = name
        self._dimensions = dimensions
        self.seen: list[str] = []

    @property
    def name(self) -> str:
        return self._name

    @property
    def digest(self) -> str:
        return hashlib.sha256(f"{self._name} {self._dimensions}".encode()).hexdigest()

    @property
    def dimensions(self) -> int:
        return self._dimensions

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        self.seen.extend(texts)
        return self.embed_queries(texts)

    def embed_windows(self, texts: Sequence[str]) -> list[Vectors]:
        return [np.zeros((0, self._dimensions), np.float32) for _ in texts]

    def embed_passages_and_windows(
        self, texts: Sequence[str], tokens: Sequence[Numbers] | None = None
    ) -> tuple[Vectors, list[Vectors]]:
        return self.embed_passages(texts), self.embed_windows(texts)

    @property
    def by_tokens(self) -> None:
        return None

    @property
    def tokenizer(self) -> Path | None:
        return None

    @property
    def is_cheaper_than_cache(self) -> bool:
        return False

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        out = np.zeros((len(texts), self._dimensions), np.float32)
        for row, text in zip(out, texts, strict=True):
            for one in syllables(text):
                digest = hashlib.sha256(one.folded.encode()).digest()
                row[int.from_bytes(digest[:4]) % self._dimensions] += 1
        norms = np.linalg.norm(out, axis=1, keepdims=True)
        return np.asarray(out / np.where(norms > 0, norms, 1), np.float32)


class FakeEncoder(FakeEmbedder):
    """The fake embedder again, as an encoder; it counts how often it was read."""

    def __init__(self, name: str = "fake-encoder", dimensions: int = 48) -> None:
        super().__init__(name, dimensions)
        self.loads = 0

    @property
    def is_loaded(self) -> bool:
        return self.loads > 0

    @property
    def token_dimensions(self) -> int:
        return 16

    def _tokens(self, text: str) -> Vectors:
        """Each folded syllable in a place of its own, by its digest."""
        words = [hashlib.sha256(one.folded.encode()).digest()[0] % 16 for one in syllables(text)]
        return np.eye(16, dtype=np.float32)[words]

    def read_question(self, text: str) -> ReadQuestion:
        return ReadQuestion(self.embed_queries([text]), self._tokens(text))

    def read_passages(self, texts: Sequence[str]) -> list[ReadPassage]:
        wholes, windows = self.embed_passages_and_windows(texts)
        tokens = [np.asarray(self._tokens(text) * ONE, np.int8) for text in texts]
        return [ReadPassage(*row) for row in zip(wholes, windows, tokens, strict=True)]

    def load(self) -> None:
        self.loads += 1

    def load_aside(self) -> None:
        """Never ready: a search that does not wait goes without."""


class FakeVectors:
    """A dictionary of vectors."""

    def __init__(self) -> None:
        self._rows: dict[int, Vectors] = {}
        self._windows: dict[int, Vectors] = {}

    def add(self, keys: Sequence[int], vectors: Vectors, windows: Sequence[Vectors] = ()) -> None:
        self._rows.update((key, row.copy()) for key, row in zip(keys, vectors, strict=True))
        self._windows.update(zip(keys, windows or [vectors[:0]] * len(keys), strict=True))

    def remove(self, keys: Sequence[int]) -> None:
        for key in keys:
            self._rows.pop(key, None)
            self._windows.pop(key, None)

    def search(
        self,
        vector: Vectors,
        limit: int,
        allowed: Sequence[int] | None = None,
        also: Sequence[int] | None = None,
    ) -> list[ScoredKey]:
        among = self._rows.keys() if allowed is None else self._rows.keys() & set(allowed)
        nearest = sorted(among, key=lambda key: (-float(self._rows[key] @ vector[0]), key))
        more = set(() if also is None else map(int, also))
        return self.scores(vector, sorted({*nearest[:limit], *more}))

    def scores(self, vector: Vectors, keys: Sequence[int]) -> list[ScoredKey]:
        found = []
        for key in keys:
            if key in self._rows:
                score = float(self._rows[key] @ vector[0])
                if len(self._windows[key]):
                    score = (score + float((self._windows[key] @ vector[0]).max())) / 2
                found.append(ScoredKey(key, score))
        return sorted(found, key=lambda one: (-one.score, one.key))

    def vector(self, key: int) -> Vectors:
        return self._rows[key].reshape(1, -1)

    def save(self, path: Path) -> None:
        np.savez(path, **{str(key): row for key, row in self._rows.items()})

    def __len__(self) -> int:
        return len(self._rows)


class FakeText:
    """A dictionary of term counts, with BM25 written out."""

    def __init__(self, entries: Iterable[TextEntry] = (), k1: float = K1, b: float = B) -> None:
        self._k1, self._b = k1, b
        self._rows = {entry.key: Counter(entry.terms) for entry in entries}

    def write(self, entries: Iterable[TextEntry], removed: Iterable[int] = ()) -> None:
        for key in removed:
            self._rows.pop(key, None)
        self._rows.update((entry.key, Counter(entry.terms)) for entry in entries)

    def _idf(self, term: str) -> float:
        held = self.document_frequencies([term])[term]
        return math.log(1 + (len(self._rows) - held + 0.5) / (held + 0.5))

    def search(
        self, terms: Sequence[str], limit: int, allowed: Sequence[int] | None = None
    ) -> list[ScoredKey]:
        mean = sum(row.total() for row in self._rows.values()) / max(1, len(self._rows))
        found = []
        for key, row in self._rows.items():
            norm = self._k1 * (1 - self._b + self._b * row.total() / mean)
            score = sum(
                self._idf(term) * row[term] * (self._k1 + 1) / (row[term] + norm) for term in terms
            )
            if score > 0 and (allowed is None or key in allowed):
                found.append(ScoredKey(key, score))
        return sorted(found, key=lambda one: (-one.score, one.key))[:limit]

    def phrase(self, terms: Sequence[str], limit: int) -> list[int]:
        rows = self._rows.items()
        return sorted(key for key, row in rows if terms and all(row[t] for t in terms))[:limit]

    def document_frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        return {term: sum(bool(row[term]) for row in self._rows.values()) for term in terms}

    def max_score(self, terms: Sequence[str]) -> float:
        return sum(self._idf(term) * (self._k1 + 1) for term in terms)

    def narrowed(self, keys: Sequence[int], entries: object) -> FakeText:
        part = FakeText((), self._k1, self._b)
        part._rows = {key: row for key, row in self._rows.items() if key in set(keys)}
        return part

    def __len__(self) -> int:
        return len(self._rows)

    def close(self) -> None:
        """Nothing is open."""


class FakeBackends(LocalBackends):
    """The real indexes with a fake model."""

    def __init__(
        self,
        embedder: FakeEmbedder | None = None,
        text_engine: str = AUTO,
        encoder: FakeEncoder | None = None,
    ) -> None:
        super().__init__(None, text_engine)
        self._fake = embedder or FakeEmbedder()
        self._fake_encoder = encoder

    @property
    def encoder(self) -> FakeEncoder | None:  # type: ignore[override]
        return self._fake_encoder

    @property
    def embedder(self) -> FakeEmbedder:  # type: ignore[override]
        return self._fake


class FakeRemote(RemoteBackends):
    """The real servers with a fake model."""

    fake = FakeEmbedder()

    @property
    def embedder(self) -> FakeEmbedder:  # type: ignore[override]
        return self.fake
