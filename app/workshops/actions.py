"""What changes who sits in a session: enrolled, moved up, withdrawn; and who was there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select

from app.core import audit, clock, ids, outbox
from app.core.db import db, transaction
from app.core.errors import Refused
from app.events.agenda.bookings import takes_part
from app.events.kinds import SessionState
from app.events.models import EventSession
from app.registrations.checkin.actions import refold
from app.registrations.models import Registration
from app.registrations.states import Status
from app.workshops import seats
from app.workshops.attendance import AttendanceState, EnrolmentState
from app.workshops.models import Attendance, Enrolment


def enrol(session_id: int, registration_id: int) -> Enrolment:
    """Give a person a seat in a session or, when none is left, a place in its queue.

    Who is enrolled or waiting already stays so. Raises Refused: "not_confirmed_person",
    "session_cancelled", "no_such_registration" (of another event).
    """
    with transaction():
        session = seats.locked(session_id)
        registration = _member(session, registration_id)
        enrolment = _enrolment(session, registration)
        if enrolment is not None and enrolment.state is not EnrolmentState.CANCELLED:
            return enrolment
        _move_up(session)  # seats made meanwhile are theirs who wait
        state = EnrolmentState.ENROLLED if seats.take(session.id) else EnrolmentState.WAITING
        if enrolment is None:
            enrolment = Enrolment(session=session, registration=registration)
            db.session.add(enrolment)
        enrolment.state, enrolment.since = state, clock.now()
        db.session.flush()
        _record("enrolled", session, registration, state=state)
        _judge_anew(session, [registration.id])
    return enrolment


def choose(session_id: int, registration_id: int) -> Enrolment:
    """Enrol oneself: what `enrol` does, for sessions that ask for it and have not begun.

    Raises also Refused("session_over").
    """
    with transaction():
        session = seats.locked(session_id)
        if not session.enrolment_needed or session.starts_at <= clock.now():
            raise Refused("session_over", session=session.code)
        return enrol(session_id, registration_id)


def withdraw(session_id: int, registration_id: int) -> None:
    """Give a seat back; who waits longest gets it in the same transaction, and a letter.

    Raises Refused("not_enrolled_here").
    """
    with transaction():
        session = seats.locked(session_id)
        registration = _of_event(session, registration_id)
        enrolment = _enrolment(session, registration)
        if enrolment is None or enrolment.state is EnrolmentState.CANCELLED:
            raise Refused("not_enrolled_here", name=registration.name, session=session.code)
        _release(session, [enrolment])
        _record("enrolment_withdrawn", session, registration)
        _move_up(session)
        _judge_anew(session, [registration.id])


def release_all(registration: Registration, ended_at: datetime) -> None:
    """Give back the seats and queue places in sessions not over yet of somebody who no longer
    comes, in the deed that ends the registration; who waits moves up.

    All sessions are locked before anybody's scans are judged anew, so that two deeds never wait
    for each other.
    """
    held = (
        select(Enrolment.session_id)
        .join(Enrolment.session)
        .where(
            Enrolment.registration_id == registration.id,
            Enrolment.state != EnrolmentState.CANCELLED,
            EventSession.ends_at > ended_at,
        )
    )
    with transaction():
        for session in [seats.locked(each) for each in sorted(db.session.scalars(held))]:
            enrolment = _enrolment(session, registration)
            if enrolment is None or enrolment.state is EnrolmentState.CANCELLED:
                continue
            _release(session, [enrolment], at=ended_at)
            _record("enrolment_withdrawn", session, registration)
            _move_up(session)


def seat_again(registration: Registration, ended_at: datetime | None) -> None:
    """Take back what `release_all` gave away then: a seat where there is one, else the queue's
    end. Sessions that have been called off or are over since are left out."""
    lost = (
        select(Enrolment.session_id)
        .join(Enrolment.session)
        .where(
            Enrolment.registration_id == registration.id,
            Enrolment.state == EnrolmentState.CANCELLED,
            Enrolment.since == ended_at,
            EventSession.state != SessionState.CANCELLED,
            EventSession.ends_at > clock.now(),
        )
    )
    with transaction():
        db.session.flush()
        for session in [seats.locked(each) for each in sorted(db.session.scalars(lost))]:
            enrol(session.id, registration.id)


def fill_seats(session_id: int) -> int:
    """Give free seats to those who wait, as when more places were made; how many moved up."""
    with transaction():
        session = seats.locked(session_id)
        return len(_move_up(session))


def mark(
    session_id: int,
    marks: Mapping[int, AttendanceState | None],
    *,
    user_id: int | None = None,
) -> None:
    """Note by hand who was there: registration id → mark, None takes a mark away again.

    Whoever is marked need not have enrolled. Raises Refused("no_such_registration") when one
    of them is not of the session's event; then nothing is marked.
    """
    with transaction():
        session = seats.locked(session_id)
        _refuse_strangers(session, marks)
        found = select(Attendance).where(
            Attendance.session_id == session.id, Attendance.registration_id.in_(marks)
        )
        kept = {row.registration_id: row for row in db.session.scalars(found)}
        gone = [who for who, state in marks.items() if state is None and who in kept]
        db.session.execute(
            delete(Attendance).where(Attendance.id.in_([kept.pop(who).id for who in gone]))
        )
        for who, state in marks.items():
            if state is None:
                continue
            row = kept.get(who) or Attendance(session_id=session.id, registration_id=who)
            row.state, row.marked_at, row.user_id = state, clock.now(), user_id
            db.session.add(row)
        number = Counter(state or "taken_away" for state in marks.values())
        audit.record("attendance_marked", session, hub_id=session.event.hub_id, **number)


def _member(session: EventSession, registration_id: int) -> Registration:
    """The registration, if it may sit in this session."""
    registration = _of_event(session, registration_id)
    if not takes_part(session):
        raise Refused("session_cancelled", session=session.code)
    if registration.status is not Status.CONFIRMED or registration.erased_at is not None:
        raise Refused("not_confirmed_person", name=registration.name)
    return registration


def _of_event(session: EventSession, registration_id: int) -> Registration:
    registration = db.session.get(Registration, registration_id, populate_existing=True)
    if registration is None or registration.event_id != session.event_id:
        raise Refused("no_such_registration", registration=registration_id)
    return registration


def _refuse_strangers(session: EventSession, registration_ids: Iterable[int]) -> None:
    wanted = set(registration_ids)
    own = select(Registration.id).where(
        Registration.event_id == session.event_id, Registration.id.in_(wanted)
    )
    strangers = wanted - set(db.session.scalars(own))
    if strangers:
        raise Refused("no_such_registration", registration=min(strangers))


def _enrolment(session: EventSession, registration: Registration) -> Enrolment | None:
    found = select(Enrolment).where(
        Enrolment.session_id == session.id, Enrolment.registration_id == registration.id
    )
    return db.session.scalar(found.execution_options(populate_existing=True))


def _release(
    session: EventSession, enrolments: Iterable[Enrolment], *, at: datetime | None = None
) -> None:
    for enrolment in enrolments:
        if enrolment.state is EnrolmentState.ENROLLED:
            seats.give_back(session.id)
        enrolment.state, enrolment.since = EnrolmentState.CANCELLED, at or clock.now()
    db.session.flush()


def _move_up(session: EventSession) -> list[Enrolment]:
    """Seat those who waited longest while there are seats (the session is locked), tell them."""
    moved: list[Enrolment] = []
    while takes_part(session) and (first := seats.next_in_line(session.id)):
        if not seats.take(session.id):
            break
        first.state, first.since = EnrolmentState.ENROLLED, clock.now()
        db.session.flush()
        _record("enrolment_moved_up", session, first.registration)
        _letter(session, first.registration)
        moved.append(first)
    if moved:
        _judge_anew(session, [enrolment.registration_id for enrolment in moved])
    return moved


def _judge_anew(session: EventSession, registration_ids: list[int]) -> None:
    """Scans already made at this door may read otherwise now."""
    refold(session.event, registration_ids)


def _record(action: str, session: EventSession, registration: Registration, **details: Any) -> None:
    audit.record(action, registration, hub_id=session.event.hub_id, session=session.code, **details)


def _letter(session: EventSession, registration: Registration) -> None:
    if registration.email and session.starts_at > clock.now():
        outbox.post(
            "workshops.moved_up",
            kind="workshops.moved_up",
            key=ids.code(),
            address=registration.email,
            name=registration.name,
            hub_id=session.event.hub_id,
            event_id=session.event_id,
            about=registration,
            args={"session_id": session.id, "registration_id": registration.id},
        )
