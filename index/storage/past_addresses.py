"""Where the documents of a library were found by what links of old say: files come and go.

A link made before there were lasting addresses names a file by its digest.  When a better copy
takes its place, the file's document is still known here, and the link leads on.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

NAME = "addresses.jsonl"
"""In the library's folder, one line a file that was ever held; the last line of a file counts."""


def recall(root: Path) -> dict[str, str]:
    """Return the address of the document of every file that was ever held, by the file's id.

    A line that was not written whole tells nothing.
    """
    try:
        lines = (root / NAME).read_text("utf-8").splitlines()
    except OSError:
        return {}
    found: dict[str, str] = {}
    for line in lines:
        try:
            row = json.loads(line)
            found[str(row["id"])] = str(row["address"])
        except (ValueError, KeyError, TypeError):
            continue
    return found


def remember(root: Path, addresses: Mapping[str, str]) -> None:
    """Note where files are found now.  Call it with the build lock held."""
    known = recall(root)
    new = {name: address for name, address in addresses.items() if known.get(name) != address}
    if not new:
        return
    with (root / NAME).open("a", encoding="utf-8") as file:
        for name, address in sorted(new.items()):
            file.write(json.dumps({"id": name, "address": address}, ensure_ascii=False) + "\n")
