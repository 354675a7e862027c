"""One person signed up twice: recognised, made one, nothing lost; two people alike stay two."""

from datetime import datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.core.errors import Refused
from app.core.outbox import Mail
from app.registrations import actions as people
from app.registrations import queries as registered
from app.registrations import tags
from app.registrations.checkin import actions as checkin
from app.registrations.checkin.known import fair_of
from app.registrations.doubles import actions, queries
from app.registrations.doubles.likeness import Sign, SignUp, pairs
from app.registrations.models import Consent, Registration, Scan
from app.registrations.own import actions as own
from app.registrations.own import export, link
from app.registrations.states import BadgeState, Purpose, Source, Status, Verdict
from app.registrations.waiting import actions as waitings
from app.workshops import actions as workshops
from app.workshops.models import Enrolment
from tests.factories.accounts import make_hub
from tests.factories.checkin import make_device, make_point, sent, token_of
from tests.factories.registrations import make_category, make_open_event, make_registration
from tests.factories.workshops import make_class

PHONE = "+84990123456"


# ------------------------------------------------------------------ the rule
@given(
    st.lists(
        st.builds(
            SignUp,
            id=st.integers(1, 50),
            name=st.sampled_from(["Lê An", "LÊ AN", "Le An", "Trần Bình"]),
            email=st.sampled_from([None, "a@example.org", "A@example.org", "b@example.org"]),
            phone=st.sampled_from([None, "+84990000001", "+84990000002"]),
        ),
        unique_by=lambda one: one.id,
        max_size=12,
    )
)
def test_pairs_share_a_sign_whatever_the_order_and_never_stand_twice(sign_ups):
    found = pairs(sign_ups)

    assert found == pairs(reversed(sign_ups))
    by_id = {one.id: one for one in sign_ups}
    for (a, b), sign in found.items():
        first, second = by_id[a], by_id[b]
        assert a < b
        if sign is Sign.EMAIL:
            assert first.email.casefold() == second.email.casefold()
        else:
            assert first.phone == second.phone
    assert pairs(sign_ups, frozenset(found)).keys().isdisjoint(found)


def test_spelling_of_names_does_not_hide_a_double_and_a_phone_alone_makes_none():
    alike = [SignUp(1, "Đỗ Thị Hoà", "a@x.org", PHONE), SignUp(2, "ĐỖ THỊ HÒA", None, PHONE)]
    family = [SignUp(3, "Lê An", None, PHONE)]

    assert pairs(alike + family) == {(1, 2): Sign.PHONE}


# ------------------------------------------------------------------ making one
@pytest.fixture
def event(app):
    return make_open_event(make_hub())


@pytest.fixture
def pair(event):
    """The same person by e-mail and, by another e-mail, with the same phone."""
    category = make_category(event)
    first = make_registration(category, name="Đỗ Thị Hoà", phone=PHONE)
    second = make_registration(category, name="Đỗ Thị Hòa", phone=PHONE)
    return first, second


def test_doubles_are_listed(event, pair):
    make_registration(make_category(event), name="Đỗ Thị Hoa", phone="+84990999999")

    (found,) = queries.doubles(event.id)

    assert {found.first.id, found.second.id} == {each.id for each in pair}
    assert queries.number(event.id) == 1


def test_what_belongs_to_the_one_moves_to_the_other(app):
    event = make_open_event(make_hub(), starts_on=clock.today())
    category = make_category(event)
    kept = make_registration(category, name="Đỗ Hoà", phone=PHONE)
    gone = make_registration(category, name="Đỗ Hòa", phone=PHONE, organisation="HTX Sen")
    tags.add(gone, "VIP")
    old_badge = token_of(gone)
    make_point(event, "gate-1")
    device, _token = make_device(event)
    at = clock.now() - timedelta(minutes=5)
    checkin.take_in(fair_of(event), device.id, device.name, [sent(old_badge, at)])

    actions.merge(kept, gone)

    scan = db.session.scalars(select(Scan)).one()
    assert (scan.registration_id, scan.verdict) == (kept.id, Verdict.ADMITTED)
    db.session.refresh(gone)
    assert (gone.status, gone.merged_into_id) == (Status.CANCELLED, kept.id)
    assert kept.organisation == "HTX Sen"
    assert tags.of([kept])[kept.id] == ["VIP"]
    states = sorted(badge.state for badge in registered.badges_of(kept.id))
    assert states == [BadgeState.REVOKED, BadgeState.VALID]
    assert queries.doubles(event.id) == []


def test_the_badge_of_the_one_that_went_opens_the_gate_no_more(app):
    event = make_open_event(make_hub(), starts_on=clock.today())
    category = make_category(event)
    kept, gone = make_registration(category), make_registration(category)
    old_badge = token_of(gone)
    actions.merge(kept, gone)
    make_point(event, "gate-1")
    device, _token = make_device(event)

    later = clock.now() + timedelta(minutes=1)
    checkin.take_in(fair_of(event), device.id, device.name, [sent(old_badge, later)])

    assert db.session.scalars(select(Scan)).one().verdict is Verdict.REVOKED


def test_the_place_goes_to_the_next_in_line(event):
    category = make_category(event, places=2)
    kept, gone, waiting = (make_registration(category) for _each in range(3))

    actions.merge(kept, gone)

    db.session.refresh(waiting)
    db.session.refresh(category)
    assert waiting.status is Status.CONFIRMED
    assert category.taken == 2


def test_the_one_with_a_place_stays(event):
    category = make_category(event, places=1)
    confirmed, waiting = make_registration(category), make_registration(category)

    with pytest.raises(Refused, match="merge_other_way"):
        actions.merge(waiting, confirmed)
    actions.merge(confirmed, waiting)
    db.session.refresh(waiting)
    assert waiting.status is Status.CANCELLED


def test_no_offer_and_no_approval_is_lost_when_two_become_one(event):
    waitings.set_hours(event, 24)
    category = make_category(event, places=1)
    first, offered, queued = (make_registration(category) for _ in range(3))
    people.cancel(first)
    judged = make_category(event, approval=True)
    pending, approved = make_registration(judged), make_registration(judged)
    people.approve(approved)

    for kept, gone in ((queued, offered), (pending, approved)):
        with pytest.raises(Refused, match="merge_other_way"):
            actions.merge(kept, gone)


def test_for_each_purpose_the_latest_word_counts(event):
    category = make_category(event)
    kept = make_registration(category)
    gone = make_registration(category, consents=frozenset(Purpose))
    with clock.at(clock.now() + timedelta(minutes=1)):
        own.change_consents(kept, {Purpose.EVENT_OPERATIONS, Purpose.NEWS}, channel=Source.WEB)
    with clock.at(clock.now() + timedelta(minutes=2)):
        own.change_consents(kept, {Purpose.EVENT_OPERATIONS}, channel=Source.WEB)
        actions.merge(kept, gone)

    held = own.current_consents(kept)
    assert Purpose.NEWS not in held
    assert Purpose.PHOTO in held
    owners = db.session.scalars(select(Consent.registration_id).distinct()).all()
    assert owners == [kept.id]


def seminar(event, hour):
    begins = datetime.combine(event.starts_on, time(hour), event.zone)
    return make_class(
        event=event, capacity=5, starts_at=begins, ends_at=begins + timedelta(hours=2)
    )


def test_seats_move_and_nobody_sits_twice(event):
    category = make_category(event)
    kept, gone = make_registration(category), make_registration(category)
    both, only = seminar(event, 9), seminar(event, 14)
    for one in (kept, gone):
        workshops.enrol(both.id, one.id)
    workshops.enrol(only.id, gone.id)

    actions.merge(kept, gone)

    rows = db.session.execute(
        select(Enrolment.session_id, Enrolment.registration_id).order_by(Enrolment.session_id)
    ).all()
    assert [tuple(row) for row in rows] == [(both.id, kept.id), (only.id, kept.id)]
    for session in (both, only):
        db.session.refresh(session)
        assert session.enrolled == 1


def test_both_addresses_are_written_to_and_the_old_link_ends(event, pair, client):
    kept, gone = pair
    old = link.token_of(gone.code, gone.link_nonce)

    actions.merge(kept, gone)

    found = db.session.execute(select(Mail.kind, Mail.address).order_by(Mail.id)).all()
    assert ("registrations.merged", kept.email) in found
    assert ("registrations.merged_away", gone.email) in found
    assert client.get(f"/r/{old}").status_code == 404


def test_what_became_part_of_another_is_not_restored(event, pair):
    kept, gone = pair
    actions.merge(kept, gone)

    with pytest.raises(Refused, match="merged"):
        people.restore(gone)
    with pytest.raises(Refused, match="merge_gone"):
        actions.merge(kept, gone)


def test_erasing_and_export_cover_what_became_part(event, pair):
    kept, gone = pair
    actions.merge(kept, gone)

    assert gone.code in str(export.collect(kept))
    own.erase(kept)
    db.session.refresh(gone)
    assert gone.erased_at is not None


def test_someone_without_email_takes_the_address_of_the_other(event):
    category = make_category(event)
    kept = make_registration(category, name="Lê An", email=None, phone=PHONE)
    gone = make_registration(category, name="Lê An", email="an@example.org", phone=PHONE)

    actions.merge(kept, gone)

    db.session.refresh(kept)
    assert (kept.email, kept.person_key) == ("an@example.org", "e:an@example.org")


def test_registrations_of_two_events_are_not_made_one(event, pair):
    with pytest.raises(Refused, match="merge_gone"):
        actions.merge(pair[0], make_registration())


# ------------------------------------------------------------------ pages
@pytest.fixture
def office(client, sign_in, event):
    return sign_in(client, "organiser", hub=event.hub)


def test_two_side_by_side_with_what_would_move_then_one(office, submit, event, pair):
    kept, gone = pair
    at = f"/events/{event.slug}/desk/doubles"
    assert f"{at}/{kept.code}/{gone.code}" in office.get(at).get_data(as_text=True)
    page = f"{at}/{kept.code}/{gone.code}"
    text = office.get(page).get_data(as_text=True)
    assert kept.email in text
    assert gone.email in text
    assert "thẻ dùng được" in text

    submit(office, f"{page}/merge", page=page)

    db.session.rollback()
    assert db.session.get(Registration, gone.id).merged_into_id == kept.id


def test_two_people_alike_are_noted_and_taken_back(office, submit, event, pair):
    kept, gone = pair
    at = f"/events/{event.slug}/desk/doubles"
    page = f"{at}/{kept.code}/{gone.code}"

    submit(office, f"{page}/apart", page=page)
    assert queries.number(event.id) == 0
    submit(office, f"{page}/together", page=page)
    assert queries.number(event.id) == 1


def test_who_read_the_consents_out_to_somebody_without_email_is_shown(
    client, sign_in, submit, event
):
    category = make_category(event)
    clerk = sign_in(client, "organiser", hub=event.hub)
    url = f"/events/{event.slug}/desk/registrations/new"
    submit(
        clerk,
        url,
        category=category.code,
        name="Y Wang Niê",
        phone="0990000123",
        consents=["event_operations", "photo"],
    )

    db.session.rollback()
    made = db.session.scalars(select(Registration)).one()
    text = clerk.get(f"/events/{event.slug}/desk/registrations/{made.code}").get_data(as_text=True)
    assert made.email is None
    assert text.count("người đọc: ") == 2
