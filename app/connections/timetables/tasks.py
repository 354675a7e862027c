"""Jobs of the timetable: making it, and the letters to whom it concerns."""

from __future__ import annotations

from typing import Any

from app.connections.models import TimetableRun
from app.connections.scheduling.answer import Limits, Progress
from app.connections.timetables import changes, letters
from app.connections.timetables.actions import keep_timetable, solve_run
from app.core import jobs
from app.core.db import db


@jobs.task("connections.timetable", lane="long", attempts=3)
def make(run_id: int, seconds: float) -> dict[str, Any]:
    """Make a timetable within `seconds` and keep it; a stopped search keeps what it has."""
    instance = db.session.get_one(TimetableRun, run_id).instance
    total = len(instance["meetings"])
    weights = sum(meeting["weight"] for meeting in instance["meetings"])
    db.session.rollback()
    stopped = False
    best: tuple[Any, ...] = ()
    improved = 0.0

    def tell(news: Progress) -> None:
        nonlocal stopped, best, improved
        if best != (best := (news.placed, news.weight, news.breaks)):
            improved = news.seconds
        live = {
            "placed": news.placed,
            "total": total,
            "weight": news.weight,
            "weights": weights,
            "weight_bound": news.weight_bound,
            "breaks": news.breaks,
            "breaks_bound": news.breaks_bound,
            "seconds": round(news.seconds),
            "of": round(seconds),
            "improved": round(improved),
        }
        try:
            jobs.progress(round(news.fraction * 100), 100, live=live)
        except jobs.Cancelled:
            stopped = True

    found = solve_run(instance, Limits(seconds=seconds), lambda: stopped, tell)
    taken = keep_timetable(run_id, found, stopped=stopped)
    return {"placed": len(found.places), "total": total, "stopped": stopped, "taken": taken}


@jobs.task("connections.day_change", attempts=3)
def day_change(run_id: int) -> dict[str, Any] | None:
    """Find the timetable after a change of the day; carrying it out is a person's deed."""
    changes.compute(run_id)
    return None


@jobs.task("connections.schedule_letter", attempts=8)
def schedule_letter(
    about: int, organisation_id: int, moved: dict[str, list[Any]], gone: list[list[Any]], key: str
) -> dict[str, Any] | None:
    """Write to an organisation when and with whom it meets."""
    letters.send(about, organisation_id, moved=moved, gone=gone, key=key)
    return None
