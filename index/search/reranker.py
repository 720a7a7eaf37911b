"""Re-ranking by a cross-encoder, where one is asked for by name (``--rerank NAME``).

A cross-encoder reads the question and a passage together; it judges better than two vectors
and costs a transformer's reading of every passage, so only the best of a ranking are read.
None ships: a name is one of the hub's (BAAI/bge-reranker-v2-m3 and AITeamVN/Vietnamese_Reranker
read Vietnamese) or a folder.  sentence-transformers is imported at the first question.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from index.embedding import hub
from index.embedding.text_windows import windows
from index.ports import Reranker
from index.ranking import FusedHit
from ingest.errors import ModelDamaged, ModelMissing

if TYPE_CHECKING:
    from sentence_transformers import CrossEncoder

AMONG = 50
"""Passages of a ranking that are read again."""
BATCH = 16
LONGEST = 512
"""Tokens of question and passage together, for a model that does not say how many it reads."""
_ADVICE = "Nối mạng để tải mô hình một lần, hoặc bỏ --rerank."


class CrossReranker:
    """A :class:`~index.ports.Reranker` over a sentence-transformers cross-encoder."""

    def __init__(self, name: str) -> None:
        folder = Path(name)
        self._name = name
        self._folder = folder if folder.is_dir() else None
        self._lock = threading.Lock()
        self._model: CrossEncoder | None = None
        if self._folder is not None and not (folder / "config.json").is_file():
            raise ModelMissing(f"Không thấy mô hình xếp hạng lại trong thư mục “{name}”.", _ADVICE)

    @property
    def name(self) -> str:
        """The name it was asked for by."""
        return self._name

    def scores(self, query: str, passages: Sequence[str]) -> list[float]:
        """Return how well each passage answers, in [0, 1].

        A passage too long to be read with the question is read in windows and is worth what
        its best window is worth: nothing is clipped.

        :raises ModelMissing: it is not on this machine and could not be fetched;
        :raises ModelDamaged: its files are damaged.
        """
        if not passages:
            return []
        model = self._loaded()
        room = self._room(query, model)
        cut = [windows(passage, room, lambda text: _tokens(text, model)) for passage in passages]
        pairs = [(query, window) for group in cut for window in group]
        # By length: a transformer pads to the longest of a batch.
        order = sorted(range(len(pairs)), key=lambda n: -len(pairs[n][1]))
        from torch.nn import Sigmoid  # noqa: PLC0415 (heavy: see the module)

        with self._lock:
            predicted: Any = model.predict(
                [pairs[n] for n in order],
                batch_size=BATCH,
                show_progress_bar=False,
                activation_fn=Sigmoid(),
            )
        scores = np.zeros(len(pairs))
        scores[order] = np.asarray(predicted, dtype=np.float64).reshape(len(pairs), -1)[:, -1]
        starts = np.cumsum([0, *(len(group) for group in cut)])[:-1]
        return [round(float(one), 6) for one in np.maximum.reduceat(scores, starts)]

    def _room(self, query: str, model: CrossEncoder) -> int:
        longest = int(model.max_seq_length or LONGEST)
        special = int(model.tokenizer.num_special_tokens_to_add(pair=True))
        # A question longer than half of what is read leaves the passage the other half.
        return max(8, longest // 2, longest - special - _tokens(query, model))

    def _loaded(self) -> CrossEncoder:
        with self._lock:
            if self._model is None:
                self._model = _load(self._name, self._folder)
            return self._model


@cache
def load(name: str) -> CrossReranker:
    """Return the re-ranker of this name; one for the whole process.

    :raises ModelMissing: a folder holds no model (a hub model: when first used).
    """
    return CrossReranker(name)


def _tokens(text: str, model: CrossEncoder) -> int:
    return len(model.tokenizer.tokenize(text))


def _load(name: str, folder: Path | None) -> CrossEncoder:
    # Seconds and hundreds of megabytes: only who asks for it pays.
    from safetensors import SafetensorError  # noqa: PLC0415
    from sentence_transformers import CrossEncoder  # noqa: PLC0415

    def load_model(local: bool) -> CrossEncoder:
        model: CrossEncoder = CrossEncoder(
            str(folder or name), device="cpu", local_files_only=local
        )
        return model

    try:
        model = load_model(True) if folder else hub.load(name, load_model)
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        if folder is not None:
            raise ModelDamaged(f"Các tệp của mô hình “{name}” bị hỏng.") from error
        message = f"Không có mô hình xếp hạng lại “{name}” trên máy và không tải được."
        raise ModelMissing(message, _ADVICE) from error
    return model


def reranked(
    ranked: Sequence[FusedHit], query: str, texts: Sequence[str], reranker: Reranker
) -> list[FusedHit]:
    """Return ``ranked`` with its best :data:`AMONG` in the order the re-ranker gives them.

    ``score`` becomes the re-ranker's.  The rest stay in their order behind them, below the
    last one that was read.

    :param texts: what the passages say, in the same order.
    """
    best = ranked[:AMONG]
    scores = reranker.scores(query, texts[: len(best)])
    top = [one._replace(score=score) for one, score in zip(best, scores, strict=True)]
    top.sort(key=lambda one: (-one.score, -one.words - one.meaning, one.key))
    least = min(scores, default=1.0)
    return [*top, *(one._replace(score=round(one.score * least, 9)) for one in ranked[AMONG:])]


def load_named(name: str | None) -> Reranker | None:
    """Return the re-ranker asked for by ``name``; None where none is asked for."""
    return None if name is None else load(name)
