"""``python -m benchmarks.scale``: build, ask, compare, write the report and its plot."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.scale import plot, report
from benchmarks.scale.own import Own
from benchmarks.scale.peers import PEERS

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NAMES = tuple(one.name for one in (Own, *PEERS))

Found = dict[str, Any]


class NotRunError(Exception):
    """A contestant was not measured; says why."""


def measured(said: argparse.Namespace, name: str, what: str, size: int, work: Path) -> Found:
    """Measure one contestant in a process of its own.

    :raises NotRunError: it failed, or took longer than it may.
    """
    command = [
        *(sys.executable, "-m", "benchmarks.scale.measure", name, what),
        *("--size", str(size), "--text", str(said.text), "--work", str(work)),
        *("--seconds", str(said.seconds)),
    ]
    environment = {**os.environ, "OMP_NUM_THREADS": os.environ.get("OMP_NUM_THREADS", "2")}
    # A session of its own: what it started itself is ended with it.
    process = subprocess.Popen(
        command,
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        out, _ = process.communicate(timeout=_may_take(said, name))
    except subprocess.TimeoutExpired:
        raise NotRunError(f"{what} took over {said.limit:,.0f} s") from None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if process.returncode:
        raise NotRunError(f"{what} failed, exit {process.returncode}")
    found: Found = json.loads(out)
    return found


def _may_take(said: argparse.Namespace, name: str) -> float | None:
    return None if name == Own.name else float(said.limit)


def load() -> float:
    """Return how many processes wanted the processor over the last minute."""
    return os.getloadavg()[0]


def one_of(said: argparse.Namespace, kept: Found, name: str, size: int) -> Found:
    """Return what a contestant of a size was measured to be, or why it was not."""
    smaller = [
        (one["size"], one["build_s"])
        for key, one in kept.items()
        if key.endswith(f" {name}") and one["size"] < size and "build_s" in one
    ]
    if smaller and name != Own.name:
        before, spent = max(smaller)
        likely = spent * size / before
        if likely > said.limit:
            reason = f"{likely:,.0f} s to build, by the {spent:,.0f} s for {before:,}"
            return {"size": size, "not_run": f"{reason}; {said.limit:,.0f} s are allowed"}
    work = said.work / str(size)
    work.mkdir(parents=True, exist_ok=True)
    before_load, started = load(), datetime.now(UTC).isoformat(timespec="minutes")
    found: Found = {"size": size, "run": said.run, "at": started, "cores": os.cpu_count()}
    try:
        for what in ("build", "ask", "first"):
            found |= measured(said, name, what, size, work)
    except NotRunError as reason:
        return {"size": size, "not_run": str(reason)}
    finally:
        if not said.keep:
            for path in work.iterdir():
                if path.name != "passages.txt":
                    shutil.rmtree(path, ignore_errors=True)
    return {**found, "load": (before_load + load()) / 2}


def run(said: argparse.Namespace) -> None:
    """Measure what is asked for and was not measured before, writing down each at once."""
    kept: Found = {}
    if said.results.is_file():
        kept = json.loads(said.results.read_text("utf-8"))
    for size in said.sizes:
        for name in NAMES:
            key = f"{size} {name}"
            if name not in said.only or (key in kept and not said.again):
                continue
            if time.monotonic() > said.until:
                return
            sys.stderr.write(f"{key}\n")
            kept[key] = one_of(said, kept, name, size)
            beside = said.results.with_suffix(".tmp")
            beside.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", "utf-8")
            beside.replace(said.results)
        if not said.keep:
            shutil.rmtree(said.work / str(size), ignore_errors=True)


def main() -> int:
    """Run the command."""
    words = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    words.add_argument("--text", type=Path, required=True, help="folder of the files of pairs")
    words.add_argument("--work", type=Path, required=True, help="folder for what is built")
    words.add_argument("--sizes", default="1000,10000,100000", help="passages, parted by commas")
    words.add_argument("--only", default=",".join(NAMES), help="contestants, parted by commas")
    words.add_argument("--again", action="store_true", help="measure anew what was measured")
    words.add_argument("--limit", type=float, default=600, help="seconds a peer may take at once")
    words.add_argument("--seconds", type=float, default=60, help="for one round of questions")
    words.add_argument("--minutes", type=float, help="begin nothing after so many")
    words.add_argument("--keep", action="store_true", help="leave what was built")
    words.add_argument("--results", type=Path, default=HERE / "results.json")
    words.add_argument("--out", type=Path, default=ROOT / "docs" / "scale.md")
    said = words.parse_args()
    said.sizes = sorted(int(size) for size in said.sizes.split(",") if size)
    said.only = said.only.split(",")
    said.run = datetime.now(UTC).isoformat(timespec="seconds")
    said.until = time.monotonic() + said.minutes * 60 if said.minutes else float("inf")
    if unknown := set(said.only) - set(NAMES):
        words.error(f"no such contestant: {', '.join(sorted(unknown))}")
    run(said)
    kept = json.loads(said.results.read_text("utf-8"))
    said.out.write_text(report.text(list(kept.items())), "utf-8")
    said.out.with_suffix(".svg").write_text(plot.svg(list(kept.items())), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
