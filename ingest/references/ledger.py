"""The acts of a text as they are read: what each changes, seen under the lines above it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date

from ingest.citations import Amendment, Effect, PhraseChange
from ingest.references.cues import ATTACHED, BREAKS, FAR, WORDS, within
from ingest.references.mentions import Cast, Mention
from ingest.references.outline import TextOutline
from ingest.references.paths import Path, added_paths, paths_of
from ingest.references.verbs import Verb, Voice
from ingest.references.wording import PhraseRow, dated, label_before, phrases_of, words_after
from ingest.text.spans import Span

PARTS = (Effect.AMENDED, Effect.SUPPLEMENTED, Effect.CORRECTED, Effect.REPEALED, Effect.REPLACED)


@dataclass(frozen=True, slots=True)
class AmendmentContext:
    """What the lines above say is changed: a document, and a place in it."""

    target: int | None
    provision: Path


@dataclass(slots=True)
class _Row:
    """What the acts of one line change, as far as the lines below need it."""

    targets: dict[str, int | None] = field(default_factory=dict)
    """One reference for each document that is changed."""
    provisions: set[Path] = field(default_factory=set)

    def add(self, act: Amendment, document: str) -> None:
        """Take an act in; of more than two targets or places it only matters that they are."""
        if len(self.targets) < _SEVERAL:
            self.targets.setdefault(document, act.target)
        if len(self.provisions) < _SEVERAL:
            self.provisions.add(act.provision)

    @property
    def context(self) -> AmendmentContext:
        """What a line below that names no document changes."""
        if len(self.targets) != 1:
            return AmendmentContext(None, ())
        place = next(iter(self.provisions)) if len(self.provisions) == 1 else ()
        return AmendmentContext(next(iter(self.targets.values())), place)


_SEVERAL = 2


@dataclass(frozen=True, slots=True)
class PendingAct:
    """What is told of every target of one word of change."""

    verb: Verb
    sentence: Span
    by: tuple[int | None, ...]
    partial: bool = False
    own: bool = False


@dataclass(slots=True)
class Ledger:
    """Keeps the acts of a ``text``; ``masked`` is it with its quotations made unreadable."""

    text: str
    masked: str
    cast: Cast
    quotes: Sequence[Span]
    outline: TextOutline
    acts: dict[Amendment, None] = field(default_factory=dict)
    _rows: dict[int, _Row] = field(default_factory=dict)
    _heading: _Row = field(default_factory=_Row)
    _pending: list[Amendment] = field(default_factory=list)
    _sentence_facts: tuple[Span, date | None, Span | None, tuple[Span, ...]] | None = None

    def close_sentence(self) -> None:
        """Let the acts of the sentence be seen by those that follow."""
        for act in self._pending:
            if act.by is not None or act.own:
                continue
            ordinal = self.outline.at(act.sentence.start)
            document = self.cast.document(act.target)
            self._rows.setdefault(ordinal, _Row()).add(act, document)
            row = self.outline.rows[ordinal]
            heads = row.parent is None and row.rank not in _LABELLED and act.effect in PARTS
            if heads and not act.provision:
                self._heading.add(act, document)
        self._pending.clear()

    def tell(self, deed: PendingAct, pairs: Sequence[tuple[int | None, Path]]) -> None:
        """Keep what a deed does to each target and place."""
        masked, sentence, verb = self.masked, deed.sentence, deed.verb
        day, effective_span, wordings = self._said_by(sentence)
        rows = phrases_of(masked, verb, sentence, self.quotes)
        effect = self._effect(verb, sentence)
        for target, provision in pairs:
            for by in deed.by:
                if self.cast.same(by, target):
                    continue
                act = Amendment(
                    effect,
                    target,
                    provision,
                    verb.span,
                    sentence,
                    partial=deed.partial,
                    own=deed.own,
                    by=by,
                    effective=day,
                    effective_span=effective_span,
                    words=self._wording(wordings, provision),
                    phrases=self._phrases(rows, provision),
                )
                if act not in self.acts:
                    self.acts[act] = None
                    self._pending.append(act)

    def _wording(self, wordings: Sequence[Span], provision: Path) -> Span | None:
        """Return the new wording of a place: the only one, or the one with its label."""
        if len(wordings) == 1 or not provision:
            return next(iter(wordings), None) if len(wordings) == 1 else None
        label = provision[-1].rpartition(" ")[2].lower()
        fits = [words for words in wordings if label_before(words.of(self.text)) == label]
        return fits[0] if len(fits) == 1 else None

    def _phrases_at(self, row: PhraseRow, provision: Path) -> bool:
        """Say whether the places behind a row name the provision, or its innermost units."""
        return any(
            len(path) <= len(provision) and provision[len(provision) - len(path) :] == path
            for path in paths_of(row.places.of(self.masked))
        )

    def _phrases(self, rows: Sequence[PhraseRow], provision: Path) -> tuple[PhraseChange, ...]:
        """Return the phrases changed at a place: of the only row, or of those that name it."""
        if len(rows) == 1:
            return rows[0].changes
        return tuple(
            change for row in rows if self._phrases_at(row, provision) for change in row.changes
        )

    def _said_by(self, sentence: Span) -> tuple[date | None, Span | None, tuple[Span, ...]]:
        """Return what a sentence says of all its acts: from when, and the new wordings."""
        if self._sentence_facts is None or self._sentence_facts[0] != sentence:
            day, effective_span = dated(self.masked, sentence)
            words = words_after(self.masked, sentence, self.quotes)
            self._sentence_facts = (sentence, day, effective_span, words)
        return self._sentence_facts[1:]

    def _effect(self, verb: Verb, sentence: Span) -> Effect:
        """Return the effect on the document: where words are replaced or dropped it is amended."""
        before = self.masked[max(sentence.start, verb.span.start - 200) : verb.span.start]
        ends = verb.effect in (Effect.REPLACED, Effect.REPEALED)
        if ends and verb.voice is Voice.PASSIVE and WORDS.search(before):
            return Effect.AMENDED
        return verb.effect

    # --- what is changed ---------------------------------------------------------------

    def targets(
        self, verb: Verb, mentions: Sequence[Mention], sentence: Span
    ) -> list[tuple[int | None, Path]]:
        """Return each changed document with each changed place in it."""
        context = self._context(sentence)
        if not mentions:
            return [] if context.target is None else [(context.target, context.provision)]
        pairs: list[tuple[int | None, Path]] = []
        last: int | None = None
        for mention, named in self._documents(mentions):
            target = named
            places = self.places(verb, mention)
            if mention.ordinal is None and target is None:
                target = last  # "Quy định số 5: Điều 6 và Điều 9"
            if target is None and context.target is None:
                target = self._named_next(mention, sentence)
            if target is None:
                target = context.target
                places = tuple(within(context.provision, path) for path in places)
            if target is None and self.masked[max(0, mention.start - 4) : mention.start] == "trừ ":
                continue  # "X hết hiệu lực, trừ Điều 3 …" is of X, which is told
            last = target if mention.ordinal is not None else last
            pairs.extend((target, place) for place in places or ((),))
        return pairs

    def _documents(self, mentions: Sequence[Mention]) -> Iterator[tuple[Mention, int | None]]:
        """Yield each mention with its document: a bare place has that of the place behind it.

        "Điều 4 Quy chế làm việc ban hành kèm theo Quyết định số 56" is one place of 56.
        """
        following: int | None = None
        backwards: list[tuple[Mention, int | None]] = []
        for index in range(len(mentions) - 1, -1, -1):
            mention = mentions[index]
            if mention.ordinal is not None:
                attached = mention.place is None and self._is_attached(mentions, index)
                following = mention.ordinal if mention.place or attached else None
                if not attached:
                    backwards.append((mention, mention.ordinal))
            else:
                backwards.append((mention, following))
        return reversed(backwards)

    def _is_attached(self, mentions: Sequence[Mention], index: int) -> bool:
        """Say whether a document is named for what it promulgates, of which a place stands before."""
        if not index or mentions[index - 1].ordinal is not None:
            return False
        gap = self.masked[mentions[index - 1].end : mentions[index].start]
        return ATTACHED.search(gap) is not None

    def _named_next(self, mention: Mention, sentence: Span) -> int | None:
        """Return the document named next in the sentence.

        "Sửa đổi điểm a khoản 1 Điều 5 và bổ sung điểm d khoản 1 Điều 5 Quy định số 15".
        """
        end = mention.end
        for other in self.cast.between(mention.end, min(sentence.end, mention.end + FAR)):
            attached = ATTACHED.search(self.masked[end : other.start]) is not None
            if other.back or (not attached and BREAKS.search(self.masked, end, other.start)):
                return None
            if other.ordinal is not None:
                return other.ordinal if other.place or attached else None
            end = other.end
        return None

    def places(self, verb: Verb, mention: Mention) -> tuple[Path, ...]:
        """Return the places that a mention names, as the verb changes or adds them."""
        if mention.place is None:
            return ()
        named = mention.place.of(self.masked)
        paths = added_paths(named) if verb.effect is Effect.SUPPLEMENTED else paths_of(named)
        return tuple(path for path in paths if not any(unit.endswith(" này") for unit in path))

    def _context(self, sentence: Span) -> AmendmentContext:
        """Return what the nearest line above changes, else what the title does."""
        for above in self.outline.above(self.outline.at(sentence.start)):
            row = self._rows.get(above)
            if row is not None:
                return row.context
        return self._heading.context


_LABELLED = (1, 3)
"""Ranks of articles and clauses: what they change is no title's doing."""
