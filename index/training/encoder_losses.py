"""What the encoder is trained to do: find the passage that answers, and its sentence.

All three are softmax losses over cosines.  By one vector: the passage that answers among those of
the batch.  By tokens: the same, each token of the question beside the nearest of the passage
(MaxSim: Khattab and Zaharia, ColBERT, 2020).  By sentences: of one passage the sentence that
answers, each sentence with its own tokens in their surroundings.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch.nn import functional

BACK = 0.25
"""What finding the question of a passage counts for beside finding the passage of a question."""


@dataclass(frozen=True, slots=True)
class ReadTexts:
    """What the encoder makes of some texts.

    ``vectors`` has shape (texts, hidden), of unit length.  ``tokens`` has shape (texts, longest,
    kept), each token of unit length and 0 where there is none; ``there``, shape (texts, longest),
    says which are tokens.  ``offsets`` is where each token of a text stands in it.
    """

    vectors: torch.Tensor
    tokens: torch.Tensor
    there: torch.Tensor
    offsets: list[list[tuple[int, int]]]


@dataclass(frozen=True, slots=True)
class AnsweringSentence:
    """Question ``question`` is answered in passage ``passage`` by its sentence ``place``.

    ``of_tokens`` names the sentence of each token of the passage; -1 for none.
    """

    question: int
    passage: int
    of_tokens: list[int]
    place: int


def by_vectors(
    questions: ReadTexts, answers: ReadTexts, target: torch.Tensor, same: torch.Tensor, scale: float
) -> torch.Tensor:
    """Return the loss of finding passages by one vector, and questions by those of passages.

    :param target: the passage of each question; the first ones are those of the passages in order.
    :param same: shape (passages, passages), passages that are no negatives of each other.
    """
    scores = questions.vectors @ answers.vectors.T * scale
    there = functional.cross_entropy(scores.masked_fill(same[target], -torch.inf), target)
    count = len(same)
    firsts = scores[:count].T.masked_fill(same, -torch.inf)
    return there + BACK * functional.cross_entropy(firsts, target[:count])


def by_tokens(
    questions: ReadTexts, answers: ReadTexts, target: torch.Tensor, same: torch.Tensor, scale: float
) -> torch.Tensor:
    """Return the loss of finding passages token by token."""
    near = torch.einsum("qad,pbd->qpab", questions.tokens, answers.tokens)
    near = near.masked_fill(~answers.there[None, :, None, :], -torch.inf).amax(3)
    near = near.masked_fill(~questions.there[:, None, :], 0.0).sum(2)
    scores = near / questions.there.sum(1, keepdim=True).clamp(min=1) * scale
    return functional.cross_entropy(scores.masked_fill(same[target], -torch.inf), target)


def by_sentences(
    questions: ReadTexts, answers: ReadTexts, wanted: Sequence[AnsweringSentence], scale: float
) -> torch.Tensor:
    """Return the loss of finding the answering sentence within its passage."""
    losses: list[torch.Tensor] = []
    for one in wanted:
        own = questions.tokens[one.question][questions.there[one.question]]
        near = own @ answers.tokens[one.passage][: len(one.of_tokens)].T
        places = torch.tensor(one.of_tokens)
        count = int(places.max()) + 1
        best = torch.full((len(own), count + 1), -1.0)
        # What stands in no sentence goes into a column of its own.
        columns = torch.where(places < 0, count, places).expand(len(own), -1)
        best = best.scatter_reduce(1, columns, near, "amax")[:, :count]
        scores = best.mean(0, keepdim=True) * scale
        losses.append(functional.cross_entropy(scores, torch.tensor([one.place])))
    return torch.stack(losses).mean() if losses else torch.zeros(())
