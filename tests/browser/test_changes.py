"""Pages of what changed: review, comparison, old and new, the consolidated reading."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from index.library import Library
from tests.browser.conftest import OFFICE, PHONE, reading, serving
from tests.browser.test_pages import WCAG, findings
from tests.libraries import DIRECTIVE, REGULATION, build

AMENDING = """TỈNH ỦY MINH HÀ
*
Số 52-QĐ/TU
ĐẢNG CỘNG SẢN VIỆT NAM
Minh Hà, ngày 05 tháng 11 năm 2024

QUY ĐỊNH
sửa đổi, bổ sung Quy định số 31-QĐ/TU, ngày 12/9/2023 của Ban Thường vụ Tỉnh ủy

Điều 1. Sửa đổi Điều 2 Quy định số 31-QĐ/TU, ngày 12/9/2023 như sau:
“Điều 2. Thời gian tiếp dân
Bí thư huyện ủy tiếp dân ít nhất ba ngày trong một tháng tại trụ sở tiếp công dân của huyện.”
Điều 2. Hiệu lực
Quy định này có hiệu lực từ ngày ký.
"""
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
DAYS = "tiếp dân ít nhất {} ngày trong một tháng"


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A regulation, what amends it, and a directive that stands on it."""
    folder = tmp_path_factory.mktemp("changes")
    (folder / "files").mkdir()
    for name, text in (("31", REGULATION), ("52", AMENDING), ("19", DIRECTIVE)):
        (folder / "files" / f"{name}.txt").write_text(text, "utf-8")
    build(folder / "files", folder / "library")
    return Library.open(folder / "library")


@pytest.fixture(scope="module")
def site(held: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from serving(held, tmp_path_factory.mktemp("served"))


@pytest.fixture(scope="module")
def base_id(held: Library) -> str:
    (match,) = held.lookup("31-QĐ/TU").matches
    assert match.card.id is not None
    return match.card.id


def test_what_changed_is_read_on_both_screens(browser: Browser, site: str, base_id: str) -> None:
    old_new, whole = f"/van-ban/{base_id}/cu-moi", f"/van-ban/{base_id}/ban-doc-hop-nhat"
    compared = "/so-sanh?a=31-QĐ/TU&b=52-QĐ/TU"
    for options in ({"viewport": OFFICE}, {"viewport": PHONE, "is_mobile": True}):
        for reader in reading(browser, site, **options):
            for path in ("/ra-soat", "/so-sanh", compared, old_new, whole):
                page = reader.open(path)
                expect(page.locator("h1")).to_have_count(1)
                assert findings(reader, WCAG) == [], path
                assert not page.evaluate(WIDER), path


def test_the_review_leads_to_the_place_that_stands_on_the_change(
    browser: Browser, site: str
) -> None:
    for reader in reading(browser, site, viewport=OFFICE):
        page = reader.open("/ra-soat")
        expect(page.locator("a[href*='ra-soat.csv']")).to_be_visible()
        place = page.locator("ol .hit", has=page.locator("h2", has_text="19-CT/TU"))
        expect(place).to_contain_text("31-QĐ/TU")
        expect(place).to_contain_text("52-QĐ/TU")
        place.locator("h2 a").click()
        expect(page.locator("h1")).to_contain_text("19-CT/TU")
        expect(page.locator("main")).to_contain_text("Thực hiện nghiêm Quy định số 31-QĐ/TU")


def test_old_and_new_stand_side_by_side(browser: Browser, site: str, base_id: str) -> None:
    for reader in reading(browser, site, viewport=OFFICE):
        page = reader.open(f"/van-ban/{base_id}/cu-moi")
        main = page.locator("main")
        expect(main).to_contain_text(DAYS.format("hai"))
        expect(main).to_contain_text(DAYS.format("ba"))


def test_the_reading_is_as_of_the_day_the_reader_sets(
    browser: Browser, site: str, base_id: str
) -> None:
    for reader in reading(browser, site, viewport=OFFICE):
        page = reader.open(f"/van-ban/{base_id}/ban-doc-hop-nhat")
        main = page.locator("main")
        expect(main).to_contain_text("không phải văn bản hợp nhất chính thức")
        expect(main).to_contain_text(DAYS.format("ba"))
        page.locator("input[name=ngay]").fill("04/11/2024")
        page.locator("input[name=ngay]").press("Enter")
        expect(page).to_have_url(f"{site}/van-ban/{base_id}/ban-doc-hop-nhat?ngay=04%2F11%2F2024")
        expect(main).to_contain_text(DAYS.format("hai"))
