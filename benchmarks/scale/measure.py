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

from benchmarks.scale import memory
from benchmarks.scale.own import Own
from benchmarks.scale.peers import PEERS
from benchmarks.scale.text import questions

CONTESTANTS: dict[str, Any] = {one.name: one for one in (Own, *PEERS)}
QUESTIONS = 200
CLIENTS = 8
LEAST = 20
"""Questions asked however long they take."""


def build(one: Any) -> dict[str, Any]:  # noqa: ANN401 (any contestant)
    """Build and say what it took."""
    one.prepare()
    before = processor()
    with memory.Peak() as peak:
        seconds = one.build()
    cpu = processor() - before - peak.cost
    size = sum(path.stat().st_size for path in one.stored().rglob("*") if path.is_file())
    stages = {name: round(spent, 1) for name, spent in getattr(one, "stages", {}).items()}
    return {
        "build_s": seconds,
        "build_cpu_s": cpu,
        "bytes": size,
        "build_mb": peak.most,
        "stages": stages,
        "parts": one.parts() if hasattr(one, "parts") else {},
    }


def first(one: Any, asked: list[str]) -> dict[str, Any]:  # noqa: ANN401 (any contestant)
    """Open and ask once, everything imported and read anew: seconds to the first answer."""
    started = time.perf_counter()
    one.open()
    one.ask(asked[0])
    return {"first_warm_s": time.perf_counter() - started}


def ask(one: Any, asked: list[str], seconds: float) -> dict[str, Any]:  # noqa: ANN401
    """Ask out of the system's cache and in it, one client and eight; say what memory it took.

    :param seconds: for one round of questions; slower contestants are asked fewer of them.
    """
    memory.forget(one.stored())
    started = time.perf_counter()
    one.open()
    found = one.ask(asked[0])
    spent = time.perf_counter() - started
    cold = _round(one, asked[1:], seconds)
    before = processor()
    with memory.Peak() as peak:
        warm = _round(one, asked, seconds)
    cpu = (processor() - before - peak.cost) / len(warm)
    again = (asked * 2)[: 2 * len(warm)]
    if hasattr(one, "serve"):
        one.serve()
        _round(one, asked, seconds)
    with memory.Peak() as crowded, ThreadPoolExecutor(CLIENTS) as pool:
        started = time.perf_counter()
        together = list(pool.map(lambda question: _timed(one, question)[0], again))
        ended = time.perf_counter() - started
    return {
        "first_cold_s": spent,
        "cold": spread([each for each, _ in cold]),
        "warm": spread([each for each, _ in warm]),
        "cpu_ms": cpu * 1e3,
        "eight": spread(together),
        "eight_qps": len(together) / ended,
        "service_mb": peak.most,
        "eight_mb": crowded.most,
        "asked": len(warm),
        "answered": (sum(n > 0 for _, n in warm) + (found < 0)) / len(warm),
    }


def _round(one: Any, asked: list[str], seconds: float) -> list[tuple[float, int]]:  # noqa: ANN401
    found: list[tuple[float, int]] = []
    started = time.perf_counter()
    for question in asked:
        if len(found) >= LEAST and time.perf_counter() - started > seconds:
            break
        found.append(_timed(one, question))
    return found


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


def main() -> int:
    """Measure one contestant and print JSON."""
    words = argparse.ArgumentParser(prog="python -m benchmarks.scale.measure")
    words.add_argument("name", choices=sorted(CONTESTANTS))
    words.add_argument("what", choices=["build", "ask", "first"])
    words.add_argument("--size", type=int, required=True)
    words.add_argument("--text", type=Path, required=True)
    words.add_argument("--work", type=Path, required=True)
    words.add_argument("--seconds", type=float, default=60.0, help="for a round of questions")
    said = words.parse_args()
    said.work.mkdir(parents=True, exist_ok=True)
    one = CONTESTANTS[said.name](said.work, said.text, said.size)
    if said.what == "build":
        found = build(one)
    else:
        asked = questions(said.text, said.size, QUESTIONS)
        found = ask(one, asked, said.seconds) if said.what == "ask" else first(one, asked)
    json.dump(found, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
