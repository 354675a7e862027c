"""Who meets whom, when, at which table: solved, taken over, announced."""

from __future__ import annotations

from app.connections.timetable import Limits
from app.connections.timetables import actions
from app.core import clock
from app.core.cli import write_json
from app.demo.play.stage import Stage

PLANNED_ON = -3  # days before the fair
SECONDS = 90.0  # at most; the sample's timetable without any break is proved in a few
OURS = {"known", "moved", "stopped"}  # what a kept run holds besides the public format


def plan(stage: Stage) -> None:
    """The timetable is made and announced; instance and schedule are left."""
    with clock.at(stage.given.on(PLANNED_ON, "09:00")):
        made = actions.make_timetable(stage.event.id, Limits(seconds=SECONDS, workers=1))
        for name, kept in (
            ("timetable-instance.json", made.instance),
            ("timetable.json", made.schedule),
        ):
            public = {key: value for key, value in kept.items() if key not in OURS}
            write_json(stage.file(name), public)
        actions.announce(stage.event.id)
