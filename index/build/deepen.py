"""The second step of a build: the encoder's vectors, made while the library is in service.

A build publishes a generation that is found by words and by the static model, in seconds.
What the encoder costs, some 20 ms a passage, follows here: passages are embedded a few at a
time into the cache, where a stopped run goes on from, and the next generation, which shares
every other file with the one in service, carries the vectors.
"""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from index.backends.port import Backends
from index.build.encoder_vectors import EncodedPassages, is_complete
from index.build.progress import Progress
from index.embedding.encoder_cache import CachedEncoder
from index.ports import Encoder
from index.search.score_floor import encoder_floor
from index.storage.files import RECORD, Seal, seal, writing
from index.storage.locks import FileLock
from index.storage.store import ENCODER, VECTORS, WORDS, BuildRecord, Store
from ingest.errors import LibraryCorrupt, LibraryLocked, VankienError

UP_TO = 20_000
"""Passages up to which builds deepen unless told otherwise: some ten minutes of one core."""
_WAIT = 1.0
"""Seconds before a library that another build writes is looked at again."""
_STAGE = "Tính vector bộ mã hóa"


@dataclass(frozen=True, slots=True)
class DeepenReport:
    """What a run did: the generation it published, its passages, and how many were new to it."""

    generation: str
    passages: int
    embedded: int
    seconds: float


class Background:
    """A run of :func:`deepen` in a thread of its own, which a build stops before it begins.

    :param run: deepens until what it is given says stop; its errors are told to ``tell``.
    """

    def __init__(
        self,
        run: Callable[[Callable[[], bool]], DeepenReport | None],
        tell: Callable[[DeepenReport | VankienError], None] = lambda outcome: None,
    ) -> None:
        self._run, self._tell = run, tell
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Begin, or begin again."""
        self.stop()
        self._stop.clear()
        self._thread = threading.Thread(target=self._work, name="deepen", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End within about a second; what was embedded is kept."""
        self._stop.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    def _work(self) -> None:
        try:
            report = self._run(self._stop.is_set)
        except VankienError as error:
            self._tell(error)
            return
        if report is not None:
            self._tell(report)


def is_wanted(root: Path, backends: Backends, asked: bool | None) -> bool:
    """Say whether the library at ``root`` shall have the encoder's vectors.

    :param asked: True or False where somebody said so, None to go by its size.
    """
    if asked is None:
        store = Store(root)
        asked = store.record(store.current()).passages <= UP_TO
    return asked and backends.encoder is not None


def deepen(
    root: Path,
    backends: Backends,
    *,
    progress: Progress = lambda stage, done, total: None,
    stop: Callable[[], bool] = lambda: False,
) -> DeepenReport | None:
    """Give every passage of the library at ``root`` its vector, and publish a generation with it.

    :param stop: asked between slices of about a second; what was done by then is kept.
    :return: None where nothing was to do, or it was stopped.
    :raises LibraryError: there is no library, or it cannot be written.
    """
    encoder = backends.encoder
    if encoder is None:
        return None
    store, started, embedded = Store(root), time.monotonic(), 0
    with writing(root), CachedEncoder(encoder, store.cache) as cache:
        while not stop():
            name = store.current()
            record = store.record(name)
            if is_complete(record, encoder):
                return None
            if not _embed(store, backends, encoder, cache, name, progress, stop):
                return None
            embedded, cache.embedded = embedded + cache.embedded, 0
            published = _publish(store, backends, encoder, cache, name)
            if published is not None:
                seconds = time.monotonic() - started
                return DeepenReport(published.generation, published.encoded, embedded, seconds)
    return None


def _embed(
    store: Store,
    backends: Backends,
    encoder: Encoder,
    cache: CachedEncoder,
    name: str,
    progress: Progress,
    stop: Callable[[], bool],
) -> bool:
    """Embed what a generation lacks into the cache; return False where stopped."""
    folder = store.folder(name)
    hold = FileLock(folder / RECORD, shared=True)
    try:
        # Held as long as it is read: no build removes it meanwhile.
        hold.acquire()
    except OSError:
        return True  # It went: there is a newer one.
    try:
        record = store.record(name)
        catalogue = backends.catalogue(folder, record.catalogue_engine)
        passages = EncodedPassages(backends, encoder, folder, record)
        done = len(passages.tokens)
        for rows in passages.lacking(catalogue):
            if stop():
                return False
            cache.read([text for _, text in rows])
            done += len(rows)
            progress(_STAGE, done, record.passages)
        catalogue.close()
    finally:
        hold.release()
    return True


def _publish(
    store: Store, backends: Backends, encoder: Encoder, cache: CachedEncoder, name: str
) -> BuildRecord | None:
    """Publish generation ``name`` again, with vectors; None where it is no longer the last."""
    try:
        with store.locked():
            if store.current() != name:
                return None
            return _write(store, backends, encoder, cache, name)
    except LibraryLocked:
        # Another build writes: what it publishes is what is to be deepened.
        time.sleep(_WAIT)
        return None


def _write(
    store: Store, backends: Backends, encoder: Encoder, cache: CachedEncoder, name: str
) -> BuildRecord:
    old, record = store.folder(name), store.record(name)
    building = store.begin()
    _share(old, building)
    passages = EncodedPassages(backends, encoder, old, record)
    catalogue = backends.catalogue(building, record.catalogue_engine)
    for rows in passages.lacking(catalogue):
        read = cache.read([text for _, text in rows])
        passages.add(list(zip([key for key, _ in rows], read, strict=True)))
    catalogue.close()
    index, tokens = passages.vectors, passages.tokens
    if (len(index), len(tokens)) != (record.passages, record.passages):
        raise LibraryCorrupt(
            f"Bộ mã hóa có vector của {len(index)} đoạn, vector từ của {len(tokens)} đoạn;"
            f" kho có {record.passages} đoạn."
        )
    passages.save(building / ENCODER)
    vectors = backends.open_vector_index(building / VECTORS, record.vector_engine)
    words = backends.open_text_index(building / WORDS, record.text_engine)
    floor = encoder_floor(words, vectors, backends.embedder, index, tokens, encoder)
    words.close()
    published = replace(
        record,
        generation=store.next_name(),
        built=datetime.now(UTC).isoformat(timespec="seconds"),
        encoder=encoder.name,
        encoder_digest=encoder.digest,
        encoded=len(index),
        with_tokens=len(tokens),
        encoder_floor=floor,
        seals=_seals(record, building),
    )
    store.publish(building, published)
    store.prune(published.generation)
    return published


def _share(old: Path, building: Path) -> None:
    """Give ``building`` the files of ``old``, but its record and the encoder's vectors.

    A published file is never changed, so two generations may have one between them.
    """
    for path in sorted(old.rglob("*")):
        name = path.relative_to(old)
        if name.parts[0] in {ENCODER, RECORD}:
            continue
        if path.is_dir():
            (building / name).mkdir(parents=True, exist_ok=True)
            continue
        try:
            os.link(path, building / name)
        except OSError:
            # A file system without links, or none across its parts.
            shutil.copy2(path, building / name)


def _seals(record: BuildRecord, building: Path) -> tuple[Seal, ...]:
    """Return the seals of what is shared as they were, and new ones of the encoder's vectors."""
    shared = [part for part in record.seals if Path(part.path).parts[0] != ENCODER]
    encoder_seals = [
        replace(part, path=f"{ENCODER}/{part.path}") for part in seal(building / ENCODER)
    ]
    return tuple(sorted([*shared, *encoder_seals], key=lambda part: part.path))
