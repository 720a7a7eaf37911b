"""The comparison of speed: its text is cut the same each time, its report and plot say what was."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
import zstandard

from benchmarks.scale import plot, report
from benchmarks.scale.measure import ask, build
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
    one = contestant(tmp_path / "work", source, 30)
    built = build(one)
    asked = ask(one, questions(source, 30, 4))
    assert built["bytes"] > 0
    assert asked["answered"] >= 0.75
    assert asked["warm"]["p95"] >= asked["warm"]["p50"] > 0
    assert asked["eight_qps"] > 0


def test_the_report_and_plot_hold_every_contestant() -> None:
    spread = {"p50": 2.0, "p95": 4.0}
    one = {
        "size": 1000,
        "build_s": 2.0,
        "build_cpu_s": 1.0,
        "bytes": 4_000_000,
        "first_s": 0.5,
        "warm": spread,
        "cpu_ms": 2.0,
        "eight_qps": 50.0,
        "rss_mb": 300.0,
        "load": 0.5,
    }
    rows: Any = [
        ("1000 vankien", one),
        ("1000 tantivy", {**one, "cpu_ms": 0.5}),
        ("10000 vankien", {**one, "size": 10_000, "bytes": 40_000_000, "cpu_ms": 3.0}),
    ]
    said = report.text(rows)
    assert "| tantivy | 2.0 | 1.0 | 1.00 | 4 | 0.50 | 2.0 | 4.0 | 0.5 | 0.25 |" in said
    assert "| 1,000 → 10,000 | 10 | 1.0 | 1.50 | 10.0 |" in said
    assert "| 100,000,000 (projected) | 400.0 |" in said
    drawn = ET.fromstring(plot.svg(rows))  # noqa: S314 (our own)
    labels = [part.text for part in drawn.iter() if part.tag.endswith("text")]
    assert {"vankien", "tantivy", "10,000"} <= set(labels)
