"""Whether a known document is of the body that was asked for, by code or by name and place."""

from __future__ import annotations

import re

from index.citations.known_documents import KnownDocument
from index.citations.number_query import NumberQuery
from index.citations.typed_codes import same_body_code
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
    return not exactly and bool(code) and same_code(typed.upper(), code)


def _is_of(known: KnownDocument, typed: TypedBody, *, exactly: bool) -> bool:
    if typed.issuers and not any(
        _is_issuer(known, issuer, exactly=exactly) for issuer in typed.issuers
    ):
        return False
    return _is_place(known, typed)


def _is_issuer(known: KnownDocument, issuer: Issuer, *, exactly: bool) -> bool:
    """Say whether a number's code, or where it tells nothing the body's name, is the issuer's."""
    body = known.number.body if known.number else None
    names = [n for n in (known.card.deciding_body, known.card.issuer) if n]
    if issuer.name == "Đảng Cộng sản Việt Nam":
        return known.party
    if issuer.name in CENTRAL:
        central = body in (None, "TW", "HNTW", "BCHTW", "NQTW")
        return central and all(same_body(n, issuer.name) is not False for n in names[:1])
    if body is not None and issuer.codes:
        bare = {body, body.rstrip("0123456789"), *body.split("-")}
        if bare & set(issuer.codes):
            return True
        return not exactly and any(same_code(code, body) for code in issuer.codes)
    return any(fold(n).startswith(fold(issuer.name)) for n in names)


def _is_place(known: KnownDocument, typed: TypedBody) -> bool:
    """Say whether the place typed is the document's.

    A place that is sure is that of no document whose own is not known.  Words that may be a
    place or the subject ("tỉnh ủy lào cai", "tỉnh ủy bảo vệ rừng") must be the one or the other.
    """
    if not typed.unit and not typed.place:
        return True
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
