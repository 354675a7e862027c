"""A change of the day: somebody comes late or not at all, tables are lost, requests are new.

What is announced stays where it is as far as it can. Who cannot stay, and what is new, finds
a place beside it; for that at most so many others move as the organiser allows, and what is
left out is named. Fast enough to be asked for while people wait.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from app.connections.scheduling.answer import Limits, Status, Timetable, count_breaks
from app.connections.scheduling.arrangement import OUT, Arrangement
from app.connections.scheduling.flow import heaviest
from app.connections.scheduling.instance import Instance, Meeting, Participant, Place
from app.connections.scheduling.local import Local
from app.connections.scheduling.reasons import explain
from app.connections.scheduling.tables import seat

WHILE_PEOPLE_WAIT = Limits(seconds=1.5, workers=1)
BEGINNINGS = 6
"""How often room is made anew with other luck, where the first time did not do all."""

SHARE_OF_ROOM, SHARE_OF_CLOSING = 0.7, 0.2
"""Of the time, for making room, and for closing breaks of those that move anyway."""


@dataclass(frozen=True)
class Changes:
    """`closed`: slots in which participants cannot meet now; `cancelled`: those who do not come
    at all; `tables_lost`: so many tables fewer in a slot; `called_off`: meetings that are not
    wanted any more; `new`, `people`: more meetings, and participants nobody knew of."""

    closed: Mapping[str, frozenset[int]] = field(default_factory=dict)
    cancelled: frozenset[str] = frozenset()
    tables_lost: Mapping[int, int] = field(default_factory=dict)
    called_off: frozenset[str] = frozenset()
    new: tuple[Meeting, ...] = ()
    people: tuple[Participant, ...] = ()


@dataclass(frozen=True, slots=True)
class Shift:
    """One meeting that was announced or is new, and whose place is another now (None: none).

    `forced`: it could not have stayed.
    """

    meeting: str
    old: Place | None
    new: Place | None
    forced: bool

    @property
    def same_time(self) -> bool:
        """Whether only the table is another."""
        return self.old is not None and self.new is not None and self.old.slot == self.new.slot


@dataclass(frozen=True)
class Replan:
    """The timetable after a change, for the instance as it is then. `forced`: announced meetings
    that could not stay; `moved`: others that did not."""

    instance: Instance
    timetable: Timetable
    shifts: tuple[Shift, ...]
    forced: int
    moved: int


def changed(instance: Instance, changes: Changes) -> Instance:
    """The instance after the changes. Meetings may stay out in it: on the day itself a timetable
    with gaps is better than none."""
    everywhere = frozenset(range(instance.n_slots))

    def closed(person: Participant) -> frozenset[int]:
        if person.id in changes.cancelled:
            return everywhere
        return person.forbidden | changes.closed.get(person.id, frozenset())

    meetings = [m for m in (*instance.meetings, *changes.new) if m.id not in changes.called_off]
    left = {meeting.id for meeting in meetings}
    tables = [
        max(0, count - changes.tables_lost.get(slot, 0))
        for slot, count in enumerate(instance.tables)
    ]
    people = tuple(
        replace(person, forbidden=closed(person))
        for person in (*instance.participants, *changes.people)
    )
    forbidden = {person.id: person.forbidden for person in people}

    def kept(meeting: Meeting) -> int | None:
        """Its fixed slot, while it can be held there."""
        slot = meeting.fixed
        if slot is None or meeting.at_table and not tables[slot]:
            return None
        return None if any(slot in forbidden[side] for side in meeting.sides) else slot

    return replace(
        instance,
        tables=tuple(tables),
        participants=people,
        meetings=tuple(
            replace(m, fixed=kept(m), after=tuple(name for name in m.after if name in left))
            for m in meetings
        ),
        optional=True,
    )


def replan(
    instance: Instance,
    announced: Mapping[str, Place],
    changes: Changes,
    most_moved: int | None = None,
    limits: Limits = WHILE_PEOPLE_WAIT,
    stop: Callable[[], bool] = lambda: False,
) -> Replan:
    """The best timetable found after the changes: most weight, then fewest moved.

    No more than `most_moved` announced meetings move that could stay (None: as many as the
    weight is worth); 0 moves nobody.
    """
    after = changed(instance, changes)
    known = {name: place for name, place in announced.items() if name in after.meeting}
    return _Replanning(after, known, announced, most_moved, limits, stop).run()


class _Replanning:
    def __init__(
        self,
        instance: Instance,
        known: Mapping[str, Place],
        announced: Mapping[str, Place],
        most_moved: int | None,
        limits: Limits,
        stop: Callable[[], bool],
    ) -> None:
        self.instance, self.known, self.announced = instance, known, announced
        self.most_moved, self.stop = most_moved, stop
        self.began, self.seconds = time.monotonic(), limits.seconds
        self.bound = heaviest(instance)
        self.total = sum(meeting.weight for meeting in instance.meetings)
        self.least_lost = self.total - self.bound.weight
        self.stay = self._can_stay()

    def _spent(self) -> float:
        return time.monotonic() - self.began

    def _can_stay(self) -> dict[str, int]:
        """Where announced meetings can be left, the fixed and the heavy first."""
        meeting = self.instance.meeting
        order = sorted(
            self.known, key=lambda name: (meeting[name].fixed is None, -meeting[name].weight)
        )
        room = Arrangement(self.instance)
        room.load({name: self.known[name].slot for name in order})
        return room.slots()

    def run(self) -> Replan:
        """Room made several times: with other luck while weight is missing, then, by halves,
        with fewer that may move."""
        best: Local | None = None
        best_rank = (self.total + 1, 0)
        most, too_few = self.most_moved, -1
        for luck in range(BEGINNINGS):
            local = self._beginning(luck, most)
            rank = (local.out_weight(), local.moved)
            if best is None or rank < best_rank:
                best, best_rank = local, rank
            elif most is not None and best_rank[0] <= self.least_lost:
                too_few = most
            if best_rank[0] <= self.least_lost:
                most = (too_few + best_rank[1]) // 2
                if most <= too_few:
                    break
            if self._spent() > self.seconds * SHARE_OF_ROOM or self.stop():
                break
        assert best is not None
        best.stop = self.stop
        left = self.seconds - self._spent()
        best.close_breaks(max(0.0, min(left, self.seconds * SHARE_OF_CLOSING)))
        best.be_fair()
        return self._answer(best.room.slots())

    def _beginning(self, luck: int, most_moved: int | None) -> Local:
        """What stays, what fits beside it, and room made for the rest."""
        room = Arrangement(self.instance)
        room.load(self.stay)
        share = self.seconds * SHARE_OF_ROOM / BEGINNINGS * (luck + 1)
        local = Local(
            room,
            lambda: self._spent() > share or self.stop(),
            home=[self.known[n].slot if n in self.known else OUT for n in room.names],
            most_moved=most_moved,
            seed=luck + 1,
        )
        local.fill(self.bound.meetings)
        local.make_room(self.least_lost)
        local.go_home()
        return local

    def _answer(self, slot_of: Mapping[str, int]) -> Replan:
        instance = self.instance
        places = seat(instance, slot_of, self.announced)
        weight = sum(instance.meeting[name].weight for name in slot_of)
        breaks = count_breaks(instance, slot_of)
        gone = sum(slot_of.get(name) != place.slot for name, place in self.known.items())
        forced = len(self.known) - len(self.stay)
        moved = gone - forced
        proved = weight == self.bound.weight and not moved and not breaks
        timetable = Timetable(
            status=Status.OPTIMAL if proved else Status.FEASIBLE,
            places=places,
            weight=weight,
            breaks=breaks,
            moved=gone,
            weight_bound=self.bound.weight,
            breaks_bound=0,
            seconds=self._spent(),
            unplaced=explain(instance, slot_of),
        )
        return Replan(instance, timetable, self._shifts(places), forced, moved)

    def _shifts(self, places: Mapping[str, Place]) -> tuple[Shift, ...]:
        place = {meeting.id: meeting.place for meeting in self.instance.meetings}
        crowded = Counter(
            (place[name], self.known[name].slot) for name in self.known.keys() - self.stay.keys()
        )
        names = dict.fromkeys((*self.announced, *places))
        found = []
        for name in names:
            old, new = self.announced.get(name), places.get(name)
            if old == new:
                continue
            forced = old is not None and (new is None or new.slot != old.slot)
            if forced and old is not None and name in self.known:
                here = place[name], old.slot
                forced = self._impossible(name, old.slot) or crowded[here] > 0
                crowded[here] -= forced
            found.append(Shift(name, old, new, forced=forced))
        return tuple(found)

    def _impossible(self, name: str, slot: int) -> bool:
        return slot not in self.instance.slots_of[name]
