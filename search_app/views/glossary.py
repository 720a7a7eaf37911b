"""View models of the words that documents define, and definitions as files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from index.definitions.forms import DefinitionForm
from index.search.glossary import DefinedTerm, TermDefinition
from ingest.text.vietnamese import fold
from search_app.views import citation_styles, export, spreadsheets, wording
from search_app.views.cards import CardView, card_view, document_url
from search_app.views.choices import Choice
from search_app.views.status import StatusesView, note_of, statuses_view

FORMS = {
    DefinitionForm.EXPLAINED: "giải thích từ ngữ",
    DefinitionForm.UNDERSTOOD: "được hiểu là",
    DefinitionForm.CALLED: "gọi tắt, gọi chung",
}
KINDS = {
    "": (DefinitionForm.EXPLAINED, DefinitionForm.UNDERSTOOD),
    "goi-tat": (DefinitionForm.CALLED,),
    "tat-ca": tuple(DefinitionForm),
}
_KIND_NAMES = {"": "Từ được giải thích", "goi-tat": "Tên gọi tắt, gọi chung", "tat-ca": "Tất cả"}
HEADS = (
    "Thuật ngữ", "Cách nêu", "Nguyên văn", "Văn bản", "Cơ quan ban hành", "Ngày ban hành", "Chỗ",
    "Trang", "Điều kho biết về việc thay thế, sửa đổi", "Viện dẫn",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TermLink:
    """A word of the list."""

    term: str
    url: str
    documents: int


@dataclass(frozen=True, slots=True)
class LetterView:
    """The words that begin with one letter."""

    letter: str
    terms: tuple[TermLink, ...]


@dataclass(frozen=True, slots=True)
class GlossaryView:
    """The list."""

    typed: str
    kind: str
    kinds: tuple[Choice, ...]
    letters: tuple[LetterView, ...]
    total: int


@dataclass(frozen=True, slots=True)
class DefinitionView:
    """What one document says of a word, verbatim."""

    term: str
    form: str
    says: str
    card: CardView
    where: str
    url: str
    cite_url: str
    became: StatusesView


@dataclass(frozen=True, slots=True)
class TermView:
    """One word with all its definitions."""

    term: str
    definitions: tuple[DefinitionView, ...]
    url: str
    csv_url: str
    word_url: str


def glossary_url(**values: str) -> str:
    """Return the address of the list, or with ``tu`` of a word."""
    kept = {name: value for name, value in values.items() if value}
    return "/thuat-ngu" + ("?" + urlencode(kept) if kept else "")


def glossary_view(terms: Iterable[DefinedTerm], typed: str, kind: str) -> GlossaryView:
    """Return the list of words, one group a letter."""
    kept = [term for term in terms if set(term.forms) & set(KINDS[kind])]
    return GlossaryView(
        typed,
        kind,
        tuple(
            Choice(name, glossary_url(q=typed, loai=value), value == kind)
            for value, name in _KIND_NAMES.items()
        ),
        tuple(
            LetterView(letter, tuple(map(_link, group))) for letter, group in groupby(kept, _letter)
        ),
        len(kept),
    )


def _letter(term: DefinedTerm) -> str:
    first = fold(term.key)[:1]
    return first.upper() if first.isalpha() else "0–9"


def _link(term: DefinedTerm) -> TermLink:
    shown = term.term[:1].upper() + term.term[1:]
    return TermLink(shown, glossary_url(tu=term.term), term.documents)


def term_view(word: str, found: Sequence[TermDefinition]) -> TermView:
    """Return a word with what documents say of it."""
    shown = found[0].term if found else word
    query = "?" + urlencode({"tu": word})
    return TermView(
        shown[:1].upper() + shown[1:],
        tuple(map(_definition, found)),
        glossary_url(tu=word),
        "/thuat-ngu.csv" + query,
        "/thuat-ngu.docx" + query,
    )


def _definition(one: TermDefinition) -> DefinitionView:
    passage = one.passage
    return DefinitionView(
        one.term,
        FORMS[one.form],
        passage.text,
        card_view(passage.document),
        wording.where(passage),
        document_url(passage.document.id or "", one.holder),
        f"/doan/{one.holder}",
        statuses_view(one.statuses, passage),
    )


def as_csv(found: Iterable[TermDefinition]) -> bytes:
    """Return definitions as CSV."""
    return spreadsheets.as_csv(HEADS, map(_cells, found))


def _cells(one: TermDefinition) -> tuple[str, ...]:
    passage, card = one.passage, one.passage.document
    return (
        one.term,
        FORMS[one.form],
        passage.text,
        wording.title(card),
        citation_styles.issuing_body(card),
        wording.day(card.issued),
        wording.pinpoint(passage.path),
        citation_styles.page_numbers(passage),
        note_of(one.statuses, passage),
        citation_styles.own(passage).footnote,
    )


def as_word(word: str, found: Sequence[TermDefinition]) -> bytes:
    """Return definitions as .docx, each with its source."""
    file = export.styled()
    file.add_heading(export.legal(f"“{word}” trong các văn bản của kho"), level=0)
    for one in found:
        file.add_paragraph(export.legal(one.passage.text), style="Quote")
        source = citation_styles.own(one.passage).footnote
        note = note_of(one.statuses, one.passage)
        file.add_paragraph(
            export.legal(f"({source.removesuffix('.')}){f' [{note}]' if note else ''}")
        )
    return export.saved(file)
