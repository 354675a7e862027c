"""Seats of a session and the queue for them: the database decides who gets the last one.

`EventSession.enrolled` guards the seats. It is changed by one conditional statement while the
session's row is locked, and equals the number of enrolments in the state `enrolled`.
"""

from __future__ import annotations

from typing import cast

import sqlalchemy as sa
from sqlalchemy import select, update
from sqlalchemy.engine import CursorResult

from app.core.db import db, in_transaction
from app.events.models import EventSession
from app.registrations.models import Registration
from app.registrations.states import Status
from app.workshops.attendance import EnrolmentState
from app.workshops.models import Enrolment


def locked(session_id: int) -> EventSession:
    """The session, fresh and locked until the transaction ends."""
    assert in_transaction(), "seats change inside a deed"
    wanted = (
        select(EventSession)
        .where(EventSession.id == session_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(wanted).one()


def take(session_id: int) -> bool:
    """Take a seat if there is one; whether there was. The session is locked already."""
    free = sa.or_(EventSession.capacity.is_(None), EventSession.enrolled < EventSession.capacity)
    return _change(session_id, EventSession.enrolled + 1, free)


def give_back(session_id: int, number: int = 1) -> None:
    _change(session_id, EventSession.enrolled - number, sa.true())


def _change(
    session_id: int, value: sa.ColumnElement[int], condition: sa.ColumnElement[bool]
) -> bool:
    change = (
        update(EventSession)
        .where(EventSession.id == session_id, condition)
        .values(enrolled=value)
        .execution_options(synchronize_session=False)
    )
    return cast("CursorResult[None]", db.session.execute(change)).rowcount == 1


def next_in_line(session_id: int) -> Enrolment | None:
    """Who has waited longest and still has a registration."""
    queue = (
        select(Enrolment)
        .join(Enrolment.registration)
        .where(
            Enrolment.session_id == session_id,
            Enrolment.state == EnrolmentState.WAITING,
            Registration.status == Status.CONFIRMED,
        )
    )
    return db.session.scalar(queue.order_by(Enrolment.since, Enrolment.id).limit(1))


def position(enrolment: Enrolment) -> int | None:
    """The place in the queue, 1 for the next; None when not waiting."""
    if enrolment.state is not EnrolmentState.WAITING:
        return None
    before = sa.or_(
        Enrolment.since < enrolment.since,
        sa.and_(Enrolment.since == enrolment.since, Enrolment.id < enrolment.id),
    )
    ahead = (
        select(sa.func.count(Enrolment.id))
        .join(Enrolment.registration)
        .where(
            Enrolment.session_id == enrolment.session_id,
            Enrolment.state == EnrolmentState.WAITING,
            Registration.status == Status.CONFIRMED,
            before,
        )
    )
    return (db.session.scalar(ahead) or 0) + 1
