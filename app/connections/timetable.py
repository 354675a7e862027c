"""Who meets whom in which slot: most weight placed, then fewest moved, then fewest breaks.

Hard: nobody in two meetings at a time or in a forbidden slot; fixed slots, sessions, order,
tables and fairness. `optimal` and `infeasible` are said with a proof only; otherwise the best
timetable found stands beside the bound that no timetable passes. Nothing here knows Flask or
the database; the solver is imported when it is used.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from app.connections.timetable_bound import fewest_breaks
from app.connections.timetable_conflict import Conflict, find_conflict, plain_conflict
from app.connections.timetable_instance import Instance, Place
from app.connections.timetable_reasons import Reason, Why, explain, say
from app.connections.timetable_search import Aim, Found, Mix, Search, Step, clock_of
from app.connections.timetable_start import fill, first_timetable
from app.connections.timetable_tables import seat

SECONDS_BETWEEN_NEWS = 0.5
SECONDS_FOR_CONFLICT = 10.0
SHARE_OF_BOUND = 0.1
"""Of the time, for the bound seen from the participants alone."""

SHARE_OF_ALL = 0.3
"""Of the time, for trying to place all meetings where some may stay out."""

SHARE_OF_ASKING, MOST_ASKED = 0.15, 8
"""Of the time, and how often at most, for asking from the bound upwards: "with no more?"."""

SHARE_OF_PROOF = 0.7
"""Of the last aim's time; the rest is for changing the best timetable piece by piece."""

SHARE_OF_FIRST_AIM = 0.6
"""Of the time left, for an aim that others follow."""


class Status(StrEnum):
    """`optimal` and `infeasible` are proved."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` of wall time and `workers` threads."""

    seconds: float = 60.0
    workers: int = 2


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the search is: None where nothing is known yet."""

    seconds: float
    fraction: float
    placed: int | None
    weight: int | None
    breaks: int | None
    weight_bound: int
    breaks_bound: int


@dataclass(frozen=True)
class Timetable:
    """What was found. The bounds: no timetable has more weight, and none of the most weight
    (and fewest moved) has fewer breaks."""

    status: Status
    places: dict[str, Place]
    weight: int
    breaks: int
    moved: int
    weight_bound: int
    breaks_bound: int
    seconds: float
    unplaced: list[Reason] = field(default_factory=list)
    conflict: Conflict | None = None


def solve(
    instance: Instance,
    limits: Limits | None = None,
    previous: Mapping[str, Place] | None = None,
    progress: Callable[[Progress], None] = lambda _: None,
    stop: Callable[[], bool] = lambda: False,
) -> Timetable:
    """The best timetable found within the limits.

    `previous`: where meetings were held before; they move as little as the weight allows.
    `progress` and `stop` are called in this thread, several times a second; stopped early,
    the best timetable so far is returned.
    """
    known = {name: place for name, place in (previous or {}).items() if name in instance.meeting}
    return _Solving(instance, limits or Limits(), known, progress, stop).run()


class _Solving:
    """One call of `solve`: the clock, the best so far, what is proved."""

    def __init__(
        self,
        instance: Instance,
        limits: Limits,
        previous: Mapping[str, Place],
        progress: Callable[[Progress], None],
        stop: Callable[[], bool],
    ) -> None:
        self.instance, self.limits, self.previous = instance, limits, previous
        self.progress, self.stop = progress, stop
        self.left = clock_of(limits.seconds)
        self.began = time.monotonic()
        self.told = 0.0
        self.best: dict[str, int] | None = None
        self.search: Search | None = None
        self.total_weight = sum(meeting.weight for meeting in instance.meetings)
        self.lost_bound = 0
        self.breaks_bound = 0
        self.proved = False

    def run(self) -> Timetable:
        if self.instance.optional:
            self._solve_optional()
        elif not self._solve_all(self.instance, 1.0):
            return self._infeasible()
        if self.best is None:
            return self._nothing(Status.UNKNOWN, None)
        if self.instance.optional and not self.proved:
            self.best = fill(self.instance, self.best, self.previous)
        return self._timetable(self.best)

    def _solve_optional(self) -> None:
        """All of them if that can be; else as much weight as possible."""
        self.best = first_timetable(self.instance, self.previous)
        everything = replace(self.instance, optional=False)
        if all(meeting.weight for meeting in self.instance.meetings):
            possible = self._solve_all(everything, SHARE_OF_ALL)
            if possible and self.best is not None and len(self.best) == len(everything.meetings):
                return
        self.breaks_bound = 0
        self._minimise(self.instance, [Aim.LOST, *self._aims()])

    def _solve_all(self, instance: Instance, share: float) -> bool:
        """Place all meetings; False when it is proved that this cannot be.

        `share` of the time is for finding out whether it can be; then all of it counts.
        """
        if plain_conflict(instance) is not None:
            return False
        bound = fewest_breaks(
            instance, self.left() * SHARE_OF_BOUND, self.limits.workers, self._look
        )
        if bound is None:
            return False
        self.breaks_bound = bound
        if share < 1 and not self._can_all_be_held(instance, share):
            return True
        if not self.previous and self._ask_upwards(instance):
            return True
        return self._minimise(instance, self._aims(), self.breaks_bound)

    def _ask_upwards(self, instance: Instance) -> bool:
        """Is there a timetable with no more breaks than the bound? Refuted, the bound rises.

        True when there is one: it is optimal then.
        """
        seconds = self.left() * SHARE_OF_ASKING
        left = clock_of(seconds)
        for _ in range(MOST_ASKED):
            if left() <= 0 or self.stop():
                break
            search = Search(instance, {}, self.limits.workers, self._look)
            found = search.find(Aim.BREAKS, self.breaks_bound, left())
            if found in (Found.PROVED, Found.SOME):
                self.best, self.proved = search.slot_of, True
                return True
            if found is not Found.IMPOSSIBLE:
                break
            self.breaks_bound += 1
        return False

    def _can_all_be_held(self, instance: Instance, share: float) -> bool:
        search = Search(instance, {}, self.limits.workers, self._look)
        self.search = None
        if self.best is not None:
            search.hint(self.best)
        step = search.minimise(Aim.LOST, self.left() * share)
        if step.found in (Found.PROVED, Found.SOME):
            self.best = search.slot_of
            return True
        return False

    def _aims(self) -> list[Aim]:
        return [Aim.MOVED, Aim.BREAKS] if self.previous else [Aim.BREAKS]

    def _minimise(self, instance: Instance, aims: list[Aim], least_breaks: int = 0) -> bool:
        """One aim after the other; False when it is proved that there is no timetable."""
        search = self.search = Search(instance, self.previous, self.limits.workers, self._look)
        if self.best is not None:
            search.hint(self.best)
        proved = True
        for aim in aims:
            last = aim is aims[-1]
            seconds = self.left() * (1.0 if last else SHARE_OF_FIRST_AIM)
            if (seconds <= 0 or self.stop()) and self.best is not None:
                proved = False
                break
            step = self._step(search, aim, seconds, least_breaks if aim is Aim.BREAKS else 0)
            if step.found is Found.IMPOSSIBLE:
                return False
            self.best = search.slot_of if search.slot_of is not None else self.best
            self._note_bound(aim, step.bound, proved)
            proved = proved and step.found is Found.PROVED
        self.proved = proved
        return True

    def _step(self, search: Search, aim: Aim, seconds: float, least: int) -> Step:
        """One aim: first with a proof in view, then, the last one, by changing what there is."""
        if aim is not Aim.BREAKS or self.limits.workers == 1:
            return search.minimise(aim, seconds, least)
        first = search.minimise(aim, seconds * SHARE_OF_PROOF, least)
        left = min(self.left(), seconds * (1 - SHARE_OF_PROOF))
        if first.found is not Found.SOME and first.found is not Found.NONE or self.stop():
            return first
        second = search.minimise(aim, left, first.bound, Mix.CHANGE)
        if second.found is Found.NONE:
            return first
        return Step(second.found, max(first.bound, second.bound))

    def _note_bound(self, aim: Aim, bound: int, proved: bool) -> None:
        """What was proved; a bound on breaks counts only for what is best in the aims before."""
        if aim is Aim.LOST:
            self.lost_bound = bound
        elif aim is Aim.BREAKS and proved:
            self.breaks_bound = max(self.breaks_bound, bound)

    def _look(self) -> bool:
        """Tell how far it is; whether to stop."""
        now = time.monotonic() - self.began
        if now - self.told >= SECONDS_BETWEEN_NEWS:
            self.told = now
            self.progress(self._news(now))
        return self.stop()

    def _news(self, now: float) -> Progress:
        search = self.search
        best = (search.slot_of if search is not None else None) or self.best
        breaks_bound, lost_bound = self.breaks_bound, self.lost_bound
        if search is not None and search.aim is Aim.LOST:
            lost_bound = max(lost_bound, search.live_bound)
        fraction = min(1.0, now / self.limits.seconds) if self.limits.seconds > 0 else 1.0
        return Progress(
            seconds=now,
            fraction=fraction,
            placed=len(best) if best is not None else None,
            weight=self._weight(best) if best is not None else None,
            breaks=count_breaks(self.instance, best) if best is not None else None,
            weight_bound=self.total_weight - lost_bound,
            breaks_bound=breaks_bound,
        )

    def _weight(self, slot_of: Mapping[str, int]) -> int:
        return sum(self.instance.meeting[name].weight for name in slot_of)

    def _timetable(self, slot_of: Mapping[str, int]) -> Timetable:
        breaks = count_breaks(self.instance, slot_of)
        return Timetable(
            status=Status.OPTIMAL if self.proved else Status.FEASIBLE,
            places=seat(self.instance, slot_of, self.previous),
            weight=self._weight(slot_of),
            breaks=breaks,
            moved=sum(slot_of.get(name) != place.slot for name, place in self.previous.items()),
            weight_bound=self.total_weight - self.lost_bound,
            breaks_bound=min(breaks, self.breaks_bound),
            seconds=time.monotonic() - self.began,
            unplaced=explain(self.instance, slot_of),
        )

    def _infeasible(self) -> Timetable:
        seconds = max(1.0, min(self.left(), SECONDS_FOR_CONFLICT))
        return self._nothing(Status.INFEASIBLE, find_conflict(self.instance, seconds))

    def _nothing(self, status: Status, conflict: Conflict | None) -> Timetable:
        return Timetable(
            status=status,
            places={},
            weight=0,
            breaks=0,
            moved=0,
            weight_bound=self.total_weight,
            breaks_bound=self.breaks_bound,
            seconds=time.monotonic() - self.began,
            unplaced=[Reason(meeting.id, Why.NOT_FOUND) for meeting in self.instance.meetings],
            conflict=conflict,
        )


def count_breaks(instance: Instance, slot_of: Mapping[str, int]) -> int:
    """All participants' breaks in a timetable."""
    return sum(
        instance.breaks_of(slot_of[m.id] for m in meetings if m.id in slot_of)
        for meetings in instance.meetings_of.values()
    )


def schedule_as_json(instance: Instance, found: Timetable) -> dict[str, Any]:
    """The schedule in the public format."""
    schedule: dict[str, Any] = {
        "instance": instance.name,
        "status": found.status.value,
        "objective": {"weight": found.weight, "breaks": found.breaks},
        "bound": {"weight": found.weight_bound, "breaks": found.breaks_bound},
        "seconds": round(found.seconds, 2),
        "assignments": [
            {"meeting": m.id, "slot": place.slot, "table": place.table}
            for m in instance.meetings
            if (place := found.places.get(m.id)) is not None
        ],
        "unplaced": [{"meeting": one.meeting, "reason": say(one)} for one in found.unplaced],
    }
    if found.conflict is not None:
        schedule["conflict"] = list(found.conflict.meetings)
        schedule["reason"] = found.conflict.reason
    return schedule
