"""The README's example prints what the README says."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path


def test_the_example_prints_what_it_says(root: Path, sample_library: Path, tmp_path: Path) -> None:
    readme = (root / "README.md").read_text("utf-8")
    found = re.search(r"```python\n(.*?)```\n\nprints\n\n```\n(.*?)```", readme, re.DOTALL)
    assert found is not None
    (tmp_path / "library").symlink_to(sample_library)
    done = subprocess.run(
        [sys.executable, "-c", found[1]],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(root)},
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == found[2]
    lines = [line for line in found[1].splitlines() if line.strip()]
    assert len(lines) <= 10
