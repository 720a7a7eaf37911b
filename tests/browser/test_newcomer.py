"""What a newcomer stumbles over, in a real Chromium over the sample library."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from index.library import Library
from tests.browser.conftest import OFFICE, PHONE, Reader, reading, serving
from tests.browser.test_pages import PHONE_RULES, WCAG, findings

ON_PHONE = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
QUESTION = "/tim?q=tiep dan"
WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def library(sample_library: Path) -> Iterator[Library]:
    held = Library.open(sample_library)
    yield held
    held.close()


@pytest.fixture
def site(library: Library, tmp_path: Path) -> Iterator[str]:
    yield from serving(library, tmp_path)


@pytest.fixture
def phone(browser: Browser, site: str) -> Iterator[Reader]:
    yield from reading(browser, site, **ON_PHONE)


def copied(page: Page) -> str:
    """Copy what is selected by hand; return the plain text as another program gets it."""
    page.keyboard.press("Control+C")
    page.evaluate("document.body.insertAdjacentHTML('afterbegin', '<textarea id=tho></textarea>')")
    page.locator("#tho").focus()
    page.keyboard.press("Control+V")
    return page.locator("#tho").input_value()


# --- nothing is copied that the document does not say -----------------------------------


def test_words_copied_over_a_page_break_are_the_documents_own(
    office: Reader, library: Library
) -> None:
    (match,) = library.lookup("31-QĐ/TU").matches
    view = library.document(match.card.id or "")
    assert view is not None
    page = office.open(f"/van-ban/{match.card.id}")
    marks = page.locator(".text .pagemark, .text .margin, .text .note-mark .hidden")
    assert marks.count() > 1
    page.locator(".text").first.evaluate("one => getSelection().selectAllChildren(one)")
    words = " ".join(copied(page).split())
    whole = " ".join(view.document.text.split())
    # Whatever stands in what was copied stands in the text: sentence by sentence.
    said = [one.strip() for one in re.split(r"(?<=[.;:]) ", words)]
    assert [one for one in said if one not in whole] == []
    assert "của tệp" not in words


def test_note_marks_are_copied_without_their_words_for_the_ear(
    office: Reader, library: Library
) -> None:
    noted = next(
        card.id
        for card in library.overview().documents
        if (view := library.document(card.id or "")) is not None and view.document.notes
    )
    page = office.open(f"/van-ban/{noted}")
    page.locator(".text .note-mark").first.evaluate(
        "one => getSelection().selectAllChildren(one.closest('p, h3'))"
    )
    assert "chú thích" not in copied(page)


# --- where one was ----------------------------------------------------------------------


def test_folds_are_open_again_after_the_way_back(office: Reader) -> None:
    page = office.open(QUESTION)
    fold = page.locator("details.more").first
    fold.locator("> summary").click()
    others = fold.locator(".other")
    expect(others.first).to_be_visible()
    count = others.count()
    others.last.get_by_role("link", name="Xem trong văn bản").click()
    expect(page.locator(".docbar")).to_be_visible()
    page.go_back()
    expect(page.locator("details.more").first).to_have_attribute("open", "")
    expect(others).to_have_count(count)
    # Where the reader was is seen again.
    expect(others.last.get_by_role("link", name="Xem trong văn bản")).to_be_in_viewport()
    # Another question begins with its folds closed.
    page.goto(QUESTION + " dinh ky")
    expect(page.locator("details.more").first).not_to_have_attribute("open", "")


@pytest.mark.parametrize("keys", ["Control+f", "F3", "Meta+f"])
def test_the_browsers_search_reaches_closed_folds(office: Reader, keys: str) -> None:
    page = office.open(QUESTION)
    told = page.locator("details.more > summary").all_inner_texts()
    page.keyboard.press(keys)
    expect(page.locator("details.more .other")).to_have_count(
        sum(int(one.split()[0]) for one in told)
    )
    assert page.locator("details.more[open]").count() == 0


# --- questions --------------------------------------------------------------------------


def test_a_pasted_paragraph_is_looked_for_and_what_was_cut_is_said(office: Reader) -> None:
    page = office.open("/")
    paragraph = "Bí thư huyện ủy tiếp dân ít nhất hai ngày trong một tháng. " * 8
    page.locator("#q").fill(paragraph.strip())
    page.keyboard.press("Enter")
    expect(page.locator(".hit").first).to_be_visible()
    told = page.locator(".lead")
    expect(told).to_contain_text(f"Đoạn bạn đưa dài {len(paragraph.strip())} ký tự")
    expect(told.get_by_role("link", name="Kiểm tra bản thảo")).to_be_visible()
    assert findings(office, WCAG) == []


def test_a_question_too_long_for_the_box_is_told_in_full(office: Reader) -> None:
    asked = "bí thư huyện ủy tiếp dân ít nhất mấy ngày trong một tháng"
    page = office.open(f"/tim?q={asked}")
    expect(page.locator("h1")).to_be_in_viewport()
    assert page.locator("h1").evaluate("one => one.clientWidth") > 300
    expect(page.locator("h1")).to_have_text(f"Kết quả tìm “{asked}”")


def test_suggestions_on_a_phone_have_the_width_of_the_form(phone: Reader) -> None:
    page = phone.open("/")
    page.locator("#q").press_sequentially("quy din")
    first = page.get_by_role("option").first
    expect(first).to_contain_text("Quy định")
    form, shown = page.locator("form.search").bounding_box(), first.bounding_box()
    assert form
    assert shown
    assert shown["width"] > form["width"] * 0.95
    assert not page.evaluate(WIDER)


# --- a page's picture -------------------------------------------------------------------


@pytest.mark.parametrize("size", [{"viewport": OFFICE}, ON_PHONE], ids=["office", "phone"])
def test_the_marked_sentence_is_seen_below_the_bar(
    browser: Browser, site: str, size: dict[str, object]
) -> None:
    for reader in reading(browser, site, **size):
        page = reader.open("/tim?q=bi thu huyen uy tiep dan may ngay")
        page.get_by_role("link", name="Trang gốc").first.click()
        page.wait_for_load_state("load")
        page.wait_for_timeout(300)
        mark, bar = (
            page.locator(".sentence-marks rect").first.bounding_box(),
            page.locator(".pagebar").bounding_box(),
        )
        assert mark
        assert bar
        assert bar["y"] + bar["height"] <= mark["y"] <= page.viewport_size["height"] - 40
        # The picture has the screen, not the bar.
        assert bar["height"] < 100
        assert findings(reader, PHONE_RULES) == []


# --- sending up -------------------------------------------------------------------------


def test_what_was_turned_away_stands_beside_what_was_taken(office: Reader, tmp_path: Path) -> None:
    folder = tmp_path / "gửi lên"
    (folder / "con").mkdir(parents=True)
    (folder / "con" / "kế hoạch.txt").write_text("Kế hoạch tổ chức hội thi.", "utf-8")
    (folder / "rỗng.txt").write_text("", "utf-8")
    page = office.open("/nap")
    page.locator("#thu-muc").set_input_files(folder)
    expect(page.locator(".chosen-files")).to_contain_text("Đã chọn 2 tệp, 1 KB")
    page.get_by_role("button", name="Nạp vào kho").click()
    told = page.locator(".chosen-files")
    expect(told).to_have_text("Đã nhận 1 tệp; không nhận được 1 tệp dưới đây:")
    expect(page.locator(".turned-away li")).to_contain_text("rỗng.txt")
    expect(page.locator("[aria-labelledby=da-gui]")).to_contain_text("kế hoạch.txt")
    expect(page.get_by_role("link", name="Xem kho đang dựng")).to_be_visible()
    expect(page.locator("progress.sending")).to_be_hidden()
    assert findings(office, WCAG) == []


def test_a_long_subject_is_seen_whole_where_it_is_corrected(
    office: Reader, library: Library
) -> None:
    (match,) = library.lookup("31-QĐ/TU").matches
    page = office.open(f"/van-ban/{match.card.id}/sua")
    box = page.get_by_label("Trích yếu")
    assert box.evaluate("one => one.scrollWidth <= one.clientWidth")
    assert box.evaluate("one => one.scrollHeight <= one.clientHeight + 1")


# --- a talk -----------------------------------------------------------------------------


def gathered(page: Page) -> None:
    """Put two passages into a talk and open it."""
    page.goto(QUESTION)
    for n in range(2):
        hit = page.locator("article.hit").nth(n)
        hit.get_by_role("button", name="Đưa vào bài nói").first.click()
        expect(hit.locator(".kept").first).to_contain_text("Đã thêm")
    page.goto("/bai-noi/1")


def test_a_printed_talk_has_its_words_and_no_empty_boxes(office: Reader) -> None:
    page = office.page
    gathered(page)
    boxes = page.get_by_label("Lời của tôi trước đoạn này")
    boxes.nth(1).fill("Mở đầu bằng chuyện ở xã.")
    expect(page.locator(".saved")).to_contain_text("Đã lưu lúc")
    page.emulate_media(media="print")
    expect(boxes.nth(0)).to_be_hidden()
    expect(boxes.nth(1)).to_be_visible()
    expect(page.get_by_text("Lời của tôi trước đoạn này").first).to_be_hidden()
    expect(page.get_by_role("link", name="Các bài nói")).to_be_hidden()
    expect(page.locator("[data-item] > blockquote").first).to_be_visible()


def touched(finger: CDPSession, kind: str, *points: tuple[float, float]) -> None:
    """Have a finger touch the screen, move over it or leave it."""
    places = [{"x": x, "y": y} for x, y in points]
    finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": places})


def test_an_item_is_dragged_with_a_finger(browser: Browser, site: str) -> None:
    tall = {**ON_PHONE, "viewport": {"width": 390, "height": 2400}}
    for reader in reading(browser, site, **tall):
        page = reader.page
        gathered(page)
        first = page.locator("[data-item]").first.get_attribute("id")
        grip, last = page.locator("[data-grip]").first, page.locator("[data-item]").last
        start, end = grip.bounding_box(), last.bounding_box()
        assert start
        assert end
        finger = page.context.new_cdp_session(page)
        x, y = start["x"] + start["width"] / 2, start["y"] + start["height"] / 2
        goal = end["y"] + end["height"] - 8
        touched(finger, "touchStart", (x, y))
        for step in range(1, 9):
            touched(finger, "touchMove", (x, y + (goal - y) * step / 8))
        touched(finger, "touchEnd")
        expect(page.locator(".saved")).to_contain_text("vị trí 2 trong 2")
        assert page.evaluate("scrollY") == 0
        page.reload()
        expect(page.locator("[data-item]").last).to_have_attribute("id", first or "")
