"""The passages folded under a document, opened in a real Chromium over the sample library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from index.library import Library
from tests.browser.conftest import OFFICE, PHONE, Reader, reading, serving
from tests.browser.test_pages import PHONE_RULES, WCAG, findings

QUESTION = "/tim?q=tiep dan"
FRAGMENTS = "**/tim/*?*gon=1"
PRINTED = "one => getComputedStyle(one).display !== 'none'"


@pytest.fixture(scope="module")
def site(sample_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from serving(Library.open(sample_library), tmp_path_factory.mktemp("folded"))


def fold(page: Page) -> Locator:
    return page.locator("details.more").first


def told(count: int) -> str:
    return f"{count} đoạn khác của văn bản này"


def is_expanded(page: Page) -> bool:
    """Return what a screen reader is told of the first fold."""
    session = page.context.new_cdp_session(page)
    for node in session.send("Accessibility.getFullAXTree")["nodes"]:
        if node.get("name", {}).get("value", "").endswith("đoạn khác của văn bản này"):
            for each in node.get("properties", ()):
                if each["name"] == "expanded":
                    return bool(each["value"]["value"])
    raise AssertionError("no fold says whether it is expanded")


def test_a_fold_is_opened_with_the_keyboard_and_says_how_many_came(office: Reader) -> None:
    page = office.open(QUESTION)
    assert page.locator(".other").count() == 0
    summary = fold(page).locator("> summary")
    count = int(summary.inner_text().split()[0])
    assert summary.inner_text() == told(count)
    assert not is_expanded(page)
    summary.focus()
    page.keyboard.press("Enter")
    expect(fold(page).locator(".other")).to_have_count(count)
    assert is_expanded(page)
    expect(fold(page).get_by_role("status").first).to_have_text(f"Đã mở {count} đoạn khác.")
    expect(summary).to_be_focused()
    # What may be done with a passage may be done with these.
    page.keyboard.press("Tab")
    expect(fold(page).locator(".other [data-copy]").first).to_be_focused()
    fold(page).get_by_role("button", name="Đưa vào bài nói").first.click()
    expect(fold(page).locator(".other .kept").first).to_contain_text("Đã thêm")
    fold(page).locator("input[name=doan]").last.check()
    expect(page.locator("form.gather.many")).to_contain_text("Đã chọn 1 đoạn.")
    assert findings(office, WCAG) == []
    # Closed and opened again, nothing is asked for again.
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    summary.press("Enter")
    expect(fold(page).locator(".other").first).to_be_hidden()
    summary.press("Enter")
    expect(fold(page).locator(".other").first).to_be_visible()
    assert asked == []


def test_what_stands_open_is_printed_and_what_is_folded_is_not(office: Reader) -> None:
    page = office.open(QUESTION)
    fold(page).locator("> summary").click()
    expect(fold(page).locator(".other").first).to_be_visible()
    page.emulate_media(media="print")
    assert fold(page).locator(".other .passage").first.evaluate(PRINTED)
    closed = page.locator("details.more:not([open])")
    assert closed.count() > 0
    assert not any(one.evaluate(PRINTED) for one in closed.all())


def test_a_reader_is_told_when_nothing_comes_and_tries_again(browser: Browser, site: str) -> None:
    # The lost connection is a complaint of the browser that this test makes itself.
    context = browser.new_context(locale="vi-VN", base_url=site, viewport=OFFICE)
    page = context.new_page()
    held: list[Route] = []
    page.route(FRAGMENTS, lambda route: held.append(route))  # noqa: PLW0108 (it looks at its arguments)
    page.goto(site + QUESTION)
    summary = fold(page).locator("> summary")
    summary.focus()
    page.keyboard.press("Space")
    status = fold(page).get_by_role("status").first
    expect(status).to_have_text("Đang mở các đoạn khác…")
    while not held:
        page.wait_for_timeout(50)
    held.pop().abort()
    expect(status).to_contain_text("Chưa mở được: máy chủ không trả lời.")
    page.unroute(FRAGMENTS)
    fold(page).get_by_role("button", name="Thử lại").press("Enter")
    expect(fold(page).locator(".other").first).to_be_visible()
    expect(summary).to_be_focused()
    # Whoever is signed out meanwhile gets another page, which is no passage.
    second = page.locator("details.more").nth(1)
    page.route(FRAGMENTS, lambda route: route.fulfill(body="<h1>Đăng nhập</h1>"))
    second.locator("> summary").click()
    expect(second.get_by_role("status")).to_contain_text("Chưa mở được")
    expect(second.locator("h1")).to_have_count(0)
    page.unroute(FRAGMENTS)
    page.route(FRAGMENTS, lambda route: route.fulfill(status=404, body=""))
    third = page.locator("details.more").nth(2)
    third.locator("> summary").click()
    expect(third.get_by_role("status")).to_contain_text("Hãy tìm lại")
    context.close()


def test_on_a_phone_a_fold_is_legible_and_not_too_wide(browser: Browser, site: str) -> None:
    for reader in reading(browser, site, viewport=PHONE, has_touch=True, is_mobile=True):
        page = reader.open(QUESTION)
        fold(page).locator("> summary").tap()
        expect(fold(page).locator(".other").first).to_be_visible()
        assert findings(reader, PHONE_RULES) == []
        assert not page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth"
        )


def test_without_script_the_fold_is_a_link_and_passages_are_gathered_there(
    scriptless: Reader,
) -> None:
    page = scriptless.open(QUESTION)
    assert page.locator("details.more").count() == 0
    link = page.locator("p.more a").first
    count = int(link.inner_text().split()[0])
    link.click()
    expect(fold(page).locator(".other")).to_have_count(count)
    fold(page).get_by_role("button", name="Đưa vào bài nói").last.click()
    page.get_by_label("Tên bài mới").fill("Bài không mã")
    page.get_by_role("button", name="Đưa vào").click()
    # Back on the page of these passages, at the one that was taken.
    expect(fold(page).locator(".kept").last).to_contain_text("Bài không mã")
    assert "#d-" in page.url
    page.get_by_role("link", name="← Về kết quả tìm").click()
    expect(page.locator("p.more a").first).to_have_text(told(count))
