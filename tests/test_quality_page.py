"""The page of the quality of retrieval: sections measured anew beside those that stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks import quality


def test_sections_not_measured_stay_as_they_stand(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "quality.md"
    out.write_text((root / "docs" / "quality.md").read_text("utf-8"), "utf-8")
    before = quality.sections(out.read_text("utf-8"))
    sample = quality.SETS[0]
    monkeypatch.setattr(quality, "_set", lambda name, _: f"## {name}\n\nmeasured anew\n")

    assert quality.main([str(tmp_path), "--out", str(out), "--sections", sample]) == 0

    after = quality.sections(out.read_text("utf-8"))
    assert after.pop(sample) == f"## {sample}\n\nmeasured anew\n\n"
    del before[sample]
    assert after == before
