"""What closed folders hold, noted at every generation, and those that are no longer found."""

from __future__ import annotations

from threading import Lock

from flask import Flask, current_app

from search_app.persistence.accounts import AccountRole, Accounts
from search_app.ports import Librarian
from search_app.services.library import has_library, whole_library
from search_app.services.session import accounts, may

_KEY = "vankien.closed_folders"


class ClosedFolders:
    """Notes what each closed folder holds, once for every generation of the library."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._noted: tuple[str, tuple[str, ...]] | None = None
        self.lost: tuple[str, ...] = ()
        """Closed folders that hold no document of the generation noted last."""

    def note(self, library: Librarian, people: Accounts) -> None:
        """Note what the folders hold, where the generation or the folders changed."""
        closed = people.closed()
        state = (library.generation, closed)
        if state == self._noted:
            return
        with self._lock:
            if state != self._noted:
                self.lost = people.remember(library.files_in(closed))
                self._noted = state


def words(folder: str) -> str:
    """Say (Vietnamese) that a closed folder is not found."""
    return (
        f"không văn bản nào trong kho nằm ở thư mục kín “{folder}”."
        " Những gì thư mục ấy giữ lần trước vẫn kín; văn bản mới ở nơi khác thì không."
    )


def install(app: Flask) -> None:
    """Let ``app`` know which closed folders are not found, and tell its administrators."""
    app.extensions[_KEY] = ClosedFolders()
    app.context_processor(_shown)


def note() -> None:
    """Note what closed folders hold, before anybody's rights are looked up."""
    if not has_library():
        return
    folders: ClosedFolders = current_app.extensions[_KEY]
    folders.note(whole_library(), accounts())


def _shown() -> dict[str, object]:
    folders: ClosedFolders = current_app.extensions[_KEY]
    shown = folders.lost if may(AccountRole.ADMIN) else ()
    return {"lost_folders": tuple(map(words, shown))}
