"""A quotation put together of pieces that stand apart in its sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from index.check_results import CheckedQuotation, Difference, QuotationVerdict
from index.quotations.cover import CoverPiece, cover, covered
from index.quotations.difference_words import shortened
from index.quotations.finder import QuotedDocument, Shelf
from index.quotations.place_words import place_words
from index.quotations.standing import Stated
from index.quotations.tokens import NEGATIONS
from ingest.text.spans import Span

_WHOLE_COVER = 0.85


@dataclass(frozen=True, slots=True)
class Splices:
    """The pieces that one quotation may be put together of."""

    stated: Stated
    shelf: Shelf

    def judge(self, sources: Sequence[QuotedDocument]) -> CheckedQuotation | None:
        """Return the verdict where the quotation is put together of pieces, None where not."""
        size = len(self.stated.forms)
        for source in sources:
            pieces = cover(self.stated.forms, [source.row])
            if source.scanned and _follow_on(pieces):
                continue
            if 2 <= len(pieces) <= max(2, size // 6) and covered(pieces) >= _WHOLE_COVER * size:
                return self._put_together(pieces, [source])
        # Of several documents only long pieces: short ones are common turns of phrase.
        pieces = cover(self.stated.forms, [source.row for source in sources], 6)
        if 2 <= len(pieces) <= 3 and covered(pieces) >= 0.9 * size:
            return self._put_together(pieces, sources)
        return None

    def _put_together(
        self, pieces: list[CoverPiece], sources: Sequence[QuotedDocument]
    ) -> CheckedQuotation:
        places = [self.shelf.place(sources[p.row], p.left, p.right) for p in pieces]
        quoted = " | ".join(f"“{shortened(self.stated.slice(p.first, p.last))}”" for p in pieces)
        where = "; ".join(dict.fromkeys(map(place_words, places)))
        return CheckedQuotation(
            Span(0, 0),
            self.stated.text,
            QuotationVerdict.SPLICED,
            f"Ghép từ {len(pieces)} chỗ: {quoted}. Nguồn: {where}.",
            tuple(places),
            tuple(self._between(pieces, sources)),
        )

    def _between(
        self, pieces: list[CoverPiece], sources: Sequence[QuotedDocument]
    ) -> Iterable[Difference]:
        """Yield what the source has between two pieces in its order, if a negation is in it."""
        for one, other in pairwise(pieces):
            if one.row != other.row or not 0 < other.left - one.right < 40:
                continue
            source = sources[one.row]
            if any(form in NEGATIONS for form in source.row.forms[one.right : other.left]):
                span = self.stated.span(one.last, other.first)
                text = source.text(one.right, other.left)
                yield Difference(self.stated.slice(one.last, other.first), text, span, True)


def _follow_on(pieces: list[CoverPiece]) -> bool:
    """Say whether pieces stand right behind one another: on a scan, words between were not read."""
    return all(0 <= other.left - one.right <= 1 for one, other in pairwise(pieces))
