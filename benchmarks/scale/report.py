"""The report: every figure beside Vankien's own of the same size, growth, a plan of capacity.

What is known of single choices (:mod:`benchmarks.scale.notes`) and the plan of capacity
(:mod:`benchmarks.scale.plan`) come after the tables.
"""

from __future__ import annotations

import math
from itertools import groupby
from typing import Any

import numpy as np

from benchmarks.scale import notes, plan

Found = dict[str, Any]
Rows = list[tuple[str, Found]]

REAL = "real"
_SIGN = "†"
_HEAD = """# Speed and size

Tables and plot are made by `python -m benchmarks.scale --text DIR --work DIR --sizes 1000,10000`,
which goes on where it was stopped (`--only`, `--sizes`, `--minutes`, `--again`). What is said under
*What is chosen by size* are notes of separate measurements, kept by hand in
`benchmarks/scale/notes.py`.

Passages are {words} syllables of real text (articles of law, answers, encyclopaedia, news), in
documents of fifty; up to {asked} questions are headings of that text, every third without
diacritics; a slow contestant is asked fewer (*asked*). The library of **real documents** is apart:
what `benchmarks/scale/real.py` takes of real files (`--data`), read and cut as a build does, asked
{asked} of the questions of `benchmarks/real_queries.jsonl` as people type them; three in
ten of those have no answer there (a fifth, in rows measured before the last 200 were written).

**Read the ratios, and the processor times.** The column *load* says how many processes wanted the
{cores} cores: where it is much above one, others ran at the same time, and a time by the clock is
longer than it would be alone; processor times suffer less. × is the column before it over
Vankien's own of the same size (for build and question the processor's). Each contestant runs in
processes of its own, one after the other. Memory counts the process with all its children, what
they share once, without the pages of mapped files, which the system may take back
(*files*: with them). *Cold* is a new process after the system was asked to drop the files from its
cache (as far as a process without rights can: `posix_fadvise`), *first* a new process with the
files in it. *Measured* gives the day and the commit of this repository that was measured (of rows
of before December 2026 the newest commit of that hour).

What is compared is not alike, and the table says in whose favour: Vankien restores diacritics,
ranks by words *and* meaning, and makes what a page of results shows: ten documents, each with its
best passage, the sentence in it that answers and the words marked; the others hand back ten numbers
of passages. (Commands and the API give up to five more passages of each document, which costs a
third more; rows of Vankien at a million passages are measured so.) The floor under which Vankien
says that nothing was found is taken away here: it is set by questions on football and recipes, and
from 100,000 passages on this text has news of both; over real documents it stands. Eight and 32
clients ask Vankien as a server for many readers answers, a process a core (`--searchers`);
everything else is asked of one process. Putting down the documents or the lines a contestant reads
is not counted.

`vankien` goes by words and the static model; `vankien+encoder` has the encoder's vectors too, whose
making counts in its build, up to the size to which builds make them unasked. `postgres` is
PostgreSQL's full text as its manual sets it up (a generated `tsvector` of the configuration
`simple`, a GIN index, `ts_rank`, any of the words), a server with its own settings started for it:
its memory and processor are the server's and the client's, its disk has the 40 MB of an empty
server, its *first answer* starts it. `milvus` is Milvus Lite with full text by its own BM25
function and the static model's vectors, joined by reciprocal rank, as LanceDB here.

![Processor time of a question and of a build by number of passages](scale.svg)
"""
_BUILD = "contestant | build s | build CPU s | × | passages a CPU second | MB on disk | × | MB built in | with files | load | measured"  # noqa: E501
_ASK = "contestant | cold first answer s | cold p50 ms | cold p95 ms | first answer s | p50 ms | p95 ms | CPU ms a question | × | 1 client q/s | 8 clients q/s | × | p95 ms | their MB | 32 clients q/s | p95 ms | their MB | MB in service | with files | asked | found %"  # noqa: E501


def text(rows: Rows) -> str:
    """Return the whole report as Markdown."""
    from benchmarks.scale.measure import QUESTIONS  # noqa: PLC0415 (loads every peer's module)
    from benchmarks.scale.text import WORDS  # noqa: PLC0415

    cores = max((one.get("cores") or 2 for _, one in rows), default=2)
    parts = [_HEAD.format(words=WORDS, asked=QUESTIONS, cores=cores)]
    ordered = sorted(rows, key=lambda row: (row[1]["size"], row[0].split()[0]))
    day = newest(rows)
    for _, some in groupby(ordered, key=lambda row: row[0].split()[0]):
        parts.append(_size(list(some), day))
    now = [row for row in ordered if not is_older(row[1], day) and not is_real(row[0])]
    parts.append(_growth(now))
    parts.append(notes.TEXT)
    parts.append(plan.text(_to_plan_from(ordered, day)))
    return "\n".join(parts)


ENOUGH = 100_000
"""Passages of a library from which larger ones are reckoned; smaller ones are ruled by what every
process costs."""


def _to_plan_from(rows: Rows, day: str) -> list[Found]:
    """Return Vankien's own of the newest day, where they reach far enough, else all."""
    own = [one for name, one in rows if _is_own(name, one) and not is_real(name)]
    now = [one for one in own if not is_older(one, day)]
    return now if any(one["size"] >= ENOUGH for one in now) else own


def newest(rows: Rows) -> str:
    """Return the day of the newest measurement, empty where none is told."""
    return max((str(one.get("at", ""))[:10] for _, one in rows), default="")


def is_older(one: Found, day: str) -> bool:
    """Say whether a measurement is of an earlier day: of an earlier version, then."""
    return "at" in one and one["at"][:10] < day


def is_real(name: str) -> bool:
    """Say whether a row is of the library of real documents, whose passages are longer."""
    return name.split(maxsplit=1)[0] == REAL


def _is_own(name: str, one: Found) -> bool:
    return name.endswith(" vankien") and "not_run" not in one


def _size(rows: Rows, day: str) -> str:
    found = {name.split()[1]: one for name, one in rows}
    size = max(one["size"] for one in found.values() if "run" in one or len(found) == 1)
    own = found.get("vankien", {})
    runs = {one["run"] for one in found.values() if "run" in one}
    real = is_real(rows[0][0])
    lines = [f"## {'Real documents: ' if real else ''}{size:,} passages", ""]
    older = [name for name, one in found.items() if is_older(one, day)]
    if older:
        what = "All rows" if len(older) == len(found) else f"Rows with {_SIGN}"
        lines += [
            f"**{what} are older than the other tables**: see *measured* for day and version."
            " Vankien has changed since, the others may have.",
            "",
        ]
    elif len(runs) > 1:
        lines += [f"Measured in {len(runs)} runs of the command: ratios are across them.", ""]
    shown = {f"{name} {_SIGN}" if name in older else name: one for name, one in found.items()}
    return "\n".join(
        [
            *lines,
            *_table(_BUILD, shown, lambda one: _build_cells(one, own)),
            "",
            *_table(_ASK, shown, lambda one: _ask_cells(one, own)),
            "",
        ]
    )


def _table(head: str, found: dict[str, Found], cells: Any) -> list[str]:  # noqa: ANN401
    columns = head.count("|")
    lines = [f"| {head} |", "|" + " --- |" * (columns + 1)]
    for name, one in found.items():
        said = [f"not run: {one['not_run']}"] if "not_run" in one else cells(one)
        lines.append(f"| {name} | " + " | ".join(said + [""] * (columns - len(said))) + " |")
    return lines


def _build_cells(one: Found, own: Found) -> list[str]:
    return [
        f"{one['build_s']:.1f}",
        f"{one['build_cpu_s']:.1f}",
        _times(one["build_cpu_s"], own.get("build_cpu_s")),
        f"{one['size'] / max(one['build_cpu_s'], 1e-3):,.0f}",
        f"{one['bytes'] / 1e6:,.0f}",
        _times(one["bytes"], own.get("bytes")),
        f"{one['build_mb']['own']:,.0f}",
        f"{one['build_mb']['both']:,.0f}",
        f"{one['load']:.1f}",
        f"{one.get('at', '')[:10]} {one.get('version', '')}".strip() or "–",
    ]


def _ask_cells(one: Found, own: Found) -> list[str]:
    return [
        f"{one['first_cold_s']:.2f}",
        f"{one['cold']['p50']:.1f}",
        f"{one['cold']['p95']:.1f}",
        f"{one['first_warm_s']:.2f}",
        f"{one['warm']['p50']:.1f}",
        f"{one['warm']['p95']:.1f}",
        f"{one['cpu_ms']:.1f}",
        _times(one["cpu_ms"], own.get("cpu_ms")),
        f"{one['one_qps']:,.1f}" if "one_qps" in one else "–",
        f"{one['eight_qps']:,.1f}",
        _times(one["eight_qps"], own.get("eight_qps")),
        *_crowd_cells(one, "eight"),
        f"{one['thirty_two_qps']:,.1f}" if "thirty_two_qps" in one else "–",
        *_crowd_cells(one, "thirty_two"),
        f"{one['service_mb']['own']:,.0f}",
        f"{one['service_mb']['both']:,.0f}",
        f"{one['asked']}",
        f"{100 * one['answered']:.0f}",
    ]


def _crowd_cells(one: Found, clients: str) -> tuple[str, str]:
    """Return the slow answers of so many clients, and the memory they took."""
    return (
        f"{one[clients]['p95']:.1f}" if clients in one else "–",
        f"{one[f'{clients}_mb']['own']:,.0f}" if f"{clients}_mb" in one else "–",
    )


def _times(value: float, own: float | None) -> str:
    return f"{value / own:.2f}" if own else "–"


def slope(points: list[tuple[float, float]]) -> float:
    """Return the exponent with which a cost grows: the slope of its logarithm on the size's."""
    x, y = np.log([size for size, _ in points]), np.log([max(cost, 1e-9) for _, cost in points])
    return float(np.polyfit(x, y, 1)[0])


_GROWING = {
    "build CPU": lambda one: one["build_cpu_s"],
    "question CPU": lambda one: one["cpu_ms"],
    "disk": lambda one: one["bytes"],
    "memory of the build": lambda one: one["build_mb"]["own"],
    "memory in service": lambda one: one["service_mb"]["own"],
}


def _growth(rows: Rows) -> str:
    lines = [
        "## How cost grows",
        "",
        "The exponent e of cost = c · passages^e (least squares over the logarithms): 1 is as the"
        " size, 0 not at all. Small libraries are ruled by what every process costs.",
        "",
        "| contestant | sizes | " + " | ".join(_GROWING) + " |",
        "|" + " --- |" * (len(_GROWING) + 2),
    ]
    whole = [row for row in rows if "not_run" not in row[1]]
    names = list(dict.fromkeys(name.split()[1] for name, _ in whole))
    for name in names:
        own = [one for key, one in whole if key.split()[1] == name]
        if len({one["size"] for one in own}) < 2:
            continue
        exponents = [slope([(one["size"], of(one)) for one in own]) for of in _GROWING.values()]
        sizes = " – ".join(f"{size:,}" for size in (own[0]["size"], own[-1]["size"]))
        said = " | ".join("–" if math.isnan(one) else f"{one:.2f}" for one in exponents)
        lines.append(f"| {name} | {sizes} | {said} |")
    return "\n".join(lines) + "\n"
