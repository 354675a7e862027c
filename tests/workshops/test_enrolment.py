from dataclasses import replace

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.core.errors import Refused
from app.core.jobs import Job
from app.events import actions as events
from app.events.agenda import actions as agenda
from app.events.models import EventSession
from app.registrations import actions as registrations
from app.registrations.doubles import actions as doubles
from app.registrations.models import Scan
from app.registrations.states import Verdict
from app.workshops import actions, queries, seats
from app.workshops.attendance import EnrolmentState
from app.workshops.models import Enrolment
from tests.factories.checkin import make_fair, make_guest
from tests.factories.events import moment
from tests.factories.registrations import make_category, make_registration
from tests.factories.workshops import make_class, make_enrolment, scan_at_door

ENROLLED, WAITING, CANCELLED = EnrolmentState

pytestmark = pytest.mark.usefixtures("app")


def states(session) -> list[EnrolmentState]:
    found = select(Enrolment.state).where(Enrolment.session_id == session.id)
    return list(db.session.scalars(found.order_by(Enrolment.id)))


def taken(session) -> int:
    return db.session.scalar(select(EventSession.enrolled).where(EventSession.id == session.id))


def test_the_last_seat_is_given_once_and_the_next_people_wait():
    session = make_class(capacity=1)

    made = [make_enrolment(session) for _ in range(3)]

    assert states(session) == [ENROLLED, WAITING, WAITING]
    assert [seats.position(one) for one in made] == [None, 1, 2]
    assert taken(session) == 1


def test_who_is_enrolled_already_stays_so():
    session = make_class()
    guest = make_guest(session.event)

    first, again = make_enrolment(session, guest), make_enrolment(session, guest)

    assert (first.id, states(session), taken(session)) == (again.id, [ENROLLED], 1)


def test_a_seat_given_back_goes_to_who_waited_longest():
    session = make_class(capacity=1)
    sitting, _first, _second = (make_enrolment(session) for _ in range(3))

    actions.withdraw(session.id, sitting.registration_id)

    assert states(session) == [CANCELLED, ENROLLED, WAITING]
    assert taken(session) == 1


def test_who_moves_up_and_has_an_address_is_written_to():
    session = make_class(capacity=1)
    sitting = make_enrolment(session)
    waiting = make_enrolment(session, make_guest(session.event, email="an@example.org"))

    actions.withdraw(session.id, sitting.registration_id)

    job = db.session.scalars(select(Job).where(Job.task == "workshops.moved_up")).one()
    assert job.args["registration_id"] == waiting.registration_id


def test_seats_made_meanwhile_are_first_theirs_who_wait():
    session = make_class(capacity=1)
    for _ in range(2):
        make_enrolment(session)
    agenda.edit_session(session.id, session.version, replace(agenda.given_of(session), capacity=2))

    make_enrolment(session)

    assert states(session) == [ENROLLED, ENROLLED, WAITING]
    assert taken(session) == 2


def test_nobody_gets_a_seat_at_an_event_that_is_called_off():
    session = make_class(capacity=1)
    sitting, _waits = make_enrolment(session), make_enrolment(session)
    guest = make_guest(session.event)
    events.cancel_event(session.event_id, "bão")

    actions.withdraw(session.id, sitting.registration_id)
    with pytest.raises(Refused, match="session_cancelled"):
        make_enrolment(session, guest)

    assert states(session) == [CANCELLED, WAITING]


def test_who_waits_gets_the_seat_that_two_sign_ups_of_one_person_had_twice():
    session = make_class(capacity=2)
    category = make_category(session.event)
    kept, gone, waits = (make_registration(category) for _ in range(3))
    for person in (kept, gone, waits):
        make_enrolment(session, person)

    doubles.merge(kept, gone)

    assert states(session) == [ENROLLED, ENROLLED]
    assert taken(session) == 2


def test_who_comes_back_queues_anew():
    session = make_class(capacity=1)
    first, second = make_enrolment(session), make_enrolment(session)

    actions.withdraw(session.id, first.registration_id)
    back = actions.enrol(session.id, first.registration_id)

    assert (back.id, back.state) == (first.id, WAITING)
    assert db.session.get(Enrolment, second.id).state is ENROLLED


def test_who_is_not_enrolled_cannot_withdraw():
    session = make_class()

    with pytest.raises(Refused, match="not_enrolled_here"):
        actions.withdraw(session.id, make_guest(session.event).id)


def test_only_confirmed_people_of_the_event_are_enrolled():
    session = make_class()
    guest = make_registration(make_category(session.event))
    registrations.cancel(guest)

    with pytest.raises(Refused, match="not_confirmed_person"):
        actions.enrol(session.id, guest.id)
    with pytest.raises(Refused, match="no_such_registration"):
        actions.enrol(session.id, make_guest(make_fair()).id)
    assert states(session) == []


def test_nobody_enrols_in_a_cancelled_session():
    session = make_class()
    guest = make_guest(session.event)
    agenda.cancel_session(session.id, "diễn giả ốm")

    with pytest.raises(Refused, match="session_cancelled"):
        actions.enrol(session.id, guest.id)


def test_the_seats_of_a_cancelled_registration_go_to_who_waits_in_the_same_deed():
    fair = make_fair()
    sessions = [make_class(fair, capacity=1), make_class(fair, capacity=1)]
    person = make_registration(make_category(fair))
    waiting = [make_guest(fair, email=f"{name}@example.org") for name in ("an", "binh")]
    for session in sessions:
        make_enrolment(session, person)
        for guest in waiting:
            make_enrolment(session, guest)

    with clock.at(moment("07:00")):
        registrations.cancel(person)

    assert [states(one) for one in sessions] == [[CANCELLED, ENROLLED, WAITING]] * 2
    assert [taken(one) for one in sessions] == [1, 1]
    letters = db.session.scalars(select(Job).where(Job.task == "workshops.moved_up"))
    assert [job.args["registration_id"] for job in letters] == [waiting[0].id] * 2


def test_a_cancellation_taken_back_brings_the_seats_back_where_there_are_some():
    fair = make_fair()
    free, full, left = (make_class(fair, capacity=1) for _ in range(3))
    person = make_registration(make_category(fair))
    for session in (free, full, left):
        make_enrolment(session, person)
    make_enrolment(full, make_guest(fair))
    actions.withdraw(left.id, person.id)

    with clock.at(moment("07:00")):
        registrations.cancel(person)
        registrations.restore(person)

    assert (states(free), states(full), states(left)) == (
        [ENROLLED],
        [WAITING, ENROLLED],
        [CANCELLED],
    )


def test_who_cancels_after_a_session_keeps_having_been_enrolled_in_it():
    session = make_class(capacity=1)
    person = make_registration(make_category(session.event))
    make_enrolment(session, person)

    with clock.at(moment("17:00")):
        registrations.cancel(person)

    assert (states(session), taken(session)) == ([ENROLLED], 1)


def test_the_counter_agrees_with_the_rows():
    session = make_class(capacity=2)
    people = [make_enrolment(session).registration_id for _ in range(5)]
    for who in (people[0], people[3], people[1]):
        actions.withdraw(session.id, who)
    actions.enrol(session.id, people[0])

    assert taken(session) == states(session).count(ENROLLED) == 2


def test_the_door_admits_who_is_enrolled():
    fair = make_fair()
    session = make_class(fair)
    enrolled, stranger = make_guest(fair), make_guest(fair)
    make_enrolment(session, enrolled)

    scan_at_door(session, enrolled, stranger)

    found = select(Scan.registration_id, Scan.verdict)
    assert dict(db.session.execute(found).all()) == {
        enrolled.id: Verdict.ADMITTED,
        stranger.id: Verdict.NOT_ENROLLED,
    }


def test_enrolling_at_the_desk_makes_good_a_scan_that_was_refused():
    fair = make_fair()
    session = make_class(fair)
    guest = make_guest(fair)
    scan_at_door(session, guest)

    actions.enrol(session.id, guest.id)

    assert db.session.scalar(select(Scan.verdict)) is Verdict.ADMITTED
    assert [seat.there for seat in queries.seats_of(session.id)] == [True]
