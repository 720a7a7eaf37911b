"""The forms of references, each found for itself, before what governs them is known.

Standard library only.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cache

from ingest.citations import Reference, ReferenceForm
from ingest.references.counts import is_count
from ingest.references.lists import (
    ReferenceCandidate,
    serials_before,
    with_shared_days,
    with_shared_issuers,
)
from ingest.references.named import find_named, law_end
from ingest.references.tail import Tail, read_tail
from ingest.text.dates import find_dates
from ingest.text.spans import Span
from ingest.text.vietnamese import fold, tone_normal
from ingest.vocabulary.document_numbers import FoundNumber, Style, find_numbers
from ingest.vocabulary.document_types import kind_words, kinds_by_word, kinds_of_code, short_kinds
from ingest.vocabulary.issuers import central_pattern

# --- numbers -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands before a number: where the reference begins, its type, its body."""

    start: int
    kind: str | None = None
    issuer: str | None = None
    name: str | None = None


@cache
def _head_pattern() -> re.Pattern[str]:
    words = "|".join(re.escape(word).replace(r"\ ", r"\s{1,2}") for word in kind_words())
    return re.compile(
        rf"(?<!\w)(?P<kind>{words})(?:\s{{1,2}}(?:của\s)?(?P<body>{central_pattern()}))?[\s*_]{{0,3}}"
        r"\(?(?:số)?\s{0,2}:?(?:\s?\n\d{1,3}\s?\n|[\s*_]{0,2})$",
        re.IGNORECASE,
    )


_LABEL = re.compile(r"(?<!\w)[Ss]ố\s{0,2}:?\s{0,2}$")
_OWN_LABEL = re.compile(
    r"(?:(?:^|\n)[ \t*#_|>]*(?:(?:Bộ luật|Luật|LUẬT|Pháp lệnh)\s)?(?:Số|SỐ)\s{0,2}:?"
    r"|(?:^|\n)[ \t*#_|>]*(?:Bộ luật|Luật|LUẬT|Pháp lệnh|Nghị quyết)\ssố\s{0,2}:"
    r"|(?:Số|SỐ)\s{0,2}:)[\s*_]{0,3}$"
)
_TITLE_REACH = 300
_LAW_START = re.compile(r"(?<!\w)(?:Bộ luật|Luật|Pháp lệnh|BỘ LUẬT|LUẬT)\s(?=\w)")
_LAW_LABEL = re.compile(r"[\s,(*_]{0,3}(?:(?:Luật|luật)\s)?số\s{0,2}:?\s{0,2}$")
_ISSUED_BEFORE = re.compile(
    r",?\s{0,2}(?:[^.;:\n\d]{0,60}\s)?(?:đã\s)?(?:ban hành|ký ban hành|ký|có ý kiến tại|có|ra)\s"
    r"(?:các\s|bản\s)?(?:[Vv]ăn bản\s)?$"
)
_JOINT = re.compile(r"[\s*_]*(?:[,;]|và|hoặc|,\s*và|;\s*và|-)?[\s*_]*(?:số\s{0,2}:?)?\s*$")


def numbered_drafts(text: str) -> list[ReferenceCandidate]:
    """Return the references that carry a whole number: full ones and members of lists."""
    drafts: list[ReferenceCandidate] = []
    for printed in find_numbers(text):
        floor = drafts[-1].span.end if drafts else 0
        before = drafts[-1] if drafts else None
        serials = serials_before(text, printed, before)
        if serials:
            drafts.extend(_of_serials(text, printed, serials, before))
            continue
        head = _head(text, printed, floor)
        form = ReferenceForm.FULL
        if head is None:
            continue
        if head.kind is None and before is not None and _lists_on(text, before, head.start):
            form, head = ReferenceForm.LIST, _Head(head.start, before.reference.kind)
        drafts.append(_numbered(text, printed, head, form, floor))
    return with_shared_issuers(text, with_shared_days(text, drafts))


def _of_serials(
    text: str, printed: FoundNumber, hit: re.Match[str], before: ReferenceCandidate | None
) -> Iterator[ReferenceCandidate]:
    """Yield the members of a list that shares one symbol, the first with the type word.

    Serials that go on with the list of the reference before them have its type.
    """
    base = printed.span.start - len(hit.string)
    word = hit.groupdict().get("kind")
    if word is not None:
        kind = kinds_by_word().get(fold(" ".join(word.split())))
        start: int | None = base + hit.start("kind" if kind else "label")
    else:
        kind, start = before.reference.kind if before else None, None
    for digits in re.finditer(r"\d{1,4}", hit["serials"]):
        at = Span(*digits.span()).shifted(base + hit.start("serials"))
        number = replace(printed.number, serial=int(digits[0]), serial_text=digits[0])
        span = Span(at.start if start is None else start, at.end)
        form = ReferenceForm.LIST if start is None else ReferenceForm.FULL
        start = None
        reference = Reference(
            span,
            span.of(text),
            form,
            kind=kind,
            number=number,
            serial=number.serial,
            year=number.year,
        )
        yield ReferenceCandidate(reference, span.end)
    yield _numbered(
        text, printed, _Head(printed.span.start, kind), ReferenceForm.LIST, printed.span.start
    )


def _head(text: str, printed: FoundNumber, floor: int) -> _Head | None:
    """Return what stands before a number; None when it is the document's own on its line."""
    at = printed.span.start
    low = max(floor, at - 90)
    left = text[low:at]
    if _is_own(text, at):
        return None
    if printed.number.style is Style.LAW:
        law = _law_head(text, at, floor)
        if law is not None:
            return law
    hit = _head_pattern().search(left)
    if hit is not None:
        kind = kinds_by_word()[fold(" ".join(hit["kind"].split()))]
        return _Head(low + hit.start(), kind, hit["body"])
    label = _LABEL.search(left)
    return _Head(low + label.start() if label else at)


def _is_own(text: str, at: int) -> bool:
    """Say whether the number at ``at`` is the document's own: on its label, or in its title.

    Older State documents carry it in the title ("NGHỊ ĐỊNH CỦA CHÍNH PHỦ SỐ 03/2010/NĐ-CP").
    """
    if _OWN_LABEL.search(text[max(0, at - 28) : at]):
        left = text[max(0, at - 60) : at]
        hit = _head_pattern().search(left)
        return hit is None or bool(re.search(r"(?:^|\n)[ \t*#_|>]*$", left[: hit.start()]))
    before = text[:at] if at < _TITLE_REACH else ""
    first = not re.search(
        r"\d\s?[-/]\s?[\dA-ZĐ]|SỬA ĐỔI|BỔ SUNG|BÃI BỎ|THAY THẾ|ĐÍNH CHÍNH|HỦY BỎ", before
    )
    return first and before.isupper() and before.rstrip().endswith("SỐ")


def _law_head(text: str, at: int, floor: int) -> _Head | None:
    """Read "Luật Đầu tư công số 58/2024/QH15": the name belongs to the reference."""
    low = max(floor, at - 200)
    low = max((low, *(m.end() + low for m in re.finditer(r"[.;:\n](?!\s*$)", text[low:at]))))
    for start in _LAW_START.finditer(text, low, at):
        end = law_end(text, start.end())
        if end is None or _is_issued_here(text, start):
            continue
        if _LAW_LABEL.fullmatch(text, end, at) or re.match(r"[Ss]ửa đổi", text[start.end() : at]):
            label = re.search(
                r"[\s,(*_]{0,3}(?:(?:Luật|luật)\s)?số\s{0,2}:?\s{0,2}$", text[start.end() : at]
            )
            if label is None:
                continue
            kind = start[0].strip().capitalize()
            name = " ".join(text[start.end() : start.end() + label.start()].split())
            return _Head(start.start(), kind, None, name)
    return None


def _is_issued_here(text: str, start: re.Match[str]) -> bool:
    """Say whether "ban hành Luật sửa đổi … Luật A số …" issues the one and cites only the other."""
    issues = text[max(0, start.start() - 9) : start.start()] == "ban hành "
    return issues and text[start.end() : start.end() + 7].lower() == "sửa đổi"


def _lists_on(text: str, before: ReferenceCandidate, at: int) -> bool:
    """Say whether a number without a type word goes on the list of the one before it."""
    if before.reference.number is None:
        return False
    between = text[before.span.end : at]
    if _JOINT.fullmatch(between) and between.strip():
        return True
    if len(between) > 400 or "\n\n" in between:
        return False
    beyond = text[min(before.subject_end, at) : at]
    return before.subject_end > before.span.end and bool(_JOINT.fullmatch(beyond))


def _numbered(
    text: str, printed: FoundNumber, head: _Head, form: ReferenceForm, floor: int
) -> ReferenceCandidate:
    tail = read_tail(text, printed.span.end)
    span = Span(head.start, tail.end)
    issued, issuer = tail.issued, tail.issuer or head.issuer
    if issued is None:
        issued = _issued_before(text, head.start, floor)
    reference = Reference(
        span,
        span.of(text),
        form,
        kind=head.kind,
        number=printed.number,
        serial=printed.number.serial,
        issued=issued,
        year=tail.year or printed.number.year,
        term=tail.term,
        issuer=issuer,
        subject=head.name or tail.subject,
    )
    return ReferenceCandidate(reference, max(tail.subject_end, tail.end), tail.same_day)


def _issued_before(text: str, at: int, floor: int) -> date | None:
    """Read "Ngày 22/12/2024, Bộ Chính trị ban hành Nghị quyết số …"."""
    low = max(floor, at - 110)
    dates = find_dates(text[low:at])
    if not dates or not _ISSUED_BEFORE.fullmatch(text, low + dates[-1].span.end, at):
        return None
    return dates[-1].value


# --- short ones ----------------------------------------------------------------------


@cache
def _short_pattern() -> re.Pattern[str]:
    kinds = sorted(short_kinds(), key=len, reverse=True)
    words = "|".join(
        re.escape(w).replace(r"\ ", r"\s{1,2}") for w in (*kinds, *map(str.upper, kinds))
    )
    return re.compile(
        rf"(?<!\w)(?:(?P<kind>{words})\s{{1,2}}(?P<so>(?:số|SỐ)\s{{1,2}})?(?P<serial>\d{{1,4}})"
        r"(?:/(?P<year>(?:19|20)\d\d))?"
        r"|(?P<code>NQ|CT|KL|QĐ|HD|NĐ)[\s-]?(?P<bare>\d{1,3}))"
        r"(?!\w|[./,:-]\d|/|\s?[-–]\s?[A-ZĐ\d]|\s?%)"
    )


_MORE = re.compile(
    r"(?:\s?,\s?|\s(?:và|hoặc)\s)(?:số\s)?(?P<serial>\d{1,3})(?!\w|[./,:-]\d|/|\s?%)"
)
_LOOSE = frozenset({"Kế hoạch", "Chương trình", "Báo cáo", "Thông báo", "Quy chế", "Hướng dẫn"})


def short_drafts(text: str) -> Iterator[ReferenceCandidate]:
    """Yield type and serial ("Quy định 37", "NQ21") and the serials listed behind them."""
    for match in _short_pattern().finditer(text):
        serial = int(match["serial"] or match["bare"])
        word = kinds_by_word()[fold(" ".join(match["kind"].split()))] if match["kind"] else None
        if not _is_short(text, match, word, serial):
            continue
        code_kinds = kinds_of_code(match["code"]) if match["code"] else ()
        kind = word or (code_kinds[0] if len(code_kinds) == 1 else None)
        members = _members(text, match) if match["kind"] and not match["year"] else []
        yield _short(
            text, Span(*match.span()), kind, serial, ReferenceForm.SHORT, match["year"], not members
        )
        for index, (span, number) in enumerate(members):
            yield _short(
                text, span, kind, number, ReferenceForm.LIST, None, index == len(members) - 1
            )


def _is_short(text: str, match: re.Match[str], kind: str | None, serial: int) -> bool:
    if (
        is_count(text, match.end())
        or serial == 0
        or text[max(0, match.start() - 4) : match.start()] == "Mẫu "
    ):
        return False  # a count, or the number of a form
    if match["so"] or match["code"]:
        return True
    digits = match["serial"]
    if len(digits) == 4 and not match["year"]:
        return False
    return kind not in _LOOSE or len(digits) > 1


def _members(text: str, match: re.Match[str]) -> list[tuple[Span, int]]:
    """Return the further serials of "các Nghị quyết 57, 59, 66 và 68"."""
    members: list[tuple[Span, int]] = []
    at = match.end()
    while (more := _MORE.match(text, at)) and not is_count(text, more.end()):
        members.append((Span(*more.span("serial")), int(more["serial"])))
        at = more.end()
    many = text[max(0, match.start() - 8) : match.start()].lower().endswith(("các ", "những "))
    return members if many or len(members) > 1 or (members and len(match["serial"]) > 1) else []


def _short(
    text: str,
    head: Span,
    kind: str | None,
    serial: int,
    form: ReferenceForm,
    year: str | None,
    last: bool,
) -> ReferenceCandidate:
    tail = read_tail(text, head.end) if last else Tail(head.end, subject_end=head.end)
    span = Span(head.start, tail.end)
    reference = Reference(
        span,
        span.of(text),
        form,
        kind=kind,
        serial=serial,
        issued=tail.issued,
        year=tail.year or (int(year) if year else None),
        term=tail.term,
        issuer=tail.issuer,
        subject=tail.subject,
    )
    return ReferenceCandidate(reference, max(tail.subject_end, tail.end))


# --- named and back ------------------------------------------------------------------


def named_drafts(text: str) -> Iterator[ReferenceCandidate]:
    """Yield documents called by name ("Điều lệ Đảng", "Luật Đất đai năm 2024")."""
    for named in find_named(text):
        tail = read_tail(text, named.span.end, named=True, term=named.term)
        span = Span(named.span.start, tail.end)
        reference = Reference(
            span,
            span.of(text),
            ReferenceForm.LIST if named.listed else ReferenceForm.NAMED,
            kind=named.kind,
            issued=tail.issued,
            year=tail.year,
            term=tail.term,
            issuer=tail.issuer,
            name=named.name,
        )
        yield ReferenceCandidate(reference, tail.end)


@cache
def _back_pattern() -> re.Pattern[str]:
    kinds = "|".join(re.escape(word).replace(r"\ ", r"\s{1,2}") for word in kind_words())
    return re.compile(rf"(?<!\w)(?P<kind>{kinds})\s{{1,2}}(?:này|nói trên|nêu trên|trên đây)(?!\w)")


def back_drafts(text: str) -> Iterator[ReferenceCandidate]:
    """Yield "Quy định này", "Nghị quyết nói trên"; the capital tells them from a common noun."""
    for match in _back_pattern().finditer(text):
        kind = kinds_by_word()[fold(tone_normal(" ".join(match["kind"].split())))]
        span = Span(*match.span())
        yield ReferenceCandidate(Reference(span, match[0], ReferenceForm.BACK, kind=kind), span.end)
