"""Update packs in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from index.packs.keys import TrustedKey
from index.storage.received import Ledger
from search_app.services.pack_desk import WaitingPack
from search_app.views.wording import moment, size


@dataclass(frozen=True, slots=True)
class AppliedView:
    """A pack that was applied; ``id`` is empty where it cannot be taken back now."""

    id: str
    title: str
    sender: str
    made: str
    applied: str
    counts: str


@dataclass(frozen=True, slots=True)
class KeyView:
    """A key whose packs are taken."""

    name: str
    fingerprint: str
    at: str


@dataclass(frozen=True, slots=True)
class WaitingView:
    """A pack that waits to be decided on."""

    id: str
    name: str
    title: str
    sender: str
    made: str
    size: str
    counts: str
    names: tuple[str, ...]
    more: int
    closed: tuple[str, ...]
    full: bool


def _counts(added: int, changed: int, removed: int) -> str:
    return f"thêm {added}, sửa {changed}, bỏ {removed} văn bản"


def applied_views(ledger: Ledger) -> list[AppliedView]:
    """Return the packs that were applied, the last first; only the last can be taken back."""
    views = []
    for place, pack in enumerate(reversed(ledger.packs)):
        last = place == 0 and pack.undo is not None
        views.append(
            AppliedView(
                pack.id if last else "",
                pack.title or "(không đặt tên)",
                ledger.signers.get(pack.signer, ""),
                moment(pack.made),
                moment(pack.applied),
                _counts(pack.added, pack.changed, pack.removed),
            )
        )
    return views


def key_views(keys: Iterable[TrustedKey]) -> list[KeyView]:
    """Return the keys that are trusted."""
    return [KeyView(key.name, key.fingerprint, moment(key.at)) for key in keys]


def waiting_view(pack: WaitingPack) -> WaitingView:
    """Return the pack that waits."""
    return WaitingView(
        pack.id,
        pack.name,
        pack.title or "(không đặt tên)",
        pack.sender,
        moment(pack.made),
        size(pack.size),
        _counts(pack.added, pack.changed, pack.removed),
        pack.names,
        pack.added - len(pack.names),
        tuple(one or "/" for one in pack.closed),
        pack.full,
    )
