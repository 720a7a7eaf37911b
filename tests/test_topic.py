"""One topic through the terms: every document once, verbatim, in its term; files say the same."""

from __future__ import annotations

import csv
import re
from collections import Counter
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import docx
import pytest
from flask.testing import FlaskClient

from index.access import Rights
from index.citations.committees import term_of_body
from index.library import Library
from index.search.topic import TopicRequest
from ingest.errors import QueryError
from search_app import create_app
from search_app.settings import Settings

PHRASES = ("tiếp dân", "chuyển đổi số", "bảo vệ rừng", "cấp ủy")


@pytest.fixture
def client(library: Library, tmp_path: Path) -> FlaskClient:
    return create_app(Settings(desk=tmp_path / "desk.sqlite"), library).test_client()


def _by_brute_force(library: Library, phrase: str) -> Counter[str]:
    counts: Counter[str] = Counter()
    pattern = re.compile(r"(?<!\w)" + r"\s+".join(phrase.split()) + r"(?!\w)", re.IGNORECASE)
    with library.parts() as parts:
        for n, card in parts.catalogue.documents().items():
            if n not in parts.catalogue.copies.repeats:
                for passage in parts.catalogue.passages_of(n):
                    counts[card.id or ""] += len(pattern.findall(passage.text))
    return +counts


@pytest.mark.parametrize("phrase", PHRASES)
def test_documents_and_places_equal_a_count_by_brute_force(library: Library, phrase: str) -> None:
    table = library.topic(TopicRequest(phrase))
    counted = _by_brute_force(library, phrase)
    assert {entry.document.id: entry.places for entry in table.entries} == counted
    assert table.places == counted.total()
    assert sum(one.count for one in table.terms) == len(counted)
    years = Counter(str(e.document.issued.year) for e in table.entries if e.document.issued)
    assert {one.value: one.count for one in table.years} == years


@pytest.mark.parametrize("meant", [False, True])
def test_a_sentence_is_a_slice_with_its_own_place(library: Library, meant: bool) -> None:
    table = library.topic(TopicRequest("tiếp dân", by_meaning=meant))
    days = [entry.document.issued or date.max for entry in table.entries]
    assert len(days) > 3
    assert days == sorted(days)
    for entry in table.entries:
        assert entry.sentence.of(entry.passage.text) == entry.narrowed.text
        view = library.document(entry.document.id or "")
        assert view is not None
        assert entry.narrowed.span.of(view.document.text) == entry.narrowed.text
        if not meant:
            assert "tiếp dân" in " ".join(entry.narrowed.text.casefold().split())


def test_terms_narrow_what_is_told_and_not_what_may_be_chosen(library: Library) -> None:
    whole = library.topic(TopicRequest("tiếp dân"))
    some = library.topic(TopicRequest("tiếp dân", terms=(13,)))
    assert some.terms == whole.terms
    assert some.entries == tuple(entry for entry in whole.entries if entry.term == 13)
    assert 0 < len(some.entries) < len(whole.entries)


def test_what_lies_in_a_closed_folder_is_told_to_nobody_who_may_not_see_it(
    library: Library,
) -> None:
    first = library.topic(TopicRequest("tiếp dân")).entries[0].document.id or ""
    part = library.for_reader(Rights(kept=frozenset({first})))
    assert first not in [e.document.id for e in part.topic(TopicRequest("tiếp dân")).entries]


@pytest.mark.parametrize(
    ("body", "day", "number"),
    [("Bộ Chính trị", date(2022, 1, 1), 13), ("Ban Chấp hành Trung ương", date(2017, 1, 1), 12),
     ("Ban Thường vụ Trung ương Đoàn Thanh niên Cộng sản Hồ Chí Minh", date(2018, 5, 1), 11),
     ("Ban Thường vụ Tỉnh ủy", date(2022, 1, 1), None), ("Chính phủ", date(2022, 1, 1), None),
     ("Bộ Chính trị", date(1950, 1, 1), None)],
)  # fmt: skip
def test_the_term_of_a_body_is_told_only_where_it_is_known(
    body: str, day: date, number: int | None
) -> None:
    assert term_of_body(body, day) == number


def test_page_table_and_word_say_the_same(client: FlaskClient, library: Library) -> None:
    table = library.topic(TopicRequest("tiếp dân"))
    page = client.get("/chu-de?q=tiếp dân").get_data(as_text=True)
    assert f"{len(table.entries)} văn bản, {table.places} chỗ" in page
    assert page.count('<article class="said">') == len(table.entries)
    assert "khóa của cơ quan ban hành: chưa rõ" in page
    rows = list(
        csv.reader(StringIO(client.get("/chu-de.csv?q=tiếp dân").get_data().decode("utf-8-sig")))
    )
    assert [row[7].lstrip("'") for row in rows[1:]] == [e.narrowed.text for e in table.entries]
    file = docx.Document(BytesIO(client.get("/chu-de.docx?q=tiếp dân").get_data()))
    told = [row.cells[1].text for rows in file.tables for row in rows.rows[1:]]
    assert [" ".join(t.split()) for t in told] == [
        " ".join(entry.narrowed.text.split()) for entry in table.entries
    ]


def test_the_page_tells_where_there_is_none_and_what_is_wrong(client: FlaskClient) -> None:
    assert "Không tìm thấy" in client.get("/chu-de?q=tàu vũ trụ").get_data(as_text=True)
    assert "Không tìm thấy" in client.get("/chu-de?q=zxqv&cach=nghia").get_data(as_text=True)
    assert client.get("/chu-de").status_code == 200
    assert client.get("/chu-de?q=dân&cach=x").status_code == 400
    assert client.get("/chu-de?q=dân&khoa=x").status_code == 400
    assert client.get("/chu-de.csv").status_code == 400


def test_a_phrase_too_long_is_told(library: Library) -> None:
    with pytest.raises(QueryError):
        library.topic(TopicRequest("một " * 21))
