"""``python -m ingest``: JSON on standard output, messages on standard error, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ingest.__main__ import main
from tests.test_unpacking import packed


def test_the_json_of_a_sample(root: Path) -> None:
    file = root / "corpus" / "08-qd-tu-2021.pdf"
    done = subprocess.run(
        [sys.executable, "-m", "ingest", str(file), "--json"],
        cwd=root,
        capture_output=True,
        text=True,
        check=True,
    )
    data = json.loads(done.stdout)
    assert data["number"] == "08-QĐ/TU"
    assert data["kind"] == "Quy định"
    assert data["issued"] == "2021-05-10"
    assert data["deciding_body"] == "Ban Thường vụ Tỉnh ủy"
    assert data["refused"] is None
    assert [page["printed"] for page in data["pages"]] == [None, "2"]
    assert "more" not in data


def test_the_summary_is_for_people(root: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = root / "corpus" / "hoi-dap-tiep-dan.txt"
    assert main([str(file), "--no-isolation"]) == 0
    assert "Số hiệu: không có" in capsys.readouterr().out


def test_a_missing_file_has_its_own_exit_code(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path / "khong-co.pdf")]) == 12
    out = capsys.readouterr()
    assert not out.out
    assert "khong-co.pdf" in out.err


def test_the_command_reads_every_member(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = packed(tmp_path / "c")
    assert main([str(path), "--json", "--no-isolation"]) == 16  # the damaged one comes first
    said = capsys.readouterr()
    rows = json.loads(said.out)
    assert [row["source"] for row in rows] == [
        "kho.zip!/31.txt",
        "kho.zip!/2023/19.txt",
        "kho.zip!/trong.zip!/hoi-dap.txt",
        "kho.zip!/hỏng.pdf",
        "kho.zip!/mat.txt",
    ]
    assert [row.get("number") for row in rows[:3]] == ["31-QĐ/TU", "19-CT/TU", None]
    assert all({"source", "error", "advice"} == set(row) for row in rows[3:])
    assert "kho.zip!/mat.txt" in said.err
