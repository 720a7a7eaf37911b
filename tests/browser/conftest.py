"""A real Chromium before a real server."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import pytest
import waitress
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from index.build.additions import Additions
from index.build.builder import BuildReport
from index.build.progress import Progress
from search_app import create_app
from search_app.ports import Librarian
from search_app.services.build_queue import Workshop
from search_app.settings import HOSTS, Settings
from tests.search_app_stand import ID, StandLibrary

# A busy machine may take long; what never comes is missed all the same.
expect.set_options(timeout=30_000)
PHONE = {"width": 390, "height": 844}
OFFICE = {"width": 1366, "height": 768}
# A test's browser talks to the loopback and to nobody else.
OFFICE_SERVER = "kho.co-quan"
"""A machine on an office's network: over plain http browsers keep the clipboard from its pages."""
ARGUMENTS = [
    f"--host-resolver-rules=MAP {OFFICE_SERVER} 127.0.0.1",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@dataclass(frozen=True, slots=True)
class Reader:
    """A page of the browser, and what went wrong on it."""

    page: Page
    base: str
    complaints: list[str]

    def open(self, path: str) -> Page:
        self.page.goto(self.base + path)
        return self.page


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    chromium = shutil.which("chromium")
    if chromium is None:
        pytest.skip("needs Debian's chromium (apt install chromium), which is not here")
    with sync_playwright() as play:
        started = play.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield started
        started.close()


def serving(library: Librarian, folder: Path, name: str = "127.0.0.1") -> Iterator[str]:
    """Serve ``library`` on a free port of the loopback for as long as the caller iterates.

    :param name: what readers call this machine.
    """
    additions = Additions(folder / "kho")

    def renew(progress: Progress) -> BuildReport:
        """Hold whatever was sent up, as a build would."""
        progress("Đọc văn bản", 1, 1)
        additions.settle(frozenset(one.digest for one in additions.uploads()), ())
        return BuildReport("g", True, 1, 1, 1, 0, 1, 1, (), (), 0.0)

    wanted = Settings(
        folder / "desk.sqlite",
        folder / "accounts.sqlite",
        hosts=(*HOSTS, name),
        library=folder / "kho",
    )
    app = create_app(wanted, library, Workshop(additions, renew))
    server = waitress.create_server(app, host="127.0.0.1", port=0, threads=4)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    yield f"http://{name}:{server.effective_port}"
    server.close()
    thread.join(timeout=5)


@pytest.fixture(scope="session")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    library = StandLibrary({ID: root / "corpus" / "08-qd-tu-2021.pdf"})
    yield from serving(library, tmp_path_factory.mktemp("desk"))


def _is_fault(message: ConsoleMessage) -> bool:
    """Say whether a message tells of a fault; over plain http one header counts for nothing."""
    ignored = "Cross-Origin-Opener-Policy header has been ignored" in message.text
    return message.type == "error" and not ignored


def reading(browser: Browser, base: str, **options: object) -> Iterator[Reader]:
    """Open one fresh context; at its end nothing may have been complained of."""
    context = browser.new_context(locale="vi-VN", base_url=base, **options)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda m: complaints.append(m.text) if _is_fault(m) else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "request",
        lambda r: None if r.url.startswith(base) else complaints.append(f"outside: {r.url}"),
    )
    yield Reader(page, base, complaints)
    context.close()
    assert complaints == []


@pytest.fixture
def office(browser: Browser, site: str) -> Iterator[Reader]:
    yield from reading(browser, site, viewport=OFFICE)


@pytest.fixture
def phone(browser: Browser, site: str) -> Iterator[Reader]:
    yield from reading(browser, site, viewport=PHONE, has_touch=True, is_mobile=True)


@pytest.fixture
def scriptless(browser: Browser, site: str) -> Iterator[Reader]:
    yield from reading(browser, site, viewport=OFFICE, java_script_enabled=False)
