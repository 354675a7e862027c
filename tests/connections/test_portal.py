"""The participant's portal by link: who is here, what fits, asking for meetings and answering."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.accounts.models import Hub
from app.catalogue.models import Need, Organisation, Technology
from app.catalogue.states import Confidentiality, TechnologyState
from app.connections.models import MeetingRequest
from app.connections.portal import actions, arranging, links, queries, turns
from app.connections.portal.actions import Said
from app.connections.portal.models import Pair, Profile
from app.connections.requests import actions as requests
from app.connections.scheduling.limits import Wish, over_limit
from app.connections.stages import Mode, RequestState, Side
from app.connections.timetables.board import board_of
from app.core import clock, jobs
from app.core.audit import AuditEntry
from app.core.db import db, transaction
from app.core.errors import Refused
from app.registrations import actions as registrations
from app.registrations.own import actions as own
from app.registrations.own import link as own_link
from app.registrations.states import Purpose, Source
from tests.factories.accounts import make_hub, make_user
from tests.factories.booths import make_exhibit
from tests.factories.catalogue import make_need, make_organisation, make_technology
from tests.factories.registrations import make_category, make_open_event, make_registration

DRYING = "Cần máy sấy lạnh cho chè búp, công suất 200 kg mỗi mẻ"
DRYER = "Máy sấy lạnh bơm nhiệt cho chè và dược liệu, tiết kiệm điện"


@pytest.fixture
def event(app):
    made = make_open_event()
    arranging.set_rules(made, arranging.Rules(most_open=2, answer_days=3))
    return made


def participant(event, name, *, wants=None, offers=None, shown=True, **fields):
    """Somebody with a place who has filled in the profile."""
    consents = {Purpose.EVENT_OPERATIONS} | ({Purpose.DIRECTORY} if shown else set())
    fields.setdefault("category", make_category(event))
    person = make_registration(name=name, consents=frozenset(consents), **fields)
    own.confirm_email(person)
    said = Said(wants, offers, ("AGRI",), 9 if offers else None)
    return actions.save_profile(person, said)


def home(profile):
    return f"/r/{links.token_for_office(profile.registration)}/meet"


def ask(me, them, **fields):
    given = {"message": "Muốn xem máy", "mode": Mode.ON_SITE, "i_look_for": True} | fields
    return actions.ask_person(me, them, **given)


@pytest.fixture
def mails(app):
    """The letters written since the last call, by address."""
    folder = app.config["KETNOI"].data_dir / "mail"

    def do():
        for old in folder.glob("*.eml"):
            old.unlink()
        jobs.drain()
        found = [
            message_from_bytes(file.read_bytes(), policy=policy.default)
            for file in folder.glob("*.eml")
        ]
        return {
            letter["To"]: f"{letter['Subject']} {letter.get_body(('plain',)).get_content()}"
            for letter in found
        }

    return do


@pytest.fixture
def an(event):
    return participant(event, "Nguyễn Văn An", wants=DRYING, organisation="HTX Chè An")


@pytest.fixture
def binh(event):
    return participant(
        event, "Trần Thị Bình", offers=DRYER, organisation="Viện Máy Bình", locale="en"
    )


def refusal(deed, *given, **more):
    with pytest.raises(Refused) as refused:
        deed(*given, **more)
    return refused.value.code


# ---------------------------------------------------------------------- rules
@given(st.sampled_from([None, *Side]), st.booleans())
def test_a_request_never_waits_for_the_side_that_spoke_last(asked_side, proposed):
    waits = turns.waits_for(asked_side, proposed=proposed)

    assert waits
    if asked_side is not None:
        spoke = turns.other(asked_side) if proposed else asked_side
        assert waits == {turns.other(spoke)}


# ---------------------------------------------------------------------- who is here
def test_only_who_agreed_is_found_and_never_by_phone_or_e_mail(client, event, an, binh):
    participant(event, "Lê Ẩn Danh", offers=DRYER, shown=False)
    page = client.get(f"{home(an)}/people?q=binh").text
    everybody = client.get(f"{home(an)}/people").text

    assert "Trần Thị Bình" in page
    assert "Nguyễn Văn An" not in page
    assert "Lê Ẩn Danh" not in everybody
    for hidden in (binh.registration.email, binh.registration.phone or "0990"):
        assert hidden not in everybody
        assert (
            "Trần Thị Bình" not in client.get(f"{home(an)}/people", query_string={"q": hidden}).text
        )


def test_who_takes_the_consent_back_is_gone_at_once(client, an, binh):
    own.change_consents(binh.registration, set(), channel=Source.WEB)

    assert "Trần Thị Bình" not in client.get(f"{home(an)}/people").text
    assert client.get(f"{home(an)}/ask/person/{binh.code}").status_code == 404


def test_others_are_shown_only_to_whose_address_is_confirmed(client, event, an, binh):
    with transaction():
        an.registration.email_confirmed_at = None
    badge = f"/r/{own_link.token_of(an.registration.code, an.registration.link_nonce)}"

    led = client.get(f"{badge}/meet/people")
    assert led.headers["Location"].endswith(badge)
    assert "Trần Thị Bình" not in client.get(badge).text

    own.confirm_email(an.registration)
    assert "Trần Thị Bình" in client.get(f"{home(an)}/people").text


def test_the_directory_is_searched_without_marks_and_filtered(client, event, an, binh):
    def found(**asked):
        page = client.get(f"{home(an)}/people", query_string=asked).text
        return ["Nguyễn Văn An" in page, "Trần Thị Bình" in page]

    assert found(q="say lanh") == [True, True]
    assert found(q="duoc lieu") == [False, True]
    assert found(kind="wants") == [True, False]
    assert found(kind="offers") == [False, True]
    assert found(field="AGRI") == [True, True]
    assert found(field="ICT") == [False, False]


def test_opening_the_portal_fills_the_directory_with_those_who_agreed(app):
    event = make_open_event()
    agreed = frozenset({Purpose.EVENT_OPERATIONS, Purpose.DIRECTORY})
    shown = make_registration(category=make_category(event), consents=agreed)
    make_registration(category=make_category(event))

    arranging.set_rules(event, arranging.Rules())

    assert [row.registration_id for row in db.session.scalars(select(Profile))] == [shown.id]


# ---------------------------------------------------------------------- what fits
def test_suggestions_name_people_and_technologies_with_the_reason(client, event, an, binh):
    hub = db.session.get_one(Hub, event.hub_id)
    firm = make_organisation(hub, name="Công ty Cơ điện lạnh (giả định)")
    fits = make_technology(
        hub, firm, title="Máy sấy lạnh chè búp 300 kg", description=DRYER,
        publish_ok=True, state=TechnologyState.APPROVED,
    )  # fmt: skip
    away = make_technology(
        hub, title="Máy sấy lạnh ở nơi khác", description=DRYER, publish_ok=True,
        state=TechnologyState.APPROVED,
    )  # fmt: skip
    make_exhibit(event, firm)

    page = client.get(home(an)).text

    assert fits.title in page
    assert away.title not in page  # its owner is not at this event
    assert "Trần Thị Bình" in page
    assert "cùng nói tới" in page


def test_needs_that_are_private_are_suggested_to_nobody(client, event, binh):
    hub = db.session.get_one(Hub, event.hub_id)
    shown = make_need(hub, title="Sấy lạnh chè búp", description=DRYING, field="AGRI",
                      confidentiality=Confidentiality.ANONYMOUS)  # fmt: skip
    hidden = make_need(hub, title="Sấy lạnh chè kín", description=DRYING, field="AGRI",
                       confidentiality=Confidentiality.PRIVATE)  # fmt: skip

    page = client.get(home(binh)).text

    assert shown.title in page
    assert shown.organisation.name not in page
    assert hidden.title not in page
    assert client.get(f"{home(binh)}/ask/need/{hidden.public_code}").status_code == 404


# ---------------------------------------------------------------------- asking, answering
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


# ---------------------------------------------------------------------- letters
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


# ---------------------------------------------------------------------- the office, those who go
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


# ---------------------------------------------------------------------- the timetable
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
