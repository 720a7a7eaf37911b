"""Fixtures every test may use."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from ingest import pipeline
from ingest.model import Document

ROOT = Path(__file__).resolve().parents[1]


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
    """A library of the sample documents, built by the command with the shipped model."""
    folder = tmp_path_factory.mktemp("kho") / "library"
    done = subprocess.run(
        [sys.executable, "build_index.py", "corpus", "--library", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return folder


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
    from search_app.persistence import accounts

    accounts._nobody.cache_clear()
    monkeypatch.setattr(accounts, "HASHING", "pbkdf2:sha256:1")
