"""Headings: whether words behind a label head a part, and whether they are its title."""

from __future__ import annotations

from ingest.layout.paragraphs import Paragraph
from ingest.model import Level
from ingest.structure.markers import Marker
from ingest.text.vietnamese import fold

TITLE_WORDS = 45
"""Words of the longest title of an article; most have fewer than twenty."""


def level_of(marker: Marker, *, inside: bool) -> Level:
    """Return the level of a marker's form; ``inside`` an article lists are khoản and điểm."""
    if inside and marker.form.name == "arabic":
        return Level.CLAUSE
    if inside and marker.form.name == "letter":
        return Level.POINT
    return marker.form.level


def heads_part(paragraph: Paragraph, rest: str) -> bool:
    """Say whether "Chương II …" is a heading, not a sentence about Chương II."""
    if not rest or paragraph.bold or rest[:1] in ".:–—-":
        return True
    title = rest.strip(" .:–—-")
    return title.isupper() or (
        title[:1].isupper() and paragraph.size <= 25 and rest[-1] not in ".;,"
    )


def reads_as_title(paragraph: Paragraph, rest: str, level: Level) -> bool:
    """Say whether the words behind a label are a title, not the provision itself."""
    words = len(rest.split())
    if words > TITLE_WORDS:
        return False
    if rest.isupper() or paragraph.bold:
        return True
    ending = paragraph.text[-1]
    if level is Level.ARTICLE:
        return ending not in ".;,:/" and not fold(rest).startswith("ban hanh kem")
    limit = 8 if ending == ":" else 30
    return ending not in ".;,/" and words <= limit
