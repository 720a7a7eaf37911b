"""Documents cited by name: plenum resolutions, congress resolutions, statutes, laws."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from index.citations.known_documents import DocumentDirectory, KnownDocument
from index.citations.number_query import NumberQuery
from index.citations.typed_codes import agrees, is_abbreviation
from index.citations.typed_name import LONGEST, TypedName, find_typed_name
from ingest.citations import Reference
from ingest.text.numerals import to_roman
from ingest.text.vietnamese import fold, lower, tone_normal

_OF_ANY_TITLE = frozenset({"về", "việc", "số", "một", "của", "đảng", "năm"})
MOST_TITLED = 12
"""A title that more documents bear is a topic, which is to be searched."""
_TERMS = range(6, 21)
"""Committees whose plenums are looked through where no term was said."""


@dataclass(frozen=True, slots=True)
class Plenum:
    """Plenum ``number`` of the Central Committee of ``term``."""

    number: int
    term: int


def plenum(text: str) -> Plenum | None:
    """Read "Nghị quyết Trung ương 4 khóa XII" in any writing, None when it is no such name."""
    name = find_typed_name(lower(tone_normal(text)))
    if name is None or name.plenum is None or name.term is None:
        return None
    return Plenum(name.plenum, name.term)


def congress(text: str) -> int | None:
    """Read "Nghị quyết Đại hội XIII", the number of the national congress; None otherwise."""
    name = find_typed_name(lower(tone_normal(text)))
    return name.congress if name is not None else None


def as_code(name: TypedName, known: DocumentDirectory) -> TypedName:
    """Return "luật hình sự" as "bộ luật hình sự" where only the code is known."""
    if name.words[:1] != ("luat",) or name_length(name, known):
        return name
    code = replace(name, words=("bo", *name.words), typed=("bộ", *name.typed))
    return code if name_length(code, known) else name


def documents_named(asked: NumberQuery, known: DocumentDirectory) -> tuple[KnownDocument, ...]:
    """Return the documents that a typed name may mean; none where it is no known name."""
    name = asked.name
    if name is None:
        return ()
    if name.plenum:
        terms = (asked.term,) if asked.term else _TERMS
        adopted = [k for term in terms for k in known.by_plenum(term, name.plenum)]
        return tuple(k for k in adopted if not asked.kinds or k.card.kind in asked.kinds)
    if name.congress:
        return known.by_name(f"Nghị quyết Đại hội {to_roman(name.congress)}")
    if asked.is_title:
        return known.by_name(" ".join(name.words))
    return _called(name, known)


def _called(name: TypedName, known: DocumentDirectory) -> tuple[KnownDocument, ...]:
    """Return the documents that words name: by type and subject, or by a name of their own."""
    titled = [k for k in known.by_title(" ".join(name.words)) if _agrees(k, name)]
    if titled:
        return tuple(titled) if len(titled) <= MOST_TITLED else ()
    size = name_length(name, known)
    if any(re.fullmatch(r"\d{4}", word) for word in name.words[size:]):
        return ()  # a year that no law has
    # What follows a law's name ranks; of a statute it must be all ("điều lệ đảng …").
    if size < len(name.words) and name.words[0] not in _RUN_ON:
        return ()
    named = known.by_name(" ".join(name.words[:size])) if size else ()
    return tuple(k for k in named if _is_written_so(k, name, size))


def _is_written_so(known: KnownDocument, name: TypedName, size: int) -> bool:
    """Say whether accents typed are the name's: "luật giả" and "luật gia" are not Luật Giá."""
    title = known.card.subject or ""
    if len(name.typed) != len(name.words):
        return True  # abbreviations were spelled
    if not _agrees(known, replace(name, typed=name.typed[:size])):
        return False
    bare = name.typed[1:size]
    plain = len(bare) == 1 and bare[0] == fold(bare[0]) and name.typed[0] != fold(name.typed[0])
    return not plain or lower(tone_normal(title)) == bare[0]


def _agrees(known: KnownDocument, name: TypedName) -> bool:
    """Say whether accents that were typed are those of the subject."""
    own = re.findall(r"\w+", lower(tone_normal(f"{known.card.kind} {known.card.subject}")))
    typed = [word for word in name.typed if word != fold(word) and word not in _OF_ANY_TITLE]
    return all(any(agrees(word, one) for one in (*own, *_spellings(word))) for word in typed)


def _spellings(word: str) -> tuple[str, ...]:
    """Return the word itself where it is an abbreviation, which no title spells so."""
    return (word,) if is_abbreviation(word) else ()


def name_length(name: TypedName, known: DocumentDirectory) -> int:
    """Return how many words of ``name`` are the name of a document; 0 for none."""
    if known.by_title(" ".join(name.words)):
        return len(name.words)
    sizes = range(len(name.words), 0, -1)
    return next((size for size in sizes if known.by_name(" ".join(name.words[:size]))), 0)


def words_behind(name: TypedName, known: DocumentDirectory) -> tuple[str, ...]:
    """Return what was typed behind the name of a document, as it was typed."""
    left = len(name.words) - name_length(name, known)
    if len(name.words) == LONGEST:
        left = len(name.typed) - name_length(name, known)
    return name.typed[-left:] if left else ()


_RUN_ON = ("luat", "bo", "phap", "hien")


def named(reference: Reference, known: DocumentDirectory) -> tuple[KnownDocument, ...]:
    """Return the documents a reference by name may mean."""
    name = reference.name or reference.text
    meeting = plenum(name) or plenum(reference.text)
    if meeting is not None:
        documents = known.by_plenum(meeting.term, meeting.number)
        return tuple(k for k in documents if reference.kind in (None, k.card.kind))
    number = congress(name)
    if number is not None:
        return known.by_name(f"Nghị quyết Đại hội {to_roman(number)}")
    return known.by_name(name) or known.by_name(re.sub(r"\s+(?:năm\s+)?\d{4}$", "", name))
