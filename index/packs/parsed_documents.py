"""Parsed documents that came in a pack, looked at with distrust before they are kept."""

from __future__ import annotations

import json
import zlib

from index.packs.container import PackFile
from index.packs.contents import PackedDocument
from ingest import document_json
from ingest.errors import PackRefused

_SMALL, _RATIO = 64 * 1024**2, 100
"""Bytes up to which a parsed document is unpacked whatever its size, and how many times a larger
one may swell: text goes into a fourth to a tenth."""
_MOST = 1024**3


def look_at_parsed(pack: PackFile, row: PackedDocument, data: bytes) -> None:
    """See that a parsed document is one, of this file, and of a size.

    :raises PackRefused: it is not.
    """
    text = _unpacked(pack, data)
    try:
        document = document_json.from_json(json.loads(text))
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        RecursionError,
    ) as error:
        raise PackRefused(
            f"Bản đã phân tích của “{row.names[0]}” trong gói {pack.name} bị hỏng."
        ) from error
    if document.digest != row.digest or document.refused is not None:
        raise PackRefused(
            f"Bản đã phân tích của “{row.names[0]}” trong gói {pack.name} không khớp với"
            " bản gốc, hoặc văn bản mang dấu mật."
        )


def _unpacked(pack: PackFile, data: bytes) -> bytes:
    most = min(max(_SMALL, _RATIO * len(data)), _MOST)
    try:
        # One stream, as ours are; what follows it is no part of ours.
        opened = zlib.decompressobj(wbits=31)
        text = opened.decompress(data, most + 1)
    except zlib.error as error:
        raise pack.damaged() from error
    if len(text) > most:
        raise PackRefused(f"Một văn bản trong gói {pack.name} lớn bất thường.")
    if not opened.eof or opened.unused_data:
        raise pack.damaged()
    return text
