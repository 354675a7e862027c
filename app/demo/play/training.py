"""The sample class, the week after the fair: who attends enough of it, and who does not."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from sqlalchemy import select

from app.core import clock
from app.core.db import db
from app.demo.play.stage import Stage
from app.demo.sample import CLASS
from app.events import actions as events
from app.events.models import Event
from app.registrations import queries as registrations
from app.registrations.checkin import actions as checkin
from app.registrations.checkin.known import fair_of
from app.registrations.checkin.office import actions as office
from app.registrations.models import Registration
from app.registrations.states import Status
from app.workshops.certificates import actions as giving
from app.workshops.certificates import queries as certificates
from app.workshops.certificates.actions import Signed

SIGNATORY = "Nguyễn Văn Giám Đốc (giả định)"
PHONE = "Điện thoại lớp học"


def hold(stage: Stage) -> None:
    """Four half-days; each third trainee misses one of them, the last of all stays away."""
    event = db.session.scalar(select(Event).where(Event.slug == CLASS))
    if event is None:
        return
    trainees = _trainees(event)
    tokens = dict(registrations.valid_tokens(event.id))
    with clock.at(event.created_at):
        device, _token = office.create_device(event, PHONE)
    fair = fair_of(event)
    for lesson, session in enumerate(events.planned_sessions(event)):
        present = [
            person
            for place, person in enumerate(trainees[:-1])
            if not (place % 3 == 2 and place % 4 == lesson)
        ]
        scans = [
            {
                "id": stage.new_uuid(),
                "badge": tokens[person.code],
                "point": session.code.lower(),
                "scanned_at": (session.starts_at + timedelta(minutes=place % 9 - 6)).isoformat(),
                "clock_offset_ms": 0,
            }
            for place, person in enumerate(present)
            if person.code in tokens
        ]
        with clock.at(session.starts_at + timedelta(minutes=15)):
            checkin.take_in(fair, device.id, PHONE, scans)


def certify(stage: Stage) -> None:
    """The classes of the fair and the one after it: certificates the day after."""
    for slug in (stage.event.slug, CLASS):
        event = db.session.scalar(select(Event).where(Event.slug == slug))
        if event is not None:
            _certify(event)


def _certify(event: Event) -> None:
    with clock.at(datetime.combine(event.ends_on + timedelta(1), time(9), event.zone)):
        signed = Signed("Giám đốc", SIGNATORY, "Lam Giang (giả định)", clock.today())
        for each in certificates.classes_of(event):
            giving.issue(event, each.first.code, signed)


def _trainees(event: Event) -> list[Registration]:
    found = select(Registration).where(
        Registration.event_id == event.id, Registration.status == Status.CONFIRMED
    )
    return list(db.session.scalars(found.order_by(Registration.id)))
