"""What weight can be placed at most, and by which meetings, seen without times.

Nobody meets more often than there are slots open to them, and no more meetings are held than
the places take in all slots: a flow from one side to the other, solved in milliseconds. No
timetable places more weight.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

from app.connections.scheduling.instance import Instance

SOURCE, SEATS, SINK, FIRST = 0, 1, 2, 3


@dataclass(frozen=True)
class Heaviest:
    """`weight`: no timetable has more. `meetings`: numbers of such meetings as would make it,
    were there no times; empty where the two sides cannot be told apart."""

    weight: int
    meetings: frozenset[int]


def heaviest(instance: Instance) -> Heaviest:
    """The bound on the weight of all timetables of an instance: as if its tables were for all
    meetings; and where some are held elsewhere, as if these took nobody's time from the rest."""
    whole = _heaviest(instance)
    elsewhere = tuple(m for m in instance.meetings if not m.at_table)
    if not elsewhere:
        return whole
    at_tables = tuple(m for m in instance.meetings if m.at_table)
    parts = (replace(instance, meetings=some) for some in (at_tables, elsewhere))
    return replace(whole, weight=min(whole.weight, sum(_heaviest(part).weight for part in parts)))


def _heaviest(instance: Instance) -> Heaviest:
    from ortools.graph.python import min_cost_flow

    meetings = instance.meetings
    number = {person.id: n for n, person in enumerate(instance.participants)}
    left = _left_sides(instance)
    halves = 1 if left is not None else 2
    flow = min_cost_flow.SimpleMinCostFlow()
    count = len(number)
    arcs: list[tuple[int, int]] = []
    for one, meeting in enumerate(meetings):
        if not instance.slots_of[meeting.id]:
            continue
        a, b = number[meeting.a], number[meeting.b]
        if left is not None:
            ways = [(a, b) if meeting.a in left else (b, a)]
        else:
            ways = [(a, b), (b, a)]
        for x, y in ways:
            arc = flow.add_arc_with_capacity_and_unit_cost(
                FIRST + x, FIRST + count + y, 1, -meeting.weight
            )
            arcs.append((arc, one))
    most = _most_meetings(instance)
    for person, n in number.items():
        flow.add_arc_with_capacity_and_unit_cost(SEATS, FIRST + n, most[person], 0)
        flow.add_arc_with_capacity_and_unit_cost(FIRST + count + n, SINK, most[person], 0)
    enough = halves * (len(meetings) + 1)
    flow.add_arc_with_capacity_and_unit_cost(SOURCE, SEATS, halves * _seats(instance), 0)
    flow.add_arc_with_capacity_and_unit_cost(SOURCE, SINK, enough, 0)
    flow.set_node_supply(SOURCE, enough)
    flow.set_node_supply(SINK, -enough)
    if flow.solve() != flow.OPTIMAL:
        return Heaviest(sum(meeting.weight for meeting in meetings), frozenset())
    chosen = Counter(one for arc, one in arcs if flow.flow(arc))
    picked = frozenset(one for one, times in chosen.items() if times == halves)
    return Heaviest(-flow.optimal_cost() // halves, picked)


def _most_meetings(instance: Instance) -> dict[str, int]:
    """By participant, the slots in which they could meet somebody."""
    return {
        person: len({slot for meeting in meetings for slot in instance.slots_of[meeting.id]})
        for person, meetings in instance.meetings_of.items()
    }


def _seats(instance: Instance) -> int:
    """What all places take in all slots, but none more than meetings that could be held there."""
    wanted = Counter(meeting.place for meeting in instance.meetings)
    return sum(min(wanted[place], seats.total()) for place, seats in instance.seats.items())


def _left_sides(instance: Instance) -> set[str] | None:
    """The participants of one side, where everybody meets only others of the other."""
    side: dict[str, bool] = {}
    for start in instance.meetings_of:
        if start in side:
            continue
        side[start] = True
        queue = [start]
        for person in queue:
            for meeting in instance.meetings_of[person]:
                other = meeting.b if meeting.a == person else meeting.a
                if other not in side:
                    side[other] = not side[person]
                    queue.append(other)
                elif side[other] == side[person]:
                    return None
    return {person for person, left in side.items() if left}
