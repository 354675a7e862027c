"""The timetable of an event in the public formats (design: timetable instance, schedule)."""

from __future__ import annotations

from typing import Any

from app.connections.scheduling import instance as pure
from app.connections.scheduling.answer import count_breaks
from app.connections.scheduling.reasons import say
from app.connections.timetables import queries
from app.connections.timetables.board import board_of, hash_of
from app.events.models import Event


def instance_of(event: Event) -> dict[str, Any]:
    """The task: slots, tables, who meets whom, who cannot when."""
    return pure.as_json(board_of(event).instance)


def schedule_of(event: Event) -> dict[str, Any]:
    """The timetable as it stands now. It is called optimal while it is the one that was proved."""
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
    return {
        "instance": instance.name,
        "status": schedule["status"] if same else "feasible",
        "objective": objective,
        "bound": schedule["bound"] if same else {"weight": total, "breaks": 0},
        "seconds": schedule.get("seconds", 0),
        "assignments": [
            {"meeting": code, "slot": place.slot, "table": place.table}
            for code, place in sorted(board.places.items())
        ],
        "unplaced": [{"meeting": one.meeting, "reason": say(one)} for one in board.unplaced],
    }
