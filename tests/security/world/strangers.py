"""One of everything in another hub."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from app.booths.exhibits.actions import add_exhibit
from app.booths.models import Booth, ExhibitorState
from app.catalogue.concepts.actions import ConceptGiven, add_concept
from app.catalogue.learning import Kind as LessonKind
from app.catalogue.learning import Lesson
from app.catalogue.openings.actions import Word, let_in
from app.catalogue.states import Confidentiality, DismissReason
from app.catalogue.suggestions.actions import dismiss_suggestion
from app.connections.models import TimetableRun
from app.connections.portal import actions as portal
from app.connections.portal.models import Pair, PairRule
from app.core import clock, ids, jobs, outbox
from app.core.db import db, transaction
from app.events.models import Milestone
from app.registrations.batches import actions as batches
from app.registrations.batches.kinds import Deed
from app.registrations.imports import store
from tests.factories.accounts import make_user, saved
from tests.factories.catalogue import make_expert, make_need, make_organisation, make_technology
from tests.factories.checkin import (
    make_category,
    make_delegation,
    make_device,
    make_guest,
    make_point,
)
from tests.factories.connections import (
    make_connection,
    make_contact,
    make_contract,
    make_follow_up,
    make_meeting,
    make_request,
    make_slot,
)
from tests.factories.digests import item_of, make_chosen, make_digest
from tests.factories.events import make_event, make_room, make_session, make_venue
from tests.factories.leads import make_lead, make_lead_phone
from tests.factories.registrations import make_invitation, make_pool, make_question
from tests.factories.workshops import make_certificate
from tests.security.world.links import Holders, tokens_of
from tests.security.world.places import HUB, OTHER_EVENT, OTHER_HUB, hub_of


@dataclass(frozen=True)
class Strangers:
    """Codes by the address segment before them, links by what stands before their token, a job."""

    codes: dict[str, str]
    links: dict[str, str]
    job: str


def add() -> Strangers:
    """One of everything in another hub."""
    hub = hub_of(OTHER_HUB)
    organisation = make_organisation(hub, code="O-XX1", name="Công ty Người Lạ (giả định)")
    technology = make_technology(hub, organisation, code="T-XX1", publish_ok=False)
    need, expert = make_need(hub, code="N-XX1"), make_expert(hub, code="E-XX1")
    dismiss_suggestion(need.id, technology.id, DismissReason.TOO_DEAR)
    hidden = make_need(hub, code="N-XX2", confidentiality=Confidentiality.PRIVATE)
    word = Word("Giám đốc đồng ý")
    opening = let_in(hidden.id, organisation, word)
    let_in(hidden.id, hub_of(HUB), word)  # what the own hub reads of the stranger
    words = add_concept(hub.id, ConceptGiven("Từ lạ", vi=["từ lạ"]))
    venue = make_venue(hub, name="Nhà người lạ")
    room = make_room(venue, name="Phòng người lạ")
    event = make_event(hub, name=OTHER_EVENT, starts_on=clock.today() + timedelta(days=20))
    session = make_session(event, code="XX1", room_id=room.id)
    category = make_category(event, code="loai-la", number=60_001)
    guest = make_guest(event, category, name="Người Lạ Mặt")
    point, (device, _token) = make_point(event, "gate-xx"), make_device(event, "máy lạ")
    asked = make_request(event, need=need, technology=make_technology(hub, code="T-XX2"))
    connection = make_connection(hub)
    spokesman, contract = make_contact(connection), make_contract(connection)
    asked_again = make_follow_up(spokesman)
    meeting, slot = make_meeting(hub), make_slot(event, code="XX99")
    question = make_question(event, label="Câu hỏi lạ")
    invitation = make_invitation(category)
    pool = make_pool(category, make_category(event, code="loai-la-2", number=60_002), places=9)
    with transaction():  # codes that the own hub has not given too
        venue.code, room.code, asked.code, question.code = "V-XX", "R-XX", "Q-XX", "q99"
    shown = add_exhibit(event.id, technology.id, state=ExhibitorState.APPROVED)
    lead_phone = make_lead_phone(exhibitor=shown.exhibitor)
    lead = make_lead(lead_phone)
    booth = saved(
        Booth(
            event_id=event.id, code="XX-01", hall="A", x=1, y=1, width=3, depth=3, area_m2=9,
            power_kw=2,
        )
    )  # fmt: skip
    change = saved(
        TimetableRun(
            event_id=event.id, job_code="wx-change", input_hash="0" * 64, instance={}, schedule={},
            change={}, created_at=clock.now(),
        )
    )  # fmt: skip
    told = make_chosen(hub, need, make_technology(hub, code="T-XX3"))
    digest = make_digest(chosen=told)
    milestone = saved(
        Milestone(code=ids.code(16), event_id=event.id, due_on=clock.today(), title="Hạn lạ")
    )
    with transaction():
        job = jobs.enqueue("accounts.send_reset", user_id=0, kind="reset", hub_id=hub.id)
        member = make_user("manager", hub, email="nguoi.la@example.org")
        letter = outbox.post(
            "registrations.letter",
            kind="registrations.confirmation",
            key=ids.code(),
            address="nguoi.la@example.org",
            name="Người Lạ Mặt",
            hub_id=hub.id,
            event_id=event.id,
            args={"kind": "confirmation", "registration_id": guest.id},
        )
        first, second = sorted((organisation.id, make_organisation(hub).id))
        apart = PairRule(event_id=event.id, a_id=first, b_id=second, kind=Pair.NEVER)
        db.session.add(apart)
        db.session.flush()
    codes = {
        "mails": letter.code,
        "openings": opening.code,
        "shared-needs": opening.code,
        "digests": item_of(told).code,
        "lessons": Lesson(LessonKind.TECHNOLOGY, str(technology.id)).address,
        "delegations": make_delegation(event).code,
        "portal": portal.profile_for(guest).code,
        "pairs": str(apart.id),
        "doubles": guest.code,
        "batches": batches.choose(event, Deed.CANCEL, [guest.id]).code,
        "agenda": session.code,
        "import": store.keep(event.id, store.Upload("khach-la.csv", b"full_name,role,email\n")),
        "sessions": session.code,
        "certificates": make_certificate(session, guest).code,
        "classes": session.code,
        "answers": question.code,
        "booths": booth.code,
        "plans": "0" * 16,
        "categories": category.code,
        "dates": milestone.code,
        "devices": device.code,
        "exhibitors": organisation.code,
        "leads": organisation.code,
        "phones": lead_phone.code,
        "contacts": lead.code,
        "exhibits": technology.code,
        "changes": change.job_code or "",
        "invitations": invitation.code,
        "points": point.code,
        "pools": pool.code,
        "questions": question.code,
        "registrations": guest.code,
        "walk-in": guest.code,
        "requests": asked.code,
        "connections": connection.code,
        "spokesmen": str(spokesman.id),
        "contracts": contract.code,
        "follow-ups": asked_again.code,
        "tables": meeting.code,
        "experts": expert.code,
        "thesaurus": words.code,
        "meetings": meeting.code,
        "needs": need.code,
        "organisations": organisation.code,
        "technologies": technology.code,
        "venues": venue.code,
        "rooms": room.code,
        "people": str(member.id),
        "slots": slot.code,
        "event": event.slug,
    }
    links = tokens_of(
        Holders(
            event=event,
            person=guest,
            host=guest,
            group=make_delegation(event),
            request=asked,
            follow_up=asked_again,
            meeting=meeting,
            phone=lead_phone,
            digest=digest,
            opening=opening,
            user=member,
            session=session,
        )
    )
    return Strangers(codes, links, job.code)
