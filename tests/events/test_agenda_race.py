"""Several people book the same room or speaker at once: one gets it, the others are told.

Real connections in threads of their own. Each case has a positive control: without the lock
the same bookings must collide, or the test proves nothing.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, BrokenBarrierError

import pytest
from sqlalchemy import select

from app.core.db import db, transaction
from app.core.errors import Refused
from app.events.agenda import actions as agenda
from app.events.agenda import bookings
from app.events.conflicts import Booking, conflicts, person_key
from app.events.models import Event
from tests.factories.events import make_event, make_room, make_venue, session_given

PEOPLE = 4


@pytest.fixture
def rush(app):
    """Run one deed per event at the same moment; what came of each."""

    def do(deed, event_ids: list[int]) -> list[str]:
        start = Barrier(len(event_ids))

        def one(event_id: int) -> str:
            with app.app_context():
                start.wait(10)
                try:
                    deed(event_id)
                    return "booked"
                except Refused as refusal:
                    return refusal.code
                finally:
                    db.session.remove()

        with ThreadPoolExecutor(len(event_ids)) as pool:
            return sorted(pool.map(one, event_ids))

    return do


def booked_twice() -> int:
    """How many double bookings the database holds."""
    events = db.session.scalars(select(Event)).all()
    return len(conflicts([booking for event in events for booking in bookings.bookings_of(event)]))


@pytest.mark.parametrize("round_", range(3))
@pytest.mark.parametrize("what", ["room", "speaker"])
def test_one_of_many_gets_the_room_or_the_speaker(rush, what, round_):
    events = [make_event() for _ in range(PEOPLE)]
    room = make_room(make_venue(events[0].hub))
    if what == "room":
        ids, given = [events[0].id] * PEOPLE, session_given(room_id=room.id)
    else:
        ids, given = [event.id for event in events], session_given(speakers=["Nguyễn An"])

    outcome = rush(lambda event_id: agenda.add_session(event_id, given), ids)

    assert outcome == ["booked"] + [f"{what}_taken"] * (PEOPLE - 1)
    db.session.rollback()
    assert booked_twice() == 0


def test_without_the_lock_they_collide(rush, monkeypatch):
    """The positive control: the check and the saving with nothing that holds them together."""
    events = [make_event() for _ in range(PEOPLE)]
    looked = Barrier(PEOPLE)
    monkeypatch.setattr(bookings, "lock_what", lambda _: None)
    check = agenda.refuse_double_bookings

    def careless(event_id: int) -> None:
        given = session_given(speakers=["Nguyễn An"])
        person = frozenset({person_key("Nguyễn An", None, None)})
        with transaction():
            wanted = Booking(0, None, person, given.starts_at, given.ends_at)
            assert not bookings.booked_around([wanted])
        try:
            looked.wait(10)
        except BrokenBarrierError as broken:
            raise AssertionError("not all looked before one saved") from broken
        monkeypatch.setattr(agenda, "refuse_double_bookings", lambda _: None)
        agenda.add_session(event_id, given)

    outcome = rush(careless, [event.id for event in events])
    monkeypatch.setattr(agenda, "refuse_double_bookings", check)

    assert outcome == ["booked"] * PEOPLE
    db.session.rollback()
    assert booked_twice() == PEOPLE * (PEOPLE - 1) // 2


def test_on_postgresql_the_lock_itself_is_what_holds(app, rush, monkeypatch):
    """With the row locks taken away and everything else in place, PostgreSQL books twice."""
    if db.engine.dialect.name != "postgresql":
        pytest.skip("SQLite lets one writer in at a time, whatever is locked")
    events = [make_event() for _ in range(PEOPLE)]
    given = session_given(speakers=["Nguyễn An"])
    looked = Barrier(PEOPLE)
    look = bookings.booked_around

    def look_together(mine):
        found = look(mine)
        looked.wait(10)
        return found

    monkeypatch.setattr(bookings, "lock_what", lambda _: None)
    monkeypatch.setattr(bookings, "booked_around", look_together)

    outcome = rush(lambda event_id: agenda.add_session(event_id, given), [e.id for e in events])

    assert outcome == ["booked"] * PEOPLE
    db.session.rollback()
    assert booked_twice() > 0
