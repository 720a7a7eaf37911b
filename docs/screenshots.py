"""Take the guides' pictures from the running app: ``python -m docs.screenshots``.

Builds a library of the sample documents in a scratch folder, serves it on the loopback and
photographs it in Debian's Chromium, so that no picture shows what the app does not.
"""

from __future__ import annotations

import io
import logging
import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

import build_index
from benchmarks import web
from index.library import Library

HERE = Path(__file__).parent
IMAGES = HERE / "images"
OFFICE = {"width": 1366, "height": 768}
PHONE = {"width": 390, "height": 844}
COLOURS = 128
"""Of a picture: screens of text need no more, and a clone stays small."""
DRAFT = """Thực hiện Quy định số 31-QĐ/TU ngày 12/9/2023 của Ban Thường vụ Tỉnh ủy và Kết luận
số 62-KL/TU ngày 18/7/2023 của Ban Thường vụ Tỉnh ủy, các chi bộ sinh hoạt chuyên đề theo
Nghị quyết số 45-NQ/TU, Nghị quyết số 999-NQ/TU. Chỉ thị số 19-CT/TU ngày 07/8/2023 yêu cầu
“Sàng lọc, thay thế kịp thời báo cáo viên hoạt động trong sáu tháng liên tục”.
"""
log = logging.getLogger(__name__)
Step = Callable[[Page], object]


def document(page: Page, number: str) -> None:
    """Open the document with this number."""
    page.goto(f"/tra-cuu?so={number}")
    if "/van-ban/" not in page.url:
        page.locator("main a[href^='/van-ban/']").first.click()


def marked(page: Page) -> None:
    """Open the original page of the first answer to a question."""
    page.goto("/tim?q=bi+thu+huyen+uy+tiep+dan+may+ngay")
    page.get_by_role("link", name="Trang gốc").first.click()
    page.wait_for_load_state("networkidle")


def scanned(page: Page) -> None:
    """Open the original page of an answer found on a scan."""
    page.goto("/tim?q=bảo+hiểm+y+tế+toàn+dân")
    page.get_by_role("link", name="Trang gốc").first.click()
    page.wait_for_load_state("networkidle")


def crossed(page: Page) -> None:
    """Show a document's cross-references."""
    document(page, "31-QĐ/TU")
    page.locator("svg").first.scroll_into_view_if_needed()


def talk(page: Page) -> None:
    """Put two passages into a talk and show it."""
    for question in ("tiếp dân ít nhất hai ngày trong tháng", "sinh hoạt chuyên đề mỗi quý"):
        page.goto(f"/tim?q={question}")
        page.get_by_role("button", name="Đưa vào bài nói").first.click()
        page.get_by_text("Đã thêm ·").first.wait_for()
    page.goto("/bai-noi")
    page.locator("main a[href^='/bai-noi/']").first.click()
    page.locator("summary", has_text="Đổi tên").click()
    page.locator("#ten").fill("Dân vận khéo ở cơ sở")
    page.get_by_role("button", name="Đổi tên").click()


def checked(page: Page) -> None:
    """Check a draft."""
    page.goto("/kiem-tra")
    page.locator("textarea").first.fill(DRAFT)
    page.get_by_role("button", name="Kiểm tra", exact=True).click()


def changed(page: Page, link: str) -> None:
    """Open what became of a document: old and new, or the consolidated reading."""
    document(page, "31-QĐ/TU")
    page.get_by_role("link", name=link).first.click()
    page.locator("main .put, main mark, main ins").first.scroll_into_view_if_needed()


SHOTS: tuple[tuple[str, dict[str, int], Step], ...] = (
    ("trang-dau", OFFICE, lambda page: page.goto("/")),
    ("tim-kiem", OFFICE, lambda page: page.goto("/tim?q=dang+vien+su+dung+mang+xa+hoi")),
    ("khong-tim-thay", OFFICE, lambda page: page.goto("/tim?q=thủ+tục+ly+hôn+đơn+phương")),
    ("trang-goc", OFFICE, marked),
    ("trang-quet", OFFICE, scanned),
    ("van-ban", OFFICE, lambda page: document(page, "31-QĐ/TU")),
    ("dan-chieu", OFFICE, crossed),
    ("tra-so-hieu", OFFICE, lambda page: page.goto("/tra-cuu?so=quy+dinh+85")),
    ("bai-noi", OFFICE, talk),
    ("kiem-tra", OFFICE, checked),
    ("ra-soat", OFFICE, lambda page: page.goto("/ra-soat")),
    ("cu-moi", OFFICE, lambda page: changed(page, "Cũ – mới")),
    ("ban-doc-hop-nhat", OFFICE, lambda page: changed(page, "Bản đọc hợp nhất")),
    ("kho", OFFICE, lambda page: page.goto("/kho")),
    ("dien-thoai", PHONE, lambda page: page.goto("/tim?q=dang+vien+su+dung+mang+xa+hoi")),
)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a library of the samples, built in ``folder`` or brought up to date where it is."""
    library = Path(os.environ.get("VANKIEN_LIBRARY") or folder / "library")
    if build_index.main([str(HERE.parent / "corpus"), "--library", str(library)]) != 0:
        raise SystemExit("the samples could not be built")
    opened = Library.open(library)
    with closing(opened), web.served(opened, folder) as address:
        yield address


def kept(png: bytes, target: Path) -> None:
    """Write a picture with few colours."""
    with Image.open(io.BytesIO(png)) as whole:
        few = whole.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(target, optimize=True)


def main() -> int:
    """Take every picture, or those named on the command line."""
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    chromium = shutil.which("chromium")
    if chromium is None:
        raise SystemExit("needs Debian's chromium (apt install chromium)")
    IMAGES.mkdir(exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as scratch,
        served(Path(scratch)) as base,
        sync_playwright() as play,
    ):
        browser = play.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        context = {
            wide["width"]: browser.new_context(locale="vi-VN", base_url=base, viewport=wide)
            for wide in (OFFICE, PHONE)
        }
        for name, size, step in SHOTS:
            if sys.argv[1:] and name not in sys.argv[1:]:
                continue
            page = context[size["width"]].new_page()
            step(page)
            page.wait_for_timeout(300)
            kept(page.screenshot(), IMAGES / f"{name}.png")
            page.close()
            log.info("%s.png", name)
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
