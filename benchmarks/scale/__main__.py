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
from benchmarks.scale.contestants import CONTESTANTS
from benchmarks.scale.own import Encoded, Own
from benchmarks.scale.real import NAME, PASSAGES

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
NAMES = tuple(CONTESTANTS)
OURS = (Own.name, Encoded.name)

Found = dict[str, Any]


class NotRunError(Exception):
    """A contestant was not measured; says why."""


def measured(said: argparse.Namespace, name: str, what: str, size: str, work: Path) -> Found:
    """Measure one contestant in a process of its own.

    :raises NotRunError: it failed, or took longer than it may.
    """
    command = [
        *(sys.executable, "-m", "benchmarks.scale.measure", name, what),
        *("--size", size, "--text", str(said.text), "--work", str(work)),
        *(("--data", str(said.data)) if said.data else ()),
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
    return None if name in OURS else float(said.limit)


def load() -> float:
    """Return how many processes wanted the processor over the last minute."""
    return os.getloadavg()[0]


def version() -> str:
    """Return the commit that is measured, empty where there is no repository."""
    found = subprocess.run(
        ["git", "rev-parse", "--short=7", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return found.stdout.strip()


def passages(size: str) -> int:
    """Return some how many passages a library of a name has, to put sizes in order."""
    return PASSAGES if size == NAME else int(size)


def why_not(said: argparse.Namespace, kept: Found, name: str, size: str) -> str | None:
    """Return why a contestant is not to be measured with a size, None where it is."""
    most = getattr(CONTESTANTS[name], "most", None)
    if most is not None and passages(size) > most:
        return f"a build makes such vectors unasked up to {most:,} passages"
    smaller = [
        (one["size"], one["build_s"])
        for key, one in kept.items()
        if key.endswith(f" {name}") and one["size"] < passages(size) and "build_s" in one
    ]
    if smaller and name not in OURS:
        before, spent = max(smaller)
        likely = spent * passages(size) / before
        if likely > said.limit:
            reason = f"{likely:,.0f} s to build, by the {spent:,.0f} s for {before:,}"
            return f"{reason}; {said.limit:,.0f} s are allowed"
    return None


def one_of(said: argparse.Namespace, kept: Found, name: str, size: str) -> Found:
    """Return what a contestant of a size was measured to be, or why it was not."""
    reason: object = why_not(said, kept, name, size)
    if reason is not None:
        return {"size": passages(size), "not_run": reason}
    work = said.work / size
    work.mkdir(parents=True, exist_ok=True)
    # What a run that was cut short left would be built into.
    shutil.rmtree(work / name, ignore_errors=True)
    before_load, started = load(), datetime.now(UTC).isoformat(timespec="minutes")
    found: Found = {"size": passages(size), "run": said.run, "at": started}
    found |= {"version": version(), "cores": os.cpu_count()}
    try:
        for what in ("build", "ask", "first"):
            found |= measured(said, name, what, size, work)
    except NotRunError as error:
        return {"size": passages(size), "not_run": str(error)}
    finally:
        if not said.keep:
            _clear(work)
    return {**found, "load": (before_load + load()) / 2}


def _clear(work: Path) -> None:
    for path in work.iterdir():
        if path.name != "passages.txt":
            shutil.rmtree(path, ignore_errors=True)


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
            shutil.rmtree(said.work / size, ignore_errors=True)


def main() -> int:
    """Run the command."""
    words = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__)
    words.add_argument("--text", type=Path, required=True, help="folder of the files of pairs")
    words.add_argument("--data", type=Path, help=f"folder of the real documents, for {NAME}")
    words.add_argument("--work", type=Path, required=True, help="folder for what is built")
    words.add_argument(
        "--sizes", default="1000,10000,100000", help=f"passages or {NAME}, by commas"
    )
    words.add_argument("--only", default=",".join(NAMES), help="contestants, parted by commas")
    words.add_argument("--again", action="store_true", help="measure anew what was measured")
    words.add_argument("--limit", type=float, default=600, help="seconds a peer may take at once")
    words.add_argument("--seconds", type=float, default=60, help="for one round of questions")
    words.add_argument("--minutes", type=float, help="begin nothing after so many")
    words.add_argument("--keep", action="store_true", help="leave what was built")
    words.add_argument("--results", type=Path, default=HERE / "results.json")
    words.add_argument("--out", type=Path, default=ROOT / "docs" / "scale.md")
    said = words.parse_args()
    said.sizes = sorted((size for size in said.sizes.split(",") if size), key=passages)
    said.only = said.only.split(",")
    said.run = datetime.now(UTC).isoformat(timespec="seconds")
    said.until = time.monotonic() + said.minutes * 60 if said.minutes else float("inf")
    if unknown := set(said.only) - set(NAMES):
        words.error(f"no such contestant: {', '.join(sorted(unknown))}")
    if NAME in said.sizes and said.data is None:
        words.error(f"{NAME} needs --data")
    run(said)
    kept = json.loads(said.results.read_text("utf-8"))
    said.out.write_text(report.text(list(kept.items())), "utf-8")
    said.out.with_suffix(".svg").write_text(plot.svg(list(kept.items())), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
