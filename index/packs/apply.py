"""Applying a pack: what it says of documents becomes what the library received, in one generation.

A pack is looked at whole before anything is touched.  Its files are put beside those of the
library, where nothing tells of them yet; the next generation then holds all of it, or, where
anything fails or the process is killed, the one in service stays as it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.backends.port import Backends
from index.build import builder
from index.build.plan import Plan
from index.build.progress import Progress
from index.build.report import BuildReport
from index.embedding.cache import CachedEmbedder
from index.metadata.corrections import FROM_PACK
from index.packs import contents, keys, vectors
from index.packs.container import PackFile
from index.packs.contents import ADD, CHANGE, REMOVE, Contents
from index.packs.objections import UNDECIDED, Choices, Objections, listed, refuse_emptying
from index.packs.parsed_documents import look_at_parsed
from index.packs.state import Outline, line_digest, outline_of, short
from index.storage import parsed
from index.storage.files import content_path, digest_of, write_whole
from index.storage.received import AppliedPack, Ledger
from index.storage.store import Store
from ingest.errors import LibraryMissing, PackRefused, PackUntrusted


@dataclass(frozen=True, slots=True)
class Applied:
    """What applying a pack did; ``again`` where it was applied before."""

    pack: AppliedPack
    report: BuildReport
    again: bool = False


def apply(
    root: Path,
    path: Path,
    backends: Backends,
    *,
    jobs: int = 1,
    progress: Progress = lambda stage, done, total: None,
    choices: Choices = UNDECIDED,
    close: Callable[[tuple[str, ...]], None] = lambda folders: None,
    name: str = "",
) -> Applied:
    """Bring into the library at ``root`` what the pack at ``path`` says, as one generation.

    A library that is not there begins with a pack of everything.

    :param close: closes folders of the library to readers; called before anything is published.
    :param name: what people call the pack, where that is not its file's name.
    :raises PackRefused: the pack is damaged, unknown, or does not fit; :raises PackUntrusted: its
        key is not trusted; :raises LibraryError: the library cannot be written.
    """
    with PackFile(path, name) as pack:
        key = sender(root, pack)
        change = _Application(pack, key, choices, close)
        report = builder.renew(root, backends, jobs=jobs, progress=progress, change=change)
        return Applied(change.applied, report, change.again)


def sender(root: Path, pack: PackFile) -> keys.TrustedKey:
    """Return the trusted key that signed a pack.

    :raises PackUntrusted: it is not trusted, with its fingerprint.
    """
    key = keys.trusted(root).get(keys.signer(pack.public))
    if key is None:
        said = f" (tự xưng là “{pack.header.publisher}”)" if pack.header.publisher else ""
        raise PackUntrusted(
            f"Gói {pack.name} ký bằng khóa chưa được tin{said}. Dấu vân tay của khóa:"
            f" {keys.fingerprint(pack.public)}.",
            "Hỏi nơi gửi bằng đường khác (điện thoại, công văn) xem đúng dấu vân tay ấy không; nếu"
            " đúng, chạy: python build_index.py trust KHÓA.pub --name “TÊN NƠI GỬI” --library KHO",
        )
    return key


class _Application:
    """The change a pack makes (:class:`index.build.builder.Change`)."""

    applied: AppliedPack
    again = False

    def __init__(
        self,
        pack: PackFile,
        key: keys.TrustedKey,
        choices: Choices,
        close: Callable[[tuple[str, ...]], None],
    ) -> None:
        self._pack, self._choices, self._close = pack, choices, close
        self._signer = keys.signer(pack.public)
        self._folder = key.name
        self._contents: Contents = contents.read(pack)
        self._outline: Outline = outline_of(pack)
        self._held: frozenset[bytes] = frozenset()
        # What another version made of a file is not looked at: the file is read here.
        self._reads_alike = pack.header.parser == parsed.parser_version()

    def prepare(self, store: Store, backends: Backends, ledger: Ledger) -> Ledger:
        """Look at the pack and the library, put files down, and return what will be received."""
        self._folder = ledger.signers.get(self._signer, self._folder)
        objections = Objections(
            self._pack, self._contents, self._outline, self._signer, self._folder, self._choices
        )
        before = ledger.applied(self._pack.id)
        if self._signer not in ledger.signers:
            objections.refuse_own_folder(store, backends)
        if before is None:
            objections.refuse_older(ledger)
            objections.refuse_removal(ledger)
        objections.refuse_model(store, backends)
        objections.refuse_closed()
        self._pack.check_blobs(self._contents.blobs)
        if self._reads_alike:
            for row, _, blob in self._contents.added():
                look_at_parsed(self._pack, row, self._pack.blob(blob))
        self._held = frozenset(_held(store, backends))
        if before is None:
            objections.refuse_base(self._held)
        if self._pack.header.closed:
            folders = (f"{self._folder}/{one}".rstrip("/") for one in self._pack.header.closed)
            self._close(tuple(folders))
        self._put_down(store, backends)
        if before is not None:
            # Again: what of its files was lost since is there anew.
            self.applied, self.again = before, True
            return ledger
        changes = dict(self._changes(ledger))
        self.applied = self._record(changes, ledger)
        return ledger.with_pack(self.applied, self._folder, changes)

    def accept(self, plan: Plan) -> None:
        """Refuse the pack where a document of it could not be read here.

        :raises PackRefused: some were not.
        """
        refuse_emptying(plan)
        mine = {f"{self._folder}/{name}" for row in self._contents.of(ADD) for name in row.names}
        failed = [one for one in plan.failed if one.source in mine]
        if failed:
            raise PackRefused(
                f"{len(failed)} văn bản của gói không đọc được ở máy này:"
                f" {listed([one.source for one in failed])}. {failed[0].message}",
                failed[0].advice or None,
            )

    # --- what is done -------------------------------------------------------------

    def _put_down(self, store: Store, backends: Backends) -> None:
        for row, original, kept in self._contents.added():
            target = content_path(store.files, row.digest, row.ending)
            if not target.is_file() or digest_of(target) != row.digest:
                _put(target, self._pack.blob(original))
            path = parsed.parsed_path(store, row.digest)
            # What this library read of the file itself is never replaced.
            lacks = not path.is_file() or not parsed.is_whole(store, row.digest)
            if self._reads_alike and lacks:
                _put(path, self._pack.blob(kept))
        for model in (backends.embedder, backends.encoder):
            if model is not None and not model.is_cheaper_than_cache:
                with CachedEmbedder(model, store.cache) as cache:
                    cache.keep(vectors.rows(self._pack, model))

    def _changes(self, ledger: Ledger) -> Iterator[tuple[str, Any]]:
        """Yield the rows of the ledger that change, None where one goes."""
        who = f"{FROM_PACK}{self._folder}"
        held = [key for key in ledger.rows if key.startswith(f"d/{self._signer}/")]
        for row in self._contents.documents:
            key = f"d/{self._signer}/{row.digest}"
            if row.do == REMOVE:
                yield from ((one, None) for one in held if one.startswith(key))
                continue
            if row.do == CHANGE and short(row.digest) not in self._held:
                # Left out on purpose (see Choices.missing): nothing is said of it here.
                continue
            yield (
                key,
                {
                    "ending": row.ending,
                    "names": list(row.names),
                    "entry": row.entry,
                    "corrections": [{**one, "who": who} for one in row.corrections],
                },
            )
        for line in self._contents.lines:
            yield f"r/{self._signer}/{line_digest(line).hex()}", line
        for digest in self._contents.lines_gone:
            yield f"r/{self._signer}/{digest}", None

    def _record(self, changes: dict[str, Any], ledger: Ledger) -> AppliedPack:
        return AppliedPack(
            self._pack.id,
            self._pack.header.title,
            self._signer,
            self._pack.header.made,
            datetime.now(UTC).isoformat(timespec="seconds"),
            len(self._contents.of(ADD)),
            len(self._contents.of(CHANGE)),
            sum(row is None for key, row in changes.items() if key.startswith("d/")),
            None,
        )


def _held(store: Store, backends: Backends) -> Iterator[bytes]:
    """Yield the short digests of the contents the library holds."""
    try:
        name = store.current()
    except LibraryMissing:
        return
    catalogue = backends.catalogue(store.folder(name), store.record(name).catalogue_engine)
    try:
        for _, digest in catalogue.rows("SELECT n, digest FROM documents"):
            yield short(str(digest))
    finally:
        catalogue.close()


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data)
