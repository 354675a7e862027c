"""Who came: what badges at a table prove, what a person puts right, walk-ups, the stand-by list."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import policy
from email.parser import BytesParser

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from app.catalogue.models import Need, Organisation
from app.catalogue.states import NeedState
from app.connections.meetings import queries as meetings
from app.connections.models import Meeting, MeetingSlot, Presence
from app.connections.presence import actions, links, stand_by, walk_up
from app.connections.proof import EARLY, Seen, judge
from app.connections.requests import actions as requests
from app.connections.stages import MeetingState, Proof, Side
from app.connections.timetables import actions as timetable
from app.connections.timetables import placing
from app.core import clock, jobs
from app.core.db import db
from app.core.errors import Refused
from app.registrations.badges import actions as badges
from tests.factories.accounts import make_hub
from tests.factories.catalogue import make_need, make_organisation, make_technology
from tests.factories.connections import make_request, make_slot
from tests.factories.events import make_event
from tests.factories.registrations import make_category, make_registration

START = datetime(2026, 12, 3, 8, 0, tzinfo=UTC)
END = START + timedelta(minutes=20)
seens = st.lists(
    st.builds(
        Seen,
        st.sampled_from(Side),
        st.integers(-30, 50).map(lambda minutes: START + timedelta(minutes=minutes)),
    )
)


@given(seens, st.randoms(), st.integers(-30, 60))
def test_only_the_set_of_scans_decides(seen, random, minutes):
    now = START + timedelta(minutes=minutes)
    arrived = [*seen, *seen[:2]]
    random.shuffle(arrived)

    assert judge(START, END, arrived, now) == judge(START, END, seen, now)


@given(seens)
def test_held_needs_both_sides_and_missing_needs_one(seen):
    there = {one.side for one in seen if START - EARLY <= one.at < END}

    assert (
        judge(START, END, seen, END)
        == {
            frozenset(): None,
            frozenset({Side.DEMAND}): MeetingState.NO_SHOW_SUPPLY,
            frozenset({Side.SUPPLY}): MeetingState.NO_SHOW_DEMAND,
            frozenset(Side): MeetingState.HELD,
        }[frozenset(there)]
    )


# ---------------------------------------------------------------------- at a table
@pytest.fixture
def mails(app):
    """mails(): (to, text) of every letter sent so far in this test."""
    folder = app.config["KETNOI"].data_dir / "mail"
    for old in folder.glob("*.eml"):
        old.unlink()

    def read() -> list[tuple[str, str]]:
        found = []
        for file in sorted(folder.glob("*.eml")):
            message = BytesParser(policy=policy.default).parsebytes(file.read_bytes())
            body = message.get_body(("plain",))
            found.append((message["To"], body.get_content() if body else ""))
        return found

    return read


@pytest.fixture
def fair(app):
    """One announced meeting at table 1 of a fair, and a guest of each side."""
    hub = make_hub()
    event = make_event(hub)
    buyer = make_organisation(hub, name="Công ty TNHH Cá Cửa Sóng", email="ca@example.org")
    seller = make_organisation(hub, name="Viện Máy Sông Lam")
    need = make_need(hub, organisation=buyer)
    request = make_request(event, need=need, technology=make_technology(hub, organisation=seller))
    requests.answer(request, accept=True)
    slot = make_slot(event, code="M01", tables=2)
    make_slot(event, code="M02", tables=2)
    with clock.at(slot.starts_at - timedelta(days=1)):
        meeting = stand_by.take(event, request.code, "M01")
    category = make_category(event)
    guests = {
        Side.DEMAND: make_registration(category, organisation="CT TNHH Cá Cửa Sóng", name="Lê An"),
        Side.SUPPLY: make_registration(category, organisation="viện máy sông lam"),
    }
    return event, meeting, guests


def token(guest) -> str:
    return badges.valid_badge(guest).token


def refused(deed) -> str:
    with pytest.raises(Refused) as refusal:
        deed()
    return refusal.value.code


def test_both_badges_in_its_time_prove_a_meeting(fair):
    event, meeting, guests = fair

    with clock.at(meeting.starts_at - timedelta(minutes=5)):
        actions.scan(event, token(guests[Side.SUPPLY]))
        actions.scan(event, token(guests[Side.SUPPLY]))
        assert meeting.state is MeetingState.ANNOUNCED
        actions.scan(event, guests[Side.DEMAND].code, table=1)

    assert (meeting.state, meeting.proof) == (MeetingState.HELD, Proof.SCANS)
    assert meeting.awaits_record
    assert db.session.scalar(select(func.count()).select_from(Presence)) == 2


def test_who_came_early_and_was_given_a_later_time_counts_at_that_time(fair):
    event, meeting, guests = fair
    early = meeting.starts_at - timedelta(minutes=5)
    with clock.at(early):
        actions.scan(event, token(guests[Side.DEMAND]))
        later = db.session.scalars(select(MeetingSlot.id).where(MeetingSlot.code == "M02")).one()
        placing.place(event.id, meeting.request.code, later)
    assert meeting.starts_at > early + EARLY
    with clock.at(early):
        timetable.announce(event.id)

    with clock.at(meeting.starts_at):
        actions.scan(event, token(guests[Side.DEMAND]))
    with clock.at(meeting.ends_at):
        jobs.drain()

    db.session.refresh(meeting)
    assert meeting.state is MeetingState.NO_SHOW_SUPPLY


def test_the_side_that_did_not_come_is_known_after_the_time_and_is_written_to(fair, mails):
    event, meeting, guests = fair
    with clock.at(meeting.starts_at):
        actions.scan(event, token(guests[Side.SUPPLY]))
    with clock.at(meeting.ends_at):
        jobs.drain()
        db.session.refresh(meeting)
        jobs.drain()

    assert (meeting.state, meeting.proof) == (MeetingState.NO_SHOW_DEMAND, Proof.SCANS)
    letters = [text for to, text in mails() if "/meetings/objection/" in text]
    assert len(letters) == 1


def test_nobody_scanned_leaves_it_to_a_person(fair):
    _event, meeting, _guests = fair
    with clock.at(meeting.ends_at):
        assert actions.settle(meeting) is None
    assert meeting.state is MeetingState.ANNOUNCED


def test_a_badge_is_refused_out_of_time_revoked_and_from_elsewhere(fair):
    event, meeting, guests = fair
    guest = guests[Side.DEMAND]
    with clock.at(meeting.ends_at):
        assert refused(lambda: actions.scan(event, token(guest))) == "no_meeting_now"
    stranger = make_registration(make_category(make_event(make_hub())))
    with clock.at(meeting.starts_at):
        assert refused(lambda: actions.scan(event, token(stranger))) == "badge_elsewhere"
        assert refused(lambda: actions.scan(event, "1" * 198)) == "badge_not_ours"
        assert refused(lambda: actions.scan(event, "nobody")) == "badge_unknown_here"


def test_a_badge_that_names_no_side_is_asked_at_its_table(fair):
    event, meeting, _guests = fair
    guest = make_registration(make_category(event, code="other"), organisation="Nhóm khác")
    with clock.at(meeting.starts_at):
        assert refused(lambda: actions.scan(event, guest.code, table=1)) == "side_unclear"
        actions.scan(event, guest.code, table=1, side=Side.DEMAND)

    assert [row.side for row in db.session.scalars(select(Presence))] == [Side.DEMAND]


def missed(fair) -> Meeting:
    event, meeting, guests = fair
    with clock.at(meeting.starts_at):
        actions.scan(event, token(guests[Side.SUPPLY]))
    with clock.at(meeting.ends_at):
        actions.settle(meeting)
    return meeting


def test_an_objection_shows_on_get_acts_on_post_and_waits_at_the_desk(
    fair, client, submit, sign_in
):
    event, _meeting, _guests = fair
    meeting = missed(fair)
    address = links.objection_address(meeting, Side.DEMAND).split("/", 3)[-1]

    client.get(f"/{address}")
    assert meeting.disputed_at is None
    submit(client, f"/{address}", words="Chúng tôi đã ngồi ở bàn 1")
    db.session.refresh(meeting)
    assert meeting.dispute == "Chúng tôi đã ngồi ở bàn 1"

    hub = meeting.hub
    assert meetings.counts(hub)["disputed"] == 1
    sign_in(client, "organiser", hub=hub)
    assert "state=disputed" in client.get(f"/events/{event.slug}/desk").text
    assert "bàn 1" in client.get(f"/hubs/{hub.slug}/meetings/{meeting.code}").text


def test_only_the_side_that_is_said_to_be_missed_objects(fair):
    meeting = missed(fair)
    with clock.at(meeting.ends_at):
        other = refused(lambda: actions.object_to(meeting, Side.SUPPLY, "Họ không đến"))
    assert (other, meeting.disputed_at) == ("nothing_to_object", None)


def test_what_happened_is_put_right_with_a_reason(fair):
    meeting = missed(fair)
    with clock.at(meeting.ends_at):
        actions.object_to(meeting, Side.DEMAND, None)
        assert refused(lambda: actions.correct(meeting, MeetingState.HELD, "")) == "reason_needed"
        actions.correct(meeting, MeetingState.HELD, "thẻ để quên")

    assert (meeting.state, meeting.proof, meeting.disputed_at) == (
        MeetingState.HELD,
        Proof.HAND,
        None,
    )
    assert meeting.awaits_record


def test_scans_do_not_overrule_a_person_but_raise_a_dispute(fair):
    event, meeting, guests = fair
    with clock.at(meeting.starts_at + timedelta(minutes=5)):
        actions.correct(meeting, MeetingState.NO_SHOW_SUPPLY, "đi vắng")
        actions.scan(event, token(guests[Side.SUPPLY]))
        actions.scan(event, token(guests[Side.DEMAND]))

    assert meeting.state is MeetingState.NO_SHOW_SUPPLY
    assert meeting.disputed_at is not None


# ---------------------------------------------------------------------- walk-ups
def test_a_walk_up_takes_two_people_in_any_order_and_a_table(fair, client, sign_in, submit):
    event, meeting, guests = fair
    sign_in(client, "steward", hub=meeting.hub)
    desk = f"/events/{event.slug}/desk"
    a, b = (f"p{guests[side].code}" for side in Side)
    need = meeting.need

    with clock.at(meeting.ends_at):
        assert guests[Side.DEMAND].name in client.get(f"{desk}/walk-up?q=le+an").text
        answer = submit(client, f"{desk}/walk-up?a={b}&b={a}", table="2", need=need.code)
        assert answer.status_code == 303

    found = db.session.scalars(select(Meeting).where(Meeting.walk_up)).one()
    assert (found.state, found.table_number) == (MeetingState.HELD, 2)
    assert (found.demand_id, found.supply_id) == (meeting.demand_id, meeting.supply_id)
    assert found.need_id == meeting.need_id


def test_a_walk_up_takes_in_whom_and_what_the_hub_did_not_know(fair):
    event, meeting, guests = fair
    new = make_registration(make_category(event, code="new"), organisation="HTX Chè Mới")
    demand = walk_up.party(event, f"p{new.code}")
    supply = walk_up.party(event, f"p{guests[Side.SUPPLY].code}")

    with clock.at(meeting.ends_at):
        assert refused(lambda: walk_up.record(event, demand, supply, table=1)) == "topic_missing"
        assert refused(lambda: walk_up.record(event, supply, supply, table=1)) == "two_people"
        found = walk_up.record(event, demand, supply, table=1, topic="Sấy chè bằng bơm nhiệt")
        again = walk_up.party(event, f"p{guests[Side.DEMAND].code}")
        assert refused(lambda: walk_up.record(event, again, supply, table=1)) == "table_taken"

    assert found.demand.name == "HTX Chè Mới"
    need = db.session.get_one(Need, found.need_id)
    assert (need.title, need.state) == ("Sấy chè bằng bơm nhiệt", NeedState.RECEIVED)


def test_a_walk_up_pressed_twice_is_one_meeting_and_takes_in_one_organisation(fair):
    """Both presses began before the other was written: neither knew the organisation."""
    event, meeting, guests = fair
    new = make_registration(make_category(event, code="new"), organisation="HTX Chè Mới")
    presses = [
        (walk_up.party(event, f"p{new.code}"), walk_up.party(event, f"p{guests[side].code}"))
        for side in (Side.SUPPLY, Side.SUPPLY)
    ]

    with clock.at(meeting.ends_at):
        walk_up.record(event, *presses[0], table=None, topic="Sấy chè")
        again = refused(lambda: walk_up.record(event, *presses[1], table=None, topic="Sấy chè"))

    assert again == "meeting_twice"
    named = select(func.count()).where(Organisation.name == "HTX Chè Mới")
    assert db.session.scalar(named) == 1
    assert len(db.session.scalars(select(Meeting).where(Meeting.walk_up)).all()) == 1


@pytest.mark.parametrize("table", ["²", "7" * 5000, "-1", "x"])
def test_a_table_that_is_no_number_is_no_table(fair, client, sign_in, submit, table):
    event, meeting, guests = fair
    sign_in(client, "steward", hub=meeting.hub)
    a, b = (f"p{guests[side].code}" for side in Side)
    with clock.at(meeting.ends_at):
        answer = submit(
            client,
            f"/events/{event.slug}/desk/walk-up?a={a}&b={b}",
            table=table,
            need=meeting.need.code,
        )
    assert answer.status_code == 303


# ---------------------------------------------------------------------- stand-by
def test_a_place_taken_twice_from_the_stand_by_list_is_told_once(fair, mails):
    event, meeting, _guests = fair
    with clock.at(meeting.starts_at - timedelta(hours=1)):
        jobs.drain()
        before, version = len(mails()), meeting.version
        code = meeting.request.code
        assert refused(lambda: stand_by.take(event, code, "M01")) == "stand_by_gone"
        assert refused(lambda: stand_by.take(event, code, "M02")) == "stand_by_gone"
        jobs.drain()

    assert (len(mails()), meeting.version, meeting.slot.code) == (before, version, "M01")


def test_a_freed_place_is_offered_to_who_wanted_it_and_is_free(fair, mails):
    event, meeting, _guests = fair
    busy = make_request(event, need=meeting.need, technology=make_technology(meeting.hub))
    requests.answer(busy, accept=True)
    with clock.at(meeting.starts_at - timedelta(hours=1)):
        offered = {
            place.slot.code: [one.code for one in place.pairs]
            for place in stand_by.free_places(event)
        }
        assert offered == {"M01": [], "M02": [busy.code]}
        assert refused(lambda: stand_by.take(event, busy.code, "M01")) == "stand_by_gone"
        placed = stand_by.take(event, busy.code, "M02")
        jobs.drain()

    assert (placed.state, placed.slot.code) == (MeetingState.ANNOUNCED, "M02")
    assert {to for to, _text in mails()} >= {meeting.demand.email}


def test_pages_at_the_tables(fair, client, sign_in, submit):
    event, meeting, guests = fair
    desk = f"/events/{event.slug}/desk"
    sign = links.table_address(event, 1).split("/", 3)[-1]

    with clock.at(meeting.starts_at):
        page = client.get(f"/{sign}").text
        assert meeting.demand.name not in page  # the sign's address tells nobody's name
        submit(client, f"/{sign}", badge=guests[Side.DEMAND].code)
        sign_in(client, "steward", hub=meeting.hub)
        assert client.get(f"{desk}/tables/signs").status_code == 200
        submit(client, f"{desk}/tables", badge=token(guests[Side.SUPPLY]))
        db.session.refresh(meeting)
        assert meeting.state is MeetingState.HELD
        sign_in(client, "organiser", hub=meeting.hub)
        quick = f"/hubs/{meeting.hub.slug}/meetings/{meeting.code}/quick"
        answer = submit(client, quick, useful="very", outcome="site_visit", next_step="Gọi lại")
        assert answer.status_code == 303, answer.text

    db.session.refresh(meeting)
    assert (meeting.useful, meeting.outcome_kind) == ("very", "site_visit")
