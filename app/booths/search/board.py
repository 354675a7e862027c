"""A booth plan while it is being made: exhibits and booths by number, loads kept up to date.

All sums are whole numbers here, so that nothing depends on the order of additions. They are
exact to 1e-9 and carry the public checker's tolerance of 1e-6 in the capacity.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import NamedTuple

from app.booths.problem import Problem
from app.booths.rules import TOLERANCE, metres_between

NANO = Decimal(10) ** 9
SLACK = 900
"""In 1e-9: nine tenths of the checker's tolerance, the rest is for its rounding errors."""

NOWHERE = -1


class Score(NamedTuple):
    """What a plan is worth, in order of importance; a greater tuple is a better plan."""

    weight: int
    less_booths: int
    less_zones: int

    @property
    def extra_booths(self) -> int:
        return -self.less_booths

    @property
    def extra_zones(self) -> int:
        return -self.less_zones


class Figures:
    """A problem in numbers: what never changes while plans are made.

    Organisations, fields and zones have numbers too; NOWHERE stands for no field or zone.
    `suits[e]` are the booths that would do for exhibit e if they were empty, `near[b]` the
    booths closer to b than rivals may stand, `rivals[e]` whom e must be apart from.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        booths, exhibits = problem.booths, problem.exhibits
        self.area, self.area_of_booth = _whole(
            [e.area_m2 for e in exhibits], [b.area_m2 for b in booths]
        )
        self.power, self.power_of_booth = _whole(
            [e.power_kw for e in exhibits], [b.power_kw for b in booths]
        )
        self.places = [b.max_exhibits for b in booths]
        self.shared = [b.shared for b in booths]
        self.weight = [e.weight for e in exhibits]
        self.org = _numbered(e.organisation for e in exhibits)
        self.field = _numbered(e.field for e in exhibits)
        self.zone = _numbered(b.zone for b in booths)
        number = {booth.id: at for at, booth in enumerate(booths)}
        self.fixed = [NOWHERE if e.fixed is None else number[e.fixed] for e in exhibits]
        self.near = self._near()
        of_exhibit = {exhibit.id: at for at, exhibit in enumerate(exhibits)}
        heard = problem.apart_m > TOLERANCE
        self.rivals = [
            sorted(of_exhibit[r] for r in problem.rivals[e.id]) if heard else [] for e in exhibits
        ]
        self.suits = [self._suitable(e) for e in range(len(exhibits))]
        self.suits_set = [frozenset(booths) for booths in self.suits]
        self.exhibits_of_org: list[list[int]] = [[] for _ in range(max(self.org, default=-1) + 1)]
        for exhibit, org in enumerate(self.org):
            self.exhibits_of_org[org].append(exhibit)
        self.movable = [
            e for e, booths in enumerate(self.suits) if booths and self.fixed[e] == NOWHERE
        ]
        self.pairs = sum(map(len, self.suits))

    def _near(self) -> list[frozenset[int]]:
        """Only rivals ask, so a hall of 400 booths costs nothing when there are none."""
        booths = self.problem.booths
        if not any(exhibit.apart_from for exhibit in self.problem.exhibits):
            return [frozenset()] * len(booths)
        least = self.problem.apart_m - TOLERANCE
        return [
            frozenset(other for other, b in enumerate(booths) if metres_between(a, b) < least)
            for a in booths
        ]

    def _suitable(self, exhibit: int) -> list[int]:
        e = self.problem.exhibits[exhibit]
        if exhibit in self.rivals[exhibit]:
            return []
        return [
            at
            for at, b in enumerate(self.problem.booths)
            if self.area[exhibit] <= self.area_of_booth[at]
            and self.power[exhibit] <= self.power_of_booth[at]
            and self.places[at] > 0
            and (b.water or not e.water)
            and (b.internet or not e.internet)
            and (e.zone is None or e.zone == b.zone)
            and self.fixed[exhibit] in (NOWHERE, at)
        ]


class Board:
    """Who stands where, with loads and score kept up to date.

    No rule is broken as long as `add` is called only where `fits` says yes. Changes are
    written to `journal`, so that a move can be taken back (`undo`) or kept (`keep`).
    """

    def __init__(self, figures: Figures) -> None:
        self.figures = figures
        self.booth_of = [NOWHERE] * len(figures.weight)
        self.inside: list[list[int]] = [[] for _ in figures.places]
        self.area = list(figures.area_of_booth)
        self.power = list(figures.power_of_booth)
        self.booths_of_org: list[dict[int, int]] = [{} for _ in figures.exhibits_of_org]
        self.zones_of_field: dict[int, dict[int, int]] = defaultdict(dict)
        self.weight = self.extra_booths = self.extra_zones = 0
        self.scatter = 0.0
        self.journal: list[tuple[int, int]] = []
        self.held = frozenset(booth for booth in figures.fixed if booth != NOWHERE)
        for exhibit, booth in enumerate(figures.fixed):
            if booth != NOWHERE:
                self.add(exhibit, booth)
        self.keep()

    def score(self) -> Score:
        return Score(self.weight, -self.extra_booths, -self.extra_zones)

    def unplaced(self) -> list[int]:
        return [exhibit for exhibit, booth in enumerate(self.booth_of) if booth == NOWHERE]

    def fits(self, exhibit: int, booth: int) -> bool:
        """Whether an exhibit, which stands nowhere, may stand in a booth as the plan is now."""
        figures = self.figures
        if (
            figures.area[exhibit] > self.area[booth]
            or figures.power[exhibit] > self.power[booth]
            or booth not in figures.suits_set[exhibit]
        ):
            return False
        inside = self.inside[booth]
        if inside:
            if len(inside) >= figures.places[booth]:
                return False
            if not figures.shared[booth] and figures.org[inside[0]] != figures.org[exhibit]:
                return False
        for rival in figures.rivals[exhibit]:
            if self.booth_of[rival] in figures.near[booth]:
                return False
        return True

    def add(self, exhibit: int, booth: int) -> None:
        figures = self.figures
        self.booth_of[exhibit] = booth
        self.inside[booth].append(exhibit)
        self.area[booth] -= figures.area[exhibit]
        self.power[booth] -= figures.power[exhibit]
        self.weight += figures.weight[exhibit]
        used = self.booths_of_org[figures.org[exhibit]]
        if booth not in used:
            used[booth] = 0
            self.extra_booths += len(used) > 1
        used[booth] += 1
        field, zone = figures.field[exhibit], figures.zone[booth]
        if field != NOWHERE and zone != NOWHERE:
            zones = self.zones_of_field[field]
            before = zones.get(zone, 0)
            self.scatter += crowd(before + 1) - crowd(before)
            zones[zone] = before + 1
            self.extra_zones += not before and len(zones) > 1
        self.journal.append((exhibit, NOWHERE))

    def remove(self, exhibit: int) -> None:
        figures = self.figures
        booth = self.booth_of[exhibit]
        self.booth_of[exhibit] = NOWHERE
        self.inside[booth].remove(exhibit)
        self.area[booth] += figures.area[exhibit]
        self.power[booth] += figures.power[exhibit]
        self.weight -= figures.weight[exhibit]
        used = self.booths_of_org[figures.org[exhibit]]
        used[booth] -= 1
        if not used[booth]:
            self.extra_booths -= len(used) > 1
            del used[booth]
        field, zone = figures.field[exhibit], figures.zone[booth]
        if field != NOWHERE and zone != NOWHERE:
            zones = self.zones_of_field[field]
            after = zones[zone] - 1
            self.scatter -= crowd(after + 1) - crowd(after)
            if after:
                zones[zone] = after
            else:
                self.extra_zones -= len(zones) > 1
                del zones[zone]
        self.journal.append((exhibit, booth))

    def keep(self) -> None:
        """The changes since the last `keep` stay."""
        self.journal.clear()

    def undo(self) -> None:
        """Take back all changes since the last `keep`."""
        made, self.journal = self.journal, []
        for exhibit, before in reversed(made):
            if before == NOWHERE:
                self.remove(exhibit)
            else:
                self.add(exhibit, before)
        self.journal = []

    def put(self, booth_of: list[int]) -> None:
        """Change to another plan of the same problem."""
        for exhibit in self.figures.movable:
            if self.booth_of[exhibit] != NOWHERE:
                self.remove(exhibit)
        for exhibit in self.figures.movable:
            if booth_of[exhibit] != NOWHERE:
                self.add(exhibit, booth_of[exhibit])
        self.keep()

    def add_all_that_fit(self, rank: list[float]) -> None:
        """Place what still fits, the heaviest first, in the booth of the lowest rank; one of
        its own organisation before any other."""
        weight, org = self.figures.weight, self.figures.org
        for exhibit in sorted(self.unplaced(), key=lambda e: -weight[e]):
            booths = [b for b in self.figures.suits[exhibit] if self.fits(exhibit, b)]
            if booths:
                own = self.booths_of_org[org[exhibit]]
                self.add(exhibit, min(booths, key=lambda b: (b not in own, rank[b])))
        self.keep()


_CROWD = [0.0, 1.0]


def crowd(count: int) -> float:
    """A smooth stand-in for "this field uses this zone" by how many of its exhibits are there.

    Grows less and less, so that moving the few to where many are pays at every step, long
    before the last one has left and the true figure changes.
    """
    while count >= len(_CROWD):
        _CROWD.append(_CROWD[-1] + 0.5 * 0.8 ** (len(_CROWD) - 2))
    return _CROWD[count]


def _numbered(names: Iterable[str | None]) -> list[int]:
    """Numbers for names in order of appearance; NOWHERE for none."""
    known: dict[str, int] = {}
    return [NOWHERE if name is None else known.setdefault(name, len(known)) for name in names]


def _whole(needs: list[float], limits: list[float]) -> tuple[list[int], list[int]]:
    """Needs and limits in the largest unit in which all needs are whole numbers.

    Needs are rounded up to 1e-9. A limit includes SLACK, so that sums that the checker
    accepts are accepted here too, and no others.
    """
    exact = [int((Decimal(repr(n)) * NANO).to_integral_value(ROUND_CEILING)) for n in needs]
    unit = math.gcd(*exact) or 1
    most = [int((Decimal(repr(m)) * NANO).to_integral_value(ROUND_FLOOR)) + SLACK for m in limits]
    return [need // unit for need in exact], [limit // unit for limit in most]
