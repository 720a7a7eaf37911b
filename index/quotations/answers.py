"""The verdict on a quotation whose words were looked for, as a reader is told it.

"Verbatim" is said only where every word of the quotation stands in the source in the same
order, nothing between that is not marked as left out, and no negation is cut off or swallowed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from index.check_results import (
    CheckedQuotation,
    Difference,
    Place,
    QuotationVerdict,
)
from index.quotations.cut_context import limit_behind, negated_neighbour
from index.quotations.difference_words import not_grave, shortened, told
from index.quotations.finder import Shelf
from index.quotations.given import Given
from index.quotations.list_lead import forbidding_lead
from index.quotations.notes import harmless
from index.quotations.place_words import card_words, place_words
from index.quotations.scan_doubt import doubtful, poorly_read
from index.quotations.standing import Standing, Stated
from ingest.text.spans import Span

NEAREST = 0.6
"""Share of a quotation's words that must agree for the cited document to be what it alters."""
NEAREST_ELSEWHERE = 0.7
"""The same for a document that is not cited."""
_PHRASE = 8
"""Words under which a quotation may be a name or a turn of phrase: one may differ."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where a cited document holds every word, and whether that is the provision named."""

    row: Standing
    place: Place
    is_inside: bool

    @property
    def faults(self) -> int:
        """What speaks against this place: 0 for nothing, the worse the higher."""
        return 2 * (not self.is_inside) + bool(self.row.swallowed)


@dataclass(frozen=True, slots=True)
class Answers:
    """The verdicts there may be on one quotation."""

    stated: Stated
    shelf: Shelf
    given: Given

    def in_cited(self, found: Found) -> CheckedQuotation:
        """Return the verdict where the cited document holds every word."""
        row, place = found.row, found.place
        doubt = self.given.unread(self.shelf, row.source)
        if doubt and found.faults:
            return self._unsure(row, place, doubt)
        if row.swallowed:
            return self._swallowed(row, place)
        notes = self._notes(row)
        if (doubt := poorly_read(row, place)) != "":
            return self._unsure(row, place, doubt)
        if not found.is_inside:
            detail = (
                f"Đúng nguyên văn nhưng không ở {self.given.provision}: câu này ở "
                f"{place_words(place)}."
            )
            return self._answer(QuotationVerdict.ELSEWHERE, detail, [place], notes=notes)
        detail = f"Đúng nguyên văn: {place_words(place)}.{self._context(row)}"
        return self._answer(QuotationVerdict.VERBATIM, detail, [place], notes=notes)

    def in_amendment(self, found: Found) -> CheckedQuotation:
        """Return the verdict where a document that amended the cited one holds every word."""
        row, place = found.row, found.place
        notes = self._notes(row)
        if (doubt := poorly_read(row, place)) != "":
            return self._unsure(row, place, doubt)
        detail = (
            f"Đúng nguyên văn: {place_words(place)}, là văn bản sửa đổi, bổ sung "
            f"{self.given.name}.{self._context(row)}"
        )
        return self._answer(QuotationVerdict.VERBATIM, detail, [place], notes=notes)

    def in_another(self, rows: list[Standing], cited: Standing | None) -> CheckedQuotation:
        """Return the verdict where another document than the cited one holds every word."""
        places = [self.place(row) for row in rows]
        first = rows[0]
        if first.swallowed:
            return self._swallowed(first, places[0])
        notes = self._notes(first)
        if (doubt := poorly_read(first, places[0])) != "":
            return self._unsure(first, places[0], doubt)
        also = "; ".join(dict.fromkeys(card_words(place.document) for place in places[1:]))
        also = f" Cũng có trong: {also}." if also else ""
        is_phrase = len(self.stated.forms) < _PHRASE and not self.given.documents
        if not self.given.name or is_phrase:
            detail = f"Có nguyên văn: {place_words(places[0])}.{also}{self._context(first)}"
            return self._answer(QuotationVerdict.VERBATIM, detail, places, notes=notes)
        doubt = self.given.doubt(self.shelf)
        why = doubt or f"{self.given.name}: không thấy câu này"
        detail = f"{why}; nguyên văn ở {place_words(places[0])}.{also}"
        differences: tuple[Difference, ...] = ()
        if cited is not None and self.is_near(cited):
            differences = cited.differences
            detail += f" Văn bản được dẫn ghi khác: {told(differences)}."
        answer = self._answer(QuotationVerdict.ELSEWHERE, detail, places, differences, notes)
        return replace(answer, doubt=doubt)

    def _swallowed(self, row: Standing, place: Place) -> CheckedQuotation:
        between = [one for one in row.swallowed if one.stated]
        verdict = QuotationVerdict.SPLICED if between else QuotationVerdict.ALTERED
        if between:
            swallowed = "; ".join(f"“{shortened(one.source)}”" for one in between)
            detail = f"Dấu lược bỏ cả từ phủ định: {swallowed}. Nguồn: {place_words(place)}."
        else:
            cut = " ".join(row.swallowed[0].source.split())
            detail = f"Cắt mất phần phủ định “{cut}” của câu. Nguồn: {place_words(place)}."
        return self._answer(verdict, detail, [place], row.swallowed)

    def altered(self, row: Standing) -> CheckedQuotation:
        """Return the verdict where a document holds nearly the words."""
        place = self.place(row)
        differences = (*row.swallowed, *row.differences)
        doubt = doubtful(row, place) or self.given.unread(self.shelf, row.source)
        if doubt:
            return self._unsure(row, place, doubt)
        lead = "Khác nguyên văn"
        if self.given.name and row.source.card.id not in self.given.documents:
            doubt = self.given.doubt(self.shelf)
            why = doubt or f"{self.given.name}: không thấy câu này"
            lead = f"{why}; gần nhất là một câu của văn bản khác"
        detail = f"{lead}: {told(differences)}. Nguồn: {place_words(place)}."
        if place.scanned:
            detail += " Nguồn là bản quét: nên xem lại trang gốc."
        verdict = QuotationVerdict.UNSURE if doubt else QuotationVerdict.ALTERED
        if doubt:
            # The document it is from may have it word for word.
            differences = not_grave(differences)
        answer = self._answer(verdict, detail, [place], differences, self._misread(row))
        return replace(answer, doubt=doubt)

    def _unsure(self, row: Standing, place: Place, doubt: str) -> CheckedQuotation:
        """Return the verdict where the source was read too poorly to say any other."""
        # What was not read for certain is no grave fault of the draft.
        differences = not_grave(row.differences)
        detail = f"Chưa kết luận được: {doubt}. Nguồn: {place_words(place)}. Xem trang gốc."
        answer = self._answer(
            QuotationVerdict.UNSURE, detail, [place], differences, self._misread(row)
        )
        return replace(answer, doubt=doubt)

    def absent(self) -> CheckedQuotation:
        """Return the verdict where nothing comes near."""
        if self.given.name and not self.given.documents:
            detail = (
                f"Không thấy câu này trong kho; {self.given.name} chưa có trong kho, "
                "chưa đối chiếu được."
            )
        else:
            detail = "Không thấy câu này trong kho."
            if self.given.documents:
                detail = f"Không thấy câu này trong {self.given.name} cũng như trong cả kho."
                doubt = self.given.doubt(self.shelf)
                detail += f" {doubt[:1].upper()}{doubt[1:]}." if doubt else ""
        return self._answer(QuotationVerdict.ABSENT, detail, [])

    # --- pieces of them -------------------------------------------------------------

    def place(self, row: Standing) -> Place:
        """Return where a standing is in its document."""
        return self.shelf.place(row.source, row.left, row.right)

    def is_near(self, row: Standing) -> bool:
        """Say whether so many words agree that the quotation must be of this place."""
        if len(self.stated.forms) < _PHRASE:
            return row.cost <= 1
        cited = row.source.card.id in self.given.documents
        return self._share(row) >= (NEAREST if cited else NEAREST_ELSEWHERE)

    def _share(self, row: Standing) -> float:
        return 1 - row.cost / len(self.stated.forms)

    def _notes(self, row: Standing) -> tuple[str, ...]:
        source = "\n".join(row.source.text(left, right) for left, right in _unlabelled(row))
        stated = "\n".join(
            self.stated.text[part[0].start : part[-1].end] for part in self.stated.segments
        )
        notes = harmless(stated, source)
        if len(row.pieces) > 1:
            count = sum(b[0] - a[1] for a, b in pairwise(row.pieces))
            notes = (*notes, f"lược {count} chữ của văn bản") if count else notes
        if row.labels:
            numbers = ", ".join(f"“{row.source.text(*label)}”" for label in row.labels)
            notes = (*notes, f"bỏ số thứ tự {numbers} của văn bản")
        return (*notes, *self._misread(row))

    def _context(self, row: Standing) -> str:
        """Say (Vietnamese) what the document has around the words that turns or limits them."""
        behind = "" if self.stated.is_cut_off else limit_behind(row.source, row.right)
        before = negated_neighbour(row.source, row.left)
        goes_on = f" Lưu ý: câu trong văn bản còn nói tiếp “{behind}”." if behind else ""
        comes_from = f" Lưu ý: ngay trước đó, văn bản ghi “{before}”." if before else ""
        return f"{self._under(row)}{comes_from}{goes_on}"

    def _under(self, row: Standing) -> str:
        """Say (Vietnamese) which lead forbids the point that is quoted; "" for none."""
        lead = forbidding_lead(row.source, row.left)
        if lead is None:
            return ""
        words = " ".join(row.source.text(*lead).split())
        return f" Lưu ý: trong văn bản, ý này đứng dưới “{words}:”."

    def _misread(self, row: Standing) -> tuple[str, ...]:
        if not row.misread:
            return ()
        pairs = ", ".join(f"“{source}”" for _, source in row.misread[:5])
        return (f"bản quét nhận dạng thành {pairs}",)

    def _answer(
        self,
        verdict: QuotationVerdict,
        detail: str,
        places: list[Place],
        differences: tuple[Difference, ...] = (),
        notes: tuple[str, ...] = (),
    ) -> CheckedQuotation:
        return CheckedQuotation(
            Span(0, 0), self.stated.text, verdict, detail, tuple(places), differences, notes
        )


def _unlabelled(row: Standing) -> Iterator[tuple[int, int]]:
    """Yield the pieces of a source without the numbers of clauses that are left out."""
    for left, right in row.pieces:
        at = left
        for start, end in row.labels:
            if left <= start < right:
                yield at, start
                at = end
        yield at, right
