"""Measuring one contestant in a process of its own: ``python -m benchmarks.scale.measure``."""

from __future__ import annotations

import argparse
import json
import os
import resource
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.scale.own import Own
from benchmarks.scale.peers import PEERS
from benchmarks.scale.text import questions

CONTESTANTS: dict[str, Any] = {one.name: one for one in (Own, *PEERS)}
QUESTIONS = 200
CLIENTS = 8


def build(one: Any) -> dict[str, Any]:  # noqa: ANN401 (any contestant)
    """Build and say what it took."""
    before = processor()
    seconds = one.build()
    cpu = processor() - before
    size = sum(path.stat().st_size for path in one.stored().rglob("*") if path.is_file())
    stages = {name: round(spent, 1) for name, spent in getattr(one, "stages", {}).items()}
    return {
        "build_s": seconds,
        "build_cpu_s": cpu,
        "bytes": size,
        "peak_mb": memory("VmHWM"),
        "stages": stages,
    }


def ask(one: Any, asked: list[str]) -> dict[str, Any]:  # noqa: ANN401 (any contestant)
    """Open and ask: the first answer, one client, eight clients, memory."""
    started = time.perf_counter()
    one.open()
    found = one.ask(asked[0])
    first = time.perf_counter() - started
    cold = [_timed(one, question)[0] for question in asked[1:]]
    before = processor()
    warm = [_timed(one, question) for question in asked]
    cpu = (processor() - before) / len(asked)
    with ThreadPoolExecutor(CLIENTS) as pool:
        started = time.perf_counter()
        together = list(pool.map(lambda question: _timed(one, question)[0], asked * 2))
        spent = time.perf_counter() - started
    times = [seconds for seconds, _ in warm]
    return {
        "first_s": first,
        "cold": spread(cold),
        "warm": spread(times),
        "cpu_ms": cpu * 1e3,
        "eight": spread(together),
        "eight_qps": len(together) / spent,
        "rss_mb": memory("VmRSS"),
        "answered": (sum(n > 0 for _, n in warm) + (found < 0)) / len(asked),
    }


def _timed(one: Any, question: str) -> tuple[float, int]:  # noqa: ANN401 (any contestant)
    started = time.perf_counter()
    found = one.ask(question)
    return time.perf_counter() - started, found


def spread(times: list[float]) -> dict[str, float]:
    """Return median and 95th percentile in milliseconds."""
    return {"p50": float(np.median(times)) * 1e3, "p95": float(np.percentile(times, 95)) * 1e3}


def processor() -> float:
    """Return the processor seconds of this process and of children that have ended.

    On a machine shared with others this says more than the clock.
    """
    own, children = os.times(), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.user + own.system + children.ru_utime + children.ru_stime


def memory(what: str) -> float:
    """Return this process's resident memory (``VmRSS``) or its peak (``VmHWM``) in MB."""
    for line in Path("/proc/self/status").read_text("ascii").splitlines():
        if line.startswith(what):
            return int(line.split()[1]) / 1024
    return 0.0


def main() -> int:
    """Measure one contestant and print JSON."""
    words = argparse.ArgumentParser(prog="python -m benchmarks.scale.measure")
    words.add_argument("name", choices=sorted(CONTESTANTS))
    words.add_argument("what", choices=["build", "ask"])
    words.add_argument("--size", type=int, required=True)
    words.add_argument("--text", type=Path, required=True)
    words.add_argument("--work", type=Path, required=True)
    said = words.parse_args()
    one = CONTESTANTS[said.name](said.work, said.text, said.size)
    found = (
        build(one) if said.what == "build" else ask(one, questions(said.text, said.size, QUESTIONS))
    )
    json.dump(found, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
