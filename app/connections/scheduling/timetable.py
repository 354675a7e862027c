"""Who meets whom in which slot: most weight placed, then fewest moved, then fewest breaks.

Hard: nobody in two meetings at a time or in a forbidden slot; fixed slots, sessions, order,
tables and fairness. `optimal` and `infeasible` are said with a proof only; otherwise the best
timetable found stands beside the bound that no timetable passes. Nothing here knows Flask or
the database; the solver is imported when it is used.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import replace

from app.connections.scheduling.answer import Limits, Progress, Status, Timetable, count_breaks
from app.connections.scheduling.arrangement import OUT, Arrangement
from app.connections.scheduling.bound import fewest_breaks
from app.connections.scheduling.conflict import Conflict, find_conflict, plain_conflict
from app.connections.scheduling.flow import heaviest
from app.connections.scheduling.instance import Instance, Place
from app.connections.scheduling.local import Local
from app.connections.scheduling.reasons import Reason, Why, explain
from app.connections.scheduling.search import Aim, Found, Mix, Search, Step, clock_of
from app.connections.scheduling.tables import seat

SECONDS_BETWEEN_NEWS = 0.5
SECONDS_FOR_CONFLICT = 10.0
SHARE_OF_BOUND = 0.1
"""Of the time, for the bound seen from the participants alone."""

LARGE, MIDDLING = 20_000, 7_500
"""Meetings times slots: from the first on only by moving meetings about, the model would be too
big; from the second on mostly so."""

SHARE_OF_ROOM = 0.1
"""Of the time, for making room by moving meetings about."""

SHARE_OF_CLOSING, SHARE_IN_MIDDLING = 0.15, 0.5
"""Of the time, for closing breaks by moving meetings about."""

ROOM_IN_LARGE = 0.4
"""Of the time, for making room where nothing else will place more."""

SHARE_OF_ALL = 0.3
"""Of the time, for trying to place all meetings where some may stay out."""

SHARE_OF_ASKING, MOST_ASKED = 0.15, 8
"""Of the time, and how often at most, for asking from the bound upwards: "with no more?"."""

SHARE_OF_PROOF = 0.7
"""Of the last aim's time; the rest is for changing the best timetable piece by piece."""

SHARE_IN_LARGE = 0.9
"""Of the time left; tables and reasons for thousands of meetings take the rest."""

SHARE_OF_CHANGING = 0.4
"""Of what is left after that, for moving meetings about before the solver's own changes."""

SHARE_OF_FIRST_AIM = 0.6
"""Of the time left, for an aim that others follow."""


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
        self.draft: dict[str, int] = {}
        """Where meetings could be, though not all of them or not fairly."""

        self.closing = SHARE_OF_CLOSING
        self.search: Search | None = None
        self.total_weight = sum(meeting.weight for meeting in instance.meetings)
        self.lost_bound = 0
        self.breaks_bound = 0
        self.proved = False

    def run(self) -> Timetable:
        size = sum(map(len, self.instance.slots_of.values()))
        large = size > LARGE
        self.closing = SHARE_IN_MIDDLING if size > MIDDLING else SHARE_OF_CLOSING
        if self.instance.optional or plain_conflict(self.instance) is None:
            self._arrange(ROOM_IN_LARGE if large else SHARE_OF_ROOM)
        if large:
            possible = self._solve_large()
        elif self.instance.optional:
            possible = self._solve_optional()
        else:
            possible = self._solve_all(self.instance)
        if not possible:
            return self._infeasible()
        if self.best is None:
            return self._nothing(Status.UNKNOWN, None)
        if self.instance.optional and not self.proved:
            self._fill_up()
        return self._timetable(self.best)

    def _arrange(self, share: float) -> None:
        """A first timetable by moving meetings about, and the bound on weight."""
        most = heaviest(self.instance)
        self.lost_bound = self.total_weight - most.weight
        local = self._local(self.previous, share)
        local.fill(most.meetings)
        self._keep(local)
        local.make_room(self.lost_bound)
        self._keep(local)

    def _local(self, places: Mapping[str, Place], share: float) -> Local:
        room = Arrangement(self.instance)
        room.load({name: place.slot for name, place in places.items()})
        left = clock_of(self.left() * share)
        home = [self.previous[name].slot if name in self.previous else OUT for name in room.names]
        return Local(room, lambda: left() <= 0 or self._look(), home=home)

    def _keep(self, local: Local) -> None:
        """Take a timetable over if it is one and better, and tell at once."""
        self.draft = local.room.slots()
        if self.instance.optional:
            local.be_fair()
        elif not local.room.complete or not local.room.fair():
            return
        found = local.room.slots()
        if self.best is None or self._rank(found) < self._rank(self.best):
            self.best = found
            self.progress(self._news(time.monotonic() - self.began))

    def _rank(self, slot_of: Mapping[str, int]) -> tuple[int, int, int]:
        moved = self._moved(slot_of)
        return -self._weight(slot_of), moved, count_breaks(self.instance, slot_of)

    def _close_breaks(self, share: float) -> None:
        """Fewer breaks by moving meetings about; whoever knows a place keeps it."""
        begin = self.draft if self.best is None else self.best
        if self.stop() or not begin:
            return
        local = self._local({name: Place(slot) for name, slot in begin.items()}, 1.0)
        local.close_breaks(self.left() * share, self.breaks_bound)
        self._keep(local)

    def _fill_up(self) -> None:
        """Whatever still fits where a search was not ended."""
        assert self.best is not None
        local = self._local({name: Place(slot) for name, slot in self.best.items()}, 1.0)
        local.fill()
        self._keep(local)

    def _solve_large(self) -> bool:
        """Without the model: no proof but that of the weight."""
        if self.best is None:
            return plain_conflict(self.instance) is None
        self._close_breaks(SHARE_IN_LARGE)
        weight, moved, breaks = self._rank(self.best)
        self.proved = -weight + self.lost_bound == self.total_weight and not moved and not breaks
        return True

    def _solve_optional(self) -> bool:
        """All of them if that can be; else as much weight as possible."""
        everything = replace(self.instance, optional=False)
        if not self.lost_bound and all(meeting.weight for meeting in self.instance.meetings):
            possible = self._solve_all(everything)
            if possible and self.best is not None and len(self.best) == len(everything.meetings):
                return True
        self.breaks_bound = 0
        self._close_breaks(self.closing)
        self._minimise(self.instance, [Aim.LOST, *self._aims()])
        return True

    def _solve_all(self, instance: Instance) -> bool:
        """Place all meetings; False when it is proved that this cannot be.

        Where some may stay out, a share of the time is for finding out whether it can be.
        """
        complete = self.best is not None and len(self.best) == len(instance.meetings)
        if not complete and plain_conflict(instance) is not None:
            return False
        bound = fewest_breaks(
            instance, self.left() * SHARE_OF_BOUND, self.limits.workers, self._look
        )
        if bound is None:
            return False
        self.breaks_bound = bound
        if not complete and instance is not self.instance and not self._can_all_be_held(instance):
            return True
        if not self.previous and self._ask_upwards(instance):
            return True
        self._close_breaks(self.closing)
        return self._minimise(instance, self._aims(), self.breaks_bound)

    def _ask_upwards(self, instance: Instance) -> bool:
        """Is there a timetable with no more breaks than the bound? Refuted, the bound rises.

        True when there is one: it is optimal then.
        """
        seconds = self.left() * SHARE_OF_ASKING
        left = clock_of(seconds)
        for _ in range(MOST_ASKED):
            if self.best is not None and count_breaks(instance, self.best) <= self.breaks_bound:
                self.proved = True
                return True
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

    def _can_all_be_held(self, instance: Instance) -> bool:
        search = Search(instance, {}, self.limits.workers, self._look)
        self.search = None
        if self.best is not None:
            search.hint(self.best)
        step = search.minimise(Aim.LOST, self.left() * SHARE_OF_ALL)
        if step.found in (Found.PROVED, Found.SOME):
            self.best = search.slot_of
            return True
        return False

    def _aims(self) -> list[Aim]:
        return [Aim.MOVED, Aim.BREAKS] if self.previous else [Aim.BREAKS]

    def _minimise(self, instance: Instance, aims: list[Aim], least_breaks: int = 0) -> bool:
        """One aim after the other; False when it is proved that there is no timetable."""
        search = self.search = Search(instance, self.previous, self.limits.workers, self._look)
        if self.best or self.draft:
            search.hint(self.best or self.draft)
        proved = True
        for aim in aims:
            last = aim is aims[-1]
            seconds = self.left() * (1.0 if last else SHARE_OF_FIRST_AIM)
            if (seconds <= 0 or self.stop()) and self.best is not None:
                proved = False
                break
            least = {Aim.BREAKS: least_breaks, Aim.LOST: self.lost_bound}.get(aim, 0)
            step = self._step(search, aim, seconds, least)
            if step.found is Found.IMPOSSIBLE:
                return False
            if search.slot_of is not None:
                self._better(search.slot_of)
            self._note_bound(aim, step.bound, proved)
            proved = proved and step.found is Found.PROVED
        self.proved = proved
        return True

    def _better(self, slot_of: dict[str, int]) -> None:
        if self.best is None or self._rank(slot_of) <= self._rank(self.best):
            self.best = slot_of

    def _step(self, search: Search, aim: Aim, seconds: float, least: int) -> Step:
        """One aim: first with a proof in view, then, the last one, by changing what there is."""
        if aim is not Aim.BREAKS or self.limits.workers == 1:
            return search.minimise(aim, seconds, least)
        first = search.minimise(aim, seconds * SHARE_OF_PROOF, least)
        left = min(self.left(), seconds * (1 - SHARE_OF_PROOF))
        if first.found is not Found.SOME and first.found is not Found.NONE or self.stop():
            return first
        if search.slot_of is not None:
            self._better(search.slot_of)
        self._close_breaks(SHARE_OF_CHANGING)
        if self.best is not None:
            search.hint(self.best)
        second = search.minimise(aim, min(left, self.left()), first.bound, Mix.CHANGE)
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
        best = self.best
        if search is not None and search.slot_of is not None:
            best = min(best or search.slot_of, search.slot_of, key=self._rank)
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

    def _moved(self, slot_of: Mapping[str, int]) -> int:
        return sum(slot_of.get(name) != place.slot for name, place in self.previous.items())

    def _timetable(self, slot_of: Mapping[str, int]) -> Timetable:
        breaks = count_breaks(self.instance, slot_of)
        return Timetable(
            status=Status.OPTIMAL if self.proved else Status.FEASIBLE,
            places=seat(self.instance, slot_of, self.previous),
            weight=self._weight(slot_of),
            breaks=breaks,
            moved=self._moved(slot_of),
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
