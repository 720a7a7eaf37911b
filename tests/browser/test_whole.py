"""The product as it is run: its commands, the shipped model, a real browser, real builds."""

from __future__ import annotations

import re
import shutil
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.conftest import OFFICE, PHONE, reading
from tests.browser.test_pages import WCAG, findings

WORD = "mật khẩu dài"
SLOWLY = 120_000
"""Milliseconds a build of three documents may take before the test gives up."""


def _run(root: Path, *words: str, typed: str = "") -> str:
    done = subprocess.run(  # our own commands
        [sys.executable, *words], cwd=root, input=typed, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@contextmanager
def _served(root: Path, library: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    words = [sys.executable, "-m", "search_app", "--library", str(library), "--port", port]
    with subprocess.Popen(  # our own command
        words, cwd=root, stderr=subprocess.PIPE, text=True
    ) as running:
        assert running.stderr is not None
        said = running.stderr.readline()
        found = re.search(r"http://[\d.:]+", said)
        assert found, said
        try:
            yield found[0]
        finally:
            running.terminate()


def test_a_file_is_sent_up_found_and_corrected_and_a_rebuild_keeps_it(
    browser: Browser, root: Path, tmp_path: Path
) -> None:
    corpus, library = tmp_path / "corpus", tmp_path / "kho"
    corpus.mkdir()
    for name in ("31-qd-tu-2023.pdf", "hoi-dap-tiep-dan.txt"):
        shutil.copy(root / "corpus" / name, corpus)
    _run(root, "build_index.py", str(corpus), "--library", str(library))
    user = ("-m", "search_app", "user", "add", "Chủ", "--role", "admin", "--password-stdin")
    _run(root, *user, "--library", str(library), typed=WORD + "\n")
    question = "/tim?q=kết nạp bao nhiêu đảng viên mới mỗi năm"
    with _served(root, library) as site:
        for reader in reading(browser, site, viewport=OFFICE):
            page = reader.open("/nap")
            assert findings(reader, WCAG) == []
            page.get_by_label("Tên").fill("Chủ")
            page.get_by_label("Mật khẩu").fill(WORD)
            page.get_by_role("button", name="Đăng nhập").click()
            page.goto(site + question)
            expect(page.locator("main")).not_to_contain_text("12-KH/HU")
            page.goto(site + "/nap")
            sent = root / "corpus" / "12-kh-hu-2023.docx"
            page.get_by_label("Chọn một hay nhiều tệp").set_input_files(sent)
            page.get_by_role("button", name="Nạp vào kho").click()
            held = page.locator(".badge.held")
            expect(held).to_have_text("đã vào kho", timeout=SLOWLY)
            # The next question is answered from the new library, by the shipped model.
            page.goto(site + question)
            first = page.locator("article").first
            expect(first).to_contain_text("12-KH/HU")
            expect(first.locator("blockquote").first).to_contain_text("Kết nạp từ 110 đảng viên")
            first.locator("a", has_text="12-KH/HU").first.click()
            expect(page.locator("h1")).to_contain_text("12-KH/HU")
            correct = page.locator("a[href$='/sua']").first.get_attribute("href") or ""
            # By the file's own address: the lasting one says the day that is corrected.
            address = site + correct.removesuffix("/sua")
            page.goto(site + correct)
            page.get_by_label("Ngày ban hành").fill("16/2/2023")
            page.get_by_role("button", name="Lưu").click()
            expect(page.locator("#g-issued")).to_contain_text("Đọc từ tệp: 15/02/2023")
            facts = page.locator("main")
            expect(page.get_by_text("Đã dựng xong")).to_be_visible(timeout=SLOWLY)
            page.goto(address)
            expect(facts).to_contain_text("16/02/2023")
            expect(facts).to_contain_text("sửa tay")
            # Built again from nothing, while it is served: nothing sent up or corrected is lost.
            (library / "current").unlink()
            _run(root, "build_index.py", str(corpus), "--library", str(library))
            page.goto(address)
            expect(facts).to_contain_text("16/02/2023")
            expect(facts).to_contain_text("sửa tay")


def test_from_an_empty_folder_to_a_first_answer(
    browser: Browser, root: Path, tmp_path: Path
) -> None:
    bundle = tmp_path / "văn bản.zip"
    with zipfile.ZipFile(bundle, "w") as packed:
        packed.write(root / "corpus" / "hoi-dap-tiep-dan.txt", "Hỏi đáp/hỏi đáp.txt")
        packed.writestr("chay.exe", b"MZ")
    with _served(root, tmp_path / "kho") as site:
        for reader in reading(browser, site, viewport=PHONE, has_touch=True, is_mobile=True):
            page = reader.open("/tim?q=gì cũng được")
            assert findings(reader, WCAG) == []
            expect(page.locator("h1")).to_have_text("Kho chưa có văn bản nào")
            chosen = [root / "corpus" / "31-qd-tu-2023.pdf", bundle]
            page.get_by_label("Chọn một hay nhiều tệp").set_input_files(chosen)
            page.get_by_role("button", name="Nạp vào kho").click()
            expect(page.locator(".turned-away")).to_contain_text("văn bản.zip!/chay.exe")
            page.get_by_role("link", name="Xem kho đang dựng").click()
            box = page.locator("#q")
            expect(box).to_be_visible(timeout=SLOWLY)
            box.fill("bí thư tiếp dân mấy ngày một tháng")
            box.press("Enter")
            expect(page.locator(".hit").first).to_contain_text("31-QĐ/TU")
            expect(page.locator(".hit .answer").first).to_contain_text("ít nhất 01 ngày")
