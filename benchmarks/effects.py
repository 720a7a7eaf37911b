"""How truly acts of amendment are read: effect and target, on sentences annotated before the code.

``tests/cases/effects_own.json`` are sentences written for it, ``effects_real.json`` sentences of
real texts by file, row, offset and digest.  ``kept`` marks the half that is only reported.

``python -m benchmarks.effects FOLDER`` prints the table; FOLDER holds ``train/*.zst``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingest.citations import Amendment, Reference
from ingest.references.find import read

CASES = Path(__file__).parents[1] / "tests" / "cases"


@dataclass(frozen=True, slots=True)
class Told:
    """One act: what happens to what, and whether another document is said to do it."""

    effect: str
    target: str
    provision: str
    reported: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """An annotated sentence with its acts."""

    text: str
    acts: tuple[Told, ...]
    kept: bool
    real: bool


@dataclass(frozen=True, slots=True)
class Score:
    """Right, told and annotated acts."""

    right: int
    told: int
    annotated: int

    def __str__(self) -> str:
        return f"{self.f1:.3f} ({self.right}/{self.told}/{self.annotated})"

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 where nothing is annotated or told."""
        both = self.told + self.annotated
        return 2 * self.right / both if both else 1.0


def own_cases() -> list[Judged]:
    """Return the sentences written for the measurement."""
    rows = json.loads((CASES / "effects_own.json").read_text("utf-8"))
    return [Judged(row["text"], _annotated(row), row["kept"], False) for row in rows]


def real_cases(folder: Path) -> list[Judged]:
    """Return the sentences of real texts; one whose text is no longer there is left out.

    :param folder: holds the files that the annotations name.
    """
    rows = json.loads((CASES / "effects_real.json").read_text("utf-8"))
    wanted: dict[str, dict[int, list[dict[str, Any]]]] = {}
    for row in rows:
        wanted.setdefault(row["file"], {}).setdefault(row["row"], []).append(row)
    judged: list[Judged] = []
    for name, of_row in wanted.items():
        for number, text in _texts(folder / name):
            for row in of_row.get(number, ()):
                piece = " ".join(text[row["start"] : row["end"]].split())
                if hashlib.sha256(piece.encode()).hexdigest()[:16] == row["digest"]:
                    judged.append(Judged(piece, _annotated(row), row["kept"], True))
    return judged


def _texts(path: Path) -> Iterator[tuple[int, str]]:
    done = subprocess.run(["zstd", "-dcq", str(path)], stdout=subprocess.PIPE, check=True)
    for number, line in enumerate(done.stdout.splitlines()):
        yield number, str(json.loads(line)["text"])


def _annotated(row: dict[str, Any]) -> tuple[Told, ...]:
    return tuple(
        dict.fromkeys(
            Told(
                one["effect"],
                one["target"].lower(),
                _labelled(one["provision"].lower()),
                bool(one["by"]),
            )
            for one in row["effects"]
        )
    )


def _labelled(place: str) -> str:
    """Return a place without the paragraph, sentence or dash named in it: annotations end above."""
    return re.sub(r"(?:/(?:đoạn|câu|gạch đầu dòng) [^/]*)+$", "", place)


def told_of(text: str) -> tuple[Told, ...]:
    """Return the acts that are read in ``text``."""
    findings = read(text)
    return tuple(
        dict.fromkeys(
            Told(
                act.effect.value,
                _target(act, findings.references).lower(),
                _labelled("/".join(act.provision).lower()),
                act.by is not None,
            )
            for act in findings.amendments
        )
    )


def _target(act: Amendment, references: Sequence[Reference]) -> str:
    if act.own:
        return "self"
    if act.target is None:
        return ""
    reference = references[act.target]
    if reference.number is not None and reference.number.body:
        return reference.number.key
    return reference.name or f"{reference.kind} {reference.serial}"


def score(cases: Iterable[Judged]) -> dict[str, Score]:
    """Return the scores of targets (with place) and of effects on those targets."""
    counts = {"target": Counter(), "effect": Counter()}
    for case in cases:
        for name, of in (("target", _place), ("effect", _whole)):
            annotated, told = Counter(map(of, case.acts)), Counter(map(of, told_of(case.text)))
            counts[name]["right"] += (annotated & told).total()
            counts[name]["told"] += told.total()
            counts[name]["annotated"] += annotated.total()
    return {
        name: Score(count["right"], count["told"], count["annotated"])
        for name, count in counts.items()
    }


def _place(told: Told) -> tuple[str, str, bool]:
    return told.target, told.provision, told.reported


def _whole(told: Told) -> Told:
    return told


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the table; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.effects", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--wrong", action="store_true", help="print what is not read as annotated")
    options = parser.parse_args(arguments)
    cases = [*own_cases(), *real_cases(options.folder)]
    for real in (False, True):
        for kept in (False, True):
            some = [case for case in cases if case.real is real and case.kept is kept]
            name = f"{'real' if real else 'own'} {'kept' if kept else 'seen'}"
            shown = "  ".join(f"{what} {of}" for what, of in score(some).items())
            sys.stdout.write(f"{name:10} {len(some):4} sentences  {shown}\n")
    if options.wrong:
        _print_wrong(cases)
    return 0


def _print_wrong(cases: Iterable[Judged]) -> None:
    for case in cases:
        told = told_of(case.text)
        if not case.kept and set(told) != set(case.acts):
            sys.stdout.write(f"\n{case.text[:700]}\n")
            for act in set(case.acts) ^ set(told):
                sign = "-" if act in case.acts else "+"
                sys.stdout.write(f"  {sign} {act.effect} | {act.target} | {act.provision}\n")


if __name__ == "__main__":
    sys.exit(main())
