"""What is read about seats and attendance; each function has a fixed number of statements."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from app.core import clock, lists
from app.core.db import db
from app.events.kinds import EventState, SessionKind, SessionState
from app.events.models import Event, EventSession
from app.registrations.models import Point, Registration, Scan
from app.registrations.states import PointKind, Status, Verdict
from app.workshops.attendance import (
    THERE,
    AttendanceState,
    EnrolmentState,
    was_there,
)
from app.workshops.models import Attendance, Enrolment

SORTS = {
    "name": [Registration.sort_key, Registration.id],
    "organisation": [Registration.organisation, Registration.sort_key, Registration.id],
    "since": [Enrolment.since, Registration.id],
}


@dataclass(frozen=True)
class Standing:
    """A session with its figures, counted from rows."""

    session: EventSession
    enrolled: int
    waiting: int
    present: int

    @property
    def full(self) -> bool:
        return self.session.capacity is not None and self.enrolled >= self.session.capacity


@dataclass(frozen=True)
class Seat:
    """A person on a session's list. `scanned_at`: first let in at the door."""

    registration: Registration
    state: EnrolmentState | None
    mark: AttendanceState | None
    scanned_at: datetime | None

    @property
    def there(self) -> bool:
        return was_there(self.mark, scanned=self.scanned_at is not None)


def door_scans() -> sa.Select[*tuple[Any, ...]]:
    """(session_id, registration_id, at) of who was let in at a session's door, first time each."""
    return (
        select(
            Point.session_id.label("session_id"),
            Scan.registration_id.label("registration_id"),
            func.min(Scan.at).label("at"),
        )
        .join(Point, Point.id == Scan.point_id)
        .where(
            Point.kind == PointKind.SESSION,
            Point.session_id.is_not(None),
            Scan.registration_id.is_not(None),
            Scan.verdict == Verdict.ADMITTED,
        )
        .group_by(Point.session_id, Scan.registration_id)
    )


def attended() -> sa.Select[*tuple[Any, ...]]:
    """(session_id, registration_id) of everyone who was at a session, once each.

    By a scan at the door or a mark by hand; a mark decides over a scan (`was_there`).
    """
    doors = door_scans().subquery()
    marked = select(Attendance.session_id, Attendance.registration_id).where(
        Attendance.state.in_(THERE)
    )
    absent = (
        select(Attendance.id)
        .where(
            Attendance.session_id == doors.c.session_id,
            Attendance.registration_id == doors.c.registration_id,
            Attendance.state == AttendanceState.ABSENT,
        )
        .exists()
    )
    scanned = select(doors.c.session_id, doors.c.registration_id).where(~absent)
    both = sa.union(marked, scanned).subquery()
    return select(both.c.session_id, both.c.registration_id)


def session_by_code(event_id: int, code: str) -> EventSession | None:
    """A session of an event with its event and room, by code in any case."""
    found = (
        select(EventSession)
        .where(EventSession.event_id == event_id, func.upper(EventSession.code) == code.upper())
        .options(joinedload(EventSession.event), joinedload(EventSession.room))
    )
    return db.session.scalar(found)


def next_sessions(hub_ids: Collection[int], today: date) -> tuple[date | None, list[EventSession]]:
    """Sessions of these hubs on the first day from today on that has any, and that day."""
    begin, _end = clock.day_bounds(today, today)
    planned = (
        select(EventSession)
        .join(EventSession.event)
        .where(
            Event.hub_id.in_(hub_ids),
            Event.state != EventState.CANCELLED,
            EventSession.state == SessionState.PLANNED,
            EventSession.ends_at >= begin,
        )
    )
    first = db.session.scalar(planned.with_only_columns(sa.func.min(EventSession.starts_at)))
    if first is None:
        return None, []
    day = max(clock.local(first).date(), today)
    _begin, end = clock.day_bounds(day, day)
    shown = planned.where(EventSession.starts_at < end).options(
        selectinload(EventSession.event), selectinload(EventSession.room)
    )
    return day, list(db.session.scalars(shown.order_by(EventSession.starts_at, EventSession.id)))


def standings(event: Event, *, kind: str = "", day: date | None = None) -> list[Standing]:
    """The sessions of an event in their order, with seats taken, people waiting and present."""
    seats = (
        select(
            Enrolment.session_id,
            func.count(sa.case((Enrolment.state == EnrolmentState.ENROLLED, 1))).label("enrolled"),
            func.count(sa.case((Enrolment.state == EnrolmentState.WAITING, 1))).label("waiting"),
        )
        .join(Enrolment.registration)
        .where(Registration.event_id == event.id, Registration.status == Status.CONFIRMED)
        .group_by(Enrolment.session_id)
        .subquery()
    )
    there = attended().subquery()
    present = (
        select(there.c.session_id, func.count().label("present"))
        .join(EventSession, EventSession.id == there.c.session_id)
        .where(EventSession.event_id == event.id)
        .group_by(there.c.session_id)
        .subquery()
    )
    wanted = (
        select(
            EventSession,
            func.coalesce(seats.c.enrolled, 0),
            func.coalesce(seats.c.waiting, 0),
            func.coalesce(present.c.present, 0),
        )
        .outerjoin(seats, seats.c.session_id == EventSession.id)
        .outerjoin(present, present.c.session_id == EventSession.id)
        .where(EventSession.event_id == event.id, EventSession.kind != SessionKind.BREAK)
        .order_by(EventSession.starts_at, EventSession.code)
        .options(joinedload(EventSession.room))
    )
    if kind in set(SessionKind):
        wanted = wanted.where(EventSession.kind == SessionKind(kind))
    if day is not None:
        start, end = clock.day_bounds(day, day, event.zone)
        wanted = wanted.where(EventSession.starts_at >= start, EventSession.starts_at < end)
    return [Standing(*row) for row in db.session.execute(wanted)]


def list_of(
    session_id: int, *, state: str = "", there: str = "", q: str = ""
) -> sa.Select[*tuple[Any, ...]]:
    """Everyone on a session's list: enrolled, waiting, and those who came without.

    Rows: (Registration, enrolment state, mark, first scan). Filters: `state` enrolled, waiting
    or none; `there` yes or no.
    """
    door = door_scans().subquery()
    on_list = sa.or_(
        Enrolment.state.in_((EnrolmentState.ENROLLED, EnrolmentState.WAITING)),
        Attendance.id.is_not(None),
        door.c.at.is_not(None),
    )
    present = sa.or_(
        Attendance.state.in_(THERE),
        sa.and_(Attendance.id.is_(None), door.c.at.is_not(None)),
    )
    wanted = (
        select(Registration, Enrolment.state, Attendance.state, door.c.at)
        .outerjoin(
            Enrolment,
            sa.and_(
                Enrolment.registration_id == Registration.id, Enrolment.session_id == session_id
            ),
        )
        .outerjoin(
            Attendance,
            sa.and_(
                Attendance.registration_id == Registration.id, Attendance.session_id == session_id
            ),
        )
        .outerjoin(
            door,
            sa.and_(door.c.registration_id == Registration.id, door.c.session_id == session_id),
        )
        .join(EventSession, EventSession.id == session_id)
        .where(Registration.event_id == EventSession.event_id, on_list)
        .where(sa.or_(Registration.status == Status.CONFIRMED, present))
        .options(joinedload(Registration.category))
    )
    if state in (EnrolmentState.ENROLLED, EnrolmentState.WAITING):
        wanted = wanted.where(Enrolment.state == EnrolmentState(state))
    elif state == "none":
        wanted = wanted.where(
            sa.or_(Enrolment.id.is_(None), Enrolment.state == EnrolmentState.CANCELLED)
        )
    if there in ("yes", "no"):
        wanted = wanted.where(present if there == "yes" else ~sa.func.coalesce(present, sa.false()))
    if q:
        wanted = wanted.where(lists.matching(Registration.folded, q))
    return wanted


def seats_of(session_id: int, **filters: str) -> list[Seat]:
    """A session's list as rows in order of name, for papers and exports."""
    wanted = list_of(session_id, **filters).order_by(Registration.sort_key, Registration.id)
    return as_seats(db.session.execute(wanted))


def as_seats(rows: Iterable[Any]) -> list[Seat]:
    """Rows of `list_of` as seats. The state of a withdrawn enrolment is none."""
    return [
        Seat(row[0], row[1] if row[1] is not EnrolmentState.CANCELLED else None, row[2], row[3])
        for row in rows
    ]


def counts_of(session_id: int) -> dict[str, int]:
    """How many are enrolled, wait, and came, for the chips above a session's list."""
    rows = as_seats(db.session.execute(list_of(session_id)))
    return {
        "all": len(rows),
        "enrolled": sum(row.state is EnrolmentState.ENROLLED for row in rows),
        "waiting": sum(row.state is EnrolmentState.WAITING for row in rows),
        "none": sum(row.state is None for row in rows),
        "there": sum(row.there for row in rows),
    }


def candidates(event_id: int, session_id: int, q: str, limit: int = 8) -> list[Registration]:
    """Confirmed people found by name, organisation, phone or code who are not on the list."""
    on_list = select(Enrolment.registration_id).where(
        Enrolment.session_id == session_id, Enrolment.state != EnrolmentState.CANCELLED
    )
    found = (
        select(Registration)
        .where(
            Registration.event_id == event_id,
            Registration.status == Status.CONFIRMED,
            Registration.erased_at.is_(None),
            lists.matching(Registration.folded, q),
            Registration.id.not_in(on_list),
        )
        .order_by(Registration.sort_key, Registration.id)
        .options(joinedload(Registration.category))
    )
    return list(db.session.scalars(found.limit(limit)))


def registration_ids(event_id: int, codes: Collection[str]) -> set[int]:
    """Ids of registrations of an event by their codes; codes of others are left out."""
    found = select(Registration.id).where(
        Registration.event_id == event_id, Registration.code.in_(codes)
    )
    return set(db.session.scalars(found))


def people_of(session_ids: Collection[int]) -> list[Registration]:
    """Everyone with a seat in one of these sessions, by name."""
    seated = select(Enrolment.registration_id).where(
        Enrolment.session_id.in_(session_ids), Enrolment.state == EnrolmentState.ENROLLED
    )
    found = select(Registration).where(
        Registration.id.in_(seated), Registration.status == Status.CONFIRMED
    )
    return list(db.session.scalars(found.order_by(Registration.sort_key, Registration.id)))


def seats_among(
    session_ids: Collection[int], registration_ids: Collection[int] | Select[int]
) -> list[tuple[int, int, datetime]]:
    """(session, registration, since when) of the seats these people have in these sessions."""
    found = select(Enrolment.session_id, Enrolment.registration_id, Enrolment.since).where(
        Enrolment.session_id.in_(session_ids),
        Enrolment.registration_id.in_(registration_ids),
        Enrolment.state == EnrolmentState.ENROLLED,
    )
    return [(row.session_id, row.registration_id, row.since) for row in db.session.execute(found)]


def totals(event_id: int) -> tuple[int, int, int]:
    """(present, enrolled, sessions that ask for enrolment) of an event.

    People count once in each session.
    """
    there = attended().subquery()
    present = (
        select(func.count())
        .select_from(there)
        .join(EventSession, EventSession.id == there.c.session_id)
        .where(EventSession.event_id == event_id)
        .scalar_subquery()
    )
    enrolled = (
        select(func.count(Enrolment.id))
        .join(Enrolment.registration)
        .where(
            Registration.event_id == event_id,
            Registration.status == Status.CONFIRMED,
            Enrolment.state == EnrolmentState.ENROLLED,
        )
        .scalar_subquery()
    )
    asking = (
        select(func.count(EventSession.id))
        .where(EventSession.event_id == event_id, EventSession.enrolment_needed.is_(True))
        .scalar_subquery()
    )
    row = db.session.execute(select(present, enrolled, asking)).one()
    return row[0], row[1], row[2]
