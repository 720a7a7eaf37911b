"""What a document says of other documents: the references it makes, the acts it does to them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ingest.text.spans import Span
from ingest.vocabulary.document_numbers import DocumentNumber


class ReferenceForm(StrEnum):
    """The forms a reference takes."""

    FULL = "full"  # Quy định số 37-QĐ/TW, ngày 25/10/2021
    SHORT = "short"  # Quy định 37
    NAMED = "named"  # Nghị quyết Đại hội XIII, Điều lệ Đảng
    LIST = "list"  # các Quy định số 99-QĐ/TW, số 100-QĐ/TW (the second and later)
    BACK = "back"  # Quy định này, Nghị quyết nói trên
    INTERNAL = "internal"  # khoản 2 Điều này


class Relation(StrEnum):
    """How the citing document stands to the cited one (DOMAIN: Citing)."""

    BASIS = "căn cứ"
    IMPLEMENTS = "thực hiện"
    GUIDES = "hướng dẫn"
    AMENDS = "sửa đổi, bổ sung"
    REPLACES = "thay thế"
    REPEALS = "bãi bỏ"
    ATTACHED = "ban hành kèm theo"
    CORRECTS = "đính chính"
    CONSOLIDATES = "hợp nhất"
    ENDS = "hết hiệu lực"
    SUSPENDS = "ngưng hiệu lực"
    CONTINUES = "tiếp tục thực hiện"
    REFERS = "dẫn chiếu"


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference found in text: a fact.  What it refers to is index/'s conclusion.

    ``kind`` is the type word as printed, normalised ("Quy định"); ``number`` may
    carry only a serial for short forms.  ``name`` is the normalised name of an
    unnumbered document.  ``term`` is the committee term as an integer (13 for
    khóa XIII).  ``provision`` is the pinpoint as written ("điểm a khoản 2 Điều 5").
    ``relation_span`` is where the signalling words stand.  ``of`` is the ordinal, among
    the document's references, of the one that names the document a place or an agreed
    short name belongs to; ``inside`` says whether a place exists in the citing document
    itself (None: that cannot be told).
    """

    span: Span
    text: str
    form: ReferenceForm
    kind: str | None = None
    number: DocumentNumber | None = None
    serial: int | None = None
    issued: date | None = None
    year: int | None = None
    term: int | None = None
    issuer: str | None = None
    subject: str | None = None
    name: str | None = None
    provision: str | None = None
    relation: Relation = Relation.REFERS
    relation_span: Span | None = None
    of: int | None = None
    inside: bool | None = None


class Effect(StrEnum):
    """What an amending sentence does to a document or a place in it."""

    REPLACED = "replaced"  # thay thế
    REPEALED = "repealed"  # bãi bỏ, hủy bỏ, hết hiệu lực, không áp dụng
    AMENDED = "amended"  # sửa đổi, bổ sung; thay cụm từ
    SUPPLEMENTED = "supplemented"  # bổ sung
    CORRECTED = "corrected"  # đính chính
    SUSPENDED = "suspended"  # ngưng hiệu lực
    CONTINUED = "continued"  # tiếp tục có hiệu lực: no change, but said


@dataclass(frozen=True, slots=True)
class PhraseChange:
    """Words put for words: ``old`` by ``new``; ``after`` is what new words are put behind.

    The spans are those of the words within their quotation marks.
    """

    old: Span | None
    new: Span | None
    after: Span | None = None


@dataclass(frozen=True, slots=True)
class Amendment:
    """One act on one document or one place of it, as a sentence of the document says it.

    ``target`` is the ordinal, among the document's references, of the one that names the
    changed document (it may stand in the title or the heading of the article); None where
    none is named surely, or where the changed text is this document's ``own``, as notes of
    consolidated texts say it.  ``provision`` is written as :class:`Provision` writes its path,
    () for the whole document.  ``partial`` says that only some part of the target changes.
    ``span`` are the words that say the effect, ``sentence`` the sentence they stand in.
    ``by`` is the ordinal of the reference to the acting document where it is another one;
    None means that this document acts.  ``effective`` is the day from which, where the text
    gives one, ``effective_span`` the words that say from when.  ``words`` is the quoted new
    wording without the outer quotation marks.
    """

    effect: Effect
    target: int | None
    provision: tuple[str, ...]
    span: Span
    sentence: Span
    partial: bool = False
    own: bool = False
    by: int | None = None
    effective: date | None = None
    effective_span: Span | None = None
    words: Span | None = None
    phrases: tuple[PhraseChange, ...] = ()
