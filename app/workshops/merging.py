"""Two sign-ups become one person: their seats and marks in sessions become one person's."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy import func, select, update

from app.core import clock
from app.core.db import db
from app.core.i18n import _
from app.events.models import EventSession
from app.registrations.models import Registration
from app.workshops import actions, seats
from app.workshops.attendance import EnrolmentState
from app.workshops.certificates import actions as certificates
from app.workshops.models import Attendance, Certificate, Enrolment

BETTER = {EnrolmentState.ENROLLED: 0, EnrolmentState.WAITING: 1, EnrolmentState.CANCELLED: 2}


def merge(kept: Registration, gone: Registration) -> None:
    """Seats move; who sat twice in a session gives one seat to
    who waits; the better of two stays."""
    freed = []
    moving = select(Enrolment).where(Enrolment.registration_id == gone.id)
    for theirs in db.session.scalars(moving.order_by(Enrolment.session_id)).all():
        session = seats.locked(theirs.session_id)
        found = select(Enrolment).where(
            Enrolment.session_id == session.id, Enrolment.registration_id == kept.id
        )
        own = db.session.scalar(found)
        worse = theirs
        if own is not None and BETTER[theirs.state] < BETTER[own.state]:
            worse = own
        if own is not None:
            if own.state is theirs.state is EnrolmentState.ENROLLED:
                seats.give_back(session.id)
                freed.append(session.id)
            db.session.delete(worse)
            db.session.flush()
        if worse is not theirs or own is None:
            theirs.registration_id = kept.id
            db.session.flush()
    there = select(Attendance.session_id).where(Attendance.registration_id == kept.id)
    marks = update(Attendance).where(
        Attendance.registration_id == gone.id,
        Attendance.session_id.not_in(db.session.scalars(there).all()),
    )
    db.session.execute(marks.values(registration_id=kept.id))
    certificates.move(kept, gone)
    for session_id in freed:
        actions.fill_seats(session_id)


def hand_over(before: Registration, after: Registration) -> None:
    """Seats in sessions that have not begun go along with the place."""
    ahead = select(EventSession.id).where(
        EventSession.event_id == before.event_id, EventSession.starts_at > clock.now()
    )
    seats_ahead = update(Enrolment).where(
        Enrolment.registration_id == before.id, Enrolment.session_id.in_(ahead)
    )
    db.session.execute(
        seats_ahead.values(registration_id=after.id).execution_options(synchronize_session=False)
    )


def belongings(registration: Registration) -> list[tuple[str, int]]:
    """How many seats and marks belong to a registration."""
    enrolled = select(func.count(Enrolment.id)).where(
        Enrolment.registration_id == registration.id, Enrolment.state != EnrolmentState.CANCELLED
    )
    marks = select(func.count(Attendance.id)).where(Attendance.registration_id == registration.id)
    given = select(func.count(Certificate.id)).where(Certificate.registration_id == registration.id)
    counts = (enrolled, marks, given)
    row = db.session.execute(sa.select(*(each.scalar_subquery() for each in counts))).one()
    names = (_("seats in sessions"), _("marks of attendance"), _("certificates"))
    return list(zip(names, row, strict=True))
