"""The manifest beside the files of a folder: what it says of each."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Any

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
    places: tuple[str, ...] = ()
    """Other names under which the same bytes lie in the library's folders (from no manifest)."""
    sent: tuple[str, ...] = ()
    """Names under which people sent them up (from no manifest)."""

    def to_data(self) -> dict[str, Any]:
        """Return what is kept of an entry, for JSON; places only where there are any."""
        data = asdict(self)
        for name in ("places", "sent"):
            if not data[name]:
                del data[name]
        return data


def entry_from_json(text: str) -> ManifestEntry:
    """Read an entry as the catalogue keeps it."""
    data = json.loads(text)
    corrections = tuple(Correction(**one) for one in data.pop("corrections", ()))
    places, sent = (tuple(data.pop(name, ())) for name in ("places", "sent"))
    return ManifestEntry(**data, corrections=corrections, places=places, sent=sent)
