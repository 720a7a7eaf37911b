"""One grammar of colours, of places and of paper, on the sample library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from index.library import Library
from tests.browser.conftest import OFFICE, PHONE, Reader, reading, serving

QUESTION = "/tim?q=tiep dan"
COLOUR = "one => getComputedStyle(one).backgroundColor"
CLEAR = "rgba(0, 0, 0, 0)"


@pytest.fixture(scope="module")
def site(sample_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from serving(Library.open(sample_library), tmp_path_factory.mktemp("grammar"))


@pytest.fixture
def office(browser: Browser, site: str) -> Iterator[Reader]:
    yield from reading(browser, site, viewport=OFFICE)


@pytest.fixture
def phone(browser: Browser, site: str) -> Iterator[Reader]:
    yield from reading(browser, site, viewport=PHONE, has_touch=True, is_mobile=True)


def top(of: Locator) -> float:
    box = of.bounding_box()
    assert box is not None
    return box["y"]


def colour(of: Locator) -> str:
    return str(of.evaluate(COLOUR))


def test_a_judgement_is_filled_and_what_tells_the_source_is_quiet(office: Reader) -> None:
    page = office.open(QUESTION)
    changed = colour(page.locator(".badge.changed").first)
    ended = colour(page.locator(".badge.ended").first)
    assert CLEAR not in {changed, ended}
    assert changed != ended
    assert colour(page.locator(".badge", has_text="văn bản mẫu").first) == CLEAR
    page.goto(f"{office.base}/kiem-tra")
    page.get_by_label("Dán nội dung bản thảo").fill("Theo Quy định số 31-QĐ/TU ngày 13/9/2023.")
    page.get_by_role("button", name="Kiểm tra").click()
    page.wait_for_load_state()
    # A fault of a draft has the colour of an end.
    assert colour(page.locator(".badge.fault").first) == ended


def test_on_a_phone_the_first_quotation_stands_on_the_first_screen(phone: Reader) -> None:
    page = phone.open(QUESTION)
    answer = page.locator(".hit .answer").first.bounding_box()
    assert answer is not None
    assert answer["y"] + answer["height"] < PHONE["height"]
    links = page.locator("nav.pages a").all()
    assert {round(top(link)) for link in links} == {round(top(links[0]))}
    order, filters = page.locator(".found > .sorts"), page.locator(".filters > summary")
    assert abs(top(order) - top(filters)) < 12
    filters.click()
    expect(page.get_by_role("link", name="Chỉ thị").first).to_be_visible()


def printed(page: Page) -> list[str]:
    with pymupdf.open(stream=page.pdf(format="A4")) as paper:
        return [sheet.get_text() for sheet in paper]


def test_several_results_are_printed_on_a_page(office: Reader) -> None:
    page = office.open(QUESTION)
    titles = [title.strip() for title in page.locator("h2.doc").all_inner_texts()]
    first, *_ = sheets = printed(page)
    assert len([title for title in titles if title in first]) >= 3
    assert all(any(title in sheet for sheet in sheets) for title in titles)
    assert "Lọc kết quả" not in first


def test_one_number_serves_for_a_page_that_prints_its_own(office: Reader) -> None:
    page = office.open(QUESTION)
    # Page 1 prints no number, page 2 prints 2.
    expect(page.locator(".hit .where").first).to_have_text(
        "Chương I › Điều 3 · trang 1–2 · câu tô nền: khoản 1, trang 1"
    )
