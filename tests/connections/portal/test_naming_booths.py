"""Who asks or accepts to meet at the booth names which, where there are several."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from app.connections.models import MeetingRequest
from app.connections.portal import links as portal_links
from app.connections.stages import RequestState, Side, Way
from app.core.db import db
from tests.factories.booths import make_booth, make_exhibit
from tests.factories.catalogue import make_organisation, make_technology
from tests.factories.connections import make_request
from tests.factories.portal import DRYER, DRYING, ask, home, participant


@pytest.fixture
def two(event, an, binh):
    """Bình's institute shows at A01 and at B05, An's firm at none."""
    firm = make_organisation(event.hub, name="Viện Máy Bình")
    for code in ("A01", "B05"):
        make_exhibit(event, firm, make_booth(event, code))
    return an, binh


def test_who_asks_may_name_the_booth(client, submit, two):
    an, binh = two
    url = f"{home(an)}/ask/person/{binh.code}"
    assert "Tại gian B05, Sảnh 1" in client.get(f"{url}?lang=vi").text

    submit(client, url, message="Muốn xem máy", mode="booth:B05")

    (made,) = db.session.scalars(select(MeetingRequest))
    assert (made.way, made.place) == (Way.BOOTH, "B05")
    assert "B05" in client.get(home(binh)).text


def test_who_accepts_may_name_another_and_the_asker_reads_it(client, submit, mails, two):
    an, binh = two
    made = ask(an, binh, mode=Way.BOOTH)
    mails()

    page = home(binh)
    submit(client, f"{page}/requests/{made.code}/accept", page=page, booth="B05")

    db.session.refresh(made)
    assert (made.state, made.place) == (RequestState.ACCEPTED, "B05")
    assert "B05" in mails()[an.registration.email]
    assert "B05" in client.get(home(an)).text


def test_a_booth_made_up_in_the_address_is_refused_and_nothing_is_accepted(client, submit, two):
    an, binh = two
    made = ask(an, binh, mode=Way.BOOTH)

    page = home(binh)
    submit(client, f"{page}/requests/{made.code}/accept", page=page, booth="Z99")

    db.session.refresh(made)
    assert (made.state, made.place) == (RequestState.REQUESTED, None)


def test_an_organisation_asked_by_letter_names_its_booth_with_the_yes(client, submit, event, an):
    firm = make_organisation(event.hub, name="Viện Giống", email="giong@example.org")
    for code in ("A01", "B05"):
        make_exhibit(event, firm, make_booth(event, code))
    technology = make_technology(event.hub, organisation=firm, title=DRYER[:60])
    made = make_request(event, technology=technology, mode=Way.BOOTH)
    address = "/meet/" + portal_links.answer_address(made, Side.SUPPLY).rsplit("/", 1)[1]
    assert "Gian B05" in client.get(address).text

    submit(client, f"{address}/accept", page=address, booth="B05")

    db.session.refresh(made)
    assert (made.state, made.place) == (RequestState.ACCEPTED, "B05")


def test_who_has_one_booth_gives_no_choice(client, event, an, binh):
    make_exhibit(
        event, make_organisation(event.hub, name="Viện Máy Bình"), make_booth(event, "A01")
    )

    page = client.get(f"{home(an)}/ask/person/{binh.code}").text

    assert 'value="booth"' in page
    assert 'value="booth:' not in page


def test_the_booths_of_many_requests_are_read_at_once(client, statements, event, two):
    an, binh = two
    ask(an, binh, mode=Way.BOOTH)
    client.get(home(binh))  # the index of this process is built
    with statements() as few:
        client.get(home(binh))
    for number in range(5):
        other = participant(event, f"Khách {number}", wants=DRYING, organisation=f"HTX {number}")
        ask(other, binh, mode=Way.BOOTH)
    client.get(home(binh))
    with statements() as many:
        client.get(home(binh))

    assert len(many) <= len(few) <= 12, (len(few), len(many))
