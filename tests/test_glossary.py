"""The words that documents define: the list, one word, files, and what a question for one shows."""

from __future__ import annotations

import csv
from io import BytesIO, StringIO
from pathlib import Path

import docx
import pytest
from flask.testing import FlaskClient

from index.access import Rights
from index.definitions.forms import DefinitionForm
from index.library import Library
from search_app import create_app
from search_app.settings import Settings

SAID = "Giám sát chuyên đề là việc chủ thể giám sát lập đoàn"


@pytest.fixture
def client(library: Library, tmp_path: Path) -> FlaskClient:
    return create_app(Settings(desk=tmp_path / "desk.sqlite"), library).test_client()


def test_every_definition_is_a_slice_of_its_document_with_its_own_place(library: Library) -> None:
    terms = library.glossary()
    assert len(terms) >= 5
    for term in terms:
        for one in library.definitions(term.term):
            view = library.document(one.passage.document.id or "")
            assert view is not None
            assert one.passage.span.of(view.document.text) == one.passage.text
            assert one.term.casefold() in one.passage.text.casefold()
            assert one.passage.pages == view.document.pages_of(one.passage.span)


def test_counts_equal_the_documents_of_the_definitions(library: Library) -> None:
    for term in library.glossary():
        found = library.definitions(term.term)
        assert term.documents == len({one.passage.document.id for one in found})


@pytest.mark.parametrize(
    "asked",
    ["giám sát chuyên đề", "giam sat chuyen de", "Thế nào là giám sát chuyên đề?",
     "GIÁM SÁT CHUYÊN ĐỀ là gì"],
)  # fmt: skip
def test_a_word_is_found_as_people_ask_for_it(library: Library, asked: str) -> None:
    (one,) = library.definitions(asked)
    assert one.form is DefinitionForm.EXPLAINED
    assert one.passage.text.startswith(SAID)
    assert one.passage.path == ("Chương I", "Điều 2", "khoản 1")


@pytest.mark.parametrize("asked", ["giám sát chuyên dề", "giám sát", "", "là gì"])
def test_what_is_no_defined_word_finds_none(library: Library, asked: str) -> None:
    assert library.definitions(asked) == ()


def test_the_list_is_searched_with_and_without_diacritics(library: Library) -> None:
    keys = [term.key for term in library.glossary("giam sat")]
    assert keys == [term.key for term in library.glossary("giám sát")] == ["giám sát chuyên đề"]
    assert library.glossary("gíam") == ()


def test_what_a_closed_folder_defines_is_in_no_list(library: Library) -> None:
    (one,) = library.definitions("giám sát chuyên đề")
    hidden = library.for_reader(Rights(kept=frozenset({one.passage.document.id or ""})))
    assert hidden.definitions("giám sát chuyên đề") == ()
    assert "giám sát chuyên đề" not in [term.key for term in hidden.glossary()]


def test_page_table_and_word_quote_the_document(client: FlaskClient) -> None:
    page = client.get("/thuat-ngu?tu=giám sát chuyên đề").get_data(as_text=True)
    assert SAID in page
    assert "Điều 2" in page
    table = client.get("/thuat-ngu.csv?tu=giám sát chuyên đề").get_data().decode("utf-8-sig")
    assert list(csv.reader(StringIO(table)))[1][2].startswith(SAID)
    file = docx.Document(BytesIO(client.get("/thuat-ngu.docx?tu=giám sát chuyên đề").get_data()))
    assert any(p.text.startswith(SAID) for p in file.paragraphs)


def test_a_question_for_a_defined_word_shows_its_definition_first(client: FlaskClient) -> None:
    page = client.get("/tim?q=giam sat chuyen de").get_data(as_text=True)
    assert "trong văn bản của kho" in page
    assert SAID in page
    assert "trong văn bản của kho" not in client.get("/tim?q=giám sát").get_data(as_text=True)


def test_the_pages_say_what_there_is_not(client: FlaskClient) -> None:
    listed = client.get("/thuat-ngu").get_data(as_text=True)
    assert "Giám sát chuyên đề" in listed
    assert "Các bên" not in listed
    assert "Các bên" in client.get("/thuat-ngu?loai=goi-tat").get_data(as_text=True)
    nothing = client.get("/thuat-ngu?tu=tàu vũ trụ").get_data(as_text=True)
    assert "Chưa thấy văn bản nào" in nothing
    assert client.get("/thuat-ngu?loai=x").status_code == 400
    assert client.get("/thuat-ngu.csv?tu=tàu vũ trụ").status_code == 400
