"""Make the files and the manifest."""

from __future__ import annotations

import json
import zlib
from pathlib import Path

from corpus.typeset.printed import properties, typeset
from corpus.typeset.scan import scanned
from corpus.typeset.source import SourceText, read_source
from corpus.typeset.word import worded

CORPUS = Path(__file__).resolve().parents[1]
SOURCES = CORPUS / "sources"
_IGNORED = ("sources/*", "typeset/*", "__init__.py", "register.jsonl")


def made(source: SourceText, name: str) -> bytes:
    """Return the bytes of the file a source asks for; ``name`` seeds a scan's noise."""
    if source.form == "docx":
        return worded(source)
    pdf = typeset(source)
    if source.form not in ("scan", "badlayer"):
        return pdf
    seed = zlib.crc32(name.encode())
    return scanned(pdf, seed, properties(source), layer=source.form == "badlayer")


def target_of(path: Path, folder: Path = CORPUS) -> Path:
    """Return the file that the source at ``path`` becomes."""
    suffix = "docx" if read_source(path).form == "docx" else "pdf"
    return folder / f"{path.stem}.{suffix}"


def make(path: Path, folder: Path = CORPUS) -> Path:
    """Make one sample from its source; return its path."""
    target = target_of(path, folder)
    target.write_bytes(made(read_source(path), path.stem))
    return target


def manifest(folder: Path = CORPUS) -> str:
    """Return the manifest of the folder: every file is a sample."""
    lines: list[dict[str, object]] = [{"ignore": pattern} for pattern in _IGNORED]
    names = [target_of(path).name for path in sorted((folder / "sources").glob("*.md"))]
    names += [path.name for path in sorted(folder.glob("*.txt"))]
    lines += [{"file": name, "sample": True} for name in names]
    return "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
