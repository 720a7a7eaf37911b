"""Reading which words a document defines.

Every definition is two slices of the canonical text: the term, and what the document says of
it.  Three forms are read (:class:`index.definitions.forms.DefinitionForm`); what only describes
("X là trụ đỡ của …") is no definition and is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from index.definitions.forms import DefinitionForm, compiled
from ingest.model import Document, Provision
from ingest.text.spans import Span
from ingest.text.vietnamese import WORD, sentences
from ingest.vocabulary.document_numbers import find_numbers

MOST_WORDS = 16
"""Syllables of a term."""
_LABEL = re.compile(
    r"\s*(?:(?:Điều \d+[a-zđ]?|\d+(?:\.\d+)*|[IVXLC]+)\s?[.)\-–:]+|[a-zđ][.)]"
    r"|\d+(?:\.\d+)+|[-–+•*])\s+"
)
_QUOTED = re.compile(r"[“\"«](?P<term>[^”\"»\n]{2,120})[”\"»]")
_BRACKETS = re.compile(r"\([^()\n]*\)")
_STOP = re.compile(r"[,;.:](?=\s|$)")
_EDGE = ' \t\n“”"«»*.,;:'


@dataclass(frozen=True, slots=True)
class Definition:
    """A word a document defines: ``term`` and ``says`` are spans of its canonical text."""

    term: Span
    form: DefinitionForm
    says: Span


def read_definitions(document: Document) -> tuple[Definition, ...]:
    """Return what a document defines, in the order of its text."""
    text = document.text
    explained = list(_explained(document))
    within = [one.says for one in explained]
    found = [*explained]
    for sentence in sentences(text):
        start = _past_label(text, sentence)
        found.extend(_called(text, Span(start, sentence.end)))
        if not any(span.start <= start < span.end for span in within):
            found.extend(_understood(text, Span(start, sentence.end)))
    return tuple(sorted(found, key=lambda one: (one.says.start, one.term.start)))


# --- provisions that explain words ------------------------------------------------------


def _explained(document: Document) -> Iterator[Definition]:
    for ordinal, provision in enumerate(document.provisions):
        heading = _heading(document.text, provision)
        if heading is None:
            continue
        below = [one for one in document.provisions if one.parent == ordinal]
        for item in _items(document.text, provision, heading, below):
            yield from _defined(document.text, item)


def _heading(text: str, provision: Provision) -> Span | None:
    """Return the line by which a provision says that it explains words."""
    start = _past_label(text, provision.span)
    end = text.find("\n", start, provision.span.end)
    line = Span(start, end if end >= 0 else provision.span.end)
    title = line.of(text).strip(_EDGE)
    return line if compiled("headings").fullmatch(title) else None


def _items(
    text: str, provision: Provision, heading: Span, below: Sequence[Provision]
) -> Iterator[Span]:
    """Yield what a provision explains word by word, each without its label."""
    if below:
        for one in below:
            yield _trimmed(text, Span(_past_label(text, one.span), one.span.end))
        return
    # Lines of their own: with a dash before them, or without anything.
    kept: Span | None = None
    for start, end in _lines(text, Span(heading.end, provision.span.end)):
        begin = _past_label(text, Span(start, end))
        if kept is None or begin > start or _term_at_head(text, Span(begin, end)):
            if kept is not None:
                yield kept
            kept = Span(begin, end)
        else:
            kept = Span(kept.start, end)
    if kept is not None:
        yield kept


def _lines(text: str, within: Span) -> Iterator[tuple[int, int]]:
    at = within.start
    for line in text[within.start : within.end].split("\n"):
        if line.strip():
            lead = len(line) - len(line.lstrip())
            yield at + lead, at + len(line.rstrip())
        at += len(line) + 1


def _defined(text: str, item: Span) -> Iterator[Definition]:
    term = _term_at_head(text, item) or _term_above(text, item)
    if term is not None:
        yield Definition(term, DefinitionForm.EXPLAINED, item)


def _term_at_head(text: str, item: Span) -> Span | None:
    """Return what stands before "là", "gồm", a colon at the head of an item."""
    line = item.of(text).partition("\n")[0]
    # A word in brackets beside the term is another name for it, or says nothing of the verb.
    plain = _BRACKETS.sub(lambda match: " " * len(match[0]), line)
    says = compiled("says", r"\s{}(?![^\W_])").search(plain)
    colon = plain.find(":")
    ends = [place for place in (says.start() if says else -1, colon) if place >= 0]
    if not ends:
        return None
    return _term(text, Span(item.start, item.start + min(ends)))


def _term_above(text: str, item: Span) -> Span | None:
    """Return a term that stands on a line of its own above what is said of it."""
    line, newline, rest = item.of(text).partition("\n")
    if not newline or not rest.strip() or line.rstrip().endswith((".", ";", ":", ",")):
        return None
    return _term(text, Span(item.start, item.start + len(line)))


# --- sentences --------------------------------------------------------------------------


def _understood(text: str, sentence: Span) -> Iterator[Definition]:
    said = sentence.of(text)
    if said.endswith("?"):
        return
    found = compiled("understood", r"\s(?P<verb>{})\s+(?!(?:gì|ai|như thế nào|thế nào)\b)").search(
        said
    )
    if found is None:
        return
    before = Span(sentence.start, sentence.start + found.start())
    cut = max(before.of(text).rfind(sign) for sign in (":", ";"))
    before = Span(before.start + cut + 1, before.end)
    for _ in range(2):
        lead = compiled("leads", r"\s*{}\s+").match(text, before.start, before.end)
        if lead is not None:
            before = Span(lead.end(), before.end)
    term = _term(text, before)
    if term is not None:
        yield Definition(term, DefinitionForm.UNDERSTOOD, sentence)


def _called(text: str, sentence: Span) -> Iterator[Definition]:
    for found in compiled("called", r"(?<![^\W_]){}\s*:?\s+").finditer(
        text, sentence.start, sentence.end
    ):
        term = _short_name(text, found.end(), sentence)
        # What is called by a number is a document: looked up, not explained.
        if term is not None and not find_numbers(term.of(text)):
            yield Definition(term, DefinitionForm.CALLED, sentence)


def _short_name(text: str, start: int, sentence: Span) -> Span | None:
    """Return the name that begins at ``start``: to its quotation mark, its bracket, or a stop."""
    rest = text[start : sentence.end]
    if quoted := _QUOTED.match(rest):
        return _term(text, Span(start, start + quoted.end()))
    opened = text.rfind("(", sentence.start, start) > text.rfind(")", sentence.start, start)
    close = rest.find(")")
    if opened or (close >= 0 and "(" not in rest[:close]):
        return _term(text, Span(start, start + close)) if close >= 0 else None
    # A line that ends without a sign was cut, and the name with it.
    stop = _STOP.search(rest)
    return _term(text, Span(start, start + stop.start())) if stop else None


# --- words ------------------------------------------------------------------------------


def _past_label(text: str, span: Span) -> int:
    label = _LABEL.match(text, span.start, span.end)
    return label.end() if label else span.start


def _trimmed(text: str, span: Span) -> Span:
    said = span.of(text)
    start = span.start + len(said) - len(said.lstrip())
    return Span(start, max(start, span.end - (len(said) - len(said.rstrip()))))


def _term(text: str, span: Span) -> Span | None:
    """Return the term that stands in ``span``, None where that can be none."""
    said = span.of(text)
    quoted = _QUOTED.search(said)
    if quoted is not None and not said[quoted.end() :].strip(_EDGE):
        span = Span(span.start + quoted.start("term"), span.start + quoted.end("term"))
    bracket = _BRACKETS.search(span.of(text))
    if bracket is not None:
        span = Span(span.start, span.start + bracket.start())
    said = span.of(text)
    start = span.start + len(said) - len(said.lstrip(_EDGE))
    end = span.end - (len(said) - len(said.rstrip(_EDGE)))
    if start >= end or not 1 <= len(WORD.findall(text, start, end)) <= MOST_WORDS:
        return None
    term = Span(start, end)
    if re.search(r"[.!?…]\s", term.of(text)) or compiled("no_terms").fullmatch(term.of(text)):
        return None
    return term
