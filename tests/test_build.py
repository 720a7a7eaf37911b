"""One build is one generation: only new work is done, and no bad input stops it."""

from __future__ import annotations

import json
import os
import unicodedata
from pathlib import Path

import pytest

import build_index
from index.analysis import syllable_counts
from index.build.builder import BuildReport
from index.library import Library
from index.results import SearchRequest
from index.storage.locks import FileLock
from index.storage.store import SYLLABLES, Store
from ingest.errors import (
    FolderEmpty,
    FolderMissing,
    LibraryCorrupt,
    LibraryLocked,
    LibraryMissing,
    LibraryUnwritable,
    ModelMismatch,
)
from tests.fakes import FakeEmbedder
from tests.libraries import build, built, catalogue_of, without_children, write_corpus


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    without_children(monkeypatch)


def contents(root: Path) -> dict[str, list[str]]:
    """Return the passages a library holds, by document."""
    library = Library.open(root)
    cards = library.overview().documents
    views = [library.document(card.id or "") for card in cards]
    found = {view.card.source or "": [p.text for p in view.passages] for view in views if view}
    library.close()
    return found


def test_a_second_build_over_the_same_folder_does_nothing(tmp_path: Path) -> None:
    corpus, root = write_corpus(tmp_path / "c"), tmp_path / "l"
    first = build(corpus, root)
    assert (first.published, first.documents, first.parsed, first.added) == (True, 3, 3, 3)
    embedder = FakeEmbedder()
    second = build(corpus, root, embedder)
    assert (second.published, second.parsed, second.embedded) == (False, 0, 0)
    assert second.generation == first.generation
    assert embedder.seen == []


def test_one_changed_file_costs_one_file(tmp_path: Path) -> None:
    corpus, root = write_corpus(tmp_path / "c"), tmp_path / "l"
    build(corpus, root)
    file = corpus / "hoi-dap.txt"
    file.write_text(file.read_text("utf-8") + "Lịch trực của tổ được niêm yết.\n", "utf-8")
    embedder = FakeEmbedder()
    report = build(corpus, root, embedder)
    assert (report.parsed, report.added, report.removed) == (1, 1, 1)
    passages = contents(root)["hoi-dap.txt"]
    assert "Lịch trực của tổ được niêm yết." in passages[-1]
    # The 60 questions that set the floor are queries, not passages.
    assert 0 < len(embedder.seen) <= len(passages)


def test_a_changed_copy_equals_a_fresh_build(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "c")
    build(corpus, tmp_path / "l")
    (corpus / "19-ct-tu.txt").unlink()
    build(corpus, tmp_path / "l")
    (corpus / "moi.txt").write_text("Văn bản mới về phòng cháy, chữa cháy rừng mùa khô.\n", "utf-8")
    build(corpus, tmp_path / "l")
    build(corpus, tmp_path / "fresh")
    assert contents(tmp_path / "l") == contents(tmp_path / "fresh")
    asked = [Library.open(tmp_path / name) for name in ("l", "fresh")]
    for query in ("rừng mùa khô", "tiếp dân", "tổ công nghệ số"):
        answers = [library.search(SearchRequest(query)) for library in asked]
        assert [hit.passage.text for hit in answers[0].hits] == [
            hit.passage.text for hit in answers[1].hits
        ]
        assert [round(hit.score, 4) for hit in answers[0].hits] == [
            round(hit.score, 4) for hit in answers[1].hits
        ]


def test_a_removed_file_leaves_nothing_behind(tmp_path: Path) -> None:
    corpus, root = write_corpus(tmp_path / "c"), tmp_path / "l"
    build(corpus, root)
    (corpus / "hoi-dap.txt").unlink()
    for _ in range(3):
        # The last good generation is kept and still refers to it; then it goes.
        (corpus / "19-ct-tu.txt").touch()
        (corpus / f"n{_}.txt").write_text(f"Thông báo lần {_} về lịch họp chi bộ.\n", "utf-8")
        build(corpus, root)
    assert "hoi-dap.txt" not in contents(root)
    kept = b"".join(path.read_bytes() for path in (root / "files").glob("*/*"))
    assert "công nghệ số".encode() not in kept


def test_one_bad_file_never_stops_a_build(tmp_path: Path) -> None:
    corpus, root = write_corpus(tmp_path / "c"), tmp_path / "l"
    (corpus / "hong.pdf").write_bytes(b"%PDF-1.4\n1 0 obj\n<<")
    (corpus / "khong-phai.pdf").write_text("Đây là chữ, không phải PDF.", "utf-8")
    (corpus / "la.bin").write_bytes(bytes(range(256)) * 8)
    report = build(corpus, root)
    assert report.documents == 3
    assert {one.source for one in report.failed} == {"hong.pdf", "khong-phai.pdf", "la.bin"}
    assert all(one.message and one.advice for one in report.failed)
    again = build(corpus, root)
    assert (again.parsed, again.published) == (0, False)
    assert again.failed == report.failed
    assert build(corpus, root, retry=True).parsed == 3


def test_a_secret_document_leaves_only_its_name_and_the_reason(tmp_path: Path) -> None:
    corpus, root = write_corpus(tmp_path / "c"), tmp_path / "l"
    text = "TỈNH ỦY MINH HÀ\n*\nSố 01-BC/TU\nTUYỆT MẬT\nBÁO CÁO\nvề việc dữ liệu riêng tư số 4417\n"
    (corpus / "mat.txt").write_text(text, "utf-8")
    report = build(corpus, root)
    assert [one.source for one in report.failed] == ["mat.txt"]
    for path in root.rglob("*"):
        if path.is_file():
            assert "riêng tư số 4417".encode() not in path.read_bytes()
    assert not any("mat" in path.name for path in (root / "files").rglob("*"))


def test_folders_that_hold_nothing(tmp_path: Path) -> None:
    with pytest.raises(FolderMissing):
        build(tmp_path / "absent", tmp_path / "l")
    (tmp_path / "empty").mkdir()
    with pytest.raises(FolderEmpty):
        build(tmp_path / "empty", tmp_path / "l")
    assert not (tmp_path / "l").exists()
    (tmp_path / "empty" / "a.pdf").write_bytes(b"%PDF-1.4")
    with pytest.raises(FolderEmpty, match=r"a\.pdf"):
        build(tmp_path / "empty", tmp_path / "l")
    with pytest.raises(LibraryMissing):
        Library.open(tmp_path / "l")


def test_a_folder_that_went_empty_leaves_the_old_library_in_service(tmp_path: Path) -> None:
    corpus, root = write_corpus(tmp_path / "c"), tmp_path / "l"
    build(corpus, root)
    for file in corpus.iterdir():
        file.unlink()
    with pytest.raises(FolderEmpty):
        build(corpus, root)
    assert len(contents(root)) == 3


def test_names_of_every_kind(tmp_path: Path) -> None:
    corpus = tmp_path / "c"
    (corpus / "thư mục con").mkdir(parents=True)
    names = [
        unicodedata.normalize("NFD", "Hướng dẫn số 5.txt"),
        "thư mục con/có dấu cách  và 'nháy'.txt",
        "a" * 250 + ".txt",
    ]
    for number, name in enumerate(names):
        (corpus / name).write_text(f"Văn bản thứ {number} nói về việc riêng {number}.\n", "utf-8")
    (corpus / "vòng").symlink_to(corpus)
    report = build(corpus, tmp_path / "l")
    assert report.documents == 3
    found = contents(tmp_path / "l")
    assert set(found) == {unicodedata.normalize("NFC", name) for name in names}


def test_files_of_one_content_are_one_document(tmp_path: Path) -> None:
    corpus = write_corpus(tmp_path / "c")
    (corpus / "zz-ban-sao.txt").write_bytes((corpus / "hoi-dap.txt").read_bytes())
    report = build(corpus, tmp_path / "l")
    assert report.documents == 3
    assert any("zz-ban-sao.txt" in remark for remark in report.remarks)


def test_the_manifest_overrides_and_the_difference_is_told(tmp_path: Path) -> None:
    corpus, root = write_corpus(tmp_path / "c"), tmp_path / "l"
    rows = [
        {"file": "31-qd-tu.txt", "sample": True, "issued": "2023-09-13"},
        {"file": "không có.txt"},
        {"ignore": "hoi-*"},
    ]
    text = "\n".join(json.dumps(row) for row in rows) + "\nkhông phải JSON\n"
    (corpus / "manifest.jsonl").write_text(text, "utf-8")
    report = build(corpus, root)
    assert report.documents == 2
    assert len(report.remarks) == 2
    library = Library.open(root)
    card = library.lookup("31-QĐ/TU").matches[0].card
    assert card.sample
    assert str(card.issued) == "2023-09-13"
    view = library.document(card.id or "")
    assert view is not None
    assert any("2023-09-12" in remark for remark in view.document.remarks)
    # Only the file that was left out before is parsed now.
    (corpus / "manifest.jsonl").write_text('{"file": "31-qd-tu.txt"}\n', "utf-8")
    assert build(corpus, root).parsed == 1
    assert str(library.lookup("31-QĐ/TU").matches[0].card.issued) == "2023-09-12"


def test_two_builds_at_once(tmp_path: Path) -> None:
    corpus, root = write_corpus(tmp_path / "c"), tmp_path / "l"
    build(corpus, root)
    lock = FileLock(root / "lock")
    assert lock.acquire()
    with pytest.raises(LibraryLocked):
        build(corpus, root)
    lock.release()
    assert build(corpus, root).documents == 3


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_library_that_cannot_be_written(tmp_path: Path) -> None:
    corpus, root = write_corpus(tmp_path / "c"), tmp_path / "l"
    root.mkdir(mode=0o500)
    with pytest.raises(LibraryUnwritable):
        build(corpus, root)


def test_a_folder_of_something_else_is_not_written_into(tmp_path: Path) -> None:
    corpus, root = write_corpus(tmp_path / "c"), tmp_path / "l"
    root.mkdir()
    (root / "thơ.txt").write_text("của tôi", "utf-8")
    with pytest.raises(LibraryUnwritable):
        build(corpus, root)
    (tmp_path / "file").write_text("x", "utf-8")
    with pytest.raises(LibraryUnwritable):
        build(corpus, tmp_path / "file")


def test_no_room_on_the_disk_leaves_the_old_generation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    corpus, root = write_corpus(tmp_path / "c"), tmp_path / "l"
    before = build(corpus, root)
    (corpus / "moi.txt").write_text("Văn bản mới.\n", "utf-8")

    def full(folder: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("index.storage.files.durable", full)
    with pytest.raises(LibraryUnwritable):
        build(corpus, root)
    assert Store(root).current() == before.generation
    assert len(contents(root)) == 3
    monkeypatch.undo()
    without_children(monkeypatch)
    assert build(corpus, root).documents == 4
    assert not list((root / "generations").glob(".building-*"))


def test_another_model_is_told_apart(tmp_path: Path) -> None:
    corpus, root = write_corpus(tmp_path / "c"), tmp_path / "l"
    build(corpus, root)
    with pytest.raises(ModelMismatch, match="fake"):
        Library.open(root, model="other")
    report = build(corpus, root, FakeEmbedder("other"))
    assert (report.published, report.parsed) == (True, 0)
    assert report.embedded > 0
    assert Library.open(root, model="other").search(SearchRequest("tiếp dân")).hits


@pytest.mark.parametrize("part", ["catalogue.sqlite", "vectors", "record.json", "words"])
@pytest.mark.parametrize("how", ["lost", "cut", "flipped"])
def test_damage_is_named_and_never_half_worked_with(tmp_path: Path, part: str, how: str) -> None:
    built(tmp_path).close()
    root = tmp_path / "library"
    folder = Store(root).folder(Store(root).current())
    path = folder / part
    if path.is_dir():
        path = max(path.iterdir(), key=lambda one: one.stat().st_size)
    data = bytearray(path.read_bytes())
    if how == "lost":
        path.unlink()
    elif how == "cut":
        path.write_bytes(data[:-20])
    else:
        data[len(data) // 2] ^= 0x55
        path.write_bytes(data)
    arguments = ["--library", str(root), "--check"]
    assert build_index.main(arguments) == LibraryCorrupt.exit_code
    with pytest.raises(LibraryCorrupt):
        Library.open(root).search(SearchRequest("tiếp dân"))
    # The next build begins anew, and says why.
    report = build(tmp_path / "corpus", root)
    assert (report.published, report.documents, report.parsed) == (True, 3, 0)
    assert any("dựng lại từ đầu" in remark for remark in report.remarks)


def test_a_lost_document_is_found_by_the_check(tmp_path: Path) -> None:
    built(tmp_path).close()
    root = tmp_path / "library"
    original = next((root / "files").glob("*/*"))
    original.write_bytes(original.read_bytes() + b"x")
    next((root / "documents").glob("*/*.json.gz")).unlink()
    assert build_index.main(["--library", str(root), "--check"]) == 21


def test_the_check_passes_what_is_whole(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from tests.fakes import FakeBackends

    monkeypatch.setattr(build_index, "LocalBackends", lambda *_: FakeBackends())
    built(tmp_path).close()
    assert build_index.main(["--library", str(tmp_path / "library"), "--check"]) == 0
    assert "nguyên vẹn" in capsys.readouterr().out


def test_another_text_engine_writes_every_passage_anew(tmp_path: Path) -> None:
    corpus, root = write_corpus(tmp_path / "c"), tmp_path / "l"

    def made(engine: str) -> tuple[BuildReport, set[str | None]]:
        report = build(corpus, root, text_engine=engine)
        assert Store(root).record(report.generation).text_engine == engine
        library = Library.open(root)
        answer = library.search(SearchRequest("tiếp dân"))
        library.close()
        return report, {hit.passage.id for hit in answer.hits}

    first, found = made("whoosh")
    (corpus / "moi.txt").write_text("Văn bản mới nói việc khác.\n", "utf-8")
    second, again = made("tantivy")
    assert (second.added, second.passages) == (1, first.passages + 1)
    assert found
    assert again == found
    (corpus / "moi.txt").unlink()
    third, last = made("tantivy")
    assert (third.removed, third.passages, last) == (1, first.passages, found)


def test_numbers_of_documents_stay(tmp_path: Path) -> None:
    corpus, root = write_corpus(tmp_path / "c"), tmp_path / "l"

    def numbers(report: BuildReport) -> dict[str | None, int]:
        base = catalogue_of(Store(root).folder(report.generation))
        return {card.source: n for n, card in base.cards().items()}

    first = numbers(build(corpus, root))
    (corpus / "00.txt").write_text("Văn bản đứng đầu danh sách.\n", "utf-8")
    second = numbers(build(corpus, root))
    assert {name: second[name] for name in first} == first


def test_commands_turn_errors_into_exit_codes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = ["--library", str(tmp_path / "l")]
    assert build_index.main([str(tmp_path / "absent"), *missing]) == 10
    assert "Cách xử lý" in capsys.readouterr().err
    assert build_index.main(missing) == 2
    assert build_index.main(["--check", *missing]) == 20


def test_syllables_are_counted_as_if_built_from_scratch(tmp_path: Path) -> None:
    corpus, grown, whole = write_corpus(tmp_path / "c"), tmp_path / "grown", tmp_path / "whole"
    build(corpus, grown)
    (corpus / "19-ct-tu.txt").unlink()
    (corpus / "moi.txt").write_text("Chi bộ thôn Nà Ruộng họp mỗi tháng một lần.\n", "utf-8")
    build(corpus, grown)
    build(corpus, whole)
    one, other = (Store(root).folder(Store(root).current()) / SYLLABLES for root in (grown, whole))
    assert syllable_counts.load_counts(one).single["ruộng"] == 1
    assert one.read_bytes() == other.read_bytes()
