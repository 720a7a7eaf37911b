"""Draw a sample of the register for a person to read, with the places that prove it.

Usage::

    python -m benchmarks.register_sample corpus/register.jsonl 200 > sample.tsv
"""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from index.citations.register import RegisterEntry, load
from ingest.vocabulary.document_numbers import Style


def sample(entries: list[RegisterEntry], size: int) -> list[RegisterEntry]:
    """Return ``size`` Party entries, by the digest of number and date.

    The same entry is drawn from every register that has it and few others.
    """
    mined = [e for e in entries if e.number is not None and e.sources]
    party = [e for e in mined if e.number is not None and e.number.style is Style.PARTY]
    drawn = sorted(party, key=lambda e: hashlib.sha256(f"{e.number}@{e.issued}".encode()).digest())
    return sorted(drawn[:size], key=lambda e: (str(e.issued or e.year or ""), str(e.number)))


def row(entry: RegisterEntry) -> str:
    """Return one line: number, date, type, body, subject, what was replaced, places."""
    places = " ".join(dict.fromkeys(at for proof in entry.evidence for at in proof.at))
    replaced = ", ".join(f"{old.number} {old.issued or ''}".strip() for old in entry.replaces)
    facts = (
        entry.number,
        entry.issued or entry.year or "",
        entry.kind,
        entry.body or "",
        entry.subject or "",
    )
    return "\t".join((*map(str, facts), replaced, places))


def main(arguments: list[str]) -> int:
    """Print the sample as tab-separated lines."""
    path, size = Path(arguments[0]), int(arguments[1])
    for entry in sample(list(load(path)), size):
        sys.stdout.write(f"{row(entry)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
