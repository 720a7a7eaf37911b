"""The subject that a draft states of a document, compared with the title that is known."""

from __future__ import annotations

import re
from collections.abc import Iterator

from index.check_results import ComparedFact
from index.citations.fact_words import ONE_SOURCE, compared, source_of, unknown
from index.citations.known_documents import KnownDocument, title_likeness
from index.citations.titles import same_title, words
from ingest.citations import Reference
from ingest.pages import Origin
from ingest.text.numerals import SPOKEN, spoken
from ingest.text.vietnamese import lower


def compare_subject(reference: Reference, known: KnownDocument) -> Iterator[ComparedFact]:
    """Yield the subject that a reference states, compared with the title that is known."""
    stated = reference.subject
    if stated is None:
        return
    stated_text = stated.replace("*", "").strip()
    known_subject, source = known.card.subject, source_of(known, "subject")
    if known_subject is None and known.entry is not None:
        known_subject = known.entry.subject
    if known_subject is None:
        yield unknown("subject", stated_text, "chưa rõ trích yếu")
        return
    if _same_subject(known_subject, stated):
        yield compared("subject", stated_text, known_subject, True, source)
    elif known.card.origin is Origin.OCR and title_likeness(known_subject, stated) >= _READ_ALIKE:
        yield unknown("subject", stated_text, "trích yếu đọc từ bản quét", known_subject, source)
    elif behind := _run_on(known_subject, stated_text):
        why = f"chưa rõ “{behind}” là trích yếu hay là lời bản thảo"
        yield unknown("subject", stated_text, why, known_subject, source)
    elif shortened := _shortened(known_subject, stated_text):
        yield unknown("subject", stated_text, shortened, known_subject, source)
    elif source == ONE_SOURCE and not _is_turned(known_subject, stated):
        yield unknown(
            "subject", stated_text, "danh mục chỉ có một nguồn và ghi khác", known_subject, source
        )
    else:
        yield compared("subject", stated_text, known_subject, False, source)


def _same_subject(known: str, stated: str) -> bool:
    if same_title(known, stated) or _same_core(known, stated):
        return True
    # "tổng kết 07 năm" is "tổng kết bảy năm", "Nghị quyết 18" is "Nghị quyết số 18-NQ/TW".
    return same_title(_in_figures(known), _in_figures(stated))


def _in_figures(title: str) -> str:
    plain = _NUMBER_OF.sub(r"\1", title)
    plain = _SPOKEN_NUMBER.sub(lambda hit: str(spoken()[lower(hit[0])]), plain)
    return _LEADING_ZERO.sub("", plain)


_NUMBER_OF = re.compile(r"(?:(?<!\w)số\s)?(?<!\w)(\d+)[-/][A-ZĐ][A-Za-zĐđ]*(?:[-/][A-ZĐ]\w*)+")
_SPOKEN_NUMBER = re.compile(rf"(?<!\w)(?:{SPOKEN})(?!\w)", re.IGNORECASE)
_LEADING_ZERO = re.compile(r"(?<![\w.,])0+(?=\d)")


def _run_on(known: str, stated: str) -> str:
    """Return what stands behind a comma up to which a subject agrees; "" where none does.

    Without quotation marks nobody can tell whether a sentence goes on there.
    """
    if _QUOTED.search(stated):
        return ""
    for comma in reversed(list(_COMMA.finditer(stated))):
        head = stated[: comma.start()]
        if len(words(head)) >= _LEAST and same_title(known, head):
            return stated[comma.end() :]
    return _run_on_in_words(known, stated)


def _run_on_in_words(known: str, stated: str) -> str:
    """Return what stands behind the first words of a title where none of it is of the title.

    "… về công tác tuyên truyền miệng còn mới": a title cut short, or told wrongly at its end.
    """
    title, said = words(known), words(stated)
    agreed = next(
        (n for n, (one, other) in enumerate(zip(title, said, strict=False)) if one != other), 0
    )
    if agreed < _LONG_ENOUGH or set(said[agreed:]) & set(title[agreed:]):
        return ""
    if any(_TURNING.fullmatch(word) for word in (said[agreed], title[agreed])):
        return ""
    # A word or two of a title that differ at its very end are told wrongly.
    if len(title) - agreed <= len(said) - agreed <= _AT_THE_END:
        return ""
    spans = list(_WORD.finditer(stated))
    return stated[spans[-(len(said) - agreed)].start() :]


def _shortened(known: str, stated: str) -> str:
    """Say (Vietnamese) how a subject tells only the title's own words otherwise; "" if not.

    Words left out between, or its parts in another order, no negation or figure among them.
    """
    stated = _SAYS.sub("", stated)
    title, said = words(known), words(stated)
    if len(said) < _LEAST + 1 or _is_turned(known, stated):
        return ""
    rest = iter(title)
    if said[0] == title[0] and all(word in rest for word in said):
        return "bản thảo ghi lược, trích yếu đầy đủ là"
    parts = [words(part) for part in _PARTS.split(stated)]
    if len(parts) > 1 and all(
        len(part) > 1 and any(title[n : n + len(part)] == part for n in range(len(title)))
        for part in parts
    ):
        return "bản thảo ghi các ý theo thứ tự khác, trích yếu là"
    return ""


_SAYS = re.compile(r"^(?:quy định|hướng dẫn|chỉ đạo|kết luận)\s(?=về\s)", re.IGNORECASE)
_PARTS = re.compile(r"\s(?:và|với)\s|,\s")
_WORD = re.compile(r"\w+")
_LONG_ENOUGH = 6
"""Words of a title that must agree from the first on for what follows to be a sentence's."""
_AT_THE_END = 3
_QUOTED = re.compile(r"[“”\"]")
_COMMA = re.compile(r",\s+")
_LEAST = 3
"""Words of a subject that agree before a comma for what stands behind it to be open."""
_READ_ALIKE = 0.75
_BODY_FIRST = re.compile(r"^(?:của\s.{3,80}?\s)(?=về\s)")


def _same_core(one: str, other: str) -> bool:
    """Say whether two titles agree when the body that one names first is left out."""
    bare = [_BODY_FIRST.sub("", title.strip()) for title in (one, other)]
    return bare != [one.strip(), other.strip()] and same_title(*bare)


_TURNING = re.compile(r"không|chưa|chẳng|\d+")


def _is_turned(one: str, other: str) -> bool:
    """Say whether two titles differ in a negation or a figure: no loose tail of one place."""
    first, second = (
        [word for word in words(title) if _TURNING.fullmatch(word)] for title in (one, other)
    )
    return first != second
