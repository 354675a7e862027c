"""Two hundred people, fifty places: the database decides, whoever asks at the same time."""

import secrets
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import func, select

from app.core.db import db
from app.core.errors import Refused
from app.registrations import actions, places
from app.registrations.invitations.models import Invitation
from app.registrations.models import Badge, Category, Registration
from app.registrations.states import Source, Status
from tests.factories.registrations import (
    make_category,
    make_invitation,
    make_open_event,
    make_person,
    make_pool,
    make_registration,
)
from tests.registrations.crowd import all_at_once

pytestmark = pytest.mark.usefixtures("app")


def people(category, number, *, keys=False):
    made = [f"{secrets.token_hex(6)}@example.org" for _ in range(number)]
    return [(category.id, email, f"key-{email}" if keys else None) for email in made]


def number_of(category, *states):
    found = select(func.count()).where(Registration.category_id == category.id)
    return db.session.scalar(found.where(Registration.status.in_(states)))


def positions(category):
    queue = select(Registration).where(
        Registration.category_id == category.id, Registration.status == Status.WAITING
    )
    ordered = queue.order_by(Registration.waiting_since, Registration.id)
    return [places.position(r) for r in db.session.scalars(ordered)]


def test_two_hundred_people_for_fifty_places(app):
    category = make_category(places=50)

    outcome = all_at_once(app, people(category, 200))

    assert outcome == {"confirmed": 50, "waiting": 150}
    db.session.rollback()
    assert number_of(category, *places.HOLDS_PLACE) == 50
    assert db.session.scalar(select(Category.taken).where(Category.id == category.id)) == 50
    assert positions(category) == list(range(1, 151))
    assert db.session.scalar(select(func.count(Badge.id))) == 50


def test_without_the_guard_the_same_crowd_goes_wrong(app):
    """In one of several crowds at least: chance decides who reads while another writes."""

    def goes_wrong():
        crowd = people(make_category(places=50), 200)
        return all_at_once(app, crowd, careless=True) != {"confirmed": 50, "waiting": 150}

    assert any(goes_wrong() for _crowd in range(12))


def shared(number):
    """Two categories that share fifty places, and a crowd that wants them."""
    event = make_open_event()
    first, second = make_category(event), make_category(event)
    make_pool(first, second, places=50)
    return first, second, people(first, number // 2) + people(second, number // 2)


def test_two_hundred_people_for_fifty_places_that_two_categories_share(app):
    first, second, crowd = shared(200)

    outcome = all_at_once(app, crowd)

    assert outcome == {"confirmed": 50, "waiting": 150}
    db.session.rollback()
    taken = [number_of(each, *places.HOLDS_PLACE) for each in (first, second)]
    assert taken == [first.taken, second.taken]
    assert sum(taken) == first.pool.taken == 50
    assert sorted(positions(first) + positions(second)) == list(range(1, 151))


def test_without_the_guard_the_same_crowd_shares_badly(app):
    def goes_wrong():
        _first, _second, crowd = shared(200)
        return all_at_once(app, crowd, careless=True) != {"confirmed": 50, "waiting": 150}

    assert any(goes_wrong() for _crowd in range(12))


def test_a_code_for_five_lets_five_in_whoever_asks_at_once(app):
    category = make_category(public=False)
    invitation = make_invitation(category, uses=5)
    category_id, code, invitation_id = category.id, invitation.code, invitation.id

    def come(number):
        with app.app_context():
            try:
                person = make_person(invitation=code)
                return actions.sign_up(category_id, person, source=Source.WEB).status.value
            except Refused as refusal:
                return refusal.code

    db.session.rollback()
    with ThreadPoolExecutor(8) as threads:
        came = Counter(threads.map(come, range(20)))

    assert came == {"confirmed": 5, "invitation_unknown": 15}
    db.session.rollback()
    assert db.session.get_one(Invitation, invitation_id).used == 5


def test_repeated_keys_sign_up_once_and_get_the_same_answer(app):
    event = make_open_event()
    few, many = make_category(event, places=20), make_category(event, places=None)
    tries = people(few, 40, keys=True) + people(many, 40, keys=True)
    repeated = tries + tries[:60] + tries[20:]

    outcome = all_at_once(app, repeated)

    assert sum(outcome.values()) == len(repeated)
    assert set(outcome) == {"confirmed", "waiting"}
    db.session.rollback()
    assert number_of(few, Status.CONFIRMED) == 20
    assert number_of(few, Status.WAITING) == 20
    assert number_of(many, Status.CONFIRMED) == 40


def test_one_person_from_everywhere_at_once_is_signed_up_once(app):
    category = make_category()

    outcome = all_at_once(app, [(category.id, "ha@example.org", None)] * 40)

    assert outcome == {"confirmed": 1, "already_signed_up": 39}


def test_places_given_back_while_others_join_are_all_used(app):
    category = make_category(places=10)
    holders = [make_registration(category).id for _ in range(10)]

    def leave(number):
        with app.app_context():
            return actions.cancel(db.session.get_one(Registration, number))

    def join(number):
        with app.app_context():
            return actions.sign_up(category_id, make_person(), source=Source.WEB).status

    category_id = category.id
    db.session.rollback()
    with ThreadPoolExecutor(8) as threads:
        left = [threads.submit(leave, number) for number in holders * 2]
        joined = [threads.submit(join, number) for number in range(30)]
        assert sorted(future.result() for future in left) == [False] * 10 + [True] * 10
        assert all(future.result() for future in joined)

    db.session.rollback()
    category = db.session.get_one(Category, category_id)
    assert category.taken == number_of(category, *places.HOLDS_PLACE) == 10
    assert positions(category) == list(range(1, 21))
