"""A province that sends packs, and libraries that take them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from index.access import ALL, Rights
from index.build import builder
from index.build.builder import BuildReport
from index.packs import apply as applying
from index.packs import container, keys, make, state
from index.packs.apply import Applied
from index.packs.container import PackFile
from index.packs.objections import Choices
from index.packs.undo import undo
from index.storage.store import Store
from tests.fakes import FakeBackends, FakeEncoder
from tests.libraries import catalogue_of, nothing, write_corpus

NAME = "Tỉnh ủy Minh Hà"
NEW = """TỈNH ỦY MINH HÀ
*
Số 44-KL/TU
ĐẢNG CỘNG SẢN VIỆT NAM
Minh Hà, ngày 05 tháng 3 năm 2024

KẾT LUẬN
về công tác phòng, chống thiên tai

1. Mỗi xã có một đội xung kích ít nhất hai mươi người.
2. Thay thế Chỉ thị số 19-CT/TU, ngày 07/8/2023 của Ban Thường vụ Tỉnh ủy.
"""


def backends() -> FakeBackends:
    """Return the real indexes with fake models."""
    return FakeBackends(encoder=FakeEncoder())


@dataclass
class Sender:
    """A library built from a folder, and the key it signs with."""

    corpus: Path
    root: Path
    key: Path

    @classmethod
    def at(cls, folder: Path) -> Sender:
        """Make one with the three documents of :mod:`tests.libraries`."""
        folder.mkdir()
        one = cls(write_corpus(folder / "corpus"), folder / "kho", folder / "tinh.key")
        keys.generate(one.key)
        one.build()
        return one

    def build(self) -> BuildReport:
        """Build from the folder."""
        return builder.build(
            [self.corpus], self.root, backends(), jobs=1, progress=nothing, confirm_removal=True
        )

    def write(self, name: str, text: str) -> Path:
        """Put a document into the folder."""
        path = self.corpus / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
        return path

    def pack(
        self,
        out: Path,
        old: Path | None = None,
        *,
        rights: Rights = ALL,
        with_closed: bool = False,
    ) -> make.MadePack:
        """Make a pack of what is new since the pack ``old``; of everything without one."""
        before = state.EMPTY
        if old is not None:
            with PackFile(old) as pack:
                before = state.outline_of(pack)
        new = state.state_of(self.root, backends(), rights, with_closed=with_closed)
        return make.make(before, new, backends(), out, keys.load_private(self.key), title="Gói")


def trusting(root: Path, sender: Sender, name: str = NAME) -> Path:
    """Let the library at ``root`` take the packs of ``sender``; return ``root``."""
    keys.trust(root, keys.load_public(sender.key.with_name(sender.key.name + keys.PUBLIC)), name)
    return root


def take(root: Path, pack: Path, **choices: bool) -> Applied:
    """Apply a pack."""
    return applying.apply(root, pack, backends(), choices=Choices(**choices))


def back(root: Path) -> None:
    """Take the last pack back."""
    undo(root, backends())


def held(root: Path) -> dict[str, tuple[str, ...]]:
    """Return by the name of each document in service its other names."""
    store = Store(root)
    catalogue = catalogue_of(store.folder(store.current()))
    files = [catalogue.stored_file(n) for n in catalogue.cards()]
    catalogue.close()
    return {file.source: file.entry.places for file in files}


def forged(sender: Sender, pack: Path, parts: Mapping[str, bytes] = {}, **header: Any) -> Path:
    """Write a pack again with other parts and another header, signed by its own sender."""
    from dataclasses import asdict

    with PackFile(pack) as old:
        said = {name: value for name, value in asdict(old.header).items() if name != "parts"}
        names = [part.name for part in old.header.parts]
        plain = {name: old.part(name) for name in names if name != container.VECTORS} | parts
        rest = b"".join(old._blocks(old._blobs_at, old.header.blobs))
    key: Ed25519PrivateKey = keys.load_private(sender.key)
    out = pack.with_name(f"gia-{pack.name}")
    made = [
        (part, iter((inside,)))
        for part, inside in (container.packed(name, data) for name, data in plain.items())
    ]
    with out.open("wb") as file:
        blobs = header.pop("rest", rest)
        container.write(file, said | {"blobs": len(blobs)} | header, made, iter((blobs,)), key)
    return out
