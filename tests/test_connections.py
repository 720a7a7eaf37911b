"""One connection for all that a page reads of a file: what others write is seen all the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ingest.errors import LibraryUnwritable
from ingest.text.spans import Span
from search_app.persistence.collections import CollectionStore
from search_app.persistence.connections import keep_open, let_go, opened
from search_app.views.highlighting import marked


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    path = tmp_path / "kho.desk.sqlite"
    CollectionStore(path)
    return path


@pytest.fixture
def kept() -> Iterator[None]:
    begun = keep_open()
    yield
    let_go(begun)


def _names(path: Path) -> list[str]:
    return [talk.name for talk in CollectionStore(path).talks()]


@pytest.mark.usefixtures("kept")
def test_pieces_of_work_share_a_connection(desk: Path) -> None:
    with opened(desk) as first:
        pass
    with opened(desk) as second:
        assert second is first
        # Work inside work is undone and committed for itself.
        with opened(desk) as inner:
            assert inner is not second


def test_outside_a_page_each_has_its_own(desk: Path) -> None:
    with opened(desk) as first:
        pass
    with pytest.raises(sqlite3.ProgrammingError):
        first.execute("SELECT 1")


@pytest.mark.usefixtures("kept")
def test_what_another_writes_is_seen_at_once(desk: Path) -> None:
    assert _names(desk) == []
    with closing(sqlite3.connect(desk)) as other, other:
        other.execute("INSERT INTO talk (name, owner) VALUES ('Bài của cửa sổ khác', 0)")
    assert _names(desk) == ["Bài của cửa sổ khác"]


@pytest.mark.usefixtures("kept")
def test_what_is_read_keeps_nobody_from_writing(desk: Path) -> None:
    store = CollectionStore(desk)
    store.begin("Bài")
    assert store.talks()
    assert store.homes() == {}
    with closing(sqlite3.connect(desk, timeout=0)) as other, other:
        other.execute("DELETE FROM talk")
    assert store.talks() == ()


@pytest.mark.usefixtures("kept")
def test_failed_work_is_undone(desk: Path) -> None:
    with opened(desk) as before:
        pass
    with pytest.raises(ValueError, match="giữa chừng"), opened(desk) as base:
        base.execute("INSERT INTO talk (name, owner) VALUES ('Dở', 0)")
        raise ValueError("giữa chừng")
    assert _names(desk) == []
    with pytest.raises(sqlite3.ProgrammingError):
        before.execute("SELECT 1")


@pytest.mark.usefixtures("kept")
def test_a_file_put_in_place_of_another_is_read(desk: Path, tmp_path: Path) -> None:
    other = tmp_path / "khác.sqlite"
    CollectionStore(other).begin("Bài trong bản sao lưu")
    assert _names(desk) == []
    other.replace(desk)
    assert _names(desk) == ["Bài trong bản sao lưu"]


@pytest.mark.usefixtures("kept")
def test_a_file_that_is_gone_is_missed(desk: Path) -> None:
    with opened(desk):
        pass
    desk.unlink()
    with pytest.raises(LibraryUnwritable), opened(desk):
        pass


MARKED = [
    ("", [], None, ""),
    ("một hai", [], None, "một hai"),
    ("một hai", [Span(0, 3)], None, "<mark>một</mark> hai"),
    ("một hai", [Span(4, 7)], Span(4, 7), 'một <span class="answer"><mark>hai</mark></span>'),
    ("a < b", [Span(2, 3)], Span(2, 5), 'a <span class="answer"><mark>&lt;</mark> b</span>'),
    ("a & b", [], None, "a &amp; b"),
    ("abcd", [Span(0, 3), Span(1, 2)], None, "<mark>a</mark><mark>b</mark><mark>c</mark>d"),
    ("abc", [Span(1, 2)], Span(1, 9), 'a<span class="answer"><mark>b</mark>c</span>'),
    ("abcd", [], Span(4, 9), "abcd"),
    ("abcd", [], Span(2, 2), "abcd"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "marks", "sentence", "markup"), MARKED)
def test_words_and_the_answer_are_marked(
    text: str, marks: list[Span], sentence: Span | None, markup: str
) -> None:
    assert marked(text, marks, sentence) == markup
    assert marked(text, marks, sentence).striptags() == " ".join(text.split())
