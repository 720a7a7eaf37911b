"""Subjects that reading leaves to one who knows the title, or knows that a check asks for all.

"… của Tỉnh ủy tổng kết bảy năm thực hiện …", "Nghị quyết số 05-NQ/TU (về chuyển đổi số)",
"Nghị quyết về chuyển đổi số (số 05-NQ/TU …)".

Reading cannot tell a subject without "về" from what the sentence says next; one who knows the title
can.  It is taken as stated only where it runs like the title: whole, cut short, or with a
word or two that differ.
"""

from __future__ import annotations

import re
from dataclasses import replace

from index.citations.deeds_told import tells_a_deed
from index.citations.titles import same_title, words
from ingest.citations import Reference
from ingest.text.vietnamese import fold, sentences
from ingest.vocabulary.document_types import kind_words, kinds_by_word
from ingest.vocabulary.issuer_phrases import body_at

_LEAST = 4
"""Words that must agree from the first on for a title cut short to be one."""
_MOST_OTHER = 2
"""Words of a title that may differ for it to be that title, told wrongly."""
_WORD = re.compile(r"\w+")
_ENDS = re.compile(r"[;:“”\"\n()]")
_LEAD = re.compile(r"[\s,]{0,3}(?:về\s)?(?:việc\s)?")


def unmarked_subject(text: str, at: int, known: str) -> str | None:
    """Return the stretch behind ``at`` that states the title ``known``; None where none does."""
    lead = _LEAD.match(text, at)
    start = lead.end() if lead else at
    stretch = _sentence(text, start, len(known) + 60)
    title = words(known)
    hits = list(_WORD.finditer(stretch))
    best: str | None = None
    for size in range(_LEAST, min(len(hits), len(title) + 4) + 1):
        said = stretch[: hits[size - 1].end()]
        said_words = words(said)
        if _states(said_words, title):
            best = said
            # What a title says behind a document named in it is no part of the comparison.
            if said_words == title:
                break
    return best


def _sentence(text: str, start: int, most: int) -> str:
    stretch = text[start : start + most]
    stop = _ENDS.search(stretch)
    stretch = stretch[: stop.start()] if stop else stretch
    spans = sentences(stretch)
    return stretch[: spans[0].end] if spans else stretch


def _states(said: tuple[str, ...], title: tuple[str, ...]) -> bool:
    if said[:2] != title[:2]:
        return False
    if said == title[: len(said)]:
        return len(said) >= _LEAST
    # Told wrongly: as long as the title, but for a word or two.
    if len(said) != len(title) or len(title) < _LEAST + _MOST_OTHER:
        return False
    return sum(a != b for a, b in zip(said, title, strict=True)) <= _MOST_OTHER


_QUOTED_NEXT = re.compile(r"\s{0,2}[“\"][^”\"\n]{1,80}[”\"]")


def with_quoted_words(text: str, at: int, subject: str, known: str) -> str:
    """Return a subject with the words in quotation marks behind it, where the title has such.

    "… về đẩy mạnh phong trào thi đua “Dân vận khéo”": reading ends a subject before them.
    """
    found = text.find(subject, at, at + len(subject) + 20)
    quoted = _QUOTED_NEXT.match(text, found + len(subject)) if found >= 0 else None
    return subject + quoted[0] if quoted is not None and re.search('[“"]', known) else subject


_BRACKETED = re.compile(r"\s?\((?P<about>(?:về|v/v)\s(?:việc\s)?[^()\n]{5,200})\)", re.IGNORECASE)
_A_PLACE = re.compile(r"(?<!\w)(?:điều|khoản|điểm|mục|trang|nội dung|vấn đề)\s", re.IGNORECASE)
_BEFORE = re.compile(
    rf"(?<!\w)(?P<kind>{'|'.join(map(re.escape, kind_words()))})\s(?:chuyên đề\s)?"
    r"(?P<about>về\s(?:việc\s)?[^()\n.;:“”\"]{5,150}?)(?P<joint>\s\(|,?\s)$"
)


def bracketed_subject(text: str, at: int) -> str | None:
    """Return the subject in brackets right behind a citation; None where none is."""
    hit = _BRACKETED.match(text, at)
    return None if hit is None or _A_PLACE.search(hit["about"]) else hit["about"]


def subject_before(text: str, reference: Reference) -> tuple[str, str] | None:
    """Return the type word and the subject told before a number: "Nghị quyết về … (số …)"."""
    start = reference.span.start
    floor = text.rfind("\n", 0, start) + 1
    hit = _BEFORE.search(text[max(floor, start - 200) : start])
    if hit is None or (hit["joint"] != " (" and reference.kind is not None):
        return None
    # The nearest type word begins what is called: "Kế hoạch thực hiện Nghị quyết về … (số …)".
    nearest = list(re.finditer(_BEFORE.pattern, hit[0][1:])) or [hit]
    return nearest[-1]["kind"], nearest[-1]["about"]


_SAYS_ON = re.compile(rf"(?:{'|'.join(map(re.escape, kinds_by_word()))}) (?:nay|do|ay|tren)(?!\w)")
"""What goes on about the document: "…, hướng dẫn này thay cho …"."""


def _without_body(subject: str, title: str) -> tuple[str, str] | None:
    """Return a subject and the body told behind it: "về tiếp dân của Tỉnh ủy"; None for none."""
    for hit in re.finditer(r"\s(?=của\s)", subject):
        body = body_at(subject, hit.end())
        tail = fold(subject[hit.end() :])
        if body is not None and body.end == len(subject) and tail not in fold(title):
            return subject[: hit.start()], body.name
    return None


def _with_own_subject(text: str, reference: Reference, subject: str, title: str) -> Reference:
    """Return a reference with what of the subject that reading found is one."""
    if _SAYS_ON.match(fold(subject)):
        return replace(reference, subject=None)
    if (parted := _without_body(subject, title)) is not None:
        head, body = parted
        return replace(reference, subject=head, issuer=reference.issuer or body)
    return replace(reference, subject=with_quoted_words(text, reference.span.end, subject, title))


def with_stated_subject(text: str, reference: Reference, title: str | None) -> Reference:
    """Return a reference with the subject that only one who knows the title can read."""
    if title is None:
        return reference
    subject = reference.subject
    if subject is not None and tells_a_deed(subject):
        return reference if same_title(title, subject) else replace(reference, subject=None)
    if subject is not None:
        return _with_own_subject(text, reference, subject, title)
    if (about := bracketed_subject(text, reference.span.end)) is not None:
        return replace(reference, subject=about)
    if (called := subject_before(text, reference)) is not None:
        kind = reference.kind or kinds_by_word()[fold(called[0])]
        return replace(reference, kind=kind, subject=called[1])
    return replace(reference, subject=unmarked_subject(text, reference.span.end, title))
