"""``python -m benchmarks.packs --text DIR --work DIR``: how large an update pack is, how quick.

A library of many documents made of real text (:mod:`benchmarks.scale`) gets some more; the pack
of what is new is weighed against the library and applied to a copy of it.  What was made is kept in
the work folder and used again.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import time
from pathlib import Path

from benchmarks.scale import own, text
from index.access import ALL
from index.backends.local import LocalBackends
from index.build import builder
from index.packs import apply, keys, make, state
from index.packs.container import PackFile
from index.packs.undo import undo

PASSAGES = 10
"""Passages of a document."""


def main() -> int:
    """Run from the command line."""
    command = argparse.ArgumentParser(prog="python -m benchmarks.packs")
    command.add_argument("--text", type=Path, required=True, help="folder of *.jsonl.zst")
    command.add_argument("--work", type=Path, required=True, help="an empty folder, or this one's")
    command.add_argument("--documents", type=int, default=10_000)
    command.add_argument("--new", type=int, default=100)
    told = command.parse_args()
    root = _library(told)
    received = told.work / "received"
    shutil.rmtree(received, ignore_errors=True)
    shutil.copytree(root, received, ignore=shutil.ignore_patterns("cache"))
    first, second = told.work / "1.vkp", told.work / "2.vkp"
    key = told.work / "key"
    for path in (first, second, key, key.with_name(f"key{keys.PUBLIC}")):
        path.unlink(missing_ok=True)
    keys.generate(key)
    keys.trust(received, keys.load_public(key.with_name(f"key{keys.PUBLIC}")), "Nơi gửi")
    before = state.state_of(root, LocalBackends(), ALL).outline()
    grown = _grown(told, root)
    started = time.monotonic()
    made = _pack(before, grown, second, key)
    _say(f"pack made in {time.monotonic() - started:.1f} s: {made.added} documents")
    whole = _size(received)
    share = made.size / whole
    _say(f"{made.size:,} bytes, {share:.2%} of the library's {whole:,} (without its cache)")
    started, cpu = time.monotonic(), os.times()
    done = apply.apply(received, second, LocalBackends(), jobs=os.cpu_count() or 1)
    spent = os.times()
    cpus = sum(spent[:4]) - sum(cpu[:4])
    _say(
        f"applied in {time.monotonic() - started:.1f} s ({cpus:.1f} s of processor, load"
        f" {os.getloadavg()[0]:.1f}): {done.report.documents} documents,"
        f" {done.report.passages} passages"
    )
    started = time.monotonic()
    undo(received, LocalBackends())
    _say(f"taken back in {time.monotonic() - started:.1f} s")
    with PackFile(second) as pack:
        _say(", ".join(f"{part.name} {part.size:,}" for part in pack.header.parts))
    return 0


def _library(told: argparse.Namespace) -> Path:
    """Return the library, built where it is not there yet."""
    text.PER_DOCUMENT = PASSAGES
    passages = text.Pairs(told.text, (told.documents + told.new) * PASSAGES)
    made = own.Own(told.work, passages)
    root: Path = told.work / own.Own.name
    if not (root / "current").is_file():
        told.work.mkdir(exist_ok=True)
        made.prepare()
        made._plan.wanted = dict(list(made._plan.wanted.items())[: told.documents])
        _say(f"library built in {made.build():.1f} s")
    return root


def _grown(told: argparse.Namespace, root: Path) -> Path:
    """Return a copy of the library with what is new."""
    grown: Path = told.work / "grown"
    if not (grown / "current").is_file():
        shutil.copytree(root, grown)
        started = time.monotonic()
        report = builder.build(
            [told.work / "files"],
            grown,
            LocalBackends(),
            jobs=os.cpu_count() or 1,
            progress=lambda stage, done, total: None,
        )
        _say(f"{report.added} documents added in {time.monotonic() - started:.1f} s")
    return grown


def _pack(before: state.Outline, grown: Path, out: Path, key: Path) -> make.MadePack:
    new = state.state_of(grown, LocalBackends(), ALL)
    return make.make(before, new, LocalBackends(), out, keys.load_private(key), title="Gói")


def _size(root: Path) -> int:
    return sum(path.stat().st_size for path in root.rglob("*") if path.is_file())


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
