"""The live board: right figures, pushed, from one look however many screens there are."""

from __future__ import annotations

import json
import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa

from app.core import clock
from app.core.db import db
from app.registrations import queries
from app.registrations.board import links, picture
from app.registrations.board.wall import Wall
from app.registrations.checkin import actions as checkin
from app.registrations.checkin.known import fair_of
from tests.conftest import Statements
from tests.factories.checkin import make_device, make_point
from tests.factories.registrations import make_category, make_open_event, make_registration


@pytest.fixture
def event(app):
    return make_open_event(starts_on=clock.today(), opens_at="08:00", closes_at="17:00")


@pytest.fixture
def scan(event):
    """Scan people at a gate: scan([people], "out")."""
    gate = make_point(event, "gate-9", name="Cổng Đông")
    device, _token = make_device(event, "máy 1")
    made = iter(range(10_000))

    def send(people, direction="in"):
        scans = [
            {
                "id": f"00000000-0000-4000-8000-{next(made):012}",
                "badge": queries.badges_of(person.id)[0].token,
                "point": gate.code,
                "direction": direction,
                "scanned_at": (clock.now() - timedelta(seconds=1)).isoformat(),
                "clock_offset_ms": 0,
            }
            for person in people
        ]
        checkin.take_in(fair_of(event), device.id, device.name, scans)
        db.session.rollback()

    return send


def people(event, number, **category):
    kind = make_category(event, **category)
    return [make_registration(kind) for _person in range(number)]


def test_the_board_counts_who_is_in_who_came_and_who_is_expected(event, scan):
    guests, press = people(event, 8, name="Khách"), people(event, 6, name="Báo chí")
    scan([*guests[:6], *press[:2]])
    scan(guests[:1], "out")

    board = picture.board_of(event)

    assert (board.today.inside, board.today.all.people) == (7, 8)
    assert (board.came, board.expected) == (8, 14)
    assert [(one.name, one.came, one.expected, one.few) for one in board.groups] == [
        ("Khách", 6, 8, False),
        ("Báo chí", 2, 6, True),
    ]
    assert [(gate.key, gate.visits) for gate in board.today.by_gate] == [("Cổng Đông", 8)]
    assert sum(visits for _hour, visits, _inside in board.hours) == 8
    assert board.days[0] == (event.starts_on, 8)


def test_few_people_are_not_told_apart_on_the_wall(event, scan):
    scan(people(event, 9, name="Khách")[:3])

    html = picture.draw(event.id, "vi")

    assert "dưới 5" in html


def test_what_a_screen_sees_before_the_fair_and_after_it(app):
    ahead = make_open_event(starts_on=clock.today() + timedelta(days=5))
    over = make_open_event(starts_on=clock.today() - timedelta(days=9))

    assert picture.board_of(ahead).day == ahead.starts_on
    assert picture.board_of(over).day == over.ends_on


def test_a_new_scan_and_a_new_registration_are_seen_by_one_statement(app, event, scan):
    guests, event_id = people(event, 2), event.id
    first = picture.changed_by(event_id)
    scan(guests[:1])
    second = picture.changed_by(event_id)
    people(event, 1)
    with Statements(db.engine) as sent:
        third = picture.changed_by(event_id)

    assert len({first, second, third}) == 3
    assert len(sent) == 1


class Source:
    """A picture that the test changes, and how often it was looked at and drawn."""

    def __init__(self):
        self.value, self.looks, self.draws = 0, 0, 0
        self.looked = threading.Event()

    def look(self, _event_id):
        self.looks += 1
        self.looked.set()
        return (self.value,)

    def draw(self, event_id, locale):
        self.draws += 1
        return f"{event_id} {locale} {self.value}"


def html_of(message):
    lines = message.decode().splitlines()
    return next(json.loads(line[6:])["html"] for line in lines if line.startswith("data: {"))


def test_every_screen_gets_the_change_from_one_drawing():
    source = Source()
    wall = Wall(source.look, source.draw, streams=50, every=0.01)
    streams = [wall.stream((1, "vi"), lasts=60) for _screen in range(50)]
    assert {html_of(next(stream)) for stream in streams} == {"1 vi 0"}

    source.value = 7

    assert {html_of(next(stream)) for stream in streams} == {"1 vi 7"}
    assert source.draws == 2


def test_streams_are_capped_and_a_closed_one_makes_room():
    source = Source()
    wall = Wall(source.look, source.draw, streams=1, every=0.01)
    first = wall.stream((1, "vi"), lasts=60)

    assert wall.stream((1, "vi")) is None
    assert wall.picture((1, "vi")).html == "1 vi 0"  # it asks instead

    first.close()
    first.close()
    assert wall.stream((1, "vi")) is not None


def test_a_stream_ends_and_the_next_one_has_missed_nothing():
    source = Source()
    wall = Wall(source.look, source.draw, streams=1, every=0.01)
    stream = wall.stream((1, "vi"), lasts=0)
    assert html_of(next(stream)) == "1 vi 0"
    assert list(stream) == []
    stream.close()
    source.value = 3
    source.looked.clear()
    assert source.looked.wait(10)
    assert source.looked.wait(10)

    again = wall.stream((1, "vi"), lasts=60)
    first = html_of(next(again))

    assert first == "1 vi 3" or html_of(next(again)) == "1 vi 3"


def test_a_database_that_is_away_for_a_while_does_not_end_the_board():
    source = Source()
    away = threading.Event()

    def look(event_id):
        if away.is_set():
            source.looked.set()
            raise sa.exc.OperationalError("select", {}, Exception("away"))
        return source.look(event_id)

    wall = Wall(look, source.draw, streams=1, every=0.01)
    stream = wall.stream((1, "vi"), lasts=60)
    next(stream)
    away.set()
    source.looked.clear()
    assert source.looked.wait(10)
    source.value = 5
    away.clear()

    assert html_of(next(stream)) == "1 vi 5"


@pytest.fixture
def url(client, sign_in, submit, event):
    """The board's address, as an organiser makes it."""
    desk = f"/events/{event.slug}/desk/board"
    sign_in(client, "organiser", event.hub)
    assert "Tạo đường dẫn" in client.get(desk).get_data(as_text=True)
    submit(client, desk)
    return f"/board/{links.token_of(links.of_event(event))}"


def test_a_screen_needs_no_account_and_follows_by_stream(app, event, scan, url, sign_in):
    guests = people(event, 6)
    screen = app.test_client()
    page = screen.get(url)
    assert page.status_code == 200
    assert event.name in page.get_data(as_text=True)

    stream = screen.get(f"{url}/stream", buffered=False)
    assert stream.mimetype == "text/event-stream"
    parts = iter(stream.response)
    before = html_of(next(parts))
    scan(guests)
    after = html_of(next(part for part in parts if b'"html"' in part))
    stream.close()

    assert before != after
    assert ">6<" in after
    assert json.loads(screen.get(f"{url}/figures").data)["html"] == after


def test_asking_again_for_the_same_picture_costs_almost_nothing(app, url):
    screen = app.test_client()
    first = screen.get(f"{url}/figures")

    again = screen.get(f"{url}/figures", headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")


def test_a_new_link_ends_the_old_one(app, client, submit, event, url):
    submit(client, f"/events/{event.slug}/desk/board")

    screen = app.test_client()
    assert [screen.get(url + part).status_code for part in ("", "/figures", "/stream")] == [404] * 3
