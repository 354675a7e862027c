"""Rows of booths from a few numbers, and whether booths stand on top of each other.

A hall is drawn from above, in metres, x to the right and y downwards, as on paper. Rows run
to the right; back to back, two rows touch and the aisle comes after the pair.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

TOUCHING = 1e-6
"""Metres by which neighbours may overlap: rounding, not people."""

MOST_BOOTHS = 1000


class Supply(StrEnum):
    """Which booths of a row get water, or internet."""

    ALL = "all"
    NONE = "none"
    ENDS = "ends"
    EVERY_OTHER = "every_other"

    def reaches(self, at: int, count: int) -> bool:
        match self:
            case Supply.ALL:
                return True
            case Supply.ENDS:
                return at in (0, count - 1)
            case Supply.EVERY_OTHER:
                return at % 2 == 0
            case _:
                return False


class BadRows(ValueError):
    """The numbers make no rows of booths; `code` is `code`, `count`, `size` or `too_many`."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Rows:
    """What a person says about rows of equal booths. Metres, square metres, kilowatts.

    `first_code` is the first booth's, "A01": the number counts on, at least as many digits.
    """

    first_code: str
    hall: str
    zone: str | None
    x: float
    y: float
    rows: int
    booths_per_row: int
    width: float
    depth: float
    aisle: float
    back_to_back: bool
    power_kw: float
    water: Supply
    internet: Supply
    max_exhibits: int
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A booth to be made."""

    code: str
    hall: str
    zone: str | None
    x: float
    y: float
    width: float
    depth: float
    area_m2: float
    power_kw: float
    water: bool
    internet: bool
    max_exhibits: int
    shared: bool


class OnPlan(Protocol):
    """Anything with a code and a rectangle in a hall."""

    @property
    def code(self) -> str: ...
    @property
    def hall(self) -> str: ...
    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...
    @property
    def width(self) -> float: ...
    @property
    def depth(self) -> float: ...


def booths_in_rows(rows: Rows) -> list[Place]:
    """The booths of the rows, from left to right and from the top. Raises BadRows."""
    if rows.rows < 1 or rows.booths_per_row < 1:
        raise BadRows("count")
    if rows.rows * rows.booths_per_row > MOST_BOOTHS:
        raise BadRows("too_many")
    if rows.width <= 0 or rows.depth <= 0 or rows.aisle < 0:
        raise BadRows("size")
    numbers = codes_from(rows.first_code)
    made = []
    for row in range(rows.rows):
        aisles = row // 2 if rows.back_to_back else row
        y = round(rows.y + row * rows.depth + aisles * rows.aisle, 3)
        for at in range(rows.booths_per_row):
            made.append(
                Place(
                    code=next(numbers),
                    hall=rows.hall,
                    zone=rows.zone,
                    x=round(rows.x + at * rows.width, 3),
                    y=y,
                    width=rows.width,
                    depth=rows.depth,
                    area_m2=round(rows.width * rows.depth, 2),
                    power_kw=rows.power_kw,
                    water=rows.water.reaches(at, rows.booths_per_row),
                    internet=rows.internet.reaches(at, rows.booths_per_row),
                    max_exhibits=rows.max_exhibits,
                    shared=rows.shared,
                )
            )
    return made


def codes_from(first: str) -> Iterator[str]:
    """A01, A02, …: the number at the end counts on. Raises BadRows when there is none."""
    found = re.fullmatch(r"(.*?)(\d{1,6})", first)
    if not found:
        raise BadRows("code")
    letters, digits = found.groups()
    return (f"{letters}{n:0{len(digits)}d}" for n in range(int(digits), int(digits) + MOST_BOOTHS))


def overlaps(booths: Sequence[OnPlan], others: Sequence[OnPlan] = ()) -> list[tuple[str, str]]:
    """Pairs of codes of booths that overlap in a hall: among `booths`, and with `others`.

    Booths are taken from left to right, and only those that begin before one ends are
    compared with it, so that a hall of a thousand costs a moment.
    """
    tagged = [(b, True) for b in booths] + [(b, False) for b in others]
    tagged.sort(key=lambda pair: (pair[0].hall, pair[0].x))
    found = []
    for at, (one, new) in enumerate(tagged):
        for other, also_new in tagged[at + 1 :]:
            if other.hall != one.hall or other.x >= one.x + one.width - TOUCHING:
                break
            if not (new or also_new):
                continue
            if one.y < other.y + other.depth - TOUCHING and other.y < one.y + one.depth - TOUCHING:
                found.append((one.code, other.code))
    return found
