"""Whether a known document is of the body that was asked for, by code or by name and place."""

from __future__ import annotations

import re

from index.citations.known_documents import KnownDocument
from index.citations.number_query import NumberQuery
from index.citations.typed_codes import leads_joint, may_be_province, same_body_code
from index.citations.typed_place import TypedBody
from index.results import DocumentCard
from ingest.text.vietnamese import fold
from ingest.vocabulary.document_numbers import DocumentNumber
from ingest.vocabulary.issuers import Issuer, same_body, same_code

_UNITS = ("thanh pho", "thi xa", "thi tran", "dac khu", "tinh", "huyen", "quan", "xa", "phuong")
_NAMED = re.compile(
    r"(?:(?:tinh|thanh|huyen|quan|thi|dang) uy|uy ban nhan dan|hoi dong nhan dan|ubnd|hdnd|"
    r"dang bo|so [^,]+?|chi bo)(?: (?P<unit>" + "|".join(_UNITS) + r"))?(?: (?P<place>.+))?"
)
PARTY_ORGANISATION = "Đảng bộ"
"""The whole organisation, whose documents are its committee's: "nghị quyết của Đảng bộ xã"."""
_COMMITTEES = {
    "tinh": "TU", "thanh pho": "TU", "huyen": "HU", "quan": "QU", "xa": "ĐU", "phuong": "ĐU",
    "thi tran": "ĐU", "dac khu": "ĐU",
}  # fmt: skip
CENTRAL = ("Ban Chấp hành Trung ương", "Bộ Chính trị", "Ban Bí thư")


def fits_body(known: KnownDocument, asked: NumberQuery, *, exactly: bool = False) -> bool:
    """Say whether code, name and place of the body typed are the document's.

    :param exactly: a body is not its successor.
    """
    number = known.number
    if asked.body and not _same_code(number, asked.body, exactly=exactly):
        return False
    return asked.issuer is None or _is_of(known, asked.issuer, exactly=exactly)


def _same_code(number: DocumentNumber | None, typed: str, *, exactly: bool) -> bool:
    code = (number.body or "") if number else ""
    if same_body_code(typed, code):
        return True
    if exactly or not code:
        return False
    return (
        same_code(typed.upper(), code) or leads_joint(typed, code) or may_be_province(typed, code)
    )


def told_apart_body(known: KnownDocument, asked: NumberQuery) -> str:
    """Say in Vietnamese in what the body typed is not to the letter the document's; "" for none."""
    if known.number is None or fits_body(known, asked, exactly=True):
        return ""
    code = known.number.body or ""
    if asked.body and may_be_province(asked.body, code):
        return (
            f"ký hiệu {known.number.symbol}, không phải {asked.body.upper()} (Trung ương) như đã gõ"
        )
    if asked.body and leads_joint(asked.body, code):
        return f"ký hiệu đầy đủ là {known.number.symbol}"
    if asked.issuer and not _is_organ(known, asked.issuer):
        return f"văn bản ghi {known.card.deciding_body or known.card.issuer} ban hành"
    return f"ký hiệu {known.number.symbol}: cơ quan nay mang tên này"


def _is_of(known: KnownDocument, typed: TypedBody, *, exactly: bool) -> bool:
    if typed.issuers and not any(
        _is_issuer(known, issuer, exactly=exactly) for issuer in typed.issuers
    ):
        return False
    return _is_place(known, typed)


def _is_issuer(known: KnownDocument, issuer: Issuer, *, exactly: bool) -> bool:
    """Say whether a number's code, or where it tells nothing the body's name, is the issuer's."""
    body = known.number.body if known.number else None
    names = [n for n in _names(known) if n]
    if issuer.name == "Đảng Cộng sản Việt Nam":
        return known.party
    if issuer.name == PARTY_ORGANISATION:
        return known.party and _committee_code(body) in _COMMITTEES.values()
    if issuer.name in CENTRAL:
        central = body in (None, "TW", "HNTW", "BCHTW", "NQTW")
        return central and all(same_body(n, issuer.name) is not False for n in names[:1])
    if body is not None and issuer.codes:
        bare = {body, body.rstrip("0123456789"), *body.split("-")}
        if bare & set(issuer.codes):
            return not _is_other(known, issuer, exactly=exactly)
        return not exactly and any(same_code(code, body) for code in issuer.codes)
    return any(fold(n).startswith(fold(issuer.name)) for n in names)


def _committee_code(body: str | None) -> str:
    """Return the committee in a code: "BTCTU" is of TU; "" for none."""
    return (body or "").rstrip("0123456789")


_LEVELS = ("tinh uy", "thanh uy", "huyen uy", "quan uy", "thi uy")
_ORGANS = ("ban thuong vu", "ban chap hanh")


def _is_other(known: KnownDocument, issuer: Issuer, *, exactly: bool) -> bool:
    """Say whether a document names another body of the same code than ``issuer``.

    A city's committee is never a province's; which of its organs decided is told by few.
    """
    typed, names = fold(issuer.name), [fold(n) for n in _names(known) if n]
    if _differ(typed, names, _LEVELS):
        return True
    return exactly and _differ(typed, names[:1], _ORGANS)


def _names(known: KnownDocument) -> tuple[str | None, str | None]:
    return known.card.deciding_body, known.card.issuer


def _differ(typed: str, names: list[str], words: tuple[str, ...]) -> bool:
    """Say whether a body and the names of a document have different ones of ``words``."""
    own = {word for word in words if word in typed}
    theirs = {word for name in names for word in words if word in name}
    return bool(own and theirs) and not own & theirs


def _is_organ(known: KnownDocument, typed: TypedBody) -> bool:
    """Say whether no organ was typed, or the document's own."""
    return not typed.issuers or any(
        not _is_other(known, issuer, exactly=True) for issuer in typed.issuers
    )


def _is_of_level(known: KnownDocument, typed: TypedBody) -> bool:
    """Say whether a Party organisation typed with its unit may be that of the number's code."""
    if not any(issuer.name == PARTY_ORGANISATION for issuer in typed.issuers):
        return True
    code = _committee_code(known.number.body if known.number else None)
    return code == _COMMITTEES.get(typed.unit, code)


def _is_place(known: KnownDocument, typed: TypedBody) -> bool:
    """Say whether the place typed is the document's.

    A place that is sure is that of no document whose own is not known.  Words that may be a
    place or the subject ("tỉnh ủy lào cai", "tỉnh ủy bảo vệ rừng") must be the one or the other.
    """
    if not _is_of_level(known, typed):
        return False
    units, places = zip(*_places(known.card), strict=True) if _places(known.card) else ((), ())
    if typed.unit and any(units) and typed.unit not in units:
        return False
    if not typed.place:
        return True
    line = " ".join(typed.place) + " "
    if any(line.startswith(f"{place} ") for place in places if place):
        return True
    if typed.is_sure or any(places):
        return not typed.is_sure and _in_subject(known.card, typed.place)
    return _in_subject(known.card, typed.place)


def _in_subject(card: DocumentCard, words: tuple[str, ...]) -> bool:
    subject = set(re.findall(r"\w+", fold(card.subject or "")))
    return sum(word in subject for word in words) * 2 > len(words)


def _places(card: DocumentCard) -> list[tuple[str, str]]:
    """Return the unit and the place in each name of a document's bodies."""
    places = []
    for name in (card.deciding_body, card.issuer):
        hit = _NAMED.search(" ".join(fold(name).split())) if name else None
        if hit:
            places.append((hit["unit"] or "", hit["place"] or ""))
    return places


def place_words(card: DocumentCard) -> set[str]:
    """Return the words, folded, that name a document's place and its unit."""
    words = {word for unit, place in _places(card) for word in f"{unit} {place}".split()}
    return (
        words | {"tp", "tinh", "xa", "huyen", "phuong", "thanh", "pho", "quan"} if words else words
    )
