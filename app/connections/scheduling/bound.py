"""How few breaks there can be, seen from the participants alone.

Who meets whom is left out: each participant must be busy often enough in slots open to them,
and in a slot no more can be busy than its places take. What this smaller question answers
holds for the whole, and it is answered in about a second where the whole takes minutes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from app.connections.scheduling.instance import Instance
from app.connections.scheduling.model import breaks_in
from app.connections.scheduling.search import watched


def fewest_breaks(
    instance: Instance, seconds: float, workers: int, look: Callable[[], bool] = lambda: False
) -> int | None:
    """A number of breaks that no timetable with all meetings goes below; None: there is none.

    Ended early, it is the number proved so far, at worst 0. Only for instances in which all
    meetings must be held.
    """
    from ortools.sat.python import cp_model

    cp, breaks = _model(cp_model.CpModel(), instance)
    cp.minimize(breaks)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = max(2, workers)
    solver.parameters.max_time_in_seconds = max(0.05, seconds)
    solver.parameters.subsolvers.extend(["max_lp", "no_lp"])
    status = watched(solver, cp, look)
    if status == cp_model.INFEASIBLE:
        return None
    return max(0, round(solver.best_objective_bound))


def _model(cp: Any, instance: Instance) -> tuple[Any, Any]:
    ends: list[Any] = []
    in_slot: dict[int, list[Any]] = defaultdict(list)
    for meetings in instance.meetings_of.values():
        if not meetings:
            continue
        kinds: dict[frozenset[int], int] = defaultdict(int)
        for meeting in meetings:
            kinds[frozenset(instance.slots_of[meeting.id])] += 1
        busy = {slot: cp.new_bool_var("") for slot in sorted(frozenset().union(*kinds))}
        cp.add(sum(busy.values()) == len(meetings))
        for slots in kinds:
            inside = sum(number for other, number in kinds.items() if other <= slots)
            cp.add(sum(busy[slot] for slot in slots) >= inside)
        for slot, here in busy.items():
            in_slot[slot].append(here)
        if len(meetings) > 1:
            ends += breaks_in(cp, instance, busy, len(meetings))
    for slot, people in in_slot.items():
        cp.add(sum(people) <= 2 * sum(seats[slot] for seats in instance.seats.values()))
    return cp, sum(ends)
