"""Reminders before an event and thanks after it: to everybody once, however often asked.

What makes it once is the mail's key, which names the event, its day and the person: a round
that was broken off goes on where it stopped, and two at a time cannot write twice. An event
that is moved to another day reminds anew.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy import select

from app.core import clock, jobs, outbox
from app.core.db import db, transaction
from app.core.outbox import Mail
from app.events.kinds import EventState
from app.events.models import Event
from app.registrations.letters.actions import plan_of
from app.registrations.letters.models import LetterPlan
from app.registrations.models import Point, Registration, Scan
from app.registrations.states import PointKind, Status, Verdict

AT_ONCE = 200
LONGEST = timedelta(days=14)  # before or after the event; thanks after that come too late
KINDS = ("reminder", "thanks")


def opening(event: Event) -> datetime:
    """When the gates open for the first time."""
    return _at(event, event.starts_on, event.opens_at)


def closing(event: Event) -> datetime:
    """When they close for the last time."""
    return _at(event, event.ends_on, event.closes_at)


def _at(event: Event, day: date, hour: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(hour), event.zone)


def due(event: Event, plan: LetterPlan, kind: str) -> datetime | None:
    """Since when a round goes out, None while it does not."""
    now = clock.now()
    if kind == "reminder" and plan.remind_hours is not None:
        begins, ends = opening(event) - timedelta(hours=plan.remind_hours), opening(event)
    elif kind == "thanks" and plan.thank_hours is not None:
        begins = closing(event) + timedelta(hours=plan.thank_hours)
        ends = begins + LONGEST
    else:
        return None
    return begins if begins <= now < ends else None


def open_rounds() -> list[tuple[Event, str]]:
    """The rounds that go out now and have somebody left to write to."""
    near = select(Event, LetterPlan).join(LetterPlan, LetterPlan.event_id == Event.id)
    near = near.where(
        Event.state == EventState.PUBLISHED,
        Event.starts_on <= clock.today() + LONGEST,
        Event.ends_on >= clock.today() - 3 * LONGEST,
    )
    return [
        (event, kind)
        for event, plan in db.session.execute(near)
        for kind in KINDS
        if (since := due(event, plan, kind)) is not None and _left(event, kind, since, 1)
    ]


def ask() -> None:
    """Write the jobs of the rounds that are due."""
    for event, kind in open_rounds():
        with transaction():
            jobs.enqueue(
                "registrations.round",
                hub_id=event.hub_id,
                event_id=event.id,
                kind=kind,
                of=event.id,
            )


def write(event_id: int, kind: str) -> int:
    """Write the mails of one round, some at a time; how many were new."""
    number = 0
    while found := _write_some(event_id, kind):
        number += found
        jobs.progress(number)
    return number


def _write_some(event_id: int, kind: str) -> int:
    with transaction():
        event, plan = db.session.get(Event, event_id), plan_of(event_id)
        since = due(event, plan, kind) if event and plan else None
        if event is None or since is None or event.state is not EventState.PUBLISHED:
            return 0
        people = _left(event, kind, since, AT_ONCE)
        for person in people:
            outbox.post(
                "registrations.letter",
                kind=f"registrations.{kind}",
                key=f"{_prefix(event, kind)}{person.id}",
                address=person.email or "",
                name=person.name,
                hub_id=event.hub_id,
                event_id=event.id,
                about=person,
                args={"kind": kind, "registration_id": person.id},
            )
    return len(people)


def _prefix(event: Event, kind: str) -> str:
    day = event.starts_on if kind == "reminder" else event.ends_on
    return f"{kind}:{event.id}:{day.isoformat()}:"


def _left(event: Event, kind: str, since: datetime, most: int) -> list[Registration]:
    """Who is to be written to and was not yet.

    Who got a place after the reminders began has a fresh confirmation instead.
    """
    key: Any = sa.literal(_prefix(event, kind)) + sa.cast(Registration.id, sa.String)
    found = select(Registration).where(
        Registration.event_id == event.id,
        Registration.status == Status.CONFIRMED,
        Registration.erased_at.is_(None),
        Registration.email.is_not(None),
        ~select(Mail.id).where(Mail.key == key).exists(),
    )
    if kind == "reminder":
        found = found.where(Registration.confirmed_at <= since)
    elif _scanned(event):
        found = found.where(_came(Registration.id == Scan.registration_id))
    return list(db.session.scalars(found.order_by(Registration.id).limit(most)))


def _came(*conditions: Any) -> sa.ColumnElement[bool]:
    gate = select(Scan.id).join(Point, Point.id == Scan.point_id)
    gate = gate.where(Scan.verdict == Verdict.ADMITTED, Point.kind == PointKind.GATE, *conditions)
    return gate.exists()


def _scanned(event: Event) -> bool:
    """Whether the gates were used at all: else nobody knows who came, and all are thanked."""
    return bool(db.session.scalar(select(_came(Scan.event_id == event.id))))
