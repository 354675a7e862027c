"""Two organisers place at the same moment: a booth is never filled twice."""

from concurrent.futures import ThreadPoolExecutor

from app.booths.floor import Floor, floor_of
from app.booths.plans import actions
from app.core.db import db
from app.core.errors import Refused
from app.events.models import Event
from tests.factories.booths import make_booth, make_exhibit
from tests.factories.catalogue import make_organisation
from tests.factories.events import make_event

AT_ONCE = 6


def place_together(app, event_id: int) -> int:
    """Everybody into the one booth at once; how many were told yes."""
    event = db.session.get_one(Event, event_id)
    booth = floor_of(event).booths[0].id
    exhibits = [exhibit.id for exhibit in floor_of(event).exhibits]
    db.session.rollback()

    def ask(exhibit: int) -> bool:
        with app.app_context():
            try:
                actions.place(exhibit, booth)
                return True
            except Refused:
                return False
            finally:
                db.session.remove()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return sum(pool.map(ask, exhibits))


def room_for_two() -> Event:
    event = make_event()
    firm = make_organisation(event.hub)
    make_booth(event, area_m2=9.0, max_exhibits=9)
    for _ in range(AT_ONCE):
        make_exhibit(event, firm, area_m2=4.5, power_kw=0.1)
    return event


def test_as_many_are_placed_as_there_is_room_for(app):
    event = room_for_two()

    assert place_together(app, event.id) == 2
    db.session.rollback()
    floor = floor_of(db.session.get_one(Event, event.id))
    assert (floor.placed, floor.faults) == (2, {})


def test_a_look_before_the_lock_would_overfill_the_booth(app, monkeypatch):
    """The positive control: a check that was made earlier lets everybody in."""
    event = room_for_two()
    floor = floor_of(db.session.get_one(Event, event.id))
    seen = floor.why_not(floor.exhibits[0], floor.booths[0])
    monkeypatch.setattr(Floor, "why_not", lambda _self, _exhibit, _booth: seen)

    assert place_together(app, event.id) == AT_ONCE
