"""Meetings of the timetable that are held online or at a booth: no table, everybody knows where."""

from __future__ import annotations

import pytest

from app.connections.requests import actions as requests
from app.connections.stages import Mode, Spot
from app.connections.timetables import (
    actions,
    availability,
    changes,
    exchange,
    links,
    placing,
    queries,
)
from app.connections.timetables.board import board_of
from app.core import jobs
from app.core.errors import Refused
from tests.connections.test_timetable_actions import QUICK, at, fair, letters
from tests.contract.plans import timetable_faults
from tests.factories.catalogue import make_need, make_organisation, make_technology
from tests.factories.connections import make_request

__all__ = ["fair"]
LINK = "https://meet.example.org/phong-1"


def where(event) -> dict[str, tuple[str, int | None, str | None]]:
    found = queries.meetings(event)
    return {m.request.code: (m.spot.value, m.table_number, m.place) for m in found}


def test_online_takes_no_table_and_keeps_both_sides_busy(app, fair):
    slot, *_others = queries.slots(fair)
    placing.place_elsewhere(fair.id, "Q001", slot.id, Spot.ONLINE, LINK)

    actions.make_timetable(fair.id, QUICK)

    board = board_of(fair)
    assert where(fair)["Q001"] == ("online", None, LINK)
    assert sorted(board.slot_of) == ["Q002", "Q003"], "the solver has the others alone"
    firm = board.participant(board.request["Q001"].technology.organisation)
    assert board.index[slot.id] in board.instance.forbidden[firm]
    assert slot.code not in at(fair).values(), "the supplier of all three is online then"
    assert "Q001" not in {row["meeting"] for row in exchange.schedule_of(fair)["assignments"]}
    with pytest.raises(Refused, match="cannot_meet_then"):
        placing.place(fair.id, "Q002", slot.id)
    taken = board.slots[board.slot_of["Q002"]]
    with pytest.raises(Refused, match="cannot_meet_then"):
        placing.place_elsewhere(fair.id, "Q001", taken.id, Spot.BOOTH)


def test_every_table_taken_there_is_still_room_at_a_booth(app, fair):
    """The first slot's only table is lost: nobody fits at it, a booth needs none."""
    slot, *_others = queries.slots(fair)
    from app.connections.timetables import slots

    slots.change(fair.id, slot.code, slot.starts_at, slot.ends_at, 0)
    with pytest.raises(Refused, match="cannot_meet_then"):
        placing.place(fair.id, "Q001", slot.id)

    placing.place_elsewhere(fair.id, "Q001", slot.id, Spot.BOOTH, "A12")

    assert where(fair)["Q001"] == ("booth", None, "A12")


def test_both_sides_read_the_link_in_letter_page_and_calendar(app, client, fair):
    actions.make_timetable(fair.id, QUICK)
    actions.announce(fair.id)
    letters(app)
    slot_id = next(m.slot_id for m in queries.meetings(fair) if m.request.code == "Q001")

    placing.place_elsewhere(fair.id, "Q001", slot_id, Spot.ONLINE, LINK)
    actions.announce(fair.id)

    sent = letters(app)
    assert len(sent) == 2 and all(LINK in one and "nơi mới" in one for one in sent.values())
    for firm in (board_of(fair).request["Q001"].need.organisation_id,
                 board_of(fair).request["Q001"].technology.organisation_id):  # fmt: skip
        page = f"/m/{links.token_of(fair, firm)}"
        assert f'href="{LINK}"' in client.get(page).text
        assert LINK in client.get(f"{page}/meetings.ics").text.replace("\r\n ", "")


def test_back_at_a_table_it_is_as_it_was_asked(app, fair):
    slot, other, *_rest = queries.slots(fair)
    placing.place_elsewhere(fair.id, "Q001", slot.id, Spot.ONLINE, LINK)

    assert placing.place(fair.id, "Q001", other.id) == slot.code

    meeting = next(m for m in queries.meetings(fair) if m.request.code == "Q001")
    assert (meeting.spot, meeting.table_number, meeting.place) == (Spot.TABLE, 1, None)
    assert meeting.mode is Mode.ON_SITE
    placing.place_elsewhere(fair.id, "Q001", slot.id, Spot.BOOTH, None)
    placing.take_out(fair.id, "Q001")
    assert queries.meetings(fair) == []


def test_the_form_puts_it_elsewhere_and_keeps_what_was_typed(client, sign_in, submit, fair):
    office = sign_in(client, "organiser", hub=fair.hub)
    base = f"/events/{fair.slug}/desk/timetable"
    slot = queries.slots(fair)[0]
    page = f"{base}/meetings/Q001"

    wrong = submit(office, page, slot=slot.code, spot="online", where="phòng zoom")
    assert wrong.status_code == 422 and 'value="phòng zoom"' in wrong.text
    assert "bắt đầu bằng https" in wrong.text
    assert submit(office, page, slot=slot.code, spot="online", where=LINK).status_code == 303

    for shown in (base, f"{base}/print", page, f"{base}/people"):
        assert office.get(shown).status_code == 200
    assert "Trực tuyến và tại gian hàng" in office.get(base).text
    assert LINK in office.get(base).text and LINK in office.get(page).text
    assert office.get(f"{base}?format=xlsx").status_code == 200
    firm = board_of(fair).participant(board_of(fair).request["Q001"].need.organisation)
    assert LINK in office.get(f"{base}/people/{firm}").text


def asked(event, mode: Mode, supplier=None) -> str:
    """One more accepted request; its code."""
    made = make_request(
        event,
        need=make_need(event.hub, organisation=make_organisation(event.hub)),
        technology=make_technology(
            event.hub, organisation=supplier or make_organisation(event.hub)
        ),
        mode=mode,
    )
    requests.answer(made, accept=True)
    return made.code


def test_who_asks_to_meet_online_gets_a_time_and_no_table(app, client, fair):
    """Every slot has one table; the three of one firm need three slots, and online all fit."""
    online = [asked(fair, Mode.ONLINE) for _ in range(5)]

    run = actions.make_timetable(fair.id, QUICK)

    board = board_of(fair)
    assert run.schedule["status"] == "optimal" and board.unplaced == [] and board.broken == {}
    assert (board.advice.meetings, board.advice.at_tables, board.advice.tables_needed) == (8, 3, 1)
    assert {where(fair)[code] for code in online} == {("online", None, None)}
    assert sorted(table for _spot, table, _place in where(fair).values() if table) == [1, 1, 1]
    asked_for, schedule = exchange.instance_of(fair), exchange.schedule_of(fair)
    assert timetable_faults(asked_for, schedule) == [], "as the public formats say it, too"
    assert schedule["status"] == "optimal" and len(schedule["assignments"]) == 8
    assert all("place" not in meeting for meeting in asked_for["meetings"])

    slot = board.slots[board.slot_of[online[0]]]
    placing.place_elsewhere(fair.id, online[0], slot.id, Spot.ONLINE, LINK)
    actions.announce(fair.id)
    assert online[0] in board_of(fair).instance.meeting, "as asked: the next timetable may move it"
    firm = board.request[online[0]].need.organisation_id
    page = f"/m/{links.token_of(fair, firm)}"
    assert f'href="{LINK}"' in client.get(page).text
    assert LINK in client.get(f"{page}/meetings.ics").text.replace("\r\n ", "")


def test_online_meetings_move_keep_their_link_and_stay_when_they_should(app, fair):
    code = asked(fair, Mode.ONLINE)
    actions.make_timetable(fair.id, QUICK)
    board = board_of(fair)
    was = board.slots[board.slot_of[code]]
    placing.place_elsewhere(fair.id, code, was.id, Spot.ONLINE, LINK)
    actions.announce(fair.id)

    firm = board.participant(board.request[code].need.organisation)
    availability.set_closed(fair.id, firm, {was.id})
    assert set(board_of(fair).broken) == {code}
    with pytest.raises(Refused, match="timetable_broken"):
        actions.announce(fair.id)
    actions.make_timetable(fair.id, QUICK)

    assert at(fair)[code] != was.code and where(fair)[code] == ("online", None, LINK)
    placing.take_out(fair.id, code)
    placing.place(fair.id, code, queries.slots(fair)[2].id)
    assert where(fair)[code] == ("online", None, LINK), "put back by hand it is online again"
    placing.set_lock(fair.id, code, locked=True)
    actions.make_timetable(fair.id, QUICK)
    assert at(fair)[code] == queries.slots(fair)[2].code


def test_who_asked_for_online_may_sit_down_at_a_table_all_the_same(app, fair):
    code = asked(fair, Mode.ONLINE)
    slot = queries.slots(fair)[0]

    placing.place(fair.id, code, slot.id, at_table=True)

    assert where(fair)[code] == ("table", 1, None)
    with pytest.raises(Refused, match="cannot_meet_then"):
        placing.place(fair.id, "Q001", slot.id)
    actions.make_timetable(fair.id, QUICK)
    assert where(fair)[code] == ("table", 1, None)


def test_a_change_of_the_day_needs_no_table_for_who_meets_online(client, sign_in, fair):
    code = asked(fair, Mode.ONLINE)
    actions.make_timetable(fair.id, QUICK)
    actions.announce(fair.id)
    every = [slot.code for slot in queries.slots(fair)]

    pages = f"/events/{fair.slug}/desk/timetable/changes"
    lost = changes.Asked(tables=1, tables_in=every, most_moved=None)
    job = changes.ask(fair.id, lost, pages)
    jobs.drain()

    shown = sign_in(client, "organiser", hub=fair.hub).get(f"{pages}/{job}")
    assert shown.status_code == 200 and "bàn 1" in shown.text
    changes.carry_out(queries.day_change(fair, job).id)
    assert list(at(fair)) == [code], "the tables are gone, the one online stays"


def test_two_firms_that_share_a_booth_are_not_there_at_the_same_time(app, fair):
    """Put there by hand; a small letter or a blank more makes it no other booth."""
    other = asked(fair, Mode.ON_SITE)
    slot, later, *_rest = queries.slots(fair)
    placing.place_elsewhere(fair.id, "Q001", slot.id, Spot.BOOTH, "A12")

    with pytest.raises(Refused, match="cannot_meet_then"):
        placing.place_elsewhere(fair.id, other, slot.id, Spot.BOOTH, " a12")

    placing.place_elsewhere(fair.id, other, slot.id, Spot.BOOTH, "A13")
    with pytest.raises(Refused, match="cannot_meet_then"):
        placing.place_elsewhere(fair.id, "Q001", slot.id, Spot.BOOTH, "A13")
    placing.place_elsewhere(fair.id, other, later.id, Spot.BOOTH, "A12")
    assert where(fair)[other] == ("booth", None, "A12")
