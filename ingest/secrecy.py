"""Secrecy marks: a file that bears one in its header area is refused.

``MẬT``, ``TỐI MẬT`` and ``TUYỆT MẬT`` mark State secrets (Luật Bảo vệ bí mật nhà nước
29/2018/QH14), which may not be kept on a networked machine.  The words in running
text ("bảo vệ bí mật") are no such mark: a mark stands alone on its line, in capitals.
"""

from __future__ import annotations

import re

from ingest.model import ReadFile
from ingest.text import tone_normal

_MARK = re.compile(r"(?:ĐỘ\s+)?(?P<mark>TUYỆT\s*MẬT|TỐI\s*MẬT|MẬT)", re.UNICODE)
_BESIDE = re.compile(r"(?:\||\s{3,})")
HEADER_LINES = 25
HEADER_SHARE = 0.45
"""Share of the first page's height that is its header area."""


def secrecy_mark(read: ReadFile) -> str | None:
    """Return the secrecy mark of a file's first page, None when it bears none."""
    for page in read.pages[:1]:
        for line in page.lines[:HEADER_LINES]:
            if line.box and page.height and line.box.y0 > page.height * HEADER_SHARE:
                continue
            for cell in _BESIDE.split(line.text):
                found = _MARK.fullmatch(tone_normal(cell).strip(" .*:-–[]()"))
                if found:
                    return re.sub(r"\s+", " ", found["mark"])
    return None
