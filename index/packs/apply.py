"""Applying a pack: what it says of documents becomes what the library received, in one generation.

A pack is looked at whole before anything is touched.  Its files are put beside those of the
library, where nothing tells of them yet; the next generation then holds all of it, or, where
anything fails or the process is killed, the one in service stays as it was.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from index.backends.port import Backends
from index.build import builder
from index.build.held_sources import stored_sources
from index.build.plan import Plan
from index.build.progress import Progress
from index.build.removals import LEAST, SHARE
from index.build.report import BuildReport
from index.embedding.cache import CachedEmbedder
from index.metadata.corrections import FROM_PACK
from index.packs import contents, keys, vectors
from index.packs.container import PackFile
from index.packs.contents import ADD, CHANGE, REMOVE, Contents, PackedDocument
from index.packs.state import Outline, line_digest, outline_of, short
from index.storage import parsed, received
from index.storage.files import content_path, digest_of, write_whole
from index.storage.received import AppliedPack, Ledger
from index.storage.store import Store
from ingest import document_json
from ingest.errors import LibraryMissing, PackRefused, PackUntrusted

_SMALL, _RATIO = 64 * 1024**2, 100
"""Bytes up to which a parsed document is unpacked whatever its size, and how many times a larger
one may swell: text goes into a fourth to a tenth."""
_MOST = 1024**3
_NAMED = 3
_PREFIX = 32


@dataclass(frozen=True, slots=True)
class Choices:
    """What an administrator decides about a pack that is not decided by itself.

    ``missing``: also where the library lacks documents that the pack stands on; ``removal``: also
    where it takes out more than a fifth of what came from its sender; ``closed``: documents of the
    sender's closed folders too, into folders that ``close`` closes here.
    """

    missing: bool = False
    removal: bool = False
    closed: bool = False


class NeedsChoice(PackRefused):
    """A pack that is taken where an administrator says so; ``choice`` names the field."""

    def __init__(self, choice: str, message: str, advice: str) -> None:
        super().__init__(message, advice)
        self.choice = choice


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
    choices: Choices = Choices(),
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
        change = _Application(root, pack, key, choices, close)
        report = builder.renew(root, backends, jobs=jobs, progress=progress, change=change)
        return Applied(change.applied, report, change.again)


def undo(
    root: Path,
    backends: Backends,
    *,
    jobs: int = 1,
    progress: Progress = lambda stage, done, total: None,
    expected: str = "",
) -> tuple[AppliedPack, BuildReport]:
    """Take the last pack back: what was received is again what it was before.

    :param expected: the id of the pack that is meant, where another may have come since.
    :raises LibraryMissing: there is no library; :raises PackRefused: there is no pack to take
        back, or it is too long ago.
    """
    Store(root).current()
    change = _Undoing(expected)
    report = builder.renew(root, backends, jobs=jobs, progress=progress, change=change)
    return change.undone, report


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
        root: Path,
        pack: PackFile,
        key: keys.TrustedKey,
        choices: Choices,
        close: Callable[[tuple[str, ...]], None],
    ) -> None:
        self._root, self._pack, self._choices, self._close = root, pack, choices, close
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
        before = ledger.applied(self._pack.id)
        if self._signer not in ledger.signers:
            self._refuse_own_folder(store, backends)
        if before is None:
            self._refuse_older(ledger)
            self._refuse_removal(ledger)
        self._refuse_model(store, backends)
        self._refuse_closed()
        self._pack.check_blobs(self._contents.blobs)
        if self._reads_alike:
            for row, _, blob in self._contents.added():
                self._look_at_parsed(row, self._pack.blob(blob))
        self._held = frozenset(_held(store, backends))
        if before is None:
            self._refuse_base()
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
        _refuse_emptying(plan)
        mine = {f"{self._folder}/{name}" for row in self._contents.of(ADD) for name in row.names}
        failed = [one for one in plan.failed if one.source in mine]
        if failed:
            raise PackRefused(
                f"{len(failed)} văn bản của gói không đọc được ở máy này:"
                f" {_listed([one.source for one in failed])}. {failed[0].message}",
                failed[0].advice or None,
            )

    # --- what is refused ----------------------------------------------------------

    def _refuse_older(self, ledger: Ledger) -> None:
        last = max((one.made for one in ledger.packs if one.signer == self._signer), default="")
        if last >= self._pack.header.made:
            raise PackRefused(
                f"Gói {self._pack.name} (ghi lúc {self._pack.header.made}) cũ hơn gói của"
                f" “{self._folder}” đã áp dụng ({last}).",
                "Không cần áp dụng. Nếu thật sự muốn quay về gói cũ, gỡ các gói mới hơn trước"
                " (undo).",
            )

    def _refuse_own_folder(self, store: Store, backends: Backends) -> None:
        """Bring nothing into a folder that the library's own documents lie in."""
        if not store.names():
            return
        own = stored_sources(store, backends).files
        if any(file.name.startswith(f"{self._folder}/") for file in own):
            raise PackRefused(
                f"Kho này đã có thư mục của mình tên “{self._folder}”.",
                "Thôi tin khóa ấy (distrust) rồi tin lại với tên khác.",
            )

    def _refuse_model(self, store: Store, backends: Backends) -> None:
        header = self._pack.header
        digest = backends.embedder.digest
        if store.names():
            digest = store.record(store.current()).model_digest
        if header.model_digest != digest:
            raise PackRefused(
                f"Gói {self._pack.name} làm cho kho dùng mô hình “{header.model}”"
                f" ({header.model_digest[:12]}); kho này dùng mô hình khác ({digest[:12]}).",
                "Xin gói làm từ kho cùng mô hình, hoặc dựng lại kho này bằng mô hình ấy (--model).",
            )

    def _refuse_closed(self) -> None:
        closed = self._pack.header.closed
        if closed and not self._choices.closed:
            raise NeedsChoice(
                "closed",
                f"Gói {self._pack.name} có văn bản của thư mục kín của nơi gửi: {_listed(closed)}.",
                "Nếu được phép nhận, thêm --closed: các thư mục ấy cũng sẽ kín ở kho này.",
            )

    def _refuse_removal(self, ledger: Ledger) -> None:
        """Take out no great part of what a sender gave without being asked."""
        prefix = f"d/{self._signer}/"
        held = {key[len(prefix) :][:_PREFIX] for key in ledger.rows if key.startswith(prefix)}
        gone = held & {row.digest for row in self._contents.of(REMOVE)}
        if len(gone) >= LEAST and len(gone) > SHARE * len(held) and not self._choices.removal:
            raise NeedsChoice(
                "removal",
                f"Gói {self._pack.name} bỏ {len(gone)} trong {len(held)} văn bản đã nhận từ"
                f" “{self._folder}”.",
                "Hỏi lại nơi gửi; nếu đúng, chạy lại với --confirm-removal.",
            )

    def _refuse_base(self) -> None:
        """Refuse a pack that leaves out what this library lacks: one before it was not applied."""
        added = {short(row.digest) for row in self._contents.of(ADD)}
        wanted = self._outline.documents.keys() - added
        lacking = wanted - self._held
        if lacking and not self._choices.missing:
            raise NeedsChoice(
                "missing",
                f"Gói {self._pack.name} dựa trên {len(wanted)} văn bản có từ trước, kho này thiếu"
                f" {len(lacking)}: có thể còn gói trước chưa áp dụng.",
                "Áp dụng các gói trước theo thứ tự, hoặc xin gói đầy đủ; nếu kho này cố ý không"
                " giữ các văn bản ấy thì thêm --allow-missing.",
            )

    def _look_at_parsed(self, row: PackedDocument, data: bytes) -> None:
        """See that a parsed document is one, of this file, and of a size.

        :raises PackRefused: it is not.
        """
        text = _unpacked(self._pack, data)
        try:
            document = document_json.from_json(json.loads(text))
        except (
            ValueError,
            TypeError,
            KeyError,
            IndexError,
            AttributeError,
            RecursionError,
        ) as error:
            raise PackRefused(
                f"Bản đã phân tích của “{row.names[0]}” trong gói {self._pack.name} bị hỏng."
            ) from error
        if document.digest != row.digest or document.refused is not None:
            raise PackRefused(
                f"Bản đã phân tích của “{row.names[0]}” trong gói {self._pack.name} không khớp với"
                " bản gốc, hoặc văn bản mang dấu mật."
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


class _Undoing:
    """The change that takes the last pack back."""

    undone: AppliedPack

    def __init__(self, expected: str) -> None:
        self._expected = expected

    def prepare(self, store: Store, backends: Backends, ledger: Ledger) -> Ledger:
        """Return what was received before the last pack."""
        if not ledger.packs:
            raise PackRefused("Kho chưa áp dụng gói nào.", "")
        if self._expected not in ("", ledger.packs[-1].id):
            raise PackRefused("Gói áp dụng sau cùng nay là gói khác.", "Xem lại rồi hãy gỡ.")
        before = ledger.without_last()
        if before is None:
            raise PackRefused(
                "Gói cuối áp dụng đã lâu, không còn gỡ được.",
                f"Chỉ gỡ được {received.UNDONE} gói sau cùng.",
            )
        self.undone = ledger.packs[-1]
        return before

    def accept(self, plan: Plan) -> None:
        """Take what fails to be read as it is: it is named in the report."""
        _refuse_emptying(plan)


def _refuse_emptying(plan: Plan) -> None:
    if not plan.wanted and not plan.failed:
        raise PackRefused("Làm vậy thì kho không còn văn bản nào.", "Kho vẫn như cũ.")


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


def _unpacked(pack: PackFile, data: bytes) -> bytes:
    most = min(max(_SMALL, _RATIO * len(data)), _MOST)
    try:
        # One stream, as ours are; what follows it is no part of ours.
        opened = zlib.decompressobj(wbits=31)
        text = opened.decompress(data, most + 1)
    except zlib.error as error:
        raise pack.damaged() from error
    if len(text) > most:
        raise PackRefused(f"Một văn bản trong gói {pack.name} lớn bất thường.")
    if not opened.eof or opened.unused_data:
        raise pack.damaged()
    return text


def _put(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, data)


def _listed(names: tuple[str, ...] | list[str]) -> str:
    more = f" và {len(names) - _NAMED} nữa" if len(names) > _NAMED else ""
    return ", ".join(f"“{name or '/'}”" for name in names[:_NAMED]) + more
