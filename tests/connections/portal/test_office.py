"""The office's deeds for people, those who go, and the limits in the timetable."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.accounts.models import Hub
from app.catalogue.models import Need, Technology
from app.connections.portal import actions, arranging, queries
from app.connections.portal.models import Pair, Profile
from app.connections.scheduling.limits import Wish, over_limit
from app.connections.stages import RequestState, Side
from app.connections.timetables.board import board_of
from app.core.audit import AuditEntry
from app.core.db import db
from app.registrations import actions as registrations
from app.registrations.own import actions as own
from app.registrations.own import transfer
from tests.factories.accounts import make_hub, make_user
from tests.factories.portal import DRYER, DRYING, ask, home, participant
from tests.factories.registrations import make_open_event, make_person


def test_the_office_acts_for_somebody_with_a_banner_and_both_are_noted(
    client, sign_in, submit, event, an, binh
):
    made = ask(an, binh)
    user = make_user("organiser", db.session.get_one(Hub, event.hub_id))
    office = sign_in(client, user=user)
    opened = office.get(f"/events/{event.slug}/desk/portal/{binh.code}/act")

    page = office.get(opened.location).text
    submit(office, f"{home(binh)}/requests/{made.code}/accept", page=home(binh))

    assert "Bạn đang làm thay" in page or "You act for" in page
    found = select(AuditEntry).where(AuditEntry.action == "acted_for")
    (entry,) = db.session.scalars(found)
    assert (entry.actor, entry.subject_id) == (f"user:{user.id}", binh.registration_id)
    assert entry.details["deed"] == "request_accepted"


def test_an_organiser_of_another_hub_does_not_act_for_anybody(client, sign_in, event, an):
    stranger = sign_in(client, "organiser", hub=make_hub())

    assert stranger.get(f"/events/{event.slug}/desk/portal/{an.code}/act").status_code == 404
    assert "user-shield" not in stranger.get(home(an)).text


def test_who_cancels_withdraws_what_they_asked_and_who_is_erased_leaves_no_word(an, binh):
    made = ask(an, binh)
    registrations.cancel(an.registration)
    withdrawn = made.state
    own.erase(an.registration)

    assert withdrawn is RequestState.WITHDRAWN
    db.session.refresh(made)
    assert made.message is None
    kept = db.session.scalars(select(Profile.registration_id)).all()
    assert kept == [binh.registration_id]
    assert DRYING not in [need.description for need in db.session.scalars(select(Need))]


def test_who_hands_the_place_over_withdraws_what_they_asked(an, binh):
    made = ask(an, binh)
    offered = transfer.offer(an.registration, "Lê Cam", "cam@example.org")

    transfer.accept(offered, make_person(email="cam@example.org"), None)

    assert made.state is RequestState.WITHDRAWN


def test_pages_ask_the_database_a_fixed_number_of_times(client, statements, event, an, binh):
    addresses = [home(an), f"{home(an)}/people", f"{home(an)}/ask/person/{binh.code}"]

    def counted():
        numbers = []
        for address in addresses:
            with statements() as asked:
                assert client.get(address).status_code == 200
            numbers.append(len(asked))
        return numbers

    client.get(home(an))  # the index of this process is built
    few = counted()
    arranging.set_rules(event, arranging.Rules(most_open=50))
    for n in range(12):
        ask(an, participant(event, f"Bên {n}", offers=DRYER, organisation=f"Công ty số {n}"))
    client.get(home(an))
    many = counted()

    assert max(few + many) <= 12, (few, many)
    assert all(after <= before for before, after in zip(few, many, strict=True)), (few, many)


def test_queries_know_no_foreign_event(event, an):
    other = make_open_event()

    assert queries.person(other, an.code) is None
    assert db.session.scalars(select(Technology)).all() == []


wishes = st.lists(
    st.builds(
        Wish,
        st.uuids().map(str),
        st.integers(1, 5),
        st.integers(6, 9),
        st.integers(1, 5),
        st.booleans(),
    ),
    unique_by=lambda one: one.code,
)


@given(wishes, st.dictionaries(st.integers(1, 9), st.integers(0, 3)))
def test_within_the_limits_all_that_stands_stays_and_nobody_is_left_out_without_need(found, most):
    left = over_limit(found, most)
    kept = [one for one in found if one.code not in left]

    def number(side, among):
        return sum(side in (one.a, one.b) for one in among)

    assert all(one.code not in left for one in found if one.stands)
    for side, limit in most.items():
        standing = number(side, [one for one in found if one.stands])
        assert number(side, kept) <= max(limit, standing)
    for code, full in left.items():
        assert number(full, kept) >= most[full], code


def test_the_timetable_keeps_the_limits_and_says_why(event, an, binh):
    other = participant(event, "Mai", wants=DRYING, organisation="HTX Mai")
    first, second = ask(an, binh), ask(other, binh)
    for one in (first, second):
        actions.answer(one, Side.SUPPLY, accept=True)
    firm = first.technology.organisation
    arranging.set_limit(event, firm.id, None, 1)
    apart = board_of(event)
    arranging.set_limit(event, firm.id, None, None)
    arranging.say(event, first.need.organisation_id, firm.id, Pair.NEVER)
    never = board_of(event)

    assert {code: one and one.id for code, one in apart.left_out.items()} == {second.code: firm.id}
    assert [one.id for one in apart.instance.meetings] == [first.code]
    assert never.left_out == {first.code: None}
    assert [one.id for one in never.instance.meetings] == [second.code]
