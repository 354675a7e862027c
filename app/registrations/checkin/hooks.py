"""What the door tells the fair's thread and its desk."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import url_for

from app.core import clock, hooks
from app.core import figures as told
from app.core.hooks import Chapter, DeskNumber, DeskTask
from app.core.i18n import _, ngettext, number_text
from app.events.models import Event
from app.registrations.checkin import figures, known, queries
from app.registrations.checkin.office.actions import PointGiven, add_point
from app.registrations.states import PointKind


def _today(event: Event) -> date:
    return clock.now().astimezone(known.fair_of(event).days.zone).date()


told.event.counted(queries.door_counts)


@hooks.event_created.fill
def main_gate(event: Event) -> tuple[()]:
    """Every event begins with one gate, so that scanning needs no preparation."""
    add_point(event, PointGiven("gate-1", _("Main gate"), PointKind.GATE))
    return ()


@hooks.thread.fill
def scanning(event: Event) -> list[Chapter]:
    """The knot of the door: ahead until the first day, done after the last."""
    today = _today(event)
    people = told.event.of(event)["door_people"]
    if today > event.ends_on:
        state = "done"
    else:
        state = "now" if today >= event.starts_on else "ahead"
    figure = _("%(number)s came", number=number_text(people)) if people else ""
    url = url_for("checkin.check_ins", slug=event.slug)
    return [Chapter("scan", _("Check-in"), url, state, figure)]


@hooks.desk_tasks.fill
def door_tasks(event: Event) -> list[DeskTask]:
    """People let in twice while the network was away, and a door without a device."""
    found = []
    counts = told.event.of(event)
    doubles = queries.notable(event.id)["doubles"] if counts["door_people"] else 0
    if doubles:
        found.append(
            DeskTask(
                title=ngettext(
                    "%(num)s guest was let in twice", "%(num)s guests were let in twice", doubles
                ),
                text=_("Two gates scanned the same badge while one was offline."),
                url=url_for("checkin.scan_differences", slug=event.slug, kind="doubles"),
                action=_("Look"),
                icon="git-compare",
                order=15,
            )
        )
    days_left = (event.starts_on - _today(event)).days
    if days_left >= 0 and not counts["door_gates"]:
        found.append(
            DeskTask(
                title=_("The event has no entry gate yet"),
                text=_("Badges are scanned at gates; two minutes are enough to add one."),
                url=url_for("checkin.new_point", slug=event.slug),
                action=_("Add a gate"),
                icon="door-enter",
                order=45,
            )
        )
    elif 0 <= days_left <= 7 and not counts["door_devices"]:
        found.append(
            DeskTask(
                title=_("No phone is ready for the door"),
                text=_("Stewards open /scan on their phones; helpers get a device."),
                url=url_for("checkin.devices", slug=event.slug),
                action=_("Make a device"),
                icon="device-mobile",
                urgent=days_left <= 1,
                order=25,
            )
        )
    return found


@hooks.desk_numbers.fill
def door_numbers(event: Event) -> list[DeskNumber]:
    """Who is in now, on the days of the event."""
    today = _today(event)
    if not event.starts_on <= today <= event.ends_on:
        return []
    return [
        DeskNumber(
            label=_("Inside now"),
            value=number_text(figures.inside(event.id, today)),
            note=_(
                "%(number)s visits today",
                number=number_text(figures.entries(event.id, today).visits),
            ),
            url=url_for("checkin.check_ins", slug=event.slug),
            order=20,
        )
    ]


@hooks.personal_data.fill
def personal_data(registration: Any) -> list[tuple[str, list[dict[str, Any]]]]:
    """A person's own scans, for the export of what is held about them."""
    rows = [
        {
            "at": scan.at.isoformat(),
            "point": point,
            "direction": scan.direction.value,
            "verdict": scan.verdict.value,
        }
        for scan, point in queries.scans_of_person(registration.id)
    ]
    return [("scans", rows)] if rows else []
