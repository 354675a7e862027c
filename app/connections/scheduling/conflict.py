"""Which meetings cannot be held together, where not all can: a small set and the reason.

First the plain causes, found without search: a meeting without a slot, somebody with more
meetings than slots, a circle of "after", too few tables. Else the set of all is made smaller
as long as it stays impossible. A proof is asked of the solver before anything gets here.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.connections.scheduling.instance import Instance, Meeting

SECONDS_FOR_ONE = 2.0
"""Longest look at one smaller set; not settled by then, it counts as possible."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """Meetings that cannot all be held, and why, in English."""

    meetings: tuple[str, ...]
    reason: str


def find_conflict(instance: Instance, seconds: float) -> Conflict:
    """A conflict of an instance that is proved to have no timetable of all its meetings."""
    until = time.monotonic() + seconds
    plain = plain_conflict(instance)
    if plain is not None:
        return plain
    everything = tuple(meeting.id for meeting in instance.meetings)
    answer = _ask(instance, everything, until)
    if answer.possible and instance.fairness is not None:
        limit = f"with numbers of breaks that differ by {instance.fairness} at most"
        return Conflict(everything, f"These meetings cannot all be held {limit}.")
    left = _smaller(instance, answer.core, until) if answer.possible is False else everything
    return Conflict(
        left, "These meetings cannot all be held: slots, order and tables do not suffice together."
    )


def plain_conflict(instance: Instance) -> Conflict | None:
    """A conflict that can be seen without search, or None."""
    for meeting in instance.meetings:
        if not instance.slots_of[meeting.id]:
            return Conflict((meeting.id,), _no_slot(instance, meeting))
    return _too_busy(instance) or _out_of_order(instance) or _too_few_tables(instance)


def _no_slot(instance: Instance, meeting: Meeting) -> str:
    if meeting.fixed is not None:
        return (
            f"Meeting {meeting.id} is fixed in slot {meeting.fixed}, where it cannot be held: "
            "somebody is not free, the session is another, or there is no table or other place."
        )
    return f"{meeting.a} and {meeting.b} have no slot in which they can meet."


def _too_busy(instance: Instance) -> Conflict | None:
    for person, meetings in instance.meetings_of.items():
        options = {m.id: instance.slots_of[m.id] for m in meetings}
        stuck = crowd(options, dict.fromkeys(range(instance.n_slots), 1))
        if stuck:
            slots = {slot for name in stuck for slot in options[name]}
            return Conflict(
                stuck, f"{person} has {len(stuck)} meetings here and {len(slots)} slots for them."
            )
    return None


def _too_few_tables(instance: Instance) -> Conflict | None:
    at_tables = {m.id: instance.slots_of[m.id] for m in instance.meetings if m.at_table}
    stuck = crowd(at_tables, dict(enumerate(instance.tables)))
    if not stuck:
        return None
    slots = {slot for name in stuck for slot in instance.slots_of[name]}
    seats = sum(instance.tables[slot] for slot in slots)
    return Conflict(
        stuck, f"These {len(stuck)} meetings have {len(slots)} slots with {seats} tables in all."
    )


def crowd(options: Mapping[str, Iterable[int]], room: Mapping[int, int]) -> tuple[str, ...]:
    """Some meetings that have together less room than they need; empty when each finds some.

    Augmenting paths; where one ends, the meetings seen on the way are such a set (Hall).
    """
    inside: dict[int, list[str]] = {slot: [] for slot in room}
    for name in options:
        came_from: dict[int, tuple[str, int | None]] = {}
        queue: list[tuple[str, int | None]] = [(name, None)]
        seen = {name}
        end: int | None = None
        for who, via in queue:
            for slot in options[who]:
                if slot in came_from:
                    continue
                came_from[slot] = (who, via)
                if len(inside[slot]) < room[slot]:
                    end = slot
                    break
                fresh = [other for other in inside[slot] if other not in seen]
                seen.update(fresh)
                queue += [(other, slot) for other in fresh]
            if end is not None:
                break
        if end is None:
            return tuple(one for one in options if one in seen)
        while end is not None:
            who, via = came_from[end]
            inside[end].append(who)
            if via is not None:
                inside[via].remove(who)
            end = via
    return ()


def _out_of_order(instance: Instance) -> Conflict | None:
    """A circle of "after", or a chain that comes too late for its last slot."""
    first: dict[str, int] = {}
    before: dict[str, str | None] = {}
    waiting = {meeting.id: meeting for meeting in instance.meetings}
    while waiting:
        ready = [m for m in waiting.values() if not any(name in waiting for name in m.after)]
        if not ready:
            return _circle(waiting)
        for meeting in ready:
            del waiting[meeting.id]
            last = max(meeting.after, key=lambda name: first[name], default=None)
            soonest = first[last] + 1 if last is not None else 0
            before[meeting.id] = last
            fitting = [slot for slot in instance.slots_of[meeting.id] if slot >= soonest]
            if not fitting:
                chain, one = [meeting.id], last
                while one is not None:
                    chain.append(one)
                    one = before[one]
                return Conflict(
                    tuple(reversed(chain)),
                    f"After the meetings before it, no slot is left for {meeting.id}.",
                )
            first[meeting.id] = fitting[0]
    return None


def _circle(waiting: Mapping[str, Meeting]) -> Conflict:
    path, one = [], next(iter(waiting))
    while one not in path:
        path.append(one)
        one = next(name for name in waiting[one].after if name in waiting)
    return Conflict(
        tuple(path[path.index(one) :]), "Each of these meetings must come after another of them."
    )


def _smaller(instance: Instance, names: tuple[str, ...], until: float) -> tuple[str, ...]:
    """Take away what is not needed for the conflict, large pieces first, while time lasts."""
    size = max(1, len(names) // 2)
    while size:
        start = 0
        while start < len(names) and len(names) > 1:
            if time.monotonic() > until:
                return names
            rest = names[:start] + names[start + size :]
            answer = _ask(instance, rest, until)
            if answer.possible is False:
                start = min(start, len(answer.core))
                names = answer.core
            else:
                start += size
        size //= 2
    return names


@dataclass(frozen=True, slots=True)
class _Answer:
    """Whether meetings fit together (None: not known in time); if not, which already do not."""

    possible: bool | None
    core: tuple[str, ...] = ()


def _ask(instance: Instance, names: tuple[str, ...], until: float) -> _Answer:
    """Breaks and fairness are left aside: they ask for more than a place."""
    from ortools.sat.python import cp_model

    left = min(SECONDS_FOR_ONE, until - time.monotonic())
    if left <= 0:
        return _Answer(None)
    cp = cp_model.CpModel()
    wanted = _model(cp, part_of(instance, names))
    cp.add_assumptions(list(wanted))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = left
    status = solver.solve(cp)
    if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return _Answer(True)
    if status != cp_model.INFEASIBLE:
        return _Answer(None)
    by_index = {literal.index: name for literal, name in wanted.items()}
    core = {by_index[index] for index in solver.sufficient_assumptions_for_infeasibility()}
    return _Answer(False, tuple(name for name in names if name in core) or names)


def _model(cp: Any, part: Instance) -> dict[Any, str]:
    """Where meetings are held, and by literal the meeting that it asks for."""
    held: dict[tuple[str, int], Any] = {}
    busy: dict[tuple[str, int], list[Any]] = defaultdict(list)
    at: dict[tuple[str | None, int], list[Any]] = defaultdict(list)
    asked = {meeting.id: cp.new_bool_var("") for meeting in part.meetings}
    for meeting in part.meetings:
        for slot in part.slots_of[meeting.id]:
            here = held[meeting.id, slot] = cp.new_bool_var("")
            at[meeting.place, slot].append(here)
            for side in meeting.sides:
                busy[side, slot].append(here)
        somewhere = [held[meeting.id, slot] for slot in part.slots_of[meeting.id]]
        cp.add_bool_or([*somewhere, ~asked[meeting.id]])
    for here in busy.values():
        cp.add_at_most_one(here)
    for (place, slot), all_here in at.items():
        cp.add(sum(all_here) <= part.room(place, slot))
    for meeting in part.meetings:
        for earlier in meeting.after:
            for slot in part.slots_of[meeting.id]:
                before = [held[earlier, s] for s in part.slots_of[earlier] if s < slot]
                # Only where the earlier one is asked for: else it would be part of the conflict
                # without being named.
                cp.add_bool_or([~held[meeting.id, slot], ~asked[earlier], *before])
    return {literal: name for name, literal in asked.items()}


def part_of(instance: Instance, names: Collection[str]) -> Instance:
    """The instance with these meetings only; an order with others is forgotten."""
    chosen = set(names)
    meetings = tuple(
        replace(m, after=tuple(name for name in m.after if name in chosen))
        for m in instance.meetings
        if m.id in chosen
    )
    return replace(instance, meetings=meetings)
