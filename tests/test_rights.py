"""What lies in a closed folder is in no answer at all."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from unicodedata import normalize

import pytest

from index.access import ALL, Rights
from index.catalogue.reader import Catalogue
from index.catalogue.schema import CONCLUDED, OF_A_DOCUMENT, SCHEMA
from index.generation import Generation
from index.library import Library
from index.results import ResolutionStatus, SearchRequest
from tests import libraries

CLOSED = Rights(frozenset({"noi-bo"}))


@pytest.mark.parametrize(
    ("closed", "granted", "source", "seen"),
    [
        ((), (), "noi-bo/a.pdf", True),
        (("noi-bo",), (), "noi-bo/a.pdf", False),
        (("noi-bo",), (), "noi-bo-khac/a.pdf", True),
        (("noi-bo",), (), "a.pdf", True),
        (("noi-bo",), ("noi-bo",), "noi-bo/a.pdf", True),
        (("noi-bo",), ("noi-bo/mo",), "noi-bo/mo/a.pdf", True),
        (("noi-bo",), ("noi-bo/mo",), "noi-bo/kin/a.pdf", False),
        (("noi-bo", "noi-bo/mo/mat"), ("noi-bo/mo",), "noi-bo/mo/mat/a.pdf", False),
        (("",), (), "a.pdf", False),
        (("",), ("mo",), "mo/a.pdf", True),
        (("noi-bo",), (), None, False),
        (("nội bộ",), (), normalize("NFD", "nội bộ/a.pdf"), False),
        (("noi-bo",), (), "noi-bo/kho.zip!/noi-bo/a.pdf", False),
    ],
)
def test_the_deepest_named_folder_decides(
    closed: tuple[str, ...], granted: tuple[str, ...], source: str | None, seen: bool
) -> None:
    assert Rights(frozenset(closed), frozenset(granted)).allows(source) is seen


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Library:
    """Return a library with the regulation in a closed folder; the directive cites it."""
    libraries.without_children(monkeypatch)
    corpus = libraries.write_corpus(tmp_path / "corpus")
    (corpus / "noi-bo").mkdir()
    (corpus / "31-qd-tu.txt").rename(corpus / "noi-bo" / "31-qd-tu.txt")
    (corpus / "noi-bo" / "hong.pdf").write_bytes(b"%PDF-1.4 hong")
    libraries.build(corpus, tmp_path / "library")
    return Library.open(tmp_path / "library")


def test_who_may_see_everything_asks_the_library_itself(library: Library) -> None:
    assert library.for_reader(ALL) is library
    assert library.for_reader(Rights(frozenset({"a"}), frozenset({"a"}))) is library


@pytest.fixture
def generation(library: Library) -> Generation:
    return library._current.generation


def hidden_words(generation: Generation) -> re.Pattern[str]:
    """Return what would betray the hidden regulation: its key, its text, its subject.

    Its number is no secret: the directive cites it.
    """
    (n,) = (n for n, card in generation.catalogue.cards().items() if card.number == "31-QĐ/TU")
    card = generation.catalogue.cards()[n]
    # As repr spells them.
    texts = [repr(passage.text)[1:-1] for passage in generation.catalogue.passages_of(n)]
    assert card.id
    assert card.subject
    return re.compile("|".join(map(re.escape, (card.id, card.subject, *texts))))


def answers(target: object) -> Iterator[tuple[str, str]]:
    """Yield everything public that ``target`` tells without being given anything."""
    for name, member in inspect.getmembers_static(type(target)):
        if name.startswith("_") or name in {"close", "once", "backends", "words", "vectors"}:
            continue
        if isinstance(member, property):
            yield name, spelled(getattr(target, name))
        elif inspect.isfunction(member) and takes_nothing(member):
            yield name, spelled(getattr(target, name)())


def takes_nothing(method: Callable[..., object]) -> bool:
    parameters = list(inspect.signature(method).parameters.values())[1:]
    return all(parameter.default is not parameter.empty for parameter in parameters)


def spelled(value: object) -> str:
    return repr(list(value) if isinstance(value, Iterator) else value)


def test_nothing_a_generation_tells_betrays_what_is_hidden(generation: Generation) -> None:
    """It asks whatever there is to ask, so what is added later is asked too."""
    secret = hidden_words(generation)
    seen = generation.for_reader(CLOSED)
    assert {name for name, text in answers(generation.catalogue) if secret.search(text)} > {
        "cards",
        "all_texts",
        "citations",
    }
    for target in (seen, seen.catalogue):
        for name, text in answers(target):
            assert not secret.search(text), name


def test_a_question_added_without_thinking_of_rights_does_not_leak(
    generation: Generation,
) -> None:
    class Added(Catalogue):
        def rows(self, table: str) -> list[tuple[object, ...]]:
            return self._tables.query(f"SELECT n, * FROM {table}")  # noqa: S608

        def texts_alone(self) -> list[tuple[object, ...]]:
            return self._tables.query("SELECT text FROM passages")

    whole = generation.catalogue
    secret = hidden_words(generation)
    added = Added(whole._tables._tables)
    seen = added.for_reader(CLOSED)
    assert isinstance(seen, Added)
    tables = set(OF_A_DOCUMENT) - set(CONCLUDED)
    assert {name for name in tables if secret.search(repr(added.rows(name)))} >= {
        "documents",
        "passages",
    }
    for table in tables:
        assert not secret.search(repr(seen.rows(table))), table
        assert len(seen.rows(table)) == seen.count(table)
    for table in CONCLUDED:
        assert added.rows(table)
        with pytest.raises(ValueError, match="hidden"):
            seen.rows(table)
    with pytest.raises(ValueError, match="must come first"):
        added.texts_alone()


def test_every_table_of_conclusions_is_kept_from_limited_readers() -> None:
    """A column that holds another document's card makes its table one of conclusions."""
    tables = re.findall(r"CREATE TABLE (\w+) \((.*?)\n\)", SCHEMA, re.DOTALL)
    assert {name for name, columns in tables if re.search(r"\bcard\b", columns)} <= set(CONCLUDED)
    assert {name for name, _ in tables} == set(OF_A_DOCUMENT)


def test_a_hidden_document_is_in_no_answer(library: Library) -> None:
    name = next(c.id for c in library.overview().documents if c.number == "31-QĐ/TU")
    assert name is not None
    whole = library.document(name)
    assert whole is not None
    seen = library.for_reader(CLOSED)
    overview = seen.overview()
    assert {card.number for card in overview.documents} == {"19-CT/TU", None}
    assert "Quy định" not in {one.value for one in overview.kinds}
    assert not overview.failed
    assert library.overview().failed
    assert overview.passages == library.overview().passages - len(whole.passages)
    assert seen.document(name) is None
    assert seen.original(name) is None
    assert seen.passage(whole.passages[0].id) is None
    assert not [one for one in seen.suggest("31") if one.document == name]
    for query in ("tiếp dân", '"hai ngày trong một tháng"', "31-QĐ/TU", "trụ sở tiếp công dân"):
        answer = seen.search(SearchRequest(query))
        found = [*answer.hits, *answer.nearest]
        assert name not in {hit.passage.document.id for hit in found}, query


def test_a_reference_to_a_hidden_document_reads_as_to_one_not_held(library: Library) -> None:
    directive = next(c.id for c in library.overview().documents if c.number == "19-CT/TU")
    assert directive is not None
    held = library.document(directive)
    hidden = library.for_reader(CLOSED).document(directive)
    assert held is not None
    assert hidden is not None
    assert [one.resolution for one in held.cites] != [ResolutionStatus.ABSENT]
    assert [one.resolution for one in hidden.cites] == [ResolutionStatus.ABSENT]
    assert [one.candidates for one in hidden.cites] == [()]
    looked = library.for_reader(CLOSED).lookup("31-QĐ/TU")
    assert all(match.card.id is None for match in looked.matches)
    assert [one.document.number for one in looked.cited_by] == ["19-CT/TU"]
    assert "31-QĐ/TU" in str(library.for_reader(CLOSED).overview().missing)


def test_what_a_hidden_document_says_of_others_is_hidden_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    libraries.without_children(monkeypatch)
    corpus = libraries.write_corpus(tmp_path / "corpus")
    (corpus / "noi-bo").mkdir()
    (corpus / "19-ct-tu.txt").rename(corpus / "noi-bo" / "19-ct-tu.txt")
    libraries.build(corpus, tmp_path / "library")
    library = Library.open(tmp_path / "library")
    assert library.lookup("31-QĐ/TU").cited_by
    assert not library.for_reader(CLOSED).lookup("31-QĐ/TU").cited_by
    regulation = next(c.id for c in library.overview().documents if c.number == "31-QĐ/TU")
    assert regulation is not None
    seen = library.for_reader(CLOSED).document(regulation)
    assert seen is not None
    assert not seen.cited_by
    draft = library.for_reader(CLOSED).check(seen.document)
    assert "19-CT/TU" not in str(draft)


def test_rights_move_with_the_library_to_a_newer_generation(
    library: Library, tmp_path: Path
) -> None:
    seen = library.for_reader(CLOSED)
    before = len(seen.overview().documents)
    (tmp_path / "corpus" / "noi-bo" / "moi.txt").write_text(
        "Thông báo nội bộ về trực cơ quan ngày lễ.\n", "utf-8"
    )
    (tmp_path / "corpus" / "moi.txt").write_text("Thông báo chung về trực cơ quan.\n", "utf-8")
    libraries.build(tmp_path / "corpus", tmp_path / "library")
    assert len(seen.overview().documents) == before + 1
