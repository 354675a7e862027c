"""Meetings: arranging, recording, cancelling, minutes; and their pages."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.catalogue.states import DismissReason
from app.connections.meetings import actions
from app.connections.models import Connection, Meeting
from app.connections.stages import MeetingState, Mode, OutcomeKind, Stage
from app.core import clock, words
from app.core.db import db
from app.core.errors import Refused
from tests.factories.accounts import make_hub
from tests.factories.catalogue import (
    make_expert,
    make_need,
    make_organisation,
    make_technology,
)
from tests.factories.connections import make_connection, make_meeting, result

HOUR = timedelta(hours=1)


def refused(deed) -> str:
    with pytest.raises(Refused) as refusal:
        deed()
    return refusal.value.code


def rows(model) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


# ---------------------------------------------------------------------- arranging
def test_a_meeting_needs_another_side_and_some_length(app):
    hub = make_hub()
    need = make_need(hub)
    now = clock.now()
    when = {"starts_at": now, "ends_at": now + HOUR, "mode": Mode.ON_SITE}

    assert refused(lambda: actions.arrange(hub, need, **when)) == "supply_missing"
    own = make_technology(organisation=need.organisation)
    assert refused(lambda: make_meeting(hub, need=need, technology=own)) == "same_organisation"
    technology = make_technology(hub)
    late = when | {"ends_at": now}
    assert refused(lambda: actions.arrange(hub, need, technology=technology, **late)) == (
        "times_wrong"
    )
    assert rows(Meeting) == 0


def test_an_expert_alone_may_be_the_other_side(app):
    hub = make_hub()
    meeting = make_meeting(hub, expert=make_expert(hub, full_name="Lê Văn Chung"))

    assert meeting.supply_id is None
    assert meeting.sides[1] == "TS Lê Văn Chung"


def test_nobody_is_in_two_meetings_that_lie_ahead(app):
    hub = make_hub()
    supplier = make_organisation(hub, short_name="NCSTH")
    start = clock.now() + timedelta(days=2)
    first = make_meeting(hub, technology=make_technology(organisation=supplier), starts_at=start)

    def another(shift):
        technology = make_technology(organisation=supplier)
        return make_meeting(hub, technology=technology, starts_at=start + shift)

    with pytest.raises(Refused) as refusal:
        another(timedelta(minutes=59))
    assert refusal.value.code == "side_busy"
    assert refusal.value.details["side"] == "NCSTH"
    assert refusal.value.details["other"] == first.demand.name
    assert another(HOUR).starts_at == first.ends_at  # back to back


def test_several_needs_may_have_met_one_supplier_together(app):
    hub = make_hub()
    technology = make_technology(hub)
    start = clock.now() - 2 * HOUR

    for _ in range(3):
        make_meeting(hub, technology=technology, starts_at=start)

    assert rows(Meeting) == 3


def test_the_same_meeting_is_not_recorded_twice(app):
    hub = make_hub()
    first = make_meeting(hub)
    again = {"need": first.need, "technology": first.technology, "starts_at": first.starts_at}

    assert refused(lambda: make_meeting(hub, **again)) == "meeting_twice"
    actions.cancel(first, "gọi nhầm")
    assert make_meeting(hub, **again).id != first.id
    assert refused(lambda: actions.take_back(first)) == "meeting_twice"


# ---------------------------------------------------------------------- what became of it
def test_a_held_meeting_opens_its_connection_and_gets_minutes_numbers(app):
    hub = make_hub(code="H07")
    year = clock.today().year
    first, second = make_connection(hub), make_connection(hub, OutcomeKind.SITE_VISIT)

    numbers = [c.meeting.minutes_no for c in (first, second)]
    assert numbers == [f"01/{year}/BB-H07", f"02/{year}/BB-H07"]
    assert (first.meeting.state, first.stage) == (MeetingState.HELD, Stage.EXPLORING)


def test_a_meeting_is_recorded_once_and_not_before_it_begins(app):
    ahead = make_meeting(starts_at=clock.now() + HOUR)
    assert refused(lambda: actions.record_held(ahead, result())) == "starts_ahead"
    assert refused(lambda: actions.record_no_show(ahead, MeetingState.NO_SHOW_DEMAND)) == (
        "meeting_ahead"
    )
    held = make_connection().meeting
    assert refused(lambda: actions.record_held(held, result())) == "meeting_over"
    assert refused(lambda: actions.cancel(held, "nhầm")) == "meeting_over"
    assert rows(Connection) == 1


def test_a_refused_outcome_changes_nothing(app):
    meeting = make_meeting()
    contract = result(OutcomeKind.TRANSFER_CONTRACT)

    assert refused(lambda: actions.record_held(meeting, contract)) == "value_missing"
    db.session.refresh(meeting)
    assert (meeting.state, meeting.minutes_no) == (MeetingState.ANNOUNCED, None)
    assert rows(Connection) == 0


def test_a_missed_meeting_can_be_put_back(app):
    meeting = make_meeting()
    actions.record_no_show(meeting, MeetingState.NO_SHOW_SUPPLY)
    actions.take_back(meeting)

    assert meeting.state is MeetingState.ANNOUNCED
    assert refused(lambda: actions.take_back(meeting)) == "meeting_over"


def test_minutes_changed_meanwhile_are_refused(app):
    meeting = make_connection().meeting
    seen = meeting.version
    actions.edit_minutes(meeting, {"conclusion": "Bản thứ nhất"}, seen)

    late = {"conclusion": "Bản thứ hai"}
    assert refused(lambda: actions.edit_minutes(meeting, late, seen)) == "changed_meanwhile"
    assert meeting.conclusion == "Bản thứ nhất"


# ---------------------------------------------------------------------- the paper
@pytest.fixture
def office(client, sign_in):
    """A hub, a browser of one of its organisers, and the address of its meetings."""
    hub = make_hub()
    sign_in(client, "organiser", hub=hub)
    return hub, client, f"/hubs/{hub.slug}/meetings"


def typed(need, technology, **fields):
    now = clock.local(clock.now() - HOUR)
    return {
        "need": need.code,
        "technology": technology.code,
        "starts_at": now.strftime("%d/%m/%Y %H:%M"),
        "minutes": "45",
        "mode": "on_site",
    } | fields


def test_a_meeting_and_its_outcome_are_recorded_on_one_page(office, submit):
    hub, client, url = office
    need, technology = make_need(hub), make_technology(hub)

    answer = submit(
        client,
        f"{url}/new",
        **typed(need, technology, outcome="mou", value_vnd="1,2 tỷ", next_step="Soạn phụ lục"),
    )
    connection = db.session.scalars(select(Connection)).one()

    assert answer.status_code == 303
    assert (connection.stage, connection.value_vnd) == (Stage.MEMORANDUM, 1_200_000_000)
    assert connection.next_step == "Soạn phụ lục"
    assert connection.keeper is not None
    assert connection.meeting.ends_at - connection.meeting.starts_at == timedelta(minutes=45)
    page = client.get(answer.location).get_data(as_text=True)
    assert "Biên bản ghi nhớ" in page and "meeting_held" not in page


def test_a_refused_meeting_keeps_what_was_typed_and_writes_nothing(office, submit):
    hub, client, url = office
    need, technology = make_need(hub), make_technology(hub)

    answer = submit(
        client,
        f"{url}/new",
        **typed(
            need,
            technology,
            outcome="transfer_contract",
            note="Bàn về lắp đặt",
            people="Ông An",
            next_due="sớm",
        ),
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    for kept in ("Bàn về lắp đặt", "Ông An", 'value="sớm"', 'value="45"'):
        assert kept in page

    answer = submit(client, f"{url}/new", **typed(need, technology, outcome="transfer_contract"))
    assert words.say(Refused("value_missing")) in answer.get_data(as_text=True)
    assert [rows(Meeting), rows(Connection)] == [0, 0]


def test_why_nothing_came_of_it_is_asked(office, submit):
    hub, client, url = office
    need, technology = make_need(hub), make_technology(hub)

    answer = submit(client, f"{url}/new", **typed(need, technology, outcome="no_fit"))
    assert answer.status_code == 422
    assert words.say(Refused("why_missing")) in answer.get_data(as_text=True)

    submit(client, f"{url}/new", **typed(need, technology, outcome="no_fit", why="too_dear"))
    connection = db.session.scalars(select(Connection)).one()
    assert (connection.stage, connection.ended_why) == (Stage.ENDED, DismissReason.TOO_DEAR)


def test_an_outcome_of_a_meeting_that_lies_ahead_is_refused_at_its_time(office, submit):
    hub, client, url = office
    need, technology = make_need(hub), make_technology(hub)
    soon = clock.local(clock.now() + HOUR).strftime("%d/%m/%Y %H:%M")

    answer = submit(
        client, f"{url}/new", **typed(need, technology, starts_at=soon, outcome="follow_up")
    )
    assert words.say(Refused("starts_ahead")) in answer.get_data(as_text=True)
    assert rows(Meeting) == 0

    assert (
        submit(client, f"{url}/new", **typed(need, technology, starts_at=soon)).status_code == 303
    )
    assert db.session.scalars(select(Meeting.state)).one() is MeetingState.ANNOUNCED


def test_a_length_of_nothing_is_refused(office, submit):
    hub, client, url = office
    for length in ("0", "-60", "9999", ""):
        answer = submit(
            client, f"{url}/new", **typed(make_need(hub), make_technology(hub), minutes=length)
        )
        assert answer.status_code == 422
    assert rows(Meeting) == 0


def test_the_result_page_records_and_a_no_show_can_be_undone(office, submit):
    hub, client, url = office
    meeting = make_meeting(hub)
    here = f"{url}/{meeting.code}"

    submit(client, f"{here}/result", page=here, happened="no_show_demand")
    db.session.refresh(meeting)
    assert meeting.state is MeetingState.NO_SHOW_DEMAND
    submit(client, f"{here}/take-back", page=here)
    answer = submit(client, f"{here}/result", page=here, happened="held", discussion="Giá")
    assert answer.status_code == 422 and "Giá" in answer.get_data(as_text=True)
    submit(client, f"{here}/result", page=here, happened="held", outcome="site_visit")
    db.session.refresh(meeting)

    assert (meeting.state, meeting.outcome_kind) == (MeetingState.HELD, OutcomeKind.SITE_VISIT)


def test_a_link_is_shown_to_join_and_a_place_is_not_a_link(office, submit):
    hub, client, url = office
    meeting = make_meeting(hub, starts_at=clock.now() + HOUR, mode=Mode.ONLINE)
    here = f"{url}/{meeting.code}"
    version = meeting.version

    for place, links in (("https://hop.example.org/a", 2), ("javascript:alert(1)", 0)):
        db.session.refresh(meeting)
        submit(
            client,
            f"{here}/place",
            page=here,
            **{"where-place": place, "where-version": str(meeting.version)},
        )
        page = client.get(here).get_data(as_text=True)
        assert place in page
        assert page.count(f'href="{place}"') == links
    late = {"where-place": "18 Lê Lợi", "where-version": str(version)}
    answer = submit(client, f"{here}/place", page=here, **late)

    assert answer.status_code == 409
    assert "18 Lê Lợi" in answer.get_data(as_text=True)


def test_a_meeting_is_called_off_with_a_reason_only(office, submit):
    hub, client, url = office
    meeting = make_meeting(hub)
    here = f"{url}/{meeting.code}"

    assert submit(client, f"{here}/cancel", page=here).status_code == 422
    submit(client, f"{here}/cancel", page=here, **{"off-reason": "Bên cầu bận"})
    page = client.get(here).get_data(as_text=True)

    assert "Bên cầu bận" in page
    db.session.refresh(meeting)
    assert meeting.state is MeetingState.CANCELLED


def test_two_people_editing_minutes_see_each_others_text(office, submit):
    hub, client, url = office
    meeting = make_connection(hub).meeting
    here = f"{url}/{meeting.code}/minutes"
    seen = meeting.version
    actions.edit_minutes(meeting, {"conclusion": "Của người trước"}, seen)

    answer = submit(client, here, version=str(seen), conclusion="Của tôi")
    page = answer.get_data(as_text=True)

    assert answer.status_code == 409
    assert "Của người trước" in page and "Của tôi" in page
    assert f'name="version" type="hidden" value="{seen + 1}"' in page
    again = submit(client, here, version=str(seen + 1), conclusion="Của tôi")
    assert again.status_code == 303
    db.session.refresh(meeting)
    assert meeting.conclusion == "Của tôi"


def test_lists_filter_and_are_taken_out(office):
    hub, client, url = office
    make_meeting(hub, need=make_need(hub, title="Sấy cá cơm"))
    make_connection(hub, meeting=make_meeting(hub, need=make_need(hub, title="Bảo quản cam")))

    held = client.get(f"{url}?state=held").get_data(as_text=True)
    assert "Bảo quản cam" in held and "Sấy cá cơm" not in held
    found = client.get(f"{url}?q=ca+com").get_data(as_text=True)
    assert "Sấy cá cơm" in found and "Bảo quản cam" not in found
    sheet = client.get(f"{url}?state=held&format=csv").get_data(as_text=True)
    assert "Bảo quản cam" in sheet and "Sấy cá cơm" not in sheet
    assert client.get(f"{url}?state=%27&mode=x&day=y").status_code == 200
