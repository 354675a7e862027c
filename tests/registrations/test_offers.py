"""A freed place is offered until a deadline, taken or passed on; whoever presses at once."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.core import clock, jobs
from app.core import hooks as core
from app.core.cli import every_hour
from app.core.db import db, transaction
from app.core.errors import Refused
from app.events import actions as events
from app.registrations import actions, hooks, places, queries
from app.registrations.models import Category, Registration
from app.registrations.own import link
from app.registrations.states import Status
from app.registrations.waiting import actions as waiting
from app.registrations.waiting.deadline import LEAST, offered_until
from tests.factories.registrations import make_category, make_open_event, make_registration

MOMENT = datetime(2026, 12, 1, 8, tzinfo=UTC)


@pytest.fixture
def category(app):
    """Two places, taken, in an event that offers freed places for a day."""
    category = make_category(make_open_event(), places=2)
    waiting.set_hours(category.event, 24)
    return category


def letters():
    found = db.session.scalars(select(jobs.Job).order_by(jobs.Job.id))
    return [job.args["kind"] for job in found if job.task == "registrations.letter"]


def taken(category):
    return db.session.scalar(select(Category.taken).where(Category.id == category.id))


def over(registration):
    """Let the deadline be over."""
    with transaction():
        registration.offered_until = clock.now() - timedelta(seconds=1)


def page_of(registration):
    return f"/r/{link.token_of(registration.code, registration.link_nonce)}"


def offered(category, number=1):
    """Two with a place and two waiting; the first cancels: who is offered it, and who waits."""
    first, _second = make_registration(category), make_registration(category)
    queue = [make_registration(category) for _ in range(number + 1)]
    actions.cancel(first)
    return queue


def test_a_freed_place_is_offered_and_kept(category):
    asked, next_one = offered(category)

    assert (asked.status, next_one.status) == (Status.WAITING, Status.WAITING)
    assert asked.offered_until > clock.now() + timedelta(hours=23)
    assert next_one.offered_until is None
    assert taken(category) == 2
    assert [places.position(each) for each in (asked, next_one)] == [None, 1]
    assert queries.queue_positions(category.event_id) == {next_one.id: 1}
    (standing,) = queries.standings(category.event_id)
    assert (standing.taken, standing.waiting, standing.full) == (2, 1, True)
    assert "offer" in letters()
    assert make_registration(category).status is Status.WAITING


def test_looking_takes_nothing_and_pressing_takes_the_place(client, submit, category):
    asked, _next = offered(category)
    page = page_of(asked)

    shown = client.get(f"{page}/offer").get_data(as_text=True)
    assert asked.status is Status.WAITING
    assert f"{page}/cancel" in shown
    assert "/offer" in client.get(page).get_data(as_text=True)
    submit(client, f"{page}/offer")
    submit(client, f"{page}/offer", page=page)

    assert (asked.status, asked.offered_until) == (Status.CONFIRMED, None)
    assert queries.badges_of(asked.id)
    assert taken(category) == 2
    assert letters().count("moved_up") == 1


def test_when_the_deadline_is_over_the_next_is_offered(category):
    asked, next_one = offered(category)
    over(asked)

    assert waiting.pass_on_due() == 1
    assert waiting.pass_on_due() == 0

    assert (asked.status, asked.offered_until) == (Status.CANCELLED, None)
    assert next_one.offered_until is not None
    assert taken(category) == 2
    assert letters()[-2:] == ["offer", "offer_passed"]
    with pytest.raises(Refused) as told:
        waiting.accept(asked)
    assert told.value.code == "offer_passed"


def test_the_hourly_round_passes_offers_on(category):
    asked, _next = offered(category)
    over(asked)

    hooks.look_after()

    db.session.refresh(asked)
    assert asked.status is Status.CANCELLED


def test_after_the_deadline_nothing_can_be_taken_though_nobody_passed_it_on_yet(
    client, submit, category
):
    asked, _next = offered(category)
    over(asked)
    page = page_of(asked)

    submit(client, f"{page}/offer", page=page)

    assert asked.status is Status.WAITING
    assert queries.badges_of(asked.id) == []


def test_who_declines_hands_the_offer_on(category):
    asked, next_one = offered(category)

    actions.cancel(asked)

    assert next_one.offered_until is not None
    assert taken(category) == 2


def test_who_gave_no_address_gets_the_place_at_once(category):
    first, _second = make_registration(category), make_registration(category)
    silent = make_registration(category, email=None, phone="+84912345678")

    actions.cancel(first)

    assert (silent.status, silent.offered_until) == (Status.CONFIRMED, None)


def test_without_the_rule_a_place_is_given_at_once(category):
    waiting.set_hours(category.event, None)

    asked, _next = offered(category)

    assert (asked.status, asked.offered_until) == (Status.CONFIRMED, None)


def test_another_category_ends_the_offer_and_keeps_the_counters(category):
    asked, next_one = offered(category)
    other = make_category(category.event, places=5)

    actions.change_category(asked, other.id)

    assert (asked.status, asked.offered_until) == (Status.CONFIRMED, None)
    assert next_one.offered_until is not None
    assert (taken(category), taken(other)) == (2, 1)


def test_the_office_settles_it_and_sees_who_is_offered(client, sign_in, submit, category):
    office = sign_in(client, "organiser", hub=category.event.hub)
    base = f"/events/{category.event.slug}/desk"

    submit(office, f"{base}/waiting-list", page=f"{base}/categories", hours="48")
    asked, _next = offered(category)

    assert asked.offered_until > clock.now() + timedelta(hours=47)
    page = office.get(f"{base}/registrations?status=waiting").get_data(as_text=True)
    assert "mời đến" in page
    submit(office, f"{base}/waiting-list", page=f"{base}/categories", hours="")
    assert 'value="" selected' in office.get(f"{base}/categories").get_data(as_text=True)


# ---------------------------------------------------------------- races
def race(app, asked, next_one):
    """The person takes the place eight times while the deadline is passed on eight times."""
    numbers = (asked.id, next_one.id)

    def take(_n):
        with app.app_context():
            try:
                return waiting.accept(db.session.get_one(Registration, numbers[0])).value
            except Refused as refusal:
                return refusal.code

    def pass_on(_n):
        with app.app_context():
            return waiting.pass_on(db.session.get_one(Registration, numbers[0]))

    db.session.rollback()
    with ThreadPoolExecutor(8) as threads:
        took = [threads.submit(take, n) for n in range(8)]
        passed = [threads.submit(pass_on, n) for n in range(8)]
        outcome = Counter(each.result() for each in took), Counter(e.result() for e in passed)
    db.session.rollback()
    return outcome


def test_before_the_deadline_whoever_presses_at_once_has_one_place(app, category):
    asked, next_one = offered(category)

    took, passed = race(app, asked, next_one)

    assert (took, passed) == ({"confirmed": 8}, {False: 8})
    assert len(queries.badges_of(asked.id)) == 1
    assert next_one.offered_until is None
    assert taken(category) == 2


def test_after_the_deadline_it_is_passed_on_once(app, category):
    asked, next_one = offered(category)
    over(asked)

    took, passed = race(app, asked, next_one)

    assert (took, passed) == ({"offer_passed": 8}, {False: 7, True: 1})
    assert next_one.offered_until is not None
    assert taken(category) == 2


def test_without_the_second_look_at_the_deadline_the_race_goes_wrong(app, category, monkeypatch):
    asked, next_one = offered(category)
    monkeypatch.setattr(waiting, "_is_over", lambda registration: True)

    _took, passed = race(app, asked, next_one)

    assert passed != {False: 8}


def test_nobody_moves_up_while_the_event_is_called_off_and_then_it_goes_on(app):
    category = make_category(places=1)
    first, waits = make_registration(category), make_registration(category)
    events.cancel_event(category.event_id, "bão")
    actions.cancel(first)
    assert (waits.status, letters()[2:]) == (Status.WAITING, ["cancelled"])

    events.restore_event(category.event_id)

    assert waits.status is Status.CONFIRMED
    assert letters()[3:] == ["moved_up"]
    assert taken(category) == 1


def test_what_fails_each_hour_holds_up_nothing_else(category, monkeypatch):
    asked = offered(category)[0]
    over(asked)
    monkeypatch.setattr(core.hourly, "answers", [lambda: 1 // 0, *core.hourly.answers])

    every_hour()

    assert asked.status is Status.CANCELLED


def test_no_place_offered_is_taken_at_an_event_that_is_called_off(category):
    asked = offered(category)[0]
    events.cancel_event(category.event_id, "bão")

    with pytest.raises(Refused, match="event_off"):
        waiting.accept(asked)


def test_nobody_moves_up_once_the_event_is_over(app):
    category = make_category(places=1)
    first, waits = make_registration(category), make_registration(category)
    with transaction():
        category.event.starts_on = category.event.ends_on = clock.today() - timedelta(days=1)

    actions.cancel(first)

    assert (waits.status, letters()[2:]) == (Status.WAITING, ["cancelled"])


# ---------------------------------------------------------------- the rule
@given(st.integers(0, 100), st.integers(-48, 400))
def test_an_offer_ends_before_the_event_and_is_never_shorter_than_an_hour(hours, ahead):
    starts = MOMENT + timedelta(hours=ahead)
    until = offered_until(MOMENT, hours, starts)

    if until is None:
        assert not hours or min(hours, ahead) < 1
    else:
        assert MOMENT + LEAST <= until <= min(starts, MOMENT + timedelta(hours=hours))
