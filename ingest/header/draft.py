"""Whether a file says of itself that it is a draft: nothing in it has happened yet.

The mark stands alone above or beside the letterhead ("DỰ THẢO", "Dự thảo lần 2", "(Dự thảo)",
"DỰ THẢO ngày 15/7/2026"), or the file is named so.  A title that speaks of a draft ("góp ý dự
thảo Quy định …") is none.
"""

from __future__ import annotations

import re

from ingest.claims import Doubt
from ingest.header.secrecy import CELLS
from ingest.layout.canonical_text import LaidOut
from ingest.text.vietnamese import clean, fold, nfc

DRAFT = "draft"
"""The field of the doubt about a file that is a draft."""
_LINES = 12
"""Lines of the head of a file in which the mark is looked for."""
_MARK = re.compile(
    r"(?:ban )?du thao(?: \(?(?:(?:lan|ban|so) (?:thu )?(?:\d{1,2}|[a-z]{2,4})|v?\d{1,2})\)?)?"
    r"(?:[ ,(-]{1,3}(?:ngay )?"
    r"(?:\d{1,2}[/.-]\d{1,2}(?:[/.-]\d{2,4})?|\d{1,2} thang \d{1,2} nam \d{4}))?"
    r"(?: (?:de )?(?:(?:xin|lay) y kien|gop y))?"
)
_NAMED = re.compile(r"(?:\d{1,3}[\W_]{1,3})?(?:ban[\W_])?du[\W_]?thao(?![a-z])")
_WHY = "Tệp này ghi là dự thảo; những việc nêu trong đó chưa phải là đã làm."


def draft_doubt(laid: LaidOut) -> tuple[Doubt, ...]:
    """Return the doubt about a text that says to be a draft; nothing for any other."""
    written = [line.text for line in laid.lines if line.text.strip()][:_LINES]
    cells = (cell for line in written for cell in CELLS.split(clean(line)))
    marked = any(_MARK.fullmatch(fold(cell).strip(" .*:-–_[](){}'\"“”#>")) for cell in cells)
    return (Doubt(DRAFT, "", _WHY, 1, stated=True),) if marked else ()


def is_named_draft(source: str | None) -> bool:
    """Say whether a file's name, as records have it, says that it is a draft."""
    name = fold(nfc(re.split(r"[/\\]", source or "")[-1]))
    return _NAMED.match(name) is not None
