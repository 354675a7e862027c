"""What a person's own page reads: the sessions to choose from, their seats, their queues."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload

from app.core.db import db
from app.events.kinds import SessionState
from app.events.models import EventSession
from app.registrations.models import Registration
from app.registrations.states import Status
from app.workshops.attendance import AttendanceState, EnrolmentState
from app.workshops.models import Attendance, Certificate, Enrolment

Choice = tuple[EventSession, EnrolmentState | None]


def choices_of(registration: Registration) -> list[Choice]:
    """The sessions a person may enrol in, with what they have: for their own page."""
    offered = _offered(registration, EventSession, Enrolment.state)
    found = offered.order_by(EventSession.starts_at, EventSession.code).options(
        joinedload(EventSession.room), selectinload(EventSession.speakers)
    )
    return [
        (session, state if state is not EnrolmentState.CANCELLED else None)
        for session, state in db.session.execute(found)
    ]


@dataclass(frozen=True)
class Counts:
    """Sessions a person may enrol in, those they have or wait for, certificates they hold."""

    offered: int
    chosen: int
    certificates: int


def counts_of(registration: Registration) -> Counts:
    """What the own page leads to, in one statement."""
    chosen = Enrolment.state.in_((EnrolmentState.ENROLLED, EnrolmentState.WAITING))
    held = select(func.count(Certificate.id)).where(Certificate.registration_id == registration.id)
    counts = _offered(
        registration, func.count(), func.count().filter(chosen), held.scalar_subquery()
    )
    return Counts(*db.session.execute(counts).one())


def _offered(registration: Registration, *columns: Any) -> sa.Select[Any]:
    return (
        select(*columns)
        .select_from(EventSession)
        .outerjoin(
            Enrolment,
            sa.and_(
                Enrolment.session_id == EventSession.id,
                Enrolment.registration_id == registration.id,
            ),
        )
        .where(
            EventSession.event_id == registration.event_id,
            EventSession.enrolment_needed.is_(True),
            EventSession.state == SessionState.PLANNED,
        )
    )


def history_of(
    registration_id: int,
) -> list[tuple[EventSession, EnrolmentState | None, AttendanceState | None]]:
    """All a person's enrolments and marks, in the order of the sessions."""
    found = (
        select(EventSession, Enrolment.state, Attendance.state)
        .outerjoin(
            Enrolment,
            sa.and_(
                Enrolment.session_id == EventSession.id,
                Enrolment.registration_id == registration_id,
            ),
        )
        .outerjoin(
            Attendance,
            sa.and_(
                Attendance.session_id == EventSession.id,
                Attendance.registration_id == registration_id,
            ),
        )
        .where(sa.or_(Enrolment.id.is_not(None), Attendance.id.is_not(None)))
        .order_by(EventSession.starts_at, EventSession.code)
    )
    return list(db.session.execute(found))


def queue_places(registration_id: int) -> dict[int, int]:
    """A person's places in the queues they stand in, by session id."""
    own = select(Enrolment.session_id).where(
        Enrolment.registration_id == registration_id, Enrolment.state == EnrolmentState.WAITING
    )
    place = func.row_number().over(
        partition_by=Enrolment.session_id, order_by=(Enrolment.since, Enrolment.id)
    )
    queues = (
        select(Enrolment.session_id, Enrolment.registration_id, place.label("place"))
        .join(Enrolment.registration)
        .where(
            Enrolment.session_id.in_(own),
            Enrolment.state == EnrolmentState.WAITING,
            Registration.status == Status.CONFIRMED,
        )
        .subquery()
    )
    found = select(queues.c.session_id, queues.c.place).where(
        queues.c.registration_id == registration_id
    )
    return dict(db.session.execute(found).all())


def clashing(sessions: Iterable[EventSession]) -> dict[int, str]:
    """Which of a person's sessions overlap: session id → code of the other one."""
    clashes: dict[int, str] = {}
    ordered = sorted(sessions, key=lambda one: one.starts_at)
    for before, after in itertools.pairwise(ordered):
        if after.starts_at < before.ends_at:
            clashes |= {before.id: after.code, after.id: before.code}
    return clashes
