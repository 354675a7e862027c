"""Signing up: places, the queue, who is the same person, consents, badges."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.accounts import queries as accounts
from app.core import clock, jobs, tokens
from app.core.audit import AuditEntry
from app.core.db import db
from app.core.errors import Refused
from app.events.kinds import EventState
from app.registrations import actions, places, queries
from app.registrations.models import Badge, Category, Consent, Registration
from app.registrations.states import BadgeState, Purpose, Source, Status
from tests.factories.registrations import (
    make_category,
    make_open_event,
    make_person,
    make_registration,
)

pytestmark = pytest.mark.usefixtures("app")


def statuses(category):
    found = select(Registration).where(Registration.category_id == category.id)
    return [r.status for r in db.session.scalars(found.order_by(Registration.id))]


def states_of(registration):
    return [badge.state for badge in queries.badges_of(registration.id)]


def letters():
    return [job.args["kind"] for job in db.session.scalars(select(jobs.Job).order_by(jobs.Job.id))]


def deeds(registration):
    found = select(AuditEntry.action).where(
        AuditEntry.subject_type == "registration", AuditEntry.subject_id == registration.id
    )
    return list(db.session.scalars(found.order_by(AuditEntry.id)))


def counter_agrees(category):
    rows = select(func.count()).where(
        Registration.category_id == category.id, Registration.status.in_(places.HOLDS_PLACE)
    )
    taken = db.session.scalar(select(Category.taken).where(Category.id == category.id))
    return taken == db.session.scalar(rows)


def test_the_last_place_is_given_once_and_the_next_person_waits():
    category = make_category(places=1)

    made = [make_registration(category) for _ in range(3)]

    assert statuses(category) == [Status.CONFIRMED, Status.WAITING, Status.WAITING]
    assert [places.position(r) for r in made] == [None, 1, 2]
    assert counter_agrees(category)


def test_a_confirmed_person_has_a_badge_signed_by_the_hub():
    registration = make_registration()
    event = registration.event

    badge = queries.badges_of(registration.id)[0]

    token = tokens.verify(badge.token, accounts.public_keys())
    assert token is not None
    assert (token.event, token.serial) == (event.number, badge.serial)
    assert token.category == registration.category.number
    assert badge.state is BadgeState.VALID


@pytest.mark.parametrize(("limit", "approval"), [(0, False), (5, True)])
def test_without_a_confirmed_place_there_is_no_badge(limit, approval):
    registration = make_registration(make_category(places=limit, approval=approval))

    assert registration.status is (Status.PENDING if approval else Status.WAITING)
    assert queries.badges_of(registration.id) == []


def test_the_office_needs_no_approval_and_no_opening():
    category = make_category(public=False, approval=True)

    registration = make_registration(category, source=Source.DESK)

    assert registration.status is Status.CONFIRMED


@pytest.mark.parametrize("second", [{"name": "Người Khác"}, {"phone": "+84990000001"}])
def test_the_same_address_is_the_same_person(second):
    category = make_category()
    first = make_registration(category, email="ha@example.org")

    with pytest.raises(Refused, match="already_signed_up"):
        make_registration(category, **({"email": "ha@example.org"} | second))

    assert statuses(category) == [Status.CONFIRMED]
    assert counter_agrees(category)
    assert first.status is Status.CONFIRMED


def test_without_address_phone_and_folded_name_are_the_person():
    category = make_category()
    nobody = {"email": None, "phone": "+84990000001"}
    make_registration(category, name="Đỗ Thị Ân", **nobody)

    with pytest.raises(Refused, match="already_signed_up"):
        make_registration(category, name="do thi an", **nobody)
    make_registration(category, name="Đỗ Văn Bình", **nobody)

    assert len(statuses(category)) == 2


def test_the_same_person_may_come_to_two_events():
    person = {"email": "ha@example.org"}

    assert make_registration(**person).status is Status.CONFIRMED
    assert make_registration(**person).status is Status.CONFIRMED


def test_consents_are_kept_as_proof():
    purposes = frozenset({Purpose.EVENT_OPERATIONS, Purpose.NEWS})
    category = make_category()

    registration = actions.sign_up(
        category.id, make_person(consents=purposes), source=Source.API, network_hash="x" * 64
    )

    found = queries.consents_of(registration.id)
    assert {consent.purpose for consent in found} == purposes
    assert {(c.text_version, c.channel, c.network_hash) for c in found} == {
        ("2026-01", Source.API, "x" * 64)
    }


def test_no_badge_without_the_consent_it_needs():
    category = make_category()

    with pytest.raises(Refused, match="consent_needed"):
        make_registration(category, consents=frozenset({Purpose.NEWS}))

    assert db.session.scalar(select(func.count()).select_from(Consent)) == 0


def test_children_come_with_a_guardian_and_share_no_contacts():
    category = make_category()
    child = {"birth_year": clock.today().year - 12, "consents": frozenset(Purpose)}

    with pytest.raises(Refused, match="guardian_needed"):
        make_registration(category, **child)
    registration = make_registration(category, guardian="Nguyễn Văn Ba", **child)

    kept = {consent.purpose for consent in queries.consents_of(registration.id)}
    assert kept == {Purpose.EVENT_OPERATIONS, Purpose.NEWS, Purpose.PHOTO}


def test_strangers_find_only_what_is_open():
    now = clock.now()
    hour = timedelta(hours=1)
    closed = [
        make_category(make_open_event(state=EventState.DRAFT)),
        make_category(make_open_event(state=EventState.CANCELLED)),
        make_category(make_open_event(starts_on=clock.today() - timedelta(days=9))),
        make_category(make_open_event(registration_opens_at=now + hour)),
        make_category(make_open_event(registration_closes_at=now)),
        make_category(opens_at=now + hour),
        make_category(closes_at=now),
    ]

    for category in closed:
        with pytest.raises(Refused, match="closed"):
            make_registration(category)
    with pytest.raises(Refused, match="no_such_category"):
        make_registration(make_category(public=False))


def test_a_cancelled_place_goes_to_the_first_in_the_queue():
    category = make_category(places=1)
    first, second, third = (make_registration(category) for _ in range(3))

    assert actions.cancel(first) is True
    assert actions.cancel(first) is False

    assert statuses(category) == [Status.CANCELLED, Status.CONFIRMED, Status.WAITING]
    assert (states_of(first), states_of(second)) == ([BadgeState.CANCELLED], [BadgeState.VALID])
    assert places.position(third) == 1
    assert letters() == ["confirmation"] * 3 + ["moved_up", "cancelled"]
    assert counter_agrees(category)


def test_who_leaves_the_queue_gives_no_place_back():
    category = make_category(places=1)
    _first, second, third = (make_registration(category) for _ in range(3))

    actions.cancel(second)

    assert statuses(category) == [Status.CONFIRMED, Status.CANCELLED, Status.WAITING]
    assert places.position(third) == 1
    assert counter_agrees(category)


def test_moving_up_into_a_category_with_approval_still_asks_for_it():
    category = make_category(places=1, approval=True)
    first, second = make_registration(category), make_registration(category)

    actions.refuse(first, "Chưa đủ giấy tờ")

    assert statuses(category) == [Status.CANCELLED, Status.PENDING]
    assert first.refused_reason == "Chưa đủ giấy tờ"
    actions.approve(second)
    assert (second.status, states_of(second)) == (Status.CONFIRMED, [BadgeState.VALID])
    assert counter_agrees(category)


def test_a_decision_is_made_once():
    registration = make_registration(make_category(approval=True))
    actions.approve(registration)

    with pytest.raises(Refused, match="not_pending"):
        actions.approve(registration)
    with pytest.raises(Refused, match="not_pending"):
        actions.refuse(registration, "x")
    assert deeds(registration) == ["signed_up", "approved"]


def test_who_cancelled_may_come_back():
    category = make_category()
    first = make_registration(category, email="ha@example.org")
    actions.cancel(first)

    make_registration(category, email="ha@example.org")

    assert statuses(category) == [Status.CANCELLED, Status.CONFIRMED]
    with pytest.raises(Refused, match="already_signed_up"):
        actions.restore(first)
    assert counter_agrees(category)


def test_taking_a_cancellation_back_makes_the_old_badge_good_again():
    registration = make_registration()
    actions.cancel(registration)

    assert actions.restore(registration) is Status.CONFIRMED

    assert states_of(registration) == [BadgeState.VALID]
    assert registration.cancelled_at is None
    assert deeds(registration) == ["signed_up", "cancelled", "restored"]
    with pytest.raises(Refused, match="not_cancelled"):
        actions.restore(registration)


def test_restored_into_a_full_category_one_waits():
    category = make_category(places=1)
    first, _second = make_registration(category), make_registration(category)
    actions.cancel(first)

    assert actions.restore(first) is Status.WAITING
    assert states_of(first) == [BadgeState.REVOKED]
    assert statuses(category) == [Status.WAITING, Status.CONFIRMED]
    assert counter_agrees(category)


def test_another_category_means_another_badge_and_a_free_place():
    event = make_open_event()
    old, new = make_category(event, places=1), make_category(event, places=1)
    first, second = make_registration(old), make_registration(old)

    assert actions.change_category(first, new.id) is Status.CONFIRMED

    assert states_of(first) == [BadgeState.VALID, BadgeState.REVOKED]
    assert second.status is Status.CONFIRMED
    with pytest.raises(Refused, match="category_full"):
        actions.change_category(second, new.id)
    assert states_of(second) == [BadgeState.VALID]
    assert counter_agrees(old)
    assert counter_agrees(new)


def test_a_category_of_another_event_is_no_choice():
    registration, other = make_registration(), make_category()

    with pytest.raises(Refused, match="no_such_category"):
        actions.change_category(registration, other.id)


def test_people_without_address_get_no_letter():
    make_registration(email=None, phone="+84990000001")

    assert letters() == []


def test_a_refused_sign_up_leaves_nothing_behind():
    category = make_category(places=5)
    make_registration(category, email="ha@example.org")
    before = [db.session.scalar(select(func.count(t.id))) for t in (Badge, AuditEntry, jobs.Job)]

    with pytest.raises(Refused):
        make_registration(category, email="ha@example.org")

    after = [db.session.scalar(select(func.count(t.id))) for t in (Badge, AuditEntry, jobs.Job)]
    assert after == before
