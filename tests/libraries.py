"""Small libraries for tests: a fictional province, a fake model, no child processes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

import build_index
from index import library
from index.backends.engines import AUTO
from index.backends.local import LocalBackends, open_catalogue
from index.build import builder as building
from index.build import parser_pool
from index.build.builder import BuildReport
from index.build.parser_pool import Job, ParseOutcome
from index.build.progress import Progress
from index.catalogue.reader import Catalogue
from index.library import Library
from index.query import diacritics
from index.storage.files import RECORD
from ingest import pipeline
from tests.fakes import FakeBackends, FakeEmbedder

_PARSE = pipeline.parse

REGULATION = """TỈNH ỦY MINH HÀ
*
Số 31-QĐ/TU
ĐẢNG CỘNG SẢN VIỆT NAM
Minh Hà, ngày 12 tháng 9 năm 2023

QUY ĐỊNH
về trách nhiệm tiếp dân của người đứng đầu cấp ủy

- Căn cứ Kết luận số 21-KL/TW, ngày 25/10/2021 của Ban Chấp hành Trung ương;
Ban Thường vụ Tỉnh ủy quy định như sau:
Điều 1. Phạm vi điều chỉnh
Quy định này nêu trách nhiệm của bí thư cấp ủy trong việc đón tiếp, lắng nghe phản ánh của công dân.
Điều 2. Thời gian tiếp dân
Bí thư huyện ủy tiếp dân ít nhất hai ngày trong một tháng tại trụ sở tiếp công dân của huyện.
"""
DIRECTIVE = """TỈNH ỦY MINH HÀ
*
Số 19-CT/TU
ĐẢNG CỘNG SẢN VIỆT NAM
Minh Hà, ngày 07 tháng 8 năm 2023

CHỈ THỊ
về tăng cường quản lý, bảo vệ rừng

1. Chủ rừng tuần tra mỗi tuần một lần và ghi sổ nhật ký bảo vệ rừng đầu nguồn.
2. Thực hiện nghiêm Quy định số 31-QĐ/TU, ngày 12/9/2023 của Ban Thường vụ Tỉnh ủy.
3. Xử lý nghiêm hành vi lấn chiếm đất rừng phòng hộ, khai thác gỗ trái phép trên địa bàn.
"""
NOTE = """Hỏi và đáp về chuyển đổi số
Tổ công nghệ số cộng đồng giúp người dân nộp hồ sơ trực tuyến tại nhà văn hóa thôn.
Mỗi thôn có một tổ, mỗi tổ có ít nhất năm thành viên do ban quản lý thôn chọn.
"""


def catalogue_of(generation: Path) -> Catalogue:
    """Open the catalogue of a generation that was built."""
    record = json.loads((generation / RECORD).read_text("utf-8"))
    return open_catalogue(generation, record["catalogue_engine"])


def write_corpus(folder: Path) -> Path:
    """Write three documents; return the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "31-qd-tu.txt").write_text(REGULATION, "utf-8")
    (folder / "19-ct-tu.txt").write_text(DIRECTIVE, "utf-8")
    (folder / "hoi-dap.txt").write_text(NOTE, "utf-8")
    return folder


class PlainRestorer:
    """Restores nothing."""

    def __init__(self, own: object = None) -> None:
        """Take what a library's own restorer takes."""

    def restore(self, text: str) -> tuple[str, ...]:
        return (text,)

    def suggest(self, text: str) -> str | None:
        return None


def nothing(stage: str, done: int, total: int) -> None:
    """Show no progress."""


def parse_here(jobs: Sequence[Job], workers: int, progress: Progress) -> Iterator[ParseOutcome]:
    """Do what parse_all does, in this process."""
    yield from map(parser_pool.parse_one, jobs)


def without_children(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parse in this process, and let libraries open with the fake model."""

    def parse(path: Path, *, source: str | None = None, cache: Path | None = None) -> object:
        return _PARSE(path, source=source, cache=cache, isolated=False)

    monkeypatch.setattr(parser_pool.pipeline, "parse", parse)
    monkeypatch.setattr(parser_pool, "parse_all", parse_here)
    monkeypatch.setattr(diacritics, "Restorer", PlainRestorer)

    def fake_backends(model: str | None = None, text_engine: str = AUTO) -> FakeBackends:
        return FakeBackends(FakeEmbedder(model or "fake"), text_engine)

    def fake_for_building(
        root: Path, model: str | None, text_engine: str = AUTO, servers: str | None = None
    ) -> FakeBackends:
        return fake_backends(model, text_engine)

    monkeypatch.setattr(library, "LocalBackends", fake_backends)
    monkeypatch.setattr(build_index, "for_building", fake_for_building)


def build(
    folder: Path,
    root: Path,
    embedder: FakeEmbedder | None = None,
    *,
    retry: bool = False,
    text_engine: str = AUTO,
) -> BuildReport:
    """Build with the fake model."""
    backends = FakeBackends(embedder, text_engine)
    return building.build([folder], root, backends, jobs=1, progress=nothing, retry=retry)


def renew(root: Path) -> BuildReport:
    """Build again from what the library holds, with the fake model."""
    return building.renew(root, FakeBackends(), jobs=1, progress=nothing)


def build_shipped(folder: Path, root: Path) -> BuildReport:
    """Build with the model that ships."""
    return building.build([folder], root, LocalBackends(), jobs=2, progress=nothing)


def built(tmp_path: Path) -> Library:
    """Return a library of the three documents."""
    build(write_corpus(tmp_path / "corpus"), tmp_path / "library")
    return Library.open(tmp_path / "library")


@contextmanager
def small_library(folder: Path) -> Iterator[Library]:
    """Hold a library of the three documents; others opened meanwhile have the fake model too."""
    with pytest.MonkeyPatch.context() as patch:
        without_children(patch)
        made = built(folder)
        yield made
        made.close()
