"""Many people ask for the last seats at the same moment; the database decides."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from app.core.db import db
from app.events.models import EventSession
from app.workshops import actions, seats
from app.workshops.attendance import EnrolmentState
from app.workshops.models import Enrolment
from tests.factories.checkin import make_guest
from tests.factories.workshops import make_class

SEATS, ASKING, AT_ONCE = 3, 16, 8


def ask_together(app, session_id: int, people: list[int], deed=actions.enrol) -> None:
    def ask(who: int) -> None:
        with app.app_context():
            try:
                deed(session_id, who)
            finally:
                db.session.remove()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(ask, people))


def states(session_id: int) -> Counter[EnrolmentState]:
    db.session.rollback()
    found = select(Enrolment.state).where(Enrolment.session_id == session_id)
    return Counter(db.session.scalars(found))


def test_the_last_seats_are_given_to_as_many_people(app):
    session = make_class(capacity=SEATS)
    people = [make_guest(session.event).id for _ in range(ASKING)]
    db.session.rollback()

    ask_together(app, session.id, people)

    assert states(session.id) == {
        EnrolmentState.ENROLLED: SEATS,
        EnrolmentState.WAITING: ASKING - SEATS,
    }
    assert db.session.scalar(select(EventSession.enrolled)) == SEATS


def test_seats_given_back_together_all_find_somebody(app):
    session = make_class(capacity=SEATS)
    people = [make_guest(session.event).id for _ in range(ASKING)]
    for who in people:
        actions.enrol(session.id, who)

    ask_together(app, session.id, people[: SEATS * 2], actions.withdraw)

    assert states(session.id)[EnrolmentState.ENROLLED] == SEATS
    assert db.session.scalar(select(EventSession.enrolled)) == SEATS


def test_without_the_conditional_statement_too_many_get_in(app, monkeypatch):
    """The positive control: a guard that only looks lets everybody who looked in."""
    session = make_class(capacity=SEATS)
    people = [make_guest(session.event).id for _ in range(ASKING)]
    seen = db.session.get(EventSession, session.id)
    free = seen.enrolled < (seen.capacity or 0)
    monkeypatch.setattr(seats, "take", lambda _session_id: free)

    ask_together(app, session.id, people)

    assert states(session.id)[EnrolmentState.ENROLLED] > SEATS
