"""Pages of the sample library, asked for as people ask, with what each must and must not say."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from html import unescape
from io import StringIO
from pathlib import Path
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from index.library import Library
from search_app import create_app
from search_app.settings import Settings

CASES = Path(__file__).parent / "cases" / "desk_pages.tsv"


def judged() -> list[tuple[str, str, str]]:
    """Return pages with what they show and what they lack, parted by "|"."""
    with CASES.open(encoding="utf-8") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return [(row["page"], row["shows"], row["lacks"]) for row in rows]


@pytest.fixture(scope="module")
def client(sample_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("desk_pages")
    library = Library.open(sample_library)
    yield create_app(Settings(desk=folder / "desk.sqlite"), library).test_client()
    library.close()


@pytest.mark.parametrize(("page", "shows", "lacks"), judged())
def test_a_page_says_what_is_so(client: FlaskClient, page: str, shows: str, lacks: str) -> None:
    answer = client.get(quote(page, safe="/?&=+"), follow_redirects=True)
    assert answer.status_code == 200
    # A placeholder is read too.
    told = re.sub(r'<input[^>]*placeholder="([^"]*)"[^>]*>', r"\1", answer.text)
    words = " ".join(unescape(re.sub(r"<[^>]+>", "", told)).split())
    assert [one for one in shows.split("|") if one not in words] == []
    assert [one for one in lacks.split("|") if one in words] == []


def test_a_table_of_a_number_has_no_answer_that_was_not_found(client: FlaskClient) -> None:
    def answers(question: str) -> list[str]:
        text = client.get(f"/tim.csv?q={quote(question)}").get_data(as_text=True)
        rows = csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline=""))
        return [row["Câu trả lời"] for row in rows]

    assert all(answers("31-QĐ/TU tiếp dân"))
    assert set(answers("31-QĐ/TU bóng đá")) == {""}


def test_a_table_of_a_number_says_which_documents_are_not_held(client: FlaskClient) -> None:
    told = client.get(f"/tim.csv?q={quote('72-NQ/TW')}").get_data(as_text=True)
    assert re.search(r"Còn \d+ văn bản mang số hay tên ấy mà kho không có\.", told)
    assert "hãy lọc hẹp lại" not in told
