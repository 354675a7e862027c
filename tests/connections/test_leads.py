"""An exhibitor's leads: taken with the visitor's word, shown and exported while it stands."""

from __future__ import annotations

import io
from uuid import uuid4

import pytest
import python_calamine
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from app.booths.exhibits.actions import refuse_exhibitor
from app.connections.leads import actions, connecting, links, queries, words
from app.connections.leads.actions import Noted
from app.connections.leads.models import Lead, LeadConsent
from app.connections.leads.sharing import Heat, Step, Visitor, step
from app.connections.models import Connection
from app.connections.stages import MeetingState, Stage
from app.core import clock
from app.core.db import db
from app.core.errors import Refused
from app.registrations.own import actions as own
from app.registrations.own import link
from app.registrations.states import Purpose, Source
from tests.factories.catalogue import make_need
from tests.factories.leads import (
    badge_of,
    make_lead,
    make_lead_phone,
    make_visitor,
    scan,
    take,
)
from tests.factories.registrations import make_open_event

BOOLS = st.booleans()


@given(BOOLS, BOOLS, BOOLS, BOOLS)
def test_no_contact_without_the_visitors_word(everywhere, shared, took_back, agreed):
    visitor = Visitor(everywhere=everywhere, shared=shared, took_back=took_back and not shared)

    found = step(visitor, agreed=agreed)

    said = agreed or shared or (everywhere and not took_back)
    assert (found is Step.ASK) is not said


@given(BOOLS, BOOLS, BOOLS, BOOLS)
def test_a_child_is_never_a_lead(everywhere, shared, took_back, agreed):
    child = Visitor(minor=True, everywhere=everywhere, shared=shared, took_back=took_back)

    assert step(child, agreed=agreed) is Step.CLOSED


@pytest.fixture
def phone(app):
    return make_lead_phone()


def leads():
    return db.session.scalars(select(Lead).order_by(Lead.id)).all()


def proofs():
    return db.session.scalars(select(LeadConsent).order_by(LeadConsent.id)).all()


def test_who_agreed_at_sign_up_is_a_lead_at_the_first_scan(phone):
    visitor = make_visitor(phone.event, agrees=True)

    taken = take(phone, visitor)

    assert (taken.step, taken.lead.registration_id) == (Step.SIGN_UP, visitor.id)
    (proof,) = proofs()
    assert proof.consent_id is not None
    assert proof.phone_id == phone.id
    assert proof.words.startswith("Cho gian hàng quét thẻ của tôi")


def test_who_did_not_agree_is_asked_and_nothing_is_kept_before_the_answer(phone):
    visitor = make_visitor(phone.event)

    assert take(phone, visitor).step is Step.ASK
    assert leads() == []

    taken = take(phone, visitor, agreed=True)

    assert taken.step is Step.AGREED
    (proof,) = proofs()
    assert (proof.consent_id, proof.text_version, proof.locale) == (None, words.VERSION, "vi")
    assert phone.exhibitor.organisation.name in proof.words


def test_an_answer_to_other_words_than_todays_is_none(phone):
    taken = take(phone, make_visitor(phone.event), agreed=True, version="2025-01")

    assert taken.step is Step.ASK


def test_a_consent_at_one_booth_is_none_at_another(phone):
    other = make_lead_phone(phone.event)
    visitor = make_visitor(phone.event)
    take(phone, visitor, agreed=True)

    assert take(other, visitor).step is Step.ASK


def test_a_scan_sent_again_changes_nothing(phone):
    visitor = make_visitor(phone.event)
    sent = scan(badge_of(visitor), agreed=True)
    first = actions.take(phone, sent)

    again = actions.take(phone, sent)

    assert (again.step, again.lead.id) == (Step.KNOWN, first.lead.id)
    assert (len(leads()), len(proofs())) == (1, 1)


def test_a_late_repeat_does_not_undo_that_the_consent_was_taken_back(phone):
    visitor = make_visitor(phone.event)
    sent = scan(badge_of(visitor), agreed=True)
    lead = actions.take(phone, sent).lead
    actions.withdraw(lead)

    assert actions.take(phone, sent).step is Step.ASK
    assert leads()[0].withdrawn_at is not None


def test_one_id_with_two_badges_is_refused(phone):
    sent = scan(badge_of(make_visitor(phone.event)), agreed=True)
    actions.take(phone, sent)
    other = scan(badge_of(make_visitor(phone.event)), agreed=True, id=sent.id)

    with pytest.raises(Refused, match="lead_id_reused"):
        actions.take(phone, other)


def test_two_phones_of_one_exhibitor_share_their_leads(phone):
    second = make_lead_phone(exhibitor=phone.exhibitor)
    visitor = make_visitor(phone.event)
    take(phone, visitor, agreed=True)

    assert take(second, visitor).step is Step.KNOWN
    assert len(leads()) == 1


def test_children_are_never_leads(phone):
    child = make_visitor(
        phone.event, agrees=True, birth_year=clock.today().year - 12, guardian="Trần Văn Cha"
    )

    assert take(phone, child, agreed=True).step is Step.CLOSED
    assert leads() == []


@pytest.mark.parametrize("shown", ["1" * 198, "khong-phai-the", "0"])
def test_what_is_no_badge_of_the_event_is_no_lead(phone, shown):
    with pytest.raises(Refused, match="lead_badge_unknown"):
        actions.take(phone, scan(shown, agreed=True))


def test_a_badge_of_another_event_and_a_cancelled_one_are_no_lead(phone):
    from app.registrations.actions import cancel

    stranger, gone = make_visitor(make_open_event()), make_visitor(phone.event)
    badge = badge_of(gone)
    cancel(gone)

    for shown in (badge_of(stranger), badge):
        with pytest.raises(Refused, match="lead_badge_unknown"):
            actions.take(phone, scan(shown, agreed=True))


def test_taking_back_the_consent_of_sign_up_takes_it_from_every_exhibitor(phone):
    other = make_lead_phone(phone.event)
    visitor = make_visitor(phone.event, agrees=True)
    take(phone, visitor)
    take(other, visitor, agreed=True)

    own.change_consents(visitor, [], channel=Source.WEB)

    assert all(lead.withdrawn_at for lead in leads())
    assert all(proof.withdrawn_at for proof in proofs())


def test_other_consents_taken_back_leave_the_leads(phone):
    visitor = make_visitor(
        phone.event,
        consents=frozenset({Purpose.EVENT_OPERATIONS, Purpose.LEAD_SHARING, Purpose.NEWS}),
    )
    take(phone, visitor)

    own.change_consents(visitor, [Purpose.LEAD_SHARING], channel=Source.WEB)

    assert leads()[0].withdrawn_at is None


def test_who_took_it_back_from_an_exhibitor_is_asked_there_again(phone):
    visitor = make_visitor(phone.event, agrees=True)
    actions.withdraw(take(phone, visitor).lead)

    assert take(phone, visitor).step is Step.ASK
    assert take(phone, visitor, agreed=True).step is Step.AGREED
    assert leads()[0].withdrawn_at is None


def test_an_erased_visitor_leaves_a_number_and_no_word(phone):
    visitor = make_visitor(phone.event)
    lead = take(phone, visitor, agreed=True).lead
    actions.note_down(lead, Noted(Heat.HOT, None, "gọi chị Hà", "chị Hà ở Vinh"))

    own.erase(visitor)

    (lead,) = leads()
    assert (lead.heat, lead.next_step, lead.note) == (Heat.HOT, None, None)
    assert lead.withdrawn_at is not None


def test_a_revoked_phone_and_a_refused_exhibitor_open_nothing(phone):
    token = links.token_of(phone)
    assert links.find(token).id == phone.id

    actions.revoke_phone(phone)
    assert links.find(token) is None

    actions.restore_phone(phone)
    refuse_exhibitor(phone.exhibitor_id, "không đủ giấy tờ")
    assert links.find(token) is None
    assert links.find(token[:-2] + "xx") is None


def workbook(answer):
    assert answer.status_code == 200
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(answer.data))
    return book.get_sheet_by_index(0).to_python()


def test_the_file_holds_whose_consent_stands_and_tells_what_to_delete(client, phone):
    stays = make_lead(phone, name="Lê Thị Ở Lại", phone="+84912345678")
    goes = make_lead(phone, name="Trần Văn Rút Lui")
    actions.note_down(stays, Noted(Heat.HOT, None, "gửi báo giá", None))
    url = f"/leads/{links.token_of(phone)}"

    before = workbook(client.get(f"{url}?format=xlsx"))
    actions.withdraw(goes)
    after = workbook(client.get(f"{url}?format=xlsx"))
    page = client.get(url).get_data(as_text=True)

    assert [row[0] for row in before[1:]] == ["Lê Thị Ở Lại", "Trần Văn Rút Lui"]
    assert [(row[0], row[3], row[4], row[6]) for row in after[1:]] == [
        ("Lê Thị Ở Lại", "0912 345 678", "Nóng", "gửi báo giá")
    ]
    assert "Lê Thị Ở Lại" in page
    assert "Rút Lui" not in page
    assert queries.counts(phone.exhibitor_id).to_delete == 1


def test_the_phone_page_scans_asks_and_notes_down(client, submit, phone):
    visitor = make_visitor(phone.event, name="Phạm Văn Khách", locale="en")
    url = f"/leads/{links.token_of(phone)}"
    sent = {"id": str(uuid4()), "badge": badge_of(visitor), "at": clock.now().isoformat()}

    asked = client.post(f"{url}/scans", json=sent)
    assert asked.json == {"state": "ask", "version": words.VERSION, "locale": "en"}

    sent["agreed"] = {"version": words.VERSION, "locale": "en"}
    taken = client.post(f"{url}/scans", json=sent)
    assert (taken.json["state"], taken.json["name"]) == ("lead", "Phạm Văn Khách")
    address = taken.json["address"]
    assert "ha." in client.get(address).get_data(as_text=True)

    technology = queries.technologies_of(phone.exhibitor_id)[0]
    version = leads()[0].version
    done = submit(
        client,
        address,
        heat="hot",
        technology=technology.code,
        next_step="Gọi thứ Sáu",
        note="",
        version=str(version),
    )
    assert done.status_code == 303
    (lead,) = leads()
    assert (lead.heat, lead.technology_id, lead.next_step) == (
        Heat.HOT,
        technology.id,
        "Gọi thứ Sáu",
    )
    assert proofs()[0].words.startswith("May ")


@pytest.mark.parametrize(
    "wrong",
    [{}, {"id": "x"}, {"badge": ""}, {"badge": "9" * 401}, {"at": "gestern"}, {"agreed": "yes"}],
)
def test_a_scan_that_cannot_be_read_is_the_senders_mistake(client, phone, wrong):
    good = {"id": str(uuid4()), "badge": "1", "at": clock.now().isoformat()}
    sent = good | wrong if wrong else {}

    answer = client.post(f"/leads/{links.token_of(phone)}/scans", json=sent)

    assert answer.status_code == 422


def test_a_phone_sees_no_lead_of_another_exhibitor(client, phone):
    other = make_lead(make_lead_phone(phone.event))

    assert client.get(f"/leads/{links.token_of(phone)}/{other.code}").status_code == 404


def test_the_visitor_sees_who_has_the_contact_and_takes_it_back(client, submit, phone):
    lead = make_lead(phone)
    visitor = lead.registration
    token = link.token_of(visitor.code, visitor.link_nonce)
    name = words.name_of(phone.exhibitor)
    assert name in client.get(f"/r/{token}").get_data(as_text=True)
    page = f"/r/{token}/exhibitors"
    assert name in client.get(page).get_data(as_text=True)

    submit(client, f"{page}/{lead.code}/withdraw", page=page)
    assert leads()[0].withdrawn_at is not None

    submit(client, f"{page}/{lead.code}/share", page=page)
    assert leads()[0].withdrawn_at is None

    held = client.get(f"/r/{token}/data.json").json
    assert held["Đồng ý tại gian hàng"][0]["words"] == proofs()[0].words
    assert client.post(f"{page}/khong-co/withdraw").status_code in {400, 404}


def test_a_lead_starts_a_connection_once(client, sign_in, submit, phone):
    lead = make_lead(phone)
    need = make_need(phone.event.hub)
    sign_in(client, "organiser", phone.event.hub)
    technology = queries.technologies_of(phone.exhibitor_id)[0]
    code = phone.exhibitor.organisation.code
    url = f"/events/{phone.event.slug}/desk/leads/{code}/contacts/{lead.code}/connect"

    answer = submit(
        client,
        url,
        need=need.code,
        technology=technology.code,
        discussion="Hỏi về máy sấy",
        next_step="Gửi báo giá",
        next_due="",
    )

    assert answer.status_code == 303
    connection = db.session.scalars(select(Connection)).one()
    assert leads()[0].connection_id == connection.id
    assert (connection.stage, connection.event_id) == (Stage.CONTACTED, phone.event_id)
    assert connection.next_step == "Gửi báo giá"
    meeting = connection.meeting
    assert (meeting.state, meeting.starts_at) == (MeetingState.HELD, lead.scanned_at)
    with pytest.raises(Refused, match="lead_has_connection"):
        connecting.connect(leads()[0], connecting.Start(need, technology), "gian A1")


def test_organisers_hand_out_links_to_every_booth_and_revoke_one(client, sign_in, submit, phone):
    other = make_lead_phone(phone.event).exhibitor
    event = phone.event
    actions.revoke_phone(queries.phones_of(other.id)[0])
    sign_in(client, "organiser", event.hub)
    desk = f"/events/{event.slug}/desk/leads"

    assert submit(client, f"{desk}/phones", page=desk).status_code == 303
    assert [len(queries.phones_of(one)) for one in (phone.exhibitor_id, other.id)] == [1, 2]
    sheet = client.get(f"{desk}/sheet").get_data(as_text=True)
    assert sheet.count('<li class="card">') == 2

    page = f"{desk}/{phone.exhibitor.organisation.code}"
    submit(client, f"{page}/phones/{phone.code}/revoke", page=page)
    assert links.find(links.token_of(phone)) is None
    assert client.get(f"{page}/phones/{phone.code}").status_code == 200


def test_viewers_read_no_contacts(client, sign_in, phone):
    sign_in(client, "viewer", phone.event.hub)

    assert client.get(f"/events/{phone.event.slug}/desk/leads").status_code == 403
