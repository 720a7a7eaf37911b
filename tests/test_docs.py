"""The documentation's links lead somewhere, and the modules it names exist."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")
NAMED = re.compile(r"`((?:ingest|index|search_app|benchmarks|tests|corpus|docs)/[\w/.-]+)`")
ELSEWHERE = re.compile(r"^(https?:|mailto:)")


def pages(root: Path) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.md"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    named = (root / name for name in listed.stdout.splitlines())
    return [p for p in named if p.is_file() and "corpus/sources" not in p.as_posix()]


@pytest.fixture(scope="module")
def documentation(root: Path) -> list[Path]:
    if not (root / ".git").exists():
        pytest.skip("needs git to list the project's pages")
    return pages(root)


def test_every_link_leads_to_a_file(documentation: list[Path]) -> None:
    broken = [
        f"{page.name}: {target}"
        for page in documentation
        for target in LINK.findall(page.read_text("utf-8"))
        if not ELSEWHERE.match(target) and not (page.parent / target).exists()
    ]
    assert broken == []


def test_every_path_named_exists(documentation: list[Path], root: Path) -> None:
    gone = [
        f"{page.name}: {name}"
        for page in documentation
        if page.name != "CHANGELOG.md"
        for name in NAMED.findall(page.read_text("utf-8"))
        if not (root / name).exists()
    ]
    assert gone == []


def test_every_picture_is_shown_somewhere(documentation: list[Path], root: Path) -> None:
    shown = "".join(page.read_text("utf-8") for page in documentation)
    unused = [
        path.name for path in (root / "docs" / "images").glob("*.png") if path.name not in shown
    ]
    assert unused == []


def test_the_map_names_every_folder(root: Path) -> None:
    """A folder without a row is a room nobody can find."""
    page = (root / "docs" / "architecture.md").read_text("utf-8")
    named = set(re.findall(r"^\| `([a-z_/]+)/` \|", page, re.MULTILINE))
    folders = {
        path.parent.relative_to(root).as_posix()
        for package in ("ingest", "index", "search_app")
        for path in (root / package).rglob("__init__.py")
    }
    assert named == folders
