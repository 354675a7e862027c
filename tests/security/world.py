"""The sample fair with something of everything, and a stranger's hub beside it.

Own is hub H01 with its fair; another event of the hub is the sample's class; another hub is
H02 with an event of its own. Codes of the strangers exist nowhere in the own hub.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Hub
from app.booths.exhibits.actions import add_exhibit
from app.booths.models import Booth, Exhibit, Exhibitor, ExhibitorState
from app.catalogue.concepts.actions import ConceptGiven, add_concept
from app.catalogue.learning import Kind as LessonKind
from app.catalogue.learning import Lesson
from app.catalogue.models import Need, Technology
from app.catalogue.states import OPEN_NEEDS, DismissReason
from app.catalogue.suggestions.actions import dismiss_suggestion
from app.catalogue.suggestions.index import fitting
from app.config import load
from app.connections.digests import actions as digests
from app.connections.digests.actions import Answered
from app.connections.digests.contents import Reply
from app.connections.digests.links import token_of as token_of_digest
from app.connections.leads import actions as leads
from app.connections.leads import links
from app.connections.models import MeetingRequest, TimetableRun
from app.connections.portal import actions as portal
from app.connections.portal.models import Pair, PairRule, Profile
from app.connections.portal.suggestions import for_profile
from app.connections.requests import actions as requests
from app.connections.stages import RequestState
from app.core import clock, ids, jobs, outbox
from app.core.db import db, transaction
from app.demo import loader
from app.demo.sample import CLASS, FAIR, Sample
from app.events.models import Event, Milestone
from app.registrations.batches import actions as batches
from app.registrations.batches.kinds import Deed
from app.registrations.checkin import actions as checkin
from app.registrations.checkin.known import fair_of
from app.registrations.models import Registration
from app.registrations.queries import valid_tokens
from app.registrations.questions import answers
from app.registrations.questions.rules import Kind
from tests.conftest import Statements
from tests.crawl import Walked, walk
from tests.factories.accounts import make_user, saved, sign_in_as
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
from tests.factories.leads import make_lead, make_lead_phone, scan
from tests.factories.registrations import make_invitation, make_pool, make_question
from tests.factories.workshops import make_enrolment

HUB, OTHER_HUB, OTHER_EVENT = "h01", "h02", "hoi-cho-cua-diem-khac"
MEETINGS = 12  # a scale


@dataclass
class World:
    """A loaded installation in this process, and browsers signed in to it."""

    app: Flask
    clients: dict[str, FlaskClient] = field(default_factory=dict)
    #: of another hub: address segment -> code
    foreign: dict[str, str] = field(default_factory=dict)
    #: the own link of a person, and the stranger's
    link: str = ""
    foreign_link: str = ""
    #: the link of an exhibitor's phone
    leads: str = ""
    #: the link in a letter to the owner of needs
    digest: str = ""
    device: dict[str, str] = field(default_factory=dict)
    job: str = ""

    #: by endpoint of the walk: the most statements that one of its addresses took, and which
    statements: dict[str, tuple[int, str]] = field(default_factory=dict)
    _walked: Walked | None = None

    def walk(self) -> Walked:
        """Every page of the office and the public as a manager finds it, walked once."""
        if self._walked is not None:
            return self._walked
        before = 0

        def note(endpoint: str, address: str) -> None:
            nonlocal before
            found = self.statements.get(endpoint, (0, ""))
            self.statements[endpoint] = max(found, (len(sent) - before, address))
            before = len(sent)

        with self.inside():
            engine = db.engine
            known = db.session.scalars(sa.select(Need)).first()
            fitting(known)  # the first question of a process builds the index for all
            someone = db.session.scalars(sa.select(Profile)).first()
            for_profile(someone, someone.registration.event)
        # at one moment: a walk of minutes on a slow machine would note that its session lives
        with clock.at(clock.now()), Statements(engine) as sent:
            self._walked = walk(self.clients["manager"], start(self, "office"), seen_at=note)
        return self._walked

    @contextmanager
    def inside(self) -> Iterator[None]:
        with self.app.app_context():
            yield


def create(folder: Path, url: str, client_class: type[FlaskClient], *, scale: int = 1) -> World:
    """Load the sample into a fresh database and fill in what it leaves empty."""
    from app.factory import create_app

    settings = load(
        {
            "KETNOI_DATA_DIR": str(folder),
            "KETNOI_DATABASE_URL": url,
            "KETNOI_RATE_LIMITS": "off",
            "KETNOI_SQLITE_SYNCHRONOUS": "OFF",
        },
        testing=True,
    )
    app = create_app(settings)
    app.test_client_class = client_class
    app.config["PROPAGATE_EXCEPTIONS"] = False
    world = World(app)
    with app.app_context():
        db.create_all()
        loader.load(Sample(clock.today(), scale))
        _strangers(world)
        _past_of_the_hub(world, scale)
        _people(world)
        jobs.beat()
        db.session.remove()
    return world


def _event(slug: str) -> Event:
    return db.session.scalars(sa.select(Event).where(Event.slug == slug)).one()


def _hub(slug: str) -> Hub:
    return db.session.scalars(sa.select(Hub).where(Hub.slug == slug)).one()


def _strangers(world: World) -> None:
    """One of everything in another hub."""
    hub = _hub(OTHER_HUB)
    organisation = make_organisation(hub, code="O-XX1", name="Công ty Người Lạ (giả định)")
    technology = make_technology(hub, organisation, code="T-XX1", publish_ok=False)
    need, expert = make_need(hub, code="N-XX1"), make_expert(hub, code="E-XX1")
    dismiss_suggestion(need.id, technology.id, DismissReason.TOO_DEAR)
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
    make_digest(chosen=told)
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
    world.job = job.code
    world.foreign = {
        "mails": letter.code,
        "digests": item_of(told).code,
        "lessons": Lesson(LessonKind.TECHNOLOGY, str(technology.id)).address,
        "delegations": make_delegation(event).code,
        "portal": portal.profile_for(guest).code,
        "pairs": str(apart.id),
        "doubles": guest.code,
        "batches": batches.choose(event, Deed.CANCEL, [guest.id]).code,
        "agenda": session.code,
        "sessions": session.code,
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
    world.foreign_link = _link_of(guest)


def _link_of(person: Registration) -> str:
    from app.registrations.own import link

    return link.token_of(person.code, person.link_nonce)


def _past_of_the_hub(world: World, scale: int) -> None:
    """Scans at the gates, answered requests, meetings held, booths taken: what the sample lacks."""
    event, hub = _event(FAIR), _hub(HUB)
    people = sa.select(Registration).where(Registration.event_id == event.id)
    first = db.session.scalars(people.order_by(Registration.id)).first()
    assert first is not None
    world.link = _link_of(first)
    asked = make_question(event, kind=Kind.FILE, label="Ảnh của bạn")
    make_question(event, label="Bữa trưa", required=True)
    with transaction():
        answers.keep(first, [answers.given(asked, ["ảnh.pdf"], "answers/khong-co.pdf")])
    device, token = make_device(event, "cổng 1")
    world.device = {"Authorization": f"Bearer {token}"}
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
    _meetings(hub, event, scale)
    _booths(event)
    _decisions(hub)
    _leads(world, event, scale)
    _digests(world, hub, scale)
    class_ = _event(CLASS)
    make_enrolment(make_session(event, code="LT-1", enrolment_needed=True), first)
    make_milestone = Milestone(
        code=ids.code(16), event_id=event.id, due_on=clock.today(), title="In thẻ"
    )
    saved(make_milestone)
    make_session(class_, code="YY1")


def _decisions(hub: Hub) -> None:
    """A technology dismissed for all needs of the hub: it teaches something."""
    offer = make_technology(hub, code="T-YY1")
    for need_id in db.session.scalars(sa.select(Need.id).where(Need.hub_id == hub.id)).all():
        dismiss_suggestion(need_id, offer.id, DismissReason.TOO_DEAR)


def _meetings(hub: Hub, event: Event, scale: int) -> None:
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
            make_follow_up(make_contact(connection))
            make_contract(connection)


def _booths(event: Event) -> None:
    booths = db.session.scalars(sa.select(Booth).where(Booth.event_id == event.id)).all()
    shown = db.session.scalars(sa.select(Exhibit).where(Exhibit.event_id == event.id)).all()
    with transaction():
        for booth, exhibit in zip(booths[::2], shown, strict=False):
            exhibit.booth_id = booth.id


def _leads(world: World, event: Event, scale: int) -> None:
    """A booth's phone with leads, one of them of the person whose link is known."""
    approved = Exhibitor.state == ExhibitorState.APPROVED
    exhibitors = sa.select(Exhibitor).where(Exhibitor.event_id == event.id, approved)
    exhibitor = db.session.scalars(exhibitors.order_by(Exhibitor.id)).first()
    assert exhibitor is not None
    phone = make_lead_phone(exhibitor=exhibitor)
    world.leads = links.token_of(phone)
    for _code, badge in valid_tokens(event.id)[: 10 * scale]:
        leads.take(phone, scan(badge, agreed=True))


def _digests(world: World, hub: Hub, scale: int) -> None:
    """Owners who were written to, one who was not, and an answer that waits."""
    needs = sa.select(Need).where(Need.hub_id == hub.id, Need.state.in_(OPEN_NEEDS))
    found = [
        make_chosen(hub, need, make_technology(hub))
        for need in db.session.scalars(needs.order_by(Need.id).limit(4 * scale)).all()
    ]
    make_digest(chosen=found[0])
    for chosen in found[::2]:
        digests.answer(item_of(chosen), Answered(Reply.YES, note="Gọi tôi"))
    world.digest = token_of_digest(item_of(found[0]).digest)


def _people(world: World) -> None:
    hub, other = _hub(HUB), _hub(OTHER_HUB)
    client = world.app.test_client
    world.clients = {
        "anonymous": client(),
        "manager": sign_in_as(client(), "manager", hub),
        "organiser": sign_in_as(client(), "organiser", hub),
        "stranger": sign_in_as(client(), "manager", other),
        "admin": sign_in_as(client(), "admin"),
    }


def rows_of_strangers() -> dict[str, list[Any]]:
    """Every row of the other hub and its event, whole: what nobody of H01 may change."""
    hub, event = _hub(OTHER_HUB).id, _event(OTHER_EVENT).id
    found: dict[str, list[Any]] = {}
    for table in db.metadata.sorted_tables:
        theirs = []
        if "hub_id" in table.c:
            theirs.append(table.c.hub_id == hub)
        if "event_id" in table.c:
            theirs.append(table.c.event_id == event)
        if not theirs or table.name in {"audit_entry", "job", "membership"}:
            continue
        rows = sa.select(table).where(sa.or_(*theirs)).order_by(*table.primary_key.columns)
        found[table.name] = [tuple(map(str, row)) for row in db.session.execute(rows)]
    return found


def crossed_references() -> list[str]:
    """Rows of one event that point to a row of another, by table and column."""
    wrong = []
    for table in db.metadata.sorted_tables:
        if "event_id" not in table.c:
            continue
        for column in table.c:
            for key in column.foreign_keys:
                target = key.column.table.alias()
                if "event_id" not in target.c or target.name == table.name:
                    continue
                crossed = (
                    sa.select(sa.func.count())
                    .select_from(table.join(target, column == target.c.id))
                    .where(table.c.event_id != target.c.event_id)
                )
                if db.session.scalar(crossed):
                    wrong.append(f"{table.name}.{column.name}")
    return wrong


def start(world: World, who: str) -> list[str]:
    """Where a walk along the links begins: "public", or "office" with the public pages."""
    fair = f"/events/{FAIR}"
    public = ["/", "/sign-in", "/forgotten", "/calendar", "/technologies", "/needs", "/privacy"]
    public += [fair, f"{fair}/register", f"/r/{world.link}", f"/r/{world.link}/details"]
    public += [f"/leads/{world.leads}", f"/digest/{world.digest}"]
    if who == "public":
        return public
    office = [f"{fair}/desk", f"/hubs/{HUB}", "/scan", "/account"]
    office += [f"/hubs/{HUB}/{page}" for page in ("people", "audit", "venues", "find?q=cam")]
    return office + public
