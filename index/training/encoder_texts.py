"""What of a batch the encoder reads: questions as people type them, passages cut around answers."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from random import Random

from index.training.encoder_batches import Batch
from index.training.encoder_losses import AnsweringSentence, ReadTexts
from index.training.everyday import rewrite
from ingest.text.vietnamese import sentence_bounds

LETTERS, SHORT_LETTERS = 6, 3.2
"""Letters a token of Vietnamese text has: hardly ever more than the first, less than the second."""


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """What of a batch is read: questions, and passages cut so that they hold the answers.

    ``target`` is the passage of each question, the first ones those of the passages in order;
    ``answers`` is where in the cut passage each is answered, None where that is not known.
    """

    asked: list[str]
    passages: list[str]
    target: list[int]
    answers: list[tuple[int, int] | None]


def to_read(batch: Batch, questions: int, tokens: int, draw: Random) -> ReadBatch:
    """Return what of a batch is read, questions as people type them.

    :param questions: of one passage, at most.
    :param tokens: that are read of a passage.
    """
    firsts: list[tuple[str, tuple[int, int] | None]] = []
    further: list[tuple[str, int, tuple[int, int] | None]] = []
    passages: list[str] = []
    for place, pair in enumerate(batch.pairs):
        chosen = draw.sample(pair.questions, min(questions, len(pair.questions)))
        start = begin(pair.positive, chosen[0].answer, tokens, draw)
        passages.append(pair.positive[start : start + tokens * LETTERS])
        moved = [_moved(one.answer, start, len(passages[-1])) for one in chosen]
        firsts.append((chosen[0].text, moved[0]))
        for one, answer in zip(chosen[1:], moved[1:], strict=True):
            if answer is not None:
                further.append((one.text, place, answer))
    asked = [*(text for text, _ in firsts), *(text for text, _, _ in further)]
    target = [*range(len(firsts)), *(place for _, place, _ in further)]
    answers = [*(answer for _, answer in firsts), *(answer for _, _, answer in further)]
    return ReadBatch([rewrite(text, draw) for text in asked], passages, target, answers)


def begin(text: str, answer: tuple[int, int] | None, tokens: int, draw: Random) -> int:
    """Return where a passage is read from, so that its answer is within ``tokens`` tokens."""
    least = 0 if answer is None else answer[1] - int(tokens * SHORT_LETTERS)
    if answer is None or least <= 0:
        return 0
    start = draw.randint(min(least, answer[0]), answer[0])
    space = text.find(" ", start, answer[0])
    return space + 1 if space >= 0 else answer[0]


def _moved(answer: tuple[int, int] | None, start: int, length: int) -> tuple[int, int] | None:
    if answer is None or answer[0] < start or answer[1] > start + length:
        return None
    return answer[0] - start, answer[1] - start


def answering_sentences(read: ReadBatch, passages: ReadTexts) -> list[AnsweringSentence]:
    """Return where the answers are known to stand; not of passages of one sentence."""
    wanted: list[AnsweringSentence] = []
    bounds = [list(sentence_bounds(text)) for text in read.passages]
    for question, (passage, answer) in enumerate(zip(read.target, read.answers, strict=True)):
        if answer is None or len(bounds[passage]) < 2:
            continue
        middle = sum(answer) / 2
        starts = [start for start, _ in bounds[passage]]
        place = bisect_right(starts, middle) - 1
        of_tokens = [bisect_right(starts, first) - 1 for first, _ in passages.offsets[passage]]
        if place in of_tokens and max(of_tokens) > 0:
            wanted.append(AnsweringSentence(question, passage, of_tokens, place))
    return wanted
