"""The end of a document: recipients ("Nơi nhận"), who signed, for whom, as what."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ingest.claims import Claim, ClaimSource
from ingest.layout.canonical_text import LaidOut
from ingest.text.spans import Span
from ingest.text.vietnamese import fold, is_syllable, whole_capitals
from ingest.vocabulary.issuer_names import ordinary
from ingest.vocabulary.signers import is_like_office
from ingest.vocabulary.signing_forms import FOR, NAME, OFFICE, is_office, is_office_name

_CUT_OFFICES = frozenset({"chanh", "truong", "pho", "quyen"})
"""What is left on the first line of an office that is set on two."""
_FOR_WHOM = re.compile(r"^(?:[TKQ]\s?[./]\s?[MTLU]?|TM|KT|TL|TUQ|Q)\s*[.:]?\s*(?P<body>\S.*)$")
_RECIPIENTS = re.compile(r"^noi (?:nhan|gui)\b\s*:?")
_OFFICE_BEHIND = re.compile(
    r"\s{2,}|(?<=\w)\s+(?=(?:KT|K/T|TL|T/L|TUQ)\b|(?:PHÓ )?(?:CHỦ TỊCH|BÍ THƯ|THỦ TƯỚNG|BỘ TRƯỞNG|"
    r"TRƯỞNG BAN|CHỦ NHIỆM|TỔNG BÍ THƯ)\b)"
)
_OFFICES = re.compile(
    r"(?:PHÓ |QUYỀN )*(?:CHỦ TỊCH|BÍ THƯ|THỦ TƯỚNG|BỘ TRƯỞNG|TRƯỞNG BAN|CHỦ NHIỆM|GIÁM ĐỐC|"
    r"THỨ TRƯỞNG|CHÁNH VĂN PHÒNG|CỤC TRƯỞNG|VỤ TRƯỞNG)\b"
)
_ITEM = re.compile(r"^[-–—+•~_=*]+\s*(?=\S)")


_LONGEST_ITEM = 90
"""Letters of a recipient whose dash was lost."""


@dataclass(frozen=True, slots=True)
class Signature:
    """What the end of a document says; what is absent is None."""

    signatory: Claim[str] | None = None
    position: Claim[str] | None = None
    body: Claim[str] | None = None
    recipients: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    span: Span
    first: bool = True
    """Whether it begins its row of print."""


def read_signature(laid: LaidOut, block: Span) -> Signature:
    """Return what a signature block says.

    :param block: where it stands in the canonical text (:mod:`ingest.structure.zones`).
    """
    lines = list(_lines(laid.text, block))
    offices = [n for n, line in enumerate(lines) if _is_office(line)]
    # "K/T TRƯỞNG BAN / PHÓ TRƯỞNG BAN": the last office before the name is the signer's.
    names = [n for n, line in enumerate(lines) if NAME.match(line.text) and not _listed(lines, n)]
    name = next((n for n in names if offices and n > offices[0]), None)
    before = [n for n in offices if name is None or n < name]
    return Signature(
        Claim(lines[name].text, ClaimSource.SIGNATURE, lines[name].span)
        if name is not None
        else None,
        _position(lines[before[-1]]) if before else None,
        _body(lines),
        _recipients(lines, recognised=_is_recognised(laid, block)),
    )


def _is_recognised(laid: LaidOut, block: Span) -> bool:
    recognised = {page.number for page in laid.pages if page.origin.is_recognised}
    return bool(recognised) and any(
        line.page in recognised and line.span is not None and line.span.overlaps(block)
        for line in laid.lines
    )


def _lines(text: str, block: Span) -> Iterator[_Line]:
    at = block.start
    for raw in block.of(text).split("\n"):
        for cell in re.finditer(r"[^|]+", raw):
            words = whole_capitals(cell[0].strip())
            if words:
                start = at + cell.start() + len(cell[0]) - len(cell[0].lstrip())
                first = not raw[: cell.start()].strip(" |")
                yield _Line(words, Span(start, start + len(words)), first)
        at += len(raw) + 1


def _is_office(line: _Line) -> bool:
    return line.text.isupper() and _office_of(line) is not None


def _office_of(line: _Line) -> _Line | None:
    """Return the last office on a line ("K/T TRƯỞNG BAN PHÓ TRƯỞNG BAN": the signer's own)."""
    if OFFICE.match(line.text):
        return line
    offices = [m for m in _OFFICES.finditer(line.text) if m.start()]
    if not offices or not FOR.match(line.text):
        return None
    start = line.span.start + offices[-1].start()
    return _Line(line.text[offices[-1].start() :], Span(start, line.span.end))


def _listed(lines: Sequence[_Line], n: int) -> bool:
    """Say whether a line is an item of the recipients' list run on ("Văn phòng Chính phủ")."""
    return (
        n > 0 and _ITEM.match(lines[n - 1].text) is not None and lines[n - 1].text[-1] not in ".;,"
    )


def _position(line: _Line) -> Claim[str]:
    office = _office_of(line) or line
    return Claim(ordinary(office.text), ClaimSource.SIGNATURE, office.span)


def _body(lines: Sequence[_Line]) -> Claim[str] | None:
    """Return the body one signs for; an office ("K/T TRƯỞNG BAN") is none."""
    for line in lines:
        match = _FOR_WHOM.match(line.text) if FOR.match(line.text) and line.text.isupper() else None
        if match and not is_office_name(match["body"]) and fold(match["body"]) not in _CUT_OFFICES:
            # "K/T CHÁNH" / "VĂN PHÒNG": an office set on two lines is no body.
            name = _OFFICE_BEHIND.split(match["body"])[0].strip(" _.*")
            start = line.span.start + match.start("body")
            return Claim(name, ClaimSource.SIGNATURE, Span(start, start + len(name)))
    return None


def _is_signers(line: _Line) -> bool:
    """Say whether a line is the signer's name or an office, and no recipient."""
    return (
        is_office(line.text.strip(" _")) or NAME.match(line.text.strip(" .,:;“”'`\"_-")) is not None
    )


def _recipients(lines: Sequence[_Line], *, recognised: bool) -> tuple[str, ...]:
    """Return the recipients; of a scan whose list is not whole, none."""
    items: list[str] = []
    inside, before, whole = False, "", True
    for line in lines:
        label = _RECIPIENTS.match(fold(line.text))
        text = line.text
        if label and items:
            break  # whoever copies the document sends it on to others
        if label:
            inside, text = True, line.text[label.end() :].strip()
        if inside and line.first and _LOST_ITEM.fullmatch(text):
            whole = False
        if inside and not items and line.first and text and not _ITEM.match(text):
            whole = False  # the first one's beginning is not read
        # Recognition loses a dash now and then: what follows a finished item is one too.
        follows = before.endswith(";") and len(text) < _LONGEST_ITEM and not _is_signers(line)
        if (
            recognised
            and not _ITEM.match(text)
            and (follows or (before.endswith(".") and text.endswith(";")))
        ):
            noise = _is_noise(text)
            whole = whole and not (noise and text.endswith(";"))
            follows = not noise
        if inside and (_ITEM.match(text) or follows):
            whole = whole and _SPECK.search(text) is None
            before = text
            # Two items run together: "HĐKHCN ngành Y tế; - Lưu: VT".
            for item in re.split(r";\s*[-–~]\s+(?=[^\W\d_])", _ITEM.sub("", text)):
                bare = item.rstrip(".;:, _-~")
                if re.search(r"\w\w", bare) and not is_office(bare):
                    items.append(bare)
            if recognised and items and _FILED.match(fold(items[-1])):
                break  # "Lưu: …" is the last of every list
        elif text:
            before = ""
    kept = bool(items) and (_FILED.match(fold(items[-1])) is not None or len(items) == 1)
    return tuple(items) if not recognised or (whole and kept) else ()


_SPECK = re.compile(r"\w [{}<>«»] \w")
"""What recognition makes of a break between two items run together."""
_FILED = re.compile(r"luu\b")
_LOST_ITEM = re.compile(r"[-–—~]+")
"""A dash whose words recognition did not read."""


def _is_noise(text: str) -> bool:
    """Say whether a line of a scan is no recipient: a stamp, capitals of an office, specks."""
    bare = " ".join(re.findall(r"[^\W\d_]+", text))
    words = [word for word in bare.split() if len(word) > 1]
    good = sum(map(is_syllable, words))
    capital = sum(map(str.isupper, bare)) > sum(map(str.islower, bare))
    return capital or not words or good < _LEAST_GOOD * len(words) or is_like_office(bare)


_LEAST_GOOD = 0.7
"""Share of a recipient's words that are syllables, where its dash was lost."""
