"""What documents a library knows: those it holds, and those the register speaks of.

Look-up, resolving and checking ask through :class:`DocumentDirectory`; the in-memory
implementation serves libraries whose cards fit in memory (some hundred bytes each),
and every other implementation is held to its answers.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from index.citations import committees
from index.citations.document_titles import TitleIndex, name_key, titles_of
from index.citations.register import RegisterEntry
from index.results import DocumentCard
from ingest.errors import NumberError
from ingest.text.numerals import arabic
from ingest.text.vietnamese import fold, lower, tone_normal
from ingest.vocabulary.document_numbers import DocumentNumber, Style

_ASSEMBLY = re.compile(r"QH(\d{1,2})$")
_OWN_TERM = re.compile(r"(?:khóa|khoá|Khóa|Khoá) ([IVXLC]+|\d{1,2})(?!\w)")
_WORDS = re.compile(r"\w+")
# Words that tell no title from another.
EMPTY_WORDS = frozenset(
    {"về", "việc", "của", "và", "các", "những", "trong", "một", "số", "cho", "do"}
)


@dataclass(frozen=True, slots=True)
class KnownDocument:
    """A document a number or a name may mean.

    ``card.id`` is None where the library does not hold it.  ``entry`` is what the
    register says, also of a held document.
    """

    card: DocumentCard
    number: DocumentNumber | None
    entry: RegisterEntry | None = None

    @property
    def held(self) -> bool:
        """Say whether the library holds the document."""
        return self.card.id is not None

    @property
    def key(self) -> str:
        """What identifies it where it is not held: number and date, or its name."""
        if self.card.id is not None:
            return self.card.id
        issued = self.card.issued.isoformat() if self.card.issued else ""
        name = self.number.key if self.number else fold(self.card.subject or "")
        return f"{name}@{issued}"

    @property
    def party(self) -> bool:
        """Say whether it is a Party document by its number (one without counts as one)."""
        return self.number is None or self.number.style is Style.PARTY

    @property
    def number_year(self) -> int | None:
        """The year that stands inside a State number."""
        return self.number.year if self.number else None

    @property
    def term(self) -> committees.CommitteeTerm | None:
        """The term of the Central Committee it was issued in; None for documents of others."""
        day = self.card.issued
        return committees.term_of(day) if day and self.central else None

    @property
    def plenum(self) -> int | None:
        """The plenum of the Central Committee that adopted it; None where that is not known."""
        return self.entry.plenum if self.entry else None

    @property
    def central(self) -> bool:
        """Say whether it is of a central Party body, whose terms are the Central Committee's."""
        if self.number is None:
            return self.entry is not None
        return self.party and any(
            part.endswith("TW") for part in (self.number.body or "").split("-")
        )

    def is_in_term(self, number: int) -> bool | None:
        """Say whether it is of term ``number`` of its own body; None where that cannot be told.

        Terms of a province's committee, of the National Assembly and of the Youth Union are
        counted apart from the Central Committee's.
        """
        if self.entry is not None and self.entry.term is not None:
            return self.entry.term == number
        assembly = _ASSEMBLY.search(self.number.body or "") if self.number else None
        if assembly:
            return int(assembly[1]) == number
        own = set(map(arabic, _OWN_TERM.findall(self.card.subject or "")))
        day = self.card.issued
        if self.central:
            term = committees.term(number)
            return term.holds(day) if term is not None and day is not None else None
        if len(own) == 1:
            return own == {number}
        names = (self.card.issuer, self.card.deciding_body, self.card.subject)
        whose = " ".join(name for name in names if name)
        return committees.is_in_term_of(whose, number, day) if day else None

    def origin(self) -> str:
        """Say in Vietnamese where its facts are from."""
        if self.held:
            return "văn bản trong kho"
        return self.entry.origin() if self.entry else "danh mục"


class DocumentDirectory(Protocol):
    """The documents a number or a name may mean."""

    def by_key(self, key: str) -> tuple[KnownDocument, ...]:
        """Return those whose number has this :attr:`DocumentNumber.key`, newest first."""
        ...

    def by_serial(self, serial: int) -> tuple[KnownDocument, ...]:
        """Return those whose number has exactly this serial (8 is never 85).

        Held ones come first, then Party ones, each newest first.
        """
        ...

    def by_name(self, name: str) -> tuple[KnownDocument, ...]:
        """Return those called ``name`` (any case, with or without diacritics)."""
        ...

    def by_title(self, title: str) -> tuple[KnownDocument, ...]:
        """Return those with a number whose type and subject ``title`` is, or plainly begins."""
        ...

    def by_plenum(self, term: int, plenum: int) -> tuple[KnownDocument, ...]:
        """Return what plenum ``plenum`` of committee ``term`` adopted."""
        ...

    def by_date(self, day: date) -> tuple[KnownDocument, ...]:
        """Return those issued on ``day``."""
        ...

    def replacing(self, old: KnownDocument) -> tuple[KnownDocument, ...]:
        """Return those that, as the register says, replaced ``old``."""
        ...


class InMemoryDirectory:
    """All cards and entries in dictionaries; answers in microseconds."""

    def __init__(
        self, cards: Iterable[DocumentCard], entries: Iterable[RegisterEntry] = ()
    ) -> None:
        self._keys: dict[str, list[KnownDocument]] = defaultdict(list)
        self._serials: dict[int, list[KnownDocument]] = defaultdict(list)
        self._names: dict[str, list[KnownDocument]] = defaultdict(list)
        self._called: list[tuple[tuple[str, ...], KnownDocument]] = []
        self._plenums: dict[tuple[int, int], list[KnownDocument]] = defaultdict(list)
        self._days: dict[date, list[KnownDocument]] = defaultdict(list)
        self._replacing: dict[str, list[tuple[date | None, KnownDocument]]] = defaultdict(list)
        held = [KnownDocument(card, _number(card)) for card in cards]
        for known in _joined(held, list(entries)):
            self._add(known)
        self._titles = TitleIndex(self._called)

    def _add(self, known: KnownDocument) -> None:
        if known.number is not None:
            self._keys[known.number.key].append(known)
            self._serials[known.number.serial].append(known)
        if known.card.issued is not None:
            self._days[known.card.issued].append(known)
        for old in known.entry.replaces if known.entry else ():
            self._replacing[old.number].append((old.issued, known))
        for key in dict.fromkeys(map(name_key, names_of(known))):
            self._names[key].append(known)
        self._called.append((titles_of(known.card) if known.party else (), known))
        if known.entry and known.entry.plenum and known.entry.term:
            self._plenums[known.entry.term, known.entry.plenum].append(known)

    def by_key(self, key: str) -> tuple[KnownDocument, ...]:
        """See :class:`DocumentDirectory`."""
        return _newest_first(self._keys.get(key, ()))

    def by_serial(self, serial: int) -> tuple[KnownDocument, ...]:
        """See :class:`DocumentDirectory`."""
        return _newest_first(self._serials.get(serial, ()))

    def by_name(self, name: str) -> tuple[KnownDocument, ...]:
        """See :class:`DocumentDirectory`."""
        return _newest_first(self._names.get(name_key(name), ()))

    def by_title(self, title: str) -> tuple[KnownDocument, ...]:
        """See :class:`DocumentDirectory`."""
        return _newest_first(self._titles.find(title))

    def by_plenum(self, term: int, plenum: int) -> tuple[KnownDocument, ...]:
        """See :class:`DocumentDirectory`."""
        return _newest_first(self._plenums.get((term, plenum), ()))

    def by_date(self, day: date) -> tuple[KnownDocument, ...]:
        """See :class:`DocumentDirectory`."""
        return _newest_first(self._days.get(day, ()))

    def replacing(self, old: KnownDocument) -> tuple[KnownDocument, ...]:
        """See :class:`DocumentDirectory`."""
        replacements = self._replacing.get(old.number.key, ()) if old.number else ()
        # A Party number without its date may be of another term.
        return tuple(
            k
            for day, k in replacements
            if day == old.card.issued or (day is None and not old.party)
        )


_STATUTES = ("Luật", "Bộ luật", "Pháp lệnh", "Hiến pháp", "Điều lệ")


def names_of(known: KnownDocument) -> Iterator[str]:
    """Yield the names a document may be cited by without its number."""
    if known.entry:
        yield from known.entry.names
    kind, subject = known.card.kind, known.card.subject
    if known.number is None and known.card.title:
        yield known.card.title
    if not subject:
        return
    if kind in _STATUTES:
        named = any(fold(subject).startswith(fold(word)) for word in _STATUTES)
        yield subject if named else f"{kind} {subject}"
    elif known.number is None and kind:
        yield from _own_names(known.card, kind, subject)


def unnumbered_names(cards: Iterable[DocumentCard]) -> frozenset[str]:
    """Return the keys of what those documents are called that have no number."""
    return frozenset(
        name_key(name)
        for card in cards
        if card.number is None
        for name in names_of(KnownDocument(card, None))
    )


def _own_names(card: DocumentCard, kind: str, subject: str) -> Iterator[str]:
    """Yield what a document without a number is called, as citations of it write that."""
    about = re.sub(r"^[Vv]ề\s+", "", subject)
    for said in (about, f"về {about}"):
        yield f"{kind} {said}"
        for body in filter(None, dict.fromkeys((card.deciding_body, card.issuer))):
            yield f"{kind} của {body} {said}"
            yield f"{body}: {kind} {said}"


def card_of(entry: RegisterEntry) -> DocumentCard:
    """Return the card of a document that is only known."""
    return DocumentCard(
        id=None,
        number=str(entry.number) if entry.number else None,
        kind=entry.kind,
        issuer=None,
        deciding_body=entry.body,
        issued=entry.issued,
        subject=entry.subject,
        source=entry.origin(),
    )


def _number(card: DocumentCard) -> DocumentNumber | None:
    try:
        return DocumentNumber.parse(card.number) if card.number else None
    except NumberError:
        return None


def _joined(held: list[KnownDocument], entries: list[RegisterEntry]) -> Iterator[KnownDocument]:
    """Yield held documents with what the register says of them, then those only known."""
    by_key: dict[str, list[RegisterEntry]] = defaultdict(list)
    by_name: dict[str, RegisterEntry] = {}
    for entry in entries:
        if entry.number is not None:
            by_key[entry.number.key].append(entry)
            continue
        for name in entry.names:
            by_name.setdefault(name_key(name), entry)
    used: set[int] = set()
    for known in held:
        if known.number is None:
            title = f"{known.card.kind or ''} {known.card.subject or ''}"
            match = by_name.get(name_key(title))
        else:
            likely = by_key.get(known.number.key, ())
            match = next((entry for entry in likely if _same(known, entry)), None)
        used |= {id(match)} if match is not None else set()
        yield replace(known, entry=match) if match is not None else known
    for entry in entries:
        if id(entry) not in used:
            yield KnownDocument(card_of(entry), entry.number, entry)


def _same(known: KnownDocument, entry: RegisterEntry) -> bool:
    """Say whether a held document is the one of the register with its number: type and date.

    A number that holds its year names one document; the register may not know the day.
    """
    if known.card.kind not in (None, entry.kind):
        return False
    if entry.issued is None:
        return known.number_year is not None
    return known.card.issued == entry.issued


def _newest_first(documents: Iterable[KnownDocument]) -> tuple[KnownDocument, ...]:
    return tuple(
        sorted(documents, key=lambda k: (k.held, k.party, k.card.issued or date.min), reverse=True)
    )


def words_of(title: str) -> frozenset[str]:
    """Return the words of a title that tell it from another, lower case, tones in one place."""
    return frozenset(_WORDS.findall(tone_normal(lower(title)))) - EMPTY_WORDS


def title_likeness(one: str, other: str) -> float:
    """Return the share [0, 1] of the shorter title's words that stand in the other.

    A title is often cited cut short, hence the shorter one; where no diacritics are
    typed at all the words are compared folded.
    """
    first, second = words_of(one), words_of(other)
    if fold(one) == lower(one) or fold(other) == lower(other):
        first, second = frozenset(map(fold, first)), frozenset(map(fold, second))
    if not first or not second:
        return 0.0
    return len(first & second) / min(len(first), len(second))
