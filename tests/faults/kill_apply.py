"""Kill the applying of update packs: ``python -m tests.faults.kill_apply [TIMES] [SEED]``.

A child kills itself at a random call or return of a function.  After every kill the library must
be whole and hold what it held before the pack, or all that it held and all of the pack; applied
again, the pack must arrive, and taken back, leave what was there.
"""

from __future__ import annotations

import random
import shutil
import sys
import tempfile
from pathlib import Path

import pytest

from index.build import builder
from index.build.integrity import examine
from tests.faults.kill_restore import killed_at, length
from tests.libraries import nothing, without_children
from tests.packs import NAME, NEW, Sender, back, backends, held, take, trusting


def run(times: int, seed: int, folder: Path) -> dict[str, int]:
    """Kill ``times`` applications; return how many left the old state and how many the new.

    :raises AssertionError: something was lost or came in part.
    """
    draw = random.Random(seed)
    sender = Sender.at(folder / "tinh")
    first = sender.pack(folder / "1.vkp").path
    (sender.corpus / "hoi-dap.txt").rename(sender.corpus / "hoi-va-dap.txt")
    (sender.corpus / "19-ct-tu.txt").unlink()
    sender.write("44-kl-tu.txt", NEW)
    sender.build()
    second = sender.pack(folder / "2.vkp", first).path
    kept = _receiver(folder, sender, first)
    before = held(kept)
    kho = folder / "k" / "kho"

    def fresh() -> Path:
        shutil.rmtree(kho.parent, ignore_errors=True)
        shutil.copytree(kept, kho)
        return kho

    fresh()
    longest = length(lambda: take(kho, second))
    after = held(kho)
    assert set(after) == {
        "truc.txt", *(f"{NAME}/{one}" for one in ("31-qd-tu.txt", "44-kl-tu.txt", "hoi-va-dap.txt"))
    }  # fmt: skip
    counts = {"killed": 0, "old": 0, "new": 0, "unkilled": 0}
    while counts["killed"] < times:
        fresh()
        if not killed_at(draw.randrange(longest), lambda: take(kho, second)):
            counts["unkilled"] += 1
            assert counts["unkilled"] <= times, "nothing is killed"
            continue
        counts["killed"] += 1
        found = held(kho)
        assert found in (before, after), found
        counts["old" if found == before else "new"] += 1
        assert not (wrong := examine(kho, lambda _: backends())), wrong
        # One left alone succeeds; what a killed one left is swept.
        take(kho, second)
        assert held(kho) == after
        assert not list(kho.rglob(".*.tmp"))
        back(kho)
        assert held(kho) == before
        assert not (wrong := examine(kho, lambda _: backends())), wrong
    return counts


def _receiver(folder: Path, sender: Sender, first: Path) -> Path:
    own = folder / "huyen"
    own.mkdir()
    (own / "truc.txt").write_text("Thông báo lịch trực của cơ quan huyện.\n", "utf-8")
    root = folder / "kho-huyen"
    builder.build([own], root, backends(), jobs=1, progress=nothing)
    take(trusting(root, sender), first)
    return root


def main() -> int:
    """Run from the command line."""
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 200
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        without_children(patch)
        sys.stdout.write(f"{run(times, seed, Path(folder))}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
