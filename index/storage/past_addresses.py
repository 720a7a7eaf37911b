"""Where the documents of a library were found by what links of old say: files come and go.

A link made before there were lasting addresses names a file by its digest.  When a better copy
takes its place, the file's document is still known here, and the link leads on.  A sketch of its
text tells a copy whose number cannot be read.
"""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

NAME = "addresses.jsonl"
"""In the library's folder, one line a file that was ever held; the last line of a file counts."""


@dataclass(frozen=True, slots=True)
class PastFile:
    """A file that was held: its document's address and title, and a sketch of its text."""

    address: str
    title: str = ""
    sketch: bytes = b""


def recall(root: Path) -> dict[str, PastFile]:
    """Return every file that was ever held, by its id.

    A line that was not written whole tells nothing.
    """
    try:
        lines = (root / NAME).read_text("utf-8").splitlines()
    except OSError:
        return {}
    files: dict[str, PastFile] = {}
    for line in lines:
        try:
            row = json.loads(line)
            sketch = b64decode(row.get("sketch", ""))
            files[str(row["id"])] = PastFile(str(row["address"]), row.get("title", ""), sketch)
        except (ValueError, KeyError, TypeError, AttributeError):
            continue
    return files


def remember(root: Path, files: Mapping[str, PastFile]) -> None:
    """Note where files are found now.  Call it with the build lock held."""
    known = recall(root)
    new = {name: file for name, file in files.items() if known.get(name) != file}
    if not new:
        return
    with (root / NAME).open("a", encoding="utf-8") as ledger:
        for name, file in sorted(new.items()):
            row = {
                "id": name,
                "address": file.address,
                "title": file.title,
                "sketch": b64encode(file.sketch).decode("ascii"),
            }
            ledger.write(json.dumps(row, ensure_ascii=False) + "\n")
