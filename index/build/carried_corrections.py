"""Corrections of a file that went, carried over to the file that took its place.

A correction belongs to a file's content.  When a document is scanned anew, the new file is the
same document by the evidence that joins copies (:mod:`index.citations.copies`), and what a
person said of the document is said of it still.
"""

from __future__ import annotations

from collections.abc import Iterator

from index.analysis.text_likeness import has_same_figures, shared
from index.build.additions import Additions
from index.catalogue.reader import Catalogue
from index.citations.copies import LIKE, CopyVerdict, Likeness, judge
from index.citations.copy_groups import sketch_likeness


def carry_corrections(old: Catalogue, new: Catalogue, additions: Additions) -> int:
    """Note for files that took others' places what was corrected of these; return how many.

    :param old: the catalogue before the build.
    :param new: the catalogue of the build.
    """
    corrected = additions.corrections()
    carried = 0
    for n, card in old.cards().items():
        digest = old.stored_file(n).digest if card.corrected else ""
        if digest in corrected and card.id is not None and new.number_of(card.id) is None:
            heirs = [heir for heir in _heirs(n, old, new) if heir not in corrected]
            for heir in heirs:
                additions.inherit(digest, heir)
            carried += len(heirs)
    return carried


def _heirs(n: int, old: Catalogue, new: Catalogue) -> Iterator[str]:
    """Yield the digests of files of the new catalogue that are the document of an old file.

    Of files that came only now there must be a single one, or they must be copies of another.
    """
    copies = {old.cards()[m].id for m in old.copies.files.get(n, ())}
    kept = [m for m, card in new.cards().items() if card.id in copies]
    sketch = old.text_sketches()[n]
    came = [] if kept else [m for m in new.cards() if _is_one(n, m, sketch, old, new)]
    if len({new.copies.preferred(m) for m in came}) == 1:
        kept = came
    for m in kept:
        yield new.stored_file(m).digest


def _is_one(n: int, m: int, sketch: bytes, old: Catalogue, new: Catalogue) -> bool:
    card = new.cards()[m]
    if card.id is None or old.number_of(card.id) is not None:
        return False  # it was there before: copies tell
    if sketch_likeness(sketch, new.text_sketches()[m]) < LIKE / 2:
        return False
    first, second = old.text_of(n), new.text_of(m)
    alike = Likeness(shared(first, second), has_same_figures(first, second))
    return judge(old.cards()[n], card, alike)[0] is CopyVerdict.ONE
