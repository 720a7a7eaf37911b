"""The words a list begins with: "Thành viên đoàn không được:" turns every point below it round.

A point quoted by itself is verbatim and may say the opposite of its document.
"""

from __future__ import annotations

import re

from index.quotations.finder import QuotedDocument
from index.quotations.tokens import NEGATIONS, tokens

_FARTHEST = 150
"""Forms between a list's beginning and a point of it that is looked at."""
_LONGEST = 25
"""Forms of a lead."""
_LABEL = re.compile(r"[a-zđ]|\d{1,2}")
_SENTENCE = re.compile(r"[.!?…\n]")
FORBIDS = NEGATIONS | {"nghiêm"}
"""Forms of words that forbid: "không", "nghiêm cấm"."""
_CONDITIONS = frozenset({"khi", "nếu", "trường", "trong"})
"""First words of a condition: "Khi …", "Trường hợp …"."""
_ALLOWS = re.compile(
    r"(?<!\w)(?:cho|được|phải|cần|yêu cầu|khuyến khích|giao|có quyền|có thể|nên|bảo đảm|quyền|"
    r"nhiệm vụ|trách nhiệm)(?!\w)",
    re.IGNORECASE,
)


def forbidding_lead(source: QuotedDocument, left: int) -> tuple[int, int] | None:
    """Return the forms of the lead that forbids the point beginning at ``left``, None for none."""
    at = _point(source, left)
    if at is None:
        return None
    for place in range(at, max(0, at - _FARTHEST), -1):
        between = source.before(place)
        if "\n" not in between:
            continue
        if between.rstrip().endswith(":") or ":" in between.split("\n")[0]:
            return _lead(source, place)
        if between.split("\n")[0].strip()[-1:] not in (";", ","):
            return None
    return None


def _point(source: QuotedDocument, left: int) -> int | None:
    """Return where the point whose words begin at ``left`` begins, its label with it."""
    if left <= 1:
        return None
    if "\n" in source.before(left):
        return left
    label = source.row.forms[left - 1]
    return left - 1 if _LABEL.fullmatch(label) and "\n" in source.before(left - 1) else None


def _lead(source: QuotedDocument, end: int) -> tuple[int, int] | None:
    start = end - 1
    while start > 0 and end - start < _LONGEST and not _SENTENCE.search(source.before(start)):
        start -= 1
    forms = source.row.forms[start:end]
    if not any(form in FORBIDS for form in forms):
        return None
    if _is_condition(source, start, end):
        return None
    first = 1 if _LABEL.fullmatch(forms[0]) and len(forms) > 1 else 0
    return start + first, end


def _is_condition(source: QuotedDocument, start: int, end: int) -> bool:
    """Say whether a lead forbids only in its condition: "Khi không thể …, bí thư phải:"."""
    forms = source.row.forms
    first = start + (1 if _LABEL.fullmatch(forms[start]) else 0)
    if forms[first] not in _CONDITIONS:
        return False
    last = max(at for at in range(start, end) if forms[at] in FORBIDS)
    return any("," in source.before(at) for at in range(last + 1, end))


def is_turned(before: str) -> bool:
    """Say whether a draft's words in front of a forbidden point say that it is to be done.

    Words that forbid it too, or none that say either, leave it as it stands.
    """
    sentence = re.split(r"[.!?…\n]", before)[-1]
    if any(token.form in FORBIDS for token in tokens(sentence)):
        return False
    return _ALLOWS.search(sentence) is not None
