"""The architecture as a failing test: the import contracts of setup.cfg hold."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_import_contracts_hold(root: Path) -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports")), "--no-cache"],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


def test_looking_up_a_number_imports_no_torch(root: Path) -> None:
    probe = (
        "import sys, index.library, ingest.pipeline\n"
        "heavy = {'torch', 'sentence_transformers', 'transformers'} & set(sys.modules)\n"
        "sys.exit(', '.join(sorted(heavy)) or 0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], cwd=root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
