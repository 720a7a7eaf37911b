"""The words that documents of the library define, and what each says of them.

Nothing is joined or chosen: several definitions of one word stand beside each other, each with
its document and place.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from index.catalogue.definitions import (
    OF_TERM,
    TERMS,
    DefinitionRow,
    definition_of,
    term_key,
)
from index.catalogue.reader import Catalogue
from index.definitions.forms import DefinitionForm, compiled
from index.results import PassageView, Status
from ingest.text.spans import Span
from ingest.text.vietnamese import fold


@dataclass(frozen=True, slots=True)
class DefinedTerm:
    """A word of the glossary: as most documents write it, in how many documents, in which forms."""

    key: str
    term: str
    documents: int
    forms: tuple[DefinitionForm, ...]


@dataclass(frozen=True, slots=True)
class TermDefinition:
    """What one document says of a word: ``passage`` is the verbatim stretch with its place.

    ``holder`` is the id of the passage it begins in.
    """

    term: str
    form: DefinitionForm
    passage: PassageView
    holder: str
    statuses: tuple[Status, ...] = ()


class Glossary:
    """Every word that documents of a catalogue define; files of one document count once."""

    def __init__(self, catalogue: Catalogue) -> None:
        writings: dict[str, Counter[str]] = defaultdict(Counter)
        documents: dict[str, set[int]] = defaultdict(set)
        forms: dict[str, set[DefinitionForm]] = defaultdict(set)
        repeats = catalogue.copies.repeats
        for n, key, term, form in catalogue.rows(TERMS):
            if n not in repeats:
                writings[key][term] += 1
                documents[key].add(catalogue.copies.preferred(n))
                forms[key].add(DefinitionForm(form))
        self.terms = tuple(
            DefinedTerm(
                key,
                writings[key].most_common(1)[0][0],
                len(documents[key]),
                tuple(form for form in DefinitionForm if form in forms[key]),
            )
            for key in sorted(writings, key=lambda key: (fold(key), key))
        )
        self._by_key = {term.key: term for term in self.terms}
        self._by_fold: dict[str, list[DefinedTerm]] = defaultdict(list)
        for term in self.terms:
            self._by_fold[fold(term.key)].append(term)

    def called(self, text: str) -> tuple[DefinedTerm, ...]:
        """Return the words that ``text`` is: as written, or without diacritics where none is typed.

        A question for a word ("thế nào là …", "… là gì") is that word.
        """
        key = term_key(_bare(text))
        if key in self._by_key:
            return (self._by_key[key],)
        return tuple(self._by_fold.get(key, ())) if key == fold(key) else ()

    def holding(self, text: str) -> tuple[DefinedTerm, ...]:
        """Return the words that hold every syllable of ``text``; all where it is empty."""
        accented = term_key(text) != fold(text)
        wanted = (term_key(text) if accented else fold(text)).split()
        return tuple(
            term
            for term in self.terms
            if all(f" {word} " in f" {self._shown(term, accented)} " for word in wanted)
        )

    @staticmethod
    def _shown(term: DefinedTerm, accented: bool) -> str:
        return (term.key if accented else fold(term.key)).replace(",", " ")


def _bare(text: str) -> str:
    return compiled("questions").sub("", text.strip(' "“”?.')).strip(' "“”?.')


def definitions(terms: Iterable[DefinedTerm], catalogue: Catalogue) -> tuple[TermDefinition, ...]:
    """Return what documents say of words, newest document first, undated ones last."""
    repeats = catalogue.copies.repeats
    rows = [
        definition_of(row)
        for term in terms
        for row in catalogue.rows(OF_TERM, (term.key,))
        if row[0] not in repeats
    ]
    found = [one for row in rows for one in _definition(row, catalogue)]
    return tuple(sorted(found, key=_newest_first))


def with_statuses(
    found: Sequence[TermDefinition], statuses: Sequence[tuple[Status, ...]]
) -> tuple[TermDefinition, ...]:
    """Return definitions that tell what became of their documents, given in their order."""
    return tuple(replace(one, statuses=of) for one, of in zip(found, statuses, strict=True))


def _newest_first(one: TermDefinition) -> tuple[int, str, int]:
    card = one.passage.document
    return -(card.issued or date.min).toordinal(), card.id or "", one.passage.span.start


def _definition(row: DefinitionRow, catalogue: Catalogue) -> Iterable[TermDefinition]:
    holder = catalogue.passages([row.passage]).get(row.passage) if row.passage else None
    if holder is None:
        return
    within = row.span.shifted(-holder.span.start)
    # It may run on in the passages that follow: its words are the document's, its pages too.
    inside = Span(within.start, min(within.end, len(holder.text)))
    yield TermDefinition(
        row.term,
        row.form,
        replace(
            holder,
            text=row.says,
            span=row.span,
            path=catalogue.path_at(holder, inside),
            pages=row.pages or holder.pages,
            printed_pages=holder.narrowed(inside, holder.path).printed_pages,
            page_starts=(),
        ),
        holder.id,
    )
