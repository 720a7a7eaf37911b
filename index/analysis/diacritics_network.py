"""How likely a bare syllable bears which diacritics, by the syllables on both sides of it.

A network of four gated convolutions (Dauphin et al., Language Modeling with Gated Convolutional
Networks, 2017) over syllables without diacritics: some sixteen on each side have a say, where the
counts of :mod:`index.analysis.language_model` know two before.  "vay bao nhieu tien thi phai the
chap" is about a loan, which nothing before "vay" tells.

The file, ``data/diacritics.npz``, is made by ``python -m index.training.diacritics``; it holds
half floats, and is run by numpy alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.analysis.language_model import BREAK, FIRST_WORDS, NUMBER, UNKNOWN, Floats, Ints, shipped
from ingest.text.vietnamese import fold, y_normal

FILE = Path(__file__).parents[1] / "data" / "diacritics.npz"
WIDTH = 5
"""Syllables that each layer looks at."""
STEPS = (1, 1, 2, 4)
"""How far apart they are, layer by layer."""
_AT_ONCE, _COLUMNS = 16, 16
"""Rows and columns multiplied at once: with :data:`WIDTH` of 160 numbers, less than the 262,144
multiplications from which on OpenBLAS shares a product out to threads (65,536 times its
``GEMM_MULTITHREAD_THRESHOLD`` of 4)."""
_EPSILON = 1e-5

Blocks = npt.NDArray[np.float32]


def bare_form(syllable: str) -> str:
    """Return what a syllable in small letters is without diacritics, i and y being one vowel."""
    return fold(y_normal(syllable))


def bare_forms(words: Sequence[str]) -> dict[str, int]:
    """Return the number of each bare form, in the order in which ``words`` have them.

    The first three words stand for breaks and for what is no syllable, and are forms of their own.
    """
    forms = {word: place for place, word in enumerate(FIRST_WORDS)}
    for word in words[len(FIRST_WORDS) :]:
        forms.setdefault(bare_form(word), len(forms))
    return forms


class DiacriticsNetwork:
    """The network, read from its file; safe in any number of threads.

    :raises OSError, ValueError, KeyError: the file is missing, or is no such network.
    """

    def __init__(self, path: Path = FILE) -> None:
        with np.load(path) as held:
            arrays = {name: held[name].astype(np.float32) for name in held.files}
        self._forms = bare_forms(shipped().words)
        self._inputs: Floats = arrays["inputs"]
        self._norms = [arrays[f"norm{n}"] for n in range(len(STEPS) + 1)]
        self._weights = [_blocks(arrays[f"weights{n}"]) for n in range(len(STEPS))]
        self._biases = [arrays[f"biases{n}"] for n in range(len(STEPS))]
        self._outputs: Floats = arrays["outputs"]
        self._output_biases: Floats = arrays["output_biases"]

    def form(self, bare: str) -> int:
        """Return the number of a word in small letters without diacritics."""
        if any(map(str.isdigit, bare)):
            return NUMBER
        return self._forms.get(y_normal(bare), UNKNOWN)

    def read(self, forms: Sequence[int]) -> Floats:
        """Return what stands around each word of a row, shape (words, dimensions).

        :param forms: the numbers of the words; :data:`BREAK` where punctuation parts them.
        """
        row = np.array([BREAK, *forms, BREAK])
        states = self._inputs[row]
        *norms, last = self._norms
        for norm, weights, biases, step in zip(
            norms, self._weights, self._biases, STEPS, strict=True
        ):
            seen = _surrounded(_normal(states, norm), step)
            change, gate = np.split(_product(seen, weights) + biases, 2, axis=1)
            states = states + change / (1 + np.exp(-gate))
        return _normal(states, last)[1:-1]

    def likely(self, states: Floats, syllables: Ints, counts: Ints) -> Floats:
        """Return how likely (natural log) syllables are, each beside the others of its place.

        :param states: what :meth:`read` says of some places, shape (places, dimensions).
        :param syllables: the numbers of those that each place may have
            (:func:`index.analysis.language_model.shipped`), one place after the other.
        :param counts: how many each place may have, one at least, shape (places,).
        """
        places = np.repeat(np.arange(len(counts)), counts)
        scores = np.einsum("nd,nd->n", self._outputs[syllables], states[places])
        scores += self._output_biases[syllables]
        firsts = np.cumsum(counts) - counts
        scores -= np.maximum.reduceat(scores, firsts)[places]
        return np.asarray(scores - np.log(np.add.reduceat(np.exp(scores), firsts))[places])


@cache
def shipped_network() -> DiacriticsNetwork:
    """Return the network that ships with the project."""
    return DiacriticsNetwork()


def _surrounded(states: Floats, step: int) -> Floats:
    """Return for each row the rows around it side by side, ``step`` apart; zeros beyond."""
    reach = WIDTH // 2 * step
    padded = np.pad(states, ((reach, reach), (0, 0)))
    parts = [padded[k * step : k * step + len(states)] for k in range(WIDTH)]
    return np.concatenate(parts, axis=1)


def _normal(states: Floats, norm: Floats) -> Floats:
    """Return layer normalisation (Ba, Kiros and Hinton, 2016); ``norm`` holds gains and biases."""
    centred = states - states.mean(axis=1, keepdims=True)
    spread = np.sqrt((centred * centred).mean(axis=1, keepdims=True) + _EPSILON)
    return np.asarray(centred / spread * norm[0] + norm[1], np.float32)


def _blocks(weights: Floats) -> Blocks:
    """Return weights, shape (outputs, inputs), as blocks of :data:`_COLUMNS` outputs each."""
    outputs, inputs = weights.shape
    blocks = weights.reshape(outputs // _COLUMNS, _COLUMNS, inputs).transpose(0, 2, 1)
    return np.ascontiguousarray(blocks)


def _product(rows: Floats, blocks: Blocks) -> Floats:
    """Return the products of rows with weights, shape (rows, outputs), in one thread."""
    parts = [
        np.matmul(rows[start : start + _AT_ONCE], blocks).transpose(1, 0, 2)
        for start in range(0, len(rows), _AT_ONCE)
    ]
    return np.concatenate(parts).reshape(len(rows), -1)
