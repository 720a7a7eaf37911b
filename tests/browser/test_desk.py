"""Topics, words, readings side by side and watches, as readers use them, over the samples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Browser, Page, expect

from index.library import Library
from tests.browser.conftest import PHONE, Reader, reading, serving
from tests.browser.test_pages import PHONE_RULES, WCAG, findings

PAGES = {
    "topic": "/chu-de?q=cấp ủy",
    "meaning": "/chu-de?q=tiếp dân&cach=nghia",
    "concordance": "/ngu-canh?cum-tu=tiếp dân",
    "glossary": "/thuat-ngu",
    "term": "/thuat-ngu?tu=Tiếp dân",
    "defined": "/tim?q=giám sát chuyên đề",
    "choose": "/song-song?a=08-QĐ/TU",
    "beside": "/song-song?a=08-QĐ/TU&b=31-QĐ/TU",
    "watches": "/theo-doi",
}


@pytest.fixture(scope="module")
def site(sample_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from serving(Library.open(sample_library), tmp_path_factory.mktemp("desk"))


@pytest.fixture
def dark(browser: Browser, site: str) -> Iterator[Reader]:
    yield from reading(browser, site, viewport=PHONE, color_scheme="dark")


def test_axe_finds_nothing_serious(office: Reader) -> None:
    for path in PAGES.values():
        page = office.open(path)
        assert findings(office, WCAG) == [], path
        expect(page.locator("h1")).to_have_count(1)


def test_on_a_phone_in_the_dark_all_is_legible_and_nothing_too_wide(dark: Reader) -> None:
    wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    for path in PAGES.values():
        page = dark.open(path)
        assert findings(dark, PHONE_RULES) == [], path
        assert not page.evaluate(wider), path


def test_a_topic_is_compared_term_by_term_and_taken_to_word(
    scriptless: Reader, tmp_path: Path
) -> None:
    page = scriptless.open("/")
    page.get_by_role("link", name="Một chủ đề qua các nhiệm kỳ").click()
    page.get_by_label("Chủ đề", exact=True).fill("cấp ủy")
    page.get_by_role("button", name="Xem", exact=True).click()
    page.wait_for_load_state()
    columns = page.locator(".term-column")
    assert columns.count() >= 3
    first = columns.first.locator("h2").inner_text()
    said = page.locator(".said").count()
    page.get_by_role("group", name="Đặt cạnh nhau").get_by_role("checkbox").nth(1).check()
    page.get_by_role("group", name="Đặt cạnh nhau").get_by_role("checkbox").nth(2).check()
    page.get_by_role("button", name="So các nhiệm kỳ đã chọn").click()
    expect(columns).to_have_count(2)
    page.wait_for_load_state()
    assert columns.first.locator("h2").inner_text() != first
    assert 0 < page.locator(".said").count() < said
    whole = page.locator(".said details").first
    whole.locator("summary").click()
    expect(whole.locator("blockquote")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải Word").click()
    download.value.save_as(tmp_path / "chu-de.docx")
    file = docx.Document(str(tmp_path / "chu-de.docx"))
    assert sum(len(table.rows) - 1 for table in file.tables) == page.locator(".said").count()


def test_on_a_phone_terms_stand_one_under_another(phone: Reader) -> None:
    page = phone.open("/chu-de?q=cấp ủy")
    boxes = [column.bounding_box() for column in page.locator(".term-column").all()]
    assert len(boxes) >= 3
    for above, below in pairwise(boxes):
        assert above is not None
        assert below is not None
        assert below["y"] >= above["y"] + above["height"] - 1


def test_a_word_is_looked_up_and_leads_to_its_place_in_the_document(phone: Reader) -> None:
    page = phone.open("/thuat-ngu")
    page.get_by_label("Từ cần tìm").fill("giam sat")
    page.get_by_role("search", name="Tìm thuật ngữ").get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name="Giám sát chuyên đề").click()
    expect(page.locator(".definition")).to_contain_text("Điều 2")
    page.locator(".definition").get_by_role("link", name="Quy định số 22-QĐ/TU").click()
    expect(page).to_have_url(re.compile(r"#doan-\d+$"))


def test_every_place_of_a_phrase_is_sorted_by_what_follows(office: Reader) -> None:
    page = office.open("/tim?q=tiếp dân")
    page.get_by_role("link", name="Tra ngữ cảnh của").click()
    page.wait_for_load_state()
    before = page.locator(".kwic").last.locator("tbody tr").all_inner_texts()
    page.get_by_role("link", name="Theo chữ đứng sau").click()
    page.wait_for_load_state()
    after = page.locator(".kwic").last.locator("tbody tr").all_inner_texts()
    assert sorted(before) == sorted(after)
    assert before != after


def _first_seen(page: Page, side: str) -> str:
    """Return the name of the last matched part that begins above the top of a pane."""
    found = page.evaluate(
        """(side) => { const pane = document.querySelector(`[data-pane=${side}]`);
        return [...pane.querySelectorAll(".part[data-answer]")].filter(
          (part) => part.offsetTop <= pane.scrollTop + 3).pop()?.id ?? ""; }""",
        side,
    )
    return str(found)


def test_scrolling_one_document_brings_the_other_to_what_answers(office: Reader) -> None:
    page = office.open("/song-song?a=08-QĐ/TU&b=31-QĐ/TU")
    part = page.locator("[data-pane=a] .part[data-answer]").nth(3)
    answer = part.get_attribute("data-answer") or ""
    part.evaluate("(one) => { one.closest('[data-pane]').scrollTop = one.offsetTop; }")
    for _ in range(100):
        # Not wait_for_function: the pages' policy forbids the eval it may fall back on.
        if page.locator("[data-pane=b]").evaluate("(pane) => pane.scrollTop") > 0:
            break
        page.wait_for_timeout(50)
    page.wait_for_timeout(100)
    assert _first_seen(page, "b") == answer
    assert page.locator("[data-pane=b]").evaluate("(pane) => pane.scrollTop") > 0
    page.get_by_label("Cuộn cùng nhau").uncheck()
    page.locator("[data-pane=a]").evaluate("(pane) => { pane.scrollTop = 0; }")
    page.wait_for_timeout(150)
    assert page.locator("[data-pane=b]").evaluate("(pane) => pane.scrollTop") > 0


def test_a_document_is_read_beside_its_successor_on_a_phone(phone: Reader) -> None:
    page = phone.open("/song-song?a=08-QĐ/TU")
    page.get_by_role("link", name="Quy định số 31-QĐ/TU").last.click()
    page.wait_for_url(re.compile(r"/song-song\?.*b="))
    upper, lower = (page.locator(f"[data-pane={side}]").bounding_box() for side in "ab")
    assert upper is not None
    assert lower is not None
    assert lower["y"] > upper["y"] + upper["height"]
    assert lower["y"] + lower["height"] <= PHONE["height"]


def test_without_script_a_link_leads_across(scriptless: Reader) -> None:
    page = scriptless.open("/song-song?a=08-QĐ/TU&b=31-QĐ/TU")
    across = page.locator("[data-pane=a] a.across").last
    end = (across.get_attribute("href") or "").lstrip("#")
    across.click()
    expect(page.locator(f"#{end}")).to_be_in_viewport()


def test_a_search_and_a_phrase_are_watched_and_the_feed_has_an_address(scriptless: Reader) -> None:
    page = scriptless.open("/tim?q=tiếp dân&khoa=13")
    page.get_by_role("link", name="Theo dõi câu tìm này").click()
    page.get_by_role("button", name="Theo dõi câu tìm này").click()
    expect(page.locator(".watch-list li")).to_contain_text("Câu tìm: tiếp dân (13)")
    page.get_by_label("Cụm từ, số hiệu").fill("bảo vệ rừng")
    page.get_by_role("button", name="Thêm").click()
    expect(page.locator(".watch-list li")).to_have_count(2)
    page.get_by_role("button", name="Tạo địa chỉ bản tin").click()
    address = page.locator(".feed-url code").inner_text()
    answer = page.request.get(address)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    page.get_by_role("link", name="Cụm từ: bảo vệ rừng").click()
    expect(page.get_by_text("Chưa có văn bản nào mới.")).to_be_visible()
    expect(page.locator(".said").first).to_contain_text("bảo vệ rừng")
    page.go_back()
    for left in (1, 0):
        page.get_by_role("button", name=re.compile("Bỏ theo dõi")).first.click()
        expect(page.locator(".watch-list li")).to_have_count(left)
