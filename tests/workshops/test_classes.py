"""Classes of several sessions: an event of kind training is one, a fair's sessions are many."""

from datetime import date

import pytest

from app.events import actions as events
from app.events.agenda import actions as agenda
from app.events.kinds import EventKind
from app.workshops import actions, classes, queries
from app.workshops.attendance import AttendanceState
from tests.factories.checkin import make_fair, make_guest
from tests.factories.events import make_event, make_session, moment
from tests.factories.workshops import make_class, make_enrolment, scan_at_door

pytestmark = pytest.mark.usefixtures("app")
PRESENT = AttendanceState.PRESENT


def make_course(lessons: int = 5):
    """A training event of two and a half days, a session each half-day."""
    event = make_event(kind=EventKind.TRAINING, starts_on=date(2026, 12, 3))
    times = [("08:30", "11:30"), ("13:30", "16:30")]
    sessions = []
    for n in range(lessons):
        begins, ends = times[n % 2]
        day = n // 2 + 1
        sessions.append(
            make_class(event, starts_at=moment(begins, day=day), ends_at=moment(ends, day=day))
        )
    return event, sessions


def test_four_of_five_half_days_are_enough():
    event, sessions = make_course(5)
    good, lazy = (make_guest(event, name=name) for name in ("Lê An", "Võ Ý"))
    for session in sessions[:4]:
        actions.mark(session.id, {good.id: PRESENT})
    for session in sessions[2:]:
        actions.mark(session.id, {lazy.id: PRESENT})

    found = {one.registration.name: one.result for one in classes.trainees(event)}

    assert (found["Lê An"].attended, found["Lê An"].passed, found["Lê An"].hours) == (4, True, 12)
    assert (found["Võ Ý"].attended, found["Võ Ý"].passed) == (3, False)


def test_a_class_may_ask_for_less():
    event, sessions = make_course(4)
    guest = make_guest(event)
    for session in sessions[:2]:
        actions.mark(session.id, {guest.id: PRESENT})
    before = [one.result.passed for one in classes.trainees(event)]

    events.edit_event(event.id, event.version, min_attendance=50)

    assert before == [False]
    assert [one.result.passed for one in classes.trainees(event)] == [True]


def test_a_cancelled_half_day_is_not_asked_for():
    event, sessions = make_course(2)
    guest = make_guest(event)
    actions.mark(sessions[0].id, {guest.id: PRESENT})

    agenda.cancel_session(sessions[1].id, "mất điện")

    assert [(one.result.lessons, one.result.passed) for one in classes.trainees(event)] == [
        (1, True)
    ]


def test_at_a_fair_every_training_session_is_a_class():
    event = make_event()
    sessions = [make_class(event) for _ in range(2)]
    make_session(event)

    assert classes.lessons_of(event) == [[sessions[0]], [sessions[1]]]


def test_a_mark_of_absent_undoes_a_scan():
    fair = make_fair()
    session = make_class(fair)
    guest = make_guest(fair)
    make_enrolment(session, guest)
    scan_at_door(session, guest)

    actions.mark(session.id, {guest.id: AttendanceState.ABSENT})

    assert [seat.there for seat in queries.seats_of(session.id)] == [False]
    assert [one.result.attended for one in classes.trainees(fair)] == [0]
