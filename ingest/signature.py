"""The end of a document: recipients ("Nơi nhận"), who signed, for whom, as what."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.layout import LaidOut
from ingest.model import Claim, Source
from ingest.spans import Span

_FOR = re.compile(r"^(?:T/M|K/T|T/L|TM\.?|KT\.?|TL\.?|TUQ\.?|T\.M\.?|Q\.)\s*(?P<body>\S.*)?$")
_POSITION = re.compile(
    r"^(?:PHÓ |QUYỀN |Q\. ?)?(?:BÍ THƯ|CHỦ TỊCH|TRƯỞNG BAN|BỘ TRƯỞNG|THỨ TRƯỞNG|GIÁM ĐỐC|TỔNG BÍ THƯ|"
    r"THỦ TƯỚNG|CHÁNH VĂN PHÒNG|CHỦ NHIỆM|VIỆN TRƯỞNG|HIỆU TRƯỞNG|CỤC TRƯỞNG|TỔNG CỤC TRƯỞNG|THƯỜNG TRỰC|"
    r"VỤ TRƯỞNG|TRƯỞNG PHÒNG|TỔNG GIÁM ĐỐC|CHÁNH ÁN|THỐNG ĐỐC)\b.*$"
)
_NAME = re.compile(r"^(?:[A-ZĐÀ-Ỹ][a-zà-ỹđ]*\s+){1,4}[A-ZĐÀ-Ỹ][a-zà-ỹđ]*$")
_RECIPIENTS = re.compile(r"^(?:Nơi nhận|NƠI NHẬN)\s*:?$")


@dataclass(frozen=True, slots=True)
class Signature:
    """What the end of a document says; what is absent is None."""

    signatory: Claim[str] | None = None
    position: Claim[str] | None = None
    body: Claim[str] | None = None
    recipients: tuple[str, ...] = ()
    start: int | None = None
    """Where the recipients and signature begin in the canonical text."""


def read_signature(laid: LaidOut) -> Signature:
    """Return what the signature block says: the first such block, that of the document itself."""
    lines = _lines(laid.text[: laid.body_end])
    first = _start(lines)
    if first is None:
        return Signature()
    block = lines[first : first + 40]
    position = next(((t, s) for t, s in block if _POSITION.match(t)), None)
    body = next(((m["body"], s) for t, s in block if (m := _FOR.match(t)) and m["body"]), None)
    after = block.index(position) + 1 if position else len(block)
    name = next(((t, s) for t, s in block[after:] if _NAME.match(t)), None)
    return Signature(
        _claim(name),
        _claim(position),
        _claim(body) if body and _decides(body[0]) else None,
        tuple(_recipients(block)),
        block[0][1].start,
    )


def _decides(body: str) -> bool:
    """Say whether one signs for a deciding body, not for an office holder ("K/T TRƯỞNG BAN")."""
    return not _POSITION.match(body)


def _claim(found: tuple[str, Span] | None) -> Claim[str] | None:
    return Claim(found[0], Source.SIGNATURE, found[1]) if found else None


def _lines(text: str) -> list[tuple[str, Span]]:
    lines, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            lines.append((line.strip(), Span(at, at + len(line))))
        at += len(line) + 1
    return lines


def _start(lines: list[tuple[str, Span]]) -> int | None:
    for n, (text, _) in enumerate(lines):
        if n > 5 and (_RECIPIENTS.match(text) or _FOR.match(text) and text.isupper()):
            return n
    return None


def _recipients(block: list[tuple[str, Span]]) -> list[str]:
    found: list[str] = []
    inside = False
    for text, _ in block:
        if _RECIPIENTS.match(text):
            inside = True
        elif inside and text.startswith(("-", "+")):
            found.append(text.lstrip("-+ ").rstrip(".;,"))
        elif inside and found:
            break
    return found
