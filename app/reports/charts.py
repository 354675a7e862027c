"""Bars as geometry: plain numbers in, rectangles out. A template draws them; no script needed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 520.0, 230.0
LEFT, RIGHT, TOP, BOTTOM = 40.0, 8.0, 14.0, 30.0
LARGEST_BAR = 26.0
MOST_LABELS = 9  # more would touch on a phone
STEPS = (1, 2, 5, 10)


@dataclass(frozen=True)
class Bar:
    x: float
    y: float
    width: float
    height: float
    series: int  # 1.. : the class c1, c2 … that colours it
    value: int


@dataclass(frozen=True)
class Chart:
    """`lines`: (y, number) of the horizontal lines; `labels`: (x, text) under the groups."""

    bars: list[Bar]
    lines: list[tuple[float, int]]
    labels: list[tuple[float, str]]
    width: float = WIDTH
    height: float = HEIGHT
    left: float = LEFT


def nice_step(highest: int, lines: int = 4) -> int:
    """A round distance between lines, so that about so many reach the highest bar; at least 1."""
    wanted = max(highest, 1) / lines
    size = 1
    while size * 10 <= wanted:
        size *= 10
    return next(step * size for step in STEPS if step * size >= wanted)


def bars(labels: Sequence[str], series: Sequence[Sequence[int]]) -> Chart:
    """Groups of bars side by side: `series` has one list per colour, as long as `labels`.

    Labels are left out evenly when there are many, so that they do not touch.
    """
    highest = max((value for one in series for value in one), default=0)
    step = nice_step(highest)
    top = step * max(1, -(-highest // step))
    room, tall = WIDTH - LEFT - RIGHT, HEIGHT - TOP - BOTTOM
    group = room / max(1, len(labels))
    width = min(LARGEST_BAR, group * 0.8 / max(1, len(series)))
    found = []
    for place, _label in enumerate(labels):
        start = LEFT + group * place + (group - width * len(series)) / 2
        for number, one in enumerate(series):
            height = tall * one[place] / top
            x, y = start + width * number, TOP + tall - height
            gap = 1.0 if len(series) > 1 else 0.0
            found.append(
                Bar(round(x, 1), round(y, 1), round(width - gap, 1), round(height, 1),
                    number + 1, one[place])
            )  # fmt: skip
    lines = [
        (round(TOP + tall - tall * value / top, 1), value) for value in range(0, top + 1, step)
    ]
    every = -(-len(labels) // MOST_LABELS)
    shown = [
        (round(LEFT + group * (place + 0.5), 1), label)
        for place, label in enumerate(labels)
        if place % every == 0
    ]
    return Chart(found, lines, shown)
