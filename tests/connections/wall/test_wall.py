"""The wall of the tables, by the link of the live board."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from app.catalogue.states import Confidentiality
from app.connections.timetables import queries
from app.connections.wall import picture
from app.core import clock
from app.core.db import db, transaction
from app.registrations.board import links
from app.registrations.board.wall import Wall
from tests.connections.papers.conftest import fair, planned
from tests.factories.checkin import make_point

__all__ = ["fair", "planned"]


@pytest.fixture(autouse=True)
def own_wall(app):
    """A wall that does not look again by itself while a test changes the clock."""
    before = app.extensions["ketnoi.wall"]
    app.extensions["ketnoi.wall"] = Wall(picture.changed_by, picture.draw, streams=0, every=3600)
    yield
    app.extensions["ketnoi.wall"] = before


def address(event) -> str:
    link = links.renew(event)
    links.show_tables(link, shown=True)
    return f"/board/{links.token_of(link)}/tables"


def test_a_link_of_the_board_opens_the_tables_only_where_the_organisers_say_so(
    app, client, sign_in, submit, fair
):
    """Links were given to screens and to the press when the board showed sums alone."""
    links.renew(fair)
    desk = sign_in(client, "organiser", hub=fair.hub)
    path, screen = f"/events/{fair.slug}/desk/board", app.test_client()
    board = f"/board/{links.token_of(links.of_event(fair))}"

    def opened() -> list[int]:
        return [screen.get(f"{board}/tables{more}").status_code for more in ("", "/figures")]

    assert screen.get(board).status_code == 200
    assert opened() == [404, 404]
    assert "/tables" not in screen.get(board).text
    assert f"{board}/tables" not in desk.get(path).text

    submit(desk, f"{path}/tables", page=path, shown="1")
    assert opened() == [200, 200]
    assert f"{board}/tables" in screen.get(board).text and f"{board}/tables" in desk.get(path).text
    links.renew(fair)
    board = f"/board/{links.token_of(links.of_event(fair))}"
    assert opened() == [200, 200]

    submit(desk, f"{path}/tables", page=path, shown="0")
    assert opened() == [404, 404]
    assert screen.get(board).status_code == 200


def test_it_shows_who_meets_until_when_and_who_is_next(client, fair):
    first, second, _third = queries.schedule(fair)
    with transaction():
        second.table_number = 3
    wall = address(fair)

    with clock.at(first.starts_at + timedelta(minutes=5)):
        page = client.get(wall).text

    until = clock.local(first.ends_at).strftime("%H:%M")
    coming = clock.local(second.starts_at).strftime("%H:%M")
    assert f"đến {until}" in page and coming in page
    assert all(side in page for side in (*first.sides, *second.sides))


def test_it_is_honest_when_nothing_is_on(client, fair):
    first = queries.schedule(fair)[0]

    with clock.at(first.starts_at - timedelta(days=2)):
        page = client.get(address(fair)).text

    assert "Hôm nay không có cuộc gặp nào tại bàn" in page
    assert f"lúc {clock.local(first.starts_at):%H:%M}" in page


def test_it_names_neither_who_keeps_a_need_private_nor_drafts(client, planned):
    first = queries.meetings(planned)[0]
    with clock.at(first.starts_at):
        assert picture.tables_of(planned).seats == []
    from app.connections.timetables import actions

    actions.announce(planned.id)
    with transaction():
        for meeting in queries.schedule(planned):
            meeting.need.confidentiality = Confidentiality.PRIVATE
    with clock.at(first.starts_at):
        page = client.get(address(planned)).text

    assert first.demand.name not in page and "Đơn vị không nêu tên" in page


def test_a_screen_asks_for_the_picture_and_a_new_link_ends_it(client, fair):
    wall = address(fair)

    with clock.at(queries.schedule(fair)[0].starts_at):
        reply = client.get(f"{wall}/figures?lang=en")
        assert reply.status_code == 200 and "until" in reply.json["html"]
        again = client.get(
            f"{wall}/figures?lang=en", headers={"If-None-Match": reply.headers["ETag"]}
        )
    assert again.status_code == 304
    links.renew(fair)
    assert client.get(wall).status_code == 404
    assert client.get(f"{wall}/figures").status_code == 404


def test_a_changed_meeting_and_a_new_minute_are_seen_in_one_statement(statements, fair):
    meeting = queries.schedule(fair)[0]
    with clock.at(meeting.starts_at):
        before = picture.changed_by(fair.id)
        with statements() as sent:
            assert picture.changed_by(fair.id) == before
        assert len(sent) == 1
        with transaction():
            meeting.table_number = 4
            meeting.version += 1
        assert picture.changed_by(fair.id) != before
    with clock.at(meeting.starts_at + timedelta(minutes=1)):
        assert picture.changed_by(fair.id) != before


def test_the_wall_takes_two_statements_however_many_tables(statements, fair):
    first = queries.schedule(fair)[0]
    db.session.expire_all()
    _ = fair.slug

    with clock.at(first.starts_at), statements() as sent:
        assert picture.tables_of(fair).seats
    assert len(sent) == 2


def test_a_steward_finds_the_tables_and_the_door_list_where_they_land(client, sign_in, fair):
    """Without the board's link, and without anything else being opened to them."""
    steward = sign_in(client, "steward", hub=fair.hub)
    (first, *_others) = queries.schedule(fair)
    with clock.at(first.starts_at - timedelta(minutes=30)):
        make_point(fair)
        assert steward.get("/desk").headers["Location"] == "/scan"
        page = steward.get("/scan").text
        links_there = re.findall(rf'href="(/events/{fair.slug}/desk/[^"]+)"', page)

        assert links_there == [
            f"/events/{fair.slug}/desk/tables",
            f"/events/{fair.slug}/desk/tables/now",
            f"/events/{fair.slug}/desk/timetable/door.pdf",
            f"/events/{fair.slug}/desk/timetable/cards.pdf",
        ]
        assert [steward.get(one).status_code for one in links_there] == [200] * 4
        wall = steward.get(links_there[1]).text
        assert first.sides[1] in wall
        assert steward.get(f"{links_there[1]}/figures").json["html"] in wall
        for path in ("timetable", "timetable/papers", "requests", "meetings", "board"):
            assert steward.get(f"/events/{fair.slug}/desk/{path}").status_code in {403, 404}, path


def test_before_meetings_are_announced_only_the_tables_are_offered(client, sign_in, planned):
    """What is not announced is nobody's at the door, and an empty paper helps nobody."""
    steward = sign_in(client, "steward", hub=planned.hub)
    with clock.at(queries.meetings(planned)[0].starts_at - timedelta(minutes=30)):
        make_point(planned)
        page = steward.get("/scan").text

    found = re.findall(rf'href="(/events/{planned.slug}/desk/[^"]+)"', page)
    assert found == [f"/events/{planned.slug}/desk/tables"]
