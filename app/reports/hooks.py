"""What this package tells the fair's thread and the desk."""

from __future__ import annotations

from typing import Any

from flask import url_for
from sqlalchemy import Select, func, select

from app.core import clock, figures, hooks
from app.core.i18n import _, ngettext
from app.events.models import Event
from app.reports.models import FrozenReport


@figures.event.counted
def counts(event_id: int) -> Select[Any]:
    """Whether the event's report is signed off."""
    return select(func.count().label("signed_off")).where(
        FrozenReport.event_id == event_id, FrozenReport.lifted_at.is_(None)
    )


@hooks.thread.fill
def report(event: Event) -> list[hooks.Chapter]:
    """The last knot: ahead until the event is over, done once its figures are signed off."""
    url = url_for("reports.event_report", slug=event.slug)
    if figures.event.of(event)["signed_off"]:
        return [hooks.Chapter("report", _("Report"), url, "done", _("signed off"))]
    over = event.ends_on < clock.today()
    return [
        hooks.Chapter(
            "report",
            _("Report"),
            url,
            "now" if over else "ahead",
            _("not signed off") if over else "",
        )
    ]


@hooks.desk_tasks.fill
def sign_off(event: Event) -> list[hooks.DeskTask]:
    """A fair that is over waits for its report."""
    days = (clock.today() - event.ends_on).days
    if days <= 0 or figures.event.of(event)["signed_off"]:
        return []
    return [
        hooks.DeskTask(
            title=_("The report is not signed off yet"),
            text=ngettext(
                "The event ended %(num)s day ago.", "The event ended %(num)s days ago.", days
            ),
            url=url_for("reports.event_report", slug=event.slug),
            action=_("Open the report"),
            icon="report-analytics",
            urgent=days > 10,
            order=45,
        )
    ]
