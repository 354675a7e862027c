"""Who meets whom, when, at which table: solved, taken over, announced."""

from __future__ import annotations

from app.connections.scheduling.answer import Limits
from app.connections.timetables import actions
from app.connections.timetables.exchange import instance_of, schedule_of
from app.core import clock
from app.core.cli import write_json
from app.demo.play.stage import Stage

PLANNED_ON = -3  # days before the fair
SECONDS = 90.0  # at most; the sample's timetable without any break is proved before


def plan(stage: Stage) -> None:
    """The timetable is made and announced; instance and schedule are left."""
    with clock.at(stage.given.on(PLANNED_ON, "09:00")):
        write_json(stage.file("timetable-instance.json"), instance_of(stage.event))
        actions.make_timetable(stage.event.id, Limits(seconds=SECONDS, workers=1))
        write_json(stage.file("timetable.json"), schedule_of(stage.event))
        actions.announce(stage.event.id)
