"""The labels of provisions in a new wording: which it begins with, where each part begins."""

from __future__ import annotations

import re

from index.amendments.edits import Edit, Path
from ingest.citations import Effect
from ingest.references.masks import FURNITURE
from ingest.references.paths import lies_in, paths_of, unit_key
from ingest.text.spans import Span


class NotPlaced(Exception):  # noqa: N818  # told to the reader, no fault
    """An edit has no sure place; the message says why, in Vietnamese."""


_PART = re.compile(
    r"(?<!\w)(?:một phần|một đoạn|(?<!đầu )dòng|cột|hàng|ý|ô|biểu|nội dung về|quy định về|"
    r"nội dung “|quy định “|câu|(?<!giai )đoạn)(?!\w)[^“”\"\n]{0,60}?"
    r"(?:khoản|điều|điểm|mục|phụ lục)\s(?:\d|[IVX]+(?!\w)|[a-zđ](?!\w))",
    re.IGNORECASE,
)
_UNKNOWN_PART = re.compile(r"(?<!\w)(?:cột|hàng|ô|biểu|mẫu)\s(?:số\s|thứ\s)?[\dA-Z]", re.IGNORECASE)
_TITLE = re.compile(
    r"(?<!\w)(?:tên|tiêu đề|nhan đề)\s(?:gọi\s)?(?:của\s)?(?:các\s)?"
    r"(?P<unit>điều|chương|mục|phần|khoản|điểm)\s(?P<rest>[^;“”\n]*)",
    re.IGNORECASE,
)
_DASH = re.compile(r"gạch đầu dòng\s(?:thứ\s)?(?P<nth>\w+)", re.IGNORECASE)
_NUMBERED = re.compile(
    r"(?:đánh (?:lại )?số(?: thứ tự)?(?: lại)?|đánh lại số thứ tự|đổi số|sửa số thứ tự)"
    r"[^;.“”]{0,60}?\sthành\s"
    r"(?P<word>khoản|điểm|điều|mục)\s(?P<label>\d{1,3}[a-zđ]?|[a-zđ])(?!\w)",
    re.IGNORECASE,
)
BEHIND = re.compile(
    r"(?<!\w)(?:vào\s)?(?:ngay\s|liền\s)?sau\s(?P<where>(?:các\s)?"
    r"(?:điểm|khoản|Điều|mục|Chương|Phụ lục|gạch đầu dòng thứ)\s[^\s.,;:]+)"
)
_LABELS = {
    "mẫu số": re.compile(r"\s*(?i:mẫu)\s+(?:số\s+)?(\d+[a-zđ]?)"),
    "phụ lục": re.compile(r"\s*(?i:phụ lục)\s+(?:số\s+)?([IVXLC]+|\d+[a-zđ]?)"),
    "gạch đầu dòng": re.compile(r"\s*([-–+•])\s"),
    "điều": re.compile(r"\s*Điều\s+(\d+[a-zđ]?)\s*[.:]?"),
    "chương": re.compile(r"\s*Chương\s+([IVXLC]+[a-d]?|\d+)"),
    "điểm": re.compile(r"\s*([a-zđ]\d?)\s?\)|\s*(\d+(?:\.\d+)+[a-zđ]?)[.)\s]"),
}
_NUMBER = re.compile(r"\s*(\d+(?:\.\d+)+|\d+[a-zđ]?|[IVXLC]+)\s?[.)-](?!\d)|\s*(\d+(?:\.\d+)+)\s")


def parts_of(edit: Edit) -> list[tuple[Path, Span | None]]:
    """Return each place of an edit with its own part of the new wording.

    :raises NotPlaced: when the wording cannot be taken apart.
    """
    words = edit.words or None
    if words is None:
        return [(path, _annex(edit, path)) for path in edit.paths]
    if len(edit.paths) == 1:
        return [(edit.paths[0], words)]
    if edit.effect is Effect.SUPPLEMENTED and len({path[:-1] for path in edit.paths}) == 1:
        split_words(edit, words)  # all of them must be there
        return [(edit.paths[0], words)]
    if any(without_part(path) != path for path in edit.paths):
        raise NotPlaced("không tách được lời mới cho từng đoạn")
    return list(zip(edit.paths, split_words(edit, words), strict=True))


_LISTED = 2
"""Line ends in the entry of a form in a list of forms."""
_HERE = re.compile(r"kèm theo\s(?:\w+\s){1,4}này(?!\w)", re.IGNORECASE)
_BY = re.compile(r"(?<!\w)(?:bằng|thành|như|theo)\s(?P<new>[^;“”]*?)kèm theo\s(?:\w+\s){1,4}này")


def _annex(edit: Edit, path: Path) -> Span | None:
    """Return the annex issued with the acting document that stands for one of the same label."""
    if not path or not path[-1].startswith(("Phụ lục", "Mẫu")):
        return None
    by = _BY.search(" ".join(edit.said.split())) if _HERE.search(edit.said) else None
    if by is None or path not in paths_of(by["new"]):
        return None
    fits = [span for annex, span in edit.source.annexes if lies_in(path, annex)]
    if len(fits) == 2:  # a list of the forms, then the forms
        listed, form = (span.of(edit.source.text).count("\n") for span in fits)
        fits = fits[1:] if listed <= _LISTED < form else fits
    return fits[0] if len(fits) == 1 else None


def without_part(path: Path) -> Path:
    """Return a path without the paragraphs and sentences that a sentence names in it."""
    while path and path[-1].startswith(("đoạn ", "câu ")):
        path = path[:-1]
    return path


def is_title(edit: Edit, path: Path) -> bool:
    """Say whether an edit changes the title of a place, not its words."""
    hit = _TITLE.search(edit.said)
    if hit is None:
        return False
    named = paths_of(f"{hit['unit']} {hit['rest']}")
    word = hit["unit"].lower()
    return path[-1].rpartition(" ")[0].lower() == word and any(one[-1] == path[-1] for one in named)


def is_of_part(said: str) -> bool:
    """Say whether a sentence changes a part of a place that has no label."""
    return _PART.search(said.replace('"', "“")) is not None


def names_unknown_part(said: str) -> bool:
    """Say whether a sentence names a column, a row or a form."""
    return _UNKNOWN_PART.search(said) is not None


def dashed(edit: Edit, path: Path) -> Path:
    """Return a path with the dash that a sentence names in it."""
    hit = _DASH.search(edit.said)
    if hit is None or path[-1].startswith("gạch"):
        return path
    if len(edit.paths) > 1 or len(set(_DASH.findall(before_anchor(edit.said)))) > 1:
        raise NotPlaced("nhiều gạch đầu dòng trong một câu; không tách được")
    return (*path, f"gạch đầu dòng thứ {hit['nth'].lower()}")


def before_anchor(said: str) -> str:
    """Return the words of a sentence up to where it says behind what something is put."""
    behind = BEHIND.search(said)
    return said[: behind.start()] if behind else said


def new_number(edit: Edit) -> tuple[str, Span] | None:
    """Return the unit that a place is renumbered to, and where its label stands."""
    hit = _NUMBERED.search(edit.said)
    if hit is None or edit.effect is not Effect.AMENDED or len(edit.paths) != 1:
        return None
    word = "Điều" if hit["word"].lower() == "điều" else hit["word"].lower()
    span = Span(*hit.span("label")).shifted(edit.sentence.start)
    return f"{word} {hit['label']}", span


def before(unit: str) -> str | None:
    """Return the unit that one without an anchor follows: 3 before 3a and before 4, c before d."""
    word, _, label = unit.rpartition(" ")
    number = re.match(r"\d+", label)
    if number is not None and label != number[0]:
        return f"{word} {number[0]}"
    if number is not None:
        return f"{word} {int(label) - 1}" if int(label) > 1 else None
    at = LETTERS.find(label) if len(label) == 1 else -1
    return f"{word} {LETTERS[at - 1]}" if at > 0 else None


LETTERS = "abcdđeghiklmnopqrstuvxy"
"""The order in which điểm are lettered."""


def check(edit: Edit, path: Path, words: Span, why: str) -> None:
    """Hold a new wording to the label of its place.

    :raises NotPlaced: when it begins with none (``why``) or with another.
    """
    label = label_of(words.of(edit.source.text), path[-1])
    if label is None:
        raise NotPlaced(why)
    if path[-1].startswith("gạch"):
        return
    if unit_key(f"x {label}")[1] != unit_key(path[-1])[1]:
        raise NotPlaced(f"lời mới mang số {label}, không phải “{path[-1]}”")


def heading_end(text: str, start: int, end: int, new: str) -> int:
    """Return where the heading line of a place ends.

    :raises NotPlaced: when the line below may belong to it.
    """
    stop = text.find("\n", start, end)
    stop = end if stop < 0 else stop
    if text[start:stop].rstrip().endswith((".", ";", ":", ",")) and stop == end:
        raise NotPlaced("chỗ này không có tên riêng một dòng")
    below = text[stop:end].strip().split("\n")[0]
    labelled = re.match(r"[a-zđ]\d?\s?[.)]", below) is not None
    cut = (below[:1].islower() and not labelled) or (
        below and " ".join(below.split()[:3]) in " ".join(new.split())
    )
    if cut:
        raise NotPlaced("không rõ tên của chỗ này hết ở dòng nào")
    return stop


def without_furniture(text: str, words: Span) -> list[Span]:
    """Return the stretches of a new wording between lines of a page's furniture."""
    spans: list[Span] = []
    at = words.start
    for hit in FURNITURE.finditer(text, words.start, words.end):
        spans.append(Span(at, hit.start()))
        at = hit.end()
    spans.append(Span(at, words.end))
    return [span for span in spans if len(span)]


def label_of(words: str, unit: str) -> str | None:
    """Return the label a new wording begins with, as a place of the kind of ``unit`` has one."""
    word = unit.rpartition(" ")[0].lower().removesuffix(" thứ")
    hit = _LABELS.get(word, _NUMBER).match(words)
    return next((group for group in hit.groups() if group), None) if hit else None


def split_words(edit: Edit, words: Span) -> list[Span]:
    """Cut a new wording into those of its places, each beginning with its own label.

    :raises NotPlaced: when a label does not stand at the beginning of exactly one line.
    """
    text = words.of(edit.source.text)
    lines = [0, *(hit.end() for hit in re.finditer("\n", text))]
    starts: list[int] = []
    for path in edit.paths:
        wanted = unit_key(path[-1])[1]
        at = [n for n in lines if is_labelled(text[n : n + 40], path[-1], wanted)]
        at = [n for n in at if not starts or n > starts[-1]]
        if len(at) != 1:
            raise NotPlaced("không tách được lời mới cho từng điều, khoản")
        starts.append(at[0])
    if starts[0] != 0:
        raise NotPlaced("không tách được lời mới cho từng điều, khoản")
    ends = [*starts[1:], len(text)]
    return [
        Span(words.start + start, words.start + start + len(text[start:end].rstrip()))
        for start, end in zip(starts, ends, strict=True)
    ]


def is_labelled(line: str, unit: str, wanted: str) -> bool:
    """Say whether a line begins with the label of a place, as :func:`unit_key` gives it."""
    label = label_of(line, unit)
    return label is not None and unit_key(f"x {label}")[1] == wanted
