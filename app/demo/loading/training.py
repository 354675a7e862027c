"""A class outside the fair: two days, four half-days, the week after."""

from __future__ import annotations

from sqlalchemy import select

from app.accounts.models import Hub
from app.core import clock
from app.core.db import db
from app.demo import sample
from app.demo.loading import fair, people
from app.demo.sample import CLASS, Sample
from app.events import actions
from app.events.agenda import actions as agenda
from app.events.agenda.actions import SessionGiven, SpeakerGiven
from app.events.kinds import EventKind, SessionKind
from app.events.models import Event, Room, Venue
from app.registrations.categories import actions as categories
from app.registrations.categories.actions import Plan
from app.registrations.models import Registration
from app.workshops import actions as workshops

NAME = "Lớp tập huấn mẫu: Truy xuất nguồn gốc nông sản cho hợp tác xã (giả định)"
FIRST_DAY, LAST_DAY = 7, 8  # after the fair's first day
PLACES = 40
TRAINEES = 24
LESSONS = (
    ("B1", FIRST_DAY, "08:00", "11:30", "Mã truy xuất và hồ sơ vùng trồng"),
    ("B2", FIRST_DAY, "13:30", "17:00", "Thực hành tạo mã cho một lô hàng"),
    ("B3", LAST_DAY, "08:00", "11:30", "Nhật ký sản xuất trên điện thoại"),
    ("B4", LAST_DAY, "13:30", "17:00", "Kiểm tra ngược và xử lý sự cố"),
)


def load(given: Sample, hub: Hub, venue: Venue, rooms: dict[str, Room]) -> Event:
    """The class with its sessions, doors and 24 people enrolled in all four."""
    with clock.at(given.on(-40, "09:00")):
        event = actions.create_event(
            hub.id,
            EventKind.TRAINING,
            NAME,
            given.on(FIRST_DAY, "00:00").date(),
            given.on(LAST_DAY, "00:00").date(),
            slug=CLASS,
            is_sample=True,
            name_en="Sample class: tracing farm produce, for cooperatives (fictional)",
            venue_id=venue.id,
            registration_opens_at=given.on(-30, "08:00"),
        )
        categories.create(event, "trainee", Plan("Học viên", PLACES, name_en="Trainee"))
        agenda.import_sessions(event.id, _lessons(given, rooms))
        actions.publish_event(event.id)
        fair.add_points(event, gates=1)
        fair.tick_milestones(event, "agenda")
    people.load(Sample(given.start), event, _trainees())
    with clock.at(given.on(-1, "21:30")):
        _enrol_all(event)
    return event


def _lessons(given: Sample, rooms: dict[str, Room]) -> list[SessionGiven]:
    teacher = next(row for row in sample.rows("experts") if row["code"] == "E020")
    expert = fair.experts_by_code()["E020"]
    name = f"{teacher['academic_title']} {teacher['full_name']}"
    return [
        SessionGiven(
            code=code,
            kind=SessionKind.TRAINING,
            title=title,
            field="ICT",
            room_id=rooms["R04"].id,
            starts_at=given.on(day, begins),
            ends_at=given.on(day, ends),
            capacity=PLACES,
            enrolment_needed=True,
            gives_certificate=True,
            hours=3.5,
            speakers=(SpeakerGiven(name, teacher["org_name"], expert.id),),
        )
        for code, day, begins, ends, title in LESSONS
    ]


def _trainees() -> list[sample.Row]:
    """The first visitors of the province, as trainees."""
    local = [
        row
        for row in sample.rows("attendees")
        if row["role"] == "visitor" and row["province"] == "40" and row["is_minor"] == "no"
    ]
    return [row | {"role": "trainee"} for row in local[:TRAINEES]]


def _enrol_all(event: Event) -> None:
    found = select(Registration.id).where(Registration.event_id == event.id)
    trainees = list(db.session.scalars(found.order_by(Registration.id)))
    for session in actions.planned_sessions(event):
        for registration_id in trainees:
            workshops.enrol(session.id, registration_id)
