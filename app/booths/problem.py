"""A booth problem as plain data: booths, exhibits, and how both are read from JSON.

The format is public (design: `booths assign`), so everything that is not as agreed is
refused here with one line that names the place. Lengths are metres, areas square metres,
power kilowatts. What this module lets through can be solved without further checks.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

LARGEST_NUMBER = 1_000_000
"""Nothing at a fair is larger: metres, square metres, kilowatts, weights."""


class BadProblem(ValueError):
    """The input cannot be read as a booth problem; the message is one line for a person."""


@dataclass(frozen=True, slots=True)
class Booth:
    """A place on the hall's plan; `x`, `y` is its top left corner in metres."""

    id: str
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

    @property
    def centre(self) -> tuple[float, float]:
        return self.x + self.width / 2, self.y + self.depth / 2


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One technology shown by one organisation, with what it needs from its booth.

    `fixed` is the booth it must keep, `zone` the zone it must stand in, `apart_from` the
    exhibits it must not stand near; being apart holds both ways, whoever names the other.
    """

    id: str
    organisation: str
    field: str | None
    area_m2: float
    power_kw: float
    water: bool
    internet: bool
    zone: str | None
    fixed: str | None
    apart_from: tuple[str, ...]
    weight: int


@dataclass(frozen=True)
class Problem:
    """Booths and exhibits of one fair; exhibits that are apart stand `apart_m` metres away."""

    name: str
    apart_m: float
    booths: tuple[Booth, ...]
    exhibits: tuple[Exhibit, ...]

    @cached_property
    def booth(self) -> dict[str, Booth]:
        return {booth.id: booth for booth in self.booths}

    @cached_property
    def exhibit(self) -> dict[str, Exhibit]:
        return {exhibit.id: exhibit for exhibit in self.exhibits}

    @cached_property
    def rivals(self) -> dict[str, set[str]]:
        """For each exhibit, whom it must be apart from: named by it or naming it."""
        found: dict[str, set[str]] = {exhibit.id: set() for exhibit in self.exhibits}
        for exhibit in self.exhibits:
            for other in exhibit.apart_from:
                if other in found:
                    found[exhibit.id].add(other)
                    found[other].add(exhibit.id)
        return found


def read_problem(text: str) -> Problem:
    """The problem in a JSON text. Raises BadProblem with one line saying what is wrong."""
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadProblem(f"not JSON: {error}") from error
    return parse_problem(data)


def parse_problem(data: Any) -> Problem:
    """The problem in decoded JSON. Raises BadProblem with one line saying what is wrong.

    An exhibit may be apart from one that is not in the problem (it has withdrawn): that
    asks for nothing. A fixed booth that does not exist is a mistake and refused.
    """
    table = _Row(data, "the problem")
    problem = Problem(
        name=str(table.data.get("name") or ""),
        apart_m=table.number("apart_m"),
        booths=tuple(_booth(row) for row in table.rows("booths", "booth")),
        exhibits=tuple(_exhibit(row) for row in table.rows("exhibits", "exhibit")),
    )
    _refuse_twins("booth", (booth.id for booth in problem.booths))
    _refuse_twins("exhibit", (exhibit.id for exhibit in problem.exhibits))
    for exhibit in problem.exhibits:
        if exhibit.fixed is not None and exhibit.fixed not in problem.booth:
            raise BadProblem(
                f"exhibit {exhibit.id}: fixed names booth {exhibit.fixed}, which is not in booths"
            )
    return problem


def as_json(problem: Problem) -> dict[str, Any]:
    """The problem in the public format; `parse_problem` reads it back as it was."""
    return {
        "name": problem.name,
        "apart_m": problem.apart_m,
        "booths": [
            {name: getattr(booth, name) for name in Booth.__slots__} for booth in problem.booths
        ],
        "exhibits": [
            {name: getattr(exhibit, name) for name in Exhibit.__slots__}
            | {"apart_from": list(exhibit.apart_from)}
            for exhibit in problem.exhibits
        ],
    }


def _booth(row: _Row) -> Booth:
    return Booth(
        id=row.name("id"),
        zone=row.optional_name("zone"),
        x=row.number("x", lowest=-LARGEST_NUMBER),
        y=row.number("y", lowest=-LARGEST_NUMBER),
        width=row.number("width"),
        depth=row.number("depth"),
        area_m2=row.number("area_m2"),
        power_kw=row.number("power_kw"),
        water=row.flag("water"),
        internet=row.flag("internet"),
        max_exhibits=row.whole("max_exhibits", lowest=0),
        shared=row.flag("shared"),
    )


def _exhibit(row: _Row) -> Exhibit:
    return Exhibit(
        id=row.name("id"),
        organisation=row.name("organisation"),
        field=row.optional_name("field"),
        area_m2=row.number("area_m2"),
        power_kw=row.number("power_kw"),
        water=row.flag("water"),
        internet=row.flag("internet"),
        zone=row.optional_name("zone"),
        fixed=row.optional_name("fixed"),
        apart_from=row.names("apart_from"),
        weight=row.whole("weight", lowest=1),
    )


class _Row:
    """One JSON object and where it stands, so that a refusal can name the place."""

    def __init__(self, data: Any, place: str) -> None:
        if not isinstance(data, dict):
            raise BadProblem(f"{place} is not an object")
        self.data = data
        self.place = place

    def value(self, key: str) -> Any:
        if key not in self.data:
            raise BadProblem(f"{self.place} has no {key}")
        return self.data[key]

    def refuse(self, key: str, wanted: str) -> BadProblem:
        shown = json.dumps(self.data[key], ensure_ascii=False)
        shown = shown if len(shown) <= 40 else shown[:39] + "…"
        return BadProblem(f"{self.place}: {key} must be {wanted}, not {shown}")

    def rows(self, key: str, kind: str) -> list[_Row]:
        value = self.value(key)
        if not isinstance(value, list):
            raise self.refuse(key, "a list")
        rows = []
        for number, data in enumerate(value, 1):
            row = _Row(data, f"{kind} number {number}")
            if isinstance(data.get("id"), str):
                row.place = f"{kind} {data['id']}"
            rows.append(row)
        return rows

    def number(self, key: str, lowest: float = 0) -> float:
        value = self.value(key)
        right = isinstance(value, int | float) and not isinstance(value, bool)
        if not right or not lowest <= value <= LARGEST_NUMBER:  # also refuses NaN
            raise self.refuse(key, f"a number from {lowest:g} to {LARGEST_NUMBER}")
        return value

    def whole(self, key: str, lowest: int) -> int:
        value = self.number(key, lowest)
        if value != int(value):
            raise self.refuse(key, "a whole number")
        return int(value)

    def flag(self, key: str) -> bool:
        value = self.value(key)
        if not isinstance(value, bool):
            raise self.refuse(key, "true or false")
        return value

    def name(self, key: str) -> str:
        value = self.value(key)
        if not isinstance(value, str) or not value:
            raise self.refuse(key, "a text that is not empty")
        return value

    def optional_name(self, key: str) -> str | None:
        value = self.value(key)
        if value is not None and not isinstance(value, str):
            raise self.refuse(key, "a text or null")
        return value or None

    def names(self, key: str) -> tuple[str, ...]:
        value = self.value(key)
        if not isinstance(value, list) or not all(isinstance(name, str) for name in value):
            raise self.refuse(key, "a list of texts")
        return tuple(value)


def _refuse_twins(kind: str, ids: Iterable[str]) -> None:
    seen: set[str] = set()
    for one in ids:
        if one in seen:
            raise BadProblem(f"two {kind}s have the id {one}")
        seen.add(one)
