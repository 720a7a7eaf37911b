"""An editor goes through what needs a person's eyes: with keys, and without the program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from index.results import DoubtedFile
from ingest.claims import Doubt
from ingest.pages import Box
from search_app.persistence.accounts import AccountRole, Accounts
from tests.browser.conftest import OFFICE, Reader, reading, serving
from tests.browser.test_pages import WCAG, findings
from tests.search_app_stand import CARD, ID, StandLibrary, document

WORD = "mật khẩu dài"
NUMBER = Doubt("number", "/QĐ-TU", "Máy không đọc được số.", 1, Box(85, 80, 180, 91))
DAY = Doubt("issued", "2021-03-09", "Ngày đọc không chắc (39%).", 1, Box(330, 80, 500, 91), True)
SUBJECT = Doubt("subject", "Tiếp dân", "Dấu công văn đến đè lên trích yếu.", 1)
DOUBTED = (DoubtedFile(CARD, document().digest, (NUMBER, DAY, SUBJECT)),)


@pytest.fixture
def site(root: Path, tmp_path: Path) -> Iterator[str]:
    people = Accounts(tmp_path / "accounts.sqlite")
    people.add("Lan", AccountRole.ADMIN, WORD)
    files = {ID: root / "corpus" / "08-qd-tu-2021.pdf"}
    yield from serving(StandLibrary(files, doubted=DOUBTED), tmp_path)


def signed_in(reader: Reader) -> Page:
    page = reader.open("/can-xem")
    page.get_by_label("Tên").fill("Lan")
    page.get_by_label("Mật khẩu").fill(WORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("heading", name="Việc cần người xem")).to_be_visible()
    return page


def test_every_doubt_is_settled_with_keys_alone(browser: Browser, site: str) -> None:
    for reader in reading(browser, site, viewport=OFFICE):
        page = signed_in(reader)
        expect(page.locator(".strip image")).to_have_attribute(
            "href", f"/van-ban/{ID}/trang/1/anh?co=2"
        )
        assert findings(reader, WCAG) == []
        number = page.get_by_role("textbox", name="Số, ký hiệu")
        expect(number).to_be_focused()
        expect(number).to_have_value("/QĐ-TU")
        # The symbol alone is no number: nothing is kept.
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("Không hiểu số hiệu")
        reader.complaints.clear()
        page.keyboard.type("09")
        page.keyboard.press("Enter")
        expect(page.locator(".settled")).to_contain_text("Đã ghi số, ký hiệu")
        day = page.get_by_role("textbox", name="Ngày ban hành")
        expect(day).to_be_focused()
        expect(day).to_have_value("09/3/2021")
        page.keyboard.press("Enter")
        expect(page.get_by_role("textbox", name="Trích yếu")).to_be_focused()
        page.keyboard.press("Escape")
        expect(page.get_by_text("Không còn việc nào cần xem")).to_be_visible()
        expect(page.get_by_role("link", name="Đã để lại (1)")).to_be_visible()
        page.goto(f"{site}/van-ban/{ID}")
        expect(page.get_by_role("heading", level=1)).to_contain_text("09-QĐ/TU")


def test_without_the_program_buttons_do_the_same(browser: Browser, site: str) -> None:
    for reader in reading(browser, site, viewport=OFFICE, java_script_enabled=False):
        page = signed_in(reader)
        page.get_by_role("textbox", name="Số, ký hiệu").fill("09-QĐ/TU")
        page.get_by_role("button", name="Ghi nhận").click()
        expect(page.locator(".settled")).to_contain_text("Đã ghi số, ký hiệu")
        page.get_by_role("button", name="Hoàn lại").click()
        expect(page.get_by_role("textbox", name="Số, ký hiệu")).to_have_value("/QĐ-TU")
        page.get_by_role("button", name="Để lại").click()
        expect(page.get_by_role("textbox", name="Ngày ban hành")).to_have_value("09/3/2021")
        page.get_by_role("link", name="Đã để lại (1)").click()
        page.get_by_role("button", name="Đưa lại vào việc cần xem").click()
        expect(page.get_by_text("Chưa để lại việc nào")).to_be_visible()
        page.get_by_role("button", name="Cập nhật kho").click()
        expect(page.get_by_text("Đã dựng xong")).to_be_visible(timeout=30_000)
