"""Whatever is sent up under whatever name: an answer in words, and nothing outside its folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from index.build.additions import Additions
from index.build.builder import BuildReport
from index.build.progress import Progress
from search_app import create_app
from search_app.persistence import passwords
from search_app.persistence.accounts import AccountRole, Accounts
from search_app.services.build_queue import Workshop
from search_app.settings import Settings
from tests.search_app_stand import StandLibrary

WORD = "mật khẩu dài"
DONE = BuildReport("g2", True, 3, 3, 1, 0, 1, 1, (), (), 0.1)
ENDINGS = st.sampled_from(
    ["", ".pdf", ".txt", ".docx", ".ZIP", ".html", ".jpg", ".exe", ".tx\x00t"]
)
NAMES = st.builds(
    "".join,
    st.tuples(
        st.sampled_from(["", "../", "..\\", "/", "C:\\", "~/", "\x00", "%2e%2e%2f", "a/../../"]),
        st.text(max_size=40),
        ENDINGS,
    ),
)
BODIES = st.builds(
    bytes.__add__,
    st.sampled_from(
        [b"", b"%PDF-1.7\n", b"PK\x03\x04", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"<html>"]
    ),
    st.binary(max_size=200),
)


class Stall:
    """A workshop's client in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.additions = Additions(folder / "kho")
        people = Accounts(folder / "accounts.sqlite")
        people.add("Lan", AccountRole.ADMIN, WORD)
        shop = Workshop(self.additions, self._built)
        made = Settings(folder / "desk", folder / "accounts.sqlite")
        self.client: FlaskClient = create_app(made, StandLibrary(), shop).test_client()
        self.client.post(
            "/dang-nhap",
            data={"csrf_token": self.token("/dang-nhap"), "ten": "Lan", "mat_khau": WORD},
        )

    def _built(self, progress: Progress) -> BuildReport:
        self.additions.settle(frozenset(one.digest for one in self.additions.uploads()), {})
        return DONE

    def token(self, path: str) -> str:
        found = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get(path).text)
        assert found is not None
        return found[1]


@pytest.fixture(scope="module")
def stall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stall]:
    patch = pytest.MonkeyPatch()
    # The real way is slow on purpose.
    passwords._nobody.cache_clear()
    patch.setattr(passwords, "HASHING", "pbkdf2:sha256:1")
    yield Stall(tmp_path_factory.mktemp("stall") / "inner")
    patch.undo()


@given(st.lists(st.tuples(BODIES, NAMES), min_size=1, max_size=4))
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_file_under_any_name(stall: Stall, files: list[tuple[bytes, str]]) -> None:
    sent = [(BytesIO(body), name.encode("utf-8", "replace").decode()) for body, name in files]
    data = {"csrf_token": stall.token("/kiem-tra"), "tep": sent}
    answer = stall.client.post("/nap", data=data, content_type="multipart/form-data")
    assert answer.status_code in {200, 303, 400, 413, 422}, answer.text
    assert "Traceback" not in answer.text
    assert str(stall.folder) not in answer.text
    beside = {path.name for path in stall.folder.parent.rglob("*") if path.is_file()}
    kept = {path.name for path in stall.additions.folder.glob("*")}
    own = {name for name in beside - kept if not re.match(r"(accounts|desk|kho\.corr)", name)}
    assert own == set()
    assert all(re.fullmatch(r"[0-9a-f]{64}(\.[a-z]{3,5})?", name) for name in kept), kept
