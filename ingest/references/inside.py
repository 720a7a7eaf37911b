"""Where places without a document lie: in this document only if they exist in it.

Else in the document named right before, or in the one the title names; else nowhere, for
a place that cannot be told points to none.  Standard library only.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from ingest.citations import Amendment, Reference, ReferenceForm, Relation
from ingest.model import Provision
from ingest.references.masks import quotations
from ingest.references.paths import Path, lies_in, paths_of, unit_key
from ingest.text.spans import Span
from ingest.text.vietnamese import sentences

_BRACKET = re.compile(r"[^.;\n()]{0,260}\(\s?(?:tại\s|theo\s|các\s)?|[\s,:]{0,3}(?:tại\s|ở\s)?")
_PREAMBLE = re.compile(
    r"[\s*_-]{0,12}(?:Căn cứ|Theo|Thực hiện|Xét|Để|Trên cơ sở|Nơi nhận|Kính gửi)"
)
_TITLE_REACH = 1500
"""Code points of a text within which its title names what it is about."""


def settle_places(
    text: str,
    references: Sequence[Reference],
    amendments: Sequence[Amendment],
    provisions: Sequence[Provision],
) -> tuple[Reference, ...]:
    """Return the references, those to places told whether they lie here or in which document."""
    if not any(reference.form is ReferenceForm.INTERNAL for reference in references):
        return tuple(references)
    places = _Places(text, references, amendments, provisions)
    return tuple(
        places.settled(ordinal) if reference.form is ReferenceForm.INTERNAL else reference
        for ordinal, reference in enumerate(references)
    )


class _Places:
    """One document's places: its own tree, its quotations, the documents it names."""

    def __init__(
        self,
        text: str,
        references: Sequence[Reference],
        amendments: Sequence[Amendment],
        provisions: Sequence[Provision],
    ) -> None:
        self._text, self._references = text, references
        self._tree = _tree(provisions)
        self._provisions = provisions
        self._starts = [one.span.start for one in self._provisions]
        self._quotes = quotations(text)
        self._quote_starts = [span.start for span in self._quotes]
        self._sentences = sentences(text)
        self._sentence_starts = [span.start for span in self._sentences]
        self._documents = [
            ordinal
            for ordinal, one in enumerate(references)
            if one.form is not ReferenceForm.INTERNAL
        ]
        self._document_starts = [references[ordinal].span.start for ordinal in self._documents]
        self._acts = _by_sentence(amendments)
        self._words = {act.words: act.target for act in amendments if act.words is not None}
        self._title = self._titled()

    def settled(self, ordinal: int) -> Reference:
        """Return the reference with where its place lies."""
        reference = self._references[ordinal]
        quote = self._quoted(reference.span)
        if quote is not None:
            return replace(reference, inside=False, of=self._words.get(quote))
        paths = paths_of(reference.text)
        if any(unit.endswith(" này") for path in paths for unit in path):
            here = all(self._is_here(path, reference.span.start) for path in paths)
            return replace(reference, inside=True if here else None)
        named = self._changed(reference, paths)
        if named is None:
            named = self._bracketed(reference.span.start)
        if named is not None:
            return replace(reference, inside=False, of=named)
        if paths and all(self._exists(path) for path in paths):
            return replace(reference, inside=True)
        if any(self._exists(path) for path in paths):
            return reference
        outside = self._named_before(reference.span.start)
        return reference if outside is None else replace(reference, inside=False, of=outside)

    def _quoted(self, span: Span) -> Span | None:
        at = bisect_right(self._quote_starts, span.start) - 1
        return self._quotes[at] if at >= 0 and span.start < self._quotes[at].end else None

    def _exists(self, path: Path) -> bool:
        near = self._tree.get((unit_key(path[0]), unit_key(path[-1])), ())
        return any(lies_in(path, whole) for whole in near)

    def _is_here(self, path: Path, at: int) -> bool:
        """Say whether "khoản 3 Điều này" exists where the reader stands."""
        units = self._around(at)
        word = path[0].removesuffix(" này").lower()
        for depth, unit in enumerate(units):
            if unit.rpartition(" ")[0].lower() == word:
                return len(path) == 1 or self._exists((*units[: depth + 1], *path[1:]))
        return False

    def _around(self, at: int) -> Path:
        """Return the path of the smallest provision that holds an offset."""
        index: int | None = bisect_right(self._starts, at) - 1
        if index is not None and index < 0:
            return ()
        while index is not None and at >= self._provisions[index].span.end:
            index = self._provisions[index].parent
        return () if index is None else self._provisions[index].path

    def _changed(self, reference: Reference, paths: Sequence[Path]) -> int | None:
        """Return the document in which an act changes this place."""
        sentence = self._sentence(reference.span.start)
        acts = self._acts.get(sentence.start, ()) if sentence else ()
        for act in acts:
            if any(path == act.provision[-len(path) :] for path in paths if path):
                return act.target
        return None

    def _sentence(self, at: int) -> Span | None:
        index = bisect_right(self._sentence_starts, at) - 1
        return self._sentences[index] if index >= 0 else None

    def _bracketed(self, at: int) -> int | None:
        """Return the document that a place stands in brackets behind: "Quy định 377 (Điều 9)"."""
        index = bisect_right(self._document_starts, at) - 1
        if index < 0:
            return None
        ordinal = self._documents[index]
        document = self._references[ordinal]
        if document.form is ReferenceForm.BACK or document.span.end > at:
            return None
        return ordinal if _BRACKET.fullmatch(self._text, document.span.end, at) else None

    def _named_before(self, at: int) -> int | None:
        """Return the document named before in this sentence or the last, else the title's."""
        index = bisect_right(self._sentence_starts, at) - 1
        floor = self._sentences[max(0, index - 1)].start if index >= 0 else 0
        low = bisect_right(self._document_starts, floor - 1)
        high = bisect_right(self._document_starts, at)
        if low == high:
            return self._title
        ordinal = self._documents[high - 1]
        return None if self._references[ordinal].form is ReferenceForm.BACK else ordinal

    def _titled(self) -> int | None:
        """Return the one document that stands in the title."""
        end = min([_TITLE_REACH, *self._starts[:1]])
        ordinals: dict[str, int] = {}
        for ordinal in self._documents:
            one = self._references[ordinal]
            if one.span.start >= end:
                break
            line = self._text.rfind("\n", 0, one.span.start) + 1
            about = one.relation not in (Relation.BASIS, Relation.ATTACHED)
            if (
                about
                and one.form is not ReferenceForm.BACK
                and not _PREAMBLE.match(self._text, line)
            ):
                ordinals.setdefault(_document(one), ordinal)
        return next(iter(ordinals.values())) if len(ordinals) == 1 else None


def _document(reference: Reference) -> str:
    """Return what tells one document from another in a title: its name, or type and serial."""
    return reference.name or f"{reference.kind} {reference.serial}"


def _tree(
    provisions: Sequence[Provision],
) -> Mapping[tuple[tuple[str, str], tuple[str, str]], list[Path]]:
    """Return the paths by their every unit and their last one."""
    tree: dict[tuple[tuple[str, str], tuple[str, str]], list[Path]] = defaultdict(list)
    for provision in provisions:
        last = unit_key(provision.path[-1])
        for unit in dict.fromkeys(map(unit_key, provision.path)):
            tree[unit, last].append(provision.path)
    return tree


def _by_sentence(amendments: Sequence[Amendment]) -> Mapping[int, list[Amendment]]:
    acts: dict[int, list[Amendment]] = defaultdict(list)
    for act in amendments:
        if act.target is not None and act.provision:
            acts[act.sentence.start].append(act)
    return acts
