"""What a search of one generation works with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Protocol

from index.catalogue.reader import Catalogue
from index.generation import Generation
from index.ports import Embedder, Encoder, Reranker, TextIndex, TokenIndex, VectorIndex
from index.readings.readings import Readings
from index.search.score_floor import encoder_floor, noise_floor


class DiacriticsRestorer(Protocol):
    """Restores diacritics (see :mod:`index.query.diacritics`)."""

    def restore(self, text: str) -> Sequence[str]:
        """Return restorations of ``text``, likeliest first; just ``text`` when nothing is to do."""
        ...

    def suggest(self, text: str) -> str | None:
        """Return what was probably meant where ``text`` looks mistyped."""
        ...


@dataclass(frozen=True, slots=True)
class EncoderContext:
    """The encoder with what it made of a generation.

    :param measure: returns the floor of what it finds near; called once it is loaded.
    """

    encoder: Encoder
    vectors: VectorIndex
    tokens: TokenIndex
    measure: Callable[[], float]

    @property
    def floor(self) -> float:
        """How near the first passage must be (:mod:`index.search.score_floor`)."""
        return self.measure()

    def prepare(self, *, wait: bool) -> None:
        """Have the encoder read; unless ``wait``, aside, while searches go without it."""
        if self.encoder.is_loaded:
            return
        if wait:
            self.encoder.load()
        else:
            self.encoder.load_aside()


@dataclass(frozen=True, slots=True)
class SearchContext:
    """What a search of one generation works with; ``floor`` is on the joint scale."""

    catalogue: Catalogue
    readings: Readings
    words: TextIndex
    vectors: VectorIndex
    embedder: Embedder
    floor: float
    kinds: tuple[str, ...] = ()
    issuers: tuple[str, ...] = ()
    restorer: DiacriticsRestorer | None = None
    reranker: Reranker | None = None
    encoded: EncoderContext | None = None


def context_of(generation: Generation, reranker: Reranker | None) -> SearchContext:
    """Return what the searches of a generation work with."""
    kinds, issuers = generation.once("names", lambda: _filter_names(generation))
    return SearchContext(
        generation.catalogue,
        generation.readings,
        generation.words,
        generation.vectors,
        generation.backends.embedder,
        _floor(generation),
        kinds,
        issuers,
        generation.restorer,
        reranker,
        generation.once("encoded", lambda: _encoder_context(generation)),
    )


def _encoder_context(generation: Generation) -> EncoderContext | None:
    encoder, vectors = generation.encoder, generation.encoder_vectors
    tokens = generation.encoder_tokens
    if encoder is None or vectors is None or tokens is None:
        return None
    floor = partial(_encoder_floor, generation, encoder, vectors, tokens)
    return EncoderContext(encoder, vectors, tokens, floor)


def _floor(generation: Generation) -> float:
    """Return the floor that the build measured; measured anew where passages are hidden."""
    if generation.is_whole:
        return generation.record.floor
    return generation.once(
        "floor",
        lambda: noise_floor(generation.words, generation.vectors, generation.backends.embedder),
    )


def _encoder_floor(
    generation: Generation, encoder: Encoder, vectors: VectorIndex, tokens: TokenIndex
) -> float:
    measured = generation.record.encoder_floor
    if generation.is_whole and measured is not None:
        return measured
    words, embedder = generation.words, generation.backends.embedder
    return generation.once(
        "encoder floor",
        lambda: encoder_floor(words, generation.vectors, embedder, vectors, tokens, encoder),
    )


def _filter_names(generation: Generation) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the types and the issuing bodies a generation knows, which filters may name."""
    cards = generation.catalogue.cards().values()
    issuers = {name for card in cards for name in (card.issuer, card.deciding_body) if name}
    return tuple(sorted({card.kind for card in cards if card.kind})), tuple(sorted(issuers))
