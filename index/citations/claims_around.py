"""What a draft claims of a document beyond what identifies it: signer, effect, structure.

"… do đồng chí Nguyễn Văn A, Bí thư Tỉnh ủy ký", "… có hiệu lực từ ngày 01/7/2025", "… gồm 3
chương, 19 điều".  A citation is not right while one of them was not compared.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.text.numerals import SPOKEN, spoken
from ingest.vocabulary.signers import deputies, surnames

_SIGNS = r"(?<!đăng )ký(?!\s(?:hiệu|kết|giao|cam|biên|tên)(?!\w))(?!\w)"
_WHO = r"[^.;:\n“”\"()]{3,120}?"
_SIGNED_BEHIND = re.compile(rf"[\s,(]{{0,4}}(?:được|do)\s(?P<who>{_WHO})\s(?:đã\s)?{_SIGNS}")
_SIGNED_BEFORE = re.compile(
    rf"(?:^|[.;:\n“”\"()])\s*(?P<who>{_WHO})\s(?:(?:đã|vừa|mới)\s)?{_SIGNS}"
    r"\s(?:(?:ban hành|công bố)\s)?(?:các\s|bản\s)?$"
)
_CAPITAL = r"[A-ZÀÁẢÃẠĂẮẰẲẴẶÂẤẦẨẪẬÈÉẺẼẸÊẾỀỂỄỆÌÍỈĨỊÒÓỎÕỌÔỐỒỔỖỘƠỚỜỞỠỢÙÚỦŨỤƯỨỪỬỮỰỲÝỶỸỴĐ]"
_RUN = re.compile(rf"(?<!\w){_CAPITAL}[^\W\d_]*(?:\s{_CAPITAL}[^\W\d_]*){{1,5}}(?!\w)")
_PERSON = re.compile(r"(?<!\w)(?:đồng chí|đ/c|ông|bà)\s", re.IGNORECASE)
_OF_A_PLACE = re.compile(
    r"(?<!\w)(?:ủy|uỷ|tỉnh|thành phố|tp\.?|huyện|quận|thị xã|xã|phường|bộ|ban)\s$", re.IGNORECASE
)
_OFFICES = re.compile(
    r"(?<!\w)(?:"
    + "|".join(
        re.escape(name).replace(r"\ ", r"\s")
        for name in sorted(
            {name for office, below in deputies().items() for name in (office, *below)},
            key=len,
            reverse=True,
        )
    )
    + r")(?!\w)",
    re.IGNORECASE,
)
_SURE_NAME = 3
"""Words of a name that needs no "đồng chí" before it: places have two."""

_EFFECT = re.compile(
    r"[\s,(]{0,4}(?:(?:đã|bắt đầu|chính thức)\s)?có\shiệu\slực(?:\s(?:thi\shành|áp\sdụng))?,?\s"
    r"(?:kể\s)?từ\s(?P<when>[^.;,)\n]{4,40})"
)
_COUNT = rf"(?P<count>\d{{1,3}}|{SPOKEN})\s(?P<unit>phần|chương|điều|phụ lục)(?!\w)"
_COUNT_AHEAD = _COUNT.replace("?P<count>", "?:").replace("?P<unit>", "?:")
_STRUCTURE = re.compile(
    r"[\s,(]{0,4}(?:hiện\s)?(?P<verb>gồm(?:\scó)?|bao\sgồm|có|(?:được\s)?(?:chia|kết\scấu)\s"
    rf"(?:làm|thành|gồm)|kết\scấu\sgồm)\s(?={_COUNT})|\s?\((?={_COUNT_AHEAD})",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"(?:\s?[,;]?\s?(?:và\s|với\s|gồm\s|(?:được\s)?chia\s(?:làm|thành)\s)?)?{_COUNT}"
)
_WHOLE = re.compile(r"\s*(?:[.,;:)\n]|$)")
_PART_OF_IT = re.compile(r"\s(?:mới|sau|của|được|bị)(?!\w)")


@dataclass(frozen=True, slots=True)
class Signing:
    """Who is said to have signed: as written, the name ("" where none is), the offices told."""

    written: str
    name: str
    offices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Claims:
    """What is claimed of one document; None, "" and empty for what is not.

    ``effective`` are the words behind "có hiệu lực từ"; ``structure`` are pairs (unit, count):
    ("chương", 3).
    """

    signing: Signing | None = None
    effective: str = ""
    structure: tuple[tuple[str, int], ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is claimed."""
        return self == NO_CLAIMS


NO_CLAIMS = Claims()


def claims(before: str, behind: str, ends: tuple[int, ...]) -> Claims:
    """Return what is claimed of a document in its sentence.

    :param before: what stands before its citation; :param behind: what stands behind;
        :param ends: where in ``behind`` a claim may begin (behind the citation, its subject).
    """
    signing, effective = _signing(_SIGNED_BEFORE.search(before)), ""
    structure: tuple[tuple[str, int], ...] = ()
    for at in ends:
        signing = signing or _signing(_SIGNED_BEHIND.match(behind, at))
        effect = _EFFECT.match(behind, at)
        effective = effective or (effect["when"].strip() if effect else "")
        structure = structure or tuple(_counts(behind, at))
    return Claims(signing, effective, structure)


def _signing(hit: re.Match[str] | None) -> Signing | None:
    if hit is None:
        return None
    who = " ".join(hit["who"].split())
    name, offices = _name(who), tuple(one[0] for one in _OFFICES.finditer(who))
    return Signing(who, name, offices) if name or offices else None


def _name(who: str) -> str:
    """Return the name of a person; "" where none is told for certain."""
    person = _PERSON.search(who)
    if person is not None:
        at = person.end()
        while office := _OFFICES.match(who, at):
            # "đồng chí Phó Bí thư Thường trực": an office in capitals is no name.
            at = office.end() + 1
        named = _RUN.match(who, at)
        if named is not None:
            return named[0]
    for run in _RUN.finditer(who):
        parts = run[0].split()
        if _OF_A_PLACE.search(who[: run.start()]):
            # "Thành ủy Hà Nội Nguyễn Văn A": the place comes first.
            parts = parts[2:]
        if len(parts) >= _SURE_NAME and parts[0] in surnames():
            return " ".join(parts)
    return ""


def _counts(text: str, at: int) -> Iterator[tuple[str, int]]:
    lead = _STRUCTURE.match(text, at)
    if lead is None:
        return
    found: dict[str, int] = {}
    end = lead.end()
    while (hit := _COUNTED.match(text, end)) is not None and hit["unit"].lower() not in found:
        count = hit["count"]
        found[hit["unit"].lower()] = int(count) if count.isdigit() else spoken()[count.lower()]
        end = hit.end()
    # "có 2 điều mới", "có 3 điều quy định về …": some of them, no count of all.
    verb = (lead["verb"] or "").lower()
    if not verb and text[end : end + 1] != ")":
        return
    told = _WHOLE.match(text, end) if verb == "có" and len(found) == 1 else None
    if told is None and ((verb == "có" and len(found) == 1) or _PART_OF_IT.match(text, end)):
        return
    yield from found.items()
