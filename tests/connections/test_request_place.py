"""Where a request is to be held: which of several booths, changed by the office at any time."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.accounts.deeds import deeds_on
from app.booths.plans import actions as plans
from app.catalogue.models import Technology
from app.connections.models import MeetingRequest
from app.connections.requests import actions as requests
from app.connections.stages import RequestState, Way
from app.connections.timetables import actions, placing, queries, wishes
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

LINK = "https://meet.example.org/phong-2"


@pytest.fixture
def fair(app) -> Event:
    """A fair with two slots of one table; an institute shows one machine at A01, another at B05."""
    hub = make_hub()
    event = make_event(hub)
    for number in range(2):
        make_slot(event, code=f"M{number + 1:02}", tables=1)
    firm = make_organisation(hub, name="Viện Máy", email="may@example.org")
    for code in ("A01", "B05"):
        make_exhibit(event, firm, make_booth(event, code), technology={"title": f"Máy {code}"})
    letters(app)
    return event


def shown_at(event: Event, code: str) -> Technology:
    return db.session.scalars(select(Technology).where(Technology.title == f"Máy {code}")).one()


def asked(event: Event, technology: Technology, way: Way = Way.BOOTH, **fields) -> MeetingRequest:
    firm = make_organisation(event.hub, email="hang@example.org")
    need = make_need(event.hub, organisation=firm)
    made = make_request(event, need=need, technology=technology, mode=way, **fields)
    requests.answer(made, accept=True)
    return made


def page_of(event: Event, code: str) -> str:
    return f"/events/{event.slug}/desk/requests/{code}"


def test_without_a_word_it_is_where_the_technology_is_shown_else_at_the_first(fair):
    supplier = shown_at(fair, "A01").organisation
    asked(fair, shown_at(fair, "B05"))
    asked(fair, make_technology(fair.hub, organisation=supplier))

    actions.make_timetable(fair.id, QUICK)

    assert where(fair) == {"Q001": ("booth", None, "B05"), "Q002": ("booth", None, "A01")}


def test_the_office_names_the_booth_and_the_timetable_keeps_to_it(client, sign_in, submit, fair):
    for _n in range(2):
        asked(fair, shown_at(fair, "A01"))
    office = sign_in(client, "organiser", hub=fair.hub)
    page = page_of(fair, "Q002")
    assert "Tại gian B05, Sảnh 1" in office.get(page).text

    answer = submit(office, f"{page}/place", page=page, **{"where-mode": "booth:B05"})
    actions.make_timetable(fair.id, QUICK)

    assert answer.status_code == 303
    assert "Tại gian B05" in office.get(page).text
    assert [where(fair)[code][2] for code in ("Q001", "Q002")] == ["A01", "B05"]
    made = db.session.scalars(select(MeetingRequest).where(MeetingRequest.code == "Q002")).one()
    assert [deed.action for deed, _who in deeds_on(made)][0] == "request_place_changed"


def test_an_announced_meeting_keeps_its_time_and_both_sides_are_told(
    app, client, sign_in, submit, fair
):
    asked(fair, shown_at(fair, "A01"))
    actions.make_timetable(fair.id, QUICK)
    actions.announce(fair.id)
    letters(app)
    time = at(fair)["Q001"]

    office, page = sign_in(client, "organiser", hub=fair.hub), page_of(fair, "Q001")
    submit(office, f"{page}/place", page=page, **{"where-mode": "booth:B05"})

    assert "Hãy công bố lịch" in office.get(page).text
    assert (at(fair)["Q001"], where(fair)["Q001"]) == (time, ("booth", None, "B05"))
    assert [m.request.code for m in actions.announcement_of(board_of(fair)).moved] == ["Q001"]
    actions.announce(fair.id)
    assert {address: "B05" in text for address, text in letters(app).items()} == {
        "may@example.org": True,
        "hang@example.org": True,
    }
    assert not actions.announcement_of(board_of(fair)).count


def test_it_goes_to_a_table_and_online_and_back(client, sign_in, submit, fair):
    asked(fair, shown_at(fair, "A01"))
    actions.make_timetable(fair.id, QUICK)
    office = sign_in(client, "organiser", hub=fair.hub)
    page = page_of(fair, "Q001")

    def change(mode: str, link: str = "") -> tuple[str, int | None, str | None]:
        given = {"where-mode": mode, "where-link": link}
        assert submit(office, f"{page}/place", page=page, **given).status_code == 303
        return where(fair)["Q001"]

    assert change("on_site") == ("table", 1, None)
    assert change("online", LINK) == ("online", None, LINK)
    assert f'value="{LINK}"' in office.get(page).text
    assert change("online") == ("online", None, None)
    assert change("booth") == ("booth", None, "A01")
    actions.make_timetable(fair.id, QUICK)
    assert where(fair)["Q001"] == ("booth", None, "A01")


def test_what_is_taken_at_its_time_is_refused_with_the_reason(client, sign_in, submit, fair):
    first, second = (
        asked(fair, shown_at(fair, "A01")),
        asked(fair, make_technology(fair.hub), Way.ON_SITE),
    )
    slot = queries.slots(fair)[0]
    placing.place_elsewhere(
        fair.id, first.code, slot.id, board_of(fair).request["Q001"].way.spot, "A01"
    )
    placing.place(fair.id, second.code, slot.id)
    office = sign_in(client, "organiser", hub=fair.hub)
    page = page_of(fair, "Q001")

    answer = submit(office, f"{page}/place", page=page, **{"where-mode": "on_site"})

    assert answer.status_code == 422
    assert "giờ đó không gặp ở nơi này được: hết bàn." in answer.text
    assert where(fair)["Q001"] == ("booth", None, "A01")
    assert board_of(fair).request["Q001"].way is Way.BOOTH


def test_what_was_put_elsewhere_by_hand_follows_what_is_said_of_its_place(fair):
    made = asked(fair, shown_at(fair, "A01"), Way.ON_SITE)
    slot = queries.slots(fair)[0]
    placing.place_elsewhere(fair.id, "Q001", slot.id, Way.BOOTH.spot, "C09")

    wishes.change(made, Way.BOOTH, None)

    assert where(fair)["Q001"] == ("booth", None, "A01")
    assert "Q001" in board_of(fair).instance.meeting, "the timetable may move it again"


def test_a_booth_of_somebody_else_and_a_bare_word_for_a_link_are_refused(fair):
    make_exhibit(fair, make_organisation(fair.hub), make_booth(fair, "C07"))
    made = asked(fair, shown_at(fair, "A01"))

    with pytest.raises(Refused, match="booth_not_theirs"):
        wishes.change(made, Way.BOOTH, "C07")
    with pytest.raises(Refused, match="link_wrong"):
        wishes.change(made, Way.ONLINE, "phòng 2")
    db.session.refresh(made)
    assert (made.way, made.place) == (Way.BOOTH, None)


def test_once_begun_its_place_is_fixed(client, sign_in, submit, fair):
    made = asked(fair, shown_at(fair, "A01"))
    actions.make_timetable(fair.id, QUICK)
    actions.announce(fair.id)
    (meeting,) = queries.meetings(fair)
    office = sign_in(client, "organiser", hub=fair.hub)
    page = page_of(fair, "Q001")

    with clock.at(meeting.starts_at + timedelta(minutes=1)):
        assert 'name="where-mode"' not in office.get(page).text
        with pytest.raises(Refused, match="place_fixed"):
            wishes.change(made, Way.ON_SITE, None)


def test_a_booth_that_is_theirs_no_more_is_as_if_nobody_had_named_it(fair):
    made = asked(fair, shown_at(fair, "A01"), place="B05")
    actions.make_timetable(fair.id, QUICK)
    actions.announce(fair.id)
    assert where(fair)["Q001"] == ("booth", None, "B05")

    exhibit = next(
        one
        for one in db.session.scalars(select(plans.Exhibit))
        if one.booth is not None and one.booth.code == "B05"
    )
    plans.place(exhibit.id, make_booth(fair, "D02").id)
    actions.announce(fair.id)

    assert where(fair)["Q001"] == ("booth", None, "A01")
    assert made.state is RequestState.ACCEPTED


def test_a_slot_whose_last_table_is_kept_by_who_should_be_at_a_booth_is_full(fair):
    """Their booth came after the timetable; until that is made anew they sit at the table."""
    newcomer = make_organisation(fair.hub)
    asked(fair, make_technology(fair.hub, organisation=newcomer))
    other = asked(fair, make_technology(fair.hub), Way.ON_SITE)
    slot = queries.slots(fair)[0]
    placing.place(fair.id, "Q001", slot.id)
    make_exhibit(fair, newcomer, make_booth(fair, "E01"))

    with pytest.raises(Refused, match="cannot_meet_then"):
        placing.place(fair.id, other.code, slot.id)
