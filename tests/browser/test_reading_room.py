"""Finding a document in the table, reading it, and its pages: on a desk and on a phone."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from index.library import Library
from tests.browser.conftest import OFFICE, PHONE, Reader, reading, serving
from tests.browser.test_pages import WCAG, findings

WIDER = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def samples(library: Library, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from serving(library, tmp_path_factory.mktemp("desk"))


@pytest.fixture(params=["office", "phone"])
def reader(browser: Browser, samples: str, request: pytest.FixtureRequest) -> Iterator[Reader]:
    phone = {"viewport": PHONE, "has_touch": True, "is_mobile": True}
    options = phone if request.param == "phone" else {"viewport": OFFICE}
    yield from reading(browser, samples, **options)


@pytest.fixture
def office(browser: Browser, samples: str) -> Iterator[Reader]:
    yield from reading(browser, samples, viewport=OFFICE)


@pytest.fixture
def scriptless(browser: Browser, samples: str) -> Iterator[Reader]:
    yield from reading(browser, samples, viewport=OFFICE, java_script_enabled=False)


def unfold(page: Page, name: str) -> None:
    """Open a panel that is folded on a narrow screen."""
    page.locator(name).evaluate("panel => { panel.open = true; }")


# --- the table ----------------------------------------------------------------------


def test_a_document_is_found_by_a_few_letters_of_its_name(reader: Reader) -> None:
    page = reader.open("/")
    page.get_by_role("link", name="Trong kho").click()
    expect(page.locator(".rows tbody tr").first).to_be_in_viewport()
    page.locator("#ten").fill("tiep dan")
    page.locator("#ten").press("Enter")
    expect(page.locator(".tools p").first).to_contain_text(re.compile(r"\d+ trong 52 văn bản"))
    assert not page.evaluate(WIDER)
    assert findings(reader, WCAG) == []
    page.get_by_role("link", name="31-QĐ/TU", exact=True).first.click()
    expect(page.locator("h1")).to_have_text("Quy định số 31-QĐ/TU")


def test_filters_combine_and_are_taken_off_one_by_one(reader: Reader) -> None:
    page = reader.open("/kho")
    unfold(page, "details.filters")
    page.locator("aside.side a", has_text="Quy định").first.click()
    unfold(page, "details.filters")
    page.locator("aside.side a", has_text="Đã được thay thế, bãi bỏ").click()
    expect(page.locator(".rows tbody tr")).to_have_count(1)
    row = page.locator(".rows tbody tr.ended")
    expect(row).to_contain_text("08-QĐ/TU")
    expect(row.locator(".badge.st")).to_have_text("Được thay thế")
    page.locator(".chip", has_text="Quy định").click()
    expect(page.locator(".chip")).to_have_count(1)
    page.wait_for_load_state()
    assert page.locator(".rows tbody tr").count() > 1


def test_the_table_is_sorted_turned_over_and_taken_away_without_script(
    scriptless: Reader, tmp_path: Path
) -> None:
    page = scriptless.open("/kho")
    page.get_by_role("columnheader").get_by_role("link", name="Số, ký hiệu").click()
    expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Số, ký hiệu")
    first = page.locator(".rows .number").first.inner_text()
    assert first.startswith("02-")
    page.get_by_role("link", name="Trang sau →").click()
    expect(page.locator(".tools p").first).to_contain_text("trang 2/2")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    download.value.save_as(tmp_path / "kho.csv")
    rows = list(csv.reader((tmp_path / "kho.csv").open(encoding="utf-8-sig")))
    assert len(rows) == 53
    assert rows[1][1] == first


def test_what_is_cited_and_lacking_is_a_list_to_fetch(reader: Reader, tmp_path: Path) -> None:
    page = reader.open("/kho")
    page.get_by_role("link", name=re.compile(r"Được dẫn mà chưa có \(\d+\)")).click()
    page.wait_for_load_state()
    counts = [int(re.sub(r"\D.*", "", t)) for t in page.locator("td.documents").all_inner_texts()]
    assert counts == sorted(counts, reverse=True)
    assert counts[0] > 1
    assert findings(reader, WCAG) == []
    page.locator("#ten").fill("85-qd")
    page.locator("#ten").press("Enter")
    expect(page.locator(".rows tbody tr")).to_have_count(1)
    page.locator("details.by summary").click()
    expect(page.locator("details.by a").first).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Excel").click()
    download.value.save_as(tmp_path / "can-tim.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "can-tim.xlsx").active
    assert sheet is not None
    assert sheet.cell(2, 2).value == "85-QĐ/TW"
    page.locator(".rows .number a").click()
    expect(page.locator("main")).to_contain_text("chưa có trong kho")


# --- the document -------------------------------------------------------------------


def document(library: Library, number: str) -> str:
    return next(f"/van-ban/{c.id}" for c in library.overview().documents if c.number == number)


def test_the_text_begins_on_the_first_screen_behind_its_folded_letterhead(
    reader: Reader, library: Library
) -> None:
    for number in ("31-QĐ/TU", "52-QĐ/TU", "09-KL/TU", "12-KH/HU"):
        page = reader.open(document(library, number))
        head, first = page.locator("details.letterhead"), page.locator(".text > p").first
        box = first.bounding_box()
        assert box is not None
        assert box["y"] + 24 < page.viewport_size["height"], number  # type: ignore[index]
        expect(head.locator("p").first).to_be_hidden()
        head.locator("summary").click()
        expect(head).to_contain_text(number)
        assert not page.evaluate(WIDER)
    assert findings(reader, WCAG) == []


def test_bar_and_contents_follow_the_reading_place(office: Reader, library: Library) -> None:
    page = office.open(document(library, "31-QĐ/TU"))
    expect(page.locator("[data-here]")).to_have_text("")
    page.locator(".text h3", has_text="Điều 5.").evaluate(
        "one => { one.scrollIntoView({behavior: 'instant'}); scrollBy({top: -60}); }"
    )
    expect(page.locator("[data-here]")).to_contain_text("Điều 5")
    expect(page.locator(".docbar")).to_be_in_viewport()
    expect(page.locator(".docbar .name")).to_have_text("31-QĐ/TU")
    entry = page.locator(".outline a[aria-current]")
    expect(entry).to_have_count(1)
    expect(entry).to_contain_text("Điều 5")
    expect(entry).to_be_in_viewport()


def test_words_are_found_in_the_document_with_or_without_accents(
    reader: Reader, library: Library
) -> None:
    page = reader.open(document(library, "31-QĐ/TU"))
    if page.locator(".find-open").is_visible():
        page.locator(".find-open").click()
    box, told = page.get_by_label("Tìm trong văn bản này").last, page.locator(".find .count")
    box.fill("doi thoai truc tiep")
    expect(told).to_contain_text(re.compile(r"^\d+/\d+$"))
    places = int(told.inner_text().split("/")[1])
    assert places > 2
    seen = set()
    for _ in range(places):
        box.press("Enter")
        seen.add(told.inner_text())
    assert len(seen) == places
    box.fill("đối thoài")
    expect(told).to_contain_text("khác dấu")
    box.fill("cá mập")
    expect(told).to_have_text("không thấy")
    # What stands in the folded letterhead is found too, and shown.
    box.fill("ĐẢNG CỘNG SẢN VIỆT NAM")
    expect(told).to_contain_text("1/")
    expect(page.locator("details.letterhead p", has_text="ĐẢNG CỘNG SẢN")).to_be_in_viewport()


def test_a_provision_hands_over_its_lasting_address(office: Reader, library: Library) -> None:
    office.page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = office.open(document(library, "31-QĐ/TU"))
    sign = page.get_by_role("link", name="Địa chỉ lâu dài của khoản 2 Điều 3")
    sign.focus()
    sign.press("Enter")
    expect(page.get_by_role("status").last).to_have_text("Đã sao chép địa chỉ.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{office.base}/vb/31-QD-TU/2023-09-12/dieu-3/khoan-2"
    page.goto(copied)
    expect(page.locator(".text .target").first).to_be_in_viewport()
    expect(page.locator(".text .target").first).to_have_text(re.compile("^2. "))


def test_a_place_is_chosen_from_the_contents(reader: Reader, library: Library) -> None:
    page = reader.open(document(library, "31-QĐ/TU"))
    if page.locator(".docbar .contents").is_visible():
        page.locator(".docbar .contents").click()
    page.locator(".outline a", has_text="Điều 6.").click()
    heading = page.locator(".text h3", has_text="Điều 6.")
    expect(heading).to_be_in_viewport()
    bar, place = page.locator(".docbar").bounding_box(), heading.bounding_box()
    assert bar is not None
    assert place is not None
    assert place["y"] >= bar["y"] + bar["height"]


# --- a page's picture ---------------------------------------------------------------


def marked_page(library: Library) -> str:
    """Return the address of a picture whose mark stands low on the page."""
    path = document(library, "31-QĐ/TU")
    view = library.document(path.rsplit("/", 1)[1])
    assert view is not None
    low = max(
        (box.box.y0, passage.pages[0], passage.id)
        for passage in view.passages
        for box in view.document.boxes_of(passage.span)[:1]
    )
    return f"{path}/trang/{low[1]}?doan={low[2]}"


def test_the_mark_is_in_sight_on_every_size_of_the_picture(
    reader: Reader, library: Library
) -> None:
    for size in (1, 2, 3):
        page = reader.open(f"{marked_page(library)}&co={size}")
        expect(page.locator(".passage-marks rect").first).to_be_in_viewport()
    assert findings(reader, WCAG) == []


def test_the_mark_is_in_sight_without_script(scriptless: Reader, library: Library) -> None:
    page = scriptless.open(f"{marked_page(library)}#danh-dau")
    expect(page.locator(".passage-marks rect").first).to_be_in_viewport()


def test_lines_of_a_page_are_read_as_paragraphs(office: Reader, library: Library) -> None:
    path = document(library, "09-KL/TU")
    view = library.document(path.rsplit("/", 1)[1])
    assert view is not None
    page = office.open(f"{path}/trang/1")
    shown = page.locator(".lines p").all_text_contents()
    assert len(shown) < len([line for line in view.document.lines if line.span is not None])
    assert all(text in view.document.text for text in shown)
