"""Numbering read as a sequence: which open list a marker goes on with, and what it hangs below.

Forms have a usual order ("1." above "a)" above "-"), but documents set their own: a point may
hold "(1)" to "(30)", and a dash may hold "(1)".  What follows proves it: where the list above
goes on behind the new one ("b)" … "(1)" "(2)" … "c)"), the new one hangs below it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.layout.paragraphs import Paragraph
from ingest.model import Level
from ingest.structure.markers import Marker, MarkerForm, forms, markers_at, order_of

MAX_GAP = 3
"""How far a number may jump and still be the next sibling (a lost line of a scan)."""
AHEAD = 400
"""Paragraphs that are read ahead for a proof; longer lists than this were not seen."""
_HEADING_RANK = 50
"""Forms of this rank or above end every list."""
_UNDER_ROMAN = 55
"""Rank of articles (older decisions), topics and questions that stand under "I.", "II."."""
_WORN_CHAPTER = re.compile(r"(?P<word>Chương|CHƯƠNG)\s*(?P<value>[^\W_]{0,6}|[|!]{1,3})\s*[.:]?$")
_WORN_ROMAN = re.compile(r"(?P<value>[A-Za-z1|!]{1,4})\s?[-–.]\s*(?=[^\W\d_a-zà-ỹ])")
_WORN_LETTER = re.compile(r"[_.,'`~|-]{0,2}(?P<value>[a-zđ])\s?[)}\]]\s*(?=\S)")
_READ_AS = {
    "I": ("I", "l", "1", "|", "!", "J", "i", "E"),
    "V": ("V", "v", "Y", "y"),
    "X": ("X", "x", "K"),
    "II": ("n", "H", "U"),
    "III": ("m", "M"),
    "IV": ("w", "W"),
}
"""What recognition makes of the letters of Roman numerals, all seen on scans."""


@dataclass(slots=True)
class Open:
    """A provision whose end is not yet known; ``place`` is its paragraph's index."""

    index: int
    rank: int
    level: Level
    order: int | None
    value: str
    form: str
    place: int = 0


def goes_on(stack: Sequence[Open], marker: Marker) -> Open | None:
    """Return the innermost open provision whose number a marker's follows, else None.

    Where a list holds another of its own form, the one whose very next number it is comes first.
    """
    alike = [item for item in reversed(stack) if item.form == marker.form.name]
    following = (x for x in alike if marker.order is not None and x.order == marker.order - 1)
    sibling = next(following, alike[0] if alike else None)
    if sibling is None or marker.order is None or sibling.order is None:
        return None
    if marker.order == sibling.order:
        # 2a follows 2; đ and d are two letters.
        added = marker.value != sibling.value and marker.value.startswith(str(marker.order))
        return sibling if added else None
    return sibling if 0 < marker.order - sibling.order <= MAX_GAP else None


def decimal_fits(stack: Sequence[Open], marker: Marker) -> bool:
    """1.2 follows 1.1 or stands under 1; "3.5 tỷ đồng" at a line's start does neither."""
    head, last = marker.value.rsplit(".", 1)
    for item in reversed(stack):
        if item.value == head:
            return True
        if item.form == "decimal" and item.value.rsplit(".", 1)[0] == head:
            return item.order is None or 0 < int(last) - item.order <= MAX_GAP
    # A list may begin at 1.1 without its "1."; an annex may number "2.1" under "II".
    return last == "1" and not any(item.form == "decimal" for item in stack)


def rank_of(
    stack: Sequence[Open], marker: Marker, paragraphs: Sequence[Paragraph], place: int
) -> int:
    """Return how deep a marker stands among the open provisions; smaller is higher."""
    form, rank = marker.form.name, marker.form.rank
    if form == "decimal":
        return rank + marker.value.count(".") - 1
    sibling = goes_on(stack, marker)
    if sibling is not None:
        return sibling.rank
    if form in {"article", "topic", "question"}:
        roman = any(item.form in {"roman", "upper"} for item in stack)
        above = any(item.form == form and item.rank == rank for item in stack)
        return _UNDER_ROMAN if roman and not above else rank
    holder = _would_close(stack, rank)
    if marker.order != 1 or holder is None:
        return rank
    if holder.form == form:
        return holder.rank + 1 if _resumes(holder, marker, paragraphs, place) else rank
    held = _announces(holder, paragraphs, place) or _holds(holder, marker, paragraphs, place)
    return holder.rank + 1 if held else rank


def _would_close(stack: Sequence[Open], rank: int) -> Open | None:
    """Return the innermost open item of a list that a new list of ``rank`` would end."""
    if not stack or stack[-1].rank < rank or stack[-1].rank <= _HEADING_RANK:
        return None
    return stack[-1]


def _announces(holder: Open, paragraphs: Sequence[Paragraph], place: int) -> bool:
    """Say whether a numbered item leads to the list right behind it ("2.3. … như sau:")."""
    if holder.order is None or holder.place != place - 1:
        return False
    return paragraphs[holder.place].text.rstrip().endswith(":")


def _holds(holder: Open, marker: Marker, paragraphs: Sequence[Paragraph], place: int) -> bool:
    """Say whether what follows proves that ``holder`` holds the list ``marker`` begins."""
    if holder.order is None:
        return _dash_holds(holder, marker, paragraphs, place)
    for paragraph in paragraphs[place + 1 : place + AHEAD]:
        for ahead in markers_at(paragraph.text):
            if ahead.form.rank <= _HEADING_RANK:
                return False
            if ahead.form.name == holder.form:
                # The holder's list goes on behind the new one, or begins anew inside it.
                return ahead.order == holder.order + 1
            if ahead.form.name == marker.form.name and ahead.order == 1:
                return False
    return False


def _resumes(holder: Open, marker: Marker, paragraphs: Sequence[Paragraph], place: int) -> bool:
    """Say whether a list goes on behind one of its own form: "3." "1." "2." "4.".

    Only a number that can be no other list's proves it.
    """
    if holder.order is None or marker.value not in {"1", "a"}:
        return False
    last = 1
    for paragraph in paragraphs[place + 1 : place + AHEAD]:
        for ahead in markers_at(paragraph.text)[:1]:
            if ahead.form.rank <= _HEADING_RANK or (
                ahead.form.name == marker.form.name and ahead.order == 1
            ):
                return False
            if ahead.form.name == marker.form.name and ahead.order is not None:
                if ahead.order == holder.order + 1 and ahead.order != last + 1:
                    return True
                if ahead.order != last + 1:
                    return False
                last = ahead.order
    return False


def _dash_holds(dash: Open, marker: Marker, paragraphs: Sequence[Paragraph], place: int) -> bool:
    """A dash holds a list that it announces with a colon and that no later dash cuts in two."""
    if not paragraphs[dash.place].text.rstrip().endswith(":") or dash.place != place - 1:
        return False
    last, cut = 1, False
    for paragraph in paragraphs[place + 1 : place + AHEAD]:
        ahead = next(iter(markers_at(paragraph.text)), None)
        if ahead is not None and ahead.form.rank <= _HEADING_RANK:
            break
        if ahead is not None and ahead.form.name == marker.form.name:
            if cut or ahead.order != last + 1:
                return cut and ahead.order == 1
            last += 1
        cut = cut or (ahead is not None and ahead.form.name == dash.form)
    return True


def repaired(
    stack: Sequence[Open], paragraph: Paragraph, following: Paragraph | None
) -> Marker | None:
    """Return the heading whose worn number its neighbours prove: "Chương lI" behind Chương I.

    A bare "Chương" is one too.  Only the next number of an open list is taken, only where the
    line looks like a heading, and only for what recognition makes of that very numeral.
    """
    chapter = _WORN_CHAPTER.match(paragraph.text)
    if chapter is not None and (paragraph.bold or (following is not None and following.capitals)):
        return _next_heading(stack, "chapter", chapter, worn=True)
    roman = _WORN_ROMAN.match(paragraph.text)
    rest = paragraph.text[roman.end() :] if roman is not None else ""
    if roman is not None and (paragraph.bold or rest.isupper()):
        return _next_heading(stack, "roman", roman, worn=False)
    return _next_letter(stack, paragraph)


def _next_letter(stack: Sequence[Open], paragraph: Paragraph) -> Marker | None:
    """Return the point whose bracket or beginning is worn: "_b)" or "b}" behind "a)"."""
    read = _WORN_LETTER.match(paragraph.text)
    before = stack[-1] if stack and stack[-1].form == "letter" else None
    if read is None or before is None or before.order is None:
        return None
    order = order_of("letter", read["value"])
    if order != before.order + 1:
        return None
    return Marker(_form("letter"), read[0].strip(), read["value"], order, ")", read.end())


def without_doubled(
    stack: Sequence[Open], marker: Marker, paragraphs: Sequence[Paragraph], place: int
) -> Marker:
    """Return "d)" for a "đ)" behind "c)" that another "đ)" follows: its bar is not its own."""
    before = next((item for item in reversed(stack) if item.form == "letter"), None)
    d, barred = order_of("letter", "d"), order_of("letter", "đ")
    if marker.form.name != "letter" or marker.order != barred or before is None:
        return marker
    if d is None or before.order != d - 1:
        return marker
    for paragraph in paragraphs[place + 1 : place + AHEAD]:
        for ahead in markers_at(paragraph.text):
            if ahead.form.rank < marker.form.rank:
                return marker
            if ahead.form.name == "letter":
                return replace(marker, value="d", order=d) if ahead.order == barred else marker
    return marker


def _next_heading(
    stack: Sequence[Open], form: str, read: re.Match[str], *, worn: bool
) -> Marker | None:
    before = next((item for item in reversed(stack) if item.form == form), None)
    if before is None or before.order is None:
        return None
    numeral = to_roman(before.order + 1)
    value = read["value"]
    if not (worn and not value) and not _may_read(value, numeral):
        return None
    return Marker(_form(form), read[0].strip(), numeral, order_of(form, numeral), "", read.end())


def _may_read(value: str, numeral: str) -> bool:
    """Say whether recognition may have made ``value`` of a Roman numeral."""
    if not numeral:
        return not value
    return any(
        numeral.startswith(meant) and _may_read(value[len(read) :], numeral[len(meant) :])
        for meant, readings in _READ_AS.items()
        for read in readings
        if value.startswith(read)
    )


def _form(name: str) -> MarkerForm:
    return next(form for form in forms() if form.name == name)


def to_roman(number: int) -> str:
    """Return a number from 1 to 39 as a Roman numeral."""
    tens, ones = divmod(number, 10)
    return "X" * tens + ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")[ones]
