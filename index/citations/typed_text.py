"""Typed text made ready for reading: what frames a citation cut off, parted codes joined."""

from __future__ import annotations

import re

from index.citations.typed_codes import is_body, kinds_of
from index.citations.typed_number import find_typed_number
from index.citations.typed_place import starts_a_body
from ingest.text.vietnamese import clean, fold, lower, tone_normal
from ingest.vocabulary.document_types import kinds_by_word

_PAGE = re.compile(
    r"(?:[,;(]\s*(?:tlđd|sđd|tài liệu đã dẫn|sách đã dẫn|đã dẫn|dẫn trên))?"
    r"[,;(]\s*(?:tr\.?|trang)\s*\d{1,4}(?:\s*[-–]\s*\d{1,4})?[\s).]*(?:của tệp pdf)?[\s).]*$",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"^\s*(?:(?:căn cứ|can cu|thực hiện|thuc hien|tra cứu|tra cuu|số hiệu|so hieu|toàn văn|"
    r"toan van|xem thêm|xem|(?:văn bản|van ban)(?=\s+(?:(?:số|so)\s*:?\s*)?\d))(?:\s+|\s*:\s*))+"
    r"(?=\S)",
    re.IGNORECASE,
)
_ITEM = re.compile(
    r"^\s*(?:\[\d{1,3}\]|\(\d{1,3}\)|\d{1,3}[.)](?=\s)|[⁰¹²³⁴⁵⁶⁷⁸⁹]+|[-–—•*+·](?=\s))[\s.]*(?=\S)"
)
"""What marks an item of a list or a note: "[12] ", "(3) ", "1. ", "- "."""
_PUBLISHED = re.compile(
    r"[,.]\s*(?:(?:nxb|nhà xuất bản)\s[^,.\d]{2,60}[,.]\s*)?(?:hà nội|h\.?)\s*,\s*"
    r"((?:19|20)\d\d)(?=[\s.,;)]*$)",
    re.IGNORECASE,
)
"""Where and when, at the end of an entry in a list of references: ". Hà Nội, 2025."."""
_SPACED_CODE = re.compile(
    r"(?<![\w./])(?P<one>[^\W\d_])(?:\.\s?|\s)(?P<two>[^\W\d_])(?:(?:\.\s?|\s)(?P<three>[^\W\d_]))?"
    r"(?![^\W\d_])\.?(?=\s*(?:số|so)?[\s:.-]*\d)"
    r"|(?<=\d)(?P<gap>[\s./–-]{1,3})(?P<first>[^\W\d_])(?:\.\s?|\s)(?P<second>[^\W\d_])(?=[\s/.–-])"
)
"""The letters of a type apart from one another: "q đ 383", "31 q.đ tu"."""
_AUTHOR = re.compile(
    r"^\s*(?:đảng cộng sản việt nam|đcsvn|(?P<author>[^,()\d\n]{3,80}?))"
    r"(?:\s*\((?:19|20)\d\d\)\s*[,.:;]?|\s*[:,]|\.(?=\s))\s*(?=\S)",
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
    r"^\s*(luật|bộ luật|pháp lệnh) (\S.{1,200}?),? (?:số|so) "
    r"(\d+/\d{4}(?:/(?:ubtv)?qh\d+)?)(?![\w/])",
    re.IGNORECASE,
)
"""A law cited by its name and number: "Luật Bảo hiểm xã hội số 41/2024/QH15"."""


_NOTE = re.compile(r",\s*chú thích\s*[\d⁰¹²³⁴⁵⁶⁷⁸⁹*\[\]()]{1,6}\s*[.)]*\s*$", re.IGNORECASE)
"""A note of the document, at the end of what cites it: ", chú thích ¹"."""


def prepared(text: str) -> str:
    """Return ``text`` with one tone placement, without lead-in, page and author, codes joined."""
    typed = _without_mark(tone_normal(clean(text)).replace("\\", "/"))
    typed = _PUBLISHED.sub(r", năm \1", _SPACED_CODE.sub(_joined, typed))
    typed = _AUTHOR.sub(_kept_author, _LEAD_IN.sub("", _NOTE.sub("", _PAGE.sub("", typed))))
    typed = _body_behind(typed)
    # The number leads: a name before it may read as a body ("Bảo hiểm xã hội").
    typed = _NAMED_STATUTE.sub(r"\1 số \3 \2", typed)
    typed = _CENTRE_CODE.sub("TW", _PARTED_BODY.sub(_together, typed))
    return _AND.sub("", _JOINED_CODE.sub(_apart, typed))


def _body_behind(text: str) -> str:
    """Return a text with the body behind the number: "nghị quyết của Bộ Chính trị số 71"."""
    for size in range(1, 4):
        head = " ".join(text.split()[:size])
        if not (kinds_of(lower(head)) or fold(head) in kinds_by_word()):
            continue
        hit = re.compile(
            rf"^\s*{re.escape(head)}\s+(?:(?:của|cua)\s+)?(?P<body>[^\d,;:\n]{{2,60}}?)\s+"
            r"(?P<number>(?:số|so)\s*:?\s*\d[\w/–-]*)(?P<rest>.*)$",
            re.IGNORECASE | re.DOTALL,
        ).match(text)
        if hit and (starts_a_body(lower(hit["body"]), 0) or is_body(lower(hit["body"]))):
            return f"{head} {hit['number']} của {hit['body']}{hit['rest']}"
    return text


def _without_mark(text: str) -> str:
    """Return a citation without the mark of its item; "31. QĐ/TU" begins with its number."""
    mark = _ITEM.match(text)
    if mark is None:
        return text
    number = find_typed_number(lower(text[mark.end() :]))
    return text[mark.end() :] if number is not None and (number.kinds or number.code) else text


def _joined(hit: re.Match[str]) -> str:
    parts = [hit[name] or "" for name in ("one", "two", "three", "first", "second")]
    code = "".join(parts)
    return f"{hit['gap'] or ''}{code}" if kinds_of(lower(code)) else hit[0]


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
