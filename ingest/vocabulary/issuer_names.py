"""Names of bodies printed in capitals, in the letters in which the bodies write themselves.

Known names come from :mod:`ingest.vocabulary.issuers`; of the rest, the words behind the name of
a unit ("tỉnh Minh Hà", "Huyện ủy An Lạc") are a place.
"""

from __future__ import annotations

import re
from functools import cache

from ingest.text.vietnamese import fold, lower, tone_normal
from ingest.vocabulary.issuers import printed_names

_UNITS = frozenset({"tỉnh", "huyện", "quận", "xã", "phường"})
_PAIRS = {"thành": ("phố",), "thị": ("xã", "trấn"), "đặc": ("khu",)}
"""Units of two words: "thành" alone begins a place's name ("xã Thành Lợi")."""
_HEADS = frozenset({"Bộ", "Sở", "Cục", "Vụ", "Viện", "Ban", "Phòng", "tâm", "cục", "Trường"})
"""Words whose follower begins the proper name: "Cục Công nghệ thông tin"."""
_UNIT_OF: dict[str, str] = {"tinh": "tỉnh", "huyen": "huyện", "phuong": "phường"}
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


def is_known_body(text: str) -> bool:
    """Say whether a line in capitals is the whole name of a known body."""
    words = text.split()
    return bool(words) and len(_known(words, lenient=False).split()) == len(words)


def is_open_ended(text: str) -> bool:
    """Say whether a name set on two lines goes on ("ỦY BAN NHÂN DÂN" / "TỈNH …")."""
    return fold(text).strip().endswith(_OPEN_ENDED)


_JOINT = re.compile(r"\s[-–]\s|(?<=\w)[-–](?=\w)")
_UNIT_ALONE = re.compile(
    r"(?:tinh|huyen|quan|xa|phuong|thanh pho|thi xa|thi tran|dac khu) (?!uy\b|doan\b|doi\b|hoi\b)"
)


def is_joint(name: str) -> bool:
    """Say whether a name is that of several bodies: "Ban Tổ chức - Ủy ban Kiểm tra"."""
    parts = _JOINT.split(name)
    return len(parts) > 1 and all(map(begins_body, parts))


def names_unit_alone(text: str) -> bool:
    """Say whether a line is but a unit with its place, which belongs to the name above it."""
    return _UNIT_ALONE.match(fold(text)) is not None


def ordinary(text: str, *, recognised: bool = False) -> str:
    """Return a name printed in capitals in ordinary letters; others come back as they are.

    :param recognised: the text is a recogniser's: wrong tones of known names and of units
        are put right, which would be wrong of good text ("HÀ TĨNH" is no "tỉnh").
    """
    if not text.isupper():
        return text
    joined = re.split(r"(?<=\w)[-–](?=\w)", text)
    if len(joined) > 1 and all(map(begins_body, joined)):
        return "-".join(ordinary(part, recognised=recognised) for part in joined)
    # Without any diacritic the tones were lost, not misread.
    return " ".join(_written(text.split(), lenient=recognised or text.isascii()))


def _written(words: list[str], *, lenient: bool) -> list[str]:
    """Return words in ordinary letters.  Behind the name of a unit stands that of a place."""
    shown: list[str] = []
    place = False
    while words:
        named = _behind_unit(shown)
        known = "" if named else _known(words, lenient=lenient)
        if known:
            shown.extend(known.split())
            words = words[len(known.split()) :]
            place = place or known.endswith("ủy") or known in {"UBND", "HĐND"}
            continue
        of_place = not place or shown[-1:] in (["UBND"], ["HĐND"])
        unit = "" if named else _unit(words, lenient=lenient and of_place)
        if unit:
            shown.extend((unit if shown else unit.capitalize()).split())
            words = words[len(unit.split()) :]
            place = True
            continue
        word = words.pop(0)
        # "Trung tâm Thông tin - Thư viện": behind a dash a name begins again.
        proper = place or not shown or shown[-1] in _HEADS or shown[-1] in {"-", "–"}
        shown.append(_cased(word, proper=proper))
        # Behind an abbreviation stands a proper name: "Trường THPT Minh Hà".
        place = place or (len(shown) > 1 and len(word) > 2 and shown[-1] == word)
    return shown


def _behind_unit(shown: list[str]) -> bool:
    """Say whether the words so far end in the name of a unit: a place's name follows."""
    last = " ".join(shown[-2:]).lower().split()
    if not last:
        return False
    paired = len(last) == 2 and last[1] in _PAIRS.get(last[0], ())
    return paired or last[-1] in _UNITS


def _unit(words: list[str], *, lenient: bool) -> str:
    """Return the name of a unit that ``words`` begin with, "" where they begin with none."""
    low = [lower(tone_normal(word)) for word in words[:2]]
    if len(low) == 2 and low[1] in _PAIRS.get(low[0], ()):
        return " ".join(low)
    if lenient:
        return _UNIT_OF.get(fold(low[0]), low[0] if low[0] in _UNITS else "")
    return low[0] if low[0] in _UNITS else ""


_NO_SYLLABLE = re.compile(r"[^\Waeiouy\d_]{3}")


def _cased(word: str, *, proper: bool) -> str:
    """Return a word with a capital where it is proper; abbreviations keep theirs (THPT)."""
    folded = fold(word).replace("ngh", "ng")
    if "&" in word:
        return word
    if word.isalpha() and len(word) > 1:
        vowels = re.search(r"[aeiouy]", folded)
        if vowels is None or _NO_SYLLABLE.search(folded):
            return word
    return word.capitalize() if proper else word.lower()


@cache
def _names() -> dict[tuple[str, ...], tuple[str, ...]]:
    """Return every printed name by its folded words; several differ in their accents only."""
    by_words: dict[tuple[str, ...], tuple[str, ...]] = {}
    for name in printed_names():
        key = tuple(fold(name).split())
        by_words[key] = (*by_words.get(key, ()), name)
    return by_words


@cache
def _longest() -> int:
    return max(map(len, _names()))


def _known(words: list[str], *, lenient: bool) -> str:
    """Return the longest known name that ``words`` begin with, "" where there is none."""
    folded = [fold(word) for word in words[: _longest()]]
    for size in range(len(folded), 0, -1):
        for name in _names().get(tuple(folded[:size]), ()):
            if lenient or _same_letters(words[:size], name):
                return name
    return ""


def _same_letters(words: list[str], name: str) -> bool:
    return lower(tone_normal(" ".join(words))) == lower(name)
