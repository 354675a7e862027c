"""The office's page of what the phones did not know of each other while the network was away."""

from __future__ import annotations

from typing import Any

from flask import g, render_template, request

from app.core import access, lists, sheets
from app.core.access import Role
from app.core.i18n import _, ngettext
from app.registrations.checkin import differences, queries
from app.registrations.checkin.blueprint import bp
from app.registrations.checkin.words import DIFFERENCES, VERDICT_TAGS, VERDICTS

_MINUTE_MS = 60_000
_TAGS = {"doubles": "warn", "let_in": "bad", "conflicts": "bad", "again": "", "clock": ""}


@bp.get("/events/<slug>/desk/check-ins/differences")
@access.event_role(Role.VIEWER)
def scan_differences(slug: str) -> Any:
    """Each with both sides: this scan and the one before it. Search, filter, export."""
    page = differences.found(
        g.event.id,
        q=lists.asked("q"),
        kind=lists.asked("kind"),
        point=lists.asked("point"),
        everything="format" in request.args,
    )
    if "format" in request.args:
        return sheets.respond(_columns(), map(_row, page.items), f"differences-{slug}")
    return render_template(
        "registrations/checkin/differences.html",
        page=page,
        counts=differences.counts(g.event.id),
        clocks=differences.clocks(g.event.id),
        kinds=DIFFERENCES,
        kind_tags=_TAGS,
        verdicts=VERDICTS,
        verdict_tags=VERDICT_TAGS,
        off_by=_off_by,
        point_options=[(point.code, point.name) for point in queries.points(g.event.id)],
    )


def _off_by(offset_ms: int | None) -> str:
    """How far a clock was off, as people say it; empty for less than a minute."""
    minutes = round(abs(offset_ms or 0) / _MINUTE_MS)
    if not minutes:
        return ""
    if (offset_ms or 0) > 0:
        return ngettext("%(num)s minute slow", "%(num)s minutes slow", minutes)
    return ngettext("%(num)s minute fast", "%(num)s minutes fast", minutes)


def _columns() -> list[str]:
    return [
        _("What"),
        _("Name"),
        _("Organisation"),
        _("Time"),
        _("Point"),
        _("Device"),
        _("Verdict"),
        _("First time"),
        _("First point"),
        _("First device"),
        _("Reason"),
        _("Received"),
        _("Clock off by (ms)"),
        _("Registration"),
    ]


def _row(row: Any) -> list[Any]:
    return [
        str(DIFFERENCES[row.kind]),
        row.name,
        row.organisation,
        row.Scan.at,
        row.point,
        row.device,
        str(VERDICTS[row.Scan.verdict]),
        row.first_at,
        row.first_point,
        row.first_device,
        row.Scan.reason,
        row.Scan.received_at,
        row.Scan.clock_offset_ms,
        row.registration,
    ]
