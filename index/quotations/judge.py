"""The judgement on a quotation: word for word, altered, put together, from elsewhere, nowhere.

The cited document is looked at first.  "Verbatim" is said only where every word of the
quotation stands in the source in the same order, nothing between that is not marked as
left out, and no negation is cut off or swallowed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from index.check_results import (
    CheckedQuotation,
    Difference,
    Place,
    QuotationVerdict,
)
from index.quotations.align import promise
from index.quotations.cover import CoverPiece, cover, covered
from index.quotations.finder import QuotedDocument, Shelf
from index.quotations.list_lead import forbidding_lead
from index.quotations.notes import harmless
from index.quotations.place_words import card_words, place_words
from index.quotations.scan_doubt import doubtful, poorly_read
from index.quotations.standing import Standing, Stated, nearly, verbatim
from index.quotations.tokens import NEGATIONS
from index.results import DocumentCard
from ingest.errors import QueryError
from ingest.text.spans import Span
from ingest.text.vietnamese import nfc

NEAREST = 0.6
"""Share of a quotation's words that must agree for the cited document to be what it alters."""
NEAREST_ELSEWHERE = 0.7
"""The same for a document that is not cited."""
_PHRASE = 8
"""Words under which a quotation may be a name or a turn of phrase: one may differ."""
_FEW = 3
"""Words changed that make an alteration even where the quotation can be put together."""
_MOST_OTHERS = 5
_PROMISE = 0.2
"""Share of a quotation's pairs of words that a source holds to be worth laying it on."""
_MOST_LAID = 5
_WHOLE_COVER = 0.85
_TOO_LONG = "quá dài để đọc hết, máy mới đối chiếu những đoạn gần câu này nhất"


@dataclass(frozen=True, slots=True)
class Given:
    """What a draft says a quotation is from.

    ``documents`` are ids of held documents it may mean; ``holds`` says whether a place lies in
    the provision that is named, ``provision`` names it; ``name`` is how the draft names the
    document, "" where it names none.
    """

    documents: tuple[str, ...] = ()
    name: str = ""
    provision: str = ""
    holds: Callable[[Place], bool] | None = None


NOTHING = Given()


@dataclass(frozen=True, slots=True)
class _Found:
    """Where a cited document holds every word, and whether that is the provision named."""

    row: Standing
    place: Place
    is_inside: bool

    @property
    def faults(self) -> int:
        """What speaks against this place: 0 for nothing, the worse the higher."""
        return 2 * (not self.is_inside) + bool(self.row.swallowed)


def judge(
    text: str, span: Span, shelf: Shelf, given: Given = NOTHING, *, marked: bool = True
) -> CheckedQuotation:
    """Judge the quotation at ``span`` of NFC ``text``."""
    stated = Stated(span.of(text), span.start, text[max(0, span.start - 120) : span.start])
    verdict = _Judge(stated, shelf, given).judge()
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

    def judge(self) -> CheckedQuotation:
        return self._at_a_glance() or self._looked_up()

    def _looked_up(self) -> CheckedQuotation:
        if not self.stated.forms:
            return self._absent()
        cited = [
            source
            for document in self.given.documents
            if (source := self.shelf.cited(document, self.stated.text)) is not None
        ]
        exact = self._best_place(s for source in cited for s in verbatim(self.stated, source))
        if exact:
            return self._in_cited(exact)
        close = [s for source in cited if (s := nearly(self.stated, source)) is not None]
        read = [s for s in close if not s.differences]
        if best := self._best_place(read):
            return self._in_cited(best)
        elsewhere = self._held_elsewhere({source.card.id for source in cited})
        if elsewhere:
            return self._found(elsewhere, min(close, key=_cost, default=None))
        likely = self._promising(s for s in self.shelf.likely(self.stated.text) if s not in cited)
        close += [s for source in likely if (s := nearly(self.stated, source)) is not None]
        read = [s for s in close if not s.differences]
        if read:
            return self._found(_earliest(read), None)
        return self._unlike(close, [*cited, *likely])

    def _at_a_glance(self) -> CheckedQuotation | None:
        """Return the verdict where the likeliest passages of a cited document settle it.

        Only words that stand there, in the provision that is named, settle anything.
        """
        for document in self.given.documents:
            source = self.shelf.glance(document, self.stated.text)
            best = self._best_place(verbatim(self.stated, source) if source is not None else ())
            if best is not None and best.is_inside and not best.row.swallowed:
                return self._in_cited(best)
        return None

    def _best_place(self, rows: Iterable[Standing]) -> _Found | None:
        """Return the first place in the named provision with no negation cut off, or the next best.

        However often the words stand in a document, one right place makes a citation right.
        """
        best: _Found | None = None
        for row in rows:
            place = self._place(row)
            found = _Found(row, place, self.given.holds is None or self.given.holds(place))
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

    # --- verdicts -------------------------------------------------------------------

    def _in_cited(self, found: _Found) -> CheckedQuotation:
        """Return the verdict where the cited document holds every word."""
        row, place = found.row, found.place
        doubt = self._unread(row.source)
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
        detail = f"Đúng nguyên văn: {place_words(place)}.{self._under(row)}"
        return self._answer(QuotationVerdict.VERBATIM, detail, [place], notes=notes)

    def _found(self, rows: list[Standing], cited: Standing | None) -> CheckedQuotation:
        """Return the verdict where another document than the cited one holds every word."""
        places = [self._place(row) for row in rows]
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
            detail = f"Có nguyên văn: {place_words(places[0])}.{also}{self._under(first)}"
            return self._answer(QuotationVerdict.VERBATIM, detail, places, notes=notes)
        doubt = self._doubt_of_cited()
        why = doubt or f"{self.given.name}: không thấy câu này"
        detail = f"{why}; nguyên văn ở {place_words(places[0])}.{also}"
        differences: tuple[Difference, ...] = ()
        if cited is not None and self._is_near(cited):
            differences = cited.differences
            detail += f" Văn bản được dẫn ghi khác: {_told(differences)}."
        answer = self._answer(QuotationVerdict.ELSEWHERE, detail, places, differences, notes)
        return replace(answer, doubt=doubt)

    def _doubt_of_cited(self) -> str:
        """Say (Vietnamese) why the cited document may hold the words all the same; "" if not."""
        if not self.given.name:
            return ""
        if not self.given.documents:
            return f"{self.given.name} chưa có trong kho để đối chiếu"
        if any(self.shelf.is_scanned(one) for one in self.given.documents):
            return f"{self.given.name} trong kho là bản quét, máy có thể đọc sót câu này"
        if not all(map(self.shelf.reads_whole, self.given.documents)):
            return f"{self.given.name} {_TOO_LONG}"
        return ""

    def _unread(self, source: QuotedDocument) -> str:
        """Say (Vietnamese) that only a part of a cited document was looked at; "" where all was."""
        document = source.card.id
        if document not in self.given.documents or self.shelf.reads_whole(document):
            return ""
        return f"{card_words(source.card)} {_TOO_LONG}"

    def _swallowed(self, row: Standing, place: Place) -> CheckedQuotation:
        between = [one for one in row.swallowed if one.stated]
        verdict = QuotationVerdict.SPLICED if between else QuotationVerdict.ALTERED
        if between:
            swallowed = "; ".join(f"“{_short(one.source)}”" for one in between)
            detail = f"Dấu lược bỏ cả từ phủ định: {swallowed}. Nguồn: {place_words(place)}."
        else:
            cut = " ".join(row.swallowed[0].source.split())
            detail = f"Cắt mất phần phủ định “{cut}” của câu. Nguồn: {place_words(place)}."
        return self._answer(verdict, detail, [place], row.swallowed)

    def _unlike(self, close: list[Standing], sources: list[QuotedDocument]) -> CheckedQuotation:
        """Return the verdict where no document holds every word in order."""
        best = min(filter(self._is_near, close), key=self._badness, default=None)
        if best is not None and best.cost <= max(_FEW, len(self.stated.forms) // 8):
            return self._altered(best)
        spliced = self._spliced(sources)
        if spliced is not None and (self._is_of_cited(spliced) or not self._doubt_of_cited()):
            whole = all(map(self.shelf.reads_whole, self.given.documents))
            return spliced if whole else replace(spliced, doubt=self._doubt_of_cited())
        if best is not None:
            return self._altered(best)
        return self._absent()

    def _altered(self, row: Standing) -> CheckedQuotation:
        place = self._place(row)
        differences = (*row.swallowed, *row.differences)
        doubt = doubtful(row, place) or self._unread(row.source)
        if doubt:
            return self._unsure(row, place, doubt)
        lead = "Khác nguyên văn"
        if self.given.name and row.source.card.id not in self.given.documents:
            doubt = self._doubt_of_cited()
            why = doubt or f"{self.given.name}: không thấy câu này"
            lead = f"{why}; gần nhất là một câu của văn bản khác"
        detail = f"{lead}: {_told(differences)}. Nguồn: {place_words(place)}."
        if place.scanned:
            detail += " Nguồn là bản quét: nên xem lại trang gốc."
        verdict = QuotationVerdict.UNSURE if doubt else QuotationVerdict.ALTERED
        if doubt:
            # The document it is from may have it word for word.
            differences = _not_grave(differences)
        answer = self._answer(verdict, detail, [place], differences, self._misread(row))
        return replace(answer, doubt=doubt)

    def _unsure(self, row: Standing, place: Place, doubt: str) -> CheckedQuotation:
        """Return the verdict where the source was read too poorly to say any other."""
        # What was not read for certain is no grave fault of the draft.
        differences = _not_grave(row.differences)
        detail = f"Chưa kết luận được: {doubt}. Nguồn: {place_words(place)}. Xem trang gốc."
        answer = self._answer(
            QuotationVerdict.UNSURE, detail, [place], differences, self._misread(row)
        )
        return replace(answer, doubt=doubt)

    def _spliced(self, sources: list[QuotedDocument]) -> CheckedQuotation | None:
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
        self, pieces: list[CoverPiece], sources: list[QuotedDocument]
    ) -> CheckedQuotation:
        places = [self.shelf.place(sources[p.row], p.left, p.right) for p in pieces]
        quoted = " | ".join(f"“{_short(self.stated.slice(p.first, p.last))}”" for p in pieces)
        where = "; ".join(dict.fromkeys(map(place_words, places)))
        detail = f"Ghép từ {len(pieces)} chỗ: {quoted}. Nguồn: {where}."
        return self._answer(
            QuotationVerdict.SPLICED, detail, places, tuple(self._between(pieces, sources))
        )

    def _between(
        self, pieces: list[CoverPiece], sources: list[QuotedDocument]
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

    def _absent(self) -> CheckedQuotation:
        if self.given.name and not self.given.documents:
            detail = (
                f"Không thấy câu này trong kho; {self.given.name} chưa có trong kho, "
                "chưa đối chiếu được."
            )
        else:
            detail = "Không thấy câu này trong kho."
            if self.given.documents:
                detail = f"Không thấy câu này trong {self.given.name} cũng như trong cả kho."
                doubt = self._doubt_of_cited()
                detail += f" {doubt[:1].upper()}{doubt[1:]}." if doubt else ""
        return self._answer(QuotationVerdict.ABSENT, detail, [])

    # --- pieces of them -------------------------------------------------------------

    def _is_of_cited(self, answer: CheckedQuotation) -> bool:
        return any(place.document.id in self.given.documents for place in answer.places)

    def _place(self, row: Standing) -> Place:
        return self.shelf.place(row.source, row.left, row.right)

    def _is_near(self, row: Standing) -> bool:
        """Say whether so many words agree that the quotation must be of this place."""
        if len(self.stated.forms) < _PHRASE:
            return row.cost <= 1
        cited = row.source.card.id in self.given.documents
        return self._share(row) >= (NEAREST if cited else NEAREST_ELSEWHERE)

    def _share(self, row: Standing) -> float:
        return 1 - row.cost / len(self.stated.forms)

    def _badness(self, row: Standing) -> float:
        """Return what a standing costs; the cited document may cost two words more."""
        cited = row.source.card.id in self.given.documents
        return row.cost - (2 if cited else 0) + (0.5 if row.source.scanned else 0)

    def _notes(self, row: Standing) -> tuple[str, ...]:
        source = "\n".join(row.source.text(left, right) for left, right in row.pieces)
        stated = "\n".join(
            self.stated.text[part[0].start : part[-1].end] for part in self.stated.segments
        )
        notes = harmless(stated, source)
        if len(row.pieces) > 1:
            count = sum(b[0] - a[1] for a, b in pairwise(row.pieces))
            notes = (*notes, f"lược {count} chữ của văn bản") if count else notes
        return (*notes, *self._misread(row))

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


def _follow_on(pieces: list[CoverPiece]) -> bool:
    """Say whether pieces stand right behind one another: on a scan, words between were not read."""
    return all(0 <= other.left - one.right <= 1 for one, other in pairwise(pieces))


def _not_grave(differences: Iterable[Difference]) -> tuple[Difference, ...]:
    return tuple(replace(one, grave=False) for one in differences)


def _cost(row: Standing) -> int:
    return row.cost


def _earliest(rows: list[Standing]) -> list[Standing]:
    def day(card: DocumentCard) -> str:
        return card.issued.isoformat() if card.issued else "9999"

    return sorted(rows, key=lambda row: day(row.source.card))


def _told(differences: Iterable[Difference]) -> str:
    """Return differences in words, the grave ones first, at most five."""
    rows = sorted(differences, key=lambda one: not one.grave)
    lines = [_one(row) for row in rows[:5]]
    if len(rows) > len(lines):
        lines.append(f"và {len(rows) - len(lines)} chỗ khác")
    return "; ".join(lines)


def _one(difference: Difference) -> str:
    if not difference.stated:
        return f"thiếu “{_short(difference.source)}”"
    if not difference.source:
        return f"thêm “{_short(difference.stated)}”"
    return f"“{_short(difference.stated)}”, văn bản ghi “{_short(difference.source)}”"


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= 90 else f"{flat[:60]}…{flat[-25:]}"
