"""Archives in a build: every member is a document of its own, and a bad one costs itself."""

from __future__ import annotations

import json
import unicodedata
import zipfile
from pathlib import Path

import pytest

from ingest.pipeline import unpack
from tests.hostile import zip_of
from tests.libraries import DIRECTIVE, NOTE, REGULATION, build, without_children
from tests.test_build import contents

SECRET = "MẬT\n" + REGULATION


def packed(folder: Path, **more: bytes) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    inner = zip_of(folder.parent / "i.zip", {"hoi-dap.txt": NOTE.encode()}).read_bytes()
    members = {
        "31.txt": REGULATION.encode(),
        "2023/19.txt": DIRECTIVE.encode(),
        "trong.zip": inner,
        "hỏng.pdf": b"%PDF-1.7 cut off",
        "mat.txt": SECRET.encode(),
    }
    return zip_of(folder / "kho.zip", members | more)


@pytest.fixture(autouse=True)
def _here(monkeypatch: pytest.MonkeyPatch) -> None:
    without_children(monkeypatch)


def test_every_member_is_a_document(tmp_path: Path) -> None:
    packed(tmp_path / "c")
    root = tmp_path / "l"
    report = build(tmp_path / "c", root)
    assert sorted(contents(root)) == [
        "kho.zip!/2023/19.txt",
        "kho.zip!/31.txt",
        "kho.zip!/trong.zip!/hoi-dap.txt",
    ]
    failed = {one.source: one.message for one in report.failed}
    assert sorted(failed) == ["kho.zip!/hỏng.pdf", "kho.zip!/mat.txt"]
    assert "hỏng.pdf" in failed["kho.zip!/hỏng.pdf"]
    assert "MẬT" in failed["kho.zip!/mat.txt"]


def test_nothing_of_a_secret_member_stays(tmp_path: Path) -> None:
    packed(tmp_path / "c")
    root = tmp_path / "l"
    build(tmp_path / "c", root)
    assert not (root / "cache" / "unpacked").exists()
    kept = [path for path in root.rglob("*") if path.is_file()]
    assert kept
    assert not any(SECRET.encode() in path.read_bytes() for path in kept)


def test_the_same_archive_again_is_no_work(tmp_path: Path) -> None:
    packed(tmp_path / "c")
    build(tmp_path / "c", tmp_path / "l")
    again = build(tmp_path / "c", tmp_path / "l")
    assert (again.published, again.parsed) == (False, 1)  # the secret one is never kept, so reread


def test_one_changed_member_costs_one(tmp_path: Path) -> None:
    packed(tmp_path / "c")
    build(tmp_path / "c", tmp_path / "l")
    packed(tmp_path / "c", **{"thêm.txt": NOTE.replace("một tổ", "hai tổ").encode()})
    again = build(tmp_path / "c", tmp_path / "l")
    assert (again.added, again.removed) == (1, 0)


def test_an_archive_that_is_damaged_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "c"
    whole = packed(folder).read_bytes()
    (folder / "cụt.zip").write_bytes(whole[: len(whole) // 2])
    report = build(folder, tmp_path / "l")
    assert "cụt.zip" in {one.source for one in report.failed}
    assert report.documents == 3


def test_the_manifest_speaks_of_members(tmp_path: Path) -> None:
    packed(tmp_path / "c")
    rows = [
        {"file": "kho.zip!/31.txt", "subject": "theo bản kê"},
        {"file": "kho.zip!/khong-co.txt"},
        {"ignore": "kho.zip!/2023/*"},
    ]
    manifest = "\n".join(json.dumps(row) for row in rows)
    (tmp_path / "c" / "manifest.jsonl").write_text(manifest, "utf-8")
    report = build(tmp_path / "c", tmp_path / "l")
    assert report.documents == 2
    assert report.remarks == ("Bản kê nêu “kho.zip!/khong-co.txt” nhưng không có tệp ấy.",)


@pytest.mark.parametrize(
    ("coding", "name"),
    [
        ("utf-8", "Kế hoạch số 12 về đổi mới.txt"),
        ("cp1258", "Nghị quyết của Đảng ủy phường.txt"),
        ("cp437", "Müller.txt"),
    ],
)
def test_names_are_read_in_the_letters_they_were_written_in(
    tmp_path: Path, coding: str, name: str
) -> None:
    # Windows writes tones apart in its own Vietnamese letters.
    written = _toned_apart(name) if coding == "cp1258" else name
    plain = written.encode(coding).decode("cp437")
    with zipfile.ZipFile(tmp_path / "x.zip", "w") as archive:
        archive.writestr("x" * len(plain), b"van ban")
    raw = (tmp_path / "x.zip").read_bytes()
    (tmp_path / "x.zip").write_bytes(raw.replace(b"x" * len(plain), written.encode(coding)))
    (member,) = unpack(tmp_path / "x.zip", tmp_path / "out")
    assert member.name == f"x.zip!/{name}"


def _toned_apart(text: str) -> str:
    """Return ``text`` with the five tones as signs of their own, other marks on their letters."""
    tones = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}
    out = ""
    for letter in text:
        signs = unicodedata.normalize("NFD", letter)
        tone = "".join(sign for sign in signs if sign in tones)
        rest = "".join(sign for sign in signs if sign not in tones)
        out += unicodedata.normalize("NFC", rest) + tone
    return out
