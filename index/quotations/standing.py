"""How a quotation's words stand in one source: word for word, nearly, or in pieces."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from index.check_results import Difference
from index.quotations.align import Alignment, Block, near
from index.quotations.cut_context import bids, is_label, negation_before
from index.quotations.finder import QuotedDocument
from index.quotations.list_lead import FORBIDS, forbidding_lead, is_turned
from index.quotations.tokens import (
    GAP,
    NEGATIONS,
    Token,
    alike_on_scan,
    figures,
    is_grave,
    tokens,
)
from ingest.text.spans import Span
from ingest.text.vietnamese import fold

_CLAUSE = re.compile(r"[.,;:!?…\n(]")
_SENTENCE = re.compile(r"[.!?…\n]")


@dataclass(frozen=True)
class Stated:
    """The words of a quotation; ``start`` is where its text begins in what is checked."""

    text: str
    start: int = 0
    before: str = ""
    """The words in front of it in the draft, a sentence at most."""

    @cached_property
    def segments(self) -> tuple[tuple[Token, ...], ...]:
        """The words between the ellipses."""
        parts: list[list[Token]] = [[]]
        for token in tokens(self.text):
            if token.form == GAP:
                parts.append([])
            else:
                parts[-1].append(token)
        return tuple(tuple(part) for part in parts if part)

    @property
    def is_cut_off(self) -> bool:
        """Say whether it ends with an ellipsis: the writer tells that more follows."""
        return tokens(self.text)[-1:] != () and tokens(self.text)[-1].form == GAP

    @cached_property
    def words(self) -> tuple[Token, ...]:
        """All words, the ellipses left out."""
        return tuple(token for part in self.segments for token in part)

    @cached_property
    def forms(self) -> tuple[str, ...]:
        """The forms of :attr:`words`."""
        return tuple(token.form for token in self.words)

    def slice(self, first: int, last: int) -> str:
        """Return words [first, last) as the draft writes them."""
        if first >= last:
            return ""
        return self.text[self.words[first].start : self.words[last - 1].end]

    def between(self, at: int) -> str:
        """Return what stands between word ``at`` and the one before it."""
        return self.text[self.words[at - 1].end : self.words[at].start]

    def span(self, first: int, last: int) -> Span:
        """Return where words [first, last) stand in what is checked; empty before ``first``."""
        if first < last:
            a, b = self.words[first].start, self.words[last - 1].end
        else:
            a = b = self.words[first].start if first < len(self.words) else len(self.text)
        return Span(self.start + a, self.start + b)


@dataclass(frozen=True, slots=True)
class Standing:
    """Pieces [left, right) of a source that hold a quotation's segments in their order."""

    source: QuotedDocument
    pieces: tuple[tuple[int, int], ...]
    cost: int = 0
    differences: tuple[Difference, ...] = ()
    misread: tuple[tuple[str, str], ...] = ()
    """Pairs (stated, source) that only recognition tells apart."""
    swallowed: tuple[Difference, ...] = ()
    """Negations that an ellipsis leaves out, or that stand right before the first word."""
    labels: tuple[tuple[int, int], ...] = ()
    """Numbers of clauses and points, [left, right) each, that the quotation leaves out."""

    @property
    def left(self) -> int:
        """Where it begins."""
        return self.pieces[0][0]

    @property
    def right(self) -> int:
        """Where it ends."""
        return self.pieces[-1][1]


def verbatim(stated: Stated, source: QuotedDocument) -> Iterator[Standing]:
    """Yield where a source holds the quotation word for word."""
    segments = [[token.form for token in part] for part in stated.segments]
    row = source.row
    for left in row.find_all(segments[0]) if segments else ():
        pieces = [(left, left + len(segments[0]))]
        for forms in segments[1:]:
            at = row.find(forms, pieces[-1][1])
            if at < 0:
                break
            pieces.append((at, at + len(forms)))
        else:
            yield Standing(
                source,
                tuple(pieces),
                swallowed=(
                    *_negated(stated, source, left, pieces[-1][1]),
                    *_left_out(stated, source, pieces),
                ),
            )


def _negated(stated: Stated, source: QuotedDocument, left: int, right: int) -> Iterator[Difference]:
    """Yield the negation that the quotation cuts off right before its first word.

    One behind its last word is cut off where it ends the sentence ("… được công khai không?").
    """
    forms = source.row.forms
    lead = forbidding_lead(source, left)
    if lead is not None and is_turned(stated.before):
        yield Difference("", source.text(*lead), stated.span(0, 0), True)
    before = left > 0 and forms[left - 1] in NEGATIONS and not _CLAUSE.search(source.before(left))
    around = {token.form for token in tokens(stated.before)[-4:]}
    if before and not around & FORBIDS:
        yield Difference("", source.text(left - 1, left), stated.span(0, 0), True)
    start = None if before else negation_before(source, left)
    # Further off it may only be told of: a draft that bids what is forbidden turns it round.
    if start is not None and bids(stated.before):
        yield Difference("", source.text(start, left), stated.span(0, 0), True)
    if (
        right < len(forms)
        and forms[right] in NEGATIONS
        and not _CLAUSE.search(source.before(right))
        and _SENTENCE.search(source.before(right + 1))
    ):
        end = len(stated.words)
        yield Difference("", source.text(right, right + 1), stated.span(end, end), True)


def _left_out(
    stated: Stated, source: QuotedDocument, pieces: list[tuple[int, int]]
) -> Iterator[Difference]:
    """Yield what an ellipsis leaves out where it holds a negation and is no whole sentence."""
    at = 0
    for (_, end), (start, _), part in zip(pieces, pieces[1:], stated.segments, strict=False):
        at += len(part)
        if not any(form in NEGATIONS for form in source.row.forms[end:start]):
            continue
        if _SENTENCE.search(source.before(end)) and _SENTENCE.search(source.before(start)):
            continue
        first, last = stated.words[at - 1].end, stated.words[at].start
        span = Span(stated.start + first, stated.start + last)
        yield Difference(stated.text[first:last].strip(), source.text(end, start), span, True)


def nearly(stated: Stated, source: QuotedDocument) -> Standing | None:
    """Return how the quotation lies on the source with the fewest words changed."""
    alike = alike_on_scan if source.scanned else None
    parts: list[Alignment] = []
    for part in stated.segments:
        lying = near([token.form for token in part], source.row, alike)
        if lying is None or lying.right <= lying.left:
            return None
        if parts and lying.left < parts[-1].left:
            return None
        parts.append(lying)
    if not parts:
        return None
    return _standing(stated, source, parts)


def _standing(stated: Stated, source: QuotedDocument, parts: list[Alignment]) -> Standing:
    differences: list[Difference] = []
    misread: list[tuple[str, str]] = []
    labels: list[tuple[int, int]] = []
    cost, base = 0, 0
    for lying, part in zip(parts, stated.segments, strict=True):
        for block in lying.blocks:
            moved = Block(block.first + base, block.last + base, block.left, block.right)
            if _same_run_together(stated, source, moved):
                continue
            if is_label(source, moved):
                labels.append((moved.left, moved.right))
                continue
            cost += max(block.last - block.first, block.right - block.left)
            differences.append(_difference(stated, source, moved))
        for at, place in lying.misread:
            misread.append((stated.slice(at + base, at + base + 1), source.text(place, place + 1)))
        base += len(part)
    pieces = [(lying.left, lying.right) for lying in parts]
    swallowed = (
        *_negated(stated, source, pieces[0][0], pieces[-1][1]),
        *_left_out(stated, source, pieces),
    )
    return Standing(
        source,
        tuple(pieces),
        cost,
        tuple(differences),
        tuple(misread),
        swallowed,
        tuple(labels),
    )


def _same_run_together(stated: Stated, source: QuotedDocument, block: Block) -> bool:
    """Say whether a block differs in spaces only ("cánbộ"), or on a scan in diacritics too."""
    one = "".join(stated.forms[block.first : block.last])
    other = "".join(source.row.forms[block.left : block.right])
    if one == other:
        return True
    misread = one.isdigit() and not other.isdigit() and figures(other) == one
    return source.scanned and bool(one) and (misread or fold(one) == fold(other))


def _difference(stated: Stated, source: QuotedDocument, block: Block) -> Difference:
    block = _whole_numbers(stated, source, block)
    quoted = stated.slice(block.first, block.last)
    writes = source.text(block.left, block.right)
    return Difference(
        quoted, writes, stated.span(block.first, block.last), is_grave(quoted, writes)
    )


_IN_NUMBER = re.compile(r"[.,/:-]")


def _whole_numbers(stated: Stated, source: QuotedDocument, block: Block) -> Block:
    """Return a block widened to the numbers it cuts into: 95,1 for 94,1, not 95 for 94."""
    first, last, left, right = block.first, block.last, block.left, block.right
    while (
        first > 0
        and left > 0
        and _glued(stated.between(first))
        and _glued(source.before(left))
        and stated.forms[first - 1].isdigit()
    ):
        first, left = first - 1, left - 1
    while (
        last < len(stated.forms)
        and _glued(stated.between(last))
        and _glued(source.before(right))
        and stated.forms[last].isdigit()
    ):
        last, right = last + 1, right + 1
    return Block(first, last, left, right)


def _glued(between: str) -> bool:
    return _IN_NUMBER.fullmatch(between) is not None
