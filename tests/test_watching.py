"""Watch mode: what is built when; the clock is ours, the folders are real."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from index.build import watch as watching
from index.build.report import BuildReport
from index.build.watch import PATIENCE, QUIET, Watch, follow, snapshot
from index.library import Library
from ingest.errors import FolderMissing, LibraryUnwritable, VankienError
from tests import libraries
from tests.fakes import FakeBackends

REPORT = BuildReport.__new__(BuildReport)


class Clock:
    """Moves on by two seconds each time a wake comes."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Stand:
    """Follows a folder and does, before each wake, what a script says."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.clock = folder, Clock()
        self.built: list[tuple[float, frozenset[str]]] = []
        self.told: list[object] = []
        self.failures: list[VankienError] = []
        self.script: dict[int, object] = {}

    def build(self, leave: frozenset[Path]) -> BuildReport:
        if self.failures:
            raise self.failures.pop(0)
        self.built.append((self.clock.now, frozenset(path.name for path in leave)))
        return REPORT

    def wakes(self, turns: int) -> Iterator[bool]:
        for turn in range(turns):
            self.clock.now = turn * 2.0
            act = self.script.get(turn)
            if callable(act):
                act()
            yield True

    def run(self, turns: int) -> None:
        follow(
            [self.folder],
            self.build,
            self.told.append,
            wakes=self.wakes(turns),
            clock=self.clock,
        )

    def writes(self, name: str, text: str) -> object:
        return lambda: (self.folder / name).write_text(text, "utf-8")


@pytest.fixture
def stand(tmp_path: Path) -> Stand:
    (tmp_path / "a.txt").write_text("một", "utf-8")
    return Stand(tmp_path)


def test_a_folder_is_built_once_and_then_left_alone(stand: Stand) -> None:
    stand.run(100)
    assert [leave for _, leave in stand.built] == [frozenset()]


def test_added_changed_and_removed_files_are_each_built(stand: Stand) -> None:
    stand.script = {
        20: stand.writes("b.txt", "hai"),
        40: stand.writes("a.txt", "một đã sửa"),
        60: (stand.folder / "b.txt").unlink,
    }
    stand.run(80)
    assert len(stand.built) == 4
    turns = (0, 20, 40, 60)
    assert all(at >= t * 2 + QUIET for (at, _), t in zip(stand.built, turns, strict=True))


def test_a_file_that_is_being_copied_waits(stand: Stand) -> None:
    grow = {turn: stand.writes("lon.pdf", "x" * turn) for turn in range(10, 30)}
    stand.script = dict(grow)
    stand.run(60)
    first, second = (at for at, _ in stand.built)
    assert first < 20.0
    assert second >= 29 * 2 + QUIET


def test_a_file_that_never_rests_is_left_out_and_the_others_are_built(stand: Stand) -> None:
    turns = int(PATIENCE / 2) + 40
    stand.script = {turn: stand.writes("nhat-ky.txt", "x" * turn) for turn in range(10, turns)}
    stand.script[12] = stand.writes("moi.txt", "văn bản mới")
    stand.run(turns)
    assert stand.built[-1][1] == {"nhat-ky.txt"}
    assert stand.built[-1][0] >= PATIENCE


def test_a_failed_build_is_told_and_tried_again(stand: Stand) -> None:
    stand.failures = [LibraryUnwritable("đầy đĩa")]
    stand.run(60)
    assert isinstance(stand.told[0], LibraryUnwritable)
    assert len(stand.built) == 1


def test_a_share_that_went_away_takes_nothing_from_the_library(
    stand: Stand, tmp_path: Path
) -> None:
    away = tmp_path.with_name(tmp_path.name + "-away")
    stand.script = {
        20: lambda: tmp_path.rename(away),
        60: lambda: away.rename(tmp_path),
    }
    stand.run(100)
    assert len(stand.built) == 1
    assert any(isinstance(one, FolderMissing) for one in stand.told)


def test_nothing_is_looked_at_without_notice_until_a_minute_passed(
    stand: Stand, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks: list[float] = []

    def looking(paths: list[Path]) -> dict[Path, watching.State]:
        looks.append(stand.clock.now)
        return snapshot(paths)

    monkeypatch.setattr(watching, "snapshot", looking)
    watch = Watch()

    def wakes() -> Iterator[bool]:
        for turn in count():
            stand.clock.now = turn * 2.0
            if stand.clock.now > 200:
                return
            yield False

    follow(
        [stand.folder],
        stand.build,
        stand.told.append,
        wakes=wakes(),
        watch=watch,
        clock=stand.clock,
    )
    assert len(stand.built) == 1
    assert len([at for at in looks if at > 20]) <= 4


def test_a_clock_set_back_on_the_files_is_a_change_like_any_other(stand: Stand) -> None:
    import os

    stand.script = {20: lambda: os.utime(stand.folder / "a.txt", (1, 1))}
    stand.run(40)
    assert len(stand.built) == 2


def test_a_file_left_out_of_a_build_is_named_and_comes_with_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    libraries.without_children(monkeypatch)
    corpus, root = libraries.write_corpus(tmp_path / "corpus"), tmp_path / "library"
    report = libraries.building.build(
        [corpus],
        root,
        FakeBackends(),
        jobs=1,
        progress=libraries.nothing,
        leave=frozenset({corpus / "hoi-dap.txt"}),
    )
    assert report.documents == 2
    library = Library.open(root)
    assert any("hoi-dap.txt" in remark for remark in library.overview().remarks)
    assert libraries.build(corpus, root).documents == 3
    assert len(library.overview().documents) == 3
    library.close()


def test_the_system_gives_notice(tmp_path: Path) -> None:
    pytest.importorskip("watchfiles", reason="needs the extra “watch”")
    turns = watching.wakes([tmp_path], seconds=0.3)
    assert next(turns) is False
    (tmp_path / "moi.txt").write_text("x", "utf-8")
    assert any(next(turns) for _ in range(10))
