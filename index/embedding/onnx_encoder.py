"""The encoder that ships, read by ONNX Runtime in eight bits, without torch.

A folder holds ``tokenizer.json``, ``encoder.json`` (:class:`EncoderCard`) and the graph with its
weights (:mod:`index.embedding.onnx_graph`).  The graph is given the numbers of tokens and the mask
of padding, both of shape (texts, tokens), and gives vectors, shape (texts, dimensions), of unit
length, and the state of every token.  What is kept of a state is a shorter vector
(:mod:`index.embedding.token_vectors`).  A passage longer than :attr:`EncoderCard.window` tokens is
read in overlapping windows; nothing is clipped.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from index.arrays import Numbers, Vectors
from index.embedding.digest import digest_of_model
from index.embedding.token_vectors import TokenProjection, levels
from index.ports import ReadPassage, ReadQuestion
from ingest.errors import ModelDamaged, ModelMissing

CARD, TOKENIZER = "encoder.json", "tokenizer.json"
BATCH = 8
"""Texts computed at once; more gain nothing on one core and are padded further."""
OVERLAP = 0.25
"""Share of a window that is read again in the next one."""
VECTORS, STATES = "vectors", "states"
"""What the graph gives: vectors of texts, and states of their tokens."""
ROOM = 1.25
"""A text is read whole up to so many windows: two would say nearly the same twice."""

Ids = list[int]
Window = tuple[Vectors, Vectors]
"""The vector of a window, shape (dimensions,), and its tokens', shape (n, token_dimensions)."""


@dataclass(frozen=True, slots=True)
class EncoderCard:
    """What the encoder expects: ``encoder.json``.

    ``window`` is in tokens, the special ones and the prefix included.  ``first``, ``last`` and
    ``padding`` are numbers of special tokens; ``tensors`` says what of the weights each large
    tensor of the graph is made of (:mod:`index.embedding.onnx_graph`).
    """

    dimensions: int
    window: int
    query: str
    passage: str
    first: int
    last: int
    padding: int
    tensors: dict[str, dict[str, str]]

    @staticmethod
    def read(folder: Path) -> EncoderCard:
        """Read the card of a model folder.

        :raises ModelMissing: there is none; :raises ModelDamaged: it is no card.
        """
        try:
            return EncoderCard(**json.loads((folder / CARD).read_text("utf-8")))
        except FileNotFoundError as error:
            raise ModelMissing(f"Không thấy bộ mã hóa trong thư mục “{folder.name}”.") from error
        except (OSError, ValueError, TypeError) as error:
            raise ModelDamaged(f"Các tệp của bộ mã hóa “{folder.name}” bị hỏng.") from error


class OnnxEncoder:
    """An :class:`~index.ports.Embedder` over ONNX Runtime; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._card = EncoderCard.read(folder)
        self._lock = threading.Lock()
        self._session: Any = None
        self._tokenizer: Any = None
        self._projection = TokenProjection.read(folder)
        self._digest: str | None = None

    @property
    def name(self) -> str:
        """What the build record calls this model."""
        return self._folder.name

    @property
    def digest(self) -> str:
        """SHA-256 over the model's files, computed once."""
        if self._digest is None:
            self._digest = digest_of_model(self._folder)
        return self._digest

    @property
    def dimensions(self) -> int:
        """Length of a vector."""
        return self._card.dimensions

    @property
    def token_dimensions(self) -> int:
        """Length of a token's vector."""
        return self._projection.dimensions

    @property
    def by_tokens(self) -> None:
        """None: it reads words in their surroundings."""
        return None

    @property
    def tokenizer(self) -> Path | None:
        """None: other processes cut nothing for it."""
        return None

    @property
    def is_cheaper_than_cache(self) -> bool:
        """False: a passage costs some 20 ms."""
        return False

    @property
    def is_loaded(self) -> bool:
        """Whether a question can be embedded at once."""
        return self._session is not None

    def load(self) -> None:
        """Read the model, half a second; done by the first text where nobody did it before.

        :raises ModelDamaged: its files are damaged.
        """
        with self._lock:
            if self._session is None:
                self._tokenizer, self._session = _open(self._folder, self._card)

    def load_aside(self) -> None:
        """Begin to read the model in a thread of its own."""
        if not self.is_loaded:
            threading.Thread(target=self._load_quietly, daemon=True).start()

    def _load_quietly(self) -> None:
        try:
            self.load()
        except (ModelDamaged, ModelMissing):
            # Whoever needs it meets the error where it can be told.
            return

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """Return shape (len(texts), dimensions), rows of unit length."""
        return self._wholes(self._card.query, texts)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Return shape (len(texts), dimensions): the mean of a text's windows, of unit length."""
        return self._wholes(self._card.passage, texts)

    def embed_windows(self, texts: Sequence[str]) -> list[Vectors]:
        """Return the vectors of each text's windows; none of a text that is read whole."""
        return self.embed_passages_and_windows(texts)[1]

    def embed_passages_and_windows(
        self, texts: Sequence[str], tokens: Sequence[Numbers] | None = None
    ) -> tuple[Vectors, list[Vectors]]:
        """Return :meth:`embed_passages` and :meth:`embed_windows`, each text read once."""
        read = self.read_passages(texts)
        wholes = np.asarray([one.whole for one in read], np.float32)
        return wholes.reshape(len(texts), self.dimensions), [one.windows for one in read]

    def read_question(self, text: str) -> ReadQuestion:
        """Return the vector of a question and those of its tokens."""
        (windows,) = self._windows(self._card.query, [text])
        tokens = np.concatenate([tokens for _, tokens in windows])
        return ReadQuestion(_mean([vector for vector, _ in windows])[None], tokens)

    def read_passages(self, texts: Sequence[str]) -> list[ReadPassage]:
        """Return of each text the vectors of the whole, of its windows and of its tokens."""
        read: list[ReadPassage] = []
        for windows in self._windows(self._card.passage, texts):
            vectors = np.asarray([vector for vector, _ in windows], np.float32)
            tokens = np.concatenate([levels(tokens) for _, tokens in windows])
            several = vectors if len(vectors) > 1 else vectors[:0]
            read.append(ReadPassage(_mean(list(vectors)), several, tokens))
        return read

    def _wholes(self, prefix: str, texts: Sequence[str]) -> Vectors:
        groups = self._windows(prefix, texts)
        wholes = [_mean([vector for vector, _ in group]) for group in groups]
        return np.asarray(wholes, np.float32).reshape(len(texts), self.dimensions)

    def _windows(self, prefix: str, texts: Sequence[str]) -> list[list[Window]]:
        """Return what is read of each text's windows, one at least."""
        self.load()
        before: Ids = self._tokenizer.encode(prefix, add_special_tokens=False).ids
        encoded = self._tokenizer.encode_batch(list(texts), add_special_tokens=False)
        groups = [cut_windows(item.ids, before, self._card) for item in encoded]
        # The special tokens and the prefix say nothing of the text.
        read = iter(self._run([window for group in groups for window in group], 1 + len(before)))
        return [list(islice(read, len(group))) for group in groups]

    def _run(self, windows: list[Ids], first: int) -> list[Window]:
        """Read windows; their tokens from the ``first`` on, but for the last."""
        out: list[Window | None] = [None] * len(windows)
        # By length: a batch is padded to its longest text.
        order = sorted(range(len(windows)), key=lambda place: -len(windows[place]))
        for start in range(0, len(order), BATCH):
            places = order[start : start + BATCH]
            ids, mask = padded([windows[place] for place in places], self._card.padding)
            feed = {"input_ids": ids, "attention_mask": mask}
            vectors, states = self._session.run([VECTORS, STATES], feed)
            for row, place in enumerate(places):
                own = states[row, first : len(windows[place]) - 1]
                out[place] = vectors[row], self._projection.vectors(own)
        return [one for one in out if one is not None]


def cut_windows(ids: Ids, prefix: Ids, card: EncoderCard) -> list[Ids]:
    """Return the windows of a text, each whole as the model reads it.

    :param ids: the numbers of the text's tokens, without special ones.
    """
    room = card.window - len(prefix) - 2
    if len(ids) <= ROOM * room:
        return [[card.first, *prefix, *ids, card.last]]
    # Spread evenly, so that the last window is as long as the others.
    count = 1 + int(np.ceil((len(ids) - room) / (room * (1 - OVERLAP))))
    starts = np.linspace(0, len(ids) - room, count).astype(int).tolist()
    return [[card.first, *prefix, *ids[start : start + room], card.last] for start in starts]


def padded(windows: list[Ids], padding: int) -> tuple[npt.NDArray[np.int64], ...]:
    """Return the numbers of tokens and the mask, both of shape (windows, longest)."""
    longest = max(map(len, windows))
    ids = np.full((len(windows), longest), padding, np.int64)
    mask = np.zeros((len(windows), longest), np.int64)
    for row, window in enumerate(windows):
        ids[row, : len(window)] = window
        mask[row, : len(window)] = 1
    return ids, mask


def _mean(group: Sequence[Vectors]) -> Vectors:
    """Return the mean of unit vectors, of unit length."""
    mean = np.asarray(group, np.float32).mean(axis=0)
    return np.asarray(mean / max(float(np.linalg.norm(mean)), 1e-9), np.float32)


def _open(folder: Path, card: EncoderCard) -> tuple[Any, Any]:
    """Return the tokenizer and the session of a model folder."""
    from tokenizers import Tokenizer  # noqa: PLC0415 (loaded with the first text)

    from index.embedding.onnx_graph import open_session  # noqa: PLC0415

    try:
        return Tokenizer.from_file(str(folder / TOKENIZER)), open_session(folder, card.tensors)
    except Exception as error:
        # tokenizers raises a bare Exception, ONNX Runtime classes of its own that share no base.
        raise ModelDamaged(f"Các tệp của bộ mã hóa “{folder.name}” bị hỏng.") from error
