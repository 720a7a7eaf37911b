"""Acts of amendment: what a sentence does to a document or to a place in one.

An act is told only where the sentence performs it ("Quy định này thay thế …", "Bãi bỏ …",
"X hết hiệu lực kể từ ngày …") or reports that another document did ("X được thay thế bằng
Y").  Wishes, orders, conditions and titles of other documents are no acts.  Standard
library only; every look around a word is bounded.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from ingest.citations import Amendment, Effect
from ingest.references import cues
from ingest.references.around import NamedAround
from ingest.references.ledger import PARTS, Ledger, PendingAct
from ingest.references.mentions import Cast, Mention
from ingest.references.outline import TextOutline
from ingest.references.paths import Path
from ingest.references.verbs import Verb, Voice
from ingest.text.spans import Span
from ingest.text.vietnamese import sentences

_LONGEST = 2_000
"""Letters of a sentence that is believed to go on over a line's end."""


_PLAIN = (Effect.REPEALED, Effect.SUSPENDED, Effect.CONTINUED)
"""Effects that a bare passive brings about: "X bị bãi bỏ.", hardly "X được sửa đổi"."""


@dataclass(frozen=True, slots=True)
class _Actor:
    """Who acted in the sentence being read, and where the objects of the act end."""

    by: int | None
    end: int


@dataclass(frozen=True, slots=True)
class AmendmentReader:
    """Reads the acts of one text whose quotations are made unreadable (``masked``)."""

    masked: str
    cast: Cast
    verbs: Sequence[Verb]
    outline: TextOutline
    ledger: Ledger
    around: NamedAround

    def read(self) -> tuple[Amendment, ...]:
        """Return the acts in the order of the text."""
        starts = [verb.span.start for verb in self.verbs]
        for sentence in self._sentences() if self.verbs else ():
            low, high = bisect_left(starts, sentence.start), bisect_left(starts, sentence.end)
            if low < high:
                self._sentence(sentence, self.verbs[low:high])
                self.ledger.close_sentence()
        return tuple(sorted(self.ledger.acts, key=lambda act: act.span.start))

    def _sentences(self) -> Iterator[Span]:
        """Yield the sentences; one that a line's end cuts behind a comma goes on below."""
        begun: Span | None = None
        for sentence in sentences(self.masked):
            whole = Span(begun.start, sentence.end) if begun else sentence
            begun = None
            below = self.masked[whole.end : whole.end + 24].lstrip(" ")
            runs_on = below[:1] == "\n" and not cues.LABELLED.match(below, 1)
            if self.masked[whole.end - 1] == "," and runs_on and len(whole) < _LONGEST:
                begun = whole
            else:
                yield whole
        if begun is not None:
            yield begun

    # --- one sentence ----------------------------------------------------------------

    def _sentence(self, sentence: Span, verbs: Sequence[Verb]) -> None:
        actor: _Actor | None = None
        named: set[int] = set()
        for index, verb in enumerate(verbs):
            low = verbs[index - 1].span.end if index else sentence.start
            high = verbs[index + 1].span.start if index + 1 < len(verbs) else sentence.end
            if verb.voice not in (Voice.ACTIVE, Voice.PHRASE):
                self._passive(verb, sentence, high, named)
            elif self._is_named(verb, low):
                continue
            elif self._is_participle(verb, low):
                self._passive(replace(verb, voice=Voice.PASSIVE), sentence, high, named)
            else:
                actor = self._active(verbs, index, sentence, actor)
                idle = actor is None or actor.end == verb.span.end
                if idle and cues.ENDED.match(self.masked, verb.span.start):
                    self._passive(replace(verb, voice=Voice.ENDING), sentence, high, named)
                elif idle and self._is_said_of_all(verb, low):
                    self._passive(replace(verb, voice=Voice.PASSIVE), sentence, high, named)

    def _is_named(self, verb: Verb, low: int) -> bool:
        """Say whether "sửa đổi" belongs to the name before it: "Luật Cảnh vệ sửa đổi 2024"."""
        if not cues.IN_NAME.match(self.masked, verb.span.end):
            return False
        return any(
            mention.end <= verb.span.start <= mention.end + 2
            for mention in self.cast.between(max(low, verb.span.start - cues.FAR), verb.span.start)
        )

    def _is_participle(self, verb: Verb, low: int) -> bool:
        """Say whether "(sửa đổi, bổ sung tại X)" says what was done to the document before it."""
        if not cues.BY.match(self.masked, verb.span.end):
            return False
        return any(
            self.masked[mention.end : verb.span.start].strip() in ("", "(", ", ", ",")
            for mention in self.cast.between(max(low, verb.span.start - cues.FAR), verb.span.start)
            if mention.ordinal is not None
        )

    def _is_said_of_all(self, verb: Verb, low: int) -> bool:
        """Say whether "A và B đều bãi bỏ" says it of what stands before."""
        return (
            cues.ALL.search(self.masked[max(low, verb.span.start - 16) : verb.span.start])
            is not None
        )

    # --- bãi bỏ X ----------------------------------------------------------------------

    def _active(
        self, verbs: Sequence[Verb], index: int, sentence: Span, earlier: _Actor | None
    ) -> _Actor | None:
        verb = verbs[index]
        high = verbs[index + 1].span.start if index + 1 < len(verbs) else sentence.end
        actor = self._actor(verb, sentence, earlier)
        if actor is None:
            listed = self.around.registered(verb)
            pairs = self.ledger.targets(verb, listed, sentence) if listed else []
            self.ledger.tell(PendingAct(verb, sentence, (None,)), pairs)
            return None
        objects = self._objects(verb, verb.span.end, high)
        if objects:
            objects += self._resumed(verbs, index, sentence, objects[-1].end)
        else:
            objects = self.around.below(verb, sentence)
        if not objects and not self._names_a_place_above(verb, high):
            # "Điều chỉnh chỉ tiêu …, thay cho chỉ tiêu tại …": the actor acts on.
            return _Actor(actor.by, verb.span.end)
        if (
            verb.effect is not Effect.CORRECTED
            and objects
            and cues.FIGURE.match(self.masked, verb.span.end, objects[0].start)
        ):
            verb = replace(verb, effect=Effect.AMENDED)
        end = max((mention.end for mention in objects), default=verb.span.end)
        partial = self._is_partial(verb, objects, end)
        pairs = [
            (target, provision)
            for target, provision in self.ledger.targets(verb, objects, sentence)
            if not self._is_task(verb, target, provision)
        ]
        if verb.span.of(self.masked).lower().startswith("chỉ giữ"):
            pairs = [(target, ()) for target in dict.fromkeys(target for target, _ in pairs)]
            partial = True  # what is named is what stays
        pairs += self._items(verb, sentence, pairs)
        self.ledger.tell(PendingAct(verb, sentence, (actor.by,), partial=partial), pairs)
        return _Actor(actor.by, end)

    def _items(
        self, verb: Verb, sentence: Span, pairs: Sequence[tuple[int | None, Path]]
    ) -> list[tuple[int | None, Path]]:
        """Return the places that lines below name of one document that is repealed in part."""
        if verb.effect is not Effect.REPEALED or len(pairs) != 1 or pairs[0][1]:
            return []
        listed = [mention for mention in self.around.below(verb, sentence) if not mention.back]
        if any(mention.ordinal is not None for mention in listed):
            return []
        return [(pairs[0][0], path) for m in listed for path in self.ledger.places(verb, m)]

    def _is_partial(self, verb: Verb, objects: Sequence[Mention], end: int) -> bool:
        """Say whether only a part of a document named whole is changed."""
        if cues.SOME.match(self.masked, verb.span.end) or cues.EXCEPT.match(self.masked, end):
            return True
        if "áp dụng" in verb.span.of(self.masked) and cues.FOR_SOME.match(self.masked, end):
            return True
        if (
            not objects
            or objects[0].place is not None
            or ":" in self.masked[verb.span.end : objects[0].start]
        ):
            return False
        return cues.WHOLE.fullmatch(self.masked, verb.span.end, objects[0].start) is None

    def _is_task(self, verb: Verb, target: int | None, provision: Path) -> bool:
        """Say whether "sửa đổi Luật Đất đai" names a task: of a law, no article and no wording."""
        if target not in self.cast.laws or provision or verb.effect not in PARTS[:2]:
            return False
        return cues.ARTICLES.match(self.masked, verb.span.end) is None

    def _actor(self, verb: Verb, sentence: Span, earlier: _Actor | None) -> _Actor | None:
        """Return who does what an active verb says; None where nobody is seen to do it."""
        at = verb.span.start
        low = max(sentence.start, at - cues.FAR)
        before = self.masked[low:at]
        if verb.effect is Effect.CONTINUED and not cues.EXTENDS.match(self.masked, at):
            return _Actor(None, at)
        if earlier is not None and cues.JOINT.fullmatch(self.masked, earlier.end, at):
            return _Actor(earlier.by, at)
        opens = cues.OPENING.fullmatch(before) or cues.DECREES.fullmatch(before)
        if low == sentence.start and opens:
            return None if self._is_wished(sentence) else _Actor(None, at)
        near = before[-70:]
        if cues.VETO.search(near) or cues.INTENT.search(near):
            return None
        if cues.NO_ACT.match(self.masked, verb.span.end):
            return None
        return self._named_actor(verb, low, before, earlier)

    def _is_wished(self, sentence: Span) -> bool:
        """Say whether the line that opens the list asks for what its items say."""
        parent = self.outline.rows[self.outline.at(sentence.start)].parent
        if parent is None:
            return False
        row = self.outline.rows[parent]
        line = self.masked[row.start : row.end]
        asks = line.rstrip(" *_").endswith(":") and cues.WISHES.search(line)
        return bool(asks) and cues.CHANGES.search(line) is None

    def _named_actor(
        self, verb: Verb, low: int, before: str, earlier: _Actor | None
    ) -> _Actor | None:
        """Return the actor that the words before a verb name: a document, this one, an office."""
        at = verb.span.start
        last = next(reversed(self.cast.between(low, at)), None)
        if last is not None and last.ordinal is not None and last.end <= at and not last.back:
            gap = self.masked[last.end : at]
            if cues.SUBJECT_GAP.fullmatch(gap) and " này" not in gap:
                title = not gap.strip() and cues.SOME.match(self.masked, verb.span.end)
                return None if title else _Actor(last.ordinal, at)
        if cues.THIS.search(before[-240:]) or cues.PERFORMS.search(before[-60:]):
            return _Actor(None, at)
        if self.masked[verb.span.end : verb.span.end + 2].lstrip(" ")[
            :1
        ] == ":" and cues.LISTED.search(before):
            return _Actor(None, at)
        if verb.effect is Effect.CORRECTED and cues.OFFICE.search(before):
            return _Actor(None, at)
        if earlier is not None and before.rstrip().endswith((";", ",")):
            return _Actor(earlier.by, at)
        return None

    def _resumed(
        self, verbs: Sequence[Verb], index: int, sentence: Span, end: int
    ) -> list[Mention]:
        """Return the objects behind an aside: "A đã được sửa đổi theo B, C đã được …"."""
        row: list[Mention] = []
        for at in range(index + 1, len(verbs)):
            aside = verbs[at]
            high = verbs[at + 1].span.start if at + 1 < len(verbs) else sentence.end
            if aside.voice is not Voice.PASSIVE or aside.span.start - end > cues.ASIDE:
                break
            agents, _ = self.around.agents(aside, high)
            end = agents[-1].end if agents else aside.span.end
            further = self._objects(verbs[index], end, high, first=False)
            row += further
            if not agents and not further:
                break
            end = further[-1].end if further else end
        return row

    def _objects(self, verb: Verb, end: int, high: int, *, first: bool = True) -> list[Mention]:
        """Return what stands behind an active verb in an unbroken row.

        :param first: the row begins here; else it goes on behind an aside.
        """
        row: list[Mention] = []
        for mention in self.cast.between(end, high):
            if mention.start < end:
                continue
            gap = self.masked[end : mention.start]
            begins = first and not row
            cut = begins and mention.place is None and self.masked[verb.span.start].islower()
            if cut and cues.BY.fullmatch(gap):  # a line that begins "sửa đổi tại X": X did it
                break
            attached = row and row[-1].ordinal is None and cues.ATTACHED.search(gap)
            reached = attached or self._reaches(verb, gap.lstrip(")"), first=begins)
            if mention.back or not reached:
                break
            if begins and mention.place is None and not cues.leads_to(verb, gap):
                break
            row.append(mention)
            end = mention.end
        return row

    @staticmethod
    def _reaches(verb: Verb, gap: str, *, first: bool) -> bool:
        if first:
            near = len(gap) <= cues.OBJECT and not cues.BLOCK.search(gap)
            return near or cues.CONTENT.fullmatch(gap) is not None
        if verb.voice is Voice.PHRASE:
            return len(gap) <= cues.OBJECT and not cues.BREAKS.search(gap.replace("(", " "))
        return cues.goes_on(gap)

    def _names_a_place_above(self, verb: Verb, high: int) -> bool:
        """Say whether a phrase is changed in what the lines above name."""
        return verb.voice is Voice.PHRASE and "tại" not in self.masked[verb.span.end : high]

    # --- X hết hiệu lực, X được thay thế bằng Y --------------------------------------------

    def _passive(self, verb: Verb, sentence: Span, high: int, named: set[int]) -> None:
        agents, here = self.around.agents(verb, high)
        agents = agents or ([] if here else self.around.agents_below(verb))
        named.update(mention.start for mention in agents)
        if not self._is_told(verb, sentence, reported=bool(agents) or here):
            return
        by = tuple(mention.ordinal for mention in agents) or (None,)
        before = self.masked[max(sentence.start, verb.span.start - cues.FAR) : verb.span.start]
        if agents and self._is_of_this_text(verb, before):
            self.ledger.tell(PendingAct(verb, sentence, by, own=True), [(None, ())])
            return
        subjects = self._subjects(verb, sentence, named, whole=not agents)
        if not subjects and verb.voice is Voice.ENDING:
            subjects = self.around.below(verb, sentence) or self.around.registered(verb)
        if not subjects and (agents or verb.voice is Voice.ENDING):
            return
        if verb.effect is Effect.CONTINUED and self._is_taken_up(verb, high):
            return
        partial = self._ends_partly(verb, agents)
        matter = [one for one in subjects if self._is_of_matter(one, sentence)]
        for said_of in ([one for one in subjects if one not in matter], matter):
            if said_of or not subjects:
                deed = PendingAct(verb, sentence, by, partial=partial or said_of is matter)
                self.ledger.tell(deed, self.ledger.targets(verb, said_of, sentence))
            if not subjects:
                return

    def _is_told(self, verb: Verb, sentence: Span, *, reported: bool) -> bool:
        """Say whether the sentence says it as a fact: no condition, and somebody who did it."""
        low = max(sentence.start, verb.span.start - cues.FAR)
        before = self.masked[low : verb.span.start]
        if verb.voice is Voice.ENDING:
            ends = verb.effect is Effect.REPEALED
            waits = cues.WHEN.match(self.masked, verb.span.end)
            if ends and (waits or cues.UNBORN.match(self.masked, verb.span.end)):
                return False
            return not (cues.CONDITION.search(before) or cues.VETO.search(before[-30:]))
        return reported or self._happens_here(verb, sentence)

    def _ends_partly(self, verb: Verb, agents: Sequence[Mention]) -> bool:
        if "một phần" in verb.span.of(self.masked) or cues.SOME.match(self.masked, verb.span.end):
            return True
        if agents or verb.voice is not Voice.ENDING:
            return False
        return cues.BUT_NOT.match(self.masked, verb.span.end) is not None

    def _is_of_matter(self, mention: Mention, sentence: Span) -> bool:
        """Say whether only some matter of a document before the verb is meant."""
        if mention.place is not None:
            return False
        before = self.masked[max(sentence.start, mention.start - 200) : mention.start]
        return cues.MATTER.search(before) is not None

    def _happens_here(self, verb: Verb, sentence: Span) -> bool:
        """Say whether a passive without a doer is this document's own act."""
        behind = self.masked[verb.span.end : min(sentence.end, verb.span.end + 200)]
        if cues.HERE.search(behind) is not None:
            return True
        if verb.effect not in _PLAIN or not cues.ENDS_HERE.match(behind):
            return False
        return cues.NOT_HERE.search(self.masked, sentence.start, verb.span.start) is None

    def _is_of_this_text(self, verb: Verb, before: str) -> bool:
        """Say whether "Khoản này" is what was changed, with no document named behind it."""
        near = cues.from_last_this(before)
        hit = cues.SELF.search(near)
        if hit is None:
            return False
        start = verb.span.start - len(near) + hit.start()
        behind = self.cast.between(start, verb.span.start)
        return all(mention.ordinal is None for mention in behind)

    def _subjects(
        self, verb: Verb, sentence: Span, named: set[int], *, whole: bool
    ) -> list[Mention]:
        """Return what the verb is said of: the mention before it, and the row it ends.

        :param whole: take the whole row; of a reported act only the nearest is sure.
        """
        at = verb.span.start
        near = [m for m in self.cast.between(max(sentence.start, at - 1500), at) if not m.back]
        row: list[Mention] = []
        end = at
        for mention in reversed(near):
            if mention.start in named or mention.end > end:
                continue
            gap = self.masked[mention.end : end]
            if not row and not self._is_said_of(mention, gap, sentence):
                break
            if row and not (cues.goes_on(gap) or cues.MATTER_GAP.fullmatch(gap)):
                break
            row.insert(0, mention)
            end = mention.start
            if not whole:
                break
        return row

    def _is_said_of(self, mention: Mention, gap: str, sentence: Span) -> bool:
        if (
            len(gap) > cues.SUBJECT
            or "|" in gap
            or (";" in gap and gap.strip() != ";")
            or "." in gap
            or "\n" in gap
        ):
            return False
        before = self.masked[max(sentence.start, mention.start - 40) : mention.start]
        if cues.CONTRARY.search(before) or cues.CONDITION.search(before[-20:]):
            return False
        return "thì" not in gap or cues.BASIS.search(before) is None

    def _is_taken_up(self, verb: Verb, high: int) -> bool:
        """Say whether "tiếp tục thực hiện" has an object, which makes it a task and no status."""
        lasts = cues.CONTINUES.search(verb.span.of(self.masked))
        if not lasts and not cues.UNTIL.match(self.masked, verb.span.end):
            return True  # "tiếp tục thực hiện theo phương thức hiện hành"
        following = next(iter(self.cast.between(verb.span.end, high)), None)
        return following is not None and following.start - verb.span.end < 12
