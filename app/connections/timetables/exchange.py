"""The timetable of an event in the public formats (design: timetable instance, schedule).

These know tables alone. So each meeting that is held online or at a booth has room at a table
more, whose number is above those of the hall.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from app.connections.scheduling import instance as pure
from app.connections.scheduling.answer import count_breaks
from app.connections.scheduling.reasons import say
from app.connections.timetables import queries
from app.connections.timetables.board import Board, board_of, hash_of
from app.events.models import Event


def instance_of(event: Event) -> dict[str, Any]:
    """The task: slots, tables, who meets whom, who cannot when."""
    instance = board_of(event).instance
    tables = [
        sum(seats[slot] for place, seats in instance.seats.items() if place is not None) + count
        for slot, count in enumerate(instance.tables)
    ]
    meetings = tuple(replace(meeting, place=None) for meeting in instance.meetings)
    return pure.as_json(replace(instance, tables=tuple(tables), meetings=meetings, closed={}))


def _tables(board: Board) -> dict[str, int]:
    """By meeting with a place, its table, or one above those of the hall."""
    above = list(board.instance.tables)
    found = {}
    for code, place in sorted(board.places.items()):
        if place.table is not None:
            found[code] = place.table
        else:
            found[code] = above[place.slot]
            above[place.slot] += 1
    return found


def schedule_of(event: Event) -> dict[str, Any]:
    """The timetable as it stands now. It is called optimal while it is the one that was proved;
    with meetings elsewhere only where nothing could be better, however many tables there were."""
    board = board_of(event)
    instance, run = board.instance, queries.standing(event)
    weight = sum(instance.meeting[code].weight for code in board.slot_of)
    breaks = count_breaks(instance, board.slot_of)
    schedule = run.schedule if run is not None and run.schedule else {}
    objective = {"weight": weight, "breaks": breaks}
    same = (
        run is not None
        and hash_of(instance) == run.schedule.get("of", run.input_hash)
        and schedule.get("objective") == objective
    )
    total = sum(meeting.weight for meeting in instance.meetings)
    at_tables = all(meeting.at_table for meeting in instance.meetings)
    same = same and (at_tables or objective == {"weight": total, "breaks": 0})
    tables = _tables(board)
    return {
        "instance": instance.name,
        "status": schedule["status"] if same else "feasible",
        "objective": objective,
        "bound": schedule["bound"] if same else {"weight": total, "breaks": 0},
        "seconds": schedule.get("seconds", 0),
        "assignments": [
            {"meeting": code, "slot": place.slot, "table": tables[code]}
            for code, place in sorted(board.places.items())
        ],
        "unplaced": [{"meeting": one.meeting, "reason": say(one)} for one in board.unplaced],
    }
