"""Who signed up and who came."""

from __future__ import annotations

from sqlalchemy import select

from app.events.models import Event
from app.registrations.models import Point, Registration, Scan
from app.registrations.states import PointKind, Status, Verdict
from app.reports.counting.within import Condition, Keys, Limits, in_event_or_at


def registrations(limits: Limits, status: Status) -> Keys:
    """Registrations in one state."""
    return (
        select(Registration.id)
        .join(Event, Event.id == Registration.event_id)
        .where(Registration.status == status, in_event_or_at(limits, Registration.created_at))
    )


def visits(limits: Limits) -> Keys:
    """Scans judged admitted at an entry gate; a return within half an hour is no visit."""
    return (
        select(Scan.id)
        .join(Point, Point.id == Scan.point_id)
        .join(Event, Event.id == Scan.event_id)
        .where(*_let_in(limits), Scan.visit.is_(True))
    )


def visitors(limits: Limits) -> Keys:
    """Registrations let in at an entry gate at least once."""
    return (
        select(Scan.registration_id.label("id"))
        .distinct()
        .join(Point, Point.id == Scan.point_id)
        .join(Event, Event.id == Scan.event_id)
        .where(*_let_in(limits), Scan.registration_id.is_not(None))
    )


def _let_in(limits: Limits) -> tuple[Condition, ...]:
    return (
        Point.kind == PointKind.GATE,
        Scan.verdict == Verdict.ADMITTED,
        in_event_or_at(limits, Scan.at),
    )
