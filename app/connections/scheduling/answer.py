"""What a timetable's search is given and what it answers, also in the public format."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.connections.scheduling.conflict import Conflict
from app.connections.scheduling.instance import Instance, Place
from app.connections.scheduling.reasons import Reason, say


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
