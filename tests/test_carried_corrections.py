"""What a person said of a document is said of its new scan too; what differs is asked anew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from index.access import Rights
from index.build import parser_pool
from index.build.additions import Additions
from index.catalogue.doubts import is_open
from index.library import Library
from ingest.claims import Doubt
from ingest.model import Document
from ingest.pages import Box, Origin
from tests.libraries import build, built, without_children

SCAN = """UBND TỈNH MINH HÀ
SỞ Y TẾ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số:      /KH-SYT
Minh Hà, ngày 18 tháng 12 năm 2023

KẾ HOẠCH
Tập huấn an toàn thực phẩm cho bếp ăn tập thể

1. Mở mười lớp tập huấn về an toàn thực phẩm cho người quản lý bếp ăn tập thể trong quý một.
2. Mỗi lớp có bốn mươi người học, học trong hai ngày tại trung tâm y tế của huyện.
3. Trung tâm y tế chuẩn bị tài liệu, hội trường và danh sách người học trước mười ngày.
"""
UNREAD = Doubt("number", "/KH-SYT", "Máy không đọc được số.", 1, Box(85, 80, 180, 91))


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    """A library of three documents; what says "SỞ Y TẾ" counts as a scan without its number."""
    without_children(monkeypatch)
    parse = parser_pool.pipeline.parse

    def scanned(path: Path, *, source: str | None = None, cache: Path | None = None) -> Document:
        document: Document = parse(path, source=source, cache=cache)
        if "SỞ Y TẾ" not in document.text:
            return document
        pages = tuple(replace(page, origin=Origin.OCR) for page in document.pages)
        return replace(document, pages=pages, doubts=(UNREAD,))

    monkeypatch.setattr(parser_pool.pipeline, "parse", scanned)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "quet-1.txt").write_text(SCAN, "utf-8")
    made = built(tmp_path)
    yield made
    made.close()


def rebuilt(library: Library, tmp_path: Path, **files: str | None) -> None:
    """Write files (None: take away) and build again."""
    for name, text in files.items():
        path = tmp_path / "corpus" / f"{name.replace('_', '-')}.txt"
        if text is None:
            path.unlink()
        else:
            path.write_text(text, "utf-8")
    build(tmp_path / "corpus", tmp_path / "library")
    library.refresh()


def correct(library: Library, tmp_path: Path, value: str) -> None:
    (doubted,) = library.doubts()
    Additions(tmp_path / "library").correct(doubted.digest, "number", value, "Lan")


def numbers(library: Library) -> list[str]:
    cards = library.overview().documents
    return sorted(card.number or "" for card in cards if (card.subject or "").startswith("Tập"))


def test_a_doubt_is_open_until_it_is_settled_and_built_in(library: Library, tmp_path: Path) -> None:
    (doubted,) = library.doubts()
    assert doubted.doubts == (UNREAD,)
    assert doubted.card.number is None
    correct(library, tmp_path, "149/KH-SYT")
    rebuilt(library, tmp_path)
    assert library.doubts() == ()
    assert numbers(library) == ["149/KH-SYT"]


def test_a_closed_folder_asks_nobody_without_the_right(library: Library) -> None:
    closed = Rights(frozenset({""}), frozenset())
    assert library.for_reader(closed).doubts() == ()


def test_a_new_scan_of_the_same_document_is_not_asked_about(
    library: Library, tmp_path: Path
) -> None:
    correct(library, tmp_path, "149/KH-SYT")
    rebuilt(library, tmp_path)
    rescan = SCAN.replace("trong quý một", "trong quí một")
    rebuilt(library, tmp_path, quet_1=None, quet_2=rescan)
    assert numbers(library) == ["149/KH-SYT"]
    assert library.doubts() == ()


def test_another_letter_of_the_same_form_is(library: Library, tmp_path: Path) -> None:
    correct(library, tmp_path, "149/KH-SYT")
    rebuilt(library, tmp_path)
    other = SCAN.replace("bốn mươi", "40").replace("18 tháng 12", "19 tháng 12")
    rebuilt(library, tmp_path, quet_1=None, quet_2=other)
    assert numbers(library) == [""]
    (doubted,) = library.doubts()
    assert doubted.doubts == (UNREAD,)


def test_a_copy_that_says_it_settles_the_doubt(library: Library) -> None:
    (doubted,) = library.doubts()
    assert is_open(UNREAD, doubted.card)
    assert not is_open(UNREAD, replace(doubted.card, number="149/KH-SYT"))
    assert is_open(replace(UNREAD, stated=True), replace(doubted.card, number="149/KH-SYT"))


CITING = """TỈNH ỦY MINH HÀ
*
Số 20-CT/TU
ĐẢNG CỘNG SẢN VIỆT NAM
Minh Hà, ngày 09 tháng 01 năm 2024

CHỈ THỊ
về bảo đảm an toàn thực phẩm

1. Thực hiện {cited} trong năm.
"""


@pytest.mark.parametrize(
    ("cited", "offered"),
    [
        (
            "Kế hoạch số 149/KH-SYT ngày 18/12/2023 của Sở Y tế về tập huấn an toàn thực phẩm cho "
            "bếp ăn tập thể",
            "149/KH-SYT",
        ),
        (
            "Kế hoạch số 149/KH-SYT ngày 19/12/2023 của Sở Y tế về tập huấn an toàn thực phẩm cho "
            "bếp ăn tập thể",
            "/KH-SYT",
        ),
        (
            "Kế hoạch số 149/KH-SNV ngày 18/12/2023 của Sở Nội vụ về tập huấn an toàn thực phẩm "
            "cho bếp ăn tập thể",
            "/KH-SYT",
        ),
        ("Kế hoạch số 149/KH-SYT ngày 18/12/2023 của Sở Y tế về phòng dịch", "/KH-SYT"),
    ],
)
def test_what_a_citing_document_says_is_offered(
    library: Library, tmp_path: Path, cited: str, offered: str
) -> None:
    rebuilt(library, tmp_path, ct=CITING.format(cited=cited))
    (doubted,) = library.doubts()
    (doubt,) = doubted.doubts
    assert doubt.read == offered
    assert ("Theo văn bản dẫn chiếu 20-CT/TU" in doubt.reason) is (offered == "149/KH-SYT")
