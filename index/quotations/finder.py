"""Where the words of a quotation stand in a library: the few passages worth laying it on.

The text index proposes passages by the rarest syllables and pairs of a quotation, so a
quotation costs a few milliseconds however many passages there are; documents that are
cited are read whole.  A closed document is proposed to nobody who may not see it: the
catalogue and the index asked here are the reader's own (:mod:`index.access`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from index.analysis.analyser import NUMBER, query_terms
from index.catalogue.reader import Catalogue
from index.catalogue.schema import SHIFT, document_of
from index.check_results import Place
from index.ports import TextIndex
from index.quotations.row import FormRow
from index.quotations.tokens import Token, tokens
from index.results import DocumentCard, PassageView
from ingest.pages import Origin
from ingest.text.spans import Span

_WHOLE = 3_000
"""Passages of a document that is read whole (half a million words, about a second); of a longer
one its likeliest passages are, and no verdict but "word for word" is certain of it."""
_LONG = 40
"""Passages of a document of which the likeliest are looked at before it is read whole."""
_LIKELY = 16
"""Passages the text index is asked for."""
_HOLDING = 400
"""Passages with all pairs of a quotation that are looked at, for the earliest document."""
_PAIRS = 40
"""Pairs of a quotation, about, that a passage must hold to be looked at word by word."""
_STRETCH = 10
"""Terms in a row (five words, with their pairs) of which the rarest are asked for."""
_OF_A_STRETCH = 3
_MOST_TERMS = 30
_BETWEEN = "\x1e"
"""A form no text has: stands between passages that do not follow one another."""

Pages = Callable[[str, Span], tuple[int, ...]]
"""The pages a stretch of a document's canonical text stands on: (document, stretch)."""


@dataclass(frozen=True)
class QuotedDocument:
    """Passages of one document in reading order, as one row of forms."""

    card: DocumentCard
    passages: tuple[PassageView, ...]
    tokens_of: Callable[[PassageView], tuple[Token, ...]]

    @property
    def scanned(self) -> bool:
        """Say whether its text was recognised from pictures."""
        return any(view.origin is Origin.OCR for view in self.passages)

    @cached_property
    def _laid(self) -> tuple[list[str], list[int]]:
        """Return the forms of all passages, and where among them each passage begins."""
        forms: list[str] = []
        firsts: list[int] = []
        end = 0
        for view in self.passages:
            start = view.span.start
            if forms and (view.note is not None or start > end + 200 or start < end - 1):
                forms.append(_BETWEEN)
            firsts.append(len(forms))
            forms += [token.form for token in self.tokens_of(view)]
            end = view.span.end
        return forms, firsts

    def _at(self, place: int) -> tuple[int, Token | None]:
        """Return the passage in which a form stands and its token, None between passages."""
        at = bisect_right(self._laid[1], place) - 1
        tokens_there = self.tokens_of(self.passages[at])
        inside = place - self._laid[1][at]
        return at, tokens_there[inside] if inside < len(tokens_there) else None

    @cached_property
    def row(self) -> FormRow:
        """The forms, to be searched."""
        return FormRow(self._laid[0])

    def span(self, left: int, right: int) -> Span:
        """Return the stretch of canonical text of forms [left, right)."""
        (one, first), (other, last) = self._at(left), self._at(right - 1)
        start, end = self.passages[one].span.start, self.passages[other].span.start
        return Span(
            start + (first.start if first else len(self.passages[one].text)),
            end + (last.end if last else len(self.passages[other].text)),
        )

    def text(self, left: int, right: int) -> str:
        """Return the words of forms [left, right) as the document writes them."""
        if left >= right:
            return ""
        parts: list[str] = []
        first, last = self._at(left)[0], self._at(right - 1)[0]
        span = self.span(left, right)
        for view in self.passages[first : last + 1]:
            a = max(0, span.start - view.span.start)
            b = min(len(view.text), span.end - view.span.start)
            if a < b:
                parts.append(view.text[a:b])
        return "\n".join(parts)

    def before(self, at: int) -> str:
        """Return what stands between form ``at`` and the one before it, a line break at most."""
        if at <= 0 or at >= len(self._laid[0]):
            return "\n"
        (one, last), (other, token) = self._at(at - 1), self._at(at)
        if one != other or last is None or token is None:
            return "\n"
        return self.passages[one].text[last.end : token.start]

    def passage(self, left: int) -> PassageView:
        """Return the passage in which form ``left`` stands."""
        return self.passages[self._at(left)[0]]


class Shelf:
    """The documents of one reader's library, read as far as quotations need them."""

    def __init__(self, catalogue: Catalogue, words: TextIndex, pages: Pages | None = None) -> None:
        self._catalogue, self._words, self._pages = catalogue, words, pages
        self._whole: dict[int, QuotedDocument | None] = {}
        self._tokens: dict[str, tuple[Token, ...]] = {}

    def cited(self, document: str, text: str) -> QuotedDocument | None:
        """Return a document to look for ``text`` in.

        None where it is not held, or is too long to be read whole and has none of the words.
        """
        n = self._catalogue.number_of(document)
        if n is None:
            return None
        if n not in self._whole:
            keys = self._catalogue.keys_of([n])
            self._whole[n] = self._source(n, keys) if len(keys) <= _WHOLE else None
        source = self._whole[n]
        if source is not None:
            return source
        keys = self._likely(text, self._catalogue.keys_of([n]))
        return self._source(n, _with_neighbours(keys)) if keys else None

    def reads_whole(self, document: str) -> bool:
        """Say whether all of a held document is looked at for a quotation."""
        n = self._catalogue.number_of(document)
        return n is None or len(self._catalogue.keys_of([n])) <= _WHOLE

    def glance(self, document: str, text: str) -> QuotedDocument | None:
        """Return the likeliest passages of a long document that was not read whole yet.

        None where it is short, was read, or has none of the words.
        """
        n = self._catalogue.number_of(document)
        if n is None or n in self._whole:
            return None
        every = self._catalogue.keys_of([n])
        if len(every) < _LONG:
            return None
        keys = self._likely(text, every)
        return self._source(n, _with_neighbours(keys)) if keys else None

    def likely(self, text: str) -> list[QuotedDocument]:
        """Return the documents whose passages hold most of the rare words of ``text``."""
        return self._sources(self._likely(text, None))

    def holding(self, text: str) -> list[QuotedDocument]:
        """Return the documents with a passage that holds every pair of ``text``, earliest first."""
        pairs = [term for term in dict.fromkeys(_terms(text)) if "_" in term or term[0] == NUMBER]
        # Of a long quotation some pairs do: every word is compared afterwards.
        pairs = pairs[:: max(1, len(pairs) // _PAIRS)]
        return self._sources(self._words.phrase(pairs, _HOLDING)) if pairs else []

    def is_scanned(self, document: str) -> bool:
        """Say whether a document's text was recognised from pictures, for the most part."""
        n = self._catalogue.number_of(document)
        return n is not None and self._catalogue.cards()[n].origin is Origin.OCR

    def passages(self) -> Iterator[PassageView]:
        """Yield every passage that may be seen, by document."""
        for n in sorted(self._catalogue.cards()):
            yield from self._catalogue.passages_of(n)

    def _sources(self, keys: Iterable[int]) -> list[QuotedDocument]:
        groups: dict[int, list[int]] = defaultdict(list)
        for key in keys:
            groups[document_of(key)].append(key)
        cards, repeats = self._catalogue.cards(), self._catalogue.copies.repeats
        # What several files of one document say word for word, it says once.
        groups = {n: members for n, members in groups.items() if n not in repeats}
        order = sorted(groups, key=lambda n: (cards[n].issued or date.max, n))
        return [self._of(n, groups[n]) for n in order]

    def _of(self, n: int, keys: list[int]) -> QuotedDocument:
        whole = self._whole.get(n)
        return whole if whole is not None else self._source(n, _with_neighbours(keys))

    def _source(self, n: int, keys: Sequence[int]) -> QuotedDocument:
        views = self._catalogue.passages(keys)
        rows = sorted(views.items(), key=lambda row: (row[1].note is not None, row[0]))
        return QuotedDocument(
            self._catalogue.cards()[n], tuple(view for _, view in rows), self._tokens_of
        )

    def _tokens_of(self, view: PassageView) -> tuple[Token, ...]:
        """Return a passage's tokens, taken apart once: many quotations look at one passage."""
        if view.id not in self._tokens:
            self._tokens[view.id] = tokens(view.text, source=True)
        return self._tokens[view.id]

    def _likely(self, text: str, allowed: Sequence[int] | None) -> list[int]:
        terms = self._rarest(text)
        if not terms:
            return []
        return [hit.key for hit in self._words.search(terms, _LIKELY, allowed)]

    def _rarest(self, text: str) -> list[str]:
        """Return the rarest terms of every stretch of ``text``: each part of it must be found."""
        terms = _terms(text)
        known = self._words.document_frequencies(list(dict.fromkeys(terms)))
        chosen: dict[str, int] = {}
        for at in range(0, len(terms), _STRETCH):
            stretch = [(known[t], t) for t in set(terms[at : at + _STRETCH]) if known.get(t)]
            chosen |= {term: count for count, term in sorted(stretch)[:_OF_A_STRETCH]}
        return sorted(chosen, key=lambda term: chosen[term])[:_MOST_TERMS]

    def place(self, source: QuotedDocument, left: int, right: int) -> Place:
        """Return where forms [left, right) of a source stand."""
        view, span = source.passage(left), source.span(left, right)
        inside = Span(
            max(0, span.start - view.span.start),
            max(1, min(view.span.end, span.end) - view.span.start),
        )
        pages = view.pages
        if len(pages) > 1 or span.end > view.span.end:
            pages = self._exact_pages(source.card, span) or pages
        return Place(
            source.card,
            self._catalogue.path_at(view, inside),
            pages,
            span,
            source.text(left, right),
            view.id,
            view.origin is Origin.OCR,
            view.confidence,
            _printed(view, pages),
        )

    def _exact_pages(self, card: DocumentCard, span: Span) -> tuple[int, ...]:
        if self._pages is None or card.id is None:
            return ()
        return self._pages(card.id, span)


def _printed(view: PassageView, pages: tuple[int, ...]) -> tuple[str, ...]:
    if len(view.pages) != len(view.printed_pages):
        return ()
    printed = dict(zip(view.pages, view.printed_pages, strict=True))
    return tuple(printed[page] for page in pages) if set(pages) <= set(printed) else ()


def _terms(text: str) -> tuple[str, ...]:
    return query_terms(text, deliberate=True)


def _with_neighbours(keys: Iterable[int]) -> list[int]:
    """Return passage keys with the passage before and behind each, in one document."""
    wide: set[int] = set()
    for key in keys:
        wide.update(k for k in (key - 1, key, key + 1) if k >> SHIFT == key >> SHIFT)
    return sorted(wide)
