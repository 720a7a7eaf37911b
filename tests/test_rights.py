"""What lies in a closed folder is in no answer at all."""

from __future__ import annotations

import inspect
from pathlib import Path
from unicodedata import normalize

import pytest

from index.access import ALL, Rights, VisibleCatalogue
from index.catalogue.reader import Catalogue
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


def test_every_question_to_the_catalogue_is_answered_with_rights() -> None:
    """A method added to Catalogue must be overridden, or be named here as telling nothing."""
    harmless = {"stored_file"}  # asked by number, and number_of hides the numbers
    harmless |= {"passage", "path_at"}  # look into the visible cards, or at a passage in hand
    harmless |= {"_open", "_view", "_citation", "placed", "is_sound", "__init__"}
    asked = {name for name, one in vars(Catalogue).items() if inspect.isfunction(one)}
    assert asked - set(vars(VisibleCatalogue)) <= harmless


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
