"""What a library already holds, and what was added to it by hand, as sources of a build."""

from __future__ import annotations

from dataclasses import replace

from index.backends.port import Backends
from index.build.additions import REFUSED, Additions
from index.build.sources import SourceFile, Sources
from index.metadata.corrections import Correction
from index.metadata.manifest import ManifestEntry
from index.storage import received
from index.storage.files import content_path
from index.storage.received import Ledger
from index.storage.store import Store


def stored_sources(store: Store, backends: Backends) -> Sources:
    """Return the originals of the library's documents, but those sent up or brought by packs.

    :raises LibraryError: there is no library, or it cannot be read.
    """
    name = store.current()
    record = store.record(name)
    catalogue = backends.catalogue(store.folder(name), record.catalogue_engine)
    try:
        kept = [catalogue.stored_file(n) for n in catalogue.cards()]
    finally:
        catalogue.close()
    brought = received.of_store(store)[0].places()
    files = tuple(
        SourceFile(
            content_path(store.files, file.digest, file.ending),
            place,
            replace(file.entry, corrections=(), places=(), sent=()),
            digest=file.digest,
        )
        for file in kept
        for place in (file.source, *file.entry.places)
        if place not in file.entry.sent and (file.digest, place) not in brought
    )
    return Sources(tuple(sorted(files, key=lambda file: file.name)), record.failed, record.remarks)


def with_uploads(sources: Sources, additions: Additions) -> Sources:
    """Return ``sources`` with the files sent up behind them, and with what was corrected."""
    sent = tuple(
        SourceFile(additions.kept(upload), upload.source, sent=True, digest=upload.digest)
        for upload in additions.uploads()
        if upload.state != REFUSED
    )
    return replace(sources, files=(*sources.files, *sent), corrections=additions.corrections())


def with_received(sources: Sources, ledger: Ledger, store: Store) -> Sources:
    """Return ``sources`` with the documents that packs brought behind them.

    What a person of this library corrected counts before what a pack says of the same fact.
    """
    files = list(sources.files)
    corrections = dict(sources.corrections)
    for document in ledger.documents():
        path = content_path(store.files, document.digest, document.ending)
        entry = ManifestEntry(**document.entry)
        files += [SourceFile(path, name, entry, digest=document.digest) for name in document.names]
        own = corrections.get(document.digest, ())
        mine = {one.field for one in own}
        brought = [Correction(**one) for one in document.corrections if one["field"] not in mine]
        if brought:
            corrections[document.digest] = (*brought, *own)
    return replace(sources, files=tuple(files), corrections=corrections)
