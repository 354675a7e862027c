"""Two deeds on one person at the same moment: moved, made one with a double, handed over, ended.

The slow one has read whom it is about and is held there until the quick one is done; where the
database lets only one begin (SQLite), until a moment has passed. Each race has its control: with
the lock taken away it goes wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Event as Flag
from threading import get_ident
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import func, select

from app.core.db import db
from app.core.errors import Refused
from app.events.models import Event
from app.registrations import actions, places
from app.registrations.batches import actions as batches
from app.registrations.batches.kinds import Deed, ItemState
from app.registrations.batches.models import Batch, BatchItem
from app.registrations.doubles import actions as doubles
from app.registrations.models import Badge, Category, Registration, TransferOffer
from app.registrations.own import transfer
from app.registrations.states import BadgeState, Status
from tests.factories.registrations import (
    make_category,
    make_open_event,
    make_person,
    make_registration,
)
from tests.registrations.crowd import nobody_stands_in_line

HELD = 0.2  # seconds
Act = Callable[[], Any]


@dataclass
class Fair:
    """One person of two with a place in a full category where one more waits, and two others."""

    event_id: int
    person: int
    waiting: int
    crowded: int
    first: int
    second: int


@pytest.fixture
def fair(app) -> Fair:
    event = make_open_event()
    crowded, first, second = (make_category(event, places=n) for n in (2, 5, 5))
    person = make_registration(crowded, name="Lê Thị Một", email="mot@example.org")
    make_registration(crowded)
    waiting = make_registration(crowded)
    assert waiting.status is Status.WAITING
    made = Fair(event.id, person.id, waiting.id, crowded.id, first.id, second.id)
    db.session.rollback()
    return made


@pytest.fixture(params=["locked", "careless"])
def race(app, monkeypatch, request) -> Callable[[Act, Act], tuple[list[str], bool]]:
    """Run both; what each said, and whether this is the control."""
    careless = request.param == "careless"
    read, done, slow_thread = Flag(), Flag(), []
    lock_all = actions.lock_all

    def held(registrations: Any, *, and_category: int | None = None) -> dict[int, Category]:
        named = {each.category_id for each in registrations}
        if get_ident() in slow_thread and not read.is_set():
            read.set()
            done.wait(HELD)
        if not careless:
            return lock_all(registrations, and_category=and_category)
        named |= set() if and_category is None else {and_category}
        return {number: db.session.get_one(Category, number) for number in named}

    monkeypatch.setattr(actions, "lock_all", held)
    if careless:
        nobody_stands_in_line(monkeypatch)

    def said_by(act: Act) -> str:
        with app.app_context():
            try:
                act()
            except Refused as refusal:
                return refusal.code
            except sa.exc.SQLAlchemyError as error:
                return type(error).__name__
            return "done"

    def slow(act: Act) -> str:
        slow_thread.append(get_ident())
        return said_by(act)

    def quick(act: Act) -> str:
        read.wait(5)
        try:
            return said_by(act)
        finally:
            done.set()

    def run(first: Act, second: Act) -> tuple[list[str], bool]:
        with ThreadPoolExecutor(2) as threads:
            both = [threads.submit(slow, first), threads.submit(quick, second)]
            outcome = [future.result() for future in both]
        db.session.rollback()
        return outcome, careless

    return run


def faults(fair: Fair) -> list[str]:
    """Counters that do not agree with the rows, places that stay free, badges that do not fit."""
    found = []
    people = db.session.scalars(select(Registration)).all()
    for category in db.session.scalars(select(Category)):
        mine = [each for each in people if each.category_id == category.id]
        held = sum(places.holds(each) for each in mine)
        if category.taken != held:
            found.append(f"{category.taken} taken, {held} held")
        if places.left(category) and any(each.status is Status.WAITING for each in mine):
            found.append("somebody waits for a free place")
    for each in people:
        valid = select(func.count()).where(
            Badge.registration_id == each.id, Badge.state == BadgeState.VALID
        )
        if db.session.scalar(valid) != (each.status is Status.CONFIRMED):
            found.append(f"{each.status}: {db.session.scalar(valid)} badges")
    return found


def one(number: int) -> Registration:
    return db.session.get_one(Registration, number)


def bulk_move(fair: Fair, *people: int, to: int) -> Act:
    """Through a batch as the office starts it, which names what it could not do."""
    batch_id = batches.choose(db.session.get_one(Event, fair.event_id), Deed.CATEGORY, people).id
    db.session.rollback()

    def act() -> None:
        batch = db.session.get_one(Batch, batch_id)
        batches.start(batch, {"category_id": to}, "x")
        refused = select(BatchItem.reason).where(BatchItem.state == ItemState.REFUSED)
        if reason := db.session.scalar(refused):
            raise Refused(reason)

    return act


def test_two_moves_of_one_person(race, fair):
    outcome, control = race(
        lambda: actions.change_category(one(fair.person), fair.first),
        bulk_move(fair, fair.person, to=fair.second),
    )

    wrong = faults(fair)
    if control:
        assert wrong or outcome != ["done", "done"]
        return
    assert (outcome, wrong) == (["done", "done"], [])
    assert one(fair.person).category_id in {fair.first, fair.second}
    assert one(fair.waiting).status is Status.CONFIRMED


def test_a_move_taken_back_goes_to_where_the_person_was(race, fair):
    """What the batch remembers is what it found under the lock."""
    outcome, control = race(
        bulk_move(fair, fair.person, to=fair.first),
        lambda: actions.change_category(one(fair.person), fair.second),
    )

    before = db.session.scalar(select(BatchItem.before))
    if control:
        assert outcome != ["done", "done"] or faults(fair) or before != fair.second
        return
    assert (outcome, faults(fair)) == (["done", "done"], [])
    last = fair.first if one(fair.person).category_id == fair.first else fair.second
    assert before == (fair.second if last == fair.first else fair.crowded)


def test_doubles_made_one_while_one_is_moved_in_bulk(race, fair):
    kept = make_registration(db.session.get_one(Category, fair.first), name="Lê Thị Một").id

    outcome, control = race(
        lambda: doubles.merge(one(kept), one(fair.person)),
        bulk_move(fair, fair.person, to=fair.second),
    )

    wrong = faults(fair)
    if control:
        assert wrong or outcome[0] != "done"
        return
    assert (outcome[0], wrong) == ("done", [])
    assert outcome[1] in {"done", "not_confirmed"}, "moved before, or gone by then"
    assert [one(kept).status, one(fair.person).status] == [Status.CONFIRMED, Status.CANCELLED]
    assert one(fair.waiting).status is Status.CONFIRMED


@pytest.fixture
def accepting(fair) -> Act:
    """A colleague says yes to the place that the person offers."""
    offer_id = transfer.offer(one(fair.person), "Trần Bưởi", "buoi@example.org").id
    db.session.rollback()

    def act() -> None:
        offer = db.session.get_one(TransferOffer, offer_id)
        transfer.accept(offer, make_person(name="Trần Bưởi", email="buoi@example.org"), None)

    return act


def test_a_place_is_taken_over_while_it_is_cancelled(race, fair, accepting):
    outcome, control = race(accepting, lambda: actions.cancel(one(fair.person)))

    wrong = faults(fair)
    if control:
        assert wrong or outcome[0] not in {"done", "transfer_gone"}
        return
    assert wrong == []
    handed_over = one(fair.person).transferred_to_id is not None
    assert outcome == ["done" if handed_over else "transfer_gone", "done"]
    assert one(fair.waiting).status is (Status.WAITING if handed_over else Status.CONFIRMED)


def test_a_place_is_taken_over_while_it_is_moved_in_bulk(race, fair, accepting):
    outcome, control = race(accepting, bulk_move(fair, fair.person, to=fair.first))

    wrong = faults(fair)
    if control:
        assert wrong or outcome[0] != "done"
        return
    assert (outcome[0], wrong) == ("done", [])
    after = one(one(fair.person).transferred_to_id)
    moved = outcome[1] == "done"
    assert moved or outcome[1] == "not_confirmed", "handed over before"
    assert after.category_id == (fair.first if moved else fair.crowded)


def test_a_bulk_move_meets_a_place_that_is_being_taken_over(race, fair, accepting):
    outcome, control = race(bulk_move(fair, fair.person, to=fair.first), accepting)

    wrong = faults(fair)
    if control:
        assert wrong or outcome[1] != "done" or outcome[0] not in {"done", "not_confirmed"}
        return
    assert wrong == []
    assert outcome[1] == "done"
    assert outcome[0] in {"done", "not_confirmed"}
