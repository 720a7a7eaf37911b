"""Questions written for training: their file, and the pairs made of them."""

from __future__ import annotations

from itertools import pairwise

from index.training import written_questions
from index.training.written_questions import WrittenQuestion, is_held_back, pairs, read

TEXT = "QUY ĐỊNH **CHUNG**\nĐiều 2. Họp\n1. Chi bộ họp mỗi tháng một lần.\n2. Bí thư chủ trì."


def row(answer: str, question: str, words: str = "E") -> WrittenQuestion:
    start = TEXT.index("Điều 2")
    first = TEXT.index(answer)
    titles = ((TEXT.index("QUY"), TEXT.index("\n")),)
    return WrittenQuestion(
        "p", 0, start, len(TEXT), titles, first, first + len(answer), words, question
    )


def test_each_row_names_a_place_in_its_passage_and_is_there_once() -> None:
    rows = read()
    assert len(rows) > 20_000
    for one in rows:
        assert one.file in written_questions.FILES
        assert 0 <= one.start <= one.answer_start < one.answer_stop <= one.stop
        assert all(first < last for first, last in one.titles)
        assert one.words in {"E", "O"}
        assert one.question.strip() == one.question
        assert len(one.question) > 5
    assert len({(one.passage, one.question.lower()) for one in rows}) == len(rows)
    everyday = sum(one.words == "E" for one in rows)
    assert 0.55 < everyday / len(rows) < 0.75


def test_rows_of_a_passage_stand_together_so_that_it_is_one_pair() -> None:
    passages = [one.passage for one in read()]
    runs = 1 + sum(one != other for one, other in pairwise(passages))
    assert runs == len(set(passages))


def test_a_pair_has_the_title_the_passage_and_where_each_question_is_answered() -> None:
    meets = row("1. Chi bộ họp mỗi tháng một lần.", "bao lâu họp một lần")
    leads = row("2. Bí thư chủ trì.", "ai điều khiển cuộc họp", "O")
    (pair,) = pairs([meets, leads], {"p": [TEXT]})
    assert pair.positive == (
        "QUY ĐỊNH CHUNG Điều 2. Họp 1. Chi bộ họp mỗi tháng một lần. 2. Bí thư chủ trì."
    )
    said = [(one.text, pair.positive[slice(*(one.answer or (0, 0)))]) for one in pair.questions]
    assert said == [
        ("bao lâu họp một lần", "1. Chi bộ họp mỗi tháng một lần."),
        ("ai điều khiển cuộc họp", "2. Bí thư chủ trì."),
    ]


def test_documents_are_held_back_whole() -> None:
    rows = read()
    held = {(one.file, one.row) for one in rows if is_held_back(one)}
    assert held.isdisjoint((one.file, one.row) for one in rows if not is_held_back(one))
    assert 0.05 < sum((one.file, one.row) in held for one in rows) / len(rows) < 0.15
