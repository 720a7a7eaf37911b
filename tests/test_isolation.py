"""A reader that hangs, crashes or eats memory costs one file."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.errors import DamagedFile, PasswordProtected, ReaderLimit, SourceError, TypeMismatch
from ingest.limited_parse import parse_draft
from ingest.pages import Box, Origin, ReadFile, ReadPage, Role, TextLine, Word
from ingest.readers import read
from ingest.readers.child import understood
from ingest.readers.sandbox import MISSING, Limits, read_isolated
from ingest.readers.wire import pack, unpack
from ingest.text.spans import Span
from tests import hostile

# A page's seconds decide; those of the file leave a busy machine time to begin.
SHORT = Limits(seconds=300, memory=2 * 1024**3, page_seconds=5)


def _written(folder: Path, name: str) -> Path:
    path = folder / f"{name}.pdf"
    path.write_bytes(hostile.HOSTILE[name]())
    return path


def test_same_answer_as_in_this_process(root: Path) -> None:
    path = root / "corpus" / "45-nq-tu-2022.pdf"
    assert read_isolated(path)[0] == read(path)


def test_a_page_that_hangs_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(ReaderLimit, match="Một trang"):
        read_isolated(_written(tmp_path, "nested-forms"), limits=SHORT)


def test_a_draft_with_a_page_that_hangs_is_too_slow_and_not_broken(tmp_path: Path) -> None:
    limits = Limits(seconds=300, memory=2 * 1024**3, page_seconds=2)
    with pytest.raises(ReaderLimit, match=r"Một trang của bản thảo .* quá 2 giây") as raised:
        parse_draft(_written(tmp_path, "nested-forms"), source="nháp.pdf", limits=limits)
    assert "nhiều phần" in raised.value.advice


def test_a_draft_is_told_by_its_own_name_when_it_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "ban-thao.docx"
    path.write_bytes(b"PK\x03\x04")
    with pytest.raises(SourceError) as raised:
        parse_draft(path, source="kế hoạch.docx")
    assert raised.value.advice


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (b"", "Trình đọc bị sập khi mở bản thảo “a”."),
        (b'{"error": "MemoryError"}', "Đọc bản thảo “a” cần quá nhiều bộ nhớ nên đã dừng."),
        (b'{"error": "IndexError"}', "Không đọc được bản thảo “a” (IndexError)."),
    ],
)
def test_what_became_of_a_child_is_told(answer: bytes, told: str) -> None:
    with pytest.raises(SourceError) as raised:
        understood(answer, "bản thảo “a”")
    assert raised.value.message == told
    assert raised.value.advice


def test_a_stream_that_unpacks_to_gigabytes_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(ReaderLimit):
        read_isolated(_written(tmp_path, "big-stream"), limits=SHORT)


def test_the_wall_clock_ends_a_reader(tmp_path: Path) -> None:
    with pytest.raises(ReaderLimit, match="quá 3 giây"):
        read_isolated(_written(tmp_path, "nested-forms"), limits=Limits(seconds=3))


def test_too_little_memory_is_told_as_such(root: Path) -> None:
    path = root / "corpus" / "45-nq-tu-2022.pdf"
    with pytest.raises(ReaderLimit):
        read_isolated(path, limits=Limits(memory=40 * 1024**2))


@pytest.mark.parametrize("name", ["million-pages", "huge-page", "recursive-tree", "deep-arrays"])
def test_crafted_files_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises((DamagedFile, ReaderLimit)) as raised:
        read_isolated(_written(tmp_path, name), limits=SHORT)
    assert raised.value.advice


def test_a_form_that_draws_itself_is_an_empty_page(tmp_path: Path) -> None:
    found, _ = read_isolated(_written(tmp_path, "self-drawing-form"), limits=SHORT)
    assert [page.lines for page in found.pages] == [()]


def test_the_readers_own_errors_cross_the_border(tmp_path: Path) -> None:
    path = tmp_path / "trang.pdf"
    path.write_text("<html><body>Không phải PDF</body></html>", encoding="utf-8")
    with pytest.raises(TypeMismatch) as raised:
        read_isolated(path)
    assert "trang.pdf" in raised.value.message
    assert raised.value.advice == TypeMismatch.default_advice


def test_a_password_is_told_as_such(tmp_path: Path, root: Path) -> None:
    import pymupdf

    path = tmp_path / "khoa.pdf"
    with pymupdf.open(root / "corpus" / "45-nq-tu-2022.pdf") as pdf:
        pdf.save(path, encryption=pymupdf.PDF_ENCRYPT_AES_256, user_pw="bí mật", owner_pw="x")
    with pytest.raises(PasswordProtected):
        read_isolated(path)


def test_real_malformed_files_never_harm_the_parent(shared: Path) -> None:
    """Every tenth of the sixty; ``python -m benchmarks.hostile_files`` reads them all."""
    paths = sorted((shared / "bad_pdf").glob("*.pdf"))[::10]
    assert paths
    for path in paths:
        try:
            found, _ = read_isolated(path, limits=SHORT)
        except SourceError as error:
            assert error.message
            assert error.advice
        else:
            assert found.pages


_words = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=9)
_boxes = st.builds(Box, *[st.floats(0, 900, allow_nan=False)] * 4)
_lines = st.builds(
    TextLine,
    _words,
    st.none() | _boxes,
    st.lists(st.builds(Word, _words, _boxes, st.none() | st.floats(0, 1)), max_size=3).map(tuple),
    st.none() | st.floats(1, 40),
    st.booleans(),
    st.booleans(),
    st.lists(st.integers(0, 8).map(lambda n: Span(n, n + 1)), max_size=2).map(tuple),
    st.none() | st.sampled_from(Role),
    st.booleans(),
    st.integers(-3, 3),
)
_pages = st.builds(
    ReadPage,
    st.integers(1, 9),
    st.lists(_lines, max_size=3).map(tuple),
    st.sampled_from(Origin),
    st.floats(0, 1),
    st.none() | st.floats(1, 900),
    st.none() | st.floats(1, 900),
    st.lists(_words, max_size=2).map(tuple),
)


@settings(max_examples=40)
@given(st.builds(ReadFile, _words, _words, _words, st.lists(_pages).map(tuple), st.booleans()))
def test_what_is_packed_comes_out_the_same(read_file: ReadFile) -> None:
    assert unpack(json.loads(json.dumps(pack(read_file)))) == read_file


WINDOWS = """
import sys, os
sys.modules["resource"] = None
sys.platform = "win32"
import signal
for name in ("alarm", "SIGALRM", "SIGKILL"):
    delattr(signal, name)
del os.killpg
from ingest.readers import child, heartbeat, sandbox
assert child.resource is None
assert heartbeat.ENDED == 83
print(sandbox.MISSING[0])
heartbeat.watch(1)
import time
time.sleep(20)
"""


def test_without_memory_limits_and_alarms_time_is_still_limited_and_the_lack_told(
    root: Path,
) -> None:
    """What Windows lacks is taken away; the rest must load and the watch still end a process."""
    done = subprocess.run(
        [sys.executable, "-c", WINDOWS], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 83, done.stderr
    assert "không cho đặt giới hạn bộ nhớ" in done.stdout


def test_here_nothing_is_missing() -> None:
    assert MISSING == ()


def test_what_was_recognised_crosses_the_border(tmp_path: Path) -> None:
    answer = json.dumps({"read": pack(read(_text(tmp_path))), "fresh": {"a": "b"}})
    assert understood(answer.encode(), "tệp “a.txt”")["fresh"] == {"a": "b"}


def _text(folder: Path) -> Path:
    path = folder / "a.txt"
    path.write_text("Thông báo về lịch tiếp dân.\n", "utf-8")
    return path
