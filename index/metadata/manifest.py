"""The manifest beside the files of a folder: what it says of each."""

from __future__ import annotations

import json
from dataclasses import dataclass

from index.metadata.corrections import Correction

MANIFEST = "manifest.jsonl"


@dataclass(frozen=True, slots=True)
class ManifestEntry:
    """What the manifest says of a file; strings as written, dates ISO 8601."""

    sample: bool = False
    number: str | None = None
    kind: str | None = None
    issuer: str | None = None
    issued: str | None = None
    subject: str | None = None
    corrections: tuple[Correction, ...] = ()
    """What was corrected by hand (never from the manifest)."""


def entry_from_json(text: str) -> ManifestEntry:
    """Read an entry as the catalogue keeps it."""
    data = json.loads(text)
    corrections = tuple(Correction(**one) for one in data.pop("corrections", ()))
    return ManifestEntry(**data, corrections=corrections)
