"""Building in the background: one build at a time, told of while it runs.

Nothing of what waits is kept here: files and corrections lie on disk (:mod:`index.build.additions`)
and a build that fails, or dies with the server, leaves them waiting for the next.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from threading import Lock, Thread

from index.build.additions import Additions
from index.build.builder import BuildReport
from index.build.deepen import Background
from index.build.progress import Progress
from ingest.errors import (
    FolderEmpty,
    LibraryLocked,
    PackRefused,
    PackUntrusted,
    VankienError,
)
from search_app.services.pack_desk import PackDesk

log = logging.getLogger("search_app")
Renew = Callable[[Progress], BuildReport]


@dataclass(frozen=True, slots=True)
class Work:
    """How far a build is; ``error`` (Vietnamese) is what the last one ended with."""

    running: bool = False
    stage: str = ""
    done: int = 0
    total: int = 0
    error: str = ""
    finished: bool = False
    ended: str = ""
    """When the last one ended (ISO 8601)."""


_STAGES = {
    "Đối chiếu dẫn chiếu": "Xem văn bản nào dẫn văn bản nào",
    "Lập chỉ mục": "Sắp xếp để tìm theo từ",
    "Sắp xếp vector": "Sắp xếp để tìm theo nghĩa",
}
"""Stages of a build as readers are told of them; the others are plain already."""


class Workshop:
    """Builds when asked; what is asked for while a build runs is built after it."""

    def __init__(
        self,
        additions: Additions,
        renew: Renew,
        beside: Background | None = None,
        packs: PackDesk | None = None,
    ) -> None:
        """Make one; ``beside`` makes the encoder's vectors between builds, ``packs`` has packs."""
        self.additions = additions
        self.packs = packs
        self._renew = renew
        self._beside = beside
        self._lock = Lock()
        self._work = Work()
        self._again = False
        self._asked: list[Renew] = []

    @property
    def work(self) -> Work:
        """Return how far it is."""
        return self._work

    def start(self, work: Renew | None = None) -> None:
        """Build soon, or do ``work``, which is a build of its own; return at once."""
        with self._lock:
            if work is None:
                self._again = True
            else:
                self._asked.append(work)
            if self._work.running:
                return
            self._work = Work(running=True, stage="Chuẩn bị")
        Thread(target=self._run, name="build", daemon=True).start()

    def _run(self) -> None:
        error = "Máy chủ gặp lỗi ngoài dự tính khi dựng kho; xem nhật ký."
        try:
            if self._beside is not None:
                self._beside.stop()
            error = self._build_all()
        finally:
            if self._beside is not None:
                self._beside.start()
            with self._lock:
                self._work = Work(
                    error=error, finished=not error, ended=datetime.now(UTC).isoformat()
                )

    def _build_all(self) -> str:
        """Build until nothing more is asked for; return what went wrong."""
        while True:
            with self._lock:
                if not self._again and not self._asked:
                    # From here on a new request starts a new thread.
                    self._work = replace(self._work, running=False)
                    return ""
                work = self._asked.pop(0) if self._asked else self._renew
                if work is self._renew:
                    self._again = False
            try:
                work(self._tell)
            except LibraryLocked:
                return "Một lần dựng kho khác đang chạy. Bấm “Dựng tiếp” khi lần ấy xong."
            except FolderEmpty as failed:
                log.error("build: %s", failed)
                return "Chưa có tệp nào đọc được; lý do ghi ở từng tệp."
            except (PackRefused, PackUntrusted) as refused:
                # Of the pack alone, in words for who sent it up.
                return PackDesk.words(refused)
            except VankienError as failed:
                # It may name a folder of the server: that is for the log alone.
                log.error("build: %s", failed)
                return "Không dựng được kho; kho cũ vẫn dùng được. Người quản trị xem nhật ký."

    def _tell(self, stage: str, done: int, total: int) -> None:
        with self._lock:
            self._work = Work(True, _STAGES.get(stage, stage), done, total)
