"""Places told behind a citation: "Quy định số 31-QĐ/TU, ngày …, Điều 25", "… (khoản 2 Điều 3)".

Footnotes in Party form set the place last.  Reading finds it as a place of its own that lies in
the document named before (:mod:`ingest.references.inside`); a check takes both as one citation.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from ingest.citations import Reference, ReferenceForm
from ingest.text.vietnamese import fold

_GAP = re.compile(r"[\s,(]{0,4}(?:tại|ở)?\s?")


def with_places_behind(text: str, references: Sequence[Reference]) -> dict[int, Reference]:
    """Return, by ordinal, the citations that take the place right behind them as their own."""
    taken: dict[int, Reference] = {}
    for place in references:
        if not lies_elsewhere(place) or place.of is None or place.of in taken:
            continue
        cited = references[place.of]
        if cited.provision is None and _is_right_behind(text, cited, place):
            taken[place.of] = replace(cited, provision=place.provision)
    return taken


def is_taken(place: Reference, taken: dict[int, Reference]) -> bool:
    """Say whether a citation took this place as its own."""
    holder = taken.get(place.of) if place.of is not None else None
    return holder is not None and holder.provision == place.provision


def lies_elsewhere(reference: Reference) -> bool:
    """Say whether a reference is a place in another document, named before it."""
    return (
        reference.form is ReferenceForm.INTERNAL
        and reference.inside is False
        and reference.of is not None
        and reference.provision is not None
    )


def _is_right_behind(text: str, cited: Reference, place: Reference) -> bool:
    between = text[cited.span.end : place.span.start]
    if _GAP.fullmatch(between):
        return True
    # Its subject stands between: "… về trách nhiệm tiếp dân, khoản 9 Điều 3".
    said = " ".join(fold(between).split()).strip(" ,(")
    return bool(said) and said.removeprefix("ve ") in fold(cited.subject or "")
