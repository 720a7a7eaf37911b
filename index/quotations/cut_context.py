"""What a document says right around a quotation and the quotation leaves out.

"Không để người dân đi lại quá hai lần", of which the last words alone say the opposite; "…
được kéo dài nhưng không quá 45 ngày", of which the first alone say too much.
"""

from __future__ import annotations

import re

from index.quotations.align import Block
from index.quotations.finder import QuotedDocument
from index.quotations.tokens import NEGATIONS, tokens

_CLAUSE = re.compile(r"[.,;:!?…\n(]")
_SENTENCE = re.compile(r"[.;:!?…\n]")
_FARTHEST = 6
"""Forms between a negation and the words it is of."""
_TURNS = frozenset({"mà", "thì", "nếu", "nhưng", "trừ", "chỉ", "nhằm", "khi", "song", "nên"})
"""Words behind which a negation has no say any more."""
_LIMITS = frozenset({"nhưng", "trừ", "song", "nếu", "miễn"})
"""Words with which a sentence takes back a part of what it said."""
_LONGEST = 25
_BIDS = re.compile(
    r"(?<!\w)(?:cho phép|được phép|chấp nhận|yêu cầu|khuyến khích|phải|cần|buộc|giao|nên|có quyền|"
    r"có thể|đề nghị|chỉ đạo|cho)(?!\w)[^.!?…\n;:]{0,40}$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\d{1,2}|[a-zđ]")
_BEHIND_LABEL = re.compile(r"\s?[.)/-]")


def negation_before(source: QuotedDocument, left: int) -> int | None:
    """Return where the negation stands in the clause before ``left`` that has a say there.

    None where there is none, or words between take its say away ("không chỉ … mà còn").
    """
    forms = source.row.forms
    for at in range(left - 1, max(0, left - _FARTHEST) - 1, -1):
        if _CLAUSE.search(source.before(at + 1)) or forms[at] in _TURNS:
            return None
        if forms[at] in NEGATIONS:
            return None if forms[at + 1] == "chỉ" else at
    return None


def negated_neighbour(source: QuotedDocument, left: int) -> str:
    """Return the few words before a comma at ``left`` that a negation begins; "" for none.

    "Không bao biện, làm thay": whether it is of what stands behind the comma too, a reader
    must see.
    """
    if left < 2 or source.before(left).strip() != ",":
        return ""
    at = left - 1
    while at > 0 and left - at < _FARTHEST and not _CLAUSE.search(source.before(at)):
        at -= 1
    if source.row.forms[at] not in NEGATIONS or not _CLAUSE.search(source.before(at)):
        at = next((n for n in range(at, left) if source.row.forms[n] in NEGATIONS), left)
    if left - at >= _FARTHEST or at == left or source.row.forms[at + 1 : at + 2] == ("chỉ",):
        return ""
    return f"{' '.join(source.text(at, left).split())},"


def bids(before: str) -> bool:
    """Say whether a draft's words in front of a quotation bid or allow what it says."""
    if any(token.form in NEGATIONS or token.form == "nghiêm" for token in tokens(before)[-10:]):
        return False
    return _BIDS.search(before.rstrip(" “\"'«„‘<”")) is not None


def limit_behind(source: QuotedDocument, right: int) -> str:
    """Return how the sentence goes on where it takes back a part of what is quoted; or ""."""
    forms = source.row.forms
    if right >= len(forms) or forms[right] not in _LIMITS or _SENTENCE.search(source.before(right)):
        return ""
    end = right + 1
    while end < len(forms) and end - right < _LONGEST and not _SENTENCE.search(source.before(end)):
        end += 1
    return " ".join(source.text(right, end).split())


def is_label(source: QuotedDocument, block: Block) -> bool:
    """Say whether a block of an alignment is the number of a clause that a quotation drops."""
    forms = source.row.forms[block.left : block.right]
    return (
        block.first == block.last
        and 0 < len(forms) <= 2
        and all(map(_LABEL.fullmatch, forms))
        and "\n" in source.before(block.left)
        and _BEHIND_LABEL.match(source.before(block.right)) is not None
    )
