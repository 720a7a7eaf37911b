"""The narrow boundaries behind which the concrete backends stand.

Only :mod:`index.backends` names a concrete backend.  Every adapter of a port
passes the same contract suite, and so does an exact in-memory fake
(``tests/fakes.py``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt

from index.arrays import Levels, Numbers, Vectors
from index.ranking import Keys, ScoredKey, Scores

if TYPE_CHECKING:
    pass


class TokenModel(Protocol):
    """A model whose vectors are means of tokens' vectors."""

    def cut(self, texts: Sequence[str]) -> list[Numbers]:
        """Return the tokens of each text."""
        ...

    def embed(self, tokens: Numbers, counts: npt.NDArray[np.int64]) -> Vectors:
        """Return vectors of unit length, shape (len(counts), dimensions).

        :param tokens: of each text, one text after the other; ``counts`` says how many each has.
        """
        ...


class Embedder(Protocol):
    """Turns text into vectors of unit length."""

    @property
    def name(self) -> str:
        """What the build record calls this model."""
        ...

    @property
    def digest(self) -> str:
        """SHA-256 over the model's files: two models with one digest embed alike."""
        ...

    @property
    def dimensions(self) -> int:
        """How many numbers a vector has."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return shape (len(texts), dimensions); long texts are never clipped silently."""
        ...

    def embed_windows(self, texts: Sequence[str]) -> list[Vectors]:
        """Return for each text the vectors of its windows, shape (n, dimensions).

        A text that is read as one stretch has none: its own vector says all.
        """
        ...

    def embed_passages_and_windows(
        self, texts: Sequence[str], tokens: Sequence[Numbers] | None = None
    ) -> tuple[Vectors, list[Vectors]]:
        """Return :meth:`embed_passages` and :meth:`embed_windows` at less cost.

        ``tokens`` are those of each text, where they were cut by :attr:`tokenizer`.
        """
        ...

    @property
    def by_tokens(self) -> TokenModel | None:
        """What embeds by tokens; None where a text's vector is no mean of its tokens'."""
        ...

    @property
    def tokenizer(self) -> Path | None:
        """The file by which another process may cut passages; None where the model must."""
        ...

    @property
    def is_cheaper_than_cache(self) -> bool:
        """Whether embedding a text again costs less than looking up what it gave before."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Return shape (len(texts), dimensions)."""
        ...


class ReadQuestion(NamedTuple):
    """A question as the encoder reads it.

    ``vector`` has shape (1, dimensions); ``tokens`` are those of its tokens in their
    surroundings, shape (n, token_dimensions).
    """

    vector: Vectors
    tokens: Vectors


class ReadPassage(NamedTuple):
    """A passage as the encoder reads it.

    ``whole`` has shape (dimensions,), ``windows`` (n, dimensions): none of a passage that is
    read as one stretch; ``tokens`` (m, token_dimensions).
    """

    whole: Vectors
    windows: Vectors
    tokens: Levels


class Encoder(Embedder, Protocol):
    """An embedder that reads tokens in their surroundings and gives a vector of each.

    It takes a while to be read itself: a search need not wait for it.
    """

    @property
    def token_dimensions(self) -> int:
        """How many numbers the vector of a token has."""
        ...

    def read_question(self, text: str) -> ReadQuestion:
        """Return the vectors of a question and of its tokens."""
        ...

    def read_passages(self, texts: Sequence[str]) -> list[ReadPassage]:
        """Return the vectors of passages, of their windows and of their tokens."""
        ...

    @property
    def is_loaded(self) -> bool:
        """Whether a question can be embedded at once."""
        ...

    def load(self) -> None:
        """Read the model, if nobody did before."""
        ...

    def load_aside(self) -> None:
        """Begin to read the model in a thread of its own."""
        ...


class Reranker(Protocol):
    """Reads a question and passages together."""

    @property
    def name(self) -> str:
        """The name it was asked for by."""
        ...

    def scores(self, query: str, passages: Sequence[str]) -> list[float]:
        """Return how well each passage answers, in [0, 1]; nothing of a passage is clipped."""
        ...


class VectorIndex(Protocol):
    """Passages by meaning.

    A passage is found by the vector of its whole text; its score is the mean of that
    vector's inner product with the query's and of its best window's (of the whole alone
    where it has no windows).
    """

    def add(self, keys: Sequence[int], vectors: Vectors, windows: Sequence[Vectors] = ()) -> None:
        """Add one row of ``vectors`` under each key, and that key's windows where given."""
        ...

    def remove(self, keys: Sequence[int]) -> None:
        """Forget ``keys``; unknown ones are ignored."""
        ...

    def search(
        self,
        vector: Vectors,
        limit: int,
        allowed: Sequence[int] | Keys | None = None,
        also: Keys | None = None,
    ) -> Sequence[ScoredKey]:
        """Return the at most ``limit`` keys whose wholes are nearest, best score first.

        ``vector`` has shape (1, dimensions); ``allowed`` restricts what is found to those keys.
        The keys ``also`` are in the answer with their scores, wherever they are; unknown ones
        are left out.
        """
        ...

    def scores(self, vector: Vectors, keys: Sequence[int] | Keys) -> Sequence[ScoredKey]:
        """Return the score of each of ``keys``; unknown ones are left out."""
        ...

    def vector(self, key: int) -> Vectors:
        """Return the vector stored under ``key``, shape (1, dimensions)."""
        ...

    def save(self, path: Path) -> None:
        """Write the index into the folder ``path``, which is made."""
        ...

    def __len__(self) -> int: ...


class TokenIndex(Protocol):
    """The tokens of passages by meaning, as the encoder reads them in their surroundings."""

    def add(self, keys: Sequence[int], tokens: Sequence[Levels]) -> None:
        """Add the vectors of each key's tokens, shape (n, dimensions) with n of 0 and more."""
        ...

    def remove(self, keys: Sequence[int]) -> None:
        """Forget ``keys``; unknown ones are ignored."""
        ...

    def known(self, keys: Sequence[int] | Keys) -> Keys:
        """Return those of ``keys`` that are held, in their order."""
        ...

    def late(self, question: Vectors, keys: Sequence[int] | Keys) -> Scores:
        """Return the mean, over a question's tokens, of the score of the nearest of a key's.

        NaN for a key that is not held, or has no token.

        :param question: shape (n, dimensions), one at least.
        """
        ...

    def save(self, folder: Path) -> None:
        """Write the tokens into ``folder``, beside what else is there."""
        ...

    def __len__(self) -> int: ...


class TextEntry:
    """What a text index keeps of a passage: its key and its already analysed terms, in order.

    Kept as one line, terms parted by spaces: a build hands on thousands a second, and an
    engine that splits them itself need not have them split and joined again.
    """

    __slots__ = ("key", "line")

    def __init__(self, key: int, terms: Sequence[str] | str) -> None:
        """Make an entry of terms, or of a line of them."""
        self.key = key
        self.line = terms if isinstance(terms, str) else " ".join(terms)

    @property
    def terms(self) -> tuple[str, ...]:
        """The terms, in order."""
        return tuple(self.line.split(" ")) if self.line else ()


class TextIndex(Protocol):
    """Passages by their terms (see :mod:`index.analysis.analyser`)."""

    def search(
        self, terms: Sequence[str], limit: int, allowed: Sequence[int] | None = None
    ) -> Sequence[ScoredKey]:
        """Return passages that hold any of ``terms``, by BM25, best first."""
        ...

    def phrase(self, terms: Sequence[str], limit: int) -> list[int]:
        """Return keys of passages that hold all of ``terms`` (a phrase's pairs), ascending.

        A few may hold them scattered: the caller looks at the text.
        """
        ...

    def document_frequencies(self, terms: Sequence[str]) -> dict[str, int]:
        """Return how many passages hold each of ``terms``."""
        ...

    def max_score(self, terms: Sequence[str]) -> float:
        """Return the most :meth:`search` could give a passage for ``terms``."""
        ...

    def narrowed(
        self, keys: Sequence[int], entries: Callable[[], Iterable[TextEntry]]
    ) -> TextIndex:
        """Return an index that answers as if it held the passages ``keys`` and nothing else.

        Counts, lengths and scores are those of these passages alone.

        :param entries: yields them analysed, in order of key, for an engine that cannot leave
            the others out of what it counts.
        """
        ...

    def __len__(self) -> int: ...

    def close(self) -> None:
        """Let the files go."""
        ...


class TextIndexWriter(Protocol):
    """Writes a text index beside the one in service."""

    def write(self, entries: Iterable[TextEntry], removed: Iterable[int] = ()) -> None:
        """Forget ``removed``, add ``entries``, commit."""
        ...
