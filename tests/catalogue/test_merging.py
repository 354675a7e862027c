"""Two rows that are one organisation become one."""

import pytest
from sqlalchemy import func, select

from app.booths.models import Exhibit, Exhibitor
from app.catalogue.models import Need, Organisation, Technology
from app.catalogue.organisations import merging
from app.connections.leads.models import Lead, LeadConsent, LeadPhone
from app.core import audit
from app.core.db import db
from app.core.errors import Refused
from tests.factories.booths import make_exhibit
from tests.factories.catalogue import make_need, make_organisation, make_technology
from tests.factories.connections import make_meeting, make_request
from tests.factories.events import make_event
from tests.factories.leads import make_lead, make_lead_phone, make_visitor, take
from tests.factories.registrations import make_open_event


@pytest.fixture
def pair(hub):
    keep = make_organisation(hub, name="Công ty TNHH Cam Vàng", phone=None, note=None)
    gone = make_organisation(
        hub, name="Cty Cam Vàng", phone="+84990000123", note="hay gọi buổi sáng"
    )
    return keep, gone


def owner(model, row) -> int:
    return db.session.scalar(select(model.organisation_id).where(model.id == row.id))


def test_everything_moves_and_what_was_lacking_is_taken(pair, hub):
    keep, gone = pair
    need, technology = make_need(organisation=gone), make_technology(hub, organisation=gone)
    other = make_organisation(hub)
    meeting = make_meeting(hub, need=need, technology=make_technology(hub, organisation=other))
    keep_id, gone_id, gone_code = keep.id, gone.id, gone.code

    kept = merging.merge(keep_id, gone_id)

    assert (owner(Need, need), owner(Technology, technology)) == (keep_id, keep_id)
    db.session.refresh(meeting)
    assert meeting.demand_id == keep_id
    assert kept.phone == "+84990000123"
    assert "hay gọi buổi sáng" in kept.note
    assert "Cty Cam Vàng" in kept.note
    assert db.session.get(Organisation, gone_id) is None
    entry = audit.history(kept)[0]
    assert (entry.action, entry.details["gone"]) == ("organisations_merged", gone_code)
    assert entry.details["moved"] == {"meeting": 1, "need": 1, "technology": 1}


def test_where_both_exhibit_one_exhibitor_shows_it_all(pair, hub):
    keep, gone = pair
    event = make_event(hub)
    for firm in pair:
        make_exhibit(event, firm)

    merging.merge(keep.id, gone.id)

    exhibitors = db.session.scalars(select(Exhibitor).where(Exhibitor.event_id == event.id)).all()
    assert [row.organisation_id for row in exhibitors] == [keep.id]
    shown = db.session.scalars(select(Exhibit.exhibitor_id).where(Exhibit.event_id == event.id))
    assert set(shown) == {exhibitors[0].id}


def test_where_both_exhibit_their_leads_and_phones_become_one_exhibitors(pair, hub):
    keep, gone = pair
    event = make_open_event(hub)
    mine, theirs = (make_lead_phone(event, make_exhibit(event, firm).exhibitor) for firm in pair)
    both = make_visitor(event)
    for phone in (mine, theirs):
        take(phone, both, agreed=True)
    make_lead(theirs)

    merging.merge(keep.id, gone.id)

    leads = db.session.scalars(select(Lead)).all()
    assert {lead.exhibitor.organisation_id for lead in leads} == {keep.id}
    assert len(leads) == 2
    proofs = select(func.count(LeadConsent.id)).join(LeadConsent.lead)
    assert db.session.scalar(proofs.where(Lead.registration_id == both.id)) == 2
    assert set(db.session.scalars(select(LeadPhone.exhibitor_id))) == {leads[0].exhibitor_id}


@pytest.mark.parametrize("how", ["request", "meeting"])
def test_who_meets_each_other_are_two(pair, hub, how):
    keep, gone = pair
    need, technology = make_need(organisation=keep), make_technology(hub, organisation=gone)
    if how == "request":
        make_request(make_event(hub), need=need, technology=technology)
    else:
        make_meeting(hub, need=need, technology=technology)

    with pytest.raises(Refused, match="merge_meets"):
        merging.merge(keep.id, gone.id)

    assert owner(Technology, technology) == gone.id


def test_the_page_shows_what_will_happen_and_merges_on_asking(pair, hub, client, sign_in, submit):
    keep, gone = pair
    make_need(organisation=gone)
    office = sign_in(client, "organiser", hub=hub)
    home = f"/hubs/{hub.slug}/organisations/{keep.code}"
    gone_id, url = gone.id, f"{home}/merge?with={gone.code}"

    assert url.replace("&", "&amp;") in office.get(home).get_data(as_text=True)
    shown = office.get(url).get_data(as_text=True)
    answer = submit(office, url, keep=keep.code)

    assert "Không hoàn tác được" in shown
    assert "Nhu cầu: 1" in shown
    assert (answer.status_code, answer.location) == (303, home)
    assert db.session.scalar(select(Organisation.id).where(Organisation.id == gone_id)) is None


def test_a_refused_merge_says_why_and_changes_nothing(pair, hub, client, sign_in, submit):
    keep, gone = pair
    make_request(
        make_event(hub),
        need=make_need(organisation=keep),
        technology=make_technology(hub, organisation=gone),
    )
    office = sign_in(client, "organiser", hub=hub)

    answer = submit(
        office, f"/hubs/{hub.slug}/organisations/{keep.code}/merge?with={gone.code}", keep=gone.code
    )

    assert answer.status_code == 422
    assert "đề nghị gặp nhau" in answer.get_data(as_text=True)
