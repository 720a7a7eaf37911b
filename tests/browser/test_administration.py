"""The administrator's work in a browser, from no account to a closed door."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import OFFICE, PHONE, reading, serving
from tests.browser.test_pages import PHONE_RULES, WCAG, findings
from tests.search_app_stand import ID, StandLibrary

WORD = "mật khẩu dài"
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def site(root: Path, tmp_path: Path) -> Iterator[str]:
    yield from serving(StandLibrary({ID: root / "corpus" / "08-qd-tu-2021.pdf"}), tmp_path)


def enter(page: Page, name: str, word: str) -> None:
    page.get_by_label("Tên").fill(name)
    page.get_by_label("Mật khẩu").fill(word)
    page.get_by_role("button", name="Đăng nhập").click()


def test_from_no_account_to_a_colleague_who_reads_on_a_phone(
    browser: Browser, site: str, tmp_path: Path
) -> None:
    for office in reading(browser, site, viewport=OFFICE):
        page = office.open("/")
        page.get_by_role("link", name="Quản trị kho").click()
        page.get_by_role("navigation", name="Quản trị").get_by_role(
            "link", name="Tài khoản"
        ).click()
        page.get_by_label("Tên của bạn").fill("Chủ")
        page.get_by_label("Mật khẩu (ít nhất 10 ký tự)").fill(WORD)
        page.get_by_label("Gõ lại mật khẩu").fill(WORD)
        page.get_by_role("button", name="Tạo tài khoản quản trị").click()
        expect(page.locator(".people")).to_contain_text("Quản trị duy nhất")
        page.get_by_label("Tên", exact=True).fill("Lan")
        page.get_by_label("Mật khẩu của bạn").last.fill(WORD)
        page.get_by_role("button", name="Thêm", exact=True).click()
        handed = page.locator(".handed").inner_text()
        assert findings(office, WCAG) == []
        page.goto(f"{site}/quan-tri/sao-luu")
        page.get_by_role("button", name="Sao lưu ngay").click()
        page.get_by_text("Tải về").first.click()
        page.get_by_label("Mật khẩu của bạn").first.fill(WORD)
        with page.expect_download() as download:
            page.get_by_role("button", name="Tải về").click()
        assert download.value.suggested_filename.startswith("sao-luu-")
        for path in ("", "/tai-khoan", "/thu-muc", "/sao-luu", "/nhat-ky"):
            page.goto(f"{site}/quan-tri{path}")
            assert findings(office, WCAG) == [], path
            page.set_viewport_size(PHONE)
            assert not page.evaluate(WIDER), path
            page.set_viewport_size(OFFICE)
        expect(page.locator("table")).to_contain_text("tải bản sao lưu")
    for phone in reading(browser, site, viewport=PHONE, has_touch=True, is_mobile=True):
        page = phone.open("/")
        enter(page, "Lan", handed)
        page.get_by_role("link", name="Lan").click()
        page.get_by_label("Mật khẩu hiện nay").fill(handed)
        page.get_by_label("Mật khẩu mới (ít nhất 10 ký tự)").fill("của riêng tôi")
        page.get_by_label("Gõ lại mật khẩu mới").fill("của riêng tôi")
        page.get_by_role("button", name="Đổi mật khẩu").click()
        expect(page.get_by_text("Đã đổi mật khẩu")).to_be_visible()
        assert findings(phone, PHONE_RULES) == []
        expect(page.get_by_role("link", name=re.compile("Quản trị"))).to_have_count(0)
