"""Names of bodies printed in capitals, in the letters in which the bodies write themselves.

Known names come from ``data/body_names.json``; of the rest, the words behind the name of
a unit ("tỉnh Minh Hà", "Huyện ủy An Lạc") are a place.
"""

from __future__ import annotations

import json
import re
from functools import cache
from importlib import resources

from ingest.text.vietnamese import fold

_UNITS = frozenset({"tỉnh", "thành", "phố", "huyện", "quận", "xã", "phường", "thị", "trấn"})
_HEADS = frozenset({"Bộ", "Sở", "Cục", "Vụ", "Viện", "Ban", "Phòng", "tâm", "cục", "Trường"})
"""Words whose follower begins the proper name: "Cục Công nghệ thông tin"."""
_UNIT_OF = {"tinh": "tỉnh", "huyen": "huyện", "phuong": "phường"}
_FIRST = (
    "ban", "bo", "tinh", "thanh", "huyen", "quan", "thi", "dang", "chi", "uy", "hoi", "chinh",
    "quoc", "van", "thu", "trung", "truong", "vien", "so", "cuc", "tong", "vu", "doan", "mat",
    "lien", "hoc", "toa", "kho", "bao", "chu", "phong", "cong", "xa", "phuong", "ngan", "ubnd",
    "hdnd", "benh", "dai", "kiem", "tap", "nha", "khoa", "to", "nhom",
)  # fmt: skip
_BODY = re.compile(rf"(?:{'|'.join(_FIRST)})\b")
_NO_BODY = re.compile(
    r"(?:ban (?:hanh|hang|bo)|bo (?:sung|tri|nhiem)|thi (?:hanh|diem|dua)|thanh (?:lap|toan)|"
    r"cong (?:bo|nhan|tac|khai|trinh)|quan (?:ly|diem)|to chuc|chinh (?:sach|sua|ly)|"
    r"bao (?:ve|dam|cao)|hoc (?:sinh|nghe|phi|tap)|thu (?:hoi|tuc|phi|lao)|hoi nhap|xa hoi|"
    r"dang (?:ky|vien)|so (?:lieu|luong)|phong,? chong|trung (?:hoc|cap)|kiem tra, )\b"
)
"""Words of subjects that begin as bodies do once accents are gone."""
_OPEN_ENDED = (
    "uy ban nhan dan", "hoi dong nhan dan", "ban chap hanh", "ubnd", "hdnd", "dang bo", "dang uy",
    "ban chi dao", "ban thuong vu", " va", ",", " -",
)  # fmt: skip


def begins_body(text: str) -> bool:
    """Say whether a line in capitals begins like the name of a body."""
    folded = fold(text)
    return _BODY.match(folded) is not None and _NO_BODY.match(folded) is None


def is_open_ended(text: str) -> bool:
    """Say whether a name set on two lines goes on ("ỦY BAN NHÂN DÂN" / "TỈNH …")."""
    return fold(text).strip().endswith(_OPEN_ENDED)


def ordinary(text: str) -> str:
    """Return a name printed in capitals in ordinary letters; others come back as they are."""
    if not text.isupper():
        return text
    joined = re.split(r"(?<=\w)[-–](?=\w)", text)
    if len(joined) > 1 and all(map(begins_body, joined)):
        return "-".join(map(ordinary, joined))
    words = text.lower().split()
    shown: list[str] = []
    place = False
    while words:
        name = _known(words)
        if name:
            size = len(name.split())
            shown.extend(name.split())
            words = words[size:]
            place = place or name.endswith("ủy") or name in {"UBND", "HĐND"}
            continue
        word = words.pop(0)
        # Recognition mistakes the tone of a unit's name; in capitals it can be no other word.
        word = _UNIT_OF.get(fold(word), word)
        if word in _UNITS:
            shown.append(word if shown else word.capitalize())
            place = True
        else:
            # "Trung tâm Thông tin - Thư viện": behind a dash a name begins again.
            named = place or not shown or shown[-1] in _HEADS or shown[-1] in {"-", "–"}
            shown.append(word.capitalize() if named else word)
    return " ".join(shown)


@cache
def _names() -> dict[tuple[str, ...], str]:
    raw = resources.files("ingest").joinpath("data/body_names.json").read_text("utf-8")
    return {tuple(fold(name).split()): name for name in json.loads(raw)}


@cache
def _longest() -> int:
    return max(map(len, _names()))


def _known(words: list[str]) -> str | None:
    """Return the longest known name that ``words`` begin with."""
    folded = [fold(word) for word in words[: _longest()]]
    for size in range(len(folded), 0, -1):
        name = _names().get(tuple(folded[:size]))
        if name is not None:
            return name
    return None
