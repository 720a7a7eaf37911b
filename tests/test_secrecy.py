"""A secrecy mark in the header area refuses the file; the words elsewhere do not."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ingest import document_json, pipeline
from ingest.errors import DamagedFile
from ingest.pages import Box, Origin, ReadFile, ReadPage, TextLine
from ingest.readers.ocr import cache as kept

BODY = "Kế hoạch này có nội dung không được lộ ra ngoài."
HEADER = (
    "UBND TỈNH MINH HÀ",
    "SỞ NỘI VỤ",
    "Số: 12/KH-SNV",
    "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "Độc lập - Tự do - Hạnh phúc",
    "Minh Hà, ngày 05 tháng 3 năm 2024",
    "KẾ HOẠCH",
    "Bảo vệ cơ quan năm 2024",
    BODY,
)


def read_with(lines: tuple[str, ...]) -> ReadFile:
    page = ReadPage(1, tuple(TextLine(text, paragraph_end=True) for text in lines), Origin.TEXT)
    return ReadFile("ke-hoach.txt", "ab" * 32, "text", (page,), paged=False)


@pytest.mark.parametrize(
    ("stamp", "mark"),
    [
        ("MẬT", "MẬT"),
        ("TỐI MẬT", "TỐI MẬT"),
        ("TUYỆT MẬT", "TUYỆT MẬT"),
        ("[TỐI MẬT]", "TỐI MẬT"),
        ("ĐỘ MẬT: TỐI MẬT", "TỐI MẬT"),
        ("Độ mật: Mật", "MẬT"),
        ("M Ậ T", "MẬT"),
        ("MÂT", "MẬT"),  # a stamp recognised without its dot
        ("TÔI MẬT", "TỐI MẬT"),
        ("TUYÊT MẠT", "TUYỆT MẬT"),
        ("MẬT | CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "MẬT"),
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM TỐI MẬT", "TỐI MẬT"),
        ("MẬT Minh Hà, ngày 05 tháng 3 năm 2024", "MẬT"),
    ],
)
@pytest.mark.parametrize("place", [0, 3, 6])
def test_a_stamp_refuses_the_file_and_nothing_is_kept(stamp: str, mark: str, place: int) -> None:
    document = pipeline.assemble(read_with((*HEADER[:place], stamp, *HEADER[place:])))
    assert document.refused is not None
    assert f"“{mark}”" in document.refused
    kept = json.dumps(document_json.to_json(document), ensure_ascii=False)
    assert "không được lộ" not in kept
    assert "SNV" not in kept
    assert not document.passages
    assert not document.pages


@pytest.mark.parametrize(
    "words",
    [
        "về công tác bảo vệ bí mật nhà nước",
        "VỀ BẢO VỆ BÍ MẬT NHÀ NƯỚC",
        "BAN HÀNH DANH MỤC BÍ MẬT NHÀ NƯỚC ĐỘ TỐI MẬT, ĐỘ MẬT",
        "Giải mật tài liệu",
        "MẬT ĐỘ DÂN SỐ",
        "MẶT TRẬN TỔ QUỐC VIỆT NAM",
        "Tuyệt mật là độ cao nhất theo Luật Bảo vệ bí mật nhà nước.",
    ],
)
def test_the_words_are_no_mark(words: str) -> None:
    assert pipeline.assemble(read_with((*HEADER[:7], words, *HEADER[7:]))).refused is None


def test_a_body_paragraph_may_name_the_degrees() -> None:
    lines = (*HEADER, *(f"{n}. Nội dung thứ {n} của kế hoạch." for n in range(1, 40)), "MẬT")
    assert pipeline.assemble(read_with(lines)).refused is None


def test_a_mark_low_on_the_page_is_outside_the_header_area() -> None:
    def line(text: str, top: float) -> TextLine:
        return TextLine(text, Box(80, top, 400, top + 12))

    def refused(top: float) -> bool:
        lines = (line("SỞ NỘI VỤ", 60), line("KẾ HOẠCH", 150), line("MẬT", top))
        page = ReadPage(1, lines, Origin.OCR, width=595, height=842)
        return (
            pipeline.assemble(ReadFile("a.pdf", "00" * 32, "pdf", (page,), True)).refused
            is not None
        )

    assert refused(110)
    assert not refused(700)


@pytest.mark.parametrize(("mark", "names"), [("TUYỆT MẬT", []), ("Số 5-KH/TU", ["trang.json"])])
def test_recognised_text_is_written_only_when_the_file_is_let_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mark: str, names: list[str]
) -> None:
    cache = tmp_path / "cache"

    def reader(path: Path, *, source: str | None, cache: Path | None) -> ReadFile:
        kept.keep("trang", BODY)
        assert cache is not None
        assert not cache.exists()
        return read_with((mark, *HEADER))

    monkeypatch.setattr(pipeline, "read", reader)
    document = pipeline.parse(tmp_path / "a.pdf", cache=cache, isolated=False)
    assert bool(document.refused) is not bool(names)
    assert [path.name for path in cache.rglob("*")] == names
    assert kept.cached(cache, "trang") == (BODY if names else None)


def test_a_file_that_cannot_be_read_leaves_nothing_recognised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reader(path: Path, *, source: str | None, cache: Path | None) -> ReadFile:
        kept.keep("trang", BODY)
        raise DamagedFile("hỏng")

    monkeypatch.setattr(pipeline, "read", reader)
    with pytest.raises(DamagedFile):
        pipeline.parse(tmp_path / "a.pdf", cache=tmp_path / "cache", isolated=False)
    assert not (tmp_path / "cache").exists()
    with kept.collecting() as fresh:
        assert fresh == {}


def test_a_text_file_is_refused_on_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from ingest.__main__ import main

    file = tmp_path / "ke-hoach.txt"
    file.write_text("\n".join(("TỐI MẬT", *HEADER)), "utf-8")
    assert main([str(file), "--json", "--no-isolation"]) == 18
    out = capsys.readouterr()
    assert json.loads(out.out)["refused"]
    assert "không được lộ" not in out.out + out.err
