"""Invitation codes and shared places, in the office and on the public form."""

import pytest
from sqlalchemy import func, select

from app.core import sheets
from app.core.db import db
from app.core.errors import Refused
from app.registrations import actions, places, queries
from app.registrations.categories import actions as categories
from app.registrations.categories import pools
from app.registrations.invitations import actions as invitations
from app.registrations.invitations.models import Invitation
from app.registrations.models import Category, Registration
from app.registrations.states import Source, Status
from tests.factories.registrations import (
    make_category,
    make_invitation,
    make_open_event,
    make_person,
    make_pool,
    make_registration,
)


@pytest.fixture
def event(app):
    return make_open_event()


@pytest.fixture
def press(event):
    return make_category(event, name="Báo chí", code="press", public=False)


@pytest.fixture
def office(client, sign_in, event):
    return sign_in(client, "organiser", hub=event.hub)


def desk(event, rest=""):
    return f"/events/{event.slug}/desk/invitations{rest}"


def register(event, code=""):
    return f"/events/{event.slug}/register" + (f"?code={code}" if code else "")


def fields(category, **more):
    return {
        "category": category.id,
        "name": "Nguyễn Thị Minh Hà",
        "email": "ha@example.org",
        "consents": ["event_operations"],
    } | more


def used(invitation):
    return db.session.scalar(select(Invitation.used).where(Invitation.id == invitation.id))


def everybody():
    return db.session.scalars(select(Registration).order_by(Registration.id)).all()


def test_a_category_that_only_a_code_opens(client, submit, event, press):
    make_category(event, name="Khách")
    invitation = make_invitation(press)

    without = client.get(register(event)).get_data(as_text=True)
    opened = client.get(register(event, invitation.code)).get_data(as_text=True)
    forged = submit(client, register(event), **fields(press))
    signed = submit(
        client, register(event, invitation.code), **fields(press, invitation=invitation.code)
    )

    assert "Báo chí" not in without
    assert "Báo chí" in opened
    assert forged.status_code == 422
    assert signed.status_code == 303
    (registration,) = everybody()
    assert registration.invitation_id == invitation.id
    assert used(invitation) == 1
    assert "Báo chí" not in client.get(register(event, invitation.code)).get_data(as_text=True)


def test_a_code_is_typed_without_a_script_and_nothing_typed_is_lost(client, submit, event, press):
    visitor = make_category(event, name="Khách")
    invitation = make_invitation(press, code="Bao chi-2026")

    page = submit(
        client,
        register(event),
        **fields(visitor, name="Trần An", invitation="báo", use_code="1"),
    ).get_data(as_text=True)
    opened = submit(
        client,
        register(event),
        **fields(visitor, name="Trần An", invitation="bao chi 2026", use_code="1"),
    ).get_data(as_text=True)

    assert "Trần An" in page
    assert 'role="alert"' in page
    assert "Báo chí" in opened
    assert "Trần An" in opened
    assert used(invitation) == 0


def test_an_event_for_invited_people_alone_asks_for_the_code(client, event, press):
    invitation = make_invitation(press)

    closed = client.get(register(event)).get_data(as_text=True)
    wrong = client.get(register(event, "SAI00000")).get_data(as_text=True)

    assert 'name="code"' in closed
    assert 'id="code-error"' in wrong
    assert "Báo chí" in client.get(register(event, invitation.code)).get_data(as_text=True)


def test_who_chooses_a_public_category_does_not_use_the_code_up(client, submit, event, press):
    visitor = make_category(event)
    invitation = make_invitation(press)

    submit(client, register(event), **fields(visitor, invitation=invitation.code))

    assert used(invitation) == 0
    assert everybody()[0].category_id == visitor.id


@pytest.mark.parametrize("end", ["used up", "off", "of another event", "of another category"])
def test_a_code_that_is_no_good_lets_nobody_in(event, press, end):
    invitation = make_invitation(press)
    if end == "used up":
        actions.sign_up(press.id, make_person(invitation=invitation.code), source=Source.WEB)
    if end == "off":
        invitations.switch(event.hub_id, [invitation], on=False)
    if end == "of another event":
        invitation = make_invitation(make_category(public=False))
    if end == "of another category":
        invitation = make_invitation(make_category(event, public=False))
    before = len(everybody())

    with pytest.raises(Refused) as told:
        actions.sign_up(press.id, make_person(invitation=invitation.code), source=Source.WEB)

    assert told.value.code == "invitation_unknown"
    assert len(everybody()) == before


def test_a_cancelled_place_gives_the_use_back_and_a_restored_one_takes_it_again(press):
    invitation = make_invitation(press)
    person = make_person(invitation=invitation.code)
    registration = actions.sign_up(press.id, person, source=Source.WEB)

    actions.cancel(registration)
    assert used(invitation) == 0
    other = actions.sign_up(press.id, make_person(invitation=invitation.code), source=Source.WEB)
    with pytest.raises(Refused):
        actions.restore(registration)
    actions.cancel(other)
    actions.restore(registration)

    assert used(invitation) == 1


def test_programs_send_the_code_too(client, event, press):
    invitation = make_invitation(press)
    body = {
        "category": "press",
        "name": "Nguyễn An",
        "email": "an@example.org",
        "consents": ["event_operations"],
    }
    url = f"/api/v1/events/{event.slug}/registrations"

    assert client.post(url, json=body).status_code == 422
    wrong = client.post(url, json=body | {"invitation": "SAI"})
    assert "invitation" in wrong.get_json()["errors"]
    assert client.post(url, json=body | {"invitation": invitation.code}).status_code == 201


def test_the_office_makes_many_exports_them_and_switches_them_off(office, submit, event, press):
    made = submit(
        office, desk(event, "/new"), category="press", label="Các báo", number="30", uses="1"
    )

    assert made.status_code == 303
    table = sheets.read(office.get(desk(event) + "?format=csv").data, "x.csv")
    assert len({row[0] for row in table.rows}) == 30
    code, address = table.rows[0][:2]
    assert str(address).endswith(f"/events/{event.slug}/register?code={code}")
    submit(office, desk(event, "/switch"), page=desk(event), chosen=[code], deed="off")
    off = sheets.read(office.get(desk(event) + "?format=csv&state=off").data, "x.csv")
    assert [row[0] for row in off.rows] == [code]


def test_the_page_of_a_code_says_who_used_it(office, event, press):
    invitation = make_invitation(press, uses=3)
    person = make_person(name="Lê Nhà Báo", invitation=invitation.code)
    actions.sign_up(press.id, person, source=Source.WEB)

    page = office.get(desk(event, f"/{invitation.code}")).get_data(as_text=True)

    assert "Lê Nhà Báo" in page


@pytest.mark.parametrize(
    "wrong", [{"code": "báo"}, {"code": "BAOCHI2026", "number": "2"}, {"number": "0"}]
)
def test_codes_that_cannot_be_made_are_refused(office, submit, event, press, wrong):
    said = {"category": "press", "number": "1", "uses": "1"} | wrong

    submit(office, desk(event, "/new"), **said)

    assert db.session.scalar(select(func.count(Invitation.id))) == 0


# ---------------------------------------------------------------- shared places
def test_shared_places_go_to_whoever_comes_first_and_the_queue_is_one(event):
    first, second = make_category(event), make_category(event)
    pool = make_pool(first, second, places=2)
    held = [make_registration(first), make_registration(second)]
    waiting = [make_registration(second), make_registration(first)]

    assert [each.status for each in waiting] == [Status.WAITING] * 2
    assert [places.position(each) for each in waiting] == [1, 2]
    assert list(queries.queue_positions(event.id).values()) == [1, 2]
    actions.cancel(held[0])

    assert waiting[0].status is Status.CONFIRMED
    assert places.position(waiting[1]) == 1
    db.session.refresh(pool)
    assert pool.taken == 2
    assert [db.session.get_one(Category, each.id).taken for each in (first, second)] == [0, 2]


def test_a_categorys_own_limit_holds_beside_the_shared_one(event):
    few, many = make_category(event, places=1), make_category(event)
    pool = make_pool(few, many, places=3)
    make_registration(few)
    waits = make_registration(few)
    other = make_registration(many)

    assert (waits.status, other.status) == (Status.WAITING, Status.CONFIRMED)
    standing = {each.category.id: each.left for each in queries.standings(event.id)}
    assert standing == {few.id: 0, many.id: 1}
    actions.cancel(other)
    assert waits.status is Status.WAITING
    db.session.refresh(pool)
    assert pool.taken == 1


def test_changing_category_within_full_shared_places_is_possible(event):
    first, second = make_category(event), make_category(event)
    pool = make_pool(first, second, places=1)
    registration = make_registration(first)

    actions.change_category(registration, second.id)

    db.session.refresh(pool)
    assert (pool.taken, registration.category_id) == (1, second.id)


def test_more_shared_places_or_none_move_people_up(event):
    first, second = make_category(event), make_category(event)
    pool = make_pool(first, second, places=1)
    make_registration(first)
    waiting = [make_registration(second), make_registration(first)]
    codes = [first.code, second.code]

    moved = pools.save(event, pool, "Sảnh", 2, codes)

    assert (moved, waiting[0].status) == (1, Status.CONFIRMED)
    with pytest.raises(Refused) as told:
        pools.save(event, pool, "Sảnh", 1, codes)
    assert told.value.code == "pool_too_small"
    assert pools.remove(event, pool) == 1
    assert waiting[1].status is Status.CONFIRMED


def test_the_counter_of_shared_places_follows_who_shares_them(event):
    first, second, third = (make_category(event) for _ in range(3))
    make_registration(first)
    make_registration(third)
    pool = make_pool(first, second, places=5)

    pools.save(event, pool, "Sảnh", 5, [second.code, third.code])

    assert (pool.taken, first.pool_id) == (1, None)
    with pytest.raises(Refused) as told:
        make_pool(first, third, places=9)
    assert told.value.code == "category_in_pool"


def test_the_office_shares_places(office, submit, event):
    make_category(event, code="a"), make_category(event, code="b")
    address = f"/events/{event.slug}/desk/pools"

    alone = submit(office, f"{address}/new", name="Sảnh", places="9", categories=["a"])
    made = submit(office, f"{address}/new", name="Sảnh lớn", places="9", categories=["a", "b"])

    assert (alone.status_code, made.status_code) == (200, 303)
    assert "Sảnh lớn" in office.get(f"/events/{event.slug}/desk/categories").get_data(as_text=True)
    (pool,) = pools.of_event(event.id)
    submit(office, f"{address}/{pool.code}/delete", page=f"{address}/{pool.code}")
    assert pools.of_event(event.id) == []


def test_places_of_a_shared_category_still_change(event):
    first, second = make_category(event, places=1), make_category(event)
    make_pool(first, second, places=5)
    make_registration(first)
    waits = make_registration(first)

    categories.change(first, categories.Plan(name="Khách", places=2))

    assert waits.status is Status.CONFIRMED
