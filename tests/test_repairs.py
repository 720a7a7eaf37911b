"""A build mends what is damaged and takes nothing out for a doubtful reason; watching goes on."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import build_index
from index.build import builder
from index.build.additions import Additions
from index.build.report import BuildReport
from index.build.watch import follow
from index.library import Library
from index.storage.store import Store
from ingest.errors import LibraryCorrupt, VankienError
from tests import libraries
from tests.fakes import FakeBackends
from tests.libraries import build, nothing, renew


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    libraries.without_children(monkeypatch)
    monkeypatch.setattr(build_index, "LocalBackends", lambda *_: FakeBackends())
    return libraries.write_corpus(tmp_path / "nguon")


@pytest.fixture
def kho(tmp_path: Path) -> Path:
    return tmp_path / "kho"


def sources(kho: Path) -> set[str | None]:
    library = Library.open(kho)
    try:
        return {card.source for card in library.overview().documents}
    finally:
        library.close()


def is_sound(kho: Path) -> bool:
    return build_index.main(["--library", str(kho), "--check"]) == 0


def lose(path: Path) -> None:
    path.unlink()


def flip(path: Path) -> None:
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-9])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def swap(path: Path) -> None:
    other = next(one for one in path.parents[1].glob("*/*") if one != path)
    path.write_bytes(other.read_bytes())


@pytest.mark.parametrize("part", ["documents", "files"])
@pytest.mark.parametrize("damage", [lose, flip, cut, empty, swap])
def test_damage_is_found_by_the_check_and_mended_by_the_next_build(
    corpus: Path, kho: Path, part: str, damage: Callable[[Path], None]
) -> None:
    build(corpus, kho)
    assert is_sound(kho)
    damage(sorted((kho / part).glob("*/*"))[1])
    assert not is_sound(kho)
    report = build(corpus, kho)
    assert report.documents == 3
    assert is_sound(kho)
    if part == "files" or damage is not lose:
        assert [one for one in report.remarks if "mất hoặc hỏng" in one or "bị hỏng" in one]


def test_a_document_whose_original_is_lost_is_kept_and_named(corpus: Path, kho: Path) -> None:
    build(corpus, kho)
    lost = sorted((kho / "files").glob("*/*"))[0]
    lost.unlink()
    for _ in range(2):
        report = renew(kho)
        assert report.documents == 3
        assert any("Không mở được bản gốc" in remark for remark in report.remarks)


# --- what seems gone ----------------------------------------------------------------


def many(corpus: Path, folder: str, count: int) -> None:
    (corpus / folder).mkdir(exist_ok=True)
    for number in range(count):
        text = f"Thông báo số {number} của {folder} về lịch trực cơ quan tháng {number}.\n"
        (corpus / folder / f"{number}.txt").write_text(text, "utf-8")


def confirmed(corpus: Path, kho: Path) -> BuildReport:
    return builder.build(
        [corpus], kho, FakeBackends(), jobs=1, progress=nothing, confirm_removal=True
    )


def empty_mount(corpus: Path) -> None:
    shutil.rmtree(corpus / "chia-se")
    (corpus / "chia-se").mkdir()


def half_gone(corpus: Path) -> None:
    many(corpus, "chia-se", 1)
    for path in (corpus / "chia-se").iterdir():
        path.unlink()
    (corpus / "chia-se" / "moi.txt").write_text("Một văn bản mới.\n", "utf-8")


def folder_gone(corpus: Path) -> None:
    shutil.rmtree(corpus / "chia-se")


@pytest.mark.parametrize("change", [empty_mount, half_gone, folder_gone])
def test_nothing_is_removed_for_a_doubtful_reason_unasked(
    corpus: Path, kho: Path, change: Callable[[Path], None]
) -> None:
    many(corpus, "chia-se", 4)
    build(corpus, kho)
    before = sources(kho)
    change(corpus)
    for _ in range(2):
        report = build(corpus, kho)
        assert before <= sources(kho)
        assert any("--confirm-removal" in remark for remark in report.remarks)
    renew(kho)
    assert before <= sources(kho)
    confirmed(corpus, kho)
    assert not {one for one in sources(kho) if one in before and "chia-se" in str(one)}


def test_an_empty_folder_beside_a_full_one_removes_nothing(corpus: Path, kho: Path) -> None:
    other = corpus.parent / "khac"
    other.mkdir()
    (other / "rieng.txt").write_text("Văn bản ở thư mục thứ hai.\n", "utf-8")

    def both() -> BuildReport:
        return builder.build([corpus, other], kho, FakeBackends(), jobs=1, progress=nothing)

    both()
    (other / "rieng.txt").unlink()
    assert both().documents == 4
    assert "rieng.txt" in sources(kho)


def test_a_folder_that_cannot_be_listed_removes_nothing(
    corpus: Path, kho: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many(corpus, "kin", 1)
    build(corpus, kho)
    real = os.scandir

    def scandir(path: str) -> Iterator[os.DirEntry[str]]:
        if str(path).endswith("kin"):
            raise PermissionError(13, "Permission denied", str(path))
        return real(path)

    monkeypatch.setattr(os, "scandir", scandir)
    report = build(corpus, kho)
    assert report.documents == 4
    assert any("kin/0.txt" in remark for remark in report.remarks)
    assert [failure.source for failure in report.failed] == ["kin"]


def test_a_file_that_cannot_be_opened_today_stays(
    corpus: Path, kho: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from index.build import plan

    build(corpus, kho)
    real = plan.digest_of

    def refuse(path: Path) -> str:
        if path.name == "hoi-dap.txt" and path.parent == corpus:
            raise PermissionError(13, "Permission denied")
        return real(path)

    monkeypatch.setattr(plan, "digest_of", refuse)
    assert build(corpus, kho).documents == 3


def test_few_files_are_removed_and_moved_ones_follow(corpus: Path, kho: Path) -> None:
    many(corpus, "a", 10)
    build(corpus, kho)
    (corpus / "hoi-dap.txt").unlink()
    (corpus / "a").rename(corpus / "b")
    report = build(corpus, kho)
    assert not [one for one in report.remarks if "--confirm-removal" in one]
    assert "hoi-dap.txt" not in sources(kho)
    assert not [one for one in sources(kho) if str(one).startswith("a/")]


# --- watching never dies --------------------------------------------------------------

DEEP = "[" * 50_000
LINES: dict[str, bytes] = {
    "utf-16": json.dumps({"file": "hoi-dap.txt", "subject": "Hỏi đáp"}).encode("utf-16"),
    "utf-16 without a mark": '{"file": "hoi-dap.txt"}'.encode("utf-16-le"),
    "latin": '{"file": "hoi-dap.txt", "subject": "h\xe9"}'.encode("latin-1"),
    "numbers": b'{"file": "hoi-dap.txt", "number": 12, "issued": 2023}',
    "a number for a file": b'{"file": 7}',
    "a list": b'{"file": "hoi-dap.txt", "subject": ["a"]}',
    "no object": b'["file"]',
    "deep": b'{"file": "hoi-dap.txt", "subject": ' + DEEP.encode() + b"}",
    "a deep pattern": b'{"ignore": ' + DEEP.encode(),
    "half a letter": b'{"file": "hoi-dap.txt", "subject": "\\ud800"}',
    "controls": b'{"file": "hoi-dap.txt", "subject": "a\\u0000b\\u001b[31m"}',
    "unknown": b'{"file": "hoi-dap.txt", "colour": "x"}',
    "not json": b"\x00\x01\x02",
    "a pattern that is none": b'{"ignore": 7}',
}


@pytest.mark.parametrize("kind", LINES)
def test_a_line_of_the_manifest_that_is_none_is_a_remark_with_its_number(
    corpus: Path, kho: Path, kind: str
) -> None:
    good = json.dumps({"file": "19-ct-tu.txt", "subject": "Trích yếu từ bản kê"}).encode()
    data = LINES[kind] if kind.startswith("utf-16") else good + b"\n" + LINES[kind]
    (corpus / "manifest.jsonl").write_bytes(data)
    report = build(corpus, kho)
    assert report.documents == 3
    number = 1 if kind.startswith("utf-16") else 2
    assert any(f"Dòng {number} của bản kê manifest.jsonl" in one for one in report.remarks)
    if number == 2:
        subjects = {card.subject for card in Library.open(kho).overview().documents}
        assert "Trích yếu từ bản kê" in subjects


def test_a_manifest_with_a_mark_of_order_is_read(corpus: Path, kho: Path) -> None:
    line = json.dumps({"file": "hoi-dap.txt", "subject": "Hỏi và đáp"})
    for encoding in ("utf-8-sig", "utf-16"):
        (corpus / "manifest.jsonl").write_text(line, encoding)
        build(corpus, kho)
        subjects = {card.subject for card in Library.open(kho).overview().documents}
        assert "Hỏi và đáp" in subjects


def test_watching_goes_on_after_whatever_happens(corpus: Path, kho: Path) -> None:
    told: list[object] = []
    now = 0.0

    def clock() -> float:
        return now

    def wakes() -> Iterator[bool]:
        nonlocal now
        for turn in range(40):
            now = turn * 10.0
            if turn == 4:
                (corpus / "giua.txt").write_text("Văn bản đến giữa chừng.\n", "utf-8")
            if turn == 10:
                (corpus / "manifest.jsonl").write_bytes(LINES["deep"])
                Additions(kho).correct("d" * 64, "subject", "x", "")
                beside = kho.with_name("kho.corrections.sqlite")
                beside.write_bytes(b"khong phai co so du lieu" * 400)
            if turn == 20:
                kho.with_name("kho.corrections.sqlite").unlink()
            if turn == 30:
                (corpus / "moi.txt").write_text("Văn bản đến sau cùng.\n", "utf-8")
            yield True

    def make(leave: frozenset[Path]) -> BuildReport:
        if 5 <= now / 10 < 8:
            raise KeyError("không ai ngờ")
        return builder.build([corpus], kho, FakeBackends(), jobs=1, progress=nothing, leave=leave)

    follow([corpus], make, told.append, wakes=wakes(), clock=clock)
    errors = [one for one in told if isinstance(one, VankienError)]
    assert any("không ai ngờ" in str(one) for one in errors)
    assert any(isinstance(one, LibraryCorrupt) and "corrections" in str(one) for one in errors)
    assert "moi.txt" in sources(kho)
    assert Store(kho).current()
