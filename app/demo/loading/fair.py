"""The fair itself: venue, event, categories, agenda and where badges are scanned."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.models import Hub
from app.catalogue.models import Expert
from app.core import clock
from app.core.db import db
from app.demo import sample
from app.demo.sample import FAIR, FAIR_NAME, Sample, flag, number, whole
from app.events import actions
from app.events.agenda import actions as agenda
from app.events.agenda.actions import SessionGiven, SpeakerGiven
from app.events.kinds import EventKind, SessionKind
from app.events.models import Event, EventSession, Milestone, Room, Venue
from app.events.venues import actions as venues
from app.registrations.categories import actions as categories
from app.registrations.categories.actions import Plan
from app.registrations.checkin.office import actions as points
from app.registrations.checkin.office.actions import PointGiven
from app.registrations.models import Category, Point
from app.registrations.states import PointKind

VENUE = "Trung tâm Hội chợ triển lãm Lam Hồng (giả định)"
ADDRESS = "Số 1, đường Hội Chợ (địa chỉ giả định)"
HALLS = ("Sảnh 1", "Sảnh 2", "Sân trung tâm")
SUMMARY = (
    "Ba ngày trưng bày, trình diễn công nghệ và kết nối cung cầu: 120 công nghệ, "
    "30 phiên hội thảo, tập huấn và tọa đàm, các cuộc gặp giữa bên cần và bên có công nghệ."
)


def load_venue(given: Sample, hub: Hub) -> tuple[Venue, dict[str, Room]]:
    """The fairground with its rooms by code, and its halls."""
    with clock.at(given.on(-190, "09:00")):
        venue = venues.create_venue(hub.id, VENUE, hub.province, address=ADDRESS)
        rooms = {
            row["code"]: venues.create_room(
                venue.id,
                row["name_vi"],
                int(row["capacity"]),
                code=row["code"],
                floor=row["floor"] or None,
            )
            for row in sample.rows("rooms")
        }
        for name in HALLS:
            venues.create_room(venue.id, name, 0, is_hall=True)
    return venue, rooms


def load_event(given: Sample, hub: Hub, venue: Venue, rooms: dict[str, Room]) -> Event:
    """The fair, published, with its categories, its 30 sessions and its points."""
    with clock.at(given.on(-150, "09:00")):
        event = actions.create_event(
            hub.id,
            EventKind.TECHMART,
            FAIR_NAME,
            given.start,
            given.day("2026-12-05"),
            slug=FAIR,
            is_sample=True,
            name_en="North Central Techmart & Techdemo 2026 (fictional)",
            summary=SUMMARY,
            venue_id=venue.id,
            registration_opens_at=given.moment("2026-10-01T00:00:00+07:00"),
            opens_at="07:00",
            closes_at="17:30",
            contact_email="banto.chuc@ketnoi.example.org",
            contact_phone="+84990900001",
            organiser_name="Sở Khoa học và Công nghệ tỉnh Lam Giang (giả định)",
        )
    with clock.at(given.on(-70, "09:00")):
        load_categories(given, event)
        agenda.import_sessions(event.id, sessions_given(given, rooms, experts_by_code()))
        actions.publish_event(event.id)
        add_points(event)
        tick_milestones(event, "plan", "call", "technologies", "agenda")
    return event


def load_categories(given: Sample, event: Event) -> dict[str, Category]:
    """The categories by code; a larger sample has places for as many more people."""
    return {
        row["code"]: categories.create(
            event,
            row["code"],
            Plan(
                name=row["name_vi"],
                name_en=row["name_en"],
                places=int(row["places"]) * given.scale,
                public=flag(row["public"]),
                approval=flag(row["approval"]),
                colour=row["colour"],
            ),
        )
        for row in sample.rows("categories")
    }


def sessions_given(
    given: Sample, rooms: dict[str, Room], experts: dict[str, Expert]
) -> list[SessionGiven]:
    """The agenda of the files. Every session has its list: its door admits who is enrolled."""
    return [
        SessionGiven(
            code=row["code"],
            kind=SessionKind(row["kind"]),
            title=row["title_vi"],
            field=row["field"] or None,
            room_id=rooms[row["room"]].id,
            starts_at=given.moment(row["start"]),
            ends_at=given.moment(row["end"]),
            capacity=whole(row["capacity"]),
            enrolment_needed=True,
            online=flag(row["online"]),
            gives_certificate=flag(row["gives_certificate"]),
            hours=number(row["hours"]),
            speakers=(_speaker(row, experts),),
        )
        for row in sample.rows("sessions")
    ]


def experts_by_code() -> dict[str, Expert]:
    """The sample's experts, whatever hub registered them."""
    codes = {row["code"] for row in sample.rows("experts")}
    found = select(Expert).where(Expert.code.in_(codes)).order_by(Expert.id.desc())
    return {expert.code: expert for expert in db.session.scalars(found)}


def _speaker(row: dict[str, str], experts: dict[str, Expert]) -> SpeakerGiven:
    expert = experts.get(row["expert_code"])
    return SpeakerGiven(row["speaker"], row["speaker_org"], expert.id if expert else None)


def add_points(event: Event, *, gates: int = 2) -> None:
    """Entry gates, always open, the first of which the event was made with; and a door for every
    session."""
    given = [PointGiven(f"gate-{n}", f"Cổng {n}", PointKind.GATE) for n in range(1, gates + 1)]
    found = select(EventSession).where(EventSession.event_id == event.id)
    for session in db.session.scalars(found.order_by(EventSession.code)).all():
        name = f"Cửa phiên {session.code}"
        given.append(PointGiven(session.code.lower(), name, PointKind.SESSION, session.id))
    found_gate = select(Point).where(Point.event_id == event.id, Point.code == given[0].code)
    points.change_point(event, db.session.scalars(found_gate).one(), given.pop(0), None)
    for point in given:
        points.add_point(event, point)


def tick_milestones(event: Event, *keys: str) -> None:
    """Note that the usual dates of these keys have been kept."""
    kept = select(Milestone).where(Milestone.event_id == event.id, Milestone.usual.in_(keys))
    for milestone in db.session.scalars(kept).all():
        actions.tick_milestone(milestone, done=True)
