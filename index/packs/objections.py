"""What speaks against a pack: refused, or left to an administrator, before anything is touched."""

from __future__ import annotations

from dataclasses import dataclass

from index.backends.port import Backends
from index.build.held_sources import stored_sources
from index.build.plan import Plan
from index.build.removals import LEAST, SHARE
from index.packs.container import PackFile
from index.packs.contents import ADD, REMOVE, Contents
from index.packs.state import Outline, short
from index.storage.received import Ledger
from index.storage.store import Store
from ingest.errors import PackRefused

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


UNDECIDED = Choices()


class NeedsChoice(PackRefused):
    """A pack that is taken where an administrator says so; ``choice`` names the field."""

    def __init__(self, choice: str, message: str, advice: str) -> None:
        super().__init__(message, advice)
        self.choice = choice


@dataclass(frozen=True, slots=True)
class Objections:
    """A pack beside a library: each method raises :class:`PackRefused` where it does not fit.

    :param signer: whose it is; ``folder`` is where the library puts what comes from there.
    :param choices: what an administrator decided; what is left open is a :class:`NeedsChoice`.
    """

    pack: PackFile
    contents: Contents
    outline: Outline
    signer: str
    folder: str
    choices: Choices

    def refuse_older(self, ledger: Ledger) -> None:
        """Refuse a pack that is older than one of its sender that was applied."""
        last = max((one.made for one in ledger.packs if one.signer == self.signer), default="")
        if last >= self.pack.header.made:
            raise PackRefused(
                f"Gói {self.pack.name} (ghi lúc {self.pack.header.made}) cũ hơn gói của"
                f" “{self.folder}” đã áp dụng ({last}).",
                "Không cần áp dụng. Nếu thật sự muốn quay về gói cũ, gỡ các gói mới hơn trước"
                " (undo).",
            )

    def refuse_own_folder(self, store: Store, backends: Backends) -> None:
        """Bring nothing into a folder that the library's own documents lie in."""
        if not store.names():
            return
        own = stored_sources(store, backends).files
        if any(file.name.startswith(f"{self.folder}/") for file in own):
            raise PackRefused(
                f"Kho này đã có thư mục của mình tên “{self.folder}”.",
                "Thôi tin khóa ấy (distrust) rồi tin lại với tên khác.",
            )

    def refuse_model(self, store: Store, backends: Backends) -> None:
        """Refuse a pack whose vectors another model made than the library's."""
        header = self.pack.header
        digest = backends.embedder.digest
        if store.names():
            digest = store.record(store.current()).model_digest
        if header.model_digest != digest:
            raise PackRefused(
                f"Gói {self.pack.name} làm cho kho dùng mô hình “{header.model}”"
                f" ({header.model_digest[:12]}); kho này dùng mô hình khác ({digest[:12]}).",
                "Xin gói làm từ kho cùng mô hình, hoặc dựng lại kho này bằng mô hình ấy (--model).",
            )

    def refuse_closed(self) -> None:
        """Take documents of closed folders only where an administrator says so."""
        closed = self.pack.header.closed
        if closed and not self.choices.closed:
            raise NeedsChoice(
                "closed",
                f"Gói {self.pack.name} có văn bản của thư mục kín của nơi gửi: {listed(closed)}.",
                "Nếu được phép nhận, thêm --closed: các thư mục ấy cũng sẽ kín ở kho này.",
            )

    def refuse_removal(self, ledger: Ledger) -> None:
        """Take out no great part of what a sender gave without being asked."""
        prefix = f"d/{self.signer}/"
        held = {key[len(prefix) :][:_PREFIX] for key in ledger.rows if key.startswith(prefix)}
        gone = held & {row.digest for row in self.contents.of(REMOVE)}
        if len(gone) >= LEAST and len(gone) > SHARE * len(held) and not self.choices.removal:
            raise NeedsChoice(
                "removal",
                f"Gói {self.pack.name} bỏ {len(gone)} trong {len(held)} văn bản đã nhận từ"
                f" “{self.folder}”.",
                "Hỏi lại nơi gửi; nếu đúng, chạy lại với --confirm-removal.",
            )

    def refuse_base(self, held: frozenset[bytes]) -> None:
        """Refuse a pack that leaves out what this library lacks: one before it was not applied.

        :param held: short digests of the contents the library holds.
        """
        added = {short(row.digest) for row in self.contents.of(ADD)}
        wanted = self.outline.documents.keys() - added
        lacking = wanted - held
        if lacking and not self.choices.missing:
            raise NeedsChoice(
                "missing",
                f"Gói {self.pack.name} dựa trên {len(wanted)} văn bản có từ trước, kho này thiếu"
                f" {len(lacking)}: có thể còn gói trước chưa áp dụng.",
                "Áp dụng các gói trước theo thứ tự, hoặc xin gói đầy đủ; nếu kho này cố ý không"
                " giữ các văn bản ấy thì thêm --allow-missing.",
            )


def refuse_emptying(plan: Plan) -> None:
    """Refuse what would leave a library without documents.

    :raises PackRefused: nothing is left.
    """
    if not plan.wanted and not plan.failed:
        raise PackRefused("Làm vậy thì kho không còn văn bản nào.", "Kho vẫn như cũ.")


def listed(names: tuple[str, ...] | list[str]) -> str:
    """Return the first few names, and how many more there are, in Vietnamese."""
    more = f" và {len(names) - _NAMED} nữa" if len(names) > _NAMED else ""
    return ", ".join(f"“{name or '/'}”" for name in names[:_NAMED]) + more
