"""Fixtures every test may use."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from index.library import Library
from ingest import pipeline
from ingest.model import Document

ROOT = Path(__file__).resolve().parents[1]

# Nothing is timed: what a busy machine takes long over is no fault.
settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository's top folder."""
    return ROOT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real documents beside the repository; skips where it is absent."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("needs the folder of real documents (../shared/data), which is not here")
    return folder


@pytest.fixture(scope="session")
def sample_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the sample documents, built by the command with the shipped model.

    Processes that share out the tests among them read one: whoever comes first builds it.
    """
    base = tmp_path_factory.getbasetemp()
    shared_out = "PYTEST_XDIST_WORKER" in os.environ
    folder = (base.parent if shared_out else base) / "kho-mau" / "library"
    folder.parent.mkdir(exist_ok=True)
    with (folder.parent / "lock").open("w") as lock:
        # Let go when the process ends, however that comes about.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder.parent / "built").exists():
            _build_samples(folder)
            (folder.parent / "built").touch()
    return folder


def _build_samples(folder: Path) -> None:
    done = subprocess.run(
        [sys.executable, "build_index.py", "corpus", "--library", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def library(sample_library: Path) -> Iterator[Library]:
    """The library of the sample documents, open for the tests of one file."""
    opened = Library.open(sample_library)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def sample_documents(root: Path, sample_library: Path) -> list[Document]:
    """The sample documents, parsed anew; their pictures are recognised with the library's."""
    return [
        pipeline.parse(path, cache=sample_library / "cache" / "ocr", isolated=False)
        for path in sorted((root / "corpus").iterdir())
        if path.suffix in {".pdf", ".docx", ".txt"}
    ]


@pytest.fixture
def quick_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords fast: the real way is slow on purpose."""
    from search_app.persistence import passwords

    passwords._nobody.cache_clear()
    monkeypatch.setattr(passwords, "HASHING", "pbkdf2:sha256:1")
