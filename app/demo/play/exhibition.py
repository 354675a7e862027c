"""Booths for everybody, and badges for the door."""

from __future__ import annotations

from app.booths.exchange import plan_of, problem_of
from app.booths.floor import floor_of
from app.booths.plans import actions as plans
from app.core import clock
from app.core.cli import write_bytes, write_json
from app.core.i18n import force_locale
from app.demo.play.stage import Stage
from app.registrations.badges import actions as badges
from app.registrations.badges import sheets
from app.registrations.badges.design import Paper

ASSIGNED_ON, PRINTED_ON = -20, -1  # days before the fair
MOVES = 120_000  # of the search: the plan of the sample is found well before


def assign_booths(stage: Stage) -> None:
    """The floor is planned and its papers are left: the problem, the plan, the picture."""
    from app.booths.stands.paper import floor_plan

    with clock.at(stage.given.on(ASSIGNED_ON, "10:00")):
        problem = problem_of(stage.event)
        plans.assign_automatically(stage.event.id, stage.seed, MOVES)
        floor = floor_of(stage.event)
        write_json(stage.file("booths-problem.json"), problem)
        write_json(stage.file("booths-plan.json"), plan_of(stage.event, floor))
        with force_locale("vi"):
            write_bytes(stage.file("floor-plan.pdf"), floor_plan(floor))


def print_badges(stage: Stage) -> None:
    """One sheet with everybody's badge."""
    with clock.at(stage.given.on(PRINTED_ON, "14:00")), force_locale("vi"):
        content, printed = sheets.draw(stage.event, sheets.Choice(), Paper.A4)
        write_bytes(stage.file("badges.pdf"), content)
        badges.mark_printed(printed)
