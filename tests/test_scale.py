"""The comparison of speed: its text is cut the same each time, its report and plot say what was."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
import zstandard

from benchmarks.scale import __main__ as command
from benchmarks.scale import memory, plot, report
from benchmarks.scale.measure import LEAST, _round, ask, build, first
from benchmarks.scale.own import Own
from benchmarks.scale.peers import Fts5
from benchmarks.scale.peers import Tantivy as TantivyAlone
from benchmarks.scale.text import FILES, WORDS, questions, texts


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder of pairs, thirty passages in all."""
    folder = tmp_path / "pairs"
    folder.mkdir()
    for place, name in enumerate(FILES):
        rows = [
            {
                "anchor": f"Việc thứ {n} xã{place} việc{n}",
                "positive": " ".join(f"xã{place} việc{n} từ{word}" for word in range(80)),
            }
            for n in range(3)
        ]
        lines = "\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        (folder / f"{name}.jsonl.zst").write_bytes(zstandard.compress(lines.encode()))
    return folder


def test_text_is_cut_the_same_each_time_and_lasts(source: Path) -> None:
    once, again = list(texts(source, 60)), list(texts(source, 60))
    assert once == again
    assert len(once) == 60
    assert all(len(one.split()) <= WORDS for one in once)
    # The second time round it is cut at other places.
    assert not set(once[:30]) & set(once[30:60])
    asked = questions(source, 30, 6)
    assert len(asked) == 6
    assert asked[0].startswith("Việc thứ")
    assert asked[2].startswith("Viec thu")


@pytest.mark.parametrize("contestant", [Own, Fts5, TantivyAlone])
def test_a_contestant_is_built_and_asked(contestant: Any, source: Path, tmp_path: Path) -> None:
    one = contestant(tmp_path, source, 30)
    built = build(one)
    asked = ask(one, questions(source, 30, 4), 60)
    assert built["bytes"] > 0
    assert built["build_mb"]["both"] > built["build_mb"]["own"] > 0
    assert asked["answered"] >= 0.75
    assert asked["asked"] == 4
    assert asked["warm"]["p95"] >= asked["warm"]["p50"] > 0
    assert asked["eight_qps"] > 0
    assert first(contestant(tmp_path, source, 30), ["việc"])["first_warm_s"] > 0
    if contestant is Own:
        assert sum(built["parts"].values()) == built["bytes"]


def test_a_slow_contestant_is_asked_fewer_questions() -> None:
    class Slow:
        def ask(self, question: str) -> int:
            return len(question)

    found = _round(Slow(), ["a"] * 50, 0.0)
    assert len(found) == LEAST


def test_memory_of_children_counts() -> None:
    before = memory.of_tree(os.getpid())["own"]
    said = "held = bytearray(64 << 20); print(flush=True); input()"
    child = subprocess.Popen(
        [sys.executable, "-c", said], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    child.stdout.readline()
    assert memory.of_tree(os.getpid())["own"] > before + 60
    child.communicate(b"\n")


def _one(size: int, cpu: float) -> dict[str, Any]:
    spread = {"p50": 2.0, "p95": 4.0}
    held = {"own": 300.0, "files": 50.0, "both": 350.0}
    return {
        **{"size": size, "build_s": 2.0, "build_cpu_s": size / 1000, "bytes": 4000 * size},
        **{"build_mb": held, "service_mb": held, "parts": {"vectors/whole_rows.npy": 1024 * size}},
        **{"first_cold_s": 0.7, "first_warm_s": 0.5, "cold": spread, "warm": spread},
        **{
            "cpu_ms": cpu,
            "eight_qps": 50.0,
            "asked": 200,
            "answered": 1.0,
            "load": 0.5,
            "run": "1",
            "cores": 2,
        },
    }


def test_the_report_and_plot_hold_every_contestant() -> None:
    rows: Any = [
        ("1000 vankien", _one(1000, 2.0)),
        ("1000 tantivy", _one(1000, 0.5)),
        ("10000 vankien", _one(10_000, 4.0)),
        ("10000 whoosh", {"size": 10_000, "not_run": "build took over 600 s"}),
    ]
    said = report.text(rows)
    assert "| tantivy | 2.0 | 1.0 | 1.00 | 1,000 | 4 | 1.00 | 300 | 350 | 0.5 |" in said
    assert "| tantivy | 0.70 | 2.0 | 4.0 | 0.50 | 2.0 | 4.0 | 0.5 | 0.25 | 50.0 |" in said
    assert said.count("| whoosh | not run: build took over 600 s |") == 2
    assert "| vankien | 1,000 – 10,000 | 1.00 | 0.30 | 1.00 | 0.00 | 0.00 |" in said
    assert "| 10,000,000 (projected) | 40.0 | 10.2 | 2.78 |" in said
    drawn = ET.fromstring(plot.svg(rows))  # noqa: S314 (our own)
    labels = [part.text for part in drawn.iter() if part.tag.endswith("text")]
    assert {"vankien", "tantivy", "10,000"} <= set(labels)
    assert "whoosh" not in labels


def test_a_contestant_that_would_take_too_long_is_not_run(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def measured(_: object, name: str, what: str, size: int, __: Path) -> dict[str, Any]:
        asked.append((name, what, size))
        if name == "fts5":
            raise command.NotRunError("build failed, exit 1")
        return _one(size, 1.0) if what == "build" else {}

    monkeypatch.setattr(command, "measured", measured)
    results = tmp_path / "results.json"
    said = argparse.Namespace(
        text=source, work=tmp_path, sizes=[1000, 10_000], only=["vankien", "whoosh", "fts5"]
    )
    said.again = said.keep = False
    said.limit, said.until, said.results, said.run = 10.0, float("inf"), results, "1"
    command.run(said)
    kept = json.loads(results.read_text("utf-8"))
    # 2 s for 1,000 passages are 20 s for ten times as many.
    assert kept["10000 whoosh"]["not_run"].startswith("20 s to build")
    assert kept["10000 fts5"] == {"size": 10_000, "not_run": "build failed, exit 1"}
    assert ("vankien", "ask", 10_000) in asked
    asked.clear()
    command.run(said)
    assert asked == []
