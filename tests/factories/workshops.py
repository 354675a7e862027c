"""Classes with seats, and people in them, valid as they stand."""

from __future__ import annotations

from typing import Any

from app.core import clock, ids
from app.events.kinds import SessionKind
from app.events.models import Event, EventSession
from app.registrations.checkin import actions as checkin
from app.registrations.checkin.known import fair_of
from app.registrations.models import Registration
from app.workshops import actions
from app.workshops.certificates import actions as giving
from app.workshops.models import Certificate, Enrolment
from tests.factories.accounts import saved
from tests.factories.checkin import make_device, make_guest, make_point, sent, token_of
from tests.factories.events import make_event, make_session, moment


def make_class(event: Event | None = None, **fields: Any) -> EventSession:
    """A training session on the first morning of a fair that asks for enrolment."""
    defaults: dict[str, Any] = {
        "kind": SessionKind.TRAINING,
        "title": "Lớp tập huấn: Ủ phân hữu cơ",
        "starts_at": moment("08:30"),
        "ends_at": moment("11:30"),
        "capacity": 40,
        "enrolment_needed": True,
        "hours": 3,
    }
    return make_session(event or make_event(), **(defaults | fields))


def make_enrolment(
    session: EventSession | None = None, guest: Registration | None = None
) -> Enrolment:
    session = session or make_class()
    return actions.enrol(session.id, (guest or make_guest(session.event)).id)


def make_certificate(session: EventSession, guest: Registration, number: int = 1) -> Certificate:
    """One that was given for a class, whoever was there."""
    day = clock.local(session.starts_at).date()
    hub = session.event.hub
    return saved(
        Certificate(
            code=ids.code(16),
            hub_id=hub.id,
            year=day.year,
            number=number,
            serial=giving.serial(number, day.year, hub.code),
            session_id=session.id,
            registration_id=guest.id,
            name=guest.name,
            title=session.title,
            hours=3,
            starts_on=day,
            ends_on=day,
            place="",
            signed_in="Vinh",
            signed_on=day,
            position="Giám đốc",
            signatory="Nguyễn Thị Hòa",
        )
    )


def scan_at_door(session: EventSession, *guests: Registration, clock_time: str = "08:20") -> None:
    """Let people in at the session's door on its day, as a device does."""
    event, code = session.event, session.code.lower()
    make_point(event, code, kind="session", session_id=session.id, name=session.code)
    device, _token = make_device(event, f"door {code}")
    day = (clock.local(session.starts_at).date() - event.starts_on).days + 1
    at = moment(clock_time, day=day, first=event.starts_on)
    scans = [sent(token_of(guest), at, code) for guest in guests]
    checkin.take_in(fair_of(event), device.id, device.name, scans)
