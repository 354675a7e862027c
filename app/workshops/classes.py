"""Classes: which sessions make one, who was at how many of them, and whether it is enough."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.core.db import db
from app.events import labels
from app.events.kinds import EventKind, SessionKind, SessionState
from app.events.models import Event, EventSession
from app.registrations.models import Registration
from app.workshops.attendance import EnrolmentState, Lesson, Result, result
from app.workshops.models import Enrolment
from app.workshops.queries import attended


@dataclass(frozen=True)
class Trainee:
    """A person in a class, and what the sessions they were at come to."""

    registration: Registration
    sessions: list[EventSession]
    attended: frozenset[int]  # ids of sessions
    result: Result


def course_of(session: EventSession) -> list[EventSession]:
    """The sessions of the class a session belongs to, at least itself."""
    for sessions in lessons_of(session.event):
        if session in sessions:
            return sessions
    return [session]


def lessons_of(event: Event) -> list[list[EventSession]]:
    """The classes of an event, each as its sessions in order.

    An event of kind training is one class over all its sessions of that kind (over all its
    sessions when none is); at any other event every training session is a class.
    """
    found = (
        select(EventSession)
        .where(
            EventSession.event_id == event.id,
            EventSession.state == SessionState.PLANNED,
            EventSession.kind.not_in((SessionKind.BREAK, SessionKind.CEREMONY)),
        )
        .order_by(EventSession.starts_at, EventSession.code)
    )
    sessions = list(db.session.scalars(found))
    training = [session for session in sessions if session.kind is SessionKind.TRAINING]
    if event.kind is EventKind.TRAINING:
        whole = training or sessions
        return [whole] if whole else []
    return [[session] for session in training]


def title_of(event: Event, sessions: Sequence[EventSession]) -> str:
    """What a class is called on paper: one session by its own title, several by the event's."""
    return labels.title_of(sessions[0]) if len(sessions) == 1 else labels.name_of(event)


def hours_of(session: EventSession) -> float:
    """What a session is worth, in hours: as given, else as long as it lasts."""
    if session.hours is not None:
        return session.hours
    return (session.ends_at - session.starts_at).total_seconds() / 3600


def trainees(event: Event) -> list[Trainee]:
    """Everyone enrolled in or present at a class of the event, by class and name."""
    classes = lessons_of(event)
    ids = [session.id for sessions in classes for session in sessions]
    there = attended().subquery()
    was = {
        (row.session_id, row.registration_id)
        for row in db.session.execute(select(there).where(there.c.session_id.in_(ids)))
    }
    enrolled = select(Enrolment.session_id, Enrolment.registration_id).where(
        Enrolment.session_id.in_(ids), Enrolment.state == EnrolmentState.ENROLLED
    )
    listed = was | {tuple(row) for row in db.session.execute(enrolled)}
    people = {
        person.id: person
        for person in db.session.scalars(
            select(Registration).where(
                Registration.event_id == event.id,
                Registration.id.in_({who for _session, who in listed}),
            )
        )
    }
    found = []
    for sessions in classes:
        own = {session.id for session in sessions}
        members = {people[who] for session, who in listed if session in own and who in people}
        for person in sorted(members, key=lambda p: (p.sort_key, p.id)):
            at = frozenset(session for session in own if (session, person.id) in was)
            lessons = [Lesson(hours_of(session), session.id in at) for session in sessions]
            outcome = result(lessons, event.min_attendance)
            found.append(Trainee(person, sessions, at, outcome))
    return found
