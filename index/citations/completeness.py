"""How complete an answer's knowledge is: a Party number begins again with each term.

Two facts only are told: which documents of the number are known, and that others may exist.
"""

from __future__ import annotations

from collections.abc import Sequence

from index.citations.known_documents import KnownDocument

_RESTARTS = "mỗi nhiệm kỳ đánh số lại từ 01, nên có thể còn văn bản khác cùng số hiệu"


def completeness(found: Sequence[KnownDocument], *, dated: bool) -> str:
    """Say (Vietnamese) how many documents of one number are known, and that there may be more.

    Empty where nothing was found, where a date was asked for (``dated``), where several
    numbers answer, and for State numbers, whose year stands in them.
    """
    numbers = {k.number.key for k in found if k.number is not None}
    if dated or len(numbers) != 1 or not all(k.party for k in found):
        return ""
    kinds = {k.card.kind for k in found if k.card.kind}
    kind = kinds.pop() if len(kinds) == 1 else "văn bản"
    number = str(found[0].number)
    known = f"biết {len(found)} {kind} số {number}"
    years = sorted(filter(None, map(_year, found)))
    undated = "" if len(years) == len(found) else ", có văn bản chưa rõ ngày"
    listed = f": {', '.join(map(str, years))}" if years else ""
    return f"{known}{listed}{undated}; {_RESTARTS}"


def _year(known: KnownDocument) -> int | None:
    if known.card.issued is not None:
        return known.card.issued.year
    return known.entry.year if known.entry else None
