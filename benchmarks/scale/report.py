"""The report: every figure beside Vankien's own of the same run, and a plan from them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

Rows = list[tuple[str, dict[str, Any]]]

_HEAD = """# Speed and size

Made by `python -m benchmarks.scale --text DIR --work DIR`; written by the command, not by hand.
Passages are {words} syllables of real text (articles of law, answers, encyclopaedia, news), in
documents of fifty; {asked} questions are headings of that text, every third without diacritics.

**Read the ratios, and the processor times.** The machine was shared: the column *load* says how
many processes wanted its {cores} cores, and with a load of 8 a time by the clock is four times and
more what it is alone; processor times suffer less. × is the column before it over Vankien's own of
the same run (for build and question the processor's). Each contestant runs in a process of its own,
one after the other.

What is compared is not alike, and the table says in whose favour: Vankien restores diacritics,
ranks by words *and* meaning, reads the best sentence out of up to sixty passages and marks the
words in them; the others hand back ten numbers of passages.

![Processor time a question by number of passages](scale.svg)
"""
_COLUMNS = (
    "contestant | build s | build CPU s | × | MB on disk | first answer s | p50 ms | p95 ms"
    " | CPU ms a question | × | 8 clients q/s | × | MB resident | load"
)


def text(rows: Rows) -> str:
    """Return the whole report as Markdown."""
    from benchmarks.scale.measure import QUESTIONS  # noqa: PLC0415 (loads every peer's module)
    from benchmarks.scale.text import WORDS  # noqa: PLC0415

    parts = [_HEAD.format(words=WORDS, asked=QUESTIONS, cores=2)]
    for size in sorted({one["size"] for _, one in rows}):
        parts.append(_table(size, {n.split()[1]: o for n, o in rows if o["size"] == size}))
    parts.append(_growth(rows))
    parts.append(_plan(rows))
    return "\n".join(parts)


def _table(size: int, found: dict[str, dict[str, Any]]) -> str:
    own = found.get("vankien")
    lines = [f"## {size:,} passages", "", f"| {_COLUMNS} |", "|" + " --- |" * 14]
    for name, one in found.items():
        cells = [
            name,
            f"{one['build_s']:.1f}",
            f"{one['build_cpu_s']:.1f}",
            _times(one["build_cpu_s"], own and own["build_cpu_s"]),
            f"{one['bytes'] / 1e6:,.0f}",
            f"{one['first_s']:.2f}",
            f"{one['warm']['p50']:.1f}",
            f"{one['warm']['p95']:.1f}",
            f"{one['cpu_ms']:.1f}",
            _times(one["cpu_ms"], own and own["cpu_ms"]),
            f"{one['eight_qps']:.1f}",
            _times(one["eight_qps"], own and own["eight_qps"]),
            f"{one['rss_mb']:,.0f}",
            f"{one['load']:.1f}",
        ]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines) + "\n"


def _times(value: float, own: float | None) -> str:
    return f"{value / own:.2f}" if own else "–"


def _growth(rows: Rows) -> str:
    own = sorted((one for n, one in rows if n.endswith(" vankien")), key=lambda one: one["size"])
    lines = [
        "## How cost grows",
        "",
        "| from → to | passages × | build CPU × | question CPU × | disk × |",
    ]
    lines.append("| --- | --- | --- | --- | --- |")
    for a, b in pairwise(own):
        lines.append(
            f"| {a['size']:,} → {b['size']:,} | {b['size'] / a['size']:.0f}"
            f" | {b['build_cpu_s'] / a['build_cpu_s']:.1f} | {b['cpu_ms'] / a['cpu_ms']:.2f}"
            f" | {b['bytes'] / a['bytes']:.1f} |"
        )
    return "\n".join(lines) + "\n"


def _plan(rows: Rows) -> str:
    """Return what a hundred million passages would take, from the largest size measured."""
    own = [one for name, one in rows if name.endswith(" vankien")]
    if not own:
        return ""
    most = max(own, key=lambda one: one["size"])
    each = most["bytes"] / most["size"]
    lines = [
        "## Capacity",
        "",
        f"From the largest library measured ({most['size']:,} passages): {each:,.0f} bytes on disk"
        f" a passage, all indexes and the catalogue together; {most['rss_mb']:,.0f} MB resident"
        f" after {most['size']:,}. Disk grows in proportion; what is beyond the largest size"
        " measured is a projection and marked so.",
        "",
        "| passages | disk GB | of it first-stage vectors GB | build, core hours |",
        "| --- | --- | --- | --- |",
    ]
    for size in (10**5, 10**6, 10**7, 10**8):
        mark = "" if size <= most["size"] else " (projected)"
        hours = most["build_cpu_s"] / most["size"] * size / 3600
        lines.append(
            f"| {size:,}{mark} | {each * size / 1e9:,.1f} | {1024 * size / 1e9:,.1f}"
            f" | {hours:,.1f} |"
        )
    return "\n".join(lines) + "\n"
