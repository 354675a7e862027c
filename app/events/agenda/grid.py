"""An agenda as a table: columns are rooms, rows are steps of time, a session spans rows.

Sessions that overlap in one column share one cell, so that the table stays a table whatever
the agenda holds; whether sharing is a conflict is not decided here.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

STEPS = (30, 15, 10, 5)
DAY = 24 * 60


@dataclass(frozen=True)
class Item:
    """One session on one day: its column, first minute and minute after the last (0 to 1440)."""

    key: Hashable
    column: Hashable
    starts: int
    ends: int


@dataclass(frozen=True)
class Cell:
    """A cell that begins in a row and is `rows` high; without items it is free."""

    column: Hashable
    rows: int
    items: tuple[Hashable, ...] = ()


@dataclass(frozen=True)
class Row:
    """A step of time: the minute it begins and the cells that begin with it."""

    minute: int
    cells: tuple[Cell, ...]

    @property
    def on_the_hour(self) -> bool:
        return self.minute % 60 == 0

    @property
    def label(self) -> str:
        """As the table shows it: 8:30."""
        return f"{self.minute // 60}:{self.minute % 60:02d}"

    @property
    def clock(self) -> str:
        """As a form takes it: 08:30."""
        return f"{self.minute // 60:02d}:{self.minute % 60:02d}"


@dataclass(frozen=True)
class Grid:
    """The table: minutes per row, its columns and its rows."""

    step: int
    columns: tuple[Hashable, ...]
    rows: tuple[Row, ...]


def lay_out(
    items: Iterable[Item], columns: Sequence[Hashable], first: int = 8 * 60, last: int = 17 * 60
) -> Grid:
    """The table of one day, at least from minute `first` to `last`; whole hours at the edges.

    Every item must be in one of `columns`.
    """
    known = list(items)
    step = step_of(known)
    top = min([first, *(item.starts for item in known)]) // 60 * 60
    bottom = -(-max([last, *(item.ends for item in known)]) // 60) * 60
    starting: dict[tuple[int, Hashable], Cell] = {}
    covered: set[tuple[int, Hashable]] = set()
    for column in columns:
        for group in _groups([item for item in known if item.column == column]):
            begins = min(item.starts for item in group) // step * step
            ends = -(-max(item.ends for item in group) // step) * step
            span = (ends - begins) // step
            starting[begins, column] = Cell(column, span, tuple(item.key for item in group))
            covered |= {(begins + n * step, column) for n in range(1, span)}
    rows = [
        Row(
            minute,
            tuple(
                starting.get((minute, column), Cell(column, 1))
                for column in columns
                if (minute, column) not in covered
            ),
        )
        for minute in range(top, bottom, step)
    ]
    return Grid(step, tuple(columns), tuple(rows))


def step_of(items: Iterable[Item]) -> int:
    """The longest step, in minutes, on which every session begins and ends; 5 if there is none."""
    edges = [edge for item in items for edge in (item.starts, item.ends)]
    fitting = [step for step in STEPS if all(edge % step == 0 for edge in edges)]
    return fitting[0] if fitting else STEPS[-1]


def _groups(items: list[Item]) -> list[list[Item]]:
    """Items that overlap, also in a chain, together; rounded to the finest step."""
    finest = STEPS[-1]
    numbered, group, reach = [], -1, -1
    for item in sorted(items, key=lambda item: (item.starts, item.ends)):
        if item.starts // finest * finest >= reach:
            group += 1
        reach = max(reach, -(-item.ends // finest) * finest)
        numbered.append((group, item))
    return [[item for _, item in some] for _, some in groupby(numbered, key=lambda pair: pair[0])]
