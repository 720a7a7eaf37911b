"""A Milvus Lite file for all tests of a run, with a library's name for each folder."""

from __future__ import annotations

import atexit
import hashlib
import shutil
import tempfile
from functools import lru_cache
from pathlib import Path

import pytest

from index.remote.milvus import adapters
from index.remote.milvus.adapters import MilvusAddress


@lru_cache(maxsize=1)
def lite_file() -> str:
    """Return the path of the file."""
    folder = Path(tempfile.mkdtemp(prefix="vankien-milvus-"))
    uri = str(folder / "lite.db")

    def clean() -> None:
        adapters.release(MilvusAddress(uri, None, "all"))
        shutil.rmtree(folder, ignore_errors=True)

    atexit.register(clean)
    return uri


def place_of(folder: Path) -> MilvusAddress:
    """Return the place of the library in ``folder``, in the one file of this run."""
    pytest.importorskip("milvus_lite", reason="needs the extra milvus")
    name = hashlib.sha256(str(folder).encode()).hexdigest()[:12]
    return MilvusAddress(lite_file(), None, f"kho{name}")
