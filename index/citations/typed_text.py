"""Typed text made ready for reading: what frames a citation cut off, parted codes joined."""

from __future__ import annotations

import re

from index.citations.typed_codes import is_body, kinds_of
from index.citations.typed_place import starts_a_body
from ingest.text.vietnamese import clean, lower, tone_normal

_PAGE = re.compile(
    r"[,;(]\s*(?:tr\.?|trang)\s*\d{1,4}(?:\s*[-–]\s*\d{1,4})?[\s).]*(?:của tệp pdf)?[\s).]*$"
)
_LEAD_IN = re.compile(
    r"^\s*(?:(?:căn cứ|can cu|thực hiện|thuc hien|tra cứu|tra cuu|số hiệu|so hieu|toàn văn|"
    r"toan van)(?:\s+|\s*:\s*))+(?=\S)",
    re.IGNORECASE,
)
_AUTHOR = re.compile(
    r"^\s*(?:đảng cộng sản việt nam|đcsvn|(?P<author>[^,()\d\n]{3,80}?))"
    r"(?:\s*\((?:19|20)\d\d\)\s*[,.:;]?|\s*[:,])\s*(?=\S)",
    re.IGNORECASE,
)
"""The author before the title in a list of references: "Bộ Chính trị (2025), Nghị quyết số …"."""
_JOINED_CODE = re.compile(r"(?<!\w)([^\W\d_]{2,4})(?=\d{1,6}\s*[-–/]\s*[^\W_]+\s*[-–/])")
"""A type before a whole number that has it: "nđ30/2020/nđ-cp", "kl21-kl/tw"."""
_CENTRE_CODE = re.compile(r"(?<![\w.])t\.\s?[ưw]\.?(?![\w])", re.IGNORECASE)
_PARTED_BODY = re.compile(r"(?<=/)([^\W\d_]{2,6})\s+(tw|tu|hu|qu|đu)(?!\w)", re.IGNORECASE)
"""A department's code typed apart from its committee's: "45-HD/BTC TW"."""
_AND = re.compile(r"(?<=[^\W\d_])\s?&\s?(?=[^\W\d_]{1,4}(?!\w))")
"""As ministries are shortened: "Bộ GD&ĐT", "BGD&ĐT"."""
_NAMED_STATUTE = re.compile(
    r"^\s*(luật|bộ luật|pháp lệnh) (\S.{2,200}?) số (\d+/\d{4}/(?:ubtv)?qh\d+)(?!\w)", re.IGNORECASE
)
"""A law cited by its name and number: "Luật Bảo hiểm xã hội số 41/2024/QH15"."""


def prepared(text: str) -> str:
    """Return ``text`` with one tone placement, without lead-in, page and author, codes joined."""
    typed = tone_normal(clean(text)).replace("\\", "/")
    typed = _AUTHOR.sub(_kept_author, _LEAD_IN.sub("", _PAGE.sub("", typed)))
    # The number says all; the name may read as a body ("Bảo hiểm xã hội").
    typed = _NAMED_STATUTE.sub(r"\1 số \3", typed)
    typed = _CENTRE_CODE.sub("TW", _PARTED_BODY.sub(_together, typed))
    return _AND.sub("", _JOINED_CODE.sub(_apart, typed))


def _kept_author(hit: re.Match[str]) -> str:
    """Return the author of a title where a body is named; the Party issues through its bodies."""
    author = hit["author"]
    if author is None:
        return ""
    return f"{author}, " if starts_a_body(lower(author), 0) else hit[0]


def _together(hit: re.Match[str]) -> str:
    return f"{hit[1]}{hit[2]}" if is_body(lower(hit[1] + hit[2])) else hit[0]


def _apart(hit: re.Match[str]) -> str:
    return f"{hit[1]} " if kinds_of(lower(hit[1])) else hit[0]
