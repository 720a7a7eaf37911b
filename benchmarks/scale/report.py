"""The report: every figure beside Vankien's own of the same run, and a plan from them."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

Rows = list[tuple[str, dict[str, Any]]]

_HEAD = """# Speed and size

Tables and plot are made by `python -m benchmarks.scale --text DIR --work DIR`. What is said under
*What is chosen by size* are notes of separate measurements, kept by hand in
`benchmarks/scale/report.py`.

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

Sizes and contestants that are missing were not measured yet.

![Processor time a question by number of passages](scale.svg)
"""
_CHOICES = """## What is chosen by size

- **Words.** `--text-engine auto` writes a library of up to 5,000 passages with Whoosh and a larger
  one with Tantivy; `record.json` says which (`text_engine`). Both are given the same terms. The
  line was chosen, not measured: Tantivy was cheaper at 1,000 passages too.
  Measured at 1,000 passages in processor time: to write 7.1 s against 0.23 s, to answer 4.8 ms
  against 1.1 ms, 6.8 MB against 0.9 MB. Tantivy's BM25 has fixed constants: over 529 questions on
  law articles nDCG@10 of the joint ranking is 0.908 (Whoosh 0.916), over 52 on congress pages 0.630
  (0.621), all inside the intervals; the small library keeps the ranking that was tuned.
  Whoosh writing with two processes was tried and is not used: 1,000 passages took 6.6 s of
  processor instead of 4.5 s; 5,000 took 30 s instead of 44 s (57 s by the clock instead of 215 s,
  once, with 8 to 11 processes wanting the two cores).
- **Vectors.** Up to 20,000 are compared one by one; more are kept in lists (`IVF…,SQfp16`), mapped
  from disk. On 100,000 real vectors of 512 numbers, one thread: one by one 22.3 ms, a quarter of
  512 lists 2.3 ms. Each build tries windows of its own passages and looks into as many lists as
  find 0.98 of the 200 nearest (`vectors/lists.json` says how many and what share was found). On
  100,000 passages, 192 of 512 lists found 0.991 of the ten best of an exact search (100
  questions), 41 lists 0.945; with the calibration by the 200 nearest this was not
  compared again.
  Additions and removals go into the lists; they are made anew when the library has doubled or
  halved.
- **Windows** of passages are scored for candidates of the first stage only, from mapped files.
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
    parts.append(_CHOICES)
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
