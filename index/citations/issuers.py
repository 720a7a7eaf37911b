"""Whether two names mean one body below the centre: "Tỉnh ủy", "Ban Thường vụ Tỉnh ủy Hà".

Departments of committees ("Ban Tổ chức Tỉnh ủy") are told apart by the vocabulary: two of them
are one body where department and committee agree, whichever of the two names its place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.citations import committees
from index.citations.symbols import plain_name
from index.results import DocumentCard
from ingest.vocabulary.issuer_extent import department_named

_LEVELS = {
    "tinh uy": "tinh", "thanh uy": "tinh", "tinh": "tinh", "thanh pho": "tinh",
    "huyen uy": "huyen", "quan uy": "huyen", "thi uy": "huyen", "huyen": "huyen", "quan": "huyen",
    "thi xa": "huyen", "xa": "xa", "phuong": "phuong", "thi tran": "thi tran",
    "dac khu": "dac khu",
}  # fmt: skip
_PARTY = re.compile(
    r"(?P<organ>thuong truc |(?:ban )?thuong vu |ban chap hanh (?:dang bo )?|dang bo )?"
    r"(?P<level>tinh uy|thanh uy|huyen uy|quan uy|thi uy|dang uy|tinh|thanh pho|huyen|quan|thi xa"
    r"|xa|phuong|thi tran|dac khu)"
    r"(?: (?P<place>.*))?"
)
_STATE = re.compile(
    r"(?:chu tich )?(?P<organ>uy ban nhan dan|ubnd|hoi dong nhan dan|hdnd)"
    r"(?: (?P<level>tinh|thanh pho|huyen|quan|thi xa|xa|phuong|thi tran|dac khu))?"
    r"(?: (?P<place>.*))?"
)
_ORGANS = {"thuong vu": "ban thuong vu", "ubnd": "uy ban nhan dan", "hdnd": "hoi dong nhan dan"}
_PLACE_WORD = re.compile(r"^(tinh|thanh pho|huyen|xa|phuong|thi tran|dac khu) ")
_COMMITTEE = re.compile(r"ban (?:thuong vu|chap hanh)")


@dataclass(frozen=True, slots=True)
class _Body:
    line: str
    organ: str
    level: str
    place: str


def _read(name: str) -> _Body | None:
    plain = plain_name(name)
    if _COMMITTEE.fullmatch(plain):
        return _Body("party", plain, "", "")
    for line, pattern in (("party", _PARTY), ("state", _STATE)):
        hit = pattern.fullmatch(plain)
        if hit:
            organ = (hit["organ"] or "").replace("dang bo", "").strip()
            # A "đảng ủy" is of the level that its place tells: "Đảng ủy xã Tân Hòa".
            place_word = _PLACE_WORD.match(hit["place"] or "")
            level = hit["level"] or ""
            if level == "dang uy" and place_word is not None:
                level = place_word[1]
            place = _PLACE_WORD.sub("", hit["place"] or "")
            return _Body(line, _ORGANS.get(organ, organ), _LEVELS.get(level, ""), place)
    return None


def same_issuer(stated: str, known: str) -> bool | None:
    """Say whether two names mean one body; None where that cannot be told.

    A shorter name may leave the place, the level or the organ unsaid.
    """
    owned = _same_department(stated, known)
    if owned is not None:
        return owned
    same = committees.same_body(stated, known)
    if same is not None and not (same is False and _read(stated) and _read(known)):
        return same
    first, second = _read(stated), _read(known)
    if first is None or second is None or first.line != second.line:
        return None if same is None else same
    return all(
        not one or not other or one == other or _is_part(one, other)
        for one, other in zip(_facts(first), _facts(second), strict=True)
    )


def _same_department(stated: str, known: str) -> bool | None:
    """Say whether two names mean one department; None where either is no listed department."""
    first, second = department_named(stated), department_named(known)
    if first is None or second is None:
        return None
    if first[0] != second[0]:
        return False
    one, other = (_PLACE_WORD.sub("", plain_name(place)) for _, place in (first, second))
    return not one or not other or one == other or _is_part(one, other)


def _facts(body: _Body) -> tuple[str, str, str]:
    return body.organ, body.level, body.place


def _is_part(one: str, other: str) -> bool:
    """Say whether one of two names of a place only says more ("minh ha nhiem ky …")."""
    short, long = sorted((one, other), key=len)
    return long.startswith(short + " ")


_COMMITTEES = ("Ban Thường vụ", "Ban Chấp hành", "Thường trực", "Ủy ban nhân dân")


def bodies_of(card: DocumentCard) -> list[str]:
    """Return the bodies a document is of, the deciding one first.

    A signature's "Ban Thường vụ" alone is that of the body in the letterhead.
    """
    deciding, issuer = card.deciding_body, card.issuer
    if deciding in _COMMITTEES and issuer:
        deciding = None if issuer.startswith(deciding) else f"{deciding} {issuer}"
    return [name for name in (deciding, issuer) if name]


_CENTRAL = frozenset(
    {
        "ban chap hanh trung uong",
        "ban chap hanh trung uong dang",
        "bo chinh tri",
        "ban bi thu",
        "ban bi thu trung uong dang",
    }
)


def other_organ(stated: str, known: str) -> bool:
    """Say whether two names are of different organs of one committee, both told in words.

    The executive committee, its standing board and the board's standing members decide each
    for itself; "Tỉnh ủy" alone may be any of them.
    """
    central = plain_name(stated) in _CENTRAL, plain_name(known) in _CENTRAL
    if any(central):
        return all(central)
    first, second = _read(stated), _read(known)
    if first is None or second is None or first.line != "party" or second.line != "party":
        return False
    return bool(first.organ and second.organ) and first.organ != second.organ
