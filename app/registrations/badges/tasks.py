"""Badge sheets of a whole event, made while the office goes on."""

from __future__ import annotations

from typing import Any

from app.core import jobs
from app.core.i18n import force_locale
from app.events import queries as events
from app.registrations.badges import actions, sheets
from app.registrations.badges.design import Paper


@jobs.task("registrations.badge_sheet", lane="long", attempts=2)
def badge_sheet(
    slug: str,
    layout: str,
    only_new: bool = False,
    category: str | None = None,
    codes: list[str] | None = None,
    locale: str = "vi",
) -> dict[str, Any]:
    """Draw the sheet, keep it for download, then count its badges as printed."""
    event = events.event_by_slug(slug)
    assert event is not None, "events are not deleted"
    choice = sheets.Choice(only_new, category, tuple(codes) if codes is not None else None)
    with force_locale(locale):
        content, drawn = sheets.draw(event, choice, Paper(layout), jobs.progress)
    jobs.keep_file(f"{slug}-badges.pdf", content, "application/pdf")
    actions.mark_printed(drawn)
    return {"badges": len(drawn)}
