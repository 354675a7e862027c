"""An event's floor as a booth problem and a booth plan, in the public format."""

from __future__ import annotations

from typing import Any

from app.booths.floor import Floor, floor_of
from app.booths.problem import as_json
from app.booths.reasons import explain
from app.booths.wording import say_change, sentence
from app.events.models import Event


def problem_of(event: Event, floor: Floor | None = None) -> dict[str, Any]:
    """The event's booths and exhibits. Halls are put side by side, 100 m apart.

    Locked exhibits are fixed; a wish that an organiser waived is left out.
    """
    return as_json((floor or floor_of(event)).problem)


def plan_of(event: Event, floor: Floor | None = None) -> dict[str, Any]:
    """Who stands where now, and why the others stand nowhere."""
    floor = floor or floor_of(event)
    return {
        "problem": floor.problem.name,
        "assignments": [
            {"exhibit": code, "booth": booth} for code, booth in floor.booth_of.items()
        ],
        "unplaced": [
            {"exhibit": one.exhibit, "reason": sentence(one)}
            | ({"smallest_change": say_change(one.change)} if one.change else {})
            for one in explain(floor.problem, floor.booth_of)
        ],
    }
