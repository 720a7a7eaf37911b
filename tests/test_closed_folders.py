"""A reader's answers do not tell that a closed folder exists: they are those of a library without.

The same documents are built twice, once with a folder that is closed to the reader and once
without it; whatever the reader asks is answered alike, to the last byte and the last digit.
"""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path

import pytest

from index import check_contract, contract
from index.access import Rights
from index.backends.engines import TANTIVY, WHOOSH
from index.backends.local import LocalBackends
from index.backends.port import Backends
from index.build import builder
from index.citations.review import ReviewRequest
from index.library import Library
from index.results import SearchRequest
from ingest.text.vietnamese import fold
from tests.libraries import nothing

FOLDER = "noi-bo"
CLOSED = Rights(frozenset({FOLDER}))
HIDDEN = frozenset(
    {
        "04-nq-tu-2025.pdf",
        "08-qd-tu-2021.pdf",
        "12-bc-du-2026.pdf",
        "15-qd-tu-2026.pdf",
        "19-ct-tu-2023.pdf",
        "22-qd-tu-2022.pdf",
        "31-qd-tu-2023.pdf",
        "45-nq-tu-2022.pdf",
        "62-kl-tu-2024.pdf",
        "88-tb-tu-2024.pdf",
    }
)
"""Documents of the samples that others cite, amend, are replaced by or resemble."""
READ = ("documents", "files", "cache")
"""What a library keeps of reading: copied, so that nothing is read again."""
Makes = Callable[[Path], Backends]
"""Given the folder of a library, what it is written with."""
QUESTIONS = 400
SEED = 20


class Pair:
    """The library with the folder, as the reader sees it, and the one without."""

    def __init__(self, folder: Path, root: Path, read: Path, made: Makes) -> None:
        self.whole = _library(folder / "a", root, read, made, hidden=True)
        self.seen = self.whole.for_reader(CLOSED)
        self.without = _library(folder / "b", root, read, made, hidden=False)
        self._aside = {
            told: word
            for library in (self.whole, self.without)
            for overview in (library.overview(),)
            for told, word in ((overview.generation, "GENERATION"), (overview.built, "BUILT"))
        }

    def same(self, ask: Callable[[Library], object], told: str) -> None:
        """Compare what both answer, byte by byte; generations and the hour apart."""
        assert self._bytes(ask(self.seen)) == self._bytes(ask(self.without)), told

    def _bytes(self, answer: object) -> str:
        text = answer if isinstance(answer, str) else json.dumps(answer, default=contract.plain)
        for aside, word in self._aside.items():
            text = text.replace(aside, word)
        return text


def with_engine(name: str) -> Makes:
    """Return what makes the backends of a library with this text engine."""
    return lambda root: LocalBackends(None, name)


def _library(folder: Path, root: Path, read: Path, made: Makes, *, hidden: bool) -> Library:
    corpus, kept = folder / "corpus", folder / "library"
    (corpus / FOLDER).mkdir(parents=True)
    for path in sorted((root / "corpus").iterdir()):
        if path.suffix not in {".pdf", ".docx", ".txt"}:
            continue
        if path.name not in HIDDEN:
            shutil.copyfile(path, corpus / path.name)
        elif hidden:
            shutil.copyfile(path, corpus / FOLDER / path.name)
    for part in READ:
        shutil.copytree(read / part, kept / part)
    report = builder.build([corpus], kept, made(kept), jobs=1, progress=nothing)
    assert report.parsed == 0, "the samples were read again"
    return Library.open(kept)


def questions(library: Library, count: int) -> list[str]:
    """Return stretches of its texts, numbers, subjects: of hidden documents and of others."""
    draw = random.Random(SEED)
    texts: dict[bool, list[str]] = {True: [], False: []}
    asked = []
    for card in library.overview().documents:
        view = library.document(card.id or "")
        assert view is not None
        texts[f"{card.source}".startswith(FOLDER)] += [one.text for one in view.passages]
        asked += [card.number or "", (card.subject or "")[:60]]
        asked.append(f"{card.kind or ''} {(card.number or '').split('-')[0]}")
    for number in range(count):
        words = draw.choice(texts[number % 2 == 0]).split()
        length, start = draw.randint(1, 7), draw.randrange(len(words))
        phrase = " ".join(words[start : start + length])
        asked.append(fold(phrase) if draw.random() < 0.4 else phrase)
    asked = list(dict.fromkeys(one.replace('"', " ").strip()[:250] for one in asked))
    return [one for one in draw.sample(asked, len(asked)) if one][:count]


@pytest.fixture(scope="module")
def pair(root: Path, sample_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return Pair(tmp_path_factory.mktemp("pair"), root, sample_library, with_engine(WHOOSH))


def searched(library: Library, question: str) -> object:
    return contract.search_result(library.search(SearchRequest(question)))


def _looked_up(library: Library, question: str) -> object:
    return contract.lookup_result(library.lookup(question))


def test_answers_are_those_of_a_library_without_the_folder(pair: Pair) -> None:
    asked = questions(pair.whole, QUESTIONS)
    assert len(asked) == QUESTIONS
    for question in asked:
        pair.same(lambda library, q=question: searched(library, q), question)
        pair.same(lambda library, q=question: _looked_up(library, q), question)
        pair.same(lambda library, q=question: [asdict(s) for s in library.suggest(q[:9])], question)


def test_a_large_library_answers_so_too(root: Path, sample_library: Path, tmp_path: Path) -> None:
    """The engine of large libraries counts by itself: a reader gets an index of their own."""
    pair = Pair(tmp_path, root, sample_library, with_engine(TANTIVY))
    for question in questions(pair.whole, 60):
        pair.same(lambda library, q=question: searched(library, q), question)


def test_the_whole_library_scores_otherwise(pair: Pair) -> None:
    """The comparison can fail: what is hidden does change the scores of the whole."""
    asked = questions(pair.whole, 40)
    assert any(searched(pair.whole, q) != searched(pair.without, q) for q in asked)


def test_documents_are_told_as_if_the_folder_were_not_there(pair: Pair) -> None:
    for card in pair.whole.overview().documents:
        name = card.id or ""
        pair.same(lambda library, d=name: repr(library.document(d)), f"{card.number}")
        pair.same(lambda library, d=name: repr(library.copies_of(d)), f"{card.number}")
        pair.same(lambda library, d=name: repr(library.old_and_new(d)), f"{card.number}")


@pytest.mark.parametrize(
    "ask",
    [
        lambda library: repr(library.overview()),
        lambda library: contract.library_result(library.overview()),
        lambda library: repr(library.review(ReviewRequest())),
        lambda library: repr(library.register()),
    ],
    ids=["overview", "library", "review", "register"],
)
def test_what_is_told_of_the_library_leaves_the_folder_out(
    pair: Pair, ask: Callable[[Library], object]
) -> None:
    pair.same(ask, "the library")


def test_drafts_are_checked_against_what_is_seen(pair: Pair) -> None:
    hidden = [
        card for card in pair.whole.overview().documents if f"{card.source}".startswith(FOLDER)
    ]
    assert len(hidden) == len(HIDDEN)
    for card in hidden:
        view = pair.whole.document(card.id or "")
        assert view is not None
        draft = view.document
        pair.same(
            lambda library, d=draft: check_contract.check_result(d.text, library.check(d)),
            f"{card.number}",
        )
