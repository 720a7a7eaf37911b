"""What reading takes for a subject and is a deed: "52-QĐ/TU sửa đổi khoản 1 Điều 3 …"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.citations.places import parse_places
from ingest.citations import Amendment, Effect
from ingest.model import Document

_DEED = re.compile(
    r"(?P<verb>sửa đổi(?:,? bổ sung)?|bổ sung|thay thế|bãi bỏ|đính chính)\s"
    r"(?:(?:các|một số|nội dung|quy định tại)\s)*"
    r"(?:điểm|khoản|điều|mục|chương|phần)\s(?:[\dIVX]+|[a-zđ])(?!\w)",
    re.IGNORECASE,
)
_DONE = {
    "sửa": Effect.AMENDED,
    "bổ": Effect.SUPPLEMENTED,
    "thay": Effect.REPLACED,
    "bãi": Effect.REPEALED,
    "đính": Effect.CORRECTED,
}


def tells_a_deed(subject: str) -> bool:
    """Say whether what reads like a subject tells what a document did: "sửa đổi khoản 1 …"."""
    return _DEED.match(subject) is not None


def acts_in_subjects(document: Document) -> Iterator[Amendment]:
    """Yield acts on one provision that reading took for the subject of the acting document."""
    references = document.references
    for by, reference in enumerate(references):
        deed = _DEED.match(reference.subject or "")
        if deed is None or by + 1 == len(references):
            continue
        target = references[by + 1]
        end = reference.span.end + len(reference.subject or "") + _NEAR
        places = parse_places(target.provision or "")
        if target.span.start < end and len(places) == 1:
            effect = _DONE[deed["verb"].split()[0].lower()]
            yield Amendment(effect, by + 1, places[0], reference.span, reference.span, by=by)


_NEAR = 20
"""Letters that may stand between a document and what is told of it."""
