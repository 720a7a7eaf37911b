"""The provision in what people type: "điều 3", "khoan 2 dieu 5", "mục II.5", "d3 k3"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from index.citations.provisions import ANNEX, DASH, ISSUED_WITH, Label, PlacePath, parse_pinpoints
from index.citations.typed_codes import agrees
from ingest.text.numerals import spoken_folded
from ingest.text.vietnamese import fold

_NUMBER = r"\d{1,3}(?:\.\d{1,3}){0,3}[a-zđ]?"
_ROMAN = r"[ivxlc]{1,6}(?:\.\d{1,2}){0,4}"
_LABELS = {
    "phụ lục": rf"{_ROMAN}|{_NUMBER}",
    "chương": rf"{_ROMAN}|\d{{1,2}}",
    "phần": rf"{_ROMAN}|\d{{1,2}}",
    "tiểu mục": rf"{_NUMBER}|[a-e]",
    "mục": rf"{_ROMAN}|{_NUMBER}|[a-e](?:\.\d{{1,2}}){{0,4}}",
    "khoản": _NUMBER,
    "điểm": rf"[a-zđ]|{_NUMBER}",
    "tiết": rf"[a-zđ]\d?|{_NUMBER}",
    "điều": rf"{_NUMBER}(?:\.[a-zđ])?",
}


def _spaced(word: str) -> str:
    return fold(word).replace(" ", r"\s+")


_UNITS = re.compile(
    r"(?<![\w,/–-])(?:"
    + "|".join(
        rf"(?P<u{n}>{_spaced(word)})\s+(?:so\s+)?(?P<l{n}>{label}|thu\s+\w+)(?![\w%/-])"
        for n, (word, label) in enumerate(_LABELS.items())
    )
    + ")"
)
_SHORT_FORMS = (
    re.compile(r"(?<!\w)[dđ]\.?\s?(?P<article>\d{1,3})[\s,.]{0,2}k\.?\s?(?P<clause>\d{1,2})(?!\w)"),
    re.compile(r"(?<!\w)k\.?\s?(?P<clause>\d{1,2})[\s,.]{0,2}[dđ]\.?\s?(?P<article>\d{1,3})(?!\w)"),
)


_DASH = re.compile(rf"(?<!\w)(?P<word>{fold(DASH)}|y|cau)\s+(?:thu\s+|hoi\s+)?(?P<count>\w+)(?!\w)")
_ANNEX = re.compile(r"(?<!\w)phu luc(?!\w|\s+(?:so\s+)?(?:[ivxlc]+(?!\w)|\d|thu\s))")
"""An annex without a label, which a document with one annex has."""
_ISSUED_WITH = re.compile(
    r"(?<!\w)(?P<kind>quy che|quy dinh|quy trinh|dieu le|noi quy|chuong trinh|ke hoach|de an)\s+"
    r"(?:ban hanh\s+)?kem theo(?!\w)"
)
"""A text that a decision issues, which has articles of its own."""
_ISSUED_KINDS = {
    fold(kind): kind
    for kind in (
        "quy chế", "quy định", "quy trình", "điều lệ", "nội quy", "chương trình", "kế hoạch",
        "đề án",
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class TypedProvision:
    """A place inside a document, and where the words for it stand."""

    place: PlacePath
    spans: tuple[tuple[int, int], ...]


def find_typed_provision(text: str) -> TypedProvision | None:
    """Return the provision that ``text`` (lower case) names; None where it names none."""
    short = next(filter(None, (form.search(text) for form in _SHORT_FORMS)), None)
    if short:
        labels: tuple[Label, ...] = (("điều", short["article"]), ("khoản", short["clause"]))
        return TypedProvision(PlacePath(labels), (short.span(),))
    words: list[Label] = []
    spans: list[tuple[int, int]] = []
    for hit in _UNITS.finditer(fold(text)):
        unit = _unit(text, hit)
        if unit is None or any(unit[0] == other for other, _ in words):
            continue
        # "điều 3.1.c" is point c of clause 1 of article 3.
        parts = unit[1].split(".") if unit[0] == "điều" else [unit[1]]
        words += zip(("điều", "khoản", "điểm"), parts, strict=False) if len(parts) > 1 else [unit]
        spans.append(hit.span())
    dashes = _dashes(text)
    spans += [span for _, span in dashes]
    outer, apart = _apart(text, words, spans)
    spans += apart
    inner = tuple(label for label, _ in dashes)
    if not words:
        labels = (*outer, *inner)
        return TypedProvision(PlacePath(labels), tuple(sorted(spans))) if labels else None
    written = " ".join(f"{word} {label}" for word, label in sorted(words, key=_depth))
    places = parse_pinpoints(written)
    if not places:
        return None
    place = PlacePath((*outer, *places[0].labels, *inner))
    return TypedProvision(place, tuple(sorted(spans)))


def _dashes(text: str) -> list[tuple[Label, tuple[int, int]]]:
    """Return the items behind dashes and the ideas that a text counts, the outermost first."""
    found: list[tuple[Label, tuple[int, int]]] = []
    for hit in _DASH.finditer(fold(text)):
        count = spoken_folded().get(hit["count"], hit["count"])
        word = next(word for word in (DASH, "ý", "câu") if fold(word) == hit["word"])
        typed = text[hit.start() : hit.start() + len(word)]
        if str(count).isdecimal() and agrees(typed, word):
            found.append(((word, str(count)), hit.span()))
    return found[::-1]


def _apart(
    text: str, words: list[Label], spans: list[tuple[int, int]]
) -> tuple[tuple[Label, ...], list[tuple[int, int]]]:
    """Return the annex, or the text issued with the document, that a provision is of."""
    for hit in _ISSUED_WITH.finditer(fold(text)):
        if any(not text[end : hit.start()].strip(" ,") for _, end in spans if end <= hit.start()):
            return ((_ISSUED_KINDS[hit["kind"]] + ISSUED_WITH, ""),), [hit.span()]
    annex = _bare_annex(text, spans) if not any(word == ANNEX for word, _ in words) else []
    return (((ANNEX, ""),) if annex else ()), annex


def _bare_annex(text: str, spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return where "Phụ lục" without a label stands: behind a provision, first or last of all."""
    ends = [end for _, end in spans] or [0]
    return [
        hit.span()
        for hit in _ANNEX.finditer(fold(text))
        if any(end <= hit.start() and not text[end : hit.start()].strip(" ,") for end in ends)
        or (text[: hit.start()].endswith(", ") and not text[hit.end() :].strip(" ,."))
    ][:1]


_DEPTHS = ("tiết", "điểm", "khoản", "điều", "tiểu mục", "mục", "chương", "phần", "phụ lục")


def _depth(unit: Label) -> int:
    return _DEPTHS.index(unit[0])


def _unit(text: str, hit: re.Match[str]) -> Label | None:
    """Return the unit with its label, None where an accent says that it is another word."""
    for n, word in enumerate(_LABELS):
        if hit[f"u{n}"]:
            typed = " ".join(text[hit.start(f"u{n}") : hit.end(f"u{n}")].split())
            label = text[hit.start(f"l{n}") : hit.end(f"l{n}")]
            roman = re.match(r"[ivxlc]+(?![a-zđ])", label) and word not in ("điểm", "tiết", "khoản")
            if counted := re.fullmatch(r"thu\s+(\w+)", fold(label)):
                value = spoken_folded().get(counted[1], counted[1])
                return (word, str(value)) if str(value).isdecimal() else None
            label = re.sub(r"^[ivxlc]+", lambda m: m[0].upper(), label) if roman else label
            return (word, label) if agrees(typed, word) else None
    return None
