"""The plot: processor time of a question and of a build by passages, all axes logarithmic."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from benchmarks.scale import report

Rows = list[tuple[str, dict[str, Any]]]
Point = tuple[str, int, float]

_WIDE, _HIGH = 510, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 124, 40, 48
_COLOURS = {
    "vankien": "#b3261e",
    "whoosh": "#7a6a00",
    "bm25s": "#00639a",
    "fts5": "#4a6363",
    "tantivy": "#6a4fa3",
    "faiss": "#2e7d32",
    "lancedb": "#8d4a00",
    "vankien+encoder": "#e07a5f",
    "postgres": "#33691e",
    "milvus": "#0097a7",
}
_PANELS: tuple[tuple[str, str, Callable[[dict[str, Any]], float]], ...] = (
    ("A question", "ms", lambda one: float(one["cpu_ms"])),
    ("A build", "s", lambda one: float(one["build_cpu_s"])),
)


def svg(rows: Rows) -> str:
    """Return the plot."""
    day = report.newest(rows)
    whole = [
        (name.split()[1], one)
        for name, one in rows
        if "not_run" not in one and not report.is_real(name) and not report.is_older(one, day)
    ]
    made = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {2 * _WIDE} {_HIGH}" role="img"'
        ' font-family="sans-serif" font-size="13" fill="#333">',
        "<title>Processor time of a question and of a build by number of passages</title>",
        f'<rect width="{2 * _WIDE}" height="{_HIGH}" fill="#fff"/>',
    ]
    for place, (title, unit, of) in enumerate(_PANELS):
        points = [(name, int(one["size"]), max(of(one), 1e-2)) for name, one in whole]
        if points:
            made.append(f'<g transform="translate({place * _WIDE} 0)">')
            made += _panel(points, f"{title}, processor {unit}", unit)
            made.append("</g>")
    made.append("</svg>\n")
    return "\n".join(made)


def _panel(points: list[Point], title: str, unit: str) -> list[str]:
    sizes = [size for _, size, _ in points]
    costs = [cost for *_, cost in points]
    x0, x1 = math.log10(min(sizes)), math.log10(max(sizes))
    y0, y1 = math.floor(math.log10(min(costs))), math.ceil(math.log10(max(costs)))

    def x(size: float) -> float:
        across = (math.log10(size) - x0) / ((x1 - x0) or 1)
        return _LEFT + across * (_WIDE - _LEFT - _RIGHT)

    def y(cost: float) -> float:
        up = (math.log10(cost) - y0) / ((y1 - y0) or 1)
        return _HIGH - _BOTTOM - up * (_HIGH - _TOP - _BOTTOM)

    made = [_label(_LEFT, 20, title, "start")]
    for power in range(y0, y1 + 1):
        made.append(_line(_LEFT, y(10**power), _WIDE - _RIGHT, y(10**power)))
        made.append(_label(_LEFT - 8, y(10**power) + 4, f"{10.0**power:g} {unit}", "end"))
    for size in sorted(set(sizes)):
        made.append(_line(x(size), _TOP, x(size), _HIGH - _BOTTOM))
        made.append(_label(x(size), _HIGH - _BOTTOM + 18, f"{size:,}", "middle"))
    made.append(_label((_LEFT + _WIDE - _RIGHT) / 2, _HIGH - 10, "passages", "middle"))
    return made + _series(points, x, y)


def _series(
    points: list[Point], x: Callable[[float], float], y: Callable[[float], float]
) -> list[str]:
    made = []
    taken: list[float] = []
    ends = []
    for name, colour in _COLOURS.items():
        own = sorted((size, cost) for n, size, cost in points if n == name)
        if not own:
            continue
        path = " ".join(f"{x(size):.1f},{y(cost):.1f}" for size, cost in own)
        width = 3 if name == "vankien" else 1.6
        made.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
        )
        made += [
            f'<circle cx="{x(size):.1f}" cy="{y(cost):.1f}" r="3.5" fill="{colour}"/>'
            for size, cost in own
        ]
        ends.append((y(own[-1][1]), x(own[-1][0]), name))
    for height, across, name in sorted(ends):
        # Labels never lie on one another.
        at = max(height, taken[-1] + 15) if taken else height
        taken.append(at)
        made.append(_label(across + 10, at + 4, name, "start", _COLOURS[name]))
    return made


def _line(x0: float, y0: float, x1: float, y1: float) -> str:
    return f'<line x1="{x0:.1f}" y1="{y0:.1f}" x2="{x1:.1f}" y2="{y1:.1f}" stroke="#e2e2e2"/>'


def _label(x: float, y: float, text: str, anchor: str, colour: str = "#333") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}">{text}</text>'
