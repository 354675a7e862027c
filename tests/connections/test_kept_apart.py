"""Visitors are made anonymous after their term; a connection still knows whom it is about."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.connections.followups.models import Contact
from app.connections.models import Meeting, Presence
from app.connections.presence import queries, walk_up
from app.core import clock, hooks
from app.core.db import db
from app.registrations.models import Registration
from app.registrations.own import actions as own
from app.registrations.person import RETENTION
from tests.factories.accounts import make_hub
from tests.factories.catalogue import make_need, make_organisation, make_technology
from tests.factories.connections import make_connection, make_slot
from tests.factories.events import make_event
from tests.factories.registrations import make_category, make_registration

NAMES = ("Trần Thị Khách", "Lê Văn Khách")


@pytest.fixture
def walked_up(app) -> Meeting:
    """Two guests met at a fair without an appointment; it led to a connection."""
    hub = make_hub()
    event = make_event(hub)
    slot = make_slot(event)
    buyer = make_organisation(hub, name="HTX Chè Xanh", email="che@example.org")
    seller = make_organisation(hub, name="Viện Máy Sấy", contact_name="Phạm Giám Đốc")
    need = make_need(hub, organisation=buyer)
    make_technology(hub, organisation=seller)
    category = make_category(event)
    parties = []
    for name, firm in zip(NAMES, (buyer, seller), strict=True):
        guest = make_registration(category, name=name, organisation=firm.name)
        parties.append(walk_up.party(event, f"p{guest.code}"))
    with clock.at(slot.starts_at):
        meeting = walk_up.record(event, *parties, table=1, need_code=need.code)
        make_connection(hub, meeting=meeting)
    return meeting


def test_a_connection_shows_its_parties_after_its_guests_were_made_anonymous(
    walked_up, client, sign_in
):
    hub, event = walked_up.hub, walked_up.event
    sign_in(client, "organiser", hub=hub)
    code = db.session.scalars(select(Contact)).first().connection.code
    pages = [
        f"/hubs/{hub.slug}/connections/{code}",
        f"/hubs/{hub.slug}/meetings/{walked_up.code}",
    ]
    assert all(name in client.get(pages[1]).text for name in NAMES)

    with clock.at(clock.day_bounds(event.ends_on, event.ends_on)[1] + RETENTION + timedelta(2)):
        assert own.erase_old() == 2

    shown = [client.get(page).text for page in pages]
    for party in ("HTX Chè Xanh", "Viện Máy Sấy"):
        assert all(party in text for text in shown)
    assert "che@example.org" in shown[0]
    assert "Phạm Giám Đốc" in shown[0]
    assert not any(name in text for text in shown for name in NAMES)
    assert len(db.session.scalars(select(Presence)).all()) == 2


def test_no_business_contact_is_taken_from_a_guest(walked_up):
    contacts = db.session.scalars(select(Contact)).all()

    assert contacts
    assert not {contact.name for contact in contacts} & set(NAMES)
    assert walked_up.people is None


def test_guests_see_the_meetings_their_badge_was_shown_at(walked_up):
    guest = db.session.scalars(select(Registration).where(Registration.name == NAMES[0])).one()

    told = [rows for _name, rows in hooks.personal_data.gather(guest) if "with" in rows[0]]
    assert [[row["with"] for row in rows] for rows in told] == [["Viện Máy Sấy"]]
    assert queries.seen(walked_up)[0][1] == NAMES[0]
