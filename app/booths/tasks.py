"""The job that makes a booth plan: it says how far it is, and keeps the best when stopped."""

from __future__ import annotations

from typing import Any

from app.booths.assignment import Limits, Progress
from app.booths.floor import floor_of
from app.booths.models import BoothPlan
from app.booths.plans.actions import keep_plan, solve_floor
from app.core import jobs
from app.core.db import db


@jobs.task("booths.assign", lane="long", attempts=3)
def assign(plan_id: int, seconds: float, keep: bool = False) -> dict[str, Any]:
    """Find a plan within `seconds` and keep it; a stopped search keeps what it has."""
    floor = floor_of(db.session.get_one(BoothPlan, plan_id).event)
    total = len(floor.problem.exhibits)
    stopped = False

    def tell(news: Progress) -> None:
        nonlocal stopped
        live = {
            "placed": news.placed,
            "total": total,
            "weight": news.score.weight,
            "weight_bound": news.weight_bound,
            "extra_booths": news.score.extra_booths,
            "extra_zones": news.score.extra_zones,
            "seconds": round(news.fraction * seconds),
        }
        try:
            jobs.progress(round(news.fraction * 100), 100, live=live)
        except jobs.Cancelled:
            stopped = True

    limits = Limits(seconds=seconds)
    found = solve_floor(floor, limits, keep=keep, stop=lambda: stopped, progress=tell)
    keep_plan(plan_id, found, stopped=stopped)
    return {"placed": len(found.booth_of), "total": total, "stopped": stopped}
