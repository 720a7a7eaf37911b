"""The pages: what a reader sees, asserted on the HTML the app sends."""

from __future__ import annotations

import csv
import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask.testing import FlaskClient

from index.results import LookedUpProvision, Match, Sort
from ingest.errors import LibraryCorrupt
from search_app import create_app
from search_app.settings import Settings
from search_app.views import citation_styles, wording
from search_app.views.lookup import match_view
from tests.search_app_stand import CARD, ID, TEXT, StandLibrary


@pytest.fixture
def library() -> StandLibrary:
    return StandLibrary()


@pytest.fixture
def app(tmp_path: Path, library: StandLibrary) -> Flask:
    return create_app(Settings(desk=tmp_path / "desk.sqlite"), library)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def words(html: str) -> str:
    """Return the text of a page, white space folded."""
    return " ".join(unescape(re.sub(r"<[^>]+>", "", html)).split())


def get(client: FlaskClient, path: str, status: int = 200) -> str:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    return answer.text


def test_the_front_page_offers_questions_of_its_own_library(client: FlaskClient) -> None:
    html = get(client, "/")
    assert 'action="/tim"' in html
    assert "Quy định 31-QĐ/TU" in words(html)


def test_a_result_carries_all_that_a_citation_needs(client: FlaskClient) -> None:
    html = get(client, "/tim?q=tiếp dân ít")
    text = words(html)
    for fact in (
        "Quy định số 08-QĐ/TU",
        "Tỉnh ủy Minh Hà",
        "Ban Thường vụ Tỉnh ủy",
        "ngày 09/3/2021",
        "trách nhiệm của người đứng đầu",
        "Điều 2",
        "trang 3–4 (trang 1–2 của tệp)",
        "văn bản mẫu",
        "trang quét, nhận dạng 92 %",
    ):
        assert fact in text, fact
    assert "<mark>tiếp dân ít</mark>" in html
    assert '<span class="answer">Người đứng đầu cấp ủy ' in html


@pytest.mark.parametrize(("count", "folded"), [(14, 0), (15, 5), (40, 30)])
def test_a_long_provision_is_folded_and_says_so(app: Flask, count: int, folded: int) -> None:
    lines = [f"Dòng {n}." for n in range(1, count + 1)]
    asked = LookedUpProvision("Điều 1", True, ("Điều 1",), text="\n".join(lines))
    with app.test_request_context():
        html = render_template_string(
            '{% import "_parts.html" as parts %}{{ parts.matches(found) }}',
            found=[match_view(Match(CARD, "", provision=asked))],
        )
    assert re.findall(r"<p>(Dòng \d+\.)</p>", html) == lines
    assert re.findall(r"<summary>Xem cả điều khoản: còn (\d+) dòng", html) == (
        [str(folded)] if folded else []
    )


def test_a_result_is_verbatim(client: FlaskClient, library: StandLibrary) -> None:
    html = get(client, "/tim?q=tiếp dân <b>")
    quoted = re.search(r'<blockquote class="passage"[^>]*>(.*?)</blockquote>', html, re.S)
    assert quoted is not None
    assert unescape(re.sub(r"<[^>]+>", "", quoted[1])) == library.passages[0].text
    assert "<b>" not in html


def test_a_replaced_document_is_flagged_and_validity_is_never_asserted(client: FlaskClient) -> None:
    text = words(get(client, "/tim?q=tiếp dân"))
    assert "Được thay thế bởi Quy định số 31-QĐ/TU" in text
    assert "còn hiệu lực" not in text.lower()


def test_other_passages_are_folded_under_their_document(client: FlaskClient) -> None:
    text = words(get(client, "/tim?q=tiếp dân"))
    assert "1 đoạn khác của văn bản này" in text
    assert "Còn 2 đoạn gần như trùng lời" in text


def test_restored_accents_are_told_with_a_way_back(
    client: FlaskClient, library: StandLibrary
) -> None:
    html = get(client, "/tim?q=tiep dan")
    assert "Đang tìm: tiếp dân" in words(html)
    assert "tiếp đạn" in html
    get(client, "/tim?q=tiep+dan&nguyen=1")
    assert library.requests[-1].as_typed


def test_nothing_found_is_a_plain_honest_page(client: FlaskClient) -> None:
    html = get(client, "/tim?q=cá mập")
    text = words(html)
    assert "Không tìm thấy" in text
    assert 'class="answer"' not in html
    assert "chưa đủ gần để coi là câu trả lời" in text


def test_a_number_goes_straight_to_its_document(client: FlaskClient) -> None:
    answer = client.get("/tim?q=08-QĐ/TU")
    assert answer.status_code == 302
    assert answer.location.startswith(f"/van-ban/{ID}?")
    assert "Bạn gõ “08-QĐ/TU”" in words(get(client, answer.location))


def test_an_ambiguous_number_shows_choices_with_reasons(client: FlaskClient) -> None:
    text = words(get(client, "/tim?q=19-CT/TU"))
    assert "Có thể là 2 văn bản" in text
    assert "Khóa trước" in text
    assert "Khóa này" in text


def test_a_number_the_library_lacks_says_so_and_who_cites_it(client: FlaskClient) -> None:
    for address in ("/tim?q=35-CT/TW", "/tra-cuu?so=35-CT/TW"):
        text = words(get(client, address))
        assert "35-CT/TW: chưa có trong kho" in text
        assert "Bộ Chính trị" in text
        assert "Được viện dẫn bởi (1 đoạn)" in text
    assert "Không văn bản nào trong kho viện dẫn" in words(get(client, "/tra-cuu?so=99-QĐ/TW"))


def test_filters_sort_and_paging_are_links_that_keep_the_question(
    client: FlaskClient, library: StandLibrary
) -> None:
    html = get(client, "/tim?q=tiếp+dân&loai=Quy+định&nam=2021&sap=moi-nhat&trang=2&quet=khong")
    asked = library.requests[-1]
    assert asked.filters.kinds == ("Quy định",)
    assert asked.filters.years == (2021,)
    assert asked.filters.scanned is False
    assert (asked.sort, asked.page) == (Sort.NEWEST, 2)
    following = re.search(r'rel="next" href="([^"]+)"', html)
    assert following is not None
    get(client, unescape(following[1]))
    assert library.requests[-1].filters == asked.filters
    assert library.requests[-1].page == 3


@pytest.mark.parametrize(
    "query",
    [
        "q=a&trang=0",
        "q=a&nam=x",
        "q=a&sap=z",
        "q=a&loai=" + "a" * 301,
        "q=a&trang=99999999999999999999",
        "q=a&nam=٢٠٢١",
    ],
)
def test_a_bad_address_is_a_clear_400(client: FlaskClient, query: str) -> None:
    html = get(client, "/tim?" + query, 400)
    assert "<h1>" in html


def test_the_document_page_shows_the_whole_text_verbatim(client: FlaskClient) -> None:
    html = get(client, f"/van-ban/{ID}")
    body = re.search(
        r'<section class="text" aria-label="Toàn văn"[^>]*>(.*?)</section>', html, re.S
    )
    notes = re.search(r'<section class="text notes".*?</section>', html, re.S)
    assert body is not None
    assert notes is not None
    for paragraph in TEXT.split("\n")[:-1]:
        assert paragraph in words(body[1]).replace("chú thích 1", "1")
    assert TEXT.split("\n")[-1] in words(notes[0])


def test_the_document_page_says_where_each_fact_was_read(client: FlaskClient) -> None:
    text = words(get(client, f"/van-ban/{ID}"))
    assert "Ngày ban hành 09/3/2021 lớp ký số trên trang đầu" in text
    assert "Số, ký hiệu 08-QĐ/TU phần đầu văn bản" in text
    assert "Trang 1: Chữ mờ ở lề." in text


def test_the_document_page_links_references_both_ways(client: FlaskClient) -> None:
    html = get(client, f"/van-ban/{ID}")
    assert re.search(r'<a class="ref known" href="/tra-cuu\?so=[^"]+" title="Chỉ thị số 35', html)
    text = words(html)
    assert "Được viện dẫn trong kho bởi Quy định số 31-QĐ/TU" in text
    assert "Các văn bản ghi khác nhau: 35-CT/TW, ngày" in text
    assert 'href="#chu-thich-1"' in html
    assert 'id="chu-thich-1"' in html
    assert 'href="#dau-1"' in html


def test_the_document_page_tells_what_changed_it_with_the_proof(client: FlaskClient) -> None:
    text = words(get(client, f"/van-ban/{ID}"))
    assert "05/7/2023 Quy định số 31-QĐ/TU thay thế Quy định số 08-QĐ/TU Được thay thế bởi" in text


def test_the_picture_draws_each_neighbour_once(client: FlaskClient) -> None:
    html = get(client, f"/van-ban/{ID}")
    net = html[html.index('<div class="net"') :]
    net = net[: net.index("</svg>")]
    assert net.count('<g class="node absent">') == 1
    assert net.count('<g class="node">') == 1
    assert net.count("<line") == 2
    assert ">thay thế</text>" in net


def test_the_wanted_passage_is_marked_in_its_document(client: FlaskClient) -> None:
    html = get(client, f"/van-ban/{ID}?doan={ID}-0001")
    assert html.count('class="prov d1 target"') == 1
    assert 'id="doan-0001"' in html


def test_every_link_of_the_document_page_leads_somewhere(client: FlaskClient) -> None:
    html = get(client, f"/van-ban/{ID}?doan={ID}-0001")
    ids = set(re.findall(r'id="([^"]+)"', html))
    targets = set(re.findall(r'href="#([^"]+)"', html))
    assert targets
    assert targets <= ids


def test_the_page_picture_marks_passage_and_sentence(client: FlaskClient) -> None:
    html = get(client, f"/van-ban/{ID}/trang/2?doan={ID}-0001&tu=26&den=80")
    assert html.count("<rect") == 2
    assert "trang 4 (trang 2 của tệp)" in words(html)
    assert f"/van-ban/{ID}/trang/1?" in html
    get(client, f"/van-ban/{ID}/trang/9", 404)


def test_a_citation_names_section_and_page_small_to_large(client: FlaskClient) -> None:
    text = words(get(client, f"/doan/{ID}-0001"))
    assert (
        "Điều 2 Quy định số 08-QĐ/TU, ngày 09/3/2021 của Ban Thường vụ Tỉnh ủy về trách nhiệm"
        in text
    )
    assert "ngày 09 tháng 3 năm 2021" in text
    assert "tr. 3–4." in text


@pytest.mark.parametrize(
    ("number", "subject", "written"),
    [
        ("08-QĐ/TU", "về chế độ họp", "ngày 09/3/2021 của Ban Thường vụ Tỉnh ủy về chế độ họp"),
        ("08-QĐ/TU", "Chế độ họp", "của Ban Thường vụ Tỉnh ủy về chế độ họp"),
        ("1568/QĐ-UBND", "Ban hành Quy chế", "của Ban Thường vụ Tỉnh ủy ban hành Quy chế"),
        (
            "41-KL/TU",
            "của Ban Thường vụ Tỉnh ủy về sơ kết",
            "ngày 09/3/2021 của Ban Thường vụ Tỉnh ủy về sơ kết",
        ),
        (None, "Điều lệ Đảng", "Quy định Điều lệ Đảng, ngày 09/3/2021 của Ban Thường vụ Tỉnh ủy"),
    ],
)
def test_a_citation_adds_no_word_that_is_not_needed(
    number: str | None, subject: str, written: str
) -> None:
    card = replace(CARD, number=number, subject=subject)
    assert citation_styles.name(card, state=False).endswith(written)


@pytest.mark.parametrize(
    ("path", "written"),
    [
        (("Chương II", "Điều 5", "khoản 2", "điểm a"), "điểm a khoản 2 Điều 5"),
        (("mục II", "mục 1", "mục 1.1", "điểm a"), "điểm a mục II.1.1"),
        (("mục 4", "mục 4.2", "mục 4.2.3"), "mục 4.2.3"),
        (("mục A", "mục 3", "mục 3.2", "mục 3.2.1"), "mục A.3.2.1"),
        (("Phụ lục I", "Điều 3"), "Điều 3 Phụ lục I"),
        (("Quy chế kèm theo", "Chương I", "Điều 3", "khoản 1"), "khoản 1 Điều 3 Quy chế kèm theo"),
        ((), ""),
    ],
)
def test_a_pinpoint_runs_small_to_large(path: tuple[str, ...], written: str) -> None:
    assert wording.pinpoint(path) == written


def test_a_pinpoint_says_each_figure_once(root: Path) -> None:
    with (root / "tests" / "cases" / "pinpoints.tsv").open(encoding="utf-8") as cases:
        judged = [(case["path"], case["cited"]) for case in csv.DictReader(cases, delimiter="\t")]
    assert [(path, wording.pinpoint(path.split(" › "))) for path, _ in judged] == judged


@pytest.mark.parametrize(
    ("numbers", "printed", "written"),
    [
        ((3,), ("3",), "trang 3"),
        ((5, 6), ("3", "4"), "trang 3–4 (trang 5–6 của tệp)"),
        ((1, 2), ("2",), "trang 1–2"),
        ((1, 2), ("4",), "trang 1–2 của tệp"),
        ((1,), (), "trang 1 của tệp"),
        ((), (), ""),
    ],
)
def test_a_page_is_never_guessed(
    numbers: tuple[int, ...], printed: tuple[str, ...], written: str
) -> None:
    assert wording.pages(numbers, printed) == written


def test_the_library_page_names_failures_without_their_folder(client: FlaskClient) -> None:
    text = words(get(client, "/kho"))
    assert "hong.pdf: Tệp bị hỏng." in text
    assert "/kin/" not in text
    assert "Được dẫn mà chưa có (1)" in text
    assert "35-CT/TW" in words(get(client, "/kho/chua-co"))


def test_suggestions_are_options_of_a_listbox(client: FlaskClient) -> None:
    html = get(client, "/goi-y?q=08")
    assert f'data-url="/van-ban/{ID}"' in html
    assert html.count('role="option"') == 1


@pytest.mark.parametrize(
    "path",
    [
        "/van-ban/zz",
        "/doan/zz",
        "/khong-co",
        f"/van-ban/{ID}/tep",
        "/bai-noi/7",
        "/bai-noi/chon/zz",
    ],
)
def test_what_is_not_there_is_a_404_in_vietnamese(client: FlaskClient, path: str) -> None:
    assert "Không có trang này trong kho" in get(client, path, 404)


def test_a_failing_library_tells_the_reader_no_path(
    client: FlaskClient, library: StandLibrary
) -> None:
    library.broken = LibraryCorrupt("Kho /home/kin/kho bị hỏng.")
    html = get(client, "/tim?q=a", 503)
    assert "/home" not in html
    assert "tạm thời không dùng được" in html


def test_an_unforeseen_error_shows_no_trace(app: Flask, library: StandLibrary) -> None:
    library.broken = RuntimeError("/home/kin secret")
    answer = app.test_client().get("/tim?q=a")
    assert answer.status_code == 500
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
