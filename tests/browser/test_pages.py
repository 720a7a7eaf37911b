"""Every page in a real Chromium: accessible, within the screen, without complaints."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.conftest import PHONE, Reader, reading
from tests.search_app_stand import ID

AXE = Path(__file__).with_name("vendor") / "axe-core" / "axe.min.js"
PAGES = {
    "home": "/",
    "results": "/tim?q=tiep dan",
    "one document's": f"/tim/{ID}?q=tiep dan",
    "nothing": "/tim?q=cá mập",
    "choices": "/tim?q=19-CT/TU",
    "lacking": "/tra-cuu?so=35-CT/TW",
    "document": f"/van-ban/{ID}?doan={ID}-0001",
    "picture": f"/van-ban/{ID}/trang/1?doan={ID}-0001&tu=0&den=20",
    "citation": f"/doan/{ID}-0001",
    "library": "/kho?loai=Quy+định&sap=so",
    "wanted": "/kho/chua-co",
    "draft": "/kiem-tra",
    "quotation": "/cau-trich",
    "talks": "/bai-noi",
    "choose": f"/bai-noi/chon/{ID}-0001",
    "excerpt": f"/van-ban/{ID}/trich?tu=30&den=60",
    "guide": "/huong-dan",
    "upload": "/nap",
    "login": "/dang-nhap",
    "administration": "/quan-tri",
    "accounts": "/quan-tri/tai-khoan",
    "folders": "/quan-tri/thu-muc",
    "backups": "/quan-tri/sao-luu",
    "record": "/quan-tri/nhat-ky",
    "correct": f"/van-ban/{ID}/sua",
    "narrowed": "/tim?q=tiep dan&khoa=13",
}


@pytest.fixture
def dark(browser: Browser, site: str) -> Iterator[Reader]:
    yield from reading(browser, site, viewport=PHONE, color_scheme="dark")


WCAG = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']}"
PHONE_RULES = "{runOnly: {type: 'rule', values: ['color-contrast', 'target-size']}}"


def findings(reader: Reader, rules: str) -> list[str]:
    """Return what axe calls serious or critical."""
    page = reader.page
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate(f"axe.run({rules})")
    return [
        f"{v['id']}: {node['html'][:120]}"
        for v in found["violations"]
        if v["impact"] in ("serious", "critical")
        for node in v["nodes"]
    ]


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_axe_finds_nothing_serious(office: Reader, path: str) -> None:
    page = office.open(path)
    assert findings(office, WCAG) == []
    expect(page.locator("h1")).to_have_count(1)


def test_on_a_phone_in_the_dark_all_is_legible_and_nothing_too_wide(dark: Reader) -> None:
    wider = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    for path in PAGES.values():
        page = dark.open(path)
        assert findings(dark, PHONE_RULES) == [], path
        assert not page.evaluate(wider), path


def test_the_keyboard_reaches_the_text_first_and_the_box_with_a_slash(office: Reader) -> None:
    page = office.open("/kho")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Tới nội dung chính")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_role("combobox")).to_be_focused()


def test_print_leaves_the_furniture_out(office: Reader) -> None:
    page = office.open("/tim?q=tiep dan")
    page.emulate_media(media="print")
    expect(page.locator("header.top")).to_be_hidden()
    expect(page.locator(".passage:not(.short)").first).to_be_visible()
    page.goto(f"{office.base}/van-ban/{ID}")
    expect(page.locator(".text").first).to_be_visible()
    expect(page.locator("aside.side")).to_be_hidden()
    assert page.pdf(format="A4").startswith(b"%PDF-")
