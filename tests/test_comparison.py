"""Two texts side by side: format is no change, every piece is verbatim, the act drives."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from index.amendments.record import Act
from index.comparison.align import Fate, Unit, align
from index.comparison.old_new import old_and_new
from index.comparison.words import compare_words
from index.library import Library
from index.results import DocumentCard, Status
from ingest.citations import Effect
from ingest.pipeline import parse_text
from ingest.text.spans import Span
from search_app import create_app
from search_app.settings import Settings
from tests import libraries

CASES: list[dict[str, Any]] = json.loads(
    (Path(__file__).parent / "cases" / "compare.json").read_text("utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["about"])
def test_changed_words_are_marked_and_format_is_not(case: dict[str, Any]) -> None:
    diff = compare_words(case["old"], case["new"])
    assert [piece.text for piece in diff.old if piece.changed] == case["gone"]
    assert [piece.text for piece in diff.new if piece.changed] == case["came"]
    assert diff.is_same is not bool(case["gone"] or case["came"])


@given(st.text(max_size=80), st.text(max_size=80))
def test_the_pieces_of_a_side_are_that_side(old: str, new: str) -> None:
    diff = compare_words(old, new)
    assert "".join(piece.text for piece in diff.old) == old
    assert "".join(piece.text for piece in diff.new) == new
    assert compare_words(old, old).is_same


def unit(text: str, *path: str) -> Unit:
    return Unit(path, Span(0, len(text)), text)


def test_provisions_are_paired_by_number_and_a_moved_one_is_found_by_its_words() -> None:
    old = [
        unit("Điều 1. Phạm vi điều chỉnh của Quy chế này", "Điều 1"),
        unit("Điều 2. Họp định kỳ mỗi tháng một lần vào tuần đầu", "Điều 2"),
        unit("Điều 3. Việc chi tiêu do kế toán theo dõi và báo cáo", "Điều 3"),
    ]
    new = [
        unit("Điều 1. Phạm vi điều chỉnh của Quy chế này.", "Chương I", "Điều 1"),
        unit("Điều 2. Trách nhiệm người đứng đầu khi để xảy ra sai phạm", "Chương I", "Điều 2"),
        unit("Điều 3. Họp định kỳ mỗi tháng hai lần vào tuần đầu", "Chương I", "Điều 3"),
    ]
    pairs = align(old, new)
    assert [(pair.fate, pair.has_moved) for pair in pairs] == [
        (Fate.SAME, False),
        (Fate.ONLY_NEW, False),
        (Fate.CHANGED, True),
        (Fate.ONLY_OLD, False),
    ]
    assert [
        piece.text for piece in (pairs[2].diff or compare_words("", "")).new if piece.changed
    ] == [
        "3",
        "hai",
    ]


AMENDING = """TỈNH ỦY MINH HÀ
*
Số 52-QĐ/TU
ĐẢNG CỘNG SẢN VIỆT NAM
Minh Hà, ngày 05 tháng 11 năm 2024

QUY ĐỊNH
sửa đổi, bổ sung một số điều của Quy định số 31-QĐ/TU

Ban Thường vụ Tỉnh ủy quy định như sau:
Điều 1. Sửa đổi Quy định số 31-QĐ/TU, ngày 12/9/2023 của Tỉnh ủy
1. Sửa đổi Điều 2 như sau:
“Điều 2. Thời gian tiếp dân
Bí thư huyện ủy tiếp dân ít nhất ba ngày trong một tháng tại trụ sở tiếp công dân của huyện.”
Điều 2. Hiệu lực
Quy định này có hiệu lực từ ngày ký.
"""


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    libraries.without_children(monkeypatch)
    corpus = libraries.write_corpus(tmp_path / "corpus")
    (corpus / "52-qd-tu.txt").write_text(AMENDING, "utf-8")
    libraries.build(corpus, tmp_path / "library")
    opened = Library.open(tmp_path / "library")
    yield opened
    opened.close()


@pytest.fixture
def client(library: Library, tmp_path: Path) -> FlaskClient:
    return create_app(Settings(desk=tmp_path / "desk.sqlite"), library).test_client()


def _id(library: Library, number: str) -> str:
    return next(c.id or "" for c in library.overview().documents if c.number == number)


def test_old_and_new_are_slices_of_their_documents(library: Library) -> None:
    name = _id(library, "31-QĐ/TU")
    view = library.document(name)
    assert view is not None
    (row,) = library.old_and_new(name)
    assert row.old is not None
    assert row.place is not None
    assert row.place.of(view.document.text) == row.old
    assert row.new is not None
    assert row.new in AMENDING
    assert row.diff is not None
    assert [piece.text for piece in row.diff.old if piece.changed] == ["hai"]
    assert [piece.text for piece in row.diff.new if piece.changed] == ["ba"]


def test_the_page_shows_both_with_the_changed_words_marked(
    client: FlaskClient, library: Library
) -> None:
    html = client.get(f"/van-ban/{_id(library, '31-QĐ/TU')}/cu-moi").text
    assert re.findall(r"<(?:del|ins)>(.*?)</", html) == ["hai", "ba"]
    assert "Điều 2 được sửa đổi" in html
    assert (
        f"/van-ban/{_id(library, '31-QĐ/TU')}/cu-moi"
        in client.get(f"/van-ban/{_id(library, '31-QĐ/TU')}", follow_redirects=True).text
    )
    assert client.get("/van-ban/0000000000000000/cu-moi").status_code == 404


def test_two_chosen_documents_are_compared_by_number_or_by_id(
    client: FlaskClient, library: Library
) -> None:
    html = client.get("/so-sanh", query_string={"a": "31-QĐ/TU", "b": "52-QĐ/TU"}).text
    assert "chỉ có ở văn bản trước" in html
    again = client.get(
        "/so-sanh", query_string={"a": _id(library, "31-QĐ/TU"), "b": _id(library, "52-QĐ/TU")}
    ).text
    assert unescape(again) == unescape(html)
    assert "Không tìm thấy trong kho" in client.get("/so-sanh?a=99-QĐ/TU&b=31-QĐ/TU").text
    assert client.get("/so-sanh").status_code == 200


def test_a_second_change_stands_beside_the_words_of_the_first() -> None:
    document = parse_text("Điều 2. Mức đóng\n1. Mức đóng là ba đồng.\n2. Đóng hằng quý.")
    clause = next(one.span for one in document.provisions if one.path[-1] == "khoản 1")
    target = DocumentCard("x", "34-QĐ/HU", "Quy định", None, None, date(2019, 3, 12), None)
    statuses, acts = [], {}
    for n, (day, word) in enumerate([(date(2024, 6, 20), "năm"), (date(2022, 6, 20), "bốn")]):
        by = replace(target, id=str(n), number=f"{n}-QĐ/HU", issued=day)
        said = "Sửa đổi khoản 1 Điều 2 như sau:"
        statuses.append(
            Status(f"s{n}", Effect.AMENDED, target, by, "Sửa đổi", said, "khoản 1 Điều 2",
                   since=day, place=clause, n=n, ordinal=0, holder=str(n))
        )  # fmt: skip
        acts[n, 0] = replace(ACT, n=n, words=f"1. Mức đóng là {word} đồng.")
    first, second = old_and_new(document, statuses, acts)
    assert first.old == "1. Mức đóng là ba đồng."
    assert first.before is None
    assert second.old == first.new == "1. Mức đóng là bốn đồng."
    assert second.before is not None
    assert second.before.by.number == "1-QĐ/HU"
    assert second.diff is not None
    assert [piece.text for piece in second.diff.new if piece.changed] == ["năm"]


ACT = Act(
    0, 0, Effect.AMENDED, None, (), False, False, None, Span(0, 1), Span(0, 1), "", None, (),
    None, None, None, None, (),
)  # fmt: skip
