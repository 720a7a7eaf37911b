"""Taking the last pack back, as one generation."""

from __future__ import annotations

from pathlib import Path

from index.backends.port import Backends
from index.build import builder
from index.build.plan import Plan
from index.build.progress import Progress
from index.build.report import BuildReport
from index.packs.objections import refuse_emptying
from index.storage import received
from index.storage.received import AppliedPack, Ledger
from index.storage.store import Store
from ingest.errors import PackRefused


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
        refuse_emptying(plan)
