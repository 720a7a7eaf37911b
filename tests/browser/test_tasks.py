"""What readers come to do, done with mouse, finger and keys in a real Chromium."""

from __future__ import annotations

import re
from pathlib import Path

import docx
import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Reader
from tests.search_app_stand import ID


def ask(page: Page, words: str) -> None:
    page.locator("#q").fill(words)
    page.get_by_role("button", name="Tìm", exact=True).click()


def test_a_question_typed_without_accents_on_a_phone(phone: Reader) -> None:
    page = phone.open("/")
    ask(page, "tiep dan")
    expect(page.locator(".understood")).to_contain_text("Đang tìm: tiếp dân")
    expect(page.locator(".hit mark").first).to_have_text("tiếp dân")
    expect(page.locator(".hit .facts").first).to_contain_text("ngày 09/3/2021")


def test_the_way_back_to_what_was_typed_and_history(office: Reader) -> None:
    page = office.open("/tim?q=tiep+dan")
    page.get_by_role("link", name="Tìm đúng chữ đã gõ").click()
    expect(page.locator("h2").first).to_have_text("Không tìm thấy")
    page.go_back()
    expect(page.locator(".understood")).to_contain_text("Đang tìm")


def test_a_number_without_script_goes_straight_to_its_document(scriptless: Reader) -> None:
    page = scriptless.open("/")
    ask(page, "08-QĐ/TU")
    expect(page).to_have_url(re.compile(f"/van-ban/{ID}"))
    expect(page.locator("h1")).to_have_text("Quy định số 08-QĐ/TU")


def test_suggestions_are_chosen_with_the_keyboard(office: Reader) -> None:
    page = office.open("/")
    box = page.locator("#q")
    box.press_sequentially("08")
    expect(page.get_by_role("option")).to_have_count(1)
    box.press("ArrowDown")
    expect(box).to_have_attribute("aria-activedescendant", "goi-y-1")
    box.press("Enter")
    expect(page).to_have_url(re.compile(f"/van-ban/{ID}$"))


def test_suggestions_go_away_with_escape(office: Reader) -> None:
    page = office.open("/")
    page.locator("#q").press_sequentially("tiếp")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.locator("#q").press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(page.locator("#q")).to_have_value("tiếp")


def test_from_a_result_to_the_marked_original_page(office: Reader) -> None:
    page = office.open("/tim?q=tiep+dan")
    page.get_by_role("link", name="Trang gốc").first.click()
    picture = page.locator("svg image")
    size = page.evaluate(
        "async (url) => { const i = new Image(); i.src = url; await i.decode();"
        " return [i.naturalWidth, i.naturalHeight]; }",
        picture.get_attribute("href"),
    )
    assert size[0] > 900
    assert size[1] > size[0]
    expect(page.locator(".sentence-marks rect")).to_have_count(1)
    expect(page.locator(".lines .target").first).to_be_visible()
    page.get_by_role("link", name="Lớn").click()
    expect(page.locator("figure.zoom3")).to_be_visible()
    expect(page.locator(".sentence-marks rect")).to_have_count(1)


def test_the_original_file_is_handed_over_whole(office: Reader, root: Path) -> None:
    page = office.open(f"/van-ban/{ID}")
    with page.expect_download() as download:
        page.get_by_role("link", name="Tải tệp gốc").click()
    assert download.value.suggested_filename == "08-qd-tu-2021.pdf"
    original = root / "corpus" / "08-qd-tu-2021.pdf"
    assert Path(download.value.path()).read_bytes() == original.read_bytes()


def test_a_passage_is_copied_with_its_source(office: Reader) -> None:
    office.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = office.open(f"/doan/{ID}-0001")
    page.get_by_role("button", name="Sao chép: Chú thích cuối trang (Văn bản Đảng)").click()
    expect(page.get_by_role("status")).to_have_text("Đã sao chép.")
    copied = page.evaluate("navigator.clipboard.readText()")
    # The document was replaced: nothing of it is copied without that.
    assert "Điều 2, tr. 3–4. Lưu ý: được thay thế bởi Quy định số 31-QĐ/TU" in copied
    rich = page.evaluate(
        "navigator.clipboard.read().then(i => i[0].getType('text/html')).then(b => b.text())"
    )
    assert "Điều 2, tr. 3–4." in rich


def test_a_document_that_is_missing_shows_who_cites_it(phone: Reader) -> None:
    page = phone.open(f"/van-ban/{ID}")
    page.locator("a.ref", has_text="Chỉ thị số 35-CT/TW").click()
    expect(page.locator(".notice")).to_contain_text("chưa có trong kho")


def test_a_talk_from_result_to_word_file(scriptless: Reader, tmp_path: Path) -> None:
    page = scriptless.open("/tim?q=tiếp dân")
    page.get_by_role("button", name="Đưa vào bài nói").first.click()
    page.get_by_label("Tên bài mới").fill("Sinh hoạt chi bộ")
    page.get_by_role("button", name="Đưa vào").click()
    # Back on the results, which say where the passage went.
    page.get_by_role("link", name="Sinh hoạt chi bộ").first.click()
    page.get_by_label("Lời của tôi").fill("Thưa các đồng chí!")
    page.get_by_role("button", name="Lưu lời").last.click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Xuất Word").click()
    kept = tmp_path / "bai.docx"
    download.value.save_as(kept)
    texts = [paragraph.text for paragraph in docx.Document(str(kept)).paragraphs]
    assert texts[:2] == ["Sinh hoạt chi bộ", "Thưa các đồng chí!"]
    assert texts[2].startswith("“Điều 1. Phạm vi điều chỉnh")


@pytest.mark.parametrize("reader", ["office", "scriptless"])
def test_a_draft_is_pasted_and_judged(reader: str, request: pytest.FixtureRequest) -> None:
    page = request.getfixturevalue(reader).open("/kiem-tra")
    page.get_by_label("Dán nội dung bản thảo").fill("Theo Quy định số 08-QĐ/TU ngày 10/3/2021.")
    page.get_by_role("button", name="Kiểm tra").click()
    expect(page.locator(".understood")).to_have_text("1 viện dẫn: 1 cần sửa.")
    with page.expect_download() as download:
        page.get_by_role("button", name="Tải báo cáo Word").click()
    assert download.value.suggested_filename.endswith(".docx")
