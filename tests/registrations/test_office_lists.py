"""Two lists of the office: the groups of an event, and what was done to many."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.core.db import db
from app.core.outbox import Mail
from app.registrations.batches import actions as batches
from app.registrations.batches.kinds import Deed
from app.registrations.checkin import actions as checkin
from app.registrations.checkin.known import fair_of
from app.registrations.letters import rounds
from app.registrations.models import Registration
from app.registrations.states import Status
from tests.factories.accounts import make_hub
from tests.factories.checkin import (
    make_delegation,
    make_device,
    make_fair,
    make_guest,
    sent,
    token_of,
)
from tests.factories.registrations import make_category, make_open_event, make_registration


@pytest.fixture
def fair(app):
    return make_fair()


def rows(office, url):
    return [
        line.split(",") for line in office.get(url).get_data(as_text=True).strip().splitlines()[1:]
    ]


def test_the_groups_are_listed_with_who_has_come(client, sign_in, fair):
    office = sign_in(client, "viewer", hub=fair.hub)
    group, other = make_delegation(fair), make_delegation(fair)
    guests = [make_guest(fair, name=f"Người {n}", delegation_id=group.id) for n in range(3)]
    device, _token = make_device(fair)
    scan = sent(token_of(guests[0]), rounds.opening(fair) + timedelta(hours=1))
    checkin.take_in(fair_of(fair), device.id, device.name, [scan])
    url = f"/events/{fair.slug}/desk/delegations"

    found = {line[0]: line[-4:-1] for line in rows(office, f"{url}?format=csv")}

    assert found == {group.code: ["3", "3", "1"], other.code: ["0", "0", "0"]}
    page = office.get(f"{url}?sort=-people").get_data(as_text=True)
    assert page.index(f"group={group.code}") < page.index(f"group={other.code}")
    assert f"{group.code}/link" not in page, "a viewer sends nothing"


def test_the_leader_gets_the_letter_again(client, sign_in, submit, fair):
    group = make_delegation(fair, email="doan@example.org")
    office = sign_in(client, "organiser", hub=fair.hub)

    submit(office, f"/events/{fair.slug}/desk/delegations/{group.code}/link")
    submit(office, f"/events/{fair.slug}/desk/delegations/khongcodau/link")

    assert db.session.scalars(select(Mail.address)).all() == ["doan@example.org"]


def test_what_was_done_to_many_is_listed_and_taken_back(client, sign_in, submit):
    event = make_open_event(make_hub())
    people = [make_registration(make_category(event)) for _n in range(2)]
    office = sign_in(client, "organiser", hub=event.hub)
    done = batches.choose(event, Deed.CANCEL, [each.id for each in people])
    batches.choose(event, Deed.APPROVE, [people[0].id])  # never said yes to
    batches.start(done, {}, "x")
    url = f"/events/{event.slug}/desk/registrations/batches"

    page = office.get(url).get_data(as_text=True)
    assert page.count("/undo") == 1
    submit(office, f"{url}/{done.code}/undo")

    assert set(db.session.scalars(select(Registration.status))) == {Status.CONFIRMED}
    assert "/undo" not in office.get(url).get_data(as_text=True)
