"""Update packs sent up: one waits to be looked at, then it is applied or thrown away."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from index.backends.port import Backends
from index.build.builder import BuildReport
from index.build.progress import Progress
from index.packs import contents, keys
from index.packs.apply import apply, sender
from index.packs.container import PackFile
from index.packs.contents import ADD, CHANGE, REMOVE
from index.packs.keys import TrustedKey
from index.packs.objections import Choices, NeedsChoice
from index.packs.undo import undo
from index.storage import received
from index.storage.files import open_private, write_whole
from index.storage.received import Ledger
from index.storage.store import Store
from ingest.errors import VankienError

_WAITING, _NAME = "waiting.vkp", "waiting.json"
CHOICES = {
    "closed": "Nhận cả văn bản của thư mục kín",
    "removal": "Đồng ý bỏ nhiều văn bản cùng lúc",
    "missing": "Áp dụng dù kho này thiếu văn bản mà gói dựa vào",
}
"""What an administrator may have to say of a pack (:class:`index.packs.objections.Choices`)."""


@dataclass(frozen=True, slots=True)
class WaitingPack:
    """A pack that was looked at: names of some documents it adds, how many rows of each kind."""

    id: str
    name: str
    title: str
    sender: str
    made: str
    size: int
    added: int
    changed: int
    removed: int
    names: tuple[str, ...]
    closed: tuple[str, ...]
    full: bool


class PackDesk:
    """Packs of one library.

    :param close: closes folders to readers.
    """

    def __init__(
        self,
        root: Path,
        backends: Callable[[], Backends],
        close: Callable[[tuple[str, ...]], None],
    ) -> None:
        self._root, self._backends, self._close = root.absolute(), backends, close
        self._folder = self._root.with_name(f"{root.name}.packs")

    @contextmanager
    def incoming(self) -> Iterator[Path]:
        """Give a file to receive bytes in; it is removed unless it was taken."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        path = self._folder / ".incoming"
        path.unlink(missing_ok=True)
        open_private(path).close()
        try:
            yield path
        finally:
            path.unlink(missing_ok=True)

    def take(self, path: Path, name: str) -> None:
        """Keep the pack at ``path`` until it is decided on, in place of one that waits.

        :raises PackRefused, PackUntrusted: it is damaged, or of nobody that is trusted.
        """
        with PackFile(path, name) as pack:
            sender(self._root, pack)
            pack.check_blobs(contents.read(pack).blobs)
        self.drop()
        path.replace(self._folder / _WAITING)
        write_whole(self._folder / _NAME, json.dumps({"name": name}).encode())

    def drop(self) -> None:
        """Throw away what waits."""
        for name in (_NAME, _WAITING):
            (self._folder / name).unlink(missing_ok=True)

    def waiting(self) -> WaitingPack | None:
        """Return the pack that waits; None where there is none that can be applied."""
        name = self._name()
        if not name:
            return None
        with suppress(VankienError), PackFile(self._folder / _WAITING, name) as pack:
            found = contents.read(pack)
            added = found.of(ADD)
            return WaitingPack(
                pack.id,
                name,
                pack.header.title,
                sender(self._root, pack).name,
                pack.header.made,
                pack.size,
                len(added),
                len(found.of(CHANGE)),
                len(found.of(REMOVE)),
                tuple(row.names[0] for row in added[:10]),
                pack.header.closed,
                pack.header.full,
            )
        return None

    def _name(self) -> str:
        try:
            return str(json.loads((self._folder / _NAME).read_text("utf-8"))["name"])
        except (OSError, ValueError, KeyError, TypeError):
            return ""

    def applying(self, pack: str, choices: Choices) -> Callable[[Progress], BuildReport]:
        """Return the work of applying the pack that waits, where it is still the one looked at."""

        def work(progress: Progress) -> BuildReport:
            waits = self.waiting()
            path = self._folder / _WAITING
            done = apply(
                self._root,
                path if waits is not None and waits.id == pack else path.with_name("-"),
                self._backends(),
                progress=progress,
                choices=choices,
                close=self._close,
                name=self._name() or "này",
            )
            self.drop()
            return done.report

        return work

    def undoing(self, pack: str) -> Callable[[Progress], BuildReport]:
        """Return the work of taking the last pack back, where it is still the one looked at."""

        def work(progress: Progress) -> BuildReport:
            return undo(self._root, self._backends(), progress=progress, expected=pack)[1]

        return work

    def ledger(self) -> Ledger:
        """Return what was received."""
        return received.of_store(Store(self._root))[0]

    def trusted(self) -> tuple[TrustedKey, ...]:
        """Return the keys whose packs are taken, by name.

        :raises LibraryCorrupt: their list is damaged.
        """
        return tuple(sorted(keys.trusted(self._root).values(), key=lambda key: key.name))

    @staticmethod
    def words(refused: VankienError) -> str:
        """Say (Vietnamese) why a pack is not taken, and what to do on the page."""
        if isinstance(refused, NeedsChoice):
            return (
                f"{refused.message} Hỏi lại nơi gửi; nếu đúng, đánh dấu"
                f" “{CHOICES[refused.choice]}” rồi áp dụng lại."
            )
        return str(refused)
