"""What readers get of real documents: the part of ``docs/quality.md`` that leads.

The documents are those of ``DATA/documents`` and, of ``DATA/pdf``, those of the Party and of mass
organisations and the State documents that questions name.  Of the judged questions
(``real_queries.jsonl``) those for development were looked at while the search was tuned; the
others are for reporting alone.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import build_index
from index.evaluation.judgement import JudgedQuestion, Judgement, RelevantItem, read_judged
from index.evaluation.library_eval import TypedQuestion
from index.evaluation.measures import RankingRun, measure, table
from index.evaluation.reader_eval import Answer, Outcome, ask, reader_table, summary
from index.generation import Generation
from index.library import Library
from index.search import searcher
from index.search.context import SearchContext

QUESTIONS = Path(__file__).parent / "real_queries.jsonl"
HALVES = {"report": "kept for reporting", "development": "used for tuning"}

SECTION = """\
## Real documents

{documents} real documents, {passages} passages, {questions} judged questions
([`benchmarks/real_queries.jsonl`](../benchmarks/real_queries.jsonl)), written before the search was
tuned on them: half typed without diacritics, four in ten in everyday words ("đi tù" where the
document says "án hình sự"), three in ten about matters the documents do not speak of. Those over
State documents came later than the others and are all for tuning; one question that nothing answers
stands in both halves (`r165`, `e106`). The last 200 (`f…`, `a…`) were written after everything else
was tuned, and before the floor was set as it is: nothing answers half of them, and half of these
ask of a matter close to what the documents speak of (another rank, another sum, another procedure).
`answered`: of the
questions with an answer, those not told "không tìm thấy"; `first`: the first passage is a right
one; `three`: one of the three best passages shown is; `sentence`: of the right passages shown,
those whose marked sentence holds the answer; `nothing`: of the questions without an answer, those
told "không tìm thấy".

Whoever wrote a question did not know every passage that answers it. So what several rankings had
among their first three and nobody had judged was read for both halves, without saying which ranking
showed it: 866 pairs of a question and a passage (words and the static model; an encoder before this
one; token by token besides), and later 831 of this encoder and of the one before it: {pooled}
answer. A question names one stretch of a passage, often the heading; in 357 right passages every
sentence that answers was marked by judges who did not see what the library marks: {answers} more.
`as first judged` counts without any of these.

{halves}"""

HALF = """\
### The half {name}

{readers}
How passages are ranked, all questions as typed:

{runs}"""

Group = Callable[[JudgedQuestion], bool]
GROUPS: dict[str, Group] = {
    "all": lambda one: True,
    "official words": lambda one: one.words == "official",
    "everyday words": lambda one: one.words == "everyday",
    "typed in full": lambda one: one.typed == "full",
    "typed without diacritics": lambda one: one.typed == "none",
    "the last 200": lambda one: one.id[0] in "fa",
    "those before": lambda one: one.id[0] not in "fa",
}


def section(data: Path, library: Path | None = None) -> str:
    """Build the library (or take one built before) and return the section."""
    with tempfile.TemporaryDirectory() as scratch:
        if library is None:
            library = Path(scratch) / "library"
            if build_index.main([*map(str, _files(data)), "--library", str(library)]) != 0:
                raise SystemExit("the real documents could not be built")
        opened = Library.open(library)
        try:
            return _section(opened)
        finally:
            opened.close()


def _files(data: Path) -> list[Path]:
    named = {entry.document for one in read_judged(QUESTIONS) for entry in one.entries}
    pdfs = [
        path
        for path in (data / "pdf").iterdir()
        if path.name in named or path.name.startswith(("party__", "mass-org__"))
    ]
    return [data / "documents", *sorted(pdfs)]


def _section(library: Library) -> str:
    questions = read_judged(QUESTIONS)
    with library._reading() as generation, library.parts() as parts:
        judgement = Judgement(parts, questions)
        halves = [
            _half(
                name,
                [one for one in questions if one.half == half],
                judgement,
                parts,
                {
                    "words and static model": _without_encoder(parts, generation),
                    "with the encoder": library.search,
                },
            )
            for half, name in HALVES.items()
        ]
        return SECTION.format(
            documents=len(parts.catalogue.cards()),
            passages=len(parts.words),
            questions=len(questions),
            pooled=sum(entry.pooled for one in questions for entry in one.entries),
            answers=sum(len(one.answers) for one in questions),
            halves="\n".join(halves),
        )


def _without_encoder(parts: SearchContext, generation: Generation) -> Answer:
    bare = replace(parts, encoded=None)
    return lambda asked: searcher.search(asked, bare, generation)


def _half(
    name: str,
    questions: Sequence[JudgedQuestion],
    judgement: Judgement,
    parts: SearchContext,
    ways: dict[str, Answer],
) -> str:
    tables: list[str] = []
    first_judged = [replace(one, entries=_unpooled(one), answers=()) for one in questions]
    before = Judgement(parts, first_judged)
    for way, search in ways.items():
        answer = cache(search)
        outcomes = {one.id: ask(one, one.as_typed, answer, judgement, parts) for one in questions}
        readers = [summary(*row) for row in _rows(questions, outcomes)]
        some = [ask(one, one.as_typed, answer, before, parts) for one in first_judged]
        readers.append(summary(f"all, as first judged ({len(some)})", some))
        tables.append(f"{way.capitalize()}:\n\n{reader_table(readers, 'questions')}\n")
    runs = list(_runs(questions, judgement, parts))
    return HALF.format(name=name, readers="".join(tables), runs=table(runs))


def _unpooled(question: JudgedQuestion) -> tuple[RelevantItem, ...]:
    return tuple(one for one in question.entries if not one.pooled)


def _rows(
    questions: Sequence[JudgedQuestion], outcomes: dict[str, Outcome]
) -> Iterator[tuple[str, list[Outcome]]]:
    for name, chosen in GROUPS.items():
        some = [outcomes[one.id] for one in questions if chosen(one)]
        yield f"{name} ({len(some)})", some


def _runs(
    questions: Sequence[JudgedQuestion], judgement: Judgement, parts: SearchContext
) -> Iterator[RankingRun]:
    restorer = parts.restorer
    some = [one for one in questions if one.entries]
    right = {one.id: sorted(set(judgement.right[one.id].values())) for one in some}

    def run(name: str, of: SearchContext, way: str) -> RankingRun:
        ranked = TypedQuestion(
            of, lambda text: restorer.restore(text)[0] if restorer else text
        ).ways()[way]
        found = {one.id: judgement.units(one, ranked(one.as_typed)) for one in some}
        return RankingRun(name, "as typed", measure(found, right))

    for name in TypedQuestion(parts, str).ways():
        if name != "hybrid":
            yield run(name, parts, name)
    yield run("words + static", replace(parts, encoded=None), "hybrid")
    if parts.encoded is not None:
        yield run("words + static + encoder", parts, "hybrid")
