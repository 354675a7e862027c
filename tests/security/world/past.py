"""Of the own hub: what the sample lacks, scans at the gates, answered requests, meetings held,
booths taken, links in letters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

import sqlalchemy as sa

from app.accounts.models import Hub
from app.booths.models import Booth, Exhibit, Exhibitor, ExhibitorState
from app.catalogue.models import Need, NeedOpening, Technology
from app.catalogue.openings.actions import Word, let_in
from app.catalogue.openings.actions import ask as ask_to_read
from app.catalogue.states import OPEN_NEEDS, Confidentiality, DismissReason
from app.catalogue.suggestions.actions import dismiss_suggestion
from app.connections.digests import actions as digests
from app.connections.digests.actions import Answered
from app.connections.digests.contents import Reply
from app.connections.digests.models import Digest
from app.connections.followups.models import FollowUp
from app.connections.leads import actions as leads
from app.connections.leads.models import LeadPhone
from app.connections.models import Meeting, MeetingRequest
from app.connections.requests import actions as requests
from app.connections.stages import RequestState
from app.core import clock, ids
from app.core.db import db, transaction
from app.demo.sample import CLASS, FAIR
from app.events.models import Event, EventSession, Milestone
from app.registrations.checkin import actions as checkin
from app.registrations.checkin.known import fair_of
from app.registrations.models import Registration
from app.registrations.queries import valid_tokens
from app.registrations.questions import answers
from app.registrations.questions.rules import Kind
from tests.factories.accounts import make_user, saved
from tests.factories.catalogue import make_need, make_organisation, make_technology
from tests.factories.checkin import make_delegation, make_device
from tests.factories.connections import (
    make_connection,
    make_contact,
    make_contract,
    make_follow_up,
    make_meeting,
)
from tests.factories.digests import item_of, make_chosen, make_digest
from tests.factories.events import make_session
from tests.factories.leads import make_lead_phone, scan
from tests.factories.registrations import make_question
from tests.factories.workshops import make_certificate, make_enrolment
from tests.security.world.links import Holders, tokens_of
from tests.security.world.places import HUB, OTHER_HUB, event_of, hub_of

MEETINGS = 12  # a scale


@dataclass(frozen=True)
class Past:
    """Links by what stands before their token, and what a device of the door sends along."""

    links: dict[str, str]
    device: dict[str, str]
    session: str


def add(scale: int) -> Past:
    """Scans at the gates, answered requests, meetings held, booths taken: what the sample lacks."""
    event, hub = event_of(FAIR), hub_of(HUB)
    people = sa.select(Registration).where(Registration.event_id == event.id)
    first, host, *others = db.session.scalars(people.order_by(Registration.id)).all()
    asked = make_question(event, kind=Kind.FILE, label="Ảnh của bạn")
    make_question(event, label="Bữa trưa", required=True)
    with transaction():
        answers.keep(first, [answers.given(asked, ["ảnh.pdf"], "answers/khong-co.pdf")])
    device, token = make_device(event, "cổng 1")
    now = clock.now()
    scans = [
        {
            "id": str(uuid4()),
            "badge": badge,
            "point": "gate-1",
            "scanned_at": (now - timedelta(minutes=10)).isoformat(),
            "clock_offset_ms": 0,
        }
        for _code, badge in valid_tokens(event.id)[: 30 * scale]
    ]
    checkin.take_in(fair_of(event), device.id, device.name, scans)
    follow_up, meeting = _meetings(hub, event, scale)
    _booths(event)
    _decisions(hub)
    phone, digest = _leads(event, scale), _digests(hub, scale)
    class_ = event_of(CLASS)
    make_enrolment(make_session(event, code="LT-1", enrolment_needed=True), first)
    make_milestone = Milestone(
        code=ids.code(16), event_id=event.id, due_on=clock.today(), title="In thẻ"
    )
    saved(make_milestone)
    make_session(class_, code="YY1")
    group = make_delegation(event)
    with transaction():
        for member in others[: 5 * scale]:
            member.delegation_id = group.id
    asked_to_meet = sa.select(MeetingRequest).where(MeetingRequest.event_id == event.id)
    sessions = sa.select(EventSession).where(EventSession.event_id == event.id)
    session = db.session.scalars(sessions.order_by(EventSession.id)).first()
    for number, holder in enumerate([first, *others[: 5 * scale]], 1):
        make_certificate(session, holder, number)
    links = tokens_of(
        Holders(
            event=event,
            person=first,
            host=host,
            group=group,
            request=db.session.scalars(asked_to_meet.order_by(MeetingRequest.id.desc())).first(),
            follow_up=follow_up,
            meeting=meeting,
            phone=phone,
            digest=digest,
            opening=_openings(hub),
            user=make_user("viewer", hub, email="quen.mat.khau@example.org"),
            session=session,
        )
    )
    return Past(links, {"Authorization": f"Bearer {token}"}, session.code)


def _decisions(hub: Hub) -> None:
    """A technology dismissed for all needs of the hub: it teaches something."""
    offer = make_technology(hub, code="T-YY1")
    for need_id in db.session.scalars(sa.select(Need.id).where(Need.hub_id == hub.id)).all():
        dismiss_suggestion(need_id, offer.id, DismissReason.TOO_DEAR)


def _openings(hub: Hub) -> NeedOpening:
    """A need that is not public: read by an organisation's link, asked for by another hub."""
    hidden = make_need(hub, code="N-YY1", confidentiality=Confidentiality.ANONYMOUS)
    ask_to_read(hidden, hub_of(OTHER_HUB), "Có đơn vị làm được")
    return let_in(hidden.id, make_organisation(hub, code="O-YY1"), Word("Chị Hà đồng ý"))


def _meetings(hub: Hub, event: Event, scale: int) -> tuple[FollowUp, Meeting]:
    """Meetings held and what came of them; one question to a party, and the meeting it is about."""
    waiting = sa.select(MeetingRequest).where(
        MeetingRequest.event_id == event.id, MeetingRequest.state == RequestState.REQUESTED
    )
    for asked in db.session.scalars(waiting.limit(10)).all():
        requests.answer(asked, accept=True, reason=None)
    needs = db.session.scalars(sa.select(Need).where(Need.hub_id == hub.id)).all()
    mine = sa.select(Technology).where(Technology.hub_id == hub.id)
    technologies = db.session.scalars(mine).all()
    for place in range(MEETINGS * scale):
        need, technology = needs[place % len(needs)], technologies[place % len(technologies)]
        if need.organisation_id == technology.organisation_id:
            continue
        when = clock.now() - timedelta(hours=2 + 2 * place)
        meeting = make_meeting(hub, need=need, technology=technology, starts_at=when)
        if place % 3:
            connection = make_connection(
                hub, meeting=meeting, next_step="Gọi lại", next_due=clock.today()
            )
            follow_up = make_follow_up(make_contact(connection))
            make_contract(connection)
    return follow_up, meeting


def _booths(event: Event) -> None:
    booths = db.session.scalars(sa.select(Booth).where(Booth.event_id == event.id)).all()
    shown = db.session.scalars(sa.select(Exhibit).where(Exhibit.event_id == event.id)).all()
    with transaction():
        for booth, exhibit in zip(booths[::2], shown, strict=False):
            exhibit.booth_id = booth.id


def _leads(event: Event, scale: int) -> LeadPhone:
    """A booth's phone with leads, one of them of the person whose link is known."""
    approved = Exhibitor.state == ExhibitorState.APPROVED
    exhibitors = sa.select(Exhibitor).where(Exhibitor.event_id == event.id, approved)
    exhibitor = db.session.scalars(exhibitors.order_by(Exhibitor.id)).first()
    assert exhibitor is not None
    phone = make_lead_phone(exhibitor=exhibitor)
    for _code, badge in valid_tokens(event.id)[: 10 * scale]:
        leads.take(phone, scan(badge, agreed=True))
    return phone


def _digests(hub: Hub, scale: int) -> Digest:
    """Owners who were written to, one who was not, and an answer that waits."""
    needs = sa.select(Need).where(Need.hub_id == hub.id, Need.state.in_(OPEN_NEEDS))
    found = [
        make_chosen(hub, need, make_technology(hub))
        for need in db.session.scalars(needs.order_by(Need.id).limit(4 * scale)).all()
    ]
    digest = make_digest(chosen=found[0])
    for chosen in found[::2]:
        digests.answer(item_of(chosen), Answered(Reply.YES, note="Gọi tôi"))
    return digest
