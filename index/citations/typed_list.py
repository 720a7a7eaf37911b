"""Further documents in a typed request: "18-NQ/TW, 19-NQ/TW", "quy định 41 và 37".

One document is looked up at a time; the others are named, so that none is dropped unsaid.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.citations.typed_number import TypedNumber, find_typed_number
from ingest.text.vietnamese import lower

_JOIN = r"(?:,|;|&|\+|(?<=\s)[-–/](?=\s)|(?<!\w)(?:và|va|với|voi|cùng|cung|hoặc|hoac|hay)(?!\w))"
_ONLY_JOINS = re.compile(rf"(?:\s|{_JOIN})*")
_SERIALS_BEHIND = re.compile(
    rf"\n(?P<list>(?:\s*(?:{_JOIN}\s*\d{{1,4}}|[-–]\s?\d{{1,3}})(?![\w/%]))+)"
    r"(?=\s*(?:\n|$|(?:của|cua)\s))"
)
_SERIALS_BEFORE = re.compile(rf"(?:^|\n)\s*(?P<list>(?:\d{{1,4}}\s*{_JOIN}\s*)+)(?=\n)")
_DAY = re.compile(r",?\s*(?:ngày|ngay)?\s*\d{1,2}[/.-]\d{1,2}[/.-](?:19|20)\d\d(?!\d)")
MOST = 9
"""Further documents that are named."""


@dataclass(frozen=True, slots=True)
class TypedList:
    """Further documents, each as it may be typed again, and the text without them."""

    others: tuple[str, ...]
    rest: str


def find_others(rest: str, first: TypedNumber, *, in_provision: bool = False) -> TypedList:
    """Return the documents that a list names beside the first one.

    A document that is only spoken of ("… sửa đổi 45-QĐ/HU") stands behind words, and is none.

    :param rest: what was typed, with a line break for each thing that was understood.
    :param in_provision: a provision was asked for.
    """
    others: list[str] = []
    while len(others) < MOST:
        hit = find_typed_number(lower(rest))
        if hit is None or not (hit.code or hit.kinds or hit.body) or not _is_joined(rest, hit):
            break
        day = _DAY.match(lower(rest), hit.end)
        end = day.end() if day else hit.end
        others.append(" ".join(rest[hit.start : end].split()))
        rest = f"{rest[: hit.start]}\n{rest[end:]}"
    # Beside a provision a bare figure may be another clause: "khoản 2, 3 Điều 5 …".
    for pattern in () if in_provision else (_SERIALS_BEHIND, _SERIALS_BEFORE):
        serials = pattern.search(rest)
        if serials is not None:
            others += [_like(first, serial) for serial in re.findall(r"\d+", serials["list"])]
            rest = f"{rest[: serials.start()]}\n{rest[serials.end() :]}"
    return TypedList(tuple(others[:MOST]), rest)


def is_join(text: str) -> bool:
    """Say whether nothing but a comma or "và" stands between two documents, or a day."""
    return _ONLY_JOINS.fullmatch(_DAY.sub("", lower(text))) is not None


def _is_joined(rest: str, hit: TypedNumber) -> bool:
    """Say whether nothing but a comma or "và" stands between a number and the first one."""
    before, behind = rest[: hit.start], rest[hit.end :]
    ahead = before[before.rfind("\n") + 1 :] if "\n" in before else None
    after = behind[: behind.find("\n")] if "\n" in behind else None
    return any(part is not None and _ONLY_JOINS.fullmatch(lower(part)) for part in (ahead, after))


def _like(first: TypedNumber, serial: str) -> str:
    """Return a bare serial of a list with the type and body of the number it is listed with."""
    if first.code and first.body:
        return f"{serial}-{first.code.upper()}/{first.body.upper()}"
    kind = first.kinds[0] if len(first.kinds) == 1 else (first.code or "").upper()
    return f"{kind} {serial}".strip()
