"""Looking at every byte of a library and naming the damage."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from index.backends.port import Backends
from index.build.verify import verify
from index.catalogue.reader import Catalogue
from index.storage import parsed
from index.storage.files import content_path, damage, digest_of
from index.storage.store import Store
from ingest.errors import LibraryError, ModelError


def examine(root: Path, backends: Callable[[str], Backends]) -> tuple[str, ...]:
    """Return what is wrong with the library at ``root``, in Vietnamese; nothing when it is whole.

    :param backends: given the name of a model, the backends with it.
    :raises LibraryMissing: there is none.
    """
    store = Store(root)
    name = store.current()
    record = store.record(name)
    folder = store.folder(name)
    wrong = damage(folder, record.seals)
    if wrong:
        return tuple(f"{name}/{damaged}" for damaged in wrong)
    try:
        opened = backends(record.model)
        verify(folder, record, opened)
        catalogue = opened.catalogue(folder, record.catalogue_engine)
        faults = tuple(_documents(store, catalogue))
        catalogue.close()
    except (LibraryError, ModelError) as error:
        return (error.message,)
    return faults


def _documents(store: Store, catalogue: Catalogue) -> Iterator[str]:
    """Yield what is wrong with parsed documents and originals."""
    for n in catalogue.cards():
        kept = catalogue.stored_file(n)
        original = content_path(store.files, kept.digest, kept.ending)
        try:
            if digest_of(original) != kept.digest:
                yield f"bản gốc của “{kept.source}” đã bị thay đổi"
        except OSError:
            yield f"mất bản gốc của “{kept.source}”"
        try:
            document = parsed.load_parsed(store, kept.digest, kept.parser, kept.source)
        except LibraryError as error:
            yield error.message
            continue
        if [p.text for p in document.passages] != [p.text for p in catalogue.passages_of(n)]:
            yield f"bản đã phân tích của “{kept.source}” khác với danh mục"
