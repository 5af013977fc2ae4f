"""A line chart with two logarithmic scales as SVG, for light and dark pages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from math import ceil, floor, log10
from typing import NamedTuple

_WIDTH, _HEIGHT = 760, 420
_LEFT, _RIGHT, _TOP, _BOTTOM = 76, 236, 48, 56
_STYLE = """
text { font: 13px system-ui, sans-serif; fill: #24292f; }
.title { font-size: 16px; font-weight: 600; }
.grid { stroke: #d0d7de; }
.line { fill: none; stroke-width: 2; stroke: #8c959f; }
.dot { fill: #8c959f; }
.ours { stroke-width: 3; stroke: #0969da; }
.dot.ours { fill: #0969da; stroke: none; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; }
  .grid { stroke: #30363d; }
  .ours { stroke: #58a6ff; }
  .dot.ours { fill: #58a6ff; }
}"""


class Line(NamedTuple):
    """Values by what they were measured at."""

    name: str
    values: Mapping[int, float]
    is_ours: bool = False


class _Scale(NamedTuple):
    """From powers of ten to points of the picture."""

    first: int
    last: int
    start: float
    end: float

    def at(self, value: float) -> float:
        return self.start + (log10(value) - self.first) / (self.last - self.first) * (self.end - self.start)

    def powers(self) -> Iterable[int]:
        return range(self.first, self.last + 1)


def chart(title: str, below: str, lines: Sequence[Line]) -> str:
    """The lines with their names at their ends. `below` is what stands along the horizontal scale."""
    drawn = [line for line in lines if line.values]
    across = _scale([x for line in drawn for x in line.values], _LEFT, _WIDTH - _RIGHT)
    up = _scale([y for line in drawn for y in line.values.values()], _HEIGHT - _BOTTOM, _TOP)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img">',
        f"<title>{escape(title)}</title><style>{_STYLE}</style>",
        f'<text class="title" x="{_LEFT}" y="24">{escape(title)}</text>',
    ]
    for power in up.powers():
        y = up.at(10.0**power)
        parts.append(f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.0f}" y2="{y:.0f}"/>')
        parts.append(
            f'<text x="{_LEFT - 8}" y="{y + 4:.0f}" text-anchor="end">{10.0**power:,.{max(-power, 0)}f}</text>'
        )
    for power in across.powers():
        x = across.at(10.0**power)
        parts.append(f'<text x="{x:.0f}" y="{_HEIGHT - _BOTTOM + 22}" text-anchor="middle">{10**power:,}</text>')
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    parts.append(f'<text x="{middle:.0f}" y="{_HEIGHT - 10}" text-anchor="middle">{escape(below)}</text>')
    for line in drawn:
        parts += _drawn(line, across, up)
    return "\n".join([*parts, "</svg>", ""])


def _scale(values: Sequence[float], start: float, end: float) -> _Scale:
    first, last = floor(log10(min(values))), ceil(log10(max(values)))
    return _Scale(first, max(last, first + 1), start, end)


def _drawn(line: Line, across: _Scale, up: _Scale) -> list[str]:
    points = [(across.at(x), up.at(y)) for x, y in sorted(line.values.items())]
    kind = " ours" if line.is_ours else ""
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    last_x, last_y = points[-1]
    return [
        f'<polyline class="line{kind}" points="{path}"/>',
        *[f'<circle class="dot{kind}" cx="{x:.1f}" cy="{y:.1f}" r="4"/>' for x, y in points],
        f'<text x="{last_x + 10:.0f}" y="{last_y + 4:.0f}">{escape(line.name)}</text>',
    ]
