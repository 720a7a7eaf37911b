"""A talk as every file made of it prints it: its parts in order, compared with the library."""

from __future__ import annotations

from dataclasses import dataclass

from search_app.settings import LOOPBACK
from search_app.views.talk import ItemView


@dataclass(frozen=True, slots=True)
class TalkFile:
    """A talk for export.

    ``summary`` says what holding it against the library gave, on ``day`` (as it is printed);
    ``root`` is where the library is served: links of a file lead there.
    """

    name: str
    parts: tuple[ItemView, ...]
    summary: str = ""
    day: str = ""
    root: str = ""

    @property
    def passages(self) -> tuple[ItemView, ...]:
        """Return its passages, without the headings."""
        return tuple(view for view in self.parts if not view.item.is_heading)

    @property
    def documents(self) -> tuple[str, ...]:
        """Return the documents it quotes, each once, in the order of the talk."""
        return tuple(dict.fromkeys(view.item.taken.document for view in self.passages))

    @property
    def compared(self) -> str:
        """Say in one line when it was held against the library, and what that gave."""
        if not self.summary:
            return "Bài chưa có đoạn trích nào."
        day = f" ngày {self.day}" if self.day else ""
        return f"Đã đối chiếu với kho văn bản{day}: {self.summary}."

    @property
    def is_local(self) -> bool:
        """Say whether its links lead to the machine itself: no other one can follow them."""
        host = self.root.partition("://")[2].partition("/")[0]
        return host.rpartition(":")[0].strip("[]") in LOOPBACK or host in LOOPBACK

    def link(self, view: ItemView) -> str:
        """Return the lasting address of a passage as a link; "" where it has none."""
        address = view.item.taken.address
        return self.root.rstrip("/") + address if self.root and address else ""
