"""Every place of a phrase in a library, counted at once and cut from texts when it is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from index.analysis.analyser import Syllable, query_terms, syllables
from index.analysis.codepoints import Ints
from index.catalogue.reader import Catalogue
from index.catalogue.schema import SHIFT, document_of
from index.ports import TextIndex
from index.readings.readings import Readings
from index.results import DocumentCard, Filters
from index.search.phrase_places import PhrasePlaces
from index.search.phrase_rows import PhraseRows, alike, phrase_rows
from index.search.repeats import Place
from ingest.errors import QueryError

LEAST_SYLLABLES, MOST_SYLLABLES = 1, 20


class FoundPlaces:
    """The places of one phrase, in the order of keys.

    :param keys: of the passages, one a place, ascending.
    :param rows: where they stand in the row of all words; None where that was not asked.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        stands: PhrasePlaces,
        keys: Ints,
        readings: Readings | None = None,
        rows: PhraseRows | None = None,
    ) -> None:
        self.cards: dict[int, DocumentCard] = catalogue.documents()
        self.texts: dict[int, str] = {}
        """Texts of the passages that were looked into."""
        self._places: dict[int, list[Place]] = {}
        self._catalogue, self._stands = catalogue, stands
        self._keys, self._readings, self._rows = keys, readings, rows
        documents, counts = np.unique(keys >> SHIFT, return_counts=True)
        self.counts: dict[int, int] = dict(zip(documents.tolist(), counts.tolist(), strict=True))
        """Places by document number, ascending."""

    def __len__(self) -> int:
        return len(self._keys)

    def card(self, place: Place) -> DocumentCard:
        """Return the document of a place."""
        return self.cards[document_of(place.key)]

    def keys_of(self, n: int) -> list[int]:
        """Return the keys of the passages of a document that have places, ascending."""
        bounds = np.searchsorted(self._keys, [n << SHIFT, (n + 1) << SHIFT])
        return np.unique(self._keys[bounds[0] : bounds[1]]).tolist()  # type: ignore[no-any-return]

    def places_in(self, keys: Iterable[int]) -> dict[int, list[Place]]:
        """Return the places in passages, by key."""
        wanted = list(keys)
        missing = [key for key in wanted if key not in self._places]
        texts = self._catalogue.texts(missing)
        self.texts |= texts
        for key, text in texts.items():
            self._places[key] = [Place(key, span) for span in self._stands(text)]
        return {key: self._places[key] for key in wanted}

    def places(self, documents: Sequence[int]) -> Iterator[Place]:
        """Yield the places of documents, in their order."""
        keys = [key for n in documents for key in self.keys_of(n)]
        for of in self.places_in(keys).values():
            yield from of

    def every(self) -> list[Place]:
        """Return every place."""
        return list(self.places(list(self.counts)))

    def alike(self, place: Place, offsets: Sequence[int]) -> list[Place]:
        """Return the places that may stand in the same sentence as ``place``, itself among them.

        :param offsets: words of that sentence, counted from the first one of the phrase.
        """
        if self._rows is None or self._readings is None:
            return self.every()
        begin = int(np.searchsorted(self._keys, place.key))
        same = self.places_in([place.key])[place.key]
        at = begin + same.index(place)
        found = alike(self._readings, self._rows, at, offsets)
        by_key: dict[int, list[int]] = defaultdict(list)
        for one in found.tolist():
            by_key[int(self._keys[one])].append(one)
        places = self.places_in(by_key)
        return [
            places[key][one - int(np.searchsorted(self._keys, key))]
            for key, several in by_key.items()
            for one in several
        ]


def places_of_phrase(
    phrase: str,
    filters: Filters,
    catalogue: Catalogue,
    words: TextIndex,
    readings: Readings,
) -> FoundPlaces:
    """Return every place of a phrase in the documents that ``filters`` let through.

    :raises QueryError: the phrase has no syllable, or too many.
    """
    typed = syllables(phrase)
    if not LEAST_SYLLABLES <= len(typed) <= MOST_SYLLABLES:
        raise QueryError(
            "Cụm từ cần tra phải có từ một đến hai mươi tiếng.", "Gõ một cụm từ ngắn rồi tra lại."
        )
    stands = PhrasePlaces(typed)
    asked = _documents(filters, catalogue)
    if stands.is_plain:
        return _by_rows(typed, stands, asked, catalogue, readings)
    keys = [key for key in words.phrase(query_terms(phrase), len(words)) if key >> SHIFT in asked]
    texts = catalogue.texts(keys)
    counted = [key for key in keys for _ in stands(texts[key])]
    return FoundPlaces(catalogue, stands, np.asarray(counted, np.int64))


def _documents(filters: Filters, catalogue: Catalogue) -> set[int]:
    """Return the documents asked for that the reader may see, of several files one."""
    chosen = catalogue.chosen(filters)
    shown = catalogue.cards().keys() - catalogue.copies.repeats
    return shown if chosen is None else shown & chosen


def _by_rows(
    typed: Sequence[Syllable],
    stands: PhrasePlaces,
    asked: set[int],
    catalogue: Catalogue,
    readings: Readings,
) -> FoundPlaces:
    rows = phrase_rows(readings, typed)
    shown = np.fromiter(asked, np.int64, len(asked))
    kept = np.isin(rows.keys >> SHIFT, shown)
    # A few passages cannot be laid in the row: their texts are read.
    others = readings.arrays["keys"][np.flatnonzero(readings.arrays["unreadable"])]
    texts = catalogue.texts(others[np.isin(others >> SHIFT, shown)].tolist())
    read = [key for key in sorted(texts) for _ in stands(texts[key])]
    keys = np.concatenate([rows.keys[kept], np.asarray(read, np.int64)])
    firsts = np.concatenate([rows.firsts[kept], np.full(len(read), -1, np.int64)])
    order = np.argsort(keys, kind="stable")
    rows = PhraseRows(keys[order], firsts[order], rows.length)
    return FoundPlaces(catalogue, stands, rows.keys, readings, rows)
