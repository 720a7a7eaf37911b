"""Measuring one contestant in a process of its own: ``python -m benchmarks.scale.measure``."""

from __future__ import annotations

import argparse
import json
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.scale import memory
from benchmarks.scale.contestants import CONTESTANTS
from benchmarks.scale.real import NAME, Real
from benchmarks.scale.text import Pairs, Source

QUESTIONS = 200
CLIENTS = {8: "eight", 32: "thirty_two"}
"""How many ask at once, and how their figures are called."""
LEAST = 20
"""Questions asked however long they take."""


def build(one: Any) -> dict[str, Any]:  # noqa: ANN401 (any contestant)
    """Build and say what it took."""
    one.prepare()
    before = memory.processor()
    with memory.Peak() as peak:
        seconds = one.build()
    cpu = memory.processor() - before - peak.cost
    _close(one)
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
    spent = time.perf_counter() - started
    _close(one)
    return {"first_warm_s": spent}


def ask(one: Any, asked: list[str], seconds: float) -> dict[str, Any]:  # noqa: ANN401
    """Ask out of the system's cache and in it, one client, eight and more; say what memory it took.

    :param seconds: for one round of questions; slower contestants are asked fewer of them.
    """
    memory.forget(one.stored())
    started = time.perf_counter()
    one.open()
    found = one.ask(asked[0])
    spent = time.perf_counter() - started
    cold = _round(one, asked[1:], seconds)
    before = memory.processor()
    with memory.Peak() as peak:
        warm = _round(one, asked, seconds)
    cpu = (memory.processor() - before - peak.cost) / len(warm)
    if hasattr(one, "serve"):
        one.serve()
        _round(one, asked, seconds)
    again = (asked * 2)[: 2 * len(warm)]
    crowds: dict[str, Any] = {}
    for clients, called in CLIENTS.items():
        crowds |= _crowd(one, again, clients, called)
    _close(one)
    return {
        "first_cold_s": spent,
        "cold": spread([each for each, _ in cold]),
        "warm": spread([each for each, _ in warm]),
        "cpu_ms": cpu * 1e3,
        "one_qps": len(warm) / sum(each for each, _ in warm),
        **crowds,
        "service_mb": peak.most,
        "asked": len(warm),
        "answered": (sum(n > 0 for _, n in warm) + (found < 0)) / len(warm),
    }


def _crowd(one: Any, asked: list[str], clients: int, called: str) -> dict[str, Any]:  # noqa: ANN401
    """Have so many clients ask at once, each the next question when it has its answer."""
    with memory.Peak() as peak, ThreadPoolExecutor(clients) as pool:
        started = time.perf_counter()
        times = list(pool.map(lambda question: _timed(one, question)[0], asked))
        ended = time.perf_counter() - started
    return {
        called: spread(times),
        f"{called}_qps": len(times) / ended,
        f"{called}_mb": peak.most,
    }


def _close(one: Any) -> None:  # noqa: ANN401 (any contestant)
    if hasattr(one, "close"):
        one.close()


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


def source_of(size: str, text: Path, data: Path | None, work: Path) -> Source:
    """Return the text of a library: so many passages, or the real documents.

    :raises ValueError: the real documents are wanted, and nobody said where they are.
    """
    if size != NAME:
        return Pairs(text, int(size))
    if data is None:
        raise ValueError("the library of real documents needs --data")
    return Real(data, work.parent / "read")


def main() -> int:
    """Measure one contestant and print JSON."""
    words = argparse.ArgumentParser(prog="python -m benchmarks.scale.measure")
    words.add_argument("name", choices=sorted(CONTESTANTS))
    words.add_argument("what", choices=["build", "ask", "first"])
    words.add_argument("--size", required=True, help=f"passages, or {NAME}")
    words.add_argument("--text", type=Path, required=True)
    words.add_argument("--data", type=Path, help="folder of the real documents")
    words.add_argument("--work", type=Path, required=True)
    words.add_argument("--seconds", type=float, default=60.0, help="for a round of questions")
    said = words.parse_args()
    said.work.mkdir(parents=True, exist_ok=True)
    source = source_of(said.size, said.text, said.data, said.work)
    one = CONTESTANTS[said.name](said.work, source)
    if said.what == "build":
        found = {"size": source.size, **build(one)}
    else:
        asked = source.questions(QUESTIONS)
        found = ask(one, asked, said.seconds) if said.what == "ask" else first(one, asked)
    json.dump(found, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
