"""One segment of a Whoosh index written from passages' terms, without Whoosh's own writer.

Whoosh's writer makes five Python objects of every posting, sorts them all and asks each
passage's length for every posting again.  What is written here is the same, through the same
codec of Whoosh 2.7.4 (its last release), from one table of terms: in half the time, and in child
processes that know nothing of one another (the contract suite runs over both ways).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from whoosh import index as whoosh_index  # type: ignore[import-untyped]
from whoosh.codec import default_codec  # type: ignore[import-untyped]
from whoosh.formats import pack_uint  # type: ignore[import-untyped]
from whoosh.util.numeric import (  # type: ignore[import-untyped]
    byte_to_length,
    length_to_byte,
)

TERMS, NAME, KEY = "terms", "name", "key"
"""Fields, of which Whoosh demands that they are written in the order of their names."""

Whoosh = Any
"""An object of Whoosh, which has no types."""
Entries = Sequence[tuple[int, str]]
"""Keys, each with a line of terms."""


def write(folder: Path, entries: Entries) -> Whoosh:
    """Write a segment into the folder of an index; return it, for the list of its segments."""
    index: Whoosh = whoosh_index.open_dir(str(folder))
    codec, storage, schema = default_codec(), index.storage, index.schema
    segment = codec.new_segment(storage, index.indexname)
    passages = codec.per_document_writer(storage, segment)
    postings: dict[str, list[tuple[int, int]]] = {}
    lengths: list[int] = []
    for place, (key, line) in enumerate(entries):
        counted = Counter(line.split(" ")) if line else Counter()
        for term, times in counted.items():
            postings.setdefault(term, []).append((place, times))
        length = counted.total()
        # As Whoosh reads it back: in one byte.
        lengths.append(byte_to_length(length_to_byte(length)))
        passages.start_doc(place)
        passages.add_column_value(KEY, schema[KEY].column_type, key)
        passages.add_field(TERMS, schema[TERMS], None, length)
        passages.finish_doc()
    passages.close()
    segment.set_doc_count(len(entries))
    fields = codec.field_writer(storage, segment)
    fields.start_field(NAME, schema[NAME])
    for name, place in sorted((str(key).encode(), place) for place, (key, _) in enumerate(entries)):
        _term(fields, name, [(place, 1)], None)
    fields.finish_field()
    fields.start_field(TERMS, schema[TERMS])
    # The order of code points is that of the bytes of UTF-8.
    for term in sorted(postings):
        _term(fields, term.encode(), postings[term], lengths)
    fields.finish_field()
    fields.close()
    if segment.should_assemble():
        segment.create_compound_file(storage)
        segment.compound = True
    return segment


def _term(
    fields: Whoosh, term: bytes, held: Sequence[tuple[int, int]], lengths: Sequence[int] | None
) -> None:
    fields.start_term(term)
    for place, times in held:
        value = b"" if lengths is None else pack_uint(times)
        fields.add(place, float(times), value, 0 if lengths is None else lengths[place])
    fields.finish_term()


def publish(folder: Path, segments: Sequence[Whoosh]) -> None:
    """Put segments into the list of an index: they are in it from now on."""
    index: Whoosh = whoosh_index.open_dir(str(folder))
    held = index._read_toc()
    made = whoosh_index.TOC(held.schema, [*held.segments, *segments], held.generation + 1)
    made.write(index.storage, index.indexname)
    whoosh_index.clean_files(index.storage, index.indexname, made.generation, made.segments)
    index.close()
