"""Make every sample document, or those whose names are given, and the manifest."""

from __future__ import annotations

import sys

from corpus.typeset.make import CORPUS, SOURCES, make, manifest


def main(names: list[str]) -> int:
    """Make the samples; write each name."""
    for path in sorted(SOURCES.glob("*.md")):
        if not names or path.stem in names:
            sys.stdout.write(f"{make(path).name}\n")
    (CORPUS / "manifest.jsonl").write_text(manifest(), "utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
