"""The wheel holds all that the program needs away from its repository."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

USE = """
from pathlib import Path
from index import embedding
from index.citations import register
from index.library import Library
from index.results import SearchRequest
from search_app import create_app
assert len(register.load()) > 900
library = Library.open(Path("library"))
assert library.search(SearchRequest("to cong nghe so")).hits
print(Path(embedding.__file__).parents[2])
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, root: Path) -> Path:
    """The wheel, unpacked as an installer would."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=root, capture_output=True, text=True, check=False
    )
    if listed.returncode:
        pytest.skip("needs git to know which files are the project's")
    # From a copy: setuptools leaves its build folder beside the sources.
    source, made = tmp_path_factory.mktemp("source"), tmp_path_factory.mktemp("wheel")
    for name in filter(None, listed.stdout.split("\0")):
        if not name.startswith("tests/") and (root / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(root / name, source / name)
    run(source, "-m", "build", "--wheel", "--no-isolation", "-o", str(made), ".")
    (wheel,) = made.glob("vankien-*.whl")
    with zipfile.ZipFile(wheel) as packed:
        packed.extractall(made / "site")
    return made / "site"


def run(folder: Path, *words: str, site: Path | None = None) -> str:
    paths = {"PYTHONPATH": str(site)} if site else {}
    done = subprocess.run(
        [sys.executable, *words],
        cwd=folder,
        env={**os.environ, **paths},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_wheel_builds_and_searches_a_library(site: Path, tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "a.txt").write_text(
        "Tổ công nghệ số cộng đồng họp hằng tháng.\n", "utf-8"
    )
    run(tmp_path, "-m", "build_index", "papers", "--library", "library", site=site)
    assert Path(run(tmp_path, "-c", USE, site=site).strip()) == site


def test_the_wheel_brings_its_pages_and_no_samples(site: Path) -> None:
    names = {path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file()}
    assert {"corpus/register.jsonl", "search_app/templates/base.html"} <= names
    assert any(name.startswith("search_app/static/") for name in names)
    assert not any(name.endswith(".pdf") for name in names)
