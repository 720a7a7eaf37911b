"""Fuzz what reads foreign text: ``python -m tests.faults.fuzz_parsers [INPUTS] [SEED]``.

Guided by the branches that inputs reach (atheris, libFuzzer), from the typed forms of
``tests/cases/lookup.tsv``.  Whatever is given: only the errors a module promises are raised,
spans lie inside the text and in order, and a printed number is read as the same number.
What broke, and with which input, is in the message.
"""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]
_SEEDS = _ROOT / "tests" / "cases" / "lookup.tsv"
# What the parsers may take beyond what this process has taken, in MiB.
_MEMORY = 2048


def check(data: bytes) -> None:
    """Read ``data`` with every parser.

    :raises AssertionError: one of them breaks its promise.
    """
    # Imported late: only what is imported under atheris's eyes is guided.
    from index.analysis.analyser import query_terms, terms
    from index.query import parser
    from ingest.errors import QueryError
    from ingest.references.find import find
    from ingest.text.vietnamese import nfc, sentences
    from ingest.vocabulary.document_numbers import DocumentNumber, find_numbers

    typed = data.decode("utf-8", "replace")
    text = nfc(typed)
    ended = 0
    for found in find_numbers(text):
        assert ended <= found.span.start < found.span.end <= len(text)
        ended = found.span.end
        again = DocumentNumber.parse(str(found.number))
        assert again == found.number, (str(found.number), again)
    for reference in find(text):
        assert 0 <= reference.span.start < reference.span.end <= len(text)
    for one in sentences(text):
        assert text[one.start : one.end].strip() == text[one.start : one.end] != ""
    for term in terms(text):
        assert 0 <= term.start < term.end <= len(text)
    try:
        asked = parser.parse_query(
            typed, ("Nghị quyết", "Quy định"), ("Ban Bí thư", "Bộ Chính trị")
        )
    except QueryError as error:
        assert error.advice or str(error)
        return
    query_terms(asked.searched)


def run(inputs: int, seed: int, folder: Path) -> int:
    """Try ``inputs`` made from ``seed``, in ``folder``; return how many were tried.

    :raises AssertionError: an input broke a promise; what broke is in the message.
    """
    seeds = folder / "seeds"
    seeds.mkdir()
    for n, line in enumerate(_SEEDS.read_text("utf-8").splitlines()):
        (seeds / f"{n:04d}").write_text(line.split("\t")[0], "utf-8")
    # Linux counts the most memory that we ever held towards a process that we start.
    ours = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    words = [
        f"-runs={inputs}",
        f"-seed={seed}",
        "-max_len=400",
        f"-rss_limit_mb={ours + _MEMORY}",
        f"-artifact_prefix={folder}/",
        str(seeds),
    ]
    done = subprocess.run(  # ourselves
        [sys.executable, "-m", "tests.faults.fuzz_parsers", "--fuzz", *words],
        cwd=_ROOT,
        capture_output=True,
        text=True,
        errors="replace",
        check=False,
    )
    tried = re.search(r"Done (\d+) runs", done.stderr)
    assert done.returncode == 0 and tried, done.stderr[-4000:]
    return int(tried[1])


def _fuzz(words: list[str]) -> None:
    """Fuzz in this process, which ends with it."""
    import atheris

    with atheris.instrument_imports(include=["ingest", "index"]):
        check(b"")
    atheris.Setup([sys.argv[0], *words], check)
    atheris.Fuzz()


def main() -> int:
    """Run from the command line."""
    if sys.argv[1:2] == ["--fuzz"]:
        _fuzz(sys.argv[2:])
    inputs = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 1
    with tempfile.TemporaryDirectory() as folder:
        tried = run(inputs, seed, Path(folder))
    sys.stdout.write(f"{tried} inputs tried, every promise kept\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
