"""Addresses that last: what a citation says, parse and print as inverses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from index.access import Rights
from index.citations.addresses import DocumentAddress, address_of, steps_of
from index.library import Library
from index.results import DocumentCard
from ingest.errors import QueryError
from search_app import create_app
from search_app.settings import Settings
from tests.libraries import DIRECTIVE, REGULATION, build, without_children, write_corpus

CASES = Path(__file__).parent / "cases" / "addresses.jsonl"
ROWS = [json.loads(line) for line in CASES.read_text("utf-8").splitlines()]


def _card(number: str | None, issued: str | None, title: str | None = None) -> DocumentCard:
    day = date.fromisoformat(issued) if issued else None
    return DocumentCard(None, number, None, None, None, day, None, title=title)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["address"])
def test_an_address_is_computed_from_the_citation_and_read_back(row: dict[str, Any]) -> None:
    whole = address_of(_card(row["number"], row["issued"]))
    assert whole is not None
    address = whole.at(row["path"])
    assert str(address) == row["address"]
    assert DocumentAddress.parse(row["address"]) == address
    assert DocumentAddress.parse(f"http://kho.example:8000{row['address']}?hoi=x#y") == address


_WORDS = st.sampled_from(["điều", "khoản", "điểm", "mục", "Phụ lục", "Chương", "Phần thứ"])
_VALUES = st.sampled_from(["1", "12", "1.1", "I", "XIV", "a", "đ", "d", "ơ", "nhất", "A"])
_LABELS = st.builds(lambda word, value: f"{word} {value}", _WORDS, _VALUES)


@given(
    serial=st.from_regex(r"[0-9]{1,4}", fullmatch=True),
    symbol=st.sampled_from(["QĐ/TU", "HD/TW", "NQ-CP", "KH/ĐĐQH15", "QĐi/TW", "TTLT-BCA-BQP"]),
    issued=st.none() | st.dates(date(1930, 1, 1), date(2100, 1, 1)),
    path=st.lists(_LABELS, max_size=4),
)
def test_parse_and_print_are_inverses(
    serial: str, symbol: str, issued: date | None, path: list[str]
) -> None:
    number = f"{serial}-{symbol}"
    whole = address_of(_card(number, issued.isoformat() if issued else None))
    assert whole is not None
    address = whole.at(path)
    assert DocumentAddress.parse(str(address)) == address
    assert str(address).isascii()
    assert address.document == whole


@given(path=st.lists(_LABELS, min_size=1, max_size=3), other=st.lists(_LABELS, max_size=3))
def test_two_points_of_one_list_have_two_addresses(path: list[str], other: list[str]) -> None:
    if path[-1].rpartition(" ")[2] != (other or [""])[-1].rpartition(" ")[2]:
        assert steps_of(path) != steps_of(other)


def test_a_document_without_a_number_has_the_address_of_its_title() -> None:
    title = "Báo cáo chính trị của Ban Chấp hành Đảng bộ tỉnh Minh Hà khóa XIX"
    address = address_of(_card(None, None, title))
    assert str(address) == (
        "/vb/ten/bao-cao-chinh-tri-cua-ban-chap-hanh-dang-bo-tinh-minh-ha-khoa-xix"
    )
    assert DocumentAddress.parse(str(address)) == address


@pytest.mark.parametrize(
    "text",
    ["", "/vb/", "/vb/ten/", "/vb/tên", "/vb/a b", "/vb/31-QD-TU/2023-13-01", "/kho", "/vb/../x"],
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(QueryError):
        DocumentAddress.parse(text)


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("addresses")
    with pytest.MonkeyPatch.context() as patch:
        without_children(patch)
        write_corpus(folder / "van-ban")
        (folder / "van-ban" / "31-khac.txt").write_text(OTHER_PROVINCE, "utf-8")
        build(folder / "van-ban", folder / "kho")
        old = Library.open(folder / "kho")
        app = create_app(Settings(desk=folder / "bai-noi.sqlite"), old)
        app.testing = True
        client = app.test_client()
        client.kho = folder  # type: ignore[attr-defined]
        yield client
        old.close()


OTHER_PROVINCE = DIRECTIVE.replace("MINH HÀ", "AN HÒA").replace("Minh Hà", "An Hòa")
DAY = "/vb/31-QD-TU/2023-09-12"


def _words(answer: TestResponse) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.text).split())


@pytest.mark.parametrize("way", ["/vb/31-QD-TU", "/vb/031-qd-tu", "/vb/31-qd-tu/2023-09-12"])
def test_other_writings_lead_to_the_one_address(reader: FlaskClient, way: str) -> None:
    answer = reader.get(way + "?hoi=x")
    assert (answer.status_code, answer.location) == (302, DAY + "?hoi=x")


@pytest.mark.parametrize(
    ("way", "place"),
    [
        ("/vb/31-QĐ-TU", ""),
        ("/vb/31-QĐ/TU", ""),
        ("/vb/31-qđ-tu", ""),
        ("/vb/31-Q\u00d0-TU/2023-09-12", ""),
        ("/vb/31-QD/TU", ""),
        ("/vb/31-QĐ-TU/điều-2", "/dieu-2"),
    ],
)
def test_an_address_typed_as_numbers_are_leads_there(
    reader: FlaskClient, way: str, place: str
) -> None:
    answer = reader.get(way)
    assert (answer.status_code, answer.location) == (302, DAY + place)


def test_letters_typed_with_diacritics_are_no_others(reader: FlaskClient) -> None:
    assert reader.get("/vb/19-CT-TU").status_code == 200
    answer = reader.get("/vb/19-CT-TƯ")
    assert answer.status_code == 404
    assert "19-CT-TƯ: không có trong kho." in _words(answer)
    assert DocumentAddress.parse("/vb/ten/hỏi-và-đáp/điểm-đ") == DocumentAddress(
        "hoi-va-dap", steps=("diem-dd",), titled=True
    )


def test_a_provision_has_an_address_and_is_opened_at(reader: FlaskClient) -> None:
    answer = reader.get(f"{DAY}/dieu-2")
    assert answer.status_code == 200
    (opened,) = re.findall(r"autofocus>([^<]+)", answer.text)
    assert opened.startswith("Điều 2. Thời gian")


def test_a_provision_that_is_not_there_says_which_are(reader: FlaskClient) -> None:
    answer = reader.get(f"{DAY}/dieu-9/khoan-1")
    assert answer.status_code == 404
    assert "Văn bản này không có khoản 1 Điều 9. Văn bản có Điều 1 đến Điều 2." in _words(answer)


def test_an_address_of_two_documents_shows_both(reader: FlaskClient) -> None:
    answer = reader.get("/vb/19-CT-TU/2023-08-07")
    assert answer.status_code == 200
    assert "có thể là 2 văn bản" in _words(answer)
    for card in reader.application.extensions["vankien.library"].at(
        DocumentAddress.parse("/vb/19-CT-TU")
    ):
        assert reader.get(f"/van-ban/{card.id}").status_code == 200


def test_another_day_or_number_is_never_another_document(reader: FlaskClient) -> None:
    answer = reader.get("/vb/31-QD-TU/2022-09-12")
    assert answer.status_code == 404
    assert "không có trong kho" in _words(answer)
    assert "ngày 12/9/2023" in _words(answer)
    assert reader.get("/vb/77-QD-TU/2022-09-12").status_code == 404


def test_a_document_without_a_number_is_found_by_its_title(reader: FlaskClient) -> None:
    answer = reader.get("/vb/ten/hoi-va-dap-ve-chuyen-doi-so")
    assert answer.status_code == 200
    assert "Tổ công nghệ số cộng đồng" in answer.text


def test_links_by_file_lead_on_when_a_better_copy_comes(reader: FlaskClient) -> None:
    folder: Path = reader.kho  # type: ignore[attr-defined]
    library: Library = reader.application.extensions["vankien.library"]
    (old,) = library.at(DocumentAddress.parse(DAY))
    passage = library.document(old.id or "").passages[-1].id  # type: ignore[union-attr]
    assert reader.get(f"/van-ban/{old.id}?doan={passage}").location == f"{DAY}?doan={passage}"
    (folder / "van-ban" / "31-qd-tu.txt").unlink()
    (folder / "van-ban" / "31-ban-quet.txt").write_text(REGULATION + "\n\nBản quét lại.\n", "utf-8")
    build(folder / "van-ban", folder / "kho")
    (new,) = library.at(DocumentAddress.parse(DAY))
    assert new.id != old.id
    assert reader.get(f"{DAY}/dieu-2").status_code == 200
    for way in (f"/van-ban/{old.id}", f"/doan/{passage}"):
        assert reader.get(way).location == DAY
        assert reader.get(way, follow_redirects=True).status_code == 200
    assert reader.get(f"/van-ban/{old.id}/trang/1").location == f"/van-ban/{new.id}/trang/1"
    assert reader.get(f"/van-ban/{'0' * 16}").status_code == 404


def test_a_scan_whose_number_cannot_be_read_is_led_to_and_said_to_be_one(
    reader: FlaskClient,
) -> None:
    folder: Path = reader.kho  # type: ignore[attr-defined]
    text = LONG.replace("Số 45-NQ/TU", "Số 4S-NQ/TƯ").replace("ngày 20", "ngày Z0")
    (folder / "van-ban" / "45.txt").write_text(LONG, "utf-8")
    build(folder / "van-ban", folder / "kho")
    old = "/vb/45-NQ-TU/2022-12-20"
    assert reader.get(old).status_code == 200
    (folder / "van-ban" / "45.txt").unlink()
    (folder / "van-ban" / "45-quet.txt").write_text(text.replace("Chi bộ 7", "Chỉ bộ 7"), "utf-8")
    build(folder / "van-ban", folder / "kho")
    answer = reader.get(old, follow_redirects=True)
    assert answer.status_code == 200
    assert "nhưng không đọc được số hiệu trên tệp" in _words(answer)
    assert "Nghị quyết số 45-NQ/TU" not in _words(answer)


LONG = """TỈNH ỦY MINH HÀ
*
Số 45-NQ/TU
ĐẢNG CỘNG SẢN VIỆT NAM
Minh Hà, ngày 20 tháng 12 năm 2022

NGHỊ QUYẾT
về nâng cao chất lượng tổ chức cơ sở đảng

Tỉnh ủy yêu cầu các cấp ủy thực hiện tốt các nội dung sau đây trong những năm tới:
""" + "\n".join(
    f"{n}. Chi bộ {n} họp mỗi tháng một lần vào ngày {n}, bàn việc {word} và ghi biên bản đầy đủ."
    for n, word in enumerate(["trồng rừng", "tiếp dân", "thu quỹ", "học tập", "kiểm tra"] * 3, 1)
)


def test_a_hidden_document_is_at_no_address(reader: FlaskClient) -> None:
    library: Library = reader.application.extensions["vankien.library"]
    hidden = library.for_reader(Rights(closed=frozenset({""})))
    assert hidden.at(DocumentAddress.parse("/vb/19-CT-TU")) == ()
    assert library.at(DocumentAddress.parse("/vb/19-CT-TU"))


@given(text=st.text(max_size=60))
def test_any_text_is_an_address_or_refused(text: str) -> None:
    for way in (text, f"/vb/{text}"):
        try:
            address = DocumentAddress.parse(way)
        except QueryError:
            continue
        assert DocumentAddress.parse(str(address)) == address
