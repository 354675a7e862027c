"""Asking for meetings and answering: deeds and pages."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app.accounts.models import Hub
from app.catalogue.models import Suggestion
from app.catalogue.states import SuggestionState
from app.connections import hooks
from app.connections.models import Meeting, MeetingRequest
from app.connections.requests import actions
from app.connections.stages import MeetingState, Mode, RequestState
from app.core import clock, ids, words
from app.core.db import db
from app.core.errors import Refused
from tests.factories.accounts import saved
from tests.factories.catalogue import make_need, make_organisation, make_technology
from tests.factories.connections import make_request
from tests.factories.events import make_event

NOON = datetime(2026, 11, 20, 5, 0, tzinfo=UTC)  # 12:00 at home


def hub_of(event):
    return db.session.get_one(Hub, event.hub_id)


def suggestion(need, technology, state=SuggestionState.ACCEPTED):
    return saved(
        Suggestion(
            hub_id=need.hub_id,
            need_id=need.id,
            technology_id=technology.id,
            score=0.8,
            reasons={},
            state=state,
            created_at=clock.now(),
        )
    )


def put_in_timetable(request):
    return saved(
        Meeting(
            code=ids.code(16),
            hub_id=request.event.hub_id,
            event_id=request.event_id,
            request_id=request.id,
            need_id=request.need_id,
            technology_id=request.technology_id,
            demand_id=request.need.organisation_id,
            supply_id=request.technology.organisation_id,
            mode=Mode.ON_SITE,
            state=MeetingState.ANNOUNCED,
            starts_at=NOON,
            ends_at=NOON + timedelta(minutes=20),
        )
    )


# ---------------------------------------------------------------------- deeds
def test_codes_go_on_after_999(app):
    event = make_event()
    make_request(event, code="Q999")

    assert [make_request(event).code, make_request(event).code] == ["Q1000", "Q1001"]


def test_a_request_keeps_the_suggestion_it_came_from(app):
    event = make_event()
    hub = hub_of(event)
    need, technology = make_need(hub), make_technology(hub)
    reason = suggestion(need, technology)

    assert make_request(event, need=need, technology=technology).suggestion_id == reason.id


def test_the_same_pair_is_asked_for_once_at_an_event(app):
    first = make_request()

    with pytest.raises(Refused) as refusal:
        make_request(first.event, need=first.need, technology=first.technology)

    assert refusal.value.code == "request_exists"
    assert db.session.scalar(select(func.count()).select_from(MeetingRequest)) == 1


def test_an_organisation_does_not_meet_itself(app):
    event = make_event()
    own = make_organisation(hub_of(event))

    with pytest.raises(Refused) as refusal:
        make_request(
            event, need=make_need(organisation=own), technology=make_technology(organisation=own)
        )

    assert refusal.value.code == "same_organisation"


def test_an_answer_may_change_until_the_meeting_stands_in_the_timetable(app):
    request = make_request()
    actions.answer(request, accept=True)
    actions.answer(request, accept=False, reason="Bên cung không tới")
    assert (request.state, request.decline_reason) == (RequestState.DECLINED, "Bên cung không tới")
    actions.answer(request, accept=True)
    put_in_timetable(request)

    for deed in (
        lambda: actions.answer(request, accept=False),
        lambda: actions.withdraw(request),
        lambda: actions.reopen(request),
    ):
        with pytest.raises(Refused) as refusal:
            deed()
        assert refusal.value.code == "request_in_timetable"
    assert request.state is RequestState.ACCEPTED


def test_an_answer_counts_until_the_end_of_its_last_day(app):
    with clock.at(NOON):
        request = make_request(answer_by=clock.today())
        assert request.answer_day == clock.today()
    with clock.at(NOON + timedelta(hours=11, minutes=59)):
        hooks.expire_requests()
        db.session.refresh(request)
        assert request.state is RequestState.REQUESTED
    with clock.at(NOON + timedelta(hours=12, minutes=1)):
        hooks.expire_requests()
    db.session.refresh(request)

    assert request.state is RequestState.EXPIRED


def test_only_unanswered_requests_expire(app):
    with clock.at(NOON):
        event = make_event()
        accepted, waiting = make_request(event), make_request(event)
        actions.answer(accepted, accept=True)
    with clock.at(NOON + timedelta(days=8)):
        assert actions.expire_due(event) == 1
        assert actions.expire_due(event) == 0
    states = {r.code: r.state for r in db.session.scalars(select(MeetingRequest))}

    assert states == {accepted.code: RequestState.ACCEPTED, waiting.code: RequestState.EXPIRED}


def test_an_expired_request_can_be_asked_again_but_not_answered(app):
    with clock.at(NOON):
        request = make_request()
    actions.expire(request)

    with pytest.raises(Refused) as refusal:
        actions.answer(request, accept=True)
    assert refusal.value.code == "request_answered"
    actions.reopen(request)
    assert request.state is RequestState.REQUESTED
    assert request.expires_at > clock.now() + timedelta(days=6)


def test_a_meeting_is_asked_for_each_accepted_suggestion_once(app):
    event = make_event()
    hub = hub_of(event)
    for state in (SuggestionState.ACCEPTED, SuggestionState.ACCEPTED, SuggestionState.DISMISSED):
        suggestion(make_need(hub), make_technology(hub), state)

    assert [actions.ask_for_accepted(event), actions.ask_for_accepted(event)] == [2, 0]
    assert list(db.session.scalars(select(MeetingRequest.code))) == ["Q001", "Q002"]


# ---------------------------------------------------------------------- pages
@pytest.fixture
def office(client, sign_in):
    """An event and a browser of one of its organisers."""
    event = make_event()
    sign_in(client, "organiser", hub=hub_of(event))
    return event, client, f"/events/{event.slug}/desk/requests"


def test_a_refused_form_keeps_what_was_typed(office, submit):
    event, client, url = office
    hub = hub_of(event)
    own = make_organisation(hub)
    need = make_need(organisation=own, title="Sấy cá cơm")
    same = make_technology(organisation=own)

    answer = submit(
        client,
        f"{url}/new",
        need=need.code,
        technology=same.code,
        weight="5",
        mode="online",
        message="Bàn về giá",
        answer_by="31/12/2099",
    )
    page = answer.get_data(as_text=True)

    assert answer.status_code == 422
    assert words.say(Refused("same_organisation")) in page
    for kept in ("Bàn về giá", "31/12/2099", f'<option selected value="{need.code}">'):
        assert kept in page


def test_need_and_technology_of_the_address_are_chosen_and_accepted_ones_come_first(office):
    event, client, url = office
    hub = hub_of(event)
    need, fitting, other = make_need(hub), make_technology(hub), make_technology(hub)
    suggestion(need, fitting)

    page = client.get(f"{url}/new?need={need.code}&technology={other.code}").get_data(as_text=True)

    assert f'<option selected value="{need.code}">' in page
    assert f'<option selected value="{other.code}">' in page
    assert page.index("<optgroup") < page.index(f'value="{fitting.code}"')
    assert page.index(f'value="{fitting.code}"') < page.index(f'value="{other.code}"')


def test_a_made_request_is_shown_and_its_history_speaks_vietnamese(office, submit):
    event, client, url = office
    hub = hub_of(event)
    need, technology = make_need(hub), make_technology(hub)

    made = submit(
        client, f"{url}/new", need=need.code, technology=technology.code, weight="4", mode="on_site"
    )
    page = client.get(made.headers["Location"]).get_data(as_text=True)

    assert made.status_code == 303
    assert "Đề nghị gặp" in page and "meeting_requested" not in page


def test_a_declined_request_keeps_the_reason_and_can_be_undone(office, submit):
    event, client, url = office
    request = make_request(event)
    here = f"{url}/{request.code}"

    submit(client, f"{here}/decline", page=here, reason="Bên cung đã bán hết")
    page = client.get(here).get_data(as_text=True)
    assert "Bên cung đã bán hết" in page
    submit(client, f"{here}/reopen", page=here)
    db.session.refresh(request)

    assert (request.state, request.decline_reason) == (RequestState.REQUESTED, None)


def test_too_long_a_reason_is_refused_and_kept(office, submit):
    event, client, url = office
    request = make_request(event)
    here = f"{url}/{request.code}"
    reason = "dài " * 100

    answer = submit(client, f"{here}/decline", page=here, reason=reason)

    assert answer.status_code == 422
    assert reason.strip() in answer.get_data(as_text=True)
    db.session.refresh(request)
    assert request.state is RequestState.REQUESTED


def test_ticked_requests_are_accepted_together_and_answered_ones_stay(office, submit):
    event, client, url = office
    rows = [make_request(event) for _ in range(4)]
    actions.answer(rows[1], accept=False, reason="bận")

    answer = submit(
        client, f"{url}/answer", page=url, chosen=[r.code for r in rows[:3]], deed="accept"
    )
    page = client.get(answer.headers["Location"]).get_data(as_text=True)
    found = select(MeetingRequest.state).order_by(MeetingRequest.id)

    assert list(db.session.scalars(found)) == ["accepted", "declined", "accepted", "requested"]
    assert "Đã ghi 2 đề nghị được nhận lời. 1 đề nghị đã trả lời từ trước, giữ nguyên." in page


def test_everything_listed_means_what_the_filters_leave(office, submit):
    event, client, url = office
    rows = [make_request(event, mode=mode) for mode in (Mode.ONLINE, Mode.ON_SITE, Mode.ONLINE)]

    submit(client, f"{url}/answer?mode=online", page=url, everything="1", deed="decline")
    found = select(MeetingRequest.state).order_by(MeetingRequest.id)

    assert list(db.session.scalars(found)) == ["declined", "requested", "declined"]
    assert len(rows) == 3


def test_nothing_ticked_is_said(office, submit):
    _event, client, url = office

    answer = submit(client, f"{url}/answer", page=url, deed="accept")

    assert words.say(Refused("nothing_ticked")) in client.get(answer.location).get_data(
        as_text=True
    )


def test_asking_from_a_need_goes_to_the_one_coming_event_or_lets_choose(office):
    event, client, url = office
    slug = hub_of(event).slug
    with clock.at(NOON):
        one = client.get(f"/hubs/{slug}/meetings/ask?need=N1&technology=T1")
        make_event(hub_of(event), name="Techdemo mùa xuân")
        many = client.get(f"/hubs/{slug}/meetings/ask?need=N1&technology=T1")

    assert one.location == f"{url}/new?need=N1&technology=T1"
    assert "Techdemo mùa xuân" in many.get_data(as_text=True)


def test_the_list_can_be_taken_out_as_csv(office):
    event, client, url = office
    request = make_request(event)
    text = client.get(f"{url}?format=csv").get_data(as_text=True)

    assert request.code in text and request.need.organisation.name in text


def test_an_accepted_technology_of_another_hub_can_be_asked_for(office, submit):
    event, client, url = office
    need, abroad, stranger = make_need(hub_of(event)), make_technology(), make_technology()
    suggestion(need, abroad)
    page = f"{url}/new?need={need.code}&technology={abroad.public_code}"
    assert f'<option selected value="{abroad.public_code}">' in client.get(page).get_data(
        as_text=True
    )
    fields = {"need": need.code, "weight": "3", "mode": "online"}

    refused = submit(client, f"{url}/new", technology=stranger.public_code, **fields)
    made = submit(client, f"{url}/new", technology=abroad.public_code, **fields)

    assert (refused.status_code, made.status_code) == (422, 303)
    assert db.session.scalars(select(MeetingRequest.technology_id)).one() == abroad.id


def test_the_page_of_a_need_leads_to_its_meetings(office):
    event, client, _url = office
    hub = hub_of(event)
    need, technology = make_need(hub), make_technology(hub)
    suggestion(need, technology)
    office_url = f"/hubs/{hub.slug}"

    page = client.get(f"{office_url}/needs/{need.code}?decided=accepted").get_data(as_text=True)

    assert f'href="{office_url}/meetings/new?need={need.code}"' in page
    pair = f"need={need.code}&amp;technology={technology.code}"
    assert f'href="{office_url}/meetings/ask?{pair}"' in page
