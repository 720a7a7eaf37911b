"""From references and places to acts: which mentions count, and what acts say of references.

Standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from ingest.citations import Amendment, Effect, Reference, ReferenceForm, Relation
from ingest.references.amendments import AmendmentReader
from ingest.references.around import NamedAround
from ingest.references.cues import PARTS_BEFORE
from ingest.references.ledger import Ledger
from ingest.references.masks import FILLER, masked, quotations
from ingest.references.mentions import Cast, Mention
from ingest.references.outline import TextOutline
from ingest.references.own_end import own_ends
from ingest.references.pinpoints import Pinpoint
from ingest.references.verbs import find_verbs
from ingest.text.spans import Span

_RELATIONS = {
    Effect.REPLACED: Relation.REPLACES,
    Effect.REPEALED: Relation.REPEALS,
    Effect.AMENDED: Relation.AMENDS,
    Effect.SUPPLEMENTED: Relation.AMENDS,
    Effect.CORRECTED: Relation.CORRECTS,
    Effect.SUSPENDED: Relation.SUSPENDS,
    Effect.CONTINUED: Relation.CONTINUES,
}
_LAWS = frozenset({"Luật", "Bộ luật", "Pháp lệnh"})
_ENDS = re.compile(r"hiệu lực", re.IGNORECASE)
_BESIDE = re.compile(r"\s{1,2}(?:ngay\s)?(?:(?:vào\s)?(?:sau|trước)|vào)\s(?:các\s)?")
_FORMS = re.compile(
    r"(?<!\w)(?P<forms>[Mm]ẫu (?:số )?\d{1,2}[a-z]?(?:(?:, | và |, và )[Mm]ẫu (?:số )?\d{1,2}[a-z]?){0,20}) $"
)
"""Forms of the annex that is named behind them."""
_LABEL = re.compile(r"(?:^|\n)[\s*#>_|]*$")


def read_acts(
    text: str,
    references: Sequence[Reference],
    ends: Mapping[Span, int],
    places: Sequence[Pinpoint],
) -> tuple[Amendment, ...]:
    """Return what the sentences of ``text`` do to the documents and places they name.

    :param ends: where the subject of each reference ends, by the reference's span.
    """
    quotes = quotations(text)
    hidden = masked(text, quotes)
    mentions = list(_mentions(hidden, references, ends, places))
    names = sorted(
        Span(reference.span.start, ends.get(reference.span, reference.span.end))
        for reference in references
        if reference.form is not ReferenceForm.INTERNAL
    )
    cast = _cast(list(mentions), references)
    outline = TextOutline(hidden)
    verbs = find_verbs(hidden, names)
    ledger = Ledger(text, hidden, cast, quotes, outline)
    around = NamedAround(hidden, cast, verbs, outline)
    acts = AmendmentReader(hidden, cast, verbs, outline, ledger, around).read()
    return tuple(sorted((*acts, *own_ends(hidden)), key=lambda act: act.span.start))


def _cast(mentions: Sequence[Mention], references: Sequence[Reference]) -> Cast:
    laws = frozenset(
        ordinal
        for ordinal, one in enumerate(references)
        if one.name is not None and one.number is None
    )
    titled = frozenset(
        ordinal
        for ordinal, one in enumerate(references)
        if ordinal in laws or (one.kind in _LAWS and one.subject is not None)
    )
    return Cast(mentions, laws, titled, [_identity(one) for one in references])


def _identity(reference: Reference) -> str:
    """Return what tells one document from another as far as the reference says it."""
    number = reference.number.key if reference.number else reference.serial
    year = None if reference.number else reference.year
    return f"{number} {reference.name} {year}"


def _mentions(
    text: str,
    references: Sequence[Reference],
    ends: Mapping[Span, int],
    places: Sequence[Pinpoint],
) -> Iterator[Mention]:
    """Yield what is named outside quotations and titles, by start."""
    named = _documents(text, references, ends, places)
    at = 0
    for mention in sorted((*named, *_bare(text, references, places)), key=lambda one: one.start):
        if mention.start >= at:
            yield mention
            at = mention.end


def _documents(
    text: str,
    references: Sequence[Reference],
    ends: Mapping[Span, int],
    places: Sequence[Pinpoint],
) -> Iterator[Mention]:
    index = 0
    for ordinal, reference in enumerate(references):
        if reference.form is ReferenceForm.INTERNAL or _is_hidden(text, reference.span):
            continue
        while index < len(places) and places[index].span.end <= reference.span.start:
            index += 1
        place = places[index - 1].span if reference.provision and index else None
        place = _beside(text, places, index - 1) if place else None
        start = place.start if place else reference.span.start
        back = reference.form is ReferenceForm.BACK
        yield Mention(start, ends.get(reference.span, reference.span.end), ordinal, place, back)


def _bare(
    text: str, references: Sequence[Reference], places: Sequence[Pinpoint]
) -> Iterator[Mention]:
    """Yield the places that no document follows; "Điều này" and headings are none."""
    for index, place in enumerate(places):
        span = _beside(text, places, index)
        if _is_hidden(text, place.span) or text[: span.end].endswith("này"):
            continue
        if place.units == 1 and _LABEL.search(text[max(0, span.start - 12) : span.start]):
            continue
        if index + 1 < len(places) and _BESIDE.fullmatch(
            text, place.span.end, places[index + 1].span.start
        ):
            continue
        yield Mention(span.start, span.end, None, span)


def _beside(text: str, places: Sequence[Pinpoint], index: int) -> Span:
    """Return a place with the one it is put behind, or the forms named before an annex.

    "khoản 9 vào sau khoản 8 Điều 2"; "Mẫu số 02 và Mẫu số 03 Phụ lục I".
    """
    span = places[index].span
    forms = _FORMS.search(text, max(0, span.start - 160), span.start)
    if forms is not None and span.of(text)[:7].lower() == "phụ lục":
        return Span(forms.start("forms"), span.end)
    part = PARTS_BEFORE.search(text, max(0, span.start - 60), span.start)
    if part is not None:
        return Span(part.start("parts"), span.end)
    if index and _BESIDE.fullmatch(text, places[index - 1].span.end, span.start):
        return Span(places[index - 1].span.start, span.end)
    return span


def _is_hidden(text: str, span: Span) -> bool:
    return text[span.start] == FILLER


def with_relations(
    text: str, references: Sequence[Reference], acts: Sequence[Amendment]
) -> tuple[Reference, ...]:
    """Return the references with what the document itself does to them as their relation."""
    deeds = {act.target: act for act in reversed(acts) if act.by is None and act.target is not None}
    return tuple(
        _related(text, reference, deeds.get(ordinal))
        for ordinal, reference in enumerate(references)
    )


_ACTS_ONLY = frozenset(
    {
        Relation.AMENDS,
        Relation.REPLACES,
        Relation.REPEALS,
        Relation.CORRECTS,
        Relation.ENDS,
        Relation.SUSPENDS,
        Relation.CONTINUES,
    }
)
"""What a reference is told to be only where an act of this document says so."""


def _related(text: str, reference: Reference, act: Amendment | None) -> Reference:
    if act is None:
        if reference.relation in _ACTS_ONLY:
            return replace(reference, relation=Relation.REFERS)
        return reference
    relation = _RELATIONS[act.effect]
    if relation is Relation.REPEALS and _ENDS.search(act.span.of(text)):
        relation = Relation.ENDS
    return replace(reference, relation=relation, relation_span=act.span)
