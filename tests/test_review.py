"""What stands on something since changed: the page, the files and the command tell the same."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import docx
import pytest
from flask.testing import FlaskClient

from index import __main__ as index_command
from index.access import Rights
from index.citations.review import ReviewRequest
from index.cli.output import review_lines
from index.library import Library
from search_app import create_app
from search_app.settings import Settings
from tests import libraries
from tests.test_status import CASES, SUCCESSOR


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """A directive cites a regulation, which a later build replaces from a closed folder."""
    libraries.without_children(monkeypatch)
    corpus = libraries.write_corpus(tmp_path / "corpus")
    libraries.build(corpus, tmp_path / "library")
    (corpus / "kin").mkdir()
    (corpus / "kin" / "52-qd-tu.txt").write_text(SUCCESSOR, "utf-8")
    libraries.build(corpus, tmp_path / "library")
    opened = Library.open(tmp_path / "library")
    yield opened
    opened.close()


def cited(library: Library, request: ReviewRequest) -> list[tuple[str | None, str | None]]:
    made = library.review(request)
    return [(row.place.document.number, row.cited.number) for row in made.rows]


STANDS = [("19-CT/TU", "31-QĐ/TU")]


def test_what_cites_a_replaced_document_is_listed(library: Library) -> None:
    (row,) = library.review(ReviewRequest()).rows
    assert (row.place.document.number, row.cited.number) == STANDS[0]
    assert row.has_ended
    assert not row.was_ended_already
    assert "Quy định số 31-QĐ/TU" in row.place.sentence


def test_the_command_does_not_call_changed_what_is_not_sure(library: Library) -> None:
    made = library.review(ReviewRequest())
    assert next(review_lines(made)) == "1 chỗ dựa vào cái đã đổi; 1 thay đổi."
    (row,) = made.rows
    maybe = tuple(replace(one, review="số có thể là nhiều văn bản") for one in row.statuses)
    unsure = replace(made, rows=(replace(row, statuses=maybe),))
    assert "1 chỗ chưa chắc" in next(review_lines(unsure))


@pytest.mark.parametrize(
    ("request_", "listed"),
    [
        (ReviewRequest(issuer="Tỉnh ủy Minh Hà"), True),
        (ReviewRequest(issuer="huyện ủy sông trăng"), False),
        (ReviewRequest(folder="kin"), False),
        (ReviewRequest(since=date(2024, 11, 5)), True),
        (ReviewRequest(since=date(2024, 11, 6)), False),
        (ReviewRequest(new=True), True),
    ],
)
def test_a_review_is_narrowed(library: Library, request_: ReviewRequest, listed: bool) -> None:
    assert cited(library, request_) == (STANDS if listed else [])


def test_the_next_build_has_nothing_new(library: Library, tmp_path: Path) -> None:
    (tmp_path / "corpus" / "them.txt").write_text("Ghi chép thêm về thôn bản.\n", "utf-8")
    libraries.build(tmp_path / "corpus", tmp_path / "library")
    assert cited(library, ReviewRequest(new=True)) == []
    assert cited(library, ReviewRequest()) == STANDS


def test_who_may_not_see_the_act_is_told_nothing_of_it(library: Library) -> None:
    seen = library.for_reader(Rights(frozenset({"kin"})))
    made = seen.review(ReviewRequest())
    assert (made.rows, made.changes) == ((), ())


def test_the_samples_are_reviewed_to_the_provision(sample_library: Path) -> None:
    library = Library.open(sample_library)
    rows = {
        (row.place.document.number, row.cited.number, row.place.provision)
        for row in library.review(ReviewRequest()).rows
    }
    library.close()
    for case in CASES["review"]:
        key = (case["citing"], case["cited"], case["provision"])
        assert (key in rows) is case["listed"], case


# --- the command, the page, the files -----------------------------------------------


def test_the_command_prints_json(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["review", "--library", str(tmp_path / "library"), "--json", "--since", "05/11/2024"]
    assert index_command.main(words) == 0
    told = json.loads(capsys.readouterr().out)
    (row,) = told["rows"]
    assert (row["number"], row["cited"]["number"]) == STANDS[0]
    assert row["status"][0]["by"]["number"] == "52-QĐ/TU"
    assert [one["number"] for one in told["changes"]] == ["31-QĐ/TU"]


@pytest.fixture
def client(library: Library, tmp_path: Path) -> FlaskClient:
    return create_app(Settings(desk=tmp_path / "desk.sqlite"), library).test_client()


def test_the_page_lists_and_narrows(client: FlaskClient) -> None:
    html = client.get("/ra-soat").text
    assert "Chỉ thị số 19-CT/TU" in html
    assert "Được thay thế" in html
    assert "1 chỗ" in html
    html = client.get("/ra-soat?tu=06/11/2024").text
    assert "Chỉ thị số 19-CT/TU" not in html
    assert client.get("/ra-soat?tu=hôm qua").status_code == 400


def test_the_csv_opens_as_a_table_and_runs_nothing(client: FlaskClient) -> None:
    answer = client.get("/ra-soat.csv")
    assert answer.mimetype == "text/csv"
    head, row = csv.reader(StringIO(answer.data.decode("utf-8-sig")))
    told = dict(zip(head, row, strict=True))
    assert told["Văn bản"] == "Chỉ thị số 19-CT/TU"
    assert told["Dẫn"] == "Quy định số 31-QĐ/TU, ngày 12/9/2023"
    assert told["Đã đổi thế nào"].startswith("Được thay thế bởi")


def test_the_word_file_has_the_rows(client: FlaskClient) -> None:
    file = docx.Document(BytesIO(client.get("/ra-soat.docx").data))
    (table,) = file.tables
    assert "Chỉ thị số 19-CT/TU" in table.rows[1].cells[1].text
    assert "Được thay thế bởi" in table.rows[1].cells[3].text
