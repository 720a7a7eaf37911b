"""More of what readers and editors do: typing on a phone, keys only, sending up, correcting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from search_app.persistence.accounts import AccountRole, Accounts
from tests.browser.conftest import OFFICE, PHONE, Reader, reading, serving
from tests.browser.test_pages import WCAG, findings
from tests.libraries import built, without_children
from tests.search_app_stand import ID, StandLibrary

WORD = "mật khẩu dài"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A library that was really built, of three documents."""
    folder = tmp_path_factory.mktemp("small")
    with pytest.MonkeyPatch.context() as patch:
        without_children(patch)
        library = built(folder)
        yield from serving(library, folder)
        library.close()


def test_a_number_typed_as_spoken_on_a_phone_opens_its_document(
    browser: Browser, small: str
) -> None:
    for reader in reading(browser, small, viewport=PHONE, has_touch=True, is_mobile=True):
        page = reader.open("/")
        page.locator("#q").fill("quy dinh 31")
        page.get_by_role("button", name="Tìm", exact=True).tap()
        expect(page.locator("h1")).to_have_text("Quy định số 31-QĐ/TU")
        page.get_by_role("link", name=re.compile("Được viện dẫn")).tap()
        page.locator("section[aria-labelledby=duoc-vien-dan] summary").first.tap()
        expect(page.locator("section[aria-labelledby=duoc-vien-dan] blockquote")).to_contain_text(
            "Thực hiện nghiêm Quy định số 31-QĐ/TU"
        )


def test_the_picture_of_the_neighbourhood_is_walked(browser: Browser, small: str) -> None:
    for reader in reading(browser, small, viewport=OFFICE):
        page = reader.open("/tim?q=19-CT/TU")
        expect(page.locator("h1")).to_have_text("Chỉ thị số 19-CT/TU")
        page.locator(".net a", has_text="31-QĐ/TU").click()
        expect(page.locator("h1")).to_have_text("Quy định số 31-QĐ/TU")
        page.locator(".net a", has_text="19-CT/TU").click()
        expect(page.locator("h1")).to_have_text("Chỉ thị số 19-CT/TU")


def test_from_the_box_to_the_text_with_keys_only(office: Reader) -> None:
    page = office.open("/")
    page.keyboard.press("/")
    page.keyboard.type("tiếp dân ít")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/tim"))
    link = page.locator(".hit .doc a").first
    for _ in range(40):
        page.keyboard.press("Tab")
        if link.evaluate("one => one === document.activeElement"):
            break
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/van-ban/{ID}"))


def test_recent_searches_are_offered_and_cleared(office: Reader) -> None:
    page = office.open("/tim?q=tiếp dân")
    page.goto(office.base + "/")
    page.locator("#q").click()
    expect(page.get_by_role("option").first).to_contain_text("tiếp dân")
    page.get_by_role("option", name="Xóa các lần tìm gần đây").click()
    expect(page.get_by_role("status")).to_have_text("Đã xóa các lần tìm gần đây.")
    page.locator("#q").press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_hidden()


@pytest.mark.parametrize("script", [True, False])
def test_an_editor_signs_in_sends_a_file_up_and_corrects_a_fact(
    browser: Browser, tmp_path: Path, script: bool
) -> None:
    people = Accounts(tmp_path / "accounts.sqlite")
    people.add("Chủ", AccountRole.ADMIN, WORD)
    (tmp_path / "ke-hoach.txt").write_text("Kế hoạch trồng cây", "utf-8")
    for site in serving(StandLibrary(), tmp_path):
        for reader in reading(browser, site, viewport=OFFICE, java_script_enabled=script):
            page = reader.open("/nap")
            page.get_by_label("Tên").fill("Chủ")
            page.get_by_label("Mật khẩu").fill(WORD)
            page.get_by_role("button", name="Đăng nhập").click()
            page.get_by_label("Chọn một hay nhiều tệp").set_input_files(tmp_path / "ke-hoach.txt")
            page.get_by_role("button", name="Nạp vào kho").click()
            # Without a program the page renews itself until the build has ended.
            expect(page.locator("meta[http-equiv=refresh]")).to_have_count(0, timeout=30_000)
            expect(page.locator(".badge.held")).to_have_text("đã vào kho", timeout=30_000)
            if script:
                assert findings(reader, WCAG) == []
            page.goto(f"{site}/van-ban/{ID}/sua")
            page.get_by_label("Ngày ban hành").fill("10/3/2021")
            page.get_by_role("button", name="Lưu").click()
            note = page.locator("#g-issued")
            expect(note).to_contain_text("Đọc từ tệp: 09/3/2021")
            expect(note).to_contain_text("Chủ")
            page.get_by_role("button", name="Hoàn lại Ngày ban hành").click()
            expect(page.get_by_label("Ngày ban hành")).to_have_value("09/3/2021")


DRAFT = (
    "Theo Quy định số 31-QĐ/TU, ngày 12/9/2023, “Bí thư huyện ủy tiếp dân ít nhất ba ngày trong "
    "một tháng”.\nĐiều 9 Quy định số 31-QĐ/TU, ngày 12/9/2023 không có.\n"
    "Quy định số 99-QĐ/TU, ngày 02/3/2024 chưa gửi.\n"
    "Quy định số 31-QĐ/TU, ngày 12/9/2023 về trách nhiệm tiếp dân của người đứng đầu cấp ủy."
)


@pytest.mark.parametrize("size", [OFFICE, PHONE], ids=["office", "phone"])
def test_a_clerk_sees_the_faults_alone_and_goes_to_their_place(
    browser: Browser, small: str, size: ViewportSize
) -> None:
    for reader in reading(browser, small, viewport=size):
        page = reader.open("/kiem-tra")
        page.get_by_label("Dán nội dung bản thảo").fill(DRAFT)
        page.get_by_role("button", name="Kiểm tra", exact=True).click()
        expect(page.locator(".understood")).to_contain_text("2 cần sửa, 1 chưa chắc, 2 khớp")
        page.get_by_label("Cần sửa (2)").check()
        expect(page.locator(".group.unsure")).to_be_hidden()
        expect(page.locator(".group.fault li .grave")).to_have_text(
            "Bản thảo: “ba” – văn bản: “hai”"
        )
        page.locator(".group.fault li p a").first.click()
        expect(page.locator(".draft a:target")).to_be_in_viewport()
        assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]


@pytest.mark.parametrize("size", [OFFICE, PHONE], ids=["office", "phone"])
def test_a_pasted_sentence_is_told_what_differs_and_where_it_stands(
    browser: Browser, small: str, size: ViewportSize
) -> None:
    for reader in reading(browser, small, viewport=size):
        page = reader.open("/cau-trich")
        page.get_by_label("Dán câu cần soát").fill(
            "“Bí thư huyện ủy tiếp dân ít nhất hai ngày trong một tháng tại nhà riêng”"
        )
        page.get_by_role("button", name="Soát", exact=True).click()
        expect(page.locator(".badge")).to_have_text("khác nguyên văn")
        page.locator("ol.judged a", has_text="Quy định số 31-QĐ/TU").first.click()
        expect(page.locator("h1")).to_have_text("Quy định số 31-QĐ/TU")
