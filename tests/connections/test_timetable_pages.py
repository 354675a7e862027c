"""The timetable's pages: what they show, refuse and send."""

from __future__ import annotations

import pytest

from app.connections.requests import actions as requests
from app.connections.scheduling.answer import Limits
from app.connections.timetables import actions, links, placing, queries
from app.connections.timetables.board import board_of
from app.core import jobs
from app.events.models import Event
from tests.factories.accounts import make_hub
from tests.factories.catalogue import make_need, make_organisation, make_technology
from tests.factories.connections import make_request, make_slot
from tests.factories.events import make_event

QUICK = Limits(seconds=20, workers=1)


@pytest.fixture
def fair(app) -> Event:
    event = make_event(make_hub())
    fill(event, pairs=4, slots=3)
    return event


def fill(event: Event, pairs: int, slots: int) -> None:
    for number in range(pairs):
        firm = make_organisation(event.hub, name=f"Hãng {number} {event.slug}")
        request = make_request(
            event,
            need=make_need(event.hub, organisation=firm),
            technology=make_technology(event.hub),
        )
        requests.answer(request, accept=True)
    for _ in range(slots):
        make_slot(event)


@pytest.fixture
def office(client, sign_in, fair):
    return sign_in(client, "organiser", hub=fair.hub)


def base(event: Event) -> str:
    return f"/events/{event.slug}/desk/timetable"


def text(answer) -> str:
    return answer.get_data(as_text=True)


def test_without_slots_the_page_leads_to_making_them(client, sign_in, submit):
    event = make_event(make_hub())
    fill(event, pairs=1, slots=0)
    sign_in(client, "organiser", hub=event.hub)

    assert f"{base(event)}/slots" in text(client.get(base(event)))
    day = event.starts_on.isoformat()
    made = {"days": day, "begins": "9h", "ends": "10:00", "minutes": "20", "pause": "0"}
    refused = submit(client, f"{base(event)}/slots", **made, tables="0")
    assert refused.status_code == 422 and 'value="20"' in text(refused)
    done = submit(client, f"{base(event)}/slots", **made, tables="2")
    assert done.status_code == 303
    assert [slot.tables for slot in queries.slots(event)] == [2, 2, 2]


def test_a_timetable_is_made_shown_and_announced(office, fair, submit):
    asked = submit(office, f"{base(fair)}/make", page=base(fair), seconds="10")
    assert asked.status_code == 303
    assert "Đang xếp lịch" in text(office.get(base(fair)))
    jobs.drain()

    page = text(office.get(base(fair)))
    assert "tối ưu, đã chứng minh" in page
    assert page.count('class="meet') == 4
    assert "Công bố 4 cuộc gặp?" in page
    done = submit(office, f"{base(fair)}/announce", page=base(fair))
    assert done.status_code == 303
    assert "Công bố" not in text(office.get(base(fair))).split("<main")[1].split("tabs")[0]


def test_changed_by_hand_it_is_no_longer_called_optimal(office, fair, submit):
    actions.make_timetable(fair.id, QUICK)
    submit(office, f"{base(fair)}/meetings/Q001/take-out", page=base(fair))

    page = text(office.get(base(fair)))
    assert "tối ưu, đã chứng minh" not in page
    assert "đã sửa tay" in page


def test_a_meeting_is_moved_by_a_form_and_refused_with_the_reason(office, fair, submit):
    slots = queries.slots(fair)
    address = f"{base(fair)}/meetings/Q001"
    assert submit(office, address, slot=slots[0].code).status_code == 303
    assert submit(office, address, slot="").status_code == 422
    from app.connections.timetables import availability

    board = board_of(fair)
    availability.set_closed(fair.id, board.instance.meeting["Q001"].a, {slots[1].id})

    refused = submit(office, address, slot=slots[1].code)

    assert refused.status_code == 422
    assert "Không gặp được lúc ấy" in text(refused)
    assert board_of(fair).slot_of == {"Q001": 0}
    undo = submit(office, f"{address}/put-back", page=base(fair))
    assert undo.status_code == 303 and board_of(fair).slot_of == {}


def test_export_has_every_meeting(office, fair):
    actions.make_timetable(fair.id, QUICK)
    placing.take_out(fair.id, "Q004")

    lines = text(office.get(base(fair) + "?format=csv")).strip().splitlines()

    assert len(lines) == 5
    assert "Chưa xếp" in lines[-1]
    assert office.get(base(fair) + "?format=xlsx").status_code == 200


def test_by_organisation_and_its_times(office, fair, submit):
    actions.make_timetable(fair.id, QUICK)
    board = board_of(fair)
    participant = board.instance.meeting["Q001"].a
    name = board.organisations[participant].name

    assert name in text(office.get(f"{base(fair)}/people?q=hang+0"))
    slot = board.slots[board.slot_of["Q001"]]
    address = f"{base(fair)}/people/{participant}"
    assert submit(office, address, closed=slot.code, reason="bận").status_code == 303
    assert "bận" in text(office.get(address))
    assert "không giữ được chỗ này" in text(office.get(base(fair)))


def test_the_own_page_shows_announced_meetings_only(client, fair):
    board = board_of(fair)
    participant = board.instance.meeting["Q001"].a
    organisation = board.organisations[participant]
    address = f"/m/{links.token_of(fair, organisation.id)}"
    actions.make_timetable(fair.id, QUICK)
    other = board.organisations[board.instance.meeting["Q001"].b].name

    assert other not in text(client.get(address))
    actions.announce(fair.id)
    assert other in text(client.get(address))
    entries = text(client.get(f"{address}/meetings.ics"))
    assert entries.count("BEGIN:VEVENT") == 1
    assert client.get("/m/khong-co").status_code == 404


def test_viewers_see_and_change_nothing(client, sign_in, fair, submit):
    actions.make_timetable(fair.id, QUICK)
    sign_in(client, "viewer", hub=fair.hub)

    page = text(client.get(base(fair)))
    assert 'class="meet' in page and "/announce" not in page and "/make" not in page
    assert submit(client, f"{base(fair)}/announce", page=base(fair)).status_code == 403


@pytest.mark.parametrize("path", ["", "/people", "/slots", "/print", "/meetings/Q001"])
def test_pages_take_the_same_statements_whatever_the_size(client, sign_in, statements, fair, path):
    sign_in(client, "organiser", hub=fair.hub)
    actions.make_timetable(fair.id, QUICK)
    client.get(base(fair) + path)
    with statements() as few:
        assert client.get(base(fair) + path).status_code == 200
    fill(fair, pairs=8, slots=3)
    actions.make_timetable(fair.id, QUICK)
    with statements() as many:
        assert client.get(base(fair) + path).status_code == 200

    assert len(many) <= len(few) <= 24
