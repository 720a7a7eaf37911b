"""The three losses of the encoder's training, over vectors made by hand."""

from __future__ import annotations

from random import Random

import numpy as np
import pytest
import torch

from index.training.data import Question, TrainingPair
from index.training.encoder_batches import Batch
from index.training.encoder_losses import (
    AnsweringSentence,
    ReadTexts,
    by_sentences,
    by_tokens,
    by_vectors,
)
from index.training.encoder_texts import answering_sentences, begin, to_read

NONE = torch.zeros(2, 2, dtype=torch.bool)
IN_ORDER = torch.arange(2)


def texts(*tokens: list[list[float]]) -> ReadTexts:
    """Return texts of these token vectors; the vector of a text is their mean."""
    width = max(map(len, tokens))
    padded = torch.zeros(len(tokens), width, 2)
    there = torch.zeros(len(tokens), width, dtype=torch.bool)
    for n, own in enumerate(tokens):
        padded[n, : len(own)] = torch.tensor(own)
        there[n, : len(own)] = True
    vectors = torch.nn.functional.normalize(padded.sum(1), dim=1)
    offsets = [[(3 * n, 3 * n + 2) for n in range(len(own))] for own in tokens]
    return ReadTexts(vectors, padded, there, offsets)


EAST, NORTH = [1.0, 0.0], [0.0, 1.0]
QUESTIONS = texts([EAST], [NORTH])
RIGHT, WRONG = texts([EAST, NORTH, EAST], [NORTH]), texts([NORTH], [EAST, NORTH, EAST])


def test_the_right_passage_costs_less_than_the_wrong_one() -> None:
    assert by_vectors(QUESTIONS, RIGHT, IN_ORDER, NONE, 10) < by_vectors(
        QUESTIONS, WRONG, IN_ORDER, NONE, 10
    )
    apart = texts([EAST], [NORTH])
    assert by_tokens(QUESTIONS, apart, IN_ORDER, NONE, 30) < 1e-6
    swapped = torch.tensor([1, 0])
    assert by_tokens(QUESTIONS, apart, swapped, NONE, 30) == pytest.approx(30, abs=1e-3)


def test_a_passage_that_says_the_same_is_no_negative() -> None:
    same = ~torch.eye(2, dtype=torch.bool)
    assert by_vectors(QUESTIONS, WRONG, IN_ORDER, same, 10) == pytest.approx(0.0)
    assert by_tokens(QUESTIONS, WRONG, IN_ORDER, same, 10) == pytest.approx(0.0)


def test_padding_is_no_token() -> None:
    against = texts([[-1.0, 0.0]], [[-1.0, 0.0], [0.0, -1.0], NORTH])
    asked = texts([EAST], [EAST])
    # Were padding counted, the first passage would score 0 like the second, not -1.
    loss = by_tokens(asked, against, torch.tensor([1, 1]), NONE, 1.0)
    assert loss == pytest.approx(float(np.log(1 + np.exp(-1))), abs=1e-5)


def test_the_answering_sentence_is_told_by_its_own_tokens() -> None:
    asked = texts([NORTH])
    passage = texts([EAST, EAST, NORTH, EAST])
    of_tokens = [0, 0, 1, -1]
    right = by_sentences(asked, passage, [AnsweringSentence(0, 0, of_tokens, 1)], 20)
    wrong = by_sentences(asked, passage, [AnsweringSentence(0, 0, of_tokens, 0)], 20)
    assert right < 1e-6
    assert wrong > 10
    assert by_sentences(asked, passage, [], 20) == 0


def test_a_long_passage_is_cut_so_that_it_holds_the_answer() -> None:
    text = "một hai ba bốn năm " * 100
    for seed in range(20):
        answer = (1500, 1540)
        start = begin(text, answer, 64, Random(seed))
        assert start <= answer[0]
        assert answer[1] - start <= 64 * 3.2 + len(" bốn")
        assert text[start - 1] == " "
    assert begin(text, (10, 40), 64, Random(1)) == begin(text, None, 64, Random(1)) == 0


def test_further_questions_are_asked_of_a_passage_where_it_still_answers_them() -> None:
    first, last = "Chi bộ họp mỗi tháng. ", "Bí thư chủ trì cuộc họp."
    middle = "Đảng viên đóng đảng phí. " * 60
    text = first + middle + last
    near = Question("ai đóng phí", (len(first), len(first) + 24))
    far = Question("ai chủ trì", (len(text) - len(last), len(text)))
    pair = TrainingPair("bao lâu họp", text, (0, len(first) - 1), (near, far))
    batch = Batch("written", [pair, TrainingPair("một câu", "Một đoạn.")], np.zeros((2, 2), bool))
    seen = set()
    for seed in range(40):
        read = to_read(batch, 3, 40, Random(seed))
        assert read.target[:2] == [0, 1]
        for place, answer in zip(read.target, read.answers, strict=True):
            if answer is not None:
                seen.add(read.passages[place][slice(*answer)])
    assert {first.strip(), middle[:24], last} <= seen
    read = to_read(batch, 3, 40, Random(3))
    offsets = [[(n, n + 1) for n in range(len(text))] for text in read.passages]
    shape = ReadTexts(torch.zeros(2, 1), torch.zeros(2, 1, 1), torch.zeros(2, 1).bool(), offsets)
    for one in answering_sentences(read, shape):
        answer = read.answers[one.question]
        assert answer is not None
        assert one.of_tokens[sum(answer) // 2] == one.place
