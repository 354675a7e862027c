"""Asking for a meeting and answering; the letters about it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.accounts.models import Hub
from app.catalogue.models import Organisation
from app.catalogue.states import Confidentiality, TechnologyState
from app.connections.models import MeetingRequest
from app.connections.portal import actions, arranging, links, turns
from app.connections.portal.models import Pair
from app.connections.requests import actions as requests
from app.connections.stages import Mode, RequestState, Side
from app.core import clock
from app.core.db import db
from app.core.errors import Refused
from tests.factories.catalogue import make_need, make_organisation, make_technology
from tests.factories.portal import DRYER, DRYING, ask, home, participant
from tests.factories.registrations import make_category, make_open_event, make_registration


def refusal(deed, *given, **more):
    with pytest.raises(Refused) as refused:
        deed(*given, **more)
    return refused.value.code


@given(st.sampled_from([None, *Side]), st.booleans())
def test_a_request_never_waits_for_the_side_that_spoke_last(asked_side, proposed):
    waits = turns.waits_for(asked_side, proposed=proposed)

    assert waits
    if asked_side is not None:
        spoke = turns.other(asked_side) if proposed else asked_side
        assert waits == {turns.other(spoke)}


def test_a_participant_may_ask_to_meet_at_the_booth(client, submit, an, binh):
    submit(client, f"{home(an)}/ask/person/{binh.code}", message="Muốn xem máy", mode="booth")

    assert [one.at_booth for one in db.session.scalars(select(MeetingRequest))] == [True]
    assert "Tại gian hàng của bên có công nghệ" in client.get(f"{home(binh)}?lang=vi").text


def test_contacts_are_shown_after_the_yes_and_not_before(client, submit, an, binh):
    submit(client, f"{home(an)}/ask/person/{binh.code}", message="Muốn xem máy", mode="on_site")
    (made,) = db.session.scalars(select(MeetingRequest))
    mails = [an.registration.email, binh.registration.email]

    before = client.get(home(an)).text + client.get(home(binh)).text
    submit(client, f"{home(binh)}/requests/{made.code}/accept", page=home(binh))
    after = [client.get(home(an)).text, client.get(home(binh)).text]

    assert "Muốn xem máy" in before
    assert [mail in before for mail in mails] == [False, False]
    assert mails[1] in after[0]
    assert mails[0] in after[1]
    assert made.state is RequestState.ACCEPTED
    assert (made.need.organisation.name, made.technology.organisation.name) == (
        "HTX Chè An",
        "Viện Máy Bình",
    )


def test_the_records_of_a_request_stay_with_the_hub(an, binh):
    made = ask(an, binh)

    assert made.need.confidentiality is Confidentiality.PRIVATE
    assert made.technology.state is TechnologyState.DRAFT
    assert not made.technology.publish_ok


def test_a_no_is_one_tap_and_can_be_taken_back(client, submit, an, binh):
    made = ask(an, binh)

    submit(client, f"{home(binh)}/requests/{made.code}/decline", page=home(binh))
    declined = made.state
    submit(client, f"{home(binh)}/requests/{made.code}/again", page=home(binh))

    assert (declined, made.state) == (RequestState.DECLINED, RequestState.REQUESTED)


def test_another_proposal_turns_the_request_round(an, binh):
    made = ask(an, binh)
    actions.propose(made, Side.SUPPLY, "Chiều ngày thứ hai")

    assert refusal(actions.answer, made, Side.SUPPLY, accept=True) == "not_your_turn"
    actions.answer(made, Side.DEMAND, accept=True)
    assert made.state is RequestState.ACCEPTED


def test_a_colleague_may_answer_instead(client, event, an, binh):
    cuc = participant(event, "Phạm Cúc", offers="Tư vấn sấy", organisation="Viện Máy Bình")
    made = ask(an, binh)

    actions.hand_on(made, Side.SUPPLY, cuc)

    assert made.code.encode() not in client.get(home(binh)).data
    assert f"/requests/{made.code}/accept" in client.get(home(cuc)).text


def test_who_asked_cannot_answer_for_the_other_side(client, submit, an, binh):
    made = ask(an, binh)
    submit(client, f"{home(an)}/requests/{made.code}/accept", page=home(an))

    assert made.state is RequestState.REQUESTED


def test_a_stranger_finds_no_request_of_others(client, submit, event, an, binh):
    made = ask(an, binh)
    stranger = participant(event, "Người Lạ", wants=DRYING, organisation="Viện Máy Bình")

    page = client.get(home(stranger)).text
    reply = submit(
        client, f"{home(stranger)}/requests/{made.code}/accept", page=f"{home(stranger)}/profile"
    )

    assert "Muốn xem máy" not in page
    assert reply.status_code == 404
    assert made.state is RequestState.REQUESTED


def test_only_whom_the_office_names_answers_for_an_organisation(client, submit, event, an):
    hub = db.session.get_one(Hub, event.hub_id)
    firm = make_organisation(hub, name="Công ty Lạnh")
    technology = make_technology(hub, firm, publish_ok=True)
    chi = participant(event, "Đỗ Chi", offers="Lắp đặt", organisation="Công ty Lạnh")
    made = actions.ask_for_technology(an, technology, "Xin báo giá", Mode.ONLINE)

    unseen = client.get(home(chi)).text
    arranging.set_speaker(chi, firm.id)
    seen = client.get(home(chi)).text
    submit(client, f"{home(chi)}/requests/{made.code}/accept", page=home(chi))

    assert "Xin báo giá" not in unseen
    assert "Xin báo giá" in seen
    assert made.state is RequestState.ACCEPTED


def test_too_many_open_requests_are_refused_and_expired_ones_count_no_more(event, an, binh):
    others = [
        participant(event, f"Bên {n}", offers=DRYER, organisation=f"Công ty số {n}")
        for n in range(3)
    ]
    first, _second = ask(an, others[0]), ask(an, others[1])

    assert refusal(ask, an, others[2]) == "too_many_open"
    with clock.at(first.expires_at + timedelta(seconds=1)):
        third = ask(an, others[2])
        assert refusal(actions.answer, first, Side.SUPPLY, accept=True) == "request_expired_now"
    assert third.state is RequestState.REQUESTED


def test_an_expired_request_says_so(client, an, binh):
    made = ask(an, binh)
    with clock.at(made.expires_at + timedelta(hours=1)):
        page = client.get(f"{home(an)}?lang=en").text

    assert "Nobody answered until" in page
    assert f"/requests/{made.code}/accept" not in page


def test_who_must_never_meet_cannot_be_asked_for_and_who_must_has_full_weight(event, an, binh):
    made = ask(an, binh)
    firms = made.need.organisation_id, made.technology.organisation_id
    hub = db.session.get_one(Hub, event.hub_id)
    arranging.say(event, *firms, Pair.MUST)
    db.session.refresh(made)

    assert made.weight == 5
    arranging.say(event, *reversed(firms), Pair.NEVER)
    need = make_need(hub, db.session.get_one(Organisation, firms[0]))
    technology = make_technology(hub, db.session.get_one(Organisation, firms[1]))
    assert refusal(requests.create, event, need, technology) == "never_meet"


def test_what_a_private_need_says_and_whose_it_is_comes_with_the_yes(client, event, mails):
    hub = db.session.get_one(Hub, event.hub_id)
    owner = make_organisation(hub, name="Công ty Kín Tiếng", email="kin@example.org")
    supplier = make_organisation(hub, name="Viện Máy", email="vien@example.org")
    need = make_need(hub, owner, title="Sấy vi sóng", confidentiality=Confidentiality.PRIVATE)
    made = requests.create(event, need, make_technology(hub, supplier))
    page = links.answer_address(made, Side.SUPPLY)

    before = [client.get(page).text, *mails().values()]
    requests.answer(made, accept=False, reason="Bận")
    before += [client.get(page).text, mails()["vien@example.org"]]
    requests.answer(made, accept=True)
    after = client.get(page).text

    told = [need.title, owner.name, "kin@example.org"]
    assert [word for text in before for word in told if word in text] == []
    assert [word for word in told if word in after] == told


def test_nobody_agrees_to_more_meetings_than_the_organisers_allow(event, an, binh):
    arranging.set_rules(event, arranging.Rules(most=1))
    other = participant(event, "Mai", wants=DRYING, organisation="HTX Mai")
    first, second = ask(an, binh), ask(other, binh)
    actions.answer(first, Side.SUPPLY, accept=True)

    assert refusal(actions.answer, second, Side.SUPPLY, accept=True) == "limit_reached"


def test_closed_or_without_a_portal_nothing_is_asked(client, app, event, an, binh):
    arranging.set_rules(event, arranging.Rules(is_open=False))
    elsewhere = make_registration(category=make_category(make_open_event()))

    assert refusal(ask, an, binh) == "portal_closed"
    assert client.get(f"/r/{links.token_for_office(elsewhere)}/meet").status_code == 404
    assert client.get(home(an)[:-6] + "x/meet").status_code == 404


def test_letters_say_who_asks_and_what_became_of_it_in_each_ones_language(an, binh, mails):
    mails()
    made = ask(an, binh)
    asked = mails()
    actions.answer(made, Side.SUPPLY, accept=True)
    answered = mails()

    text = asked[binh.registration.email]
    assert "You are asked for a meeting" in text
    assert links.portal_address(binh.registration) in text
    assert an.registration.email not in text
    assert set(answered) == {an.registration.email, binh.registration.email}
    assert "Đã nhận lời" in answered[an.registration.email]
    assert "Accepted" in answered[binh.registration.email]


def test_an_organisation_answers_by_the_link_in_its_letter(client, submit, event, an):
    hub = db.session.get_one(Hub, event.hub_id)
    firm = make_organisation(hub, name="Công ty Lạnh", email="lanh@example.org")
    technology = make_technology(hub, firm, publish_ok=True)
    made = actions.ask_for_technology(an, technology, "Xin báo giá", Mode.ONLINE)
    address = links.answer_address(made, Side.SUPPLY)
    path = address[address.index("/meet/") :]

    page = client.get(path)
    untouched = made.state
    before = an.registration.email in page.text
    submit(client, f"{path}/accept", page=path)

    assert (page.status_code, untouched, before) == (200, RequestState.REQUESTED, False)
    assert made.state is RequestState.ACCEPTED
    assert an.registration.email in client.get(path).text
    assert client.get(path[:-2] + "xx").status_code == 404
