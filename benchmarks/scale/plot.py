"""The plot: processor time a question by number of passages, both axes logarithmic."""

from __future__ import annotations

import math
from typing import Any

Rows = list[tuple[str, dict[str, Any]]]

_WIDE, _HIGH = 720, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 130, 24, 48
_COLOURS = {
    "vankien": "#b3261e",
    "whoosh": "#7a6a00",
    "bm25s": "#00639a",
    "fts5": "#4a6363",
    "tantivy": "#6a4fa3",
    "faiss": "#2e7d32",
    "lancedb": "#8d4a00",
}


def svg(rows: Rows) -> str:
    """Return the plot."""
    points = [(n.split()[1], one["size"], one["cpu_ms"]) for n, one in rows]
    sizes = [size for _, size, _ in points]
    times = [ms for *_, ms in points]
    x0, x1 = math.log10(min(sizes)), math.log10(max(sizes))
    y0, y1 = math.floor(math.log10(min(times))), math.ceil(math.log10(max(times)))

    def x(size: float) -> float:
        across = (math.log10(size) - x0) / ((x1 - x0) or 1)
        return _LEFT + across * (_WIDE - _LEFT - _RIGHT)

    def y(ms: float) -> float:
        up = (math.log10(ms) - y0) / ((y1 - y0) or 1)
        return _HIGH - _BOTTOM - up * (_HIGH - _TOP - _BOTTOM)

    made = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDE} {_HIGH}" role="img"'
        ' font-family="sans-serif" font-size="13" fill="#333">',
        "<title>Processor milliseconds a question by number of passages</title>",
        f'<rect width="{_WIDE}" height="{_HIGH}" fill="#fff"/>',
    ]
    for power in range(y0, y1 + 1):
        made.append(_line(_LEFT, y(10**power), _WIDE - _RIGHT, y(10**power)))
        made.append(_label(_LEFT - 8, y(10**power) + 4, f"{10.0**power:g}", "end"))
    for size in sorted(set(sizes)):
        made.append(_line(x(size), _TOP, x(size), _HIGH - _BOTTOM))
        made.append(_label(x(size), _HIGH - _BOTTOM + 18, f"{size:,}", "middle"))
    made.append(_label(_WIDE / 2 - 30, _HIGH - 10, "passages", "middle"))
    made.append(_label(_LEFT - 8, _TOP - 8, "ms", "end"))
    made += _series(points, x, y)
    made.append("</svg>\n")
    return "\n".join(made)


def _series(points: list[tuple[str, int, float]], x: Any, y: Any) -> list[str]:  # noqa: ANN401
    made = []
    taken: list[float] = []
    ends = []
    for name, colour in _COLOURS.items():
        own = sorted((size, ms) for n, size, ms in points if n == name)
        if not own:
            continue
        path = " ".join(f"{x(size):.1f},{y(ms):.1f}" for size, ms in own)
        width = 3 if name == "vankien" else 1.6
        made.append(
            f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"/>'
        )
        made += [
            f'<circle cx="{x(size):.1f}" cy="{y(ms):.1f}" r="3.5" fill="{colour}"/>'
            for size, ms in own
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
