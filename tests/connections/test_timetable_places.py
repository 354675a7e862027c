"""Meetings of the timetable that are held online or at a booth: no table, everybody knows where."""

from __future__ import annotations

import pytest

from app.connections.stages import Mode, Spot
from app.connections.timetables import actions, exchange, links, placing, queries
from app.connections.timetables.board import board_of
from app.core.errors import Refused
from tests.connections.test_timetable_actions import QUICK, at, fair, letters

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
