"""Parts of a provision that have no label: "đoạn thứ hai", "câu cuối", "đoạn mở đầu".

A part is believed only where its ordinal is there and the new words resemble it more than any
other part of the provision.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from index.amendments.labels import NotPlaced
from ingest.text.spans import Span
from ingest.text.vietnamese import sentences, tokens

_ORDINALS = {
    "nhất": 1, "một": 1, "hai": 2, "ba": 3, "tư": 4, "bốn": 4, "năm": 5, "sáu": 6, "bảy": 7,
    "tám": 8, "chín": 9, "mười": 10,
}  # fmt: skip
_PART = re.compile(
    r"(?<!\w)(?P<what>(?<!giai )đoạn|câu)\s(?:(?:thứ\s)?(?P<nth>\d{1,2}|"
    + "|".join(_ORDINALS)
    + r")|(?P<where>mở đầu|đầu tiên|đầu|cuối cùng|cuối))(?!\w)",
    re.IGNORECASE,
)
_NAMED = re.compile(r"(?<!\w)(?:(?<!giai )đoạn|câu(?! lạc| hỏi| chuyện))(?!\w)", re.IGNORECASE)
_BEHIND = re.compile(r"(?<!\w)(?:vào\s)?(?:ngay\s|liền\s)?sau\s", re.IGNORECASE)
_LABEL = re.compile(
    r"(?:Điều\s+\d+[a-zđ]?[.:]?|[IVXLC]+\s?[.-]|\d+(?:\.\d+)*[a-zđ]?\s?[.)-]|[a-zđ]\d?\)|[-–+•])\s*"
)
_ALIKE = 0.3
"""Share of words that a part and its new wording have in common at the least."""


def names_part(said: str) -> bool:
    """Say whether a sentence changes a paragraph or sentence of a provision."""
    return _NAMED.search(said) is not None


def part_of(text: str, place: Span, own_end: int, said: str, new: str) -> Span:
    """Return the part of a provision that a sentence names, as a stretch of ``text``.

    :param place: the provision without its heading line.
    :param own_end: where the first labelled unit inside it begins; its end if there is none.
    :raises NotPlaced: when the part is not there, or another resembles the new words more.
    """
    paragraphs = _lines(text, place.start, own_end)
    closed = own_end < place.end
    named = _named(said)
    parts = paragraphs
    if "câu" in named:
        chosen = paragraphs
        if "đoạn" in named:
            chosen = [_pick(paragraphs, named["đoạn"], closed=closed)]
        elif len(paragraphs) != 1 or closed:
            raise NotPlaced("không nêu câu thuộc đoạn nào")
        parts = [span for one in chosen for span in _sentences(text, one)]
        closed = False
    part = _pick(parts, named.get("câu", named.get("đoạn", "")), closed=closed)
    _check(text, part, parts, new)
    return part


def part_behind(text: str, place: Span, own_end: int, said: str) -> int:
    """Return the offset behind which a new paragraph is put.

    :raises NotPlaced: when the sentence does not say behind which part.
    """
    hit = _BEHIND.search(said)
    if hit is None:
        if re.search(r"vào cuối\s|đoạn cuối", said):
            return place.end
        raise NotPlaced("không nêu đặt sau đoạn nào")
    named = _named(said[hit.end() :])
    if set(named) != {"đoạn"}:
        raise NotPlaced("không nêu đặt sau đoạn nào")
    return _pick(_lines(text, place.start, own_end), named["đoạn"], closed=own_end < place.end).end


def _named(said: str) -> dict[str, str]:
    """Return which part is named, by its kind; a kind named twice names no sure part."""
    hits = list(_PART.finditer(said))
    named = {hit["what"].lower(): (hit["nth"] or hit["where"]).lower() for hit in hits}
    if not hits or len(named) != len(hits):
        raise NotPlaced("chỉ sửa một phần của điều, khoản; phần nào thì không đặt chắc được")
    return named


def _pick(parts: Sequence[Span], which: str, *, closed: bool) -> Span:
    """Return a part by its ordinal.

    :param closed: labelled units follow, so that the last part is not the last of the place.
    """
    number = int(which) if which.isdigit() else _ORDINALS.get(which)
    if which in ("mở đầu", "đầu", "đầu tiên"):
        number = 1
    elif which in ("cuối", "cuối cùng") and not closed:
        number = len(parts)
    if number is None or not 0 < number <= len(parts):
        raise NotPlaced("không thấy đoạn hoặc câu được nêu ở chỗ này")
    return parts[number - 1]


def _check(text: str, part: Span, parts: Sequence[Span], new: str) -> None:
    likeness = {span: _likeness(span.of(text), new) for span in parts}
    best = max(likeness.values())
    if likeness[part] < max(best, _ALIKE):
        raise NotPlaced("lời mới không giống đoạn, câu được nêu; không đặt chắc được")


def _likeness(one: str, other: str) -> float:
    first = [word.lower() for word in (span.of(one) for span in tokens(one))]
    second = [word.lower() for word in (span.of(other) for span in tokens(other))]
    return SequenceMatcher(None, first, second, autojunk=False).ratio()


def _lines(text: str, start: int, end: int) -> list[Span]:
    """Return the lines of a stretch; a label at its beginning is no part of the first."""
    spans: list[Span] = []
    at = start
    for line in text[start:end].split("\n"):
        if line.strip():
            first = at + len(line) - len(line.lstrip())
            spans.append(Span(first, at + len(line.rstrip())))
        at += len(line) + 1
    label = _LABEL.match(text, spans[0].start, spans[0].end) if spans else None
    if label is not None:
        spans[0] = Span(label.end(), spans[0].end)
    return spans


def _sentences(text: str, paragraph: Span) -> list[Span]:
    within = paragraph.of(text)
    spans = [span.shifted(paragraph.start) for span in sentences(within)]
    return [Span(s.start, s.start + len(s.of(text).rstrip())) for s in spans if s.of(text).strip()]
