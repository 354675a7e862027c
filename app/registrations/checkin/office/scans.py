"""The office's page of scans: who is in now, what deserves a look, and every scan there was."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import g, render_template, request

from app.core import access, clock, lists, sheets
from app.core.access import Role
from app.core.i18n import _, date_text, weekday_text
from app.registrations.checkin import figures, known, queries
from app.registrations.checkin.blueprint import bp
from app.registrations.checkin.words import DIRECTIONS, NOTABLE, SCREENS, VERDICT_TAGS, VERDICTS
from app.registrations.states import Verdict


@bp.get("/events/<slug>/desk/check-ins")
@access.event_role(Role.VIEWER)
def check_ins(slug: str) -> Any:
    """Live figures above, the list below: search, filter, sort, export."""
    page = queries.scan_list(
        g.event.id,
        q=lists.asked("q"),
        day=lists.asked("day"),
        point=lists.asked("point"),
        verdict=lists.asked("verdict"),
        notable=lists.asked("look"),
        everything="format" in request.args,
    )
    if "format" in request.args:
        return sheets.respond(_columns(), map(_row, page.items), f"check-ins-{slug}")
    return render_template(
        "registrations/checkin/check_ins.html",
        page=page,
        notable=queries.notable(g.event.id),
        day_options=list(_day_names().items()),
        point_options=[(point.code, point.name) for point in queries.points(g.event.id)],
        verdict_options=[(verdict.value, str(said)) for verdict, said in VERDICTS.items()],
        **_live(),
        **_words(),
    )


@bp.get("/events/<slug>/desk/check-ins/live")
@access.event_role(Role.VIEWER)
def live_figures(slug: str) -> Any:
    """The figures alone, asked for every few seconds by the open page."""
    return render_template("registrations/checkin/_live.html", **_live(), **_words())


def _live() -> dict[str, Any]:
    """The figures of the day in question: today, or the event's last day once it is over."""
    fair = known.fair_of(g.event)
    today = clock.now().astimezone(fair.days.zone).date()
    day = max(fair.days.first, min(today, fair.days.last))
    live = figures.of_day(g.event.id, day)
    return {"day": day, "today": today, "day_names": _day_names(), "live": live}


def _day_names() -> dict[str, str]:
    """The event's days as people read them, by ISO date; the first fortnight of a showroom."""
    first, last = g.event.starts_on, g.event.ends_on
    days = [first + timedelta(days=n) for n in range(min((last - first).days, 13) + 1)]
    return {day.isoformat(): f"{weekday_text(day)} {date_text(day)}" for day in days}


def _words() -> dict[str, Any]:
    return {
        "verdicts": VERDICTS,
        "tags": VERDICT_TAGS,
        "screens": SCREENS,
        "looks": NOTABLE,
        "directions": DIRECTIONS,
    }


def _columns() -> list[str]:
    return [
        _("Time"),
        _("Name"),
        _("Organisation"),
        _("Category"),
        _("Point"),
        _("Direction"),
        _("Verdict"),
        _("Told at first"),
        _("Device"),
        _("Received"),
        _("Clock off by (ms)"),
        _("Registration"),
    ]


def _row(row: Any) -> list[Any]:
    scan = row.Scan
    told = scan.shown or scan.first_verdict
    return [
        scan.at,
        row.name,
        row.organisation,
        row.category,
        row.Point.name,
        str(DIRECTIONS[scan.direction]),
        str(VERDICTS[scan.verdict]),
        str(VERDICTS[Verdict(told)]),
        row.device,
        scan.received_at,
        scan.clock_offset_ms,
        row.registration,
    ]
