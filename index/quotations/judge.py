"""The judgement on a quotation: word for word, altered, put together, from elsewhere, nowhere.

The cited document is looked at first, then what other documents hold, then what comes near.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from index.check_results import CheckedQuotation
from index.quotations.align import promise
from index.quotations.answers import Answers, Found
from index.quotations.finder import QuotedDocument, Shelf
from index.quotations.given import NOTHING, Given
from index.quotations.splice import Splices
from index.quotations.standing import Standing, Stated, nearly, verbatim
from index.results import DocumentCard
from ingest.errors import QueryError
from ingest.text.spans import Span
from ingest.text.vietnamese import nfc

_FEW = 3
"""Words changed that make an alteration even where the quotation can be put together."""
_MOST_OTHERS = 5
_PROMISE = 0.2
"""Share of a quotation's pairs of words that a source holds to be worth laying it on."""
_MOST_LAID = 5


def judge(
    text: str, span: Span, shelf: Shelf, given: Given = NOTHING, *, marked: bool = True
) -> CheckedQuotation:
    """Judge the quotation at ``span`` of NFC ``text``."""
    stated = Stated(span.of(text), span.start, text[max(0, span.start - 120) : span.start])
    verdict = _Judge(stated, shelf, given, Answers(stated, shelf, given)).judge()
    return replace(verdict, span=span, text=stated.text, marked=marked)


def look_up(text: str, shelf: Shelf, document: str = "") -> CheckedQuotation:
    """Judge a sentence by itself, with or without quotation marks around it.

    :param document: the id of the document it is said to be from, "" for any.
    :raises QueryError: it has no words.
    """
    text = nfc(text)
    start, end = 0, len(text)
    while start < end and (text[start].isspace() or text[start] in _MARKS):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in _MARKS):
        end -= 1
    stated = Stated(text[start:end])
    if not stated.forms:
        raise QueryError("Chưa có câu nào để soát.", "Dán một câu có chữ, từ năm từ trở lên.")
    given = Given((document,), "Văn bản đã chọn") if document else NOTHING
    return judge(text, Span(start, end), shelf, given)


_MARKS = "“”\"«»„‟‘’'"


@dataclass(frozen=True)
class _Judge:
    stated: Stated
    shelf: Shelf
    given: Given
    answers: Answers

    def judge(self) -> CheckedQuotation:
        return self._at_a_glance() or self._looked_up()

    def _looked_up(self) -> CheckedQuotation:
        if not self.stated.forms:
            return self.answers.absent()
        cited = [
            source
            for document in self.given.documents
            if (source := self.shelf.cited(document, self.stated.text)) is not None
        ]
        return self._in_cited(cited) or self._not_exactly(cited)

    def _in_cited(self, cited: list[QuotedDocument]) -> CheckedQuotation | None:
        """Return the verdict where a cited document, or what amended it, has exactly the words."""
        exact = self._best_place(s for source in cited for s in verbatim(self.stated, source))
        if exact is None or exact.faults:
            amended = next(self._in_amendments(), None)
            if amended is not None:
                return self.answers.in_amendment(amended)
        return self.answers.in_cited(exact) if exact else None

    def _not_exactly(self, cited: list[QuotedDocument]) -> CheckedQuotation:
        """Return the verdict where no cited document has exactly the words."""
        close = [s for source in cited if (s := nearly(self.stated, source)) is not None]
        if best := self._best_place(s for s in close if not s.differences):
            return self.answers.in_cited(best)
        elsewhere = self._held_elsewhere({source.card.id for source in cited})
        if elsewhere:
            return self.answers.in_another(elsewhere, min(close, key=_cost, default=None))
        likely = self._promising(s for s in self.shelf.likely(self.stated.text) if s not in cited)
        near_by = [s for source in likely if (s := nearly(self.stated, source)) is not None]
        read = [s for s in near_by if not s.differences]
        if read:
            return self.answers.in_another(_earliest(read), None)
        return self._unlike([*close, *near_by], [*cited, *likely])

    def _in_amendments(self) -> Iterator[Found]:
        """Yield where a document that amended the cited one puts the words into it."""
        for document in self.given.amendments:
            source = self.shelf.cited(document, self.stated.text)
            for row in verbatim(self.stated, source) if source is not None else ():
                place = self.answers.place(row)
                if not row.swallowed and self.given.amends and self.given.amends(place):
                    yield Found(row, place, True)

    def _at_a_glance(self) -> CheckedQuotation | None:
        """Return the verdict where the likeliest passages of a cited document settle it.

        Only words that stand there, in the provision that is named, settle anything.
        """
        for document in self.given.documents:
            source = self.shelf.glance(document, self.stated.text)
            best = self._best_place(verbatim(self.stated, source) if source is not None else ())
            if best is not None and best.is_inside and not best.row.swallowed:
                return self.answers.in_cited(best)
        return None

    def _best_place(self, rows: Iterable[Standing]) -> Found | None:
        """Return the first place in the named provision with no negation cut off, or the next best.

        However often the words stand in a document, one right place makes a citation right.
        """
        best: Found | None = None
        for row in rows:
            place = self.answers.place(row)
            found = Found(row, place, self.given.holds is None or self.given.holds(place))
            if best is None or found.faults < best.faults:
                best = found
            if not best.faults:
                break
        return best

    def _promising(self, sources: Iterable[QuotedDocument]) -> list[QuotedDocument]:
        """Return the sources that hold most of the quotation's pairs of words, a few."""
        scored = [
            (promise(self.stated.forms, source.row), n, source) for n, source in enumerate(sources)
        ]
        best = sorted(
            (one for one in scored if one[0] >= _PROMISE), key=lambda one: (-one[0], one[1])
        )
        return [source for _, _, source in best[:_MOST_LAID]]

    def _held_elsewhere(self, cited: set[str | None]) -> list[Standing]:
        """Return where other documents hold the quotation word for word, earliest first."""
        rows: list[Standing] = []
        for source in self.shelf.holding(" ".join(self._longest())):
            if source.card.id in cited:
                continue
            standings = sorted(verbatim(self.stated, source), key=lambda row: bool(row.swallowed))
            rows += standings[:1]
            if len(rows) == _MOST_OTHERS:
                break
        return rows

    def _longest(self) -> list[str]:
        """Return the words of the longest segment: no index knows what an ellipsis leaves out."""
        part = max(self.stated.segments, key=len)
        return [self.stated.text[token.start : token.end] for token in part]

    def _unlike(self, close: list[Standing], sources: list[QuotedDocument]) -> CheckedQuotation:
        """Return the verdict where no document holds every word in order."""
        best = min(filter(self.answers.is_near, close), key=self._badness, default=None)
        if best is not None and best.cost <= max(_FEW, len(self.stated.forms) // 8):
            return self.answers.altered(best)
        spliced = Splices(self.stated, self.shelf).judge(sources)
        if spliced is not None and (self._is_of_cited(spliced) or not self.given.doubt(self.shelf)):
            whole = self.given.reads_whole(self.shelf)
            return spliced if whole else replace(spliced, doubt=self.given.doubt(self.shelf))
        if best is not None:
            return self.answers.altered(best)
        return self.answers.absent()

    def _is_of_cited(self, answer: CheckedQuotation) -> bool:
        return any(place.document.id in self.given.documents for place in answer.places)

    def _badness(self, row: Standing) -> float:
        """Return what a standing costs; the cited document may cost two words more."""
        cited = row.source.card.id in self.given.documents
        return row.cost - (2 if cited else 0) + (0.5 if row.source.scanned else 0)


def _cost(row: Standing) -> int:
    return row.cost


def _earliest(rows: list[Standing]) -> list[Standing]:
    def day(card: DocumentCard) -> str:
        return card.issued.isoformat() if card.issued else "9999"

    return sorted(rows, key=lambda row: day(row.source.card))
