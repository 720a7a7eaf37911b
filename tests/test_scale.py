"""The comparison of speed: its text is cut the same each time, its report and plot say what was."""

from __future__ import annotations

import argparse
import json
import os
import pwd
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pymupdf
import pytest
import zstandard

from benchmarks.scale import __main__ as command
from benchmarks.scale import databases, memory, plot, report
from benchmarks.scale.contestants import CONTESTANTS
from benchmarks.scale.measure import LEAST, _round, ask, build, first, source_of
from benchmarks.scale.real import QUESTIONS, Real
from benchmarks.scale.text import FILES, WORDS, Pairs
from index.backends.local import LocalBackends
from ingest import pipeline


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
    once, again = list(Pairs(source, 60).texts()), list(Pairs(source, 60).texts())
    assert once == again
    assert len(once) == 60
    assert all(len(one.split()) <= WORDS for one in once)
    # The second time round it is cut at other places.
    assert not set(once[:30]) & set(once[30:60])
    asked = Pairs(source, 30).questions(6)
    assert len(asked) == 6
    assert asked[0].startswith("Việc thứ")
    assert asked[2].startswith("Viec thu")


NEEDS = {"bm25s": ["bm25s"], "lancedb": ["lancedb"], "milvus": ["milvus_lite"]}
"""Modules that are not always there."""


@pytest.fixture
def reachable() -> Iterator[Path]:
    """A folder that the user a server runs as may enter."""
    with tempfile.TemporaryDirectory(prefix="vankien-scale-") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder)


def _skip_without(name: str) -> None:
    for module in NEEDS.get(name, []):
        pytest.importorskip(module, reason=f"needs {module} (the extra benchmarks or milvus)")
    if name == "postgres":
        pytest.importorskip("psycopg", reason="needs the extra postgres")
        try:
            databases.programs()
            if os.geteuid() == 0:
                pwd.getpwnam(databases.AS_ROOT)
        except (databases.ServerError, KeyError) as missing:
            pytest.skip(f"needs a PostgreSQL server (apt install postgresql): {missing}")
    if name == "vankien+encoder" and LocalBackends().encoder is None:
        pytest.skip("needs the encoder that ships")


@pytest.mark.parametrize("name", CONTESTANTS)
def test_a_contestant_is_built_and_asked(name: str, source: Path, reachable: Path) -> None:
    _skip_without(name)
    text = Pairs(source, 30)
    one = CONTESTANTS[name](reachable, text)
    built = build(one)
    asked = ask(CONTESTANTS[name](reachable, text), text.questions(4), 60)
    assert built["bytes"] > 0
    assert built["build_mb"]["both"] > built["build_mb"]["own"] > 0
    assert asked["answered"] >= 0.75
    assert asked["asked"] == 4
    assert asked["warm"]["p95"] >= asked["warm"]["p50"] > 0
    assert asked["one_qps"] > 0
    assert asked["eight_qps"] > 0
    assert asked["thirty_two_qps"] > 0
    assert first(CONTESTANTS[name](reachable, text), ["việc"])["first_warm_s"] > 0
    if name.startswith("vankien"):
        assert sum(built["parts"].values()) == built["bytes"]
        encoded = any(part.startswith("encoder") for part in built["parts"])
        assert encoded == (name == "vankien+encoder")


def test_no_server_is_left_running(source: Path, reachable: Path) -> None:
    _skip_without("postgres")
    one = CONTESTANTS["postgres"](reachable, Pairs(source, 30))
    one.prepare()
    children = memory._tree(os.getpid())
    one.close()
    assert len(memory._tree(os.getpid())) < len(children)
    assert not (reachable / "postgres" / "data" / "postmaster.pid").exists()


def test_what_a_server_says_is_told(reachable: Path) -> None:
    _skip_without("postgres")
    (reachable / "server" / "data").mkdir(parents=True)
    (reachable / "server" / "data" / "there").touch()
    with pytest.raises(databases.ServerError, match="initdb"):
        databases.Server(reachable / "server").create()


def test_processor_time_of_a_running_child_counts() -> None:
    before = memory.processor()
    said = "import time\nwhile time.process_time() < 0.3: pass\nprint(flush=True); input()"
    child = subprocess.Popen(
        [sys.executable, "-c", said], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdout is not None
    child.stdout.readline()
    running = memory.processor() - before
    child.communicate(b"\n")
    assert running >= 0.25
    # Ended, it counts once.
    assert memory.processor() - before < running + 0.25


@pytest.fixture
def real(tmp_path: Path) -> Path:
    """A folder of documents as the real ones lie: texts, and PDFs told of by a table."""
    data = tmp_path / "data"
    (data / "documents").mkdir(parents=True)
    (data / "pdf").mkdir()
    (data / "documents" / "a.txt").write_text(
        "HƯỚNG DẪN\nvề một việc\n\n1. Đảng viên nộp đảng phí hằng tháng.\n", "utf-8"
    )
    with pymupdf.open() as made:
        made.new_page().insert_text((72, 72), "Dieu 1. Noi dung ve viec nop phi.")
        made.save(data / "pdf" / "party__b.pdf")
    (data / "pdf" / "gov__broken.pdf").write_bytes(b"no PDF")
    rows = ["file\ttext_layer", "party__b.pdf\tborn-digital", "gov__broken.pdf\tborn-digital"]
    rows.append("gov__scan.pdf\tscanned")
    (data / "pdf" / "manifest.tsv").write_text("\n".join(rows) + "\n", "utf-8")
    return data


def test_real_documents_are_read_once_and_asked_as_people_ask(
    real: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Real(real, tmp_path / "read")
    texts = list(source.texts())
    assert source.size == len(texts) >= 2
    assert any("nộp đảng phí" in text for text in texts)
    assert not any("\n" in text for text in texts)
    assert [path.name for _, path in source.documents(tmp_path)] == ["a.txt", "party__b.pdf"]
    monkeypatch.setattr(pipeline, "parse", None)
    assert list(Real(real, tmp_path / "read").texts()) == texts
    asked = source.questions(20)
    assert len(asked) == len(set(asked)) == 20
    known = {json.loads(line)["text"] for line in QUESTIONS.read_text("utf-8").splitlines()}
    assert set(asked) <= known
    own = CONTESTANTS["vankien"](tmp_path, source_of("real", real, real, tmp_path / "work"))
    assert build(own)["bytes"] > 0
    own.open()
    assert own.ask("nộp đảng phí hằng tháng") == 1
    with pytest.raises(ValueError, match="--data"):
        source_of("real", real, None, tmp_path)


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
            "at": "2026-12-01T03:00+00:00",
            "version": "abc1234",
            "one_qps": 450.0,
            "eight": spread,
            "eight_mb": held,
            "cores": 2,
        },
    }


def test_the_report_and_plot_hold_every_contestant() -> None:
    rows: Any = [
        ("1000 vankien", _one(1000, 2.0)),
        ("1000 tantivy", _one(1000, 0.5)),
        ("10000 vankien", _one(10_000, 4.0)),
        ("real vankien", _one(4835, 4.0)),
        ("real postgres", _one(4835, 2.0)),
        ("1000000 fts5", {**_one(10**6, 900.0), "at": "2026-11-23T16:00+00:00"}),
        ("10000 whoosh", {"size": 10_000, "not_run": "build took over 600 s"}),
    ]
    said = report.text(rows)
    assert (
        "| tantivy | 2.0 | 1.0 | 1.00 | 1,000 | 4 | 1.00 | 300 | 350 | 0.5 | 2026-12-01 abc1234 |"
        in said
    )
    asked = "2.0 | 4.0 | 0.5 | 0.25 | 450.0 | 50.0 | 1.00 | 4.0 | 300 | – | – | – | 300 |"
    assert f"| tantivy | 0.70 | 2.0 | 4.0 | 0.50 | {asked}" in said
    assert "## Real documents: 4,835 passages" in said
    assert "| postgres | 2.0 |" in said
    assert "**All rows are older than the other tables**" in said
    assert "| fts5 † |" in said
    assert "| fts5 | 1,000 –" not in said
    assert said.count("| whoosh | not run: build took over 600 s |") == 2
    assert "| vankien | 1,000 – 10,000 | 1.00 | 0.30 | 1.00 | 0.00 | 0.00 |" in said
    assert "| 10,000,000 (projected) | 40.0 | 10.2 | 2.78 |" in said
    drawn = ET.fromstring(plot.svg(rows))  # noqa: S314 (our own)
    labels = [part.text for part in drawn.iter() if part.tag.endswith("text")]
    assert {"vankien", "tantivy", "10,000"} <= set(labels)
    assert not {"whoosh", "postgres", "fts5"} & set(labels)


def test_a_contestant_that_would_take_too_long_is_not_run(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def measured(_: object, name: str, what: str, size: str, __: Path) -> dict[str, Any]:
        asked.append((name, what, size))
        if name == "fts5":
            raise command.NotRunError("build failed, exit 1")
        return _one(int(size), 1.0) if what == "build" else {}

    monkeypatch.setattr(command, "measured", measured)
    results = tmp_path / "results.json"
    said = argparse.Namespace(
        text=source,
        work=tmp_path,
        sizes=["1000", "10000", "100000"],
        only=[*command.OURS, "whoosh", "fts5"],
    )
    said.again = said.keep = False
    said.limit, said.until, said.results, said.run = 10.0, float("inf"), results, "1"
    command.run(said)
    kept = json.loads(results.read_text("utf-8"))
    # 2 s for 1,000 passages are 20 s for ten times as many.
    assert kept["10000 whoosh"]["not_run"].startswith("20 s to build")
    assert kept["10000 fts5"] == {"size": 10_000, "not_run": "build failed, exit 1"}
    assert ("vankien", "ask", "10000") in asked
    assert ("vankien+encoder", "ask", "10000") in asked
    assert "20,000 passages" in kept["100000 vankien+encoder"]["not_run"]
    asked.clear()
    command.run(said)
    assert asked == []
