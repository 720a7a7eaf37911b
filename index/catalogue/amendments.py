"""Acts of amendment as rows of the catalogue, and back."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from index.amendments.record import Act, Phrase
from ingest.citations import Amendment, Effect
from ingest.model import Document
from ingest.text.spans import Span

COLUMNS = (
    "n, ordinal, effect, target, provision, partial, own, acting, start, stop, sentence_start,"
    " sentence_stop, sentence, passage, pages, effective, effective_words, words_start,"
    " words_stop, words, phrases"
)


def amendment_rows(
    n: int, document: Document, passage_of: Callable[[Span], int | None]
) -> list[tuple[object, ...]]:
    """Return the rows of a document's acts.

    :param passage_of: gives the key of the passage in which a stretch begins.
    """
    return [
        _row(n, ordinal, act, document, passage_of(act.sentence))
        for ordinal, act in enumerate(document.amendments)
    ]


def _row(
    n: int, ordinal: int, act: Amendment, document: Document, passage: int | None
) -> tuple[object, ...]:
    text = document.text
    return (
        n,
        ordinal,
        act.effect.value,
        act.target,
        _json(act.provision),
        int(act.partial),
        int(act.own),
        act.by,
        act.span.start,
        act.span.end,
        act.sentence.start,
        act.sentence.end,
        act.sentence.of(text),
        passage,
        _json(document.pages_of(act.sentence)),
        act.effective.isoformat() if act.effective else None,
        act.effective_span.of(text) if act.effective_span else None,
        act.words.start if act.words else None,
        act.words.end if act.words else None,
        act.words.of(text) if act.words else None,
        _json([[_slice(text, part) for part in (p.old, p.new, p.after)] for p in act.phrases]),
    )


def _slice(text: str, span: Span | None) -> str | None:
    return span.of(text) if span else None


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def act_of(row: Sequence[Any]) -> Act:
    """Return the act of a row with the columns :data:`COLUMNS`."""
    n, ordinal, effect, target, provision, partial, own, acting, start, stop, *rest = row
    begin, end, sentence, passage, pages, effective, said, words_start, words_stop, *last = rest
    words, phrases = last
    return Act(
        n,
        ordinal,
        Effect(effect),
        target,
        tuple(json.loads(provision)),
        bool(partial),
        bool(own),
        acting,
        Span(start, stop),
        Span(begin, end),
        sentence,
        passage,
        tuple(json.loads(pages)),
        date.fromisoformat(effective) if effective else None,
        said,
        Span(words_start, words_stop) if words_start is not None else None,
        words,
        tuple(Phrase(*phrase) for phrase in json.loads(phrases)),
    )
