"""``python -m benchmarks.scale``: build, ask, compare, write the report and its plot."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.scale import plot, report
from benchmarks.scale.own import Own
from benchmarks.scale.peers import PEERS

HERE = Path(__file__).parent
ROOT = HERE.parents[1]


def measured(name: str, what: str, size: int, text: Path, work: Path) -> dict[str, Any] | None:
    """Measure one contestant in a process of its own; None when it fails (it says why)."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "benchmarks.scale.measure", name, what),
            *("--size", str(size), "--text", str(text), "--work", str(work)),
        ],
        cwd=ROOT,
        env={**os.environ, "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "2")},
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.stderr.write(f"{name} {what} {size}: exit {done.returncode}\n")
        return None
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def load() -> float:
    """Return how many processes wanted the processor over the last minute."""
    return os.getloadavg()[0]


def run(said: argparse.Namespace) -> None:
    """Measure what is asked for, keeping what was measured before."""
    kept: dict[str, Any] = {}
    if said.results.is_file():
        kept = json.loads(said.results.read_text("utf-8"))
    for size in said.sizes:
        for one in (Own, *PEERS):
            name = f"{size} {one.name}"
            most = getattr(one, "most", None)
            if name in kept or one.name not in said.only or (most and size > most):
                continue
            work = said.work / str(size)
            work.mkdir(parents=True, exist_ok=True)
            sys.stderr.write(f"{name}\n")
            before = load()
            built = measured(one.name, "build", size, said.text, work)
            asked = built and measured(one.name, "ask", size, said.text, work)
            if built and asked:
                kept[name] = {**built, **asked, "size": size, "load": (before + load()) / 2}
                said.results.write_text(json.dumps(kept, indent=1), "utf-8")
            if not said.keep:
                shutil.rmtree(work, ignore_errors=True)


def main() -> int:
    """Run the command."""
    words = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    words.add_argument("--text", type=Path, required=True, help="folder of the files of pairs")
    words.add_argument("--work", type=Path, required=True, help="folder for what is built")
    words.add_argument("--sizes", default="1000,10000,100000")
    words.add_argument("--only", default=",".join(one.name for one in (Own, *PEERS)))
    words.add_argument("--keep", action="store_true", help="leave what was built")
    words.add_argument(
        "--results", type=Path, default=ROOT / "benchmarks" / "scale" / "results.json"
    )
    words.add_argument("--out", type=Path, default=ROOT / "docs" / "scale.md")
    said = words.parse_args()
    said.sizes = [int(size) for size in said.sizes.split(",") if size]
    said.only = said.only.split(",")
    run(said)
    kept = json.loads(said.results.read_text("utf-8"))
    said.out.write_text(report.text(list(kept.items())), "utf-8")
    said.out.with_suffix(".svg").write_text(plot.svg(list(kept.items())), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
