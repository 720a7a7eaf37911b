"""From a found sentence to a talk, in a real Chromium: taken, gathered, written, exported."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pptx
import pytest
from playwright.sync_api import Browser, Page, Route, expect

from index.library import Library
from tests.browser.conftest import OFFICE, OFFICE_SERVER, PHONE, reading, serving
from tests.browser.test_pages import PHONE_RULES, WCAG, findings
from tests.libraries import small_library

RESULTS = "/tim?q=bảo+vệ+rừng+và+tiếp+công+dân"
ON_PHONE = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
SIZES = pytest.mark.parametrize("size", [{"viewport": OFFICE}, ON_PHONE], ids=["office", "phone"])
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    with small_library(tmp_path_factory.mktemp("talks")) as made:
        yield made


@pytest.fixture
def site(library: Library, tmp_path: Path) -> Iterator[str]:
    yield from serving(library, tmp_path)


@pytest.fixture
def network(library: Library, tmp_path: Path) -> Iterator[str]:
    yield from serving(library, tmp_path, OFFICE_SERVER)


def add(page: Page, hit: int = 0) -> None:
    """Put a result into the talk with its one button."""
    page.locator("article.hit").nth(hit).get_by_role("button", name="Đưa vào bài nói").first.click()
    expect(page.locator("article.hit").nth(hit).locator(".kept").first).to_contain_text("Đã thêm")


def pasted(page: Page) -> tuple[str, str]:
    """Paste as a reader does; return the plain text, and the lines of the rich text."""
    page.evaluate(
        "document.body.insertAdjacentHTML('afterbegin',"
        " '<textarea id=tho></textarea><div id=dan contenteditable></div>')"
    )
    for box in ("#tho", "#dan"):
        page.locator(box).focus()
        page.keyboard.press("Control+V")
    rich = page.locator("#dan").evaluate(
        "one => [...one.querySelectorAll('p')].map(p => p.textContent).join('\\n')"
    )
    return page.locator("#tho").input_value(), rich


def select(page: Page, words: str) -> None:
    """Select words of the first quotation or paragraph that has them."""
    assert page.evaluate(
        """words => {
          for (const root of document.querySelectorAll('[data-doc]')) {
            const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
            for (let node = walker.nextNode(); node; node = walker.nextNode()) {
              const at = node.data.indexOf(words);
              if (at < 0) continue;
              const range = document.createRange();
              range.setStart(node, at);
              range.setEnd(node, at + words.length);
              const selection = getSelection();
              selection.removeAllRanges();
              selection.addRange(range);
              node.parentElement.scrollIntoView({block: 'center'});
              return true;
            }
          }
          return false;
        }""",
        words,
    )


@SIZES
def test_the_sentence_is_pasted_with_its_source_over_plain_http(
    browser: Browser, network: str, size: dict[str, object]
) -> None:
    for reader in reading(browser, network, **size):
        page = reader.open("/tim?q=bí+thư+huyện+ủy+tiếp+dân+ít+nhất")
        assert page.evaluate("navigator.clipboard === undefined")
        page.get_by_role("button", name="Sao chép câu kèm nguồn").first.click()
        expect(page.locator(".toast")).to_have_text("Đã sao chép.")
        plain, rich = pasted(page)
        first, address = plain.split("\n")
        assert first == (
            "“Bí thư huyện ủy tiếp dân ít nhất hai ngày trong một tháng tại trụ sở tiếp công dân"
            " của huyện.” (Ban Thường vụ Tỉnh ủy Minh Hà: Quy định số 31-QĐ/TU, ngày 12/9/2023,"
            " về trách nhiệm tiếp dân của người đứng đầu cấp ủy, Điều 2)"
        )
        assert address.endswith("/vb/31-QD-TU/2023-09-12/dieu-2")
        assert rich == plain


def test_selected_words_are_copied_cited_and_added_with_their_own_place(
    browser: Browser, network: str
) -> None:
    words = "ít nhất hai ngày trong một tháng"
    for reader in reading(browser, network, viewport=OFFICE):
        page = reader.open("/tim?q=31-QĐ/TU")
        select(page, words)
        bar = page.get_by_role("toolbar", name="Phần đang bôi đen")
        expect(bar).to_contain_text("Điều 2")
        assert findings(reader, WCAG) == []
        bar.get_by_role("button", name="Đưa vào bài nói").click()
        expect(bar).to_contain_text("Đã thêm")
        bar.get_by_role("button", name="Sao chép kèm nguồn").click()
        bar.get_by_role("link", name="Trích dẫn").click()
        expect(page.locator("blockquote.passage")).to_have_text(words)
        assert pasted(page)[0].startswith(f"“{words}” (Ban Thường vụ Tỉnh ủy Minh Hà: Quy định")
        page.get_by_role("link", name=re.compile("Bài nói ngày")).first.click()
        expect(page.locator("blockquote.passage")).to_have_text(words)
        expect(page.locator("[data-compared]")).to_contain_text("1 đoạn trích, 1 nguyên văn")


def test_words_of_a_hit_on_a_phone_are_those_that_were_selected(
    browser: Browser, site: str
) -> None:
    for reader in reading(browser, site, **ON_PHONE):
        page = reader.open("/tim?q=tuần+tra+rừng")
        select(page, "ghi sổ nhật ký")
        bar = page.get_by_role("toolbar")
        expect(bar).to_contain_text("“ghi sổ nhật ký”")
        assert findings(reader, PHONE_RULES) == []
        assert not page.evaluate(WIDER)
        page.keyboard.press("Escape")
        expect(bar).to_be_hidden()


def test_whole_paragraphs_of_a_document_are_cut_where_they_end(
    browser: Browser, site: str, library: Library
) -> None:
    (match,) = library.lookup("31-QĐ/TU").matches
    view = library.document(match.card.id or "")
    assert view is not None
    for reader in reading(browser, site, viewport=OFFICE):
        page = reader.open("/tim?q=31-QĐ/TU")
        page.evaluate(
            "() => { const all = [...document.querySelectorAll('.text [id^=vt-]')].slice(-3, -1);"
            " const range = document.createRange(); range.setStart(all[0], 0);"
            " range.setEnd(all[1], all[1].childNodes.length);"
            " getSelection().removeAllRanges(); getSelection().addRange(range); }"
        )
        words = page.locator(".cutting").get_attribute("data-words")
        assert words in view.document.text
        assert words == "\n".join(view.document.text.rstrip().split("\n")[-3:-1])


def test_what_is_copied_by_hand_keeps_its_lines_apart(browser: Browser, site: str) -> None:
    for reader in reading(browser, site, viewport=OFFICE):
        page = reader.open(RESULTS)
        page.locator("blockquote.passage").first.evaluate(
            "one => getSelection().selectAllChildren(one)"
        )
        page.keyboard.press("Control+C")
        plain, rich = pasted(page)
        assert "\n" in plain.strip()
        assert rich.strip() == plain.strip()


@SIZES
def test_passages_are_gathered_without_leaving_the_results(
    browser: Browser, site: str, size: dict[str, object]
) -> None:
    for reader in reading(browser, site, **size):
        page = reader.open(RESULTS)
        add(page)
        kept = page.locator("article.hit").first.locator(".kept").first
        expect(kept).to_contain_text(re.compile(r"Đã thêm · Bài nói ngày [\d/]+ · mở · hoàn lại"))
        kept.get_by_role("button", name="hoàn lại").click()
        expect(kept).to_contain_text("Đã bỏ khỏi")
        boxes = page.locator("article.hit > .actions input[name=doan]")
        for n in range(boxes.count()):
            boxes.nth(n).check()
        bar = page.locator("form.gather.many")
        expect(bar).to_contain_text(f"Đã chọn {boxes.count()} đoạn.")
        assert findings(reader, PHONE_RULES) == []
        assert not page.evaluate(WIDER)
        bar.get_by_role("button", name="Đưa các đoạn đã chọn vào bài nói").click()
        expect(page.locator("article.hit").last.locator(".kept").first).to_contain_text("Đã thêm")
        assert "/tim?q=" in page.url
        page.reload()
        expect(kept).to_contain_text("Đã có trong Bài nói ngày")


@SIZES
def test_a_talk_is_arranged_and_nothing_typed_is_lost(
    browser: Browser, site: str, size: dict[str, object]
) -> None:
    for reader in reading(browser, site, **size):
        page = reader.open(RESULTS)
        add(page, 0)
        add(page, 1)
        page.goto(site + "/bai-noi/1")
        boxes = page.get_by_label("Lời của tôi trước đoạn này")
        boxes.nth(0).fill("Lời một")
        boxes.nth(1).fill("Lời hai")
        expect(page.locator(".saved")).to_contain_text("Đã lưu lúc")
        page.reload()
        expect(boxes.nth(0)).to_have_value("Lời một")
        expect(boxes.nth(1)).to_have_value("Lời hai")
        assert findings(reader, WCAG) == []
        assert not page.evaluate(WIDER)
        # Typed and not yet saved, then another button: it comes along.
        boxes.nth(1).fill("Lời hai, sửa")
        page.get_by_role("button", name="Thêm đề mục trên đoạn 2").click()
        heading = page.get_by_label("Đề mục", exact=True)
        heading.fill("Phần hai")
        page.get_by_role("button", name="Bỏ đoạn 1 khỏi bài").click()
        expect(boxes).to_have_count(1)
        expect(boxes).to_have_value("Lời hai, sửa")
        expect(heading).to_have_value("Phần hai")
        page.get_by_role("button", name="Hoàn lại").click()
        expect(boxes.nth(0)).to_have_value("Lời một")
        # With keys: the last item goes up to the top.
        grip = page.locator("[data-grip]").last
        grip.focus()
        grip.press("ArrowUp")
        expect(page.locator(".saved")).to_contain_text("vị trí 2 trong 3")
        page.locator("[data-grip]").nth(1).press("ArrowUp")
        expect(page.locator(".saved")).to_contain_text("vị trí 1 trong 3")
        page.reload()
        expect(boxes.nth(0)).to_have_value("Lời hai, sửa")


def test_an_item_is_dragged_and_the_talk_renamed_and_doubled(browser: Browser, site: str) -> None:
    for reader in reading(browser, site, viewport={"width": 1366, "height": 1600}):
        page = reader.open(RESULTS)
        add(page, 0)
        add(page, 1)
        page.goto(site + "/bai-noi/1")
        first = page.locator("[data-item]").first.get_attribute("id")
        grip, last = page.locator("[data-grip]").first, page.locator("[data-item]").last
        start, end = grip.bounding_box(), last.bounding_box()
        assert start
        assert end
        page.mouse.move(start["x"] + 5, start["y"] + 5)
        page.mouse.down()
        page.mouse.move(start["x"] + 5, end["y"] + end["height"] - 5, steps=8)
        page.mouse.up()
        expect(page.locator(".saved")).to_contain_text("vị trí 2 trong 2")
        page.reload()
        expect(page.locator("[data-item]").last).to_have_attribute("id", first or "")
        page.locator("summary", has_text="Đổi tên").click()
        page.get_by_label("Tên mới").fill("Sinh hoạt tháng 12")
        page.get_by_role("button", name="Đổi tên").click()
        expect(page.locator("h1")).to_have_text("Sinh hoạt tháng 12")
        page.get_by_role("button", name="Nhân bản").click()
        expect(page.locator("h1")).to_have_text("Sinh hoạt tháng 12 (bản sao)")
        expect(page.locator("[data-item]")).to_have_count(2)


def test_leaving_with_unsaved_words_warns(browser: Browser, site: str) -> None:
    for reader in reading(browser, site, viewport=OFFICE):
        page = reader.open(RESULTS)
        add(page)
        page.goto(site + "/bai-noi/1")

        def refuse(route: Route) -> None:
            route.fulfill(status=200, body="không phải JSON")

        page.route("**/bai-noi/1/*", refuse)
        page.get_by_label("Lời của tôi").press_sequentially("chưa lưu")
        expect(page.locator(".saved")).to_contain_text("Chưa lưu được", timeout=10_000)
        asked: list[str] = []
        page.on("dialog", lambda dialog, asked=asked: (asked.append(dialog.type), dialog.dismiss()))
        page.evaluate("setTimeout(() => location.assign('/'), 0)")
        page.wait_for_timeout(500)
        assert asked == ["beforeunload"]
        page.unroute("**/bai-noi/1/*")
        expect(page.locator(".saved")).to_contain_text("Đã lưu lúc", timeout=15_000)
        page.reload()
        expect(page.get_by_label("Lời của tôi")).to_have_value("chưa lưu")


def test_a_talk_becomes_slides_and_a_whole_set(browser: Browser, site: str) -> None:
    for reader in reading(browser, site, viewport=OFFICE):
        page = reader.open(RESULTS)
        add(page)
        page.goto(site + "/bai-noi/1")
        with page.expect_download() as download:
            page.get_by_role("link", name="Bài trình chiếu (.pptx)").click()
        assert len(pptx.Presentation(str(download.value.path())).slides) == 2
        with page.expect_download() as download:
            page.get_by_role("link", name="Cả bộ (.zip)").click()
        assert download.value.suggested_filename.endswith(".zip")


def test_without_a_program_several_are_gathered_and_remarks_kept(
    browser: Browser, site: str
) -> None:
    for reader in reading(browser, site, viewport=OFFICE, java_script_enabled=False):
        page = reader.open(RESULTS)
        page.locator("input[name=doan]").nth(0).check()
        page.locator("article.hit").nth(1).locator("input[name=doan]").first.check()
        page.get_by_role("button", name="Đưa các đoạn đã chọn vào bài nói").click()
        page.get_by_label("Tên bài mới").fill("Bài A")
        page.get_by_role("button", name="Đưa vào").click()
        expect(page.locator("h1")).to_contain_text("Kết quả tìm")
        page.get_by_role("link", name="Bài A").first.click()
        boxes = page.get_by_label("Lời của tôi")
        boxes.nth(0).fill("một")
        boxes.nth(1).fill("hai")
        page.get_by_role("button", name="Đưa đoạn 2 lên").click()
        expect(boxes.nth(0)).to_have_value("hai")
        expect(boxes.nth(1)).to_have_value("một")
