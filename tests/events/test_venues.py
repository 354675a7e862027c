"""Venues and rooms of a hub."""

import pytest
from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.core.errors import Refused
from app.events.models import Room, Venue
from app.events.venues import actions
from tests.conftest import csrf_of
from tests.factories.accounts import make_hub
from tests.factories.events import make_event, make_room, make_session, make_venue, moment


def post(client, path: str, page: str, **fields: object):
    token = csrf_of(client.get(page).get_data(as_text=True))
    return client.post(path, data={"csrf_token": token, **fields})


def test_a_venue_is_made_with_its_rooms(office, hub):
    path = f"/hubs/{hub.slug}/venues"

    made = post(office, f"{path}/new", f"{path}/new", name="Nhà văn hóa", province="40")
    assert made.location.endswith("/venues/V01")
    page = f"{path}/V01"
    post(office, f"{page}/rooms", page, name="Hội trường", capacity="400", floor="Tầng 1")
    post(office, f"{page}/rooms", page, name="Sảnh 1", capacity="0", is_hall="y")

    rooms = db.session.scalars(select(Room).order_by(Room.id)).all()
    assert [(room.code, room.name, room.capacity, room.is_hall) for room in rooms] == [
        ("R01", "Hội trường", 400, False),
        ("S01", "Sảnh 1", 0, True),
    ]


def test_a_code_is_given_once(office, hub):
    venue = make_venue(hub)
    make_room(venue, code="R01")
    page = f"/hubs/{hub.slug}/venues/{venue.code}"

    answer = post(office, f"{page}/rooms", page, name="Phòng", capacity="5", code="R01")

    assert answer.status_code == 422
    assert "Mã R01 đã có ở đây." in answer.get_data(as_text=True)


def test_two_people_editing_a_room_see_both_texts(office, hub):
    venue = make_venue(hub)
    room = make_room(venue, name="Cũ")
    page = f"/hubs/{hub.slug}/venues/{venue.code}/rooms/{room.code}"
    actions.edit_room(room.id, 1, name="Bản của chị Hà")

    answer = post(office, page, page, version="1", name="Bản của tôi", capacity="10")

    assert answer.status_code == 409
    assert "Bản của chị Hà" in answer.get_data(as_text=True)
    post(office, page, page, version="2", name="Bản chung", capacity="10")
    db.session.refresh(room)
    assert room.name == "Bản chung"


def test_what_is_still_needed_is_not_archived(app, hub):
    venue = make_venue(hub)
    room = make_room(venue)
    event = make_event(hub, venue_id=venue.id)
    make_session(event, room_id=room.id)

    with clock.at(moment("08:00")):
        with pytest.raises(Refused, match="venue_in_use"):
            actions.archive_venue(venue, archived=True)
        with pytest.raises(Refused, match="room_in_use"):
            actions.archive_room(room, archived=True)


def test_an_archived_venue_is_no_longer_offered_and_comes_back(office, hub):
    venue = make_venue(hub, name="Nhà cũ")
    path = f"/hubs/{hub.slug}/venues"

    post(office, f"{path}/{venue.code}/archive", f"{path}/{venue.code}")
    new = f"/hubs/{hub.slug}/events/new/details?kind=techmart"
    assert "Nhà cũ" not in office.get(new).get_data(as_text=True)
    assert "Nhà cũ</a>" in office.get(f"{path}?state=archived").get_data(as_text=True)
    post(office, f"{path}/{venue.code}/restore", f"{path}/{venue.code}")

    assert db.session.scalars(select(Venue)).one().archived_at is None


def test_venues_of_another_hub_are_not_there(client, sign_in, hub):
    venue = make_venue(hub)
    other = make_hub()
    stranger = sign_in(client, "manager", hub=other)

    assert stranger.get(f"/hubs/{hub.slug}/venues/{venue.code}").status_code == 404
    assert stranger.get(f"/hubs/{other.slug}/venues/{venue.code}").status_code == 404


def test_venues_are_exported(office, hub):
    make_room(make_venue(hub, name="Một"), capacity=30)

    data = office.get(f"/hubs/{hub.slug}/venues?format=csv").data.decode("utf-8-sig")

    assert data.splitlines()[1].split(",")[-2:] == ["1", "30"]
