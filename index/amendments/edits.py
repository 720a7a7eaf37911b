"""What held documents change in one text: each change with its new words and its day."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from ingest.citations import Amendment, Effect
from ingest.model import Document, Level
from ingest.text.spans import Span

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AmendingText:
    """A document whose words stand in a consolidated reading: its id, its text, its day.

    ``annexes`` are the places of the annexes issued with it.
    """

    id: str
    text: str
    issued: date | None
    annexes: tuple[tuple[Path, Span], ...] = ()


@dataclass(frozen=True, slots=True)
class Edit:
    """One sentence's change of one or several places of the base text.

    ``words`` is the new wording, ``phrases`` are spans of old words, new words and the words
    that new ones follow; all in the text of ``source``.  ``day`` is from when it counts,
    None where that is not known.
    """

    source: AmendingText
    effect: Effect
    paths: tuple[Path, ...]
    sentence: Span
    words: Span | None
    phrases: tuple[tuple[Span | None, Span | None, Span | None], ...]
    day: date | None
    partial: bool = False

    @property
    def said(self) -> str:
        """The sentence that says it, verbatim."""
        return self.sentence.of(self.source.text)


def edits_of(
    document: Document, acts: Iterable[Amendment], begins: date | None
) -> tuple[Edit, ...]:
    """Return the changes that ``acts`` of a document make, one for each sentence and effect.

    :param begins: from when the document itself counts; its day of issue where not known.
    """
    issued = document.header.issued.value if document.header.issued else None
    annexes = tuple((one.path, one.span) for one in document.provisions if one.level is Level.ANNEX)
    source = AmendingText(document.id, document.text, issued, annexes)
    groups: dict[tuple[Span, Span, Span | None, object], list[Amendment]] = {}
    for act in acts:
        if act.effect is not Effect.CONTINUED:
            key = (act.sentence, act.span, act.words, act.phrases)
            groups.setdefault(key, []).append(act)
    edits = [_edit(source, group, begins or issued) for group in groups.values()]
    kept = tuple(edit for edit in edits if not _is_heading(edit, edits))
    return kept or tuple(edits[-1:])  # that something is changed is told at the least


def _edit(source: AmendingText, acts: Sequence[Amendment], begins: date | None) -> Edit:
    first = acts[0]
    return Edit(
        source,
        first.effect,
        tuple(dict.fromkeys(act.provision for act in acts)),
        first.sentence,
        first.words,
        tuple((phrase.old, phrase.new, phrase.after) for phrase in first.phrases),
        first.effective or begins,
        first.partial,
    )


def _is_heading(edit: Edit, edits: Sequence[Edit]) -> bool:
    """Say whether an edit only opens what others say ("Sửa đổi một số khoản của Điều 6")."""
    if edit.words is not None or edit.phrases or edit.effect is Effect.REPEALED:
        return False
    if edit.paths == ((),):
        return edit.effect is not Effect.REPLACED
    return all(
        any(_is_below(path, other) for other in edits if other is not edit) for path in edit.paths
    )


def _is_below(path: Path, other: Edit) -> bool:
    return any(len(one) >= len(path) and one[: len(path)] == path for one in other.paths)
