"""What texts share is kept with a generation: compared once, the same groups for every reader."""

from __future__ import annotations

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from index.access import Rights
from index.catalogue import compared_texts, files
from index.catalogue.compared_texts import ComparedTexts
from index.citations.copies import Likeness
from index.library import Library
from index.storage.files import RECORD
from index.storage.store import LIKENESS, Store
from ingest.errors import LibraryCorrupt
from tests.libraries import DIRECTIVE, REGULATION, build, without_children

SIGNED = REGULATION + "\nT/M BAN THƯỜNG VỤ\nBÍ THƯ\nTrần Văn Bình\n"
DRAFT = (
    REGULATION.replace("Số 31-QĐ/TU", "Số    -QĐ/TU")
    .replace("ngày 12 tháng 9", "ngày    tháng 9")
    .replace("hai ngày trong", "ba ngày trong")
)


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    without_children(monkeypatch)
    corpus = tmp_path / "van-ban"
    (corpus / "kin").mkdir(parents=True)
    (corpus / "31-ban-ky.txt").write_text(SIGNED, "utf-8")
    (corpus / "31-du-thao.txt").write_text(DRAFT, "utf-8")
    (corpus / "kin" / "19-ct-tu.txt").write_text(DIRECTIVE, "utf-8")
    return corpus


def _generation(root: Path) -> Path:
    store = Store(root)
    name = store.current()
    assert name is not None
    return store.folder(name)


def _no_comparing(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: Any) -> None:
        raise AssertionError("a text is read that was compared at build")

    monkeypatch.setattr(files.Files, "text", refused)


def _groups(root: Path, rights: Rights | None = None) -> set[tuple[str, int]]:
    with closing(Library.open(root)) as library:
        seen = library if rights is None else library.for_reader(rights)
        return {(card.source or "", card.files) for card in seen.overview().documents}


def _forget(root: Path) -> None:
    """Make the generation what a version wrote that did not compare at build."""
    folder = _generation(root)
    (folder / LIKENESS).unlink()
    record = json.loads((folder / RECORD).read_text("utf-8"))
    record["seals"] = [seal for seal in record["seals"] if seal["path"] != LIKENESS]
    (folder / RECORD).write_text(json.dumps(record), "utf-8")


def test_no_text_is_compared_again_and_the_groups_are_those_of_comparing(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(corpus, root := tmp_path / "kho")
    limited = Rights(frozenset({"kin"}))
    with monkeypatch.context() as patch:
        _no_comparing(patch)
        kept = _groups(root), _groups(root, limited)
    assert kept[0] == {("31-ban-ky.txt", 2), ("kin/19-ct-tu.txt", 1)}
    assert kept[1] == {("31-ban-ky.txt", 2)}
    _forget(root)
    assert (_groups(root), _groups(root, limited)) == kept
    with monkeypatch.context() as patch:
        _no_comparing(patch)
        with pytest.raises(AssertionError):
            _groups(root)


def test_a_build_keeps_what_was_compared_and_drops_what_left(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(corpus, root := tmp_path / "kho")
    known = compared_texts.load(_generation(root) / LIKENESS)
    assert len(known) == 1
    (corpus / "khac.txt").write_text(DIRECTIVE.replace("19-CT/TU", "20-CT/TU"), "utf-8")
    with monkeypatch.context() as patch:
        _no_comparing(patch)
        build(corpus, root)
    assert compared_texts.load(_generation(root) / LIKENESS) == known
    (corpus / "31-du-thao.txt").unlink()
    build(corpus, root)
    assert not compared_texts.load(_generation(root) / LIKENESS)


def test_what_was_compared_is_sealed(corpus: Path, tmp_path: Path) -> None:
    build(corpus, root := tmp_path / "kho")
    path = _generation(root) / LIKENESS
    data = bytearray(path.read_bytes())
    data[-3] ^= 1
    path.write_bytes(data)
    with pytest.raises(LibraryCorrupt):
        Library.open(root).overview()


def test_pairs_are_kept_whichever_comes_first_and_written_alike(tmp_path: Path) -> None:
    def compare(one: int, other: int) -> Likeness:
        return Likeness(1 / (one + other), same_figures=one == 1)

    compared = ComparedTexts()
    assert compared.get(7, 2, compare) == compared.get(2, 7, compare) == Likeness(1 / 9, False)
    compared.get(1, 2, compare)
    compared_texts.write(tmp_path / "one.npy", compared.asked)
    again = ComparedTexts(compared_texts.load(tmp_path / "one.npy"))
    never = pytest.fail
    assert again.get(1, 2, never) == Likeness(1 / 3, True)
    assert again.get(2, 7, never) == Likeness(1 / 9, False)
    compared_texts.carry(tmp_path / "one.npy", tmp_path / "two.npy", [])
    assert (tmp_path / "one.npy").read_bytes() == (tmp_path / "two.npy").read_bytes()
    compared_texts.carry(tmp_path / "one.npy", tmp_path / "two.npy", [1])
    assert compared_texts.load(tmp_path / "two.npy") == {(2, 7): Likeness(1 / 9, False)}
    (tmp_path / "one.npy").write_bytes(b"no array")
    with pytest.raises(LibraryCorrupt):
        compared_texts.load(tmp_path / "one.npy")
