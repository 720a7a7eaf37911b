"""What the product's own finder of references adds to a mention: date, body, term.

The mention's strict reading comes first; the finder knows more writings of dates and
the names of local bodies.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from benchmarks.register_mentions import Mention, canonical_body
from ingest.citations import Reference
from ingest.references.find import find
from ingest.text.vietnamese import fold

_AROUND = 700


def filled(text: str, mentions: Iterable[Mention]) -> Iterator[Mention]:
    """Yield the mentions of ``text``, each with what the finder of references reads there."""
    for mention in mentions:
        if mention.issued is not None and mention.body is not None:
            yield mention
            continue
        window = mention.around
        reference = next((ref for ref in find(window) if ref.number == mention.number), None)
        yield _joined(mention, reference) if reference is not None else mention


def _joined(mention: Mention, reference: Reference) -> Mention:
    return replace(
        mention,
        kind=mention.kind or reference.kind,
        issued=mention.issued or reference.issued,
        body=mention.body or _body(reference.issuer),
        term=mention.term or reference.term,
    )


def _body(issuer: str | None) -> str | None:
    """Return the register's name of a body; "Trung ương" alone names none."""
    if issuer is None or fold(issuer) in ("trung uong", "trung uong dang", "hoi nghi"):
        return None
    issuer = re.sub(r"[\s\d]+$", "", issuer)  # the mark of a note
    folded = fold(issuer)
    for name in ("Bộ Chính trị", "Ban Bí thư", "Ban Chấp hành Trung ương"):
        if folded.startswith(fold(name)):
            return name
    return canonical_body(issuer.removesuffix(" Đảng"))
