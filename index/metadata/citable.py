"""A document's header as it is cited: subject in sentence case, bodies with their owners, a title.

The header itself stays as printed (:class:`ingest.claims.Header`); what cards, facets and
citations say is made here, once, when a document comes into a library.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from index.metadata.own_title import own_title
from index.metadata.sentence_case import in_sentence_case
from ingest.claims import Header
from ingest.model import Document
from ingest.text.vietnamese import fold
from ingest.vocabulary.issuer_names import ordinary
from ingest.vocabulary.issuers import canonical_name

_CENTRAL = frozenset({"bo chinh tri", "ban bi thu", "ban chap hanh trung uong"})
_ORGAN = re.compile(r"(?:ban (?!chap hanh|thuong vu|bi thu|can su)|uy ban kiem tra|van phong\b)")
"""What is an organ of a committee and is named with it."""
_STANDING = re.compile(r"(?:ban thuong vu|ban chap hanh|ban thuong truc|thuong truc)\b")
_UNION = re.compile(r"(?:hoi|lien doan|cong doan|doan|mat tran|uy ban mat tran|uy ban mttq) ")
"""What the names of mass organisations begin with."""
_UNION_IN_UNIT = re.compile(
    r"(?P<body>ban chap hanh) (?:tinh|thanh pho|huyen|quan|thi xa|xa|phuong) "
)
_OFFICE = re.compile(r"(?:pho |quyen )?(?:truong|chanh|giam doc|thu truong)\b|\w+$")
"""Who signs for a body is no body: "Trưởng ban", "Chánh Văn phòng"."""
_COMMITTEE = re.compile(r"(?:tinh|thanh|huyen|quan|thi|dang) uy\b")
_ORGANISATION = re.compile(
    r"ban chap hanh dang bo (?:tinh|thanh pho|huyen|quan|thi xa|xa|phuong|thi tran|dac khu)"
)
_PLACE_OF = re.compile(
    r"^(?:(?:Tỉnh|Thành|Huyện|Quận|Thị) ủy |(?:Đảng ủy|Đảng bộ) "
    r"(?:tỉnh|thành phố|huyện|quận|thị xã|xã|phường|thị trấn|đặc khu) )"
)
_STATE_UNIT = re.compile(r"(?:ubnd|uy ban nhan dan) (tinh|thanh pho|huyen|quan|thi xa) ")


@dataclass(frozen=True, slots=True)
class CitableHeader:
    """What a document is called and by whom it was issued, as citations say it."""

    issuer: str | None
    deciding_body: str | None
    subject: str | None
    title: str | None
    """Of a document without a number, from its own first lines."""
    signed: bool
    """Whether someone's name stands below it."""


def citable(document: Document) -> CitableHeader:
    """Return a document's header as it is cited."""
    header = document.header
    issuer = full_body(_value(header.issuer), _value(header.superior))
    return CitableHeader(
        issuer,
        _deciding(header, issuer),
        _subject(document),
        None if _is_doubted(document) else own_title(document),
        header.signatory is not None,
    )


def _is_doubted(document: Document) -> bool:
    """Say whether the subject was withheld: its words are no title either."""
    withheld = any(d.field == "subject" and not d.stated for d in document.doubts)
    return withheld and document.header.subject is None


def _value(claim: object) -> str | None:
    value = getattr(claim, "value", None)
    return str(value) if value is not None else None


def _subject(document: Document) -> str | None:
    header = document.header
    if header.subject is None:
        return None
    claims = (header.issuer, header.superior, header.deciding_body, header.place)
    names = tuple(filter(None, map(_value, claims)))
    return in_sentence_case(header.subject.value, document.text, names)


def full_body(body: str | None, owner: str | None) -> str | None:
    """Return a body's name with whose it is.

    "Ban Tổ chức" of "Thành ủy Hà Nội" is "Ban Tổ chức Thành ủy Hà Nội".

    :param owner: the superior body of the header's left block.
    """
    if body is None:
        return None
    body = canonical_name(body)
    if owner is None or fold(owner) in fold(body):
        return body
    if "trung uong" in fold(owner):
        return _of_centre(body) if _ORGAN.match(fold(body)) else body
    local = _UNION_IN_UNIT.match(fold(body))
    if local and _UNION.match(fold(owner) + " "):
        # "Hội Nông dân Việt Nam" / "Ban Chấp hành tỉnh Minh Hà".
        end = local.end("body")
        return f"{body[:end]} {owner.removesuffix(' Việt Nam')}{body[end:]}"
    if _ORGAN.match(fold(body)) or _STANDING.match(fold(body)):
        return _with_committee(body, owner)
    return _of_the_state(body, owner)


def _of_the_state(body: str, owner: str) -> str:
    """Return a department with its ministry or its province."""
    folded, above = fold(body), fold(owner)
    if folded.startswith(("cuc ", "vu ", "tong cuc ")) and above.startswith("bo "):
        return f"{body}, {owner}"
    if folded.startswith(("trung tam ", "khoa ")) and above.startswith(_SCHOOLS):
        return f"{body}, {owner}"
    unit = _STATE_UNIT.match(above + " ")
    if folded.startswith(("so ", "phong ")) and unit:
        return f"{body} {owner[owner.lower().find(_UNITS[unit[1]]) :]}"
    return body


_SCHOOLS = ("dai hoc ", "truong ", "hoc vien ", "vien ", "so ", "bo ", "cuc ")
_UNITS = {
    "tinh": "tỉnh", "thanh pho": "thành phố", "huyen": "huyện", "quan": "quận", "thi xa": "thị xã"
}  # fmt: skip


def _of_centre(body: str) -> str:
    if "trung uong" in fold(body):
        return body
    tail = " Đảng" if fold(body) == "van phong" else ""
    return f"{body} Trung ương{tail}"


def _with_committee(body: str, owner: str) -> str:
    """Return an organ with its committee; one that names its level already takes the place."""
    if _ORGANISATION.fullmatch(fold(body)):
        # "Ban Chấp hành Đảng bộ tỉnh" of "Tỉnh ủy Minh Hà": the unit is named, the place is not.
        place = _PLACE_OF.sub("", owner)
        return f"{body} {place}" if place != owner else body
    named = _COMMITTEE.search(fold(body))
    if named is None:
        unit = re.match(r"Đảng bộ (tỉnh|thành phố|huyện|quận|thị xã) ", owner)
        if unit:
            level = {"thành phố": "Thành ủy", "thị xã": "Thị ủy"}.get(unit[1])
            owner = f"{level or unit[1].capitalize() + ' ủy'} {owner[unit.end() :]}"
        return f"{body} {owner}" if _COMMITTEE.match(fold(owner)) else body
    level = fold(body)[named.start() :]
    return body[: named.start()] + owner if fold(owner).startswith(level + " ") else body


def _deciding(header: Header, issuer: str | None) -> str | None:
    """Return the deciding body with its owner; None for one that cannot have decided it.

    A central body that the text of an organ's or a local document names ("Ban Bí thư yêu cầu …")
    is not the one that issued it.
    """
    decided = _printed_body(header) or _value(header.deciding_body)
    if decided is None:
        return None
    decided = _written_out(canonical_name(decided), issuer or "")
    issuing = issuer or ""
    if _OFFICE.match(fold(decided)) or (
        fold(decided) in _CENTRAL and not _is_central(header, issuing)
    ):
        return None
    if not issuer or fold(issuer) == fold(decided):
        return decided
    if fold(issuer).startswith(fold(decided) + " "):
        return issuer
    if _STANDING.match(fold(decided)):
        return _with_committee(decided, issuer)
    return decided


def _printed_body(header: Header) -> str | None:
    """Return the standing body printed below the type: "NGHỊ QUYẾT / của Ban Chấp hành … về …"."""
    printed = _OF_BODY.match(_value(header.subject) or "")
    return ordinary(printed["body"]) if printed else None


_OF_BODY = re.compile(
    r"của (?P<body>(?:Ban Thường vụ|Ban Chấp hành|Thường trực)\b.{0,50}?)"
    r"(?:,? \(?khóa (?:thứ )?[IVXLC\d]+\)?)? về ",
    re.IGNORECASE,
)


def _written_out(body: str, issuer: str) -> str:
    """Return a mass organisation's standing body with the whole name of the organisation.

    "Ban Thường vụ", "Ban Thường vụ Hội LHPN" of "Hội Liên hiệp Phụ nữ huyện Tân Thành".
    """
    standing = _STANDING.match(fold(body))
    union = re.sub(r"^Ban Chấp hành ", "", issuer)
    if standing and standing.end() == len(body) and _UNION.match(fold(union)):
        return f"{body} {union}"
    short = body[standing.end() :].split() if standing else []
    if not standing or not short or not _is_short_for(short, union.split()):
        return body
    return f"{body[: standing.end()]} {union}"


def _is_short_for(short: Sequence[str], words: Sequence[str]) -> bool:
    """Say whether words are those a name begins with, some of them as initials."""
    at, initials = 0, False
    for word in short:
        size = len(word) if word.isupper() else 1
        meant = words[at : at + size]
        if size > 1 and "".join(one[:1] for one in meant).upper() == word:
            at, initials = at + size, True
        elif fold(word) == fold(words[at] if at < len(words) else ""):
            at += 1
        else:
            return False
    return initials


def _is_central(header: Header, issuer: str) -> bool:
    number = header.number.value if header.number else None
    if number is not None and number.body is not None:
        return number.body == "TW" or number.body.endswith("-TW")
    return not issuer or "trung uong" in fold(issuer) or fold(issuer) in _CENTRAL
