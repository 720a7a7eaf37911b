"""Judged questions over a library built from files, and what of it answers each.

A question names what answers it, one entry each: a document by its number ("31-QĐ/TU") or its
file name, or ``{"document": …, "text": …}``, a stretch of that document, or of the heading over it,
that answers.  Capitals, diacritics, white space and marks of markdown make no difference.
Stretches outlive a new parser, which cuts passages anew; identifiers do not.  An empty list says
that nothing in the library answers, and "không tìm thấy" is right.  An entry that is ``pooled`` was
added later: judged, without saying whose it is, among what several rankings put first.  Besides
these, ``answers`` may name more sentences of the right passages that answer, by how they begin:
whoever wrote a question named one of them, or the heading.

A question may say besides to which ``half`` it belongs ("development" or "report"), in whose
``words`` it is ("official" or "everyday") and how it is ``typed`` ("full", or "none" of its
diacritics).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from index.catalogue.schema import document_of
from index.evaluation.bench import read_rows, without_accents
from index.ranking import ScoredKey
from index.search import searcher
from ingest.errors import UsageError
from ingest.text.vietnamese import fold, tone_normal

_MARKUP = re.compile(r"[*_#|`]+")


@dataclass(frozen=True, slots=True)
class RelevantItem:
    """Something that answers: a document, or a stretch of it."""

    document: str
    text: str | None = None
    pooled: bool = False


@dataclass(frozen=True, slots=True)
class JudgedQuestion:
    """A question with what answers it; nothing when the library holds no answer."""

    id: str
    text: str
    entries: tuple[RelevantItem, ...]
    half: str = ""
    words: str = ""
    typed: str = "full"
    answers: tuple[RelevantItem, ...] = ()
    """Sentences of right passages that answer besides, by stretches of them."""

    @property
    def as_typed(self) -> str:
        """The question as a reader typed it."""
        return without_accents(self.text, 1.0, self.id) if self.typed == "none" else self.text


def read_judged(path: Path) -> tuple[JudgedQuestion, ...]:
    """Read a file of judged questions.

    :raises UsageError: it is missing, or a line is not what it should be.
    """
    questions = tuple(
        JudgedQuestion(
            str(row["id"]),
            str(row["text"]),
            tuple(_entry(one, path) for one in row["relevant"]),
            str(row.get("half", "")),
            str(row.get("words", "")),
            str(row.get("typed", "full")),
            tuple(_entry(one, path) for one in row.get("answers", ())),
        )
        for row in read_rows(path, {"id", "text", "relevant"})
    )
    if not questions:
        raise UsageError("Tệp câu hỏi không có dòng nào.")
    return questions


def _entry(entry: Any, path: Path) -> RelevantItem:  # noqa: ANN401 (what JSON holds)
    if isinstance(entry, str):
        return RelevantItem(entry)
    if isinstance(entry, dict) and isinstance(entry.get("document"), str):
        text = entry.get("text")
        stretch = text if isinstance(text, str) else None
        return RelevantItem(entry["document"], stretch, entry.get("pooled") is True)
    raise UsageError(f"Trong “{path.name}” có câu trả lời không phải tên văn bản: {entry!r}.")


def plain(text: str) -> str:
    """Return ``text`` as stretches are compared: bare letters, single spaces, no markdown."""
    return " ".join(_MARKUP.sub(" ", fold(tone_normal(text))).split())


class Judgement:
    """What of a library answers each question, looked up once."""

    def __init__(self, parts: searcher.SearchContext, questions: Sequence[JudgedQuestion]) -> None:
        cards = parts.catalogue.cards()
        self._documents: dict[str, list[int]] = {}
        for n, card in cards.items():
            for name in {card.number, card.source} - {None}:
                self._documents.setdefault(str(name), []).append(n)
        self._passages: dict[int, tuple[tuple[int, str], ...]] = {}
        self._catalogue = parts.catalogue
        self.right = {one.id: self._right(one) for one in questions}

    def _right(self, question: JudgedQuestion) -> dict[int, str]:
        """Return what each right passage (by key) or document (by -n) counts as.

        :raises UsageError: the library does not hold what the question names.
        """
        unit_of: dict[int, str] = {}
        texts: dict[str, int] = {}
        for place, entry in enumerate(question.entries):
            held = self._documents.get(entry.document, [])
            text = entry.text
            keys = (
                [-n for n in held]
                if text is None
                else [
                    key for n in held for key, passage in self._texts(n) if plain(text) in passage
                ]
            )
            if not keys:
                raise UsageError(
                    f"Câu hỏi {question.id}: kho không có “{entry.text or entry.document}”"
                    f" ({entry.document})."
                )
            # One stretch in several copies of a document is one answer: copies are shown as one.
            unit = texts.setdefault(text or f"={entry.document}", place)
            unit_of.update(dict.fromkeys(keys, f"={unit}"))
        return unit_of

    def _texts(self, n: int) -> tuple[tuple[int, str], ...]:
        if n not in self._passages:
            keys = self._catalogue.keys_of([n])
            views = self._catalogue.passages(keys)
            self._passages[n] = tuple(
                (key, plain("\n".join((*views[key].heading, views[key].text)))) for key in keys
            )
        return self._passages[n]

    def units(self, question: JudgedQuestion, ranked: Sequence[ScoredKey]) -> dict[str, float]:
        """Return a ranking of passages as one of what the question names, each once."""
        right = self.right[question.id]
        whole = any(key < 0 for key in right)
        scores: dict[str, float] = {}
        for place, one in enumerate(ranked):
            n = document_of(one.key)
            other = f"d{n}" if whole else f"p{one.key}"
            unit = right.get(one.key) or right.get(-n) or other
            # By place: scores of one passage after another may be equal.
            scores.setdefault(unit, 1.0 / (1 + place))
        return scores
