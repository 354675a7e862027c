"""Meetings asked for at the booth of the technology side: the timetable plans them there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.booths.plans import actions as plans
from app.connections.models import MeetingRequest
from app.connections.presence import actions as presence
from app.connections.presence import links
from app.connections.requests import actions as requests
from app.connections.scheduling.reasons import Why
from app.connections.stages import MeetingState, Spot, Way
from app.connections.timetables import actions, availability, placing, queries, showing
from app.connections.timetables.board import board_of
from app.core import clock
from app.core.db import db
from app.core.errors import Refused
from app.events.models import Event
from tests.connections.test_timetable_actions import QUICK, at, letters
from tests.connections.test_timetable_places import where
from tests.factories.accounts import make_hub
from tests.factories.booths import make_booth, make_exhibit
from tests.factories.catalogue import make_need, make_organisation, make_technology
from tests.factories.connections import make_request, make_slot
from tests.factories.events import make_event
from tests.factories.registrations import make_category, make_registration


@pytest.fixture
def fair(app) -> Event:
    """A fair with two slots of one table; two institutes share booth A01, a third has none."""
    hub = make_hub()
    event = make_event(hub)
    booth = make_booth(event, "A01", shared=True)
    for name in ("Viện Máy", "Viện Giống"):
        supplier = make_organisation(hub, name=name, email=f"{name[5:]}@example.org")
        make_exhibit(event, supplier, booth)
        asked(event, supplier)
    asked(event, make_organisation(hub, name="Viện Xa"))
    for number in range(2):
        make_slot(event, code=f"M{number + 1:02}", tables=1)
    letters(app)
    return event


def asked(event: Event, supplier, way: Way = Way.BOOTH, **fields) -> str:
    """An accepted request to a supplier, of a firm of its own; its code."""
    firm = make_organisation(event.hub, email="hang@example.org")
    made = make_request(
        event,
        need=make_need(event.hub, organisation=firm),
        technology=make_technology(event.hub, organisation=supplier),
        mode=way,
        **fields,
    )
    requests.answer(made, accept=True)
    return made.code


def supplier_of(event: Event, code: str):
    return board_of(event).request[code].technology.organisation


def test_the_timetable_puts_them_at_the_booth_one_at_a_time_and_takes_no_table(fair):
    run = actions.make_timetable(fair.id, QUICK)

    assert run.schedule["status"] == "optimal"
    assert where(fair) == {
        "Q001": ("booth", None, "A01"),
        "Q002": ("booth", None, "A01"),
        "Q003": ("table", 1, None),
    }
    assert at(fair)["Q001"] != at(fair)["Q002"], "the booth they share is one place"
    board = board_of(fair)
    assert (board.advice.at_tables, board.advice.tables_needed, board.broken) == (1, 1, {})
    assert [half.count for half in showing.halves(board)] == [3]


def test_who_finds_the_booth_taken_reads_so(client, sign_in, fair):
    third = asked(fair, supplier_of(fair, "Q002"), weight=1)
    actions.make_timetable(fair.id, QUICK)

    (left,) = board_of(fair).unplaced
    assert left.meeting == third
    availability.set_closed(
        fair.id,
        board_of(fair).participant(supplier_of(fair, "Q002")),
        {slot.id for slot in queries.slots(fair) if slot.code == at(fair)["Q002"]},
    )
    placing.take_out(fair.id, "Q002")
    (second, _third) = board_of(fair).unplaced
    assert (second.why, second.meetings) == (Why.PLACE_TAKEN, ("Q001",))
    page = sign_in(client, "organiser", hub=fair.hub).get(f"/events/{fair.slug}/desk/timetable")
    assert "gian hàng đã có cuộc gặp khác" in page.text


def test_a_new_timetable_may_move_them_but_not_what_was_put_there_by_hand(fair):
    actions.make_timetable(fair.id, QUICK)
    slots = {slot.code: slot for slot in queries.slots(fair)}
    first = slots[at(fair)["Q001"]]
    other = next(slot for slot in slots.values() if slot is not first)
    placing.take_out(fair.id, "Q002")
    with pytest.raises(Refused, match="cannot_meet_then"):
        placing.place_elsewhere(fair.id, "Q003", first.id, Spot.BOOTH, "a01")
    placing.place_elsewhere(fair.id, "Q003", other.id, Spot.BOOTH, "a01")

    firm = board_of(fair).participant(supplier_of(fair, "Q001"))
    availability.set_closed(fair.id, firm, {first.id})
    actions.make_timetable(fair.id, QUICK)

    assert where(fair)["Q003"] == ("booth", None, "a01")
    assert at(fair) == {"Q002": first.code}, "the other slot of the booth is given by hand"
    (left,) = board_of(fair).unplaced
    assert (left.meeting, left.why) == ("Q001", Why.PLACE_TAKEN)


def test_where_the_booth_is_another_both_sides_are_told(app, fair):
    actions.make_timetable(fair.id, QUICK)
    actions.announce(fair.id)
    letters(app)
    board = board_of(fair)
    assert actions.announcement_of(board).count == 0
    exhibit = next(
        one
        for one in db.session.scalars(select(plans.Exhibit))
        if one.exhibitor.organisation_id == supplier_of(fair, "Q001").id
    )
    plans.place(exhibit.id, make_booth(fair, "B07").id)

    assert [m.request.code for m in actions.announcement_of(board_of(fair)).moved] == ["Q001"]
    actions.announce(fair.id)

    assert where(fair)["Q001"] == ("booth", None, "B07")
    assert "B07" in letters(app)["Máy@example.org"]
    assert actions.announcement_of(board_of(fair)).count == 0


def test_both_badges_at_the_sign_of_the_booth_prove_the_meeting(client, sign_in, submit, fair):
    actions.make_timetable(fair.id, QUICK)
    actions.announce(fair.id)
    meeting = next(m for m in queries.meetings(fair) if m.request.code == "Q001")
    category = make_category(fair)
    guests = [
        make_registration(category, organisation=side.name)
        for side in (meeting.demand, meeting.supply)
    ]
    page = f"/tables/{links.table_token(fair, 'A01')}"

    assert links.booths(fair) == ["A01"]
    with clock.at(meeting.starts_at + timedelta(minutes=1)):
        assert "Gian A01" in client.get(page).text
        with pytest.raises(Refused, match="no_meeting_now"):
            presence.scan(fair, guests[0].code, table="A02")
        for guest in guests:
            assert submit(client, page, badge=guest.code).status_code == 303
        office = sign_in(client, "steward", hub=fair.hub)
        assert "A01" in office.get(f"/events/{fair.slug}/desk/tables").text
        assert "Gian hàng" in office.get(f"/events/{fair.slug}/desk/tables/signs").text
    db.session.refresh(meeting)
    assert meeting.state is MeetingState.HELD


def test_it_is_asked_for_in_the_form_and_found_in_the_list(client, sign_in, submit, fair):
    office = sign_in(client, "organiser", hub=fair.hub)
    url = f"/events/{fair.slug}/desk/requests"
    need, technology = make_need(fair.hub), make_technology(fair.hub)

    made = submit(
        office, f"{url}/new", need=need.code, technology=technology.code, weight="4", mode="booth"
    )

    assert made.status_code == 303
    asked_for = db.session.scalars(
        select(MeetingRequest).order_by(MeetingRequest.id.desc())
    ).first()
    assert (asked_for.way, asked_for.state) == (Way.BOOTH, "requested")
    assert "Tại gian hàng" in office.get(made.headers["Location"]).text
    assert asked_for.code in office.get(f"{url}?mode=booth").text
    assert asked_for.code not in office.get(f"{url}?mode=on_site").text
